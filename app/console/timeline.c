/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Every time that a record of the outage, its assignments or its notes carries becomes one line. Lines are labels in a
 * grid, kept and set again only where they differ.
 */
#define G_LOG_DOMAIN "lamp-timeline"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/timeline.h"

#include "client/json.h"
#include "console/command-words.h"
#include "console/format.h"
#include "console/tip.h"
#include "console/wrapped-label.h"
#include "records/assignment.h"
#include "records/outage.h"

#include <glib/gi18n-lib.h>

/* Older than this, a clock alone could be of another day. */
#define CLOCK_ONLY_USEC (20 * G_TIME_SPAN_HOUR)

struct _LampTimeline
{
  GtkWidget parent_instance;

  GtkWidget *grid;
  GPtrArray *labels; /* time and text in turn, borrowed from the grid */
  LampDesk  *desk;
};

G_DEFINE_FINAL_TYPE (LampTimeline, lamp_timeline, GTK_TYPE_WIDGET)

typedef struct
{
  gint64 at_usec;
  int    order; /* of what happened in one moment */
  char  *text;
} Event;

static void
event_clear (gpointer data)
{
  g_free (((Event *)data)->text);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const Event *x = a, *y = b;

  if (x->at_usec != y->at_usec)
    return x->at_usec > y->at_usec ? -1 : 1;
  return y->order - x->order;
}

/* Takes the text. */
static void
add (GArray *events, gint64 at_usec, char *text)
{
  Event event = { at_usec, (int)events->len, text };

  if (at_usec == LAMP_UNKNOWN_TIME)
    g_free (text);
  else
    g_array_append_val (events, event);
}

static char *
say_start (const LampOutage *outage)
{
  g_autofree char *evidence = lamp_format_evidence (outage);

  if (outage->planned == 1)
    return g_strdup (_ ("planned outage begins"));
  if (g_str_equal (evidence, LAMP_FORMAT_NONE))
    return g_strdup (_ ("supply lost"));
  /* TRANSLATORS: %s is the evidence: “5 calls, 3 meters”. */
  return g_strdup_printf (_ ("supply lost; known from %s"), evidence);
}

static char *
say_ended (const LampAssignment *job, const char *crew, gboolean recalled)
{
  if (job->reason == NULL || *job->reason == '\0')
    return g_strdup_printf (recalled ? _ ("%s recalled") : _ ("%s suspended its work"), crew);
  return g_strdup_printf (recalled ? _ ("%s recalled: %s") : _ ("%s suspended its work: %s"), crew, job->reason);
}

static void
add_assignment (GArray *events, LampDesk *desk, const LampAssignment *job)
{
  g_autofree char *crew = lamp_name_crew (desk, job->crew);

  add (events, job->assigned_usec,
       job->by != NULL ? g_strdup_printf (_ ("%s assigned %s"), job->by, crew) : g_strdup_printf (_ ("%s assigned"), crew));
  add (events, job->acknowledged_usec, g_strdup_printf (_ ("%s accepted"), crew));
  add (events, job->enroute_usec, g_strdup_printf (_ ("%s on its way"), crew));
  add (events, job->arrived_usec, g_strdup_printf (_ ("%s arrived"), crew));
  add (events, job->working_usec, g_strdup_printf (_ ("%s found the fault and began to repair"), crew));
  add (events, job->suspended_usec, say_ended (job, crew, FALSE));
  add (events, job->complete_usec, g_strdup_printf (_ ("%s finished the repair"), crew));
  add (events, job->recalled_usec, say_ended (job, crew, TRUE));
}

static void
add_assignments (GArray *events, LampDesk *desk, const char *outage)
{
  GListModel *list = lamp_desk_get_collection (desk, "assignments");

  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (list, i);
      const LampAssignment *job = lamp_item_get_record (item);

      if (g_strcmp0 (job->outage, outage) == 0)
        add_assignment (events, desk, job);
    }
}

