/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-raster.h. What is not 8 bits of grey or colour is first seen through a virtual dataset that makes it so; each
 * block is one call of GDAL's warper, which takes the overview that fits and reads no more than it needs.
 */
#define G_LOG_DOMAIN "lamp-base-raster"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/base-raster.h"

#include "grid/gdal-use.h"

#include <glib/gi18n-lib.h>

#include <gdal_alg.h>
#include <gdal_utils.h>
#include <gdalwarper.h>
#include <math.h>
#include <string.h>

#define MERCATOR_HALF_M 20037508.342789244
#define MOST_LEVEL 22
#define BRIGHT_FROM 135 /* of 255, on the whole */
#define SALVAGE_LEVELS 3
#define SALVAGE_PARTS (1 << SALVAGE_LEVELS)
#define MOST_REASON 160 /* bytes of what GDAL says */

G_DEFINE_QUARK (lamp - base - error - quark, lamp_base_error)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)

struct _LampBaseRaster
{
  GDALDatasetH file;
  GDALDatasetH view; /* of 8-bit grey or colours: the file itself, or over it */
  char        *name; /* for people */
  char        *attribution;
  double       west_m, south_m, east_m, north_m; /* EPSG:3857 */
  double       px_m;                             /* its finest pixel */
  gboolean     has_overviews;
};

/* The first thing that went wrong since the beginning; complaints of the projections about what lies beyond their domain
 * are none. */
typedef struct
{
  char *reason;
} Trouble;

