/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of a live layer lies under the pointer. See live-layer.h.
 */
#include "map/live-layer-private.h"

#define REACH_PX 60.0 /* farther from its middle nothing of a marker lies */

/* Distance from the symbol's shape, taken as a disc; 0 inside it or its pill. */
static double
distance_to (LampLiveLayer *self, const LampThing *thing, const LampMark *mark, LampPaper *paper, double x, double y)
{
  LampRect pill;

  if (lamp_marks_get_pill (self->marks, mark, &lamp_paper_pen, paper, &pill) && x >= pill.x0 && x <= pill.x1 && y >= pill.y0 && y <= pill.y1)
    return 0.0;
  return MAX (hypot (x - mark->x, y - mark->y) - lamp_symbol_radius (thing->symbol.look), 0.0);
}

static void
find_members (LampLiveLayer *self, LampLiveHit *hit, const LampThing *things, guint n)
{
  const guint32 *heads = lamp_marks_get_heads (self->marks);

  for (guint i = 0; i < n; i++)
    if (&things[heads[i]] == hit->thing)
      lamp_world_box_add (&hit->members, things[i].at);
}

LampLiveHit
lamp_live_layer_hit (LampLiveLayer *self, double x, double y)
{
  LampView         view = lamp_live_layer_get_view (self);
  LampLiveHit      hit = { .members = LAMP_WORLD_BOX_EMPTY };
  double           best = LAMP_HIT_PX, best_centre = G_MAXDOUBLE;
  const LampThing *things;
  const LampMark  *marks;
  LampPaper        paper = { .sprites = self->sprites, .scale = view.scale };
  guint            n, n_marks;

  g_return_val_if_fail (LAMP_IS_LIVE_LAYER (self), hit);

  if (self->colours == NULL)
    return hit;
  lamp_live_layer_prepare (self, &view);
  marks = lamp_marks_arrange (self->marks, &view, &n_marks);
  things = lamp_live_get_things (self->live, &n);
  for (guint i = 0; i < n_marks; i++)
    {
      const LampMark *mark = &marks[i];
      double          distance, centre;

      if (fabs (x - mark->x) > REACH_PX || fabs (y - mark->y) > REACH_PX)
        continue;
      distance = distance_to (self, &things[mark->thing], mark, &paper, x, y);
      centre = hypot (x - mark->x, y - mark->y);
      if (distance > best || (distance == best && centre >= best_centre))
        continue;
      best = distance;
      best_centre = centre;
      hit.thing = &things[mark->thing];
      hit.n = mark->n;
    }
  if (hit.thing != NULL)
    find_members (self, &hit, things, n);
  return hit;
}

guint
lamp_live_layer_get_n_drawn (LampLiveLayer *self)
{
  return lamp_marks_get_n (self->marks);
}
