/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "lamp-suggestion-row"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/suggestion-row.h"

#include "console/format.h"
#include "console/tip.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _LampSuggestionRow
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget *root;
  GtkLabel  *head, *why;
  GtkWidget *button;
  GtkWidget *warning;
  GtkLabel  *warning_text;

  char *crew;
};

G_DEFINE_FINAL_TYPE (LampSuggestionRow, lamp_suggestion_row, GTK_TYPE_WIDGET)

enum {
  SEND,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
clicked_cb (LampSuggestionRow *self)
{
  g_autofree char *crew = g_strdup (self->crew);

  if (crew != NULL)
    g_signal_emit (self, signals[SEND], 0, crew);
}

static void
lamp_suggestion_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), LAMP_TYPE_SUGGESTION_ROW);

  G_OBJECT_CLASS (lamp_suggestion_row_parent_class)->dispose (object);
}

static void
lamp_suggestion_row_finalize (GObject *object)
{
  g_free (LAMP_SUGGESTION_ROW (object)->crew);

  G_OBJECT_CLASS (lamp_suggestion_row_parent_class)->finalize (object);
}

static void
lamp_suggestion_row_class_init (LampSuggestionRowClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lamp_suggestion_row_dispose;
  object_class->finalize = lamp_suggestion_row_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "suggestion");
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/suggestion-row.ui");
  gtk_widget_class_bind_template_child (widget_class, LampSuggestionRow, root);
  gtk_widget_class_bind_template_child (widget_class, LampSuggestionRow, head);
  gtk_widget_class_bind_template_child (widget_class, LampSuggestionRow, why);
  gtk_widget_class_bind_template_child (widget_class, LampSuggestionRow, button);
  gtk_widget_class_bind_template_child (widget_class, LampSuggestionRow, warning);
  gtk_widget_class_bind_template_child (widget_class, LampSuggestionRow, warning_text);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);

  signals[SEND] = g_signal_new ("send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                                G_TYPE_STRING);
}

static void
lamp_suggestion_row_init (LampSuggestionRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lamp_suggestion_row_new (void)
{
  return g_object_new (LAMP_TYPE_SUGGESTION_ROW, NULL);
}

/* "Crew 7 · 4 min · 1.1 km": minutes until it is there, from now. */
static char *
say_head (const LampSuggestion *suggestion, gint64 now_usec)
{
  const char      *name = suggestion->crew->name != NULL ? suggestion->crew->name : suggestion->crew->base.id;
  g_autofree char *left = NULL, *distance = NULL;

  if (!isfinite (suggestion->drive_s))
    return g_strdup_printf (C_ ("suggestion", "%s · arrival unknown"), name);
  left = lamp_format_duration ((double)MAX (suggestion->eta_usec - now_usec, 0) / G_USEC_PER_SEC);
  distance = lamp_format_distance (suggestion->drive_m);
  return g_strdup_printf ("%s · %s · %s", name, left, distance);
}

static void
set_warnings (LampSuggestionRow *self, const LampSuggestion *suggestion, gint64 now_usec)
{
  g_auto (GStrv) sentences = lamp_format_warnings (suggestion, now_usec);
  g_autofree char *text = g_strjoinv ("\n", sentences);

  gtk_label_set_text (self->warning_text, text);
  gtk_widget_set_visible (self->warning, *text != '\0');
}

static void
set_button (LampSuggestionRow *self, const char *crew, const char *outage_name, LampSend send, gboolean first)
{
  const char      *text = send == LAMP_SEND_SECOND ? _ ("_Add") : _ ("_Assign");
  g_autofree char *label = NULL;

  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->button)), text) != 0)
    {
      gtk_button_set_label (GTK_BUTTON (self->button), text);
      gtk_button_set_use_underline (GTK_BUTTON (self->button), TRUE);
    }
  label = send == LAMP_SEND_SECOND ? g_strdup_printf (_ ("Add %s to %s as second crew"), crew, outage_name)
                                   : g_strdup_printf (_ ("Assign %s to %s"), crew, outage_name);
  lamp_tip_set (self->button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_set_visible (self->button, send != LAMP_SEND_NEVER);
  if (first && send == LAMP_SEND_ASSIGN)
    gtk_widget_add_css_class (self->button, "suggested-action");
  else
    gtk_widget_remove_css_class (self->button, "suggested-action");
}

void
lamp_suggestion_row_set (LampSuggestionRow    *self,
                         const LampSuggestion *suggestion,
                         const char           *outage_name,
                         gint64                now_usec,
                         LampSend              send,
                         gboolean              first)
{
  const LampCrew  *crew = suggestion->crew;
  g_autofree char *head = NULL, *why = NULL;

  g_return_if_fail (LAMP_IS_SUGGESTION_ROW (self));

  if (g_strcmp0 (self->crew, crew->base.id) != 0)
    {
      g_free (self->crew);
      self->crew = g_strdup (crew->base.id);
    }
  head = say_head (suggestion, now_usec);
  why = lamp_format_why (suggestion, now_usec);
  gtk_label_set_text (self->head, head);
  gtk_label_set_text (self->why, why);
  set_warnings (self, suggestion, now_usec);
  set_button (self, crew->name != NULL ? crew->name : crew->base.id, outage_name, send, first);
}

const char *
lamp_suggestion_row_get_crew (LampSuggestionRow *self)
{
  g_return_val_if_fail (LAMP_IS_SUGGESTION_ROW (self), NULL);

  return self->crew;
}

GtkWidget *
lamp_suggestion_row_get_button (LampSuggestionRow *self)
{
  g_return_val_if_fail (LAMP_IS_SUGGESTION_ROW (self), NULL);

  return self->button;
}
