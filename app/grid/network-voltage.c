/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Step 6 of loading: what the file may leave out and the tree tells. See builder.h.
 *
 * Voltage class, where neither `voltage` nor `kv` is given: everything starts at the source's level and
 * changes at transformers. The last transformer on the way to a customer leads to low voltage, and what such
 * transformers hang on directly is medium voltage, in-line regulators that the data calls transformers or not.
 * A transformer of at least 5 MVA (or of unknown size) with further transformers behind it is a substation's:
 * what lies above it and is not medium voltage by that is transmission. Medium voltage is main line while it
 * has three phases and no fuse lies above it.
 *
 * Feeder, where not given: that of the element that feeds it. Service drop, where not marked: a low-voltage
 * line at whose far end customers and no other line are.
 */
#include "config.h"

#include "grid/builder.h"
#include "grid/large.h"

#define SUBSTATION_KVA 5000.0f
#define TRANSMISSION_KV 45.0
#define LOW_KV 1.0

typedef enum {
  LEVEL_LOW,
  LEVEL_MEDIUM,
  LEVEL_HIGH,
} Level;

typedef struct
{
  LampBuilder *builder;
  LampNetwork *network;
  guint8      *behind; /* what the range of a tree element holds: BEHIND_* */
  guint8      *level;  /* on the far side of a tree element */
  guint8      *fused;  /* a fuse lies on the way, or is the element itself */
} Levels;

enum {
  BEHIND_TRANSFORMER = 1 << 0,
  BEHIND_SUBSTATION = 1 << 1,
  BEHIND_LAST = 1 << 2, /* a last transformer hangs there, with none between */
};

static gboolean
is_substation (const Levels *levels, guint32 element, guint8 behind)
{
  float kva = levels->network->element_rating[element];

  return (behind & BEHIND_TRANSFORMER) != 0 && (kva <= 0.0f || kva >= SUBSTATION_KVA);
}

/* What an element above a transformer knows of what is behind that one. */
static guint8
above_transformer (const Levels *levels, guint32 element, guint8 behind)
{
  guint8 mark = behind & (BEHIND_TRANSFORMER | BEHIND_SUBSTATION);

  if (mark == 0)
    mark = BEHIND_LAST;
  if (is_substation (levels, element, behind))
    mark |= BEHIND_SUBSTATION;
  return mark | BEHIND_TRANSFORMER;
}

/* What lies behind comes later in the order, so one pass from the end sees it first. */
static void
look_behind (Levels *levels)
{
  const struct _LampNetworkPrivate *priv = levels->network->priv;

  for (guint32 i = priv->n_reached; i-- > 0;)
    {
      guint8 mark = levels->behind[i];

      if (!lamp_network_is_tree (levels->network, i) || priv->tree_parent[i] == LAMP_NONE)
        continue;
      if (levels->network->element_kind[i] == LAMP_ELEMENT_TRANSFORMER)
        mark = above_transformer (levels, i, mark);
      levels->behind[priv->tree_parent[i]] |= mark;
    }
}

static Level
level_of_kv (double kv)
{
  if (kv > TRANSMISSION_KV)
    return LEVEL_HIGH;
  return kv < LOW_KV ? LEVEL_LOW : LEVEL_MEDIUM;
}

static Level
level_of_head (const Levels *levels, guint32 element)
{
  const LampNetwork *network = levels->network;
  guint8             behind = levels->behind[element];

  for (guint i = 0; i < network->n_sources; i++)
    if (network->sources[i].kv > 0.0 &&
        (network->sources[i].node == network->element_from[element] || network->sources[i].node == network->element_to[element]))
      return level_of_kv (network->sources[i].kv);

  if (network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER)
    return is_substation (levels, element, behind) ? LEVEL_HIGH : LEVEL_MEDIUM;
  if ((behind & BEHIND_LAST) != 0)
    return LEVEL_MEDIUM;
  return (behind & BEHIND_SUBSTATION) != 0 ? LEVEL_HIGH : LEVEL_MEDIUM;
}

static Level
level_below (const Levels *levels, guint32 element, Level above)
{
  guint8 behind = levels->behind[element];

  if (levels->network->element_kind[element] != LAMP_ELEMENT_TRANSFORMER)
    return above;
  if ((behind & BEHIND_LAST) != 0)
    return LEVEL_MEDIUM;
  if ((behind & BEHIND_SUBSTATION) != 0)
    return LEVEL_HIGH;
  if (is_substation (levels, element, behind) || (behind & BEHIND_TRANSFORMER) != 0 ||
      levels->network->element_rating[element] >= SUBSTATION_KVA)
    return LEVEL_MEDIUM;
  return LEVEL_LOW;
}

static LampVoltageClass
class_of (const Levels *levels, guint32 element, Level level, gboolean fused)
{
  guint8 phases = levels->network->element_phases[element];

  switch (level)
    {
    case LEVEL_HIGH:
      return LAMP_VOLTAGE_TRANSMISSION;
    case LEVEL_LOW:
      return LAMP_VOLTAGE_LOW;
    case LEVEL_MEDIUM:
    default:
      return !fused && (phases == LAMP_PHASE_ABC || phases == 0) ? LAMP_VOLTAGE_FEEDER : LAMP_VOLTAGE_LATERAL;
    }
}

