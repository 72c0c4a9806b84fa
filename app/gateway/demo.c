/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See demo.h. One job, four times a second: the storm's events since the last one, in their order; then the desk draws its
 * conclusions, calls are filed under their outages, crews learn of new devices, and where they are goes out as fixes.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/demo.h"

#include "gateway/desk.h"
#include "gateway/gateway-private.h"
#include "records/call.h"
#include "records/crew.h"
#include "records/switch.h"
#include "simulation/storm.h"

#define TICK_MSEC 250
#define KEEP_POSITIONS_TICKS 20
#define MAX_OPEN_CALLS 2000 /* filed again when their outage changes */

/* A call not yet over. */
typedef struct
{
  char   *id;
  guint32 customer;
} OpenCall;

/* A crew on its way somewhere, and where that is as the crew knows it. */
typedef struct
{
  char   *crew;
  guint32 device;
} Errand;

struct _LampDemo
{
  LampNetwork *network;
  LampRoads   *roads;
  guint64      seed;
  LampDesk    *desk;
  LampStorm   *storm;
  GArray      *calls;   /* OpenCall */
  GHashTable  *errands; /* assignment → Errand */
  LampLedger  *ledger;
  guint        tick_id; /* main loop */
  gboolean     ticking; /* main loop: a job is on its way */
  guint        n_ticks;
};

static void
clear_call (gpointer data)
{
  g_free (((OpenCall *)data)->id);
}

static void
errand_free (gpointer data)
{
  g_free (((Errand *)data)->crew);
  g_free (data);
}

LampDemo *
lamp_demo_new (LampNetwork *network, LampRoads *roads, const LampDeskRules *rules, guint64 seed)
{
  LampDemo *demo = g_new0 (LampDemo, 1);

  demo->network = lamp_network_ref (network);
  demo->roads = lamp_roads_ref (roads);
  demo->seed = seed;
  demo->desk = lamp_desk_new (network, rules);
  demo->calls = g_array_new (FALSE, FALSE, sizeof (OpenCall));
  g_array_set_clear_func (demo->calls, clear_call);
  demo->errands = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, errand_free);
  return demo;
}

void
lamp_demo_free (LampDemo *demo)
{
  lamp_demo_stop (demo);
  g_clear_pointer (&demo->storm, lamp_storm_free);
  lamp_desk_free (demo->desk);
  g_array_unref (demo->calls);
  g_hash_table_unref (demo->errands);
  lamp_roads_unref (demo->roads);
  lamp_network_unref (demo->network);
  g_free (demo);
}

/* --- orders --- */

static void
send_crew (LampDemo *demo, const char *assignment, const char *crew, guint32 device)
{
  Errand *errand = g_new (Errand, 1);

  *errand = (Errand){ g_strdup (crew), device };
  g_hash_table_replace (demo->errands, g_strdup (assignment), errand);
  if (!lamp_storm_assign (demo->storm, crew, assignment, device))
    g_message ("The storm knows no crew %s; it stays where it is", crew);
}

void
lamp_demo_order (LampDemo *demo, const LampOrder *order)
{
  guint32 device = order->device != NULL ? lamp_network_find_element (demo->network, order->device) : LAMP_NONE;

  switch (order->kind)
    {
    case LAMP_ORDER_GO:
      if (device != LAMP_NONE)
        send_crew (demo, order->assignment, order->crew, device);
      break;
    case LAMP_ORDER_SUSPEND:
      lamp_storm_suspend (demo->storm, order->assignment);
      g_hash_table_remove (demo->errands, order->assignment);
      break;
    case LAMP_ORDER_RECALL:
      lamp_storm_recall (demo->storm, order->assignment);
      g_hash_table_remove (demo->errands, order->assignment);
      break;
    case LAMP_ORDER_NONE:
    default:
      break;
    }
}

/* The outage a crew goes to has turned out to be somewhere else. */
static void
send_crews_on (LampDemo *demo, const LampState *state)
{
  g_autoptr (GPtrArray) moved = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       id, data;

  g_hash_table_iter_init (&iter, demo->errands);
  while (g_hash_table_iter_next (&iter, &id, &data))
    {
      const LampAssignment *assignment = lamp_state_lookup (state, &lamp_assignment_type, id);
      guint32               device = assignment != NULL ? lamp_desk_get_device (demo->desk, assignment->outage) : LAMP_NONE;

      if (assignment == NULL || !lamp_assignment_is_open (assignment))
        g_hash_table_iter_remove (&iter);
      else if (device != LAMP_NONE && device != ((Errand *)data)->device)
        g_ptr_array_add (moved, (gpointer)assignment);
    }
  for (guint i = 0; i < moved->len; i++)
    {
      const LampAssignment *assignment = moved->pdata[i];

      send_crew (demo, assignment->base.id, assignment->crew, lamp_desk_get_device (demo->desk, assignment->outage));
    }
}

