/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The road graph: made from the region's road layer, with a grid of cells to find the nearest road in. See roads.h.
 */
#include "engine/roads-private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define KMH 0.2777777777777778 /* metres a second */
#define JUNCTION_FACTOR 0.8
#define CELL_SIZE_M 200.0
#define MAX_CELLS (1 << 20)
#define MAX_OFF_ROAD_M 2000.0 /* farther from any road it is not driving along streets */
/* Roads joined to fewer others than this share of the largest network are drives and car parks nobody can enter. */
#define MIN_COMPONENT_SHARE 0.01

static const double SPEED_MPS[] = {
  80 * KMH * JUNCTION_FACTOR,
  50 * KMH *JUNCTION_FACTOR,
  35 * KMH *JUNCTION_FACTOR,
  20 * KMH *JUNCTION_FACTOR,
};

double
lamp_road_speed_mps (guint rank)
{
  return SPEED_MPS[MIN (rank, G_N_ELEMENTS (SPEED_MPS) - 1)];
}

static guint64
key_from_world (LampWorld at)
{
  return (guint64)at.x << 32 | at.y;
}

static int
compare_keys (const void *a, const void *b)
{
  guint64 key_a = *(const guint64 *)a, key_b = *(const guint64 *)b;

  return key_a < key_b ? -1 : key_a > key_b;
}

/* One node a place: the sorted, unique places of all road vertices. */
static guint64 *
collect_nodes (LampRoads *roads, const LampBaseLayer *layer)
{
  guint64 *keys = g_new (guint64, layer->n_vertices);
  guint32  n = 0;

  for (guint32 i = 0; i < layer->n_vertices; i++)
    keys[i] = key_from_world (layer->vertices[i]);
  qsort (keys, layer->n_vertices, sizeof *keys, compare_keys);
  for (guint32 i = 0; i < layer->n_vertices; i++)
    if (n == 0 || keys[i] != keys[n - 1])
      keys[n++] = keys[i];

  roads->n_nodes = n;
  roads->at = g_new (LampWorld, n);
  for (guint32 i = 0; i < n; i++)
    roads->at[i] = (LampWorld){ (guint32)(keys[i] >> 32), (guint32)keys[i] };
  return keys;
}

static guint32
find_node (const guint64 *keys, guint32 n, LampWorld at)
{
  guint64        key = key_from_world (at);
  const guint64 *found = bsearch (&key, keys, n, sizeof *keys, compare_keys);

  return (guint32)(found - keys);
}

static void
collect_edges (LampRoads *roads, const LampBaseLayer *layer, const guint64 *keys)
{
  g_autoptr (GArray) edges = g_array_sized_new (FALSE, FALSE, sizeof (LampRoadEdge), layer->n_vertices);

  for (guint32 feature = 0; feature < layer->n_features; feature++)
    {
      double speed_mps = lamp_road_speed_mps (layer->rank[feature]);

      for (guint32 part = layer->part_start[feature]; part < layer->part_start[feature + 1]; part++)
        for (guint32 i = layer->vertex_start[part]; i + 1 < layer->vertex_start[part + 1]; i++)
          {
            double       length_m = lamp_world_distance_m (layer->vertices[i], layer->vertices[i + 1]);
            LampRoadEdge edge = {
              find_node (keys, roads->n_nodes, layer->vertices[i]),
              find_node (keys, roads->n_nodes, layer->vertices[i + 1]),
              (float)(length_m / speed_mps),
              (float)length_m,
            };

            if (edge.a == edge.b)
              continue;
            roads->fastest_mps = MAX (roads->fastest_mps, speed_mps);
            g_array_append_val (edges, edge);
          }
    }
  roads->n_edges = edges->len;
  roads->edges = (LampRoadEdge *)g_array_free (g_steal_pointer (&edges), FALSE);
}

static guint32
find_root (guint32 *leader, guint32 node)
{
  while (leader[node] != node)
    node = leader[node] = leader[leader[node]];
  return node;
}

/* Leaves out the edges of networks too small to be reached from anywhere. */
static void
drop_small_components (LampRoads *roads)
{
  g_autofree guint32 *leader = g_new (guint32, roads->n_nodes);
  g_autofree guint32 *size = g_new0 (guint32, roads->n_nodes);
  guint32             largest = 0, n = 0;

  for (guint32 i = 0; i < roads->n_nodes; i++)
    leader[i] = i;
  for (guint32 i = 0; i < roads->n_edges; i++)
    leader[find_root (leader, roads->edges[i].a)] = find_root (leader, roads->edges[i].b);
  for (guint32 i = 0; i < roads->n_edges; i++)
    {
      guint32 root = find_root (leader, roads->edges[i].a);

      largest = MAX (largest, ++size[root]);
    }
  for (guint32 i = 0; i < roads->n_edges; i++)
    if (size[find_root (leader, roads->edges[i].a)] >= MIN_COMPONENT_SHARE * largest)
      roads->edges[n++] = roads->edges[i];
  roads->n_edges = n;
}

