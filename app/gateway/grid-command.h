/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `lamplighterd grid` prints, apart from what it does: so tests can look at it.
 */
#pragma once

#include "grid/check.h"

G_BEGIN_DECLS

/* One JSON object: path, name, hash, counts, problems. */
char *lamp_grid_check_to_json (const LampCheck *check);
/* The same for people; every sentence translated. */
char *lamp_grid_check_to_text (const LampCheck *check);

G_END_DECLS
