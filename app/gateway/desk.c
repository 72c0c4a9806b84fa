/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See desk.h. The ledger's thread.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/desk-private.h"

#include "gateway/decide.h"
#include "records/call.h"
#include "records/switch.h"

#define FIRST_NUMBER 1001 /* of outages: O-1001 */

static void
clear_case (gpointer data)
{
  LampCase *one = data;

  g_free (one->id);
  g_clear_pointer (&one->shown, g_array_unref);
}

LampDesk *
lamp_desk_new (LampNetwork *network, const LampDeskRules *rules)
{
  LampDesk *desk = g_new0 (LampDesk, 1);

  desk->network = lamp_network_ref (network);
  desk->normal = lamp_energisation_new (network);
  desk->present = lamp_energisation_copy (desk->normal);
  desk->predictor = lamp_predictor_new (desk->normal, rules->prediction);
  desk->switched = g_array_new (FALSE, FALSE, sizeof (guint32));
  desk->dead_sites = g_array_new (FALSE, FALSE, sizeof (guint32));
  desk->cases = g_array_new (FALSE, FALSE, sizeof (LampCase));
  g_array_set_clear_func (desk->cases, clear_case);
  desk->rules = *rules;
  desk->history = lamp_history_new ();
  desk->crews = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  return desk;
}

void
lamp_desk_free (LampDesk *desk)
{
  g_hash_table_unref (desk->crews);
  lamp_history_free (desk->history);
  g_array_unref (desk->dead_sites);
  g_array_unref (desk->cases);
  g_array_unref (desk->switched);
  lamp_predictor_free (desk->predictor);
  lamp_energisation_free (desk->present);
  lamp_energisation_free (desk->normal);
  lamp_network_unref (desk->network);
  g_free (desk);
}

void
lamp_desk_report (LampDesk *desk, const LampReport *report)
{
  lamp_predictor_report (desk->predictor, report);
}

/* --- cases --- */

static LampCase *
find_case (LampDesk *desk, const char *id)
{
  for (guint i = 0; i < desk->cases->len; i++)
    if (g_strcmp0 (g_array_index (desk->cases, LampCase, i).id, id) == 0)
      return &g_array_index (desk->cases, LampCase, i);
  return NULL;
}

static void
add_case (LampDesk *desk, const char *id, guint32 device, guint32 customer, gboolean assumed, int prediction)
{
  LampCase one = { g_strdup (id), device, customer, assumed, prediction, 0, NULL };

  g_array_append_val (desk->cases, one);
}

guint32
lamp_desk_get_device (LampDesk *desk, const char *outage)
{
  const LampCase *one = find_case (desk, outage);

  return one != NULL ? one->device : LAMP_NONE;
}

void
lamp_desk_set_device (LampDesk *desk, const char *outage, guint32 device, gint64 at_usec)
{
  LampCase  *one = find_case (desk, outage);
  LampReport report = { LAMP_REPORT_FIELD_OPEN, device, at_usec, FALSE };

  lamp_desk_report (desk, &report);
  if (one == NULL)
    return;
  /* A guess taken over from before the start gives way to what was found. */
  if (one->assumed && one->device != device)
    lamp_desk_report (desk, &(LampReport){ LAMP_REPORT_RESTORED, one->device, at_usec - 1, FALSE });
  one->device = device;
  one->customer = LAMP_NONE;
  one->assumed = FALSE;
}

const char *
lamp_desk_find (LampDesk *desk, guint32 device)
{
  for (guint i = 0; i < desk->cases->len; i++)
    if (g_array_index (desk->cases, LampCase, i).device == device)
      return g_array_index (desk->cases, LampCase, i).id;
  return NULL;
}

const char *
lamp_desk_explain (LampDesk *desk, guint32 customer)
{
  int prediction = lamp_predictor_explain (desk->predictor, customer);

  for (guint i = 0; prediction >= 0 && i < desk->cases->len; i++)
    if (g_array_index (desk->cases, LampCase, i).prediction == prediction)
      return g_array_index (desk->cases, LampCase, i).id;
  return NULL;
}

/* --- after a start --- */

/* The customer of a service outage: who called about it, or somebody there. */
static guint32
find_customer (LampDesk *desk, const LampState *state, const LampOutage *outage, guint32 device)
{
  const GPtrArray *calls = lamp_state_list (state, &lamp_call_type);
  guint32          n = 0;
  const guint32   *behind = lamp_tree_customers (lamp_predictor_get_tree (desk->predictor), device, &n);

  for (guint i = 0; i < calls->len; i++)
    {
      const LampCall *call = calls->pdata[i];
      guint32         customer = g_strcmp0 (call->outage, outage->base.id) == 0 && call->account != NULL ? lamp_network_find_customer (desk->network, call->account) : LAMP_NONE;

      if (customer != LAMP_NONE)
        return customer;
    }
  return n > 0 ? behind[0] : LAMP_NONE;
}

