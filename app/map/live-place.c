/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See live-place.h.
 */
#include "map/live-place.h"

#include "records/outage.h"

#include <math.h>

#define NOWHERE_DEG 1e-6
#define NEAR_SHARE 0.5 /* of the region's width and height, beyond its edges */
#define NEAR_M 5000.0  /* at least */

static gboolean
is_in (const LampNetwork *network, LampWorld at)
{
  return lamp_world_box_intersects (network->extent, (LampWorldBox){ at.x, at.y, at.x, at.y });
}

static gboolean
has_own_place (const LampRecord *record, const LampNetwork *network, LampWorld *at)
{
  if (!record->placed)
    return FALSE;
  *at = lamp_world_from_point (record->at);
  return fabs (record->at.lon_deg) > NOWHERE_DEG || fabs (record->at.lat_deg) > NOWHERE_DEG || (network != NULL && is_in (network, *at));
}

static gboolean
find_device (const LampOutage *outage, const LampNetwork *network, LampWorld *at)
{
  guint32 element = outage->device != NULL ? lamp_network_find_element (network, outage->device) : LAMP_NONE;

  if (element == LAMP_NONE)
    return FALSE;
  *at = lamp_network_element_at (network, element);
  return lamp_world_is_known (*at);
}

gboolean
lamp_live_place (LampSelectKind kind, gconstpointer record, const LampNetwork *network, LampWorld *at)
{
  guint32 site;

  if (has_own_place (record, network, at))
    return TRUE;
  if (network == NULL)
    return FALSE;
  if (kind == LAMP_SELECT_OUTAGE)
    return find_device (record, network, at);
  if (kind != LAMP_SELECT_SITE)
    return FALSE;
  site = lamp_network_find_site (network, ((const LampRecord *)record)->id);
  if (site == LAMP_NONE)
    return FALSE;
  *at = network->sites[site].at;
  return lamp_world_is_known (*at);
}

gboolean
lamp_live_is_near (const LampNetwork *network, LampWorld at)
{
  double wide, high, least;

  if (network == NULL || lamp_world_box_is_empty (network->extent))
    return TRUE;
  least = NEAR_M / lamp_world_unit_m (network->extent.y0);
  wide = MAX (((double)network->extent.x1 - network->extent.x0) * NEAR_SHARE, least);
  high = MAX (((double)network->extent.y1 - network->extent.y0) * NEAR_SHARE, least);
  return at.x >= network->extent.x0 - wide && at.x <= network->extent.x1 + wide && at.y >= network->extent.y0 - high && at.y <= network->extent.y1 + high;
}
