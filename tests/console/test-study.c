/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Studies in the window, on a virtual display.
 */
#include "console/room.h"
#include "console/study-actions.h"
#include "console/study-words.h"
#include "console/window-picture.h"
#include "records/outage.h"

/* What the map shows, as pixels. */
static GBytes *
take_map (Room *room)
{
  g_autoptr (GdkTexture) texture = NULL;
  graphene_rect_t box;
  gsize           stride = 0, size = 0;
  guchar         *pixels = NULL;

  gtk_test_widget_wait_for_draw (GTK_WIDGET (room->window)); /* what just came or went is laid out */
  room_wait_for ("the map", room_is_settled, room_map_of (room));
  g_assert_true (gtk_widget_compute_bounds (GTK_WIDGET (room_map_of (room)), GTK_WIDGET (room->window), &box));
  while (texture == NULL) /* before its first frame a window shows nothing */
    {
      gtk_test_widget_wait_for_draw (GTK_WIDGET (room->window));
      texture = lamp_window_picture_take (GTK_WINDOW (room->window), &box, NULL);
    }
  stride = (gsize)gdk_texture_get_width (texture) * 4;
  size = stride * (gsize)gdk_texture_get_height (texture);
  pixels = g_malloc (size);
  gdk_texture_download (texture, pixels, stride);
  return g_bytes_new_take (pixels, size);
}

/* Opens SW1 as the menu does: five customers of its feeder's end lose supply, and the hospital its main supply. */
static void
test_what_if (Room *room, gconstpointer unused)
{
  g_autoptr (GBytes) before = NULL;
  g_autoptr (GBytes) within = NULL;
  g_autoptr (GBytes) after = NULL;

  room_choose (room, "SW1");
  before = take_map (room);
  g_assert_true (room_can (room, "what-if"));
  g_assert_false (room_can (room, "study-leave"));
  room_act (room, "win.what-if");
  g_assert_true (lamp_map_get_study (room_map_of (room)));
  g_assert_false (gtk_widget_get_visible (room_part (room, "LampKpiStrip")));
  room_assert_says (room, "STUDY — nothing is sent");
  room_assert_says (room, "1 switch changed · 1 customer loses supply");
  room_assert_says (room, "Key sites on fewer supply points: General hospital");
  room_assert_says (room, "Position and supply as in the study");
  room_assert_untouched (room);
  g_assert_true (lamp_study_mode_get_shown (room->mode) != lamp_desk_get_energisation (room->desk));
  room_picture (room, "what-if");
  within = take_map (room);
  g_assert_false (g_bytes_equal (before, within));

  room_act (room, "win.study-undo");
  g_assert_cmpuint (room_n_steps (room), ==, 0);
  g_assert_true (room_can (room, "study-redo"));
  room_act (room, "win.study-redo");
  room_assert_says (room, "1 Step");
  room_act (room, "win.study-reset");
  g_assert_false (room_can (room, "study-redo"));
  room_act (room, "win.study-leave"); /* asks nothing: there is nothing to lose */
  g_assert_false (lamp_study_mode_is_on (room->mode));
  g_assert_false (lamp_map_get_study (room_map_of (room)));
  g_assert_true (gtk_widget_get_visible (room_part (room, "LampKpiStrip")));
  g_assert_true (lamp_study_mode_get_shown (room->mode) == lamp_desk_get_energisation (room->desk));
  room_assert_silent (room, "STUDY");
  after = take_map (room);
  g_assert_true (g_bytes_equal (before, after));
}

