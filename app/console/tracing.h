/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The trace that a desk shows: asked for on an element, computed in the state the map shows (the real one, or the
 * study's), and again whenever that state moves. What feeds back around a fault (engine/restoration.h) is worked out in a worker,
 * on a copy; everything else at once.
 *
 * Signal "changed": another trace, another answer, or none any more. Main thread only. The desk owns it and outlives it.
 */
#pragma once

#include "console/study-mode.h"
#include "engine/restoration.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_TRACING_NONE,
  LAMP_TRACING_UP,         /* the way to the source */
  LAMP_TRACING_DOWN,       /* what loses supply when it opens */
  LAMP_TRACING_PROTECTIVE, /* the way to the next breaker, recloser or fuse */
  LAMP_TRACING_ISOLATE,    /* what to open around a fault on it */
  LAMP_TRACING_BACK_FEED,  /* and what can then be fed from elsewhere */
  LAMP_TRACING_N_KINDS,
} LampTracingKind;

#define LAMP_TYPE_TRACING (lamp_tracing_get_type ())
G_DECLARE_FINAL_TYPE (LampTracing, lamp_tracing, LAMP, TRACING, GObject)

LampTracing *lamp_tracing_new (LampDesk *desk, LampStudyMode *study) G_GNUC_WARN_UNUSED_RESULT;
/* By the desk, before it goes. */
void lamp_tracing_end (LampTracing *self);

void lamp_tracing_run (LampTracing *self, LampTracingKind kind, const char *id);
void lamp_tracing_clear (LampTracing *self);

LampTracingKind lamp_tracing_get_kind (LampTracing *self);
/* Where it starts: the element, LAMP_NONE without a trace. */
guint32 lamp_tracing_get_start (LampTracing *self);
/* The answer, of BACK_FEED what is lost. Borrowed until "changed"; NULL without one. */
const LampTrace *lamp_tracing_get_trace (LampTracing *self);
/* Of BACK_FEED; NULL while it is worked out. Borrowed likewise. */
const LampRestoration *lamp_tracing_get_restoration (LampTracing *self);

/* "up", "down", "protective", "isolate", "back-feed": the targets of win.trace. NONE for another word. */
LampTracingKind lamp_tracing_kind_from_string (const char *word);

G_END_DECLS
