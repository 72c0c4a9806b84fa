/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See decide.h: what the commands have in common.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/decide.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/items.h"
#include "records/crew.h"

gboolean
lamp_decision_refuse (LampDecision *decision, guint status, const char *code, const char *title, JsonObject *extra, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  decision->detail = g_strdup_vprintf (format, args);
  va_end (args);
  decision->status = status;
  decision->code = code;
  decision->title = title;
  decision->extra = extra != NULL ? extra : json_object_new ();
  json_object_set_string_member (decision->extra, "rule", code);
  return FALSE;
}

gboolean
lamp_decision_refuse_unknown (LampDecision *decision, const char *code, const char *title, const LampRecordType *type, const char *id)
{
  g_autofree char *shown = lamp_items_shorten (id);

  return lamp_decision_refuse (decision, 404, code, title, NULL, "There is no %s \"%s\".", type->singular, shown);
}

void
lamp_decision_clear (LampDecision *decision)
{
  g_clear_pointer (&decision->result_id, g_free);
  g_clear_pointer (&decision->detail, g_free);
  g_clear_pointer (&decision->extra, json_object_unref);
  g_clear_pointer (&decision->order.assignment, g_free);
  g_clear_pointer (&decision->order.crew, g_free);
  g_clear_pointer (&decision->order.device, g_free);
}

JsonObject *
lamp_decision_describe (const LampRecord *record, const char *status)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *etag = lamp_record_dup_etag (record);

  json_object_set_string_member (object, "collection", record->type->collection);
  json_object_set_string_member (object, "id", record->id);
  json_object_set_string_member (object, "etag", etag);
  json_object_set_string_member (object, "status", status);
  return object;
}

JsonObject *
lamp_decision_describe_last (LampDecision *decision, const LampRecord *record, const char *status, char **actor, gint64 *at_usec)
{
  JsonObject      *extra = json_object_new ();
  JsonObject      *holder = json_object_new ();
  g_autofree char *name = lamp_turn_find_actor (decision->turn, record->revision, at_usec);

  json_object_set_string_member (holder, "by", name);
  json_object_set_object_member (extra, "holder", holder);
  json_object_set_object_member (extra, "present", lamp_decision_describe (record, status));
  *actor = name != NULL ? g_steal_pointer (&name) : g_strdup ("someone");
  return extra;
}

/* Strong comparison (RFC 9110 13.1.1): a weak tag never matches. Only the revision counts: fixes are no changes. */
static gboolean
matches (const char *list, const LampRecord *record)
{
  g_auto (GStrv) tags = g_strsplit (list, ",", -1);

  for (guint i = 0; tags[i] != NULL; i++)
    {
      const char *tag = g_strstrip (tags[i]);

      if (g_str_equal (tag, "*") || lamp_etag_get_revision (tag) == record->revision)
        return TRUE;
    }
  return FALSE;
}

gboolean
lamp_decision_check_match (LampDecision *decision, const LampRecord *record)
{
  g_autofree char *actor = NULL;
  g_autofree char *at = NULL;
  g_autofree char *etag = lamp_record_dup_etag (record);
  JsonObject      *extra;
  gint64           at_usec;

  if (!record->type->needs_match)
    return TRUE;
  if (decision->if_match == NULL)
    return lamp_decision_refuse (decision, 428, "match-required", "If-Match required", NULL, "A command on %s %s needs If-Match with the ETag you know it by; read it and send that.", record->type->singular, record->id);
  if (matches (decision->if_match, record))
    return TRUE;
  extra = lamp_decision_describe_last (decision, record, NULL, &actor, &at_usec);
  at = lamp_clock_text (at_usec);
  return lamp_decision_refuse (decision, 412, "changed", "Changed meanwhile", extra, "%s %s was changed by %s at %s; look at it again (it is now %s).", record->type->singular, record->id, actor, at, etag);
}

