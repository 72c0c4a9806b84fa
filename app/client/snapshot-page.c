/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One page of features, parsed in a worker: a thousand records would hold up a frame. See snapshot-page.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/snapshot-page.h"

#include "client/json.h"

#include <glib/gi18n-lib.h>

#define MAX_ID_BYTES 256

typedef struct
{
  const LampRecordType *type;
  GBytes               *body;
} ParseJob;

void
lamp_snapshot_page_unref (LampSnapshotPage *page)
{
  if (!g_atomic_ref_count_dec (&page->ref_count))
    return;
  g_ptr_array_unref (page->records);
  g_free (page->etag);
  g_free (page->next);
  g_free (page->first_bad);
  g_free (page);
}

LampSnapshotPage *
lamp_snapshot_page_ref (LampSnapshotPage *page)
{
  g_atomic_ref_count_inc (&page->ref_count);
  return page;
}

static void
parse_job_free (ParseJob *job)
{
  g_bytes_unref (job->body);
  g_free (job);
}

static gpointer
read_feature (const LampRecordType *type, JsonNode *node, GError **error)
{
  JsonObject *feature = lamp_json_node_object (node);
  const char *id = lamp_json_string (feature, "id");

  if (feature == NULL)
    {
      g_set_error_literal (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_WRONG_TYPE, _ ("it is not a feature"));
      return NULL;
    }
  if (id != NULL && strlen (id) > MAX_ID_BYTES)
    {
      g_set_error_literal (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_BAD_VALUE, _ ("its id is too long"));
      return NULL;
    }
  return lamp_record_from_feature (type, feature, error);
}

static char *
find_next (JsonObject *root)
{
  JsonArray *links = lamp_json_array (root, "links");

  for (guint i = 0; links != NULL && i < json_array_get_length (links); i++)
    {
      JsonObject *link = lamp_json_node_object (json_array_get_element (links, i));

      if (g_strcmp0 (lamp_json_string (link, "rel"), "next") == 0)
        return g_strdup (lamp_json_string (link, "href"));
    }
  return NULL;
}

static void
read_features (LampSnapshotPage *page, const LampRecordType *type, JsonArray *features)
{
  for (guint i = 0; i < json_array_get_length (features); i++)
    {
      g_autoptr (GError) bad = NULL;
      gpointer record = read_feature (type, json_array_get_element (features, i), &bad);

      if (record != NULL)
        g_ptr_array_add (page->records, record);
      else if (page->n_bad++ == 0)
        page->first_bad = g_strdup (bad->message);
    }
}

static void
parse_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  ParseJob   *job = task_data;
  GError     *error = NULL;
  gsize       size = 0;
  const char *data = g_bytes_get_data (job->body, &size);
  g_autoptr (JsonNode) root = lamp_json_parse (data, size, &error);
  JsonArray        *features = lamp_json_array (lamp_json_node_object (root), "features");
  LampSnapshotPage *page = NULL;

  if (features == NULL)
    {
      if (error == NULL)
        error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("it is not a page of features"));
      g_task_return_error (task, error);
      return;
    }
  page = g_new0 (LampSnapshotPage, 1);
  g_atomic_ref_count_init (&page->ref_count);
  page->records = g_ptr_array_new_with_free_func (lamp_record_unref);
  page->n_matched = lamp_json_int (json_node_get_object (root), "numberMatched", -1);
  page->next = find_next (json_node_get_object (root));
  read_features (page, job->type, features);
  /* One bad record is a mistake of somebody's; mostly bad ones are no copy to put in the place of a good one. */
  if (page->n_bad > MAX (page->records->len, 1))
    {
      g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("most of its records make no sense; the first: %s"), page->first_bad);
      lamp_snapshot_page_unref (page);
      return;
    }
  g_task_return_pointer (task, page, (GDestroyNotify)lamp_snapshot_page_unref);
}

void
lamp_snapshot_page_parse_async (const LampRecordType *type, GBytes *body, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, callback, user_data);
  ParseJob *job = g_new0 (ParseJob, 1);

  job->type = type;
  job->body = g_bytes_ref (body);
  g_task_set_source_tag (task, lamp_snapshot_page_parse_async);
  g_task_set_task_data (task, job, (GDestroyNotify)parse_job_free);
  g_task_run_in_thread (task, parse_worker);
}

LampSnapshotPage *
lamp_snapshot_page_parse_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
