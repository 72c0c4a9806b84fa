/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A window with the map and its furniture in it, over the small grid of grid/fixture.h and lists that start empty; the clock stands still
 * at SAMPLE_NOW_USEC. To set up and tear down a test with.
 */
#pragma once

#include "map/map-private.h"
#include "map/sample.h"

G_BEGIN_DECLS

#define MAP_WINDOW_PATIENCE_USEC (60 * G_USEC_PER_SEC)

typedef struct
{
  GtkWidget     *window;
  LampMap       *map;
  LampSelection *selection;
  Sample         sample;
} MapWindow;

/* `data` other than NULL: without the grid. */
void map_window_set_up (MapWindow *self, gconstpointer data);
/* The map must end with its window. */
void map_window_tear_down (MapWindow *self, gconstpointer data);

void      map_window_settle (MapWindow *self);
LampWorld map_window_place (MapWindow *self, const char *element);
void      map_window_to_px (MapWindow *self, LampWorld at, double *x, double *y);
/* The nth of its kind; borrowed. */
gpointer map_window_controller (MapWindow *self, GType type, guint nth);
/* Gestures are told of by their signals; that real pointers reach them is tested end to end. */
void     map_window_click (MapWindow *self, LampWorld at, double dx, int n_press);
gboolean map_window_press_key (MapWindow *self, guint key);

G_END_DECLS