gboolean
lamp_decision_get_string (LampDecision *decision, const char *member, const char **value)
{
  JsonNode *node = json_object_get_member (decision->body, member);

  *value = NULL;
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return lamp_decision_refuse (decision, 400, "bad-body", "Body not understood", NULL, "The member \"%s\" must be a string.", member);
  *value = json_node_get_string (node);
  return TRUE;
}

gboolean
lamp_decision_get_text (LampDecision *decision, const char *member, const char **value)
{
  if (!lamp_decision_get_string (decision, member, value))
    return FALSE;
  if (*value != NULL && strlen (*value) > LAMP_TEXT_MAX_BYTES)
    return lamp_decision_refuse (decision, 400, "bad-body", "Body not understood", NULL, "\"%s\" is longer than %d bytes; make it shorter.", member, LAMP_TEXT_MAX_BYTES);
  return TRUE;
}

char *
lamp_clock_text (gint64 usec)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC);

  return time != NULL ? g_date_time_format (time, "%H:%M:%SZ") : g_strdup ("an unknown time");
}

const char *
lamp_crew_call (const LampState *state, const char *id)
{
  const LampCrew *crew = lamp_state_lookup (state, &lamp_crew_type, id);

  return crew != NULL && crew->name != NULL ? crew->name : id;
}

gint64
lamp_assignment_made_by (const LampAssignment *assignment)
{
  return g_str_has_prefix (assignment->base.id, "A-") ? g_ascii_strtoll (assignment->base.id + 2, NULL, 10) : 0;
}

void
lamp_outage_end (LampOutage *outage, const char *status)
{
  lamp_record_set_string (&outage->status, status);
  outage->customers_out = 0;
  outage->rank = LAMP_UNKNOWN_INTEGER;
  outage->harm_usec = LAMP_UNKNOWN_TIME;
  lamp_record_set_string (&outage->rank_reason, NULL);
  lamp_record_set_string (&outage->rank_site, NULL);
  lamp_record_set_string (&outage->rank_promise, NULL);
  if (g_str_equal (status, "cancelled"))
    g_clear_pointer (&outage->promises, json_node_unref); /* it was none, so nothing was promised */
}

void
lamp_outage_add_note (LampOutage *outage, const char *by, const char *text, gint64 at_usec)
{
  JsonObject      *note = json_object_new ();
  g_autofree char *at = lamp_time_to_string (at_usec);

  json_object_set_string_member (note, "at", at);
  json_object_set_string_member (note, "by", by);
  json_object_set_string_member (note, "text", text);
  if (outage->notes == NULL)
    {
      outage->notes = json_node_new (JSON_NODE_ARRAY);
      json_node_take_array (outage->notes, json_array_new ());
    }
  json_array_add_object_element (json_node_get_array (outage->notes), note);
}

/* --- what follows --- */

void
lamp_assignment_set_status (LampAssignment *assignment, const char *status, gint64 at_usec)
{
  const struct
  {
    const char *status;
    gint64     *at_usec;
  } stamps[] = {
    { "assigned", &assignment->assigned_usec },
    { "acknowledged", &assignment->acknowledged_usec },
    { "enroute", &assignment->enroute_usec },
    { "arrived", &assignment->arrived_usec },
    { "working", &assignment->working_usec },
    { "suspended", &assignment->suspended_usec },
    { "fieldComplete", &assignment->complete_usec },
    { "recalled", &assignment->recalled_usec },
  };

  lamp_record_set_string (&assignment->status, status);
  for (guint i = 0; i < G_N_ELEMENTS (stamps); i++)
    if (g_str_equal (stamps[i].status, status))
      *stamps[i].at_usec = at_usec;
}

typedef struct
{
  const char *status, *crew, *outage; /* an assignment's; what that makes of its crew and its outage */
  int         rank;
} Meaning;

