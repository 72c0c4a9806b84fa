/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See decide.h: assign, advance, suspend, recall. The ledger's thread.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/decide.h"

#include "records/crew.h"

/* --- assign --- */

typedef struct
{
  const char       *outage_id, *crew_id;
  const char       *outage_etag, *crew_etag; /* as the dispatcher knew them; NULL when not told */
  gboolean          as_second;
  const LampOutage *outage;
  const LampCrew   *crew;
} Wish;

static gboolean
read_based_on (LampDecision *decision, Wish *wish)
{
  JsonNode    *node = json_object_get_member (decision->body, "basedOn");
  LampDecision inner = *decision;
  gboolean     ok;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return lamp_decision_refuse (decision, 400, "bad-body", "Body not understood", NULL, "The member \"basedOn\" must be an object with the ETags of \"outage\" and \"crew\".");
  inner.body = json_node_get_object (node);
  ok = lamp_decision_get_string (&inner, "outage", &wish->outage_etag) && lamp_decision_get_string (&inner, "crew", &wish->crew_etag);
  inner.body = decision->body;
  *decision = inner;
  return ok;
}

static gboolean
read_wish (LampDecision *decision, Wish *wish)
{
  JsonNode *second = json_object_get_member (decision->body, "asSecond");

  if (!lamp_decision_get_string (decision, "outage", &wish->outage_id) || !lamp_decision_get_string (decision, "crew", &wish->crew_id) || !read_based_on (decision, wish))
    return FALSE;
  if (wish->outage_id == NULL || wish->crew_id == NULL)
    return lamp_decision_refuse (decision, 400, "bad-body", "Body not understood", NULL, "A new assignment needs \"outage\" and \"crew\", the ids of both.");
  if (second != NULL && (!JSON_NODE_HOLDS_VALUE (second) || json_node_get_value_type (second) != G_TYPE_BOOLEAN))
    return lamp_decision_refuse (decision, 400, "bad-body", "Body not understood", NULL, "The member \"asSecond\" must be true or false.");
  wish->as_second = second != NULL && json_node_get_boolean (second);
  return TRUE;
}

static gboolean
find_both (LampEdit *edit, LampDecision *decision, Wish *wish)
{
  wish->outage = lamp_edit_look (edit, &lamp_outage_type, wish->outage_id);
  wish->crew = lamp_edit_look (edit, &lamp_crew_type, wish->crew_id);
  if (wish->outage == NULL)
    return lamp_decision_refuse_unknown (decision, "outage-unknown", "No such outage", &lamp_outage_type, wish->outage_id);
  if (wish->crew == NULL)
    return lamp_decision_refuse_unknown (decision, "crew-unknown", "No such crew", &lamp_crew_type, wish->crew_id);
  return TRUE;
}

/* An ETag that was never ours, or of a command still to come, is of another gateway or another store. */
static gboolean
check_etag (LampEdit *edit, LampDecision *decision, const char *etag, const char *member)
{
  gint64 revision = etag != NULL ? lamp_etag_get_revision (etag) : 0;

  if (revision >= 0 && revision < lamp_edit_get_seq (edit))
    return TRUE;
  return lamp_decision_refuse (decision, 412, "based-on-unknown", "Based on something unknown", NULL, "The ETag in basedOn.%s is not of this gateway; load everything anew.", member);
}

static gboolean
refuse_closed (LampDecision *decision, const LampOutage *outage)
{
  g_autofree char *actor = NULL;
  g_autofree char *at = NULL;
  gint64           at_usec;
  JsonObject      *extra = lamp_decision_describe_last (decision, &outage->base, outage->status, &actor, &at_usec);

  at = lamp_clock_text (outage->restored_usec != LAMP_UNKNOWN_TIME ? outage->restored_usec : at_usec);
  return lamp_decision_refuse (decision, 409, "outage-closed", "Outage is over", extra, "%s is %s since %s; no crew is needed there.", outage->base.id, outage->status, at);
}

