/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `/collections/{c}/items` and `/collections/{c}/items/{id}`.
 *
 * A page's ETag is weak: it stands for the records in it, not for the time stamp beside them. It is worked out before
 * the page is written, so a client that has it already costs no writing. Long pages are written in a worker, on their
 * own references to immutable records, while the message waits.
 *
 * The journal is not in the state: it is read in a worker by the store, in pieces when rows have to be picked out.
 */
#include "gateway/items.h"

#include "gateway/request-private.h"
#include "gateway/routes-private.h"
#include "records/entry.h"

#include <string.h>

#define WORKER_PAGE 300   /* features: what the main loop writes itself, about a millisecond */
#define JOURNAL_PIECE 500 /* rows read at once while picking */

/* --- addresses --- */

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

/* --- the answer --- */

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

static void
answer_page (LampGateway *gateway, LampRequest *request, const LampRecordType *type, LampItemsPage *page)
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
      g_task_set_source_tag (task, answer_page);
      g_task_set_task_data (task, writing, writing_free);
      g_task_run_in_thread (task, write_in_thread);
    }
}

static void
refuse_query (LampRequest *request, const GError *error)
{
  static const char *const codes[] = {
    [LAMP_ITEMS_ERROR_UNKNOWN_PARAMETER] = "unknown-parameter",
    [LAMP_ITEMS_ERROR_BAD_VALUE] = "bad-parameter",
    [LAMP_ITEMS_ERROR_LOST_PLACE] = "lost-place",
  };

  lamp_request_problem (request, 400, codes[error->code], "Query not understood", NULL, "%s", error->message);
}

/* --- journal --- */

typedef struct
{
  LampGateway    *gateway;
  LampRequest    *request;
  LampItemsQuery *query;
  LampItemsPage   page;
  gint64          after; /* sequence of the last row read, for the next piece */
  gint64          skip;  /* matches still to be passed over */
} Picking;

static void
picking_free (Picking *self)
{
  lamp_items_query_free (self->query);
  lamp_items_page_clear (&self->page);
  g_free (self);
}

static void
answer_picked (Picking *self)
{
  answer_page (self->gateway, self->request, &lamp_entry_type, &self->page);
  picking_free (self);
}

static void
pick_row (Picking *self, JsonObject *row, gboolean is_open)
{
  g_autoptr (LampRecord) entry = lamp_entry_new_from_row (row);

  self->after = json_object_get_int_member_with_default (row, "seq", self->after + 1);
  if (entry == NULL || (!is_open && !lamp_items_query_matches (self->query, entry)))
    return;

  if (self->skip > 0)
    self->skip--;
  else if (self->page.records->len < self->query->limit)
    g_ptr_array_add (self->page.records, g_steal_pointer (&entry));
  else
    self->page.has_next = TRUE;
}

static void read_piece (Picking *self);

static void
piece_cb (JsonArray *rows, gint64 n_all, const GError *error, gpointer user_data)
{
  Picking *self = user_data;
  gboolean is_open = lamp_items_query_is_open (self->query);
  guint    n_rows = rows != NULL ? json_array_get_length (rows) : 0;

  if (error != NULL)
    {
      lamp_request_problem (self->request, 503, "journal-unreadable", "Journal not readable", NULL, "The journal could not be read: %s", error->message);
      picking_free (self);
      return;
    }

  if (is_open)
    self->page.n_matched = n_all;
  for (guint i = 0; i < n_rows && !self->page.has_next; i++)
    pick_row (self, json_array_get_object_element (rows, i), is_open);

  if (self->page.has_next || is_open || n_rows < JOURNAL_PIECE)
    answer_picked (self);
  else
    read_piece (self);
}

static void
read_piece (Picking *self)
{
  gboolean is_open = lamp_items_query_is_open (self->query);

  /* One more than the page, to know whether there is a next one. */
  lamp_gateway_read_journal (self->gateway, self->after, is_open ? self->query->offset : 0, is_open ? self->query->limit + 1 : JOURNAL_PIECE, piece_cb, self);
}

