/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reliability indices of IEEE 1366 from plain arrays of interruptions, with step restoration, and the major event days of
 * its 2.5-beta method.
 *
 * Vocabulary
 *  - interruption, here: a group of customers who lost power together and had it again together. An outage restored in
 *    steps is several of them with the same device and start: so each customer counts once, with his own duration.
 *  - momentary: not longer than `momentary_usec`; sustained: longer.
 *  - day: of the utility's own clock (GTimeZone). An interruption counts whole for the day it began.
 *  - known customers: those an interruption names; CAIFI, CTAIDI, CEMI and CELID need to know who was out.
 *
 * Formulas: IEEE 1366-2012 clause 3 and annex B. N_i customers and r_i duration of interruption i, N_T customers served:
 *   SAIFI = Σ N_i / N_T           SAIDI = Σ r_i N_i / N_T       CAIDI = SAIDI / SAIFI
 *   ASAI  = 1 - SAIDI / period    CAIFI = Σ N_i / CN            CTAIDI = Σ r_i N_i / CN   (CN: distinct customers)
 *   MAIFI = Σ momentary N_i / N_T                               CEMI_n = customers with n or more sustained / N_T
 *   CELID-s, CELID-t = customers with one interruption, or all together, of at least that long / N_T
 *   ASIFI = Σ kVA_i / kVA_T       ASIDI = Σ r_i kVA_i / kVA_T
 *   MAIFI_E counts momentary events: all momentary interruptions by one device that begin within `momentary_usec` of the
 *   first are one event with the customers of the largest; one that ends in a sustained interruption is none.
 * What there is nothing to divide by is NAN. Pure; any thread. Cost: O(n log n).
 */
#pragma once

#include <glib.h>

#include "records/record.h"

G_BEGIN_DECLS

#define LAMP_MOMENTARY_DEFAULT_USEC ((gint64)5 * 60 * G_USEC_PER_SEC)
#define LAMP_CEMI_MAX 10

typedef struct
{
  gint64   start_usec, end_usec; /* end: LAMP_UNKNOWN_TIME while it lasts */
  guint64  device;               /* whose operation it was: a number of the caller's */
  double   customers;            /* N_i; expected values of a plan are no whole numbers */
  double   kva;                  /* connected load; NAN when not known, which counts as none */
  gboolean planned;
  guint    first_known, n_known; /* into the array of customers; 0 when nobody is known */
} LampInterruption;

typedef struct
{
  gint64        from_usec, to_usec; /* those that begin in it, `to` excluded, count */
  gint64        as_of_usec;         /* how far it is known: what has no end lasted until then; 0: `to` */
  gint64        momentary_usec;
  double        customers_served; /* N_T */
  double        kva_served;       /* 0 or NAN when not known */
  gboolean      forced_only;      /* leave planned ones out */
  gint64        celid_usec;       /* how long is long for CELID; 0: eight hours */
  GTimeZone    *zone;             /* of the days; NULL: UTC */
  const GArray *left_out;         /* gint32 days, ascending: major event days not to count; NULL: none */
} LampIndicesOptions;

typedef struct
{
  guint  n_sustained, n_momentary, n_momentary_events, n_undecided; /* undecided: still lasting, not yet longer than momentary */
  double saifi, saidi_min, caidi_min, asai;
  double maifi, maifi_e;
  double caifi, ctaidi_min;
  double cemi[LAMP_CEMI_MAX + 1]; /* [n]: share of customers with n or more; [0] is 1 */
  double celid_s, celid_t;
  double asifi, asidi_min;
  double known_share; /* of all sustained customer interruptions, those whose customers are known; NAN when there are none */
} LampIndices;

/* One day with interruptions. */
typedef struct
{
  gint32 day; /* since 1970-01-01 of the zone's calendar */
  double saidi_min, customers_interrupted;
} LampIndicesDay;

typedef struct
{
  double alpha, beta; /* of the natural logarithms of daily SAIDI in minutes */
  double t_med_min;   /* exp (alpha + 2.5 beta); NAN with fewer than two days */
  guint  n_days;      /* with interruptions, that it rests on */
} LampMajorDays;

/* `interruptions` of LampInterruption in any order; `customers` of guint32, which their known ranges point into, may be
 * NULL when none has any. */
void lamp_indices_compute (const GArray *interruptions, const GArray *customers, const LampIndicesOptions *options, LampIndices *indices);

/* LampIndicesDay, ascending, only days that have sustained interruptions. `left_out` is not looked at. */
GArray *lamp_indices_days (const GArray *interruptions, const LampIndicesOptions *options) G_GNUC_WARN_UNUSED_RESULT;

/* 2.5 beta (annex B) over these days; days without any SAIDI are discarded. The deviation is that of a sample (n - 1)
 * unless `population`: public implementations are divided. */
LampMajorDays lamp_major_days_learn (const GArray *days, gboolean population);
/* gint32 days of those above the threshold, ascending. */
GArray *lamp_major_days_find (const GArray *days, double t_med_min) G_GNUC_WARN_UNUSED_RESULT;

/* The day of a moment in a zone (NULL: UTC), and that day as "2026-01-05". */
gint32 lamp_day_of (gint64 usec, GTimeZone *zone);
char  *lamp_day_to_string (gint32 day) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