static void
add_notes (GArray *events, const LampOutage *outage)
{
  JsonArray *notes = outage->notes != NULL && JSON_NODE_HOLDS_ARRAY (outage->notes) ? json_node_get_array (outage->notes)
                                                                                    : NULL;

  for (guint i = 0; notes != NULL && i < json_array_get_length (notes); i++)
    {
      JsonObject *note = lamp_json_node_object (json_array_get_element (notes, i));
      const char *at = lamp_json_string (note, "at");
      const char *by = lamp_json_string (note, "by");
      const char *text = lamp_json_string (note, "text");
      gint64      at_usec = LAMP_UNKNOWN_TIME;

      if (at != NULL && text != NULL && lamp_time_from_string (at, &at_usec))
        add (events, at_usec, by != NULL ? g_strdup_printf ("%s: %s", by, text) : g_strdup (text));
    }
}

static GArray *
collect (LampDesk *desk, const char *id)
{
  GArray           *events = g_array_new (FALSE, FALSE, sizeof (Event));
  LampItem         *item = lamp_desk_lookup (desk, "outages", id);
  const LampOutage *outage = item != NULL ? lamp_item_get_record (item) : NULL;

  g_array_set_clear_func (events, event_clear);
  if (outage == NULL)
    return events;
  add (events, outage->start_usec, say_start (outage));
  add_assignments (events, desk, id);
  add_notes (events, outage);
  add (events, outage->restored_usec, g_strdup (_ ("supply restored")));
  g_array_sort (events, compare_newest_first);
  return events;
}

static void
lamp_timeline_dispose (GObject *object)
{
  LampTimeline *self = LAMP_TIMELINE (object);

  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_timeline_parent_class)->dispose (object);
}

static void
lamp_timeline_finalize (GObject *object)
{
  g_ptr_array_unref (LAMP_TIMELINE (object)->labels);

  G_OBJECT_CLASS (lamp_timeline_parent_class)->finalize (object);
}

static void
lamp_timeline_class_init (LampTimelineClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_timeline_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_timeline_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
lamp_timeline_init (LampTimeline *self)
{
  self->labels = g_ptr_array_new ();
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 4);
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}

GtkWidget *
lamp_timeline_new (LampDesk *desk)
{
  LampTimeline *self = g_object_new (LAMP_TYPE_TIMELINE, NULL);

  self->desk = g_object_ref (desk);
  return GTK_WIDGET (self);
}

static void
ensure_line (LampTimeline *self, guint line)
{
  while (self->labels->len <= 2 * line + 1)
    {
      int        column = (int)self->labels->len % 2, row = (int)self->labels->len / 2;
      GtkWidget *label = lamp_wrapped_label_new (column == 0 ? "timeline-time" : "timeline-text");

      gtk_widget_set_valign (label, GTK_ALIGN_START);
      gtk_widget_set_hexpand (label, column == 1);
      gtk_label_set_wrap (GTK_LABEL (label), column == 1);
      gtk_grid_attach (GTK_GRID (self->grid), label, column, row, 1, 1);
      g_ptr_array_add (self->labels, label);
    }
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_label_set_text (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), TRUE);
}

void
lamp_timeline_update (LampTimeline *self, const char *outage)
{
  g_autoptr (GArray) events = NULL;
  gint64 now_usec = 0;

  g_return_if_fail (LAMP_IS_TIMELINE (self));

  now_usec = lamp_desk_get_now_usec (self->desk);
  events = collect (self->desk, outage);
  for (guint i = 0; i < events->len; i++)
    {
      const Event     *event = &g_array_index (events, Event, i);
      g_autofree char *clock = now_usec - event->at_usec < CLOCK_ONLY_USEC ? lamp_format_clock_seconds (event->at_usec)
                                                                           : lamp_format_time (event->at_usec, now_usec);
      g_autofree char *full = lamp_format_time_full (event->at_usec);

      ensure_line (self, i);
      set_text (self->labels->pdata[2 * i], clock);
      lamp_tip_set (self->labels->pdata[2 * i], full);
      set_text (self->labels->pdata[2 * i + 1], event->text);
    }
  for (guint i = 2 * events->len; i < self->labels->len; i++)
    gtk_widget_set_visible (self->labels->pdata[i], FALSE);
}