static void CPL_STDCALL
note_trouble (CPLErr kind, CPLErrorNum number, const char *text)
{
  Trouble *trouble = CPLGetErrorHandlerUserData ();

  if (kind < CE_Failure || trouble->reason != NULL || strstr (text, "PROJ") != NULL || strstr (text, "proj_") != NULL)
    return;
  trouble->reason = g_utf8_make_valid (text, (gssize)MIN (strlen (text), MOST_REASON));
  /* It may quote a damaged file. */
  for (char *at = trouble->reason; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  g_strchomp (trouble->reason);
}

static void
begin (Trouble *trouble)
{
  g_autofree char *wms_cache = g_build_filename (g_get_user_cache_dir (), "lamplighter", "wms", NULL);

  lamp_gdal_init ();
  CPLPushErrorHandlerEx (note_trouble, trouble);
  CPLSetThreadLocalConfigOption ("GDAL_PAM_ENABLED", "NO"); /* nothing is written beside somebody's file */
  CPLSetThreadLocalConfigOption ("GDAL_HTTP_CONNECTTIMEOUT", "10");
  CPLSetThreadLocalConfigOption ("GDAL_HTTP_TIMEOUT", "30");
  CPLSetThreadLocalConfigOption ("GDAL_DEFAULT_WMS_CACHE_PATH", wms_cache); /* not wherever we were started */
  CPLSetThreadLocalConfigOption ("GDAL_HTTP_USERAGENT", "Lamplighter/" LAMP_VERSION);
}

static void
end (Trouble *trouble)
{
  CPLPopErrorHandler ();
  g_clear_pointer (&trouble->reason, g_free);
}

static const char *
reason_of (const Trouble *trouble)
{
  return trouble->reason != NULL ? trouble->reason : _ ("no reason is given");
}

static void
add_number (GPtrArray *args, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ptr_array_add (args, g_strdup (g_ascii_dtostr (text, sizeof text, number)));
}

static void
add_words (GPtrArray *args, ...)
{
  va_list     words;
  const char *word;

  va_start (words, args);
  while ((word = va_arg (words, const char *)) != NULL)
    g_ptr_array_add (args, g_strdup (word));
  va_end (words);
}

static GDALDatasetH
translate (GDALDatasetH from, GPtrArray *args)
{
  GDALTranslateOptions *options;
  GDALDatasetH          view;

  g_ptr_array_add (args, NULL);
  options = GDALTranslateOptionsNew ((char **)args->pdata, NULL);
  view = GDALTranslate ("", from, options, NULL);
  GDALTranslateOptionsFree (options);
  return view;
}

static int
find_alpha (GDALDatasetH dataset)
{
  for (int band = 1; band <= GDALGetRasterCount (dataset); band++)
    if (GDALGetRasterColorInterpretation (GDALGetRasterBand (dataset, band)) == GCI_AlphaBand)
      return band;
  return 0;
}

/* Transfer full. NULL when GDAL cannot see it so. */
static GDALDatasetH
view_as_bytes (GDALDatasetH dataset)
{
  int             n = GDALGetRasterCount (dataset), alpha = find_alpha (dataset), n_colours = MIN (alpha != 0 ? n - 1 : n, 3);
  GDALRasterBandH first = GDALGetRasterBand (dataset, 1);
  gboolean        bytes = GDALGetRasterDataType (first) == GDT_Byte;
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func (g_free);

  n_colours = n_colours == 2 ? 1 : n_colours;
  add_words (args, "-q", "-of", "VRT", NULL);
  if (bytes && GDALGetRasterColorTable (first) != NULL)
    add_words (args, "-b", "1", "-expand", "rgba", NULL);
  else if (bytes && n == n_colours + (alpha != 0) && (alpha == 0 || alpha == n))
    {
      GDALReferenceDataset (dataset);
      return dataset;
    }
  else
    {
      for (int band = 1; band <= n_colours; band++)
        {
          g_autofree char *number = g_strdup_printf ("%d", band + (alpha != 0 && alpha <= band));

          add_words (args, "-b", number, NULL);
        }
      if (bytes && alpha != 0)
        {
          g_autofree char *number = g_strdup_printf ("%d", alpha);

          add_words (args, "-b", number, NULL);
        }
      if (!bytes)
        add_words (args, "-ot", "Byte", "-scale", NULL);
    }
  return translate (dataset, args);
}

static gboolean
says_where (GDALDatasetH dataset)
{
  double transform[6];

  return (GDALGetSpatialRef (dataset) != NULL && GDALGetGeoTransform (dataset, transform) == CE_None) ||
         (GDALGetGCPCount (dataset) > 0 && GDALGetGCPSpatialRef (dataset) != NULL);
}

static gboolean
find_extent (LampBaseRaster *self)
{
  char  *options[] = { (char *)"DST_SRS=EPSG:3857", NULL };
  void  *way = GDALCreateGenImgProjTransformer2 (self->view, NULL, options);
  double transform[6], box[4];
  int    width, height;
  CPLErr result = CE_Failure;

  if (way != NULL)
    {
      result = GDALSuggestedWarpOutput2 (self->view, GDALGenImgProjTransform, way, transform, &width, &height, box, 0);
      GDALDestroyGenImgProjTransformer (way);
    }
  if (result != CE_None || !isfinite (box[0] + box[1] + box[2] + box[3]) || transform[1] <= 0.0)
    return FALSE;
  self->west_m = CLAMP (box[0], -MERCATOR_HALF_M, MERCATOR_HALF_M);
  self->south_m = CLAMP (box[1], -MERCATOR_HALF_M, MERCATOR_HALF_M);
  self->east_m = CLAMP (box[2], -MERCATOR_HALF_M, MERCATOR_HALF_M);
  self->north_m = CLAMP (box[3], -MERCATOR_HALF_M, MERCATOR_HALF_M);
  self->px_m = transform[1];
  return self->west_m < self->east_m && self->south_m < self->north_m;
}

static void
read_words (LampBaseRaster *self)
{
  static const char *const keys[] = { "attribution", "TIFFTAG_COPYRIGHT", "COPYRIGHT", "copyright" };

  for (guint i = 0; i < G_N_ELEMENTS (keys) && self->attribution == NULL; i++)
    {
      const char *text = GDALGetMetadataItem (self->file, keys[i], NULL);

      if (text != NULL && *text != '\0')
        self->attribution = g_utf8_make_valid (text, (gssize)MIN (strlen (text), 300));
    }
  if (self->attribution == NULL)
    self->attribution = g_strdup ("");
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

static LampBaseRaster *
open_raster (const char *path, const Trouble *trouble, GError **error)
{
  LampBaseRaster *self = g_new0 (LampBaseRaster, 1);

  self->name = g_filename_display_basename (path);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return refuse (self, error, LAMP_BASE_ERROR_MISSING, _ ("there is no such file"));
  self->file = GDALOpenEx (path, GDAL_OF_RASTER | GDAL_OF_READONLY | GDAL_OF_VERBOSE_ERROR, NULL, NULL, NULL);
  if (self->file == NULL)
    {
      g_autofree char *reason = g_strdup (reason_of (trouble));
      g_auto (GDALDatasetH) vectors = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);

      if (vectors != NULL)
        return refuse (self, error, LAMP_BASE_ERROR_NO_RASTER, _ ("it holds lines and areas but no pictures"));
      return refuse (self, error, LAMP_BASE_ERROR_UNKNOWN, _ ("it is damaged or of a kind GDAL does not know (%s)"), reason);
    }
  if (GDALGetRasterCount (self->file) < 1)
    return refuse (self, error, LAMP_BASE_ERROR_NO_RASTER, _ ("it holds several pictures or none: name one of them"));
  if (!says_where (self->file))
    return refuse (self, error, LAMP_BASE_ERROR_NO_PLACE, _ ("it does not say where on Earth it lies"));
  self->view = view_as_bytes (self->file);
  if (self->view == NULL)
    return refuse (self, error, LAMP_BASE_ERROR_UNREADABLE, _ ("its colours cannot be read (%s)"), reason_of (trouble));
  if (!find_extent (self))
    return refuse (self, error, LAMP_BASE_ERROR_NO_PLACE, _ ("its place cannot be brought to web mercator (%s)"), reason_of (trouble));
  self->has_overviews = GDALGetOverviewCount (GDALGetRasterBand (self->view, 1)) > 0;
  read_words (self);
  return self;
}

LampBaseRaster *
lamp_base_raster_open (const char *path, GError **error)
{
  Trouble         trouble = { NULL };
  LampBaseRaster *self;

  g_return_val_if_fail (path != NULL, NULL);

  begin (&trouble);
  self = open_raster (path, &trouble, error);
  end (&trouble);
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
  g_free (self->name);
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
  return CLAMP ((metres + MERCATOR_HALF_M) / (2.0 * MERCATOR_HALF_M) * LAMP_WORLD_SIZE, 0.0, LAMP_WORLD_SIZE - 1.0);
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
  double level = log2 (2.0 * MERCATOR_HALF_M / block_px / self->px_m);

  return CLAMP ((int)ceil (level - 0.05), 0, MOST_LEVEL);
}

/* Reads the bands of an 8-bit dataset of the surface's size, whose last is alpha when `has_alpha`. */
static gboolean
read_bands (GDALDatasetH dataset, cairo_surface_t *surface, gboolean has_alpha)
{
  int                width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int                stride = cairo_image_surface_get_stride (surface), n = GDALGetRasterCount (dataset) - has_alpha;
  guint32           *pixels = (guint32 *)(void *)cairo_image_surface_get_data (surface);
  g_autofree guint8 *plane = g_malloc ((gsize)width * (gsize)height);

  for (int channel = 0; channel < 4; channel++)
    {
      int band = channel == 3 ? n + 1 : (n >= 3 ? channel + 1 : 1), shift = channel == 3 ? 24 : 16 - 8 * channel;

      if (channel == 3 && !has_alpha)
        memset (plane, 0xff, (gsize)width * (gsize)height);
      else if ((channel == 0 || n >= 3 || channel == 3) && GDALRasterIO (GDALGetRasterBand (dataset, band), GF_Read, 0, 0, width, height, plane, width,
                                                                         height, GDT_Byte, 0, 0) != CE_None)
        return FALSE;
      for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
          pixels[y * (stride / 4) + x] |= (guint32)plane[y * width + x] << shift;
    }
  return TRUE;
}

/* Premultiplies, and finds out what it is like. FALSE when there is nothing in it. */
static gboolean
finish (cairo_surface_t *surface, gboolean *opaque, gboolean *bright)
{
  int      width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  gsize    n = (gsize)(cairo_image_surface_get_stride (surface) / 4) * (gsize)height;
  guint32 *pixels = (guint32 *)(void *)cairo_image_surface_get_data (surface);
  guint64  lightness = 0, weight = 0;

  *opaque = TRUE;
  for (gsize i = 0; i < n; i++)
    {
      guint32 alpha = pixels[i] >> 24, red = pixels[i] >> 16 & 0xff, green = pixels[i] >> 8 & 0xff, blue = pixels[i] & 0xff;

      lightness += (red * 77 + green * 151 + blue * 28) * alpha >> 8;
      weight += alpha;
      if (alpha == 0xff)
        continue;
      *opaque = FALSE;
      pixels[i] = alpha << 24 | (red * alpha + 127) / 255 << 16 | (green * alpha + 127) / 255 << 8 | (blue * alpha + 127) / 255;
    }
  if (bright != NULL)
    *bright = weight == 0 || lightness / weight >= BRIGHT_FROM;
  cairo_surface_mark_dirty (surface);
  return weight > 0 && width > 0;
}

static GDALDatasetH
warp (const LampBaseRaster *self, LampBlockKey key, int block_px)
{
  double           size_m = 2.0 * MERCATOR_HALF_M / exp2 (key.z), west_m = key.x * size_m - MERCATOR_HALF_M, north_m = MERCATOR_HALF_M - key.y * size_m;
  g_autofree char *px = g_strdup_printf ("%d", block_px);
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func (g_free);
  GDALDatasetH        from = self->view, warped;
  GDALWarpAppOptions *options;

  add_words (args, "-q", "-of", "MEM", "-t_srs", "EPSG:3857", "-r", "bilinear", "-dstalpha", "-ts", px, px, "-te", NULL);
  add_number (args, west_m);
  add_number (args, north_m - size_m);
  add_number (args, west_m + size_m);
  add_number (args, north_m);
  g_ptr_array_add (args, NULL);
  options = GDALWarpAppOptionsNew ((char **)args->pdata, NULL);
  warped = GDALWarp ("", NULL, 1, &from, options, NULL);
  GDALWarpAppOptionsFree (options);
  return warped;
}

static gboolean
touches (const LampBaseRaster *self, LampBlockKey key)
{
  double size_m = 2.0 * MERCATOR_HALF_M / exp2 (key.z), west_m = key.x * size_m - MERCATOR_HALF_M, north_m = MERCATOR_HALF_M - key.y * size_m;

  return west_m < self->east_m && west_m + size_m > self->west_m && north_m > self->south_m && north_m - size_m < self->north_m;
}

static cairo_surface_t *
read_block (LampBaseRaster *self, LampBlockKey key, int block_px, gboolean *opaque, gboolean *bright, GError **error)
{
  Trouble trouble = { NULL };
  g_autoptr (cairo_surface_t) surface = NULL;
  GDALDatasetH warped;
  gboolean     read = FALSE, something = FALSE;

  if (!touches (self, key))
    return NULL;
  begin (&trouble);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, block_px, block_px);
  warped = warp (self, key, block_px);
  if (warped != NULL)
    {
      read = cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS && read_bands (warped, surface, TRUE) && trouble.reason == NULL;
      GDALClose (warped);
    }
  if (read)
    something = finish (surface, opaque, bright);
  else
    g_set_error (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_UNREADABLE, _ ("a part of it cannot be read (%s)"), reason_of (&trouble));
  end (&trouble);
  return something ? g_steal_pointer (&surface) : NULL;
}

