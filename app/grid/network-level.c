/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The voltage of each element, one byte each: grids have a handful of nominal voltages. See lamp_network_element_kv().
 */
#include "config.h"

#include "grid/network-private.h"

#define N_LEVELS 256

/* 0 when there are too many. */
static guint8
level_of (struct _LampNetworkPrivate *priv, guint *n_levels, float kv)
{
  for (guint i = 0; i < *n_levels; i++)
    if (priv->levels_kv[i] == kv)
      return (guint8)i;
  if (*n_levels == N_LEVELS)
    return 0;
  priv->levels_kv[*n_levels] = kv;
  return (guint8)(*n_levels)++;
}

static float
source_kv (const LampNetwork *network, guint32 element)
{
  for (guint32 i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE && network->sources[i].kv > 0.0 &&
        (network->sources[i].node == network->element_from[element] || network->sources[i].node == network->element_to[element]))
      return (float)network->sources[i].kv;
  return 0.0f;
}

static void
find_level (LampNetwork *network, const float *kv, guint *n_levels, guint32 element)
{
  struct _LampNetworkPrivate *priv = network->priv;
  guint32                     feed = LAMP_NONE;

  if (kv[element] > 0.0f)
    {
      priv->element_level[element] = level_of (priv, n_levels, kv[element]);
      return;
    }
  if (network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER)
    return;
  feed = lamp_network_nearest_feed (network, element);
  if (feed == LAMP_NONE)
    priv->element_level[element] = level_of (priv, n_levels, source_kv (network, element));
  else if (network->element_kind[feed] != LAMP_ELEMENT_TRANSFORMER)
    priv->element_level[element] = priv->element_level[feed];
}

/* The tree first, as what is not in it asks one that may have a larger number. */
void
lamp_network_find_levels (LampNetwork *network, const float *kv)
{
  guint n_levels = 1;

  network->priv->element_level = g_malloc0 (MAX (network->n_elements, 1));
  for (guint pass = 0; pass < 2; pass++)
    for (guint32 i = 0; i < network->n_elements; i++)
      if (lamp_network_is_tree (network, i) == (pass == 0))
        find_level (network, kv, &n_levels, i);
}

double
lamp_network_element_kv (const LampNetwork *network, guint32 element)
{
  g_return_val_if_fail (element < network->n_elements, 0.0);

  return (double)network->priv->levels_kv[network->priv->element_level[element]];
}
