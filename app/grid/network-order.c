/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Step 3 of loading: what the file gave of elements, moved to its final numbers. See builder.h. Two more threads
 * make what the next steps do not need: they write only the arrays and tables named in move_rest and make_look_ups. Another one
 * finds the places of nodes meanwhile: it writes node_at alone.
 */
#include "config.h"

#include "grid/builder.h"
#include "grid/large.h"

#include <string.h>

#define MOVE(array, type) \
  ((array) = lamp_builder_move ((array), sizeof (type), builder->element_order, builder->n_elements))

gpointer
lamp_builder_move (gpointer old, gsize size, const guint32 *order, guint32 n)
{
  char       *moved = lamp_large_alloc_exact (n, size);
  const char *from = old;

  switch (size)
    {
    case 1:
      for (guint32 i = 0; i < n; i++)
        moved[i] = from[order[i]];
      break;
    case 2:
      for (guint32 i = 0; i < n; i++)
        ((guint16 *)(void *)moved)[i] = ((const guint16 *)old)[order[i]];
      break;
    case 8:
      for (guint32 i = 0; i < n; i++)
        ((guint64 *)(void *)moved)[i] = ((const guint64 *)old)[order[i]];
      break;
    default:
      g_assert (size == 4);
      for (guint32 i = 0; i < n; i++)
        ((guint32 *)(void *)moved)[i] = ((const guint32 *)old)[order[i]];
      break;
    }

  g_free (old);
  return moved;
}

/* What the next steps need at once. */
static void
move_elements (LampBuilder *builder)
{
  LampNetwork *network = builder->network;

  network->element_from = MOVE (builder->from, guint32);
  network->element_to = MOVE (builder->to, guint32);
  network->element_kind = MOVE (builder->kind, guint8);
  network->element_flags = MOVE (builder->flags, guint8);
  network->element_phases = MOVE (builder->phases, guint8);
  network->element_voltage = MOVE (builder->voltage, guint8);
  builder->from = builder->to = NULL;
  builder->kind = builder->flags = builder->phases = builder->voltage = NULL;
}

static void
look_up_nodes (LampBuilder *builder)
{
  LampNetwork         *network = builder->network;
  const LampTextTable *nodes = &builder->nodes;
  g_autofree guint32  *hashes = lamp_large_new (guint32, network->n_nodes);

  network->node_id = lamp_large_new_exact (guint32, network->n_nodes);
  for (guint32 i = 0; i < network->n_nodes; i++)
    network->node_id[i] = nodes->keys[builder->node_order[i]];
  for (gsize i = 0; i <= nodes->mask; i++)
    if (nodes->slots[i] != 0)
      hashes[builder->node_number[(guint32)nodes->slots[i] - 1]] = (guint32)(nodes->slots[i] >> 32);
  lamp_id_table_init (&network->priv->node_ids, builder->pool->text, network->node_id, hashes, network->n_nodes);
}

/* What the last steps need. */
static gpointer
move_rest (gpointer data)
{
  LampBuilder *builder = data;
  LampNetwork *network = builder->network;

  network->element_name = MOVE (builder->name, guint32);
  network->element_feeder = MOVE (builder->feeder, guint16);
  network->element_length_m = MOVE (builder->length_m, float);
  network->element_rating = MOVE (builder->rating, float);
  MOVE (builder->kv, float);
  builder->name = NULL;
  builder->feeder = NULL;
  builder->length_m = builder->rating = NULL;
  return NULL;
}

static gpointer
make_look_ups (gpointer data)
{
  LampBuilder *builder = data;
  LampNetwork *network = builder->network;

  network->element_id = MOVE (builder->id, guint32);
  MOVE (builder->id_hash, guint32);
  network->priv->n_repeated_elements =
      lamp_id_table_init (&network->priv->element_ids, builder->pool->text, network->element_id, builder->id_hash, network->n_elements);
  builder->id = NULL;
  look_up_nodes (builder);
  return NULL;
}

static void
number_nodes (LampBuilder *builder)
{
  builder->network->n_nodes = builder->n_nodes;
  builder->node_number = lamp_large_new (guint32, builder->n_nodes);
  for (guint32 i = 0; i < builder->n_nodes; i++)
    builder->node_number[builder->node_order[i]] = i;
}

static void
renumber_ends (LampBuilder *builder)
{
  LampNetwork *network = builder->network;

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      network->element_from[i] = lamp_builder_final_node (builder, network->element_from[i]);
      network->element_to[i] = lamp_builder_final_node (builder, network->element_to[i]);
    }
}

/* The tree again, by the new numbers: tree_end marks its elements, and a feed comes before what it feeds. */
static void
finish_tree (LampBuilder *builder)
{
  LampNetwork                *network = builder->network;
  struct _LampNetworkPrivate *priv = network->priv;

  priv->node_feed = lamp_large_new_exact (guint32, network->n_nodes);
  priv->node_reached = lamp_large_new0_exact (guint8, network->n_nodes);
  priv->tree_parent = lamp_large_new_exact (guint32, network->n_elements);
  for (guint32 i = 0; i < network->n_nodes; i++)
    priv->node_feed[i] = LAMP_NONE;
  for (guint i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE)
      priv->node_reached[network->sources[i].node] = TRUE;

  for (guint32 i = 0; i < priv->n_reached; i++)
    if (lamp_network_is_tree (network, i))
      {
        guint32 from = network->element_from[i];
        guint32 fed = priv->node_reached[from] ? network->element_to[i] : from;

        priv->node_feed[fed] = i;
        priv->node_reached[fed] = TRUE;
      }

  /* Ranges nest, so the one around an element is its predecessor's or lies above that. */
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 around = i == 0 ? LAMP_NONE : i - 1;

      while (around != LAMP_NONE && priv->tree_end[around] <= i)
        around = priv->tree_parent[around];
      priv->tree_parent[i] = around;
    }
}

/* What there is to say of them comes with the texts. */
static void
number_sources (LampBuilder *builder)
{
  LampNetwork *network = builder->network;

  network->n_sources = builder->sources->len;
  network->sources = g_new0 (LampSource, MAX (network->n_sources, 1));
  for (guint i = 0; i < network->n_sources; i++)
    network->sources[i].node = lamp_builder_final_node (builder, g_array_index (builder->sources, LampNamedRow, i).node);
}

void
lamp_builder_put_in_order (LampBuilder *builder)
{
  LampNetwork *network = builder->network;
  GThread     *places = NULL;

  network->n_elements = builder->n_elements;
  number_nodes (builder);
  builder->look_ups = g_thread_new ("region-ids", make_look_ups, builder);
  builder->moving = g_thread_new ("region-values", move_rest, builder);
  move_elements (builder);
  renumber_ends (builder);
  number_sources (builder);
  places = g_thread_new ("region-places", lamp_builder_settle_nodes, builder);
  lamp_network_link (network->n_nodes, network->n_elements, network->element_from, network->element_to, &network->node_edge_start, &network->node_edges);
  network->priv->n_node_edges = network->node_edge_start[network->n_nodes];
  finish_tree (builder);
  lamp_network_find_phases (network);
  g_thread_join (places);
}

void
lamp_builder_await_elements (LampBuilder *builder)
{
  g_clear_pointer (&builder->moving, g_thread_join);
}

void
lamp_builder_await_look_ups (LampBuilder *builder)
{
  g_clear_pointer (&builder->look_ups, g_thread_join);
}
