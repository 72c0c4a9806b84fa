/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long restorations took, by kind of device: the newest LAMP_HISTORY_KEPT of each kind, and of all kinds together.
 * Two spans: from the start of the outage, and from the arrival of the first crew.
 *
 * Single owner. Cost: adding O(kept), asking O(log kept).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LAMP_HISTORY_KEPT 400

typedef enum {
  LAMP_SPAN_WHOLE, /* start → restored */
  LAMP_SPAN_WORK,  /* arrival → restored */
  LAMP_SPAN_N,
} LampSpan;

typedef struct _LampHistory LampHistory;

LampHistory *lamp_history_new (void) G_GNUC_WARN_UNUSED_RESULT;
void         lamp_history_free (LampHistory *history);

/* Durations that are not positive are no restorations and are not taken. */
void lamp_history_add (LampHistory *history, const char *kind, LampSpan span, double duration_s);

/* How many of that kind (NULL: all kinds together) took longer than `longer_than_s`. */
guint lamp_history_count (const LampHistory *history, const char *kind, LampSpan span, double longer_than_s);
/* The quantile (0 to 1, between ranks interpolated) of those; NAN when there are none. */
double lamp_history_quantile (const LampHistory *history, const char *kind, LampSpan span, double longer_than_s, double quantile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampHistory, lamp_history_free)

G_END_DECLS
