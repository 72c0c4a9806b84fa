/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The demo's callers: each call is kept under the outage that explains it, and filed again while that changes.
 */
#include "gateway/demo-private.h"

#include "records/call.h"

#define MAX_OPEN_CALLS 2000 /* filed again when their outage changes */

/* A call not yet over. */
typedef struct
{
  char   *id;
  guint32 customer;
} OpenCall;

static void
clear_call (gpointer data)
{
  g_free (((OpenCall *)data)->id);
}

GArray *
lamp_demo_calls_new (void)
{
  GArray *calls = g_array_new (FALSE, FALSE, sizeof (OpenCall));

  g_array_set_clear_func (calls, clear_call);
  return calls;
}

static LampCall *
new_call (LampDemo *demo, const LampStormEvent *event, guint number)
{
  g_autofree char *id = g_strdup_printf ("C-%u", number);
  LampCall        *call = lamp_record_new (&lamp_call_type, id);
  guint32          node = demo->network->customer_node[event->customer];
  LampWorld        at = demo->network->customer_at[event->customer];
  OpenCall         open = { g_strdup (id), event->customer };

  call->base.placed = lamp_world_is_known (at);
  if (call->base.placed)
    call->base.at = lamp_point_from_world (at);
  lamp_record_set_string (&call->channel, event->channel);
  lamp_record_set_string (&call->account, lamp_network_string (demo->network, demo->network->customer_id[event->customer]));
  lamp_record_set_string (&call->node, node != LAMP_NONE ? lamp_network_string (demo->network, demo->network->node_id[node]) : NULL);
  lamp_record_set_string (&call->text, event->text);
  lamp_record_set_string (&call->hazard, event->hazard);
  call->at_usec = event->at_usec;
  g_array_append_val (demo->calls, open);
  return call;
}

/* A danger a caller speaks of is the outage's. */
static void
pass_on_hazard (LampEdit *edit, const LampCall *call)
{
  const LampOutage *present = call->hazard != NULL && call->outage != NULL ? lamp_edit_look (edit, &lamp_outage_type, call->outage) : NULL;

  if (present != NULL && present->hazard == NULL)
    lamp_record_set_string (&((LampOutage *)lamp_edit_open (edit, &lamp_outage_type, call->outage))->hazard, call->hazard);
}

/* Under which outage each open call belongs now. Calls of an outage that is over are done with. */
static void
file_calls (LampDemo *demo, LampEdit *edit)
{
  for (guint i = demo->calls->len; i > 0; i--)
    {
      const OpenCall *open = &g_array_index (demo->calls, OpenCall, i - 1);
      const LampCall *present = lamp_edit_look (edit, &lamp_call_type, open->id);
      const char     *outage = lamp_desk_explain (demo->desk, open->customer);

      if (outage == NULL && (present->outage != NULL || demo->calls->len > MAX_OPEN_CALLS))
        {
          g_array_remove_index (demo->calls, i - 1);
          continue;
        }
      if (g_strcmp0 (present->outage, outage) != 0)
        {
          LampCall *call = lamp_edit_open (edit, &lamp_call_type, open->id);

          lamp_record_set_string (&call->outage, outage);
          pass_on_hazard (edit, call);
        }
    }
}

/* A call that could not be written has not been made. */
static void
forget_lost_calls (LampDemo *demo, const LampState *state)
{
  for (guint i = demo->calls->len; i > 0; i--)
    if (lamp_state_lookup (state, &lamp_call_type, g_array_index (demo->calls, OpenCall, i - 1).id) == NULL)
      g_array_remove_index (demo->calls, i - 1);
}

void
lamp_demo_take_calls (LampDemo *demo, LampTurn *turn, const GArray *events)
{
  LampEdit *edit = lamp_turn_begin (turn, "95598", "calls");
  guint     number = lamp_state_list (lamp_turn_get_state (turn), &lamp_call_type)->len;

  forget_lost_calls (demo, lamp_turn_get_state (turn));
  for (guint i = 0; i < events->len; i++)
    if (g_array_index (events, LampStormEvent, i).kind == LAMP_STORM_CALL)
      lamp_edit_add (edit, new_call (demo, &g_array_index (events, LampStormEvent, i), ++number));
  file_calls (demo, edit);
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

void
lamp_demo_resume_calls (LampDemo *demo, const LampState *state)
{
  const GPtrArray *calls = lamp_state_list (state, &lamp_call_type);

  for (guint i = 0; i < calls->len; i++)
    {
      const LampCall   *call = calls->pdata[i];
      const LampOutage *outage = call->outage != NULL ? lamp_state_lookup (state, &lamp_outage_type, call->outage) : NULL;
      OpenCall          open = { NULL, call->account != NULL ? lamp_network_find_customer (demo->network, call->account) : LAMP_NONE };

      if (outage == NULL || !lamp_outage_is_open (outage) || open.customer == LAMP_NONE)
        continue;
      open.id = g_strdup (call->base.id);
      g_array_append_val (demo->calls, open);
    }
}
