/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * GDAL's pixels as ours: its complaints collected, whatever it reads seen as 8 bits of grey or colours, brought onto a surface.
 * Pictures of tile servers are decoded here, from memory and by a few drivers only.
 */
#define G_LOG_DOMAIN "lamp-base-raster"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/base-raster-private.h"

#include "grid/gdal-use.h"

#include <glib/gi18n-lib.h>

#include <gdal_utils.h>
#include <math.h>
#include <string.h>

#define MOST_CACHE_BYTES (64 * 1024 * 1024) /* of GDAL, for all files together: we keep blocks of our own */
#define BRIGHT_FROM 135                     /* of 255, on the whole */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)

void
lamp_base_trouble_begin (LampBaseTrouble *trouble)
{
  static gsize     once = 0;
  g_autofree char *wms_cache = g_build_filename (g_get_user_cache_dir (), "lamplighter", "wms", NULL);

  trouble->begun_usec = g_get_monotonic_time ();
  lamp_gdal_init ();
  if (g_once_init_enter (&once))
    {
      GDALSetCacheMax64 (MIN (GDALGetCacheMax64 (), MOST_CACHE_BYTES));
      g_mkdir_with_parents (wms_cache, 0700);
      g_once_init_leave (&once, 1);
    }
  CPLPushErrorHandlerEx (lamp_base_trouble_note, trouble);
  CPLSetThreadLocalConfigOption ("GDAL_PAM_ENABLED", "NO"); /* nothing is written beside somebody's file */
  CPLSetThreadLocalConfigOption ("GDAL_HTTP_CONNECTTIMEOUT", "10");
  CPLSetThreadLocalConfigOption ("GDAL_HTTP_TIMEOUT", "30"); /* its WMS and WMTS take five minutes whatever this says: */
  CPLSetThreadLocalConfigOption ("GDAL_HTTP_LOW_SPEED_TIME", G_STRINGIFY (LAMP_BASE_SLOW_SEC));
  CPLSetThreadLocalConfigOption ("GDAL_HTTP_LOW_SPEED_LIMIT", "200");       /* bytes a second */
  CPLSetThreadLocalConfigOption ("GDAL_DEFAULT_WMS_CACHE_PATH", wms_cache); /* not wherever we were started */
  CPLSetThreadLocalConfigOption ("GDAL_HTTP_USERAGENT", "Lamplighter/" LAMP_VERSION);
}

void
lamp_base_trouble_end (LampBaseTrouble *trouble)
{
  CPLPopErrorHandler ();
  g_clear_pointer (&trouble->reason, g_free);
}

void
lamp_base_args_add (GPtrArray *args, ...)
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

int
lamp_base_find_alpha (GDALDatasetH dataset)
{
  for (int band = 1; band <= GDALGetRasterCount (dataset); band++)
    if (GDALGetRasterColorInterpretation (GDALGetRasterBand (dataset, band)) == GCI_AlphaBand)
      return band;
  return 0;
}

static void
add_band (GPtrArray *args, int band)
{
  g_autofree char *number = g_strdup_printf ("%d", band);

  lamp_base_args_add (args, "-b", number, NULL);
}

