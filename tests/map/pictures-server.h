/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A web server on this computer for tests of base maps: its pictures say where they are, and it does what servers do. It runs in
 * threads of its own; there is one of it. Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where red grows from 0 to 255 eastward, and green northward; EPSG:3857. */
#define PICTURES_WEST_M 233000.0
#define PICTURES_EAST_M 257000.0
#define PICTURES_SOUTH_M 7285000.0
#define PICTURES_NORTH_M 7309000.0

typedef enum {
  PICTURES_WELL,
  PICTURES_NOT_FOUND,
  PICTURES_FORBIDDEN,
  PICTURES_BROKEN,
  PICTURES_LOG_IN,
  PICTURES_NO_PICTURE, /* which says it is one */
  PICTURES_BREAKS_OFF,
  PICTURES_REFUSES,
  PICTURES_CIRCLES,
  PICTURES_DRIPS,
} PicturesMode;

/* Answers …/t/z/x/y and GetMap of EPSG:3857. */
void  pictures_server_start (void);
void  pictures_server_stop (void);
guint pictures_server_get_port (void);
void  pictures_server_set_mode (PicturesMode mode);
/* How often it was asked, and how often by somebody who is not called Lamplighter. */
int pictures_server_count_asked (void);
int pictures_server_count_nameless (void);

G_END_DECLS