static void
open_outage (LampDesk *desk, const LampState *state, const LampOutage *outage)
{
  guint32    device = outage->device != NULL ? lamp_network_find_element (desk->network, outage->device) : LAMP_NONE;
  gboolean   service = g_strcmp0 (outage->rule, "service") == 0;
  guint32    customer = device != LAMP_NONE && service ? find_customer (desk, state, outage, device) : LAMP_NONE;
  LampReport report = { LAMP_REPORT_FIELD_OPEN, device, outage->start_usec, FALSE };

  if (device == LAMP_NONE)
    return; /* of another edition of the region: it stays as it is until somebody closes it */
  if (customer != LAMP_NONE)
    report = (LampReport){ LAMP_REPORT_CALL, customer, outage->start_usec, FALSE };
  else if (g_strcmp0 (outage->rule, "scada") == 0)
    report.kind = LAMP_REPORT_SCADA_OPEN;
  lamp_desk_report (desk, &report);
  add_case (desk, outage->base.id, device, customer, g_strcmp0 (outage->status, "predicted") == 0, -1);
}

void
lamp_desk_open (LampDesk *desk, LampTurn *turn)
{
  const LampState *state = lamp_turn_get_state (turn);
  const GPtrArray *outages = lamp_state_list (state, &lamp_outage_type);

  lamp_desk_learn (desk, state);
  for (guint i = 0; i < outages->len; i++)
    if (lamp_outage_is_open (outages->pdata[i]))
      open_outage (desk, state, outages->pdata[i]);
  lamp_desk_settle (desk, turn);
}

/* --- following --- */

static gboolean
has_crew (LampEdit *edit, const char *id)
{
  const LampOutage *outage = lamp_edit_look (edit, &lamp_outage_type, id);

  return outage != NULL && outage->crew_status != NULL && !g_str_equal (outage->crew_status, "awaitingCrewAssignment");
}

static void
move_assignments (LampEdit *edit, const LampState *state, const char *from, const char *to)
{
  const GPtrArray  *list = lamp_state_list (state, &lamp_assignment_type);
  const LampOutage *outage = lamp_edit_look (edit, &lamp_outage_type, to);

  for (guint i = 0; i < list->len; i++)
    {
      const LampAssignment *present = list->pdata[i];
      LampAssignment       *assignment;

      if (g_strcmp0 (present->outage, from) != 0 || !lamp_assignment_is_open (present))
        continue;
      assignment = lamp_edit_open (edit, &lamp_assignment_type, present->base.id);
      lamp_record_set_string (&assignment->outage, to);
      assignment->base.at = outage->base.at;
      assignment->base.placed = outage->base.placed;
    }
  lamp_settle_outage (edit, state, from);
  lamp_settle_outage (edit, state, to);
}

/* `lost` is part of `kept`. */
static void
merge (LampEdit *edit, const LampState *state, const char *kept, const char *lost, gint64 now_usec)
{
  LampOutage      *outage = lamp_edit_open (edit, &lamp_outage_type, lost);
  LampOutage      *whole = lamp_edit_open (edit, &lamp_outage_type, kept);
  g_autofree char *text = g_strdup_printf ("Part of %s.", kept);

  /* It was out since the first report of either. */
  if (outage->start_usec != LAMP_UNKNOWN_TIME && (whole->start_usec == LAMP_UNKNOWN_TIME || outage->start_usec < whole->start_usec))
    whole->start_usec = outage->start_usec;
  lamp_outage_end (outage, "cancelled");
  lamp_outage_add_note (outage, LAMP_DESK_ACTOR, text, now_usec);
  move_assignments (edit, state, lost, kept);
}

/* Nothing that was reported speaks for it any more: the light is back. */
static void
restore (LampDesk *desk, LampEdit *edit, const char *id, gint64 now_usec)
{
  LampOutage *outage = lamp_edit_open (edit, &lamp_outage_type, id);

  if (outage == NULL || !lamp_outage_is_open (outage))
    return;
  lamp_outage_end (outage, "restored");
  outage->restored_usec = now_usec;
  lamp_desk_finish_outage (desk, edit, id);
}

/* Of the cases that could go on with a prediction one does: with a crew before without, old before new. The ids of these,
 * one a prediction, NULL where none does; they live as long as their cases. */
static const char **
choose_cases (LampDesk *desk, LampEdit *edit, guint n_predictions)
{
  const char **kept = g_new0 (const char *, n_predictions + 1);

  for (guint i = 0; i < desk->cases->len; i++)
    {
      LampCase    *one = &g_array_index (desk->cases, LampCase, i);
      const char **chosen;

      one->prediction = lamp_predictor_follow (desk->predictor, one->device, one->customer);
      if (one->prediction < 0)
        continue;
      chosen = &kept[one->prediction];
      if (*chosen == NULL || (has_crew (edit, one->id) && !has_crew (edit, *chosen)))
        *chosen = one->id;
    }
  return kept;
}

