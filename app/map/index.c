/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See index.h.
 */
#include "map/index.h"

#include "grid/large.h"
#include "map/bins-place.h"
#include "map/jobs.h"

static LampWorldBox
point_box (LampWorld at)
{
  return lamp_world_is_known (at) ? (LampWorldBox){ at.x, at.y, at.x, at.y } : LAMP_WORLD_BOX_EMPTY;
}

static LampWorldBox
nth_point (gpointer places, guint32 i)
{
  return point_box (((const LampWorld *)places)[i]);
}

static LampWorldBox
edge_box (LampWorld a, LampWorld b)
{
  return (LampWorldBox){ MIN (a.x, b.x), MIN (a.y, b.y), MAX (a.x, b.x), MAX (a.y, b.y) };
}

typedef struct
{
  const LampEdge  *edges;
  const LampWorld *vertices;
} Edges;

static LampWorldBox
nth_edge (gpointer data, guint32 i)
{
  const Edges     *edges = data;
  const LampWorld *a = &edges->vertices[edges->edges[i].vertex];

  return edge_box (a[0], a[1]);
}

/* The edges of each class as they come. */
typedef struct
{
  LampIndex *index;
  LampEdge  *edges[LAMP_N_VOLTAGE_CLASSES];
  guint32    n[LAMP_N_VOLTAGE_CLASSES];
} Gathered;

static void
gather_edges (Gathered *gathered)
{
  const LampNetwork *network = gathered->index->network;
  const guint32     *start = network->element_vertex_start;
  guint32            n_elements = network->n_elements;

  for (guint32 element = 0; element < n_elements; element++)
    if (network->element_voltage[element] < LAMP_N_VOLTAGE_CLASSES)
      gathered->n[network->element_voltage[element]] += MAX (start[element + 1] - start[element], 1) - 1;
  for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
    {
      gathered->edges[voltage] = lamp_large_new (LampEdge, gathered->n[voltage]);
      gathered->n[voltage] = 0;
    }
  for (guint32 element = 0; element < n_elements; element++)
    if (network->element_voltage[element] < LAMP_N_VOLTAGE_CLASSES)
      {
        LampEdge *edges = gathered->edges[network->element_voltage[element]];
        guint32   n = gathered->n[network->element_voltage[element]];

        for (guint32 v = start[element]; v + 1 < start[element + 1]; v++)
          edges[n++] = (LampEdge){ v, element };
        gathered->n[network->element_voltage[element]] = n;
      }
}

static void
place_edges (guint voltage, gpointer data)
{
  Gathered            *gathered = data;
  LampIndex           *index = gathered->index;
  guint32              n = gathered->n[voltage];
  g_autofree LampEdge *edges = gathered->edges[voltage];
  g_autofree guint32  *places = lamp_bins_place (&index->edge_bins[voltage], &(Edges){ edges, index->network->vertices }, n, nth_edge, LAMP_BINS_SHIFT);
  LampEdge            *placed = lamp_large_new_exact (LampEdge, index->edge_bins[voltage].n);

  for (guint32 i = 0; i < n; i++)
    if (places[i] != G_MAXUINT32)
      placed[places[i]] = edges[i];
  index->edges[voltage] = placed;
}

static void
index_edges (LampIndex *index)
{
  Gathered gathered = { .index = index };

  gather_edges (&gathered);
  lamp_jobs_run (LAMP_N_VOLTAGE_CLASSES, place_edges, &gathered);
}

static gboolean
is_device (const LampNetwork *network, guint32 element, gboolean switches)
{
  LampElementKind kind = network->element_kind[element];

  return kind != LAMP_ELEMENT_LINE && lamp_element_kind_is_switch (kind) == switches;
}

static void
build_bins (LampBins *bins, const LampWorld *places, guint32 n)
{
  g_autofree guint32 *order = lamp_bins_place (bins, (gpointer)places, n, nth_point, LAMP_BINS_SHIFT);

  lamp_bins_set_order (bins, order, n);
}

