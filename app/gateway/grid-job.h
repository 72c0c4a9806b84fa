/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A verb of `lamplighterd grid` that takes its time and writes a region: it tells how far it is on standard error, and SIGINT
 * and SIGTERM stop it cleanly, so the old region stays. Main thread only.
 */
#pragma once

#include "grid/import.h"

G_BEGIN_DECLS

/* The work itself: GDAL is used from the thread that calls. */
typedef gboolean (*LampGridJob) (LampImportProgress progress, gpointer progress_data, GCancellable *cancellable, gpointer data, GError **error);

/* Does it and says what went wrong with the region at `path`; the exit code. From then on Ctrl+C ends the program as it
 * always does: the region is whole. */
int lamp_grid_job (LampGridJob job, gpointer data, const char *path);

G_END_DECLS
