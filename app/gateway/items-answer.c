/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a page of records, or one of them, is answered: links, ETag, body.
 *
 * A page's ETag is weak: it stands for the records in it, not for the time stamp beside them. It is worked out before
 * the page is written, so a client that has it already costs no writing. Long pages are written in a worker, on their
 * own references to immutable records, while the message waits.
 */
#include "gateway/items-private.h"

#include "gateway/request-private.h"
#include "gateway/routes-private.h"

#include <string.h>

#define WORKER_PAGE 300 /* features: what the main loop writes itself, about a millisecond */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

static void
append_parameter (GString *url, const char *name, const char *value)
{
  g_string_append_c (url, strchr (url->str, '?') == NULL ? '?' : '&');
  g_string_append_uri_escaped (url, name, NULL, FALSE);
  g_string_append_c (url, '=');
  g_string_append_uri_escaped (url, value, "/:,", FALSE);
}

/* The request's own address, its parameters in the order of their names; without those of `skip`. */
static GString *
build_url (LampRequest *request, const LampRecordType *type, const char *const *skip)
{
  GString          *url = g_string_new (request->base_url);
  guint             n;
  g_autofree char **names = (char **)g_hash_table_get_keys_as_array (request->query, &n);

  g_string_append_printf (url, "/collections/%s/items", type->collection);
  qsort (names, n, sizeof (char *), compare_names);
  for (guint i = 0; i < n; i++)
    if (!g_strv_contains (skip, names[i]))
      append_parameter (url, names[i], lamp_request_get_query (request, names[i]));

  return url;
}

/* The page that begins after, or ends before, a record. */
static char *
page_url (LampRequest *request, const LampRecordType *type, const char *parameter, const char *id)
{
  static const char *const place[] = { "offset", "after", "before", NULL };
  GString                 *url = build_url (request, type, place);

  append_parameter (url, parameter, id);

  return g_string_free (url, FALSE);
}

static const char *
media_type (LampRequest *request)
{
  return g_strcmp0 (lamp_request_get_query (request, "f"), "json") == 0 ? LAMP_MEDIA_JSON : LAMP_MEDIA_GEOJSON;
}

static void
append_link (GString *out, const char *url, const char *rel, const char *type)
{
  g_string_append (out, out->str[out->len - 1] == '[' ? "{\"href\":" : ",{\"href\":");
  lamp_json_append_string (out, url);
  g_string_append_printf (out, ",\"rel\":\"%s\",\"type\":\"%s\"}", rel, type);
}

static void
append_own_links (GString *out, LampRequest *request, const LampRecordType *type, const char *self, const char *alternate)
{
  const char *own = media_type (request);

  append_link (out, self, "self", own);
  append_link (out, alternate, "alternate", g_str_equal (own, LAMP_MEDIA_JSON) ? LAMP_MEDIA_GEOJSON : LAMP_MEDIA_JSON);
}

static char *
write_head (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const LampItemsPage *page)
{
  static const char *const none[] = { NULL };
  static const char *const format[] = { "f", NULL };
  GString                 *head = g_string_new ("\"timeStamp\":");
  g_autoptr (GString) self = build_url (request, type, none);
  g_autoptr (GString) alternate = build_url (request, type, format);
  g_autofree char *collection = g_strconcat (request->base_url, "/collections/", type->collection, NULL);
  g_autofree char *now = lamp_time_to_string (lamp_gateway_get_now_usec (gateway));
  GPtrArray       *records = page->records;

  append_parameter (alternate, "f", g_str_equal (media_type (request), LAMP_MEDIA_JSON) ? "geojson" : "json");
  lamp_json_append_string (head, now);
  g_string_append (head, ",\"links\":[");
  append_own_links (head, request, type, self->str, alternate->str);
  if (page->has_next && records->len > 0)
    {
      g_autofree char *next = page_url (request, type, "after", ((LampRecord *)g_ptr_array_index (records, records->len - 1))->id);

      append_link (head, next, "next", media_type (request));
    }
  if (page->has_previous && records->len > 0)
    {
      g_autofree char *previous = page_url (request, type, "before", ((LampRecord *)g_ptr_array_index (records, 0))->id);

      append_link (head, previous, "prev", media_type (request));
    }
  append_link (head, collection, "collection", LAMP_MEDIA_JSON);
  g_string_append (head, "],");

  return g_string_free (head, FALSE);
}

/* Differs from run to run, so that a store that begins anew does not bring old tags back to life. */
static guint64
run_mark (void)
{
  static guint64 mark;

  if (mark == 0)
    mark = ((guint64)g_random_int () << 32 | g_random_int ()) | 1;

  return mark;
}

