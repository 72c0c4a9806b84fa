/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The serving subcommands: options, then region, store, server, and the main loop until SIGTERM or SIGINT.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>

#include <glib-unix.h>
#include <glib/gstdio.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/gateway-private.h"
#include "gateway/server.h"
#include "gateway/subcommands.h"
#include "grid/network-cache.h"

#define DEFAULT_PORT 8080
#define DEFAULT_SPEED 12.0
#define MAX_SPEED 1000.0
#define DEFAULT_SEED 7
#define MAX_FILES 8192
#define CITY_FILE "demo-city.gpkg"

typedef struct
{
  char  *region, *store, *address, *certificate, *key, *token_file, *prediction, *promises, *estimates;
  int    port;
  double speed;
  gint64 seed;
} Options;

static void
options_clear (Options *options)
{
  g_free (options->region);
  g_free (options->store);
  g_free (options->address);
  g_free (options->certificate);
  g_free (options->key);
  g_free (options->token_file);
  g_free (options->prediction);
  g_free (options->promises);
  g_free (options->estimates);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

/* Every connection is a file; what the system allows at most is not too many. */
static void
allow_files (void)
{
  struct rlimit files;

  if (getrlimit (RLIMIT_NOFILE, &files) != 0)
    return;
  files.rlim_cur = MIN (files.rlim_max, MAX (files.rlim_cur, MAX_FILES));
  setrlimit (RLIMIT_NOFILE, &files);
}

typedef struct
{
  LampNetwork *network;
  char        *path, *folder;
} Keeping;

static gpointer
keep_thread (gpointer data)
{
  Keeping *keeping = data;
  g_autoptr (GError) error = NULL;

  if (!lamp_network_keep (keeping->network, keeping->path, keeping->folder, &error))
    g_message ("%s", error->message);
  lamp_network_unref (keeping->network);
  g_free (keeping->path);
  g_free (keeping->folder);
  g_free (keeping);
  return NULL;
}

/* For the next start; nobody waits for it. */
static void
keep_network (LampNetwork *network, const char *path, const char *folder)
{
  Keeping *keeping = NULL;

  if (lamp_network_is_kept (network))
    return;
  keeping = g_new (Keeping, 1);
  *keeping = (Keeping){ lamp_network_ref (network), g_strdup (path), g_strdup (folder) };
  g_thread_unref (g_thread_new ("keep-grid", keep_thread, keeping));
}

static int
run (const Options *options, const char *mode)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (LampGateway) gateway = NULL;
  g_autofree char   *url = NULL;
  g_autofree char   *folder = lamp_network_dup_folder ();
  LampListen         listen = { options->address, (guint)options->port, options->certificate, options->key };
  LampGatewayOptions house = { .mode = mode, .region_path = options->region, .store = options->store, .prediction = options->prediction, .promises = options->promises, .estimates = options->estimates, .token_path = options->token_file, .speed = options->speed, .seed = (guint64)options->seed };
  GError            *error = NULL;

  allow_files ();
  signal (SIGPIPE, SIG_IGN); /* a client that hangs up is no reason to end */
  network = lamp_network_open (options->region, folder, NULL, NULL, &error);
  if (network == NULL)
    return lamp_command_fail (error);
  gateway = lamp_gateway_new (&house, network, &error);
  if (gateway == NULL || !lamp_server_start (gateway, &listen, &url, &error))
    return lamp_command_fail (error);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_print ("listening on %s\n", url);
  fflush (stdout);
  keep_network (network, options->region, folder);
  g_main_loop_run (loop);
  return 0;
}

/* The demo's city: beside the program in a build tree, else where it is installed. */
static char *
find_city (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program != NULL ? g_path_get_dirname (program) : NULL;
  g_autofree char *built = folder != NULL ? g_build_filename (folder, "..", "..", "data", CITY_FILE, NULL) : NULL;

  if (built != NULL && g_file_test (built, G_FILE_TEST_IS_REGULAR))
    return g_steal_pointer (&built);
  return g_build_filename (LAMP_PKGDATADIR, CITY_FILE, NULL);
}