cairo_surface_t *
lamp_base_raster_read (LampBaseRaster *self, LampBlockKey key, int block_px, gboolean *opaque, GError **error)
{
  g_return_val_if_fail (self != NULL && key.z >= 0 && key.z <= MOST_LEVEL && block_px > 0, NULL);

  return read_block (self, key, block_px, opaque, NULL, error);
}

static gboolean
is_remote (const LampBaseRaster *self)
{
  const char *driver = GDALGetDriverShortName (GDALGetDatasetDriver (self->file));

  return g_str_has_prefix (driver, "WM") || g_str_equal (driver, "WCS") || g_str_equal (driver, "VRT");
}

cairo_surface_t *
lamp_base_raster_salvage (LampBaseRaster *self, LampBlockKey key, int block_px)
{
  const int part_px = block_px / SALVAGE_PARTS;
  g_autoptr (cairo_surface_t) surface = NULL;
  cairo_t *cr;
  guint    n = 0;

  g_return_val_if_fail (self != NULL && block_px % SALVAGE_PARTS == 0, NULL);

  if (is_remote (self))
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, block_px, block_px);
  cr = cairo_create (surface);
  for (int i = 0; i < SALVAGE_PARTS * SALVAGE_PARTS; i++)
    {
      int          column = i % SALVAGE_PARTS, row = i / SALVAGE_PARTS;
      LampBlockKey part = { key.z + SALVAGE_LEVELS, key.x * SALVAGE_PARTS + column, key.y * SALVAGE_PARTS + row };
      gboolean     opaque;
      g_autoptr (cairo_surface_t) piece = read_block (self, part, part_px, &opaque, NULL, NULL);

      if (piece == NULL)
        continue;
      cairo_set_source_surface (cr, piece, column * part_px, row * part_px);
      cairo_paint (cr);
      n++;
    }
  cairo_destroy (cr);
  return n > 0 ? g_steal_pointer (&surface) : NULL;
}

