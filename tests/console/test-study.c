/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces and studies in the window, over a desk without a gateway and the toy grid, on a virtual display. Warnings are
 * fatal. With LAMP_TEST_PICTURES set, pictures are left there.
 */
#include "console/boot.h"
#include "console/settings.h"
#include "console/study-actions.h"
#include "console/study-words.h"
#include "console/trace-card.h"
#include "console/trace-rows.h"
#include "console/window-picture.h"
#include "console/window.h"
#include "grid/fixture.h"
#include "records/outage.h"

#include <math.h>

#define PATIENCE_USEC (20 * G_USEC_PER_SEC)

typedef struct
{
  LampDesk      *desk;
  LampWindow    *window;
  LampNetwork   *network;
  LampStudyMode *mode;
  LampTracing   *tracing;
  GString       *said; /* toasts */
} Fixture;

static void
wait_for (const char *what, gboolean (*condition) (gpointer data), gpointer data)
{
  gint64 end_usec = g_get_monotonic_time () + PATIENCE_USEC;

  while (!condition (data))
    {
      if (g_get_monotonic_time () > end_usec)
        g_error ("waited for %s", what);
      g_main_context_iteration (NULL, FALSE);
      g_usleep (500);
    }
}

static gboolean
is_mapped (gpointer window)
{
  return gtk_widget_get_mapped (window) && gtk_widget_get_width (window) > 0;
}

static gboolean
has_grid (gpointer desk)
{
  return lamp_desk_get_network (desk) != NULL;
}

static LampMap *
map_of (Fixture *fixture)
{
  return lamp_desk_view_get_map (lamp_window_get_view (fixture->window));
}

static gboolean
is_settled (gpointer map)
{
  return lamp_map_is_settled (map);
}

static void
toast_cb (Fixture *fixture, AdwToast *toast)
{
  g_string_append_printf (fixture->said, "%s\n", adw_toast_get_title (toast));
}

/* The program's style, which its application loads by itself. */
static void
load_style (const char *name)
{
  g_autoptr (GtkCssProvider) provider = gtk_css_provider_new ();
  g_autofree char *path = g_strdup_printf ("/io/github/lamplighter/Lamplighter/%s", name);

  gtk_css_provider_load_from_resource (provider, path);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (provider), GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
}

static void
set_up (Fixture *fixture, gconstpointer width)
{
  fixture->desk = lamp_desk_new (NULL);
  fixture->network = lamp_fixture_network ();
  fixture->mode = lamp_desk_get_study (fixture->desk);
  fixture->tracing = lamp_desk_get_tracing (fixture->desk);
  fixture->window = g_object_ref_sink (lamp_window_new (NULL));
  lamp_window_set_size_once (fixture->window, GPOINTER_TO_INT (width), 720);
  fixture->said = g_string_new (NULL);
  g_signal_connect_swapped (fixture->desk, "toast", G_CALLBACK (toast_cb), fixture);
  lamp_window_set_desk (fixture->window, fixture->desk);
  lamp_desk_set_network (fixture->desk, fixture->network);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_for ("the window", is_mapped, fixture->window);
  wait_for ("the grid", has_grid, fixture->desk);
  wait_for ("the map", is_settled, map_of (fixture));
}

static gboolean
is_gone (gpointer object)
{
  return *(gpointer *)object == NULL;
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  gpointer desk = fixture->desk, mode = fixture->mode, tracing = fixture->tracing;

  g_object_add_weak_pointer (desk, &desk);
  g_object_add_weak_pointer (mode, &mode);
  g_object_add_weak_pointer (tracing, &tracing);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->window);
  g_object_unref (fixture->desk);
  wait_for ("the desk to go", is_gone, &desk);
  wait_for ("the study to go", is_gone, &mode);
  wait_for ("the traces to go", is_gone, &tracing);
  lamp_network_unref (fixture->network);
  g_string_free (fixture->said, TRUE);
}

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer data);

