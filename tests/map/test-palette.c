/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Palettes: what is read, what is refused and how, and the contrasts that the design promises, computed.
 */
#include "map/palette.h"

#include <math.h>
#include <string.h>

static const guint32 *
neutral (gboolean night)
{
  static LampPalette *palette = NULL;
  g_autoptr (GError) error = NULL;

  if (palette == NULL)
    palette = lamp_palette_load ("neutral", &error);
  g_assert_no_error (error);
  return lamp_palette_get_colours (palette, night);
}

/* WCAG 2.1 relative luminance. */
static double
luminance (guint32 colour)
{
  double sum = 0.0;

  for (int i = 0; i < 3; i++)
    {
      static const double weights[] = { 0.0722, 0.7152, 0.2126 }; /* blue first */
      double              v = (colour >> (8 * i) & 0xff) / 255.0;

      sum += weights[i] * (v <= 0.04045 ? v / 12.92 : pow ((v + 0.055) / 1.055, 2.4));
    }
  return sum;
}

static double
contrast (guint32 a, guint32 b)
{
  double one = luminance (a), other = luminance (b);

  return (MAX (one, other) + 0.05) / (MIN (one, other) + 0.05);
}

static void
test_contrast (void)
{
  static const struct
  {
    gboolean   night;
    LampColour colour, ground;
    double     promised;
  } promises[] = {
    { FALSE, LAMP_COLOUR_LINE_TRANSMISSION, LAMP_COLOUR_GROUND, 9.5 },
    { FALSE, LAMP_COLOUR_LINE_FEEDER, LAMP_COLOUR_GROUND, 5.6 },
    { FALSE, LAMP_COLOUR_LINE_LATERAL, LAMP_COLOUR_GROUND, 3.3 },
    { FALSE, LAMP_COLOUR_LINE_LOW, LAMP_COLOUR_GROUND, 2.0 },
    { FALSE, LAMP_COLOUR_OUT, LAMP_COLOUR_GROUND, 3.5 },
    { FALSE, LAMP_COLOUR_OUT_TEXT, LAMP_COLOUR_ON_COLOUR, 4.8 },
    { FALSE, LAMP_COLOUR_CREW, LAMP_COLOUR_GROUND, 4.6 },
    { TRUE, LAMP_COLOUR_LINE_TRANSMISSION, LAMP_COLOUR_GROUND, 11.3 },
    { TRUE, LAMP_COLOUR_LINE_FEEDER, LAMP_COLOUR_GROUND, 5.9 },
    { TRUE, LAMP_COLOUR_LINE_LATERAL, LAMP_COLOUR_GROUND, 3.4 },
    { TRUE, LAMP_COLOUR_LINE_LOW, LAMP_COLOUR_GROUND, 2.1 },
    { TRUE, LAMP_COLOUR_OUT, LAMP_COLOUR_GROUND, 7.6 },
    { TRUE, LAMP_COLOUR_CREW, LAMP_COLOUR_GROUND, 7.7 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      const guint32 *colours = neutral (promises[i].night);
      double         found = contrast (colours[promises[i].colour], colours[promises[i].ground]);

      g_test_message ("%s on %s: %.2f", lamp_colour_get_name (promises[i].colour), lamp_colour_get_name (promises[i].ground), found);
      g_assert_cmpfloat_with_epsilon (found, promises[i].promised, 0.15);
    }
}

/* Text 4.5, symbols of the abnormal 3, on whatever they may stand on. */
static void
test_readable (void)
{
  static const LampColour texts[] = { LAMP_COLOUR_OUT_TEXT, LAMP_COLOUR_CREW_TEXT, LAMP_COLOUR_SITE, LAMP_COLOUR_DEVICE_TEXT, LAMP_COLOUR_LATE };
  static const LampColour symbols[] = { LAMP_COLOUR_OUT, LAMP_COLOUR_CREW, LAMP_COLOUR_LATE, LAMP_COLOUR_SYMBOL };

  for (int night = 0; night < 2; night++)
    {
      const guint32 *colours = neutral (night);

      for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
        g_assert_cmpfloat (contrast (colours[texts[i]], colours[LAMP_COLOUR_TEXT_HALO]), >=, 4.5);
      for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
        {
          g_assert_cmpfloat (contrast (colours[symbols[i]], colours[LAMP_COLOUR_GROUND]), >=, 3.0);
          g_assert_cmpfloat (contrast (colours[symbols[i]], colours[LAMP_COLOUR_SYMBOL_FILL]), >=, 3.0);
        }
      g_assert_cmpfloat (contrast (colours[LAMP_COLOUR_ON_COLOUR], colours[LAMP_COLOUR_OUT_TEXT]), >=, 4.5);
      for (guint i = 0; i < LAMP_N_FEEDER_COLOURS; i++)
        g_assert_cmpfloat (contrast (colours[LAMP_COLOUR_FEEDER + i], colours[LAMP_COLOUR_GROUND]), >=, 3.0);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char      *text;
    LampPaletteError code;
    const char      *says;
  } cases[] = {
    { "day {\n  out: red;\n}", LAMP_PALETTE_ERROR_SYNTAX, "line 2" },
    { "day { out: #12345; }", LAMP_PALETTE_ERROR_SYNTAX, "#RRGGBB" },
    { "day { out: #D55E00 }", LAMP_PALETTE_ERROR_SYNTAX, ";" },
    { "day { out: #D55E00;", LAMP_PALETTE_ERROR_SYNTAX, "line 1" },
    { "day\n\n out: #D55E00;", LAMP_PALETTE_ERROR_SYNTAX, "line 3" },
    { "day { outt: #D55E00; }", LAMP_PALETTE_ERROR_NAME, "outt" },
    { "dusk { }", LAMP_PALETTE_ERROR_NAME, "dusk" },
    { "/* never ends", LAMP_PALETTE_ERROR_SYNTAX, "comment" },
    { "palette { title: \"never ends\n; }", LAMP_PALETTE_ERROR_SYNTAX, "quote" },
    { "palette { author: \"me\"; }", LAMP_PALETTE_ERROR_NAME, "author" },
    { "\xff\xfe", LAMP_PALETTE_ERROR_SYNTAX, "line 1" },
    { "", LAMP_PALETTE_ERROR_INCOMPLETE, "ground" },
    { "day { ground: #FFFFFF; }", LAMP_PALETTE_ERROR_INCOMPLETE, "missing" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LampPalette) palette = lamp_palette_parse (cases[i].text, "ours.css", NULL, &error);

      g_assert_null (palette);
      g_assert_error (error, LAMP_PALETTE_ERROR, (int)cases[i].code);
      g_assert_nonnull (strstr (error->message, "ours.css"));
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_laid_over (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPalette) beneath = lamp_palette_load ("neutral", &error);
  g_autoptr (LampPalette) over = lamp_palette_parse ("palette { title: \"Ours\"; }\n/* one */ night { out: #01020380; }", "ours", beneath, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (lamp_palette_get_title (over), ==, "Ours");
  g_assert_cmphex (lamp_palette_get_colours (over, TRUE)[LAMP_COLOUR_OUT], ==, 0x80010203);
  g_assert_cmphex (lamp_palette_get_colours (over, FALSE)[LAMP_COLOUR_OUT], ==, 0xffd55e00);
  g_assert_cmpmem (lamp_palette_get_colours (over, FALSE), sizeof (LampColours), lamp_palette_get_colours (beneath, FALSE), sizeof (LampColours));
}

static void
test_not_found (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampPalette) palette = lamp_palette_load ("rainbow", &error);

  g_assert_null (palette);
  g_assert_error (error, LAMP_PALETTE_ERROR, LAMP_PALETTE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "rainbow"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/palette/contrast", test_contrast);
  g_test_add_func ("/map/palette/readable", test_readable);
  g_test_add_func ("/map/palette/refused", test_refused);
  g_test_add_func ("/map/palette/laid-over", test_laid_over);
  g_test_add_func ("/map/palette/not-found", test_not_found);
  return g_test_run ();
}
