/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Rasters as surveys deliver them. The colour of each pixel says which one it is, so where it comes to lie is compared with what PROJ
 * says of that place, pixel by pixel.
 */
#include "folder.h"
#include "map/base-raster.h"

#include <cpl_conv.h>
#include <gdal.h>
#include <float.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>

#define SIDE_PX 256 /* red is the column, green the row */
#define BLUE 90
#define BLOCK_PX 256
#define HALF_M 20037508.342789244

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)

static char *folder;

static const double utm[6] = { 446000, 10, 0, 6064000, 0, -10 };

typedef enum {
  HOLE_NONE,
  HOLE_MASK,
  HOLE_ALPHA,
  HOLE_NUMBER, /* 0, or with floats -9999 */
  HOLE_UNSAID, /* the least float there is, and nobody says what it means */
} Hole;

typedef struct
{
  const char   *name;
  int           epsg;
  const double *transform;
  GDALDataType  type;
  double        factor; /* of what 8 bits would say */
  Hole          hole;   /* the left quarter is not there */
  gboolean      glint;  /* one place is as bright as can be */
} Kind;

static char *
dup_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static gboolean
is_hole (int x)
{
  return x < SIDE_PX / 4;
}

static double
value_of (const Kind *kind, int band, int x, int y)
{
  double value = band == 0 ? x : band == 1 ? y
                                           : BLUE;

  if (band == 3)
    return is_hole (x) ? 0.0 : 255.0 * kind->factor;
  if (kind->hole == HOLE_UNSAID && is_hole (x))
    return -(double)FLT_MAX;
  if (kind->hole == HOLE_NUMBER && is_hole (x))
    return kind->type == GDT_Float32 ? -9999.0 : 0.0;
  if (kind->glint && x > 250 && y > 253)
    return 65535.0;
  return MAX (value, 1.0) * kind->factor;
}

static void
write_mask (GDALDatasetH dataset)
{
  guint8 row[SIDE_PX];

  CPLSetConfigOption ("GDAL_TIFF_INTERNAL_MASK", "YES");
  g_assert_cmpint (GDALCreateDatasetMaskBand (dataset, GMF_PER_DATASET), ==, CE_None);
  for (int x = 0; x < SIDE_PX; x++)
    row[x] = is_hole (x) ? 0 : 255;
  for (int y = 0; y < SIDE_PX; y++)
    g_assert_cmpint (GDALRasterIO (GDALGetMaskBand (GDALGetRasterBand (dataset, 1)), GF_Write, 0, y, SIDE_PX, 1, row, SIDE_PX, 1, GDT_Byte, 0, 0), ==, CE_None);
}

static char *
write_raster (const Kind *kind)
{
  char                *options[] = { (char *)"PHOTOMETRIC=RGB", kind->hole == HOLE_ALPHA ? (char *)"ALPHA=YES" : NULL, NULL };
  char                *path = dup_path (kind->name);
  int                  n = kind->hole == HOLE_ALPHA ? 4 : 3;
  GDALDatasetH         dataset = GDALCreate (GDALGetDriverByName ("GTiff"), path, SIDE_PX, SIDE_PX, n, kind->type, options);
  OGRSpatialReferenceH system = OSRNewSpatialReference (NULL);

  OSRImportFromEPSG (system, kind->epsg);
  GDALSetSpatialRef (dataset, system);
  GDALSetGeoTransform (dataset, (double *)kind->transform);
  OSRDestroySpatialReference (system);
  if (kind->hole == HOLE_MASK)
    write_mask (dataset);
  for (int band = 0; band < n; band++)
    {
      if (kind->hole == HOLE_NUMBER)
        GDALSetRasterNoDataValue (GDALGetRasterBand (dataset, band + 1), kind->type == GDT_Float32 ? -9999.0 : 0.0);
      for (int y = 0; y < SIDE_PX; y++)
        {
          double row[SIDE_PX];

          for (int x = 0; x < SIDE_PX; x++)
            row[x] = value_of (kind, band, x, y);
          g_assert_cmpint (GDALRasterIO (GDALGetRasterBand (dataset, band + 1), GF_Write, 0, y, SIDE_PX, 1, row, SIDE_PX, 1, GDT_Float64, 0, 0), ==, CE_None);
        }
    }
  GDALClose (dataset);
  return path;
}

