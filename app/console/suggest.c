/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cost on the main thread: a reference to each live record.
 */
#define G_LOG_DOMAIN "lamp-suggest"
#include "config.h"

#include "console/suggest.h"

typedef struct
{
  LampRoads  *roads;
  LampOutage *outage;
  GPtrArray  *crews, *assignments, *outages; /* records, held */
  gint64      now_usec;
  double      speed;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_clear_pointer (&job->roads, lamp_roads_unref);
  g_clear_pointer (&job->outage, lamp_record_unref);
  g_clear_pointer (&job->crews, g_ptr_array_unref);
  g_clear_pointer (&job->assignments, g_ptr_array_unref);
  g_clear_pointer (&job->outages, g_ptr_array_unref);
  g_free (job);
}

void
lamp_suggestions_free (LampSuggestions *suggestions)
{
  g_free (suggestions->outage);
  g_array_unref (suggestions->rows);
  g_ptr_array_unref (suggestions->held);
  g_free (suggestions);
}

static GPtrArray *
hold_records (LampDesk *desk, const char *collection)
{
  GListModel *items = lamp_desk_get_collection (desk, collection);
  GPtrArray  *records = g_ptr_array_new_with_free_func (lamp_record_unref);

  for (guint i = 0; items != NULL && i < g_list_model_get_n_items (items); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (items, i);

      g_ptr_array_add (records, lamp_record_ref (lamp_item_get_record (item)));
    }
  return records;
}

static void
suggest_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Job             *job = task_data;
  LampSuggestions *suggestions = g_new0 (LampSuggestions, 1);

  suggestions->outage = g_strdup (job->outage->base.id);
  suggestions->rows = lamp_suggest_crews (job->roads, job->outage, job->crews, job->assignments, job->outages,
                                          job->now_usec, job->speed, LAMP_TYPICAL_JOB_SEC);
  suggestions->held = g_ptr_array_ref (job->crews);
  g_task_return_pointer (task, suggestions, (GDestroyNotify)lamp_suggestions_free);
}

void
lamp_suggest_async (LampDesk           *desk,
                    const char         *outage,
                    GCancellable       *cancellable,
                    GAsyncReadyCallback callback,
                    gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (desk, cancellable, callback, user_data);
  LampItem *item = lamp_desk_lookup (desk, "outages", outage);
  Job      *job = NULL;

  g_task_set_source_tag (task, lamp_suggest_async);
  if (item == NULL || lamp_desk_get_roads (desk) == NULL)
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_NOT_FOUND, "No such outage, or no roads yet");
      return;
    }
  job = g_new0 (Job, 1);
  job->roads = lamp_roads_ref (lamp_desk_get_roads (desk));
  job->outage = lamp_record_ref (lamp_item_get_record (item));
  job->crews = hold_records (desk, "crews");
  job->assignments = hold_records (desk, "assignments");
  job->outages = hold_records (desk, "outages");
  job->now_usec = lamp_desk_get_now_usec (desk);
  job->speed = lamp_desk_get_speed (desk);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, suggest_worker);
}

LampSuggestions *
lamp_suggest_finish (LampDesk *desk, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, desk), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
