/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-raster.h. What a raster is, where it lies, and what is wrong with it.
 */
#define G_LOG_DOMAIN "lamp-base-raster"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/base-raster-private.h"

#include "grid/gdal-use.h"

#include <glib/gi18n-lib.h>

#include <gdal_alg.h>
#include <math.h>
#include <string.h>

G_DEFINE_QUARK (lamp - base - error - quark, lamp_base_error)

static gboolean
says_where (GDALDatasetH dataset)
{
  double transform[6];

  return (GDALGetSpatialRef (dataset) != NULL && GDALGetGeoTransform (dataset, transform) == CE_None) ||
         (GDALGetGCPCount (dataset) > 0 && GDALGetGCPSpatialRef (dataset) != NULL);
}

/* Web mercator metres to one pixel at a place of the raster, and where that is; 0 when it has none there. */
static double
measure_at (LampBaseRaster *self, void *way, double x_share, double *x_m, double *y_m)
{
  double x = GDALGetRasterXSize (self->view) * x_share, y = GDALGetRasterYSize (self->view) / 2.0;
  double xs[] = { x, x + 1.0, x }, ys[] = { y, y, y + 1.0 }, zs[] = { 0.0, 0.0, 0.0 }, px_m;
  int    good[3] = { FALSE, FALSE, FALSE };

  if (!GDALGenImgProjTransform (way, FALSE, 3, xs, ys, zs, good) || !good[0] || !good[1] || !good[2])
    return 0.0;
  *x_m = xs[0];
  *y_m = ys[0];
  px_m = sqrt (fabs ((xs[1] - xs[0]) * (ys[2] - ys[0]) - (xs[2] - xs[0]) * (ys[1] - ys[0])));
  return isfinite (px_m) ? px_m : 0.0;
}

/* What crosses the antimeridian is as wide as the world in web mercator, and would seem to be made of as few pixels: they are
 * measured at two places, of which one at most is torn. */
static void
measure (LampBaseRaster *self, void *way)
{
  double x_m, y_m, aside_m = measure_at (self, way, 0.3, &x_m, &y_m), middle_m = measure_at (self, way, 0.5, &self->middle_x_m, &self->middle_y_m);

  if (aside_m > 0.0)
    self->px_m = MIN (self->px_m, aside_m);
  if (middle_m > 0.0)
    self->px_m = MIN (self->px_m, middle_m);
}

/* Grows a box by a grid of places: GDAL goes by the edges, which say nothing of a pole in the middle, and makes nothing of little
 * that crosses the antimeridian. */
static void
grow_box (LampBaseRaster *self, void *way, double *box)
{
  enum {
    N = 21
  };
  double xs[N * N], ys[N * N], zs[N * N] = { 0.0 };
  int    good[N * N] = { FALSE };

  for (int i = 0; i < N * N; i++)
    {
      xs[i] = GDALGetRasterXSize (self->view) * (double)(i % N) / (N - 1);
      ys[i] = GDALGetRasterYSize (self->view) * (double)(i / N) / (N - 1);
    }
  GDALGenImgProjTransform (way, FALSE, N * N, xs, ys, zs, good);
  for (int i = 0; i < N * N; i++)
    if (good[i] && isfinite (xs[i]) && isfinite (ys[i]))
      {
        box[0] = MIN (box[0], xs[i]);
        box[1] = MIN (box[1], ys[i]);
        box[2] = MAX (box[2], xs[i]);
        box[3] = MAX (box[3], ys[i]);
      }
}

