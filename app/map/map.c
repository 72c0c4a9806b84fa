/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the map shows: the grid, its supply, what is live. See map.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/map-private.h"

#include "map/frame-memory.h"
#include "map/world-source.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define DESCRIBE_AFTER_MSEC 1000 /* a screen reader is not told of every change */

G_DEFINE_FINAL_TYPE (LampMap, lamp_map, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_SETTLED,
  N_PROPS,
};
static GParamSpec *props[N_PROPS];

enum {
  ACTIVATED,
  ASSIGN_DROPPED,
  MENU,
  VIEW_CHANGED,
  LAYERS_CHANGED,
  TOOLS_CHANGED,
  GATHERED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

gboolean
lamp_map_is_settled (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), FALSE);
  return self->indexing == NULL && self->measuring == NULL && (self->index == NULL || self->was_fitted) && self->tick == 0 && self->snap_source == 0 && lamp_tile_layer_is_settled (self->tile_layer);
}

void
lamp_map_check_settled (LampMap *self)
{
  gboolean settled = lamp_map_is_settled (self);

  /* However the view is moved about meanwhile: it says nothing of what is out. */
  if (self->sketch != NULL && self->index != NULL && lamp_tile_store_get_n_shown (self->store) > self->n_before_grid)
    lamp_map_drop_sketch (self);
  if (settled == self->was_settled)
    return;
  self->was_settled = settled;
  if (settled)
    lamp_map_keep_index (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SETTLED]);
}

