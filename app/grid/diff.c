/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See diff.h.
 */
#include "config.h"

#include "grid/diff.h"
#include "grid/network-private.h"
#include "grid/region-layout.h"

#include <string.h>

typedef struct
{
  const LampNetwork *before, *after;
  double             tolerance_m;
  LampDiff          *diff;
  LampDiffLayer      layer; /* of the thing looked at */
  const char        *kind;
  const char        *id;
  guint              seen; /* a bit for each LampDiffWhat it was counted for */
} Comparing;

static const char *const what_names[LAMP_DIFF_N] = { "added", "removed", "rewired", "moved", "changed" };
static const char *const layer_names[LAMP_DIFF_N_LAYERS] = { "lines", "devices", "transformers", "customers", "sources", "feeders", "sites" };

const char *
lamp_diff_what_to_string (LampDiffWhat what)
{
  return (guint)what < LAMP_DIFF_N ? what_names[what] : "";
}

const char *
lamp_diff_layer_to_string (LampDiffLayer layer)
{
  return (guint)layer < LAMP_DIFF_N_LAYERS ? layer_names[layer] : "";
}

static void
difference_free (gpointer data)
{
  LampDifference *difference = data;

  g_free (difference->id);
  g_free (difference->before);
  g_free (difference->after);
  g_free (difference);
}

void
lamp_diff_free (LampDiff *diff)
{
  if (diff == NULL)
    return;

  g_ptr_array_unref (diff->differences);
  g_free (diff);
}

static void
look_at (Comparing *comparing, LampDiffLayer layer, const char *kind, const char *id)
{
  comparing->layer = layer;
  comparing->kind = kind;
  comparing->id = id;
  comparing->seen = 0;
}

static void
note (Comparing *comparing, LampDiffWhat what, const char *field, const char *before, const char *after)
{
  LampDifference *difference = g_new0 (LampDifference, 1);

  difference->what = what;
  difference->layer = comparing->layer;
  difference->kind = comparing->kind;
  difference->id = g_strdup (comparing->id);
  difference->field = field;
  difference->before = g_strdup (before);
  difference->after = g_strdup (after);
  g_ptr_array_add (comparing->diff->differences, difference);
  if ((comparing->seen & (1u << what)) == 0)
    comparing->diff->n[comparing->layer][what]++;
  comparing->seen |= 1u << what;
}

static void
compare_text (Comparing *comparing, const char *field, const char *before, const char *after)
{
  if (strcmp (before, after) != 0)
    note (comparing, LAMP_DIFF_CHANGED, field, before, after);
}

static const char *
number (char *buffer, gsize size, double value)
{
  char format[G_ASCII_DTOSTR_BUF_SIZE];

  /* What a float holds, without the digits it does not. */
  g_strlcpy (buffer, g_ascii_formatd (format, sizeof format, "%.7g", value), size);
  return buffer;
}

static void
compare_number (Comparing *comparing, const char *field, double before, double after)
{
  char was[G_ASCII_DTOSTR_BUF_SIZE], is[G_ASCII_DTOSTR_BUF_SIZE];

  compare_text (comparing, field, number (was, sizeof was, before), number (is, sizeof is, after));
}

static const char *
node_id (const LampNetwork *network, guint32 node)
{
  return node == LAMP_NONE ? "" : lamp_network_node_id (network, node);
}

/* --- elements --- */

static LampDiffLayer
layer_of (LampElementKind kind)
{
  if (kind == LAMP_ELEMENT_LINE)
    return LAMP_DIFF_LINES;
  return lamp_element_kind_is_switch (kind) ? LAMP_DIFF_DEVICES : LAMP_DIFF_TRANSFORMERS;
}

static void
look_at_element (Comparing *comparing, const LampNetwork *network, guint32 element)
{
  LampElementKind kind = (LampElementKind)network->element_kind[element];

  look_at (comparing, layer_of (kind), lamp_element_kind_to_string (kind), lamp_network_element_id (network, element));
}

