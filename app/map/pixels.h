/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which logical pixels of which zoom levels something has taken. One thread.
 */
#pragma once

#include "geo/geo.h"

G_BEGIN_DECLS

/* All zero at first. */
typedef struct
{
  guint64 *cells; /* 0: free */
  gsize    n, room;
} LampPixels;

/* FALSE when it is taken already. Levels 0 … 16. */
gboolean lamp_pixels_take (LampPixels *pixels, LampWorld at, int level);
void     lamp_pixels_clear (LampPixels *pixels);

G_END_DECLS