static OGRCoordinateTransformationH
new_way (int epsg, gboolean from_mercator)
{
  OGRSpatialReferenceH         mercator = OSRNewSpatialReference (NULL), system = OSRNewSpatialReference (NULL);
  OGRCoordinateTransformationH way;

  OSRImportFromEPSG (mercator, 3857);
  OSRImportFromEPSG (system, epsg);
  OSRSetAxisMappingStrategy (system, OAMS_TRADITIONAL_GIS_ORDER);
  way = from_mercator ? OCTNewCoordinateTransformation (mercator, system) : OCTNewCoordinateTransformation (system, mercator);
  OSRDestroySpatialReference (mercator);
  OSRDestroySpatialReference (system);
  return way;
}

/* The block that holds a pixel of the raster. */
static LampBlockKey
block_of (const Kind *kind, int level, double column, double row)
{
  OGRCoordinateTransformationH way = new_way (kind->epsg, FALSE);
  double                       size_m = 2.0 * HALF_M / exp2 (level);
  double                       x = kind->transform[0] + column * kind->transform[1], y = kind->transform[3] + row * kind->transform[5];

  g_assert_true (OCTTransform (way, 1, &x, &y, NULL));
  OCTDestroyCoordinateTransformation (way);
  return (LampBlockKey){ level, (gint32)floor ((x + HALF_M) / size_m), (gint32)floor ((HALF_M - y) / size_m) };
}

/* `column` and `row`: which pixel of the raster lies beneath one of a block. */
static void
find_beneath (const Kind *kind, OGRCoordinateTransformationH way, LampBlockKey key, int x, int y, double *column, double *row)
{
  double size_m = 2.0 * HALF_M / exp2 (key.z), east = (key.x + (x + 0.5) / BLOCK_PX) * size_m - HALF_M, north = HALF_M - (key.y + (y + 0.5) / BLOCK_PX) * size_m;

  g_assert_true (OCTTransform (way, 1, &east, &north, NULL));
  if (kind->epsg == 4326 && east < kind->transform[0])
    east += 360.0; /* beyond the antimeridian */
  *column = (east - kind->transform[0]) / kind->transform[1];
  *row = (north - kind->transform[3]) / kind->transform[5];
}

static guint32
pixel_of (cairo_surface_t *surface, int x, int y)
{
  return ((const guint32 *)(void *)cairo_image_surface_get_data (surface))[y * cairo_image_surface_get_stride (surface) / 4 + x];
}

/* Each pixel of a block, against what lies beneath it. Returns how many of them the raster has. */
static guint
compare_block (const Kind *kind, LampBaseRaster *raster, LampBlockKey key, double tolerance)
{
  OGRCoordinateTransformationH way = new_way (kind->epsg, TRUE);
  g_autoptr (GError) error = NULL;
  gboolean         opaque;
  cairo_surface_t *surface = lamp_base_raster_read (raster, key, BLOCK_PX, &opaque, &error);
  guint            n = 0;

  g_assert_no_error (error);
  g_assert_nonnull (surface);
  for (int y = 0; y < BLOCK_PX; y += 3)
    for (int x = 0; x < BLOCK_PX; x += 3)
      {
        guint32  pixel = pixel_of (surface, x, y);
        double   column, row;
        gboolean there, edge;

        find_beneath (kind, way, key, x, y, &column, &row);
        there = column > 0.0 && column < SIDE_PX && row > 0.0 && row < SIDE_PX && (kind->hole == HOLE_NONE || column > SIDE_PX / 4);
        edge = column < 5.0 || row < 5.0 || column > SIDE_PX - 6.0 || row > SIDE_PX - 6.0 || fabs (column - SIDE_PX / 4) < 4.0;
        if (edge && column > -4.0 && column < SIDE_PX + 4.0)
          continue;
        g_assert_cmphex (pixel >> 24, ==, there ? 0xff : 0);
        if (!there)
          continue;
        n++;
        if (kind->type != GDT_Byte) /* stretched: see below */
          continue;
        g_assert_cmpfloat (fabs ((pixel >> 16 & 0xff) - (column - 0.5)), <=, tolerance);
        g_assert_cmpfloat (fabs ((pixel >> 8 & 0xff) - (row - 0.5)), <=, tolerance);
        g_assert_cmpint (abs ((int)(pixel & 0xff) - BLUE), <=, 1);
      }
  cairo_surface_destroy (surface);
  OCTDestroyCoordinateTransformation (way);
  return n;
}

