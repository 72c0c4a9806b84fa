/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces in the window, and the menu they are asked from, on a virtual display.
 */
#include "console/room.h"
#include "console/study-actions.h"
#include "console/trace-card.h"
#include "console/trace-rows.h"

static GListModel *
rows (Room *room)
{
  return lamp_trace_card_get_rows (LAMP_TRACE_CARD (room_part (room, "LampTraceCard")));
}

static void
assert_rows (Room *room, const char *wanted)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (rows (room)); i++)
    {
      g_autoptr (LampTraceRow) row = g_list_model_get_item (rows (room), i);

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
test_traces (Room *room, gconstpointer unused)
{
  GtkWidget *card = room_part (room, "LampTraceCard");

  g_assert_false (gtk_widget_get_visible (card));
  room_choose (room, "SW1");
  room_act (room, "win.trace::up");
  g_assert_true (gtk_widget_get_visible (card));
  assert_rows (room, "SW1 R1 B1");
  room_assert_says (room, "up to its source");
  room_picture (room, "trace-up");
  room_act (room, "win.trace::protective");
  assert_rows (room, "SW1 R1");
  room_choose (room, "R1");
  room_act (room, "win.trace::down");
  assert_rows (room, "H1 M1 R1 SW1 T3 FU2 T2");
  room_assert_says (room, "Everything behind");
  room_choose (room, "L2");
  room_act (room, "win.trace::isolate");
  assert_rows (room, "R1 SW1 FU2 H1 M1");
  room_act (room, "win.deselect"); /* Escape: the trace goes, the selection stays */
  g_assert_false (gtk_widget_get_visible (card));
  g_assert_true (lamp_selection_is (lamp_desk_get_selection (room->desk), LAMP_SELECT_DEVICE, "L2"));
  room_assert_untouched (room);
}

static void
test_row_leads_there (Room *room, gconstpointer unused)
{
  GtkWidget *list = NULL;

  room_choose (room, "SW1");
  room_act (room, "win.trace::up");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (room->window));
  list = room_find (room_part (room, "LampTraceCard"), room_is_of_type, "GtkListView");
  g_signal_emit_by_name (list, "activate", 2u);
  g_assert_true (lamp_selection_is (lamp_desk_get_selection (room->desk), LAMP_SELECT_DEVICE, "B1"));
  assert_rows (room, "SW1 R1 B1"); /* the trace stays */
}

/* The plan around a fault, done in a study: the customer behind SW1 has supply again by TIE, and none is in parallel. */
static void
test_back_feed (Room *room, gconstpointer unused)
{
  room_choose (room, "L2");
  room_act (room, "win.trace::back-feed");
  room_wait_for ("the plan", is_answered, room->tracing);
  assert_rows (room, "R1 SW1 TIE");
  room_assert_says (room, "bring 1 customer back");
  room_picture (room, "back-feed");
  room_act (room, "win.study-trace");
  g_assert_cmpuint (room_n_steps (room), ==, 3);
  room_assert_says (room, "3 switches changed");
  room_assert_silent (room, "in parallel");
  room_assert_untouched (room);
  room_picture (room, "plan-tried");
}

/* A trace follows the state that is shown. */
static void
test_trace_in_study (Room *room, gconstpointer unused)
{
  room_choose (room, "TIE");
  room_act (room, "win.trace::down");
  room_assert_says (room, "As it is now");
  room_choose (room, "SW1");
  room_act (room, "win.what-if");
  room_choose (room, "TIE");
  room_act (room, "win.what-if");
  room_act (room, "win.trace::down");
  room_assert_says (room, "In the study");
  assert_rows (room, "H1 TIE T3");
  room_act (room, "win.clear-trace");
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

static gboolean
has_tip (GtkWidget *map, GtkTooltip *tip, int x, int y)
{
  gboolean answer = FALSE;

  g_signal_emit_by_name (map, "query-tooltip", x, y, FALSE, tip, &answer);
  return answer;
}

/* Somewhere on the map there is something to tell of; not over an open menu. */
static void
test_no_tip_over_menu (Room *room, gconstpointer unused)
{
  GtkWidget *map = GTK_WIDGET (room_map_of (room));
  g_autoptr (GtkTooltip) tip = g_object_new (GTK_TYPE_TOOLTIP, NULL);
  int x = 0, y = 0, width = gtk_widget_get_width (map), height = gtk_widget_get_height (map);

  for (int i = 0; i < width * height / 16 && !has_tip (map, tip, x, y); i++)
    {
      x = i % (width / 4) * 4;
      y = i / (width / 4) * 4;
    }
  g_assert_true (has_tip (map, tip, x, y));
  room_choose (room, "SW1");
  g_assert_true (lamp_study_menu_popup (room->desk, map, LAMP_SELECT_DEVICE, 200, 200));
  g_assert_false (has_tip (map, tip, x, y));
  room_close_menu (room);
  g_assert_true (has_tip (map, tip, x, y));
}

static void
test_menu (Room *room, gconstpointer unused)
{
  g_autoptr (GMenuModel) closed = lamp_study_menu (room->desk, "SW1", TRUE);
  g_autoptr (GMenuModel) open = lamp_study_menu (room->desk, "TIE", TRUE);
  g_autoptr (GMenuModel) line = lamp_study_menu (room->desk, "L2", TRUE);

  g_assert_true (has_item (closed, "_What If It Opens?"));
  g_assert_true (has_item (open, "_What If It Closes?"));
  g_assert_false (has_item (line, "_What If It Opens?"));
  g_assert_true (has_item (line, "_Isolate a Fault Here"));
  g_assert_false (has_item (line, "_Clear the Trace"));
  room_choose (room, "SW1");
  g_assert_true (lamp_study_menu_popup (room->desk, GTK_WIDGET (room_map_of (room)), LAMP_SELECT_DEVICE, 200, 200));
  room_assert_says (room, "Trace Down");
  room_close_menu (room);
  g_assert_false (lamp_study_menu_popup (room->desk, GTK_WIDGET (room_map_of (room)), LAMP_SELECT_OUTAGE, 200, 200));
}

int
main (int argc, char **argv)
{
  const gpointer wide = GINT_TO_POINTER (1700), narrow = GINT_TO_POINTER (1280);

  room_init (&argc, &argv, "traces-home");
  g_test_add ("/traces/traces", Room, wide, room_set_up, test_traces, room_tear_down);
  g_test_add ("/traces/row-leads-there", Room, wide, room_set_up, test_row_leads_there, room_tear_down);
  g_test_add ("/traces/back-feed", Room, narrow, room_set_up, test_back_feed, room_tear_down);
  g_test_add ("/traces/trace-in-study", Room, wide, room_set_up, test_trace_in_study, room_tear_down);
  g_test_add ("/traces/no-tip-over-menu", Room, wide, room_set_up, test_no_tip_over_menu, room_tear_down);
  g_test_add ("/traces/menu", Room, wide, room_set_up, test_menu, room_tear_down);
  return g_test_run ();
}
