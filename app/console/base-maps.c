/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-maps.h.
 */
#define G_LOG_DOMAIN "lamp-base-maps"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/base-maps-private.h"

#include "console/tile-fetch.h"

#include "map/base-file.h"
#include "map/tile-server.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (LampBaseMaps, lamp_base_maps, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NOTE,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum {
  SAY,
  ASK_FILE,
  ASK_SERVER,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void open_file (LampBaseMaps *self, const char *path); /* again, when it failed */

static void
say_once (LampBaseMaps *self, const char *sentence)
{
  if (g_hash_table_add (self->said, g_strdup (self->address)))
    g_signal_emit (self, signals[SAY], 0, sentence);
}

void
lamp_base_maps_update_note (LampBaseMaps *self)
{
  g_autofree char *trouble = self->base != NULL ? lamp_base_map_dup_trouble (self->base) : g_strdup (self->refusal);
  g_autofree char *attribution = lamp_map_dup_attribution (self->map);
  g_autofree char *wrong = NULL, *note = NULL;

  /* Translators: what is wrong, a clause. */
  wrong = trouble != NULL ? g_strdup_printf (_ ("Base map: %s"), trouble) : g_strdup ("");
  note = g_strconcat (wrong, *wrong != '\0' && *attribution != '\0' ? " · " : "", attribution, NULL);
  if (g_strcmp0 (note, self->note) == 0)
    return;
  g_free (self->note);
  self->note = g_steal_pointer (&note);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NOTE]);
}

static void
trouble_cb (LampBaseMaps *self)
{
  g_autofree char *trouble = lamp_base_map_dup_trouble (self->base), *sentence = NULL;

  lamp_base_maps_update_note (self);
  if (trouble == NULL)
    return;
  /* Translators: name of a base map, what is wrong with it (a clause). */
  sentence = g_strdup_printf (_ ("Base map “%s”: %s. What came before stays, elsewhere the region's own map is shown; it is tried again by itself."),
                              lamp_base_map_get_title (self->base), trouble);
  say_once (self, sentence);
}

static void
drop_base (LampBaseMaps *self)
{
  if (self->opening != NULL)
    g_cancellable_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_handle_id (&self->retry_source, g_source_remove);
  g_clear_pointer (&self->refusal, g_free);
  if (self->base == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->base, self);
  lamp_base_map_close (self->base);
  g_clear_object (&self->base);
}

static void
take_base (LampBaseMaps *self, LampBaseMap *base)
{
  self->base = base;
  if (base != NULL)
    g_signal_connect_swapped (base, "notify::trouble", G_CALLBACK (trouble_cb), self);
  lamp_map_set_base_map (self->map, base);
  lamp_base_maps_update_note (self);
}

static void
retry_cb (gpointer user_data)
{
  LampBaseMaps *self = user_data;

  self->retry_source = 0;
  open_file (self, self->address);
}

static void
refuse (LampBaseMaps *self, const char *reason)
{
  g_autofree char *name = g_filename_display_basename (self->address), *sentence = NULL;
  gint64           now = g_get_monotonic_time ();

  g_free (self->refusal);
  self->refusal = g_strdup (reason);
  /* Translators: file, what is wrong with it (a clause). */
  sentence = g_strdup_printf (_ ("“%s” cannot be the base map: %s. The region's own is shown; it is tried again by itself, or choose another among the layers."), name, reason);
  say_once (self, sentence);
  lamp_backoff_fail (&self->backoff, now, 0);
  self->retry_source = g_timeout_add_once ((guint)(lamp_backoff_wait_usec (&self->backoff, now) / 1000), retry_cb, self);
  lamp_base_maps_update_note (self);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LampBaseMaps) self = user_data;
  g_autoptr (GError) error = NULL;
  LampBaseMap *base = lamp_base_file_open_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) /* something else was chosen meanwhile */
    return;
  g_clear_object (&self->opening);
  if (base == NULL)
    {
      refuse (self, error->message);
      return;
    }
  lamp_backoff_succeed (&self->backoff);
  g_clear_pointer (&self->refusal, g_free);
  take_base (self, base);
}

