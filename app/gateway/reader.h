/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading from the store beside the ledger: each reading runs in a worker with a connection of its own, so neither the
 * main loop nor the writer waits for it. Main thread, but for `read`.
 */
#pragma once

#include "gateway/store.h"

G_BEGIN_DECLS

typedef struct _LampReader LampReader;

/* In a worker; the result is for `done` alone. NULL with an error. */
typedef gpointer (*LampReadFunc) (LampStore *store, gpointer data, GError **error);
/* Main loop; takes `result` and what `data` holds. */
typedef void (*LampReadDone) (gpointer result, const GError *error, gpointer data);

LampReader *lamp_reader_new (const char *address) G_GNUC_WARN_UNUSED_RESULT;
LampReader *lamp_reader_ref (LampReader *reader);
void        lamp_reader_unref (LampReader *reader);

void lamp_reader_run (LampReader *reader, LampReadFunc read, LampReadDone done, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampReader, lamp_reader_unref)

G_END_DECLS