static GtkWidget *
find (GtkWidget *below, Match matches, gconstpointer data)
{
  if (matches (below, data))
    return below;
  for (GtkWidget *child = gtk_widget_get_first_child (below); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, matches, data);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gboolean
says (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && strstr (gtk_label_get_text (GTK_LABEL (widget)), text) != NULL;
}

static gboolean
is_of_type (GtkWidget *widget, gconstpointer name)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), name);
}

static GtkWidget *
part (Fixture *fixture, const char *type)
{
  GtkWidget *widget = find (GTK_WIDGET (fixture->window), is_of_type, type);

  g_assert_nonnull (widget);
  return widget;
}

static void
picture (Fixture *fixture, const char *name)
{
  const char      *folder = g_getenv ("LAMP_TEST_PICTURES");
  g_autofree char *path = folder != NULL ? g_strdup_printf ("%s/%s.png", folder, name) : NULL;
  g_autoptr (GError) error = NULL;

  wait_for ("the map", is_settled, map_of (fixture));
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  if (path != NULL && !lamp_window_picture_save (GTK_WINDOW (fixture->window), path, &error))
    g_error ("%s", error->message);
}

static void
assert_says (Fixture *fixture, const char *text)
{
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  if (find (GTK_WIDGET (fixture->window), says, text) == NULL)
    g_error ("the window does not say “%s”", text);
}

static void
assert_silent (Fixture *fixture, const char *text)
{
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  if (find (GTK_WIDGET (fixture->window), says, text) != NULL)
    g_error ("the window says “%s”", text);
}

static void
act (Fixture *fixture, const char *action)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;

  g_assert_true (g_action_parse_detailed_name (action, &name, &target, NULL));
  g_assert_true (gtk_widget_activate_action_variant (GTK_WIDGET (fixture->window), name, target));
}

static gboolean
can (Fixture *fixture, const char *action)
{
  return g_action_group_get_action_enabled (G_ACTION_GROUP (fixture->window), action);
}

static void
choose (Fixture *fixture, const char *device)
{
  lamp_desk_select (fixture->desk, LAMP_SELECT_DEVICE, device);
}

static guint
n_steps (Fixture *fixture)
{
  guint n = 0;

  if (lamp_study_mode_is_on (fixture->mode))
    lamp_study_get_steps (lamp_study_mode_get_study (fixture->mode), &n);
  return n;
}

/* The real state, copied, to see later that nobody touched it. */
static void
assert_untouched (Fixture *fixture)
{
  g_autoptr (LampEnergisation) normal = lamp_energisation_new (fixture->network);

  g_assert_cmpmem (lamp_energisation_get_elements (normal), fixture->network->n_elements,
                   lamp_energisation_get_elements (lamp_desk_get_energisation (fixture->desk)), fixture->network->n_elements);
}

/* What the map shows, as pixels. */
static GBytes *
take_map (Fixture *fixture)
{
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  graphene_rect_t box;
  gsize           stride = 0, size = 0;
  guchar         *pixels = NULL;

  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window)); /* what just came or went is laid out */
  wait_for ("the map", is_settled, map_of (fixture));
  while (node == NULL) /* before its first frame a window has none */
    {
      GtkSnapshot *snapshot = gtk_snapshot_new ();
      g_autoptr (GdkPaintable) paintable = NULL;

      gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
      paintable = gtk_widget_paintable_new (GTK_WIDGET (fixture->window)); /* of the last frame */
      gdk_paintable_snapshot (paintable, snapshot, gdk_paintable_get_intrinsic_width (paintable), gdk_paintable_get_intrinsic_height (paintable));
      node = gtk_snapshot_free_to_node (snapshot);
    }
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (map_of (fixture)), GTK_WIDGET (fixture->window), &box));
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (fixture->window)), node, &box);
  stride = (gsize)gdk_texture_get_width (texture) * 4;
  size = stride * (gsize)gdk_texture_get_height (texture);
  pixels = g_malloc (size);
  gdk_texture_download (texture, pixels, stride);
  return g_bytes_new_take (pixels, size);
}

