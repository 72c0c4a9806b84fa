/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See estimate.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "engine/estimate.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#define HEAD "estimates"
#define TRAVEL "travel"
#define REPAIR "repair"
#define CAUSE "cause"
#define DEFAULT "default"
#define MANY_CASES 20     /* for high confidence */
#define ALIKE 2.0         /* the same: the upper quartile is at most so many times the lower */
#define SOONER_SHARE 0.25 /* of the time left: how much sooner is news */
#define MINUTE_USEC ((gint64)60 * G_USEC_PER_SEC)

struct _LampEstimateRules
{
  GHashTable *travel, *repair; /* word → gint64 *, microseconds */
  GHashTable *cause;           /* word → double *, times as long */
  gint64      margin_usec, round_usec;
  double      least, weight;
};

/* --- reading --- */

void
lamp_estimate_rules_free (LampEstimateRules *rules)
{
  if (rules == NULL)
    return;
  g_hash_table_unref (rules->travel);
  g_hash_table_unref (rules->repair);
  g_hash_table_unref (rules->cause);
  g_free (rules);
}

static gboolean
read_head (LampEstimateRules *self, const LampRules *file, GError **error)
{
  static const char *const known[] = { "name", "margin", "round", "least", "weight", NULL };

  if (!g_key_file_has_group (file->keys, HEAD))
    return lamp_rules_refuse (file, HEAD, NULL, _ ("this group is missing: add it"), error);
  return lamp_rules_check_keys (file, HEAD, known, error) &&
         lamp_rules_get_duration (file, HEAD, "margin", FALSE, &self->margin_usec, error) &&
         lamp_rules_get_duration (file, HEAD, "round", FALSE, &self->round_usec, error) &&
         lamp_rules_get_number (file, HEAD, "least", FALSE, 1, 1e9, &self->least, error) &&
         lamp_rules_get_number (file, HEAD, "weight", FALSE, 0, 1e9, &self->weight, error);
}

/* A group of durations, "default" among them. */
static gboolean
read_durations (const LampRules *file, const char *group, GHashTable *into, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file->keys, group, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      gint64 usec = 0;

      if (!lamp_rules_get_duration (file, group, keys[i], TRUE, &usec, error))
        return FALSE;
      g_hash_table_insert (into, g_strdup (keys[i]), g_memdup2 (&usec, sizeof usec));
    }
  return g_hash_table_contains (into, DEFAULT) || lamp_rules_refuse_absent (file, group, DEFAULT, error);
}

static gboolean
read_causes (LampEstimateRules *self, const LampRules *file, GError **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file->keys, CAUSE, NULL, NULL);

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      double times = 1;

      if (!lamp_rules_get_number (file, CAUSE, keys[i], TRUE, 0.01, 100, &times, error))
        return FALSE;
      g_hash_table_insert (self->cause, g_strdup (keys[i]), g_memdup2 (&times, sizeof times));
    }
  return TRUE;
}

static gboolean
check_groups (const LampRules *file, GError **error)
{
  static const char *const known[] = { HEAD, TRAVEL, REPAIR, CAUSE, NULL };
  g_auto (GStrv) groups = g_key_file_get_groups (file->keys, NULL);

  for (guint i = 0; groups[i] != NULL; i++)
    if (!g_strv_contains (known, groups[i]))
      return lamp_rules_refuse (file, groups[i], NULL, _ ("nobody knows this group: correct it or take it out; there are [estimates], [travel], [repair] and [cause]"), error);
  return TRUE;
}

LampEstimateRules *
lamp_estimate_rules_parse (const char *name, const char *text, gsize size, GError **error)
{
  g_autoptr (LampRules) file = lamp_rules_parse (name, text, size, error);
  g_autoptr (LampEstimateRules) self = NULL;

  if (file == NULL)
    return NULL;
  self = g_new0 (LampEstimateRules, 1);
  self->travel = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->repair = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->cause = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->margin_usec = LAMP_ESTIMATE_SOON_USEC;
  self->round_usec = 5 * MINUTE_USEC;
  self->least = self->weight = 5;
  if (check_groups (file, error) && read_head (self, file, error) && read_durations (file, TRAVEL, self->travel, error) &&
      read_durations (file, REPAIR, self->repair, error) && read_causes (self, file, error))
    return g_steal_pointer (&self);
  return NULL;
}