/* The demo's own store, so that the next demo goes on with it. */
static char *
make_demo_store (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "lamplighter", NULL);

  g_mkdir_with_parents (folder, 0700); /* when it fails, opening the store says so */
  return g_strconcat ("sqlite:", folder, "/demo.sqlite", NULL);
}

/* NULL when they make sense; else what is wrong. */
static const char *
check_options (const Options *options)
{
  if (options->region == NULL)
    return _ ("name the region with --region FILE");
  if (options->store == NULL)
    return _ ("name the store with --store sqlite:PATH");
  if (options->port < 0 || options->port > 65535)
    return _ ("a port is 0 to 65535; 0 means any free one");
  if (!isfinite (options->speed) || options->speed <= 0 || options->speed > MAX_SPEED)
    return _ ("a speed is more than 0 and at most 1000");
  if (options->key != NULL && options->certificate == NULL)
    return _ ("--key needs --certificate");
  return NULL;
}

static int
parse_and_run (int argc, char **argv, const char *mode, const char *summary)
{
  gboolean is_demo = g_str_equal (mode, "demo");
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  g_auto (Options) options = { .port = DEFAULT_PORT, .speed = DEFAULT_SPEED, .seed = DEFAULT_SEED };
  const GOptionEntry entries[] = {
    { "region", 0, 0, G_OPTION_ARG_FILENAME, &options.region, N_ ("the region file to serve"), N_ ("FILE") },
    { "store", 0, 0, G_OPTION_ARG_STRING, &options.store, N_ ("where to keep journal and state"), N_ ("sqlite:PATH") },
    { "port", 0, 0, G_OPTION_ARG_INT, &options.port, N_ ("where to listen; 0 for any free port"), "N" },
    { "address", 0, 0, G_OPTION_ARG_STRING, &options.address, N_ ("on which address; loopback unless told"), "IP" },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &options.certificate, N_ ("TLS certificate, PEM"), N_ ("FILE") },
    { "key", 0, 0, G_OPTION_ARG_FILENAME, &options.key, N_ ("its key, PEM, when it is in a file of its own"), N_ ("FILE") },
    { "prediction", 0, 0, G_OPTION_ARG_FILENAME, &options.prediction, N_ ("how outages are predicted: default, few-customers, or a file"), N_ ("RULES") },
    { "promises", 0, 0, G_OPTION_ARG_FILENAME, &options.promises, N_ ("what is promised: state-grid, great-britain, none, or a file"), N_ ("RULES") },
    { "estimates", 0, 0, G_OPTION_ARG_FILENAME, &options.estimates, N_ ("travel and repair times: typical, or a file"), N_ ("RULES") },
    { "token-file", 0, 0, G_OPTION_ARG_FILENAME, &options.token_file, N_ ("write a dispatcher's token there"), N_ ("FILE") },
    { NULL },
  };
  const GOptionEntry demo_entries[] = {
    { "speed", 0, 0, G_OPTION_ARG_DOUBLE, &options.speed, N_ ("how many times as fast as real time (12)"), "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT64, &options.seed, N_ ("which storm it is"), "N" },
    { NULL },
  };
  const char *wrong;

  g_option_context_set_summary (context, summary);
  if (is_demo)
    g_option_context_add_main_entries (context, demo_entries, GETTEXT_PACKAGE);
  if (!lamp_command_parse (is_demo ? "demo" : "serve", context, entries, &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (argc > 1)
    return lamp_command_fail_usage (_ ("this command takes options only; --help lists them"));
  if (is_demo && options.region == NULL)
    options.region = find_city ();
  if (is_demo && options.store == NULL)
    options.store = make_demo_store ();
  wrong = check_options (&options);
  return wrong != NULL ? lamp_command_fail_usage (wrong) : run (&options, mode);
}

int
lamp_serve_command (int argc, char **argv)
{
  return parse_and_run (argc, argv, "live", _ ("Serves a region to consoles and outside systems until it is told to end."));
}

int
lamp_demo_command (int argc, char **argv)
{
  return parse_and_run (argc, argv, "demo", _ ("Plays a storm over a region, by default over a city that does not exist.\nOn this computer reading needs no token; commands do (--token-file)."));
}
