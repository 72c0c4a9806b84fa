/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See reader.h. Connections are used again; as many stay open as there were readings at once.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/reader.h"

struct _LampReader
{
  gatomicrefcount ref_count;
  char           *address;
  GMutex          mutex;
  GPtrArray      *idle; /* LampStore *; under the mutex */
};

typedef struct
{
  LampReader  *reader;
  LampReadFunc read;
  LampReadDone done;
  gpointer     data;
} Reading;

LampReader *
lamp_reader_new (const char *address)
{
  LampReader *reader = g_new0 (LampReader, 1);

  g_atomic_ref_count_init (&reader->ref_count);
  reader->address = g_strdup (address);
  g_mutex_init (&reader->mutex);
  reader->idle = g_ptr_array_new_with_free_func ((GDestroyNotify)lamp_store_close);
  return reader;
}

LampReader *
lamp_reader_ref (LampReader *reader)
{
  g_atomic_ref_count_inc (&reader->ref_count);
  return reader;
}

void
lamp_reader_unref (LampReader *reader)
{
  if (!g_atomic_ref_count_dec (&reader->ref_count))
    return;
  g_ptr_array_unref (reader->idle);
  g_mutex_clear (&reader->mutex);
  g_free (reader->address);
  g_free (reader);
}

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  lamp_reader_unref (reading->reader);
  g_free (reading);
}

static LampStore *
take_connection (LampReader *reader, GError **error)
{
  LampStore *store = NULL;

  g_mutex_lock (&reader->mutex);
  if (reader->idle->len > 0)
    store = g_ptr_array_steal_index_fast (reader->idle, reader->idle->len - 1);
  g_mutex_unlock (&reader->mutex);
  return store != NULL ? store : lamp_store_open (reader->address, LAMP_STORE_READER, error);
}

static void
work (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Reading   *reading = task_data;
  GError    *error = NULL;
  LampStore *store = take_connection (reading->reader, &error);
  gpointer   result = store != NULL ? reading->read (store, reading->data, &error) : NULL;

  if (store != NULL)
    {
      g_mutex_lock (&reading->reader->mutex);
      g_ptr_array_add (reading->reader->idle, store);
      g_mutex_unlock (&reading->reader->mutex);
    }
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, NULL);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gpointer value = g_task_propagate_pointer (G_TASK (result), &error);

  reading->done (value, error, reading->data);
}

void
lamp_reader_run (LampReader *reader, LampReadFunc read, LampReadDone done, gpointer data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, done_cb, NULL);
  Reading *reading = g_new0 (Reading, 1);

  g_task_set_source_tag (task, lamp_reader_run);
  *reading = (Reading){ lamp_reader_ref (reader), read, done, data };
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, work);
}
