/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Arrows along energised lines, away from what feeds them at present; none on what is dead or on a ring. Where they stand
 * is flow.h's.
 */
#include "map/flow.h"
#include "map/paint.h"

#include <math.h>

#define MARGIN_PX 12.0
#define END_PX 8.0 /* of a line, without arrows; logical */

typedef struct
{
  double x, y;   /* of its tip, px */
  double dx, dy; /* where it points, of length 1 */
  double half;   /* of the line it stands on, px */
} Arrow;

/* How far along its element an edge begins; the one before is kept, as edges mostly come in their order. */
typedef struct
{
  guint32 element, vertex, along;
} Walk;

static guint32
walk_to (Walk *walk, const LampNetwork *network, LampEdge edge)
{
  if (walk->element != edge.element || walk->vertex > edge.vertex)
    *walk = (Walk){ edge.element, network->element_vertex_start[edge.element], 0 };
  for (; walk->vertex < edge.vertex; walk->vertex++)
    walk->along += lamp_flow_step (network->vertices[walk->vertex], network->vertices[walk->vertex + 1]);
  return walk->along;
}

static void
add_arrows (const LampPainting *painting, LampEdge edge, guint32 start, double half, gboolean backward, GArray *arrows)
{
  LampWorld a = painting->network->vertices[edge.vertex], b = painting->network->vertices[edge.vertex + 1];
  guint32   spacing = lamp_flow_spacing (painting->zoom), length = lamp_flow_step (a, b);
  guint32   first = (spacing / 2 - start) & (spacing - 1); /* spacings are powers of two */
  double    ax = lamp_paint_x (painting, a), ay = lamp_paint_y (painting, a), bx = lamp_paint_x (painting, b), by = lamp_paint_y (painting, b);
  guint32   gap = (guint32)MIN (END_PX * painting->scale / painting->k, length / 4.0);
  gboolean  starts = edge.vertex == painting->network->element_vertex_start[edge.element];
  gboolean  ends = edge.vertex + 2 == painting->network->element_vertex_start[edge.element + 1];
  double    px = hypot (bx - ax, by - ay), sign = backward ? -1.0 : 1.0, lead = (half + 1.6 * painting->scale) * sign;

  for (guint64 at = first; at < length; at += spacing)
    {
      double t = (double)at / length + lead / px;
      Arrow  arrow = { ax + (bx - ax) * t, ay + (by - ay) * t, sign * (bx - ax) / px, sign * (by - ay) / px, half };

      /* Several lines may have one just behind the node where they part: there they would be a knot. */
      if ((!starts || at >= gap) && (!ends || length - at >= gap))
        g_array_append_val (arrows, arrow);
    }
}

static void
gather (const LampPainting *painting, LampVoltageClass voltage, GArray *arrows)
{
  const LampNetwork *network = painting->network;
  const guint32     *offsets = g_bytes_get_data (painting->scene->flow, NULL);
  LampWorldBox       box = lamp_paint_box (painting, MARGIN_PX * painting->scale);
  double             half = lamp_scene_line_width (voltage, painting->zoom) * painting->scale / 2.0;
  Walk               walk = { LAMP_NONE, 0, 0 };
  LampBinsIter       iter;
  guint32            first, end;

  lamp_bins_query (&painting->index->edge_bins[voltage], box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        LampEdge  edge = painting->index->edges[voltage][i];
        LampWorld a = network->vertices[edge.vertex], b = network->vertices[edge.vertex + 1];
        guint8    way = painting->state[edge.element] & LAMP_STATE_RING;

        if ((network->element_flags[edge.element] & LAMP_ELEMENT_SERVICE_DROP) != 0) /* everybody knows where that leads */
          continue;
        if ((way != LAMP_STATE_FORWARD && way != LAMP_STATE_BACKWARD) || lamp_paint_supply (painting, edge.element) != LAMP_SUPPLY_ENERGISED)
          continue;
        if (MAX (a.x, b.x) < box.x0 || MIN (a.x, b.x) > box.x1 || MAX (a.y, b.y) < box.y0 || MIN (a.y, b.y) > box.y1)
          continue;
        add_arrows (painting, edge, offsets[edge.element] + walk_to (&walk, network, edge), half,
                    (way == LAMP_STATE_BACKWARD) != lamp_flow_is_reversed (network, edge.element), arrows);
      }
}

static void
draw_arrow (LampPainting *painting, const Arrow *arrow, double half, guint32 colour)
{
  double size = arrow->half + 2.8 * painting->scale;

  for (int side = -1; side <= 1; side += 2)
    {
      double x = arrow->x - size * (arrow->dx - side * arrow->dy), y = arrow->y - size * (arrow->dy + side * arrow->dx);

      lamp_paint_line (painting, x, y, arrow->x, arrow->y, half, colour);
    }
}

void
lamp_paint_flow (LampPainting *painting)
{
  g_autoptr (GArray) arrows = g_array_new (FALSE, FALSE, sizeof (Arrow));
  double half = 0.75 * painting->scale;

  if (painting->scene->flow == NULL || painting->state == NULL)
    return;
  for (int voltage = lamp_scene_finest_class (painting->zoom); voltage >= 0; voltage--)
    if (lamp_scene_shows_flow ((LampVoltageClass)voltage, painting->zoom))
      gather (painting, (LampVoltageClass)voltage, arrows);
  lamp_paint_begin_lines (painting);
  for (int pass = 0; pass < 2; pass++) /* no edge of one over another */
    for (guint i = 0; i < arrows->len; i++)
      draw_arrow (painting, &g_array_index (arrows, Arrow, i), pass == 0 ? half + 1.1 * painting->scale : half,
                  painting->colours[pass == 0 ? LAMP_COLOUR_LINE_CASING : LAMP_COLOUR_LINE_TRANSMISSION]);
  lamp_paint_end_lines (painting);
}
