/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See format-urgency.h.
 */
#define G_LOG_DOMAIN "lamp-console"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "console/format-urgency.h"

#include "console/order.h"
#include "engine/estimate.h"

#include <glib/gi18n-lib.h>

static double
seconds_of (gint64 usec)
{
  return (double)usec / G_USEC_PER_SEC;
}

/* --- urgency --- */

static char *
say_hazard (const LampOutage *outage, gint64 now_usec)
{
  g_autofree char *elapsed = lamp_format_elapsed (outage->start_usec, now_usec);

  if (outage->start_usec == LAMP_UNKNOWN_TIME)
    /* TRANSLATORS: %s is a hazard such as “wire down”. */
    return g_strdup_printf (_ ("%s: someone may be hurt"), lamp_format_hazard (outage->hazard));
  /* TRANSLATORS: a hazard such as “wire down”, then a duration. */
  return g_strdup_printf (_ ("%s: someone may be hurt, for %s already"), lamp_format_hazard (outage->hazard), elapsed);
}

static char *
say_backup (const LampOutage *outage, const char *site, gint64 now_usec)
{
  const char      *name = site != NULL ? site : _ ("A key site");
  g_autofree char *duration = lamp_format_duration (seconds_of (outage->harm_usec - now_usec));

  if (outage->harm_usec > now_usec)
    /* TRANSLATORS: the name of a key site, then a duration. */
    return g_strdup_printf (_ ("%s: backup ends in %s"), name, duration);
  /* TRANSLATORS: the name of a key site, then a duration. */
  return g_strdup_printf (_ ("%s: without any supply for %s"), name, duration);
}

static const LampPromise *
find_promise (const LampOutage *outage, LampPromise promises[LAMP_PROMISE_N_KINDS])
{
  guint n = lamp_promises_from_json (outage->promises, promises);

  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (lamp_promise_kind_to_string (promises[i].kind), outage->rank_promise) == 0)
      return &promises[i];
  return NULL;
}

char *
lamp_format_urgency (const LampOutage *outage, const char *site, gint64 now_usec)
{
  LampPromise        promises[LAMP_PROMISE_N_KINDS];
  const LampPromise *promise = find_promise (outage, promises);
  g_autofree char   *customers = NULL;

  if (g_strcmp0 (outage->rank_reason, "hazard") == 0 && outage->hazard != NULL)
    return say_hazard (outage, now_usec);
  if (g_strcmp0 (outage->rank_reason, "backupEnds") == 0 && outage->harm_usec != LAMP_UNKNOWN_TIME)
    return say_backup (outage, site, now_usec);
  if (promise != NULL && outage->rank_reason != NULL && g_str_has_prefix (outage->rank_reason, "promise"))
    return lamp_format_promise (promise, now_usec);
  if (g_strcmp0 (outage->rank_reason, "customers") == 0 && outage->customers_out > 0)
    {
      customers = lamp_format_customers (outage->customers_out);
      /* TRANSLATORS: %s is “1,070 customers”. */
      return g_strdup_printf (_ ("%s without power"), customers);
    }
  return g_strdup (lamp_format_rank_reason (outage->rank_reason));
}

/* --- promises --- */

static char *
name_promise (const LampPromise *promise)
{
  g_autofree char *within = lamp_format_duration (seconds_of (promise->within_usec));

  switch (promise->kind)
    {
    case LAMP_PROMISE_ARRIVAL:
      return g_strdup_printf (_ ("Crew on site within %s"), within);
    case LAMP_PROMISE_NOTICE:
      return g_strdup_printf (_ ("Planned work told %s ahead"), within);
    case LAMP_PROMISE_RESTORATION:
    case LAMP_PROMISE_N_KINDS:
    default:
      return promise->after == LAMP_PROMISE_AFTER_ARRIVAL ? g_strdup_printf (_ ("Power back within %s of the arrival"), within)
                                                          : g_strdup_printf (_ ("Power back within %s"), within);
    }
}

char *
lamp_format_promise (const LampPromise *promise, gint64 now_usec)
{
  g_autofree char *name = name_promise (promise);
  g_autofree char *due = lamp_format_time (promise->due_usec, now_usec);
  g_autofree char *left = lamp_format_until (promise->due_usec, now_usec);
  g_autofree char *late = NULL;

  if (promise->done_usec == LAMP_UNKNOWN_TIME)
    /* TRANSLATORS: what was promised, when it is due, and “in 12 min” or “7 min overdue”. */
    return g_strdup_printf (_ ("%s: by %s, %s"), name, due, left);
  if (promise->state == LAMP_PROMISE_KEPT)
    /* TRANSLATORS: what was promised. */
    return g_strdup_printf (_ ("%s: kept"), name);
  late = lamp_format_duration (seconds_of (promise->done_usec - promise->due_usec));
  /* TRANSLATORS: what was promised, and by how much it was late. */
  return g_strdup_printf (_ ("%s: broken, %s late"), name, late);
}

/* --- estimates --- */

static const char *
name_confidence (const char *confidence)
{
  if (g_strcmp0 (confidence, "high") == 0)
    return C_ ("estimate", "high confidence");
  return g_strcmp0 (confidence, "low") == 0 ? C_ ("estimate", "low confidence") : NULL;
}

char *
lamp_format_estimate (const LampOutage *outage)
{
  const char *confidence = name_confidence (outage->ert_confidence);

  if (outage->ert_source == NULL || outage->ert_usec == LAMP_UNKNOWN_TIME)
    return NULL;
  if (confidence == NULL)
    return g_strdup (lamp_format_ert_source (outage->ert_source));
  return g_strjoin (C_ ("list", ", "), lamp_format_ert_source (outage->ert_source), confidence, NULL);
}

char *
lamp_format_estimate_advice (const LampOutage *outage, gint64 now_usec)
{
  gboolean theirs = g_strcmp0 (outage->ert_source, "crew") == 0 || g_strcmp0 (outage->ert_source, "dispatcher") == 0;

  if (!theirs)
    return NULL;
  if (lamp_outage_is_overdue (outage, now_usec))
    return g_strdup (_ ("It has passed: ask the crew, and tell a new one"));
  return lamp_outage_estimate_ends_soon (outage, now_usec) ? g_strdup (_ ("It ends soon: ask the crew whether it holds")) : NULL;
}