/* Both ends in the order of their names, as which is `from` means nothing. */
static char *
dup_ends (const LampNetwork *network, guint32 element)
{
  const char *a = node_id (network, network->element_from[element]);
  const char *b = node_id (network, network->element_to[element]);

  return strcmp (a, b) <= 0 ? g_strdup_printf ("%s %s", a, b) : g_strdup_printf ("%s %s", b, a);
}

static gboolean
same_ends (const LampNetwork *before, guint32 x, const LampNetwork *after, guint32 y)
{
  const char *a = node_id (before, before->element_from[x]);
  const char *b = node_id (before, before->element_to[x]);
  const char *c = node_id (after, after->element_from[y]);
  const char *d = node_id (after, after->element_to[y]);

  return (strcmp (a, c) == 0 && strcmp (b, d) == 0) || (strcmp (a, d) == 0 && strcmp (b, c) == 0);
}

static void
compare_ends (Comparing *comparing, guint32 x, guint32 y)
{
  g_autofree char *was = NULL;
  g_autofree char *is = NULL;

  if (same_ends (comparing->before, x, comparing->after, y))
    return;
  was = dup_ends (comparing->before, x);
  is = dup_ends (comparing->after, y);
  note (comparing, LAMP_DIFF_REWIRED, "", was, is);
}

/* The farthest any vertex went, metres; -1 when the courses have different numbers of vertices. */
static double
farthest (const LampWorld *a, guint32 n_a, const LampWorld *b, guint32 n_b)
{
  double far_m = 0.0;

  if (n_a != n_b)
    return -1.0;
  for (guint32 i = 0; i < n_a; i++)
    if (a[i].x != b[i].x || a[i].y != b[i].y)
      far_m = MAX (far_m, lamp_world_distance_m (a[i], b[i]));
  return far_m;
}

static void
compare_course (Comparing *comparing, const LampWorld *a, guint32 n_a, const LampWorld *b, guint32 n_b)
{
  double far_m = farthest (a, n_a, b, n_b);
  char   was[32], is[32];

  if (far_m >= 0.0)
    {
      if (far_m > comparing->tolerance_m)
        note (comparing, LAMP_DIFF_MOVED, "metres", "", number (is, sizeof is, far_m));
      return;
    }

  g_snprintf (was, sizeof was, "%u", n_a);
  g_snprintf (is, sizeof is, "%u", n_b);
  note (comparing, LAMP_DIFF_MOVED, "vertices", was, is);
}

/* Its own vertices: those the nodes lent it are none. */
static const LampWorld *
own_course (const LampNetwork *network, guint32 element, guint32 *n)
{
  guint32 start = network->element_vertex_start[element];

  *n = network->element_vertex_start[element + 1] - start;
  if ((network->element_flags[element] & LAMP_ELEMENT_PLACED_BY_NODES) != 0)
    *n = 0;
  return network->vertices + start;
}

static const char *
feeder_id (const LampNetwork *network, guint16 feeder)
{
  return feeder == LAMP_NO_FEEDER ? "" : network->feeders[feeder].id;
}

static void
compare_flag (Comparing *comparing, const char *field, guint8 flag, guint8 before, guint8 after)
{
  compare_text (comparing, field, (before & flag) != 0 ? "1" : "0", (after & flag) != 0 ? "1" : "0");
}

