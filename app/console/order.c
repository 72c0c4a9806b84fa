/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Comparisons subtract nothing: 64-bit values are compared, so unknown ones (the least integer) cannot overflow.
 */
#define G_LOG_DOMAIN "lamp-order"
#include "config.h"

#include "console/order.h"

#include "engine/priority.h"

static int
compare_descending (gint64 a, gint64 b)
{
  return (a < b) - (a > b);
}

/* Known before unknown, earlier first. */
static int
compare_times (gint64 a, gint64 b)
{
  gboolean a_known = a != LAMP_UNKNOWN_TIME;
  gboolean b_known = b != LAMP_UNKNOWN_TIME;

  if (!a_known || !b_known)
    return b_known - a_known;
  return (a > b) - (a < b);
}

int
lamp_order_names (const char *a, const char *b)
{
  if (a == NULL || b == NULL)
    return (a == NULL) - (b == NULL);
  while (*a != '\0' && *b != '\0')
    {
      if (g_ascii_isdigit (*a) && g_ascii_isdigit (*b))
        {
          char   *a_end = NULL, *b_end = NULL;
          guint64 x = g_ascii_strtoull (a, &a_end, 10);
          guint64 y = g_ascii_strtoull (b, &b_end, 10);

          if (x != y)
            return x < y ? -1 : 1;
          a = a_end;
          b = b_end;
          continue;
        }
      if (*a != *b)
        {
          int x = g_ascii_tolower (*a), y = g_ascii_tolower (*b);

          if (x != y)
            return x - y;
        }
      a++;
      b++;
    }
  return (*a != '\0') - (*b != '\0');
}

static gint64
known_or_zero (gint64 value)
{
  return value == LAMP_UNKNOWN_INTEGER ? 0 : value;
}

static gint64
evidence_of (const LampOutage *outage)
{
  return known_or_zero (outage->calls) + known_or_zero (outage->last_gasps) + (outage->scada != NULL);
}

/* How far the work is: nobody, assigned, on the way, there, done. */
static int
crew_stage (const LampOutage *outage)
{
  static const char *const stages[] = { "awaitingCrewAssignment", "assigned", "enroute", "arrived", "fieldComplete" };

  for (guint i = 0; outage->crew_status != NULL && i < G_N_ELEMENTS (stages); i++)
    if (g_str_equal (outage->crew_status, stages[i]))
      return (int)i;
  return 0;
}

static int
order_by (const LampOutage *a, const LampOutage *b, LampOrder order)
{
  switch (order)
    {
    case LAMP_ORDER_DEVICE:
      return lamp_order_names (a->device_name, b->device_name);
    case LAMP_ORDER_OUT:
      return compare_descending (a->customers_out, b->customers_out);
    case LAMP_ORDER_EVIDENCE:
      return compare_descending (evidence_of (a), evidence_of (b));
    case LAMP_ORDER_STARTED:
      return compare_times (a->start_usec, b->start_usec);
    case LAMP_ORDER_RESTORE_BY:
      return compare_times (a->ert_usec, b->ert_usec);
    case LAMP_ORDER_CREW:
      return crew_stage (a) - crew_stage (b);
    case LAMP_ORDER_ZONE:
      return lamp_order_names (a->zone, b->zone);
    case LAMP_ORDER_HARM:
    case LAMP_N_ORDERS:
    default:
      return lamp_outage_compare_urgency (a, b);
    }
}

int
lamp_order_outages (const LampOutage *a, const LampOutage *b, LampOrder order)
{
  int by = order_by (a, b, order);

  if (by == 0 && order != LAMP_ORDER_HARM)
    by = lamp_outage_compare_urgency (a, b);
  return by != 0 ? by : lamp_order_names (a->base.id, b->base.id);
}

gboolean
lamp_outage_is_unassigned (const LampOutage *outage)
{
  return outage->crew_status == NULL || g_str_equal (outage->crew_status, "awaitingCrewAssignment");
}

gboolean
lamp_outage_is_overdue (const LampOutage *outage, gint64 now_usec)
{
  return outage->ert_usec != LAMP_UNKNOWN_TIME && outage->ert_usec < now_usec && lamp_outage_is_open (outage);
}

gboolean
lamp_filter_has (LampFilter filter, const LampOutage *outage, gint64 now_usec, const char *user, const char *assigned_by)
{
  gboolean open = lamp_outage_is_open (outage);

  switch (filter)
    {
    case LAMP_FILTER_UNASSIGNED:
      return open && lamp_outage_is_unassigned (outage);
    case LAMP_FILTER_KEY_SITES:
      return open && outage->key_sites_out > 0;
    case LAMP_FILTER_OVERDUE:
      return lamp_outage_is_overdue (outage, now_usec);
    case LAMP_FILTER_MINE:
      return open && user != NULL &&
             (g_strcmp0 (outage->acknowledged_by, user) == 0 || g_strcmp0 (assigned_by, user) == 0);
    case LAMP_FILTER_ENDED:
      return !open;
    case LAMP_FILTER_OPEN:
    case LAMP_N_FILTERS:
    default:
      return open;
    }
}

gboolean
lamp_crew_is_on_shift (const LampCrew *crew)
{
  return crew->status != NULL && !g_str_equal (crew->status, "offShift");
}

gboolean
lamp_crew_is_available (const LampCrew *crew)
{
  return g_strcmp0 (crew->status, "available") == 0;
}

static int
crew_group (const LampCrew *crew)
{
  if (!lamp_crew_is_on_shift (crew))
    return 2;
  return lamp_crew_is_available (crew) ? 1 : 0;
}

int
lamp_order_crews (const LampCrew *a, const LampCrew *b)
{
  int by = crew_group (a) - crew_group (b);

  if (by == 0)
    by = lamp_order_names (a->name, b->name);
  return by != 0 ? by : lamp_order_names (a->base.id, b->base.id);
}

gboolean
lamp_site_is_out (const LampSite *site)
{
  return g_strcmp0 (site->supply_state, "out") == 0 || g_strcmp0 (site->supply_state, "onBackup") == 0;
}

gboolean
lamp_site_has_backup (const LampSite *site)
{
  return site->backup_kind != NULL && !g_str_equal (site->backup_kind, "none");
}

gboolean
lamp_site_is_exposed (const LampSite *site)
{
  return g_strcmp0 (site->supply_state, "lastSource") == 0;
}

static int
word_at (const char *word, const char *const *words)
{
  int i = 0;

  while (words[i] != NULL && g_strcmp0 (word, words[i]) != 0)
    i++;
  return i;
}

int
lamp_order_sites (const LampSite *a, const LampSite *b)
{
  static const char *const states[] = { "out", "onBackup", "lastSource", NULL };
  static const char *const classes[] = { "special", "first", "second", "temporary", NULL };
  int                      by = compare_times (a->harm_usec, b->harm_usec);

  if (by == 0)
    by = word_at (a->supply_state, states) - word_at (b->supply_state, states);
  if (by == 0)
    by = word_at (a->site_class, classes) - word_at (b->site_class, classes);
  if (by == 0)
    by = lamp_order_names (a->name, b->name);
  return by != 0 ? by : lamp_order_names (a->base.id, b->base.id);
}
