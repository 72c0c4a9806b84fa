/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What fuzz targets share. A target is one file with LLVMFuzzerTestOneInput, one line in meson.build and a folder of
 * seeds in corpus/. libFuzzer drives it in the slow suite; replay.c drives the same function over the seeds in the
 * ordinary one. A target asserts what must hold, and frees all it made.
 */
#pragma once

#include <gio/gio.h>
#include <string.h>

G_BEGIN_DECLS

int LLVMFuzzerTestOneInput (const guint8 *data, gsize size);

/* A folder of this process's own, in memory where there is such a place; emptied and removed at the end. */
const char *lamp_fuzz_folder (void);
/* A file there with these bytes, whose path is owned by the caller. */
char *lamp_fuzz_file (const char *name, const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;
/* NUL-terminated copy; what follows a NUL within is still there. */
char *lamp_fuzz_text (const guint8 *data, gsize size) G_GNUC_WARN_UNUSED_RESULT;
/* What a reader must do: give a thing or a reason, and the reason is a sentence of valid UTF-8. Clears it. */
void lamp_fuzz_assert_reason (gboolean good, GError **error);

G_END_DECLS
