/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of prediction share.
 *
 *  prediction.c           its life, what it goes by, when it answers anew
 *  prediction-heard.c     what was reported
 *  prediction-find.c      questions about the answer
 *  prediction-known.c     rules 5 to 7: what needs no guessing; who is live
 *  prediction-units.c     rules 1 and 2: whose reports count, by transformer
 *  prediction-devices.c   rules 3 and 4: the likeliest devices
 *  prediction-answer.c    the predictions that follow, with their numbers
 *  prediction-evidence.c  what speaks for one of them
 *  prediction-hand.c      decisions by hand
 *  prediction-preview.c   what they would come to
 *
 * All that is kept of the reports are latest times, which do not depend on the order they came in. A pass is pure: it reads
 * those. Everything in it stands in order of position (tree.h).
 */
#pragma once

#include "engine/prediction-hand.h"

G_BEGIN_DECLS

#define LAMP_NEVER G_MININT64

/* Of a customer. */
typedef struct
{
  gint64 call_usec, gasp_usec, silent_usec, still_usec;
  gint64 live_usec;
  gint64 spent_usec; /* the latest restoration of anything above it */
} LampHeard;

/* Of an element. */
typedef struct
{
  gint64 scada_open_usec, scada_commanded_usec, scada_closed_usec, scada_live_usec, scada_doubtful_usec;
  gint64 field_open_usec, field_damaged_usec, field_nothing_usec;
  gint64 restored_usec;
  gint64 pinned_usec, barred_usec, withdrawn_usec; /* by hand */
} LampDeviceHeard;

/* A customer whose reports a dispatcher moved. */
typedef struct
{
  guint32 device;
  gint64  at_usec;
} LampMove;

struct _LampPredictor
{
  LampTree             *tree;
  guint32              *slot;     /* of each customer: where in tree->customers */
  GArray               *parallel; /* customers (guint32) several sources feed at once, so that no element does alone */
  LampPredictionConfig *config;
  LampPredictionRules  *rules[LAMP_MODE_N]; /* one a feeder, and one more for what has none */
  guint8               *mode;               /* LampMode of each zone, and one more for what has none; by hand */
  guint8               *automatic;          /* likewise: may a storm begin by itself */
  guint8               *storm;              /* likewise: the mode this answer was made in */

  LampHeard  *heard;    /* one a customer */
  guint64    *speaking; /* bits by slot: customers heard of */
  GHashTable *devices;  /* element + 1 → LampDeviceHeard */
  GHashTable *moves;    /* customer + 1 → LampMove */

  gboolean    stale;
  guint64     answer;      /* how many there were */
  GArray     *predictions; /* LampPrediction */
  GHashTable *services;    /* customer → index + 1 of its service */
  GHashTable *moved;       /* customer → index + 1 of where it was moved, when that holds */
};

/* A customer whose latest word is that it is dark; or, in the list of the live, that it is not. */
typedef struct
{
  guint32  position; /* of what feeds it */
  guint32  customer; /* LAMP_NONE: a switch telemetered closed and live */
  gint64   first_usec;
  gboolean call, gasp, silent;
} LampDark;

/* An outage that needs no guessing; or, commanded, none at all. */
typedef struct
{
  guint32     element, position;
  const char *rule;
  gint64      at_usec;
  guint32     damaged;
  gboolean    confirmed, commanded;
  guint32     top; /* the uppermost known one around it, or itself */
} LampKnown;

typedef struct
{
  guint32  unit, position;
  guint32  n; /* customers who reported */
  gint64   first_usec;
  gboolean dark;
} LampUnit;

/* What lies behind a protective device, without what is known. */
typedef struct
{
  guint32 element, position;
  guint32 touched; /* units with reports */
  guint32 known_units;
  gint64  first_usec;
  double  split;   /* cost of the best explanation without it … */
  guint32 n_split; /* … and how many faults and services that has */
  double  one;     /* cost of it alone; infinite when it cannot be */
} LampCandidate;