static void
open_file (LampBaseMaps *self, const char *path)
{
  self->opening = g_cancellable_new ();
  lamp_base_file_open_async (path, self->opening, opened_cb, g_object_ref (self));
}

static LampBaseMap *
open_server (const LampBaseEntry *entry)
{
  g_autofree char         *cache = g_build_filename (g_get_user_cache_dir (), "lamplighter", "tiles", NULL);
  const LampTileServerInfo info = { entry->title, entry->address, entry->attribution, (int)entry->most_zoom, cache };

  return lamp_tile_fetch_new_server (&info);
}

/* What is chosen, when it is to be seen. */
static void
open_chosen (LampBaseMaps *self)
{
  g_autoptr (GPtrArray) list = lamp_base_list_read (self->settings);
  g_autofree char     *chosen = g_settings_get_string (self->settings, "base-map");
  const LampBaseEntry *entry = lamp_base_list_find (list, chosen);

  drop_base (self);
  g_free (self->address);
  self->address = g_strdup (chosen);
  if (entry == NULL || !lamp_map_get_layer_shown (self->map, LAMP_MAP_LAYER_BASE))
    take_base (self, NULL);
  else if (lamp_base_entry_is_server (entry))
    take_base (self, open_server (entry));
  else
    {
      take_base (self, NULL);
      open_file (self, entry->address);
    }
}

/* Hidden or shown by others. */
static void
layers_changed_cb (LampBaseMaps *self)
{
  gboolean         shown = lamp_map_get_layer_shown (self->map, LAMP_MAP_LAYER_BASE);
  g_autofree char *choice = lamp_base_maps_dup_choice (self);
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self->actions), "choose");

  lamp_base_maps_update_note (self);
  if (g_str_equal (g_variant_get_string (state, NULL), choice))
    return;
  if (shown == (self->base == NULL && self->opening == NULL && self->retry_source == 0))
    open_chosen (self);
  lamp_base_maps_update_menu (self);
}

static void
network_changed_cb (LampBaseMaps *self, gboolean available)
{
  if (!available)
    return;
  if (LAMP_IS_TILE_SERVER (self->base))
    lamp_tile_server_retry (LAMP_TILE_SERVER (self->base));
  else if (LAMP_IS_BASE_FILE (self->base)) /* which may describe a service */
    lamp_base_file_retry (LAMP_BASE_FILE (self->base));
  else if (self->retry_source != 0)
    {
      g_clear_handle_id (&self->retry_source, g_source_remove);
      open_file (self, self->address);
    }
}

static void
lamp_base_maps_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_NOTE:
      g_value_set_string (value, LAMP_BASE_MAPS (object)->note);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lamp_base_maps_dispose (GObject *object)
{
  LampBaseMaps *self = LAMP_BASE_MAPS (object);

  lamp_base_maps_close (self);
  g_clear_object (&self->settings);
  g_clear_object (&self->menu);
  g_clear_object (&self->choices);
  g_clear_object (&self->changes);
  g_clear_object (&self->actions);

  G_OBJECT_CLASS (lamp_base_maps_parent_class)->dispose (object);
}

static void
lamp_base_maps_finalize (GObject *object)
{
  LampBaseMaps *self = LAMP_BASE_MAPS (object);

  g_hash_table_unref (self->said);
  g_free (self->address);
  g_free (self->note);
  G_OBJECT_CLASS (lamp_base_maps_parent_class)->finalize (object);
}