static gboolean
find_extent (LampBaseRaster *self)
{
  char  *options[] = { (char *)"DST_SRS=EPSG:3857", NULL };
  void  *way = GDALCreateGenImgProjTransformer2 (self->view, NULL, options);
  double transform[6] = { 0.0, INFINITY }, box[4];
  int    width = 0, height = 0;
  CPLErr result;

  if (way == NULL)
    return FALSE;
  result = GDALSuggestedWarpOutput2 (self->view, GDALGenImgProjTransform, way, transform, &width, &height, box, 0);
  if (result != CE_None || width < 1 || height < 1 || !(box[0] < box[2] && box[1] < box[3]))
    {
      box[0] = box[1] = INFINITY;
      box[2] = box[3] = -INFINITY;
    }
  grow_box (self, way, box);
  self->px_m = transform[1] > 0.0 ? transform[1] : INFINITY;
  self->middle_x_m = (box[0] + box[2]) / 2.0;
  self->middle_y_m = (box[1] + box[3]) / 2.0;
  measure (self, way);
  GDALDestroyGenImgProjTransformer (way);
  if (!isfinite (box[0] + box[1] + box[2] + box[3]) || !isfinite (self->px_m))
    return FALSE;
  self->west_m = CLAMP (box[0], -LAMP_MERCATOR_HALF_M, LAMP_MERCATOR_HALF_M);
  self->south_m = CLAMP (box[1], -LAMP_MERCATOR_HALF_M, LAMP_MERCATOR_HALF_M);
  self->east_m = CLAMP (box[2], -LAMP_MERCATOR_HALF_M, LAMP_MERCATOR_HALF_M);
  self->north_m = CLAMP (box[3], -LAMP_MERCATOR_HALF_M, LAMP_MERCATOR_HALF_M);
  return self->west_m < self->east_m && self->south_m < self->north_m;
}

/* Then nothing has to be warped. */
static gboolean
lies_in_mercator (GDALDatasetH dataset, double *transform)
{
  const char *const    same[] = { "IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", NULL };
  OGRSpatialReferenceH mercator = OSRNewSpatialReference (NULL);
  gboolean             lies;

  lies = OSRImportFromEPSG (mercator, 3857) == OGRERR_NONE && GDALGetSpatialRef (dataset) != NULL &&
         OSRIsSameEx (GDALGetSpatialRef (dataset), mercator, same) && GDALGetGeoTransform (dataset, transform) == CE_None;
  OSRRelease (mercator);
  return lies && transform[1] > 0.0 && transform[2] == 0.0 && transform[4] == 0.0 && transform[5] < 0.0;
}

/* What is not there shows in its alpha, or there is nothing that is not there. */
static gboolean
knows_its_holes (GDALDatasetH dataset)
{
  int flags = GDALGetMaskFlags (GDALGetRasterBand (dataset, 1));

  return (flags & GMF_ALL_VALID) != 0 || ((flags & GMF_ALPHA) != 0 && lamp_base_find_alpha (dataset) != 0);
}

/* Of virtual rasters, mosaics of files on a disk are not: what is wrong with one sheet is no trouble of a server. */
static gboolean
comes_from_network (GDALDatasetH dataset)
{
  static const char *const marks[] = { "/vsicurl", "/vsis3", "/vsigs", "/vsiaz", "://", "<GDAL_WM", "WMTS:", "WMS:", ".xml</SourceFilename>" };
  const char              *driver = GDALGetDriverShortName (GDALGetDatasetDriver (dataset));
  char                   **source = g_str_equal (driver, "VRT") ? GDALGetMetadata (dataset, "xml:VRT") : NULL;

  for (guint i = 0; i < G_N_ELEMENTS (marks) && source != NULL && source[0] != NULL; i++)
    if (strstr (source[0], marks[i]) != NULL)
      return TRUE;
  return g_str_has_prefix (driver, "WM") || g_str_equal (driver, "WCS");
}

static LampBaseRaster *
refuse (LampBaseRaster *self, GError **error, LampBaseError code, const char *format, ...) G_GNUC_PRINTF (4, 5);

static LampBaseRaster *
refuse (LampBaseRaster *self, GError **error, LampBaseError code, const char *format, ...)
{
  va_list          args;
  g_autofree char *reason = NULL;

  va_start (args, format);
  reason = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, LAMP_BASE_ERROR, (int)code, reason);
  lamp_base_raster_free (self);
  return NULL;
}

/* A container of several maps, as GeoPackages and WMTS are: the first stands for it. */
static void
enter_first (LampBaseRaster *self)
{
  const char  *name = GDALGetMetadataItem (self->file, "SUBDATASET_1_NAME", "SUBDATASETS");
  GDALDatasetH first = name != NULL ? GDALOpenEx (name, GDAL_OF_RASTER | GDAL_OF_READONLY, NULL, NULL, NULL) : NULL;

  if (first == NULL)
    return;
  GDALReleaseDataset (self->file);
  self->file = first;
}

