/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A long table read by several threads, each with a handle of its own. GDAL reads ahead by itself, but each of its threads keeps what it has
 * until it is asked for, in the order of the file, so that they wait for each other and for who takes the batches apart. Here whoever has nothing
 * else to do reads the next range that nobody has taken, a few ranges ahead and no more: a stream of its own, for which GDAL begins a thread that
 * ours waits for. See table-private.h.
 */
#include "config.h"

#include "grid/table-private.h"

#define MOST_AHEAD 8 /* ranges: what memory they take, and how uneven threads may run */

typedef struct
{
  GArray  *batches; /* struct ArrowArray: one, but of enormous rows */
  guint    given;   /* of these */
  GError  *error;
  gboolean ready;
} Range;

struct _LampRanges
{
  const LampTable *table;
  char            *number;
  GThread         *helpers[LAMP_MOST_READERS];
  GMutex           lock; /* of what follows, and of `ready` in the ranges; what else is in one belongs to who took it, then to who it is given to */
  GCond            changed;
  guint32          n, taken, given;
  Range            ahead[MOST_AHEAD];
  gboolean         stop;
};

typedef struct
{
  LampRanges *ranges;
  guint       reader;
} Helper;

static void
read_range (LampRanges *ranges, OGRLayerH layer, guint32 index)
{
  Range                  *range = &ranges->ahead[index % MOST_AHEAD];
  guint64                 first = (guint64)index * LAMP_TABLE_BATCH + 1;
  g_autofree char        *condition = g_strdup_printf ("%s BETWEEN %" G_GUINT64_FORMAT " AND %" G_GUINT64_FORMAT, ranges->number, first, first + LAMP_TABLE_BATCH - 1);
  struct ArrowArrayStream stream = { 0 };
  struct ArrowArray       batch = { 0 };

  if (!lamp_table_begin (layer, condition, &stream))
    lamp_table_unreadable (ranges->table, &range->error);
  while (range->error == NULL && lamp_table_fetch (ranges->table, &stream, &batch, &range->error) && batch.release != NULL)
    g_array_append_val (range->batches, batch);
  if (stream.release != NULL)
    stream.release (&stream);
}

static gboolean
may_be_taken (const LampRanges *ranges)
{
  return ranges->taken < ranges->n && ranges->taken < ranges->given + MOST_AHEAD;
}

/* Called with the lock, which is open while it reads. */
static void
take_range (LampRanges *ranges, OGRLayerH layer)
{
  guint32 index = ranges->taken++;

  g_mutex_unlock (&ranges->lock);
  read_range (ranges, layer, index);
  g_mutex_lock (&ranges->lock);
  ranges->ahead[index % MOST_AHEAD].ready = TRUE;
  g_cond_broadcast (&ranges->changed);
}

static gpointer
help (gpointer data)
{
  g_autofree Helper *helper = data;
  LampRanges        *ranges = helper->ranges;
  GDALDatasetH       dataset = NULL;
  OGRLayerH          layer = NULL;

  lamp_gdal_quiet_begin ();
  dataset = lamp_table_file_get_dataset (ranges->table->file, helper->reader);
  layer = dataset == NULL ? NULL : GDALDatasetGetLayerByName (dataset, ranges->table->layout->name);
  if (layer != NULL)
    {
      g_mutex_lock (&ranges->lock);
      while (!ranges->stop && ranges->taken < ranges->n)
        if (may_be_taken (ranges))
          take_range (ranges, layer);
        else
          g_cond_wait (&ranges->changed, &ranges->lock);
      g_mutex_unlock (&ranges->lock);
      OGR_L_SetAttributeFilter (layer, NULL);
    }
  lamp_gdal_quiet_end ();
  return NULL;
}

LampRanges *
lamp_ranges_new (const LampTable *table, const char *number, guint32 n_ranges)
{
  LampRanges *ranges = g_new0 (LampRanges, 1);

  ranges->table = table;
  ranges->number = g_strdup (number);
  ranges->n = n_ranges;
  g_mutex_init (&ranges->lock);
  g_cond_init (&ranges->changed);
  for (guint i = 0; i < MOST_AHEAD; i++)
    ranges->ahead[i].batches = g_array_new (FALSE, FALSE, sizeof (struct ArrowArray));
  for (guint i = 1; i < lamp_table_file_get_n_readers (table->file); i++)
    {
      Helper *helper = g_new (Helper, 1);

      *helper = (Helper){ ranges, i };
      ranges->helpers[i] = g_thread_try_new ("region-rows", help, helper, NULL);
      if (ranges->helpers[i] == NULL) /* without it, it takes longer */
        g_free (helper);
    }
  return ranges;
}

static void
clear_range (Range *range)
{
  for (guint i = range->given; i < range->batches->len; i++)
    lamp_batch_drop (&g_array_index (range->batches, struct ArrowArray, i));
  g_array_set_size (range->batches, 0);
  g_clear_error (&range->error);
  range->given = 0;
  range->ready = FALSE;
}

void
lamp_ranges_free (LampRanges *ranges)
{
  g_mutex_lock (&ranges->lock);
  ranges->stop = TRUE;
  g_cond_broadcast (&ranges->changed);
  g_mutex_unlock (&ranges->lock);
  for (guint i = 0; i < LAMP_MOST_READERS; i++)
    g_clear_pointer (&ranges->helpers[i], g_thread_join);
  for (guint i = 0; i < MOST_AHEAD; i++)
    {
      clear_range (&ranges->ahead[i]);
      g_array_unref (ranges->ahead[i].batches);
    }
  g_mutex_clear (&ranges->lock);
  g_cond_clear (&ranges->changed);
  g_free (ranges->number);
  g_free (ranges);
}

/* The range whose turn it is; NULL after the last. */
static Range *
wait_for_range (LampRanges *ranges)
{
  Range *range = NULL;

  g_mutex_lock (&ranges->lock);
  while (ranges->given < ranges->n && !ranges->ahead[ranges->given % MOST_AHEAD].ready)
    if (may_be_taken (ranges))
      take_range (ranges, ranges->table->layer);
    else
      g_cond_wait (&ranges->changed, &ranges->lock);
  if (ranges->given < ranges->n)
    range = &ranges->ahead[ranges->given % MOST_AHEAD];
  g_mutex_unlock (&ranges->lock);
  return range;
}

gboolean
lamp_ranges_next (LampRanges *ranges, struct ArrowArray *batch, GError **error)
{
  Range *range = NULL;

  *batch = (struct ArrowArray){ 0 };
  while ((range = wait_for_range (ranges)) != NULL)
    {
      if (range->given < range->batches->len)
        {
          *batch = g_array_index (range->batches, struct ArrowArray, range->given++);
          return TRUE;
        }
      if (range->error != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&range->error));
          return FALSE;
        }

      g_mutex_lock (&ranges->lock);
      clear_range (range);
      ranges->given++;
      g_cond_broadcast (&ranges->changed);
      g_mutex_unlock (&ranges->lock);
    }
  return TRUE;
}