/* --- by rule --- */

const char *
lamp_estimate_kind_of (const LampOutage *outage)
{
  return g_strcmp0 (outage->rule, "service") == 0 ? "service" : outage->device_kind;
}

static gint64
look_up (GHashTable *durations, const char *word)
{
  const gint64 *usec = word != NULL ? g_hash_table_lookup (durations, word) : NULL;

  return usec != NULL ? *usec : *(const gint64 *)g_hash_table_lookup (durations, DEFAULT);
}

static gint64
repair_usec (const LampEstimateRules *rules, const LampOutage *outage)
{
  const double *times = outage->cause != NULL ? g_hash_table_lookup (rules->cause, outage->cause) : NULL;
  gint64        usec = look_up (rules->repair, lamp_estimate_kind_of (outage));

  return times != NULL ? (gint64)((double)usec * *times) : usec;
}

/* From the base of the span to the light. */
static gint64
rule_usec (const LampEstimateRules *rules, const LampEstimateFacts *facts, gint64 base_usec)
{
  gint64 repair = repair_usec (rules, facts->outage);

  if (facts->arrived_usec != LAMP_UNKNOWN_TIME)
    return repair;
  if (facts->eta_usec != LAMP_UNKNOWN_TIME && facts->eta_usec > base_usec)
    return facts->eta_usec - base_usec + repair;
  return look_up (rules->travel, facts->outage->crew_status) + repair;
}

/* What is left at least of something that has lasted longer than the rule says: the repair that nobody has begun, or half
 * of the one that takes longer than thought. */
static gint64
least_left_usec (const LampEstimateRules *rules, const LampEstimateFacts *facts)
{
  gint64 repair = repair_usec (rules, facts->outage);

  return MAX (facts->arrived_usec != LAMP_UNKNOWN_TIME ? repair / 2 : repair, rules->margin_usec);
}

/* --- from history --- */

typedef struct
{
  const char *kind; /* NULL: all */
  LampSpan    span;
  double      elapsed_s;
  guint       n;
} Cases;

static gboolean
find_cases (const LampEstimateRules *rules, const LampHistory *history, Cases *cases)
{
  if (history == NULL)
    return FALSE;
  cases->n = cases->kind != NULL ? lamp_history_count (history, cases->kind, cases->span, cases->elapsed_s) : 0;
  if (cases->n < rules->least)
    {
      cases->kind = NULL;
      cases->n = lamp_history_count (history, NULL, cases->span, cases->elapsed_s);
    }
  return cases->n >= rules->least;
}

static const char *
judge_confidence (const LampHistory *history, const Cases *cases)
{
  double lower = lamp_history_quantile (history, cases->kind, cases->span, cases->elapsed_s, 0.25);
  double upper = lamp_history_quantile (history, cases->kind, cases->span, cases->elapsed_s, 0.75);

  return cases->kind != NULL && cases->n >= MANY_CASES && upper <= ALIKE * lower ? "high" : "low";
}

/* --- both --- */

static gint64
round_up (gint64 usec, gint64 step)
{
  return (usec + step - 1) / step * step;
}

