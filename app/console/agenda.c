/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Models: the collection → filter → sort (clicked column, then time to harm) → selection.
 */
#define G_LOG_DOMAIN "lamp-agenda"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/agenda.h"

#include "console/agenda-columns.h"
#include "console/chips.h"
#include "console/figures.h"
#include "console/format.h"
#include "console/line-cell.h"
#include "console/list-glue.h"
#include "console/settings.h"
#include "console/watch.h"
#include "records/assignment.h"

#include <glib/gi18n-lib.h>

#define RESORT_INTERVAL_MS 250

struct _LampAgenda
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget *root;
  GtkLabel  *count;
  GtkWidget *order_button;
  GtkWidget *chips_place;
  GtkStack  *stack;
  GtkWidget *view; /* GtkColumnView */
  GtkWidget *empty;

  LampDesk         *desk;
  LampWatch        *watch;
  LampChips        *chips;
  GtkFilter        *filter;
  GtkSorter        *harm_sorter;
  GtkSortListModel *rows;
  GSettings        *settings;
  guint             resort_id;
};

G_DEFINE_FINAL_TYPE (LampAgenda, lamp_agenda, GTK_TYPE_WIDGET)

static gboolean
filter_cb (gpointer item, gpointer user_data)
{
  LampAgenda       *self = user_data;
  const LampOutage *outage = lamp_item_get_record (item);
  LampSession      *session = lamp_desk_get_session (self->desk);
  LampItem         *assignment = NULL;

  lamp_desk_get_crew_of_outage (self->desk, outage->base.id, &assignment);
  return lamp_filter_has (lamp_agenda_get_filter (self), outage, lamp_desk_get_now_usec (self->desk),
                          session != NULL ? lamp_session_get_user (session) : NULL,
                          assignment != NULL ? ((LampAssignment *)lamp_item_get_record (assignment))->by : NULL);
}

static int
harm_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return lamp_order_outages (lamp_item_get_record ((LampItem *)a), lamp_item_get_record ((LampItem *)b),
                             LAMP_ORDER_HARM);
}

static void
update_empty (LampAgenda *self)
{
  LampFilter  filter = lamp_agenda_get_filter (self);
  gboolean    empty = g_list_model_get_n_items (G_LIST_MODEL (self->rows)) == 0;
  const char *title = filter == LAMP_FILTER_OPEN ? _ ("No Outages") : _ ("None of These");

  adw_status_page_set_title (ADW_STATUS_PAGE (self->empty), title);
  adw_status_page_set_description (ADW_STATUS_PAGE (self->empty),
                                   filter == LAMP_FILTER_OPEN ? _ ("Everything that is known has supply.")
                                                              : _ ("Other outages may be open: choose Open."));
  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "table");
}

static void
update_counts (LampAgenda *self)
{
  LampFigures      figures = { 0 };
  g_autofree char *open = NULL;

  lamp_figures_count (&figures, lamp_watch_get_items (self->watch), NULL, NULL, lamp_desk_get_now_usec (self->desk));
  open = lamp_format_count (figures.outages);
  gtk_label_set_text (self->count, open);
  lamp_chips_set_count (self->chips, LAMP_FILTER_UNASSIGNED, figures.unassigned);
  lamp_chips_set_count (self->chips, LAMP_FILTER_KEY_SITES, figures.with_key_sites);
  lamp_chips_set_count (self->chips, LAMP_FILTER_OVERDUE, figures.overdue);
}

static void
refilter (LampAgenda *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_empty (self);
}

static gboolean
resort_cb (gpointer data)
{
  LampAgenda *self = data;

  self->resort_id = 0;
  update_counts (self);
  refilter (self);
  gtk_sorter_changed (self->harm_sorter, GTK_SORTER_CHANGE_DIFFERENT);
  return G_SOURCE_REMOVE;
}

/* The rows themselves have already said it; only their order and number can wait. */
static void
queue_resort (LampAgenda *self)
{
  if (self->resort_id == 0)
    self->resort_id = g_timeout_add (RESORT_INTERVAL_MS, resort_cb, self);
}

static void
tick_cb (LampAgenda *self)
{
  /* Time alone makes promises overdue. */
  queue_resort (self);
}

static void
chip_cb (LampAgenda *self)
{
  refilter (self);
}

static void
update_order_label (LampAgenda *self)
{
  GtkSorter  *by_column = gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view));
  gboolean    by_harm = gtk_sorter_get_order (by_column) == GTK_SORTER_ORDER_NONE;
  const char *label = by_harm ? C_ ("order", "Time to harm") : C_ ("order", "By column");

  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->order_button), label);
}

