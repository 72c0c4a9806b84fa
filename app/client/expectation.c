/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the copy will look like when a command is accepted: shown at once, so that one click is one click. Only what
 * is certain is expected; times and estimates are the gateway's to say. And what a command was based on: the few
 * facts which, when they change meanwhile, make a dispatcher think again.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"

#include "client/outbox-private.h"
#include "client/session-private.h"
#include "records/assignment.h"
#include "records/crew.h"
#include "records/outage.h"

#include <string.h>

void
lamp_command_foreach_touched (LampCommand *self, LampTouchFunc func, gpointer user_data)
{
  func (self->collection, self->id, user_data);
  if (strcmp (self->kind, "assign") != 0)
    return;
  func ("crews", self->crew, user_data);
  func ("assignments", self->local_id, user_data);
}

/* --- The expected record --- */

/* An own copy that may be written to. */
static gpointer
make_own (gpointer *record)
{
  gpointer copy = lamp_record_copy (*record);

  lamp_record_unref (*record);
  *record = copy;
  return copy;
}

static void
expect_assignment_made (LampCommand *self, LampSession *session, gpointer *record)
{
  LampAssignment *assignment = NULL;
  LampItem       *outage = lamp_session_lookup (session, "outages", self->id);

  if (*record != NULL)
    return;
  assignment = lamp_record_new (&lamp_assignment_type, self->local_id);
  lamp_record_set_string (&assignment->outage, self->id);
  lamp_record_set_string (&assignment->crew, self->crew);
  lamp_record_set_string (&assignment->status, "assigned");
  lamp_record_set_string (&assignment->by, lamp_session_get_user (session));
  assignment->assigned_usec = lamp_session_get_now_usec (session);
  if (outage != NULL)
    {
      LampRecord *at = lamp_item_get_record (outage);

      assignment->base.at = at->at;
      assignment->base.placed = at->placed;
    }
  *record = assignment;
}

static void
expect_assign (LampCommand *self, LampSession *session, const LampRecordType *type, const char *id, gpointer *record)
{
  if (type == &lamp_assignment_type && strcmp (id, self->local_id) == 0)
    expect_assignment_made (self, session, record);
  else if (*record == NULL)
    return;
  else if (type == &lamp_outage_type && strcmp (id, self->id) == 0)
    {
      const LampOutage *outage = *record;

      if (outage->crew_status == NULL || strcmp (outage->crew_status, "awaitingCrewAssignment") == 0)
        lamp_record_set_string (&((LampOutage *)make_own (record))->crew_status, "assigned");
    }
  else if (type == &lamp_crew_type && strcmp (id, self->crew) == 0)
    {
      const LampCrew *crew = *record;

      if (crew->current_assignment == NULL)
        {
          LampCrew *own = make_own (record);

          lamp_record_set_string (&own->status, "assigned");
          lamp_record_set_string (&own->current_assignment, self->local_id);
        }
    }
}

static void
expect_assignment_action (LampCommand *self, gpointer *record)
{
  LampAssignment *own = NULL;
  const char     *next = NULL;

  if (strcmp (self->kind, "advance") == 0)
    next = lamp_assignment_next (((LampAssignment *)*record)->status);
  else if (strcmp (self->kind, "suspend") == 0)
    next = "suspended";
  else if (strcmp (self->kind, "recall") == 0)
    next = "recalled";
  if (next == NULL)
    return;
  own = make_own (record);
  lamp_record_set_string (&own->status, next);
  if (self->text != NULL)
    lamp_record_set_string (&own->reason, self->text);
}

static void
add_note (LampOutage *own, LampCommand *self, LampSession *session)
{
  JsonArray       *notes = json_array_new ();
  JsonObject      *note = json_object_new ();
  g_autofree char *at = lamp_time_to_string (self->created_usec);

  if (own->notes != NULL && JSON_NODE_HOLDS_ARRAY (own->notes))
    for (guint i = 0; i < json_array_get_length (json_node_get_array (own->notes)); i++)
      json_array_add_element (notes, json_node_copy (json_array_get_element (json_node_get_array (own->notes), i)));
  json_object_set_string_member (note, "at", at);
  json_object_set_string_member (note, "by", lamp_session_get_user (session) != NULL ? lamp_session_get_user (session) : "");
  json_object_set_string_member (note, "text", self->text != NULL ? self->text : "");
  json_array_add_object_element (notes, note);
  g_clear_pointer (&own->notes, json_node_unref);
  own->notes = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (own->notes, notes);
}

static void
expect_outage_action (LampCommand *self, LampSession *session, gpointer *record)
{
  LampOutage *own = make_own (record);

  if (strcmp (self->kind, "acknowledge") == 0)
    {
      if (own->acknowledged_by == NULL)
        lamp_record_set_string (&own->acknowledged_by, lamp_session_get_user (session) != NULL ? lamp_session_get_user (session) : "");
    }
  else if (strcmp (self->kind, "set-ert") == 0)
    {
      own->ert_usec = self->ert_usec;
      lamp_record_set_string (&own->ert_source, "dispatcher");
      lamp_record_set_string (&own->ert_confidence, "high");
    }
  else if (strcmp (self->kind, "close") == 0)
    lamp_record_set_string (&own->status, "closed");
  else if (strcmp (self->kind, "note") == 0)
    add_note (own, self, session);
}

