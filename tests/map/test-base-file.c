/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Base maps from files: a colour lies where it lies on Earth, whatever the file's kind and reference system; damaged files
 * cost a sentence and the part that is damaged.
 */
#include "folder.h"
#include "map/base-file.h"
#include "map/base-raster.h"
#include "map/base-tone.h"

#include <gdal.h>
#include <glib/gstdio.h>
#include <math.h>
#include <ogr_srs_api.h>
#include <string.h>

#define SIDE_PX 200 /* of a pattern */
#define PATIENCE_USEC (30 * G_USEC_PER_SEC)

/* The four quarters of a pattern: north-west, north-east, south-west, south-east. */
static const guint8 quarters[4][3] = { { 200, 30, 30 }, { 30, 180, 40 }, { 40, 60, 210 }, { 220, 210, 60 } };

static char *folder;

static char *
dup_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* What one pixel of the map shows there, not toned; with all the patience there is. */
static guint32
look_at (LampBaseMap *base, LampPoint at, double zoom)
{
  LampWorld        world = lamp_world_from_point (at);
  double           k = 256.0 * exp2 (zoom) / LAMP_WORLD_SIZE;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 9, 9);
  cairo_t         *cr = cairo_create (surface);
  LampBaseView     view = { .left = world.x - 4.5 / k, .top = world.y - 4.5 / k, .k = k, .width = 9, .height = 9, .patience_usec = PATIENCE_USEC };
  guint32          pixel;

  lamp_base_map_draw (base, cr, &view);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixel = ((guint32 *)(void *)cairo_image_surface_get_data (surface))[4 * cairo_image_surface_get_stride (surface) / 4 + 4];
  cairo_surface_destroy (surface);
  return pixel;
}

static void
assert_near (guint32 pixel, const guint8 *colour, int tolerance)
{
  g_assert_cmphex (pixel >> 24, ==, 0xff);
  g_assert_cmpint (abs ((int)(pixel >> 16 & 0xff) - colour[0]), <=, tolerance);
  g_assert_cmpint (abs ((int)(pixel >> 8 & 0xff) - colour[1]), <=, tolerance);
  g_assert_cmpint (abs ((int)(pixel & 0xff) - colour[2]), <=, tolerance);
}

/* A pattern of four quarters; `transform` places it. */
static void
write_pattern (const char *path, int epsg, const double *transform, GDALDataType type, gboolean palette)
{
  char                 rows[] = "BLOCKYSIZE=1";
  char                *options[] = { rows, NULL };
  int                  n = palette ? 1 : 3;
  GDALDatasetH         dataset = GDALCreate (GDALGetDriverByName ("GTiff"), path, SIDE_PX, SIDE_PX, n, type, options);
  OGRSpatialReferenceH system = OSRNewSpatialReference (NULL);

  if (epsg != 0)
    {
      OSRImportFromEPSG (system, epsg);
      GDALSetSpatialRef (dataset, system);
      GDALSetGeoTransform (dataset, (double *)transform);
    }
  OSRDestroySpatialReference (system);
  if (palette)
    {
      GDALColorTableH table = GDALCreateColorTable (GPI_RGB);

      for (short i = 0; i < 4; i++)
        GDALSetColorEntry (table, i, &(GDALColorEntry){ quarters[i][0], quarters[i][1], quarters[i][2], 255 });
      GDALSetRasterColorTable (GDALGetRasterBand (dataset, 1), table);
      GDALDestroyColorTable (table);
    }
  for (int band = 0; band < n; band++)
    for (int y = 0; y < SIDE_PX; y++)
      {
        guint16 row[SIDE_PX];

        for (int x = 0; x < SIDE_PX; x++)
          {
            int quarter = (y >= SIDE_PX / 2) * 2 + (x >= SIDE_PX / 2);

            row[x] = palette ? (guint16)quarter : (guint16)(quarters[quarter][band] * (type == GDT_UInt16 ? 200 : 1));
          }
        g_assert_cmpint (GDALRasterIO (GDALGetRasterBand (dataset, band + 1), GF_Write, 0, y, SIDE_PX, 1, row, SIDE_PX, 1, GDT_UInt16, 0, 0), ==, CE_None);
      }
  GDALClose (dataset);
}

