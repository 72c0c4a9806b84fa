/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Palettes: what is read, what is refused and how, and the contrasts that the design promises, computed.
 */
#include "map/palette.h"

#include <math.h>
#include <string.h>

static const char *const profiles[] = { "neutral", "us", "iec", "cn" };

static LampPalette *
load (const char *name)
{
  g_autoptr (GError) error = NULL;
  LampPalette *palette = lamp_palette_load (name, &error);

  g_assert_no_error (error);
  return palette;
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

  g_autoptr (LampPalette) palette = load ("neutral");

  for (guint i = 0; i < G_N_ELEMENTS (promises); i++)
    {
      const guint32 *colours = lamp_palette_get_colours (palette, promises[i].night);
      double         found = contrast (colours[promises[i].colour], colours[promises[i].ground]);

      g_test_message ("%s on %s: %.2f", lamp_colour_get_name (promises[i].colour), lamp_colour_get_name (promises[i].ground), found);
      g_assert_cmpfloat_with_epsilon (found, promises[i].promised, 0.15);
    }
}

static void
check_contrast (const char *profile, const guint32 *colours, LampColour colour, LampColour ground, double least)
{
  double found = contrast (colours[colour], colours[ground]);

  if (found < least)
    g_test_message ("%s: %s on %s has %.2f", profile, lamp_colour_get_name (colour), lamp_colour_get_name (ground), found);
  g_assert_cmpfloat (found, >=, least);
}

static void
check_readable (const char *profile, const guint32 *colours)
{
  static const LampColour texts[] = {
    LAMP_COLOUR_OUT_TEXT,
    LAMP_COLOUR_CREW_TEXT,
    LAMP_COLOUR_SITE,
    LAMP_COLOUR_DEVICE_TEXT,
    LAMP_COLOUR_LATE,
    LAMP_COLOUR_STREET_TEXT,
    LAMP_COLOUR_PLACE_TEXT,
    LAMP_COLOUR_WATER_TEXT,
    LAMP_COLOUR_PHASE_A,
    LAMP_COLOUR_PHASE_B,
    LAMP_COLOUR_PHASE_C,
    LAMP_COLOUR_PHASES,
  };
  static const LampColour symbols[] = { LAMP_COLOUR_OUT, LAMP_COLOUR_CREW, LAMP_COLOUR_LATE, LAMP_COLOUR_SYMBOL, LAMP_COLOUR_CLOSED,
                                        LAMP_COLOUR_OPEN, LAMP_COLOUR_RING, LAMP_COLOUR_UNKNOWN, LAMP_COLOUR_STALE };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    check_contrast (profile, colours, texts[i], LAMP_COLOUR_TEXT_HALO, 4.5);
  check_contrast (profile, colours, LAMP_COLOUR_WATER_TEXT, LAMP_COLOUR_WATER, 4.5);
  for (guint i = 0; i < G_N_ELEMENTS (symbols); i++)
    {
      check_contrast (profile, colours, symbols[i], LAMP_COLOUR_GROUND, 3.0);
      check_contrast (profile, colours, symbols[i], LAMP_COLOUR_SYMBOL_FILL, 3.0);
    }
  check_contrast (profile, colours, LAMP_COLOUR_ON_COLOUR, LAMP_COLOUR_OUT_TEXT, 4.5);
  check_contrast (profile, colours, LAMP_COLOUR_SYMBOL_FILL, LAMP_COLOUR_LINE_FEEDER, 4.5); /* how many */
  for (guint i = 0; i < LAMP_N_FEEDER_COLOURS; i++)
    check_contrast (profile, colours, LAMP_COLOUR_FEEDER + i, LAMP_COLOUR_GROUND, 3.0);
}

/* Text 4.5, symbols of the abnormal 3, on whatever they may stand on; whoever's colours they are, by day and by night. */
static void
test_readable (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      g_autoptr (LampPalette) palette = load (profiles[i]);

      g_autoptr (LampPalette) stale = lamp_palette_dup_stale (palette);

      for (int night = 0; night < 2; night++)
        {
          check_readable (profiles[i], lamp_palette_get_colours (palette, night));
          check_readable (profiles[i], lamp_palette_get_colours (stale, night));
        }
    }
}

static int
channel (guint32 colour, guint shift)
{
  return (int)(colour >> shift & 0xff);
}

static gboolean
is_red (guint32 colour)
{
  return channel (colour, 16) > channel (colour, 8) + 60 && channel (colour, 16) > channel (colour, 0) + 60;
}