static void
compare_element (Comparing *comparing, guint32 x, guint32 y)
{
  const LampNetwork *before = comparing->before;
  const LampNetwork *after = comparing->after;
  guint8             was = before->element_flags[x];
  guint8             is = after->element_flags[y];
  guint32            n_a = 0, n_b = 0;
  const LampWorld   *a = own_course (before, x, &n_a);
  const LampWorld   *b = own_course (after, y, &n_b);

  look_at_element (comparing, after, y);
  compare_ends (comparing, x, y);
  compare_course (comparing, a, n_a, b, n_b);
  compare_text (comparing, "kind", lamp_element_kind_to_string ((LampElementKind)before->element_kind[x]), comparing->kind);
  compare_text (comparing, "name", lamp_network_element_name (before, x), lamp_network_element_name (after, y));
  compare_text (comparing, "feeder", feeder_id (before, before->element_feeder[x]), feeder_id (after, after->element_feeder[y]));
  compare_text (comparing, "phases", lamp_phases_to_string ((LampPhases)before->element_phases[x]), lamp_phases_to_string ((LampPhases)after->element_phases[y]));
  compare_flag (comparing, "normally_open", LAMP_ELEMENT_NORMALLY_OPEN, was, is);
  compare_flag (comparing, "underground", LAMP_ELEMENT_UNDERGROUND, was, is);
  compare_flag (comparing, "telemetered", LAMP_ELEMENT_TELEMETERED, was, is);
  compare_number (comparing, "length_m", (double)before->element_length_m[x], (double)after->element_length_m[y]);
  compare_number (comparing,
                  comparing->layer == LAMP_DIFF_TRANSFORMERS ? "rating_kva" : "rating_a",
                  (double)before->element_rating[x],
                  (double)after->element_rating[y]);
}

static gboolean
is_first_element (const LampNetwork *network, guint32 element)
{
  return lamp_network_find_element (network, lamp_network_element_id (network, element)) == element;
}

static void
compare_elements (Comparing *comparing)
{
  const LampNetwork *before = comparing->before;
  const LampNetwork *after = comparing->after;

  for (guint32 i = 0; i < before->n_elements; i++)
    if (is_first_element (before, i))
      {
        guint32 now = lamp_network_find_element (after, lamp_network_element_id (before, i));

        if (now != LAMP_NONE)
          compare_element (comparing, i, now);
        else
          {
            look_at_element (comparing, before, i);
            note (comparing, LAMP_DIFF_REMOVED, "", "", "");
          }
      }

  for (guint32 i = 0; i < after->n_elements; i++)
    if (is_first_element (after, i) && lamp_network_find_element (before, lamp_network_element_id (after, i)) == LAMP_NONE)
      {
        look_at_element (comparing, after, i);
        note (comparing, LAMP_DIFF_ADDED, "", "", "");
      }
}

/* --- customers --- */

/* The transformer that feeds each element in the normal state, itself included; LAMP_NONE where none does. */
static guint32 *
feeding_transformers (const LampNetwork *network)
{
  guint32 *feeding = g_new (guint32, MAX (network->n_elements, 1));

  /* A parent has the smaller number. */
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 parent = network->priv->tree_parent[i];

      feeding[i] = parent == LAMP_NONE ? LAMP_NONE : feeding[parent];
      if (network->element_kind[i] == LAMP_ELEMENT_TRANSFORMER)
        feeding[i] = i;
    }

  return feeding;
}

static guint32
feed_of (const LampNetwork *network, guint32 customer)
{
  guint32 node = network->customer_node[customer];

  return node == LAMP_NONE ? LAMP_NONE : network->priv->node_feed[node];
}

static const char *
transformer_of (const LampNetwork *network, const guint32 *feeding, guint32 customer)
{
  guint32 feed = feed_of (network, customer);

  return feed == LAMP_NONE || feeding[feed] == LAMP_NONE ? "" : lamp_network_element_id (network, feeding[feed]);
}

static const char *
feeder_of (const LampNetwork *network, guint32 customer)
{
  guint32 feed = feed_of (network, customer);

  return feed == LAMP_NONE ? "" : feeder_id (network, network->element_feeder[feed]);
}

/* One without a place of its own stands at its node, and goes where that goes. */
static gboolean
stands_at_node (const LampNetwork *network, guint32 customer)
{
  guint32   node = network->customer_node[customer];
  LampWorld at = network->customer_at[customer];

  return !lamp_world_is_known (at) ||
         (node != LAMP_NONE && at.x == network->node_at[node].x && at.y == network->node_at[node].y);
}

