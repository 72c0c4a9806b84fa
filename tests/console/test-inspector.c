/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inspector over the toy grid: a session that never connects, whose copy the test fills.
 */
#include "client/session-private.h"
#include "console/boot.h"
#include "console/inspector.h"
#include "console/suggestion-row.h"
#include "engine/promise.h"
#include "records/assignment.h"
#include "records/crew.h"
#include "records/outage.h"
#include "records/site.h"
#include "tests/grid/fixture.h"

#include <glib/gstdio.h>
#include <locale.h>

typedef struct
{
  LampSession     *session;
  LampDesk        *desk;
  LampCommandFlow *flow;
  GtkWidget       *window;
  LampInspector   *inspector;
  char            *sent; /* what was asked for: "outage crew" */
} Fixture;

static gboolean
late_cb (gpointer late)
{
  *(gboolean *)late = TRUE;
  return G_SOURCE_CONTINUE;
}

/* Turns the main loop until it is so; fails after a while. */
#define wait_until(condition)                                 \
  G_STMT_START                                                \
  {                                                           \
    gboolean late = FALSE;                                    \
    guint    id = g_timeout_add_seconds (60, late_cb, &late); \
    while (!(condition) && !late)                             \
      g_main_context_iteration (NULL, TRUE);                  \
    g_source_remove (id);                                     \
    g_assert_true (condition);                                \
  }                                                           \
  G_STMT_END

static void
put (Fixture *fixture, const char *collection, gpointer record)
{
  LampCollection *into = lamp_session_peek_collection (fixture->session, collection);

  lamp_collection_begin (into);
  lamp_collection_put (into, record);
  lamp_collection_end (into);
  lamp_record_unref (record);
}

static LampOutage *
new_outage (const char *id, const char *device)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, id);

  lamp_record_set_string (&outage->status, "confirmed");
  lamp_record_set_string (&outage->device, device);
  lamp_record_set_string (&outage->device_name, device);
  lamp_record_set_string (&outage->device_kind, "fuse");
  lamp_record_set_string (&outage->crew_status, "awaitingCrewAssignment");
  outage->customers_out = 4;
  outage->key_sites_out = 1;
  outage->calls = 2;
  outage->start_usec = g_get_real_time () - 600 * (gint64)G_USEC_PER_SEC;
  outage->base.placed = TRUE;
  return outage;
}

static LampCrew *
new_crew (const char *id, const char *name)
{
  LampCrew *crew = lamp_record_new (&lamp_crew_type, id);

  lamp_record_set_string (&crew->name, name);
  lamp_record_set_string (&crew->status, "available");
  crew->skills = g_strsplit ("line cable switching tree", " ", -1);
  crew->shift_start_usec = g_get_real_time () - 3600 * (gint64)G_USEC_PER_SEC;
  crew->shift_end_usec = g_get_real_time () + (gint64)G_USEC_PER_SEC * 6 * 3600;
  crew->position_usec = g_get_real_time ();
  crew->base.placed = TRUE;
  return crew;
}

static gboolean
sent_cb (LampDesk *desk, const char *outage, const char *crew, Fixture *fixture)
{
  g_free (fixture->sent);
  fixture->sent = g_strdup_printf ("%s %s", outage, crew);
  return TRUE;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("lamp-inspector-XXXXXX", NULL);
  g_autoptr (LampNetwork) network = lamp_fixture_network ();

  fixture->session = lamp_session_new ("http://127.0.0.1:9", NULL, folder);
  fixture->desk = lamp_desk_new (fixture->session);
  g_signal_connect (fixture->desk, "assign", G_CALLBACK (sent_cb), fixture);
  fixture->flow = lamp_command_flow_new (fixture->desk);
  fixture->window = g_object_ref_sink (g_object_new (GTK_TYPE_APPLICATION_WINDOW, NULL));
  lamp_command_flow_add_actions (fixture->flow, GTK_WINDOW (fixture->window));
  fixture->inspector = LAMP_INSPECTOR (lamp_inspector_new (fixture->desk, fixture->flow));
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->inspector));
  lamp_desk_set_network (fixture->desk, network);
  wait_until (lamp_desk_get_roads (fixture->desk) != NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->window);
  g_clear_object (&fixture->flow);
  g_clear_object (&fixture->desk);
  lamp_session_stop (fixture->session);
  g_clear_object (&fixture->session);
  g_clear_pointer (&fixture->sent, g_free);
}

