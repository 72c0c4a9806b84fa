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

static gboolean
find_of_band (GDALRasterBandH band, double *low, double *high)
{
  double range[2] = { 0.0, 0.0 };

  if (GDALComputeRasterMinMax (band, TRUE, range) != CE_None || !isfinite (range[0]) || !isfinite (range[1]))
    return FALSE;
  for (int round = 0; round < MOST_ROUNDS && range[1] > range[0]; round++)
    {
      GUIntBig bins[N_BINS] = { 0 };
      double   bin = (range[1] - range[0]) / N_BINS, from = range[0];
      int      first, last;

      if (GDALGetRasterHistogramEx (band, range[0] - bin / 2.0, range[1] + bin / 2.0, N_BINS, bins, FALSE, TRUE, NULL, NULL) != CE_None || !find_bins (bins, &first, &last))
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
lamp_base_find_range (GDALDatasetH dataset, const int *bands, int n_bands, double *low, double *high)
{
  gboolean found = FALSE;

  *low = 0.0;
  *high = 65535.0; /* when nothing can be counted */
  for (int i = 0; i < n_bands; i++)
    {
      double one_low, one_high;

      if (!find_of_band (GDALGetRasterBand (dataset, bands[i]), &one_low, &one_high))
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
