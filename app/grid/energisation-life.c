/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Life of an energisation, and the short answers; what happens to it is energisation.c.
 */
#include "config.h"

#include "grid/energisation-private.h"
#include "grid/large.h"

#include <string.h>

LampEnergisation *
lamp_energisation_alloc (LampNetwork *network)
{
  LampEnergisation *self = g_new0 (LampEnergisation, 1);
  gsize             n_nodes = MAX (network->n_nodes, 1);
  gsize             n_elements = MAX (network->n_elements, 1);

  self->network = lamp_network_ref (network);
  self->off = g_hash_table_new (NULL, NULL);
  self->closes = g_hash_table_new (NULL, NULL);
  self->elements = lamp_large_new0_exact (guint8, n_elements);
  self->open = lamp_large_new0_exact (guint8, n_elements);
  self->nodes = lamp_large_new0_exact (guint8, n_nodes);
  self->phases = lamp_large_new0_exact (guint8, n_nodes);
  self->up = lamp_large_alloc_exact (n_nodes, sizeof *self->up);
  memset (self->up, 0xff, n_nodes * sizeof *self->up);
  for (guint32 i = 0; i < network->n_elements; i++)
    self->open[i] = lamp_element_normal_open (network, i);
  return self;
}

static void
copy_set (GHashTable *from, GHashTable *to)
{
  GHashTableIter iter;
  gpointer       element = NULL;

  g_hash_table_iter_init (&iter, from);
  while (g_hash_table_iter_next (&iter, &element, NULL))
    g_hash_table_add (to, element);
}

LampEnergisation *
lamp_energisation_copy (const LampEnergisation *self)
{
  LampEnergisation *copy = NULL;
  gsize             n_nodes = 0;
  gsize             n_elements = 0;

  g_return_val_if_fail (self != NULL, NULL);

  n_nodes = MAX (self->network->n_nodes, 1);
  n_elements = MAX (self->network->n_elements, 1);
  copy = g_new0 (LampEnergisation, 1);
  copy->network = lamp_network_ref (self->network);
  copy->off = g_hash_table_new (NULL, NULL);
  copy->closes = g_hash_table_new (NULL, NULL);
  copy->elements = g_memdup2 (self->elements, n_elements);
  copy->open = g_memdup2 (self->open, n_elements);
  copy->nodes = g_memdup2 (self->nodes, n_nodes);
  copy->phases = g_memdup2 (self->phases, n_nodes);
  copy->up = g_memdup2 (self->up, n_nodes * sizeof *self->up);
  copy_set (self->off, copy->off);
  copy_set (self->closes, copy->closes);
  return copy;
}

void
lamp_energisation_free (LampEnergisation *self)
{
  if (self == NULL)
    return;

  lamp_energisation_free (self->normal);
  lamp_network_unref (self->network);
  g_free (self->elements);
  g_free (self->nodes);
  g_free (self->phases);
  g_free (self->open);
  g_free (self->up);
  g_free (self->rings);
  g_hash_table_unref (self->off);
  g_hash_table_unref (self->closes);
  g_free (self->moved.rows);
  g_free (self->lost.rows);
  g_free (self->queue.rows);
  g_free (self->touched.rows);
  g_free (self);
}

LampNetwork *
lamp_energisation_get_network (const LampEnergisation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->network;
}

const guint8 *
lamp_energisation_get_elements (const LampEnergisation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->elements;
}

const guint8 *
lamp_energisation_get_nodes (const LampEnergisation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->nodes;
}

const guint8 *
lamp_energisation_get_node_phases (const LampEnergisation *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->phases;
}

gboolean
lamp_energisation_is_open (const LampEnergisation *self, guint32 element)
{
  g_return_val_if_fail (element < self->network->n_elements, FALSE);

  return self->open[element] == LAMP_PHASE_ABC;
}

guint8
lamp_energisation_get_open_phases (const LampEnergisation *self, guint32 element)
{
  g_return_val_if_fail (element < self->network->n_elements, 0);

  return self->open[element];
}

gboolean
lamp_energisation_is_normally_open (const LampEnergisation *self, guint32 element)
{
  g_return_val_if_fail (element < self->network->n_elements, FALSE);

  return lamp_element_normal_open (self->network, element) != 0;
}

static gboolean
feeds_any (const LampEnergisation *self, guint32 element, guint32 node)
{
  for (guint letter = 0; node != LAMP_NONE && letter < LAMP_N_PHASES; letter++)
    if ((self->phases[node] & 1u << letter) != 0 && lamp_energisation_feeds (self, element, node, letter))
      return TRUE;
  return FALSE;
}

LampWay
lamp_energisation_get_way (const LampEnergisation *self, guint32 element)
{
  guint way = LAMP_WAY_NONE;

  g_return_val_if_fail (element < self->network->n_elements, LAMP_WAY_NONE);

  if (feeds_any (self, element, self->network->element_to[element]))
    way |= LAMP_WAY_FORWARD;
  if (feeds_any (self, element, self->network->element_from[element]))
    way |= LAMP_WAY_BACKWARD;
  return (LampWay)way;
}

LampEnergisation *
lamp_energisation_get_normal (LampEnergisation *self)
{
  if (g_hash_table_size (self->off) == 0)
    return self;
  if (self->normal == NULL)
    self->normal = lamp_energisation_new (self->network);
  return self->normal;
}

guint32
lamp_energisation_get_normal_upstream (const LampEnergisation *self, guint32 element)
{
  g_return_val_if_fail (element < self->network->n_elements, LAMP_NONE);

  return self->network->priv->tree_parent[element];
}