/* Opens SW1 as the menu does: five customers of its feeder's end lose supply, and the hospital its main supply. */
static void
test_what_if (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) within = NULL;
  g_autoptr (GBytes) after = NULL;

  choose (fixture, "SW1");
  before = take_map (fixture);
  g_assert_true (can (fixture, "what-if"));
  g_assert_false (can (fixture, "study-leave"));
  act (fixture, "win.what-if");
  g_assert_true (lamp_map_get_study (map_of (fixture)));
  g_assert_false (gtk_widget_get_visible (part (fixture, "LampKpiStrip")));
  assert_says (fixture, "STUDY — nothing is sent");
  assert_says (fixture, "1 switch changed · 1 customer loses supply");
  assert_says (fixture, "Key sites on fewer supply points: General hospital");
  assert_says (fixture, "Position and supply as in the study");
  assert_untouched (fixture);
  g_assert_true (lamp_study_mode_get_shown (fixture->mode) != lamp_desk_get_energisation (fixture->desk));
  picture (fixture, "what-if");
  within = take_map (fixture);
  g_assert_false (g_bytes_equal (before, within));

  act (fixture, "win.study-undo");
  g_assert_cmpuint (n_steps (fixture), ==, 0);
  g_assert_true (can (fixture, "study-redo"));
  act (fixture, "win.study-redo");
  assert_says (fixture, "1 Step");
  act (fixture, "win.study-reset");
  g_assert_false (can (fixture, "study-redo"));
  act (fixture, "win.study-leave"); /* asks nothing: there is nothing to lose */
  g_assert_false (lamp_study_mode_is_on (fixture->mode));
  g_assert_false (lamp_map_get_study (map_of (fixture)));
  g_assert_true (gtk_widget_get_visible (part (fixture, "LampKpiStrip")));
  g_assert_true (lamp_study_mode_get_shown (fixture->mode) == lamp_desk_get_energisation (fixture->desk));
  assert_silent (fixture, "STUDY");
  after = take_map (fixture);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_unsafe (Fixture *fixture, gconstpointer unused)
{
  choose (fixture, "TIE");
  act (fixture, "win.what-if");
  assert_says (fixture, "joins two sources in parallel");
  act (fixture, "win.study-undo");
  assert_silent (fixture, "in parallel");
}

static gboolean
is_message (GtkWidget *widget)
{
  return ADW_IS_MESSAGE_DIALOG (widget);
}

static AdwMessageDialog *
find_dialog (void)
{
  g_autoptr (GList) windows = gtk_window_list_toplevels ();

  for (GList *l = windows; l != NULL; l = l->next)
    if (is_message (l->data))
      return l->data;
  return NULL;
}

/* Steps are not lost by a slip of the Escape key. */
static void
test_leaving_asks (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = NULL;

  choose (fixture, "SW1");
  act (fixture, "win.what-if");
  act (fixture, "win.deselect"); /* the selection goes first */
  g_assert_cmpint (lamp_selection_get_kind (lamp_desk_get_selection (fixture->desk)), ==, LAMP_SELECT_NONE);
  act (fixture, "win.deselect");
  g_assert_nonnull (find_dialog ());
  adw_message_dialog_response (find_dialog (), "stay");
  g_assert_true (lamp_study_mode_is_on (fixture->mode));
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
  act (fixture, "win.study");
  adw_message_dialog_response (find_dialog (), "leave");
  g_assert_false (lamp_study_mode_is_on (fixture->mode));
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
}

static LampOutage *
new_outage (const char *device)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, "O-1");

  lamp_record_set_string (&outage->status, "confirmed");
  lamp_record_set_string (&outage->device, device);
  return outage;
}

static gboolean
has_moved (gpointer mode)
{
  return lamp_study_mode_get_n_moved (mode) > 0;
}

/* R1 trips while the study is on: the map stays with the study, the banner tells; begun again, what closes onto the fault is
 * said. */
