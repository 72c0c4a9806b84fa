/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a live layer draws, the lowest first. What stands where is for marks.c; here it becomes textures, or one picture when there is much
 * of it. See live-layer.h.
 */
#include "map/live-layer-private.h"

#include "map/area-paint.h"
#include "map/paint.h"
#include "map/trail.h"

#define LINE_HALO_PX 12.0 /* across, beyond the width of the line */
#define KEEP_FROM 150     /* so many markers that stand still, and they are kept as a picture */
#define MOST_TRAILS 40

static void
append_halo (GtkSnapshot *snapshot, double x, double y, double r, const guint32 *colours)
{
  LampPaper paper = { .snapshot = snapshot, .scale = 1.0 };

  lamp_paper_pen.ring (&paper, x, y, r + 2.0, colours[LAMP_COLOUR_SYMBOL_FILL], 6.0);
  lamp_paper_pen.ring (&paper, x, y, r, colours[LAMP_COLOUR_TRACED], 3.0);
}

/* What of a line's box is in view, and what its halo needs around it; empty when nothing is. */
static graphene_rect_t
box_in_view (const LampView *view, LampWorldBox box)
{
  double x0 = MAX (lamp_view_to_x (view, box.x0) - LINE_HALO_PX, 0.0), x1 = MIN (lamp_view_to_x (view, box.x1) + LINE_HALO_PX, view->width);
  double y0 = MAX (lamp_view_to_y (view, box.y0) - LINE_HALO_PX, 0.0), y1 = MIN (lamp_view_to_y (view, box.y1) + LINE_HALO_PX, view->height);

  return GRAPHENE_RECT_INIT ((float)floor (x0), (float)floor (y0), (float)MAX (ceil (x1) - floor (x0), 0.0), (float)MAX (ceil (y1) - floor (y0), 0.0));
}

/* A halo along both sides of a line, which itself stays as it is: its colour and dashes say how it is. */
static void
append_line (LampLiveLayer *self, GtkSnapshot *snapshot, const LampView *view, guint32 element)
{
  const LampNetwork *network = self->network;
  graphene_rect_t    bounds = box_in_view (view, lamp_network_element_box (network, element));
  double             width = lamp_scene_line_width ((LampVoltageClass)network->element_voltage[element], view->zoom);
  cairo_t           *cr;

  if (bounds.size.width <= 0.0f || bounds.size.height <= 0.0f)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  for (guint32 v = network->element_vertex_start[element]; v < network->element_vertex_start[element + 1]; v++)
    {
      double x = lamp_view_to_x (view, network->vertices[v].x), y = lamp_view_to_y (view, network->vertices[v].y);

      cairo_line_to (cr, CLAMP (x, -1e5, 1e5), CLAMP (y, -1e5, 1e5));
    }
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_push_group (cr);
  cairo_set_line_width (cr, width + LINE_HALO_PX);
  lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_SYMBOL_FILL]);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, width + LINE_HALO_PX - 3.0);
  lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_TRACED]);
  cairo_stroke_preserve (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_set_line_width (cr, width + 2.0);
  cairo_stroke (cr);
  cairo_pop_group_to_source (cr);
  cairo_paint (cr);
  cairo_destroy (cr);
}

/* Both sides of a selected line, or a ring around a device. */
void
lamp_live_layer_draw_device (LampLiveLayer *self, GtkSnapshot *snapshot, const LampView *view)
{
  const char *id = lamp_selection_get_kind (self->selection) == LAMP_SELECT_DEVICE ? lamp_selection_get_id (self->selection) : NULL;
  guint32     element = self->network != NULL && id != NULL ? lamp_network_find_element (self->network, id) : LAMP_NONE;
  LampWorld   at;

  if (element == LAMP_NONE)
    return;
  at = lamp_network_element_at (self->network, element);
  if (!lamp_world_is_known (at))
    return;
  if (self->network->element_kind[element] == LAMP_ELEMENT_LINE)
    append_line (self, snapshot, view, element);
  else
    append_halo (snapshot, lamp_view_to_x (view, at.x), lamp_view_to_y (view, at.y), 15.0, self->colours);
}

/* Many are drawn once, on a picture; few, on the paper of every frame. */
static void
draw_above (LampLiveLayer *self, const LampView *view, LampPaper *paper)
{
  LampKept     *kept = &self->above;
  LampMarksPart part = LAMP_MARKS_ABOVE;

  if (lamp_marks_count_part (self->marks, part) < KEEP_FROM)
    {
      lamp_kept_clear (kept);
      lamp_marks_draw_part (self->marks, part, view, self->colours, &lamp_paper_pen, paper);
      return;
    }
  if (!lamp_kept_fits (kept, view, self->stamp))
    {
      cairo_t  *cr = lamp_kept_begin (kept, view, self->stamp);
      LampPaper picture = { self->sprites, NULL, cr, view->scale };
      guint     n_marks;

      lamp_marks_arrange (self->marks, &kept->view, &n_marks);
      lamp_marks_draw_part (self->marks, part, &kept->view, self->colours, &lamp_paper_pen, &picture);
      cairo_destroy (cr);
      lamp_marks_arrange (self->marks, view, &n_marks);
    }
  lamp_kept_show (kept, view, paper->snapshot, paper->cr);
}

