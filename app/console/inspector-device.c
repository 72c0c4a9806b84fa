/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is behind it is traced when it is chosen and when the grid changes, never by the second.
 */
#define G_LOG_DOMAIN "lamp-inspector-device"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/inspector-device.h"

#include "console/facts.h"
#include "console/format.h"
#include "console/links.h"
#include "console/study-actions.h"
#include "console/study-words.h"
#include "console/wrap-layout.h"
#include "records/outage.h"
#include "grid/trace.h"

#include <glib/gi18n-lib.h>

struct _LampInspectorDevice
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget *root;
  GtkLabel  *number, *title, *subtitle, *studied;
  GtkWidget *actions, *what_if;
  LampFacts *facts, *behind;
  GtkWidget *behind_card, *path_card;
  GtkBox    *path;

  LampDesk        *desk;
  LampCommandFlow *flow;
  char            *id;
};

G_DEFINE_FINAL_TYPE (LampInspectorDevice, lamp_inspector_device, GTK_TYPE_WIDGET)

#define MAX_PATH 12

static const char *
say_phases (guint8 phases)
{
  static const char *const words[] = { NULL, "A", "B", "AB", "C", "AC", "BC", "ABC" };

  return words[phases & LAMP_PHASE_ABC];
}

static const char *
say_supply (guint8 supply)
{
  switch ((LampSupply)supply)
    {
    case LAMP_SUPPLY_ENERGISED:
      return C_ ("supply", "energised");
    case LAMP_SUPPLY_OUT:
      return C_ ("supply", "without supply");
    case LAMP_SUPPLY_PARTLY:
      return C_ ("supply", "some phases dead");
    case LAMP_SUPPLY_UNKNOWN:
    default:
      return C_ ("supply", "no source reaches it");
    }
}

/* What the map shows. */
static LampEnergisation *
shown (LampInspectorDevice *self)
{
  return lamp_study_mode_get_shown (lamp_desk_get_study (self->desk));
}

static char *
say_rating (const LampNetwork *network, guint32 element)
{
  double rating = (double)network->element_rating[element];

  if (rating <= 0)
    return NULL;
  if (network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER)
    return lamp_format_power_kva (rating);
  return g_strdup_printf (_ ("%.0f A"), rating);
}

static void
say_facts (LampInspectorDevice *self, LampNetwork *network, guint32 element)
{
  LampEnergisation *energisation = shown (self);
  LampElementKind   kind = network->element_kind[element];
  guint8            supply = lamp_energisation_get_elements (energisation)[element];
  g_autofree char  *position = lamp_element_kind_is_switch (kind) ? lamp_say_position (energisation, element) : NULL;
  g_autofree char  *rating = say_rating (network, element);
  g_autofree char  *length =
      network->element_length_m[element] > 0 ? lamp_format_distance ((double)network->element_length_m[element]) : NULL;

  lamp_facts_begin (self->facts);
  lamp_facts_add (self->facts, _ ("Supply"), say_supply (supply), supply == LAMP_SUPPLY_OUT ? "out" : supply == LAMP_SUPPLY_PARTLY ? "late"
                                                                                                                                   : NULL);
  lamp_facts_add (self->facts, _ ("Position"), position,
                  lamp_energisation_is_open (energisation, element) != lamp_energisation_is_normally_open (energisation, element)
                      ? "late"
                      : NULL);
  lamp_facts_add (self->facts, _ ("Phases"), say_phases (network->element_phases[element]), NULL);
  lamp_facts_add (self->facts, _ ("Rating"), rating, NULL);
  lamp_facts_add (self->facts, _ ("Length"), length, NULL);
  if (network->element_flags[element] & LAMP_ELEMENT_UNDERGROUND)
    lamp_facts_add (self->facts, _ ("Laid"), C_ ("line", "underground"), NULL);
  if (network->element_flags[element] & LAMP_ELEMENT_TELEMETERED)
    lamp_facts_add (self->facts, _ ("Known from"), C_ ("switch", "SCADA"), NULL);
  lamp_facts_end (self->facts);
}

