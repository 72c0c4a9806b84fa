/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The line rasteriser against cairo: by how far pictures of the same lines differ.
 */
#include "map/raster.h"

#include <cairo.h>
#include <math.h>
#include <string.h>

#define SIDE 128
#define INK 0xff204060
#define GROUND 0xffffffff

static double
channel_distance (const guint32 *one, const guint32 *other)
{
  double sum = 0.0;

  for (guint i = 0; i < SIDE * SIDE; i++)
    for (int shift = 0; shift < 24; shift += 8)
      sum += fabs ((double)(one[i] >> shift & 0xff) - (double)(other[i] >> shift & 0xff));
  return sum;
}

static void
draw_by_cairo (guint32 *pixels, double x0, double y0, double x1, double y1, double half)
{
  cairo_surface_t *surface = cairo_image_surface_create_for_data ((guchar *)pixels, CAIRO_FORMAT_RGB24, SIDE, SIDE, SIDE * 4);
  cairo_t         *cr = cairo_create (surface);

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_BEST);
  cairo_set_source_rgb (cr, (INK >> 16 & 0xff) / 255.0, (INK >> 8 & 0xff) / 255.0, (INK & 0xff) / 255.0);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_width (cr, 2.0 * half);
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
  cairo_stroke (cr);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static void
test_like_cairo (void)
{
  g_autofree guint32 *ours = g_new (guint32, SIDE * SIDE), *theirs = g_new (guint32, SIDE * SIDE), *empty = g_new (guint32, SIDE * SIDE);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  LampRaster raster = { ours, SIDE, SIDE };

  memset (empty, 0xff, SIDE * SIDE * 4);
  for (guint i = 0; i < 400; i++)
    {
      double half = i % 2 == 0 ? g_rand_double_range (rand, 0.4, 1.1) : g_rand_double_range (rand, 1.2, 9.0);
      double x0 = g_rand_double_range (rand, -40, SIDE + 40), y0 = g_rand_double_range (rand, -40, SIDE + 40);
      double x1 = g_rand_double_range (rand, -40, SIDE + 40), y1 = g_rand_double_range (rand, -40, SIDE + 40);
      double ink, away;

      memset (theirs, 0xff, SIDE * SIDE * 4);
      lamp_raster_clear (&raster, GROUND);
      lamp_raster_line (&raster, x0, y0, x1, y1, half, INK);
      draw_by_cairo (theirs, x0, y0, x1, y1, half);
      ink = channel_distance (theirs, empty);
      away = channel_distance (ours, theirs);
      if (ink > 20000.0) /* not only a corner of it */
        g_assert_cmpfloat (away / ink, <, half <= 1.1 ? 0.25 : 0.08);
    }
}

/* As much ink as the line is wide, at any angle: lines must not change their weight when turned. */
static void
test_even_weight (void)
{
  g_autofree guint32 *pixels = g_new (guint32, SIDE * SIDE), *empty = g_new (guint32, SIDE * SIDE);
  LampRaster          raster = { pixels, SIDE, SIDE };

  memset (empty, 0xff, SIDE * SIDE * 4);
  for (double half = 0.35; half < 4.0; half *= 1.5)
    for (int degrees = 0; degrees < 180; degrees += 7)
      {
        double c = cos (degrees * G_PI / 180.0) * 50.0, s = sin (degrees * G_PI / 180.0) * 50.0, per_px = 0xdf + 0xbf + 0x9f;
        double area;

        lamp_raster_clear (&raster, GROUND);
        lamp_raster_line (&raster, 64.0 - c, 64.0 - s, 64.0 + c, 64.0 + s, half, INK);
        area = channel_distance (pixels, empty) / per_px;
        g_assert_cmpfloat (fabs (area - 200.0 * half) / (200.0 * half), <, 0.12);
      }
}

static void
draw_dashes (LampRaster *raster, double x0, double y0, double x1, double y1, double half, double on, double off, double *phase)
{
  LampDashes dashes;

  lamp_dashes_start (&dashes, x0, y0, x1, y1, half, on, off, phase, SIDE, SIDE);
  while (lamp_dashes_next (&dashes, &x0, &y0, &x1, &y1))
    lamp_raster_line (raster, x0, y0, x1, y1, half, INK);
}