static void
lamp_base_maps_class_init (LampBaseMapsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType         type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = lamp_base_maps_get_property;
  object_class->dispose = lamp_base_maps_dispose;
  object_class->finalize = lamp_base_maps_finalize;
  props[PROP_NOTE] = g_param_spec_string ("note", NULL, NULL, "", G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  signals[SAY] = g_signal_new ("say", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ASK_FILE] = g_signal_new ("ask-file", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ASK_SERVER] = g_signal_new ("ask-server", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_base_maps_init (LampBaseMaps *self)
{
  self->said = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->note = g_strdup ("");
  lamp_base_maps_init_menu (self);
}

LampBaseMaps *
lamp_base_maps_new (LampMap *map, GSettings *settings)
{
  LampBaseMaps *self = g_object_new (LAMP_TYPE_BASE_MAPS, NULL);

  self->map = map;
  self->settings = g_object_ref (settings);
  g_signal_connect_object (map, "layers-changed", G_CALLBACK (layers_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed", G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
  open_chosen (self);
  lamp_base_maps_update_menu (self);
  return self;
}

GMenuModel *
lamp_base_maps_get_menu (LampBaseMaps *self)
{
  return G_MENU_MODEL (self->menu);
}

GActionGroup *
lamp_base_maps_get_actions (LampBaseMaps *self)
{
  return G_ACTION_GROUP (self->actions);
}

const char *
lamp_base_maps_get_note (LampBaseMaps *self)
{
  return self->note;
}

void
lamp_base_maps_choose (LampBaseMaps *self, const char *address)
{
  g_return_if_fail (LAMP_IS_BASE_MAPS (self) && self->map != NULL && address != NULL);

  g_hash_table_remove (self->said, address); /* whoever chooses it wants to know */
  lamp_backoff_succeed (&self->backoff);
  if (!g_str_equal (address, LAMP_BASE_NONE))
    g_settings_set_string (self->settings, "base-map", address);
  g_signal_handlers_block_by_func (self->map, layers_changed_cb, self);
  lamp_map_set_layer_shown (self->map, LAMP_MAP_LAYER_BASE, !g_str_equal (address, LAMP_BASE_NONE));
  open_chosen (self);
  g_signal_handlers_unblock_by_func (self->map, layers_changed_cb, self);
  lamp_base_maps_update_menu (self);
}

/* Of a file that may join the list. */
typedef struct
{
  LampBaseMaps *self; /* owned */
  char         *path;
} Trial;

static void
trial_free (Trial *trial)
{
  g_object_unref (trial->self);
  g_free (trial->path);
  g_free (trial);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Trial, trial_free)

static void
tried_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Trial) trial = user_data;
  LampBaseMaps    *self = trial->self;
  g_autofree char *name = g_filename_display_basename (trial->path), *sentence = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampBaseMap) base = lamp_base_file_open_finish (result, &error);

  if (self->map == NULL)
    return;
  if (base != NULL)
    {
      lamp_base_map_close (base); /* it is opened anew when it is chosen, as any other time */
      lamp_base_list_add (self->settings, &(LampBaseEntry){ name, trial->path, (char *)"", 0 });
      lamp_base_maps_choose (self, trial->path);
      return;
    }
  /* Translators: file, what is wrong with it (a clause). */
  sentence = g_strdup_printf (_ ("“%s” cannot be the base map: %s. The map stays as it is; choose another file."), name, error->message);
  g_signal_emit (self, signals[SAY], 0, sentence);
}

void
lamp_base_maps_add_file (LampBaseMaps *self, const char *path)
{
  Trial *trial;

  g_return_if_fail (LAMP_IS_BASE_MAPS (self) && g_path_is_absolute (path));

  trial = g_new (Trial, 1);
  *trial = (Trial){ g_object_ref (self), g_strdup (path) };
  lamp_base_file_open_async (path, NULL, tried_cb, trial);
}

void
lamp_base_maps_add_server (LampBaseMaps *self, const LampBaseEntry *entry)
{
  g_return_if_fail (LAMP_IS_BASE_MAPS (self) && lamp_tile_server_check_url (entry->address, NULL));

  lamp_base_list_add (self->settings, entry);
  lamp_base_maps_choose (self, entry->address);
}

void
lamp_base_maps_close (LampBaseMaps *self)
{
  g_return_if_fail (LAMP_IS_BASE_MAPS (self));

  drop_base (self);
  self->map = NULL;
}