static void
say_behind (LampInspectorDevice *self, guint32 element)
{
  g_auto (LampTrace) trace = { 0 };
  g_autofree char *customers = NULL, *sites = NULL, *transformers = NULL, *load = NULL, *length = NULL;

  lamp_trace_down (shown (self), element, LAMP_TRACE_NORMAL, &trace);
  customers = lamp_format_count (trace.n_customers);
  sites = lamp_format_count (trace.n_sites);
  transformers = lamp_format_count (trace.n_transformers);
  load = trace.load_kw > 0 ? lamp_format_power_kw (trace.load_kw) : NULL;
  length = trace.length_m > 0 ? lamp_format_distance (trace.length_m) : NULL;
  lamp_facts_begin (self->behind);
  lamp_facts_add (self->behind, _ ("Customers"), customers, "figure");
  lamp_facts_add (self->behind, _ ("Key sites"), sites, "figure");
  lamp_facts_add (self->behind, _ ("Transformers"), transformers, NULL);
  lamp_facts_add (self->behind, _ ("Load"), load, NULL);
  lamp_facts_add (self->behind, _ ("Lines"), length, NULL);
  lamp_facts_end (self->behind);
}

/* The switches on the way up: each could cut it off. */
static void
say_path (LampInspectorDevice *self, LampNetwork *network, guint32 element)
{
  LampEnergisation *energisation = shown (self);
  g_auto (LampTrace) trace = { 0 };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  LampLink links[MAX_PATH];
  guint    n = 0;

  lamp_trace_up (energisation, element, LAMP_TRACE_NORMAL, &trace);
  for (guint i = 0; i < trace.n_elements && n < MAX_PATH; i++)
    {
      guint32     at = trace.elements[i];
      const char *kind = lamp_element_kind_to_string (network->element_kind[at]);
      char       *first = NULL, *second = NULL;

      if (at == element || !lamp_element_kind_is_switch (network->element_kind[at]))
        continue;
      first = lamp_format_device (kind, lamp_network_element_name (network, at));
      second = lamp_say_position (energisation, at);
      g_ptr_array_add (texts, first);
      g_ptr_array_add (texts, second);
      links[n++] = (LampLink){ LAMP_SELECT_DEVICE, lamp_network_element_id (network, at), NULL,
                               lamp_energisation_is_open (energisation, at) ? "out" : NULL, first, second };
    }
  lamp_links_update (self->path, self->desk, links, n);
  gtk_widget_set_visible (self->path_card, n > 0);
}

/* The actions are on what is selected, which is what is inspected. */
static void
say_actions (LampInspectorDevice *self, const LampNetwork *network, guint32 element)
{
  gboolean study = lamp_study_mode_is_on (lamp_desk_get_study (self->desk));
  gboolean open = lamp_energisation_is_open (shown (self), element);

  gtk_widget_set_visible (self->what_if, lamp_element_kind_is_switch ((LampElementKind)network->element_kind[element]));
  gtk_button_set_label (GTK_BUTTON (self->what_if), open ? C_ ("menu of a device", "_What If It Closes?") : C_ ("menu of a device", "_What If It Opens?"));
  gtk_widget_set_visible (GTK_WIDGET (self->studied), study);
}

static void
trace_menu_cb (GtkMenuButton *button, gpointer data)
{
  LampInspectorDevice *self = data;
  g_autoptr (GMenuModel) menu = self->id != NULL ? lamp_study_menu (self->desk, self->id, TRUE) : NULL;

  gtk_menu_button_set_menu_model (button, menu);
}

