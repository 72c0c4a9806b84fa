/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The lines of the network in view, in pixels, by voltage class and supply: gathered once (paint-gather.c), drawn in several passes
 * (paint-grid.c).
 *
 * From afar they come from the levels (levels.h), near by from the network itself. What is out is there at every zoom and of every
 * class: a chain left out of its level is a dot.
 */
#pragma once

#include "map/paint.h"

G_BEGIN_DECLS

#define LAMP_STROKE_MARGIN_PX 24.0 /* a halo may reach this far */

typedef struct
{
  float   x0, y0, x1, y1; /* px in the painting */
  float   along;          /* px from where its dashes start */
  guint16 feeder;
  guint8  is_traced;
  guint8  is_short; /* too short for dashes */
} LampStroke;

typedef struct
{
  LampStroke *strokes;
  guint32     n, n_max;
} LampStrokes;

typedef LampStrokes LampStrokesBySupply[LAMP_SUPPLY_OUT + 1];

void lamp_strokes_gather (LampPainting *painting, LampStrokesBySupply strokes[LAMP_N_VOLTAGE_CLASSES]);
void lamp_strokes_clear (LampStrokesBySupply strokes[LAMP_N_VOLTAGE_CLASSES]);

/* How long a dash is, px. */
double lamp_paint_dash_length (const LampPainting *painting);

G_END_DECLS
