/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of a store in SQLite: who may open it, and how, and what is said when it cannot be used. For store-sqlite-*.c only;
 * one thread at a time.
 */
#pragma once

#include "gateway/store.h"
#include "grid/edition.h"

#include <sqlite3.h>

G_BEGIN_DECLS

typedef struct
{
  char       *path;
  int         lock_fd; /* -1 unless it is the writer's */
  gboolean    visiting;
  gboolean    at_rest; /* a visitor's: no gateway had it, so SQLite was told that it does not change … */
  LampEdition edition; /* … since it was this one */
  sqlite3    *db;
} LampStoreFile;

/* Blocks. FALSE with a LAMP_STORE_ERROR, one sentence; close it then too. */
gboolean lamp_store_file_open (LampStoreFile *self, const char *path, LampStoreAccess access, GError **error);
/* After all statements are finalized. */
void lamp_store_file_close (LampStoreFile *self);
/* What SQLite said last, as a sentence about this file; always FALSE. */
gboolean lamp_store_file_fail (LampStoreFile *self, GError **error);
/* Since a visitor opened it, by a gateway: what SQLite took for unchanging may not have been. TRUE sets the error. */
gboolean lamp_store_file_was_taken (LampStoreFile *self, GError **error);

G_END_DECLS
