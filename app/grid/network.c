/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Life, names and look-ups of a network. Reading one is network-load.c.
 */
#include "config.h"

#include "grid/network-private.h"

#include <math.h>

/* clang-format would put spaces into the name. */
/* clang-format off */
G_DEFINE_QUARK (lamp-grid-error-quark, lamp_grid_error)
/* clang-format on */

static const char *const kind_names[LAMP_ELEMENT_N_KINDS] = {
  "line",
  "breaker",
  "recloser",
  "sectionaliser",
  "loadBreakSwitch",
  "disconnector",
  "fuse",
  "transformer",
  "regulator",
};

static const char *const site_class_names[] = { "special", "first", "second", "temporary", "ordinary" };

LampNetwork *
lamp_network_alloc (void)
{
  LampNetwork *network = g_new0 (LampNetwork, 1);

  g_atomic_ref_count_init (&network->ref_count);
  network->extent = LAMP_WORLD_BOX_EMPTY;
  network->name = "";
  network->attribution = "";
  network->priv = g_new0 (struct _LampNetworkPrivate, 1);
  return network;
}

LampNetwork *
lamp_network_ref (LampNetwork *network)
{
  g_return_val_if_fail (network != NULL, NULL);

  g_atomic_ref_count_inc (&network->ref_count);
  return network;
}

void
lamp_base_layer_clear (LampBaseLayer *layer)
{
  g_free (layer->part_start);
  g_free (layer->vertex_start);
  g_free (layer->vertices);
  g_free (layer->rank);
  g_free (layer->name);
}

#define VISIT(array, n)                                                    \
  if (!visit ((gpointer *)&(array), (gsize)(n) * sizeof (*(array)), data)) \
  return FALSE

static gboolean
visit_base (LampNetwork *network, LampArrayVisit visit, gpointer data)
{
  for (guint i = 0; i < LAMP_BASE_N_LAYERS; i++)
    {
      LampBaseLayer *layer = &network->base[i];

      VISIT (layer->part_start, layer->n_features + 1);
      VISIT (layer->vertex_start, layer->n_parts + 1);
      VISIT (layer->vertices, layer->n_vertices);
      VISIT (layer->rank, layer->n_features);
      VISIT (layer->name, layer->n_features);
    }
  return TRUE;
}

static gboolean
visit_private (LampNetwork *network, LampArrayVisit visit, gpointer data)
{
  struct _LampNetworkPrivate *priv = network->priv;

  VISIT (priv->element_ids.slots, (gsize)priv->element_ids.mask + 1);
  VISIT (priv->node_ids.slots, (gsize)priv->node_ids.mask + 1);
  VISIT (priv->customer_ids.slots, (gsize)priv->customer_ids.mask + 1);
  VISIT (priv->site_ids.slots, (gsize)priv->site_ids.mask + 1);
  VISIT (priv->site_keys, network->n_sites);
  VISIT (priv->supply_points, priv->n_supply_points);
  VISIT (priv->contacts, priv->n_contacts);
  VISIT (priv->tree_end, network->n_elements);
  VISIT (priv->tree_parent, network->n_elements);
  VISIT (priv->tree_bridge, network->n_elements);
  VISIT (priv->node_feed, network->n_nodes);
  VISIT (priv->node_reached, network->n_nodes);
  VISIT (priv->customers_before, (gsize)network->n_elements + 1);
  VISIT (priv->element_pass, network->n_elements);
  VISIT (priv->node_phases, network->n_nodes);
  VISIT (priv->element_level, network->n_elements);
  return TRUE;
}

static gboolean
visit_elements (LampNetwork *network, LampArrayVisit visit, gpointer data)
{
  VISIT (network->element_id, network->n_elements);
  VISIT (network->element_name, network->n_elements);
  VISIT (network->element_from, network->n_elements);
  VISIT (network->element_to, network->n_elements);
  VISIT (network->element_kind, network->n_elements);
  VISIT (network->element_flags, network->n_elements);
  VISIT (network->element_phases, network->n_elements);
  VISIT (network->element_voltage, network->n_elements);
  VISIT (network->element_feeder, network->n_elements);
  VISIT (network->element_length_m, network->n_elements);
  VISIT (network->element_rating, network->n_elements);
  VISIT (network->element_vertex_start, (gsize)network->n_elements + 1);
  VISIT (network->vertices, network->n_vertices);
  return TRUE;
}

