/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a row of the roster says of a crew or a key site.
 */
#pragma once

#include "console/desk.h"
#include "console/line-cell.h"

G_BEGIN_DECLS

/* For line cells whose user data is the desk. */
void lamp_roster_say_crew (LampLineCell *cell, LampItem *item, gpointer desk);
void lamp_roster_say_crew_doing (LampLineCell *cell, LampItem *item, gpointer desk);
void lamp_roster_say_site (LampLineCell *cell, LampItem *item, gpointer desk);
void lamp_roster_say_site_supply (LampLineCell *cell, LampItem *item, gpointer desk);

/* "lamp-crew-enroute-symbolic" */
const char *lamp_crew_icon (const char *crew_status);

G_END_DECLS