static void
test_reality_moves (Fixture *fixture, gconstpointer unused)
{
  LampOutage *outage = new_outage ("R1");
  g_autoptr (LampItem) item = lamp_item_new (outage);
  guint32 r1 = lamp_fixture_element (fixture->network, "R1");

  lamp_record_unref (outage);
  choose (fixture, "TIE");
  act (fixture, "win.what-if");
  g_list_store_append (G_LIST_STORE (lamp_desk_get_collection (fixture->desk, "outages")), item);
  wait_for ("the reality", has_moved, fixture->mode);
  g_assert_true (lamp_energisation_is_open (lamp_desk_get_energisation (fixture->desk), r1));
  g_assert_false (lamp_energisation_is_open (lamp_study_mode_get_shown (fixture->mode), r1));
  assert_says (fixture, "1 device has moved in reality");
  picture (fixture, "moved");
  act (fixture, "win.study-again");
  g_assert_true (lamp_energisation_is_open (lamp_study_mode_get_shown (fixture->mode), r1));
  g_assert_cmpuint (n_steps (fixture), ==, 1);
  assert_silent (fixture, "in reality. The figures");
  assert_says (fixture, "which an open outage names");
  picture (fixture, "again");
}

/* Neither a drop nor a key on the map sends a crew while a study is shown. */
static void
test_sends_nothing (Fixture *fixture, gconstpointer unused)
{
  LampOutage *outage = new_outage ("R1");
  g_autoptr (LampItem) item = lamp_item_new (outage);

  lamp_record_unref (outage);
  g_list_store_append (G_LIST_STORE (lamp_desk_get_collection (fixture->desk, "outages")), item);
  act (fixture, "win.study");
  g_signal_emit_by_name (map_of (fixture), "assign-dropped", "c7", "O-1");
  g_assert_nonnull (strstr (fixture->said->str, "nothing is sent from the map"));
  g_assert_null (strstr (fixture->said->str, "may look"));
  act (fixture, "win.study");
  g_assert_false (lamp_study_mode_is_on (fixture->mode));
  g_signal_emit_by_name (map_of (fixture), "assign-dropped", "c7", "O-1");
  /* Without a gateway the desk says no; that it was asked is what counts. */
  g_assert_nonnull (strstr (fixture->said->str, "You may look but not assign"));
}

static gboolean
is_weighed (gpointer mode)
{
  return !lamp_study_mode_is_weighing (mode);
}

/* T3's 8 kW over L5 beside T4's 30 are too much for what its rating is made here; before the study they were not there. Taken
 * back, nothing is said. */
static void
test_overload (Fixture *fixture, gconstpointer unused)
{
  guint32 l5 = lamp_fixture_element (fixture->network, "L5");

  fixture->network->element_rating[l5] = 2.0f; /* at 10 kV: 34.6 kVA */
  choose (fixture, "SW1");
  act (fixture, "win.what-if");
  choose (fixture, "TIE");
  act (fixture, "win.what-if");
  wait_for ("the loads", is_weighed, fixture->mode);
  assert_says (fixture, "Line L5: overloaded, 110 % of its rating");
  act (fixture, "win.study-undo");
  wait_for ("the loads", is_weighed, fixture->mode);
  assert_silent (fixture, "overloaded");
}

static GListModel *
rows (Fixture *fixture)
{
  return lamp_trace_card_get_rows (LAMP_TRACE_CARD (part (fixture, "LampTraceCard")));
}

static void
assert_rows (Fixture *fixture, const char *wanted)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rows (fixture)); i++)
    {
      g_autoptr (LampTraceRow) row = g_list_model_get_item (rows (fixture), i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", lamp_trace_row_get_id (row));
    }
  g_assert_cmpstr (text->str, ==, wanted);
}

static gboolean
is_answered (gpointer tracing)
{
  return lamp_tracing_get_restoration (tracing) != NULL;
}

