/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See frames.h.
 */
#include "bench/frames.h"

#include "map/map-private.h"

#include <stdlib.h>
#include <time.h>

#define PATIENCE_USEC (120 * G_USEC_PER_SEC)

#define TYPE_BARE (bare_get_type ())
G_DECLARE_FINAL_TYPE (Bare, bare, BENCH, BARE, GtkWidget)

struct _Bare
{
  GtkWidget parent_instance;
  guint     n;
};

G_DEFINE_FINAL_TYPE (Bare, bare, GTK_TYPE_WIDGET)

static void
bare_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  Bare   *self = BENCH_BARE (widget);
  GdkRGBA colour = { 0.9f, 0.9f, (float)(self->n++ % 2) * 0.1f + 0.8f, 1.0f };

  gtk_snapshot_append_color (snapshot, &colour, &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (widget), (float)gtk_widget_get_height (widget)));
}

static void
bare_class_init (BareClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = bare_snapshot;
}

static void
bare_init (Bare *self)
{
}

static double
cpu_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void
begun_cb (GdkFrameClock *clock, Frames *frames)
{
  frames->begun_usec = g_get_monotonic_time ();
  frames->due_usec = gdk_frame_clock_get_frame_time (clock);
  frames->begun_cpu_ms = cpu_ms ();
}

static void
ended_cb (GdkFrameClock *clock, Frames *frames)
{
  gint64 now = g_get_monotonic_time ();

  if (frames->begun_usec != 0 && frames->before_usec != 0 && frames->n < MOST_FRAMES)
    {
      frames->cpu_ms[frames->n] = cpu_ms () - frames->begun_cpu_ms;
      frames->cost_ms[frames->n] = (double)(now - frames->begun_usec) / 1e3;
      frames->due_ms[frames->n] = (double)(frames->due_usec - frames->due_before_usec) / 1e3;
      frames->interval_ms[frames->n++] = (double)(frames->begun_usec - frames->before_usec) / 1e3;
    }
  frames->before_usec = frames->begun_usec;
  frames->due_before_usec = frames->due_usec;
  frames->begun_usec = 0;
  frames->n_ended++;
  frames->is_settled = lamp_map_is_settled (frames->map); /* nothing arrives within a frame: what is there now has been drawn */
}

void
frames_open (Frames *frames, int width, int height)
{
  GtkWidget     *box = gtk_stack_new ();
  GdkFrameClock *clock;

  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  frames->selection = lamp_selection_new ();
  frames->map = LAMP_MAP (lamp_map_new (frames->selection));
  frames->bare = g_object_new (TYPE_BARE, NULL);
  frames->window = gtk_window_new ();
  gtk_stack_add_named (GTK_STACK (box), GTK_WIDGET (frames->map), "map");
  gtk_stack_add_named (GTK_STACK (box), frames->bare, "bare");
  gtk_window_set_child (GTK_WINDOW (frames->window), box);
  gtk_window_set_decorated (GTK_WINDOW (frames->window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (frames->window), width, height);
  gtk_window_present (GTK_WINDOW (frames->window));
  clock = gtk_widget_get_frame_clock (frames->window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (begun_cb), frames);
  g_signal_connect (clock, "after-paint", G_CALLBACK (ended_cb), frames);
  frames_wait (frames);
  if (gtk_widget_get_width (frames->window) != width || gtk_widget_get_height (frames->window) != height)
    g_error ("the window is %d × %d, not %d × %d", gtk_widget_get_width (frames->window), gtk_widget_get_height (frames->window), width, height);
}

void
frames_start (Frames *frames)
{
  frames->n = 0;
  frames->before_usec = 0;
}

void
frames_wait (Frames *frames)
{
  guint  ended = frames->n_ended;
  gint64 deadline = g_get_monotonic_time () + PATIENCE_USEC;

  gtk_widget_queue_draw (frames->window);
  while (frames->n_ended == ended)
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("no frame within two minutes");
      g_main_context_iteration (NULL, TRUE);
    }
}

void
frames_settle (Frames *frames)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_USEC;

  frames->is_settled = FALSE;
  gtk_widget_queue_draw (frames->window);
  while (!frames->is_settled)
    {
      if (g_get_monotonic_time () > deadline)
        g_error ("the map is not drawn within two minutes");
      g_main_context_iteration (NULL, TRUE);
    }
}

void
frames_measure_floor (Frames *frames, guint n)
{
  GtkStack *stack = GTK_STACK (gtk_window_get_child (GTK_WINDOW (frames->window)));

  gtk_stack_set_visible_child (stack, frames->bare);
  for (guint i = 0; i < 10; i++)
    frames_wait (frames);
  frames_start (frames);
  for (guint i = 0; i < n; i++)
    {
      gtk_widget_queue_draw (frames->bare);
      frames_wait (frames);
    }
  gtk_stack_set_visible_child (stack, GTK_WIDGET (frames->map));
}

void
frames_pan (Frames *frames, LampWorldBox extent, double zoom, guint n)
{
  LampView view;

  lamp_map_fit (frames->map, LAMP_FIT_ALL);
  if (zoom > 0.0)
    lamp_map_go_to (frames->map, lamp_point_from_world ((LampWorld){ extent.x0 + (extent.x1 - extent.x0) / 2, extent.y0 + (extent.y1 - extent.y0) / 2 }), zoom);
  frames_settle (frames);
  view = lamp_map_get_view (frames->map);
  frames_start (frames);
  for (guint i = 0; i < n; i++)
    {
      view.x += (i / 50 % 2 == 0 ? 9.0 : -6.0) / lamp_view_k (&view);
      view.y += (i / 30 % 2 == 0 ? 5.0 : -4.0) / lamp_view_k (&view);
      lamp_map_go_to (frames->map, lamp_point_from_world ((LampWorld){ (guint32)view.x, (guint32)view.y }), view.zoom);
      frames_wait (frames);
    }
}

gboolean
frames_tell (const char *what, double value, const char *unit, double limit)
{
  if (limit > 0.0)
    g_print ("  %-46s %9.2f %-3s limit %6.1f: %s\n", what, value, unit, limit, bench_verdict (value <= limit));
  else
    g_print ("  %-46s %9.2f %s\n", what, value, unit);
  return limit == 0.0 || value <= limit;
}

gboolean
frames_tell_ratio (Frames *frames, const char *what, double floor_ms, double floor_cpu_ms, double limit)
{
  double value = bench_share (frames->cost_ms, frames->n, 0.5);

  g_print ("  %-46s %9.2f ms  %5.2f × the floor of %.2f, limit %.2f: %s (by processor time %.2f ×)\n", what, value, value / floor_ms, floor_ms, limit,
           bench_verdict (value / floor_ms <= limit), bench_share (frames->cpu_ms, frames->n, 0.5) / floor_cpu_ms);
  return value / floor_ms <= limit;
}
