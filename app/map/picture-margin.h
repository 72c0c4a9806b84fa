/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The margin beneath a picture's map: the legend of what is to be seen, the scale, north, and a line of who, when and how old.
 * How high it must be depends on what is seen, and that on how high the map is: picture.c asks until both agree.
 * Main thread only.
 */
#pragma once

#include "map/legend-keys.h"
#include "map/marks.h"
#include "map/picture.h"

G_BEGIN_DECLS

typedef struct
{
  guint   n_keys;
  LampKey keys[LAMP_N_KEYS];
  guint   rows;   /* of keys */
  double  height; /* px, all of it */
} LampMargin;

#define LAMP_MARGIN_LEAST_ROWS 2

/* With so many rows of keys, px. */
double lamp_margin_height (guint rows);
/* What is seen in `view` and the room it takes. */
void lamp_margin_measure (LampMargin *margin, const LampPicture *picture, const LampView *view, LampMarks *marks, PangoLayout *layout);
/* With its upper left corner at the origin of `cr`. */
void lamp_margin_draw (const LampMargin *margin, const LampPicture *picture, const LampView *view, cairo_t *cr, PangoLayout *layout);

G_END_DECLS