static void
follow_cases (LampDesk *desk, LampEdit *edit, const LampState *state, const char *const *kept, gint64 now_usec)
{
  for (guint i = desk->cases->len; i > 0; i--)
    {
      const LampCase *one = &g_array_index (desk->cases, LampCase, i - 1);

      if (one->prediction >= 0 && kept[one->prediction] == one->id)
        continue;
      if (one->prediction >= 0)
        merge (edit, state, kept[one->prediction], one->id, now_usec);
      else
        restore (desk, edit, one->id, now_usec);
      g_array_remove_index (desk->cases, i - 1);
    }
}

/* --- writing --- */

static LampOutage *
new_outage (LampDesk *desk, LampEdit *edit, const LampState *state, const LampPrediction *prediction, guint n_new, gint64 now_usec)
{
  g_autofree char *id = g_strdup_printf ("O-%u", FIRST_NUMBER + lamp_state_list (state, &lamp_outage_type)->len + n_new);
  LampOutage      *outage = lamp_record_new (&lamp_outage_type, id);

  lamp_record_set_string (&outage->status, prediction->confirmed ? "confirmed" : "predicted");
  outage->planned = FALSE;
  outage->customers_at_start = prediction->n_customers;
  outage->start_usec = MIN (prediction->first_usec, now_usec);
  lamp_record_set_string (&outage->crew_status, "awaitingCrewAssignment");
  lamp_edit_add (edit, outage);
  return outage;
}

static void
add_new (LampDesk *desk, LampEdit *edit, const LampState *state, const GArray *predictions, const char *const *kept, gint64 now_usec)
{
  guint n_new = 0;

  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, i);

      /* What lies in the dark of another and is only a guess can wait until that one is over. */
      if (kept[i] != NULL || (prediction->nested_in != LAMP_NONE && !prediction->confirmed))
        continue;
      add_case (desk, new_outage (desk, edit, state, prediction, n_new++, now_usec)->base.id, prediction->device, prediction->customer, FALSE, (int)i);
    }
}

/* A disk was full: the records are as they were before what the cases remember having written. */
static void
forget_written (LampDesk *desk, guint n_taken_back)
{
  if (n_taken_back == desk->n_taken_back)
    return;
  for (guint i = 0; i < desk->cases->len; i++)
    {
      LampCase *one = &g_array_index (desk->cases, LampCase, i);

      one->written = 0;
      g_clear_pointer (&one->shown, g_array_unref);
    }
  desk->n_taken_back = n_taken_back;
}

static void
write_cases (LampDesk *desk, LampEdit *edit, const GArray *predictions)
{
  guint64 answer = lamp_predictor_get_answer (desk->predictor);

  for (guint i = 0; i < desk->cases->len; i++)
    {
      LampCase             *one = &g_array_index (desk->cases, LampCase, i);
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, one->prediction);
      LampOutage           *outage;

      if (one->written == answer)
        continue;
      outage = lamp_edit_open (edit, &lamp_outage_type, one->id);
      /* By the record: the case may have moved on already (lamp_desk_set_device). */
      if (g_strcmp0 (outage->device, lamp_network_element_id (desk->network, prediction->device)) != 0)
        lamp_desk_write_device (desk, outage, prediction->device);
      one->device = prediction->device;
      one->customer = prediction->customer;
      lamp_desk_write_evidence (desk, outage, one, prediction);
      one->written = answer;
    }
}

/* Somebody closed it, or a crew restored it: the records know before we do. */
static void
drop_closed (LampDesk *desk, LampEdit *edit)
{
  for (guint i = desk->cases->len; i > 0; i--)
    {
      const char       *id = g_array_index (desk->cases, LampCase, i - 1).id;
      const LampOutage *outage = lamp_edit_look (edit, &lamp_outage_type, id);

      if (outage != NULL && lamp_outage_is_open (outage))
        continue;
      if (outage != NULL)
        lamp_desk_finish_outage (desk, edit, id);
      g_array_remove_index (desk->cases, i - 1);
    }
}

void
lamp_desk_settle (LampDesk *desk, LampTurn *turn)
{
  LampEdit               *edit = lamp_turn_begin (turn, LAMP_DESK_ACTOR, "predict");
  const LampState        *state = lamp_turn_get_state (turn);
  gint64                  now_usec = lamp_turn_get_now_usec (turn);
  const GArray           *predictions;
  g_autofree const char **kept = NULL;

  lamp_desk_look_at_crews (desk, state);
  lamp_desk_follow_switching (desk, state);
  predictions = lamp_predictor_predict (desk->predictor);
  drop_closed (desk, edit);
  kept = choose_cases (desk, edit, predictions->len);
  follow_cases (desk, edit, state, kept, now_usec);
  add_new (desk, edit, state, predictions, kept, now_usec);
  forget_written (desk, lamp_turn_get_n_taken_back (turn));
  write_cases (desk, edit, predictions);
  lamp_desk_settle_sites (desk, edit, state, now_usec);
  lamp_desk_settle_urgency (desk, edit, state, now_usec);
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}
