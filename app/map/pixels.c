/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See pixels.h. Open addressing, at most half full.
 */
#include "map/pixels.h"

#define FIRST_ROOM 1024
#define BITS 25 /* of a pixel's column or row at most */

static guint64
cell_of (LampWorld at, int level)
{
  guint shift = (guint)(24 - level);

  return (guint64)(level + 1) << 2 * BITS | (guint64)(at.x >> shift) << BITS | at.y >> shift;
}

static gboolean
put (LampPixels *pixels, guint64 cell)
{
  gsize slot = (gsize)(cell * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) >> 32) & (pixels->room - 1);

  for (; pixels->cells[slot] != 0; slot = (slot + 1) & (pixels->room - 1))
    if (pixels->cells[slot] == cell)
      return FALSE;
  pixels->cells[slot] = cell;
  pixels->n++;
  return TRUE;
}

static void
widen (LampPixels *pixels)
{
  LampPixels wider = { .room = MAX (pixels->room * 2, FIRST_ROOM) };

  wider.cells = g_new0 (guint64, wider.room);
  for (gsize i = 0; i < pixels->room; i++)
    if (pixels->cells[i] != 0)
      put (&wider, pixels->cells[i]);
  g_free (pixels->cells);
  *pixels = wider;
}

gboolean
lamp_pixels_take (LampPixels *pixels, LampWorld at, int level)
{
  if (pixels->n >= pixels->room / 2)
    widen (pixels);
  return put (pixels, cell_of (at, level));
}

void
lamp_pixels_clear (LampPixels *pixels)
{
  g_clear_pointer (&pixels->cells, g_free);
  pixels->n = pixels->room = 0;
}