static void
test_traces (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *card = part (fixture, "LampTraceCard");

  g_assert_false (gtk_widget_get_visible (card));
  choose (fixture, "SW1");
  act (fixture, "win.trace::up");
  g_assert_true (gtk_widget_get_visible (card));
  assert_rows (fixture, "SW1 R1 B1");
  assert_says (fixture, "up to its source");
  picture (fixture, "trace-up");
  act (fixture, "win.trace::protective");
  assert_rows (fixture, "SW1 R1");
  choose (fixture, "R1");
  act (fixture, "win.trace::down");
  assert_rows (fixture, "H1 M1 R1 SW1 T3 FU2 T2");
  assert_says (fixture, "Everything behind");
  choose (fixture, "L2");
  act (fixture, "win.trace::isolate");
  assert_rows (fixture, "R1 SW1 FU2 H1 M1");
  act (fixture, "win.deselect"); /* Escape: the trace goes, the selection stays */
  g_assert_false (gtk_widget_get_visible (card));
  g_assert_true (lamp_selection_is (lamp_desk_get_selection (fixture->desk), LAMP_SELECT_DEVICE, "L2"));
  assert_untouched (fixture);
}

static void
test_row_leads_there (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *list = NULL;

  choose (fixture, "SW1");
  act (fixture, "win.trace::up");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  list = find (part (fixture, "LampTraceCard"), is_of_type, "GtkListView");
  g_signal_emit_by_name (list, "activate", 2u);
  g_assert_true (lamp_selection_is (lamp_desk_get_selection (fixture->desk), LAMP_SELECT_DEVICE, "B1"));
  assert_rows (fixture, "SW1 R1 B1"); /* the trace stays */
}

/* The plan around a fault, done in a study: the customer behind SW1 has supply again by TIE, and none is in parallel. */
static void
test_back_feed (Fixture *fixture, gconstpointer unused)
{
  choose (fixture, "L2");
  act (fixture, "win.trace::back-feed");
  wait_for ("the plan", is_answered, fixture->tracing);
  assert_rows (fixture, "R1 SW1 TIE");
  assert_says (fixture, "bring 1 customer back");
  picture (fixture, "back-feed");
  act (fixture, "win.study-trace");
  g_assert_cmpuint (n_steps (fixture), ==, 3);
  assert_says (fixture, "3 switches changed");
  assert_silent (fixture, "in parallel");
  assert_untouched (fixture);
  picture (fixture, "plan-tried");
}

/* A trace follows the state that is shown. */
static void
test_trace_in_study (Fixture *fixture, gconstpointer unused)
{
  choose (fixture, "TIE");
  act (fixture, "win.trace::down");
  assert_says (fixture, "As it is now");
  choose (fixture, "SW1");
  act (fixture, "win.what-if");
  choose (fixture, "TIE");
  act (fixture, "win.what-if");
  act (fixture, "win.trace::down");
  assert_says (fixture, "In the study");
  assert_rows (fixture, "H1 TIE T3");
  act (fixture, "win.clear-trace");
}

static void
test_plan_text (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *text = NULL;

  choose (fixture, "SW1");
  act (fixture, "win.what-if");
  choose (fixture, "TIE");
  act (fixture, "win.what-if");
  choose (fixture, "FU2");
  act (fixture, "win.what-if");
  text = lamp_say_plan (lamp_study_mode_get_study (fixture->mode), lamp_study_mode_get_overloads (fixture->mode), lamp_study_mode_get_base_usec (fixture->mode));
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (text, "nothing was sent"));
  g_assert_nonnull (strstr (text, "\n1. Open "));
  g_assert_nonnull (strstr (text, "(SW1, Feeder Market) – 1 customer loses supply\n"));
  g_assert_nonnull (strstr (text, "\n2. Close "));
  g_assert_nonnull (strstr (text, "\n3. Open "));
  g_assert_nonnull (strstr (text, "3 customers lose supply"));
  g_assert_nonnull (strstr (text, "Key sites that lose supply: Mill"));
}

static gboolean
has_no_menu (gpointer map)
{
  return find (map, is_of_type, "GtkPopoverMenu") == NULL;
}

