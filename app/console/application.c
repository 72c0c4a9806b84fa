/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the command line says holds for this once; what the user chooses in the window is remembered.
 */
#define G_LOG_DOMAIN "lamp-application"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/application.h"

#include "console/gateway-address.h"
#include "console/map-picture.h"
#include "console/preferences.h"
#include "console/settings.h"
#include "console/tour.h"
#include "console/window.h"
#include "map/renderer.h"

#include <glib/gi18n-lib.h>

#include <stdio.h>

/* What the command line asked for. */
typedef struct
{
  char  *gateway, *token_file, *tour, *screenshot, *size, *appearance;
  char  *picture, *region, *bbox, *style, *base_map, *scale, *layers, *palette;
  char **rest; /* what belongs to no option; NULL: nothing */
  int    width_px, height_px;
  int    look; /* as in the settings; -1 when not told */
} Wish;

struct _LampApplication
{
  AdwApplication parent_instance;

  GSettings  *settings;
  LampWindow *window; /* weak */
  LampTour   *tour;
  Wish        wish;
  int         status;
};

G_DEFINE_FINAL_TYPE (LampApplication, lamp_application, ADW_TYPE_APPLICATION)

static void
set_look (int look)
{
  static const AdwColorScheme schemes[] = { ADW_COLOR_SCHEME_DEFAULT, ADW_COLOR_SCHEME_FORCE_LIGHT,
                                            ADW_COLOR_SCHEME_FORCE_DARK };

  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), schemes[look]);
}

static void
appearance_changed_cb (LampApplication *self)
{
  set_look (g_settings_get_enum (self->settings, "appearance"));
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampApplication *self = data;

  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampApplication *self = data;

  if (self->window != NULL)
    gtk_window_present (GTK_WINDOW (lamp_preferences_new (GTK_WINDOW (self->window))));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampApplication *self = data;

  adw_show_about_window (GTK_WINDOW (self->window), "application-name", "Lamplighter", "application-icon", LAMP_APP_ID,
                         "version", LAMP_VERSION, "developer-name", _ ("The Lamplighter authors"), "license-type",
                         GTK_LICENSE_GPL_3_0, "comments",
                         _ ("See power outages on the grid, send crews, watch the lights come back."),
                         /* TRANSLATORS: your names, one per line. */
                         "translator-credits", _ ("translator-credits"), NULL);
}

static gboolean
parse_size (Wish *wish, GError **error)
{
  char rest = 0;

  if (wish->size == NULL)
    return TRUE;
  if (sscanf (wish->size, "%5dx%5d%c", &wish->width_px, &wish->height_px, &rest) == 2 && wish->width_px >= 640 &&
      wish->height_px >= 480 && wish->width_px <= 16384 && wish->height_px <= 16384)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("“%s” is not a size: write it like 1280x720, at least 640x480."), wish->size);
  return FALSE;
}

static gboolean
parse_appearance (Wish *wish, GError **error)
{
  static const char *const names[] = { "system", "day", "night" };

  wish->look = -1;
  for (int i = 0; wish->appearance != NULL && i < (int)G_N_ELEMENTS (names); i++)
    if (g_str_equal (wish->appearance, names[i]))
      wish->look = i;
  if (wish->appearance == NULL || wish->look >= 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _ ("“%s” is not system, day or night."), wish->appearance);
  return FALSE;
}

static gboolean
parse_gateway (Wish *wish, GError **error)
{
  char *address = NULL;

  if (wish->gateway == NULL)
    return TRUE;
  address = lamp_gateway_normalise (wish->gateway, error);
  g_free (wish->gateway);
  wish->gateway = address;
  return address != NULL;
}

/* The exit status of a picture of the map; -1 when none was asked for. */
static int
make_picture (const Wish *wish)
{
  if (wish->rest != NULL)
    {
      g_autofree char *shown = g_filename_display_name (wish->rest[0]);

      g_printerr (_ ("lamplighter: “%s” belongs to no option: see lamplighter --help.\n"), shown);
      return 2;
    }
  if (wish->picture != NULL && wish->tour == NULL && wish->screenshot == NULL && wish->appearance == NULL)
    return lamp_map_picture_run (&(LampMapPictureWish){ wish->picture, wish->region, wish->gateway, wish->token_file, wish->bbox, wish->size, wish->style, wish->base_map, wish->scale, wish->layers, wish->palette });
  if (wish->picture != NULL)
    g_printerr (_ ("lamplighter: --picture opens no window: leave --tour, --screenshot and --appearance away; for the colours there is --style.\n"));
  else if (wish->region != NULL || wish->bbox != NULL || wish->style != NULL || wish->base_map != NULL || wish->scale != NULL || wish->layers != NULL || wish->palette != NULL)
    g_printerr (_ ("lamplighter: --region, --bbox, --style, --base-map, --scale, --layers and --palette are for pictures of the map: add --picture FILE.\n"));
  else
    return -1;
  return 2;
}