gboolean
lamp_network_visit_arrays (LampNetwork *network, LampArrayVisit visit, gpointer data)
{
  VISIT (network->strings, network->strings_size);
  VISIT (network->node_id, network->n_nodes);
  VISIT (network->node_at, network->n_nodes);
  VISIT (network->node_edge_start, (gsize)network->n_nodes + 1);
  VISIT (network->node_edges, network->priv->n_node_edges);
  VISIT (network->node_customer_start, (gsize)network->n_nodes + 1);
  VISIT (network->customer_id, network->n_customers);
  VISIT (network->customer_node, network->n_customers);
  VISIT (network->customer_at, network->n_customers);
  VISIT (network->customer_kw, network->n_customers);
  VISIT (network->feeders, network->n_feeders);
  VISIT (network->sources, network->n_sources);
  VISIT (network->sites, network->n_sites);
  VISIT (network->depots, network->n_depots);
  return visit_elements (network, visit, data) && visit_base (network, visit, data) && visit_private (network, visit, data);
}

/* The pool's text is the network's `strings` once that is set; before, and in a load that failed, the pool's alone. */
static void
network_free (LampNetwork *network)
{
  struct _LampNetworkPrivate *priv = network->priv;

  if (network->strings == priv->pool.text)
    priv->pool.text = NULL;
  if (priv->mapping == NULL)
    lamp_network_visit_arrays (network, lamp_array_free, NULL);
  lamp_pool_clear (&priv->pool);
  g_clear_pointer (&priv->mapping, g_mapped_file_unref);
  g_free (priv->region);
  g_free (priv->folder);
  g_free (priv);
  g_free (network);
}

void
lamp_network_unref (LampNetwork *network)
{
  if (network != NULL && g_atomic_ref_count_dec (&network->ref_count))
    network_free (network);
}

const char *
lamp_network_element_name (const LampNetwork *network, guint32 element)
{
  g_return_val_if_fail (element < network->n_elements, "");

  if (network->element_name[element] != 0)
    return lamp_network_string (network, network->element_name[element]);
  return lamp_network_element_id (network, element);
}

const char *
lamp_network_element_feeder_name (const LampNetwork *network, guint32 element)
{
  guint16 feeder = 0;

  g_return_val_if_fail (element < network->n_elements, "");

  feeder = network->element_feeder[element];
  return feeder == LAMP_NO_FEEDER ? "" : network->feeders[feeder].name;
}

static LampWorld
between (LampWorld a, LampWorld b, double along)
{
  return (LampWorld){
    (guint32)((double)a.x + ((double)b.x - (double)a.x) * along),
    (guint32)((double)a.y + ((double)b.y - (double)a.y) * along),
  };
}

static double
world_length (LampWorld a, LampWorld b)
{
  double dx = (double)b.x - (double)a.x;
  double dy = (double)b.y - (double)a.y;

  return sqrt (dx * dx + dy * dy);
}

static LampWorld
middle_of_course (const LampWorld *vertices, guint32 n)
{
  double half = 0.0;

  for (guint32 i = 1; i < n; i++)
    half += world_length (vertices[i - 1], vertices[i]) / 2.0;

  for (guint32 i = 1; i < n; i++)
    {
      double step = world_length (vertices[i - 1], vertices[i]);

      if (step >= half && step > 0.0)
        return between (vertices[i - 1], vertices[i], half / step);
      half -= step;
    }

  return vertices[0];
}