/* A window that goes with its menu open makes GTK complain of itself. */
static void
close_menu (Fixture *fixture)
{
  gtk_popover_popdown (GTK_POPOVER (find (GTK_WIDGET (map_of (fixture)), is_of_type, "GtkPopoverMenu")));
  wait_for ("the menu to go", has_no_menu, map_of (fixture));
}

static gboolean
has_item (GMenuModel *menu, const char *label)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *text = NULL;

      if (section != NULL && has_item (section, label))
        return TRUE;
      if (g_menu_model_get_item_attribute (menu, i, "label", "s", &text) && g_str_equal (text, label))
        return TRUE;
    }
  return FALSE;
}

static void
test_menu (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GMenuModel) closed = lamp_study_menu (fixture->desk, "SW1", TRUE);
  g_autoptr (GMenuModel) open = lamp_study_menu (fixture->desk, "TIE", TRUE);
  g_autoptr (GMenuModel) line = lamp_study_menu (fixture->desk, "L2", TRUE);

  g_assert_true (has_item (closed, "_What If It Opens?"));
  g_assert_true (has_item (open, "_What If It Closes?"));
  g_assert_false (has_item (line, "_What If It Opens?"));
  g_assert_true (has_item (line, "_Isolate a Fault Here"));
  g_assert_false (has_item (line, "_Clear the Trace"));
  choose (fixture, "SW1");
  g_assert_true (lamp_study_menu_popup (fixture->desk, GTK_WIDGET (map_of (fixture)), LAMP_SELECT_DEVICE, 200, 200));
  assert_says (fixture, "Trace Down");
  close_menu (fixture);
  g_assert_false (lamp_study_menu_popup (fixture->desk, GTK_WIDGET (map_of (fixture)), LAMP_SELECT_OUTAGE, 200, 200));
}

static gboolean
has_words (GtkWidget *widget, gconstpointer unused)
{
  return GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
}

static gboolean
is_nameless (GtkWidget *widget, gconstpointer unused)
{
  if (!gtk_widget_get_mapped (widget) || !GTK_IS_BUTTON (widget))
    return FALSE;
  if (GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)) || find (widget, has_words, NULL) != NULL)
    return FALSE;
  return !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static void
test_names (Fixture *fixture, gconstpointer unused)
{
  choose (fixture, "SW1");
  act (fixture, "win.what-if");
  act (fixture, "win.trace::down");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_null (find (part (fixture, "LampStudyBanner"), is_nameless, NULL));
  g_assert_null (find (part (fixture, "LampTraceCard"), is_nameless, NULL));
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (part (fixture, "LampTraceCard")), GTK_ACCESSIBLE_PROPERTY_LABEL));
}

/* By night and in the narrowest window it is laid out without a warning. */
static void
test_night (Fixture *fixture, gconstpointer unused)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  load_style ("style-dark.css");
  choose (fixture, "TIE");
  act (fixture, "win.what-if");
  act (fixture, "win.trace::down");
  picture (fixture, "night");
  g_assert_true (lamp_map_get_study (map_of (fixture)) && lamp_map_get_night (map_of (fixture)));
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

/* Keys where the map has the focus: Ctrl+Z is the study's, Escape closes what lies on top. */
static void
test_keys (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *map = GTK_WIDGET (map_of (fixture));

  choose (fixture, "SW1");
  g_assert_false (lamp_study_key (fixture->desk, map, GDK_KEY_z, GDK_CONTROL_MASK, 0, 0)); /* the window's undo */
  act (fixture, "win.what-if");
  g_assert_true (lamp_study_key (fixture->desk, map, GDK_KEY_z, GDK_CONTROL_MASK, 0, 0));
  g_assert_cmpuint (n_steps (fixture), ==, 0);
  g_assert_true (lamp_study_key (fixture->desk, map, GDK_KEY_Z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, 0, 0));
  g_assert_cmpuint (n_steps (fixture), ==, 1);
  act (fixture, "win.trace::down");
  g_assert_true (lamp_study_key (fixture->desk, map, GDK_KEY_Escape, 0, 0, 0));
  g_assert_cmpint (lamp_tracing_get_kind (fixture->tracing), ==, LAMP_TRACING_NONE);
  g_assert_false (lamp_study_key (fixture->desk, map, GDK_KEY_Escape, 0, 0, 0)); /* the map's: it selects nothing */
  g_assert_false (lamp_study_key (fixture->desk, map, GDK_KEY_Left, 0, 0, 0));
  gtk_widget_grab_focus (map);
  g_assert_true (lamp_study_key (fixture->desk, map, GDK_KEY_F10, GDK_SHIFT_MASK, 100, 100));
  assert_says (fixture, "What If It Closes?");
  close_menu (fixture);
}

