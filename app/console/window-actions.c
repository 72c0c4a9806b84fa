/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window's own actions, and the keys for them and for those of the flow of commands. Keys of one letter are heard
 * only where nothing that has the focus wants them (a text field does): they are on the window, in the bubble phase,
 * not on the application.
 */
#define G_LOG_DOMAIN "lamp-window"
#include "config.h"

#include "console/map-actions.h"
#include "console/window-private.h"

#include "engine/priority.h"

typedef struct
{
  const char *trigger;
  const char *action;
  const char *target; /* NULL for none */
} Key;

/* One letter each; never while a text field has the focus. */
static const Key keys[] = {
  { "0|KP_0", "win.fit", "all" },
  { "1|KP_1", "win.fit", "outages" },
  { "2|KP_2", "win.fit", "crews" },
  { "3|KP_3", "win.fit", "sites" },
  { "a", "win.assign-first", NULL },
  { "k", "win.acknowledge", NULL },
  { "n", "win.next-new", NULL },
  { "e", "win.set-ert", NULL },
  { "m", "win.note", NULL },
  { "d", "win.measure", NULL },
  { "f", "win.follow", NULL },
  { "v", "win.gather", NULL },
  { "<Control>g", "win.go-to", NULL },
  { "Escape", "win.deselect", NULL },
  { "<Control>z", "win.undo", NULL },
  { "<Control><Shift>s", "win.study", NULL },
  { "<Alt>1", "win.focus", "outages" },
  { "<Alt>2", "win.focus", "crews" },
  { "<Alt>3", "win.focus", "sites" },
  { "<Alt>4", "win.focus", "map" },
  { "<Alt>5", "win.focus", "inspector" },
};

static void
fit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const names[] = { "all", "outages", "crews", "sites" };
  static const LampFit     fits[] = { LAMP_FIT_ALL, LAMP_FIT_OUTAGES, LAMP_FIT_CREWS, LAMP_FIT_SITES };
  LampWindow              *self = data;

  for (guint i = 0; self->view != NULL && i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (g_variant_get_string (parameter, NULL), names[i]))
      lamp_map_fit (lamp_desk_view_get_map (self->view), fits[i]);
}

static void
focus_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const panes[] = { "outages", "crews", "sites", "map", "inspector", NULL };
  LampWindow              *self = data;

  if (self->view != NULL && g_strv_contains (panes, g_variant_get_string (parameter, NULL)))
    lamp_desk_view_focus (self->view, g_variant_get_string (parameter, NULL));
}

static void
toggle_panes_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampWindow *self = data;

  if (self->view != NULL)
    lamp_desk_view_toggle_panes (self->view);
}

/* The most urgent that nobody has acknowledged and that is not selected already; the selected one when it is alone. */
static const LampOutage *
find_new (LampWindow *self)
{
  LampSelection    *selection = lamp_desk_get_selection (self->desk);
  const LampOutage *best = NULL, *here = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (self->outages); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (self->outages, i);
      const LampOutage *outage = lamp_item_get_record (item);

      if (!lamp_outage_is_open (outage) || outage->acknowledged_by != NULL)
        continue;
      if (lamp_selection_is (selection, LAMP_SELECT_OUTAGE, outage->base.id))
        here = outage;
      else if (best == NULL || lamp_outage_compare_urgency (outage, best) < 0)
        best = outage;
    }
  return best != NULL ? best : here;
}

static void
next_new_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampWindow       *self = data;
  const LampOutage *outage = self->desk != NULL ? find_new (self) : NULL;

  if (outage != NULL)
    lamp_desk_show (self->desk, LAMP_SELECT_OUTAGE, outage->base.id);
}

static void
deselect_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampWindow *self = data;

  if (self->view != NULL && lamp_map_escape (lamp_desk_view_get_map (self->view)))
    return;
  if (self->desk == NULL)
    return;
  /* What lies on top goes first. */
  if (lamp_tracing_get_kind (lamp_desk_get_tracing (self->desk)) != LAMP_TRACING_NONE)
    lamp_tracing_clear (lamp_desk_get_tracing (self->desk));
  else if (lamp_selection_get_kind (lamp_desk_get_selection (self->desk)) != LAMP_SELECT_NONE)
    lamp_desk_select (self->desk, LAMP_SELECT_NONE, NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), "win.study-leave", NULL);
}

static void
retry_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampWindow *self = data;

  if (self->desk != NULL && lamp_desk_get_session (self->desk) != NULL)
    lamp_session_retry_now (lamp_desk_get_session (self->desk));
}

static void
connect_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampWindow  *self = data;
  LampSession *session = self->desk != NULL ? lamp_desk_get_session (self->desk) : NULL;

  if (session != NULL)
    lamp_start_page_fill (self->start, lamp_session_get_base_url (session), self->token_file);
  lamp_window_ask (self);
}

static void
fullscreen_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = data;

  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

static void
add_keys (LampWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_BUBBLE);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      GtkShortcut *shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].trigger),
                                                gtk_named_action_new (keys[i].action));

      if (keys[i].target != NULL)
        gtk_shortcut_set_arguments (shortcut, g_variant_new_string (keys[i].target));
      gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
    }
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

void
lamp_window_add_actions (LampWindow *self)
{
  static const GActionEntry entries[] = {
    { .name = "fit", .activate = fit_cb, .parameter_type = "s" },
    { .name = "focus", .activate = focus_cb, .parameter_type = "s" },
    { .name = "toggle-panes", .activate = toggle_panes_cb },
    { .name = "next-new", .activate = next_new_cb },
    { .name = "deselect", .activate = deselect_cb },
    { .name = "retry", .activate = retry_cb },
    { .name = "connect", .activate = connect_cb },
    { .name = "fullscreen", .activate = fullscreen_cb },
  };
  static const char *const states[] = { "lists-shown", "inspector-shown", "legend-shown", "appearance", "blink", "sound" };

  g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr (GAction) action = g_settings_create_action (self->settings, states[i]);

      g_action_map_add_action (G_ACTION_MAP (self), action);
    }
  lamp_map_actions_add (GTK_WINDOW (self));
  add_keys (self);
}
