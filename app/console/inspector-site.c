/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Supply points and contacts come as JSON from outside: members that are not what they should be are not shown.
 */
#define G_LOG_DOMAIN "lamp-inspector-site"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/inspector-site.h"

#include "client/json.h"
#include "console/facts.h"
#include "console/format.h"
#include "console/links.h"
#include "console/order.h"
#include "records/site.h"
#include "grid/trace.h"

#include <glib/gi18n-lib.h>

struct _LampInspectorSite
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget *root;
  GtkLabel  *number, *title, *subtitle;
  LampFacts *facts, *backup;
  GtkWidget *supply_card, *contacts_card;
  GtkBox    *supply, *contacts;

  LampDesk        *desk;
  LampCommandFlow *flow;
  GSignalGroup    *signals; /* on the item */
  char            *id;
};

G_DEFINE_FINAL_TYPE (LampInspectorSite, lamp_inspector_site, GTK_TYPE_WIDGET)

#define MAX_LINES 16

/* The objects of a JSON array, at most MAX_LINES. */
static guint
get_objects (JsonNode *node, JsonObject **objects)
{
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint      n = 0;

  for (guint i = 0; array != NULL && i < json_array_get_length (array) && n < MAX_LINES; i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (JSON_NODE_HOLDS_OBJECT (element))
        objects[n++] = json_node_get_object (element);
    }
  return n;
}

static void
say_facts (LampInspectorSite *self, const LampSite *site, gint64 now_usec)
{
  const char      *style = NULL;
  gboolean         backed = site->harm_usec != LAMP_UNKNOWN_TIME && lamp_site_has_backup (site);
  gboolean         ended = backed && lamp_format_is_overdue (site->harm_usec, now_usec);
  g_autofree char *ends = backed && !ended ? lamp_format_until (site->harm_usec, now_usec) : NULL;
  g_autofree char *since = ended ? lamp_format_ago (site->harm_usec, now_usec) : NULL;
  g_autofree char *verified = site->verified_usec != LAMP_UNKNOWN_TIME ? lamp_format_date (site->verified_usec) : NULL;

  if (lamp_site_is_out (site))
    style = "out";
  else if (lamp_site_is_exposed (site))
    style = "late";
  lamp_facts_begin (self->facts);
  lamp_facts_add (self->facts, _ ("Supply"), lamp_format_supply_state (site->supply_state), style);
  lamp_facts_add (self->facts, _ ("Backup ends"), ends, "out");
  lamp_facts_add (self->facts, _ ("Backup ended"), since, "out");
  lamp_facts_add (self->facts, _ ("Class"), lamp_format_site_class (site->site_class), NULL);
  lamp_facts_add (self->facts, _ ("Account"), site->account, NULL);
  lamp_facts_add (self->facts, _ ("Last verified"), verified != NULL ? verified : C_ ("verified", "never"),
                  verified != NULL ? NULL : "late");
  lamp_facts_end (self->facts);
}

static void
say_backup (LampInspectorSite *self, const LampSite *site, gint64 now_usec)
{
  gboolean         has = lamp_site_has_backup (site);
  g_autofree char *contract = lamp_format_power_kva (site->contract_kva);
  g_autofree char *critical = lamp_format_power_kw (site->critical_kw);
  g_autofree char *start = has && site->backup_start_s >= 0 ? lamp_format_duration (site->backup_start_s) : NULL;
  g_autofree char *lasts = has && site->backup_autonomy_min >= 0 ? lamp_format_duration (site->backup_autonomy_min * 60) : NULL;
  g_autofree char *since =
      site->backup_started_usec != LAMP_UNKNOWN_TIME ? lamp_format_time (site->backup_started_usec, now_usec) : NULL;

  lamp_facts_begin (self->backup);
  lamp_facts_add (self->backup, _ ("Backup"), has ? lamp_format_backup_kind (site->backup_kind) : C_ ("backup", "none"), NULL);
  lamp_facts_add (self->backup, _ ("Running since"), since, "late");
  lamp_facts_add (self->backup, _ ("Starts within"), start, NULL);
  lamp_facts_add (self->backup, _ ("Lasts"), lasts, NULL);
  lamp_facts_add (self->backup, _ ("Contract"), contract, NULL);
  lamp_facts_add (self->backup, _ ("Critical load"), critical, NULL);
  lamp_facts_end (self->backup);
}

static gboolean
is_live (JsonObject *point, gboolean *known)
{
  JsonNode *node = json_object_get_member (point, "live");

  *known = node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
  return *known && json_node_get_boolean (node);
}

/* The element that normally feeds a supply point's node: what the line leads to. NULL when not known. */
static const char *
find_feeding (LampInspectorSite *self, const char *node)
{
  LampNetwork *network = lamp_desk_get_network (self->desk);
  guint32      at = network != NULL && node != NULL ? lamp_network_find_node (network, node) : LAMP_NONE;
  guint32      element = at != LAMP_NONE ? lamp_trace_feeding (lamp_desk_get_energisation (self->desk), at) : LAMP_NONE;

  return element != LAMP_NONE ? lamp_network_element_id (network, element) : NULL;
}