static void
add_scale (GPtrArray *args, int band_of_view, double low, double high)
{
  char             from[G_ASCII_DTOSTR_BUF_SIZE], to[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *option = g_strdup_printf ("-scale_%d", band_of_view);

  lamp_base_args_add (args, option, g_ascii_dtostr (from, sizeof from, low), g_ascii_dtostr (to, sizeof to, high), "0", "255", NULL);
}

/* A reference to the dataset, or to the same that is said to have holes where this number stands and does not say so itself. */
static GDALDatasetH
name_hole (GDALDatasetH dataset, double hole)
{
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func (g_free);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (isfinite (hole) && (GDALGetMaskFlags (GDALGetRasterBand (dataset, 1)) & GMF_ALL_VALID) != 0)
    {
      lamp_base_args_add (args, "-q", "-of", "VRT", "-a_nodata", g_ascii_dtostr (number, sizeof number, hole), NULL);
      return translate (dataset, args);
    }
  GDALReferenceDataset (dataset);
  return dataset;
}

/* What has more than 8 bits is brought to 8; from the dataset that it returns, which the caller releases. A number that says that nothing is
 * there would fall together with the darkest there is, so its places become another band: `has_mask`. */
static GDALDatasetH
add_stretch (GPtrArray *args, GDALDatasetH dataset, const int *colours, int n_colours, int alpha, gboolean *has_mask)
{
  int          has_holes = FALSE;
  double       low, high, hole;
  GDALDatasetH from;

  lamp_base_find_range (dataset, colours, n_colours, &low, &high, &hole);
  from = name_hole (dataset, hole);
  if (from == NULL)
    return NULL;
  if (from != dataset) /* without the hole it can be counted */
    lamp_base_find_range (from, colours, n_colours, &low, &high, &hole);
  for (int i = 0; i < n_colours; i++)
    add_scale (args, i + 1, low, high);
  GDALGetRasterNoDataValue (GDALGetRasterBand (from, colours[0]), &has_holes);
  if (alpha != 0)
    add_scale (args, n_colours + 1, 0.0, lamp_base_find_most (dataset, alpha));
  else if (has_holes)
    lamp_base_args_add (args, "-b", "mask", "-mask", "none", "-a_nodata", "none", NULL);
  lamp_base_args_add (args, "-ot", "Byte", NULL);
  *has_mask = alpha == 0 && has_holes;
  return from;
}

GDALDatasetH
lamp_base_view_as_bytes (GDALDatasetH dataset)
{
  int             n = GDALGetRasterCount (dataset), alpha = lamp_base_find_alpha (dataset), n_colours = MIN (alpha != 0 ? n - 1 : n, 3);
  GDALRasterBandH first = GDALGetRasterBand (dataset, 1);
  gboolean        bytes = GDALGetRasterDataType (first) == GDT_Byte, has_mask = FALSE;
  int             colours[3];
  GDALDatasetH    view, from = dataset;
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func (g_free);

  n_colours = n_colours == 2 ? 1 : n_colours;
  if (n_colours < 1)
    return NULL;
  lamp_base_args_add (args, "-q", "-of", "VRT", NULL);
  if (bytes && GDALGetRasterColorTable (first) != NULL)
    {
      lamp_base_args_add (args, "-b", "1", "-expand", "rgba", NULL);
      return translate (dataset, args);
    }
  if (bytes && n == n_colours + (alpha != 0) && (alpha == 0 || alpha == n))
    {
      GDALReferenceDataset (dataset);
      return dataset;
    }
  for (int i = 0; i < n_colours; i++)
    {
      colours[i] = i + 1 + (alpha != 0 && alpha <= i + 1);
      add_band (args, colours[i]);
    }
  if (alpha != 0)
    add_band (args, alpha);
  if (!bytes)
    from = add_stretch (args, dataset, colours, n_colours, alpha, &has_mask);
  if (from == NULL)
    return NULL;
  view = translate (from, args);
  if (!bytes)
    GDALReleaseDataset (from); /* the view holds it */
  if (view != NULL && has_mask)
    GDALSetRasterColorInterpretation (GDALGetRasterBand (view, n_colours + 1), GCI_AlphaBand);
  return view;
}

static void
add_plane (cairo_surface_t *surface, const LampBasePiece *piece, const guint8 *plane, int shift)
{
  int      stride = cairo_image_surface_get_stride (surface) / 4;
  guint32 *pixels = (guint32 *)(void *)cairo_image_surface_get_data (surface);

  for (int y = 0; y < piece->to_height; y++)
    for (int x = 0; x < piece->to_width; x++)
      pixels[(piece->to_y + y) * stride + piece->to_x + x] |= (guint32)plane[y * piece->to_width + x] << shift;
}

gboolean
lamp_base_read_bands (GDALDatasetH dataset, const LampBasePiece *piece, cairo_surface_t *surface)
{
  int                  alpha = lamp_base_find_alpha (dataset), n = GDALGetRasterCount (dataset) - (alpha != 0);
  gsize                size = (gsize)piece->to_width * (gsize)piece->to_height;
  g_autofree guint8   *plane = g_malloc (size);
  GDALRasterIOExtraArg how;

  INIT_RASTERIO_EXTRA_ARG (how);
  how.eResampleAlg = piece->width == piece->to_width && piece->height == piece->to_height ? GRIORA_NearestNeighbour : GRIORA_Bilinear;
  how.bFloatingPointWindowValidity = TRUE;
  how.dfXOff = piece->x;
  how.dfYOff = piece->y;
  how.dfXSize = piece->width;
  how.dfYSize = piece->height;
  how.pfnProgress = piece->progress;
  how.pProgressData = piece->progress_data;
  for (int channel = 0; channel < 4; channel++)
    {
      int band = channel == 3 ? alpha : (n >= 3 ? channel + 1 : 1);
      int x = (int)piece->x, y = (int)piece->y;
      int width = MIN ((int)ceil (piece->x + piece->width), GDALGetRasterXSize (dataset)) - x;
      int height = MIN ((int)ceil (piece->y + piece->height), GDALGetRasterYSize (dataset)) - y;

      if (band == 0)
        memset (plane, 0xff, size);
      else if ((channel == 0 || channel == 3 || n >= 3) && GDALRasterIOEx (GDALGetRasterBand (dataset, band), GF_Read, x, y, width, height, plane, piece->to_width,
                                                                           piece->to_height, GDT_Byte, 0, 0, &how) != CE_None)
        return FALSE;
      add_plane (surface, piece, plane, channel == 3 ? 24 : 16 - 8 * channel);
    }
  return TRUE;
}

gboolean
lamp_base_finish (cairo_surface_t *surface, gboolean *opaque, gboolean *bright)
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

static cairo_surface_t *
decode (GDALDatasetH dataset, gboolean *opaque, gboolean *bright)
{
  int          width = GDALGetRasterXSize (dataset), height = GDALGetRasterYSize (dataset);
  GDALDatasetH view;
  g_autoptr (cairo_surface_t) surface = NULL;
  gboolean read = FALSE;

  if (width < 1 || height < 1 || width > LAMP_BASE_PICTURE_MOST_PX || height > LAMP_BASE_PICTURE_MOST_PX || GDALGetRasterCount (dataset) < 1)
    return NULL;
  view = lamp_base_view_as_bytes (dataset);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  if (view != NULL)
    {
      read = cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS && lamp_base_read_bands (view, &(LampBasePiece){ 0, 0, width, height, 0, 0, width, height, NULL, NULL }, surface);
      GDALReleaseDataset (view);
    }
  if (!read)
    return NULL;
  lamp_base_finish (surface, opaque, bright);
  return g_steal_pointer (&surface);
}

cairo_surface_t *
lamp_base_picture_decode (GBytes *bytes, gboolean *opaque, gboolean *bright, GError **error)
{
  static const char *const drivers[] = { "PNG", "JPEG", "WEBP", "GIF", NULL };
  static int               counter = 0;
  g_autofree char         *name = g_strdup_printf ("/vsimem/lamp-tile-%d", g_atomic_int_add (&counter, 1));
  LampBaseTrouble          trouble = { NULL };
  cairo_surface_t         *surface = NULL;
  gsize                    size;
  const void              *data = g_bytes_get_data (bytes, &size);
  GDALDatasetH             dataset;

  lamp_base_trouble_begin (&trouble);
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
    g_set_error (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_UNREADABLE, _ ("it is no picture (%s)"), lamp_base_trouble_reason (&trouble));
  lamp_base_trouble_end (&trouble);
  return surface;
}
