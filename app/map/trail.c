/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See trail.h. What is drawn of a crew is one fix behind (motion.h): the newest fix is where it is going.
 */
#include "map/trail.h"

#include "map/paint.h"

#define WIDTH_PX 3.0
#define FAINTEST 0.15
#define STRONGEST 0.8
#define LIMIT_PX 1e5 /* cairo's numbers end not far beyond */

static void
to_px (const LampView *view, LampWorld at, double *x, double *y)
{
  *x = CLAMP (lamp_view_to_x (view, at.x), -LIMIT_PX, LIMIT_PX);
  *y = CLAMP (lamp_view_to_y (view, at.y), -LIMIT_PX, LIMIT_PX);
}

/* Its points, the last of them where the crew is. */
static LampWorld
point (const LampTrail *trail, LampWorld at, guint nth)
{
  return nth + 1 < lamp_trail_get_n (trail) ? lamp_trail_get (trail, nth) : at;
}

gboolean
lamp_trail_bound (const LampTrail *trail, LampWorld at, const LampView *view, LampRect *bounds)
{
  LampRect all = { G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE };

  for (guint i = 0; i < lamp_trail_get_n (trail); i++)
    {
      double x, y;

      to_px (view, point (trail, at, i), &x, &y);
      all = (LampRect){ MIN (all.x0, x - WIDTH_PX), MIN (all.y0, y - WIDTH_PX), MAX (all.x1, x + WIDTH_PX), MAX (all.y1, y + WIDTH_PX) };
    }
  *bounds = (LampRect){ MAX (all.x0, 0.0), MAX (all.y0, 0.0), MIN (all.x1, view->width), MIN (all.y1, view->height) };
  return bounds->x0 < bounds->x1 && bounds->y0 < bounds->y1;
}

void
lamp_trail_draw (cairo_t *cr, const LampTrail *trail, LampWorld at, const LampView *view, guint32 colour)
{
  guint  n = lamp_trail_get_n (trail);
  double x0, y0;

  cairo_save (cr);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  cairo_set_line_width (cr, WIDTH_PX);
  to_px (view, point (trail, at, 0), &x0, &y0);
  for (guint i = 1; i < n; i++)
    {
      double share = (double)i / (n - 1), x, y;

      to_px (view, point (trail, at, i), &x, &y);
      lamp_paint_set_colour (cr, lamp_paint_fade (colour, FAINTEST + (STRONGEST - FAINTEST) * share));
      cairo_move_to (cr, x0, y0);
      cairo_line_to (cr, x, y);
      cairo_stroke (cr);
      x0 = x;
      y0 = y;
    }
  cairo_restore (cr);
}
