/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where the map is to look so that something is seen: all of a kind, what is selected, a box. See map.h.
 */
#include "map/map-private.h"

#include "map/live-place.h"

#define NEAR_ZOOM 15.4 /* how near one thing is shown */
#define FIT_MARGIN_PX 48.0

static void
show_box (LampMap *self, LampWorldBox box, double most_zoom)
{
  LampView   view = lamp_map_get_view (self);
  LampInsets insets = self->insets;

  lamp_map_follow (self, NULL);
  insets.top += FIT_MARGIN_PX;
  insets.right += FIT_MARGIN_PX;
  insets.bottom += FIT_MARGIN_PX;
  insets.left += FIT_MARGIN_PX;
  lamp_map_move (self, lamp_view_fit (view, box, insets, most_zoom));
}

void
lamp_map_show_box (LampMap *self, LampWorldBox box)
{
  g_return_if_fail (LAMP_IS_MAP (self));

  if (!lamp_world_box_is_empty (box))
    show_box (self, box, LAMP_ZOOM_MAX);
}

/* Of those in the region or near it; one wrong position must not show the whole world. */
static LampWorldBox
box_of_kind (LampMap *self, LampSelectKind kind)
{
  const LampNetwork *network = self->index != NULL ? self->index->network : NULL;
  LampWorldBox       near = LAMP_WORLD_BOX_EMPTY, all = LAMP_WORLD_BOX_EMPTY;
  guint              n;
  const LampThing   *things = lamp_live_get_things (self->live, &n);

  for (guint i = 0; i < n; i++)
    {
      if (things[i].kind != kind || things[i].symbol.look == LAMP_LOOK_CREW_OFF_SHIFT)
        continue;
      lamp_world_box_add (&all, things[i].at);
      if (lamp_live_is_near (network, things[i].at))
        lamp_world_box_add (&near, things[i].at);
    }
  return lamp_world_box_is_empty (near) ? all : near;
}

void
lamp_map_fit (LampMap *self, LampFit fit)
{
  static const LampSelectKind kinds[] = { LAMP_SELECT_NONE, LAMP_SELECT_OUTAGE, LAMP_SELECT_CREW, LAMP_SELECT_SITE };
  LampWorldBox                box = LAMP_WORLD_BOX_EMPTY;

  g_return_if_fail (LAMP_IS_MAP (self) && fit < G_N_ELEMENTS (kinds));

  if (fit != LAMP_FIT_ALL)
    box = box_of_kind (self, kinds[fit]);
  if (fit != LAMP_FIT_ALL && lamp_world_box_is_empty (box))
    return;
  if (fit == LAMP_FIT_ALL && self->index != NULL)
    box = self->index->network->extent;
  if (!lamp_world_box_is_empty (box))
    show_box (self, box, fit == LAMP_FIT_ALL ? LAMP_ZOOM_MAX : NEAR_ZOOM);
}

gboolean
lamp_map_locate_selected (LampMap *self, LampPoint *at)
{
  LampSelectKind kind;
  LampWorld      world = LAMP_WORLD_NONE;

  g_return_val_if_fail (LAMP_IS_MAP (self) && at != NULL, FALSE);

  kind = lamp_selection_get_kind (self->selection);
  if (kind == LAMP_SELECT_NONE || kind == LAMP_SELECT_DEVICE || !lamp_live_locate (self->live, kind, lamp_selection_get_id (self->selection), &world) ||
      !lamp_live_is_near (self->index != NULL ? self->index->network : NULL, world))
    return FALSE;
  *at = lamp_point_from_world (world);
  return TRUE;
}

LampShown
lamp_map_show_selected (LampMap *self)
{
  LampSelectKind kind;
  LampWorld      at = LAMP_WORLD_NONE;
  double         zoom;
  gboolean       drawn = TRUE;

  g_return_val_if_fail (LAMP_IS_MAP (self), LAMP_SHOWN_NOWHERE);

  kind = lamp_selection_get_kind (self->selection);
  if (kind == LAMP_SELECT_DEVICE && self->index != NULL)
    {
      guint32 element = lamp_network_find_element (self->index->network, lamp_selection_get_id (self->selection));

      if (element != LAMP_NONE)
        at = lamp_network_element_at (self->index->network, element);
    }
  else if (kind != LAMP_SELECT_NONE && kind != LAMP_SELECT_DEVICE)
    {
      drawn = lamp_live_find (self->live, kind, lamp_selection_get_id (self->selection)) != NULL;
      if (!lamp_live_locate (self->live, kind, lamp_selection_get_id (self->selection), &at))
        at = LAMP_WORLD_NONE;
    }
  if (!lamp_world_is_known (at))
    return LAMP_SHOWN_NOWHERE;
  zoom = MAX (lamp_map_get_coming_view (self).zoom, NEAR_ZOOM);
  show_box (self, (LampWorldBox){ at.x, at.y, at.x, at.y }, zoom);
  return drawn ? LAMP_SHOWN : LAMP_SHOWN_PLACE;
}
