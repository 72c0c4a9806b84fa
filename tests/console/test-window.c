/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window over a desk without a gateway: lists, selection, panes and words, on a virtual display. Warnings are fatal.
 */
#include "console/boot.h"
#include "console/line-cell.h"
#include "console/list-glue.h"
#include "console/order.h"
#include "console/room.h"
#include "console/roster-words.h"
#include "console/settings.h"
#include "console/window.h"
#include "map/map-tools.h"
#include "records/crew.h"
#include "records/outage.h"
#include "records/site.h"

#define N_OUTAGES 300

typedef struct
{
  LampDesk   *desk;
  LampWindow *window;
} Fixture;

static void
put (LampDesk *desk, const char *collection, gpointer record)
{
  g_autoptr (LampItem) item = lamp_item_new (record);

  g_list_store_append (G_LIST_STORE (lamp_desk_get_collection (desk, collection)), item);
  lamp_record_unref (record);
}

static LampOutage *
new_outage (guint i)
{
  g_autofree char *id = g_strdup_printf ("O-%u", i);
  g_autofree char *name = g_strdup_printf ("%u", 80000 + i * 7 % 1000);
  LampOutage      *outage = lamp_record_new (&lamp_outage_type, id);

  lamp_record_set_string (&outage->status, i % 5 == 4 ? "restored" : "predicted");
  lamp_record_set_string (&outage->device_name, name);
  lamp_record_set_string (&outage->device_kind, "fuse");
  lamp_record_set_string (&outage->feeder, "F-1");
  lamp_record_set_string (&outage->crew_status, i % 3 == 0 ? "enroute" : "awaitingCrewAssignment");
  lamp_record_set_string (&outage->acknowledged_by, i % 2 == 0 ? "li.wei" : NULL);
  outage->customers_out = (gint64)(i * 13 % 97);
  outage->key_sites_out = i % 50 == 0;
  outage->calls = i % 4;
  outage->start_usec = g_get_real_time () - (gint64)i * 60 * G_USEC_PER_SEC;
  outage->ert_usec = i % 6 == 0 ? LAMP_UNKNOWN_TIME : g_get_real_time () + ((gint64)i - 20) * 60 * G_USEC_PER_SEC;
  outage->base.at = (LampPoint){ -79.8 + i * 0.0001, 36.1 };
  outage->base.placed = TRUE;
  return outage;
}

static LampCrew *
new_crew (const char *id, const char *name, const char *status)
{
  LampCrew *crew = lamp_record_new (&lamp_crew_type, id);

  lamp_record_set_string (&crew->name, name);
  lamp_record_set_string (&crew->status, status);
  return crew;
}

static LampSite *
new_site (const char *id, const char *name, const char *state)
{
  LampSite *site = lamp_record_new (&lamp_site_type, id);

  lamp_record_set_string (&site->name, name);
  lamp_record_set_string (&site->kind, "hospital");
  lamp_record_set_string (&site->site_class, "first");
  lamp_record_set_string (&site->supply_state, state);
  return site;
}

static LampDesk *
new_desk (void)
{
  LampDesk *desk = lamp_desk_new (NULL);

  for (guint i = 0; i < N_OUTAGES; i++)
    put (desk, "outages", new_outage (i));
  put (desk, "crews", new_crew ("c7", "Crew 7", "enroute"));
  put (desk, "crews", new_crew ("c5", "Crew 5", "available"));
  put (desk, "crews", new_crew ("c9", "Crew 9", "offShift"));
  put (desk, "sites", new_site ("s1", "Riverside Hospital", "out"));
  put (desk, "sites", new_site ("s2", "Metro traction 4", "lastSource"));
  put (desk, "sites", new_site ("s3", "Glass works", "normal"));
  return desk;
}

static void
set_up (Fixture *fixture, gconstpointer width)
{
  fixture->desk = new_desk ();
  fixture->window = g_object_ref_sink (lamp_window_new (NULL));
  lamp_window_set_size_once (fixture->window, GPOINTER_TO_INT (width), 720);
  lamp_window_set_desk (fixture->window, fixture->desk);
  gtk_window_present (GTK_WINDOW (fixture->window));
  room_wait_for ("the window", room_is_mapped, fixture->window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
}

/* Nothing of a desk outlives its window: a leak here would keep a whole grid. What is only just being faded out or drawn
 * may take a moment. */
static void
let_go (const char *what, gpointer object)
{
  g_object_add_weak_pointer (object, &object);
  g_object_unref (object);
  room_wait_for (what, room_is_gone, &object);
}

static void
tear_down (Fixture *fixture, gconstpointer unused)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  let_go ("the window to go", fixture->window);
  let_go ("the desk to go", fixture->desk);
}