static JsonObject *
describe_holder (const LampAssignment *assignment)
{
  JsonObject      *extra = json_object_new ();
  JsonObject      *holder = json_object_new ();
  g_autofree char *at = lamp_time_to_string (assignment->assigned_usec);

  json_object_set_string_member (holder, "by", assignment->by);
  json_object_set_string_member (holder, "at", at);
  json_object_set_string_member (holder, "assignment", assignment->base.id);
  json_object_set_string_member (holder, "crew", assignment->crew);
  json_object_set_string_member (holder, "outage", assignment->outage);
  json_object_set_object_member (extra, "holder", holder);
  json_object_set_object_member (extra, "present", lamp_decision_describe (&assignment->base, assignment->status));
  return extra;
}

static gboolean
refuse_taken (LampDecision *decision, const LampAssignment *holder, const char *code, const char *title)
{
  g_autofree char *at = lamp_clock_text (holder->assigned_usec);

  return lamp_decision_refuse (decision, 409, code, title, describe_holder (holder), "%s was assigned to %s by %s at %s", lamp_crew_call (lamp_turn_get_state (decision->turn), holder->crew), holder->outage, holder->by != NULL ? holder->by : "someone", at);
}

/* Did the dispatcher know of this assignment? */
static gboolean
was_seen (const LampAssignment *assignment, const char *etag)
{
  return etag != NULL && lamp_assignment_made_by (assignment) <= lamp_etag_get_revision (etag);
}

static gboolean
check_holders (LampDecision *decision, const Wish *wish)
{
  const GPtrArray *list = lamp_state_list (lamp_turn_get_state (decision->turn), &lamp_assignment_type);

  for (guint i = 0; i < list->len; i++)
    {
      const LampAssignment *other = list->pdata[i];
      gboolean              same_outage = g_strcmp0 (other->outage, wish->outage_id) == 0;
      gboolean              same_crew = g_strcmp0 (other->crew, wish->crew_id) == 0;

      if (!lamp_assignment_is_open (other) || (!same_outage && !same_crew))
        continue;
      if (same_outage && same_crew)
        return refuse_taken (decision, other, "crew-taken", "Crew is there already");
      if (same_outage && !(wish->as_second && (wish->outage_etag == NULL || was_seen (other, wish->outage_etag))))
        return refuse_taken (decision, other, "outage-taken", "Outage has a crew");
      if (same_crew && !was_seen (other, wish->crew_etag))
        return refuse_taken (decision, other, "crew-taken", "Crew is taken");
    }
  return TRUE;
}

static void
estimate_arrival (LampDecision *decision, const Wish *wish, LampAssignment *assignment, gint64 now_usec)
{
  g_auto (LampRoute) route = { 0 };

  if (!wish->outage->base.placed || !wish->crew->base.placed || wish->crew->current_assignment != NULL)
    return;
  lamp_roads_route (decision->roads, lamp_world_from_point (wish->crew->base.at), lamp_world_from_point (wish->outage->base.at), &route);
  assignment->eta_usec = now_usec + (gint64)(route.duration_s * G_USEC_PER_SEC);
  lamp_record_set_string (&assignment->eta_source, route.by_road ? "route" : "straightLine");
}

static void
set_order (LampDecision *decision, LampOrderKind kind, const LampAssignment *assignment, const char *device)
{
  decision->order = (LampOrder){ kind, g_strdup (assignment->base.id), g_strdup (assignment->crew), g_strdup (device) };
}

