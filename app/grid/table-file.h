/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A region file opened for reading, by several threads at once: each reader has a handle of its own, all of the same edition of the file, for
 * an import may put a new one in its place at any time.
 */
#pragma once

#include "grid/edition.h"
#include "grid/gdal-use.h"

G_BEGIN_DECLS

#define LAMP_MOST_READERS 4

typedef struct _LampTableFile LampTableFile;

/* The file of that edition at `path`; both are copied. NULL and LAMP_GRID_ERROR_UNREADABLE when it is no GeoPackage, or another edition by now.
 * Between lamp_gdal_quiet_begin and _end, as all that is asked of a handle. */
LampTableFile *lamp_table_file_open (const char *path, const LampEdition *edition, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void           lamp_table_file_close (LampTableFile *file);

const char *lamp_table_file_get_path (const LampTableFile *file);
/* How many threads can read at once: as many as there are processors, at most LAMP_MOST_READERS. */
guint lamp_table_file_get_n_readers (const LampTableFile *file);
/* The handle of a reader, from 0, owned by the file; one thread at a time may ask for and use it. That of reader 0 is there, others are opened
 * when first asked for: NULL when it cannot be, or the file is another one by now. */
GDALDatasetH lamp_table_file_get_dataset (LampTableFile *file, guint reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampTableFile, lamp_table_file_close)

G_END_DECLS
