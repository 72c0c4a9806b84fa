/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Pictures of the map, without a display: against pictures that somebody looked at (tests/map/golden), and the three kinds of
 * file against each other. After a change that is meant to be seen: LAMP_RENEW_GOLDENS=1 meson test -C build map-picture
 * writes them anew; look at them before they are committed. A picture that differs is left in the build folder.
 *
 * The distance is the share of 4 × 4 blocks whose mean colour differs by more than an eye forgives: letters may be
 * drawn a little otherwise by another version of the font library, a line may not be elsewhere or of another colour.
 */
#include "grid/fixture.h"
#include "map/picture.h"
#include "map/sample.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

#include <string.h>

#define BLOCK_PX 4
#define FORGIVEN 20     /* of 255, in a channel of a block's mean */
#define TOLERANCE 0.015 /* of the blocks */
#define WIDTH_PX 800
#define HEIGHT_PX 520

typedef struct
{
  Sample       sample;
  LampIndex   *index;
  LampPalette *palette;
  LampLive    *live;
  GBytes      *state;
  LampScene   *scene;
} Fixture;

static void
freeze (Fixture *fixture, gboolean night)
{
  g_clear_pointer (&fixture->scene, lamp_scene_unref);
  g_clear_pointer (&fixture->state, g_bytes_unref);
  fixture->state = lamp_scene_dup_state (fixture->index, fixture->sample.energisation, NULL, (LampShow)0);
  fixture->scene = lamp_scene_new (fixture->index, fixture->state, fixture->palette, night, (LampShow)(LAMP_SHOW_BASE | LAMP_SHOW_NAMES));
}

static void
fixture_init (Fixture *fixture, LampNetwork *network, guint n_outages)
{
  *fixture = (Fixture){ .index = lamp_index_new (network), .palette = lamp_palette_load ("neutral", NULL), .live = lamp_live_new () };
  sample_init (&fixture->sample, network, n_outages);
  lamp_live_set_clock (fixture->live, SAMPLE_NOW_USEC, 0.0);
  lamp_live_set_model (fixture->live, LAMP_SELECT_OUTAGE, G_LIST_MODEL (fixture->sample.outages));
  lamp_live_set_model (fixture->live, LAMP_SELECT_CREW, G_LIST_MODEL (fixture->sample.crews));
  lamp_live_set_model (fixture->live, LAMP_SELECT_SITE, G_LIST_MODEL (fixture->sample.sites));
  freeze (fixture, FALSE);
}

static void
fixture_clear (Fixture *fixture)
{
  g_clear_pointer (&fixture->scene, lamp_scene_unref);
  g_clear_pointer (&fixture->state, g_bytes_unref);
  g_clear_object (&fixture->live);
  sample_clear (&fixture->sample);
  g_clear_pointer (&fixture->palette, lamp_palette_unref);
  g_clear_pointer (&fixture->index, lamp_index_unref);
}

/* The toy grid with a fuse blown, and one of everything. */
static void
open_toy (Fixture *fixture)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  guint32   dead = lamp_fixture_element (network, "FU1");
  LampWorld at = lamp_network_element_at (network, dead);

  fixture_init (fixture, network, 0);
  lamp_energisation_set_open (fixture->sample.energisation, dead, TRUE, NULL);
  sample_add_outage (&fixture->sample, "FU1", at, "confirmed", 3);
  sample_add_crew (&fixture->sample, "Crew 1", (LampWorld){ at.x + 40000, at.y - 14000 }, "enroute", 45.0, 5);
  sample_add_crew (&fixture->sample, "Crew 2", (LampWorld){ at.x - 15000, at.y - 12000 }, "available", 0.0, 400);
  sample_add_site (&fixture->sample, "H1", "Riverside <Hospital> & Sons", (LampWorld){ at.x + 5000, at.y - 2000 }, "first", "lastSource");
  freeze (fixture, FALSE);
}

