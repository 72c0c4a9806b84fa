/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `/collections/{c}/items` and `/collections/{c}/items/{id}`.
 *
 * The journal is not in the state: it is read in a worker by the store, in pieces when rows have to be picked out.
 */
#include "gateway/items-private.h"

#include "gateway/request-private.h"
#include "gateway/routes-private.h"
#include "records/entry.h"

#define JOURNAL_PIECE 500 /* rows read at once while picking */

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
  lamp_items_answer_page (self->gateway, self->request, &lamp_entry_type, &self->page);
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
    lamp_items_answer_missing (self->request, &lamp_entry_type, self->request->segments[3]);
  else
    lamp_items_answer_record (self->request, entry);
}

static void
answer_entry (LampGateway *gateway, LampRequest *request, const char *id)
{
  gint64   seq;
  Looking *looking;

  if (!g_ascii_string_to_signed (id, 10, 1, G_MAXINT64, &seq, NULL))
    {
      lamp_items_answer_missing (request, &lamp_entry_type, id);
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
    lamp_items_answer_record (request, record);
  else
    lamp_items_answer_missing (request, type, id);
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
    lamp_items_answer_page (gateway, request, type, &page);
}
