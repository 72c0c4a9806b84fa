/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What part of the world a widget shows: centre, zoom, size. Between world units and logical pixels of the widget.
 * Pure, any thread.
 */
#pragma once

#include "map/tile.h"

G_BEGIN_DECLS

typedef struct
{
  double x, y; /* world units in the middle */
  double zoom;
  double width, height; /* logical px */
  double scale;         /* device pixels to a logical one */
} LampView;

/* Logical px of a view. */
typedef struct
{
  double x0, y0, x1, y1;
} LampRect;

static inline gboolean
lamp_rect_intersects (LampRect a, LampRect b)
{
  return a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;
}

/* Logical pixels to a world unit. */
static inline double
lamp_view_k (const LampView *view)
{
  return lamp_zoom_width_px (view->zoom, 1.0) / LAMP_WORLD_SIZE;
}

static inline double
lamp_view_to_x (const LampView *view, double world_x)
{
  return (world_x - view->x) * lamp_view_k (view) + view->width / 2.0;
}

static inline double
lamp_view_to_y (const LampView *view, double world_y)
{
  return (world_y - view->y) * lamp_view_k (view) + view->height / 2.0;
}

static inline double
lamp_view_from_x (const LampView *view, double x)
{
  return view->x + (x - view->width / 2.0) / lamp_view_k (view);
}

static inline double
lamp_view_from_y (const LampView *view, double y)
{
  return view->y + (y - view->height / 2.0) / lamp_view_k (view);
}

static inline LampWorld
lamp_view_world (const LampView *view, double x, double y)
{
  return (LampWorld){ (guint32)CLAMP (lamp_view_from_x (view, x), 0.0, LAMP_WORLD_SIZE - 1.0),
                      (guint32)CLAMP (lamp_view_from_y (view, y), 0.0, LAMP_WORLD_SIZE - 1.0) };
}

/* The view that shows all of `box` within the margins, no nearer than `most_zoom`; on a whole zoom step. */
typedef struct
{
  double top, right, bottom, left; /* logical px */
} LampInsets;

/* The same view with `at` in the middle of what is free. */
LampView lamp_view_with_at (LampView view, LampWorld at, LampInsets insets);
LampView lamp_view_fit (LampView view, LampWorldBox box, LampInsets insets, double most_zoom);
/* The same at whatever zoom fits best. */
LampView lamp_view_fit_between (LampView view, LampWorldBox box, LampInsets insets, double most_zoom);
/* Moved by less than a device pixel, so that its corner is a whole one of the world. */
LampView lamp_view_align (LampView view);
/* The same zoomed to `zoom`, with what lies at (x, y) staying there. */
LampView lamp_view_zoom_at (LampView view, double zoom, double x, double y);

G_END_DECLS