static const Meaning meanings[] = {
  { "suspended", NULL, "awaitingCrewAssignment", 0 },
  { "assigned", "assigned", "assigned", 1 },
  { "acknowledged", "acknowledged", "assigned", 2 },
  { "enroute", "enroute", "enroute", 3 },
  { "arrived", "onSite", "arrived", 4 },
  { "working", "working", "arrived", 5 },
};

static const Meaning *
find_meaning (const char *status)
{
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    if (g_strcmp0 (meanings[i].status, status) == 0)
      return &meanings[i];
  return NULL;
}

/* All assignments as this edit has them; own versions first, so each comes once when asked for by id. */
static void
foreach_assignment (LampEdit *edit, const LampState *state, void (*func) (const LampAssignment *, gpointer), gpointer data)
{
  const GPtrArray *list = lamp_state_list (state, &lamp_assignment_type);

  for (guint i = 0; i < list->len; i++)
    func (lamp_edit_look (edit, &lamp_assignment_type, ((LampRecord *)list->pdata[i])->id), data);
  lamp_edit_foreach_new (edit, &lamp_assignment_type, (LampEditFunc)func, data);
}

typedef struct
{
  const char           *id;
  const char           *present; /* the crew's current assignment */
  const LampAssignment *chosen;
} CrewSearch;

/* What it does already goes on; else the oldest that waits. */
static void
search_for_crew (const LampAssignment *assignment, gpointer data)
{
  CrewSearch    *search = data;
  const Meaning *meaning = find_meaning (assignment->status);

  if (g_strcmp0 (assignment->crew, search->id) != 0 || meaning == NULL || meaning->crew == NULL)
    return;
  if (g_strcmp0 (assignment->base.id, search->present) == 0)
    search->chosen = assignment;
  else if (search->chosen == NULL || (g_strcmp0 (search->chosen->base.id, search->present) != 0 && assignment->assigned_usec < search->chosen->assigned_usec))
    search->chosen = assignment;
}

void
lamp_settle_crew (LampEdit *edit, const LampState *state, const char *id)
{
  LampCrew  *crew = id != NULL ? lamp_edit_open (edit, &lamp_crew_type, id) : NULL;
  CrewSearch search = { id, crew != NULL ? crew->current_assignment : NULL, NULL };

  if (crew == NULL)
    return;
  foreach_assignment (edit, state, search_for_crew, &search);
  if (search.chosen != NULL)
    {
      lamp_record_set_string (&crew->status, find_meaning (search.chosen->status)->crew);
      lamp_record_set_string (&crew->current_assignment, search.chosen->base.id);
      return;
    }
  lamp_record_set_string (&crew->current_assignment, NULL);
  if (g_strcmp0 (crew->status, "offShift") != 0)
    lamp_record_set_string (&crew->status, "available");
}

typedef struct
{
  const char    *id;
  const Meaning *furthest;
  gboolean       complete;
} OutageSearch;

static void
search_for_outage (const LampAssignment *assignment, gpointer data)
{
  OutageSearch  *search = data;
  const Meaning *meaning = find_meaning (assignment->status);

  if (g_strcmp0 (assignment->outage, search->id) != 0)
    return;
  search->complete = search->complete || g_strcmp0 (assignment->status, "fieldComplete") == 0;
  if (meaning != NULL && (search->furthest == NULL || meaning->rank > search->furthest->rank))
    search->furthest = meaning;
}

void
lamp_settle_outage (LampEdit *edit, const LampState *state, const char *id)
{
  LampOutage  *outage = id != NULL ? lamp_edit_open (edit, &lamp_outage_type, id) : NULL;
  OutageSearch search = { id, NULL, FALSE };

  if (outage == NULL)
    return;
  foreach_assignment (edit, state, search_for_outage, &search);
  if (search.furthest != NULL)
    lamp_record_set_string (&outage->crew_status, search.furthest->outage);
  else if (search.complete && !lamp_outage_is_open (outage))
    lamp_record_set_string (&outage->crew_status, "fieldComplete");
  else
    lamp_record_set_string (&outage->crew_status, "awaitingCrewAssignment");
}