static LampAgenda *
agenda_of (Fixture *fixture)
{
  return lamp_desk_view_get_agenda (lamp_window_get_view (fixture->window));
}

static const LampOutage *
row (Fixture *fixture, guint i)
{
  g_autoptr (LampItem) item = g_list_model_get_item (lamp_agenda_get_rows (agenda_of (fixture)), i);

  return item != NULL ? lamp_item_get_record (item) : NULL;
}

static void
assert_rows (Fixture *fixture, LampFilter filter, LampOrder order)
{
  guint  n = g_list_model_get_n_items (lamp_agenda_get_rows (agenda_of (fixture))), expected = 0;
  gint64 now_usec = lamp_desk_get_now_usec (fixture->desk);

  for (guint i = 0; i < N_OUTAGES; i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (lamp_desk_get_collection (fixture->desk, "outages"), i);

      expected += lamp_filter_has (filter, lamp_item_get_record (item), now_usec, NULL, NULL);
    }
  g_assert_cmpuint (n, ==, expected);
  g_assert_cmpuint (n, >, 2);
  for (guint i = 0; i + 1 < n; i++)
    g_assert_cmpint (lamp_order_outages (row (fixture, i), row (fixture, i + 1), order), <, 0);
}

static void
test_agenda (Fixture *fixture, gconstpointer unused)
{
  assert_rows (fixture, LAMP_FILTER_OPEN, LAMP_ORDER_HARM);
  for (int filter = 0; filter < LAMP_N_FILTERS; filter++)
    if (filter != LAMP_FILTER_MINE)
      {
        lamp_agenda_set_filter (agenda_of (fixture), (LampFilter)filter);
        assert_rows (fixture, (LampFilter)filter, LAMP_ORDER_HARM);
      }
  lamp_agenda_set_filter (agenda_of (fixture), LAMP_FILTER_OPEN);
  for (int order = 0; order < LAMP_N_ORDERS; order++)
    {
      lamp_agenda_set_order (agenda_of (fixture), (LampOrder)order);
      assert_rows (fixture, LAMP_FILTER_OPEN, (LampOrder)order);
    }
  lamp_agenda_set_order (agenda_of (fixture), LAMP_ORDER_HARM);
  assert_rows (fixture, LAMP_FILTER_OPEN, LAMP_ORDER_HARM);
}

typedef struct
{
  Fixture    *fixture;
  const char *id;
} Awaited;

static gboolean
is_first (gpointer data)
{
  Awaited *awaited = data;

  return g_str_equal (row (awaited->fixture, 0)->base.id, awaited->id);
}

/* A record that changes moves its row, and the row that is selected stays selected. */
static void
test_agenda_follows (Fixture *fixture, gconstpointer unused)
{
  g_autofree char *id = g_strdup (row (fixture, 40)->base.id);
  LampItem        *item = lamp_desk_lookup (fixture->desk, "outages", id);
  LampOutage      *changed = lamp_record_copy (lamp_item_get_record (item));
  Awaited          awaited = { fixture, id };

  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, id);
  changed->harm_usec = 1;
  lamp_item_set_record (item, changed);
  lamp_record_unref (changed);
  room_wait_for ("the row to be first", is_first, &awaited);
  g_assert_true (lamp_selection_is (lamp_desk_get_selection (fixture->desk), LAMP_SELECT_OUTAGE, id));
}

static void
test_activate_selects (Fixture *fixture, gconstpointer unused)
{
  lamp_agenda_activate (agenda_of (fixture), 3);
  g_assert_true (lamp_selection_is (lamp_desk_get_selection (fixture->desk), LAMP_SELECT_OUTAGE, row (fixture, 3)->base.id));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.deselect", NULL);
  g_assert_cmpint (lamp_selection_get_kind (lamp_desk_get_selection (fixture->desk)), ==, LAMP_SELECT_NONE);
}

/* The most urgent nobody acknowledged, then the next one after it. */
static void
test_next_new (Fixture *fixture, gconstpointer unused)
{
  LampSelection   *selection = lamp_desk_get_selection (fixture->desk);
  g_autofree char *first = NULL;
  guint            i = 0;

  while (row (fixture, i)->acknowledged_by != NULL)
    i++;
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.next-new", NULL);
  g_assert_cmpstr (lamp_selection_get_id (selection), ==, row (fixture, i)->base.id);
  first = g_strdup (lamp_selection_get_id (selection));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.next-new", NULL);
  g_assert_cmpstr (lamp_selection_get_id (selection), !=, first);
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
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) && g_str_equal (gtk_label_get_text (GTK_LABEL (widget)), text);
}

