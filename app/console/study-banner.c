/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See study-banner.h. Of what is unsafe the worst is said here and all of it in the list of steps.
 */
#define G_LOG_DOMAIN "lamp-study-banner"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/study-banner.h"

#include "console/format.h"
#include "console/study-words.h"
#include "console/tip.h"
#include "console/wrap-layout.h"
#include "console/wrapped-label.h"

#include <glib/gi18n-lib.h>

#define MOST_NAMES 3
#define MOST_WARNINGS 3

struct _LampStudyBanner
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget     *root, *top;
  GtkMenuButton *steps;
  GtkBox        *list;
  GtkLabel      *customers, *sites, *unsafe, *moved;
  GtkWidget     *unsafe_box, *moved_box;

  LampDesk *desk;
};

G_DEFINE_FINAL_TYPE (LampStudyBanner, lamp_study_banner, GTK_TYPE_WIDGET)

static void
set_text (GtkLabel *label, GtkWidget *shown, const char *text)
{
  if (text != NULL && !g_str_equal (gtk_label_get_text (label), text))
    gtk_label_set_text (label, text);
  gtk_widget_set_visible (shown, text != NULL);
}

/* All sentences about risks, those of the newest steps first, then what is overloaded. */
static GPtrArray *
list_warnings (LampStudyMode *mode)
{
  LampStudy           *study = lamp_study_mode_get_study (mode);
  const LampNetwork   *network = lamp_energisation_get_network (lamp_study_get_energisation (study));
  const GArray        *overloads = lamp_study_mode_get_overloads (mode);
  GPtrArray           *warnings = g_ptr_array_new_with_free_func (g_free);
  guint                n = 0;
  const LampStudyStep *steps = lamp_study_get_steps (study, &n);

  for (guint i = n; i-- > 0;)
    {
      g_autofree char **risks = lamp_say_step_risks (network, &steps[i]);

      for (guint k = 0; risks[k] != NULL; k++)
        g_ptr_array_add (warnings, risks[k]);
    }
  for (guint i = 0; i < overloads->len; i++)
    g_ptr_array_add (warnings, lamp_say_overload (network, &g_array_index (overloads, LampOverload, i)));
  return warnings;
}

static char *
join_warnings (const GPtrArray *warnings)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < warnings->len && i < MOST_WARNINGS; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", (const char *)warnings->pdata[i]);
  if (warnings->len > MOST_WARNINGS)
    {
      guint n = warnings->len - MOST_WARNINGS;

      g_string_append_c (text, '\n');
      g_string_append_printf (text, ngettext ("and %u more: see the steps", "and %u more: see the steps", n), n);
    }
  return warnings->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
say_moved (LampStudyBanner *self, LampStudyMode *mode)
{
  guint            n = lamp_study_mode_get_n_moved (mode);
  g_autofree char *when = lamp_format_clock (lamp_study_mode_get_base_usec (mode));
  g_autofree char *text = NULL;

  if (n > 0)
    text = g_strdup_printf (ngettext ("Since this study began at %2$s, %1$u device has moved in reality. The figures are against %2$s.",
                                      "Since this study began at %2$s, %1$u devices have moved in reality. The figures are against %2$s.", n),
                            n, when);
  set_text (self->moved, self->moved_box, text);
}

/* --- the list of steps --- */

static void
add_line (LampStudyBanner *self, const char *text, const char *style)
{
  GtkWidget *label = lamp_wrapped_label_new (style);

  gtk_label_set_text (GTK_LABEL (label), text);
  gtk_box_append (self->list, label);
}

static void
list_steps (LampStudyBanner *self, LampStudyMode *mode)
{
  LampStudy           *study = lamp_study_mode_get_study (mode);
  const LampNetwork   *network = lamp_energisation_get_network (lamp_study_get_energisation (study));
  const GArray        *overloads = lamp_study_mode_get_overloads (mode);
  guint                n = 0;
  const LampStudyStep *steps = lamp_study_get_steps (study, &n);
  GtkWidget           *child = NULL;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_box_remove (self->list, child);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *operation = lamp_say_operation (network, steps[i].element, steps[i].open);
      g_autofree char *effect = lamp_say_step_effect (&steps[i]);
      g_autofree char *line = effect != NULL ? g_strdup_printf ("%u. %s – %s", i + 1, operation, effect) : g_strdup_printf ("%u. %s", i + 1, operation);
      g_auto (GStrv) risks = lamp_say_step_risks (network, &steps[i]);

      add_line (self, line, "link-first");
      for (guint k = 0; risks[k] != NULL; k++)
        add_line (self, risks[k], "late");
    }
  for (guint i = 0; i < overloads->len; i++)
    {
      g_autofree char *overload = lamp_say_overload (network, &g_array_index (overloads, LampOverload, i));

      add_line (self, overload, "late");
    }
  if (n == 0)
    add_line (self, _ ("No steps yet. Right-click a switch on the map and choose what if it opens or closes."), "dim-label");
}

