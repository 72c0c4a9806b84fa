/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Base maps of web services: a WMTS by its capabilities, a WMS and a TMS by GDAL's descriptions, asked of a server of this test,
 * whose pictures say where they are. Then the server does everything that servers do.
 */
#include "folder.h"
#include "map/base-file.h"
#include "map/base-raster.h"
#include "pictures-server.h"

#include <cairo.h>
#include <gdal.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HALF_M 20037508.342789244
#define PATIENCE_USEC (30 * G_USEC_PER_SEC)

static char *folder;

typedef enum {
  WMTS,
  WMS,
  TMS,
  N_KINDS,
} Kind;

static char *
write_wmts (guint n)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text,
                          "<?xml version=\"1.0\"?><Capabilities xmlns=\"http://www.opengis.net/wmts/1.0\" xmlns:ows=\"http://www.opengis.net/ows/1.1\" "
                          "xmlns:xlink=\"http://www.w3.org/1999/xlink\" version=\"1.0.0\">"
                          "<ows:ServiceIdentification><ows:Title>Toy</ows:Title><ows:AccessConstraints>CC BY 4.0</ows:AccessConstraints></ows:ServiceIdentification>"
                          "<ows:ServiceProvider><ows:ProviderName>Toy &amp; Survey</ows:ProviderName></ows:ServiceProvider>"
                          "<Contents><Layer><ows:Title>Photographs</ows:Title><ows:Identifier>photo</ows:Identifier><Style isDefault=\"true\"><ows:Identifier>default</ows:Identifier></Style>"
                          "<Format>image/png</Format><TileMatrixSetLink><TileMatrixSet>G</TileMatrixSet></TileMatrixSetLink>"
                          "<ResourceURL format=\"image/png\" resourceType=\"tile\" template=\"http://127.0.0.1:%u/%u/t/{TileMatrix}/{TileCol}/{TileRow}.png\"/></Layer>"
                          "<TileMatrixSet><ows:Identifier>G</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS>",
                          pictures_server_get_port (), n);
  for (int z = 0; z <= 17; z++)
    {
      char scale[G_ASCII_DTOSTR_BUF_SIZE];

      g_string_append_printf (text,
                              "<TileMatrix><ows:Identifier>%d</ows:Identifier><ScaleDenominator>%s</ScaleDenominator><TopLeftCorner>-20037508.3427892 20037508.3427892</TopLeftCorner>"
                              "<TileWidth>256</TileWidth><TileHeight>256</TileHeight><MatrixWidth>%d</MatrixWidth><MatrixHeight>%d</MatrixHeight></TileMatrix>",
                              z, g_ascii_dtostr (scale, sizeof scale, 559082264.0287178 / exp2 (z)), 1 << z, 1 << z);
    }
  g_string_append (text, "</TileMatrixSet></Contents></Capabilities>");
  return g_string_free (text, FALSE);
}

/* Of an address that no cache knows. */
static char *
write_description (Kind kind)
{
  static guint     n = 0;
  g_autofree char *name = g_strdup_printf ("%u.xml", n), *text = NULL;
  char            *path = g_build_filename (folder, name, NULL);
  const char      *around = "<DataWindow><UpperLeftX>-20037508.34</UpperLeftX><UpperLeftY>20037508.34</UpperLeftY><LowerRightX>20037508.34</LowerRightX><LowerRightY>-20037508.34</LowerRightY>";

  if (kind == WMTS)
    text = write_wmts (n);
  else if (kind == WMS)
    text = g_strdup_printf ("<GDAL_WMS><Service name=\"WMS\"><Version>1.1.1</Version><ServerUrl>http://127.0.0.1:%u/%u?</ServerUrl><SRS>EPSG:3857</SRS><ImageFormat>image/png</ImageFormat>"
                            "<Layers>photo</Layers></Service>%s<SizeX>33554432</SizeX><SizeY>33554432</SizeY></DataWindow><Projection>EPSG:3857</Projection><BandsCount>3</BandsCount>"
                            "<BlockSizeX>256</BlockSizeX><BlockSizeY>256</BlockSizeY><OverviewCount>17</OverviewCount></GDAL_WMS>",
                            pictures_server_get_port (), n, around);
  else
    text = g_strdup_printf ("<GDAL_WMS><Service name=\"TMS\"><ServerUrl>http://127.0.0.1:%u/%u/t/${z}/${x}/${y}.png</ServerUrl></Service>%s<TileLevel>17</TileLevel><TileCountX>1</TileCountX>"
                            "<TileCountY>1</TileCountY><YOrigin>top</YOrigin></DataWindow><Projection>EPSG:3857</Projection><BlockSizeX>256</BlockSizeX><BlockSizeY>256</BlockSizeY>"
                            "<BandsCount>3</BandsCount><Cache/></GDAL_WMS>",
                            pictures_server_get_port (), n, around);
  n++;
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

static guint32
look_at (LampBaseMap *base, double x_m, double y_m, double zoom)
{
  double           k = 256.0 * exp2 (zoom) / LAMP_WORLD_SIZE;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 9, 9);
  cairo_t         *cr = cairo_create (surface);
  LampBaseView     view = { .k = k, .width = 9, .height = 9, .patience_usec = PATIENCE_USEC };
  guint32          pixel;

  view.left = (x_m + HALF_M) / (2.0 * HALF_M) * LAMP_WORLD_SIZE - 4.5 / k;
  view.top = (HALF_M - y_m) / (2.0 * HALF_M) * LAMP_WORLD_SIZE - 4.5 / k;
  lamp_base_map_draw (base, cr, &view);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixel = ((guint32 *)(void *)cairo_image_surface_get_data (surface))[4 * cairo_image_surface_get_stride (surface) / 4 + 4];
  cairo_surface_destroy (surface);
  return pixel;
}

