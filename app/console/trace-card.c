/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "lamp-trace-card"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/trace-card.h"

#include "console/format.h"
#include "console/study-words.h"
#include "console/trace-rows.h"
#include "console/wrapped-label.h"

#include <glib/gi18n-lib.h>

struct _LampTraceCard
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget   *root;
  GtkLabel    *title, *subtitle, *figures, *note, *more;
  GtkWidget   *scroller, *try;
  GtkListView *list;

  LampDesk   *desk;
  GListStore *rows;
};

G_DEFINE_FINAL_TYPE (LampTraceCard, lamp_trace_card, GTK_TYPE_WIDGET)

/* --- words --- */

static char *
say_title (LampTracing *tracing, const LampNetwork *network)
{
  const LampTrace *trace = lamp_tracing_get_trace (tracing);
  g_autofree char *name = lamp_say_element (network, lamp_tracing_get_start (tracing));
  g_autofree char *device = trace->n_devices > 0 ? lamp_say_element (network, trace->devices[0]) : NULL;

  switch (lamp_tracing_get_kind (tracing))
    {
    case LAMP_TRACING_UP:
      return g_strdup_printf (_ ("From %s up to its source"), name);
    case LAMP_TRACING_DOWN:
      return g_strdup_printf (_ ("Everything behind %s"), name);
    case LAMP_TRACING_PROTECTIVE:
      return device != NULL ? g_strdup_printf (_ ("%s is protected by %s"), name, device)
                            : g_strdup_printf (_ ("No protective device above %s"), name);
    case LAMP_TRACING_ISOLATE:
      return g_strdup_printf (_ ("To isolate a fault on %s, open these"), name);
    case LAMP_TRACING_BACK_FEED:
      return g_strdup_printf (_ ("Back-feed around a fault on %s"), name);
    case LAMP_TRACING_NONE:
    case LAMP_TRACING_N_KINDS:
    default:
      return g_strdup ("");
    }
}

/* What the figures count. */
static const char *
say_counted (LampTracingKind kind)
{
  switch (kind)
    {
    case LAMP_TRACING_UP:
    case LAMP_TRACING_PROTECTIVE:
      return _ ("Counted: what hangs along the way");
    case LAMP_TRACING_DOWN:
      return _ ("Counted: what loses supply when it opens");
    case LAMP_TRACING_ISOLATE:
    case LAMP_TRACING_BACK_FEED:
      return _ ("Counted: what loses supply until it is fed again");
    case LAMP_TRACING_NONE:
    case LAMP_TRACING_N_KINDS:
    default:
      return "";
    }
}

static char *
say_plan_note (LampTracing *tracing, const LampNetwork *network)
{
  const LampRestoration *plan = lamp_tracing_get_restoration (tracing);
  g_autofree char       *count = NULL;

  if (plan == NULL)
    return g_strdup (_ ("Working out what can be fed from elsewhere…"));
  if (plan->source != LAMP_NONE)
    return g_strdup_printf (_ ("No switch stands between the fault and the source %s: switch it off in the station."), network->sources[plan->source].name);
  if (plan->n_restored == 0)
    return g_strdup (_ ("No tie can bring anybody back."));
  count = lamp_format_count (plan->n_restored);
  return g_strdup_printf (ngettext ("These steps bring %s customer back from elsewhere.", "These steps bring %s customers back from elsewhere.", plan->n_restored), count);
}

static char *
say_note (LampTracing *tracing, const LampEnergisation *state)
{
  const LampTrace *trace = lamp_tracing_get_trace (tracing);
  LampTracingKind  kind = lamp_tracing_get_kind (tracing);
  guint32          start = lamp_tracing_get_start (tracing);
  guint8           supply = lamp_energisation_get_elements (state)[start];

  if (kind == LAMP_TRACING_BACK_FEED)
    return say_plan_note (tracing, lamp_energisation_get_network (state));
  if (trace->n_customers_partly > 0)
    {
      g_autofree char *count = lamp_format_count (trace->n_customers_partly);

      return g_strdup_printf (ngettext ("%s more customer would lose a phase.", "%s more customers would lose a phase.", trace->n_customers_partly), count);
    }
  if (trace->ring)
    return g_strdup (_ ("A ring or a second source goes through it."));
  if (kind != LAMP_TRACING_ISOLATE && (supply == LAMP_SUPPLY_OUT || supply == LAMP_SUPPLY_UNKNOWN))
    return g_strdup (_ ("It is dead: nothing feeds it at present, and it feeds nothing."));
  if (kind == LAMP_TRACING_ISOLATE && trace->n_devices == 0)
    return g_strdup (_ ("No closed switch parts it from the rest."));
  return NULL;
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL && *text != '\0');
}

/* "4 customers · 2 key sites · 26 kW · 2 transformers · 160 m of line" */
static char *
say_figures (const LampTrace *trace)
{
  g_autofree char *customers = lamp_format_customers (trace->n_customers);
  g_autofree char *n_sites = lamp_format_count (trace->n_sites), *n_transformers = lamp_format_count (trace->n_transformers);
  g_autofree char *sites = g_strdup_printf (ngettext ("%s key site", "%s key sites", trace->n_sites), n_sites);
  g_autofree char *load = lamp_format_power_kw (trace->load_kw);
  g_autofree char *transformers = g_strdup_printf (ngettext ("%s transformer", "%s transformers", trace->n_transformers), n_transformers);
  g_autofree char *distance = lamp_format_distance (trace->length_m);
  /* TRANSLATORS: a distance: “160 m of line”. */
  g_autofree char *length = g_strdup_printf (_ ("%s of line"), distance);

  return g_strjoin (" · ", customers, sites, load, transformers, length, NULL);
}