static gboolean
open_city (Fixture *fixture)
{
  const char *path = g_getenv ("LAMP_TEST_REGION");
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) network = path != NULL ? lamp_network_load (path, NULL, &error) : NULL;

  g_assert_no_error (error);
  if (network == NULL)
    {
      g_test_skip ("LAMP_TEST_REGION names no region");
      return FALSE;
    }
  fixture_init (fixture, network, 8);
  return TRUE;
}

static LampPicture
picture_of (const Fixture *fixture)
{
  return (LampPicture){
    .scene = fixture->scene,
    .live = fixture->live,
    .box = fixture->sample.network->extent,
    .margin_px = 24.0,
    .width = WIDTH_PX,
    .height = HEIGHT_PX,
    .title = "A region & its <name>",
    .warning = "TRAINING",
    .caption = "14 Nov 2023 22:13:20 UTC+00:00 · data 0.3 s old",
  };
}

/* A part of the extent around its middle. */
static LampWorldBox
middle_of (LampWorldBox box, double share)
{
  double w = ((double)box.x1 - box.x0) * share / 2.0, h = ((double)box.y1 - box.y0) * share / 2.0;
  double x = box.x0 + ((double)box.x1 - box.x0) / 2.0, y = box.y0 + ((double)box.y1 - box.y0) / 2.0;

  return (LampWorldBox){ (guint32)(x - w), (guint32)(y - h), (guint32)(x + w), (guint32)(y + h) };
}

static GBytes *
draw (const LampPicture *picture, LampPictureKind kind)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = lamp_picture_draw (picture, kind, &error);

  g_assert_no_error (error);
  return bytes;
}

/* Any kind of picture that gdk-pixbuf knows; NULL when it does not. */
static GdkPixbuf *
read_picture (GBytes *bytes)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GdkPixbuf) read = gdk_pixbuf_new_from_stream (stream, NULL, NULL);

  return read != NULL ? gdk_pixbuf_add_alpha (read, FALSE, 0, 0, 0) : NULL; /* four bytes each, whatever it was */
}

static int
mean (const GdkPixbuf *pixbuf, int x0, int y0, int channel)
{
  const guchar *pixels = gdk_pixbuf_read_pixels (pixbuf);
  int           sum = 0;

  for (int y = y0; y < y0 + BLOCK_PX; y++)
    for (int x = x0; x < x0 + BLOCK_PX; x++)
      sum += pixels[y * gdk_pixbuf_get_rowstride (pixbuf) + x * 4 + channel];
  return sum / (BLOCK_PX * BLOCK_PX);
}

static double
distance (const GdkPixbuf *one, const GdkPixbuf *other)
{
  int n = 0, different = 0;

  if (gdk_pixbuf_get_width (one) != gdk_pixbuf_get_width (other) || gdk_pixbuf_get_height (one) != gdk_pixbuf_get_height (other))
    return 1.0;
  for (int y = 0; y + BLOCK_PX <= gdk_pixbuf_get_height (one); y += BLOCK_PX)
    for (int x = 0; x + BLOCK_PX <= gdk_pixbuf_get_width (one); x += BLOCK_PX, n++)
      for (int channel = 0; channel < 3; channel++)
        if (ABS (mean (one, x, y, channel) - mean (other, x, y, channel)) > FORGIVEN)
          {
            different++;
            break;
          }
  return different / (double)n;
}

static void
compare_golden (const LampPicture *picture, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *golden = g_test_build_filename (G_TEST_DIST, "map", "golden", file, NULL);
  g_autofree char *ours = g_test_build_filename (G_TEST_BUILT, "map", file, NULL);
  g_autoptr (GBytes) bytes = draw (picture, LAMP_PICTURE_PNG);
  g_autoptr (GdkPixbuf) is = read_picture (bytes), should_be = NULL;
  g_autofree char *text = NULL;
  gsize            length;
  double           far;

  if (g_getenv ("LAMP_RENEW_GOLDENS") != NULL)
    g_assert_true (g_file_set_contents (golden, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), NULL));
  if (g_file_get_contents (golden, &text, &length, NULL))
    {
      g_autoptr (GBytes) kept = g_bytes_new (text, length);

      should_be = read_picture (kept);
    }
  g_assert_nonnull (should_be);
  far = distance (is, should_be);
  g_test_message ("%s: %.2f %% of the blocks differ", name, 100.0 * far);
  if (far > TOLERANCE && g_file_set_contents (ours, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), NULL))
    g_test_message ("see %s", ours);
  g_assert_cmpfloat (far, <=, TOLERANCE);
}

