/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of the grid is painted: scenes for the tiles, and which of the tiles a change of state concerns. See map.h.
 */
#include "map/map-private.h"

#include "map/changes.h"
#include "map/flow.h"

#include "grid/trace.h"

static void
measure (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, lamp_flow_measure (data), (GDestroyNotify)g_bytes_unref);
}

static void
measured_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LampMap *self = LAMP_MAP (source);
  GBytes  *flow = g_task_propagate_pointer (G_TASK (result), NULL);

  if (flow == NULL) /* another grid came meanwhile, or the map ended */
    return;
  g_clear_object (&self->measuring);
  g_clear_pointer (&self->flow, g_bytes_unref);
  self->flow = flow;
  lamp_map_show_all (self);
}

static void
ensure_flow (LampMap *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->flow != NULL || self->measuring != NULL || self->index == NULL)
    return;
  self->measuring = g_cancellable_new ();
  task = g_task_new (self, self->measuring, measured_cb, NULL);
  g_task_set_source_tag (task, ensure_flow);
  g_task_set_task_data (task, lamp_network_ref (self->index->network), (GDestroyNotify)lamp_network_unref);
  g_task_run_in_thread (task, measure);
}

/* What explains the map has to say something else now. */
static void
tell_rings (LampMap *self)
{
  gboolean has_rings = self->index != NULL && self->energisation != NULL && lamp_trace_has_rings (self->energisation);

  if (self->has_rings == has_rings)
    return;
  self->has_rings = has_rings;
  g_signal_emit_by_name (self, "layers-changed");
}

/* `all`: everything may look otherwise; else only what has another state. */
static void
show_scene (LampMap *self, gboolean all)
{
  LampShow show = lamp_map_layers_get_show (self->shown);
  g_autoptr (GBytes) before = g_steal_pointer (&self->state);
  g_autoptr (LampScene) scene = NULL;
  LampWorldBox extent = LAMP_WORLD_BOX_EMPTY, dirty = LAMP_WORLD_BOX_EMPTY;

  if (self->index != NULL && self->energisation != NULL)
    {
      self->state = lamp_scene_dup_state (self->index, self->energisation, self->traced, show);
      extent = self->index->network->extent;
    }
  lamp_areas_set_state (self->areas, self->state != NULL ? self->index : NULL, self->state);
  if (all || before == NULL || self->state == NULL)
    dirty = (LampWorldBox){ 0, 0, G_MAXUINT32, G_MAXUINT32 };
  scene = lamp_scene_new (self->index, self->state, lamp_map_get_palette (self), self->night, show);
  lamp_scene_set_base_map (scene, self->base_map);
  if ((show & LAMP_SHOW_FLOW) != 0)
    {
      ensure_flow (self);
      lamp_scene_set_flow (scene, self->flow);
    }
  lamp_tile_store_set_scene (self->store, scene, dirty, extent);
  if (lamp_world_box_is_empty (dirty))
    {
      g_autoptr (GArray) boxes = lamp_changes_find (self->index->network, before, self->state);

      lamp_tile_store_touch (self->store, (const LampWorldBox *)(void *)boxes->data, boxes->len);
    }
  tell_rings (self);
  lamp_map_check_settled (self);
}

void
lamp_map_show_all (LampMap *self)
{
  const guint32 *colours = lamp_map_get_colours (self);

  lamp_tile_layer_set_ground (self->tile_layer, colours[LAMP_COLOUR_GROUND]);
  lamp_map_colour_sketch (self);
  lamp_live_layer_set_colours (self->live_layer, lamp_map_get_live_colours (self));
  lamp_live_layer_set_named (self->live_layer, self->shown[LAMP_MAP_LAYER_NAMES]);
  lamp_tool_layer_set_colours (self->tool_layer, colours);
  show_scene (self, TRUE);
}

void
lamp_map_forget_scene (LampMap *self)
{
  if (self->measuring != NULL)
    g_cancellable_cancel (self->measuring);
  g_clear_object (&self->measuring);
  g_clear_pointer (&self->flow, g_bytes_unref);
  g_clear_pointer (&self->state, g_bytes_unref);
  g_hash_table_remove_all (self->traced);
}

void
lamp_map_grid_changed (LampMap *self, LampWorldBox dirty)
{
  g_return_if_fail (LAMP_IS_MAP (self));

  if (self->index == NULL || self->energisation == NULL || lamp_world_box_is_empty (dirty))
    return;
  show_scene (self, FALSE);
}

void
lamp_map_set_traced (LampMap *self, const guint32 *elements, guint n)
{
  g_return_if_fail (LAMP_IS_MAP (self));

  if (self->index == NULL || self->energisation == NULL || (n == 0 && g_hash_table_size (self->traced) == 0))
    return;
  g_hash_table_remove_all (self->traced);
  for (guint i = 0; i < n; i++)
    g_hash_table_add (self->traced, GUINT_TO_POINTER (elements[i]));
  show_scene (self, FALSE);
}