static void
test_words (Fixture *fixture, gconstpointer unused)
{
  static const char *const texts[] = { "customers out", "outages", "key site out", "on last source", "unassigned",
                                       "Crews 1 of 2", "Key sites 2", "Outages", "Open", "Crew 7", "en route" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    if (find (GTK_WIDGET (fixture->window), says, texts[i]) == NULL)
      g_error ("the window does not say “%s”", texts[i]);
}

static gboolean
has_words (GtkWidget *widget, gconstpointer unused)
{
  return GTK_IS_LABEL (widget) && *gtk_label_get_text (GTK_LABEL (widget)) != '\0';
}

/* A control without words for a screen reader; what GTK makes inside its own widgets is GTK's. */
static gboolean
is_nameless (GtkWidget *widget, gconstpointer unused)
{
  if (!gtk_widget_get_mapped (widget) || !(GTK_IS_BUTTON (widget) || GTK_IS_SWITCH (widget) || GTK_IS_EDITABLE (widget)))
    return FALSE;
  if (GTK_IS_TEXT (widget) || GTK_IS_MENU_BUTTON (gtk_widget_get_parent (widget)) ||
      gtk_widget_get_ancestor (widget, GTK_TYPE_WINDOW_CONTROLS) != NULL || find (widget, has_words, NULL) != NULL)
    return FALSE;
  return !gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL) &&
         gtk_widget_get_tooltip_text (widget) == NULL;
}

static void
test_names (Fixture *fixture, gconstpointer unused)
{
  GtkWidget *nameless = NULL;

  lamp_agenda_activate (agenda_of (fixture), 0);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  nameless = find (GTK_WIDGET (fixture->window), is_nameless, NULL);
  if (nameless != NULL)
    g_error ("a %s in a %s has no name", G_OBJECT_TYPE_NAME (nameless), G_OBJECT_TYPE_NAME (gtk_widget_get_parent (nameless)));
}

static gboolean
is_folded (gpointer fixture)
{
  return lamp_desk_view_is_folded (lamp_window_get_view (((Fixture *)fixture)->window));
}

static gboolean
is_unfolded (gpointer fixture)
{
  return !is_folded (fixture);
}

static gboolean
inspector_shows (Fixture *fixture)
{
  GtkWidget *inspector = GTK_WIDGET (lamp_desk_view_get_inspector (lamp_window_get_view (fixture->window)));

  return adw_flap_get_reveal_flap (ADW_FLAP (gtk_widget_get_ancestor (inspector, ADW_TYPE_FLAP)));
}

static void
test_narrow (Fixture *fixture, gconstpointer unused)
{
  room_wait_for ("the inspector to fold", is_folded, fixture);
  g_assert_false (inspector_shows (fixture));
  lamp_agenda_activate (agenda_of (fixture), 0);
  g_assert_true (inspector_shows (fixture));
  lamp_desk_select (fixture->desk, LAMP_SELECT_NONE, NULL);
  g_assert_false (inspector_shows (fixture));
}

/* What is chosen in a list comes into sight on the map, clear of the inspector, at the same zoom. */
static void
test_reveals (Fixture *fixture, gconstpointer unused)
{
  LampMap         *map = lamp_desk_view_get_map (lamp_window_get_view (fixture->window));
  const LampPoint  far_away = { 10, 50 }, at = row (fixture, 5)->base.at;
  LampPoint        centre = { 0 };
  g_autofree char *id = g_strdup (row (fixture, 5)->base.id);

  room_wait_for ("the inspector to fold", is_folded, fixture);
  lamp_map_go_to (map, far_away, 14);
  lamp_desk_select (fixture->desk, LAMP_SELECT_OUTAGE, id);
  centre = lamp_map_get_centre (map);
  g_assert_cmpfloat (lamp_point_distance_m (centre, at), <, 5000);
  /* The inspector is at the right, so the middle of what is free is left of the middle of the view. */
  g_assert_cmpfloat (at.lon_deg, <, centre.lon_deg);
  g_assert_cmpfloat_with_epsilon (lamp_map_get_zoom (map), 14, 0.001);
}

