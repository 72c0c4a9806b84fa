/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which devices are out, from what customers, meters, SCADA and crews report; each with its evidence and the rule that
 * decided. The same reports give the same answer in whatever order they come.
 *
 * Vocabulary
 *  - unit: a distribution transformer, or what feeds a customer who has none (engine/tree.h).
 *  - known: an outage that needs no guessing: a SCADA trip, or a device a crew found open.
 *  - spent: a report that a later restoration has answered.
 *
 * Rules, from the customer up
 *  1. One report in a unit: the customer's service. So is each report of a medium-voltage customer.
 *  2. `unit_reports` of them, or `unit_share` of the unit's customers: the unit is out, its transformer is named.
 *  3. Units out on at least two branches behind one protective device: that device, when there are `device_units` of them
 *     (or `device_touched` units with any report) and at least `device_share` of all units behind it have reported. The
 *     highest such device wins.
 *  4. Never a device telemetered closed: look further up. Never one behind which a meter is live later than the first
 *     report: look further down.
 *  5. A trip that nobody commanded is an outage at once, and confirmed; so is what a crew reports.
 *  6. What a known outage explains is its evidence and nothing else. A customer belongs to the uppermost outage only.
 *
 * Not thread-safe: one owner. Cost: a report O(1), a restoration O(customers behind); an answer
 * O(customers who reported × log + protective devices above them), nothing when no report came since the last one.
 */
#pragma once

#include "engine/tree.h"

G_BEGIN_DECLS

typedef struct
{
  guint  unit_reports;   /* 2 */
  double unit_share;     /* 0.5 */
  guint  device_units;   /* 2 */
  guint  device_touched; /* 3 */
  double device_share;   /* 0.35 */
} LampPredictionRules;

extern const LampPredictionRules lamp_prediction_rules_default;

typedef enum {
  LAMP_REPORT_CALL,         /* customer */
  LAMP_REPORT_LAST_GASP,    /* customer */
  LAMP_REPORT_LIVE,         /* customer: power restored, or a meter that answers a ping */
  LAMP_REPORT_SCADA_OPEN,   /* element, commanded */
  LAMP_REPORT_SCADA_CLOSED, /* element */
  LAMP_REPORT_FIELD_OPEN,   /* element: a crew or dispatcher says that this is what is out */
  LAMP_REPORT_RESTORED,     /* element: back, or the outage was closed or cancelled; reports behind it so far are spent */
} LampReportKind;

typedef struct
{
  LampReportKind kind;
  guint32        subject;   /* index of the customer or element */
  gint64         at_usec;   /* when it happened, by the sender */
  gboolean       commanded; /* SCADA_OPEN: a dispatcher opened it, so it is no fault */
} LampReport;

typedef struct
{
  guint32     device;                    /* element */
  const char *rule;                      /* static: service unit device scada field */
  gboolean    confirmed;                 /* scada and field */
  guint32     nested_in;                 /* the device of the uppermost outage it lies behind, else LAMP_NONE */
  guint32     customer;                  /* of a service: who; else LAMP_NONE. There may be several services on one device */
  gboolean    opens;                     /* the device itself is to be shown open; FALSE when it feeds others than the service named */
  guint32     n_customers;               /* out by this one; 0 when nested */
  guint32     n_calls, n_last_gasps;     /* customers behind it whose latest unspent report is one */
  guint32     n_units, n_units_reported; /* behind it: the numbers of rule 3 */
  gint64      first_usec;                /* its earliest evidence */
} LampPrediction;

typedef struct _LampPredictor LampPredictor;

/* In the normal state of `energisation`'s network, which is read here only. NULL rules: the defaults. */
LampPredictor *lamp_predictor_new (const LampEnergisation    *energisation,
                                   const LampPredictionRules *rules) G_GNUC_WARN_UNUSED_RESULT;
void           lamp_predictor_free (LampPredictor *predictor);

/* Subjects out of range and customers nothing feeds are taken and never explained. */
void lamp_predictor_report (LampPredictor *predictor, const LampReport *report);

/* Array of LampPrediction ordered by device, then customer; borrowed until the next call. */
const GArray *lamp_predictor_predict (LampPredictor *predictor);

/* Index into the present predictions of the one this customer's reports belong to (a call's outage), or -1. */
int lamp_predictor_explain (LampPredictor *predictor, guint32 customer);

/* Which prediction goes on with an outage that was on `device` (and for `customer`, when it was a service): the same device,
 * the one it was rolled up into, or the first one that remains behind it. -1: nothing remains of it. */
int lamp_predictor_follow (LampPredictor *predictor, guint32 device, guint32 customer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampPredictor, lamp_predictor_free)

G_END_DECLS
