/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Why an outage is where it is, as one sentence for people: "5 calls, 3 last gasps under T-118; CB-12 telemetered closed;
 * rule: 2 of 3 transformers under F-77". The numbers are a prediction's, or those of an outage's record; names are what the
 * grid calls things. Any thread; the sentence is translated.
 */
#pragma once

#include "engine/prediction.h"

G_BEGIN_DECLS

typedef struct
{
  const char *rule;   /* as in LampPrediction; NULL: not known */
  const char *device; /* its name; NULL: not known */
  gint64      n_calls, n_last_gasps, n_no_answers, n_moved;
  gint64      n_units, n_units_reported; /* 0 or less: not known */
  double      ln_odds;                   /* 0: not weighed */
  gint64      n_separate;
  const char *damaged;  /* the section found broken; NULL */
  const char *closed;   /* the device above that is telemetered closed; NULL */
  const char *live;     /* the device above behind which somebody is live; NULL */
  const char *live_who; /* … who: an account; NULL: a switch */
  gboolean    storm;    /* by the storm rules */
} LampReason;

/* Strings are borrowed from the network. */
LampReason lamp_reason_from_prediction (const LampNetwork *network, const LampPrediction *prediction);
/* Without a full stop. Never empty: "no reports" at least. */
char *lamp_reason_to_text (const LampReason *reason) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
