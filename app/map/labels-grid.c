/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of the grid: substations, switches, and which phases a branch line has. See labels.h.
 */
#include "map/labels.h"

#define BELOW_PX(zoom) (CLAMP (((zoom)-8.0) * 1.8, 5.0, 11.0) + 10.0) /* from the middle of a substation to that of its name, logical */
#define BESIDE_PX 12.0                                                /* from the middle of a switch to its name, likewise */
#define LEAST_LINE_PX 18.0                                            /* that bears a mark of its phases, likewise */

typedef enum {
  BELOW,
  ABOVE,
  RIGHT,
  LEFT,
  N_SIDES,
} Side;

/* Logical px of the view. */
static LampRect
rect_around (const LampPainting *painting, double x, double y, double half_width, double half_height)
{
  double left = painting->left * painting->k, top = painting->top * painting->k, s = painting->scale;

  return (LampRect){ (x - left) / s - half_width, (y - top) / s - half_height, (x - left) / s + half_width, (y - top) / s + half_height };
}

static gboolean
is_free (const LampPainting *painting, LampRect rect)
{
  if (rect.x0 < 0.0 || rect.y0 < 0.0 || rect.x1 * painting->scale > painting->width || rect.y1 * painting->scale > painting->height)
    return FALSE;
  for (guint i = 0; i < painting->n_symbols; i++)
    if (lamp_rect_intersects (rect, painting->symbols[i]))
      return FALSE;
  return TRUE;
}

/* A tile does not know what stands over it, so there a substation's name is below; in a picture it gives way. */
static void
place_substation (const LampPainting *painting, double width, double *x, double *y)
{
  double below = BELOW_PX (painting->zoom), w = width / 2.0, h = lamp_label_height (LAMP_LABEL_SUBSTATION) / 2.0;
  double sides[N_SIDES][2] = { { 0.0, below }, { 0.0, -below }, { below + w - 4.0, 0.0 }, { 4.0 - below - w, 0.0 } };
  Side   side = BELOW;

  if (painting->framed)
    while (side < N_SIDES && !is_free (painting, rect_around (painting, *x + sides[side][0] * painting->scale, *y + sides[side][1] * painting->scale, w, h)))
      side++;
  if (side == N_SIDES)
    side = BELOW;
  *x += sides[side][0] * painting->scale;
  *y += sides[side][1] * painting->scale;
}

void
lamp_labels_add_substations (LampLabels *labels)
{
  const LampNetwork *network = labels->painting->network;

  for (guint32 i = 0; i < network->n_sources; i++)
    {
      guint32     node = network->sources[i].node;
      LampWorld   at = node != LAMP_NONE ? network->node_at[node] : LAMP_WORLD_NONE;
      const char *name = network->sources[i].name;
      const char *text = name != NULL && *name != '\0' ? name : network->sources[i].id;
      double      width, x = lamp_label_x (labels, at.x), y = lamp_label_x (labels, at.y);

      if (text == NULL || !lamp_world_is_known (at))
        continue;
      width = lamp_typesetter_measure (labels->setter, LAMP_LABEL_SUBSTATION, text);
      place_substation (labels->painting, width, &x, &y);
      lamp_labels_add (labels, LAMP_LABEL_SUBSTATION, text, lamp_label_order (0, i, 0), x, y, width, 0.0);
    }
}

void
lamp_paint_find_substations (LampPainting *painting, GArray *rects)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (LampLabel));
  LampLabels labels = { .painting = painting, .setter = lamp_typesetter_get (), .labels = list };
  double     r = BELOW_PX (painting->zoom) - 8.0;

  lamp_labels_add_substations (&labels);
  for (guint i = 0; i < list->len; i++)
    {
      const LampLabel *label = &g_array_index (list, LampLabel, i);
      LampRect         name = rect_around (painting, label->x, label->y, label->half_width / painting->scale, label->half_height / painting->scale);

      g_array_append_val (rects, name);
    }
  for (guint32 i = 0; i < painting->network->n_sources; i++)
    {
      guint32   node = painting->network->sources[i].node;
      LampWorld at = node != LAMP_NONE ? painting->network->node_at[node] : LAMP_WORLD_NONE;
      LampRect  symbol = rect_around (painting, lamp_label_x (&labels, at.x), lamp_label_x (&labels, at.y), r, r);

      if (lamp_world_is_known (at))
        g_array_append_val (rects, symbol);
    }
}

void
lamp_labels_add_switches (LampLabels *labels)
{
  const LampPainting *painting = labels->painting;
  const LampIndex    *index = painting->index;
  LampBinsIter        iter;
  guint32             first, end;

  lamp_bins_query (&index->switch_bins, labels->box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        guint32     device = index->switch_bins.order[i];
        LampWorld   at = index->switch_at[device];
        const char *text = lamp_network_element_name (painting->network, index->switches[device]);
        double      width;

        if (!lamp_world_box_intersects ((LampWorldBox){ at.x, at.y, at.x, at.y }, labels->box))
          continue;
        width = lamp_typesetter_measure (labels->setter, LAMP_LABEL_DEVICE, text);
        if (width <= LAMP_LABEL_WIDEST_PX)
          lamp_labels_add (labels, LAMP_LABEL_DEVICE, text, lamp_label_order (30, device, 0),
                           lamp_label_x (labels, at.x) + (width / 2.0 + BESIDE_PX) * painting->scale, lamp_label_x (labels, at.y), width, 0.0);
      }
}

/* On the middle one of a line's edges, so that each line has one candidate wherever a tile ends. */
static void
add_phases (LampLabels *labels, LampEdge edge)
{
  static const char *const letters[LAMP_PHASE_ABC + 1] = { NULL, "A", "B", "AB", "C", "AC", "BC", NULL };
  const LampPainting      *painting = labels->painting;
  const LampNetwork       *network = painting->network;
  guint32                  start = network->element_vertex_start[edge.element], n = network->element_vertex_start[edge.element + 1] - start;
  const char              *text = letters[network->element_phases[edge.element] & LAMP_PHASE_ABC];
  LampWorld                a = network->vertices[edge.vertex], b = network->vertices[edge.vertex + 1];
  LampWorldBox             box;

  if (text == NULL || edge.vertex != start + (n - 1) / 2 || network->element_kind[edge.element] != LAMP_ELEMENT_LINE)
    return;
  box = lamp_network_element_box (network, edge.element);
  if (MAX (box.x1 - box.x0, box.y1 - box.y0) * painting->k < LEAST_LINE_PX * painting->scale)
    return;
  lamp_labels_add (labels, LAMP_LABEL_PHASE, text, lamp_label_order (40, edge.element, 0), lamp_label_x (labels, ((double)a.x + b.x) / 2.0),
                   lamp_label_x (labels, ((double)a.y + b.y) / 2.0), lamp_typesetter_measure (labels->setter, LAMP_LABEL_PHASE, text), 0.0);
}

void
lamp_labels_add_phases (LampLabels *labels)
{
  const LampIndex *index = labels->painting->index;
  LampBinsIter     iter;
  guint32          first, end;

  for (int voltage = LAMP_VOLTAGE_FEEDER; voltage <= LAMP_VOLTAGE_LATERAL; voltage++)
    {
      lamp_bins_query (&index->edge_bins[voltage], labels->box, &iter);
      while (lamp_bins_next (&iter, &first, &end))
        for (guint32 i = first; i < end; i++)
          add_phases (labels, index->edges[voltage][i]);
    }
}
