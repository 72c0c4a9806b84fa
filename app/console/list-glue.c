/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The list's own selection may lose an item to a filter without the desk losing its selection: the inspector stays.
 */
#define G_LOG_DOMAIN "lamp-list-glue"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/list-glue.h"

#include "console/line-cell.h"

#include <glib/gi18n-lib.h>

#define DRAG_PREFIX_CREW "lamp:crew:"
#define DRAG_PREFIX_OUTAGE "lamp:outage:"

typedef struct
{
  GtkWidget          *view;      /* owns this */
  GtkSingleSelection *selection; /* held by the view */
  LampDesk           *desk;
  LampSelectKind      kind;
  gboolean            following; /* the desk's selection is being taken over */
  GtkWidget          *drop_row;  /* under the pointer while something is dragged; weak */
} ListGlue;

static void
list_glue_free (gpointer data)
{
  ListGlue *glue = data;

  g_clear_weak_pointer (&glue->drop_row);
  g_object_unref (glue->desk);
  g_free (glue);
}

char *
lamp_drag_text (LampSelectKind kind, const char *id)
{
  if (kind == LAMP_SELECT_CREW)
    return g_strconcat (DRAG_PREFIX_CREW, id, NULL);
  if (kind == LAMP_SELECT_OUTAGE)
    return g_strconcat (DRAG_PREFIX_OUTAGE, id, NULL);
  return NULL;
}

gboolean
lamp_drag_parse (const char *text, LampSelectKind *kind, const char **id)
{
  if (text != NULL && g_str_has_prefix (text, DRAG_PREFIX_CREW))
    {
      *kind = LAMP_SELECT_CREW;
      *id = text + strlen (DRAG_PREFIX_CREW);
      return **id != '\0';
    }
  if (text != NULL && g_str_has_prefix (text, DRAG_PREFIX_OUTAGE))
    {
      *kind = LAMP_SELECT_OUTAGE;
      *id = text + strlen (DRAG_PREFIX_OUTAGE);
      return **id != '\0';
    }
  return FALSE;
}

static GMenuModel *
thing_menu (LampSelectKind kind)
{
  GMenu *menu = g_menu_new ();

  g_menu_append (menu, C_ ("menu of a thing", "_Show on the Map"), "win.show");
  if (kind == LAMP_SELECT_OUTAGE)
    {
      g_menu_append (menu, C_ ("menu of a thing", "_Assign First Suggestion"), "win.assign-first");
      g_menu_append (menu, C_ ("menu of a thing", "Ac_knowledge"), "win.acknowledge");
    }
  if (kind == LAMP_SELECT_CREW)
    {
      g_menu_append (menu, C_ ("menu of a thing", "_Follow on the Map"), "win.follow");
      g_menu_append (menu, C_ ("menu of a thing", "_Recall From Its Job"), "win.recall");
    }
  g_menu_append (menu, C_ ("menu of a thing", "_Copy Its Number"), "win.copy-id");
  return G_MENU_MODEL (menu);
}

static gboolean
unparent_cb (gpointer popover)
{
  gtk_widget_unparent (popover);
  if (!GTK_IS_POPOVER_MENU (popover)) /* GTK may keep one that went from beneath the pointer; not what it showed, which may hold a whole grid */
    gtk_popover_set_child (popover, NULL);
  g_object_unref (popover);
  return G_SOURCE_REMOVE;
}

/* Not at once: the chosen action is still on its way. */
static void
popover_closed_cb (GtkWidget *popover)
{
  g_idle_add (unparent_cb, g_object_ref (popover));
}

void
lamp_popover_show_once (GtkPopover *popover)
{
  g_return_if_fail (GTK_IS_POPOVER (popover));

  g_signal_connect (popover, "closed", G_CALLBACK (popover_closed_cb), NULL);
  gtk_popover_popup (popover);
}

void
lamp_menu_popup (GtkWidget *parent, GMenuModel *menu, const char *prefix, GActionGroup *actions, double x, double y)
{
  GtkWidget *popover = gtk_popover_menu_new_from_model (menu);

  if (actions != NULL)
    gtk_widget_insert_action_group (popover, prefix, actions);
  gtk_widget_set_parent (popover, parent);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &(GdkRectangle){ (int)x, (int)y, 1, 1 });
  /* A window may close with its menu open. */
  g_signal_connect_object (parent, "destroy", G_CALLBACK (gtk_widget_unparent), popover, G_CONNECT_SWAPPED);
  lamp_popover_show_once (GTK_POPOVER (popover));
}