/* Of what is in view, or nearly: they are beneath everything else. */
static void
draw_beneath (LampLiveLayer *self, const LampView *view, LampPaper *paper)
{
  LampView      wide = lamp_kept_widen (view);
  guint64       version = self->stamp + self->area_stamp;
  cairo_t      *cr = NULL;
  LampPaper     picture = { self->sprites, NULL, NULL, view->scale };
  guint         n;
  LampAreaFocus focus = { self->selection, self->hovered_kind, self->hovered_id };

  if (lamp_kept_fits (&self->beneath, view, version))
    {
      lamp_kept_show (&self->beneath, view, paper->snapshot, paper->cr);
      return;
    }
  if (lamp_marks_count_part (self->marks, LAMP_MARKS_BENEATH) < KEEP_FROM && !lamp_area_paint_has_any (self->areas, self->live, self->network, &focus, &wide))
    {
      lamp_kept_clear (&self->beneath);
      lamp_marks_draw_part (self->marks, LAMP_MARKS_BENEATH, view, self->colours, &lamp_paper_pen, paper);
      return;
    }
  picture.cr = cr = lamp_kept_begin (&self->beneath, view, version);
  lamp_area_paint (cr, self->areas, self->live, self->network, &focus, &wide, self->colours);
  lamp_marks_arrange (self->marks, &wide, &n);
  lamp_marks_draw_part (self->marks, LAMP_MARKS_BENEATH, &wide, self->colours, &lamp_paper_pen, &picture);
  cairo_destroy (cr);
  lamp_marks_arrange (self->marks, view, &n);
  lamp_kept_show (&self->beneath, view, paper->snapshot, paper->cr);
}

static gboolean
wants_trail (LampLiveLayer *self, const LampThing *thing, gboolean all)
{
  if (thing->trail == NULL || lamp_trail_get_n (thing->trail) < 2)
    return FALSE;
  return (all && thing->symbol.look != LAMP_LOOK_CREW_OFF_SHIFT) || lamp_selection_is (self->selection, thing->kind, thing->id) ||
         (self->hovered_kind == thing->kind && g_strcmp0 (self->hovered_id, thing->id) == 0);
}

/* Of the crew that is meant, and of all that move while they are few. */
static void
draw_trails (LampLiveLayer *self, const LampView *view, LampPaper *paper)
{
  guint            n, n_marks, n_moving = 0;
  const LampThing *things = lamp_live_get_things (self->live, &n);
  const LampMark  *marks = lamp_marks_get (self->marks, &n_marks);
  gint64           now = lamp_live_get_now (self->live);

  for (guint i = 0; i < n_marks; i++)
    n_moving += things[marks[i].thing].motion != NULL && lamp_motion_is_moving (things[marks[i].thing].motion, now);
  for (guint i = 0; i < n_marks; i++)
    {
      const LampThing *thing = &things[marks[i].thing];
      gboolean         moving = thing->motion != NULL && lamp_motion_is_moving (thing->motion, now);
      LampRect         bounds;
      cairo_t         *cr = paper->cr;

      if (!wants_trail (self, thing, moving && n_moving <= MOST_TRAILS) || !lamp_trail_bound (thing->trail, thing->at, view, &bounds))
        continue;
      if (paper->snapshot != NULL)
        cr = gtk_snapshot_append_cairo (paper->snapshot, &GRAPHENE_RECT_INIT ((float)bounds.x0, (float)bounds.y0, (float)(bounds.x1 - bounds.x0),
                                                                              (float)(bounds.y1 - bounds.y0)));
      lamp_trail_draw (cr, thing->trail, thing->at, view, self->colours[thing->symbol.stale ? LAMP_COLOUR_STALE : LAMP_COLOUR_CREW]);
      if (paper->snapshot != NULL)
        cairo_destroy (cr);
    }
}

gboolean
lamp_live_layer_is_busy (LampLiveLayer *self, const LampView *view, guint n_marks)
{
  LampView      wide = lamp_kept_widen (view);
  LampAreaFocus focus = { self->selection, self->hovered_kind, self->hovered_id };

  return n_marks >= KEEP_FROM || lamp_area_paint_has_any (self->areas, self->live, self->network, &focus, &wide);
}

void
lamp_live_layer_draw_all (LampLiveLayer *self, const LampView *view, LampPaper *paper)
{
  draw_beneath (self, view, paper);
  draw_trails (self, view, paper);
  lamp_marks_draw_part (self->marks, LAMP_MARKS_CREWS, view, self->colours, &lamp_paper_pen, paper);
  draw_above (self, view, paper);
  lamp_marks_draw_part (self->marks, LAMP_MARKS_SIGNS, view, self->colours, &lamp_paper_pen, paper);
  lamp_marks_draw_names (self->marks, view, self->colours, &lamp_paper_pen, paper);
}