static int
lamp_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  LampApplication *self = LAMP_APPLICATION (application);
  g_autoptr (GError) error = NULL;
  int status;

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("lamplighter %s\n", LAMP_VERSION);
      return 0;
    }
  status = make_picture (&self->wish);
  if (status >= 0)
    return status;
  if (!parse_gateway (&self->wish, &error) || !parse_size (&self->wish, &error) || !parse_appearance (&self->wish, &error))
    {
      g_printerr ("lamplighter: %s\n", error->message);
      return 2;
    }
  if ((self->wish.tour != NULL || self->wish.screenshot != NULL) && self->wish.gateway == NULL)
    {
      g_printerr (_ ("lamplighter: --tour and --screenshot want a gateway: add --gateway URL.\n"));
      return 2;
    }
  /* GTK would end the program itself, with less of a word. */
  if (!gtk_init_check ())
    {
      g_printerr (_ ("lamplighter: there is no display to show the window on. Start it in a desktop session, or under "
                     "xvfb-run.\n"));
      return 1;
    }
  return -1;
}

/* Where no desktop says which font it likes, GTK takes the first there is: the one the window was drawn for then. */
static void
set_font (void)
{
  GtkSettings     *settings = gtk_settings_get_default ();
  g_autofree char *font = NULL;

  g_object_get (settings, "gtk-font-name", &font, NULL);
  if (font == NULL || g_str_has_prefix (font, "Sans "))
    g_object_set (settings, "gtk-font-name", "Cantarell 11", NULL);
}

static void
lamp_application_startup (GApplication *application)
{
  static const GActionEntry entries[] = {
    { .name = "quit", .activate = quit_cb },
    { .name = "preferences", .activate = preferences_cb },
    { .name = "about", .activate = about_cb },
  };
  static const char *const keys[][3] = {
    { "app.quit", "<Control>q", NULL },
    { "app.preferences", "<Control>comma", NULL },
    { "window.close", "<Control>w", NULL },
    { "win.show-help-overlay", "F1", "<Control>question" },
    { "win.toggle-panes", "F9", NULL },
    { "win.fullscreen", "F11", NULL },
    { "win.retry", "<Control>r", NULL },
    { "win.connect", "<Control>o", NULL },
  };
  LampApplication *self = LAMP_APPLICATION (application);

  G_APPLICATION_CLASS (lamp_application_parent_class)->startup (application);
  self->settings = lamp_settings_new ();
  set_font ();
  lamp_renderer_choose (gdk_display_get_default ());
  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *accels[] = { keys[i][1], keys[i][2], NULL };

      gtk_application_set_accels_for_action (GTK_APPLICATION (self), keys[i][0], accels);
    }
  set_look (self->wish.look >= 0 ? self->wish.look : g_settings_get_enum (self->settings, "appearance"));
  g_signal_connect_object (self->settings, "changed::appearance", G_CALLBACK (appearance_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
open_gateway (LampApplication *self)
{
  g_autofree char *gateway = g_settings_get_string (self->settings, "gateway");
  g_autofree char *token_file = g_settings_get_string (self->settings, "token-file");

  if (self->wish.gateway != NULL)
    lamp_window_open (self->window, self->wish.gateway, self->wish.token_file);
  else if (*gateway != '\0')
    lamp_window_open (self->window, gateway, self->wish.token_file != NULL ? self->wish.token_file : token_file);
}

static void
lamp_application_activate (GApplication *application)
{
  LampApplication *self = LAMP_APPLICATION (application);

  if (self->window != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->window));
      return;
    }
  g_set_weak_pointer (&self->window, lamp_window_new (GTK_APPLICATION (self)));
  if (self->wish.width_px > 0)
    lamp_window_set_size_once (self->window, self->wish.width_px, self->wish.height_px);
  open_gateway (self);
  gtk_window_present (GTK_WINDOW (self->window));
  if (self->wish.tour != NULL)
    self->tour = lamp_tour_new (self, self->window, self->wish.tour);
  else if (self->wish.screenshot != NULL)
    self->tour = lamp_tour_new_screenshot (self, self->window, self->wish.screenshot);
}

static void
lamp_application_shutdown (GApplication *application)
{
  LampApplication *self = LAMP_APPLICATION (application);

  g_clear_object (&self->tour);
  g_clear_weak_pointer (&self->window);
  g_clear_object (&self->settings);
  g_settings_sync ();

  G_APPLICATION_CLASS (lamp_application_parent_class)->shutdown (application);
}

