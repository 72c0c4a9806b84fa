/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Style files of the map, alone and laid over the one that comes with the program.
 */
#include "fuzz/fuzz.h"
#include "map/palette.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  static LampPalette *neutral;
  g_autofree char    *text = lamp_fuzz_text (data, size);
  g_autoptr (GError) error = NULL;

  if (neutral == NULL)
    neutral = lamp_palette_load ("neutral", NULL);
  g_assert_nonnull (neutral);
  for (guint beneath = 0; beneath < 2; beneath++)
    {
      g_autoptr (LampPalette) palette = lamp_palette_parse (text, "fuzz", beneath != 0 ? neutral : NULL, &error);

      lamp_fuzz_assert_reason (palette != NULL, &error);
    }
  return 0;
}