LampWorld
lamp_network_element_at (const LampNetwork *network, guint32 element)
{
  guint32 start = 0;
  guint32 n = 0;

  g_return_val_if_fail (element < network->n_elements, LAMP_WORLD_NONE);

  start = network->element_vertex_start[element];
  n = network->element_vertex_start[element + 1] - start;
  if (n > 0)
    return middle_of_course (network->vertices + start, n);

  for (guint end = 0; end < 2; end++)
    {
      guint32 node = end == 0 ? network->element_from[element] : network->element_to[element];

      if (node != LAMP_NONE && lamp_world_is_known (network->node_at[node]))
        return network->node_at[node];
    }

  return LAMP_WORLD_NONE;
}

guint32
lamp_network_node_feeding (const LampNetwork *network, guint32 node)
{
  g_return_val_if_fail (node < network->n_nodes, LAMP_NONE);

  return network->priv->node_feed[node];
}

LampWorldBox
lamp_network_element_box (const LampNetwork *network, guint32 element)
{
  LampWorldBox box = LAMP_WORLD_BOX_EMPTY;

  g_return_val_if_fail (element < network->n_elements, box);

  for (guint32 i = network->element_vertex_start[element]; i < network->element_vertex_start[element + 1]; i++)
    lamp_world_box_add (&box, network->vertices[i]);
  return box;
}

static guint32
find (const LampNetwork *network, const LampIdTable *table, const char *id)
{
  g_return_val_if_fail (network != NULL, LAMP_NONE);

  return lamp_id_table_find (table, id);
}

guint32
lamp_network_find_element (const LampNetwork *network, const char *id)
{
  return find (network, &network->priv->element_ids, id);
}

guint32
lamp_network_find_node (const LampNetwork *network, const char *id)
{
  return find (network, &network->priv->node_ids, id);
}

guint32
lamp_network_find_customer (const LampNetwork *network, const char *id)
{
  return find (network, &network->priv->customer_ids, id);
}

guint32
lamp_network_find_site (const LampNetwork *network, const char *id)
{
  return find (network, &network->priv->site_ids, id);
}

#define FIND_ROW(rows, n_rows, wanted)                                    \
  for (guint32 i = 0; (wanted) != NULL && *(wanted) && i < (n_rows); i++) \
    if (g_str_equal ((rows)[i].id, (wanted)))                             \
      return i;                                                           \
  return LAMP_NONE

guint32
lamp_network_find_feeder (const LampNetwork *network, const char *id)
{
  FIND_ROW (network->feeders, network->n_feeders, id);
}

guint32
lamp_network_find_source (const LampNetwork *network, const char *id)
{
  FIND_ROW (network->sources, network->n_sources, id);
}

guint32
lamp_network_find_depot (const LampNetwork *network, const char *id)
{
  FIND_ROW (network->depots, network->n_depots, id);
}

gboolean
lamp_element_kind_is_switch (LampElementKind kind)
{
  return kind != LAMP_ELEMENT_LINE && kind < LAMP_ELEMENT_TRANSFORMER;
}

gboolean
lamp_element_kind_is_protective (LampElementKind kind)
{
  return kind == LAMP_ELEMENT_BREAKER || kind == LAMP_ELEMENT_RECLOSER || kind == LAMP_ELEMENT_FUSE;
}

const char *
lamp_element_kind_to_string (LampElementKind kind)
{
  return (guint)kind < LAMP_ELEMENT_N_KINDS ? kind_names[kind] : "";
}

LampElementKind
lamp_element_kind_from_string (const char *text)
{
  for (guint i = 0; text != NULL && i < LAMP_ELEMENT_N_KINDS; i++)
    if (g_str_equal (text, kind_names[i]))
      return (LampElementKind)i;

  return LAMP_ELEMENT_N_KINDS;
}

const char *
lamp_site_class_to_string (LampSiteClass site_class)
{
  return (guint)site_class < G_N_ELEMENTS (site_class_names) ? site_class_names[site_class] : "ordinary";
}

gboolean
lamp_site_class_from_string (const char *text, LampSiteClass *site_class)
{
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (site_class_names); i++)
    if (g_str_equal (text, site_class_names[i]))
      {
        *site_class = (LampSiteClass)i;
        return TRUE;
      }

  return FALSE;
}