void
lamp_thing_menu_popup (GtkWidget *parent, LampSelectKind kind, double x, double y)
{
  g_autoptr (GMenuModel) menu = thing_menu (kind);

  lamp_menu_popup (parent, menu, NULL, NULL, x, y);
}

/* GTK 4.8 has no public call for this; the list inside a column view is its last child. */
static void
scroll_to (GtkWidget *view, guint position)
{
  GtkWidget *list = GTK_IS_COLUMN_VIEW (view) ? gtk_widget_get_last_child (view) : view;

  gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
}

static guint
find_id (GListModel *items, const char *id)
{
  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (items, i);

      if (g_str_equal (lamp_item_get_id (item), id))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

static const char *
selected_id (ListGlue *glue)
{
  LampItem *item = gtk_single_selection_get_selected_item (glue->selection);

  return item != NULL ? lamp_item_get_id (item) : NULL;
}

/* Takes over what the desk has selected. */
static void
follow (ListGlue *glue)
{
  LampSelection *shared = lamp_desk_get_selection (glue->desk);
  guint          position = GTK_INVALID_LIST_POSITION;

  if (lamp_selection_get_kind (shared) == glue->kind)
    {
      if (g_strcmp0 (selected_id (glue), lamp_selection_get_id (shared)) == 0)
        return;
      position = find_id (G_LIST_MODEL (glue->selection), lamp_selection_get_id (shared));
    }
  glue->following = TRUE;
  gtk_single_selection_set_selected (glue->selection, position);
  glue->following = FALSE;
  if (position != GTK_INVALID_LIST_POSITION)
    scroll_to (glue->view, position);
}

static void
selection_changed_cb (GtkWidget *view)
{
  follow (g_object_get_data (G_OBJECT (view), "lamp-list-glue"));
}

/* GTK keeps the row that is at the top where it is; who looks at the top wants to see what comes in above it. */
static void
stay_on_top (GtkWidget *view)
{
  GtkWidget     *scroller = gtk_widget_get_ancestor (view, GTK_TYPE_SCROLLED_WINDOW);
  GtkAdjustment *vertical =
      scroller != NULL ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)) : NULL;

  if (vertical != NULL && gtk_adjustment_get_value (vertical) < 1)
    scroll_to (view, 0);
}

/* What is selected may come into the list later: by a filter, a new snapshot, a new outage. */
static void
items_changed_cb (GtkWidget *view, guint position, guint removed, guint added)
{
  ListGlue      *glue = g_object_get_data (G_OBJECT (view), "lamp-list-glue");
  LampSelection *shared = lamp_desk_get_selection (glue->desk);

  if (added > 0 && lamp_selection_get_kind (shared) == glue->kind && selected_id (glue) == NULL)
    {
      guint found = find_id (G_LIST_MODEL (glue->selection), lamp_selection_get_id (shared));

      glue->following = TRUE;
      if (found != GTK_INVALID_LIST_POSITION)
        gtk_single_selection_set_selected (glue->selection, found);
      glue->following = FALSE;
    }
  if (added > 0)
    stay_on_top (view);
}

static void
selected_item_cb (GtkWidget *view)
{
  ListGlue   *glue = g_object_get_data (G_OBJECT (view), "lamp-list-glue");
  const char *id = selected_id (glue);

  if (id != NULL && !glue->following)
    lamp_desk_select (glue->desk, glue->kind, id);
}

static void
activate_cb (GtkWidget *view, guint position, ListGlue *glue)
{
  g_autoptr (LampItem) item = g_list_model_get_item (G_LIST_MODEL (glue->selection), position);

  if (item != NULL)
    lamp_desk_show (glue->desk, glue->kind, lamp_item_get_id (item));
}

static void
menu_cb (GtkGestureClick *gesture, int n_press, double x, double y, ListGlue *glue)
{
  LampItem *item = lamp_line_cell_pick (glue->view, x, y, NULL);

  if (item == NULL)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  lamp_desk_select (glue->desk, glue->kind, lamp_item_get_id (item));
  lamp_thing_menu_popup (glue->view, glue->kind, x, y);
}

