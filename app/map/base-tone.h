/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a base map's picture is toned so that the grid over it keeps its contrast and colour stays with what is
 * abnormal: paled towards the ground by day, and dark by night, for which a drawn map is turned over (its white
 * paper becomes the ground) and a photograph dimmed. Pure, any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `pixels`: n of ARGB32, premultiplied, changed in place; `ground`: 0xAARRGGBB. */
void lamp_base_tone (guint32 *pixels, gsize n, guint32 ground, gboolean night, gboolean bright);

G_END_DECLS
