/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "lamp-study-actions"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/study-actions.h"

#include "console/message-dialog.h"
#include "console/study-words.h"

#include <glib/gi18n-lib.h>

struct _LampStudyActions
{
  GObject parent_instance;

  LampDesk  *desk;
  GtkWindow *window; /* weak */
};

G_DEFINE_FINAL_TYPE (LampStudyActions, lamp_study_actions, G_TYPE_OBJECT)

/* The selected device in the grid that is shown; LAMP_NONE when another thing, or nothing, is selected. */
static guint32
selected_element (LampDesk *desk)
{
  LampSelection *selection = lamp_desk_get_selection (desk);
  LampNetwork   *network = lamp_desk_get_network (desk);

  if (network == NULL || lamp_selection_get_kind (selection) != LAMP_SELECT_DEVICE)
    return LAMP_NONE;
  return lamp_network_find_element (network, lamp_selection_get_id (selection));
}

static guint32
selected_switch (LampDesk *desk)
{
  guint32 element = selected_element (desk);

  if (element == LAMP_NONE || !lamp_element_kind_is_switch ((LampElementKind)lamp_desk_get_network (desk)->element_kind[element]))
    return LAMP_NONE;
  return element;
}

/* --- traces --- */

static void
trace_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampStudyActions *self = data;
  LampTracingKind   kind = lamp_tracing_kind_from_string (g_variant_get_string (parameter, NULL));

  if (kind != LAMP_TRACING_NONE && selected_element (self->desk) != LAMP_NONE)
    lamp_tracing_run (lamp_desk_get_tracing (self->desk), kind, lamp_selection_get_id (lamp_desk_get_selection (self->desk)));
}

static void
clear_trace_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lamp_tracing_clear (lamp_desk_get_tracing (((LampStudyActions *)data)->desk));
}

/* What the trace says to operate, step by step, in the study. */
static void
study_trace_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampStudyActions      *self = data;
  LampStudyMode         *study = lamp_desk_get_study (self->desk);
  LampTracing           *tracing = lamp_desk_get_tracing (self->desk);
  const LampRestoration *plan = lamp_tracing_get_restoration (tracing);
  const LampTrace       *trace = lamp_tracing_get_trace (tracing);
  g_autoptr (GArray) steps = g_array_new (FALSE, FALSE, sizeof (LampStep));

  if (plan != NULL)
    g_array_append_vals (steps, plan->steps->data, plan->steps->len);
  else if (trace != NULL && lamp_tracing_get_kind (tracing) == LAMP_TRACING_ISOLATE)
    for (guint i = 0; i < trace->n_devices; i++)
      {
        LampStep step = { trace->devices[i], TRUE, LAMP_NONE };

        g_array_append_val (steps, step);
      }
  for (guint i = 0; i < steps->len; i++)
    lamp_study_mode_set_open (study, g_array_index (steps, LampStep, i).element, g_array_index (steps, LampStep, i).open);
  if (steps->len > 0)
    lamp_tracing_clear (tracing);
}

/* --- the study --- */

static void
what_if_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampStudyActions *self = data;
  guint32           element = selected_switch (self->desk);

  if (element != LAMP_NONE)
    lamp_study_mode_what_if (lamp_desk_get_study (self->desk), element);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lamp_study_mode_undo (lamp_desk_get_study (((LampStudyActions *)data)->desk));
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lamp_study_mode_redo (lamp_desk_get_study (((LampStudyActions *)data)->desk));
}

static void
reset_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lamp_study_mode_reset (lamp_desk_get_study (((LampStudyActions *)data)->desk));
}

static void
again_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  lamp_study_mode_begin_again (lamp_desk_get_study (((LampStudyActions *)data)->desk));
}

static void
copy_steps (LampStudyActions *self)
{
  LampStudyMode   *mode = lamp_desk_get_study (self->desk);
  g_autofree char *text = NULL;

  if (!lamp_study_mode_is_on (mode) || self->window == NULL)
    return;
  text = lamp_say_plan (lamp_study_mode_get_study (mode), lamp_study_mode_get_overloads (mode), lamp_study_mode_get_base_usec (mode));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self->window)), text);
  lamp_desk_say (self->desk, _ ("The steps of the study are on the clipboard."));
}

static void
copy_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  copy_steps (data);
}

static void
leave_answer_cb (LampStudyActions *self, const char *response)
{
  if (g_str_equal (response, "copy"))
    copy_steps (self);
  if (g_str_equal (response, "copy") || g_str_equal (response, "leave"))
    lamp_study_mode_leave (lamp_desk_get_study (self->desk));
}

