/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the markers of a window are drawn on: nodes of a snapshot, or cairo, where GTK's cairo renderer would unpack every
 * texture anew in every frame. Sprites lie on whole device pixels, or their text blurs. Main thread only.
 */
#pragma once

#include "map/marks.h"
#include "map/sprites.h"

G_BEGIN_DECLS

typedef struct
{
  LampSprites *sprites;
  GtkSnapshot *snapshot; /* NULL: `cr`, or only measured */
  cairo_t     *cr;       /* NULL: only measured */
  double       scale;    /* device pixels to a logical one */
  double       dx, dy;   /* device px: from the window's whole pixels to those of the widget */
} LampPaper;

/* Its papers are LampPaper. */
extern const LampPen lamp_paper_pen;

G_END_DECLS
