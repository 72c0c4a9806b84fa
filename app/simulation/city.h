/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Port Ardent, a city that does not exist: streets, water, parks and buildings, a grid that follows the streets,
 * key sites and crew depots. The same seed gives the same city, to the byte. Blocks for a few seconds; any thread.
 */
#pragma once

#include "grid/draft.h"

G_BEGIN_DECLS

#define LAMP_CITY_SEED 1 /* the city everybody gets who does not ask for another */

LampDraft *lamp_city_make (guint64 seed) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
