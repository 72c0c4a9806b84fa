/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The road graph as its two files share it: roads.c makes it and finds the nearest road, route.c searches it.
 *
 * A node is a place where a road has a vertex; an edge joins two neighbouring vertices of one road. Directions are not
 * known, so every edge is driven both ways and stands twice in the adjacency.
 */
#pragma once

#include "engine/roads.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 to;
  float   duration_s, length_m;
} LampRoadArc;

typedef struct
{
  guint32 a, b; /* nodes */
  float   duration_s, length_m;
} LampRoadEdge;

struct _LampRoads
{
  gatomicrefcount ref_count;

  guint32       n_nodes;
  LampWorld    *at;
  guint32      *arc_start; /* n_nodes + 1, into arcs */
  LampRoadArc  *arcs;
  guint32       n_edges;
  LampRoadEdge *edges;

  /* What A* may promise: no road is faster, no unit of the map shorter. */
  double fastest_mps;
  double shortest_unit_m;

  /* Uniform cells over the extent, each with the edges whose box touches it. */
  LampWorldBox box;
  guint32      cell_size; /* world units */
  guint32      n_columns, n_rows;
  guint32     *cell_start; /* n_columns * n_rows + 1, into cell_edges */
  guint32     *cell_edges;
};

/* A place on a road. */
typedef struct
{
  guint32   edge;  /* LAMP_NONE: there is no road near enough */
  double    along; /* 0 at a, 1 at b */
  double    off_m; /* how far the asked place is from it */
  LampWorld at;
} LampRoadSpot;

LampRoadSpot lamp_roads_find_spot (const LampRoads *roads, LampWorld at);

G_END_DECLS
