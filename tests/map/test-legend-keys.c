/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a legend explains looks as it does on the map, also when nobody knows better.
 */
#include "map/legend-keys.h"

#include <string.h>

#define SIDE_PX 48

static cairo_t *
new_paper (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, SIDE_PX, SIDE_PX);
  cairo_t         *cr = cairo_create (surface);

  cairo_surface_destroy (surface);
  cairo_translate (cr, SIDE_PX / 2.0, SIDE_PX / 2.0);
  return cr;
}

static gboolean
has_colour (cairo_t *cr, guint32 colour)
{
  cairo_surface_t *surface = cairo_get_target (cr);
  const guint8    *bytes = NULL;

  cairo_surface_flush (surface);
  bytes = cairo_image_surface_get_data (surface);
  for (int y = 0; y < SIDE_PX; y++)
    for (int x = 0; x < SIDE_PX; x++)
      if (((const guint32 *)(const void *)(bytes + y * cairo_image_surface_get_stride (surface)))[x] == (colour | 0xff000000))
        return TRUE;
  return FALSE;
}

static void
assert_has (const LampPalette *palette, LampLook look, gboolean stale, LampColour colour, gboolean expected)
{
  for (int night = 0; night < 2; night++)
    {
      const guint32 *colours = lamp_palette_get_colours (palette, night);
      cairo_t       *cr = new_paper ();

      lamp_key_draw (cr, LAMP_KEY_LOOK + look, colours, stale, 14.0);
      g_test_message ("look %d, night %d", look, night);
      g_assert_cmpint (has_colour (cr, colours[colour]), ==, expected);
      cairo_destroy (cr);
    }
}

static void
test_stale (void)
{
  g_autoptr (LampPalette) palette = lamp_palette_load ("neutral", NULL);
  g_autoptr (LampPalette) stale = lamp_palette_dup_stale (palette);

  for (LampLook look = LAMP_LOOK_SITE; look <= LAMP_LOOK_SITE_OUT; look++)
    {
      LampColour fresh = look == LAMP_LOOK_SITE_OUT || look == LAMP_LOOK_SITE_ON_BACKUP ? LAMP_COLOUR_OUT_TEXT : LAMP_COLOUR_SITE;

      assert_has (palette, look, FALSE, fresh, TRUE);
      assert_has (stale, look, TRUE, fresh, FALSE);
      assert_has (stale, look, TRUE, LAMP_COLOUR_STALE, TRUE);
    }
}

/* Every key has a drawing and a word. */
static void
test_all (void)
{
  g_autoptr (LampPalette) palette = lamp_palette_load ("neutral", NULL);
  const guint32 *colours = lamp_palette_get_colours (palette, FALSE);

  for (guint key = 0; key < LAMP_N_KEYS; key++)
    {
      cairo_t *cr = new_paper ();
      gboolean drawn = FALSE;

      lamp_key_draw (cr, (LampKey)key, colours, FALSE, 14.0);
      cairo_surface_flush (cairo_get_target (cr));
      for (gsize i = 0; i < (gsize)cairo_image_surface_get_stride (cairo_get_target (cr)) * SIDE_PX; i++)
        drawn = drawn || cairo_image_surface_get_data (cairo_get_target (cr))[i] != 0;
      g_assert_true (drawn);
      g_assert_cmpuint (strlen (lamp_key_get_label ((LampKey)key)), >, 3);
      cairo_destroy (cr);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/legend-keys/stale", test_stale);
  g_test_add_func ("/map/legend-keys/all", test_all);
  return g_test_run ();
}
