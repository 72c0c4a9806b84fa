/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See rates.h. Buckets that are full again are forgotten once there are many.
 */
#include "gateway/rates.h"

#define MAX_BUCKETS 4096

typedef struct
{
  double level;
  gint64 at_usec;
} Bucket;

struct _LampRate
{
  double      per_second, burst;
  GHashTable *buckets; /* name → Bucket */
};

LampRate *
lamp_rate_new (double per_second, double burst)
{
  LampRate *rate = g_new0 (LampRate, 1);

  rate->per_second = per_second;
  rate->burst = burst;
  rate->buckets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return rate;
}

void
lamp_rate_free (LampRate *rate)
{
  g_hash_table_unref (rate->buckets);
  g_free (rate);
}

static double
level_now (const LampRate *rate, const Bucket *bucket, gint64 now_usec)
{
  return MIN (rate->burst, bucket->level + (double)(now_usec - bucket->at_usec) / G_USEC_PER_SEC * rate->per_second);
}

static void
forget_full (LampRate *rate, gint64 now_usec)
{
  GHashTableIter iter;
  gpointer       bucket;

  g_hash_table_iter_init (&iter, rate->buckets);
  while (g_hash_table_iter_next (&iter, NULL, &bucket))
    if (level_now (rate, bucket, now_usec) >= rate->burst)
      g_hash_table_iter_remove (&iter);
}

static Bucket *
find_bucket (LampRate *rate, const char *name, gint64 now_usec)
{
  Bucket *bucket = g_hash_table_lookup (rate->buckets, name);

  if (bucket != NULL)
    {
      *bucket = (Bucket){ level_now (rate, bucket, now_usec), now_usec };
      return bucket;
    }
  if (g_hash_table_size (rate->buckets) >= MAX_BUCKETS)
    forget_full (rate, now_usec);
  bucket = g_new (Bucket, 1);
  *bucket = (Bucket){ rate->burst, now_usec };
  g_hash_table_insert (rate->buckets, g_strdup (name), bucket);
  return bucket;
}

gboolean
lamp_rate_take (LampRate *rate, const char *name, gint64 now_usec)
{
  Bucket *bucket = find_bucket (rate, name, now_usec);

  if (bucket->level < 1)
    return FALSE;
  bucket->level -= 1;
  return TRUE;
}

gboolean
lamp_rate_has (LampRate *rate, const char *name, gint64 now_usec)
{
  return find_bucket (rate, name, now_usec)->level >= 1;
}