static void
test_outside (void)
{
  g_autofree guint32 *pixels = g_new (guint32, (SIDE + 2) * SIDE);
  guint32            *guard = pixels + SIDE * (SIDE + 1);
  LampRaster          raster = { pixels + SIDE, SIDE, SIDE };
  double              phase = 0.0;

  memset (pixels, 0x5a, (SIDE + 2) * SIDE * 4);
  lamp_raster_clear (&raster, GROUND);
  lamp_raster_line (&raster, -1e9, -1e9, 1e9, 1e9, 3.0, INK);
  lamp_raster_line (&raster, 64, -1e7, 64.001, 1e7, 1.0, INK);
  lamp_raster_line (&raster, NAN, 0, 10, 10, 1.0, INK);
  lamp_raster_line (&raster, 5, 5, 5, 5, 2.0, INK);
  draw_dashes (&raster, -1e6, 64, 1e6, 64, 2.0, 6.0, 4.0, &phase);
  draw_dashes (&raster, 3, 3, 3, 3, 2.0, 0.0, 4.0, &phase);
  for (guint i = 0; i < SIDE; i++)
    {
      g_assert_cmphex (pixels[i], ==, 0x5a5a5a5a);
      g_assert_cmphex (guard[i], ==, 0x5a5a5a5a);
    }
}

/* Many at once are the same as one after the other, wherever they lie, and write nowhere else. */
static void
test_many (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);

  for (guint i = 0; i < 60; i++)
    {
      g_autofree guint32 *one = g_new (guint32, (SIDE + 2) * SIDE), *many = g_new (guint32, (SIDE + 2) * SIDE);
      LampRaster          raster_one = { one + SIDE, SIDE, SIDE }, raster_many = { many + SIDE, SIDE, SIDE };
      guint32             colour = i % 3 == 0 ? 0x80204060 : INK;
      double              half = g_rand_double_range (rand, 0.2, 6.0);
      float               lines[40][5];

      memset (one, 0x5a, (SIDE + 2) * SIDE * 4);
      memset (many, 0x5a, (SIDE + 2) * SIDE * 4);
      lamp_raster_clear (&raster_one, GROUND);
      lamp_raster_clear (&raster_many, GROUND);
      for (guint line = 0; line < G_N_ELEMENTS (lines); line++)
        {
          double reach = line == 0 ? 1e7 : line % 4 == 0 ? 500.0
                                                         : 10.0;

          for (guint end = 0; end < 4; end++)
            lines[line][end] = (float)g_rand_double_range (rand, -reach, SIDE + reach);
          lamp_raster_line (&raster_one, (double)lines[line][0], (double)lines[line][1], (double)lines[line][2], (double)lines[line][3], half, colour);
        }
      lamp_raster_lines (&raster_many, lines[0], sizeof lines[0], G_N_ELEMENTS (lines), half, colour, LAMP_ENDS_ROUND);
      g_assert_cmpmem (one, (SIDE + 2) * SIDE * 4, many, (SIDE + 2) * SIDE * 4);
      lamp_raster_lines (&raster_many, lines[0], sizeof lines[0], G_N_ELEMENTS (lines), half, colour, LAMP_ENDS_STRAIGHT);
      for (guint at = 0; at < SIDE; at++)
        {
          g_assert_cmphex (many[at], ==, 0x5a5a5a5a);
          g_assert_cmphex (many[SIDE * (SIDE + 1) + at], ==, 0x5a5a5a5a);
        }
    }
}

