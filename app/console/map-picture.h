/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lamplighter --picture: a picture of the map as a file, without a window and without a display (GTK is never initialised).
 * The map is drawn by map/picture.h; here it is found out what it shows. For a picture of a window see
 * window-picture.h.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* As it was written on the command line; what was not is NULL. Borrowed. */
typedef struct
{
  const char *file, *region, *gateway, *token_file, *bbox, *size, *style, *base_map, *scale, *layers, *palette;
} LampMapPictureWish;

/* Reads, waits for the gateway (running the main context), draws, and puts the file in its place whole or not at all. Says
 * on standard error what went wrong. The exit status: 0; 2 when the wish makes no sense; 1 when it could not be
 * done. */
int lamp_map_picture_run (const LampMapPictureWish *wish);

G_END_DECLS
