/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Steps 3 to 5 of loading: where nodes are, by what the elements' own geometry says, and where elements without
 * geometry are, by their nodes. See builder.h. What cannot be placed stays without vertices.
 */
#include "config.h"

#include "grid/builder.h"
#include "grid/large.h"

static gboolean
known (const LampNetwork *network, guint32 node)
{
  return node != LAMP_NONE && lamp_world_is_known (network->node_at[node]);
}

static void
settle (LampNetwork *network, guint32 node, LampWorld at)
{
  if (node != LAMP_NONE && !lamp_world_is_known (network->node_at[node]))
    network->node_at[node] = at;
}

static double
apart (LampWorld a, LampWorld b)
{
  double dx = (double)a.x - (double)b.x;
  double dy = (double)a.y - (double)b.y;

  return dx * dx + dy * dy;
}

/* The ends of a line go to its nodes. Files do not promise which way a line was drawn, so a node that is
 * known already decides; the tree order makes that nearly always the feeding end. */
static void
settle_line (LampNetwork *network, guint32 element, const LampWorld *vertices, guint32 n)
{
  guint32   from = network->element_from[element];
  guint32   to = network->element_to[element];
  LampWorld first = vertices[0];
  LampWorld last = vertices[n - 1];
  gboolean  turned = FALSE;

  if (known (network, from))
    turned = apart (network->node_at[from], last) < apart (network->node_at[from], first);
  else if (known (network, to))
    turned = apart (network->node_at[to], first) < apart (network->node_at[to], last);

  settle (network, from, turned ? last : first);
  settle (network, to, turned ? first : last);
}

/* What the file gave an element. The file's order is not ours, so what comes next is fetched meanwhile. */
static const LampWorld *
own_vertices (const LampBuilder *builder, guint32 element, guint32 *n)
{
  const LampWorld *vertices = (const LampWorld *)(const void *)builder->vertices->data;
  guint32          old = builder->element_order[element];

  if (element + 2 * LAMP_LOOK_AHEAD < builder->n_elements)
    {
      __builtin_prefetch (&builder->vertex_start[builder->element_order[element + 2 * LAMP_LOOK_AHEAD]]);
      __builtin_prefetch (vertices + builder->vertex_start[builder->element_order[element + LAMP_LOOK_AHEAD]]);
    }

  *n = builder->vertex_start[old + 1] - builder->vertex_start[old];
  return vertices + builder->vertex_start[old];
}

gpointer
lamp_builder_settle_nodes (gpointer data)
{
  LampBuilder *builder = data;
  LampNetwork *network = builder->network;

  network->node_at = lamp_large_new0_exact (LampWorld, network->n_nodes);
  for (guint i = 0; i < network->n_sources; i++)
    settle (network, network->sources[i].node, g_array_index (builder->sources, LampNamedRow, i).at);

  /* Lines know best where a node is; devices stand in only where no line ends. */
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32          n = 0;
      const LampWorld *own = own_vertices (builder, i, &n);

      if (n >= 2)
        settle_line (network, i, own, n);
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32          n = 0;
      const LampWorld *own = network->element_kind[i] == LAMP_ELEMENT_LINE ? NULL : own_vertices (builder, i, &n);

      if (n != 1)
        continue;
      settle (network, network->element_from[i], own[0]);
      settle (network, network->element_to[i], own[0]);
    }
  return NULL;
}

/* Where nothing else says where a node is, its customers do. */
void
lamp_builder_number_customers (LampBuilder *builder)
{
  LampNetwork *network = builder->network;

  for (guint32 i = 0; i < network->n_customers; i++)
    {
      network->customer_node[i] = lamp_builder_final_node (builder, network->customer_node[i]);
      settle (network, network->customer_node[i], network->customer_at[i]);
    }
}

/* What an element without geometry gets: a line between its nodes, a point at or between them. */
static guint32
vertices_from_nodes (const LampNetwork *network, guint32 element, LampWorld *out)
{
  guint32  from = network->element_from[element];
  guint32  to = network->element_to[element];
  gboolean both = known (network, from) && known (network, to);

  if (network->element_kind[element] == LAMP_ELEMENT_LINE)
    {
      if (!both)
        return 0;
      out[0] = network->node_at[from];
      out[1] = network->node_at[to];
      return 2;
    }

  if (both)
    out[0] = (LampWorld){
      (guint32)(((guint64)network->node_at[from].x + network->node_at[to].x) / 2),
      (guint32)(((guint64)network->node_at[from].y + network->node_at[to].y) / 2),
    };
  else if (known (network, from))
    out[0] = network->node_at[from];
  else if (known (network, to))
    out[0] = network->node_at[to];
  else
    return 0;
  return 1;
}

gpointer
lamp_builder_place_elements (gpointer data)
{
  LampBuilder *builder = data;
  LampNetwork *network = builder->network;
  gsize        n_max = builder->vertices->len;
  guint32      given = 0;

  for (guint32 i = 0; i < network->n_elements; i++)
    n_max += builder->vertex_start[i + 1] == builder->vertex_start[i] ? 2 : 0;

  network->vertices = lamp_large_new_exact (LampWorld, n_max);
  network->element_vertex_start = lamp_large_new_exact (guint32, (gsize)network->n_elements + 1);
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32          n = 0;
      const LampWorld *own = own_vertices (builder, i, &n);

      network->element_vertex_start[i] = given;
      for (guint32 j = 0; j < n; j++)
        network->vertices[given + j] = own[j];
      if (n == 0)
        {
          n = vertices_from_nodes (network, i, network->vertices + given);
          network->element_flags[i] |= n > 0 ? LAMP_ELEMENT_PLACED_BY_NODES : 0;
        }
      given += n;
    }

  network->element_vertex_start[network->n_elements] = given;
  network->n_vertices = given;
  network->vertices = g_renew (LampWorld, network->vertices, MAX (given, 1));
  return NULL;
}

static void
place_customers (LampNetwork *network)
{
  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 node = network->customer_node[i];

      if (!lamp_world_is_known (network->customer_at[i]) && node != LAMP_NONE)
        network->customer_at[i] = network->node_at[node];
    }
}

static void
extend (LampNetwork *network, const LampWorld *places, guint32 n)
{
  LampWorldBox box = network->extent; /* a compiler keeps this one in registers */

  for (guint32 i = 0; i < n; i++)
    if (lamp_world_is_known (places[i]))
      lamp_world_box_add (&box, places[i]);
  network->extent = box;
}

/* The grid and its sites; the base map may reach further and does not count. */
static void
find_extent (LampNetwork *network)
{
  extend (network, network->vertices, network->n_vertices);
  extend (network, network->node_at, network->n_nodes);
  extend (network, network->customer_at, network->n_customers);
  for (guint32 i = 0; i < network->n_sites; i++)
    extend (network, &network->sites[i].at, 1);
  for (guint32 i = 0; i < network->n_depots; i++)
    extend (network, &network->depots[i].at, 1);
}

void
lamp_builder_place_rest (LampBuilder *builder)
{
  place_customers (builder->network);
  find_extent (builder->network);
}
