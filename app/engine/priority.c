/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time to harm; see priority.h.
 */
#include "engine/priority.h"

static void
consider (LampPriority *priority, const char *reason, gint64 harm_usec, const LampSite *site, const LampPromise *promise)
{
  if (harm_usec == LAMP_UNKNOWN_TIME)
    return;
  if (priority->harm_usec == LAMP_UNKNOWN_TIME || harm_usec < priority->harm_usec)
    *priority = (LampPriority){ reason, harm_usec, site, promise };
}

LampPriority
lamp_outage_priority (const LampOutage *outage, const GPtrArray *sites, const LampPromise *promises, guint n_promises, gint64 now_usec)
{
  LampPriority priority = { "customers", LAMP_UNKNOWN_TIME, NULL, NULL };

  g_return_val_if_fail (outage != NULL, priority);

  /* A wire on the ground does harm from the moment it lies there. */
  if (outage->hazard != NULL)
    consider (&priority, "hazard", outage->start_usec != LAMP_UNKNOWN_TIME ? outage->start_usec : now_usec, NULL, NULL);
  for (guint i = 0; sites != NULL && i < sites->len; i++)
    consider (&priority, "backupEnds", ((const LampSite *)sites->pdata[i])->harm_usec, sites->pdata[i], NULL);
  for (guint i = 0; i < n_promises; i++)
    if (promises[i].state == LAMP_PROMISE_AT_RISK)
      consider (&priority, "promise", promises[i].due_usec, NULL, &promises[i]);
  if (priority.harm_usec != LAMP_UNKNOWN_TIME)
    return priority;
  for (guint i = 0; i < n_promises; i++)
    if (promises[i].state == LAMP_PROMISE_BROKEN && promises[i].done_usec == LAMP_UNKNOWN_TIME)
      consider (&priority, "promiseBroken", promises[i].due_usec, NULL, &promises[i]);
  return priority;
}

void
lamp_outage_set_priority (LampOutage *outage, const LampPriority *priority)
{
  outage->harm_usec = priority->harm_usec;
  lamp_record_set_string (&outage->rank_reason, priority->reason);
  lamp_record_set_string (&outage->rank_site, priority->site != NULL ? priority->site->base.id : NULL);
  lamp_record_set_string (&outage->rank_promise, priority->promise != NULL ? lamp_promise_kind_to_string (priority->promise->kind) : NULL);
}

/* Unknown times come last. */
static int
compare_times (gint64 a, gint64 b)
{
  if (a == b)
    return 0;
  if (a == LAMP_UNKNOWN_TIME)
    return 1;
  if (b == LAMP_UNKNOWN_TIME)
    return -1;
  return a < b ? -1 : 1;
}

/* 0: harm that comes or goes on, 1: a broken promise, 2: neither. */
static int
tier_of (const LampOutage *outage)
{
  if (outage->harm_usec == LAMP_UNKNOWN_TIME)
    return 2;
  return g_strcmp0 (outage->rank_reason, "promiseBroken") == 0 ? 1 : 0;
}

int
lamp_outage_compare_urgency (const LampOutage *a, const LampOutage *b)
{
  gboolean a_open = lamp_outage_is_open (a), b_open = lamp_outage_is_open (b);
  int      order = b_open - a_open;

  if (order == 0)
    order = tier_of (a) - tier_of (b);
  if (order == 0 && tier_of (a) == 0)
    order = compare_times (a->harm_usec, b->harm_usec);
  if (order == 0 && a->customers_out != b->customers_out)
    order = a->customers_out > b->customers_out ? -1 : 1; /* unknown is the smallest number there is */
  if (order == 0)
    order = compare_times (a->start_usec, b->start_usec);
  return order != 0 ? order : g_strcmp0 (a->base.id, b->base.id);
}