/* Dashes run on through the corners of a course, and as much is drawn as asked for. */
static void
test_dashes (void)
{
  g_autofree guint32 *pixels = g_new (guint32, SIDE * SIDE);
  LampRaster          raster = { pixels, SIDE, SIDE };
  double              phase = 0.0;
  guint               inked = 0, runs = 0;

  lamp_raster_clear (&raster, GROUND);
  for (int x = 0; x < 120; x += 5) /* many short edges */
    draw_dashes (&raster, x, 64, x + 5, 64, 1.0, 8.0, 4.0, &phase);
  g_assert_cmpfloat_with_epsilon (phase, 0.0, 1e-6);
  for (guint x = 1; x < SIDE; x++)
    {
      gboolean now = (pixels[64 * SIDE + x] & 0xff) < 0xa0, before = (pixels[64 * SIDE + x - 1] & 0xff) < 0xa0;

      inked += now;
      runs += now && !before;
    }
  g_assert_cmpuint (runs, >=, 9);
  g_assert_cmpuint (runs, <=, 11);
  g_assert_cmpuint (inked, >, 60);
  g_assert_cmpuint (inked, <, 95);
}

/* How far a pixel's middle is from a line, by looking along it. */
static double
distance (double x, double y, const float *line)
{
  double nearest = INFINITY;

  for (int i = 0; i <= 300; i++)
    nearest = MIN (nearest, hypot (x - (double)line[0] - ((double)line[2] - (double)line[0]) * i / 300.0, y - (double)line[1] - ((double)line[3] - (double)line[1]) * i / 300.0));
  return nearest;
}

/* All of it near a line, nothing farther away than half its width, less and less between; wherever the lines lie. */
static void
test_glow (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint run = 0; run < 12; run++)
    {
      const double half = g_rand_double_range (rand, 2.0, 14.0);
      const int    width = 61, height = 40;
      LampGlow     glow;
      float        lines[3][5];

      lamp_glow_init (&glow, width, height);
      for (guint line = 0; line < 3; line++)
        for (guint end = 0; end < 4; end++)
          lines[line][end] = (float)g_rand_double_range (rand, -20.0, 80.0);
      lines[2][2] = run % 2 == 0 ? lines[2][0] : lines[2][2]; /* upright, or a point */
      lines[2][3] = run % 4 == 0 ? lines[2][1] : lines[2][3];
      lamp_glow_lines (&glow, lines[0], sizeof lines[0], G_N_ELEMENTS (lines), half);
      for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
          {
            double away = MIN (MIN (distance (x + 0.5, y + 0.5, lines[0]), distance (x + 0.5, y + 0.5, lines[1])), distance (x + 0.5, y + 0.5, lines[2])) / half;
            double expected = CLAMP ((1.0 - away * away) / (1.0 - 0.62 * 0.62), 0.0, 1.0) * 255.0;

            g_assert_cmpfloat_with_epsilon ((double)glow.cover[y * glow.stride + x], expected, 3.0);
          }
      lamp_glow_clear (&glow);
    }
}

/* Two strokes are one shape: where they overlap is no darker; what is no number or far away harms nothing. */
static void
test_glow_is_one (void)
{
  static const float  lines[][4] = { { 10, 64, 118, 64 }, { 64, 10, 64, 118 }, { NAN, 3, 4, 5 }, { -1e9f, 64, 1e9f, 64 } };
  g_autofree guint32 *pixels = g_new (guint32, SIDE * SIDE);
  LampRaster          raster = { pixels, SIDE, SIDE };
  LampGlow            glow;

  lamp_raster_clear (&raster, GROUND);
  lamp_glow_init (&glow, SIDE, SIDE);
  lamp_glow_lines (&glow, lines[0], sizeof lines[0], G_N_ELEMENTS (lines), 6.0);
  lamp_glow_blend (&glow, &raster, 0x40d55e00);
  lamp_glow_clear (&glow);
  g_assert_cmphex (pixels[64 * SIDE + 64], ==, pixels[64 * SIDE + 20]);
  g_assert_cmphex (pixels[64 * SIDE + 64], !=, GROUND);
  g_assert_cmphex (pixels[5 * SIDE + 5], ==, GROUND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/raster/like-cairo", test_like_cairo);
  g_test_add_func ("/map/raster/even-weight", test_even_weight);
  g_test_add_func ("/map/raster/outside", test_outside);
  g_test_add_func ("/map/raster/many", test_many);
  g_test_add_func ("/map/raster/dashes", test_dashes);
  g_test_add_func ("/map/raster/glow", test_glow);
  g_test_add_func ("/map/raster/glow-is-one", test_glow_is_one);
  return g_test_run ();
}