/* The middle of a quarter, in degrees. */
static LampPoint
middle_of (int epsg, const double *transform, int quarter)
{
  double                       column = SIDE_PX * (quarter % 2 == 0 ? 0.25 : 0.75), row = SIDE_PX * (quarter < 2 ? 0.25 : 0.75);
  double                       x = transform[0] + column * transform[1] + row * transform[2], y = transform[3] + column * transform[4] + row * transform[5];
  OGRSpatialReferenceH         from = OSRNewSpatialReference (NULL), to = OSRNewSpatialReference (NULL);
  OGRCoordinateTransformationH way;

  OSRImportFromEPSG (from, epsg);
  OSRImportFromEPSG (to, 4326);
  OSRSetAxisMappingStrategy (from, OAMS_TRADITIONAL_GIS_ORDER);
  OSRSetAxisMappingStrategy (to, OAMS_TRADITIONAL_GIS_ORDER);
  way = OCTNewCoordinateTransformation (from, to);
  g_assert_true (OCTTransform (way, 1, &x, &y, NULL));
  OCTDestroyCoordinateTransformation (way);
  OSRDestroySpatialReference (from);
  OSRDestroySpatialReference (to);
  return (LampPoint){ x, y };
}

static void
close_base (LampBaseMap *base)
{
  lamp_base_map_close (base);
  g_object_unref (base);
}

