/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See area-paint.h.
 */
#include "map/area-paint.h"

#include "map/paint.h"

#include "records/outage.h"

#define LEAST_PX 30.0 /* smaller than this it is hidden by its symbol */
#define LIMIT_PX 1e5
#define REACH_M 8000.0 /* an area rarely reaches farther from its device */

/* What may have an area to show, the most important first. */
typedef struct
{
  guint32  element;
  gboolean meant; /* selected or pointed at */
  gboolean stale;
} Wish;

static LampWorldBox
box_of (const LampView *view)
{
  LampWorld a = lamp_view_world (view, 0.0, 0.0), b = lamp_view_world (view, view->width, view->height);

  return (LampWorldBox){ a.x, a.y, b.x, b.y };
}

static gboolean
is_meant (const LampThing *thing, const LampAreaFocus *focus)
{
  return lamp_selection_is (focus->selection, thing->kind, thing->id) ||
         (focus->hovered_kind == thing->kind && g_strcmp0 (focus->hovered_id, thing->id) == 0);
}

/* An outage may lie outside of the view and its area reach into it: so far from it they are looked for. */
static GArray *
list (LampLive *live, LampNetwork *network, const LampAreaFocus *focus, const LampView *view)
{
  GArray          *wishes = g_array_new (FALSE, FALSE, sizeof (Wish));
  LampView         wide = *view;
  LampWorldBox     box;
  guint            n;
  double           reach_px;
  const LampThing *things = lamp_live_get_things (live, &n);

  reach_px = REACH_M / lamp_world_unit_m ((guint32)CLAMP (view->y, 0.0, (double)G_MAXUINT32)) * lamp_view_k (view);
  wide.width = MAX (wide.width * 2.0, wide.width + 2.0 * reach_px);
  wide.height = MAX (wide.height * 2.0, wide.height + 2.0 * reach_px);
  box = box_of (&wide);
  for (guint i = 0; network != NULL && i < n; i++)
    {
      const LampOutage *outage = things[i].kind == LAMP_SELECT_OUTAGE ? lamp_item_get_record (things[i].item) : NULL;
      gboolean          meant = outage != NULL && is_meant (&things[i], focus);
      LampWorldBox      at = { things[i].at.x, things[i].at.y, things[i].at.x, things[i].at.y };
      Wish              wish;

      if (outage == NULL || outage->device == NULL || (!meant && (wishes->len >= LAMP_AREAS_MOST || view->zoom < LAMP_AREAS_FROM_ZOOM || !lamp_world_box_intersects (at, box))))
        continue;
      wish = (Wish){ lamp_network_find_element (network, outage->device), meant, things[i].symbol.stale };
      if (wish.element != LAMP_NONE)
        g_array_append_val (wishes, wish);
    }
  return wishes;
}

static void
ask (LampAreas *areas, const GArray *wishes)
{
  g_autoptr (GArray) elements = g_array_sized_new (FALSE, FALSE, sizeof (guint32), wishes->len);

  for (guint i = 0; i < wishes->len; i++)
    g_array_append_val (elements, g_array_index (wishes, Wish, i).element);
  lamp_areas_want (areas, (const guint32 *)(void *)elements->data, elements->len);
}

static const LampOutline *
find (LampAreas *areas, const Wish *wish, const LampView *view)
{
  const LampOutline *outline = lamp_areas_lookup (areas, wish->element);
  double             k = lamp_view_k (view);

  if (outline == NULL || outline->n_rings == 0 || !lamp_world_box_intersects (outline->box, box_of (view)))
    return NULL;
  return MAX ((outline->box.x1 - outline->box.x0) * k, (outline->box.y1 - outline->box.y0) * k) >= LEAST_PX ? outline : NULL;
}

gboolean
lamp_area_paint_has_any (LampAreas *areas, LampLive *live, LampNetwork *network, const LampAreaFocus *focus, const LampView *view)
{
  g_autoptr (GArray) wishes = list (live, network, focus, view);
  gboolean any = FALSE;

  ask (areas, wishes);
  for (guint i = 0; i < wishes->len && !any; i++)
    any = find (areas, &g_array_index (wishes, Wish, i), view) != NULL;
  return any;
}

static void
trace (cairo_t *cr, const LampOutline *outline, const LampView *view)
{
  cairo_new_path (cr);
  for (guint ring = 0; ring < outline->n_rings; ring++)
    {
      for (guint32 i = outline->ring_start[ring]; i < outline->ring_start[ring + 1]; i++)
        cairo_line_to (cr, CLAMP (lamp_view_to_x (view, outline->points[i].x), -LIMIT_PX, LIMIT_PX),
                       CLAMP (lamp_view_to_y (view, outline->points[i].y), -LIMIT_PX, LIMIT_PX));
      cairo_close_path (cr);
    }
}

void
lamp_area_paint (cairo_t *cr, LampAreas *areas, LampLive *live, LampNetwork *network, const LampAreaFocus *focus, const LampView *view, const guint32 *colours)
{
  g_autoptr (GArray) wishes = list (live, network, focus, view);

  ask (areas, wishes);
  cairo_save (cr);
  cairo_set_fill_rule (cr, CAIRO_FILL_RULE_EVEN_ODD);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  /* What is meant comes last, over its neighbours. */
  for (int meant = 0; meant < 2; meant++)
    for (guint i = 0; i < wishes->len; i++)
      {
        const Wish        *wish = &g_array_index (wishes, Wish, i);
        const LampOutline *outline = wish->meant == meant ? find (areas, wish, view) : NULL;
        guint32            colour = colours[wish->stale ? LAMP_COLOUR_STALE : LAMP_COLOUR_OUT];

        if (outline == NULL)
          continue;
        trace (cr, outline, view);
        lamp_paint_set_colour (cr, lamp_paint_fade (colour, meant ? 0.16 : 0.08));
        cairo_fill_preserve (cr);
        lamp_paint_set_colour (cr, lamp_paint_fade (colour, meant ? 0.95 : 0.5));
        cairo_set_line_width (cr, meant ? 2.2 : 1.2);
        cairo_stroke (cr);
      }
  cairo_restore (cr);
}
