/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of the outbox, for session and the files that make it up:
 *  - command.c: one command, as an object and as a line of the file;
 *  - expectation.c: what the copy will look like when a command is accepted, and what a command was based on;
 *  - outbox-file.c: the file; outbox.c: the list; outbox-ask.c: what is asked of it; outbox-shown.c: what the copy shows of
 *    it; outbox-send.c: sending; outbox-answer.c: what comes of it.
 */
#pragma once

#include "client/collection.h"
#include "client/http.h"
#include "client/outbox.h"
#include "client/session.h"

G_BEGIN_DECLS

struct _LampCommand
{
  GObject parent_instance;

  char            *key;      /* Idempotency-Key; made once for what is sent */
  char            *replaces; /* an earlier key, of which the gateway said that it did nothing; until that is in the file */
  char            *kind, *collection, *id, *crew;
  gboolean         as_second;
  char            *text; /* of a note; reason of an assignment's action */
  gint64           ert_usec;
  gint64           created_usec;
  char            *mode;      /* of the gateway when it was made */
  char            *local_id;  /* of the assignment an assign will make, until it has an id */
  JsonObject      *body;      /* what is sent; made at the first attempt, then never changed for this key */
  char            *if_match;  /* likewise; NULL for none */
  char            *seen;      /* what it was based on, as lamp_command_look() says it */
  gboolean         attempted; /* it may have reached the gateway */
  gboolean         in_flight; /* being written or sent right now */
  guint            n_rebased; /* how often an unrelated change made it start anew */
  LampCommandState state;
  JsonObject      *problem; /* nullable */
  char            *result_id;
  gint64           result_seq; /* the copy shows the expectation until it has this sequence; -1 when not told */
};

