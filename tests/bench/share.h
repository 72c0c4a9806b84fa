/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is told of many measurements: the one that a share of them does not exceed. 0.5 is the median.
 */
#pragma once

#include <glib.h>
#include <stdlib.h>

static inline int
bench_compare (const void *a, const void *b)
{
  const double *one = a, *other = b;

  return (*one > *other) - (*one < *other);
}

/* Sorts `values`. 0 when there are none. */
static inline double
bench_share (double *values, guint n, double share)
{
  qsort (values, n, sizeof (double), bench_compare);
  return n == 0 ? 0.0 : values[MIN ((guint)(share * n), n - 1)];
}

/* What is said of a limit. */
static inline const char *
bench_verdict (gboolean met)
{
  return met ? "met" : "missed";
}

static inline double
bench_median (double *values, guint n)
{
  return bench_share (values, n, 0.5);
}