static void
remember (GString *said, AdwToast *toast)
{
  g_string_append_printf (said, "%s\n", adw_toast_get_title (toast));
}

/* A receiver without a fix sends 0, 0: the map does not go there, and what cannot be shown or followed is told. */
static void
test_no_place (Fixture *fixture, gconstpointer unused)
{
  LampMap  *map = lamp_desk_view_get_map (lamp_window_get_view (fixture->window));
  LampCrew *lost = new_crew ("c0", "Crew 0", "enroute");
  g_autoptr (GString) said = g_string_new (NULL);
  LampPoint centre;

  g_signal_connect_swapped (fixture->desk, "toast", G_CALLBACK (remember), said);
  lost->base.placed = TRUE;
  lost->base.at = (LampPoint){ 0.0, 0.0 };
  put (fixture->desk, "crews", lost);
  lamp_map_go_to (map, (LampPoint){ 10.0, 50.0 }, 14);
  lamp_desk_select (fixture->desk, LAMP_SELECT_CREW, "c0");
  centre = lamp_map_get_centre (map);
  g_assert_cmpfloat_with_epsilon (centre.lat_deg, 50.0, 0.01);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.follow", NULL);
  g_assert_nonnull (strstr (said->str, "Nobody has told where this is"));
  g_assert_null (lamp_map_get_followed (map));
  lamp_map_set_layer_shown (map, LAMP_MAP_LAYER_CREWS, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.follow", NULL);
  g_assert_nonnull (strstr (said->str, "Crews are hidden"));
  lamp_map_set_layer_shown (map, LAMP_MAP_LAYER_CREWS, TRUE);
  g_signal_handlers_disconnect_by_data (fixture->desk, said);
}

static void
count_tip (guint *n)
{
  ++*n;
}

static void
watch_tips (GtkWidget *widget, guint *n)
{
  g_signal_connect_swapped (widget, "notify::tooltip-text", G_CALLBACK (count_tip), n);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    watch_tips (child, n);
}

static void
forget_tips (GtkWidget *widget, guint *n)
{
  g_signal_handlers_disconnect_by_data (widget, n);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    forget_tips (child, n);
}

/* A tip that is set takes away the one that shows, also the card of what the pointer is over on the map. */
static void
test_tips_stay (Fixture *fixture, gconstpointer unused)
{
  guint n = 0;

  lamp_agenda_activate (agenda_of (fixture), 3);
  g_signal_emit_by_name (fixture->desk, "tick");
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  watch_tips (GTK_WIDGET (fixture->window), &n);
  g_signal_emit_by_name (fixture->desk, "tick");
  g_assert_cmpuint (n, ==, 0);
  forget_tips (GTK_WIDGET (fixture->window), &n);
}

static gboolean
is_card (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_SCROLLED_WINDOW (widget) && gtk_widget_get_ancestor (widget, GTK_TYPE_POPOVER) != NULL && gtk_widget_get_mapped (widget);
}

/* A card that is higher than what is above or below it in the window would end beyond the screen. */
static void
test_card_fits (Fixture *fixture, gconstpointer unused)
{
  LampMap   *map = lamp_desk_view_get_map (lamp_window_get_view (fixture->window));
  GtkWidget *card;

  lamp_map_go_to (map, (LampPoint){ -79.8, 36.1 }, 12);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.gather", NULL);
  card = find (GTK_WIDGET (map), is_card, NULL);
  g_assert_nonnull (card);
  g_assert_cmpint (gtk_scrolled_window_get_max_content_height (GTK_SCROLLED_WINDOW (card)), <=, 400);
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (card, GTK_TYPE_POPOVER)));
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
test_wide (Fixture *fixture, gconstpointer unused)
{
  g_autoptr (GSettings) settings = lamp_settings_new ();

  room_wait_for ("the inspector beside the map", is_unfolded, fixture);
  g_assert_true (inspector_shows (fixture));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.toggle-panes", NULL);
  g_assert_false (inspector_shows (fixture));
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (agenda_of (fixture))));
  g_assert_false (g_settings_get_boolean (settings, "lists-shown"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.focus", "s", "outages");
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.toggle-panes", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.toggle-panes", NULL);
  g_assert_true (inspector_shows (fixture));
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (agenda_of (fixture))));
}

static gboolean
fills_its_pane (gpointer table)
{
  return gtk_widget_get_width (table) > 0 && gtk_widget_get_width (gtk_widget_get_last_child (table)) >= gtk_widget_get_width (table);
}

