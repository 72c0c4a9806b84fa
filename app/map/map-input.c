/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the user does on the map: click, point, drag a crew or an outage, drop one, wheel, keys. Panning and pinching are
 * libshumate's; a press on something that can be dragged is claimed before its drag gesture sees it.
 */
#include "map/map-private.h"

#define WHEEL_LEVELS 0.4
#define PAN_PX 120.0
#define KEY_LEVELS 0.6

LampMapHit
lamp_map_hit (LampMap *self, double x, double y)
{
  LampLiveHit live = lamp_live_layer_hit (self->live_layer, x, y);
  LampView    view = lamp_map_get_view (self);
  guint32     element;

  if (live.thing != NULL)
    return (LampMapHit){ live.thing->kind, live.thing->id, live.n, live.members };
  if (self->index == NULL || view.width < 1.0)
    return (LampMapHit){ LAMP_SELECT_NONE, NULL, 0, LAMP_WORLD_BOX_EMPTY };
  element = lamp_index_hit (self->index, lamp_view_world (&view, x, y), LAMP_HIT_PX / lamp_view_k (&view),
                            lamp_scene_finest_class (view.zoom), lamp_scene_shows_switches (view.zoom), lamp_scene_shows_transformers (view.zoom));
  if (element == LAMP_NONE)
    return (LampMapHit){ LAMP_SELECT_NONE, NULL, 0, LAMP_WORLD_BOX_EMPTY };
  return (LampMapHit){ LAMP_SELECT_DEVICE, lamp_network_element_id (self->index->network, element), 1,
                       lamp_network_element_box (self->index->network, element) };
}

static gboolean
is_draggable (const LampMapHit *hit)
{
  return hit->n == 1 && (hit->kind == LAMP_SELECT_CREW || hit->kind == LAMP_SELECT_OUTAGE);
}

/* A cluster opens; one whose things lie in one place is gone through click by click. */
static void
open_cluster (LampMap *self, const LampMapHit *hit)
{
  LampView         view = lamp_map_get_view (self);
  double           k = lamp_view_k (&view);
  guint            n, first = G_MAXUINT, next = G_MAXUINT;
  const LampThing *things = lamp_live_get_things (self->live, &n);
  gboolean         passed = FALSE;

  if ((hit->members.x1 - hit->members.x0) * k > 2.0 || (hit->members.y1 - hit->members.y0) * k > 2.0)
    {
      LampInsets insets = { 80.0 + self->insets.top, 80.0 + self->insets.right, 80.0 + self->insets.bottom, 80.0 + self->insets.left };

      lamp_map_move (self, lamp_view_fit (view, hit->members, insets, LAMP_ZOOM_MAX));
      return;
    }
  for (guint i = 0; i < n && next == G_MAXUINT; i++)
    {
      LampWorldBox at = { things[i].at.x, things[i].at.y, things[i].at.x, things[i].at.y };

      if (things[i].kind != hit->kind || !lamp_world_box_intersects (at, hit->members))
        continue;
      first = first == G_MAXUINT ? i : first;
      if (passed)
        next = i;
      passed = passed || lamp_selection_is (self->selection, things[i].kind, things[i].id);
    }
  next = next == G_MAXUINT ? first : next;
  if (next != G_MAXUINT)
    lamp_selection_set (self->selection, things[next].kind, things[next].id);
}

static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, LampMap *self)
{
  LampMapHit hit = lamp_map_hit (self, x, y);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!lamp_map_tools_press (self, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture))) && is_draggable (&hit))
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, LampMap *self)
{
  LampMapHit       hit = lamp_map_hit (self, x, y);
  g_autofree char *id = g_strdup (hit.id);

  if (lamp_map_tools_release (self, n_press, x, y))
    return;
  if (n_press > 1)
    {
      if (hit.kind == LAMP_SELECT_NONE)
        lamp_map_zoom_at (self, 1.0, x, y);
      else if (n_press == 2 && hit.n == 1)
        lamp_map_activate (self, hit.kind, id);
      return;
    }
  if (hit.n > 1)
    open_cluster (self, &hit);
  else
    lamp_selection_set (self->selection, hit.kind, id);
}

static void
secondary_cb (GtkGestureClick *gesture, int n_press, double x, double y, LampMap *self)
{
  LampMapHit       hit = lamp_map_hit (self, x, y);
  g_autofree char *id = hit.n == 1 ? g_strdup (hit.id) : NULL;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (hit.n > 1) /* one of several cannot be meant: what there is */
    {
      GdkRectangle at = { (int)x, (int)y, 1, 1 };

      g_signal_emit_by_name (self, "gathered", &hit.members, &at);
      return;
    }
  if (id != NULL)
    lamp_selection_set (self->selection, hit.kind, id);
  lamp_map_menu (self, id != NULL ? hit.kind : LAMP_SELECT_NONE, id, x, y);
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, LampMap *self)
{
  LampMapHit hit;

  self->pointer_x = x;
  self->pointer_y = y;
  if (lamp_map_tools_motion (self))
    return;
  hit = lamp_map_hit (self, x, y);
  lamp_live_layer_set_hovered (self->live_layer, hit.kind, hit.id);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), hit.kind != LAMP_SELECT_NONE ? "pointer" : NULL);
}