/* Does a label below that can be seen, not one on another page of a stack, say this? */
static gboolean
says (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_visible (widget) || !gtk_widget_get_child_visible (widget))
    return FALSE;
  if (GTK_IS_LABEL (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL)
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;
  return FALSE;
}

#define assert_says(fixture, text) g_assert_true (says (GTK_WIDGET ((fixture)->inspector), text))
#define assert_silent(fixture, text) g_assert_false (says (GTK_WIDGET ((fixture)->inspector), text))

static gboolean
is_enabled (Fixture *fixture, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), action);
}

static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  assert_says (fixture, "Nothing Selected");
  g_assert_null (lamp_inspector_get_first_assign (fixture->inspector));
  g_assert_false (is_enabled (fixture, "assign-first"));
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "gone");
  assert_says (fixture, "No Longer There");
}

static void
test_outage (Fixture *fixture, gconstpointer data)
{
  put (fixture, "outages", new_outage ("O-1", "FU1"));
  put (fixture, "crews", new_crew ("c7", "Crew 7"));
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "O-1");
  assert_says (fixture, "Outage O-1");
  assert_says (fixture, "2 calls");
  g_assert_true (is_enabled (fixture, "acknowledge"));
  g_assert_false (is_enabled (fixture, "close-outage"));
  wait_until (lamp_inspector_get_first_assign (fixture->inspector) != NULL);
  assert_says (fixture, "Crew 7 · ");
  g_signal_emit_by_name (lamp_inspector_get_first_assign (fixture->inspector), "clicked");
  g_assert_cmpstr (fixture->sent, ==, "O-1 c7");
  g_clear_pointer (&fixture->sent, g_free);
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "assign-first", NULL);
  g_assert_cmpstr (fixture->sent, ==, "O-1 c7");
}

static void
put_job (Fixture *fixture, const char *outage, const char *crew)
{
  LampAssignment *job = lamp_record_new (&lamp_assignment_type, "a1");

  lamp_record_set_string (&job->outage, outage);
  lamp_record_set_string (&job->crew, crew);
  lamp_record_set_string (&job->status, "enroute");
  lamp_record_set_string (&job->by, "li.wei");
  job->assigned_usec = g_get_real_time ();
  put (fixture, "assignments", job);
}

/* A crew that is on it is told apart from those who could be added. */
static void
test_taken (Fixture *fixture, gconstpointer data)
{
  put (fixture, "outages", new_outage ("O-1", "FU1"));
  put (fixture, "crews", new_crew ("c7", "Crew 7"));
  put (fixture, "crews", new_crew ("c5", "Crew 5"));
  put_job (fixture, "O-1", "c7");
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "O-1");
  wait_until (lamp_inspector_get_first_assign (fixture->inspector) != NULL);
  assert_says (fixture, "Who is on it");
  assert_says (fixture, "li.wei assigned Crew 7");
  wait_until (gtk_button_get_label (GTK_BUTTON (lamp_inspector_get_first_assign (fixture->inspector))) != NULL &&
              g_str_equal (gtk_button_get_label (GTK_BUTTON (lamp_inspector_get_first_assign (fixture->inspector))), "_Add"));
  g_assert_false (is_enabled (fixture, "assign-first"));
  g_assert_true (is_enabled (fixture, "recall"));
}

/* How many rows of crews stand. */
static guint
count_rows (GtkWidget *widget)
{
  guint n = LAMP_IS_SUGGESTION_ROW (widget) ? 1 : 0;

  if (!gtk_widget_get_visible (widget))
    return 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

/* The row of this crew; NULL when it has none. */
static LampSuggestionRow *
find_row (GtkWidget *widget, const char *crew)
{
  LampSuggestionRow *row = NULL;

  if (LAMP_IS_SUGGESTION_ROW (widget) && g_strcmp0 (lamp_suggestion_row_get_crew (LAMP_SUGGESTION_ROW (widget)), crew) == 0)
    row = LAMP_SUGGESTION_ROW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && row == NULL; child = gtk_widget_get_next_sibling (child))
    row = gtk_widget_get_visible (child) ? find_row (child, crew) : NULL;
  return row;
}

