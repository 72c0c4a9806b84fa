/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who may: bearer tokens (RFC 6750). The store holds their SHA-256 only; a token is seen once, when it is made.
 *
 * The table is kept in memory and read again when an unknown token comes and every few seconds while tokens are used, so
 * `lamplighterd token` works beside a running gateway. Main thread only, but for the functions that take a store.
 */
#pragma once

#include "gateway/reader.h"

G_BEGIN_DECLS

typedef struct _LampAccess LampAccess;

LampAccess *lamp_access_new (LampReader *reader) G_GNUC_WARN_UNUSED_RESULT;
void        lamp_access_free (LampAccess *access);
/* Reads the table; blocks. */
gboolean lamp_access_load (LampAccess *access, LampStore *store, GError **error);

/* `name` is NULL when nobody has this token; borrowed for the call. */
typedef void (*LampAccessFunc) (const char *name, LampRole role, gpointer user_data);
/* Calls back at once when the token is known, else on the main loop. */
void lamp_access_check (LampAccess *access, const char *token, LampAccessFunc func, gpointer user_data);
/* A token by its hash, as it is in the table now. */
gboolean lamp_access_is_valid (LampAccess *access, const char *hash);

char *lamp_token_hash (const char *token) G_GNUC_WARN_UNUSED_RESULT;
/* Makes a token and keeps its hash. Errors: those of the store. */
char *lamp_token_make (LampStore *store, const char *name, LampRole role, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* A token of a dispatcher in a file that only its owner may read; one that is there and good stays. */
gboolean lamp_token_write_file (LampStore *store, const char *path, const char *name, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampAccess, lamp_access_free)

G_END_DECLS
