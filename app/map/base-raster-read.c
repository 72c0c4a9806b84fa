/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The blocks of a raster. Where its pixels lie in web mercator already they are only resampled; else each block is one call of
 * GDAL's warper. Either takes the overview that fits and reads no more than it needs.
 */
#define G_LOG_DOMAIN "lamp-base-raster"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/base-raster-private.h"

#include <glib/gi18n-lib.h>

#include <gdal_utils.h>
#include <math.h>

#define SALVAGE_LEVELS 3
#define SALVAGE_PARTS (1 << SALVAGE_LEVELS)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)

static void
add_number (GPtrArray *args, double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_ptr_array_add (args, g_strdup (g_ascii_dtostr (text, sizeof text, number)));
}

void
lamp_base_raster_set_go_on (LampBaseRaster *self, LampBaseGoOn go_on, gpointer data)
{
  self->go_on = go_on;
  self->go_on_data = data;
}

static int CPL_STDCALL
progress_cb (double complete, const char *message, void *data)
{
  LampBaseRaster *self = data;

  self->stopped = self->stopped || (self->go_on != NULL && !self->go_on (self->go_on_data));
  return !self->stopped;
}

static GDALDatasetH
warp (LampBaseRaster *self, LampBlockKey key, int block_px)
{
  double           size_m = 2.0 * LAMP_MERCATOR_HALF_M / exp2 (key.z), west_m = key.x * size_m - LAMP_MERCATOR_HALF_M, north_m = LAMP_MERCATOR_HALF_M - key.y * size_m;
  g_autofree char *px = g_strdup_printf ("%d", block_px);
  g_autoptr (GPtrArray) args = g_ptr_array_new_with_free_func (g_free);
  GDALDatasetH        from = self->view, warped;
  GDALWarpAppOptions *options;

  lamp_base_args_add (args, "-q", "-of", "MEM", "-t_srs", "EPSG:3857", "-r", "bilinear", "-dstalpha", "-ts", px, px, "-te", NULL);
  add_number (args, west_m);
  add_number (args, north_m - size_m);
  add_number (args, west_m + size_m);
  add_number (args, north_m);
  g_ptr_array_add (args, NULL);
  options = GDALWarpAppOptionsNew ((char **)args->pdata, NULL);
  GDALWarpAppOptionsSetProgress (options, progress_cb, self);
  warped = GDALWarp ("", NULL, 1, &from, options, NULL);
  GDALWarpAppOptionsFree (options);
  return warped;
}

static gboolean
touches (const LampBaseRaster *self, LampBlockKey key)
{
  double size_m = 2.0 * LAMP_MERCATOR_HALF_M / exp2 (key.z), west_m = key.x * size_m - LAMP_MERCATOR_HALF_M, north_m = LAMP_MERCATOR_HALF_M - key.y * size_m;

  return west_m < self->east_m && west_m + size_m > self->west_m && north_m > self->south_m && north_m - size_m < self->north_m;
}

/* A pixel of tiles that were cut for this very level lies on one of ours, but for the last digits. */
static double
snap (double px)
{
  return fabs (px - round (px)) < 1e-3 ? round (px) : px;
}

/* Those of the block's pixels whose middles lie on the raster, and what lies beneath them. */
static LampBasePiece
find_piece (const LampBaseRaster *self, LampBlockKey key, int block_px)
{
  double        size_m = 2.0 * LAMP_MERCATOR_HALF_M / exp2 (key.z), px_m = size_m / block_px;
  double        west_m = key.x * size_m - LAMP_MERCATOR_HALF_M, north_m = LAMP_MERCATOR_HALF_M - key.y * size_m;
  const double *transform = self->transform;
  double        x_ratio = px_m / transform[1], y_ratio = px_m / -transform[5];
  double        x = (west_m - transform[0]) / transform[1], y = (transform[3] - north_m) / -transform[5]; /* of the block's corner */
  int           width = GDALGetRasterXSize (self->view), height = GDALGetRasterYSize (self->view);
  LampBasePiece piece = { 0 };
  int           to_x1 = CLAMP ((int)floor ((width - x) / x_ratio + 0.5), 0, block_px), to_y1 = CLAMP ((int)floor ((height - y) / y_ratio + 0.5), 0, block_px);

  piece.to_x = CLAMP ((int)ceil (-x / x_ratio - 0.5), 0, block_px);
  piece.to_y = CLAMP ((int)ceil (-y / y_ratio - 0.5), 0, block_px);
  piece.to_width = to_x1 - piece.to_x;
  piece.to_height = to_y1 - piece.to_y;
  piece.x = snap (MAX (x + piece.to_x * x_ratio, 0.0));
  piece.y = snap (MAX (y + piece.to_y * y_ratio, 0.0));
  piece.width = snap (MIN (x + to_x1 * x_ratio, width) - piece.x);
  piece.height = snap (MIN (y + to_y1 * y_ratio, height) - piece.y);
  return piece;
}

/* FALSE when GDAL says so; what it complained of besides is the caller's to see. */
static gboolean
fill_block (LampBaseRaster *self, LampBlockKey key, int block_px, cairo_surface_t *surface)
{
  GDALDatasetH warped;
  gboolean     read = FALSE;

  if (self->is_mercator)
    {
      LampBasePiece piece = find_piece (self, key, block_px);

      piece.progress = progress_cb;
      piece.progress_data = self;
      return piece.to_width <= 0 || piece.to_height <= 0 || piece.width <= 0.0 || piece.height <= 0.0 || lamp_base_read_bands (self->view, &piece, surface);
    }
  warped = warp (self, key, block_px);
  if (warped != NULL)
    {
      read = lamp_base_read_bands (warped, &(LampBasePiece){ 0, 0, block_px, block_px, 0, 0, block_px, block_px, NULL, NULL }, surface);
      GDALClose (warped);
    }
  return read;
}