static void
index_devices (LampIndex *index, gboolean switches)
{
  const LampNetwork *network = index->network;
  guint32          **elements = switches ? &index->switches : &index->transformers;
  LampWorld        **places = switches ? &index->switch_at : &index->transformer_at;
  guint32            n = 0;

  for (guint32 element = 0; element < network->n_elements; element++)
    n += is_device (network, element, switches);
  *elements = lamp_large_new_exact (guint32, n);
  *places = lamp_large_new_exact (LampWorld, n);
  *(switches ? &index->n_switches : &index->n_transformers) = n;
  n = 0;
  for (guint32 element = 0; element < network->n_elements; element++)
    if (is_device (network, element, switches))
      {
        (*elements)[n] = element;
        (*places)[n++] = lamp_network_element_at (network, element);
      }
  build_bins (switches ? &index->switch_bins : &index->transformer_bins, *places, n);
}

static void
index_base (LampIndex *index, guint kind)
{
  const LampBaseLayer *layer = &index->network->base[kind];
  LampWorldBox        *boxes = g_new (LampWorldBox, MAX (layer->n_features, 1));

  for (guint32 feature = 0; feature < layer->n_features; feature++)
    {
      guint32 part0 = layer->part_start[feature], part1 = layer->part_start[feature + 1];

      boxes[feature] = LAMP_WORLD_BOX_EMPTY;
      for (guint32 v = layer->vertex_start[part0]; v < layer->vertex_start[part1]; v++)
        lamp_world_box_add (&boxes[feature], layer->vertices[v]);
    }
  index->base_boxes[kind] = boxes;
  lamp_bins_build (&index->base_bins[kind], boxes, layer->n_features);
}

enum {
  JOB_LEVELS, /* takes longest */
  JOB_EDGES,
  JOB_SWITCHES,
  JOB_TRANSFORMERS,
  JOB_CUSTOMERS,
  JOB_BASE,
  N_JOBS = JOB_BASE + LAMP_BASE_N_LAYERS,
};

static void
do_job (guint job, gpointer data)
{
  LampIndex *index = data;

  if (job == JOB_LEVELS)
    lamp_levels_build (&index->levels, index->network);
  else if (job == JOB_EDGES)
    index_edges (index);
  else if (job <= JOB_TRANSFORMERS)
    index_devices (index, job == JOB_SWITCHES);
  else if (job == JOB_CUSTOMERS)
    build_bins (&index->customer_bins, index->network->customer_at, index->network->n_customers);
  else
    index_base (index, job - JOB_BASE);
}

LampIndex *
lamp_index_new (LampNetwork *network)
{
  LampIndex *index = g_new0 (LampIndex, 1);

  g_atomic_ref_count_init (&index->ref_count);
  index->network = lamp_network_ref (network);
  lamp_jobs_run (N_JOBS, do_job, index);
  return index;
}

LampIndex *
lamp_index_ref (LampIndex *index)
{
  g_atomic_ref_count_inc (&index->ref_count);
  return index;
}

#define VISIT(array, n)                                                          \
  if (!visit ((gpointer *)(void *)&(array), (gsize)(n) * sizeof *(array), data)) \
  return FALSE

static gboolean
visit_bins (LampBins *bins, LampArrayVisit visit, gpointer data)
{
  VISIT (bins->order, bins->order != NULL ? bins->n : 0);
  VISIT (bins->start, bins->n > 0 ? (gsize)bins->columns * bins->rows + 2 : 0);
  return TRUE;
}

static gboolean
visit_levels (LampLevels *levels, guint32 n_elements, LampArrayVisit visit, gpointer data)
{
  LampChains *chains = &levels->chains;

  VISIT (chains->start, (gsize)chains->n + 1);
  VISIT (chains->elements, n_elements);
  VISIT (chains->chain_of, n_elements);
  VISIT (chains->at, chains->n);
  VISIT (chains->reach, chains->n);
  VISIT (chains->is_root, chains->n);
  for (guint i = 0; i < LAMP_N_LEVELS; i++)
    for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
      {
        LampLevel *level = &levels->levels[i][voltage];

        VISIT (level->edges, level->bins.n);
        if (!visit_bins (&level->bins, visit, data))
          return FALSE;
      }
  return TRUE;
}