static void
compare_customer (Comparing *comparing, guint32 x, guint32 y, guint32 *const feeding[2])
{
  const LampNetwork *before = comparing->before;
  const LampNetwork *after = comparing->after;
  const char        *was = node_id (before, before->customer_node[x]);
  const char        *is = node_id (after, after->customer_node[y]);

  look_at (comparing, LAMP_DIFF_CUSTOMERS, "", lamp_network_customer_id (after, y));
  if (strcmp (was, is) != 0)
    note (comparing, LAMP_DIFF_REWIRED, "", was, is);
  if (!stands_at_node (before, x) || !stands_at_node (after, y))
    compare_course (comparing,
                    &before->customer_at[x],
                    lamp_world_is_known (before->customer_at[x]),
                    &after->customer_at[y],
                    lamp_world_is_known (after->customer_at[y]));
  compare_number (comparing, "kw", (double)before->customer_kw[x], (double)after->customer_kw[y]);
  comparing->diff->n_customers_other_transformer += strcmp (transformer_of (before, feeding[0], x), transformer_of (after, feeding[1], y)) != 0;
  comparing->diff->n_customers_other_feeder += strcmp (feeder_of (before, x), feeder_of (after, y)) != 0;
}

static void
compare_customers (Comparing *comparing)
{
  const LampNetwork *before = comparing->before;
  const LampNetwork *after = comparing->after;
  guint32           *feeding[2] = { feeding_transformers (before), feeding_transformers (after) };

  for (guint32 i = 0; i < before->n_customers; i++)
    {
      const char *id = lamp_network_customer_id (before, i);
      guint32     now = lamp_network_find_customer (after, id);

      if (lamp_network_find_customer (before, id) != i)
        continue;
      look_at (comparing, LAMP_DIFF_CUSTOMERS, "", id);
      if (now == LAMP_NONE)
        note (comparing, LAMP_DIFF_REMOVED, "", "", "");
      else
        compare_customer (comparing, i, now, feeding);
    }

  for (guint32 i = 0; i < after->n_customers; i++)
    {
      const char *id = lamp_network_customer_id (after, i);

      look_at (comparing, LAMP_DIFF_CUSTOMERS, "", id);
      if (lamp_network_find_customer (after, id) == i && lamp_network_find_customer (before, id) == LAMP_NONE)
        note (comparing, LAMP_DIFF_ADDED, "", "", "");
    }

  g_free (feeding[0]);
  g_free (feeding[1]);
}

/* --- the short lists --- */

static void
compare_source (Comparing *comparing, guint32 x, guint32 y)
{
  const LampSource *was = &comparing->before->sources[x];
  const LampSource *is = &comparing->after->sources[y];
  const char       *node_was = node_id (comparing->before, was->node);
  const char       *node_is = node_id (comparing->after, is->node);

  if (strcmp (node_was, node_is) != 0)
    note (comparing, LAMP_DIFF_REWIRED, "", node_was, node_is);
  compare_text (comparing, "name", was->name, is->name);
  compare_number (comparing, "kv", was->kv, is->kv);
}

static void
compare_feeder (Comparing *comparing, guint32 x, guint32 y)
{
  const LampFeeder *was = &comparing->before->feeders[x];
  const LampFeeder *is = &comparing->after->feeders[y];

  compare_text (comparing, "name", was->name, is->name);
  compare_text (comparing,
                "source",
                was->source == LAMP_NONE ? "" : comparing->before->sources[was->source].id,
                is->source == LAMP_NONE ? "" : comparing->after->sources[is->source].id);
}

static char *
dup_supply (const LampNetwork *network, const LampSiteInfo *site)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < site->n_supply_points; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", node_id (network, site->supply_points[i].node));
  return g_string_free (text, FALSE);
}

