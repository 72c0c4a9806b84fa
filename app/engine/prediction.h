/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which devices are out, from what customers, meters, SCADA and crews report; each with its evidence and the rule that
 * decided. The same reports give the same answer in whatever order they come.
 *
 * Vocabulary
 *  - unit: a distribution transformer, or what feeds a customer who has none (engine/tree.h).
 *  - known: an outage that needs no guessing: a SCADA trip, a device a crew found open or damaged, one set by hand.
 *  - spent: a report that a later restoration has answered.
 *
 * Rules, from the customer up (numbers: prediction-config.h; the user's words: data/prediction.md)
 *  1. service: one report in a unit is the customer's service. So is each report of a medium-voltage customer.
 *  2. unit: enough reports, or a large enough share of a unit's customers: its transformer.
 *  3. device: of all ways to explain the units with reports by faults of devices and services, the likeliest. K units out
 *     of N behind a device weigh ln C(N, K) + ln (N + 1): how surprising exactly these are when any share of them may
 *     report (the Beta-binomial with a flat prior). Each fault costs ln `second_fault`, each service on its own
 *     ln `second_service`. So a device is named when one fault explains what is behind it better than any split of it. The
 *     sum is least over the tree of protective devices, found from the bottom up.
 *  4. Never a device telemetered closed: look further up or down. Never one behind which a meter is live, or a switch
 *     telemetered closed and live, later than the first report: look further down.
 *  5. scada: a trip that nobody commanded is an outage at once, and confirmed; field: so is what a crew reports. A section a
 *     crew found damaged is the device that clears it. Where a crew found nothing, reports before do not name it.
 *  6. What a known outage explains is its evidence and nothing else. A customer belongs to the uppermost outage only, unless
 *     moved by hand.
 *  7. manual: what a dispatcher decided (prediction-hand.h) holds until later evidence contradicts it.
 *
 * Not thread-safe: one owner. Cost: a report O(1), a restoration O(customers behind); an answer O(customers who reported +
 * protective devices above them × log), nothing when no report came since the last one.
 */
#pragma once

#include "engine/prediction-config.h"
#include "engine/tree.h"

G_BEGIN_DECLS

typedef enum {
  /* Of a customer. */
  LAMP_REPORT_CALL,
  LAMP_REPORT_LAST_GASP,
  LAMP_REPORT_NO_ANSWER, /* a meter that did not answer a ping */
  LAMP_REPORT_STILL_OUT, /* said when called back; outlives the restoration before it */
  LAMP_REPORT_LIVE,      /* power restored, or a meter that answered a ping */
  /* Of an element. */
  LAMP_REPORT_SCADA_OPEN,    /* commanded, quality */
  LAMP_REPORT_SCADA_CLOSED,  /* quality */
  LAMP_REPORT_SCADA_LIVE,    /* closed, and voltage measured; quality */
  LAMP_REPORT_FIELD_OPEN,    /* a crew or dispatcher says that this is what is out */
  LAMP_REPORT_FIELD_DAMAGED, /* a crew found this section or device broken: what clears it is out */
  LAMP_REPORT_FIELD_NOTHING, /* a crew found it closed and whole */
  LAMP_REPORT_RESTORED,      /* back, or the outage was closed or cancelled; reports behind it so far are spent */
  LAMP_REPORT_N_KINDS,
} LampReportKind;

/* Its name on the wire, lower camel case: "lastGasp". */
const char *lamp_report_kind_to_string (LampReportKind kind);

typedef enum {
  LAMP_QUALITY_GOOD,
  LAMP_QUALITY_DOUBTFUL, /* of what SCADA says: neither confirms nor rules out anything, and from then on its silence says nothing */
} LampQuality;

typedef struct
{
  LampReportKind kind;
  guint32        subject;   /* index of the customer or element */
  gint64         at_usec;   /* when it happened, by the sender */
  gboolean       commanded; /* SCADA_OPEN: a dispatcher opened it, so it is no fault */
  LampQuality    quality;   /* SCADA_* */
} LampReport;

typedef struct
{
  guint32     device;                    /* element */
  const char *rule;                      /* static: service unit device scada field manual */
  gboolean    confirmed;                 /* scada and field */
  guint32     nested_in;                 /* the device of the uppermost outage it lies behind, else LAMP_NONE */
  guint32     customer;                  /* of a service: who; else LAMP_NONE. There may be several services on one device */
  gboolean    opens;                     /* the device itself is to be shown open; FALSE when it feeds others than the service named */
  guint32     n_customers;               /* out by this one; 0 when nested */
  guint32     n_calls, n_last_gasps;     /* customers whose latest unspent report is one; still out counts as a call */
  guint32     n_no_answers;              /* and meters that do not answer and said nothing before */
  guint32     n_moved;                   /* of these customers, moved here by hand */
  guint32     n_units, n_units_reported; /* behind it: N and K of rule 3 */
  guint32     n_separate;                /* device: how many faults and services explain the same without it */
  double      ln_odds;                   /* device: how much likelier it is than those; unit and others: 0 */
  guint32     damaged;                   /* field: the section a crew found broken, else LAMP_NONE */
  guint32     above;                     /* the next protective device above, when rule 4 kept it out, else LAMP_NONE … */
  gboolean    above_closed;              /* … because it is telemetered closed … */
  guint32     live_customer;             /* … or this customer is live behind it; LAMP_NONE */
  LampMode    mode;                      /* of the rules that decided */
  gint64      first_usec;                /* its earliest evidence */
} LampPrediction;

typedef struct _LampPredictor LampPredictor;

/* In the normal state of `energisation`'s network, which is read here only. NULL config: the defaults. */
LampPredictor *lamp_predictor_new (const LampEnergisation *energisation,
                                   LampPredictionConfig   *config) G_GNUC_WARN_UNUSED_RESULT;
void           lamp_predictor_free (LampPredictor *predictor);

/* The present state of the switches, faults not included: from now on that is what lies behind what. Reports stay, and so does
 * what a restoration has answered. O(elements). */
void lamp_predictor_set_switching (LampPredictor *predictor, const LampEnergisation *switching);

/* Other rules. Reports stay. */
void lamp_predictor_set_config (LampPredictor *predictor, LampPredictionConfig *config);

/* The mode of one zone (a source) or, LAMP_NONE, of all. `automatic`: storm as soon as `storm_events` outages that are open
 * began within one hour, by their evidence; that is the beginning. Out of range: nothing. */
void     lamp_predictor_set_mode (LampPredictor *predictor, guint32 zone, LampMode mode, gboolean automatic);
LampMode lamp_predictor_get_mode (LampPredictor *predictor, guint32 zone);

/* Subjects out of range and customers nothing feeds are taken and never explained. */
void lamp_predictor_report (LampPredictor *predictor, const LampReport *report);
/* As if nothing had been reported or decided. O(what was). */
void lamp_predictor_forget (LampPredictor *predictor);

/* Array of LampPrediction ordered by position of the device in the tree, then customer; borrowed until the next call. */
const GArray *lamp_predictor_predict (LampPredictor *predictor);

/* Number of the present answer: another one whenever it was made anew, never 0. */
guint64 lamp_predictor_get_answer (LampPredictor *predictor);

/* Index into the present predictions of the one this customer's reports belong to (a call's outage), or -1. */
int lamp_predictor_explain (LampPredictor *predictor, guint32 customer);

/* Which prediction goes on with an outage that was on `device` (and for `customer`, when it was a service): the same device,
 * the one it was rolled up into, or the first one that remains behind it. -1: nothing remains of it. */
int lamp_predictor_follow (LampPredictor *predictor, guint32 device, guint32 customer);

/* The tree prediction works on; borrowed until the next set_switching. */
const LampTree *lamp_predictor_get_tree (const LampPredictor *predictor);

/* One report that counts. */
typedef struct
{
  LampReportKind kind;
  guint32        subject; /* customer or element, as the kind has it */
  gint64         at_usec;
} LampEvidence;

/* What speaks for a present prediction, oldest first, at most `most` of it (LampEvidence); `counts`, when given, has
 * LAMP_REPORT_N_KINDS places and tells how much there is of each kind in all. */
GArray *lamp_predictor_dup_evidence (LampPredictor *predictor,
                                     guint          prediction,
                                     guint          most,
                                     guint          counts[LAMP_REPORT_N_KINDS]) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampPredictor, lamp_predictor_free)

G_END_DECLS