static void
test_toy (void)
{
  Fixture fixture;

  open_toy (&fixture);
  for (int night = 0; night < 2; night++)
    {
      LampPicture picture;

      freeze (&fixture, night);
      picture = picture_of (&fixture);
      compare_golden (&picture, night ? "toy-night" : "toy-day");
    }
  fixture_clear (&fixture);
}

static void
test_city (void)
{
  Fixture     fixture;
  LampPicture picture;

  if (!open_city (&fixture))
    return;
  picture = picture_of (&fixture);
  compare_golden (&picture, "city-day");
  freeze (&fixture, TRUE);
  picture = picture_of (&fixture);
  picture.box = middle_of (picture.box, 0.06);
  picture.margin_px = 0.0;
  picture.warning = NULL;
  compare_golden (&picture, "street-night");
  fixture_clear (&fixture);
}

/* The measure sees what an eye sees: one dead branch fewer is another picture. */
static void
test_sees_an_outage (void)
{
  Fixture     fixture;
  LampPicture picture;
  g_autoptr (GBytes) out = NULL, calm = NULL, again = NULL;
  g_autoptr (GdkPixbuf) one = NULL, other = NULL;

  if (!open_city (&fixture))
    return;
  picture = picture_of (&fixture);
  out = draw (&picture, LAMP_PICTURE_PNG);
  again = draw (&picture, LAMP_PICTURE_PNG);
  g_assert_true (g_bytes_equal (out, again));
  lamp_energisation_set_all (fixture.sample.energisation, NULL, NULL, 0, &(LampWorldBox){ 0 });
  freeze (&fixture, FALSE);
  picture.scene = fixture.scene;
  calm = draw (&picture, LAMP_PICTURE_PNG);
  one = read_picture (out);
  other = read_picture (calm);
  g_test_message ("%.2f %% of the blocks differ", 100.0 * distance (one, other));
  g_assert_cmpfloat (distance (one, other), >, TOLERANCE / 2.0);
  fixture_clear (&fixture);
}

typedef struct
{
  GString *text; /* of <text> and <title> elements, each in a line */
  guint    n_paths, n_images;
  gboolean in_text;
} Contents;

static void
start_cb (GMarkupParseContext *context, const char *name, const char **attributes, const char **values, gpointer data, GError **error)
{
  Contents *contents = data;

  contents->n_paths += g_str_equal (name, "path");
  contents->n_images += g_str_equal (name, "image");
  contents->in_text = g_str_equal (name, "text") || g_str_equal (name, "title");
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize length, gpointer data, GError **error)
{
  Contents *contents = data;

  if (contents->in_text)
    g_string_append_printf (contents->text, "%.*s\n", (int)length, text);
  contents->in_text = FALSE;
}

