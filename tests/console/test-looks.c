/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What one sees at a glance: columns that line up, in a row that wraps and from row to row of a list, and the window of
 * the keys, which shows all it has. Warnings are fatal.
 */
#include "client/session-private.h"
#include "console/format.h"
#include "console/room.h"
#include "console/window-picture.h"
#include "console/wrap-layout.h"
#include "records/outage.h"
#include "records/site.h"

/* --- a row that wraps --- */

static int
left_of (GtkWidget *child, GtkWidget *of)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (child, of, &bounds));
  return (int)bounds.origin.x;
}

static void
allocate (GtkWidget *box, int width_px)
{
  int height = 0;

  gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, width_px, NULL, &height, NULL, NULL);
  gtk_widget_allocate (box, width_px, height, -1, NULL);
}

static void
test_wrap_even (void)
{
  static const int widths_px[] = { 30, 50, 40, 20 };
  GtkWidget       *box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0)), *children[4];

  gtk_widget_set_layout_manager (box, lamp_wrap_layout_new_even (0, 0));
  for (guint i = 0; i < 4; i++)
    {
      children[i] = gtk_label_new (NULL);
      gtk_widget_set_size_request (children[i], widths_px[i], 10);
      gtk_widget_set_parent (children[i], box);
    }
  /* One line holds them: each is as wide as it likes. */
  allocate (box, 140);
  g_assert_cmpint (left_of (children[1], box), ==, 30);
  g_assert_cmpint (left_of (children[3], box), ==, 120);
  /* Two lines: the second begins where the first does, and so does each column. */
  allocate (box, 110);
  g_assert_cmpint (left_of (children[1], box), ==, 50);
  g_assert_cmpint (left_of (children[2], box), ==, 0);
  g_assert_cmpint (left_of (children[3], box), ==, 50);
  for (guint i = 0; i < 4; i++)
    gtk_widget_unparent (children[i]);
  g_object_unref (box);
}

/* --- a list --- */

static void
put_site (Room *room, const char *id, const char *name)
{
  LampSite *site = lamp_record_new (&lamp_site_type, id);
  g_autoptr (LampItem) item = NULL;

  lamp_record_set_string (&site->name, name);
  lamp_record_set_string (&site->kind, "hospital");
  lamp_record_set_string (&site->supply_state, "out");
  item = lamp_item_new (site);
  g_list_store_append (G_LIST_STORE (lamp_desk_get_collection (room->desk, "sites")), item);
  lamp_record_unref (site);
}

static gboolean
says (GtkWidget *widget, gconstpointer text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && g_strcmp0 (gtk_label_get_text (GTK_LABEL (widget)), text) == 0;
}

/* The second half of the row in which this stands. */
static GtkWidget *
what_of (Room *room, const char *name)
{
  GtkWidget *label = room_find (GTK_WIDGET (room->window), says, name);

  g_assert_nonnull (label);
  return gtk_widget_get_next_sibling (gtk_widget_get_ancestor (label, g_type_from_name ("LampLineCell")));
}

static gboolean
are_listed (gpointer window)
{
  return room_find (window, says, "Mill") != NULL && room_find (window, says, "University hospital of the district") != NULL;
}

static void
test_rows_line_up (Room *room, gconstpointer unused)
{
  GtkWidget *window = GTK_WIDGET (room->window);

  put_site (room, "s1", "Mill");
  put_site (room, "s2", "University hospital of the district");
  lamp_desk_view_focus (lamp_window_get_view (room->window), "sites");
  room_wait_for ("both rows", are_listed, window);
  gtk_test_widget_wait_for_draw (window);
  g_assert_cmpint (left_of (what_of (room, "Mill"), window), ==, left_of (what_of (room, "University hospital of the district"), window));
}

/* Beside the clock, for all times in the window. */
static void
test_zone (Room *room, gconstpointer unused)
{
  g_autofree char *zone = lamp_format_zone (lamp_desk_get_now_usec (room->desk));

  g_assert_cmpuint (strlen (zone), >, 0);
  room_assert_says (room, zone);
}

/* --- the keys --- */

static gboolean
is_page_of_keys (GtkWidget *widget, gconstpointer unused)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), "GtkShortcutsGroup");
}

