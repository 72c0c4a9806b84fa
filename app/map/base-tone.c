/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-tone.h. Lightness and colour are treated apart: each lightness has its place between ground and ink in a table of
 * 256; of the colour (what differs from grey) a share is kept.
 */
#include "map/base-tone.h"

typedef struct
{
  int keep;   /* of the colour, in 256ths */
  int ink;    /* how far the farthest lightness is from the ground's, in 256ths of the way to white or black */
  int turned; /* white is the ground */
} Tone;

/* Chosen by looking: lines by voltage are told apart over each, and outages are the only saturated thing. */
static const Tone tones[2][2] = {
  { { 90, 64, FALSE }, { 104, 150, TRUE } }, /* day: photograph, drawn */
  { { 56, 48, FALSE }, { 60, 74, TRUE } },   /* night */
};

typedef struct
{
  int table[3][256]; /* of lightness, by red, green, blue */
} Ladder;

static void
fill_ladder (Ladder *ladder, const Tone *tone, guint32 ground, gboolean night)
{
  for (int channel = 0; channel < 3; channel++)
    for (int lightness = 0; lightness < 256; lightness++)
      {
        int from = (int)(ground >> (16 - 8 * channel) & 0xff), to = night ? 255 : 0;
        int away = night ? (tone->turned ? 255 - lightness : lightness) : 255 - lightness;

        ladder->table[channel][lightness] = from + (to - from) * away * tone->ink / (255 * 256);
      }
}

static inline guint32
tone_channel (const int *table, int value, int lightness, int keep)
{
  int toned = table[lightness] + (value - lightness) * keep / 256;

  return (guint32)CLAMP (toned, 0, 255);
}

void
lamp_base_tone (guint32 *pixels, gsize n, guint32 ground, gboolean night, gboolean bright)
{
  const Tone *tone = &tones[night != FALSE][bright != FALSE];
  Ladder      ladder;
  guint32     last = 0, toned = 0; /* drawn maps are mostly areas of one colour */

  fill_ladder (&ladder, tone, ground, night);
  for (gsize i = 0; i < n; i++)
    {
      guint32 pixel = pixels[i], alpha = pixel >> 24;
      int     red = pixel >> 16 & 0xff, green = pixel >> 8 & 0xff, blue = pixel & 0xff, lightness;

      if (pixel == last)
        {
          pixels[i] = toned;
          continue;
        }
      if (alpha != 0xff && alpha != 0)
        {
          red = MIN (red * 255 / (int)alpha, 255);
          green = MIN (green * 255 / (int)alpha, 255);
          blue = MIN (blue * 255 / (int)alpha, 255);
        }
      lightness = (red * 77 + green * 151 + blue * 28) >> 8;
      last = pixel;
      toned = alpha << 24 | tone_channel (ladder.table[0], red, lightness, tone->keep) * alpha / 255 << 16 |
              tone_channel (ladder.table[1], green, lightness, tone->keep) * alpha / 255 << 8 |
              tone_channel (ladder.table[2], blue, lightness, tone->keep) * alpha / 255;
      pixels[i] = toned;
    }
}
