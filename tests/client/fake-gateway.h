/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A gateway small enough to be scripted: it keeps records, counts sequences, pages, streams changes, takes commands under
 * their keys, and misbehaves on request. It runs in the test's own main context on a free loopback port, so a test
 * decides between two turns of the loop what happens next. Nothing here sleeps.
 */
#pragma once

#include "client/session-private.h"
#include "records/assignment.h"
#include "records/crew.h"
#include "records/outage.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef struct
{
  const char *path;   /* every request that begins so … */
  const char *method; /* … and has this method; NULL: GET */
  /* … is answered with these bytes and the end of the connection. Instead of bytes: "hang" says nothing, "drip" a byte
   * now and then for ever, "flood" spaces for ever. */
  const char *answer;
  gboolean    stays; /* the connection stays open after them */
} FakeLie;

typedef struct
{
  char       *path, *key, *if_match;
  JsonObject *body;
  char       *text; /* of the body, as it came */
} FakeCommand;

typedef struct
{
  SoupServer *server;
  char       *url;
  const char *mode;
  double      speed;
  gint64      seq, first_kept_seq; /* changes up to that are forgotten */
  guint       next_id;
  guint       page_limit;
  gboolean    has_stream, tells_seq;
  GHashTable *collections; /* name → GPtrArray of LampRecord */
  GPtrArray  *log;         /* char *: events of a sequence each, since first_kept_seq */
  GPtrArray  *listeners;   /* SoupServerMessage */
  GPtrArray  *held;        /* GIOStream of lies that stay */
  GBytes     *grid;
  guint       drip_id;

  FakeLie lie;
  guint   n_lied;
  guint   n_asked;   /* requests in all */
  guint   n_streams; /* … for /changes */
  guint   n_grid, n_not_modified;

  /* Commands. */
  GPtrArray  *commands;  /* FakeCommand: every POST */
  GHashTable *answers;   /* key → the body that was accepted and its answer */
  GHashTable *applied;   /* key → times applied, as GUINT */
  guint       n_swallow; /* so many next commands are done, but the connection ends without an answer */
  guint       n_lose;    /* so many next commands are lost: neither done nor answered */
  guint       n_hold;    /* so many next commands are done, and answered only by fake_release () */
  const char *state_dir; /* when set, every command that arrives has to be in an outbox file there already */
  gboolean    hushed;    /* what happens is not told on the lines that are open */
  gboolean    slices;    /* the changes of a command go out one at a time, each when fake_gateway_tell () is called */
  guint       n_strange; /* so many next are answered 412, whatever they are based on */
  guint       refuse_status;
  const char *refuse_body;
  GString    *slice;   /* not yet told */
  GPtrArray  *holding; /* SoupServerMessage */
} FakeGateway;

FakeGateway *fake_gateway_new (void);
void         fake_gateway_free (FakeGateway *fake);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeGateway, fake_gateway_free)

/* Answers nobody any more: the port stays ours, connections end. And listens again. */
void fake_gateway_go_down (FakeGateway *fake);
void fake_gateway_come_up (FakeGateway *fake);
void fake_gateway_cut_streams (FakeGateway *fake);
void fake_gateway_release (FakeGateway *fake);
/* What happened up to now cannot be resumed from any more. */
/* One more change of what `slices` kept back; FALSE when there is none. */
gboolean fake_gateway_tell (FakeGateway *fake);
void     fake_gateway_forget (FakeGateway *fake);
void     fake_gateway_send (FakeGateway *fake, const char *text); /* to all listeners, as it is */

/* Takes `record` (transfer full) as a change of the next sequence, and tells it. */
void fake_gateway_put (FakeGateway *fake, gpointer record);
void fake_gateway_remove (FakeGateway *fake, const char *collection, const char *id);
void fake_gateway_move (FakeGateway *fake, const char *crew, double lon_deg); /* telemetry */
/* An assignment with what follows from it for its outage and crew, as one command (transfer full). */
void     fake_gateway_commit_assignment (FakeGateway *fake, LampAssignment *assignment);
gpointer fake_gateway_find (FakeGateway *fake, const char *collection, const char *id);
guint    fake_gateway_count (FakeGateway *fake, const char *collection);

LampOutage *fake_outage (const char *id);
LampCrew   *fake_crew (const char *id);
/* Three outages and three crews. */
void fake_gateway_fill (FakeGateway *fake);

/* The main context until `expression` holds; fails the test after 20 s. */
#define WAIT(expression)                                                        \
  G_STMT_START                                                                  \
  {                                                                             \
    gint64 until_usec_ = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;         \
    guint  tick_ = fake_tick_begin ();                                          \
    while (!(expression) && g_get_monotonic_time () < until_usec_)              \
      g_main_context_iteration (NULL, TRUE);                                    \
    g_source_remove (tick_);                                                    \
    if (!(expression))                                                          \
      g_error ("%s:%d: never came about: %s", __FILE__, __LINE__, #expression); \
  }                                                                             \
  G_STMT_END
/* Wakes the loop so that a condition is looked at again; no condition depends on its period. */
guint fake_tick_begin (void);

/* A session with times shortened, on a state folder of the test's own. */
extern const LampSessionTuning fake_tuning;
LampSession                   *fake_session (FakeGateway *fake, const char *state_dir);
/* Stops it and waits until nothing of it is left. */
void fake_session_end (LampSession *session);
/* The copy has exactly the gateway's records. */
gboolean fake_same (FakeGateway *fake, LampSession *session);
gboolean fake_live (FakeGateway *fake, LampSession *session); /* … and the session is live */
char    *fake_folder (void);

/* Everything the session ever said. */
typedef struct
{
  GString     *text;
  guint        n_problems, n_reconciled, n_last_reconciled;
  LampSession *session;
} FakeEar;
FakeEar *fake_ear_new (LampSession *session);
void     fake_ear_free (FakeEar *ear);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FakeEar, fake_ear_free)

/* Keeps its own list by items-changed alone, and checks that it is the model's. */
typedef struct
{
  GListModel *model;
  GPtrArray  *items;
} FakeMirror;
FakeMirror *fake_mirror_new (GListModel *model);
void        fake_mirror_check (FakeMirror *mirror);
void        fake_mirror_free (FakeMirror *mirror);

G_END_DECLS
