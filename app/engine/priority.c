/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Time to harm; see priority.h.
 */
#include "engine/priority.h"

#include <string.h>

static void
consider (LampPriority *priority, gint64 harm_usec, const char *reason)
{
  if (harm_usec == LAMP_UNKNOWN_TIME)
    return;
  if (priority->harm_usec != LAMP_UNKNOWN_TIME && priority->harm_usec <= harm_usec)
    return;
  priority->harm_usec = harm_usec;
  priority->reason = reason;
}

static gint64
promise_usec (const LampOutage *outage, gint64 now_usec)
{
  gint64 breaks_usec;

  if (outage->planned == TRUE || outage->start_usec == LAMP_UNKNOWN_TIME)
    return LAMP_UNKNOWN_TIME;
  breaks_usec = outage->start_usec + LAMP_PROMISE_SEC * G_USEC_PER_SEC;
  return breaks_usec - now_usec <= LAMP_PROMISE_NEAR_SEC * G_USEC_PER_SEC ? breaks_usec : LAMP_UNKNOWN_TIME;
}

LampPriority
lamp_outage_priority (const LampOutage *outage, const GPtrArray *sites, gint64 now_usec)
{
  LampPriority priority = { LAMP_UNKNOWN_TIME, "customers" };

  g_return_val_if_fail (outage != NULL, priority);

  /* A wire on the ground does harm from the moment it lies there. */
  if (outage->hazard != NULL)
    consider (&priority, outage->start_usec != LAMP_UNKNOWN_TIME ? outage->start_usec : now_usec, "hazard");
  for (guint i = 0; sites != NULL && i < sites->len; i++)
    consider (&priority, ((const LampSite *)g_ptr_array_index (sites, i))->harm_usec, "backupEnds");
  consider (&priority, promise_usec (outage, now_usec), "promise");
  return priority;
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

int
lamp_outage_compare_urgency (const LampOutage *a, const LampOutage *b)
{
  gboolean a_open = lamp_outage_is_open (a), b_open = lamp_outage_is_open (b);
  int      order;

  if (a_open != b_open)
    return a_open ? -1 : 1;
  order = compare_times (a->harm_usec, b->harm_usec);
  if (order == 0 && a->customers_out != b->customers_out)
    order = a->customers_out > b->customers_out ? -1 : 1; /* unknown is the smallest number there is */
  if (order == 0)
    order = compare_times (a->start_usec, b->start_usec);
  return order != 0 ? order : g_strcmp0 (a->base.id, b->base.id);
}