/* Of the row that has the keyboard, as of one that is clicked. */
static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, ListGlue *glue)
{
  GtkRoot   *root = gtk_widget_get_root (glue->view);
  GtkWidget *row = root != NULL ? gtk_root_get_focus (root) : NULL;
  LampItem  *item = NULL;
  double     x = 0.0, y = 0.0;

  if (keyval != GDK_KEY_Menu && !(keyval == GDK_KEY_F10 && (state & GDK_SHIFT_MASK) != 0))
    return GDK_EVENT_PROPAGATE;
  if (row == NULL || !gtk_widget_is_ancestor (row, glue->view) ||
      !gtk_widget_translate_coordinates (row, glue->view, gtk_widget_get_width (row) / 3.0, gtk_widget_get_height (row) / 2.0, &x, &y))
    return GDK_EVENT_PROPAGATE;
  item = lamp_line_cell_pick (glue->view, x, y, NULL);
  if (item == NULL)
    return GDK_EVENT_PROPAGATE;
  lamp_desk_select (glue->desk, glue->kind, lamp_item_get_id (item));
  lamp_thing_menu_popup (glue->view, glue->kind, x, y);
  return GDK_EVENT_STOP;
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, ListGlue *glue)
{
  GtkWidget       *row = NULL;
  LampItem        *item = lamp_line_cell_pick (glue->view, x, y, &row);
  g_autofree char *text = item != NULL ? lamp_drag_text (glue->kind, lamp_item_get_id (item)) : NULL;

  if (text == NULL || !lamp_desk_may_act (glue->desk))
    return NULL;
  if (row != NULL)
    {
      g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);
      g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (picture);

      gtk_drag_source_set_icon (source, still, 12, 12);
    }
  return gdk_content_provider_new_typed (G_TYPE_STRING, text);
}

static void
mark_drop_row (ListGlue *glue, GtkWidget *row)
{
  if (glue->drop_row == row)
    return;
  if (glue->drop_row != NULL)
    gtk_widget_remove_css_class (glue->drop_row, "drop-here");
  g_set_weak_pointer (&glue->drop_row, row);
  if (row != NULL)
    gtk_widget_add_css_class (row, "drop-here");
}

static GdkDragAction
drop_motion_cb (GtkDropTarget *target, double x, double y, ListGlue *glue)
{
  GtkWidget *row = NULL;

  lamp_line_cell_pick (glue->view, x, y, &row);
  mark_drop_row (glue, row);
  return row != NULL ? GDK_ACTION_COPY : 0;
}

static void
drop_leave_cb (GtkDropTarget *target, ListGlue *glue)
{
  mark_drop_row (glue, NULL);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, ListGlue *glue)
{
  LampItem      *item = lamp_line_cell_pick (glue->view, x, y, NULL);
  LampSelectKind kind = LAMP_SELECT_NONE;
  const char    *id = NULL;

  mark_drop_row (glue, NULL);
  if (item == NULL || !lamp_drag_parse (g_value_get_string (value), &kind, &id) || kind == glue->kind)
    return FALSE;
  if (kind == LAMP_SELECT_CREW)
    lamp_desk_assign (glue->desk, lamp_item_get_id (item), id);
  else
    lamp_desk_assign (glue->desk, id, lamp_item_get_id (item));
  return TRUE;
}

static void
add_dragging (ListGlue *glue)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_STRING, GDK_ACTION_COPY);

  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), glue);
  gtk_widget_add_controller (glue->view, GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "motion", G_CALLBACK (drop_motion_cb), glue);
  g_signal_connect (target, "leave", G_CALLBACK (drop_leave_cb), glue);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), glue);
  gtk_widget_add_controller (glue->view, GTK_EVENT_CONTROLLER (target));
}

void
lamp_list_join (GtkWidget *view, GtkSingleSelection *selection, LampDesk *desk, LampSelectKind kind)
{
  ListGlue           *glue = g_new0 (ListGlue, 1);
  GtkGesture         *menu = gtk_gesture_click_new ();
  GtkEventController *key = gtk_event_controller_key_new ();

  glue->view = view;
  glue->selection = selection;
  glue->desk = g_object_ref (desk);
  glue->kind = kind;
  g_object_set_data_full (G_OBJECT (view), "lamp-list-glue", glue, list_glue_free);

  g_signal_connect_object (lamp_desk_get_selection (desk), "changed", G_CALLBACK (selection_changed_cb), view,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "notify::selected-item", G_CALLBACK (selected_item_cb), view, G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "items-changed", G_CALLBACK (items_changed_cb), view,
                           G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect (view, "activate", G_CALLBACK (activate_cb), glue);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect (menu, "pressed", G_CALLBACK (menu_cb), glue);
  gtk_widget_add_controller (view, GTK_EVENT_CONTROLLER (menu));
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_cb), glue);
  gtk_widget_add_controller (view, key);
  if (kind == LAMP_SELECT_CREW || kind == LAMP_SELECT_OUTAGE)
    add_dragging (glue);
  follow (glue);
}
