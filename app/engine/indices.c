/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See indices.h.
 */
#include "engine/indices.h"

#include <math.h>

#define USEC_PER_MIN (60.0 * G_USEC_PER_SEC)
#define CELID_DEFAULT_USEC ((gint64)8 * 3600 * G_USEC_PER_SEC)
#define MAJOR_K 2.5 /* IEEE 1366 annex B */
#define SEC_PER_DAY ((gint64)86400)

/* --- days --- */

static gint64
divide_down (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

gint32
lamp_day_of (gint64 usec, GTimeZone *zone)
{
  gint64 sec = divide_down (usec, G_USEC_PER_SEC);

  if (zone != NULL)
    sec += g_time_zone_get_offset (zone, g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, sec));
  return (gint32)divide_down (sec, SEC_PER_DAY);
}

char *
lamp_day_to_string (gint32 day)
{
  g_autoptr (GDateTime) noon = g_date_time_new_from_unix_utc (day * SEC_PER_DAY + SEC_PER_DAY / 2);

  return noon != NULL ? g_date_time_format (noon, "%Y-%m-%d") : NULL;
}

static int
compare_days (gconstpointer a, gconstpointer b)
{
  const gint32 x = *(const gint32 *)a, y = *(const gint32 *)b;

  return (x > y) - (x < y);
}

static gboolean
is_left_out (const LampIndicesOptions *options, gint64 start_usec)
{
  gint32 day;

  if (options->left_out == NULL || options->left_out->len == 0)
    return FALSE;
  day = lamp_day_of (start_usec, options->zone);
  return g_array_binary_search ((GArray *)options->left_out, &day, compare_days, NULL);
}

/* --- which count, and how long --- */

typedef enum {
  KIND_NONE, /* not of the period, or left out */
  KIND_UNDECIDED,
  KIND_MOMENTARY,
  KIND_SUSTAINED,
} Kind;

static gint64
duration_usec (const LampInterruption *one, const LampIndicesOptions *options)
{
  gint64 as_of_usec = options->as_of_usec != 0 ? options->as_of_usec : options->to_usec;
  gint64 end_usec = one->end_usec != LAMP_UNKNOWN_TIME ? one->end_usec : as_of_usec;

  return MAX (end_usec - one->start_usec, 0);
}

static Kind
classify (const LampInterruption *one, const LampIndicesOptions *options)
{
  if (one->start_usec == LAMP_UNKNOWN_TIME || one->start_usec < options->from_usec || one->start_usec >= options->to_usec)
    return KIND_NONE;
  if (options->forced_only && one->planned)
    return KIND_NONE;
  if (duration_usec (one, options) > options->momentary_usec)
    return KIND_SUSTAINED;
  return one->end_usec == LAMP_UNKNOWN_TIME ? KIND_UNDECIDED : KIND_MOMENTARY;
}

GArray *
lamp_indices_days (const GArray *interruptions, const LampIndicesOptions *options)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_direct_hash, g_direct_equal);
  GArray *days = g_array_new (FALSE, FALSE, sizeof (LampIndicesDay));

  for (guint i = 0; i < interruptions->len; i++)
    {
      const LampInterruption *one = &g_array_index (interruptions, LampInterruption, i);
      LampIndicesDay          fresh = { 0, 0.0, 0.0 };
      LampIndicesDay         *day;
      guint                   place;

      if (classify (one, options) != KIND_SUSTAINED)
        continue;
      fresh.day = lamp_day_of (one->start_usec, options->zone);
      place = GPOINTER_TO_UINT (g_hash_table_lookup (places, GINT_TO_POINTER (fresh.day)));
      if (place == 0)
        {
          g_array_append_val (days, fresh);
          place = days->len;
          g_hash_table_insert (places, GINT_TO_POINTER (fresh.day), GUINT_TO_POINTER (place));
        }
      day = &g_array_index (days, LampIndicesDay, place - 1);
      day->saidi_min += (double)duration_usec (one, options) / USEC_PER_MIN * one->customers / options->customers_served;
      day->customers_interrupted += one->customers;
    }
  g_array_sort (days, compare_days); /* the day is the first member */
  return days;
}

/* --- major event days --- */