/* --- what is reported --- */

static void
report (LampDemo *demo, LampReportKind kind, guint32 subject, gint64 at_usec)
{
  lamp_desk_report (demo->desk, &(LampReport){ kind, subject, at_usec, FALSE });
}

static void
take_switch (LampDemo *demo, LampTurn *turn, const LampStormEvent *event)
{
  const char *id = lamp_network_element_id (demo->network, event->element);
  LampEdit   *edit = lamp_turn_begin (turn, event->crew != NULL ? lamp_crew_call (lamp_turn_get_state (turn), event->crew) : LAMP_DESK_ACTOR, event->open ? "open" : "close");
  LampSwitch *device = lamp_edit_open (edit, &lamp_switch_type, id);

  if (device == NULL)
    {
      device = lamp_open_switch (demo->network, event->element);
      lamp_edit_add (edit, device);
    }
  device->open = event->open;
  device->at_usec = event->at_usec;
  lamp_record_set_string (&device->source, event->source);
  lamp_edit_accept (edit, FALSE, NULL, NULL);
  if (g_strcmp0 (event->source, "scada") == 0)
    report (demo, event->open ? LAMP_REPORT_SCADA_OPEN : LAMP_REPORT_SCADA_CLOSED, event->element, event->at_usec);
}

static void
take_shift (LampTurn *turn, const LampStormEvent *event)
{
  LampEdit *edit = lamp_turn_begin (turn, lamp_crew_call (lamp_turn_get_state (turn), event->crew), event->on_shift ? "begin-shift" : "end-shift");
  LampCrew *crew = lamp_edit_open (edit, &lamp_crew_type, event->crew);

  if (crew != NULL && event->on_shift && g_strcmp0 (crew->status, "offShift") == 0)
    lamp_record_set_string (&crew->status, "available");
  else if (crew != NULL && !event->on_shift && crew->current_assignment == NULL)
    lamp_record_set_string (&crew->status, "offShift");
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

static int
step_rank (const char *status)
{
  static const char *const steps[] = { "assigned", "acknowledged", "enroute", "arrived", "working", "fieldComplete" };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (steps[i], status) == 0)
      return (int)i;
  return -1;
}