/* Escape closes the list of steps, not the study beneath it. */
static void
test_steps_open (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *button = NULL;

  choose (fixture, "SW1");
  act (fixture, "win.what-if");
  button = find (part (fixture, "LampStudyBanner"), is_of_type, "GtkMenuButton");
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  assert_says (fixture, "1. Open LBS SW1 – 1 customer loses supply");
  lamp_desk_select (fixture->desk, LAMP_SELECT_NONE, NULL);
  gtk_widget_child_focus (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))), GTK_DIR_TAB_FORWARD);
  g_assert_false (lamp_study_key (fixture->desk, GTK_WIDGET (map_of (fixture)), GDK_KEY_Escape, 0, 0, 0));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  gtk_widget_grab_focus (GTK_WIDGET (map_of (fixture)));
  g_assert_true (lamp_study_key (fixture->desk, GTK_WIDGET (map_of (fixture)), GDK_KEY_Escape, 0, 0, 0));
  g_assert_nonnull (find_dialog ());
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
}

int
main (int argc, char **argv)
{
  g_autofree char *home = NULL;
  const gpointer   wide = GINT_TO_POINTER (1700), narrow = GINT_TO_POINTER (1280);

  g_test_init (&argc, &argv, NULL);
  home = g_test_build_filename (G_TEST_BUILT, "console", "study-home", NULL);
  g_setenv ("XDG_STATE_HOME", home, TRUE);
  adw_init ();
  lamp_boot_resources ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()), "/io/github/lamplighter/Lamplighter/icons");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  load_style ("style.css");

  g_test_add ("/study/what-if", Fixture, wide, set_up, test_what_if, tear_down);
  g_test_add ("/study/unsafe", Fixture, wide, set_up, test_unsafe, tear_down);
  g_test_add ("/study/overload", Fixture, wide, set_up, test_overload, tear_down);
  g_test_add ("/study/leaving-asks", Fixture, wide, set_up, test_leaving_asks, tear_down);
  g_test_add ("/study/reality-moves", Fixture, narrow, set_up, test_reality_moves, tear_down);
  g_test_add ("/study/sends-nothing", Fixture, wide, set_up, test_sends_nothing, tear_down);
  g_test_add ("/study/traces", Fixture, wide, set_up, test_traces, tear_down);
  g_test_add ("/study/row-leads-there", Fixture, wide, set_up, test_row_leads_there, tear_down);
  g_test_add ("/study/back-feed", Fixture, narrow, set_up, test_back_feed, tear_down);
  g_test_add ("/study/trace-in-study", Fixture, wide, set_up, test_trace_in_study, tear_down);
  g_test_add ("/study/plan-text", Fixture, wide, set_up, test_plan_text, tear_down);
  g_test_add ("/study/menu", Fixture, wide, set_up, test_menu, tear_down);
  g_test_add ("/study/names", Fixture, wide, set_up, test_names, tear_down);
  g_test_add ("/study/night", Fixture, narrow, set_up, test_night, tear_down);
  g_test_add ("/study/keys", Fixture, wide, set_up, test_keys, tear_down);
  g_test_add ("/study/steps-open", Fixture, wide, set_up, test_steps_open, tear_down);
  return g_test_run ();
}