static void
update_all (LampInspectorDevice *self)
{
  LampNetwork     *network = lamp_desk_get_network (self->desk);
  guint32          element = network != NULL && self->id != NULL ? lamp_network_find_element (network, self->id) : LAMP_NONE;
  g_autofree char *number = NULL, *title = NULL, *subtitle = NULL;
  const char      *kind = NULL, *feeder = NULL;

  if (element == LAMP_NONE)
    return;
  kind = lamp_element_kind_to_string (network->element_kind[element]);
  feeder = lamp_network_element_feeder_name (network, element);
  number = g_strdup_printf (_ ("Device %s"), self->id);
  title = lamp_format_device (kind, lamp_network_element_name (network, element));
  if (feeder != NULL && *feeder != '\0')
    {
      g_autofree char *of = g_strdup_printf (_ ("Feeder %s"), feeder);

      subtitle = g_strdup_printf ("%s · %s", lamp_format_kind (kind), of);
    }
  gtk_label_set_text (self->number, number);
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->subtitle, subtitle != NULL ? subtitle : lamp_format_kind (kind));
  say_actions (self, network, element);
  say_facts (self, network, element);
  say_behind (self, element);
  say_path (self, network, element);
}

static void
energisation_changed_cb (LampInspectorDevice *self, gpointer dirty)
{
  update_all (self);
}

/* Where the last thing done was done here, Ctrl+Z is for it and not for the last command. */
static gboolean
key_cb (GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, LampInspectorDevice *self)
{
  return (state & GDK_CONTROL_MASK) != 0 && lamp_study_key (self->desk, GTK_WIDGET (self), keyval, state, 0.0, 0.0);
}

static void
lamp_inspector_device_dispose (GObject *object)
{
  LampInspectorDevice *self = LAMP_INSPECTOR_DEVICE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_INSPECTOR_DEVICE);
  g_clear_object (&self->desk);
  g_clear_object (&self->flow);

  G_OBJECT_CLASS (lamp_inspector_device_parent_class)->dispose (object);
}

static void
lamp_inspector_device_finalize (GObject *object)
{
  g_free (LAMP_INSPECTOR_DEVICE (object)->id);

  G_OBJECT_CLASS (lamp_inspector_device_parent_class)->finalize (object);
}

static void
lamp_inspector_device_class_init (LampInspectorDeviceClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (LAMP_TYPE_FACTS);
  object_class->dispose = lamp_inspector_device_dispose;
  object_class->finalize = lamp_inspector_device_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/inspector-device.ui");
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, root);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, number);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, title);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, subtitle);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, studied);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, actions);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, what_if);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, facts);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, behind);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, behind_card);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, path_card);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorDevice, path);
}

static void
lamp_inspector_device_init (LampInspectorDevice *self)
{
  GtkEventController *key = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->actions, lamp_wrap_layout_new (6, 6));
  gtk_menu_button_set_create_popup_func (GTK_MENU_BUTTON (gtk_widget_get_first_child (self->actions)), trace_menu_cb, self, NULL);
  g_signal_connect (key, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), key);
}

GtkWidget *
lamp_inspector_device_new (LampDesk *desk, LampCommandFlow *flow)
{
  LampInspectorDevice *self = g_object_new (LAMP_TYPE_INSPECTOR_DEVICE, NULL);

  self->desk = g_object_ref (desk);
  self->flow = g_object_ref (flow);
  g_signal_connect_object (desk, "grid-loaded", G_CALLBACK (update_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "energisation-changed", G_CALLBACK (energisation_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_study (desk), "switched", G_CALLBACK (update_all), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_study (desk), "changed", G_CALLBACK (energisation_changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

gboolean
lamp_inspector_device_set_id (LampInspectorDevice *self, const char *id)
{
  LampNetwork *network = NULL;

  g_return_val_if_fail (LAMP_IS_INSPECTOR_DEVICE (self), FALSE);

  network = lamp_desk_get_network (self->desk);
  g_free (self->id);
  self->id = g_strdup (id);
  update_all (self);
  return network != NULL && id != NULL && lamp_network_find_element (network, id) != LAMP_NONE;
}