static void
assert_place (LampBaseMap *base, double x_share, double y_share, double zoom)
{
  double  x_m = PICTURES_WEST_M + (PICTURES_EAST_M - PICTURES_WEST_M) * x_share, y_m = PICTURES_SOUTH_M + (PICTURES_NORTH_M - PICTURES_SOUTH_M) * y_share;
  guint32 pixel = look_at (base, x_m, y_m, zoom);

  g_assert_cmphex (pixel >> 24, ==, 0xff);
  g_assert_cmpfloat (fabs ((pixel >> 16 & 0xff) - x_share * 255.0), <=, 2.0);
  g_assert_cmpfloat (fabs ((pixel >> 8 & 0xff) - y_share * 255.0), <=, 2.0);
}

static LampBaseMap *
open_kind (Kind kind)
{
  g_autofree char *path = write_description (kind);
  g_autoptr (GError) error = NULL;
  LampBaseMap *base = lamp_base_file_open (path, &error);

  g_assert_no_error (error);
  return base;
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
  pictures_server_set_mode (PICTURES_WELL);
  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      LampBaseMap *base = open_kind (kind);

      for (double zoom = 12.0; zoom <= 18.0; zoom += 1.5) /* beyond the deepest it has, too */
        for (double at = 0.15; at < 0.9; at += 0.31)
          assert_place (base, at, 1.0 - at * 0.9, zoom);
      close_base (base);
    }
  g_assert_cmpint (pictures_server_count_asked (), >, 0);
  g_assert_cmpint (pictures_server_count_nameless (), ==, 0);
}

/* Who makes the pictures stands in the capabilities. */
static void
test_attribution (void)
{
  LampBaseMap *base;

  pictures_server_set_mode (PICTURES_WELL);
  base = open_kind (WMTS);
  g_assert_cmpstr (lamp_base_map_get_attribution (base), ==, "Toy & Survey, CC BY 4.0");
  close_base (base);
}

/* What the server did, and nothing of files that nobody has. */
static void
test_words (void)
{
  static const struct
  {
    PicturesMode mode;
    const char  *told;
  } cases[] = {
    { PICTURES_FORBIDDEN, "does not let us see its tiles (it answers 403)" },
    { PICTURES_BROKEN, "out of order (it answers 500)" },
    { PICTURES_LOG_IN, "not a picture" },
    { PICTURES_NO_PICTURE, "not a picture" },
    { PICTURES_BREAKS_OFF, "not a picture" },
    { PICTURES_CIRCLES, "in circles" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (Kind kind = 0; kind < N_KINDS; kind++)
      {
        g_autofree char *path = write_description (kind);
        g_autoptr (GError) error = NULL;

        pictures_server_set_mode (cases[i].mode);
        g_assert_null (lamp_base_file_open (path, &error));
        g_assert_error (error, LAMP_BASE_ERROR, LAMP_BASE_ERROR_UNREADABLE);
        g_test_message ("%u %u: %s", cases[i].mode, kind, error->message);
        g_assert_nonnull (strstr (error->message, cases[i].told));
        g_assert_true (g_str_has_prefix (error->message, "its server "));
        g_assert_null (strchr (error->message, '/'));
      }
}

static void
test_refuses (void)
{
  g_autofree char *path = write_description (WMS);
  g_autoptr (GError) error = NULL;

  pictures_server_set_mode (PICTURES_REFUSES);
  g_assert_null (lamp_base_file_open (path, &error));
  g_assert_nonnull (strstr (error->message, "LayerNotDefined"));
}

/* One that takes the call and says next to nothing is given up, and called by what it is. */
static void
test_drips (void)
{
  g_autofree char *path = write_description (TMS);
  g_autoptr (GError) error = NULL;

  pictures_server_set_mode (PICTURES_DRIPS);
  g_assert_null (lamp_base_file_open (path, &error));
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, "too slow"));
}

