/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one page of a collection held. A single feature that makes no sense is left out and counted; a page that makes none,
 * or mostly none, is an error. Records are immutable, so a worker may make and the main thread read them.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

typedef struct
{
  gatomicrefcount ref_count;
  GPtrArray      *records;   /* owned LampRecord */
  char           *etag;      /* owned, nullable; the caller's, not parsed */
  char           *next;      /* owned, nullable: where the next page is */
  gint64          n_matched; /* -1 when not told */
  guint           n_bad;
  char           *first_bad; /* why the first bad one is */
} LampSnapshotPage;

LampSnapshotPage *lamp_snapshot_page_ref (LampSnapshotPage *page);
void              lamp_snapshot_page_unref (LampSnapshotPage *page);

/* `body` as a page of records of this type. Errors: G_IO_ERROR_INVALID_DATA, why it is none, as part of a sentence. */
void              lamp_snapshot_page_parse_async (const LampRecordType *type, GBytes *body, GAsyncReadyCallback callback, gpointer user_data);
LampSnapshotPage *lamp_snapshot_page_parse_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