static void
count_groups (GtkWidget *widget, guint *n, guint *n_shown)
{
  if (is_page_of_keys (widget, NULL))
    {
      *n += 1;
      *n_shown += gtk_widget_get_mapped (widget);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    count_groups (child, n, n_shown);
}

/* GTK numbers the pages of a section from the back; so each has one, and the first begins with what is selected. */
static void
test_keys (void)
{
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_resource ("/io/github/lamplighter/Lamplighter/gtk/help-overlay.ui");
  GtkWidget *keys = GTK_WIDGET (gtk_builder_get_object (builder, "help_overlay"));
  guint      n = 0, n_shown = 0;

  gtk_window_present (GTK_WINDOW (keys));
  room_wait_for ("the keys", room_is_mapped, keys);
  gtk_test_widget_wait_for_draw (keys);
  count_groups (keys, &n, &n_shown);
  g_assert_cmpuint (n, ==, 5);
  g_assert_cmpuint (n_shown, ==, 3);
  g_assert_nonnull (room_find (keys, says, "Assign the first suggested crew"));
  gtk_window_destroy (GTK_WINDOW (keys));
}

/* --- without the gateway --- */

/* The largest difference between two channels of a pixel in that part of the window. */
static guint
colour_of (LampWindow *window, const char *type)
{
  GtkWidget      *part = room_find (GTK_WIDGET (window), room_is_of_type, type);
  graphene_rect_t box;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guint8 *pixels = NULL;
  gsize              stride, size;
  guint              most = 0;

  g_assert_true (gtk_widget_compute_bounds (part, GTK_WIDGET (window), &box));
  texture = lamp_window_picture_take (GTK_WINDOW (window), &box, NULL);
  g_assert_nonnull (texture);
  stride = (gsize)gdk_texture_get_width (texture) * 4;
  size = stride * (gsize)gdk_texture_get_height (texture);
  pixels = g_malloc (size);
  gdk_texture_download (texture, pixels, stride);
  for (gsize i = 0; i < size; i += 4)
    for (guint k = 0; k < 3; k++)
      most = MAX (most, (guint)ABS (pixels[i + k] - pixels[i + (k + 1) % 3]));
  return most;
}

static void
put_outage (LampDesk *desk)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, "O-1");

  lamp_record_set_string (&outage->status, "confirmed");
  lamp_record_set_string (&outage->device_name, "80412");
  outage->customers_out = 48;
  lamp_collection_put (LAMP_COLLECTION (lamp_desk_get_collection (desk, "outages")), outage);
  lamp_record_unref (outage);
}

/* Greys of the window are not quite without. */
static void
assert_colour (LampWindow *window, const char *type, gboolean is_old)
{
  guint colour = colour_of (window, type);

  if (is_old)
    g_assert_cmpuint (colour, <=, 8);
  else
    g_assert_cmpuint (colour, >, 60);
}

/* Lists, figures and the inspector are as old as the map when the gateway has gone, and look so; what a study reckons does not get old. */
static void
test_stale (void)
{
  static const struct
  {
    LampSessionState state;
    gboolean         in_study, is_old;
  } steps[] = {
    { LAMP_SESSION_LIVE, FALSE, FALSE },
    { LAMP_SESSION_STALE, FALSE, TRUE },
    { LAMP_SESSION_LOST, FALSE, TRUE },
    { LAMP_SESSION_LOST, TRUE, TRUE },
    { LAMP_SESSION_LIVE, TRUE, FALSE },
    { LAMP_SESSION_REFUSED, TRUE, TRUE },
    { LAMP_SESSION_REFUSED, FALSE, TRUE },
    { LAMP_SESSION_LIVE, FALSE, FALSE },
  };
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  g_autoptr (LampSession) session = lamp_session_new ("http://127.0.0.1:9", NULL, NULL);
  g_autoptr (LampDesk) desk = lamp_desk_new (session);
  LampStudyMode *study = lamp_desk_get_study (desk);
  LampWindow    *window = g_object_ref_sink (lamp_window_new (NULL));

  put_outage (desk);
  lamp_window_set_size_once (window, 1700, 720);
  lamp_window_set_desk (window, desk);
  lamp_desk_set_network (desk, network);
  gtk_window_present (GTK_WINDOW (window));
  room_wait_for ("the window", room_is_mapped, window);
  room_wait_for ("the grid", room_has_grid, desk);
  lamp_desk_select (desk, LAMP_SELECT_OUTAGE, "O-1");
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      lamp_session_set_state (session, steps[i].state, "");
      if (steps[i].in_study && !lamp_study_mode_is_on (study))
        g_assert_true (lamp_study_mode_enter (study));
      else if (!steps[i].in_study)
        lamp_study_mode_leave (study);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (window));
      assert_colour (window, "LampAgenda", steps[i].is_old);
      assert_colour (window, "LampInspector", steps[i].is_old && !steps[i].in_study);
      if (!steps[i].in_study)
        assert_colour (window, "LampKpiStrip", steps[i].is_old);
    }
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (window);
}

int
main (int argc, char **argv)
{
  const gpointer wide = GINT_TO_POINTER (1700);

  room_init (&argc, &argv, "looks-home");
  g_test_add_func ("/looks/wrap-even", test_wrap_even);
  g_test_add ("/looks/rows-line-up", Room, wide, room_set_up, test_rows_line_up, room_tear_down);
  g_test_add ("/looks/zone", Room, wide, room_set_up, test_zone, room_tear_down);
  g_test_add_func ("/looks/keys", test_keys);
  g_test_add_func ("/looks/stale", test_stale);
  return g_test_run ();
}