static void
describe_cb (gpointer user_data)
{
  LampMap         *self = user_data;
  guint            n, outages = 0, crews = 0, out = 0;
  const LampThing *things = lamp_live_get_things (self->live, &n);
  g_autofree char *text = NULL;

  self->describe_source = 0;
  for (guint i = 0; i < n; i++)
    {
      outages += things[i].kind == LAMP_SELECT_OUTAGE;
      crews += things[i].kind == LAMP_SELECT_CREW && things[i].symbol.look != LAMP_LOOK_CREW_OFF_SHIFT;
      out += things[i].keep;
    }
  /* Translators: what a screen reader says of the map. */
  text = g_strdup_printf (_ ("Outages: %u. Key sites out: %u. Crews on shift: %u."), outages, out, crews);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
live_changed_cb (LampLive *live, LampMap *self)
{
  if (self->describe_source == 0)
    self->describe_source = g_timeout_add_once (DESCRIBE_AFTER_MSEC, describe_cb, self);
}

static void
allocated_cb (GtkWidget *widget, LampMap *self)
{
  /* The first grid is shown whole, as soon as there is a size to show it in. */
  if (!self->was_fitted && self->index != NULL && gtk_widget_get_width (GTK_WIDGET (self)) > 1)
    {
      if (!lamp_map_has_left_sketch (self))
        lamp_map_fit (self, LAMP_FIT_ALL);
      self->was_fitted = TRUE;
    }
  lamp_map_check_settled (self);
}

static void
lamp_map_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  switch (prop_id)
    {
    case PROP_SETTLED:
      g_value_set_boolean (value, lamp_map_is_settled (LAMP_MAP (object)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lamp_map_dispose (GObject *object)
{
  LampMap *self = LAMP_MAP (object);

  if (self->indexing != NULL)
    g_cancellable_cancel (self->indexing);
  g_clear_object (&self->indexing);
  g_clear_handle_id (&self->describe_source, g_source_remove);
  lamp_map_view_dispose (self);
  lamp_map_tools_dispose (self);
  if (self->live_layer != NULL)
    lamp_live_layer_set_network (self->live_layer, NULL);
  g_clear_pointer (&self->study_frame, gtk_widget_unparent);
  g_clear_pointer ((GtkWidget **)&self->map, gtk_widget_unparent);
  self->live_layer = NULL;
  self->tool_layer = NULL;
  self->tile_layer = NULL;
  if (self->base_map != NULL)
    g_signal_handlers_disconnect_by_data (self->base_map, self);
  g_clear_object (&self->base_map);
  g_clear_object (&self->store);
  g_clear_object (&self->live);
  if (self->areas != NULL)
    lamp_areas_set_state (self->areas, NULL, NULL); /* a worker under way keeps the object, not what it is of */
  g_clear_object (&self->areas);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->index, lamp_index_unref);
  g_clear_pointer (&self->sketch, lamp_sketch_free);
  lamp_map_forget_scene (self);
  G_OBJECT_CLASS (lamp_map_parent_class)->dispose (object);
}

static void
lamp_map_finalize (GObject *object)
{
  LampMap *self = LAMP_MAP (object);

  lamp_map_tools_finalize (self);
  g_hash_table_unref (self->traced);
  g_hash_table_unref (self->reached);
  lamp_palette_unref (self->palette);
  g_clear_pointer (&self->stale_palette, lamp_palette_unref);
  G_OBJECT_CLASS (lamp_map_parent_class)->finalize (object);
}

static void
lamp_map_class_init (LampMapClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType           type = G_TYPE_FROM_CLASS (klass);

  object_class->get_property = lamp_map_get_property;
  object_class->dispose = lamp_map_dispose;
  object_class->finalize = lamp_map_finalize;
  props[PROP_SETTLED] = g_param_spec_boolean ("settled", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[ACTIVATED] = g_signal_new ("activated", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_STRING);
  signals[ASSIGN_DROPPED] = g_signal_new ("assign-dropped", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
  signals[MENU] = g_signal_new ("menu", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 4, G_TYPE_INT, G_TYPE_STRING, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[VIEW_CHANGED] = g_signal_new ("view-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[LAYERS_CHANGED] = g_signal_new ("layers-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TOOLS_CHANGED] = g_signal_new ("tools-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GATHERED] = g_signal_new ("gathered", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "lamp-map");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
init_palette (LampMap *self)
{
  g_autoptr (GError) error = NULL;

  self->palette = lamp_palette_load ("neutral", &error);
  if (self->palette == NULL) /* it is part of the program, and tested */
    g_error ("%s", error->message);
}

static void
lamp_map_init (LampMap *self)
{
  g_autoptr (ShumateMapSource) source = NULL;

  init_palette (self);
  for (guint layer = 0; layer < LAMP_MAP_N_LAYERS; layer++)
    self->shown[layer] = lamp_map_layer_is_shown_at_first ((LampMapLayer)layer);
  self->traced = g_hash_table_new (NULL, NULL);
  self->reached = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->store = lamp_tile_store_new ();
  self->live = lamp_live_new ();
  self->areas = lamp_areas_new ();
  self->map = shumate_map_new ();
  self->viewport = shumate_map_get_viewport (self->map);
  source = lamp_world_source_new ();
  shumate_viewport_set_reference_map_source (self->viewport, source);
  shumate_map_set_zoom_on_double_click (self->map, FALSE);
  shumate_map_set_animate_zoom (self->map, FALSE);
  self->tile_layer = lamp_tile_layer_new (self->viewport, self->store);
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->tile_layer));
  gtk_widget_set_parent (GTK_WIDGET (self->map), GTK_WIDGET (self));
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Map of the grid"), -1);
  lamp_frame_memory_hold (GTK_WIDGET (self));
}

GtkWidget *
lamp_map_new (LampSelection *selection)
{
  LampMap *self = g_object_new (LAMP_TYPE_MAP, NULL);

  g_return_val_if_fail (LAMP_IS_SELECTION (selection), NULL);

  self->selection = g_object_ref (selection);
  self->live_layer = lamp_live_layer_new (self->viewport, self->live, self->areas, selection);
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->live_layer));
  lamp_map_tools_init (self);
  lamp_map_view_init (self);
  lamp_map_input_init (self);
  g_signal_connect_object (self->live, "changed", G_CALLBACK (live_changed_cb), self, 0);
  g_signal_connect_object (self->store, "changed", G_CALLBACK (lamp_map_check_settled), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->tile_layer, "drawn", G_CALLBACK (allocated_cb), self, 0);
  g_signal_connect (self, "view-changed", G_CALLBACK (lamp_map_tell_base_map), NULL);
  lamp_map_show_all (self);
  return GTK_WIDGET (self);
}

static void
index_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LampMap   *self = LAMP_MAP (source);
  LampIndex *index = g_task_propagate_pointer (G_TASK (result), NULL);

  if (index == NULL) /* another grid came meanwhile, or the map ended */
    return;
  g_clear_object (&self->indexing);
  g_clear_pointer (&self->index, lamp_index_unref);
  self->index = index;
  self->was_kept = FALSE;
  self->n_before_grid = lamp_tile_store_get_n_shown (self->store);
  lamp_map_forget_scene (self);
  lamp_live_layer_set_network (self->live_layer, index->network);
  lamp_live_set_network (self->live, index->network);
  lamp_map_show_all (self);
  allocated_cb (NULL, self);
}

void
lamp_map_set_grid (LampMap *self, LampEnergisation *energisation)
{
  LampNetwork *network;

  g_return_if_fail (LAMP_IS_MAP (self));

  self->energisation = energisation;
  if (self->indexing != NULL)
    g_cancellable_cancel (self->indexing);
  g_clear_object (&self->indexing);
  network = energisation != NULL ? lamp_energisation_get_network (energisation) : NULL;
  if (self->index != NULL && self->index->network == network)
    {
      lamp_map_show_all (self);
      return;
    }
  /* The old one's states are not known any more. */
  lamp_live_layer_set_network (self->live_layer, NULL);
  lamp_live_set_network (self->live, NULL);
  g_clear_pointer (&self->index, lamp_index_unref);
  lamp_map_forget_scene (self);
  if (network == NULL)
    {
      lamp_map_show_all (self);
      return;
    }
  lamp_map_open_index (self, network, index_made_cb);
  lamp_map_check_settled (self);
}

void
lamp_map_set_outages (LampMap *self, GListModel *outages)
{
  g_return_if_fail (LAMP_IS_MAP (self));
  lamp_live_set_model (self->live, LAMP_SELECT_OUTAGE, outages);
}

void
lamp_map_set_crews (LampMap *self, GListModel *crews)
{
  g_return_if_fail (LAMP_IS_MAP (self));
  lamp_live_set_model (self->live, LAMP_SELECT_CREW, crews);
}

void
lamp_map_set_sites (LampMap *self, GListModel *sites)
{
  g_return_if_fail (LAMP_IS_MAP (self));
  lamp_live_set_model (self->live, LAMP_SELECT_SITE, sites);
}

void
lamp_map_set_clock (LampMap *self, gint64 now_usec, double speed)
{
  g_return_if_fail (LAMP_IS_MAP (self));
  lamp_live_set_clock (self->live, now_usec, speed);
}

void
lamp_map_set_blink (LampMap *self, gboolean blink)
{
  g_return_if_fail (LAMP_IS_MAP (self));
  lamp_live_layer_set_blink (self->live_layer, blink);
}

void
lamp_map_activate (LampMap *self, LampSelectKind kind, const char *id)
{
  g_signal_emit (self, signals[ACTIVATED], 0, kind, id);
}

void
lamp_map_drop (LampMap *self, const char *crew, const char *outage)
{
  g_signal_emit (self, signals[ASSIGN_DROPPED], 0, crew, outage);
}

void
lamp_map_menu (LampMap *self, LampSelectKind kind, const char *id, double x, double y)
{
  g_signal_emit (self, signals[MENU], 0, kind, id, x, y);
}
