/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See diff-private.h: sources, feeders and sites.
 */
#include "config.h"

#include "grid/diff-private.h"

#include <string.h>

static void
compare_source (LampComparing *comparing, guint32 x, guint32 y)
{
  const LampSource *was = &comparing->before->sources[x];
  const LampSource *is = &comparing->after->sources[y];
  const char       *node_was = lamp_diff_node_id (comparing->before, was->node);
  const char       *node_is = lamp_diff_node_id (comparing->after, is->node);

  if (strcmp (node_was, node_is) != 0)
    lamp_diff_note (comparing, LAMP_DIFF_REWIRED, "", node_was, node_is);
  lamp_diff_compare_text (comparing, "name", was->name, is->name);
  lamp_diff_compare_number (comparing, "kv", was->kv, is->kv);
}

static void
compare_feeder (LampComparing *comparing, guint32 x, guint32 y)
{
  const LampFeeder *was = &comparing->before->feeders[x];
  const LampFeeder *is = &comparing->after->feeders[y];

  lamp_diff_compare_text (comparing, "name", was->name, is->name);
  lamp_diff_compare_text (comparing,
                          "source",
                          was->source == LAMP_NONE ? "" : comparing->before->sources[was->source].id,
                          is->source == LAMP_NONE ? "" : comparing->after->sources[is->source].id);
}

static char *
dup_supply (const LampNetwork *network, const LampSiteInfo *site)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < site->n_supply_points; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", lamp_diff_node_id (network, site->supply_points[i].node));
  return g_string_free (text, FALSE);
}

static void
compare_site (LampComparing *comparing, guint32 x, guint32 y)
{
  const LampSiteInfo *was = &comparing->before->sites[x];
  const LampSiteInfo *is = &comparing->after->sites[y];
  g_autofree char    *supply_was = dup_supply (comparing->before, was);
  g_autofree char    *supply_is = dup_supply (comparing->after, is);

  if (strcmp (supply_was, supply_is) != 0)
    lamp_diff_note (comparing, LAMP_DIFF_REWIRED, "", supply_was, supply_is);
  lamp_diff_compare_course (comparing, &was->at, lamp_world_is_known (was->at), &is->at, lamp_world_is_known (is->at));
  lamp_diff_compare_text (comparing, "account", was->account, is->account);
  lamp_diff_compare_text (comparing, "name", was->name, is->name);
  lamp_diff_compare_text (comparing, "kind", was->kind, is->kind);
  lamp_diff_compare_text (comparing, "class", lamp_site_class_to_string (was->site_class), lamp_site_class_to_string (is->site_class));
  lamp_diff_compare_number (comparing, "contract_kva", was->contract_kva, is->contract_kva);
  lamp_diff_compare_number (comparing, "critical_kw", was->critical_kw, is->critical_kw);
  lamp_diff_compare_text (comparing, "backup_kind", was->backup_kind, is->backup_kind);
  lamp_diff_compare_number (comparing, "backup_start_s", was->backup_start_s, is->backup_start_s);
  lamp_diff_compare_number (comparing, "backup_autonomy_min", was->backup_autonomy_min, is->backup_autonomy_min);
  lamp_diff_compare_text (comparing, "verified_at", was->verified_at, is->verified_at);
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
compare_list (LampComparing *comparing, LampDiffLayer layer, void (*compare) (LampComparing *comparing, guint32 x, guint32 y))
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
          lamp_diff_look_at (comparing, layer, "", id);
          if (other == LAMP_NONE)
            lamp_diff_note (comparing, pass == 0 ? LAMP_DIFF_REMOVED : LAMP_DIFF_ADDED, "", "", "");
          else if (pass == 0)
            compare (comparing, i, other);
        }
    }
}

void
lamp_diff_compare_lists (LampComparing *comparing)
{
  compare_list (comparing, LAMP_DIFF_SOURCES, compare_source);
  compare_list (comparing, LAMP_DIFF_FEEDERS, compare_feeder);
  compare_list (comparing, LAMP_DIFF_SITES, compare_site);
}