static gboolean
query_tooltip_cb (GtkWidget *view, int x, int y, gboolean keyboard, GtkTooltip *tooltip, LampAgenda *self)
{
  LampItem        *item = keyboard ? NULL : lamp_line_cell_pick (view, x, y, NULL);
  g_autofree char *text = item != NULL ? lamp_agenda_dup_tooltip (self->desk, item) : NULL;

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

static void
order_action_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *wanted = g_variant_get_string (parameter, NULL);

  for (const LampAgendaColumn *column = lamp_agenda_columns (); column->id != NULL; column++)
    if (g_str_equal (column->id, wanted))
      {
        lamp_agenda_set_order (LAMP_AGENDA (widget), column->order);
        return;
      }
  lamp_agenda_set_order (LAMP_AGENDA (widget), LAMP_ORDER_HARM);
}

/* Shows the columns that the settings name. */
static void
columns_changed_cb (LampAgenda *self)
{
  g_auto (GStrv) shown = g_settings_get_strv (self->settings, "agenda-columns");

  for (guint i = 0; lamp_agenda_columns ()[i].id != NULL; i++)
    lamp_agenda_show_column (GTK_COLUMN_VIEW (self->view), i, i == 0 || g_strv_contains ((const char *const *)shown, lamp_agenda_columns ()[i].id));
}

static void
toggle_column_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LampAgenda *self = LAMP_AGENDA (widget);
  const char *wanted = g_variant_get_string (parameter, NULL);
  g_auto (GStrv) shown = g_settings_get_strv (self->settings, "agenda-columns");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) next = NULL;
  gboolean found = FALSE;

  for (guint i = 0; shown[i] != NULL; i++)
    if (g_str_equal (shown[i], wanted))
      found = TRUE;
    else
      g_strv_builder_add (builder, shown[i]);
  if (!found)
    g_strv_builder_add (builder, wanted);
  next = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, "agenda-columns", (const char *const *)next);
}

static GMenuModel *
new_order_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) orders = g_menu_new ();
  g_autoptr (GMenu) columns = g_menu_new ();

  g_menu_append (orders, C_ ("order", "Time to harm"), "agenda.order::harm");
  for (const LampAgendaColumn *column = lamp_agenda_columns (); column->id != NULL; column++)
    {
      g_autofree char *order = g_strconcat ("agenda.order::", column->id, NULL);
      g_autofree char *toggle = g_strconcat ("agenda.toggle-column::", column->id, NULL);

      g_menu_append (orders, lamp_agenda_column_title (column), order);
      if (column->order != LAMP_ORDER_DEVICE)
        g_menu_append (columns, lamp_agenda_column_title (column), toggle);
    }
  g_menu_append_section (menu, C_ ("order", "Sort by"), G_MENU_MODEL (orders));
  g_menu_append_submenu (menu, C_ ("order", "Show or Hide a Column"), G_MENU_MODEL (columns));
  return G_MENU_MODEL (menu);
}

static void
lamp_agenda_dispose (GObject *object)
{
  LampAgenda *self = LAMP_AGENDA (object);

  g_clear_handle_id (&self->resort_id, g_source_remove);
  g_clear_object (&self->watch);
  g_clear_object (&self->rows);
  g_clear_object (&self->filter);
  g_clear_object (&self->harm_sorter);
  g_clear_object (&self->settings);
  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_AGENDA);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_agenda_parent_class)->dispose (object);
}

static void
lamp_agenda_class_init (LampAgendaClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_agenda_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "agenda");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/agenda.ui");
  gtk_widget_class_bind_template_child (widget_class, LampAgenda, root);
  gtk_widget_class_bind_template_child (widget_class, LampAgenda, count);
  gtk_widget_class_bind_template_child (widget_class, LampAgenda, order_button);
  gtk_widget_class_bind_template_child (widget_class, LampAgenda, chips_place);
  gtk_widget_class_bind_template_child (widget_class, LampAgenda, stack);
  gtk_widget_class_bind_template_child (widget_class, LampAgenda, view);
  gtk_widget_class_bind_template_child (widget_class, LampAgenda, empty);
  gtk_widget_class_install_action (widget_class, "agenda.order", "s", order_action_cb);
  gtk_widget_class_install_action (widget_class, "agenda.toggle-column", "s", toggle_column_cb);
}