static void
leave_cb (GtkEventControllerMotion *controller, LampMap *self)
{
  self->pointer_x = self->pointer_y = -1.0;
  lamp_live_layer_set_hovered (self->live_layer, LAMP_SELECT_NONE, NULL);
}

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, LampMap *self)
{
  LampView view;

  if (dy == 0.0)
    return GDK_EVENT_STOP;
  if (fabs (dy) >= 1.0) /* a wheel */
    {
      lamp_map_zoom_at (self, -CLAMP (dy, -3.0, 3.0) * WHEEL_LEVELS, self->pointer_x, self->pointer_y);
      return GDK_EVENT_STOP;
    }
  view = lamp_map_get_view (self);
  lamp_map_pinch (self, -dy * WHEEL_LEVELS, self->pointer_x >= 0.0 ? self->pointer_x : view.width / 2.0,
                  self->pointer_y >= 0.0 ? self->pointer_y : view.height / 2.0);
  return GDK_EVENT_STOP;
}

/* Moves the view; FALSE when the key does not. */
static gboolean
move_by_key (LampMap *self, guint keyval)
{
  static const struct
  {
    guint  key, keypad;
    double right, down; /* of PAN_PX */
    double levels;
    int    fit; /* LampFit + 1 */
  } moves[] = {
    { GDK_KEY_Left, GDK_KEY_KP_Left, -1.0, 0.0, 0.0, 0 },
    { GDK_KEY_Right, GDK_KEY_KP_Right, 1.0, 0.0, 0.0, 0 },
    { GDK_KEY_Up, GDK_KEY_KP_Up, 0.0, -1.0, 0.0, 0 },
    { GDK_KEY_Down, GDK_KEY_KP_Down, 0.0, 1.0, 0.0, 0 },
    { GDK_KEY_plus, GDK_KEY_KP_Add, 0.0, 0.0, KEY_LEVELS, 0 },
    { GDK_KEY_equal, GDK_KEY_KP_Equal, 0.0, 0.0, KEY_LEVELS, 0 },
    { GDK_KEY_minus, GDK_KEY_KP_Subtract, 0.0, 0.0, -KEY_LEVELS, 0 },
    { GDK_KEY_0, GDK_KEY_KP_0, 0.0, 0.0, 0.0, LAMP_FIT_ALL + 1 },
    { GDK_KEY_1, GDK_KEY_KP_1, 0.0, 0.0, 0.0, LAMP_FIT_OUTAGES + 1 },
    { GDK_KEY_2, GDK_KEY_KP_2, 0.0, 0.0, 0.0, LAMP_FIT_CREWS + 1 },
    { GDK_KEY_3, GDK_KEY_KP_3, 0.0, 0.0, 0.0, LAMP_FIT_SITES + 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (moves); i++)
    {
      if (keyval != moves[i].key && keyval != moves[i].keypad)
        continue;
      if (moves[i].fit != 0)
        lamp_map_fit (self, (LampFit)(moves[i].fit - 1));
      else if (moves[i].levels != 0.0)
        lamp_map_zoom_at (self, moves[i].levels, -1.0, -1.0);
      else
        lamp_map_pan (self, moves[i].right * PAN_PX, moves[i].down * PAN_PX);
      return TRUE;
    }
  return FALSE;
}

static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, LampMap *self)
{
  LampSelectKind kind = lamp_selection_get_kind (self->selection);

  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK)) != 0)
    return GDK_EVENT_PROPAGATE;
  if (lamp_map_tools_key (self, keyval) || move_by_key (self, keyval) || lamp_map_reach_key (self, keyval, state))
    return GDK_EVENT_STOP;
  if (kind == LAMP_SELECT_NONE)
    return GDK_EVENT_PROPAGATE;
  if (keyval == GDK_KEY_Escape)
    {
      lamp_selection_set (self->selection, LAMP_SELECT_NONE, NULL);
      return GDK_EVENT_STOP;
    }
  if (keyval != GDK_KEY_Return && keyval != GDK_KEY_KP_Enter)
    return GDK_EVENT_PROPAGATE;
  lamp_map_activate (self, kind, lamp_selection_get_id (self->selection));
  return GDK_EVENT_STOP;
}

/* A menu of ours is open: what it offers is not to be covered by what lies below it. */
static gboolean
has_menu (GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_POPOVER (child) && gtk_widget_get_visible (child))
      return TRUE;
  return FALSE;
}