static void
answer_journal (LampGateway *gateway, LampRequest *request, LampItemsQuery *query)
{
  Picking *self = g_new0 (Picking, 1);

  self->gateway = gateway;
  self->request = request;
  self->query = query;
  self->page.records = g_ptr_array_new_with_free_func (lamp_record_unref);
  self->page.n_matched = -1;
  self->skip = lamp_items_query_is_open (query) ? 0 : query->offset;
  if (query->after != NULL && !g_ascii_string_to_signed (query->after, 10, 0, G_MAXINT64, &self->after, NULL))
    {
      lamp_request_problem (request, 400, "bad-parameter", "Query not understood", NULL, "The parameter \"after\" of the journal must be a sequence number.");
      picking_free (self);
      return;
    }

  read_piece (self);
}

/* --- one --- */

static void
answer_missing (LampRequest *request, const LampRecordType *type, const char *id)
{
  g_autofree char *shown = lamp_items_shorten (id);

  lamp_request_problem (request, 404, "not-found", "Not found", NULL, "There is no %s \"%s\".", type->singular, shown);
}

static void
answer_record (LampRequest *request, gconstpointer record)
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

typedef struct
{
  LampRequest *request;
  gint64       seq;
} Looking;

static void
entry_cb (JsonArray *rows, gint64 n_all, const GError *error, gpointer user_data)
{
  g_autofree Looking *self = user_data;
  g_autoptr (LampRecord) entry = NULL;

  if (error == NULL && json_array_get_length (rows) > 0)
    entry = lamp_entry_new_from_row (json_array_get_object_element (rows, 0));

  if (error != NULL)
    lamp_request_problem (self->request, 503, "journal-unreadable", "Journal not readable", NULL, "The journal could not be read: %s", error->message);
  else if (entry == NULL || ((LampEntry *)entry)->seq != self->seq)
    answer_missing (self->request, &lamp_entry_type, self->request->segments[3]);
  else
    answer_record (self->request, entry);
}

static void
answer_entry (LampGateway *gateway, LampRequest *request, const char *id)
{
  gint64   seq;
  Looking *looking;

  if (!g_ascii_string_to_signed (id, 10, 1, G_MAXINT64, &seq, NULL))
    {
      answer_missing (request, &lamp_entry_type, id);
      return;
    }

  looking = g_new0 (Looking, 1);
  looking->request = request;
  looking->seq = seq;
  lamp_gateway_read_journal (gateway, seq - 1, 0, 1, entry_cb, looking);
}

void
lamp_route_item (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id)
{
  gpointer record;

  if (type->is_journal)
    {
      answer_entry (gateway, request, id);
      return;
    }

  record = lamp_state_lookup (lamp_gateway_get_state (gateway), type, id);
  if (record != NULL)
    answer_record (request, record);
  else
    answer_missing (request, type, id);
}

/* The page is what was true at this sequence, however long it takes to write: who follows the changes begins here. */
static void
mark_sequence (LampGateway *gateway, LampRequest *request)
{
  g_autofree char *seq = g_strdup_printf ("%" G_GINT64_FORMAT, lamp_state_get_seq (lamp_gateway_get_state (gateway)));

  lamp_request_add_header (request, "Lamp-Seq", seq);
}

void
lamp_route_items (LampGateway *gateway, LampRequest *request, const LampRecordType *type)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampItemsQuery) query = lamp_items_query_new (type, request->query, &error);
  g_auto (LampItemsPage) page = { NULL };

  mark_sequence (gateway, request);
  if (query == NULL)
    refuse_query (request, error);
  else if (type->is_journal)
    answer_journal (gateway, request, g_steal_pointer (&query));
  else if (!lamp_items_select (query, lamp_gateway_get_state (gateway), &page, &error))
    refuse_query (request, error);
  else
    answer_page (gateway, request, type, &page);
}