/* Once a crew is on it, the others need less room, and it is none of them. */
static void
test_others (Fixture *fixture, gconstpointer data)
{
  GtkWidget *inspector = GTK_WIDGET (fixture->inspector);

  put (fixture, "outages", new_outage ("O-1", "FU1"));
  for (guint i = 1; i <= 6; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      put (fixture, "crews", new_crew (id, id));
    }
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "O-1");
  wait_until (count_rows (inspector) == 4);
  assert_says (fixture, "Who could go");
  put_job (fixture, "O-1", "c1");
  wait_until (find_row (inspector, "c1") == NULL);
  g_assert_cmpuint (count_rows (inspector), ==, 2);
  assert_says (fixture, "Who else could go");
  assert_says (fixture, "Show All (5 Crews)");
}

/* Whoever reached a row by keyboard sends the crew they read, whatever became of the order since. */
static void
test_keyboard (Fixture *fixture, gconstpointer data)
{
  GtkWidget *inspector = GTK_WIDGET (fixture->inspector);
  GtkWidget *first = NULL, *focus = NULL;
  LampCrew  *tired = new_crew ("c5", "Crew 5");

  put (fixture, "outages", new_outage ("O-1", "FU1"));
  put (fixture, "crews", new_crew ("c5", "Crew 5"));
  put (fixture, "crews", new_crew ("c7", "Crew 7"));
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "O-1");
  gtk_window_present (GTK_WINDOW (fixture->window));
  /* Focus goes by where things are, so they must have been given their places. */
  wait_until ((first = lamp_inspector_get_first_assign (fixture->inspector)) != NULL && gtk_widget_get_width (first) > 0);
  for (guint i = 0; i < 20 && focus != first; i++)
    {
      gtk_widget_child_focus (fixture->window, GTK_DIR_TAB_FORWARD);
      focus = gtk_window_get_focus (GTK_WINDOW (fixture->window));
    }
  g_assert_true (focus == first);
  g_assert_true (gtk_widget_is_ancestor (focus, GTK_WIDGET (find_row (inspector, "c5"))));
  tired->shift_end_usec = g_get_real_time () - (gint64)G_USEC_PER_SEC;
  tired->base.revision = 1;
  put (fixture, "crews", tired);
  wait_until (says (GTK_WIDGET (find_row (inspector, "c5")), "shift"));
  g_assert_true (lamp_inspector_get_first_assign (fixture->inspector) == first);
  g_assert_true (gtk_widget_is_ancestor (first, GTK_WIDGET (find_row (inspector, "c5"))));
  gtk_widget_activate (first);
  wait_until (fixture->sent != NULL);
  g_assert_cmpstr (fixture->sent, ==, "O-1 c5");
}

/* The one command in the outbox that does this; NULL when there is none. */
static LampCommand *
find_command (Fixture *fixture, const char *kind)
{
  GListModel *outbox = G_LIST_MODEL (lamp_desk_get_outbox (fixture->desk));

  for (guint i = 0; i < g_list_model_get_n_items (outbox); i++)
    {
      g_autoptr (LampCommand) command = g_list_model_get_item (outbox, i);

      if (g_str_equal (lamp_command_get_kind (command), kind))
        return command; /* the outbox holds it */
    }
  return NULL;
}

/* What the gateway may have done already is taken back once it answers, whatever was done in between. */
static void
test_undo_sent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampCommand) suspend = NULL;
  LampOutbox *outbox = lamp_desk_get_outbox (fixture->desk);

  put (fixture, "outages", new_outage ("O-1", "FU1"));
  put (fixture, "crews", new_crew ("c7", "Crew 7"));
  put_job (fixture, "O-1", "c7");
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "O-1");
  lamp_command_flow_move (fixture->flow, "a1", "suspend");
  suspend = g_object_ref (find_command (fixture, "suspend"));
  suspend->attempted = TRUE; /* and the line broke */
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "undo", NULL);
  g_assert_nonnull (find_command (fixture, "suspend"));
  g_assert_false (is_enabled (fixture, "undo"));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "acknowledge", NULL);
  g_assert_nonnull (find_command (fixture, "acknowledge"));
  lamp_command_set_state (suspend, LAMP_COMMAND_ACCEPTED);
  lamp_outbox_remove (outbox, suspend);
  lamp_outbox_emit_answered (outbox, suspend);
  g_assert_nonnull (find_command (fixture, "advance"));
}

