/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd grid diff`, and the same in short after an import. Keys and columns stay as they are. Main thread only.
 */
#pragma once

#include "grid/diff.h"

G_BEGIN_DECLS

/* argv[0] is the verb; the exit code comes back (subcommands.h). */
int lamp_grid_diff_command (int argc, char **argv);

/* The region at `path` as it is, to be compared later; NULL when there is none that can be read. */
LampNetwork *lamp_grid_diff_remember (const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* In a few lines, how a region differs from what it was; nothing when `before` is NULL. */
void lamp_grid_diff_append (GString *out, const LampNetwork *before, const LampNetwork *after);

/* --- what is printed, so tests can look at it --- */

/* One JSON object, one row a difference with a heading (RFC 4180), or for people, translated. */
/* `paths`: of both regions, whose hashes go in. */
char *lamp_grid_diff_to_json (const LampDiff *diff, const LampNetwork *before, const LampNetwork *after, const char *const *paths, double tolerance_m);
char *lamp_grid_diff_to_csv (const LampDiff *diff);
char *lamp_grid_diff_to_text (const LampDiff *diff, gboolean with_ids);

G_END_DECLS
