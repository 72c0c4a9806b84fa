/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Well-known binary (ISO and the older extended kind, either byte order) into flat parts of points; Z and M
 * are passed over. Points, lines, polygons and the multi kinds of them; anything else, and anything cut off
 * or absurd, is refused without reading past the end. Pure.
 */
#pragma once

#include "geo/geo.h"

G_BEGIN_DECLS

/* Appends to both arrays: LampPoint in the file's own coordinates (x as longitude), and for each part the
 * index in `points` where it ends (guint32). FALSE when refused; the arrays may then hold a part of it. */
gboolean lamp_wkb_read (const guint8 *bytes, gsize size, GArray *points, GArray *part_ends);

/* Is it one point, or one line, of two ordinates in this machine's byte order, whole and without excess: then it
 * has *n points of two doubles each, from byte *head on. */
gboolean lamp_wkb_is_plain (const guint8 *bytes, gsize size, guint32 *n, gsize *head);

G_END_DECLS