static gboolean
decide_assign (LampEdit *edit, LampDecision *decision)
{
  const LampState *state = lamp_turn_get_state (decision->turn);
  gint64           now_usec = lamp_turn_get_now_usec (decision->turn);
  Wish             wish = { NULL };
  LampAssignment  *assignment;
  LampOutage      *outage;

  if (!read_wish (decision, &wish) || !find_both (edit, decision, &wish) || !check_etag (edit, decision, wish.outage_etag, "outage") || !check_etag (edit, decision, wish.crew_etag, "crew"))
    return FALSE;
  if (!lamp_outage_is_open (wish.outage))
    return refuse_closed (decision, wish.outage);
  if (!check_holders (decision, &wish))
    return FALSE;
  decision->result_id = g_strdup_printf ("A-%" G_GINT64_FORMAT, lamp_edit_get_seq (edit));
  assignment = lamp_record_new (&lamp_assignment_type, decision->result_id);
  assignment->base.at = wish.outage->base.at;
  assignment->base.placed = wish.outage->base.placed;
  lamp_record_set_string (&assignment->outage, wish.outage_id);
  lamp_record_set_string (&assignment->crew, wish.crew_id);
  lamp_record_set_string (&assignment->by, decision->actor);
  lamp_assignment_set_status (assignment, "assigned", now_usec);
  estimate_arrival (decision, &wish, assignment, now_usec);
  set_order (decision, LAMP_ORDER_GO, assignment, wish.outage->device);
  lamp_edit_add (edit, assignment);
  outage = lamp_edit_open (edit, &lamp_outage_type, wish.outage_id);
  if (outage->acknowledged_by == NULL)
    lamp_record_set_string (&outage->acknowledged_by, decision->actor);
  lamp_settle_crew (edit, state, wish.crew_id);
  lamp_settle_outage (edit, state, wish.outage_id);
  return TRUE;
}

/* --- one that is there --- */

static gboolean
refuse_step (LampDecision *decision, const LampAssignment *assignment, const char *step)
{
  g_autofree char *actor = NULL;
  g_autofree char *at = NULL;
  gint64           at_usec;
  JsonObject      *extra = lamp_decision_describe_last (decision, &assignment->base, assignment->status, &actor, &at_usec);

  at = lamp_clock_text (at_usec);
  return lamp_decision_refuse (decision, 409, "impossible-step", "Impossible now", extra, "%s cannot be %s: it is %s since %s, by %s.", assignment->base.id, step, assignment->status, at, actor);
}

static gboolean
move (LampEdit *edit, LampDecision *decision, const char *to, const char *word)
{
  const LampState      *state = lamp_turn_get_state (decision->turn);
  const LampAssignment *present = lamp_edit_look (edit, &lamp_assignment_type, decision->id);
  const LampOutage     *outage = lamp_edit_look (edit, &lamp_outage_type, present->outage);
  gboolean              goes_on = g_str_equal (present->status, "suspended");
  LampAssignment       *assignment;

  if (!lamp_decision_get_text (decision, "reason", &decision->reason))
    return FALSE;
  if (to == NULL)
    to = lamp_assignment_next (present->status);
  if (to == NULL || !lamp_assignment_can (present->status, to))
    return refuse_step (decision, present, word);
  assignment = lamp_edit_open (edit, &lamp_assignment_type, decision->id);
  lamp_assignment_set_status (assignment, to, lamp_turn_get_now_usec (decision->turn));
  if (decision->reason != NULL)
    lamp_record_set_string (&assignment->reason, decision->reason);
  if (g_str_equal (to, "suspended") || g_str_equal (to, "recalled"))
    set_order (decision, g_str_equal (to, "recalled") ? LAMP_ORDER_RECALL : LAMP_ORDER_SUSPEND, assignment, NULL);
  else if (goes_on && outage != NULL)
    set_order (decision, LAMP_ORDER_GO, assignment, outage->device);
  lamp_settle_crew (edit, state, assignment->crew);
  lamp_settle_outage (edit, state, assignment->outage);
  decision->result_id = g_strdup (decision->id);
  return TRUE;
}

static gboolean
decide_advance (LampEdit *edit, LampDecision *decision)
{
  return move (edit, decision, NULL, "advanced");
}

static gboolean
decide_suspend (LampEdit *edit, LampDecision *decision)
{
  return move (edit, decision, "suspended", "suspended");
}

static gboolean
decide_recall (LampEdit *edit, LampDecision *decision)
{
  return move (edit, decision, "recalled", "recalled");
}

const LampCommandType lamp_assignment_commands[] = {
  { "assign", &lamp_assignment_type, TRUE, decide_assign },
  { "advance", &lamp_assignment_type, FALSE, decide_advance },
  { "suspend", &lamp_assignment_type, FALSE, decide_suspend },
  { "recall", &lamp_assignment_type, FALSE, decide_recall },
  { NULL, NULL, FALSE, NULL },
};