/* Without steps there is nothing to lose. */
static void
ask_to_leave (LampStudyActions *self)
{
  LampStudyMode    *mode = lamp_desk_get_study (self->desk);
  AdwMessageDialog *dialog = NULL;
  g_autofree char  *body = NULL;
  guint             n = 0;

  if (!lamp_study_mode_is_on (mode))
    return;
  lamp_study_get_steps (lamp_study_mode_get_study (mode), &n);
  if (n == 0 || self->window == NULL)
    {
      lamp_study_mode_leave (mode);
      return;
    }
  body = g_strdup_printf (ngettext ("Its %u step is lost unless you copy it. Nothing was sent.", "Its %u steps are lost unless you copy them. Nothing was sent.", n), n);
  dialog = lamp_message_dialog_new (self->window, _ ("Leave the Study?"), body);
  adw_message_dialog_add_responses (dialog, "stay", _ ("_Stay"), "copy", _ ("_Copy Steps and Leave"), "leave", _ ("_Leave"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "leave", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "leave");
  adw_message_dialog_set_close_response (dialog, "stay");
  g_signal_connect_object (dialog, "response", G_CALLBACK (leave_answer_cb), self, G_CONNECT_SWAPPED);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
leave_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  ask_to_leave (data);
}

/* The menu's check mark follows what is so, not what was pressed. */
static void
study_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  LampStudyActions *self = data;

  if (lamp_study_mode_is_on (lamp_desk_get_study (self->desk)))
    ask_to_leave (self);
  else
    lamp_study_mode_enter (lamp_desk_get_study (self->desk));
}

/* --- what is possible --- */

static void
set_enabled (LampStudyActions *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->window), name)), enabled);
}

static void
update (LampStudyActions *self)
{
  LampStudyMode *mode = lamp_desk_get_study (self->desk);
  LampTracing   *tracing = lamp_desk_get_tracing (self->desk);
  LampStudy     *study = lamp_study_mode_get_study (mode);
  guint          n = 0;

  if (self->window == NULL)
    return;
  if (study != NULL)
    lamp_study_get_steps (study, &n);
  set_enabled (self, "trace", selected_element (self->desk) != LAMP_NONE);
  set_enabled (self, "what-if", selected_switch (self->desk) != LAMP_NONE);
  set_enabled (self, "clear-trace", lamp_tracing_get_kind (tracing) != LAMP_TRACING_NONE);
  set_enabled (self, "study-trace", lamp_tracing_get_restoration (tracing) != NULL || lamp_tracing_get_kind (tracing) == LAMP_TRACING_ISOLATE);
  set_enabled (self, "study-undo", n > 0);
  set_enabled (self, "study-redo", study != NULL && lamp_study_count_undone (study) > 0);
  set_enabled (self, "study-reset", n > 0);
  set_enabled (self, "study-copy", n > 0);
  set_enabled (self, "study-again", study != NULL);
  set_enabled (self, "study-leave", study != NULL);
  g_simple_action_set_state (G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self->window), "study")), g_variant_new_boolean (study != NULL));
}

static void
study_changed_cb (LampStudyActions *self, gpointer dirty)
{
  update (self);
}

static void
lamp_study_actions_dispose (GObject *object)
{
  LampStudyActions *self = LAMP_STUDY_ACTIONS (object);

  g_clear_object (&self->desk);
  g_clear_weak_pointer (&self->window);

  G_OBJECT_CLASS (lamp_study_actions_parent_class)->dispose (object);
}

static void
lamp_study_actions_class_init (LampStudyActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_study_actions_dispose;
}

static void
lamp_study_actions_init (LampStudyActions *self)
{
}

LampStudyActions *
lamp_study_actions_new (LampDesk *desk, GtkWindow *window)
{
  static const GActionEntry entries[] = {
    { .name = "trace", .activate = trace_cb, .parameter_type = "s" },
    { .name = "clear-trace", .activate = clear_trace_cb },
    { .name = "study-trace", .activate = study_trace_cb },
    { .name = "what-if", .activate = what_if_cb },
    { .name = "study", .activate = study_cb, .state = "false" },
    { .name = "study-undo", .activate = undo_cb },
    { .name = "study-redo", .activate = redo_cb },
    { .name = "study-reset", .activate = reset_cb },
    { .name = "study-again", .activate = again_cb },
    { .name = "study-copy", .activate = copy_cb },
    { .name = "study-leave", .activate = leave_cb },
  };
  LampStudyActions *self = g_object_new (LAMP_TYPE_STUDY_ACTIONS, NULL);

  self->desk = g_object_ref (desk);
  g_set_weak_pointer (&self->window, window);
  g_action_map_add_action_entries (G_ACTION_MAP (window), entries, G_N_ELEMENTS (entries), self);
  g_signal_connect_object (lamp_desk_get_selection (desk), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "grid-loaded", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_tracing (desk), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_study (desk), "switched", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_study (desk), "changed", G_CALLBACK (study_changed_cb), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}