static void
lamp_application_finalize (GObject *object)
{
  Wish *wish = &LAMP_APPLICATION (object)->wish;

  g_free (wish->gateway);
  g_free (wish->token_file);
  g_free (wish->tour);
  g_free (wish->screenshot);
  g_free (wish->size);
  g_free (wish->appearance);
  g_free (wish->picture);
  g_free (wish->region);
  g_free (wish->bbox);
  g_free (wish->style);
  g_free (wish->base_map);
  g_free (wish->scale);
  g_free (wish->layers);
  g_free (wish->palette);
  g_strfreev (wish->rest);

  G_OBJECT_CLASS (lamp_application_parent_class)->finalize (object);
}

static void
lamp_application_class_init (LampApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = lamp_application_finalize;
  application_class->handle_local_options = lamp_application_handle_local_options;
  application_class->startup = lamp_application_startup;
  application_class->activate = lamp_application_activate;
  application_class->shutdown = lamp_application_shutdown;
}

static void
lamp_application_init (LampApplication *self)
{
  Wish              *wish = &self->wish;
  const GOptionEntry entries[] = {
    { "gateway", 'g', 0, G_OPTION_ARG_STRING, &wish->gateway, N_ ("Open this gateway"), N_ ("URL") },
    { "token-file", 't', 0, G_OPTION_ARG_FILENAME, &wish->token_file, N_ ("Who you are: a file with a token"), N_ ("FILE") },
    { "appearance", 0, 0, G_OPTION_ARG_STRING, &wish->appearance, N_ ("system, day or night"), N_ ("LOOK") },
    { "size", 0, 0, G_OPTION_ARG_STRING, &wish->size, N_ ("Size of the window or picture, such as 1280x720"), N_ ("SIZE") },
    { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, &wish->screenshot, N_ ("Write a picture of the window and end"), N_ ("FILE") },
    { "picture", 0, 0, G_OPTION_ARG_FILENAME, &wish->picture, N_ ("Write a picture of the map (.png, .svg, .pdf) and end; needs no display"), N_ ("FILE") },
    { "region", 0, 0, G_OPTION_ARG_FILENAME, &wish->region, N_ ("The grid of that picture, a region file"), N_ ("FILE") },
    { "bbox", 0, 0, G_OPTION_ARG_STRING, &wish->bbox, N_ ("What that picture shows, in degrees: west,south,east,north"), N_ ("BOX") },
    { "style", 0, 0, G_OPTION_ARG_STRING, &wish->style, N_ ("Its colours, day or night"), N_ ("STYLE") },
    { "base-map", 0, 0, G_OPTION_ARG_FILENAME, &wish->base_map, N_ ("What is beneath its grid: region, none, or a file of pictures"), N_ ("FILE") },
    { "scale", 0, 0, G_OPTION_ARG_STRING, &wish->scale, N_ ("Its pixels to one of --size, such as 1.5, in a PNG"), N_ ("NUMBER") },
    { "layers", 0, 0, G_OPTION_ARG_STRING, &wish->layers, N_ ("What it shows: base,names,sites,crews,feeders,phases,flow"), N_ ("LAYERS") },
    { "palette", 0, 0, G_OPTION_ARG_STRING, &wish->palette, N_ ("Whose colours: neutral, us, iec or cn"), N_ ("NAME") },
    { "tour", 0, 0, G_OPTION_ARG_FILENAME, &wish->tour, N_ ("Play the first story, write pictures of it and end"), N_ ("FOLDER") },
    { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Tell the version and end"), NULL },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &wish->rest, NULL, NULL },
    { NULL },
  };

  wish->look = -1;
  g_application_add_main_option_entries (G_APPLICATION (self), entries);
  g_application_set_option_context_parameter_string (G_APPLICATION (self), NULL);
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _ ("See power outages on the grid, send crews, watch the lights come back."));
}

LampApplication *
lamp_application_new (void)
{
  return g_object_new (LAMP_TYPE_APPLICATION, "application-id", LAMP_APP_ID, "flags", G_APPLICATION_NON_UNIQUE, NULL);
}

int
lamp_application_get_status (LampApplication *self)
{
  g_return_val_if_fail (LAMP_IS_APPLICATION (self), 1);

  return self->status;
}

void
lamp_application_end (LampApplication *self, int status, const char *sentence)
{
  g_return_if_fail (LAMP_IS_APPLICATION (self));

  self->status = status;
  if (sentence != NULL)
    g_printerr ("lamplighter: %s\n", sentence);
  if (self->window != NULL)
    gtk_window_destroy (GTK_WINDOW (self->window));
  g_application_quit (G_APPLICATION (self));
}
