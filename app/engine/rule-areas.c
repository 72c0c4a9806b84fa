/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See rule-areas.h.
 */
#include "engine/rule-areas.h"

gboolean
lamp_rules_has_zone (const LampNetwork *network, const char *name)
{
  for (guint32 i = 0; i < network->n_sources; i++)
    if (g_strcmp0 (network->sources[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

gboolean
lamp_rules_has_feeder (const LampNetwork *network, const char *name)
{
  for (guint i = 0; i < network->n_feeders; i++)
    if (g_strcmp0 (network->feeders[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

static gint
by_text (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const char *const *)a, *(const char *const *)b);
}

char **
lamp_rules_dup_missing (GHashTable *named, const LampNetwork *network, LampRulesIsThere is_there)
{
  GPtrArray     *missing = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, named);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (!is_there (network, key))
      g_ptr_array_add (missing, g_strdup (key));
  g_ptr_array_sort (missing, by_text);
  g_ptr_array_add (missing, NULL);
  return (char **)g_ptr_array_free (missing, FALSE);
}