static void
compare_site (Comparing *comparing, guint32 x, guint32 y)
{
  const LampSiteInfo *was = &comparing->before->sites[x];
  const LampSiteInfo *is = &comparing->after->sites[y];
  g_autofree char    *supply_was = dup_supply (comparing->before, was);
  g_autofree char    *supply_is = dup_supply (comparing->after, is);

  if (strcmp (supply_was, supply_is) != 0)
    note (comparing, LAMP_DIFF_REWIRED, "", supply_was, supply_is);
  compare_course (comparing, &was->at, lamp_world_is_known (was->at), &is->at, lamp_world_is_known (is->at));
  compare_text (comparing, "account", was->account, is->account);
  compare_text (comparing, "name", was->name, is->name);
  compare_text (comparing, "kind", was->kind, is->kind);
  compare_text (comparing, "class", lamp_site_class_to_string (was->site_class), lamp_site_class_to_string (is->site_class));
  compare_number (comparing, "contract_kva", was->contract_kva, is->contract_kva);
  compare_number (comparing, "critical_kw", was->critical_kw, is->critical_kw);
  compare_text (comparing, "backup_kind", was->backup_kind, is->backup_kind);
  compare_number (comparing, "backup_start_s", was->backup_start_s, is->backup_start_s);
  compare_number (comparing, "backup_autonomy_min", was->backup_autonomy_min, is->backup_autonomy_min);
  compare_text (comparing, "verified_at", was->verified_at, is->verified_at);
}

static const char *
id_of (const LampNetwork *network, LampDiffLayer layer, guint32 i)
{
  if (layer == LAMP_DIFF_SOURCES)
    return network->sources[i].id;
  return layer == LAMP_DIFF_FEEDERS ? network->feeders[i].id : network->sites[i].id;
}

static guint32
find (const LampNetwork *network, LampDiffLayer layer, const char *id)
{
  if (layer == LAMP_DIFF_SOURCES)
    return lamp_network_find_source (network, id);
  return layer == LAMP_DIFF_FEEDERS ? lamp_network_find_feeder (network, id) : lamp_network_find_site (network, id);
}

static guint32
count (const LampNetwork *network, LampDiffLayer layer)
{
  if (layer == LAMP_DIFF_SOURCES)
    return network->n_sources;
  return layer == LAMP_DIFF_FEEDERS ? network->n_feeders : network->n_sites;
}

static void
compare_list (Comparing *comparing, LampDiffLayer layer, void (*compare) (Comparing *comparing, guint32 x, guint32 y))
{
  for (guint pass = 0; pass < 2; pass++)
    {
      const LampNetwork *network = pass == 0 ? comparing->before : comparing->after;

      for (guint32 i = 0; i < count (network, layer); i++)
        {
          const char *id = id_of (network, layer, i);
          guint32     other = find (pass == 0 ? comparing->after : comparing->before, layer, id);

          if (find (network, layer, id) != i)
            continue;
          look_at (comparing, layer, "", id);
          if (other == LAMP_NONE)
            note (comparing, pass == 0 ? LAMP_DIFF_REMOVED : LAMP_DIFF_ADDED, "", "", "");
          else if (pass == 0)
            compare (comparing, i, other);
        }
    }
}

static int
by_layer (gconstpointer a, gconstpointer b)
{
  const LampDifference *x = *(const LampDifference *const *)a;
  const LampDifference *y = *(const LampDifference *const *)b;

  return (int)x->layer - (int)y->layer;
}

LampDiff *
lamp_diff_new (const LampNetwork *before, const LampNetwork *after, double tolerance_m)
{
  LampDiff *diff = g_new0 (LampDiff, 1);
  Comparing comparing = { .before = before, .after = after, .tolerance_m = tolerance_m, .diff = diff };

  diff->differences = g_ptr_array_new_with_free_func (difference_free);
  compare_elements (&comparing);
  compare_customers (&comparing);
  compare_list (&comparing, LAMP_DIFF_SOURCES, compare_source);
  compare_list (&comparing, LAMP_DIFF_FEEDERS, compare_feeder);
  compare_list (&comparing, LAMP_DIFF_SITES, compare_site);
  /* Stable: a merge sort (GLib's g_ptr_array_sort says so). */
  g_ptr_array_sort (diff->differences, by_layer);
  return diff;
}