gboolean
lamp_base_raster_probe (LampBaseRaster *self, gboolean *bright, GError **error)
{
  const int    px = 128;
  double       wide_m = MAX (self->east_m - self->west_m, self->north_m - self->south_m);
  int          level = self->has_overviews ? MAX ((int)floor (log2 (2.0 * MERCATOR_HALF_M / wide_m)), 0) : lamp_base_raster_get_most_level (self, px);
  double       size_m = 2.0 * MERCATOR_HALF_M / exp2 (level);
  int          x = (int)(((self->west_m + self->east_m) / 2.0 + MERCATOR_HALF_M) / size_m);
  int          y = (int)((MERCATOR_HALF_M - (self->north_m + self->south_m) / 2.0) / size_m);
  gboolean     opaque;
  GError      *local = NULL;
  LampBlockKey key = { level, MIN (x, (1 << level) - 1), MIN (y, (1 << level) - 1) };
  g_autoptr (cairo_surface_t) surface = NULL;

  *bright = TRUE; /* when there is nothing to judge by */
  surface = read_block (self, key, px, &opaque, bright, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

static cairo_surface_t *
decode (GDALDatasetH dataset, gboolean *opaque, gboolean *bright)
{
  int          width = GDALGetRasterXSize (dataset), height = GDALGetRasterYSize (dataset);
  GDALDatasetH view;
  g_autoptr (cairo_surface_t) surface = NULL;
  gboolean read = FALSE;

  if (width < 1 || height < 1 || width > LAMP_BASE_PICTURE_MOST_PX || height > LAMP_BASE_PICTURE_MOST_PX || GDALGetRasterCount (dataset) < 1)
    return NULL;
  view = view_as_bytes (dataset);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  if (view != NULL)
    {
      read = cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS && read_bands (view, surface, find_alpha (view) != 0);
      GDALReleaseDataset (view);
    }
  if (!read)
    return NULL;
  finish (surface, opaque, bright);
  return g_steal_pointer (&surface);
}

cairo_surface_t *
lamp_base_picture_decode (GBytes *bytes, gboolean *opaque, gboolean *bright, GError **error)
{
  static const char *const drivers[] = { "PNG", "JPEG", "WEBP", "GIF", NULL };
  static int               counter = 0;
  g_autofree char         *name = g_strdup_printf ("/vsimem/lamp-tile-%d", g_atomic_int_add (&counter, 1));
  Trouble                  trouble = { NULL };
  cairo_surface_t         *surface = NULL;
  gsize                    size;
  const void              *data = g_bytes_get_data (bytes, &size);
  GDALDatasetH             dataset;

  begin (&trouble);
  VSIFCloseL (VSIFileFromMemBuffer (name, (GByte *)data, size, FALSE)); /* borrowed, and only read */
  dataset = GDALOpenEx (name, GDAL_OF_RASTER | GDAL_OF_READONLY, drivers, NULL, NULL);
  if (dataset != NULL)
    {
      surface = decode (dataset, opaque, bright);
      GDALClose (dataset);
    }
  VSIUnlink (name);
  if (trouble.reason != NULL)
    g_clear_pointer (&surface, cairo_surface_destroy);
  if (surface == NULL)
    g_set_error (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_UNREADABLE, _ ("it is no picture (%s)"), reason_of (&trouble));
  end (&trouble);
  return surface;
}