static char *
page_etag (LampRequest *request, const LampRecordType *type, const LampItemsPage *page)
{
  static const char *const none[] = { NULL };
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GString) url = build_url (request, type, none);
  gint64 numbers[] = { (gint64)run_mark (), page->n_matched, page->has_next, page->has_previous };

  g_checksum_update (sum, (const guchar *)numbers, sizeof numbers);
  g_checksum_update (sum, (const guchar *)url->str, (gssize)url->len);
  for (guint i = 0; i < page->records->len; i++)
    {
      const LampRecord *record = g_ptr_array_index (page->records, i);
      gint64            marks[] = { record->revision, record->telemetry };

      g_checksum_update (sum, (const guchar *)record->id, (gssize)strlen (record->id) + 1);
      g_checksum_update (sum, (const guchar *)marks, sizeof marks);
    }

  return g_strdup_printf ("W/\"%.24s\"", g_checksum_get_string (sum));
}

typedef struct
{
  LampRequest  *request; /* waits for us */
  LampItemsPage page;
  char         *head;
  char         *etag;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *self = data;

  lamp_items_page_clear (&self->page);
  g_free (self->head);
  g_free (self->etag);
  g_free (self);
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Writing *self = data;

  g_task_return_pointer (task, lamp_items_page_write (&self->page, self->head), (GDestroyNotify)g_bytes_unref);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Writing *self = g_task_get_task_data (G_TASK (result));
  GBytes  *body = g_task_propagate_pointer (G_TASK (result), NULL);

  lamp_request_answer (self->request, 200, media_type (self->request), self->etag, body);
}

void
lamp_items_answer_page (LampGateway *gateway, LampRequest *request, const LampRecordType *type, LampItemsPage *page)
{
  g_autofree char *etag = page_etag (request, type, page);
  g_autofree char *head = NULL;
  const char      *known = lamp_request_get_header (request, "If-None-Match");

  if (known != NULL && lamp_etag_list_matches (known, etag))
    {
      lamp_request_answer (request, 200, media_type (request), etag, NULL);
      return;
    }

  head = write_head (gateway, request, type, page);
  if (page->records->len <= WORKER_PAGE)
    lamp_request_answer (request, 200, media_type (request), etag, lamp_items_page_write (page, head));
  else
    {
      Writing *writing = g_new0 (Writing, 1);
      g_autoptr (GTask) task = g_task_new (NULL, NULL, written_cb, NULL);

      writing->request = request;
      writing->page = *page;
      page->records = NULL;
      writing->head = g_steal_pointer (&head);
      writing->etag = g_steal_pointer (&etag);
      g_task_set_source_tag (task, lamp_items_answer_page);
      g_task_set_task_data (task, writing, writing_free);
      g_task_run_in_thread (task, write_in_thread);
    }
}

void
lamp_items_answer_missing (LampRequest *request, const LampRecordType *type, const char *id)
{
  g_autofree char *shown = lamp_items_shorten (id);

  lamp_request_problem (request, 404, "not-found", "Not found", NULL, "There is no %s \"%s\".", type->singular, shown);
}

void
lamp_items_answer_record (LampRequest *request, gconstpointer record)
{
  const LampRecordType *type = ((const LampRecord *)record)->type;
  const char           *id = ((const LampRecord *)record)->id;
  g_autoptr (GString) links = g_string_new (",\"links\":[");
  g_autoptr (GString) self = g_string_new (request->base_url);
  g_autofree char *collection = g_strconcat (request->base_url, "/collections/", type->collection, NULL);
  g_autofree char *etag = lamp_record_dup_etag (record);
  gboolean         as_json = g_str_equal (media_type (request), LAMP_MEDIA_JSON);
  g_autofree char *alternate = NULL;
  GString         *body = g_string_new (NULL);

  g_string_append_printf (self, "/collections/%s/items/", type->collection);
  g_string_append_uri_escaped (self, id, NULL, FALSE);
  alternate = g_strconcat (self->str, as_json ? "?f=geojson" : "?f=json", NULL);
  if (as_json)
    g_string_append (self, "?f=json");
  append_own_links (links, request, type, self->str, alternate);
  append_link (links, collection, "collection", LAMP_MEDIA_JSON);
  g_string_append_c (links, ']');
  lamp_items_append_feature (body, record, links->str);

  lamp_request_answer (request, 200, media_type (request), etag, g_string_free_to_bytes (body));
}