static void
complain (const LampBaseRaster *self, const LampBaseTrouble *trouble, GError **error)
{
  g_autofree char *of_service = lamp_base_trouble_dup_of_service (trouble, self->is_remote);

  if (self->stopped)
    g_set_error_literal (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_STOPPED, "stopped"); /* told to nobody */
  else if (of_service != NULL)
    g_set_error_literal (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_UNREADABLE, of_service);
  else
    g_set_error (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_UNREADABLE, _ ("a part of it cannot be read: it is damaged, or was not copied to its end (%s)"),
                 lamp_base_trouble_reason (trouble));
}

static cairo_surface_t *
read_block (LampBaseRaster *self, LampBlockKey key, int block_px, gboolean *opaque, gboolean *bright, GError **error)
{
  LampBaseTrouble trouble = { NULL };
  g_autoptr (cairo_surface_t) surface = NULL;
  gboolean read, something = FALSE;

  if (!touches (self, key))
    return NULL;
  lamp_base_trouble_begin (&trouble);
  self->stopped = FALSE;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, block_px, block_px);
  read = cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS && fill_block (self, key, block_px, surface) && !self->stopped &&
         (trouble.reason == NULL || self->is_remote); /* services complain of what is not in their cache yet */
  if (read)
    something = lamp_base_finish (surface, opaque, bright);
  else
    complain (self, &trouble, error);
  self->has_failed = self->has_failed || (!read && !self->stopped);
  lamp_base_trouble_end (&trouble);
  return something ? g_steal_pointer (&surface) : NULL;
}

cairo_surface_t *
lamp_base_raster_read (LampBaseRaster *self, LampBlockKey key, int block_px, gboolean *opaque, GError **error)
{
  g_return_val_if_fail (self != NULL && key.z >= 0 && key.z <= LAMP_BASE_MOST_LEVEL && block_px > 0, NULL);

  return read_block (self, key, block_px, opaque, NULL, error);
}

cairo_surface_t *
lamp_base_raster_salvage (LampBaseRaster *self, LampBlockKey key, int block_px)
{
  const int part_px = block_px / SALVAGE_PARTS;
  g_autoptr (cairo_surface_t) surface = NULL;
  cairo_t *cr;
  guint    n = 0;

  g_return_val_if_fail (self != NULL && block_px % SALVAGE_PARTS == 0, NULL);

  if (lamp_base_raster_is_remote (self))
    return NULL;
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, block_px, block_px);
  cr = cairo_create (surface);
  for (int i = 0; i < SALVAGE_PARTS * SALVAGE_PARTS && !self->stopped; i++)
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
  return n > 0 && !self->stopped ? g_steal_pointer (&surface) : NULL;
}

/* Where it is tried: in its middle, then at four smaller places around that and one at its beginning. */
static LampBlockKey
probe_at (const LampBaseRaster *self, guint i, int level)
{
  static const double shares[][2] = { { 0.25, 0.25 }, { 0.75, 0.75 }, { 0.75, 0.25 }, { 0.25, 0.75 }, { 0.5, 0.03 } };
  double              size_m = 2.0 * LAMP_MERCATOR_HALF_M / exp2 (level), x_m = self->middle_x_m, y_m = self->middle_y_m;

  if (i > 0)
    {
      x_m = self->west_m + (self->east_m - self->west_m) * shares[i - 1][0];
      y_m = self->north_m - (self->north_m - self->south_m) * shares[i - 1][1];
    }
  return (LampBlockKey){ level, CLAMP ((int)floor ((x_m + LAMP_MERCATOR_HALF_M) / size_m), 0, (1 << level) - 1),
                         CLAMP ((int)floor ((LAMP_MERCATOR_HALF_M - y_m) / size_m), 0, (1 << level) - 1) };
}

gboolean
lamp_base_raster_probe (LampBaseRaster *self, gboolean *bright, GError **error)
{
  const int   px = 128;
  const guint n = self->is_remote ? 1 : 6; /* a server in trouble is not asked for more */
  double      wide_m = MAX (self->east_m - self->west_m, self->north_m - self->south_m);
  int         deep = lamp_base_raster_get_most_level (self, px);
  int         level = self->has_overviews ? MIN (MAX ((int)floor (log2 (2.0 * LAMP_MERCATOR_HALF_M / wide_m)), 0), deep) : deep;
  g_autoptr (GError) first = NULL;

  for (guint i = 0; i < n; i++)
    {
      gboolean opaque;
      g_autoptr (GError) local = NULL;
      g_autoptr (cairo_surface_t) surface = NULL;

      *bright = TRUE; /* when there is nothing to judge by */
      surface = read_block (self, probe_at (self, i, i == 0 ? level : deep + 2), px, &opaque, bright, &local);
      if (surface != NULL)
        return TRUE;
      if (first == NULL)
        first = g_steal_pointer (&local);
      if (first == NULL && i == 0)
        return TRUE; /* it has a hole there, and all is well */
    }
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&first));
  return FALSE;
}