static void
test_unsafe (Room *room, gconstpointer unused)
{
  room_choose (room, "TIE");
  room_act (room, "win.what-if");
  room_assert_says (room, "joins two sources in parallel");
  room_act (room, "win.study-undo");
  room_assert_silent (room, "in parallel");
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
test_leaving_asks (Room *room, gconstpointer unused)
{
  g_autofree char *text = NULL;

  room_choose (room, "SW1");
  room_act (room, "win.what-if");
  room_act (room, "win.deselect"); /* the selection goes first */
  g_assert_cmpint (lamp_selection_get_kind (lamp_desk_get_selection (room->desk)), ==, LAMP_SELECT_NONE);
  room_act (room, "win.deselect");
  g_assert_nonnull (find_dialog ());
  adw_message_dialog_response (find_dialog (), "stay");
  g_assert_true (lamp_study_mode_is_on (room->mode));
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
  room_act (room, "win.study");
  adw_message_dialog_response (find_dialog (), "leave");
  g_assert_false (lamp_study_mode_is_on (room->mode));
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
test_reality_moves (Room *room, gconstpointer unused)
{
  LampOutage *outage = new_outage ("R1");
  g_autoptr (LampItem) item = lamp_item_new (outage);
  guint32 r1 = lamp_fixture_element (room->network, "R1");

  lamp_record_unref (outage);
  room_choose (room, "TIE");
  room_act (room, "win.what-if");
  g_list_store_append (G_LIST_STORE (lamp_desk_get_collection (room->desk, "outages")), item);
  room_wait_for ("the reality", has_moved, room->mode);
  g_assert_true (lamp_energisation_is_open (lamp_desk_get_energisation (room->desk), r1));
  g_assert_false (lamp_energisation_is_open (lamp_study_mode_get_shown (room->mode), r1));
  room_assert_says (room, "1 device has moved in reality");
  room_picture (room, "moved");
  room_act (room, "win.study-again");
  g_assert_true (lamp_energisation_is_open (lamp_study_mode_get_shown (room->mode), r1));
  g_assert_cmpuint (room_n_steps (room), ==, 1);
  room_assert_silent (room, "in reality. The figures");
  room_assert_says (room, "which an open outage names");
  room_picture (room, "again");
}

typedef struct
{
  LampDesk    *desk;
  LampNetwork *network;
} Awaited;

static gboolean
has_network (gpointer data)
{
  Awaited *awaited = data;

  return lamp_desk_get_network (awaited->desk) == awaited->network;
}

/* Another edition of the grid comes: the study goes on over it, with the same steps, and a trace over the old one goes. */
static void
test_new_grid (Room *room, gconstpointer unused)
{
  g_autoptr (LampNetwork) other = lamp_fixture_network ();
  Awaited awaited = { room->desk, other };

  room_choose (room, "SW1");
  room_act (room, "win.what-if");
  room_act (room, "win.trace::up");
  lamp_desk_set_network (room->desk, other);
  room_wait_for ("the other grid", has_network, &awaited);
  g_assert_true (lamp_energisation_get_network (lamp_study_mode_get_shown (room->mode)) == other);
  g_assert_true (lamp_energisation_is_open (lamp_study_mode_get_shown (room->mode), lamp_fixture_element (other, "SW1")));
  g_assert_cmpuint (room_n_steps (room), ==, 1);
  g_assert_cmpint (lamp_tracing_get_kind (room->tracing), ==, LAMP_TRACING_NONE);
  g_assert_nonnull (strstr (room->said->str, "A new grid has come"));
  room_picture (room, "new-grid");
}

/* Neither a drop nor a key on the map sends a crew while a study is shown. */
static void
test_sends_nothing (Room *room, gconstpointer unused)
{
  LampOutage *outage = new_outage ("R1");
  g_autoptr (LampItem) item = lamp_item_new (outage);

  lamp_record_unref (outage);
  g_list_store_append (G_LIST_STORE (lamp_desk_get_collection (room->desk, "outages")), item);
  room_act (room, "win.study");
  g_signal_emit_by_name (room_map_of (room), "assign-dropped", "c7", "O-1");
  g_assert_nonnull (strstr (room->said->str, "nothing is sent from the map"));
  g_assert_null (strstr (room->said->str, "may look"));
  room_act (room, "win.study");
  g_assert_false (lamp_study_mode_is_on (room->mode));
  g_signal_emit_by_name (room_map_of (room), "assign-dropped", "c7", "O-1");
  /* Without a gateway the desk says no; that it was asked is what counts. */
  g_assert_nonnull (strstr (room->said->str, "You may look but not assign"));
}

static gboolean
is_weighed (gpointer mode)
{
  return !lamp_study_mode_is_weighing (mode);
}

/* T3's 8 kW over L5 beside T4's 30 are too much for what its rating is made here; before the study they were not there. Taken
 * back, nothing is said. */
static void
test_overload (Room *room, gconstpointer unused)
{
  guint32 l5 = lamp_fixture_element (room->network, "L5");

  room->network->element_rating[l5] = 2.0f; /* at 10 kV: 34.6 kVA */
  room_choose (room, "SW1");
  room_act (room, "win.what-if");
  room_choose (room, "TIE");
  room_act (room, "win.what-if");
  room_wait_for ("the loads", is_weighed, room->mode);
  room_assert_says (room, "Line L5: overloaded, 110 % of its rating");
  room_act (room, "win.study-undo");
  room_wait_for ("the loads", is_weighed, room->mode);
  room_assert_silent (room, "overloaded");
}

static void
test_plan_text (Room *room, gconstpointer unused)
{
  g_autofree char *text = NULL;

  room_choose (room, "SW1");
  room_act (room, "win.what-if");
  room_choose (room, "TIE");
  room_act (room, "win.what-if");
  room_choose (room, "FU2");
  room_act (room, "win.what-if");
  text = lamp_say_plan (lamp_study_mode_get_study (room->mode), lamp_study_mode_get_overloads (room->mode), lamp_study_mode_get_base_usec (room->mode));
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
has_words (GtkWidget *widget, gconstpointer unused)
{
  return GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
}

static gboolean
is_nameless (GtkWidget *widget, gconstpointer unused)
{
  if (!gtk_widget_get_mapped (widget) || !GTK_IS_BUTTON (widget))
    return FALSE;
  if (GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)) || room_find (widget, has_words, NULL) != NULL)
    return FALSE;
  return !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL);
}

static void
test_names (Room *room, gconstpointer unused)
{
  room_choose (room, "SW1");
  room_act (room, "win.what-if");
  room_act (room, "win.trace::down");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (room->window));
  g_assert_null (room_find (room_part (room, "LampStudyBanner"), is_nameless, NULL));
  g_assert_null (room_find (room_part (room, "LampTraceCard"), is_nameless, NULL));
  g_assert_true (gtk_test_accessible_has_property (GTK_ACCESSIBLE (room_part (room, "LampTraceCard")), GTK_ACCESSIBLE_PROPERTY_LABEL));
}