/* What never left is only forgotten. */
static void
test_undo_kept (Fixture *fixture, gconstpointer data)
{
  put (fixture, "outages", new_outage ("O-1", "FU1"));
  put (fixture, "crews", new_crew ("c7", "Crew 7"));
  put_job (fixture, "O-1", "c7");
  lamp_command_flow_move (fixture->flow, "a1", "suspend");
  g_assert_nonnull (find_command (fixture, "suspend"));
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "undo", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (lamp_desk_get_outbox (fixture->desk))), ==, 0);
}

static GtkWidget *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (ADW_IS_MESSAGE_DIALOG (l->data))
      return l->data;
  return NULL;
}

/* What would not be sent cannot be pressed. */
static void
test_empty_note (Fixture *fixture, gconstpointer data)
{
  GtkWidget        *dialog = NULL;
  AdwMessageDialog *note = NULL;
  GtkEditable      *entry = NULL;

  put (fixture, "outages", new_outage ("O-1", "FU1"));
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "O-1");
  g_action_group_activate_action (G_ACTION_GROUP (fixture->window), "note", NULL);
  dialog = find_dialog ();
  g_assert_nonnull (dialog);
  note = ADW_MESSAGE_DIALOG (dialog);
  entry = GTK_EDITABLE (adw_message_dialog_get_extra_child (note));
  g_assert_false (adw_message_dialog_get_response_enabled (note, "yes"));
  gtk_editable_set_text (entry, "  ");
  g_assert_false (adw_message_dialog_get_response_enabled (note, "yes"));
  gtk_editable_set_text (entry, " tree on the line ");
  g_assert_true (adw_message_dialog_get_response_enabled (note, "yes"));
  adw_message_dialog_response (note, "yes");
  g_assert_nonnull (find_command (fixture, "note"));
  gtk_window_destroy (GTK_WINDOW (dialog));
}

static LampSite *
new_hospital (const char *supply_state)
{
  LampSite *site = lamp_record_new (&lamp_site_type, "H1");

  lamp_record_set_string (&site->name, "General hospital");
  lamp_record_set_string (&site->site_class, "first");
  lamp_record_set_string (&site->supply_state, supply_state);
  return site;
}

/* The key sites inside are those behind the device: also when the outage comes after it was selected, or moves. */
static void
test_sites_inside (Fixture *fixture, gconstpointer data)
{
  LampOutage *moved = new_outage ("O-1", "T2");

  put (fixture, "sites", new_hospital ("out"));
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "O-1");
  assert_says (fixture, "No Longer There");
  put (fixture, "outages", new_outage ("O-1", "R1"));
  wait_until (says (GTK_WIDGET (fixture->inspector), "General hospital"));
  moved->base.revision = 1;
  put (fixture, "outages", moved);
  wait_until (!says (GTK_WIDGET (fixture->inspector), "General hospital"));
}

/* Whose backup ends, what was promised, and who estimated how surely. */
static void
test_urgency (Fixture *fixture, gconstpointer data)
{
  LampOutage *outage = new_outage ("O-1", "R1");
  LampSite   *hospital = new_hospital ("onBackup");
  LampPromise promise = { LAMP_PROMISE_ARRIVAL, LAMP_PROMISE_AFTER_START, LAMP_PROMISE_AT_RISK, (gint64)45 * 60 * G_USEC_PER_SEC, 0, LAMP_UNKNOWN_TIME, "state-grid.arrival-urban" };
  gint64      now_usec = g_get_real_time ();

  promise.due_usec = now_usec + (gint64)3500 * G_USEC_PER_SEC;
  outage->promises = lamp_promises_to_json (&promise, 1);
  lamp_record_set_string (&outage->rank_reason, "backupEnds");
  lamp_record_set_string (&outage->rank_site, hospital->base.id);
  outage->harm_usec = now_usec + (gint64)7150 * G_USEC_PER_SEC;
  outage->ert_usec = now_usec + (gint64)600 * G_USEC_PER_SEC;
  lamp_record_set_string (&outage->ert_source, "crew");
  lamp_record_set_string (&outage->ert_confidence, "high");
  put (fixture, "sites", hospital);
  put (fixture, "outages", outage);
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "O-1");
  assert_says (fixture, "General hospital: backup ends in 1 h 5");
  assert_says (fixture, "Crew on site within 45 min: by ");
  assert_says (fixture, "crew, high confidence");
  assert_says (fixture, "ask the crew whether it holds");
}