static void
add_chips (LampAgenda *self)
{
  self->chips = LAMP_CHIPS (lamp_chips_new ());
  lamp_chips_add (self->chips, C_ ("filter of outages", "Open"));
  lamp_chips_add (self->chips, C_ ("filter of outages", "Unassigned"));
  lamp_chips_add (self->chips, C_ ("filter of outages", "Key sites"));
  lamp_chips_add (self->chips, C_ ("filter of outages", "Overdue"));
  lamp_chips_add (self->chips, C_ ("filter of outages", "Mine"));
  lamp_chips_add (self->chips, C_ ("filter of outages", "Ended"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chips), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Which outages"),
                                  -1);
  gtk_box_append (GTK_BOX (self->chips_place), GTK_WIDGET (self->chips));
  g_signal_connect_object (self->chips, "notify::active", G_CALLBACK (chip_cb), self, G_CONNECT_SWAPPED);
}

static void
lamp_agenda_init (LampAgenda *self)
{
  g_autoptr (GMenuModel) menu = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  add_chips (self);
  menu = new_order_menu ();
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->order_button), menu);
}

static GtkSingleSelection *
build_models (LampAgenda *self)
{
  GListModel         *outages = lamp_desk_get_collection (self->desk, "outages");
  GtkSorter          *by_column = gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->view));
  GtkMultiSorter     *order = gtk_multi_sorter_new ();
  GtkFilterListModel *filtered = NULL;
  GtkSingleSelection *selection = NULL;

  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_cb, self, NULL));
  self->harm_sorter = GTK_SORTER (gtk_custom_sorter_new (harm_cb, NULL, NULL));
  gtk_multi_sorter_append (order, g_object_ref (by_column));
  gtk_multi_sorter_append (order, g_object_ref (self->harm_sorter));
  filtered = gtk_filter_list_model_new (g_object_ref (outages), g_object_ref (self->filter));
  self->rows = gtk_sort_list_model_new (G_LIST_MODEL (filtered), GTK_SORTER (order));
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_object (by_column, "changed", G_CALLBACK (update_order_label), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (update_empty), self, G_CONNECT_SWAPPED);
  return selection;
}

GtkWidget *
lamp_agenda_new (LampDesk *desk)
{
  LampAgenda *self = g_object_new (LAMP_TYPE_AGENDA, NULL);
  g_autoptr (GtkSingleSelection) selection = NULL;

  g_return_val_if_fail (LAMP_IS_DESK (desk), NULL);

  self->desk = g_object_ref (desk);
  self->settings = lamp_settings_new ();
  self->watch = lamp_watch_new (lamp_desk_get_collection (desk, "outages"));
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (queue_resort), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "assignments-changed", G_CALLBACK (queue_resort), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "tick", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  selection = build_models (self);
  lamp_agenda_add_columns (GTK_COLUMN_VIEW (self->view), desk);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (self->settings, "changed::agenda-columns", G_CALLBACK (columns_changed_cb), self,
                           G_CONNECT_SWAPPED);
  columns_changed_cb (self);
  g_signal_connect_object (self->view, "query-tooltip", G_CALLBACK (query_tooltip_cb), self, 0);
  lamp_list_join (self->view, selection, desk, LAMP_SELECT_OUTAGE);
  update_counts (self);
  update_empty (self);
  update_order_label (self);
  return GTK_WIDGET (self);
}

LampFilter
lamp_agenda_get_filter (LampAgenda *self)
{
  g_return_val_if_fail (LAMP_IS_AGENDA (self), LAMP_FILTER_OPEN);

  return (LampFilter)lamp_chips_get_active (self->chips);
}

void
lamp_agenda_set_filter (LampAgenda *self, LampFilter filter)
{
  g_return_if_fail (LAMP_IS_AGENDA (self));

  lamp_chips_set_active (self->chips, filter);
}

void
lamp_agenda_set_order (LampAgenda *self, LampOrder order)
{
  GListModel *columns = NULL;
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_return_if_fail (LAMP_IS_AGENDA (self));

  columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));
  for (guint i = 0; lamp_agenda_columns ()[i].id != NULL; i++)
    if (order != LAMP_ORDER_HARM && lamp_agenda_columns ()[i].order == order)
      column = g_list_model_get_item (columns, i);
  gtk_column_view_sort_by_column (GTK_COLUMN_VIEW (self->view), column, GTK_SORT_ASCENDING);
}

GListModel *
lamp_agenda_get_rows (LampAgenda *self)
{
  g_return_val_if_fail (LAMP_IS_AGENDA (self), NULL);

  return G_LIST_MODEL (self->rows);
}

void
lamp_agenda_activate (LampAgenda *self, guint position)
{
  g_return_if_fail (LAMP_IS_AGENDA (self));

  gtk_widget_activate_action (gtk_widget_get_last_child (self->view), "list.activate-item", "u", position);
}

void
lamp_agenda_focus (LampAgenda *self)
{
  g_return_if_fail (LAMP_IS_AGENDA (self));

  gtk_widget_child_focus (gtk_widget_get_last_child (self->view), GTK_DIR_TAB_FORWARD);
}