static LampBaseRaster *
open_kind (const Kind *kind)
{
  g_autofree char *path = write_raster (kind);
  g_autoptr (GError) error = NULL;
  LampBaseRaster *raster = lamp_base_raster_open (path, &error);

  g_assert_no_error (error);
  return raster;
}

/* From afar, at its own size and magnified, and between its holes. */
static void
test_each_pixel (void)
{
  static const double degrees[6] = { 2.15, 0.0002, 0, 54.72, 0, -0.0001 };
  const Kind          kinds[] = {
             { "utm.tif", 32631, utm, GDT_Byte, 1.0, HOLE_NONE, FALSE },
             { "mask.tif", 32631, utm, GDT_Byte, 1.0, HOLE_MASK, FALSE },
             { "alpha.tif", 32631, utm, GDT_Byte, 1.0, HOLE_ALPHA, FALSE },
             { "number.tif", 32631, utm, GDT_Byte, 1.0, HOLE_NUMBER, FALSE },
             { "degrees.tif", 4326, degrees, GDT_Byte, 1.0, HOLE_NONE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (LampBaseRaster) raster = open_kind (&kinds[i]);

      for (int level = 13; level <= 17; level++)
        g_assert_cmpuint (compare_block (&kinds[i], raster, block_of (&kinds[i], level, 150, 128), level < 14 ? 2.0 : 1.2), >, 500);
    }
}

/* Half of it on either side of the antimeridian, and as sharp as anywhere. */
static void
test_antimeridian (void)
{
  static const double degrees[6] = { 179.9872, 0.0001, 0, -16.5, 0, -0.0001 };
  const Kind          kind = { "dateline.tif", 4326, degrees, GDT_Byte, 1.0, HOLE_NONE, FALSE };
  g_autoptr (LampBaseRaster) raster = open_kind (&kind);
  int level = lamp_base_raster_get_most_level (raster, BLOCK_PX);

  g_assert_cmpint (level, >=, 13); /* 11 m a pixel */
  g_assert_cmpuint (compare_block (&kind, raster, block_of (&kind, 14, 60, 128), 1.2), >, 500);
  g_assert_cmpuint (compare_block (&kind, raster, block_of (&kind, 14, 200, 128), 1.2), >, 500);
}

/* A pole lies in its middle, which its edges do not tell. */
static void
test_pole (void)
{
  static const double polar[6] = { -3.0e6, 6.0e6 / SIDE_PX, 0, 3.0e6, 0, -6.0e6 / SIDE_PX };
  const Kind          kind = { "pole.tif", 3413, polar, GDT_Byte, 1.0, HOLE_NONE, FALSE };
  g_autoptr (LampBaseRaster) raster = open_kind (&kind);

  g_assert_cmpuint (compare_block (&kind, raster, block_of (&kind, 4, 128, 170), 3.0), >, 500);
  g_assert_cmpuint (compare_block (&kind, raster, block_of (&kind, 4, 90, 100), 3.0), >, 500);
}

static guint32
look_at (const Kind *kind, LampBaseRaster *raster, double column, double row)
{
  LampBlockKey key = block_of (kind, 20, column, row); /* so small that it is of one colour */
  g_autoptr (GError) error = NULL;
  gboolean         opaque;
  cairo_surface_t *surface = lamp_base_raster_read (raster, key, 8, &opaque, &error);
  guint32          pixel = surface != NULL ? pixel_of (surface, 4, 4) : 0;

  g_assert_no_error (error);
  cairo_surface_destroy (surface);
  return pixel;
}

/* Of many bits: what is not there is clear, the darkest that is there is not, a glint darkens nothing, and grey stays grey. */
static void
test_many_bits (void)
{
  const Kind kinds[] = {
    { "plain16.tif", 32631, utm, GDT_UInt16, 40.0, HOLE_NONE, FALSE },
    { "alpha16.tif", 32631, utm, GDT_UInt16, 40.0, HOLE_ALPHA, FALSE },
    { "number16.tif", 32631, utm, GDT_UInt16, 40.0, HOLE_NUMBER, FALSE },
    { "mask16.tif", 32631, utm, GDT_UInt16, 40.0, HOLE_MASK, FALSE },
    { "float.tif", 32631, utm, GDT_Float32, 1.0 / 255.0, HOLE_NUMBER, FALSE },
    { "unsaid.tif", 32631, utm, GDT_Float32, 1.0 / 255.0, HOLE_UNSAID, FALSE },
    { "glint.tif", 32631, utm, GDT_UInt16, 40.0, HOLE_NONE, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const Kind *kind = &kinds[i];
      g_autoptr (LampBaseRaster) raster = open_kind (kind);

      g_test_message ("%s", kind->name);
      compare_block (kind, raster, block_of (kind, 15, 150, 128), 0.0);
      for (int column = 80; column < 240; column += 40)
        {
          guint32 pixel = look_at (kind, raster, column + 0.5, column + 0.5); /* red and green are the same there */

          g_assert_cmphex (pixel >> 24, ==, 0xff);
          g_assert_cmpint (abs ((int)(pixel >> 16 & 0xff) - column), <=, 8);
          g_assert_cmpint (abs ((int)(pixel >> 16 & 0xff) - (int)(pixel >> 8 & 0xff)), <=, 2);
          g_assert_cmpint (abs ((int)(pixel & 0xff) - BLUE), <=, 8);
        }
      g_assert_cmphex (look_at (kind, raster, 100.5, 0.5) >> 24, ==, 0xff); /* green is the least there is */
    }
}

/* One that lost its end is as bright as it was. */
static void
test_many_bits_truncated (void)
{
  const Kind       kind = { "short16.tif", 32631, utm, GDT_UInt16, 40.0, HOLE_NONE, FALSE };
  g_autofree char *path = write_raster (&kind), *whole = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampBaseRaster) raster = NULL;
  gsize   size;
  guint32 pixel;

  g_assert_true (g_file_get_contents (path, &whole, &size, NULL));
  g_assert_true (g_file_set_contents (path, whole, (gssize)(size * 4 / 5), NULL));
  raster = lamp_base_raster_open (path, &error);
  g_assert_no_error (error);
  pixel = look_at (&kind, raster, 120.5, 120.5);
  g_assert_cmpint ((pixel >> 16 & 0xff) + (pixel >> 8 & 0xff), >, 160);
}

/* A mosaic of sheets of which one is not there, in its very middle: the others are shown. Its folder is called as what PROJ complains of,
 * which is nothing. */
static void
test_mosaic (void)
{
  const Kind       kind = { "PROJ/proj_1/mosaic.tif", 32631, utm, GDT_Byte, 1.0, HOLE_NONE, FALSE };
  g_autofree char *sheets_folder = dup_path ("PROJ/proj_1"), *mosaic = dup_path ("PROJ/proj_1/mosaic.vrt"), *path = NULL, *text = NULL;
  GDALDatasetH     whole, copy;
  g_autoptr (GString) sheets = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampBaseRaster) raster = NULL;
  g_autoptr (cairo_surface_t) surface = NULL;
  gboolean bright, opaque;

  g_assert_cmpint (g_mkdir_with_parents (sheets_folder, 0700), ==, 0);
  path = write_raster (&kind);
  whole = GDALOpen (path, GA_ReadOnly);
  copy = GDALCreateCopy (GDALGetDriverByName ("VRT"), mosaic, whole, FALSE, NULL, NULL, NULL);
  GDALClose (copy);
  GDALClose (whole);
  g_assert_true (g_file_get_contents (mosaic, &text, NULL, NULL));
  sheets = g_string_new (text);
  g_assert_cmpuint (g_string_replace (sheets, "</VRTRasterBand>",
                                      "<SimpleSource><SourceFilename relativeToVRT=\"1\">gone.tif</SourceFilename><SourceBand>1</SourceBand>"
                                      "<SourceProperties RasterXSize=\"64\" RasterYSize=\"64\" DataType=\"Byte\" BlockXSize=\"64\" BlockYSize=\"64\"/>"
                                      "<SrcRect xOff=\"0\" yOff=\"0\" xSize=\"64\" ySize=\"64\"/><DstRect xOff=\"130\" yOff=\"130\" xSize=\"32\" ySize=\"32\"/>"
                                      "</SimpleSource></VRTRasterBand>",
                                      0),
                    ==, 3);
  g_assert_true (g_file_set_contents (mosaic, sheets->str, -1, NULL));

  raster = lamp_base_raster_open (mosaic, &error);
  g_assert_no_error (error);
  g_assert_false (lamp_base_raster_is_remote (raster)); /* files on a disk, which can be tried again part by part */
  g_assert_true (lamp_base_raster_probe (raster, &bright, &error));
  g_assert_no_error (error);
  compare_block (&kind, raster, block_of (&kind, 17, 40, 40), 1.2);
  g_assert_true (lamp_base_raster_has_failed (raster));
  lamp_base_raster_free (raster);
  raster = lamp_base_raster_open (mosaic, &error);
  g_assert_null (lamp_base_raster_read (raster, block_of (&kind, 17, 140, 140), BLOCK_PX, &opaque, &error));
  g_assert_error (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (error->message, "gone.tif")); /* so that it can be brought */
  surface = lamp_base_raster_salvage (raster, block_of (&kind, 13, 128, 128), BLOCK_PX);
  g_assert_nonnull (surface);
}