static void
test_lies_where_it_lies (void)
{
  static const struct
  {
    const char  *name;
    int          epsg;
    GDALDataType type;
    gboolean     palette;
    double       transform[6];
  } cases[] = {
    { "utm.tif", 32631, GDT_Byte, FALSE, { 446000, 10, 0, 6064000, 0, -10 } },
    { "turned.tif", 32631, GDT_Byte, FALSE, { 446000, 8, 3, 6064000, 3, -8 } },
    { "degrees.tif", 4326, GDT_Byte, FALSE, { 2.1, 0.001, 0, 54.8, 0, -0.0006 } },
    { "palette.tif", 3857, GDT_Byte, TRUE, { 240000, 12, 0, 7300000, 0, -12 } },
    { "deep.tif", 27700, GDT_UInt16, FALSE, { 500000, 25, 0, 200000, 0, -25 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = dup_path (cases[i].name);
      g_autoptr (GError) error = NULL;
      LampBaseMap *base;

      write_pattern (path, cases[i].epsg, cases[i].transform, cases[i].type, cases[i].palette);
      base = lamp_base_file_open (path, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (lamp_base_map_get_title (base), ==, cases[i].name);
      for (int quarter = 0; quarter < 4; quarter++)
        for (double zoom = 11.0; zoom <= 15.0; zoom += 1.4)
          {
            guint32 pixel = look_at (base, middle_of (cases[i].epsg, cases[i].transform, quarter), zoom);

            if (cases[i].type == GDT_Byte)
              assert_near (pixel, quarters[quarter], 2);
            else /* stretched over the range there is: the order of the colours stays */
              g_assert_cmpint ((pixel >> 16 & 0xff) > (pixel & 0xff), ==, quarters[quarter][0] > quarters[quarter][2]);
          }
      /* Beyond its edge there is nothing. */
      g_assert_cmphex (look_at (base, (LampPoint){ -20.0, 30.0 }, 12.0), ==, 0);
      close_base (base);
    }
}

/* Two maps in one GeoPackage: the first is shown. */
static void
test_container (void)
{
  const double     transform[6] = { 240000, 12, 0, 7300000, 0, -12 };
  g_autofree char *tiff = dup_path ("one.tif"), *path = dup_path ("two.gpkg");
  g_autoptr (GError) error = NULL;
  char        *first[] = { (char *)"RASTER_TABLE=one", NULL }, *second[] = { (char *)"APPEND_SUBDATASET=YES", (char *)"RASTER_TABLE=two", NULL };
  GDALDatasetH from;
  LampBaseMap *base;

  write_pattern (tiff, 3857, transform, GDT_Byte, FALSE);
  from = GDALOpen (tiff, GA_ReadOnly);
  GDALClose (GDALCreateCopy (GDALGetDriverByName ("GPKG"), path, from, FALSE, first, NULL, NULL));
  GDALClose (GDALCreateCopy (GDALGetDriverByName ("GPKG"), path, from, FALSE, second, NULL, NULL));
  GDALClose (from);
  base = lamp_base_file_open (path, &error);
  g_assert_no_error (error);
  assert_near (look_at (base, middle_of (3857, transform, 1), 13.0), quarters[1], 30); /* its tiles are JPEG */
  close_base (base);
}

static char *
dup_shared (const char *name)
{
  const char *shared = g_getenv ("LAMP_SHARED_DATA");
  char       *path = shared != NULL ? g_build_filename (shared, "mbtiles", name, NULL) : NULL;

  if (path != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return path;
  g_free (path);
  g_test_skip ("the maps of others are not here: LAMP_SHARED_DATA");
  return NULL;
}

static void
test_mbtiles (gconstpointer name)
{
  /* Seen in the files with gdallocationinfo. */
  static const struct
  {
    LampPoint at;
    guint8    colour[3];
  } places[] = {
    { { -52.0, -10.0 }, { 245, 222, 99 } },  /* Brazil */
    { { -105.0, 55.0 }, { 243, 193, 211 } }, /* Canada */
    { { -32.0, 28.0 }, { 217, 233, 250 } },  /* the Atlantic */
  };
  g_autofree char *path = dup_shared (name);
  g_autoptr (GError) error = NULL;
  LampBaseMap *base;

  if (path == NULL)
    return;
  base = lamp_base_file_open (path, &error);
  g_assert_no_error (error);
  g_assert_true (lamp_base_map_is_bright (base));
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    for (double zoom = 0.0; zoom < 4.0; zoom += 1.0)
      {
        guint32 pixel = look_at (base, places[i].at, zoom);

        g_test_message ("%s %u at %.0f: %08x", (const char *)name, i, zoom, pixel);
        assert_near (pixel, places[i].colour, 14);
      }
  close_base (base);
}

static void
refused (const char *path, LampBaseError code, const char *told)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampBaseMap) base = lamp_base_file_open (path, &error);

  g_assert_null (base);
  g_assert_error (error, LAMP_BASE_ERROR, (int)code);
  g_assert_nonnull (strstr (error->message, told));
  g_assert_false (g_str_has_suffix (error->message, ".")); /* a clause of the sentence that is told */
}

static void
test_refused (void)
{
  g_autofree char *missing = dup_path ("missing.tif"), *nowhere = dup_path ("nowhere.tif"), *text = dup_path ("text.tif"), *empty = dup_path ("empty.tif");

  refused (missing, LAMP_BASE_ERROR_MISSING, "no such file");
  refused (folder, LAMP_BASE_ERROR_MISSING, "no such file");
  write_pattern (nowhere, 0, NULL, GDT_Byte, FALSE);
  refused (nowhere, LAMP_BASE_ERROR_NO_PLACE, "where on Earth");
  g_assert_true (g_file_set_contents (text, "not a map", -1, NULL));
  refused (text, LAMP_BASE_ERROR_UNKNOWN, "damaged");
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  refused (empty, LAMP_BASE_ERROR_UNKNOWN, "damaged");
}

static void
test_invalid_mbtiles (void)
{
  g_autofree char *path = dup_shared ("invalid-tile-format.mbtiles");

  if (path != NULL)
    refused (path, LAMP_BASE_ERROR_UNREADABLE, "cannot be read");
}

static void
test_vector_mbtiles (void)
{
  g_autofree char *path = dup_shared ("world_cities.mbtiles");

  if (path != NULL)
    refused (path, LAMP_BASE_ERROR_NO_RASTER, "no pictures");
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
iterate_until_due (LampBaseFile *file, gint64 not )
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_USEC;
  gint64 due;

  while ((due = lamp_base_file_get_retry_usec (file)) == 0 || due == not )
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
}

/* The file lost its end: what was before it is shown, the rest is said once, and tried less and less often. */
static void
test_truncated (void)
{
  const double     transform[6] = { 240000, 60, 0, 7300000, 0, -60 };
  char            *options[] = { (char *)"BLOCKYSIZE=1", NULL };
  g_autofree char *first = dup_path ("whole.tif"), *path = dup_path ("truncated.tif"), *trouble = NULL, *whole = NULL;
  g_autoptr (GError) error = NULL;
  GDALDatasetH from;
  LampBaseMap *base;
  guint        n_told = 0;
  gint64       due = 0, wait = 0;
  gsize        size;

  write_pattern (first, 3857, transform, GDT_Byte, FALSE);
  from = GDALOpen (first, GA_ReadOnly);
  GDALClose (GDALCreateCopy (GDALGetDriverByName ("GTiff"), path, from, FALSE, options, NULL, NULL)); /* its rows stand in order */
  GDALClose (from);
  g_assert_true (g_file_get_contents (path, &whole, &size, NULL));
  g_assert_true (g_file_set_contents (path, whole, (gssize)(size * 3 / 5), NULL));
  base = lamp_base_file_open (path, &error);
  if (base == NULL) /* its table of contents stood at the end */
    {
      g_assert_error (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_UNKNOWN);
      g_test_skip ("this GDAL writes the table of contents last");
      return;
    }
  g_signal_connect_swapped (base, "notify::trouble", G_CALLBACK (count_cb), &n_told);
  assert_near (look_at (base, middle_of (3857, transform, 0), 15.0), quarters[0], 2);
  g_assert_cmphex (look_at (base, middle_of (3857, transform, 2), 15.0), ==, 0);
  iterate_until_due (LAMP_BASE_FILE (base), 0);
  for (int i = 0; i < 5; i++)
    {
      gint64 now = g_get_monotonic_time ();

      due = lamp_base_file_get_retry_usec (LAMP_BASE_FILE (base));
      lamp_base_file_retry (LAMP_BASE_FILE (base));
      iterate_until_due (LAMP_BASE_FILE (base), due);
      g_assert_cmpint (lamp_base_file_get_retry_usec (LAMP_BASE_FILE (base)) - now, >, wait);
      wait = lamp_base_file_get_retry_usec (LAMP_BASE_FILE (base)) - now;
    }
  while (n_told == 0)
    g_main_context_iteration (NULL, TRUE);
  trouble = lamp_base_map_dup_trouble (base);
  g_assert_nonnull (strstr (trouble, "cannot be read"));
  g_assert_cmpuint (n_told, ==, 1);

  /* It is put right: so is the map. */
  g_assert_true (g_file_set_contents (path, whole, (gssize)size, NULL));
  lamp_base_file_retry (LAMP_BASE_FILE (base));
  while (n_told == 1)
    g_main_context_iteration (NULL, TRUE);
  g_clear_pointer (&trouble, g_free);
  trouble = lamp_base_map_dup_trouble (base);
  g_assert_null (trouble);
  assert_near (look_at (base, middle_of (3857, transform, 2), 15.0), quarters[2], 2);
  close_base (base);
}

static char *
write_huge (void)
{
  const double     transform[6] = { 446000, 10, 0, 6064000, 0, -10 };
  const int        side = 1 << 18;
  const double     px_m = SIDE_PX * 10.0 / side;
  char            *path = dup_path ("huge.vrt");
  g_autofree char *tiff = dup_path ("small.tif");
  g_autoptr (GString) text = g_string_new (NULL);

  write_pattern (tiff, 32631, transform, GDT_Byte, FALSE);
  g_string_append_printf (text, "<VRTDataset rasterXSize=\"%d\" rasterYSize=\"%d\"><SRS>EPSG:32631</SRS><GeoTransform>446000,%.12f,0,6064000,0,-%.12f</GeoTransform>", side, side, px_m, px_m);
  for (int band = 1; band <= 3; band++)
    g_string_append_printf (text,
                            "<VRTRasterBand dataType=\"Byte\" band=\"%d\"><SimpleSource><SourceFilename relativeToVRT=\"1\">small.tif</SourceFilename><SourceBand>%d</SourceBand>"
                            "<SrcRect xOff=\"0\" yOff=\"0\" xSize=\"200\" ySize=\"200\"/><DstRect xOff=\"0\" yOff=\"0\" xSize=\"%d\" ySize=\"%d\"/></SimpleSource></VRTRasterBand>",
                            band, band, side, side);
  g_string_append (text, "</VRTDataset>");
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  return path;
}

/* 69 thousand million pixels without overviews: minutes, to be shown as a whole. Who goes closer does not wait for that. */
static void
test_nearest_first (void)
{
  g_autofree char *path = write_huge ();
  g_autoptr (GError) error = NULL;
  LampBaseMap     *base = lamp_base_file_open (path, &error);
  LampPoint        at = middle_of (32631, (double[]){ 446000, 10, 0, 6064000, 0, -10 }, 1);
  LampWorld        middle = lamp_world_from_point (at);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 256, 256);
  cairo_t         *cr = cairo_create (surface);

  g_assert_no_error (error);
  for (double zoom = 10.0; zoom <= 13.0; zoom += 1.0) /* wanted, and on its way, by all the workers there are */
    {
      double       k = 256.0 * exp2 (zoom) / LAMP_WORLD_SIZE;
      LampBaseView view = { .left = middle.x - 128.0 / k, .top = middle.y - 128.0 / k, .k = k, .width = 256, .height = 256, .patience_usec = G_USEC_PER_SEC / 2 };

      lamp_base_map_focus (base, middle, k);
      g_assert_false (lamp_base_map_draw (base, cr, &view));
    }
  lamp_base_map_focus (base, middle, 256.0 * exp2 (20.0) / LAMP_WORLD_SIZE);
  assert_near (look_at (base, at, 20.0), quarters[1], 2);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  close_base (base);
}

static void
test_picture_decode (void)
{
  static const char rubbish[] = "<html>log in first</html>";
  g_autoptr (GBytes) bytes = g_bytes_new_static (rubbish, sizeof rubbish);
  g_autoptr (GError) error = NULL;
  gboolean opaque, bright;

  g_assert_null (lamp_base_picture_decode (bytes, &opaque, &bright, &error));
  g_assert_error (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_UNREADABLE);
}

static int
lightness (guint32 pixel)
{
  return (int)((pixel >> 16 & 0xff) * 77 + (pixel >> 8 & 0xff) * 151 + (pixel & 0xff) * 28) >> 8;
}

/* Whatever is beneath it, night stays night and day stays pale; what was clear stays clear. */
static void
test_tone (void)
{
  for (guint32 grey = 0; grey < 256; grey += 5)
    for (int bright = 0; bright < 2; bright++)
      {
        guint32 day[] = { 0xff000000 | grey * 0x010101, 0xffff6600, 0, 0x80404040 }, night[] = { day[0], day[1], 0, day[3] };

        lamp_base_tone (day, 4, 0xfff3f2ef, FALSE, bright);
        lamp_base_tone (night, 4, 0xff15181b, TRUE, bright);
        g_assert_cmpint (lightness (day[0]), >=, bright ? 96 : 170);
        g_assert_cmpint (lightness (night[0]), <=, 96);
        g_assert_cmphex (day[2], ==, 0);
        g_assert_cmphex (day[3] >> 24, ==, 0x80);
        /* Colour is for what is abnormal. */
        g_assert_cmpint ((int)(day[1] >> 16 & 0xff) - (int)(day[1] & 0xff), <, 130);
        g_assert_cmpint ((int)(night[1] >> 16 & 0xff) - (int)(night[1] & 0xff), <, 80);
      }
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  GDALAllRegister ();
  folder = g_dir_make_tmp ("lamp-base-XXXXXX", NULL);
  g_test_add_func ("/map/base-file/lies-where-it-lies", test_lies_where_it_lies);
  g_test_add_func ("/map/base-file/container", test_container);
  g_test_add_data_func ("/map/base-file/mbtiles-png", "geography-class-png.mbtiles", test_mbtiles);
  g_test_add_data_func ("/map/base-file/mbtiles-jpg", "geography-class-jpg.mbtiles", test_mbtiles);
  g_test_add_data_func ("/map/base-file/mbtiles-webp", "geography-class-webp.mbtiles", test_mbtiles);
  g_test_add_func ("/map/base-file/refused", test_refused);
  g_test_add_func ("/map/base-file/invalid-mbtiles", test_invalid_mbtiles);
  g_test_add_func ("/map/base-file/vector-mbtiles", test_vector_mbtiles);
  g_test_add_func ("/map/base-file/truncated", test_truncated);
  g_test_add_func ("/map/base-file/nearest-first", test_nearest_first);
  g_test_add_func ("/map/base-file/picture-decode", test_picture_decode);
  g_test_add_func ("/map/base-file/tone", test_tone);
  status = g_test_run ();
  folder_remove (folder);
  g_free (folder);
  return status;
}
