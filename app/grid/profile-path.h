/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a profile writes the way to a value: “PAC”, “NODE_A; NODE_B”, “RAMAL -> RAMLIG.COD_ID -> PAC_2”,
 * “ID -> ENDS.ELEMENT[SEQ = 1] -> NODE”. See data/profiles.md.
 */
#pragma once

#include "grid/profile.h"

G_BEGIN_DECLS

/* LampProfilePath, in the order they are to be tried; owned by the caller. NULL when it is not written like that.
 * `to_place`: they must end at a layer, whose geometry is meant; else at a field. */
GPtrArray *lamp_profile_paths_parse (const char *text, gboolean to_place) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