static gboolean
count_down_cb (gpointer data)
{
  int *left = data;

  return --*left > 0;
}

/* Who does not want a block any more need not wait for it. */
static void
test_stopped (void)
{
  const Kind kind = { "stopped.tif", 32631, utm, GDT_Byte, 1.0, HOLE_NONE, FALSE };
  g_autoptr (LampBaseRaster) raster = open_kind (&kind);
  g_autoptr (GError) error = NULL;
  gboolean opaque;
  int      left = 1;

  lamp_base_raster_set_go_on (raster, count_down_cb, &left);
  g_assert_null (lamp_base_raster_read (raster, block_of (&kind, 14, 128, 128), BLOCK_PX, &opaque, &error));
  g_assert_error (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_STOPPED);
  lamp_base_raster_set_go_on (raster, NULL, NULL);
  compare_block (&kind, raster, block_of (&kind, 14, 128, 128), 1.2);
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  GDALAllRegister ();
  folder = g_dir_make_tmp ("lamp-raster-XXXXXX", NULL);
  g_test_add_func ("/map/base-raster/each-pixel", test_each_pixel);
  g_test_add_func ("/map/base-raster/antimeridian", test_antimeridian);
  g_test_add_func ("/map/base-raster/pole", test_pole);
  g_test_add_func ("/map/base-raster/many-bits", test_many_bits);
  g_test_add_func ("/map/base-raster/many-bits-truncated", test_many_bits_truncated);
  g_test_add_func ("/map/base-raster/mosaic", test_mosaic);
  g_test_add_func ("/map/base-raster/stopped", test_stopped);
  status = g_test_run ();
  folder_remove (folder);
  g_free (folder);
  return status;
}