LampMajorDays
lamp_major_days_learn (const GArray *days, gboolean population)
{
  LampMajorDays major = { (double)NAN, (double)NAN, (double)NAN, 0 };
  double        sum = 0, squares = 0;

  for (guint i = 0; i < days->len; i++)
    {
      double saidi = g_array_index (days, LampIndicesDay, i).saidi_min;

      if (saidi > 0)
        {
          sum += log (saidi);
          major.n_days++;
        }
    }
  if (major.n_days < 2)
    return major;
  major.alpha = sum / major.n_days;
  for (guint i = 0; i < days->len; i++)
    {
      double saidi = g_array_index (days, LampIndicesDay, i).saidi_min;

      if (saidi > 0)
        squares += (log (saidi) - major.alpha) * (log (saidi) - major.alpha);
    }
  major.beta = sqrt (squares / (population ? major.n_days : major.n_days - 1));
  major.t_med_min = exp (major.alpha + MAJOR_K * major.beta);
  return major;
}

GArray *
lamp_major_days_find (const GArray *days, double t_med_min)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (gint32));

  for (guint i = 0; i < days->len; i++)
    if (g_array_index (days, LampIndicesDay, i).saidi_min > t_med_min)
      g_array_append_val (found, g_array_index (days, LampIndicesDay, i).day);
  return found;
}

/* --- momentary events --- */

static int
compare_operations (gconstpointer a, gconstpointer b)
{
  const LampInterruption *x = *(const LampInterruption *const *)a, *y = *(const LampInterruption *const *)b;

  if (x->device != y->device)
    return x->device < y->device ? -1 : 1;
  return (x->start_usec > y->start_usec) - (x->start_usec < y->start_usec);
}

/* The event that begins at `first`: how many customers it is, and where the next begins. Groups of one start are one
 * operation, so their customers add up. 0: it ended in a sustained interruption, or is one. */
static double
measure_event (const GPtrArray *sorted, guint first, const LampIndicesOptions *options, guint *next)
{
  const LampInterruption *begin = sorted->pdata[first];
  gint64                  start_usec = begin->start_usec;
  double                  here = 0, most = 0;
  guint                   i = first;

  for (; i < sorted->len; i++)
    {
      const LampInterruption *one = sorted->pdata[i];

      if (one->device != begin->device || one->start_usec - begin->start_usec > options->momentary_usec)
        break;
      if (one->start_usec != start_usec)
        here = 0;
      start_usec = one->start_usec;
      if (classify (one, options) == KIND_MOMENTARY)
        here += one->customers;
      else if (one->start_usec != begin->start_usec)
        {
          *next = i;
          return 0; /* the reclosing did not hold */
        }
      most = MAX (most, here);
    }
  *next = i;
  return most;
}

static void
count_events (const GArray *interruptions, const LampIndicesOptions *options, LampIndices *indices)
{
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();

  for (guint i = 0; i < interruptions->len; i++)
    {
      const LampInterruption *one = &g_array_index (interruptions, LampInterruption, i);

      if (classify (one, options) >= KIND_MOMENTARY && !is_left_out (options, one->start_usec))
        g_ptr_array_add (sorted, (gpointer)one);
    }
  g_ptr_array_sort (sorted, compare_operations);
  for (guint i = 0, next = 0; i < sorted->len; i = next)
    {
      double customers = measure_event (sorted, i, options, &next);

      indices->maifi_e += customers;
      indices->n_momentary_events += customers > 0;
    }
}

/* --- who was out --- */

typedef struct
{
  guint  n;
  gint64 total_usec, longest_usec;
} Suffering;

static void
suffer (GHashTable *sufferings, guint32 customer, gint64 usec)
{
  Suffering *one = g_hash_table_lookup (sufferings, GUINT_TO_POINTER (customer));

  if (one == NULL)
    {
      one = g_new0 (Suffering, 1);
      g_hash_table_insert (sufferings, GUINT_TO_POINTER (customer), one);
    }
  one->n++;
  one->total_usec += usec;
  one->longest_usec = MAX (one->longest_usec, usec);
}

