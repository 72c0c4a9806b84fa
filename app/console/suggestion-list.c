/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One search at a time: what changes meanwhile makes the next one. Positions change all the time, so on their account
 * it is worked out anew only every few seconds; on account of who works on what, at once.
 *
 * Who is on the outage already is no suggestion; while the list is in use such a row stays, without its button.
 */
#define G_LOG_DOMAIN "lamp-suggestion-list"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/suggestion-list.h"

#include "console/command-words.h"
#include "console/suggest.h"
#include "console/suggestion-row.h"
#include "records/outage.h"

#include <glib/gi18n-lib.h>

#define N_SHORT 4
#define N_SHORT_TAKEN 2 /* somebody is on it: the rest is rarely asked for */
#define FRESH_TICKS 4   /* seconds */
/* Who presses a button this soon after it became another one meant the other one. */
#define REACTION_USEC (1500 * 1000)

struct _LampSuggestionList
{
  GtkWidget parent_instance;

  GtkWidget *box;  /* rows, then the button */
  GtkWidget *note; /* why there are none yet */
  GtkWidget *more; /* shows all */
  GPtrArray *rows; /* LampSuggestionRow, borrowed from the box */

  GtkEventController *pointer; /* borrowed from the widget */

  LampDesk        *desk;
  LampCommandFlow *flow;
  char            *outage;
  LampSuggestions *shown;   /* (nullable) */
  GCancellable    *looking; /* one is under way */
  gboolean         again;   /* what it reads has changed since */
  gboolean         all;
  guint            n_ticks;
  gint64           taken_usec; /* monotonic: since when somebody is on it; 0 while nobody is */
};

G_DEFINE_FINAL_TYPE (LampSuggestionList, lamp_suggestion_list, GTK_TYPE_WIDGET)

static void look (LampSuggestionList *self);

static const LampOutage *
get_outage (LampSuggestionList *self)
{
  LampItem *item = lamp_desk_lookup (self->desk, "outages", self->outage);

  return item != NULL ? lamp_item_get_record (item) : NULL;
}

/* Over somebody who came a moment ago, lamp_desk_assign() asks. */
static void
send_cb (LampSuggestionList *self, const char *crew)
{
  g_autofree char *outage = g_strdup (self->outage);

  if (outage == NULL)
    return;
  if (self->taken_usec != 0 && g_get_monotonic_time () - self->taken_usec > REACTION_USEC)
    lamp_command_flow_assign_second (self->flow, outage, crew);
  else
    lamp_desk_assign (self->desk, outage, crew);
}

static LampSuggestionRow *
ensure_row (LampSuggestionList *self, guint i)
{
  while (self->rows->len <= i)
    {
      GtkWidget *row = lamp_suggestion_row_new ();

      g_signal_connect_object (row, "send", G_CALLBACK (send_cb), self, G_CONNECT_SWAPPED);
      gtk_widget_insert_before (row, self->box, self->more);
      g_ptr_array_add (self->rows, row);
    }
  return self->rows->pdata[i];
}

static LampSend
how_to_send (LampSuggestionList *self, const LampSuggestion *suggestion)
{
  if ((suggestion->warnings & LAMP_WARN_ALREADY) || !lamp_desk_may_act (self->desk))
    return LAMP_SEND_NEVER;
  return lamp_desk_get_crew_of_outage (self->desk, self->outage, NULL) != NULL ? LAMP_SEND_SECOND : LAMP_SEND_ASSIGN;
}

/* Over it with the pointer, or in one of its rows with the keyboard. */
static gboolean
is_in_use (LampSuggestionList *self)
{
  GtkRoot   *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return gtk_event_controller_motion_contains_pointer (GTK_EVENT_CONTROLLER_MOTION (self->pointer)) ||
         (focus != NULL && focus != self->more && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)));
}

static const char *
why_none (LampSuggestionList *self)
{
  if (lamp_desk_get_roads (self->desk) == NULL)
    return _ ("Waits for the grid and its streets…");
  if (self->shown == NULL)
    return _ ("Working out who could go…");
  if (self->taken_usec != 0)
    return _ ("There is nobody else.");
  return _ ("The gateway knows no crews.");
}

