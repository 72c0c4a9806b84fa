/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The map widget in a window of its own, measured frame by frame. A frame's cost is from the frame clock's beginning of it to its end:
 * layout, drawing, and bringing it to the display. From one frame to the next is by the window's clock, by which what moves is placed and
 * a frame that comes too late counts as the one after; and besides from beginning to beginning: where no compositor tells when, GTK waits
 * whole milliseconds, so an empty window's beginnings come half a millisecond early or late. Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "bench/share.h"
#include "map/map.h"

G_BEGIN_DECLS

#define MOST_FRAMES 4096

typedef struct
{
  GtkWidget     *window;
  LampMap       *map;
  GtkWidget     *bare; /* what the floor is measured with: one colour, another in every frame */
  LampSelection *selection;
  gint64         begun_usec, before_usec;   /* this frame's beginning while it lasts, and the one's before it; 0 for none */
  gint64         due_usec, due_before_usec; /* the same two by the window's clock */
  double         begun_cpu_ms;
  double         cost_ms[MOST_FRAMES], cpu_ms[MOST_FRAMES]; /* cpu: processor time of this thread */
  double         interval_ms[MOST_FRAMES];                  /* from the beginning of the frame before to its own */
  double         due_ms[MOST_FRAMES];                       /* from the frame before to it, by the window's clock */
  guint          n, n_ended;                                /* frames since frames_start but for the first, and all that there ever were */
  gboolean       is_settled;                                /* the map was, at the end of the last one */
} Frames;

/* Shows the window, without a grid, and waits for its first frame. */
void frames_open (Frames *frames, int width, int height);
void frames_start (Frames *frames);
/* Returns after the end of the next frame. */
void frames_wait (Frames *frames);
/* Until everything is drawn sharp and the frame that shows it has ended. */
void frames_settle (Frames *frames);
/* Draws the bare widget over the whole window for so many frames, then shows the map again. */
void frames_measure_floor (Frames *frames, guint n);

/* So many frames of a view that moves to and fro around the middle of `extent`; zoom 0: which shows all of it. */
void frames_pan (Frames *frames, LampWorldBox extent, double zoom, guint n);

/* A row of the table. `limit` of 0: none. TRUE when it is kept. */
gboolean frames_tell (const char *what, double value, const char *unit, double limit);
/* The cost of the frames since frames_start as a multiple of the floor's; by processor time of the thread it stays true on a machine busy with
 * other work, but leaves out what others draw for it. */
gboolean frames_tell_ratio (Frames *frames, const char *what, double floor_ms, double floor_cpu_ms, double limit);

G_END_DECLS
