/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See exposure.h.
 */
#include "engine/exposure.h"

#include "grid/bridges.h"

static void
exposure_clear (gpointer data)
{
  g_free (((LampExposure *)data)->elements);
}

static guint
count_live (const LampBridges *bridges, const LampSiteInfo *site)
{
  guint n = 0;

  for (guint i = 0; i < site->n_supply_points; i++)
    n += site->supply_points[i].node != LAMP_NONE && bridges->place[site->supply_points[i].node] != LAMP_NONE;
  return n;
}

/* The bridges above the lowest place that has all live supply points below it. */
static void
find_elements (const LampBridges *bridges, guint32 site, LampExposure *exposure)
{
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (guint32));
  gsize n = 0;

  for (guint32 at = lamp_bridges_site (bridges, site); at != LAMP_NONE; at = bridges->parent[at])
    if (bridges->bridge[at])
      g_array_append_val (elements, bridges->feed[at]);
  exposure->elements = (guint32 *)(void *)g_array_steal (elements, &n);
  exposure->n_elements = (guint)n;
}

GArray *
lamp_exposure_find (const LampEnergisation *state)
{
  g_autoptr (LampBridges) bridges = NULL;
  GArray *exposures = g_array_new (FALSE, FALSE, sizeof (LampExposure));

  g_return_val_if_fail (state != NULL, exposures);

  g_array_set_clear_func (exposures, exposure_clear);
  bridges = lamp_bridges_new (state);
  for (guint32 i = 0; i < bridges->network->n_sites; i++)
    {
      LampExposure exposure = { .site = i, .n_live = count_live (bridges, &bridges->network->sites[i]) };

      find_elements (bridges, i, &exposure);
      if (exposure.n_elements > 0)
        g_array_append_val (exposures, exposure);
      else
        g_free (exposure.elements);
    }
  return exposures;
}