static void
say_supply (LampInspectorSite *self, const LampSite *site)
{
  JsonObject *points[MAX_LINES];
  LampLink    links[MAX_LINES];
  guint       n = get_objects (site->supply_points, points);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      const char *feeder = lamp_json_string (points[i], "feeder");
      const char *element = find_feeding (self, lamp_json_string (points[i], "node"));
      gboolean    standby = g_strcmp0 (lamp_json_string (points[i], "role"), "standby") == 0;
      gboolean    known = FALSE, live = is_live (points[i], &known);
      char       *first = g_strdup_printf (_ ("Feeder %s"), feeder != NULL ? feeder : LAMP_FORMAT_NONE);
      char       *second = g_strdup_printf ("%s · %s", standby ? C_ ("supply point", "standby") : C_ ("supply point", "main"),
                                      known ? (live ? C_ ("supply point", "live") : C_ ("supply point", "dead"))
                                                  : C_ ("supply point", "not known"));

      g_ptr_array_add (texts, first);
      g_ptr_array_add (texts, second);
      links[i] = (LampLink){ element != NULL ? LAMP_SELECT_DEVICE : LAMP_SELECT_NONE, element, NULL,
                             known && !live ? "out" : NULL, first, second };
    }
  lamp_links_update (self->supply, self->desk, links, n);
  gtk_widget_set_visible (self->supply_card, n > 0);
}

static void
say_contacts (LampInspectorSite *self, const LampSite *site)
{
  JsonObject *contacts[MAX_LINES];
  LampLink    links[MAX_LINES];
  guint       n = get_objects (site->contacts, contacts);
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      const char *name = lamp_json_string (contacts[i], "name"), *role = lamp_json_string (contacts[i], "role");
      const char *phone = lamp_json_string (contacts[i], "phone");
      char       *second = g_strdup_printf ("%s · %s", role != NULL ? role : LAMP_FORMAT_NONE,
                                      phone != NULL ? phone : LAMP_FORMAT_NONE);

      g_ptr_array_add (texts, second);
      links[i] = (LampLink){ LAMP_SELECT_NONE, NULL, NULL, NULL, name != NULL ? name : LAMP_FORMAT_NONE, second };
    }
  lamp_links_update (self->contacts, self->desk, links, n);
  gtk_widget_set_visible (self->contacts_card, n > 0);
}

static void
update (LampInspectorSite *self)
{
  LampItem        *item = lamp_desk_lookup (self->desk, "sites", self->id);
  const LampSite  *site = item != NULL ? lamp_item_get_record (item) : NULL;
  gint64           now_usec = lamp_desk_get_now_usec (self->desk);
  g_autofree char *number = NULL, *subtitle = NULL;

  if (site == NULL)
    return;
  number = g_strdup_printf (_ ("Key site %s"), site->base.id);
  subtitle = g_strdup_printf ("%s · %s", lamp_format_site_kind (site->kind), lamp_format_site_class (site->site_class));
  gtk_label_set_text (self->number, number);
  gtk_label_set_text (self->title, site->name != NULL ? site->name : site->base.id);
  gtk_label_set_text (self->subtitle, subtitle);
  say_facts (self, site, now_usec);
  say_supply (self, site);
  say_backup (self, site, now_usec);
  say_contacts (self, site);
}

static void
lamp_inspector_site_dispose (GObject *object)
{
  LampInspectorSite *self = LAMP_INSPECTOR_SITE (object);

  if (self->signals != NULL)
    g_signal_group_set_target (self->signals, NULL);
  g_clear_object (&self->signals);
  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_INSPECTOR_SITE);
  g_clear_object (&self->desk);
  g_clear_object (&self->flow);

  G_OBJECT_CLASS (lamp_inspector_site_parent_class)->dispose (object);
}

static void
lamp_inspector_site_finalize (GObject *object)
{
  g_free (LAMP_INSPECTOR_SITE (object)->id);

  G_OBJECT_CLASS (lamp_inspector_site_parent_class)->finalize (object);
}

static void
lamp_inspector_site_class_init (LampInspectorSiteClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (LAMP_TYPE_FACTS);
  object_class->dispose = lamp_inspector_site_dispose;
  object_class->finalize = lamp_inspector_site_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/inspector-site.ui");
  gtk_widget_class_bind_template_child (widget_class, LampInspectorSite, root);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorSite, number);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorSite, title);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorSite, subtitle);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorSite, facts);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorSite, backup);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorSite, supply_card);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorSite, contacts_card);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorSite, supply);
  gtk_widget_class_bind_template_child (widget_class, LampInspectorSite, contacts);
}

static void
lamp_inspector_site_init (LampInspectorSite *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->signals = g_signal_group_new (LAMP_TYPE_ITEM);
  g_signal_group_connect_swapped (self->signals, "notify::record", G_CALLBACK (update), self);
  g_signal_group_connect_swapped (self->signals, "notify::pending", G_CALLBACK (update), self);
}

GtkWidget *
lamp_inspector_site_new (LampDesk *desk, LampCommandFlow *flow)
{
  LampInspectorSite *self = g_object_new (LAMP_TYPE_INSPECTOR_SITE, NULL);

  self->desk = g_object_ref (desk);
  self->flow = g_object_ref (flow);
  g_signal_connect_object (desk, "tick", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "grid-loaded", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

gboolean
lamp_inspector_site_set_id (LampInspectorSite *self, const char *id)
{
  LampItem *item = NULL;

  g_return_val_if_fail (LAMP_IS_INSPECTOR_SITE (self), FALSE);

  item = lamp_desk_lookup (self->desk, "sites", id);
  g_free (self->id);
  self->id = g_strdup (id);
  g_signal_group_set_target (self->signals, item);
  update (self);
  return item != NULL;
}
