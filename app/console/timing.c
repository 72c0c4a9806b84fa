/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The journal's sequence is the revision of what changed. Views take a change over at once and the next frame draws it:
 * so the first frame painted after a change is the one that shows it.
 */
#define G_LOG_DOMAIN "lamp-timing"
#include "config.h"

#include "console/timing.h"

#include "console/watch.h"

typedef struct
{
  GtkWindow *window; /* owns this */
  LampDesk  *desk;
  GPtrArray *watches; /* LampWatch */
  gint64     seq;     /* shown by the next frame */
  gint64     drawn;   /* logged */
} Timing;

static const char *const watched[] = { "outages", "crews", "assignments", "sites" };

static gint64
latest (GListModel *items)
{
  gint64 seq = 0;

  for (guint i = 0; i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (items, i);

      seq = MAX (seq, ((LampRecord *)lamp_item_get_record (item))->revision);
    }
  return seq;
}

static void
changed_cb (Timing *timing, LampWatch *watch)
{
  timing->seq = MAX (timing->seq, latest (lamp_watch_get_items (watch)));
  if (timing->seq > timing->drawn)
    gtk_widget_queue_draw (GTK_WIDGET (timing->window));
}

static void
after_paint_cb (GdkFrameClock *clock, Timing *timing)
{
  if (timing->seq <= timing->drawn)
    return;
  timing->drawn = timing->seq;
  g_debug ("drawn %" G_GINT64_FORMAT " %" G_GINT64_FORMAT, timing->drawn, g_get_real_time ());
}

static void
realize_cb (GtkWidget *window, Timing *timing)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  g_signal_connect_data (clock, "after-paint", G_CALLBACK (after_paint_cb), timing, NULL, 0);
}

static void
unrealize_cb (GtkWidget *window, Timing *timing)
{
  g_signal_handlers_disconnect_by_data (gtk_widget_get_frame_clock (window), timing);
}

static void
timing_free (gpointer data)
{
  Timing *timing = data;

  g_signal_handlers_disconnect_by_data (timing->window, timing);
  if (gtk_widget_get_realized (GTK_WIDGET (timing->window)))
    unrealize_cb (GTK_WIDGET (timing->window), timing);
  for (guint i = 0; i < timing->watches->len; i++)
    g_signal_handlers_disconnect_by_data (timing->watches->pdata[i], timing);
  g_ptr_array_unref (timing->watches);
  g_object_unref (timing->desk);
  g_free (timing);
}

void
lamp_timing_watch (GtkWindow *window, LampDesk *desk)
{
  Timing *timing = NULL;

  g_object_set_data (G_OBJECT (window), "lamp-timing", NULL);
  if (desk == NULL || g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
    return;
  timing = g_new0 (Timing, 1);
  timing->window = window;
  timing->desk = g_object_ref (desk);
  timing->watches = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < G_N_ELEMENTS (watched); i++)
    {
      LampWatch *watch = lamp_watch_new (lamp_desk_get_collection (desk, watched[i]));

      g_signal_connect_swapped (watch, "changed", G_CALLBACK (changed_cb), timing);
      g_ptr_array_add (timing->watches, watch);
    }
  g_object_set_data_full (G_OBJECT (window), "lamp-timing", timing, timing_free);
  g_signal_connect (window, "realize", G_CALLBACK (realize_cb), timing);
  g_signal_connect (window, "unrealize", G_CALLBACK (unrealize_cb), timing);
  if (gtk_widget_get_realized (GTK_WIDGET (window)))
    realize_cb (GTK_WIDGET (window), timing);
}