typedef struct
{
  LampPredictor  *predictor;
  const LampTree *tree;
  GArray         *known;       /* LampKnown */
  GArray         *live;        /* LampDark */
  GArray         *live_latest; /* gint64: the latest of each run of them */
  GArray         *dark;        /* LampDark: all evidence, without customers moved by hand */
  GArray         *moved;       /* LampDark of those, by customer */
  GArray         *units;       /* LampUnit */
  GArray         *candidates;  /* LampCandidate */
  GArray         *parallel;    /* LampDark: evidence of customers on a parallel of sources, likewise without those moved */
} LampPass;

/* A report that counts: later than any sign of life or restoration. LAMP_NEVER when there is none. */
static inline gint64
lamp_heard_since (const LampHeard *heard, gint64 report_usec)
{
  return report_usec > heard->live_usec && report_usec > heard->spent_usec ? report_usec : LAMP_NEVER;
}

/* Nothing was reported by anybody. */
void lamp_predictor_clear_heard (LampPredictor *predictor);
/* Makes `speaking` anew for the slots customers have now. */
void             lamp_predictor_mark_speaking (LampPredictor *predictor);
LampDeviceHeard *lamp_predictor_ensure_device (LampPredictor *predictor, guint32 element);
/* NULL when nothing was heard of it. */
LampDeviceHeard           *lamp_predictor_get_device (const LampPredictor *predictor, guint32 element);
const LampPredictionRules *lamp_predictor_get_rules (const LampPredictor *predictor, guint32 element, LampMode *mode);
/* Index of an element's zone in the arrays of modes. */
guint32 lamp_predictor_zone (const LampPredictor *predictor, guint32 element);
/* SCADA knows that it conducts: by its word, or because it would have told. */
gboolean lamp_predictor_is_closed (const LampPredictor *predictor, guint32 element);
/* Fills `dark` with a customer's reports that count; FALSE when none does. */
gboolean lamp_predictor_read_dark (const LampPredictor *predictor, guint32 customer, LampDark *dark);
/* How a pin of this device would fare after these decisions. */
LampHandState lamp_predictor_try (LampPredictor *predictor, const GArray *decisions, guint32 device, guint32 *who);
/* Index of the first prediction on a device at or after this position. */
guint lamp_predictor_find_from (const LampPredictor *predictor, guint32 position);
/* Index of the outage that puts everything behind this element out, or -1; in the present predictions as they stand. */
int lamp_predictor_find_cover (const LampPredictor *predictor, guint32 element);
/* Fills predictor->predictions, services and moved. */
void lamp_predictor_answer (LampPredictor *predictor);

void lamp_pass_collect_known (LampPass *pass);
/* Is it behind, or itself, a known outage or a commanded opening? */
gboolean lamp_pass_is_explained (const LampPass *pass, guint32 position);
/* Where in a sorted array of LampDark the first one at or after this position stands. */
guint lamp_pass_find (const GArray *array, guint32 position);
/* Rule 4: who behind it was live after it should have been out? NULL: nobody. */
const LampDark *lamp_pass_find_live (const LampPass *pass, guint32 element, gint64 since_usec);
/* Nothing found there, or barred by hand, for reports that began then. */
gboolean lamp_pass_is_barred (const LampPass *pass, guint32 element, gint64 first_usec);
void     lamp_pass_collect_customers (LampPass *pass);
void     lamp_pass_collect_pins (LampPass *pass);
/* Needs the list of the live. `who`: the customer who is. */
LampHandState lamp_pass_get_pin (const LampPass *pass, guint32 element, guint32 *who);
void          lamp_pass_collect_units (LampPass *pass);
gboolean      lamp_pass_is_move (const LampPass *pass, guint32 customer, const LampMove *move);
guint32       lamp_pass_unit_size (const LampPass *pass, guint32 unit);
/* One past the positions that feed customers of this unit. */
guint32 lamp_pass_unit_end (const LampPass *pass, guint32 unit);
void    lamp_pass_weigh (LampPass *pass);

static inline gboolean
lamp_pass_is_transformer (const LampPass *pass, guint32 element)
{
  return pass->tree->network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER;
}

G_END_DECLS