void
lamp_command_expect (LampCommand *self, LampSession *session, const LampRecordType *type, const char *id, gpointer *record)
{
  if (strcmp (self->kind, "assign") == 0)
    expect_assign (self, session, type, id, record);
  else if (*record == NULL || strcmp (type->collection, self->collection) != 0 || strcmp (id, self->id) != 0)
    return;
  else if (type == &lamp_assignment_type)
    expect_assignment_action (self, record);
  else if (type == &lamp_outage_type)
    expect_outage_action (self, session, record);
}

/* --- What it was based on --- */

static int
compare_strings (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* The other ends of the open assignments of an outage or a crew, sorted. */
static char *
list_assigned (LampSession *session, const char *outage, const char *crew, GHashTable *ignored)
{
  GListModel *list = lamp_session_get_collection (session, "assignments");
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (list, i);
      const LampAssignment *assignment = lamp_item_get_record (item);

      if (!lamp_assignment_is_open (assignment) || g_hash_table_contains (ignored, assignment->base.id))
        continue;
      if (outage != NULL && g_strcmp0 (assignment->outage, outage) == 0 && assignment->crew != NULL)
        g_ptr_array_add (found, assignment->crew);
      if (crew != NULL && g_strcmp0 (assignment->crew, crew) == 0 && assignment->outage != NULL)
        g_ptr_array_add (found, assignment->outage);
    }
  g_ptr_array_sort (found, compare_strings);
  g_ptr_array_add (found, NULL);
  return g_strjoinv (",", (char **)found->pdata);
}

static char *
look_at_outage (LampCommand *self, const LampOutage *outage)
{
  if (outage == NULL)
    return g_strdup ("gone");
  if (strcmp (self->kind, "acknowledge") == 0)
    return g_strdup_printf ("open=%d acknowledged=%s", lamp_outage_is_open (outage), outage->acknowledged_by != NULL ? outage->acknowledged_by : "");
  if (strcmp (self->kind, "set-ert") == 0)
    return g_strdup_printf ("open=%d ert=%" G_GINT64_FORMAT, lamp_outage_is_open (outage), outage->ert_usec);
  if (strcmp (self->kind, "close") == 0)
    return g_strdup_printf ("status=%s", outage->status != NULL ? outage->status : "");
  return g_strdup ("there"); /* a note is true whatever happened since */
}

char *
lamp_command_look (LampCommand *self, LampSession *session, GHashTable *ignored)
{
  LampCollection  *list = lamp_session_peek_collection (session, self->collection);
  gpointer         record = list != NULL ? lamp_collection_get_server_record (list, self->id) : NULL;
  g_autofree char *what = NULL;
  g_autofree char *others = NULL;
  g_autofree char *jobs = NULL;
  const LampCrew  *crew = NULL;

  if (strcmp (self->kind, "assign") == 0)
    {
      crew = lamp_collection_get_server_record (lamp_session_peek_collection (session, "crews"), self->crew);
      others = list_assigned (session, self->id, NULL, ignored);
      jobs = list_assigned (session, NULL, self->crew, ignored);
      return g_strdup_printf ("open=%d crews=%s jobs=%s shift=%s",
                              record != NULL && lamp_outage_is_open (record), others, jobs,
                              crew == NULL ? "gone" : g_strcmp0 (crew->status, "offShift") == 0 ? "off"
                                                                                                : "on");
    }
  if (strcmp (self->collection, "assignments") == 0)
    return g_strdup_printf ("status=%s", record != NULL && ((LampAssignment *)record)->status != NULL ? ((LampAssignment *)record)->status : "gone");
  what = look_at_outage (self, record);
  return g_steal_pointer (&what);
}

/* --- What is sent --- */

static void
add_etag (LampSession *session, const char *collection, const char *id, JsonObject *based_on, const char *name)
{
  LampRecord      *record = lamp_collection_get_server_record (lamp_session_peek_collection (session, collection), id);
  g_autofree char *etag = record != NULL && record->revision > 0 ? lamp_record_dup_etag (record) : NULL;

  if (etag != NULL)
    json_object_set_string_member (based_on, name, etag);
}

void
lamp_command_prepare (LampCommand *self, LampSession *session)
{
  JsonObject *body = json_object_new ();

  g_clear_pointer (&self->body, json_object_unref);
  g_clear_pointer (&self->if_match, g_free);
  self->body = body;
  if (strcmp (self->kind, "assign") == 0)
    {
      JsonObject *based_on = json_object_new ();

      json_object_set_string_member (body, "outage", self->id);
      json_object_set_string_member (body, "crew", self->crew);
      add_etag (session, "outages", self->id, based_on, "outage");
      add_etag (session, "crews", self->crew, based_on, "crew");
      json_object_set_object_member (body, "basedOn", based_on);
      if (self->as_second)
        json_object_set_boolean_member (body, "asSecond", TRUE);
      return;
    }
  json_object_set_string_member (body, "action", self->kind);
  if (self->text != NULL)
    json_object_set_string_member (body, strcmp (self->collection, "assignments") == 0 ? "reason" : "text", self->text);
  if (self->ert_usec != LAMP_UNKNOWN_TIME)
    {
      g_autofree char *ert = lamp_time_to_string (self->ert_usec);

      json_object_set_string_member (body, "ert", ert);
    }
  {
    LampRecord *record = lamp_collection_get_server_record (lamp_session_peek_collection (session, self->collection), self->id);

    if (record != NULL && record->revision > 0)
      self->if_match = lamp_record_dup_etag (record);
  }
}
