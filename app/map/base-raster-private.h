/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of reading a raster share: base-raster.c (what it is), base-raster-read.c (its blocks), base-decode.c (GDAL
 * and its pixels).
 */
#pragma once

#include "map/base-raster.h"

#include "map/tile-server.h"

#include <gdal.h>

G_BEGIN_DECLS

#define LAMP_MERCATOR_HALF_M 20037508.342789244 /* EPSG:3857 */
#define LAMP_BASE_MOST_LEVEL 22
#define LAMP_BASE_SLOW_SEC 10 /* of next to nothing from a server, before it is too slow */

struct _LampBaseRaster
{
  GDALDatasetH file;
  GDALDatasetH view; /* of 8-bit grey or colours: the file itself, or over it */
  char        *attribution;
  double       west_m, south_m, east_m, north_m; /* EPSG:3857 */
  double       middle_x_m, middle_y_m;           /* where its middle lies: not in that of the box when it crosses the antimeridian */
  double       px_m;                             /* its finest pixel */
  gboolean     is_remote;
  gboolean     has_overviews;
  gboolean     is_mercator;  /* its pixels lie in web mercator as they are, north up */
  double       transform[6]; /* then: of its pixels */

  gboolean has_failed;

  /* while a block is read */
  LampBaseGoOn go_on;
  gpointer     go_on_data;
  gboolean     stopped; /* as it said */
};

/* The first thing that went wrong since the beginning; complaints of the projections about what lies beyond their domain are none. */
typedef struct
{
  char            *reason;
  gint64           begun_usec;
  LampFetchOutcome outcome; /* of a service; LAMP_FETCH_OK when it is not known to be one's */
  guint            status;
} LampBaseTrouble;
/* base-decode.c */
void lamp_base_trouble_begin (LampBaseTrouble *trouble);
void lamp_base_trouble_end (LampBaseTrouble *trouble);
/* base-words.c: a handler for GDAL; what it said; and what that means to a person when it came of a service, else NULL. */
void CPL_STDCALL lamp_base_trouble_note (CPLErr kind, CPLErrorNum number, const char *text);
const char      *lamp_base_trouble_reason (const LampBaseTrouble *trouble);
char            *lamp_base_trouble_dup_of_service (const LampBaseTrouble *trouble, gboolean is_remote);

/* Words for GDAL's options, as one would type them; ended by NULL. */
void lamp_base_args_add (GPtrArray *args, ...) G_GNUC_NULL_TERMINATED;
/* The number of the band that is alpha; 0 for none. */
int lamp_base_find_alpha (GDALDatasetH dataset);
/* A reference to what has 8 bits of grey or colours, with or without alpha; NULL when GDAL cannot see it so. */
GDALDatasetH lamp_base_view_as_bytes (GDALDatasetH dataset) G_GNUC_WARN_UNUSED_RESULT;
/* base-credit.c: who made it, as it says itself; "" when it does not. Transfer full. */
char *lamp_base_dup_credit (GDALDatasetH dataset, const char *path);
/* base-stretch.c: what becomes black and white of bands with more than 8 bits. `hole`: a number so large that it can only mean that nothing is
 * there, often -3.4e38, where one was found that the dataset does not name; else not finite. */
void   lamp_base_find_range (GDALDatasetH dataset, const int *bands, int n_bands, double *low, double *high, double *hole);
double lamp_base_find_most (GDALDatasetH dataset, int band);
/* Adds the colours of a piece of such a dataset, resampled, to a place on a clear ARGB32 surface; not premultiplied. */
typedef struct
{
  double x, y, width, height; /* of the dataset, px */
  int    to_x, to_y, to_width, to_height;

  GDALProgressFunc progress; /* NULL, or whether it goes on */
  void            *progress_data;
} LampBasePiece;
gboolean lamp_base_read_bands (GDALDatasetH dataset, const LampBasePiece *piece, cairo_surface_t *surface);
/* Premultiplies, and finds out what it is like. FALSE when there is nothing in it. `bright` may be NULL. */
gboolean lamp_base_finish (cairo_surface_t *surface, gboolean *opaque, gboolean *bright);

G_END_DECLS