static gboolean
tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, LampMap *self)
{
  LampMapHit hit;
  g_autoptr (GtkWidget) card = NULL;
  GdkRectangle around = { x - 12, y - 12, 24, 24 };

  if (keyboard || self->tools.measuring || has_menu (widget))
    return FALSE;
  hit = lamp_map_hit (self, x, y);
  card = lamp_map_new_card (self, &hit);
  if (card == NULL)
    return FALSE;
  gtk_tooltip_set_custom (tooltip, card);
  gtk_tooltip_set_tip_area (tooltip, &around);
  return TRUE;
}

static GdkContentProvider *
prepare_cb (GtkDragSource *source, double x, double y, LampMap *self)
{
  LampMapHit       hit = lamp_map_hit (self, x, y);
  g_autofree char *text = NULL;

  if (!is_draggable (&hit) || lamp_map_get_study (self) || lamp_map_tools_press (self, gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (source))))
    return NULL;
  text = g_strdup_printf ("lamp:%s:%s", hit.kind == LAMP_SELECT_CREW ? "crew" : "outage", hit.id);
  return gdk_content_provider_new_typed (G_TYPE_STRING, text);
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, LampMap *self)
{
  GtkWidget       *icon = gtk_drag_icon_get_for_drag (drag);
  LampMapHit       hit = lamp_map_hit (self, self->pointer_x, self->pointer_y);
  const LampThing *thing = is_draggable (&hit) ? lamp_live_find (self->live, hit.kind, hit.id) : NULL;
  GtkWidget       *label;

  label = gtk_label_new (thing != NULL && thing->label != NULL ? thing->label : thing != NULL ? thing->id
                                                                                              : "");
  gtk_widget_add_css_class (label, "background");
  gtk_widget_add_css_class (label, "lamp-drag");
  gtk_drag_icon_set_child (GTK_DRAG_ICON (icon), label);
}

/* "lamp:crew:ID" or "lamp:outage:ID"; NONE when it is neither. */
static LampSelectKind
parse_dragged (const char *text, const char **id)
{
  if (text != NULL && g_str_has_prefix (text, "lamp:crew:") && text[10] != '\0')
    {
      *id = text + 10;
      return LAMP_SELECT_CREW;
    }
  if (text != NULL && g_str_has_prefix (text, "lamp:outage:") && text[12] != '\0')
    {
      *id = text + 12;
      return LAMP_SELECT_OUTAGE;
    }
  return LAMP_SELECT_NONE;
}

static GdkDragAction
drop_motion_cb (GtkDropTarget *target, double x, double y, LampMap *self)
{
  const GValue  *value = gtk_drop_target_get_value (target);
  const char    *id = NULL;
  LampSelectKind dragged = value != NULL && G_VALUE_HOLDS_STRING (value) ? parse_dragged (g_value_get_string (value), &id) : LAMP_SELECT_NONE;
  LampMapHit     hit = lamp_map_hit (self, x, y);
  gboolean       fits = is_draggable (&hit) && (dragged == LAMP_SELECT_NONE || dragged != hit.kind);

  lamp_live_layer_set_hovered (self->live_layer, fits ? hit.kind : LAMP_SELECT_NONE, fits ? hit.id : NULL);
  return fits ? GDK_ACTION_COPY : 0;
}

static void
drop_leave_cb (GtkDropTarget *target, LampMap *self)
{
  lamp_live_layer_set_hovered (self->live_layer, LAMP_SELECT_NONE, NULL);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, LampMap *self)
{
  const char      *id = NULL;
  LampSelectKind   dragged = parse_dragged (g_value_get_string (value), &id);
  LampMapHit       hit = lamp_map_hit (self, x, y);
  g_autofree char *onto = g_strdup (hit.id);

  lamp_live_layer_set_hovered (self->live_layer, LAMP_SELECT_NONE, NULL);
  if (dragged == LAMP_SELECT_NONE || !is_draggable (&hit) || hit.kind == dragged)
    return FALSE;
  lamp_map_drop (self, dragged == LAMP_SELECT_CREW ? id : onto, dragged == LAMP_SELECT_CREW ? onto : id);
  return TRUE;
}

static void
init_clicks (LampMap *self)
{
  GtkGesture    *click = gtk_gesture_click_new (), *secondary = gtk_gesture_click_new ();
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (source), GTK_PHASE_CAPTURE);
  g_signal_connect (source, "prepare", G_CALLBACK (prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (source));
  gtk_gesture_group (GTK_GESTURE (source), click);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect (secondary, "pressed", G_CALLBACK (secondary_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));
}

void
lamp_map_input_init (LampMap *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *key = gtk_event_controller_key_new ();
  GtkDropTarget      *target = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  self->pointer_x = self->pointer_y = -1.0;
  init_clicks (self);
  g_signal_connect (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE); /* before libshumate's */
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
  gtk_drop_target_set_preload (target, TRUE);
  g_signal_connect (target, "motion", G_CALLBACK (drop_motion_cb), self);
  g_signal_connect (target, "leave", G_CALLBACK (drop_leave_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (tooltip_cb), self);
}