static void
say_steps (LampStudyBanner *self, guint n_steps, guint n_changed)
{
  g_autofree char *text = g_strdup_printf (ngettext ("%u Step", "%u Steps", n_steps), n_steps);
  g_autofree char *tip = g_strdup_printf (ngettext ("%u switch stands otherwise than in reality", "%u switches stand otherwise than in reality", n_changed), n_changed);

  gtk_menu_button_set_label (self->steps, text);
  lamp_tip_set (GTK_WIDGET (self->steps), tip);
}

/* "2 switches changed · 340 customers get supply (1.2 MW) · 120 customers lose it" */
static char *
say_effect (const LampStudyEffect *effect, guint n_steps, gint64 base_usec)
{
  g_autofree char *changed = g_strdup_printf (ngettext ("%u switch changed", "%u switches changed", effect->n_changed), effect->n_changed);
  g_autofree char *customers = lamp_say_customers_moved (effect);
  g_autofree char *when = lamp_format_clock (base_usec);

  if (n_steps == 0)
    return g_strdup_printf (_ ("As it was at %s. Right-click a switch: what if it opens or closes?"), when);
  return g_strdup_printf ("%s · %s", changed, customers);
}

static void
update (LampStudyBanner *self)
{
  LampStudyMode   *mode = lamp_desk_get_study (self->desk);
  LampStudy       *study = lamp_study_mode_get_study (mode);
  g_autofree char *customers = NULL, *sites = NULL, *unsafe = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  guint n_steps = 0;
  g_auto (LampStudyEffect) effect = { 0 };

  gtk_widget_set_visible (GTK_WIDGET (self), study != NULL);
  if (study == NULL)
    return;
  lamp_study_get_steps (study, &n_steps);
  lamp_study_compare (study, &effect);
  customers = say_effect (&effect, n_steps, lamp_study_mode_get_base_usec (mode));
  sites = lamp_say_sites_moved (lamp_energisation_get_network (lamp_study_get_energisation (study)), &effect, MOST_NAMES);
  warnings = list_warnings (mode);
  unsafe = join_warnings (warnings);
  set_text (self->customers, GTK_WIDGET (self->customers), customers);
  set_text (self->sites, GTK_WIDGET (self->sites), sites);
  set_text (self->unsafe, self->unsafe_box, unsafe);
  say_moved (self, mode);
  say_steps (self, n_steps, effect.n_changed);
  list_steps (self, mode);
}

static void
study_changed_cb (LampStudyBanner *self, gpointer dirty)
{
  update (self);
}

static void
lamp_study_banner_dispose (GObject *object)
{
  LampStudyBanner *self = LAMP_STUDY_BANNER (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_STUDY_BANNER);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_study_banner_parent_class)->dispose (object);
}

static void
lamp_study_banner_class_init (LampStudyBannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_study_banner_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "studybanner");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_REGION);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/study-banner.ui");
  gtk_widget_class_bind_template_child (widget_class, LampStudyBanner, root);
  gtk_widget_class_bind_template_child (widget_class, LampStudyBanner, top);
  gtk_widget_class_bind_template_child (widget_class, LampStudyBanner, steps);
  gtk_widget_class_bind_template_child (widget_class, LampStudyBanner, list);
  gtk_widget_class_bind_template_child (widget_class, LampStudyBanner, customers);
  gtk_widget_class_bind_template_child (widget_class, LampStudyBanner, sites);
  gtk_widget_class_bind_template_child (widget_class, LampStudyBanner, unsafe);
  gtk_widget_class_bind_template_child (widget_class, LampStudyBanner, unsafe_box);
  gtk_widget_class_bind_template_child (widget_class, LampStudyBanner, moved);
  gtk_widget_class_bind_template_child (widget_class, LampStudyBanner, moved_box);
}

static void
lamp_study_banner_init (LampStudyBanner *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_layout_manager (self->top, lamp_wrap_layout_new (6, 4));
}

GtkWidget *
lamp_study_banner_new (LampDesk *desk)
{
  LampStudyBanner *self = g_object_new (LAMP_TYPE_STUDY_BANNER, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (lamp_desk_get_study (desk), "switched", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_study (desk), "changed", G_CALLBACK (study_changed_cb), self, G_CONNECT_SWAPPED);
  update (self);
  return GTK_WIDGET (self);
}
