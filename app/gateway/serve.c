/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The serving subcommands: options, then region, store, server, and the main loop until SIGTERM or SIGINT.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <stdio.h>

#include <glib-unix.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/gateway-private.h"
#include "gateway/server.h"
#include "gateway/subcommands.h"

typedef struct
{
  char  *region;
  char  *store;
  char  *address;
  int    port;
  double speed;
} Options;

static gboolean
quit_cb (gpointer loop)
{
  g_main_loop_quit (loop);
  return G_SOURCE_CONTINUE;
}

static int
fail (GError *error)
{
  g_printerr ("lamplighterd: %s\n", error->message);
  g_error_free (error);
  return 1;
}

static int
run (Options *options, const char *mode)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (LampGateway) gateway = NULL;
  g_autofree char *url = NULL;
  LampListen       listen = { options->address, (guint)options->port };
  GError          *error = NULL;

  network = lamp_network_load (options->region, NULL, &error);
  if (network == NULL)
    return fail (error);
  gateway = lamp_gateway_new (mode, network, options->region);
  if (!lamp_server_start (gateway, &listen, &url, &error))
    return fail (error);
  g_unix_signal_add (SIGTERM, quit_cb, loop);
  g_unix_signal_add (SIGINT, quit_cb, loop);
  g_print ("listening on %s\n", url);
  fflush (stdout);
  g_main_loop_run (loop);
  return 0;
}

static int
parse_and_run (int argc, char **argv, const char *mode)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);
  Options            options = { .port = 8080, .speed = 12 };
  GError            *error = NULL;
  const GOptionEntry entries[] = {
    { "region", 0, 0, G_OPTION_ARG_FILENAME, &options.region, N_ ("the region file to serve"), N_ ("FILE") },
    { "port", 0, 0, G_OPTION_ARG_INT, &options.port, N_ ("where to listen; 0 for any free port"), "N" },
    { "store", 0, 0, G_OPTION_ARG_STRING, &options.store, N_ ("where to keep journal and state"), "sqlite:PATH" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!g_option_context_parse (context, &argc, &argv, &error))
    {
      g_printerr ("lamplighterd: %s\n", error->message);
      g_error_free (error);
      return 2;
    }
  if (options.region == NULL)
    {
      g_printerr (_ ("lamplighterd: name the region with --region FILE\n"));
      return 2;
    }
  return run (&options, mode);
}

int
lamp_serve_command (int argc, char **argv)
{
  return parse_and_run (argc, argv, "live");
}

int
lamp_demo_command (int argc, char **argv)
{
  return parse_and_run (argc, argv, "demo");
}
