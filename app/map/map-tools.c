/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tools of the map: see map-tools.h. What they draw is in tool-layer.c.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/map-private.h"

#include "geo/coordinates.h"

#include <glib/gi18n-lib.h>

#define MARK_ZOOM 15.4 /* how near a marked place is shown */

static char *
dup_measure_text (const LampMeasure *measure, gboolean measuring)
{
  g_autofree char *length = lamp_length_text (lamp_measure_total_m (measure));

  if (measure->points->len == 0)
    return g_strdup (_ ("Click where the distance begins, or press Space"));
  if (measuring) /* Translators: a length, then what can be pressed. */
    return g_strdup_printf (_ ("%s · Click or Space: next point · Backspace: one back · Enter: done"), length);
  return g_strdup_printf (_ ("Distance: %s"), length);
}

static char *
dup_text (LampMap *self)
{
  const LampTools *tools = &self->tools;
  const LampThing *crew;

  if (tools->measuring || tools->measure.points->len > 0)
    return dup_measure_text (&tools->measure, tools->measuring);
  if (lamp_world_is_known (tools->mark))
    return lamp_coordinates_format (lamp_point_from_world (tools->mark));
  if (tools->followed == NULL)
    return NULL;
  crew = lamp_live_find (self->live, LAMP_SELECT_CREW, tools->followed);
  /* Translators: the map stays with a crew; its name. */
  return g_strdup_printf (_ ("Following %s"), crew != NULL && crew->label != NULL ? crew->label : tools->followed);
}

static void
changed (LampMap *self)
{
  g_free (self->tool_text);
  self->tool_text = dup_text (self);
  gtk_widget_queue_draw (GTK_WIDGET (self->tool_layer));
  g_signal_emit_by_name (self, "tools-changed");
}

const char *
lamp_map_tool_text (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), NULL);

  return self->tool_text;
}

/* The middle of what is free. */
static LampWorld
middle (LampMap *self)
{
  LampView view = lamp_map_get_view (self);

  return lamp_view_world (&view, (self->insets.left + view.width - self->insets.right) / 2.0, (self->insets.top + view.height - self->insets.bottom) / 2.0);
}

static void
aim (LampMap *self)
{
  LampTools *tools = &self->tools;
  LampView   view = lamp_map_get_view (self);

  tools->by_keys = tools->by_keys || self->pointer_x < 0.0;
  tools->measure.live = tools->by_keys ? middle (self) : lamp_view_world (&view, self->pointer_x, self->pointer_y);
  tools->measure.has_live = tools->measuring;
  changed (self);
}

void
lamp_map_measure (LampMap *self, const LampPoint *from)
{
  g_return_if_fail (LAMP_IS_MAP (self));

  g_array_set_size (self->tools.measure.points, 0);
  self->tools.measuring = TRUE;
  self->tools.by_keys = from == NULL && self->pointer_x < 0.0;
  if (from != NULL)
    lamp_measure_add (&self->tools.measure, lamp_world_from_point (*from));
  gtk_widget_grab_focus (GTK_WIDGET (self));
  lamp_live_layer_set_hovered (self->live_layer, LAMP_SELECT_NONE, NULL);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), "crosshair");
  aim (self);
}

gboolean
lamp_map_is_measuring (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), FALSE);

  return self->tools.measuring;
}

/* The line stays when it has a length. */
static void
end_measure (LampMap *self, gboolean keep)
{
  self->tools.measuring = FALSE;
  self->tools.measure.has_live = FALSE;
  if (!keep || self->tools.measure.points->len < 2)
    g_array_set_size (self->tools.measure.points, 0);
  gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  changed (self);
}

/* Where a crew is, in the middle of what is free. */
static void
keep_with_crew (LampMap *self)
{
  const LampThing *crew = self->tools.followed != NULL ? lamp_live_find (self->live, LAMP_SELECT_CREW, self->tools.followed) : NULL;

  if (crew != NULL)
    lamp_map_keep_at (self, crew->at);
  else if (self->tools.followed != NULL)
    lamp_map_follow (self, NULL);
}

static void
follow_cb (gpointer user_data)
{
  LampMap *self = user_data;

  self->follow_source = 0;
  keep_with_crew (self);
}

/* A crew may jump, or be gone: looked at once for all that changes now. */
static void
live_changed_cb (LampMap *self)
{
  if (self->tools.followed != NULL && self->follow_source == 0)
    self->follow_source = g_idle_add_once (follow_cb, self);
}