static void
build_arcs (LampRoads *roads)
{
  g_autofree guint32 *fill = NULL;

  roads->arc_start = g_new0 (guint32, roads->n_nodes + 1);
  roads->arcs = g_new (LampRoadArc, 2 * (gsize)roads->n_edges);
  for (guint32 i = 0; i < roads->n_edges; i++)
    {
      roads->arc_start[roads->edges[i].a + 1]++;
      roads->arc_start[roads->edges[i].b + 1]++;
    }
  for (guint32 i = 0; i < roads->n_nodes; i++)
    roads->arc_start[i + 1] += roads->arc_start[i];
  fill = g_memdup2 (roads->arc_start, sizeof (guint32) * (roads->n_nodes + 1));
  for (guint32 i = 0; i < roads->n_edges; i++)
    {
      LampRoadEdge edge = roads->edges[i];

      roads->arcs[fill[edge.a]++] = (LampRoadArc){ edge.b, edge.duration_s, edge.length_m };
      roads->arcs[fill[edge.b]++] = (LampRoadArc){ edge.a, edge.duration_s, edge.length_m };
    }
}

typedef struct
{
  guint32 column0, row0, column1, row1;
} CellRange;

static CellRange
edge_cells (const LampRoads *roads, guint32 edge)
{
  LampWorld a = roads->at[roads->edges[edge].a], b = roads->at[roads->edges[edge].b];

  return (CellRange){
    (MIN (a.x, b.x) - roads->box.x0) / roads->cell_size,
    (MIN (a.y, b.y) - roads->box.y0) / roads->cell_size,
    (MAX (a.x, b.x) - roads->box.x0) / roads->cell_size,
    (MAX (a.y, b.y) - roads->box.y0) / roads->cell_size,
  };
}

static void
measure (LampRoads *roads)
{
  double width, height, cell;

  roads->box = LAMP_WORLD_BOX_EMPTY;
  for (guint32 i = 0; i < roads->n_edges; i++)
    {
      lamp_world_box_add (&roads->box, roads->at[roads->edges[i].a]);
      lamp_world_box_add (&roads->box, roads->at[roads->edges[i].b]);
    }
  roads->shortest_unit_m = MIN (lamp_world_unit_m (roads->box.y0), lamp_world_unit_m (roads->box.y1));
  width = (double)roads->box.x1 - roads->box.x0 + 1.0;
  height = (double)roads->box.y1 - roads->box.y0 + 1.0;
  cell = MAX (CELL_SIZE_M / roads->shortest_unit_m, sqrt (width * height / MAX_CELLS));
  cell = MAX (cell, MAX (width, height) / 65536.0);
  roads->cell_size = (guint32)MIN (ceil (cell), (double)G_MAXUINT32);
  roads->n_columns = (roads->box.x1 - roads->box.x0) / roads->cell_size + 1;
  roads->n_rows = (roads->box.y1 - roads->box.y0) / roads->cell_size + 1;
}

/* An edge goes into every cell its box touches: streets are short, so few are listed in vain. */
static void
build_cells (LampRoads *roads)
{
  guint32             n_cells = roads->n_columns * roads->n_rows;
  g_autofree guint32 *fill = NULL;

  roads->cell_start = g_new0 (guint32, n_cells + 1);
  for (int pass = 0; pass < 2; pass++)
    {
      for (guint32 i = 0; i < roads->n_edges; i++)
        {
          CellRange range = edge_cells (roads, i);

          for (guint32 row = range.row0; row <= range.row1; row++)
            for (guint32 column = range.column0; column <= range.column1; column++)
              {
                guint32 cell = row * roads->n_columns + column;

                if (pass == 0)
                  roads->cell_start[cell + 1]++;
                else
                  roads->cell_edges[fill[cell]++] = i;
              }
        }
      if (pass == 1)
        break;
      for (guint32 i = 0; i < n_cells; i++)
        roads->cell_start[i + 1] += roads->cell_start[i];
      roads->cell_edges = g_new (guint32, roads->cell_start[n_cells]);
      fill = g_memdup2 (roads->cell_start, sizeof (guint32) * (n_cells + 1));
    }
}

