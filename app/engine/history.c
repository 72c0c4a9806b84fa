/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See history.h. Each series is kept twice: in order of size, to ask, and in order of arrival, to forget the oldest.
 */
#include "engine/history.h"

#include <math.h>

#define ALL_KINDS "*"

typedef struct
{
  GArray *sorted; /* double */
  GQueue  order;  /* double *, oldest first */
} Series;

struct _LampHistory
{
  GHashTable *series[LAMP_SPAN_N]; /* kind → Series */
};

static void
series_free (gpointer data)
{
  Series *series = data;

  g_array_unref (series->sorted);
  g_queue_clear_full (&series->order, g_free);
  g_free (series);
}

LampHistory *
lamp_history_new (void)
{
  LampHistory *history = g_new0 (LampHistory, 1);

  for (guint i = 0; i < LAMP_SPAN_N; i++)
    history->series[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, series_free);
  return history;
}

void
lamp_history_free (LampHistory *history)
{
  for (guint i = 0; i < LAMP_SPAN_N; i++)
    g_hash_table_unref (history->series[i]);
  g_free (history);
}

/* How many are not longer than that: where a longer one goes. */
static guint
find_place (const GArray *sorted, double duration_s)
{
  guint low = 0, high = sorted->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (sorted, double, middle) <= duration_s)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

static void
add (GHashTable *all, const char *kind, double duration_s)
{
  Series *series = g_hash_table_lookup (all, kind);

  if (series == NULL)
    {
      series = g_new0 (Series, 1);
      series->sorted = g_array_new (FALSE, FALSE, sizeof (double));
      g_queue_init (&series->order);
      g_hash_table_insert (all, g_strdup (kind), series);
    }
  if (series->sorted->len == LAMP_HISTORY_KEPT)
    {
      g_autofree double *oldest = g_queue_pop_head (&series->order);

      g_array_remove_index (series->sorted, find_place (series->sorted, *oldest) - 1);
    }
  g_array_insert_val (series->sorted, find_place (series->sorted, duration_s), duration_s);
  g_queue_push_tail (&series->order, g_memdup2 (&duration_s, sizeof duration_s));
}

void
lamp_history_add (LampHistory *history, const char *kind, LampSpan span, double duration_s)
{
  if (!isfinite (duration_s) || duration_s <= 0)
    return;
  add (history->series[span], ALL_KINDS, duration_s);
  if (kind != NULL)
    add (history->series[span], kind, duration_s);
}

/* NULL: there is none. */
static const GArray *
find (const LampHistory *history, const char *kind, LampSpan span)
{
  const Series *series = g_hash_table_lookup (history->series[span], kind != NULL ? kind : ALL_KINDS);

  return series != NULL ? series->sorted : NULL;
}

guint
lamp_history_count (const LampHistory *history, const char *kind, LampSpan span, double longer_than_s)
{
  const GArray *sorted = find (history, kind, span);

  return sorted != NULL ? sorted->len - find_place (sorted, longer_than_s) : 0;
}

double
lamp_history_quantile (const LampHistory *history, const char *kind, LampSpan span, double longer_than_s, double quantile)
{
  const GArray *sorted = find (history, kind, span);
  guint         first = sorted != NULL ? find_place (sorted, longer_than_s) : 0;
  double        rank, below, above;

  if (sorted == NULL || first == sorted->len)
    return (double)NAN;
  rank = first + CLAMP (quantile, 0, 1) * (sorted->len - 1 - first);
  below = g_array_index (sorted, double, (guint)floor (rank));
  above = g_array_index (sorted, double, (guint)ceil (rank));
  return below + (above - below) * (rank - floor (rank));
}