void
lamp_map_follow (LampMap *self, const char *crew)
{
  const LampThing *thing;

  g_return_if_fail (LAMP_IS_MAP (self));

  thing = crew != NULL ? lamp_live_find (self->live, LAMP_SELECT_CREW, crew) : NULL;
  if (g_strcmp0 (self->tools.followed, thing != NULL ? crew : NULL) == 0)
    return;
  g_free (self->tools.followed);
  self->tools.followed = NULL;
  if (thing != NULL)
    {
      LampView view = lamp_map_get_view (self);

      lamp_map_move (self, lamp_view_with_at (view, thing->at, self->insets));
      self->tools.followed = g_strdup (crew);
    }
  changed (self);
}

const char *
lamp_map_get_followed (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), NULL);

  return self->tools.followed;
}

void
lamp_map_mark (LampMap *self, LampPoint at)
{
  LampView view;

  g_return_if_fail (LAMP_IS_MAP (self) && lamp_point_is_valid (at));

  lamp_map_follow (self, NULL);
  self->tools.mark = lamp_world_from_point (at);
  view = lamp_map_get_view (self);
  view.zoom = MAX (view.zoom, MARK_ZOOM);
  lamp_map_move (self, lamp_view_with_at (view, self->tools.mark, self->insets));
  changed (self);
}

gboolean
lamp_map_escape (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), FALSE);

  if (self->tools.measuring || self->tools.measure.points->len > 0)
    end_measure (self, FALSE);
  else if (lamp_world_is_known (self->tools.mark))
    {
      self->tools.mark = LAMP_WORLD_NONE;
      changed (self);
    }
  else if (self->tools.followed != NULL)
    lamp_map_follow (self, NULL);
  else
    return FALSE;
  return TRUE;
}

LampPoint
lamp_map_get_point (LampMap *self, double x, double y)
{
  LampView view;

  g_return_val_if_fail (LAMP_IS_MAP (self), ((LampPoint){ 0.0, 0.0 }));

  view = lamp_map_get_view (self);
  return lamp_point_from_world (lamp_view_world (&view, x, y));
}

gboolean
lamp_map_tools_press (LampMap *self, GdkModifierType state)
{
  return self->tools.measuring || (state & GDK_SHIFT_MASK) != 0;
}

gboolean
lamp_map_tools_release (LampMap *self, int n_press, double x, double y)
{
  LampView view = lamp_map_get_view (self);

  if (!self->tools.measuring)
    return FALSE;
  self->tools.by_keys = FALSE;
  self->pointer_x = x;
  self->pointer_y = y;
  if (n_press == 1)
    lamp_measure_add (&self->tools.measure, lamp_view_world (&view, x, y));
  if (n_press == 2)
    end_measure (self, TRUE);
  else
    aim (self);
  return TRUE;
}

gboolean
lamp_map_tools_motion (LampMap *self)
{
  if (!self->tools.measuring)
    return FALSE;
  self->tools.by_keys = FALSE;
  aim (self);
  return TRUE;
}

gboolean
lamp_map_tools_key (LampMap *self, guint keyval)
{
  LampMeasure *measure = &self->tools.measure;

  if (keyval == GDK_KEY_Escape)
    return lamp_map_escape (self);
  if (!self->tools.measuring)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_space:
    case GDK_KEY_KP_Space:
      aim (self);
      lamp_measure_add (measure, measure->live);
      changed (self);
      return TRUE;
    case GDK_KEY_BackSpace:
    case GDK_KEY_Delete:
      lamp_measure_remove_last (measure);
      changed (self);
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      end_measure (self, TRUE);
      return TRUE;
    default:
      return FALSE;
    }
}

void
lamp_map_tools_panned_by_key (LampMap *self)
{
  self->tools.by_keys = self->tools.measuring;
}

void
lamp_map_tools_view_changed (LampMap *self)
{
  if (self->tools.measuring)
    aim (self);
}

void
lamp_map_tools_init (LampMap *self)
{
  lamp_measure_init (&self->tools.measure);
  self->tools.mark = LAMP_WORLD_NONE;
  self->tool_layer = lamp_tool_layer_new (self->viewport, self->live, &self->tools);
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->tool_layer));
  lamp_map_band_init (self);
  g_signal_connect_object (self->live_layer, "stepped", G_CALLBACK (keep_with_crew), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->live, "changed", G_CALLBACK (live_changed_cb), self, G_CONNECT_SWAPPED);
}

void
lamp_map_tools_dispose (LampMap *self)
{
  g_clear_handle_id (&self->follow_source, g_source_remove);
  g_clear_pointer (&self->tools.followed, g_free);
}

void
lamp_map_tools_finalize (LampMap *self)
{
  lamp_measure_clear (&self->tools.measure);
  g_free (self->tool_text);
}