static gboolean
is_green (guint32 colour)
{
  return channel (colour, 8) > channel (colour, 16) + 40 && channel (colour, 8) > channel (colour, 0) + 40;
}

/* What each profile promises in its file: a trained eye must not be told the opposite. */
static void
test_profiles (void)
{
  for (int night = 0; night < 2; night++)
    {
      g_autoptr (LampPalette) plain = load ("neutral"), us = load ("us"), iec = load ("iec"), cn = load ("cn");
      const guint32 *colours = lamp_palette_get_colours (plain, night), *others[] = { lamp_palette_get_colours (us, night), lamp_palette_get_colours (cn, night) };

      for (guint i = 0; i < G_N_ELEMENTS (others); i++)
        g_assert_true (is_red (others[i][LAMP_COLOUR_CLOSED]) && is_green (others[i][LAMP_COLOUR_OPEN]));
      g_assert_true (is_red (others[0][LAMP_COLOUR_PHASE_A]) && !is_red (others[0][LAMP_COLOUR_PHASE_C]));
      g_assert_true (is_green (others[1][LAMP_COLOUR_PHASE_B]) && is_red (others[1][LAMP_COLOUR_PHASE_C]));
      g_assert_cmphex (lamp_palette_get_colours (iec, night)[LAMP_COLOUR_CLOSED], ==, colours[LAMP_COLOUR_CLOSED]);
      g_assert_cmphex (colours[LAMP_COLOUR_CLOSED], ==, colours[LAMP_COLOUR_SYMBOL]); /* no colour for what is normal */
      g_assert_cmphex (colours[LAMP_COLOUR_PHASE_A], ==, colours[LAMP_COLOUR_PHASE_C]);
      for (LampColour colour = LAMP_COLOUR_OUT; colour <= LAMP_COLOUR_OUT_TEXT; colour++)
        g_assert_cmphex (others[0][colour], ==, colours[colour]); /* out is the same everywhere */
    }
}

static int
saturation (guint32 colour)
{
  int r = channel (colour, 16), g = channel (colour, 8), b = channel (colour, 0);

  return MAX (r, MAX (g, b)) - MIN (r, MIN (g, b));
}

/* Without the gateway nothing that tells a state has a colour, whoever's; the base map and what the user marked keep theirs. */
static void
test_stale (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (profiles); i++)
    {
      g_autoptr (LampPalette) palette = load (profiles[i]), stale = lamp_palette_dup_stale (palette);

      for (int night = 0; night < 2; night++)
        {
          static const LampColour states[] = { LAMP_COLOUR_OUT, LAMP_COLOUR_OUT_CASING, LAMP_COLOUR_OUT_HALO, LAMP_COLOUR_OUT_TEXT, LAMP_COLOUR_RING,
                                               LAMP_COLOUR_CLOSED, LAMP_COLOUR_OPEN, LAMP_COLOUR_LATE, LAMP_COLOUR_CREW, LAMP_COLOUR_CREW_TEXT };
          const guint32          *now = lamp_palette_get_colours (palette, night), *old = lamp_palette_get_colours (stale, night);
          guint                   n_kept = 0;

          check_contrast (profiles[i], old, LAMP_COLOUR_OUT, LAMP_COLOUR_UNKNOWN, 1.4);
          check_contrast (profiles[i], old, LAMP_COLOUR_OUT, LAMP_COLOUR_LINE_LATERAL, 1.4);
          for (guint state = 0; state < G_N_ELEMENTS (states); state++)
            {
              g_assert_cmpint (saturation (old[states[state]]), <, 24);
              g_assert_cmphex (old[states[state]] >> 24, ==, now[states[state]] >> 24);
            }
          for (guint colour = 0; colour < LAMP_N_COLOURS; colour++)
            n_kept += old[colour] == now[colour];
          g_assert_cmpuint (n_kept, >=, LAMP_N_COLOURS - G_N_ELEMENTS (states));
          g_assert_cmpstr (lamp_palette_get_title (stale), ==, lamp_palette_get_title (palette));
        }
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
  g_test_add_func ("/map/palette/profiles", test_profiles);
  g_test_add_func ("/map/palette/stale", test_stale);
  g_test_add_func ("/map/palette/refused", test_refused);
  g_test_add_func ("/map/palette/laid-over", test_laid_over);
  g_test_add_func ("/map/palette/not-found", test_not_found);
  return g_test_run ();
}
