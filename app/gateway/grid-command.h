/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What `lamplighterd grid` prints, apart from what it does: so tests can look at it.
 */
#pragma once

#include "grid/check.h"
#include "grid/import.h"

G_BEGIN_DECLS

/* argv[0] is the verb; the exit code (subcommands.h). */
int lamp_grid_check_command (int argc, char **argv);
int lamp_grid_import_command (int argc, char **argv);
int lamp_grid_base_command (int argc, char **argv);
/* After an import has written the region at `path`: says what it noticed, what is in the region and how it differs from
 * `before` unless that is NULL, and writes all of it to `report_path` unless that is NULL. The exit code. */
int lamp_grid_report (const LampImportReport *report, const LampNetwork *before, const char *path, const char *report_path);

/* Prints what there is to say about the region at `path`, which is there already: what cannot be told can be asked for again.
 * The exit code. */
int lamp_grid_finish_report (const char *out, const char *path);

/* One JSON object: path, name, hash, attribution of the base map, counts, problems with the ids of all their cases. */
char *lamp_grid_check_to_json (const LampCheck *check);
/* The same for people, with up to `max_ids` of each problem; every sentence translated. */
char *lamp_grid_check_to_text (const LampCheck *check, guint max_ids);

G_END_DECLS
