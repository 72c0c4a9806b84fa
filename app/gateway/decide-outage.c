/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See decide.h: acknowledge, set-ert, note, close. The ledger's thread.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/decide.h"

static gboolean
refuse_over (LampDecision *decision, const LampOutage *outage, const char *word)
{
  g_autofree char *actor = NULL;
  g_autofree char *at = NULL;
  gint64           at_usec;
  JsonObject      *extra = lamp_decision_describe_last (decision, &outage->base, outage->status, &actor, &at_usec);

  at = lamp_clock_text (at_usec);
  return lamp_decision_refuse (decision, 409, "outage-closed", "Outage is over", extra, "%s cannot be %s: it is %s, changed by %s at %s.", outage->base.id, word, outage->status, actor, at);
}

static gboolean
decide_acknowledge (LampEdit *edit, LampDecision *decision)
{
  const LampOutage *present = lamp_edit_look (edit, &lamp_outage_type, decision->id);
  LampOutage       *outage;

  if (!lamp_outage_is_open (present))
    return refuse_over (decision, present, "acknowledged");
  if (present->acknowledged_by != NULL && !g_str_equal (present->acknowledged_by, decision->actor))
    {
      JsonObject *extra = json_object_new ();
      JsonObject *holder = json_object_new ();

      json_object_set_string_member (holder, "by", present->acknowledged_by);
      json_object_set_object_member (extra, "holder", holder);
      json_object_set_object_member (extra, "present", lamp_decision_describe (&present->base, present->status));
      return lamp_decision_refuse (decision, 409, "already-acknowledged", "Acknowledged already", extra, "%s was acknowledged by %s already.", decision->id, present->acknowledged_by);
    }
  outage = lamp_edit_open (edit, &lamp_outage_type, decision->id);
  lamp_record_set_string (&outage->acknowledged_by, decision->actor);
  return TRUE;
}

static gboolean
decide_set_ert (LampEdit *edit, LampDecision *decision)
{
  const LampOutage *present = lamp_edit_look (edit, &lamp_outage_type, decision->id);
  const char       *text;
  gint64            ert_usec;
  LampOutage       *outage;

  if (!lamp_decision_get_string (decision, "ert", &text))
    return FALSE;
  if (text == NULL || !lamp_time_from_string (text, &ert_usec))
    return lamp_decision_refuse (decision, 400, "bad-body", "Body not understood", NULL, "set-ert needs \"ert\", a time like 2026-01-05T14:30:00Z.");
  if (!lamp_outage_is_open (present))
    return refuse_over (decision, present, "given an estimate");
  if (ert_usec <= lamp_turn_get_now_usec (decision->turn))
    return lamp_decision_refuse (decision, 409, "ert-past", "Estimate is past", NULL, "%s has passed already; estimate a time to come.", text);
  outage = lamp_edit_open (edit, &lamp_outage_type, decision->id);
  outage->ert_usec = ert_usec;
  lamp_record_set_string (&outage->ert_source, "dispatcher");
  lamp_record_set_string (&outage->ert_confidence, "high");
  return TRUE;
}

static gboolean
decide_note (LampEdit *edit, LampDecision *decision)
{
  g_autofree char *plain = NULL;
  const char      *text;

  if (!lamp_decision_get_text (decision, "text", &text))
    return FALSE;
  plain = g_strstrip (g_strdup (text != NULL ? text : ""));
  if (*plain == '\0')
    return lamp_decision_refuse (decision, 400, "bad-body", "Body not understood", NULL, "A note needs \"text\", and something in it.");
  lamp_outage_add_note (lamp_edit_open (edit, &lamp_outage_type, decision->id), decision->actor, plain, lamp_turn_get_now_usec (decision->turn));
  return TRUE;
}

static gboolean
check_nobody_there (LampDecision *decision, const LampOutage *outage)
{
  const LampState *state = lamp_turn_get_state (decision->turn);
  const GPtrArray *list = lamp_state_list (state, &lamp_assignment_type);

  for (guint i = 0; i < list->len; i++)
    {
      const LampAssignment *assignment = list->pdata[i];

      if (g_strcmp0 (assignment->outage, outage->base.id) == 0 && lamp_assignment_is_open (assignment))
        {
          JsonObject *extra = json_object_new ();

          json_object_set_object_member (extra, "present", lamp_decision_describe (&assignment->base, assignment->status));
          return lamp_decision_refuse (decision, 409, "crew-still-there", "A crew is still there", extra, "%s cannot be closed: %s is still on it (%s); recall it or wait until it is done.", outage->base.id, lamp_crew_call (state, assignment->crew), assignment->status);
        }
    }
  return TRUE;
}

static gboolean
decide_close (LampEdit *edit, LampDecision *decision)
{
  const LampOutage *present = lamp_edit_look (edit, &lamp_outage_type, decision->id);
  LampOutage       *outage;

  if (!lamp_decision_get_text (decision, "text", &decision->reason))
    return FALSE;
  if (lamp_outage_is_open (present))
    {
      JsonObject *extra = json_object_new ();

      json_object_set_object_member (extra, "present", lamp_decision_describe (&present->base, present->status));
      return lamp_decision_refuse (decision, 409, "outage-still-out", "Still without power", extra, "%s cannot be closed: it is %s, and %" G_GINT64_FORMAT " customers are without power.", decision->id, present->status, MAX (present->customers_out, 0));
    }
  if (!g_str_equal (present->status, "restored"))
    return refuse_over (decision, present, "closed");
  if (!check_nobody_there (decision, present))
    return FALSE;
  outage = lamp_edit_open (edit, &lamp_outage_type, decision->id);
  lamp_record_set_string (&outage->status, "closed");
  if (decision->reason != NULL && *decision->reason != '\0')
    lamp_outage_add_note (outage, decision->actor, decision->reason, lamp_turn_get_now_usec (decision->turn));
  return TRUE;
}

const LampCommandType lamp_outage_commands[] = {
  { "acknowledge", &lamp_outage_type, FALSE, decide_acknowledge },
  { "set-ert", &lamp_outage_type, FALSE, decide_set_ert },
  { "note", &lamp_outage_type, FALSE, decide_note },
  { "close", &lamp_outage_type, FALSE, decide_close },
  { NULL, NULL, FALSE, NULL },
};
