/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of a session, for the files that make it up:
 *  - session.c: properties, state; session-copy.c: what it shows; session-fetch.c: requests; session-clock.c: its clock, its
 *    mode, ages;
 *  - connect.c: how a connection comes about, breaks and is tried again;
 *  - snapshot.c, snapshot-page.c: all pages of all collections, also again and again where there is no change stream;
 *  - follow.c, follow-apply.c: the change stream; region.c: the grid file.
 *
 * One connection attempt owns one cancellable: cancelling it silences everything of that attempt. Main thread only.
 */
#pragma once

#include "client/collection.h"
#include "client/http.h"
#include "client/outbox-private.h"
#include "client/session.h"
#include "client/stream.h"

G_BEGIN_DECLS

/* What tests shorten. */
typedef struct
{
  guint deadline_ms;  /* of one request */
  guint heartbeat_ms; /* no byte for longer: stale */
  guint silence_ms;   /* no byte for longer: the connection counts as broken */
  guint poll_ms;      /* between two looks where there is no change stream */
  guint backoff_ms;   /* before the first retry; doubles */
  guint backoff_max_ms;
  guint stable_ms;   /* connected for longer: what failed before does not count any more */
  gsize limit_bytes; /* of one answer */
} LampSessionTuning;

extern const LampSessionTuning lamp_session_tuning_default;

typedef struct _LampFollow LampFollow;

struct _LampSession
{
  GObject parent_instance;

  char             *base_url; /* without a slash at the end */
  GUri             *base;
  char             *token; /* nullable */
  char             *state_dir;
  LampSessionTuning tuning;
  SoupSession      *soup;        /* owned */
  LampOutbox       *outbox;      /* owned */
  GHashTable       *collections; /* name → LampCollection, owned; all of them from the start */

  /* State. */
  LampSessionState state;
  char            *state_text;
  gint64           since_usec; /* monotonic */
  char            *user, *role, *region_name, *grid_path;
  GHashTable      *feed_ages;   /* feed → double *, seconds at `health_usec` */
  gint64           health_usec; /* monotonic, of the last /health */
  char            *last_problem;
  gint64           last_problem_usec; /* monotonic */

  /* Clock. */
  char    *mode; /* NULL before the first answer */
  double   speed;
  gboolean paused;
  gint64   clock_usec;     /* what the gateway's clock said … */
  gint64   clock_at_usec;  /* … at this monotonic time; 0: never */
  gint64   last_word_usec; /* monotonic time of the last byte from there; 0: never */

  /* The attempt. */
  gboolean      started;
  GCancellable *attempt;      /* owned; NULL when there is none under way */
  gint64        attempt_usec; /* monotonic, when it began */
  guint         retry_id, health_id, poll_id, watch_id, catch_up_id;
  guint         n_failures; /* in a row; forgotten after a while of being live */
  gint64        retry_ms;   /* what the change stream asks to wait for before coming back; -1: nothing */
  GPtrArray    *served;     /* const LampRecordType * that the gateway has */
  gboolean      polling;
  GHashTable   *pages;    /* while polling: url → what was there */
  gint64        seq;      /* of the last change applied */
  gboolean      seq_open; /* more changes of that sequence are to come */
  gboolean      has_snapshot;
  gboolean      was_live;     /* since the copy was last dropped */
  gboolean      catching_up;  /* connected again, but not yet told everything missed */
  gint64        catch_up_seq; /* until then; -1: not told */
  guint         n_caught_up;  /* records that changed meanwhile */
  LampFollow   *follow;       /* owned */
  GCancellable *downloading;  /* owned; of the grid */
  guint         grid_retry_id;
  guint         n_grid_failures;
};

/* All changes up to this sequence are in the copy; of the next, perhaps some. */
static inline gint64
lamp_session_get_whole_seq (LampSession *self)
{
  return self->seq_open ? self->seq - 1 : self->seq;
}

/* `reply` is borrowed and NULL when there is an error, which is borrowed. Never called once the attempt was given up. */
typedef void (*LampSessionReplyFunc) (LampSession *self, LampReply *reply, const GError *error, gpointer user_data);

/* GETs a path below the base, or a whole URL of the same server. `destroy` frees `user_data` in any case. */
void lamp_session_fetch (LampSession         *self,
                         const char          *path,
                         const char          *accept,
                         const char          *etag,
                         LampSessionReplyFunc callback,
                         gpointer             user_data,
                         GDestroyNotify       destroy);
/* A message to the gateway with the token; NULL when `path` leads elsewhere. */
SoupMessage *lamp_session_new_message (LampSession *self, const char *method, const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* Something came from the gateway: its clock, its mode. FALSE when its mode changed: everything was dropped and the
 * attempt given up. */
gboolean lamp_session_heard (LampSession *self, SoupMessageHeaders *headers);
gboolean lamp_session_take_clock (LampSession *self, JsonObject *clock);
void     lamp_session_set_state (LampSession *self, LampSessionState state, const char *text);
/* Emits "problem", but not the same sentence again and again. */
void lamp_session_tell (LampSession *self, const char *sentence);
/* So many records made no sense and are left out; why the first one did. */
void            lamp_session_tell_bad (LampSession *self, guint n, const char *first);
void            lamp_session_drop_copy (LampSession *self);
void            lamp_session_set_user (LampSession *self, const char *user, const char *role);
void            lamp_session_emit_reconciled (LampSession *self, guint n_changed);
void            lamp_session_emit_clock_changed (LampSession *self);
void            lamp_session_set_grid_path (LampSession *self, const char *path);
void            lamp_session_take_health (LampSession *self, JsonObject *health);
LampCollection *lamp_session_peek_collection (LampSession *self, const char *collection);
/* Shows every record that a command touches as it will be, or as it is when no command does. */
void lamp_session_refresh_shown (LampSession *self, const char *collection, const char *id);

/* connect.c */
void lamp_session_connect (LampSession *self);
void lamp_session_give_up_attempt (LampSession *self);
/* Lost (or refused, by what the error is): keeps the copy, tries again later. */
void lamp_session_fail (LampSession *self, const GError *error);
/* Forgets what failed before an attempt that holds. */
void lamp_session_forget_failures (LampSession *self);
/* Snapshot or stream is good: everything is well again. */
void lamp_session_succeed (LampSession *self);
void lamp_session_caught_up (LampSession *self);

/* snapshot.c: takes one and then follows, or polls. */
void lamp_session_take_snapshot (LampSession *self);
/* Where the crews are now, beside the stream, which only tells of their next fix. */
void lamp_session_refresh_positions (LampSession *self);
/* follow.c */
void lamp_session_follow (LampSession *self);
void lamp_follow_free (LampFollow *follow);
/* region.c */
void lamp_session_use_cached_grid (LampSession *self);
void lamp_session_download_grid (LampSession *self);

/* For tests, before start. */
void lamp_session_set_tuning (LampSession *self, const LampSessionTuning *tuning);

G_END_DECLS