static void
update_more (LampSuggestionList *self, guint n, guint n_short)
{
  g_autofree char *text = NULL;

  gtk_widget_set_visible (self->more, n > n_short);
  text = self->all ? g_strdup (_ ("Show _Fewer"))
                   : g_strdup_printf (ngettext ("Show _All (%u Crew)", "Show _All (%u Crews)", n), n);
  if (g_strcmp0 (gtk_button_get_label (GTK_BUTTON (self->more)), text) != 0)
    gtk_button_set_label (GTK_BUTTON (self->more), text);
}

/* Who `A` and Enter send: the best of those who can be. */
static void
tell_first (LampSuggestionList *self)
{
  const LampOutage *outage = get_outage (self);
  const char       *crew = NULL;

  for (guint i = 0; self->shown != NULL && outage != NULL && crew == NULL && i < self->shown->rows->len; i++)
    {
      const LampSuggestion *suggestion = &g_array_index (self->shown->rows, LampSuggestion, i);

      if (how_to_send (self, suggestion) == LAMP_SEND_ASSIGN)
        crew = suggestion->crew->base.id;
    }
  lamp_command_flow_set_first (self->flow, self->outage, crew);
}

static void
update (LampSuggestionList *self)
{
  g_autofree char *name = self->outage != NULL ? lamp_name_outage (self->desk, self->outage) : NULL;
  gint64           now_usec = lamp_desk_get_now_usec (self->desk);
  guint            n = self->shown != NULL ? self->shown->rows->len : 0;
  guint            n_short = N_SHORT, n_visible = 0;
  gboolean         first = TRUE;

  if (self->outage == NULL || lamp_desk_get_crew_of_outage (self->desk, self->outage, NULL) == NULL)
    self->taken_usec = 0;
  else if (self->taken_usec == 0)
    self->taken_usec = g_get_monotonic_time ();
  if (self->taken_usec != 0)
    n_short = N_SHORT_TAKEN;
  n_visible = self->all ? n : MIN (n, n_short);
  for (guint i = 0; i < n_visible; i++)
    {
      const LampSuggestion *suggestion = &g_array_index (self->shown->rows, LampSuggestion, i);
      LampSuggestionRow    *row = ensure_row (self, i);
      LampSend              send = how_to_send (self, suggestion);

      lamp_suggestion_row_set (row, suggestion, name, now_usec, send, first);
      if (send != LAMP_SEND_NEVER)
        first = FALSE;
      gtk_widget_set_visible (GTK_WIDGET (row), TRUE);
    }
  for (guint i = n_visible; i < self->rows->len; i++)
    gtk_widget_set_visible (self->rows->pdata[i], FALSE);
  update_more (self, n, n_short);
  gtk_widget_set_visible (self->note, n == 0);
  if (n == 0)
    gtk_label_set_text (GTK_LABEL (self->note), why_none (self));
  tell_first (self);
}

static void
leave_out_already (LampSuggestions *found)
{
  for (guint i = found->rows->len; i-- > 0;)
    if (g_array_index (found->rows, LampSuggestion, i).warnings & LAMP_WARN_ALREADY)
      g_array_remove_index (found->rows, i);
}

/* In the order of the rows that stand, new ones at the end: numbers change under the pointer, crews do not. */
static void
keep_order (const LampSuggestions *old, LampSuggestions *new)
{
  g_autoptr (GArray) kept = g_array_sized_new (FALSE, FALSE, sizeof (LampSuggestion), new->rows->len);

  for (guint i = 0; i < old->rows->len; i++)
    for (guint j = 0; j < new->rows->len; j++)
      if (g_strcmp0 (g_array_index (old->rows, LampSuggestion, i).crew->base.id,
                     g_array_index (new->rows, LampSuggestion, j).crew->base.id) == 0)
        {
          g_array_append_val (kept, g_array_index (new->rows, LampSuggestion, j));
          g_array_remove_index (new->rows, j);
          break;
        }
  leave_out_already (new);
  g_array_append_vals (kept, new->rows->data, new->rows->len);
  g_array_unref (new->rows);
  new->rows = g_steal_pointer (&kept);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (LampSuggestionList) self = data;
  g_autoptr (LampSuggestions) found = lamp_suggest_finish (LAMP_DESK (source), result, NULL);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;
  g_clear_object (&self->looking);
  if (found != NULL)
    {
      if (self->shown != NULL && g_str_equal (self->shown->outage, found->outage) && is_in_use (self))
        keep_order (self->shown, found);
      else
        leave_out_already (found);
      g_clear_pointer (&self->shown, lamp_suggestions_free);
      self->shown = g_steal_pointer (&found);
    }
  if (self->desk != NULL)
    update (self);
  if (self->again)
    look (self);
}

