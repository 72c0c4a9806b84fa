/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A dialog owns its question; the question holds the flow for as long as the dialog is open.
 */
#define G_LOG_DOMAIN "lamp-command-dialogs"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/command-dialogs.h"

#include "console/command-flow-private.h"
#include "console/command-words.h"
#include "console/format.h"
#include "console/message-dialog.h"

#include <glib/gi18n-lib.h>

#define NOTE_MAX_CHARS 500
#define ERT_STEP_MIN 5
#define ERT_MAX_MIN (3 * 24 * 60)
#define ERT_DEFAULT_MIN 60

typedef struct
{
  LampCommandFlow *flow;
  char            *id;
  char            *crew; /* of a second one; NULL otherwise */
  LampCommandDo    act;
  GtkWidget       *entry, *minutes, *clock; /* in the dialog */
} Question;

static void
question_free (gpointer data, GClosure *closure)
{
  Question *question = data;

  g_object_unref (question->flow);
  g_free (question->id);
  g_free (question->crew);
  g_free (question);
}

static void
ask_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "yes"))
    question->act (question->flow, question->id);
}

static AdwMessageDialog *
new_dialog (Question *question, const char *title, const char *body, const char *button, GCallback callback)
{
  AdwMessageDialog *dialog = lamp_message_dialog_new (question->flow->window, title, body);

  adw_message_dialog_add_responses (dialog, "no", _ ("_Cancel"), "yes", button, NULL);
  adw_message_dialog_set_default_response (dialog, "yes");
  adw_message_dialog_set_close_response (dialog, "no");
  g_signal_connect_data (dialog, "response", callback, question, question_free, 0);
  return dialog;
}

static Question *
new_question (LampCommandFlow *flow, const char *id)
{
  Question *question = g_new0 (Question, 1);

  question->flow = g_object_ref (flow);
  question->id = g_strdup (id);
  return question;
}

void
lamp_command_ask (LampCommandFlow *flow,
                  const char      *id,
                  const char      *title,
                  const char      *body,
                  const char      *button,
                  gboolean         costly,
                  LampCommandDo    act)
{
  Question         *question = new_question (flow, id);
  AdwMessageDialog *dialog = NULL;

  question->act = act;
  dialog = new_dialog (question, title, body, button, G_CALLBACK (ask_cb));
  adw_message_dialog_set_response_appearance (dialog, "yes", costly ? ADW_RESPONSE_DESTRUCTIVE : ADW_RESPONSE_SUGGESTED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
second_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "yes"))
    lamp_command_flow_assign_second (question->flow, question->id, question->crew);
}

void
lamp_command_ask_second (LampCommandFlow *flow, const char *outage, const char *crew)
{
  Question         *question = new_question (flow, outage);
  LampItem         *assignment = NULL;
  LampItem         *first = lamp_desk_get_crew_of_outage (flow->desk, outage, &assignment);
  g_autofree char  *first_name = lamp_name_crew (flow->desk, first != NULL ? lamp_item_get_id (first) : NULL);
  g_autofree char  *name = lamp_name_crew (flow->desk, crew);
  g_autofree char  *device = lamp_name_outage (flow->desk, outage);
  g_autofree char  *title = g_strdup_printf (_ ("Send %s Too?"), name);
  g_autofree char  *body = g_strdup_printf (_ ("%s is assigned to %s already."), first_name, device);
  AdwMessageDialog *dialog = NULL;

  question->crew = g_strdup (crew);
  dialog = new_dialog (question, title, body, _ ("_Add as Second Crew"), G_CALLBACK (second_cb));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
note_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (question->entry))));

  if (g_str_equal (response, "yes") && *text != '\0')
    lamp_command_flow_outage (question->flow, question->id, "note", text, LAMP_UNKNOWN_TIME);
}

/* An empty note cannot be sent. */
static void
note_changed_cb (AdwMessageDialog *dialog, GtkEditable *entry)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));

  adw_message_dialog_set_response_enabled (dialog, "yes", *text != '\0');
}

void
lamp_command_ask_note (LampCommandFlow *flow, const char *outage)
{
  Question         *question = new_question (flow, outage);
  g_autofree char  *device = lamp_name_outage (flow->desk, outage);
  g_autofree char  *title = g_strdup_printf (_ ("Note on %s"), device);
  AdwMessageDialog *dialog =
      new_dialog (question, title, _ ("Everybody on this outage will read it."), _ ("_Add Note"), G_CALLBACK (note_cb));

  question->entry = gtk_entry_new ();
  gtk_entry_set_max_length (GTK_ENTRY (question->entry), NOTE_MAX_CHARS);
  gtk_entry_set_activates_default (GTK_ENTRY (question->entry), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (question->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  lamp_message_dialog_set_child (dialog, question->entry);
  adw_message_dialog_set_response_enabled (dialog, "yes", FALSE);
  g_signal_connect_object (question->entry, "changed", G_CALLBACK (note_changed_cb), dialog, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (question->entry);
}

static gint64
chosen_ert (Question *question)
{
  double minutes = gtk_spin_button_get_value (GTK_SPIN_BUTTON (question->minutes));

  return lamp_desk_get_now_usec (question->flow->desk) + (gint64)(minutes * 60) * G_USEC_PER_SEC;
}

static void
ert_changed_cb (Question *question)
{
  gint64           ert_usec = chosen_ert (question);
  g_autofree char *time = lamp_format_time (ert_usec, lamp_desk_get_now_usec (question->flow->desk));
  g_autofree char *zone = lamp_format_zone (ert_usec);
  g_autofree char *text = g_strdup_printf (_ ("that is %s %s"), time, zone);

  gtk_label_set_text (GTK_LABEL (question->clock), text);
}

static void
ert_cb (AdwMessageDialog *dialog, const char *response, Question *question)
{
  if (g_str_equal (response, "yes"))
    lamp_command_flow_outage (question->flow, question->id, "set-ert", NULL, chosen_ert (question));
}

static GtkWidget *
new_ert_row (Question *question, const char *label)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  question->minutes = gtk_spin_button_new_with_range (ERT_STEP_MIN, ERT_MAX_MIN, ERT_STEP_MIN);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (question->minutes), ERT_DEFAULT_MIN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (question->minutes), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  question->clock = gtk_label_new (NULL);
  gtk_widget_add_css_class (question->clock, "dim-label");
  gtk_widget_add_css_class (question->clock, "numeric");
  gtk_widget_set_halign (row, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), question->minutes);
  gtk_box_append (GTK_BOX (row), gtk_label_new (_ ("minutes from now,")));
  gtk_box_append (GTK_BOX (row), question->clock);
  return row;
}

void
lamp_command_ask_ert (LampCommandFlow *flow, const char *outage)
{
  Question         *question = new_question (flow, outage);
  g_autofree char  *device = lamp_name_outage (flow->desk, outage);
  g_autofree char  *title = g_strdup_printf (_ ("When Will %s Have Supply Again?"), device);
  AdwMessageDialog *dialog = new_dialog (question, title, _ ("Callers and key sites are told this time."), _ ("_Set Time"),
                                         G_CALLBACK (ert_cb));

  lamp_message_dialog_set_child (dialog, new_ert_row (question, title));
  g_signal_connect_swapped (question->minutes, "value-changed", G_CALLBACK (ert_changed_cb), question);
  ert_changed_cb (question);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (question->minutes);
}
