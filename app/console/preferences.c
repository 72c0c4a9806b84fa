/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The columns are those of the agenda's table; a row each.
 */
#define G_LOG_DOMAIN "lamp-preferences"
#include "config.h"

#include "console/preferences.h"

#include "console/agenda-columns.h"
#include "console/settings.h"

struct _LampPreferences
{
  AdwPreferencesWindow parent_instance;

  /* Template. */
  AdwComboRow         *appearance, *palette;
  GtkWidget           *legend, *blink, *sound; /* GtkSwitch */
  AdwPreferencesGroup *columns;

  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (LampPreferences, lamp_preferences, ADW_TYPE_PREFERENCES_WINDOW)

static void
appearance_chosen_cb (LampPreferences *self)
{
  int chosen = (int)adw_combo_row_get_selected (self->appearance);

  if (g_settings_get_enum (self->settings, "appearance") != chosen)
    g_settings_set_enum (self->settings, "appearance", chosen);
}

static void
appearance_changed_cb (LampPreferences *self)
{
  adw_combo_row_set_selected (self->appearance, (guint)g_settings_get_enum (self->settings, "appearance"));
}

static void
palette_chosen_cb (LampPreferences *self)
{
  int chosen = (int)adw_combo_row_get_selected (self->palette);

  if (g_settings_get_enum (self->settings, "palette") != chosen)
    g_settings_set_enum (self->settings, "palette", chosen);
}

static void
palette_changed_cb (LampPreferences *self)
{
  adw_combo_row_set_selected (self->palette, (guint)g_settings_get_enum (self->settings, "palette"));
}

static gboolean
get_column (GValue *value, GVariant *variant, gpointer id)
{
  g_autofree const char **shown = g_variant_get_strv (variant, NULL);

  g_value_set_boolean (value, g_strv_contains (shown, id));
  return TRUE;
}

static void
column_cb (LampPreferences *self, GParamSpec *pspec, GtkWidget *toggle)
{
  const char *id = g_object_get_data (G_OBJECT (toggle), "lamp-column");
  g_auto (GStrv) shown = g_settings_get_strv (self->settings, "agenda-columns");
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) next = NULL;

  if (g_strv_contains ((const char *const *)shown, id) == gtk_switch_get_active (GTK_SWITCH (toggle)))
    return;
  for (guint i = 0; shown[i] != NULL; i++)
    if (!g_str_equal (shown[i], id))
      g_strv_builder_add (builder, shown[i]);
  if (gtk_switch_get_active (GTK_SWITCH (toggle)))
    g_strv_builder_add (builder, id);
  next = g_strv_builder_end (builder);
  g_settings_set_strv (self->settings, "agenda-columns", (const char *const *)next);
}

static void
add_column (LampPreferences *self, const LampAgendaColumn *column)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), lamp_agenda_column_title (column));
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), toggle);
  g_object_set_data (G_OBJECT (toggle), "lamp-column", (gpointer)column->id);
  g_settings_bind_with_mapping (self->settings, "agenda-columns", toggle, "active", G_SETTINGS_BIND_GET, get_column, NULL,
                                (gpointer)column->id, NULL);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (column_cb), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->columns, row);
}

static void
lamp_preferences_dispose (GObject *object)
{
  g_clear_object (&LAMP_PREFERENCES (object)->settings);

  G_OBJECT_CLASS (lamp_preferences_parent_class)->dispose (object);
}

static void
lamp_preferences_class_init (LampPreferencesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_preferences_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/preferences.ui");
  gtk_widget_class_bind_template_child (widget_class, LampPreferences, appearance);
  gtk_widget_class_bind_template_child (widget_class, LampPreferences, palette);
  gtk_widget_class_bind_template_child (widget_class, LampPreferences, legend);
  gtk_widget_class_bind_template_child (widget_class, LampPreferences, blink);
  gtk_widget_class_bind_template_child (widget_class, LampPreferences, sound);
  gtk_widget_class_bind_template_child (widget_class, LampPreferences, columns);
}

static void
lamp_preferences_init (LampPreferences *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = lamp_settings_new ();
  appearance_changed_cb (self);
  g_signal_connect_object (self->appearance, "notify::selected", G_CALLBACK (appearance_chosen_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::appearance", G_CALLBACK (appearance_changed_cb), self,
                           G_CONNECT_SWAPPED);
  palette_changed_cb (self);
  g_signal_connect_object (self->palette, "notify::selected", G_CALLBACK (palette_chosen_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::palette", G_CALLBACK (palette_changed_cb), self, G_CONNECT_SWAPPED);
  g_settings_bind (self->settings, "legend-shown", self->legend, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "blink", self->blink, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (self->settings, "sound", self->sound, "active", G_SETTINGS_BIND_DEFAULT);
  /* The device is always shown. */
  for (const LampAgendaColumn *column = lamp_agenda_columns () + 1; column->id != NULL; column++)
    add_column (self, column);
}

GtkWidget *
lamp_preferences_new (GtkWindow *parent)
{
  return g_object_new (LAMP_TYPE_PREFERENCES, "transient-for", parent, NULL);
}