/* By night and in the narrowest window it is laid out without a warning. */
static void
test_night (Room *room, gconstpointer unused)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  room_load_style ("style-dark.css");
  room_choose (room, "TIE");
  room_act (room, "win.what-if");
  room_act (room, "win.trace::down");
  room_picture (room, "night");
  g_assert_true (lamp_map_get_study (room_map_of (room)) && lamp_map_get_night (room_map_of (room)));
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_DEFAULT);
}

/* Keys where the map has the focus: Ctrl+Z is the study's, Escape closes what lies on top. */
static void
test_keys (Room *room, gconstpointer unused)
{
  GtkWidget *map = GTK_WIDGET (room_map_of (room));

  room_choose (room, "SW1");
  g_assert_false (lamp_study_key (room->desk, map, GDK_KEY_z, GDK_CONTROL_MASK, 0, 0)); /* the window's undo */
  room_act (room, "win.what-if");
  g_assert_true (lamp_study_key (room->desk, map, GDK_KEY_z, GDK_CONTROL_MASK, 0, 0));
  g_assert_cmpuint (room_n_steps (room), ==, 0);
  g_assert_true (lamp_study_key (room->desk, map, GDK_KEY_Z, GDK_CONTROL_MASK | GDK_SHIFT_MASK, 0, 0));
  g_assert_cmpuint (room_n_steps (room), ==, 1);
  room_act (room, "win.trace::down");
  g_assert_true (lamp_study_key (room->desk, map, GDK_KEY_Escape, 0, 0, 0));
  g_assert_cmpint (lamp_tracing_get_kind (room->tracing), ==, LAMP_TRACING_NONE);
  g_assert_false (lamp_study_key (room->desk, map, GDK_KEY_Escape, 0, 0, 0)); /* the map's: it selects nothing */
  g_assert_false (lamp_study_key (room->desk, map, GDK_KEY_Left, 0, 0, 0));
  gtk_widget_grab_focus (map);
  g_assert_true (lamp_study_key (room->desk, map, GDK_KEY_F10, GDK_SHIFT_MASK, 100, 100));
  room_assert_says (room, "What If It Closes?");
  room_close_menu (room);
}

/* Escape closes the list of steps, not the study beneath it. */
static void
test_steps_open (Room *room, gconstpointer unused)
{
  GtkWidget *button = NULL;

  room_choose (room, "SW1");
  room_act (room, "win.what-if");
  button = room_find (room_part (room, "LampStudyBanner"), room_is_of_type, "GtkMenuButton");
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  room_assert_says (room, "1. Open LBS SW1 – 1 customer loses supply");
  lamp_desk_select (room->desk, LAMP_SELECT_NONE, NULL);
  gtk_widget_child_focus (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))), GTK_DIR_TAB_FORWARD);
  g_assert_false (lamp_study_key (room->desk, GTK_WIDGET (room_map_of (room)), GDK_KEY_Escape, 0, 0, 0));
  gtk_menu_button_popdown (GTK_MENU_BUTTON (button));
  gtk_widget_grab_focus (GTK_WIDGET (room_map_of (room)));
  g_assert_true (lamp_study_key (room->desk, GTK_WIDGET (room_map_of (room)), GDK_KEY_Escape, 0, 0, 0));
  g_assert_nonnull (find_dialog ());
  gtk_window_destroy (GTK_WINDOW (find_dialog ()));
}

int
main (int argc, char **argv)
{
  const gpointer wide = GINT_TO_POINTER (1700), narrow = GINT_TO_POINTER (1280);

  room_init (&argc, &argv, "study-home");
  g_test_add ("/study/what-if", Room, wide, room_set_up, test_what_if, room_tear_down);
  g_test_add ("/study/unsafe", Room, wide, room_set_up, test_unsafe, room_tear_down);
  g_test_add ("/study/overload", Room, wide, room_set_up, test_overload, room_tear_down);
  g_test_add ("/study/leaving-asks", Room, wide, room_set_up, test_leaving_asks, room_tear_down);
  g_test_add ("/study/reality-moves", Room, narrow, room_set_up, test_reality_moves, room_tear_down);
  g_test_add ("/study/new-grid", Room, wide, room_set_up, test_new_grid, room_tear_down);
  g_test_add ("/study/sends-nothing", Room, wide, room_set_up, test_sends_nothing, room_tear_down);
  g_test_add ("/study/plan-text", Room, wide, room_set_up, test_plan_text, room_tear_down);
  g_test_add ("/study/names", Room, wide, room_set_up, test_names, room_tear_down);
  g_test_add ("/study/night", Room, narrow, room_set_up, test_night, room_tear_down);
  g_test_add ("/study/keys", Room, wide, room_set_up, test_keys, room_tear_down);
  g_test_add ("/study/steps-open", Room, wide, room_set_up, test_steps_open, room_tear_down);
  return g_test_run ();
}