static void
update (LampTraceCard *self)
{
  LampTracing      *tracing = lamp_desk_get_tracing (self->desk);
  LampStudyMode    *study = lamp_desk_get_study (self->desk);
  LampEnergisation *state = lamp_study_mode_get_shown (study);
  const LampTrace  *trace = lamp_tracing_get_trace (tracing);
  LampTracingKind   kind = lamp_tracing_get_kind (tracing);
  g_autofree char  *title = NULL, *subtitle = NULL, *figures = NULL, *note = NULL, *more = NULL;
  guint             n_left = lamp_trace_rows_fill (self->rows, tracing, state);

  gtk_widget_set_visible (GTK_WIDGET (self), trace != NULL && state != NULL);
  if (trace == NULL || state == NULL)
    return;
  title = say_title (tracing, lamp_energisation_get_network (state));
  subtitle = g_strdup_printf ("%s · %s", lamp_study_mode_is_on (study) ? _ ("In the study") : _ ("As it is now"), say_counted (kind));
  figures = say_figures (trace);
  note = say_note (tracing, state);
  more = n_left > 0 ? g_strdup_printf (ngettext ("and %u more", "and %u more", n_left), n_left) : NULL;
  set_text (self->title, title);
  set_text (self->subtitle, subtitle);
  set_text (self->note, note);
  set_text (self->more, more);
  set_text (self->figures, figures);
  gtk_widget_set_visible (self->scroller, g_list_model_get_n_items (G_LIST_MODEL (self->rows)) > 0);
  gtk_widget_set_visible (self->try, kind == LAMP_TRACING_ISOLATE || kind == LAMP_TRACING_BACK_FEED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
}

/* --- rows --- */

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (lines), lamp_wrapped_label_new ("link-first"));
  gtk_box_append (GTK_BOX (lines), lamp_wrapped_label_new ("caption"));
  gtk_list_item_set_child (item, lines);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item)
{
  LampTraceRow    *row = gtk_list_item_get_item (item);
  GtkWidget       *lines = gtk_list_item_get_child (item);
  GtkWidget       *first = gtk_widget_get_first_child (lines), *second = gtk_widget_get_last_child (lines);
  GtkWidget       *widget = gtk_widget_get_parent (lines);
  const char      *text = lamp_trace_row_get_second (row);
  const char      *style = lamp_trace_row_get_style (row);
  g_autofree char *label = text != NULL ? g_strdup_printf ("%s, %s", lamp_trace_row_get_first (row), text) : g_strdup (lamp_trace_row_get_first (row));

  gtk_label_set_text (GTK_LABEL (first), lamp_trace_row_get_first (row));
  gtk_label_set_text (GTK_LABEL (second), text != NULL ? text : "");
  gtk_widget_set_visible (second, text != NULL);
  gtk_widget_remove_css_class (second, "late");
  gtk_widget_remove_css_class (second, "dim-label");
  gtk_widget_add_css_class (second, style != NULL ? style : "dim-label");
  if (widget != NULL)
    gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
activate_cb (LampTraceCard *self, guint position)
{
  g_autoptr (LampTraceRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

  if (row != NULL && lamp_trace_row_get_kind (row) != LAMP_SELECT_NONE)
    lamp_desk_show (self->desk, lamp_trace_row_get_kind (row), lamp_trace_row_get_id (row));
}

static void
add_rows (LampTraceCard *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  self->rows = g_list_store_new (LAMP_TYPE_TRACE_ROW);
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  gtk_list_view_set_factory (self->list, factory);
  g_object_unref (factory);
  g_signal_connect_object (self->list, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
}

static void
lamp_trace_card_dispose (GObject *object)
{
  LampTraceCard *self = LAMP_TRACE_CARD (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_TRACE_CARD);
  g_clear_object (&self->rows);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_trace_card_parent_class)->dispose (object);
}

static void
lamp_trace_card_class_init (LampTraceCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_trace_card_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "tracecard");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_REGION);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/trace-card.ui");
  gtk_widget_class_bind_template_child (widget_class, LampTraceCard, root);
  gtk_widget_class_bind_template_child (widget_class, LampTraceCard, title);
  gtk_widget_class_bind_template_child (widget_class, LampTraceCard, subtitle);
  gtk_widget_class_bind_template_child (widget_class, LampTraceCard, figures);
  gtk_widget_class_bind_template_child (widget_class, LampTraceCard, note);
  gtk_widget_class_bind_template_child (widget_class, LampTraceCard, scroller);
  gtk_widget_class_bind_template_child (widget_class, LampTraceCard, list);
  gtk_widget_class_bind_template_child (widget_class, LampTraceCard, more);
  gtk_widget_class_bind_template_child (widget_class, LampTraceCard, try);
}

static void
lamp_trace_card_init (LampTraceCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lamp_trace_card_new (LampDesk *desk)
{
  LampTraceCard *self = g_object_new (LAMP_TYPE_TRACE_CARD, NULL);
  g_autoptr (GtkSingleSelection) selection = NULL;

  self->desk = g_object_ref (desk);
  add_rows (self);
  selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (selection));
  g_signal_connect_object (lamp_desk_get_tracing (desk), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}

GListModel *
lamp_trace_card_get_rows (LampTraceCard *self)
{
  g_return_val_if_fail (LAMP_IS_TRACE_CARD (self), NULL);

  return G_LIST_MODEL (self->rows);
}
