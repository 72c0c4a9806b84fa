/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Estimated time of restoration of an outage nobody in the field has estimated: by rule (travel and repair times as data,
 * data/estimates.md), and from how long such restorations took, as far as there are enough of them.
 *
 * Method
 *  - by rule: the crew's arrival (known, announced, or start plus the usual wait) plus the repair of that kind of device,
 *    times what the cause makes of it.
 *  - from history: the median of the same span (since the start; once a crew is there, since its arrival) among those of
 *    the same kind that took longer than this one has lasted. Fewer than `least` such: all kinds; still fewer: the rule
 *    alone. With n of them the result is the mean of both logarithms with weights n and `weight` (shrinkage: few cases
 *    move the rule a little, many replace it).
 *  - it is in the future by at least `margin`, and a round time.
 * Confidence is CIM's ERTConfidenceKind. A rule is low. History is high when it rests on many cases that are alike.
 *
 * What a crew or dispatcher estimated is never overwritten. Rules are immutable once read: any thread. Pure.
 */
#pragma once

#include "engine/history.h"
#include "engine/rules.h"
#include "records/outage.h"

G_BEGIN_DECLS

/* An estimate that ends this soon, or has ended, wants a new one. */
#define LAMP_ESTIMATE_SOON_USEC ((gint64)15 * 60 * G_USEC_PER_SEC)

typedef struct _LampEstimateRules LampEstimateRules;

typedef struct
{
  const LampOutage *outage;
  gint64            arrived_usec; /* the first crew; LAMP_UNKNOWN_TIME */
  gint64            eta_usec;     /* of a crew on its way; LAMP_UNKNOWN_TIME */
} LampEstimateFacts;

typedef struct
{
  gint64      ert_usec;   /* LAMP_UNKNOWN_TIME: nobody knows since when it lasts */
  const char *source;     /* static: rule, model */
  const char *confidence; /* static: high, low */
  guint       n_cases;    /* of the past it rests on */
} LampEstimate;

/* Errors: LAMP_RULES_ERROR. */
LampEstimateRules *lamp_estimate_rules_parse (const char *name, const char *text, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void               lamp_estimate_rules_free (LampEstimateRules *rules);

/* `history` may be NULL: by rule alone. */
LampEstimate lamp_estimate_restoration (const LampEstimateRules *rules, const LampHistory *history, const LampEstimateFacts *facts, gint64 now_usec);

/* Whether it belongs into the record: never over a crew's or a dispatcher's; over an older one of ours only when that is
 * about to end or is far off by now, so that what was told is not changed every minute. */
gboolean lamp_estimate_is_news (const LampEstimate *estimate, const LampOutage *outage, gint64 now_usec);
void     lamp_outage_set_estimate (LampOutage *outage, const LampEstimate *estimate);

/* Somebody's estimate of an open outage ends within LAMP_ESTIMATE_SOON_USEC. */
gboolean lamp_outage_estimate_ends_soon (const LampOutage *outage, gint64 now_usec);

/* Keeps an outage that is over in the history; one that was not restored, or planned, is not. */
void lamp_history_add_outage (LampHistory *history, const LampOutage *outage, gint64 arrived_usec);
/* What the rules and the history know an outage by: its device's kind, or "service". */
const char *lamp_estimate_kind_of (const LampOutage *outage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampEstimateRules, lamp_estimate_rules_free)

G_END_DECLS
