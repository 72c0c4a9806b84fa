/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a gateway keeps what must survive it: journal, state, answers to commands, last positions, tokens.
 *
 * Vocabulary
 *  - journal: every accepted command, one row, in the order of commit; its seq counts 1, 2, 3 … without a gap.
 *  - state: the newest feature of every record, written in the same transaction as the journal row, so that a start
 *    needs no replay. The journal is the truth: a state that does not reach its end is made anew from it.
 *
 * A LampStore is one connection: one thread at a time. The writer's is exclusive between processes; readers' are not.
 * SQL is in store-*.c only; another kind of store is one more file with a LampStoreClass and a line in store.c.
 */
#pragma once

#include "gateway/request.h"
#include "gateway/state.h"

G_BEGIN_DECLS

#define LAMP_STORE_ERROR (lamp_store_error_quark ())
typedef enum {
  LAMP_STORE_ERROR_ADDRESS, /* not of the form sqlite:PATH */
  LAMP_STORE_ERROR_OPEN,    /* cannot be opened or made */
  LAMP_STORE_ERROR_FOREIGN, /* something else, or damaged */
  LAMP_STORE_ERROR_NEWER,   /* written by a newer program */
  LAMP_STORE_ERROR_LOCKED,  /* another gateway has it */
  LAMP_STORE_ERROR_WRITE,   /* could not be written: nothing of the transaction is in it */
  LAMP_STORE_ERROR_EXISTS,  /* a token of that name */
  LAMP_STORE_ERROR_MISSING, /* no token of that name */
} LampStoreError;
GQuark lamp_store_error_quark (void);

typedef enum {
  LAMP_STORE_WRITER,  /* makes the store when it is not there; at most one in the world */
  LAMP_STORE_READER,  /* must be there; of the gateway that has it */
  LAMP_STORE_TOOL,    /* makes it when it is not there; beside a running gateway (tokens) */
  LAMP_STORE_VISITOR, /* must be there; changes nothing, makes no file beside a store at rest */
} LampStoreAccess;

/* A row of the journal; text is borrowed. */
typedef struct
{
  gint64      seq;
  gint64      at_usec;
  const char *actor, *command;
  const char *changes; /* JSON: [{collection, id, before, after}] */
  const char *reason;  /* or NULL */
  const char *key;     /* Idempotency-Key, or NULL */
} LampJournalRow;

/* What a command was answered, kept under who asked and the key. */
typedef struct
{
  char  *request_hash;
  guint  status;
  char  *location; /* path, or NULL */
  char  *etag;     /* or NULL */
  char  *body;     /* a GeoJSON feature */
  gint64 seq;
} LampAnswer;

typedef struct
{
  char    *name;
  LampRole role;
  char    *hash; /* SHA-256 of the token, hex */
  gint64   created_usec;
  gint64   revoked_usec; /* LAMP_UNKNOWN_TIME while it is valid */
} LampToken;

typedef struct _LampStore      LampStore;
typedef struct _LampStoreClass LampStoreClass;

/* FALSE stops the reading. */
typedef gboolean (*LampJournalFunc) (const LampJournalRow *row, gpointer user_data);

struct _LampStoreClass
{
  void (*close) (LampStore *store);
  gboolean (*begin) (LampStore *store, GError **error);
  gboolean (*commit) (LampStore *store, GError **error); /* durable when it returns */
  void (*rollback) (LampStore *store);
  gboolean (*append) (LampStore *store, const LampJournalRow *row, GError **error);
  gboolean (*put_record) (LampStore *store, const LampRecord *record, const char *feature, GError **error);
  gboolean (*clear_records) (LampStore *store, GError **error);
  gboolean (*load_records) (LampStore *store, LampState *state, GError **error);
  gboolean (*put_position) (LampStore *store, const LampRecord *crew, GError **error);
  gboolean (*load_positions) (LampStore *store, LampState *state, GError **error);
  gboolean (*put_answer) (LampStore *store, const char *actor, const char *key, const LampAnswer *answer, GError **error);
  LampAnswer *(*find_answer) (LampStore *store, const char *actor, const char *key, GError **error); /* NULL without error: none */
  gboolean (*forget_answers) (LampStore *store, gint64 before_usec, GError **error);
  gboolean (*read_journal) (LampStore *store, gint64 after_seq, gint64 offset, guint limit, LampJournalFunc func, gpointer user_data, GError **error);
  gboolean (*journal_extent) (LampStore *store, gint64 *first_seq, gint64 *last_seq, gint64 *last_usec, GError **error); /* 0, 0 when empty */
  char *(*get_note) (LampStore *store, const char *name, GError **error);                                                /* NULL without error: none */
  gboolean (*set_note) (LampStore *store, const char *name, const char *value, GError **error);
  gboolean (*add_token) (LampStore *store, const LampToken *token, GError **error);
  gboolean (*revoke_token) (LampStore *store, const char *name, gint64 at_usec, GError **error);
  GPtrArray *(*list_tokens) (LampStore *store, GError **error); /* LampToken *, all */
};

struct _LampStore
{
  const LampStoreClass *klass;
};

/* Opens "sqlite:PATH". Blocks. Errors are whole sentences. */
LampStore *lamp_store_open (const char *address, LampStoreAccess access, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_store_close (LampStore *store);

/* The state at the end of the journal, made from it when the stored one does not reach there. */
gboolean lamp_store_load (LampStore *store, LampState *state, GError **error);
/* For those who load: puts a record read from what is stored into the state. `feature` may be NULL, then it is refused. */
gboolean lamp_store_take_feature (LampState *state, const LampRecordType *type, JsonNode *feature, gint64 revision, GError **error);

void lamp_answer_free (LampAnswer *answer);
void lamp_token_free (LampToken *token);
/* "viewer", "dispatcher"; NULL for LAMP_ROLE_NONE. And back; FALSE when it is none of them. */
const char *lamp_role_to_string (LampRole role);
gboolean    lamp_role_from_string (const char *text, LampRole *role);

/* store-sqlite.c */
LampStore *lamp_store_sqlite_open (const char *path, LampStoreAccess access, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampStore, lamp_store_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampAnswer, lamp_answer_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampToken, lamp_token_free)

G_END_DECLS
