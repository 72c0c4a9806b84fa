/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inspector over the toy grid: a session that never connects, whose copy the test fills.
 */
#include "client/session-private.h"
#include "console/boot.h"
#include "console/inspector.h"
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

/* Does a visible label below say this? */
static gboolean
says (GtkWidget *widget, const char *text)
{
  if (!gtk_widget_get_visible (widget))
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

/* A crew that is on it is told apart from those who could be added. */
static void
test_taken (Fixture *fixture, gconstpointer data)
{
  LampAssignment *job = lamp_record_new (&lamp_assignment_type, "a1");

  put (fixture, "outages", new_outage ("O-1", "FU1"));
  put (fixture, "crews", new_crew ("c7", "Crew 7"));
  put (fixture, "crews", new_crew ("c5", "Crew 5"));
  lamp_record_set_string (&job->outage, "O-1");
  lamp_record_set_string (&job->crew, "c7");
  lamp_record_set_string (&job->status, "enroute");
  lamp_record_set_string (&job->by, "li.wei");
  job->assigned_usec = g_get_real_time ();
  put (fixture, "assignments", job);
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, "O-1");
  wait_until (lamp_inspector_get_first_assign (fixture->inspector) != NULL);
  assert_says (fixture, "Who is on it");
  assert_says (fixture, "li.wei assigned Crew 7");
  wait_until (gtk_button_get_label (GTK_BUTTON (lamp_inspector_get_first_assign (fixture->inspector))) != NULL &&
              g_str_equal (gtk_button_get_label (GTK_BUTTON (lamp_inspector_get_first_assign (fixture->inspector))), "_Add"));
  g_assert_false (is_enabled (fixture, "assign-first"));
  g_assert_true (is_enabled (fixture, "recall"));
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

static void
test_site (Fixture *fixture, gconstpointer data)
{
  LampSite *site = lamp_record_new (&lamp_site_type, "H1");

  lamp_record_set_string (&site->name, "General hospital");
  lamp_record_set_string (&site->site_class, "first");
  lamp_record_set_string (&site->supply_state, "out");
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
  lamp_desk_select (fixture->desk, LAMP_SELECT_DEVICE, "FU1");
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
  add ("restored", test_restored);
  add ("crew", test_crew);
  add ("site", test_site);
  add ("device", test_device);
  add ("markup", test_markup);
  return g_test_run ();
}