LampEstimate
lamp_estimate_restoration (const LampEstimateRules *rules, const LampHistory *history, const LampEstimateFacts *facts, gint64 now_usec)
{
  gboolean     there = facts->arrived_usec != LAMP_UNKNOWN_TIME;
  gint64       base_usec = there ? facts->arrived_usec : facts->outage->start_usec;
  LampEstimate estimate = { LAMP_UNKNOWN_TIME, "rule", "low", 0 };
  Cases        cases = { lamp_estimate_kind_of (facts->outage), there ? LAMP_SPAN_WORK : LAMP_SPAN_WHOLE, 0, 0 };
  gint64       span_usec;

  if (base_usec == LAMP_UNKNOWN_TIME)
    return estimate;
  cases.elapsed_s = (double)MAX (now_usec - base_usec, 0) / G_USEC_PER_SEC;
  span_usec = rule_usec (rules, facts, base_usec);
  if (base_usec + span_usec < now_usec + rules->margin_usec)
    span_usec = now_usec + least_left_usec (rules, facts) - base_usec;
  if (find_cases (rules, history, &cases))
    {
      double median_s = lamp_history_quantile (history, cases.kind, cases.span, cases.elapsed_s, 0.5);
      double log_s = (cases.n * log (median_s) + rules->weight * log ((double)span_usec / G_USEC_PER_SEC)) / (cases.n + rules->weight);

      span_usec = (gint64)(exp (log_s) * G_USEC_PER_SEC);
      estimate.source = "model";
      estimate.confidence = judge_confidence (history, &cases);
      estimate.n_cases = cases.n;
    }
  estimate.ert_usec = round_up (MAX (base_usec + span_usec, now_usec + rules->margin_usec), rules->round_usec);
  return estimate;
}

static gboolean
is_ours (const LampOutage *outage)
{
  return outage->ert_source == NULL || g_str_equal (outage->ert_source, "rule") || g_str_equal (outage->ert_source, "model");
}

gboolean
lamp_estimate_is_news (const LampEstimate *estimate, const LampOutage *outage, gint64 now_usec)
{
  gint64 off_usec, left_usec;

  if (estimate->ert_usec == LAMP_UNKNOWN_TIME || !lamp_outage_is_open (outage))
    return FALSE;
  if (outage->ert_usec == LAMP_UNKNOWN_TIME)
    return TRUE;
  if (!is_ours (outage))
    return FALSE;
  /* Half of it: a new one is further off than that, so it is not asked for again at once. */
  if (outage->ert_usec < now_usec + LAMP_ESTIMATE_SOON_USEC / 2)
    return estimate->ert_usec != outage->ert_usec;
  left_usec = outage->ert_usec - now_usec;
  off_usec = estimate->ert_usec - outage->ert_usec;
  /* Later grows by itself while nothing happens: only what takes twice as long as was told is told before it ends. */
  if (off_usec >= 0)
    return off_usec >= MAX (LAMP_ESTIMATE_SOON_USEC, left_usec);
  return -off_usec >= MAX (LAMP_ESTIMATE_SOON_USEC, (gint64)(SOONER_SHARE * (double)left_usec));
}

void
lamp_outage_set_estimate (LampOutage *outage, const LampEstimate *estimate)
{
  outage->ert_usec = estimate->ert_usec;
  lamp_record_set_string (&outage->ert_source, estimate->source);
  lamp_record_set_string (&outage->ert_confidence, estimate->confidence);
}

gboolean
lamp_outage_estimate_ends_soon (const LampOutage *outage, gint64 now_usec)
{
  return lamp_outage_is_open (outage) && outage->ert_usec != LAMP_UNKNOWN_TIME && outage->ert_usec >= now_usec &&
         outage->ert_usec - now_usec <= LAMP_ESTIMATE_SOON_USEC;
}

void
lamp_history_add_outage (LampHistory *history, const LampOutage *outage, gint64 arrived_usec)
{
  if (outage->planned == TRUE || outage->restored_usec == LAMP_UNKNOWN_TIME || g_strcmp0 (outage->status, "cancelled") == 0)
    return;
  if (outage->start_usec != LAMP_UNKNOWN_TIME)
    lamp_history_add (history, lamp_estimate_kind_of (outage), LAMP_SPAN_WHOLE, (double)(outage->restored_usec - outage->start_usec) / G_USEC_PER_SEC);
  if (arrived_usec != LAMP_UNKNOWN_TIME)
    lamp_history_add (history, lamp_estimate_kind_of (outage), LAMP_SPAN_WORK, (double)(outage->restored_usec - arrived_usec) / G_USEC_PER_SEC);
}