static void
test_svg (void)
{
  const GMarkupParser parser = { .start_element = start_cb, .text = text_cb };
  Fixture             fixture;
  LampPicture         picture;
  g_autoptr (GBytes) svg = NULL, png = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) one = NULL, other = NULL;
  Contents contents = { text, 0, 0, FALSE };
  g_autoptr (GMarkupParseContext) context = g_markup_parse_context_new (&parser, 0, &contents, NULL);

  open_toy (&fixture);
  picture = picture_of (&fixture);
  picture.title = "A region & its <name> \x01\xff";
  svg = draw (&picture, LAMP_PICTURE_SVG);
  png = draw (&picture, LAMP_PICTURE_PNG);
  g_assert_true (g_markup_parse_context_parse (context, g_bytes_get_data (svg, NULL), (gssize)g_bytes_get_size (svg), &error));
  g_assert_true (g_markup_parse_context_end_parse (context, &error));
  g_assert_nonnull (strstr (text->str, "\nRiverside <Hospital> & Sons\n"));
  g_assert_nonnull (strstr (text->str, "\nCrew 1\n"));
  g_assert_nonnull (strstr (text->str, "TRAINING · A region & its <name>"));
  g_assert_cmpuint (contents.n_paths, >, 50);
  g_assert_cmpuint (contents.n_images, ==, 0);
  one = read_picture (png);
  other = read_picture (svg);
  if (other == NULL)
    g_test_skip ("gdk-pixbuf reads no SVG here (librsvg2-common)");
  else
    {
      g_test_message ("%.2f %% of the blocks differ", 100.0 * distance (one, other));
      g_assert_cmpfloat (distance (one, other), <=, TOLERANCE);
    }
  fixture_clear (&fixture);
}

static void
test_pdf (void)
{
  Fixture     fixture;
  LampPicture picture;
  g_autoptr (GBytes) pdf = NULL;
  const char *data;
  gsize       size;

  open_toy (&fixture);
  picture = picture_of (&fixture);
  pdf = draw (&picture, LAMP_PICTURE_PDF);
  data = g_bytes_get_data (pdf, &size);
  g_assert_cmpuint (size, >, 5000);
  g_assert_true (g_str_has_prefix (data, "%PDF-1."));
  g_assert_nonnull (memmem (data + size - 16, 16, "%%EOF", 5));
  g_assert_nonnull (memmem (data, size, "/FontFile", 9));     /* letters, not outlines */
  g_assert_nonnull (memmem (data, size, "/ToUnicode", 10));   /* and what they mean */
  g_assert_null (memmem (data, size, "/Subtype /Image", 15)); /* no pixels */
  g_assert_null (memmem (data, size, "/Subtype/Image", 14));
  fixture_clear (&fixture);
}

/* From the smallest picture to a poster, from the whole region to a doorstep, and where nothing is at all. */
static void
test_any_view (void)
{
  static const int sizes[][2] = { { 640, 480 }, { 3000, 481 }, { 641, 2500 } };
  Fixture          fixture;

  open_toy (&fixture);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (int where = 0; where < 4; where++)
      for (int kind = LAMP_PICTURE_PNG; kind <= LAMP_PICTURE_PDF; kind++)
        {
          LampPicture  picture = picture_of (&fixture);
          LampWorldBox extent = picture.box;
          LampWorldBox boxes[4] = { extent, { extent.x0, extent.y0, extent.x0, extent.y0 }, { 0, 0, G_MAXUINT32, G_MAXUINT32 }, { 5, 5, 90, 90 } };
          g_autoptr (GBytes) bytes = NULL;

          picture.width = sizes[i][0];
          picture.height = sizes[i][1];
          picture.box = boxes[where];
          bytes = draw (&picture, (LampPictureKind)kind);
          g_assert_cmpuint (g_bytes_get_size (bytes), >, 500);
        }
  fixture_clear (&fixture);
}

/* How much neighbouring pixels differ in all: what is blown up has less of it. */
static double
sharpness (const GdkPixbuf *pixbuf)
{
  const guchar *pixels = gdk_pixbuf_read_pixels (pixbuf);
  int           stride = gdk_pixbuf_get_rowstride (pixbuf);
  double        sum = 0.0;

  for (int y = 0; y < gdk_pixbuf_get_height (pixbuf); y++)
    for (int x = 1; x < gdk_pixbuf_get_width (pixbuf); x++)
      {
        double step = pixels[y * stride + x * 4 + 1] - pixels[y * stride + x * 4 - 3];

        sum += step * step;
      }
  return sum;
}

