/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A raster GDAL reads, as blocks of web mercator. Whatever it is (palette, grey, many bits, another reference system,
 * turned, with or without overviews) comes out as colours with alpha, warped.
 *
 * A LampBaseRaster is one handle: one thread at a time. It reads files and, for descriptions of web services, the
 * network: never on the main thread. Errors are clauses for a person, without a full stop.
 */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "map/base-map.h"

G_BEGIN_DECLS

#define LAMP_BASE_ERROR (lamp_base_error_quark ())
typedef enum {
  LAMP_BASE_ERROR_MISSING,    /* no such file */
  LAMP_BASE_ERROR_UNKNOWN,    /* nothing GDAL knows, or damaged at the beginning */
  LAMP_BASE_ERROR_NO_RASTER,  /* vectors only */
  LAMP_BASE_ERROR_NO_PLACE,   /* it does not say where on Earth it lies */
  LAMP_BASE_ERROR_UNREADABLE, /* some of its pictures cannot be read */
  LAMP_BASE_ERROR_STOPPED     /* nobody wants it any more */
} LampBaseError;
GQuark lamp_base_error_quark (void);

typedef struct _LampBaseRaster LampBaseRaster;

LampBaseRaster *lamp_base_raster_open (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            lamp_base_raster_free (LampBaseRaster *self);

/* Borrowed; "" when the file says none. */
const char *lamp_base_raster_get_attribution (const LampBaseRaster *self);
/* Does it come from the network? */
gboolean lamp_base_raster_is_remote (const LampBaseRaster *self);
/* Could something of it not be read? It remembers that, and would not see that it has been put right. */
gboolean lamp_base_raster_has_failed (const LampBaseRaster *self);
/* The smallest box around it. */
LampWorldBox lamp_base_raster_get_extent (const LampBaseRaster *self);
/* The first level of blocks of `block_px` that shows everything there is. */
int lamp_base_raster_get_most_level (const LampBaseRaster *self, int block_px);
/* Reads a piece in its middle, or elsewhere when that is damaged: is most of it bright? FALSE and an error when none can be read. */
gboolean lamp_base_raster_probe (LampBaseRaster *self, gboolean *bright, GError **error);

/* Asked now and then while a block is read; FALSE stops that with LAMP_BASE_ERROR_STOPPED. NULL for always. */
typedef gboolean (*LampBaseGoOn) (gpointer data);
void lamp_base_raster_set_go_on (LampBaseRaster *self, LampBaseGoOn go_on, gpointer data);

/* Transfer full. NULL without an error when nothing lies there. */
cairo_surface_t *lamp_base_raster_read (LampBaseRaster *self, LampBlockKey key, int block_px, gboolean *opaque, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* After an error: the parts of the block that can be read all the same. NULL when there is none, and for what comes from the
 * network, which is not asked for more when it is in trouble. Transfer full. */
cairo_surface_t *lamp_base_raster_salvage (LampBaseRaster *self, LampBlockKey key, int block_px) G_GNUC_WARN_UNUSED_RESULT;

/* A picture as tile servers send them: PNG, JPEG, WebP or GIF, at most LAMP_BASE_PICTURE_MOST_PX each way. */
#define LAMP_BASE_PICTURE_MOST_PX 1024
cairo_surface_t *lamp_base_picture_decode (GBytes *bytes, gboolean *opaque, gboolean *bright, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampBaseRaster, lamp_base_raster_free)

G_END_DECLS
