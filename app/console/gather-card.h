/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lies in a rectangle of the map: outages with their customers, crews, key sites, each counted and the most important of
 * them named, and a way to look closer. Main thread only.
 */
#pragma once

#include "console/desk.h"
#include "map/map-tools.h"

G_BEGIN_DECLS

/* Opens it over the map; `at` in its coordinates. */
void lamp_gather_card_popup (LampMap *map, LampDesk *desk, LampWorldBox box, const GdkRectangle *at);

G_END_DECLS
