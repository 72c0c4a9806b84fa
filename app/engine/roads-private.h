/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The road graph as its files share it: roads.c makes it and finds the nearest road, road-search.c searches it,
 * route.c makes ways of what it found.
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

/* One search, from one spot; as large as the graph. */
typedef struct
{
  const LampRoads *roads;
  double          *cost_s;   /* of each node; INFINITY when not reached */
  guint32         *previous; /* LAMP_NONE at the ends of the edge it starts on */
  guint8          *settled;
  GArray          *heap; /* road-search.c */
} LampRoadSearch;

void lamp_road_search_init (LampRoadSearch *search, const LampRoads *roads);
/* A zeroed one too. */
void lamp_road_search_clear (LampRoadSearch *search);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampRoadSearch, lamp_road_search_clear)

/* To another spot; the end of its edge over which one comes, LAMP_NONE when it cannot be reached. */
guint32 lamp_road_search_find_way (LampRoadSearch *search, LampRoadSpot from, LampRoadSpot to);
/* To all these; those without an edge are passed over. */
void lamp_road_search_find_all (LampRoadSearch *search, LampRoadSpot from, const LampRoadSpot *to, guint n);
/* After it: over which end of the spot's edge one comes, and what it costs as far as the spot. LAMP_NONE: over neither. */
guint32 lamp_road_search_cheaper_end (const LampRoadSearch *search, LampRoadSpot spot, double *cost_s);

G_END_DECLS
