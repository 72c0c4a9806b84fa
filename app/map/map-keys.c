/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For who has no pointer: to select what is around the middle of what is free of the map, one after the other, and to open the
 * menu of what is selected, or of the ground.
 */
#include "map/map-private.h"

#include "map/marks.h"

#define REACH_PX 160.0 /* around the middle */

typedef struct
{
  LampSelectKind kind;
  const char    *id;
  double         distance_px;
} Near;

static gint
by_distance (gconstpointer a, gconstpointer b)
{
  const Near *one = a, *other = b;

  if (one->distance_px != other->distance_px)
    return one->distance_px < other->distance_px ? -1 : 1;
  return one->kind != other->kind ? (int)one->kind - (int)other->kind : g_strcmp0 (one->id, other->id);
}

static void
get_middle (LampMap *self, const LampView *view, double *x, double *y)
{
  *x = (self->insets.left + view->width - self->insets.right) / 2.0;
  *y = (self->insets.top + view->height - self->insets.bottom) / 2.0;
}

static void
add_things (LampMap *self, const LampView *view, double x, double y, GArray *near)
{
  guint            n;
  const LampThing *things = lamp_live_get_things (self->live, &n);

  for (guint i = 0; i < n; i++)
    {
      Near   it = { things[i].kind, things[i].id, 0.0 };
      double thing_x, thing_y;

      lamp_marks_stand (&things[i], view, &thing_x, &thing_y);
      it.distance_px = hypot (thing_x - x, thing_y - y);
      if (it.distance_px <= REACH_PX)
        g_array_append_val (near, it);
    }
}

/* Of the devices the nearest that is drawn; another is reached by moving the map. */
static void
add_device (LampMap *self, const LampView *view, double x, double y, GArray *near)
{
  for (double reach = LAMP_HIT_PX; self->index != NULL && reach <= REACH_PX; reach *= 2.0)
    {
      guint32 element = lamp_index_hit (self->index, lamp_view_world (view, x, y), reach / lamp_view_k (view), lamp_scene_finest_class (view->zoom),
                                        lamp_scene_shows_switches (view->zoom), lamp_scene_shows_transformers (view->zoom));
      Near    it = { LAMP_SELECT_DEVICE, NULL, reach };

      if (element == LAMP_NONE)
        continue;
      it.id = lamp_network_element_id (self->index->network, element);
      g_array_append_val (near, it);
      return;
    }
}

static char *
dup_key (LampSelectKind kind, const char *id)
{
  return g_strdup_printf ("%d %s", kind, id != NULL ? id : "");
}

/* The map stays with a crew that is followed: so much it may move meanwhile. */
static gboolean
looks_elsewhere (LampMap *self, const LampView *view)
{
  const LampView *from = &self->reached_from;

  return view->zoom != from->zoom || hypot (view->x - from->x, view->y - from->y) * lamp_view_k (view) > REACH_PX;
}

/* Anew when somebody looks elsewhere, or has selected something else meanwhile: that one is not to be selected again. */
static void
begin (LampMap *self, const LampView *view, const char *selected)
{
  if (!looks_elsewhere (self, view) && g_hash_table_contains (self->reached, selected))
    return;
  self->reached_from = *view;
  g_hash_table_remove_all (self->reached);
  g_hash_table_add (self->reached, g_strdup (selected));
}

static const Near *
find_next (LampMap *self, const GArray *near)
{
  for (guint i = 0; i < near->len; i++)
    {
      const Near      *it = &g_array_index (near, Near, i);
      g_autofree char *key = dup_key (it->kind, it->id);

      if (!g_hash_table_contains (self->reached, key))
        return it;
    }
  return NULL;
}

/* The nearest that was not selected yet since it began; after the last the nearest again. Which were is remembered, for crews drive and
 * what is next by distance changes meanwhile. */
static gboolean
select_near (LampMap *self)
{
  g_autoptr (GArray) near = g_array_new (FALSE, FALSE, sizeof (Near));
  LampView         view = lamp_map_get_view (self);
  const Near      *next;
  double           x, y;
  g_autofree char *id = NULL, *selected = dup_key (lamp_selection_get_kind (self->selection), lamp_selection_get_id (self->selection));

  get_middle (self, &view, &x, &y);
  add_things (self, &view, x, y, near);
  add_device (self, &view, x, y, near);
  if (near->len == 0)
    return FALSE;
  g_array_sort (near, by_distance);
  begin (self, &view, selected);
  next = find_next (self, near);
  if (next == NULL) /* a round is over; who was its last is not the next one's first */
    {
      g_hash_table_remove_all (self->reached);
      g_hash_table_add (self->reached, g_strdup (selected));
      next = find_next (self, near);
    }
  if (next == NULL)
    next = &g_array_index (near, Near, 0);
  g_hash_table_add (self->reached, dup_key (next->kind, next->id));
  id = g_strdup (next->id);
  lamp_selection_set (self->selection, next->kind, id);
  return TRUE;
}

/* Where what is selected is drawn; FALSE when it is not in view. */
static gboolean
find_selected (LampMap *self, LampSelectKind kind, const char *id, const LampView *view, double *x, double *y)
{
  const LampThing *thing = kind == LAMP_SELECT_NONE || kind == LAMP_SELECT_DEVICE ? NULL : lamp_live_find (self->live, kind, id);
  guint32          element = kind == LAMP_SELECT_DEVICE && self->index != NULL ? lamp_network_find_element (self->index->network, id) : LAMP_NONE;
  LampWorld        at = element != LAMP_NONE ? lamp_network_element_at (self->index->network, element) : LAMP_WORLD_NONE;

  if (thing != NULL)
    lamp_marks_stand (thing, view, x, y);
  else if (lamp_world_is_known (at))
    {
      *x = lamp_view_to_x (view, at.x);
      *y = lamp_view_to_y (view, at.y);
    }
  else
    return FALSE;
  return *x >= 0.0 && *y >= 0.0 && *x <= view->width && *y <= view->height;
}

/* At what is selected where that is in view, else in the middle. */
static void
open_menu (LampMap *self)
{
  LampSelectKind   kind = lamp_selection_get_kind (self->selection);
  g_autofree char *id = g_strdup (lamp_selection_get_id (self->selection));
  LampView         view = lamp_map_get_view (self);
  double           x, y;

  if (!find_selected (self, kind, id, &view, &x, &y))
    get_middle (self, &view, &x, &y);
  lamp_map_menu (self, kind, id, x, y);
}

gboolean
lamp_map_reach_key (LampMap *self, guint keyval, GdkModifierType state)
{
  if (keyval == GDK_KEY_Menu || (keyval == GDK_KEY_F10 && (state & GDK_SHIFT_MASK) != 0))
    {
      open_menu (self);
      return TRUE;
    }
  return (keyval == GDK_KEY_space || keyval == GDK_KEY_KP_Space) && select_near (self);
}