static void
test_restored (Fixture *fixture, gconstpointer data)
{
  LampOutage *outage = new_outage ("O-1", "FU1");

  lamp_record_set_string (&outage->status, "restored");
  outage->restored_usec = g_get_real_time ();
  outage->customers_at_start = 9;
  put (fixture, "outages", outage);
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "O-1");
  assert_says (fixture, "supply restored");
  assert_silent (fixture, "Who could go");
  g_assert_true (is_enabled (fixture, "close-outage"));
  g_assert_false (is_enabled (fixture, "acknowledge"));
}

static void
test_crew (Fixture *fixture, gconstpointer data)
{
  put (fixture, "outages", new_outage ("O-1", "FU1"));
  put (fixture, "crews", new_crew ("c7", "Crew 7"));
  lamp_desk_select (fixture->desk, LAMP_SELECT_CREW, "c7");
  assert_says (fixture, "Crew 7");
  assert_says (fixture, "It has no job");
  assert_says (fixture, "4 customers");
}

/* Where a second is five minutes, a position that seems minutes ahead is only the network's; else the crew's clock is wrong. */
static void
test_crew_ahead (Fixture *fixture, gconstpointer data)
{
  LampCrew *crew = new_crew ("c7", "Crew 7");

  crew->position_usec += 6 * 60 * (gint64)G_USEC_PER_SEC;
  fixture->session->speed = 300.0;
  put (fixture, "crews", crew);
  lamp_desk_select (fixture->desk, LAMP_SELECT_CREW, "c7");
  assert_says (fixture, "Crew 7");
  assert_silent (fixture, "a clock is wrong");
  fixture->session->speed = 1.0;
  crew = new_crew ("c7", "Crew 7");
  /* Another minute, for a record made within the same millisecond says nothing new. */
  crew->position_usec += 7 * 60 * (gint64)G_USEC_PER_SEC;
  put (fixture, "crews", crew);
  assert_says (fixture, "a clock is wrong");
}

static void
test_site (Fixture *fixture, gconstpointer data)
{
  LampSite *site = new_hospital ("out");

  site->supply_points = json_from_string ("[{\"node\":\"n14\",\"feeder\":\"Market\",\"role\":\"main\",\"live\":false},7,{\"live\":\"x\"}]", NULL);
  site->contacts = json_from_string ("[{\"name\":\"Dr. Who\",\"role\":\"duty\",\"phone\":\"555-0100\"},null,{}]", NULL);
  put (fixture, "sites", site);
  lamp_desk_select (fixture->desk, LAMP_SELECT_SITE, "H1");
  assert_says (fixture, "General hospital");
  assert_says (fixture, "Feeder Market");
  assert_says (fixture, "555-0100");
}

static void
test_device (Fixture *fixture, gconstpointer data)
{
  lamp_desk_select (fixture->desk, LAMP_SELECT_DEVICE, "FU2");
  assert_says (fixture, "energised");
  assert_says (fixture, "Its way to the source");
  put (fixture, "outages", new_outage ("O-1", "R1"));
  wait_until (says (GTK_WIDGET (fixture->inspector), "without supply"));
}

/* What comes from outside is never markup. */
static void
test_markup (Fixture *fixture, gconstpointer data)
{
  LampOutage *outage = new_outage ("O-1", "FU1");

  lamp_record_set_string (&outage->device_name, "<b>&amp;</b> %s %n");
  lamp_record_set_string (&outage->cause, "<span foreground='red'>");
  put (fixture, "outages", outage);
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "O-1");
  assert_says (fixture, "<b>&amp;</b> %s %n");
  assert_says (fixture, "<span foreground='red'>");
}

#define add(path, test) g_test_add ("/inspector/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  gtk_init ();
  lamp_boot_resources ();
  adw_init ();
  add ("nothing", test_nothing);
  add ("outage", test_outage);
  add ("taken", test_taken);
  add ("others", test_others);
  add ("keyboard", test_keyboard);
  add ("sites-inside", test_sites_inside);
  add ("undo-sent", test_undo_sent);
  add ("undo-kept", test_undo_kept);
  add ("empty-note", test_empty_note);
  add ("urgency", test_urgency);
  add ("restored", test_restored);
  add ("crew", test_crew);
  add ("crew-ahead", test_crew_ahead);
  add ("site", test_site);
  add ("device", test_device);
  add ("markup", test_markup);
  return g_test_run ();
}