static void
classify (Levels *levels, guint32 element)
{
  LampNetwork                      *network = levels->network;
  const struct _LampNetworkPrivate *priv = network->priv;
  guint32                           parent = lamp_network_nearest_feed (network, element);
  gboolean                          fused = network->element_kind[element] == LAMP_ELEMENT_FUSE;
  Level                             level = LEVEL_MEDIUM;

  if (parent != LAMP_NONE)
    {
      level = (Level)levels->level[parent];
      fused = fused || levels->fused[parent];
    }
  else if (element < priv->n_reached)
    level = level_of_head (levels, element);

  levels->fused[element] = fused;
  levels->level[element] = (guint8)level_below (levels, element, level);
  if (levels->builder->kv[element] > 0.0f)
    {
      level = level_of_kv ((double)levels->builder->kv[element]);
      if (network->element_kind[element] != LAMP_ELEMENT_TRANSFORMER)
        levels->level[element] = (guint8)level;
    }
  if (network->element_voltage[element] == LAMP_VOLTAGE_UNKNOWN)
    network->element_voltage[element] = (guint8)class_of (levels, element, level, fused);
}

static void
mark_service_drop (LampNetwork *network, guint32 element, const guint8 *has_customers)
{
  const struct _LampNetworkPrivate *priv = network->priv;
  guint32                           fed = LAMP_NONE;

  if (network->element_kind[element] != LAMP_ELEMENT_LINE || network->element_voltage[element] != LAMP_VOLTAGE_LOW ||
      priv->tree_end[element] != element + 1)
    return;

  fed = priv->node_feed[network->element_to[element]] == element ? network->element_to[element] : network->element_from[element];
  if (has_customers[fed] && network->node_edge_start[fed + 1] - network->node_edge_start[fed] == 1)
    network->element_flags[element] |= LAMP_ELEMENT_SERVICE_DROP;
}

static void
mark_service_drops (LampNetwork *network)
{
  g_autofree guint8 *has_customers = lamp_large_new0 (guint8, network->n_nodes);

  for (guint32 i = 0; i < network->n_customers; i++)
    if (network->customer_node[i] != LAMP_NONE)
      has_customers[network->customer_node[i]] = TRUE;
  for (guint32 i = 0; i < network->n_elements; i++)
    mark_service_drop (network, i, has_customers);
}

/* Down the tree an element takes over its feeder; up the tree a feeder finds its source. */
static void
complete_feeders (LampNetwork *network)
{
  const struct _LampNetworkPrivate *priv = network->priv;

  for (guint pass = 0; pass < 2; pass++)
    for (guint32 i = 0; i < network->n_elements; i++)
      {
        guint32 feed = lamp_network_is_tree (network, i) == (pass == 0) ? lamp_network_nearest_feed (network, i) : LAMP_NONE;

        if (feed != LAMP_NONE && network->element_feeder[i] == LAMP_NO_FEEDER)
          network->element_feeder[i] = network->element_feeder[feed];
      }

  for (guint32 i = 0; i < priv->n_reached; i++)
    {
      LampFeeder *feeder = network->element_feeder[i] == LAMP_NO_FEEDER ? NULL : &network->feeders[network->element_feeder[i]];
      guint32     head = i;

      if (feeder == NULL || feeder->source != LAMP_NONE || !lamp_network_is_tree (network, i))
        continue;
      while (priv->tree_parent[head] != LAMP_NONE)
        head = priv->tree_parent[head];
      for (guint j = 0; j < network->n_sources; j++)
        if (network->sources[j].node == network->element_from[head] || network->sources[j].node == network->element_to[head])
          feeder->source = j;
    }
}

gpointer
lamp_builder_classify (gpointer data)
{
  LampBuilder *builder = data;
  LampNetwork *network = builder->network;
  Levels       levels = {
          .builder = builder,
          .network = network,
          .behind = lamp_large_new0 (guint8, network->n_elements),
          .level = lamp_large_new0 (guint8, network->n_elements),
          .fused = lamp_large_new0 (guint8, network->n_elements),
  };

  look_behind (&levels);
  /* The tree first: what is not in it asks the element that feeds one of its ends, which may have a larger number. */
  for (guint32 i = 0; i < network->n_elements; i++)
    if (lamp_network_is_tree (network, i))
      classify (&levels, i);
  for (guint32 i = 0; i < network->n_elements; i++)
    if (!lamp_network_is_tree (network, i))
      classify (&levels, i);
  g_free (levels.behind);
  g_free (levels.level);
  g_free (levels.fused);

  mark_service_drops (network);
  return NULL;
}

void
lamp_builder_complete (LampBuilder *builder)
{
  complete_feeders (builder->network);
  lamp_network_find_levels (builder->network, builder->kv);
}