LampCommand *lamp_command_new (const char *kind, const char *collection, const char *id) G_GNUC_WARN_UNUSED_RESULT;
void         lamp_command_set_state (LampCommand *self, LampCommandState state);
/* What is left of it in the file. */
JsonObject  *lamp_command_to_json (LampCommand *self) G_GNUC_WARN_UNUSED_RESULT;
LampCommand *lamp_command_from_json (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT; /* NULL when it is none */
char        *lamp_command_dup_path (LampCommand *self) G_GNUC_WARN_UNUSED_RESULT;
/* What is sent is made anew, under another key: only right when the gateway has said that it did nothing under the old. */
void lamp_command_renew_key (LampCommand *self);
/* The thing it acts on has yet to be made by the gateway: an assignment under its local id. */
gboolean lamp_command_is_local (LampCommand *self);

/* Not yet answered. */
static inline gboolean
lamp_command_is_open (LampCommand *self)
{
  return self->state == LAMP_COMMAND_SENDING || self->state == LAMP_COMMAND_WAITING || self->state == LAMP_COMMAND_ASKS;
}

/* expectation.c */
/* Adds the ids that a command shows otherwise than the gateway: pairs of collection and id. */
typedef void (*LampTouchFunc) (const char *collection, const char *id, gpointer user_data);
void lamp_command_foreach_touched (LampCommand *self, LampTouchFunc func, gpointer user_data);
/* Applies the command to `*record` (replaced by an own copy; NULL when absent) if it touches it. */
void lamp_command_expect (LampCommand *self, LampSession *session, const LampRecordType *type, const char *id, gpointer *record);
/* What matters about the things a command acts on, as one line that is equal as long as nothing relevant changed.
 * `ignored` (ids) are local assignments not to be looked at. */
char *lamp_command_look (LampCommand *self, LampSession *session, GHashTable *ignored) G_GNUC_WARN_UNUSED_RESULT;
/* Fills body and if_match from what the copy says now. */
void lamp_command_prepare (LampCommand *self, LampSession *session);

/* outbox-file.c: main thread; writes are done in order by a worker. */
typedef struct _LampOutboxFile LampOutboxFile;
typedef void (*LampOutboxFileFunc) (const GError *error, gpointer user_data);

/* Lines (JsonObject) of what is still open are returned in `*lines`, in any case. NULL, with an error, when nothing more can
 * be kept. Blocks for a moment: it is there before the window is. */
LampOutboxFile *lamp_outbox_file_open (const char *state_dir, const char *base_url, GPtrArray **lines, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* `done` (nullable) is called on the main loop once the line is on the disk, or cannot be. */
void lamp_outbox_file_append (LampOutboxFile *file, JsonObject *line, LampOutboxFileFunc done, gpointer user_data);
/* Nothing written so far matters any more. */
void lamp_outbox_file_empty (LampOutboxFile *file);
/* Waits for what is being written. */
void lamp_outbox_file_close (LampOutboxFile *file);

struct _LampOutbox
{
  GObject parent_instance;

  LampSession    *session;  /* borrowed; NULL once detached */
  LampOutboxFile *file;     /* owned; NULL when nothing can be kept */
  char           *trouble;  /* a sentence that says why; NULL otherwise */
  GPtrArray      *commands; /* owned LampCommand, in order of creation: the list */
  GPtrArray      *settling; /* owned LampCommand: accepted, but the copy does not show it yet */
  GCancellable   *sends;    /* owned; of this time online; NULL while the gateway is away */
  guint           retry_id, n_failures;
  guint           n_waiting; /* as last notified */
};

/* outbox.c, for the session. */
LampOutbox *lamp_outbox_new (LampSession *session) G_GNUC_WARN_UNUSED_RESULT;
void        lamp_outbox_detach (LampOutbox *self);
/* Tells what is wrong with the file, if anything, through the session. */
void lamp_outbox_tell_trouble (LampOutbox *self);
void lamp_outbox_set_online (LampOutbox *self, gboolean online);

/* outbox-shown.c, for the session. The copy has all changes up to this sequence. */
void lamp_outbox_copy_changed (LampOutbox *self, gint64 seq);
/* The copy begins anew, perhaps with another count of sequences: what was accepted need not be waited for. */
void lamp_outbox_copy_dropped (LampOutbox *self);
/* The record as it will be, NULL when it is as the gateway says; and how sure that is. */
gpointer lamp_outbox_dup_expected (LampOutbox *self, const LampRecordType *type, const char *id, gpointer server, LampPending *pending) G_GNUC_WARN_UNUSED_RESULT;

/* Of a command: shows what it touches as that will be. */
void lamp_outbox_refresh (LampOutbox *self, LampCommand *command);

/* outbox.c, for the others. */
gboolean lamp_outbox_has (LampOutbox *self, LampCommand *command);
char    *lamp_outbox_look (LampOutbox *self, LampCommand *command) G_GNUC_WARN_UNUSED_RESULT;
/* Writes down how it stands. */
void lamp_outbox_keep (LampOutbox *self, LampCommand *command, LampOutboxFileFunc done, gpointer user_data);
/* Takes it off the list and out of the file; what it touched is shown as the gateway says. */
void lamp_outbox_remove (LampOutbox *self, LampCommand *command);
void lamp_outbox_update_n_waiting (LampOutbox *self);
void lamp_outbox_emit_answered (LampOutbox *self, LampCommand *command);

/* outbox-send.c: starts whatever may go now. */
void lamp_outbox_pump (LampOutbox *self);

/* outbox-answer.c, for outbox-send.c: the command is on the list. */
void lamp_outbox_take_answer (LampOutbox *self, LampCommand *command, LampReply *reply);
/* No answer, or none of the gateway's, because of `error` (nullable): it is sent again later. */
void lamp_outbox_take_silence (LampOutbox *self, LampCommand *command, const GError *error);
/* Takes the problem. */
void lamp_outbox_refuse (LampOutbox *self, LampCommand *command, JsonObject *problem);
/* A problem of our own making, for answers that carry none. */
JsonObject *lamp_outbox_make_problem (const char *code, const char *detail) G_GNUC_WARN_UNUSED_RESULT;
/* And what follows from it for what is shown. */
void lamp_outbox_set_command_state (LampOutbox *self, LampCommand *command, LampCommandState state);

G_END_DECLS