/* Columns follow the settings, also while the table is shown; and rows end where the pane does. */
static void
test_columns (Fixture *fixture, gconstpointer unused)
{
  static const char *const all[] = { "out", "evidence", "started", "restore-by", "crew", "zone", NULL };
  static const char *const none[] = { NULL };
  g_autoptr (GSettings) settings = lamp_settings_new ();

  g_settings_set_strv (settings, "agenda-columns", all);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_nonnull (find (GTK_WIDGET (fixture->window), says, "Started"));
  g_settings_set_strv (settings, "agenda-columns", none);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_null (find (GTK_WIDGET (fixture->window), says, "Started"));
  g_assert_nonnull (find (GTK_WIDGET (fixture->window), says, "Device, feeder"));
  room_wait_for ("rows as wide as the pane, of one column", fills_its_pane, find (GTK_WIDGET (fixture->window), room_is_of_type, "GtkColumnView"));
  g_settings_reset (settings, "agenda-columns");
  room_wait_for ("rows as wide as the pane", fills_its_pane, find (GTK_WIDGET (fixture->window), room_is_of_type, "GtkColumnView"));
}

/* Another gateway leaves nothing of the first. */
static void
test_other_desk (Fixture *fixture, gconstpointer unused)
{
  LampDesk *other = lamp_desk_new (NULL);

  lamp_agenda_activate (agenda_of (fixture), 0);
  put (other, "outages", new_outage (1));
  lamp_window_set_desk (fixture->window, other);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  g_assert_cmpuint (g_list_model_get_n_items (lamp_agenda_get_rows (agenda_of (fixture))), ==, 1);
  let_go ("the first desk to go", fixture->desk);
  fixture->desk = other;
}

static void
test_no_token (void)
{
  LampWindow *window = g_object_ref_sink (lamp_window_new (NULL));

  lamp_window_open (window, "http://127.0.0.1:9", "/nowhere/at/all");
  gtk_window_present (GTK_WINDOW (window));
  room_wait_for ("the window", room_is_mapped, window);
  g_assert_null (lamp_window_get_desk (window));
  g_assert_nonnull (find (GTK_WIDGET (window), says,
                          "The token file /nowhere/at/all cannot be read (No such file or directory). Name another, or "
                          "ask the gateway’s administrator for one."));
  gtk_window_destroy (GTK_WINDOW (window));
  let_go ("the window to go", window);
}

static gboolean
has_trouble (GtkWidget *widget, gconstpointer unused)
{
  return g_str_equal (G_OBJECT_TYPE_NAME (widget), "LampNoticeBar") && gtk_widget_get_mapped (widget);
}

static gboolean
trouble_is_said (gpointer window)
{
  return find (window, has_trouble, NULL) != NULL;
}

static void
test_nobody_there (void)
{
  LampWindow *window = g_object_ref_sink (lamp_window_new (NULL));

  lamp_window_open (window, "http://127.0.0.1:9", NULL);
  gtk_window_present (GTK_WINDOW (window));
  room_wait_for ("trouble to be said", trouble_is_said, window);
  gtk_window_destroy (GTK_WINDOW (window));
  let_go ("the window to go", window);
}