static LampBaseRaster *
open_raster (const char *path, const LampBaseTrouble *trouble, GError **error)
{
  LampBaseRaster *self = g_new0 (LampBaseRaster, 1);

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return refuse (self, error, LAMP_BASE_ERROR_MISSING, _ ("there is no such file"));
  self->file = GDALOpenEx (path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL, NULL, NULL);
  if (self->file == NULL)
    {
      g_autofree char *reason = g_strdup (lamp_base_trouble_reason (trouble));
      g_autofree char *of_service = lamp_base_trouble_dup_of_service (trouble, FALSE);
      g_auto (GDALDatasetH) vectors = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);

      if (of_service != NULL)
        return refuse (self, error, LAMP_BASE_ERROR_UNREADABLE, "%s", of_service);
      if (vectors != NULL)
        return refuse (self, error, LAMP_BASE_ERROR_NO_RASTER, _ ("it holds lines and areas but no pictures"));
      return refuse (self, error, LAMP_BASE_ERROR_UNKNOWN, _ ("it is damaged or of a kind GDAL does not know (%s)"), reason);
    }
  if (GDALGetRasterCount (self->file) < 1)
    enter_first (self);
  if (GDALGetRasterCount (self->file) < 1)
    return refuse (self, error, LAMP_BASE_ERROR_NO_RASTER, _ ("it holds no pictures"));
  if (!says_where (self->file))
    return refuse (self, error, LAMP_BASE_ERROR_NO_PLACE, _ ("it does not say where on Earth it lies"));
  self->view = lamp_base_view_as_bytes (self->file);
  if (self->view == NULL)
    return refuse (self, error, LAMP_BASE_ERROR_UNREADABLE, _ ("its colours cannot be read (%s)"), lamp_base_trouble_reason (trouble));
  if (!find_extent (self))
    return refuse (self, error, LAMP_BASE_ERROR_NO_PLACE, _ ("its place cannot be brought to web mercator (%s)"), lamp_base_trouble_reason (trouble));
  /* GDAL's mask beside the bands, nodata and the like are for the warper. */
  self->is_mercator = lies_in_mercator (self->view, self->transform) && knows_its_holes (self->view);
  self->is_remote = comes_from_network (self->file);
  self->has_overviews = GDALGetOverviewCount (GDALGetRasterBand (self->view, 1)) > 0;
  self->attribution = lamp_base_dup_credit (self->file, path);
  return self;
}

LampBaseRaster *
lamp_base_raster_open (const char *path, GError **error)
{
  LampBaseTrouble trouble = { NULL };
  LampBaseRaster *self;

  g_return_val_if_fail (path != NULL, NULL);

  lamp_base_trouble_begin (&trouble);
  self = open_raster (path, &trouble, error);
  lamp_base_trouble_end (&trouble);
  return self;
}

void
lamp_base_raster_free (LampBaseRaster *self)
{
  if (self == NULL)
    return;
  lamp_gdal_quiet_begin ();
  if (self->view != NULL)
    GDALReleaseDataset (self->view);
  if (self->file != NULL)
    GDALReleaseDataset (self->file);
  lamp_gdal_quiet_end ();
  g_free (self->attribution);
  g_free (self);
}

const char *
lamp_base_raster_get_attribution (const LampBaseRaster *self)
{
  return self->attribution;
}

static double
to_world (double metres)
{
  return CLAMP ((metres + LAMP_MERCATOR_HALF_M) / (2.0 * LAMP_MERCATOR_HALF_M) * LAMP_WORLD_SIZE, 0.0, LAMP_WORLD_SIZE - 1.0);
}

LampWorldBox
lamp_base_raster_get_extent (const LampBaseRaster *self)
{
  return (LampWorldBox){ (guint32)to_world (self->west_m), (guint32)to_world (-self->north_m), (guint32)ceil (to_world (self->east_m)),
                         (guint32)ceil (to_world (-self->south_m)) };
}

int
lamp_base_raster_get_most_level (const LampBaseRaster *self, int block_px)
{
  double level = log2 (2.0 * LAMP_MERCATOR_HALF_M / block_px / self->px_m);

  return CLAMP ((int)ceil (level - 0.05), 0, LAMP_BASE_MOST_LEVEL);
}

gboolean
lamp_base_raster_is_remote (const LampBaseRaster *self)
{
  return self->is_remote;
}

gboolean
lamp_base_raster_has_failed (const LampBaseRaster *self)
{
  return self->has_failed;
}
