/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which numbers of a raster of many bits become black and white. All its colours share one range, so that they keep their hue;
 * a few pixels far from the others, as glints and clouds are, do not darken the rest.
 */
#define G_LOG_DOMAIN "lamp-base-raster"
#include "config.h"

#include "map/base-raster-private.h"

#include <math.h>
#include <string.h>

#define N_BINS 1024
#define MOST_ROUNDS 6      /* each narrows a range that was mostly empty */
#define SHARE_BEYOND 0.005 /* of the pixels, at either end */
#define N_SAMPLES 8        /* each way, of a damaged raster */
#define SAMPLE_PX 16
#define NOTHING 1e30 /* nobody measures more: programs mean by it that nothing is there, and some do not say so */

/* The bins that hold all but the share at either end. FALSE when nothing was counted. */
static gboolean
find_bins (const GUIntBig *bins, int *first, int *last)
{
  double all = 0.0, below = 0.0, above = 0.0;

  for (int i = 0; i < N_BINS; i++)
    all += (double)bins[i];
  for (*first = 0; *first < N_BINS - 1 && below + (double)bins[*first] <= all * SHARE_BEYOND; (*first)++)
    below += (double)bins[*first];
  for (*last = N_BINS - 1; *last > *first && above + (double)bins[*last] <= all * SHARE_BEYOND; (*last)--)
    above += (double)bins[*last];
  return all > 0.0;
}

static int
by_number (const void *a, const void *b)
{
  const double *one = a, *other = b;

  return *one < *other ? -1 : *one > *other;
}

/* GDAL counts all or nothing; of a damaged raster this counts what can be read, here and there. */
static gboolean
find_of_samples (GDALRasterBandH band, double *low, double *high)
{
  int    width = GDALGetRasterBandXSize (band), height = GDALGetRasterBandYSize (band), has_holes = FALSE;
  double hole = GDALGetRasterNoDataValue (band, &has_holes);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (double));
  guint beyond;

  for (int i = 0; i < N_SAMPLES * N_SAMPLES; i++)
    {
      double numbers[SAMPLE_PX * SAMPLE_PX];
      int    x = (int)((gint64)width * (i % N_SAMPLES) / N_SAMPLES), y = (int)((gint64)height * (i / N_SAMPLES) / N_SAMPLES);
      int    wide = MIN (SAMPLE_PX, width - x), high_px = MIN (SAMPLE_PX, height - y);

      if (GDALRasterIO (band, GF_Read, x, y, wide, high_px, numbers, wide, high_px, GDT_Float64, 0, 0) != CE_None)
        continue;
      for (int j = 0; j < wide * high_px; j++)
        if (fabs (numbers[j]) < NOTHING && !(has_holes && numbers[j] == hole))
          g_array_append_val (found, numbers[j]);
    }
  if (found->len == 0)
    return FALSE;
  beyond = (guint)(found->len * SHARE_BEYOND);
  g_array_sort (found, by_number);
  *low = g_array_index (found, double, beyond);
  *high = g_array_index (found, double, found->len - 1 - beyond);
  return TRUE;
}

static gboolean
find_of_band (GDALRasterBandH band, double *low, double *high, double *hole)
{
  double range[2] = { 0.0, 0.0 };

  if (GDALComputeRasterMinMax (band, TRUE, range) != CE_None)
    return find_of_samples (band, low, high);
  if (!(range[0] > -NOTHING && range[1] < NOTHING))
    {
      double number = range[0] <= -NOTHING ? range[0] : range[1];

      if (isfinite (number) && fabs (number) >= NOTHING)
        *hole = number;
      return find_of_samples (band, low, high);
    }
  for (int round = 0; round < MOST_ROUNDS && range[1] > range[0]; round++)
    {
      GUIntBig bins[N_BINS] = { 0 };
      double   bin = (range[1] - range[0]) / N_BINS, from = range[0];
      int      first, last;

      if (GDALGetRasterHistogramEx (band, range[0] - bin / 2.0, range[1] + bin / 2.0, N_BINS, bins, FALSE, TRUE, NULL, NULL) != CE_None)
        return find_of_samples (band, low, high);
      if (!find_bins (bins, &first, &last))
        break;
      bin = (range[1] - range[0] + bin) / N_BINS;
      from -= bin / 2.0;
      range[0] = MAX (range[0], from + first * bin);
      range[1] = MIN (range[1], from + (last + 1) * bin);
      if (last - first >= N_BINS / 16) /* fine enough; else again, within what is left */
        break;
    }
  *low = range[0];
  *high = range[1];
  return TRUE;
}

void
lamp_base_find_range (GDALDatasetH dataset, const int *bands, int n_bands, double *low, double *high, double *hole)
{
  gboolean found = FALSE;

  *hole = NAN;
  *low = 0.0;
  *high = 65535.0; /* when nothing can be counted */
  for (int i = 0; i < n_bands; i++)
    {
      double one_low, one_high;

      if (!find_of_band (GDALGetRasterBand (dataset, bands[i]), &one_low, &one_high, hole))
        continue;
      *low = found ? MIN (*low, one_low) : one_low;
      *high = found ? MAX (*high, one_high) : one_high;
      found = TRUE;
    }
  if (*high <= *low)
    *high = *low + 1.0;
}

/* Of alpha the most there is means all of it, however many bits it is written with. */
double
lamp_base_find_most (GDALDatasetH dataset, int band)
{
  double range[2] = { 0.0, 0.0 };

  if (GDALComputeRasterMinMax (GDALGetRasterBand (dataset, band), TRUE, range) != CE_None || !isfinite (range[1]) || range[1] <= 0.0)
    return 65535.0;
  return range[1];
}
