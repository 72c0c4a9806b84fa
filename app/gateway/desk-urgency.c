/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See desk.h: when the light will be back, what was promised, and how urgent that makes each outage. The ledger's thread.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/desk-private.h"

#include "engine/priority.h"
#include "records/assignment.h"

#define DAY_USEC ((gint64)24 * 3600 * G_USEC_PER_SEC)

/* --- crews --- */

static gint64
sooner (gint64 a, gint64 b)
{
  if (a == LAMP_UNKNOWN_TIME || b == LAMP_UNKNOWN_TIME)
    return a == LAMP_UNKNOWN_TIME ? b : a;
  return MIN (a, b);
}

void
lamp_desk_look_at_crews (LampDesk *desk, const LampState *state)
{
  const GPtrArray *assignments = lamp_state_list (state, &lamp_assignment_type);

  g_hash_table_remove_all (desk->crews);
  for (guint i = 0; i < assignments->len; i++)
    {
      const LampAssignment *assignment = assignments->pdata[i];
      LampPresence         *presence = assignment->outage != NULL ? g_hash_table_lookup (desk->crews, assignment->outage) : NULL;

      if (assignment->outage == NULL)
        continue;
      if (presence == NULL)
        {
          presence = g_new (LampPresence, 1);
          *presence = (LampPresence){ LAMP_UNKNOWN_TIME, LAMP_UNKNOWN_TIME };
          g_hash_table_insert (desk->crews, assignment->outage, presence);
        }
      presence->arrived_usec = sooner (presence->arrived_usec, assignment->arrived_usec);
      if (lamp_assignment_is_open (assignment) && assignment->arrived_usec == LAMP_UNKNOWN_TIME)
        presence->eta_usec = sooner (presence->eta_usec, assignment->eta_usec);
    }
}

static LampPresence
presence_of (LampDesk *desk, const char *outage)
{
  const LampPresence *presence = g_hash_table_lookup (desk->crews, outage);

  return presence != NULL ? *presence : (LampPresence){ LAMP_UNKNOWN_TIME, LAMP_UNKNOWN_TIME };
}

/* --- promises --- */

/* Faults at high voltage in the last day: what severe weather is measured by. The list is in the order of creation. */
static guint
count_recent_faults (const LampState *state, gint64 now_usec)
{
  const GPtrArray *outages = lamp_state_list (state, &lamp_outage_type);
  guint            n = 0;

  for (guint i = outages->len; i > 0; i--)
    {
      const LampOutage *outage = outages->pdata[i - 1];
      const char       *kind = lamp_estimate_kind_of (outage);

      if (outage->start_usec != LAMP_UNKNOWN_TIME && outage->start_usec < now_usec - 2 * DAY_USEC)
        break;
      if (outage->start_usec >= now_usec - DAY_USEC && outage->planned != TRUE && g_strcmp0 (outage->status, "cancelled") != 0 &&
          g_strcmp0 (kind, "service") != 0 && g_strcmp0 (kind, "transformer") != 0)
        n++;
    }
  return n;
}

/* The worst since it began: its promises tell what they were given in. */
static LampWeather
weather_of (LampDesk *desk, const LampOutage *outage)
{
  LampPromise promises[LAMP_PROMISE_N_KINDS];
  guint       n = lamp_promises_from_json (outage->promises, promises);
  LampWeather weather = desk->weather;

  for (guint i = 0; i < n; i++)
    weather = MAX (weather, lamp_promise_set_get_rule_weather (desk->rules.promises, promises[i].rule));
  return weather;
}

static guint
settle_promises (LampDesk *desk, LampOutage *outage, gint64 now_usec, LampPromise promises[LAMP_PROMISE_N_KINDS])
{
  LampPromiseFacts facts = { outage, presence_of (desk, outage->base.id).arrived_usec, LAMP_UNKNOWN_TIME, weather_of (desk, outage) };
  guint            n = lamp_promises_judge (desk->rules.promises, &facts, now_usec, promises);

  g_clear_pointer (&outage->promises, json_node_unref);
  outage->promises = lamp_promises_to_json (promises, n);
  return n;
}

/* --- what is over --- */

void
lamp_desk_learn (LampDesk *desk, const LampState *state)
{
  const GPtrArray *outages = lamp_state_list (state, &lamp_outage_type);

  lamp_desk_look_at_crews (desk, state);
  for (guint i = 0; i < outages->len; i++)
    if (!lamp_outage_is_open (outages->pdata[i]))
      lamp_history_add_outage (desk->history, outages->pdata[i], presence_of (desk, ((const LampRecord *)outages->pdata[i])->id).arrived_usec);
}

void
lamp_desk_finish_outage (LampDesk *desk, LampEdit *edit, const char *id)
{
  LampOutage *outage = lamp_edit_open (edit, &lamp_outage_type, id);
  LampPromise promises[LAMP_PROMISE_N_KINDS];

  if (outage->restored_usec == LAMP_UNKNOWN_TIME)
    return;
  settle_promises (desk, outage, outage->restored_usec, promises);
  lamp_history_add_outage (desk->history, outage, presence_of (desk, id).arrived_usec);
}

/* --- urgency --- */

static void
settle_estimate (LampDesk *desk, LampOutage *outage, gint64 now_usec)
{
  LampPresence      presence = presence_of (desk, outage->base.id);
  LampEstimateFacts facts = { outage, presence.arrived_usec, presence.eta_usec };
  LampEstimate      estimate = lamp_estimate_restoration (desk->rules.estimates, desk->history, &facts, now_usec);

  if (lamp_estimate_is_news (&estimate, outage, now_usec))
    lamp_outage_set_estimate (outage, &estimate);
}

static void
settle_outage (LampDesk *desk, LampEdit *edit, const LampCase *one, LampOutage *outage, gint64 now_usec)
{
  g_autoptr (GPtrArray) dead = g_ptr_array_new ();
  LampPromise  promises[LAMP_PROMISE_N_KINDS];
  guint        n = settle_promises (desk, outage, now_usec, promises);
  LampPriority priority;

  if (one->customer == LAMP_NONE)
    lamp_desk_find_dead_sites (desk, edit, one->device, dead);
  outage->key_sites_out = dead->len;
  priority = lamp_outage_priority (outage, dead, promises, n, now_usec);
  lamp_outage_set_priority (outage, &priority);
  settle_estimate (desk, outage, now_usec);
}

static int
compare_urgency (gconstpointer a, gconstpointer b)
{
  return lamp_outage_compare_urgency (*(const LampOutage *const *)a, *(const LampOutage *const *)b);
}

void
lamp_desk_settle_urgency (LampDesk *desk, LampEdit *edit, const LampState *state, gint64 now_usec)
{
  g_autoptr (GPtrArray) open = g_ptr_array_new ();

  desk->weather = lamp_promise_set_get_weather (desk->rules.promises, count_recent_faults (state, now_usec));
  for (guint i = 0; i < desk->cases->len; i++)
    {
      const LampCase *one = &g_array_index (desk->cases, LampCase, i);
      LampOutage     *outage = lamp_edit_open (edit, &lamp_outage_type, one->id);

      if (outage == NULL)
        continue;
      settle_outage (desk, edit, one, outage, now_usec);
      g_ptr_array_add (open, outage);
    }
  g_ptr_array_sort (open, compare_urgency);
  for (guint i = 0; i < open->len; i++)
    ((LampOutage *)open->pdata[i])->rank = i + 1;
}
