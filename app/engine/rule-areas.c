/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See rule-areas.h.
 */
#include "engine/rule-areas.h"

gboolean
lamp_network_has_zone (const LampNetwork *network, const char *name)
{
  for (guint32 i = 0; i < network->n_sources; i++)
    if (g_strcmp0 (network->sources[i].name, name) == 0)
      return TRUE;
  return FALSE;
}

gboolean
lamp_network_has_feeder (const LampNetwork *network, const char *name)
{
  for (guint i = 0; i < network->n_feeders; i++)
    if (g_strcmp0 (network->feeders[i].name, name) == 0)
      return TRUE;
  return FALSE;
}
