/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Models: the collection → filter by chip and text → sort → selection, as in the agenda.
 */
#define G_LOG_DOMAIN "lamp-roster"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/roster.h"

#include "console/chips.h"
#include "console/figures.h"
#include "console/line-cell.h"
#include "console/list-glue.h"
#include "console/roster-kind.h"
#include "console/watch.h"

#include <glib/gi18n-lib.h>

#define RESORT_INTERVAL_MS 250
#define WHO_SHARE 4 /* of a row, to … */
#define WHAT_SHARE 5

struct _LampRoster
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget   *root;
  GtkBox      *chips_place;
  GtkEditable *entry;
  GtkDropDown *order;
  GtkStack    *stack;
  GtkWidget   *view; /* GtkListView */
  GtkLabel    *empty;

  const LampRosterKind *kind;
  LampDesk             *desk;
  LampWatch            *watch;
  LampChips            *chips;
  GtkFilter            *filter;
  GtkSorter            *sorter;
  GtkSortListModel     *rows;
  char                 *title;
  guint                 resort_id;
};

G_DEFINE_FINAL_TYPE (LampRoster, lamp_roster, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_TITLE,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static const char *
translate (const char *text)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "roster", text);
}

static gboolean
contains_folded (const char *name, const char *text)
{
  g_autofree char *a = g_utf8_casefold (name != NULL ? name : "", -1);
  g_autofree char *b = g_utf8_casefold (text, -1);

  return strstr (a, b) != NULL;
}

static gboolean
filter_cb (gpointer item, gpointer user_data)
{
  LampRoster   *self = user_data;
  gconstpointer record = lamp_item_get_record (item);
  const char   *text = gtk_editable_get_text (self->entry);

  if (*text != '\0')
    return contains_folded (self->kind->name (record), text);
  return self->kind->shows (record, lamp_chips_get_active (self->chips));
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  LampRoster *self = user_data;

  return self->kind->compare (lamp_item_get_record ((LampItem *)a), lamp_item_get_record ((LampItem *)b),
                              gtk_drop_down_get_selected (self->order));
}

static void
update_title (LampRoster *self)
{
  LampFigures figures = { 0 };
  GListModel *items = lamp_watch_get_items (self->watch);
  gboolean    crews = self->kind->kind == LAMP_SELECT_CREW;
  char       *title = NULL;

  lamp_figures_count (&figures, NULL, crews ? NULL : items, crews ? items : NULL, lamp_desk_get_now_usec (self->desk));
  if (crews)
    title = g_strdup_printf (C_ ("tab", "Crews %u of %u"), figures.crews_available, figures.crews_on_shift);
  else
    title = g_strdup_printf (C_ ("tab", "Key sites %u"), figures.sites_out + figures.sites_exposed);
  if (!crews)
    {
      lamp_chips_set_count (self->chips, 1, figures.sites_out);
      lamp_chips_set_count (self->chips, 2, figures.sites_exposed);
    }
  if (g_strcmp0 (title, self->title) == 0)
    {
      g_free (title);
      return;
    }
  g_free (self->title);
  self->title = title;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TITLE]);
}

static void
update_empty (LampRoster *self)
{
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->rows)) == 0;

  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "list");
}

static void
refilter (LampRoster *self)
{
  gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
  update_empty (self);
}

static void
resort (LampRoster *self)
{
  gtk_sorter_changed (self->sorter, GTK_SORTER_CHANGE_DIFFERENT);
}

static gboolean
resort_cb (gpointer data)
{
  LampRoster *self = data;

  self->resort_id = 0;
  update_title (self);
  refilter (self);
  resort (self);
  return G_SOURCE_REMOVE;
}

static void
queue_resort (LampRoster *self)
{
  if (self->resort_id == 0)
    self->resort_id = g_timeout_add (RESORT_INTERVAL_MS, resort_cb, self);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *list_item, LampRoster *self)
{
  GtkWidget *row = gtk_grid_new ();
  GtkWidget *who = lamp_line_cell_new (0, self->kind->who, self->desk);
  GtkWidget *what = lamp_line_cell_new (0, self->kind->what, self->desk);

  /* Rows do not know of each other: shares are the same in all of them, so the second column is one. */
  gtk_grid_set_column_homogeneous (GTK_GRID (row), TRUE);
  gtk_widget_set_hexpand (what, TRUE);
  gtk_widget_set_margin_start (what, 8);
  gtk_grid_attach (GTK_GRID (row), who, 0, 0, WHO_SHARE, 1);
  gtk_grid_attach (GTK_GRID (row), what, WHO_SHARE, 0, WHAT_SHARE, 1);
  g_signal_connect_object (self->desk, "tick", G_CALLBACK (lamp_line_cell_refresh), what, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "assignments-changed", G_CALLBACK (lamp_line_cell_refresh), what,
                           G_CONNECT_SWAPPED);
  gtk_list_item_set_child (list_item, row);
}

static void
set_row_item (GtkListItem *list_item, LampItem *item)
{
  GtkWidget *row = gtk_list_item_get_child (list_item);

  lamp_line_cell_set_item (LAMP_LINE_CELL (gtk_widget_get_first_child (row)), item);
  lamp_line_cell_set_item (LAMP_LINE_CELL (gtk_widget_get_last_child (row)), item);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  set_row_item (list_item, gtk_list_item_get_item (list_item));
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  set_row_item (list_item, NULL);
}