static void
count_people (GHashTable *sufferings, const LampIndicesOptions *options, LampIndices *indices)
{
  gint64         long_usec = options->celid_usec > 0 ? options->celid_usec : CELID_DEFAULT_USEC;
  double         n = 0, minutes = 0;
  guint          people = g_hash_table_size (sufferings);
  GHashTableIter iter;
  gpointer       value;

  indices->celid_s = indices->celid_t = 0;
  for (guint k = 0; k <= LAMP_CEMI_MAX; k++)
    indices->cemi[k] = 0;
  g_hash_table_iter_init (&iter, sufferings);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Suffering *one = value;

      n += one->n;
      minutes += (double)one->total_usec / USEC_PER_MIN;
      for (guint k = 1; k <= MIN (one->n, LAMP_CEMI_MAX); k++)
        indices->cemi[k] += 1 / options->customers_served;
      indices->celid_s += one->longest_usec >= long_usec ? 1 / options->customers_served : 0;
      indices->celid_t += one->total_usec >= long_usec ? 1 / options->customers_served : 0;
    }
  indices->cemi[0] = 1;
  indices->caifi = people > 0 ? n / people : (double)NAN;
  indices->ctaidi_min = people > 0 ? minutes / people : (double)NAN;
}

static void
forget_people (LampIndices *indices)
{
  indices->caifi = indices->ctaidi_min = indices->celid_s = indices->celid_t = (double)NAN;
  for (guint k = 0; k <= LAMP_CEMI_MAX; k++)
    indices->cemi[k] = (double)NAN;
}

/* --- the sums --- */

typedef struct
{
  double customers, customer_min, momentary, kva, kva_min, known;
} Sums;

static void
add_sustained (const LampInterruption *one, const GArray *customers, const LampIndicesOptions *options, GHashTable *sufferings, Sums *sums)
{
  gint64 usec = duration_usec (one, options);
  double minutes = (double)usec / USEC_PER_MIN;

  sums->customers += one->customers;
  sums->customer_min += minutes * one->customers;
  sums->kva += isfinite (one->kva) ? one->kva : 0;
  sums->kva_min += isfinite (one->kva) ? minutes * one->kva : 0;
  sums->known += one->n_known;
  for (guint k = 0; customers != NULL && k < one->n_known; k++)
    suffer (sufferings, g_array_index (customers, guint32, one->first_known + k), usec);
}

static void
divide (const Sums *sums, const LampIndicesOptions *options, LampIndices *indices)
{
  double period_min = (double)(options->to_usec - options->from_usec) / USEC_PER_MIN;
  double served = options->customers_served > 0 ? options->customers_served : (double)NAN;
  double kva = isfinite (options->kva_served) && options->kva_served > 0 ? options->kva_served : (double)NAN;

  indices->saifi = sums->customers / served;
  indices->saidi_min = sums->customer_min / served;
  indices->caidi_min = sums->customers > 0 ? sums->customer_min / sums->customers : (double)NAN;
  indices->asai = period_min > 0 ? 1 - indices->saidi_min / period_min : (double)NAN;
  indices->maifi = sums->momentary / served;
  indices->maifi_e /= served;
  indices->asifi = sums->kva / kva;
  indices->asidi_min = sums->kva_min / kva;
  indices->known_share = sums->customers > 0 ? sums->known / sums->customers : (double)NAN;
}

void
lamp_indices_compute (const GArray *interruptions, const GArray *customers, const LampIndicesOptions *options, LampIndices *indices)
{
  g_autoptr (GHashTable) sufferings = g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, g_free);
  Sums sums = { 0 };

  *indices = (LampIndices){ 0 };
  for (guint i = 0; i < interruptions->len; i++)
    {
      const LampInterruption *one = &g_array_index (interruptions, LampInterruption, i);
      Kind                    kind = classify (one, options);

      if (kind == KIND_NONE || is_left_out (options, one->start_usec))
        continue;
      indices->n_undecided += kind == KIND_UNDECIDED;
      indices->n_momentary += kind == KIND_MOMENTARY;
      indices->n_sustained += kind == KIND_SUSTAINED;
      if (kind == KIND_MOMENTARY)
        sums.momentary += one->customers;
      else if (kind == KIND_SUSTAINED)
        add_sustained (one, customers, options, sufferings, &sums);
    }
  count_events (interruptions, options, indices);
  divide (&sums, options, indices);
  if (sums.customers > 0 && sums.known <= 0)
    forget_people (indices);
  else
    count_people (sufferings, options, indices);
}