/* The same picture with more pixels, and not one blown up. */
static void
test_scale (void)
{
  static const double scales[] = { 1.5, 2.0 };
  Fixture             fixture;
  LampPicture         picture;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkPixbuf) plain = NULL;

  if (!open_city (&fixture))
    return;
  picture = picture_of (&fixture);
  bytes = draw (&picture, LAMP_PICTURE_PNG);
  plain = read_picture (bytes);
  for (guint i = 0; i < G_N_ELEMENTS (scales); i++)
    {
      int width = (int)(WIDTH_PX * scales[i]), height = (int)(HEIGHT_PX * scales[i]);
      g_autoptr (GBytes) more = NULL;
      g_autoptr (GdkPixbuf) fine = NULL, shrunk = NULL, blown_up = gdk_pixbuf_scale_simple (plain, width, height, GDK_INTERP_BILINEAR);

      picture.scale = scales[i];
      more = draw (&picture, LAMP_PICTURE_PNG);
      fine = read_picture (more);
      g_assert_cmpint (gdk_pixbuf_get_width (fine), ==, width);
      g_assert_cmpint (gdk_pixbuf_get_height (fine), ==, height);
      shrunk = gdk_pixbuf_scale_simple (fine, WIDTH_PX, HEIGHT_PX, GDK_INTERP_HYPER);
      g_test_message ("scale %.1f: %.2f %% of the blocks differ, %.2f times as sharp as blown up", scales[i], 100.0 * distance (plain, shrunk),
                      sharpness (fine) / sharpness (blown_up));
      g_assert_cmpfloat (distance (plain, shrunk), <=, 0.04);
      g_assert_cmpfloat (sharpness (fine), >, 1.2 * sharpness (blown_up));
    }
  fixture_clear (&fixture);
}

static void
test_kinds (void)
{
  LampPictureKind kind;

  g_assert_true (lamp_picture_kind_of_name ("/a.b/c.SVG", &kind) && kind == LAMP_PICTURE_SVG);
  g_assert_true (lamp_picture_kind_of_name ("c.pdf", &kind) && kind == LAMP_PICTURE_PDF);
  g_assert_true (lamp_picture_kind_of_name ("c.png.png", &kind) && kind == LAMP_PICTURE_PNG);
  g_assert_false (lamp_picture_kind_of_name ("png", &kind));
  g_assert_false (lamp_picture_kind_of_name ("c.jpg", &kind));
  g_assert_false (lamp_picture_kind_of_name ("", &kind));
}

/* Wherever the base map is shown, and nowhere else, it says whose it is. */
static void
test_attribution (void)
{
  Fixture     fixture;
  LampPicture picture;

  open_toy (&fixture);
  fixture.index->network->attribution = "© Streets & Others";
  for (guint shown = 0; shown < 2; shown++)
    {
      g_autoptr (LampScene) scene = lamp_scene_new (fixture.index, fixture.state, fixture.palette, FALSE, shown ? LAMP_SHOW_BASE : LAMP_SHOW_NAMES);
      g_autoptr (GBytes) svg = NULL;

      picture = picture_of (&fixture);
      picture.scene = scene;
      svg = draw (&picture, LAMP_PICTURE_SVG);
      g_assert_cmpint (g_strstr_len (g_bytes_get_data (svg, NULL), (gssize)g_bytes_get_size (svg), "© Streets &amp; Others") != NULL, ==, shown);
    }
  fixture.index->network->attribution = "";
  fixture_clear (&fixture);
}

int
main (int argc, char **argv)
{
  g_unsetenv ("DISPLAY");
  g_unsetenv ("WAYLAND_DISPLAY");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/picture/toy", test_toy);
  g_test_add_func ("/map/picture/city", test_city);
  g_test_add_func ("/map/picture/sees-an-outage", test_sees_an_outage);
  g_test_add_func ("/map/picture/svg", test_svg);
  g_test_add_func ("/map/picture/attribution", test_attribution);
  g_test_add_func ("/map/picture/pdf", test_pdf);
  g_test_add_func ("/map/picture/any-view", test_any_view);
  g_test_add_func ("/map/picture/scale", test_scale);
  g_test_add_func ("/map/picture/kinds", test_kinds);
  return g_test_run ();
}