static gboolean
visit_places (LampIndex *index, LampArrayVisit visit, gpointer data)
{
  VISIT (index->switches, index->n_switches);
  VISIT (index->switch_at, index->n_switches);
  VISIT (index->transformers, index->n_transformers);
  VISIT (index->transformer_at, index->n_transformers);
  for (guint kind = 0; kind < LAMP_BASE_N_LAYERS; kind++)
    {
      VISIT (index->base_boxes[kind], index->network->base[kind].n_features);
      if (!visit_bins (&index->base_bins[kind], visit, data))
        return FALSE;
    }
  return visit_bins (&index->switch_bins, visit, data) && visit_bins (&index->transformer_bins, visit, data) &&
         visit_bins (&index->customer_bins, visit, data);
}

gboolean
lamp_index_visit_arrays (LampIndex *index, LampArrayVisit visit, gpointer data)
{
  for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
    {
      VISIT (index->edges[voltage], index->edge_bins[voltage].n);
      if (!visit_bins (&index->edge_bins[voltage], visit, data))
        return FALSE;
    }
  return visit_levels (&index->levels, index->network->n_elements, visit, data) && visit_places (index, visit, data);
}

void
lamp_index_unref (LampIndex *index)
{
  if (!g_atomic_ref_count_dec (&index->ref_count))
    return;
  if (index->mapping == NULL)
    lamp_index_visit_arrays (index, lamp_array_free, NULL);
  g_clear_pointer (&index->mapping, g_mapped_file_unref);
  lamp_network_unref (index->network);
  g_free (index);
}

static guint32
down (guint32 value, double by)
{
  return by >= value ? 0 : value - (guint32)by;
}

static guint32
up (guint32 value, double by)
{
  return by >= G_MAXUINT32 - value ? G_MAXUINT32 : value + (guint32)by;
}

static guint32
nearest_device (const LampBins *bins, const guint32 *elements, const LampWorld *places, LampWorld at, LampWorldBox box, double *best2)
{
  LampBinsIter iter;
  guint32      found = LAMP_NONE, first, end;

  lamp_bins_query (bins, box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        guint32 device = bins->order[i];
        double  distance2 = lamp_world_segment_distance2 (at, places[device], places[device], NULL);

        if (distance2 <= *best2)
          {
            *best2 = distance2;
            found = elements[device];
          }
      }
  return found;
}

static guint32
nearest_line (const LampIndex *index, guint voltage, LampWorld at, LampWorldBox box, double *best2)
{
  const LampWorld *vertices = index->network->vertices;
  LampBinsIter     iter;
  guint32          found = LAMP_NONE, first, end;

  lamp_bins_query (&index->edge_bins[voltage], box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        LampEdge edge = index->edges[voltage][i];
        double   distance2;

        if (!lamp_world_box_intersects (edge_box (vertices[edge.vertex], vertices[edge.vertex + 1]), box))
          continue;
        distance2 = lamp_world_segment_distance2 (at, vertices[edge.vertex], vertices[edge.vertex + 1], NULL);
        if (distance2 < *best2 || (distance2 == *best2 && found == LAMP_NONE))
          {
            *best2 = distance2;
            found = edge.element;
          }
      }
  return found;
}

guint32
lamp_index_hit (const LampIndex *index, LampWorld at, double radius, int finest, gboolean switches, gboolean transformers)
{
  LampWorldBox box = { down (at.x, radius), down (at.y, radius), up (at.x, radius), up (at.y, radius) };
  double       best2 = radius * radius;
  guint32      found = LAMP_NONE;

  if (switches)
    found = nearest_device (&index->switch_bins, index->switches, index->switch_at, at, box, &best2);
  if (transformers)
    {
      guint32 other = nearest_device (&index->transformer_bins, index->transformers, index->transformer_at, at, box, &best2);

      found = other != LAMP_NONE ? other : found;
    }
  if (found != LAMP_NONE)
    return found;
  for (int voltage = 0; voltage <= finest && voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
    {
      guint32 line = nearest_line (index, (guint)voltage, at, box, &best2);

      found = line != LAMP_NONE ? line : found;
    }
  return found;
}