static void
look (LampSuggestionList *self)
{
  self->n_ticks = 0;
  self->again = self->looking != NULL;
  if (self->again || self->outage == NULL || self->desk == NULL)
    return;
  self->looking = g_cancellable_new ();
  lamp_suggest_async (self->desk, self->outage, self->looking, found_cb, g_object_ref (self));
}

static void
tick_cb (LampSuggestionList *self)
{
  if (self->outage == NULL)
    return;
  if (++self->n_ticks >= FRESH_TICKS)
    look (self);
  else
    update (self);
}

/* What stands is no longer so: say at once what is certain, work out the rest. */
static void
assignments_changed_cb (LampSuggestionList *self)
{
  if (self->outage == NULL)
    return;
  update (self);
  look (self);
}

static void
more_cb (LampSuggestionList *self)
{
  self->all = !self->all;
  update (self);
}

static void
forget (LampSuggestionList *self)
{
  if (self->looking != NULL)
    g_cancellable_cancel (self->looking);
  g_clear_object (&self->looking);
  self->again = FALSE;
  self->all = FALSE;
  g_clear_pointer (&self->shown, lamp_suggestions_free);
}

static void
lamp_suggestion_list_dispose (GObject *object)
{
  LampSuggestionList *self = LAMP_SUGGESTION_LIST (object);

  forget (self);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->desk);
  g_clear_object (&self->flow);

  G_OBJECT_CLASS (lamp_suggestion_list_parent_class)->dispose (object);
}

static void
lamp_suggestion_list_finalize (GObject *object)
{
  LampSuggestionList *self = LAMP_SUGGESTION_LIST (object);

  g_free (self->outage);
  g_ptr_array_unref (self->rows);

  G_OBJECT_CLASS (lamp_suggestion_list_parent_class)->finalize (object);
}

static void
lamp_suggestion_list_class_init (LampSuggestionListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lamp_suggestion_list_dispose;
  object_class->finalize = lamp_suggestion_list_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
lamp_suggestion_list_init (LampSuggestionList *self)
{
  self->rows = g_ptr_array_new ();
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->note = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->note), 0);
  gtk_label_set_wrap (GTK_LABEL (self->note), TRUE);
  gtk_widget_add_css_class (self->note, "dim-label");
  gtk_box_append (GTK_BOX (self->box), self->note);
  self->more = gtk_button_new ();
  gtk_button_set_use_underline (GTK_BUTTON (self->more), TRUE);
  gtk_widget_add_css_class (self->more, "flat");
  gtk_box_append (GTK_BOX (self->box), self->more);
  g_signal_connect_swapped (self->more, "clicked", G_CALLBACK (more_cb), self);
  self->pointer = gtk_event_controller_motion_new ();
  gtk_widget_add_controller (GTK_WIDGET (self), self->pointer);
}

GtkWidget *
lamp_suggestion_list_new (LampDesk *desk, LampCommandFlow *flow)
{
  LampSuggestionList *self = g_object_new (LAMP_TYPE_SUGGESTION_LIST, NULL);

  self->desk = g_object_ref (desk);
  self->flow = g_object_ref (flow);
  g_signal_connect_object (desk, "tick", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "assignments-changed", G_CALLBACK (assignments_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "grid-loaded", G_CALLBACK (assignments_changed_cb), self, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

void
lamp_suggestion_list_set_outage (LampSuggestionList *self, const char *outage)
{
  g_return_if_fail (LAMP_IS_SUGGESTION_LIST (self));

  if (g_strcmp0 (self->outage, outage) == 0)
    return;
  g_free (self->outage);
  self->outage = g_strdup (outage);
  forget (self);
  update (self);
  look (self);
}

GtkWidget *
lamp_suggestion_list_get_first (LampSuggestionList *self)
{
  g_return_val_if_fail (LAMP_IS_SUGGESTION_LIST (self), NULL);

  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *button = lamp_suggestion_row_get_button (self->rows->pdata[i]);

      if (gtk_widget_get_visible (self->rows->pdata[i]) && gtk_widget_get_visible (button))
        return button;
    }
  return NULL;
}