static void
lamp_roster_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_TITLE:
      g_value_set_string (value, LAMP_ROSTER (object)->title);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lamp_roster_dispose (GObject *object)
{
  LampRoster *self = LAMP_ROSTER (object);

  g_clear_handle_id (&self->resort_id, g_source_remove);
  g_clear_object (&self->watch);
  g_clear_object (&self->rows);
  g_clear_object (&self->filter);
  g_clear_object (&self->sorter);
  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_ROSTER);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_roster_parent_class)->dispose (object);
}

static void
lamp_roster_finalize (GObject *object)
{
  g_free (LAMP_ROSTER (object)->title);

  G_OBJECT_CLASS (lamp_roster_parent_class)->finalize (object);
}

static void
lamp_roster_class_init (LampRosterClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lamp_roster_get_property;
  object_class->dispose = lamp_roster_dispose;
  object_class->finalize = lamp_roster_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/roster.ui");
  gtk_widget_class_bind_template_child (widget_class, LampRoster, root);
  gtk_widget_class_bind_template_child (widget_class, LampRoster, chips_place);
  gtk_widget_class_bind_template_child (widget_class, LampRoster, entry);
  gtk_widget_class_bind_template_child (widget_class, LampRoster, order);
  gtk_widget_class_bind_template_child (widget_class, LampRoster, stack);
  gtk_widget_class_bind_template_child (widget_class, LampRoster, view);
  gtk_widget_class_bind_template_child (widget_class, LampRoster, empty);

  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, "",
                                                G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lamp_roster_init (LampRoster *self)
{
  self->title = g_strdup ("");
  gtk_widget_init_template (GTK_WIDGET (self));
  self->chips = LAMP_CHIPS (lamp_chips_new ());
  gtk_widget_set_hexpand (GTK_WIDGET (self->chips), TRUE);
  gtk_box_prepend (self->chips_place, GTK_WIDGET (self->chips));
}

static void
fill_controls (LampRoster *self)
{
  g_autoptr (GtkStringList) orders = gtk_string_list_new (NULL);

  for (guint i = 0; i < LAMP_ROSTER_MAX_CHIPS && self->kind->chips[i] != NULL; i++)
    lamp_chips_add (self->chips, translate (self->kind->chips[i]));
  for (guint i = 0; self->kind->orders[i] != NULL; i++)
    gtk_string_list_append (orders, translate (self->kind->orders[i]));
  gtk_drop_down_set_model (self->order, G_LIST_MODEL (orders));
  gtk_label_set_text (self->empty, translate (self->kind->empty));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  translate (self->kind->label), -1);
}

static GtkSingleSelection *
build_models (LampRoster *self, GListModel *items)
{
  GtkFilterListModel *filtered = NULL;
  GtkSingleSelection *selection = NULL;

  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_cb, self, NULL));
  self->sorter = GTK_SORTER (gtk_custom_sorter_new (compare_cb, self, NULL));
  filtered = gtk_filter_list_model_new (g_object_ref (items), g_object_ref (self->filter));
  self->rows = gtk_sort_list_model_new (G_LIST_MODEL (filtered), g_object_ref (self->sorter));
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_single_selection_set_selected (selection, GTK_INVALID_LIST_POSITION);
  return selection;
}

GtkWidget *
lamp_roster_new (LampDesk *desk, LampSelectKind kind)
{
  LampRoster         *self = g_object_new (LAMP_TYPE_ROSTER, NULL);
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkSingleSelection) selection = NULL;
  GListModel *items = NULL;

  self->desk = g_object_ref (desk);
  self->kind = lamp_roster_kind_get (kind);
  items = lamp_desk_get_collection (desk, self->kind->collection);
  fill_controls (self);
  self->watch = lamp_watch_new (items);
  g_signal_connect_object (self->watch, "changed", G_CALLBACK (queue_resort), self, G_CONNECT_SWAPPED);
  selection = build_models (self, items);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  gtk_list_view_set_factory (GTK_LIST_VIEW (self->view), factory);
  g_object_unref (factory);
  gtk_list_view_set_model (GTK_LIST_VIEW (self->view), GTK_SELECTION_MODEL (selection));
  lamp_list_join (self->view, selection, desk, kind);
  g_signal_connect_object (self->chips, "notify::active", G_CALLBACK (refilter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->entry, "changed", G_CALLBACK (refilter), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->order, "notify::selected", G_CALLBACK (resort), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->rows, "items-changed", G_CALLBACK (update_empty), self, G_CONNECT_SWAPPED);
  update_title (self);
  update_empty (self);
  return GTK_WIDGET (self);
}

const char *
lamp_roster_get_title (LampRoster *self)
{
  g_return_val_if_fail (LAMP_IS_ROSTER (self), NULL);

  return self->title;
}

GListModel *
lamp_roster_get_rows (LampRoster *self)
{
  g_return_val_if_fail (LAMP_IS_ROSTER (self), NULL);

  return G_LIST_MODEL (self->rows);
}

void
lamp_roster_focus (LampRoster *self)
{
  g_return_if_fail (LAMP_IS_ROSTER (self));

  gtk_widget_child_focus (self->view, GTK_DIR_TAB_FORWARD);
}
