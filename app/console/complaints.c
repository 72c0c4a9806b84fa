/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Strips are made anew only when the set of commands, their states or their words changed: buttons do not lose the
 * focus because a second passed.
 */
#define G_LOG_DOMAIN "lamp-complaints"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/complaints.h"

#include "console/command-words.h"

#include <glib/gi18n-lib.h>

#define SAID_KEY "lamp-complaints-said"

typedef struct
{
  LampCommandFlow *flow;
  LampCommand     *command;
  LampSettle       settle;
} Way;

static void
way_free (gpointer data, GClosure *closure)
{
  Way *way = data;

  g_object_unref (way->flow);
  g_object_unref (way->command);
  g_free (way);
}

static void
clicked_cb (GtkButton *button, Way *way)
{
  lamp_command_flow_settle (way->flow, way->command, way->settle);
}

static void
add_way (GtkWidget *ways, LampCommandFlow *flow, LampCommand *command, LampSettle settle, const char *text)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (text);
  Way       *way = g_new0 (Way, 1);

  way->flow = g_object_ref (flow);
  way->command = g_object_ref (command);
  way->settle = settle;
  g_signal_connect_data (button, "clicked", G_CALLBACK (clicked_cb), way, way_free, 0);
  gtk_box_append (GTK_BOX (ways), button);
}

static GtkWidget *
new_strip (LampCommandFlow *flow, LampCommand *command, const char *complaint)
{
  GtkWidget *strip = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("lamp-warning-symbolic");
  GtkWidget *text = gtk_label_new (complaint);
  GtkWidget *ways = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_add_css_class (strip, "warning-strip");
  gtk_widget_add_css_class (strip, "complaint");
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_wrap (GTK_LABEL (text), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (text), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (line), icon);
  gtk_box_append (GTK_BOX (line), text);
  if (lamp_command_get_state (command) == LAMP_COMMAND_ASKS)
    add_way (ways, flow, command, LAMP_SETTLE_SEND, _ ("_Send"));
  if (lamp_command_can_be_second (command))
    add_way (ways, flow, command, LAMP_SETTLE_AS_SECOND, _ ("_Add as Second Crew"));
  add_way (ways, flow, command, LAMP_SETTLE_LEAVE,
           lamp_command_get_state (command) == LAMP_COMMAND_ASKS ? _ ("_Do Not Send") : _ ("_Leave It"));
  gtk_box_append (GTK_BOX (strip), line);
  gtk_box_append (GTK_BOX (strip), ways);
  return strip;
}

static gboolean
is_about (LampDesk *desk, LampCommand *command, const char *outage)
{
  return outage != NULL && g_strcmp0 (lamp_command_find_outage (desk, command), outage) == 0;
}

void
lamp_complaints_update (GtkBox *box, LampDesk *desk, LampCommandFlow *flow, const char *outage)
{
  GListModel *commands = G_LIST_MODEL (lamp_desk_get_outbox (desk));
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GPtrArray) strips = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *child = NULL;

  for (guint i = 0; commands != NULL && i < g_list_model_get_n_items (commands); i++)
    {
      g_autoptr (LampCommand) command = g_list_model_get_item (commands, i);
      g_autofree char *complaint = is_about (desk, command, outage) ? lamp_command_say_complaint (desk, command) : NULL;

      if (complaint == NULL)
        continue;
      g_string_append_printf (said, "%p %d %s\n", (gpointer)command, lamp_command_get_state (command), complaint);
      g_ptr_array_add (strips, g_object_ref_sink (new_strip (flow, command, complaint)));
    }
  if (g_strcmp0 (g_object_get_data (G_OBJECT (box), SAID_KEY), said->str) == 0)
    return;
  g_object_set_data_full (G_OBJECT (box), SAID_KEY, g_strdup (said->str), g_free);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
  for (guint i = 0; i < strips->len; i++)
    gtk_box_append (box, strips->pdata[i]);
  gtk_widget_set_visible (GTK_WIDGET (box), strips->len > 0);
}
