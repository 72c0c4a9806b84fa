/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loops and parallels: a double line over the one that is there. Rare, so what is not on a ring costs one look at its state, and
 * where there is none at all nothing is looked at.
 */
#include "map/paint.h"

#define MARGIN_PX 8.0
#define LINE_PX 1.5      /* of the two, each */
#define LEAST_GAP_PX 1.6 /* between them */

typedef struct
{
  double x0, y0, x1, y1; /* px */
  double gap;            /* half of it, px */
} Ring;

static void
gather (const LampPainting *painting, LampVoltageClass voltage, GArray *rings)
{
  const LampWorld *vertices = painting->network->vertices;
  LampWorldBox     box = lamp_paint_box (painting, MARGIN_PX * painting->scale);
  double           gap = MAX (lamp_scene_line_width (voltage, painting->zoom) * 0.7, LEAST_GAP_PX) * painting->scale / 2.0;
  LampBinsIter     iter;
  guint32          first, end;

  lamp_bins_query (&painting->index->edge_bins[voltage], box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        LampEdge  edge = painting->index->edges[voltage][i];
        LampWorld a = vertices[edge.vertex], b = vertices[edge.vertex + 1];
        Ring      ring = { lamp_paint_x (painting, a), lamp_paint_y (painting, a), lamp_paint_x (painting, b), lamp_paint_y (painting, b), gap };

        if (lamp_paint_is_ring (painting, edge.element) && MAX (a.x, b.x) >= box.x0 && MIN (a.x, b.x) <= box.x1 && MAX (a.y, b.y) >= box.y0 &&
            MIN (a.y, b.y) <= box.y1)
          g_array_append_val (rings, ring);
      }
}

/* All of them once wide, then once narrow in the colour of the ground: the gap between the lines runs through where they join. */
void
lamp_paint_rings (LampPainting *painting)
{
  g_autoptr (GArray) rings = g_array_new (FALSE, FALSE, sizeof (Ring));

  if (!painting->scene->has_rings)
    return;
  for (int voltage = lamp_scene_finest_class (painting->zoom); voltage >= 0; voltage--)
    gather (painting, (LampVoltageClass)voltage, rings);
  lamp_paint_begin_lines (painting);
  for (int pass = 0; pass < 2; pass++)
    for (guint i = 0; i < rings->len; i++)
      {
        const Ring *ring = &g_array_index (rings, Ring, i);

        lamp_paint_line (painting, ring->x0, ring->y0, ring->x1, ring->y1, pass == 0 ? ring->gap + LINE_PX * painting->scale : ring->gap,
                         painting->colours[pass == 0 ? LAMP_COLOUR_RING : LAMP_COLOUR_GROUND]);
      }
  lamp_paint_end_lines (painting);
}
