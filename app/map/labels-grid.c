/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of the grid: substations, switches, and which phases a branch line has. See labels.h.
 */
#include "map/labels.h"

/* All logical px. */
#define BESIDE_PX 8.0      /* from the middle of a switch to where its name begins */
#define ABOVE_PX 9.0       /* that far above the middle, as lines mostly run on beside it */
#define LEAST_LINE_PX 18.0 /* that bears a mark of its phases */

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
      double      width, x = lamp_label_x (labels, at.x);
      double      y = lamp_label_x (labels, at.y) + (lamp_scene_substation_size (labels->painting->zoom) + 10.0) * labels->painting->scale;

      if (text == NULL || !lamp_world_is_known (at))
        continue;
      width = MIN (lamp_typesetter_measure (labels->setter, LAMP_LABEL_SUBSTATION, text), LAMP_LABEL_WIDEST_PX);
      lamp_labels_add (labels, LAMP_LABEL_SUBSTATION, text, lamp_label_order (0, i, 0), x, y, width, 0.0);
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
                           lamp_label_x (labels, at.x) + (width / 2.0 + BESIDE_PX) * painting->scale, lamp_label_x (labels, at.y) - ABOVE_PX * painting->scale, width, 0.0);
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