static void
wait_for_trouble (LampBaseMap *base, gboolean wanted)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_USEC;

  for (;;)
    {
      g_autofree char *trouble = lamp_base_map_dup_trouble (base);

      if ((trouble != NULL) == wanted)
        return;
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_main_context_iteration (NULL, FALSE);
      g_thread_yield ();
    }
}

/* A WMTS whose every answer is that there is nothing: one would wait for it for ever. */
static void
test_nothing (void)
{
  LampBaseMap     *base;
  g_autofree char *trouble = NULL;

  pictures_server_set_mode (PICTURES_NOT_FOUND);
  base = open_kind (WMTS);
  for (int i = 0; i < 12; i++)
    look_at (base, PICTURES_WEST_M + 5000.0 * i, PICTURES_SOUTH_M, 15.0);
  wait_for_trouble (base, TRUE);
  trouble = lamp_base_map_dup_trouble (base);
  g_assert_nonnull (strstr (trouble, "no pictures of this place"));
  close_base (base);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

/* It dies while it is looked at: what was there stays, that is told once, it is left in peace, and all is well when it is. */
static void
test_dies (void)
{
  LampBaseMap *base;
  guint        n_told = 0;
  int          n_before;
  gint64       due;

  pictures_server_set_mode (PICTURES_WELL);
  base = open_kind (TMS);
  g_signal_connect_swapped (base, "notify::trouble", G_CALLBACK (count_cb), &n_told);
  assert_place (base, 0.2, 0.2, 16.0);
  pictures_server_set_mode (PICTURES_BROKEN);
  look_at (base, PICTURES_WEST_M + (PICTURES_EAST_M - PICTURES_WEST_M) * 0.7, PICTURES_SOUTH_M + (PICTURES_NORTH_M - PICTURES_SOUTH_M) * 0.7, 16.0);
  wait_for_trouble (base, TRUE);
  while (n_told < 1)
    g_main_context_iteration (NULL, TRUE);
  assert_place (base, 0.2, 0.2, 16.0);
  due = lamp_base_file_get_retry_usec (LAMP_BASE_FILE (base));
  g_assert_cmpint (due, >, 0);
  n_before = pictures_server_count_asked ();
  for (int i = 0; i < 20; i++)
    look_at (base, PICTURES_EAST_M + 3000.0 * i, PICTURES_NORTH_M, 15.0);
  g_assert_cmpint (pictures_server_count_asked (), ==, n_before);
  pictures_server_set_mode (PICTURES_WELL);
  lamp_base_file_retry (LAMP_BASE_FILE (base));
  wait_for_trouble (base, FALSE);
  assert_place (base, 0.7, 0.7, 16.0);
  while (n_told < 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (n_told, ==, 2); /* that it is ill, and that it is well */
  close_base (base);
}

static void
test_away (void)
{
  pictures_server_stop ();
  for (Kind kind = 0; kind < N_KINDS; kind++)
    {
      g_autofree char *path = write_description (kind);
      g_autoptr (GError) error = NULL;

      g_assert_null (lamp_base_file_open (path, &error));
      g_assert_cmpstr (error->message, ==, "its server does not answer");
    }
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = NULL;
  int              status;

  g_unsetenv ("http_proxy");
  folder = g_dir_make_tmp ("lamp-service-XXXXXX", NULL);
  cache = g_build_filename (folder, "cache", NULL);
  g_setenv ("XDG_CACHE_HOME", cache, TRUE);
  g_test_init (&argc, &argv, NULL);
  GDALAllRegister ();
  pictures_server_start ();
  g_test_add_func ("/map/base-service/lies-where-it-lies", test_lies_where_it_lies);
  g_test_add_func ("/map/base-service/attribution", test_attribution);
  g_test_add_func ("/map/base-service/words", test_words);
  g_test_add_func ("/map/base-service/refuses", test_refuses);
  g_test_add_func ("/map/base-service/drips", test_drips);
  g_test_add_func ("/map/base-service/nothing", test_nothing);
  g_test_add_func ("/map/base-service/dies", test_dies);
  g_test_add_func ("/map/base-service/away", test_away);
  status = g_test_run ();
  pictures_server_stop ();
  folder_remove (folder);
  g_free (folder);
  return status;
}
