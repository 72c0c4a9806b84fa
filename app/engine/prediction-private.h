/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the two halves of prediction share: prediction.c keeps what was reported, prediction-rules.c makes outages of it.
 *
 * All that is kept of the reports are latest times, which do not depend on the order they came in.
 */
#pragma once

#include "engine/prediction.h"

G_BEGIN_DECLS

#define LAMP_NEVER G_MININT64

/* Of a customer. */
typedef struct
{
  gint64 call_usec, gasp_usec;
  gint64 live_usec;
  gint64 spent_usec; /* the latest restoration of anything above it */
} LampHeard;

/* Of an element. */
typedef struct
{
  gint64 scada_open_usec, scada_commanded_usec, scada_closed_usec;
  gint64 field_open_usec;
  gint64 restored_usec;
} LampDeviceHeard;

struct _LampPredictor
{
  LampTree           *tree;
  LampPredictionRules rules;

  LampHeard  *heard;    /* one a customer */
  GArray     *speakers; /* guint32: fed customers heard of, each once */
  guint8     *spoke;    /* one a customer */
  GHashTable *devices;  /* element + 1 → LampDeviceHeard */

  gboolean    stale;
  GArray     *predictions; /* LampPrediction */
  GHashTable *services;    /* customer → index + 1 of its service */
};

/* The report of a customer that counts: later than any sign of life or restoration. LAMP_NEVER when there is none. */
static inline gint64
lamp_heard_since (const LampHeard *heard, gint64 report_usec)
{
  return report_usec > heard->live_usec && report_usec > heard->spent_usec ? report_usec : LAMP_NEVER;
}

/* Fills predictor->predictions. */
void lamp_predictor_apply_rules (LampPredictor *predictor);

G_END_DECLS