static void
test_drag_text (void)
{
  static const struct
  {
    const char    *text;
    LampSelectKind kind; /* NONE: refused */
    const char    *id;
  } cases[] = {
    { "lamp:crew:c7", LAMP_SELECT_CREW, "c7" },
    { "lamp:outage:O-1", LAMP_SELECT_OUTAGE, "O-1" },
    { "lamp:crew:", LAMP_SELECT_NONE, NULL },
    { "lamp:site:s1", LAMP_SELECT_NONE, NULL },
    { "crew:c7", LAMP_SELECT_NONE, NULL },
    { "", LAMP_SELECT_NONE, NULL },
    { NULL, LAMP_SELECT_NONE, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      LampSelectKind   kind = LAMP_SELECT_NONE;
      const char      *id = NULL;
      gboolean         good = lamp_drag_parse (cases[i].text, &kind, &id);
      g_autofree char *again = NULL;

      g_assert_true (good == (cases[i].kind != LAMP_SELECT_NONE));
      if (!good)
        continue;
      g_assert_cmpint (kind, ==, cases[i].kind);
      g_assert_cmpstr (id, ==, cases[i].id);
      again = lamp_drag_text (kind, id);
      g_assert_cmpstr (again, ==, cases[i].text);
    }
  g_assert_null (lamp_drag_text (LAMP_SELECT_SITE, "s1"));
}

static char *
dup_cell_text (LampLineCellFunc say, gpointer record, LampDesk *desk)
{
  g_autoptr (LampItem) item = lamp_item_new (record);
  GtkWidget  *cell = g_object_ref_sink (lamp_line_cell_new (0, say, desk));
  GtkWidget  *lines = NULL, *first = NULL, *second = NULL;
  char       *text = NULL;
  const char *also = NULL;

  lamp_line_cell_set_item (LAMP_LINE_CELL (cell), item);
  lines = gtk_widget_get_last_child (cell);
  first = gtk_widget_get_first_child (lines);
  second = gtk_widget_get_last_child (lines);
  also = gtk_widget_get_visible (second) ? gtk_label_get_text (GTK_LABEL (second)) : "";
  text = g_strdup_printf ("%s|%s", gtk_label_get_text (GTK_LABEL (first)), also);
  lamp_record_unref (record);
  g_object_unref (cell);
  return text;
}

static void
test_roster_words (void)
{
  g_autoptr (LampDesk) desk = lamp_desk_new (NULL);
  const struct
  {
    LampLineCellFunc say;
    gpointer         record;
    const char      *text;
  } cases[] = {
    { lamp_roster_say_crew, new_crew ("a", "Crew 7", "enroute"), "Crew 7|–" },
    { lamp_roster_say_crew, new_crew ("a", NULL, NULL), "–|–" },
    { lamp_roster_say_crew_doing, new_crew ("a", "Crew 7", "offShift"), "off shift|" },
    { lamp_roster_say_crew_doing, new_crew ("a", "Crew 7", "available"), "available|position not known" },
    { lamp_roster_say_crew_doing, new_crew ("a", "Crew 7", "working"), "working|position not known" },
    { lamp_roster_say_site, new_site ("s", "Glass works", "normal"), "Glass works|hospital · first class" },
    { lamp_roster_say_site_supply, new_site ("s", "Glass works", "out"), "out|no backup" },
    { lamp_roster_say_site_supply, new_site ("s", "Glass works", "lastSource"), "on its last source|no backup" },
    { lamp_roster_say_site_supply, new_site ("s", "Glass works", NULL), "–|no backup" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = dup_cell_text (cases[i].say, cases[i].record, desk);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *home = NULL;
  const gpointer   wide = GINT_TO_POINTER (1700), narrow = GINT_TO_POINTER (1280);

  g_test_init (&argc, &argv, NULL);
  /* Not isolated by GLib, which would hide the machine's icons and file types: only what is written goes elsewhere. */
  home = g_test_build_filename (G_TEST_BUILT, "console", "window-home", NULL);
  g_setenv ("XDG_STATE_HOME", home, TRUE);
  adw_init ();
  lamp_boot_resources ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    "/io/github/lamplighter/Lamplighter/icons");
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);

  g_test_add ("/window/agenda", Fixture, wide, set_up, test_agenda, tear_down);
  g_test_add ("/window/agenda-follows", Fixture, wide, set_up, test_agenda_follows, tear_down);
  g_test_add ("/window/activate-selects", Fixture, wide, set_up, test_activate_selects, tear_down);
  g_test_add ("/window/next-new", Fixture, wide, set_up, test_next_new, tear_down);
  g_test_add ("/window/words", Fixture, wide, set_up, test_words, tear_down);
  g_test_add ("/window/names", Fixture, wide, set_up, test_names, tear_down);
  g_test_add ("/window/narrow", Fixture, narrow, set_up, test_narrow, tear_down);
  g_test_add ("/window/reveals", Fixture, narrow, set_up, test_reveals, tear_down);
  g_test_add ("/window/tips-stay", Fixture, wide, set_up, test_tips_stay, tear_down);
  g_test_add ("/window/no-place", Fixture, wide, set_up, test_no_place, tear_down);
  g_test_add ("/window/card-fits", Fixture, wide, set_up, test_card_fits, tear_down);
  g_test_add ("/window/wide", Fixture, wide, set_up, test_wide, tear_down);
  g_test_add ("/window/columns", Fixture, wide, set_up, test_columns, tear_down);
  g_test_add ("/window/other-desk", Fixture, wide, set_up, test_other_desk, tear_down);
  g_test_add_func ("/window/no-token", test_no_token);
  g_test_add_func ("/window/nobody-there", test_nobody_there);
  g_test_add_func ("/window/drag-text", test_drag_text);
  g_test_add_func ("/window/roster-words", test_roster_words);
  return g_test_run ();
}