/* A crew may be further than anybody said; then the steps between happened too. It never goes back. */
static void
take_step (LampTurn *turn, const LampStormEvent *event)
{
  const LampState *state = lamp_turn_get_state (turn);
  LampEdit        *edit = lamp_turn_begin (turn, lamp_crew_call (state, event->crew), "advance");
  LampAssignment  *assignment = lamp_edit_open (edit, &lamp_assignment_type, event->assignment);

  if (assignment == NULL || !lamp_assignment_is_open (assignment))
    {
      lamp_edit_drop (edit);
      return;
    }
  if (g_str_equal (assignment->status, "suspended") && step_rank (event->status) >= step_rank ("enroute"))
    lamp_assignment_set_status (assignment, "enroute", event->at_usec);
  while (step_rank (assignment->status) >= 0 && step_rank (assignment->status) < step_rank (event->status))
    lamp_assignment_set_status (assignment, lamp_assignment_next (assignment->status), event->at_usec);
  lamp_settle_crew (edit, state, assignment->crew);
  lamp_settle_outage (edit, state, assignment->outage);
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

static void
take_found (LampDemo *demo, LampTurn *turn, const LampStormEvent *event)
{
  const LampState      *state = lamp_turn_get_state (turn);
  const LampAssignment *assignment = lamp_state_lookup (state, &lamp_assignment_type, event->assignment);
  LampEdit             *edit = lamp_turn_begin (turn, lamp_crew_call (state, event->crew), "report");
  LampOutage           *outage = assignment != NULL ? lamp_edit_open (edit, &lamp_outage_type, assignment->outage) : NULL;

  if (outage != NULL && lamp_outage_is_open (outage))
    {
      lamp_record_set_string (&outage->cause, event->cause);
      if (event->element != LAMP_NONE && g_str_equal (outage->status, "predicted"))
        lamp_record_set_string (&outage->status, "confirmed");
      if (event->ert_usec > 0)
        {
          outage->ert_usec = event->ert_usec;
          lamp_record_set_string (&outage->ert_source, "crew");
          lamp_record_set_string (&outage->ert_confidence, "high");
        }
      if (event->element != LAMP_NONE)
        lamp_desk_set_device (demo->desk, outage->base.id, event->element, event->at_usec);
      else
        report (demo, LAMP_REPORT_RESTORED, lamp_desk_get_device (demo->desk, outage->base.id), event->at_usec);
    }
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

static void
write_restored (LampDemo *demo, LampOutage *outage, const LampStormEvent *event)
{
  if (event->remains == LAMP_NONE)
    {
      lamp_outage_end (outage, "restored");
      outage->restored_usec = event->at_usec;
      return;
    }
  lamp_record_set_string (&outage->status, "partiallyRestored");
  lamp_desk_set_device (demo->desk, outage->base.id, event->remains, event->at_usec);
}

static void
take_restored (LampDemo *demo, LampTurn *turn, const LampStormEvent *event)
{
  const LampState      *state = lamp_turn_get_state (turn);
  const LampAssignment *assignment = event->assignment != NULL ? lamp_state_lookup (state, &lamp_assignment_type, event->assignment) : NULL;
  g_autofree char      *id = g_strdup (assignment != NULL ? assignment->outage : lamp_desk_find (demo->desk, event->element));
  LampEdit             *edit = lamp_turn_begin (turn, event->crew != NULL ? lamp_crew_call (state, event->crew) : "night-desk", "restore");
  LampOutage           *outage = id != NULL ? lamp_edit_open (edit, &lamp_outage_type, id) : NULL;

  report (demo, LAMP_REPORT_RESTORED, event->element, event->at_usec);
  if (outage != NULL && lamp_outage_is_open (outage) && event->remains == LAMP_NONE && lamp_desk_get_device (demo->desk, id) != LAMP_NONE)
    report (demo, LAMP_REPORT_RESTORED, lamp_desk_get_device (demo->desk, id), event->at_usec);
  if (outage != NULL && lamp_outage_is_open (outage))
    {
      write_restored (demo, outage, event);
      lamp_settle_outage (edit, state, id);
    }
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

static void
take_event (LampDemo *demo, LampTurn *turn, const LampStormEvent *event)
{
  switch (event->kind)
    {
    case LAMP_STORM_CALL:
      report (demo, LAMP_REPORT_CALL, event->customer, event->at_usec);
      break;
    case LAMP_STORM_LAST_GASP:
      report (demo, LAMP_REPORT_LAST_GASP, event->customer, event->at_usec);
      break;
    case LAMP_STORM_POWER_RESTORED:
      report (demo, LAMP_REPORT_LIVE, event->customer, event->at_usec);
      break;
    case LAMP_STORM_SWITCH:
      take_switch (demo, turn, event);
      break;
    case LAMP_STORM_SHIFT:
      take_shift (turn, event);
      break;
    case LAMP_STORM_STEP:
      take_step (turn, event);
      break;
    case LAMP_STORM_REPORT:
      take_found (demo, turn, event);
      break;
    case LAMP_STORM_RESTORED:
      take_restored (demo, turn, event);
      break;
    case LAMP_STORM_POSITION:
    default:
      break; /* with the fixes, at the end */
    }
}

/* --- calls --- */

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

static void
take_calls (LampDemo *demo, LampTurn *turn, const GArray *events)
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

/* --- fixes --- */

/* The last one of each crew in this tick. */
static void
take_fixes (LampTurn *turn, const GArray *events)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = events->len; i > 0; i--)
    {
      const LampStormEvent *event = &g_array_index (events, LampStormEvent, i - 1);
      const LampCrew       *present = event->kind == LAMP_STORM_POSITION ? lamp_state_lookup (lamp_turn_get_state (turn), &lamp_crew_type, event->crew) : NULL;
      LampCrew             *crew;

      if (present == NULL || !g_hash_table_add (seen, (gpointer)event->crew))
        continue;
      crew = lamp_record_copy (present);
      crew->base.at = lamp_point_from_world (event->at);
      crew->base.placed = TRUE;
      crew->position_usec = event->at_usec;
      crew->speed_mps = event->speed_mps;
      crew->heading_deg = event->heading_deg;
      lamp_record_set_string (&crew->source, "avl");
      lamp_turn_fix (turn, crew);
    }
}

/* --- the clockwork --- */

static void
tick (LampTurn *turn, gpointer data)
{
  LampDemo     *demo = data;
  const GArray *events = lamp_storm_step (demo->storm, lamp_turn_get_now_usec (turn));

  for (guint i = 0; i < events->len; i++)
    take_event (demo, turn, &g_array_index (events, LampStormEvent, i));
  lamp_desk_settle (demo->desk, turn);
  take_calls (demo, turn, events);
  take_fixes (turn, events);
  if (++demo->n_ticks % KEEP_POSITIONS_TICKS == 0)
    lamp_turn_keep_positions (turn);
  send_crews_on (demo, lamp_turn_get_state (turn));
}

static void
ticked (const GError *error, gpointer data)
{
  ((LampDemo *)data)->ticking = FALSE;
}

static gboolean
tick_cb (gpointer user_data)
{
  static const LampJob job = { tick, NULL, ticked };
  LampDemo            *demo = user_data;

  if (!demo->ticking)
    {
      demo->ticking = TRUE;
      lamp_ledger_push (demo->ledger, &job, demo);
    }
  return G_SOURCE_CONTINUE;
}

void
lamp_demo_start (LampDemo *demo, LampLedger *ledger)
{
  demo->ledger = ledger;
  demo->tick_id = g_timeout_add (TICK_MSEC, tick_cb, demo);
}

void
lamp_demo_stop (LampDemo *demo)
{
  g_clear_handle_id (&demo->tick_id, g_source_remove);
}

/* --- opening --- */

static void
add_crews (LampDemo *demo, LampTurn *turn)
{
  g_autoptr (GPtrArray) crews = lamp_storm_crews (demo->storm);
  LampEdit *edit = lamp_turn_begin (turn, LAMP_DESK_ACTOR, "open-shift");

  for (guint i = 0; i < crews->len; i++)
    if (lamp_edit_look (edit, &lamp_crew_type, ((LampRecord *)crews->pdata[i])->id) == NULL)
      lamp_edit_add (edit, lamp_record_ref (crews->pdata[i]));
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

static void
resume_calls (LampDemo *demo, const LampState *state)
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

static GPtrArray *
list_open (const GPtrArray *list, gboolean (*is_open) (gconstpointer record))
{
  GPtrArray *open = g_ptr_array_new ();

  for (guint i = 0; i < list->len; i++)
    if (is_open (list->pdata[i]))
      g_ptr_array_add (open, list->pdata[i]);
  return open;
}

static gboolean
outage_is_open (gconstpointer record)
{
  return lamp_outage_is_open (record);
}

static gboolean
assignment_is_open (gconstpointer record)
{
  return lamp_assignment_is_open (record);
}

static void
resume (LampDemo *demo, LampTurn *turn)
{
  const LampState *state = lamp_turn_get_state (turn);
  g_autoptr (GPtrArray) outages = list_open (lamp_state_list (state, &lamp_outage_type), outage_is_open);
  g_autoptr (GPtrArray) assignments = list_open (lamp_state_list (state, &lamp_assignment_type), assignment_is_open);

  lamp_storm_resume (demo->storm, lamp_turn_get_now_usec (turn), outages, lamp_state_list (state, &lamp_crew_type), assignments);
  for (guint i = 0; i < assignments->len; i++)
    {
      const LampAssignment *assignment = assignments->pdata[i];
      guint32               device = lamp_desk_get_device (demo->desk, assignment->outage);
      Errand               *errand = g_new (Errand, 1);

      *errand = (Errand){ g_strdup (assignment->crew), device };
      g_hash_table_replace (demo->errands, g_strdup (assignment->base.id), errand);
    }
  resume_calls (demo, state);
}

void
lamp_demo_open (LampDemo *demo, LampTurn *turn)
{
  LampStormOptions options = { .seed = demo->seed, .start_usec = lamp_turn_get_now_usec (turn), .night_desk = TRUE };
  gboolean         is_new = lamp_state_list (lamp_turn_get_state (turn), &lamp_crew_type)->len == 0;
  gint64           first_usec = 0;
  g_autofree char *first = lamp_turn_find_actor (turn, 1, &first_usec);

  /* The same storm goes on: its choices hang on when it began. */
  if (!is_new && first != NULL)
    options.start_usec = first_usec;
  demo->storm = lamp_storm_new (demo->network, demo->roads, &options);
  add_crews (demo, turn);
  lamp_desk_open (demo->desk, turn);
  if (!is_new)
    resume (demo, turn);
}