LampRoads *
lamp_roads_new (LampNetwork *network)
{
  const LampBaseLayer *layer;
  LampRoads           *roads;
  g_autofree guint64  *keys = NULL;

  g_return_val_if_fail (network != NULL, NULL);

  layer = &network->base[LAMP_BASE_ROAD];
  roads = g_new0 (LampRoads, 1);
  g_atomic_ref_count_init (&roads->ref_count);
  if (layer->n_vertices == 0)
    return roads;

  keys = collect_nodes (roads, layer);
  collect_edges (roads, layer, keys);
  if (roads->n_edges == 0)
    return roads;
  drop_small_components (roads);
  build_arcs (roads);
  measure (roads);
  build_cells (roads);
  return roads;
}

LampRoads *
lamp_roads_ref (LampRoads *roads)
{
  g_return_val_if_fail (roads != NULL, NULL);

  g_atomic_ref_count_inc (&roads->ref_count);
  return roads;
}

void
lamp_roads_unref (LampRoads *roads)
{
  if (roads == NULL || !g_atomic_ref_count_dec (&roads->ref_count))
    return;
  g_free (roads->at);
  g_free (roads->arc_start);
  g_free (roads->arcs);
  g_free (roads->edges);
  g_free (roads->cell_start);
  g_free (roads->cell_edges);
  g_free (roads);
}

static LampWorld
point_on_edge (const LampRoads *roads, guint32 edge, double along)
{
  LampWorld a = roads->at[roads->edges[edge].a], b = roads->at[roads->edges[edge].b];

  return (LampWorld){
    (guint32)floor (a.x + along * ((double)b.x - a.x) + 0.5),
    (guint32)floor (a.y + along * ((double)b.y - a.y) + 0.5),
  };
}

typedef struct
{
  guint32 edge;
  double  distance2, along;
} Nearest;

static void
search_cell (const LampRoads *roads, gint64 column, gint64 row, LampWorld at, Nearest *nearest)
{
  guint32 cell = (guint32)(row * roads->n_columns + column);

  for (guint32 i = roads->cell_start[cell]; i < roads->cell_start[cell + 1]; i++)
    {
      guint32 edge = roads->cell_edges[i];
      double  along = 0.0;
      double  distance2 = lamp_world_segment_distance2 (at, roads->at[roads->edges[edge].a], roads->at[roads->edges[edge].b], &along);

      if (distance2 < nearest->distance2 || (distance2 == nearest->distance2 && edge < nearest->edge))
        *nearest = (Nearest){ edge, distance2, along };
    }
}

/* The cells at `ring` steps around (column, row), as far as they exist. */
static void
search_ring (const LampRoads *roads, gint64 column, gint64 row, gint64 ring, LampWorld at, Nearest *nearest)
{
  gint64 last_column = (gint64)roads->n_columns - 1, last_row = (gint64)roads->n_rows - 1;

  for (gint64 r = MAX (row - ring, 0); r <= MIN (row + ring, last_row); r++)
    {
      gint64 step = r == row - ring || r == row + ring || ring == 0 ? 1 : 2 * ring;

      for (gint64 c = column - ring; c <= column + ring; c += step)
        if (c >= 0 && c <= last_column)
          search_cell (roads, c, r, at, nearest);
    }
}

LampRoadSpot
lamp_roads_find_spot (const LampRoads *roads, LampWorld at)
{
  LampRoadSpot none = { .edge = LAMP_NONE, .at = at };
  Nearest      nearest = { LAMP_NONE, INFINITY, 0.0 };
  double       unit_m, reach;
  gint64       column, row;

  if (roads->n_edges == 0 || !lamp_world_is_known (at))
    return none;

  unit_m = lamp_world_unit_m (at.y);
  reach = MAX_OFF_ROAD_M / unit_m;
  column = (gint64)floor (((double)at.x - roads->box.x0) / roads->cell_size);
  row = (gint64)floor (((double)at.y - roads->box.y0) / roads->cell_size);
  for (gint64 ring = 0; (double)(ring - 1) * roads->cell_size <= reach; ring++)
    {
      double safe = (double)ring * roads->cell_size; /* all within this has been looked at */

      search_ring (roads, column, row, ring, at, &nearest);
      if (nearest.distance2 <= safe * safe)
        break;
    }
  if (nearest.edge == LAMP_NONE || nearest.distance2 > reach * reach)
    return none;
  return (LampRoadSpot){
    nearest.edge, nearest.along, sqrt (nearest.distance2) * unit_m, point_on_edge (roads, nearest.edge, nearest.along)
  };
}

gboolean
lamp_roads_snap (LampRoads *roads, LampWorld at, LampWorld *on_road, double *distance_m)
{
  LampRoadSpot spot;

  g_return_val_if_fail (roads != NULL, FALSE);

  spot = lamp_roads_find_spot (roads, at);
  if (on_road != NULL)
    *on_road = spot.at;
  if (distance_m != NULL)
    *distance_m = spot.off_m;
  return spot.edge != LAMP_NONE;
}
