/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A change stream that is followed, for its two files: follow.c opens and reads it, follow-apply.c brings what it tells into
 * the copy. Main thread.
 */
#pragma once

#include "client/session-private.h"

G_BEGIN_DECLS

struct _LampFollow
{
  LampSession      *self;    /* borrowed: the session frees us first */
  GCancellable     *attempt; /* owned */
  SoupMessage      *message; /* owned */
  GInputStream     *input;   /* owned; NULL until the stream is open */
  LampStreamParser *parser;  /* owned */
  GQueue            events;  /* owned Event, not yet applied */
  guint             flush_id;
  gboolean          full;         /* nothing is read until there is room */
  gint64            flushed_usec; /* monotonic */
  gint64            heard_usec;   /* monotonic: the last byte */
};

typedef enum {
  LAMP_FOLLOW_APPLIED,
  LAMP_FOLLOW_RESET,  /* the gateway asks us to begin anew */
  LAMP_FOLLOW_BROKEN, /* a change cannot be understood, so the copy cannot be trusted any more */
} LampFollowOutcome;

/* A LampStreamEventFunc. */
void lamp_follow_gather_cb (const char *type, const char *data, const char *id, gpointer follow);
/* As many of the events as there is time for since `flushed_usec`; all of them, or up to what is no change. Views may have
 * stopped the session when it returns. */
LampFollowOutcome lamp_follow_apply (LampFollow *follow);
/* Those not yet applied. */
void lamp_follow_drop_events (LampFollow *follow);

G_END_DECLS
