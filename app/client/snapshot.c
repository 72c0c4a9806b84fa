/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * All pages of all collections. Pages are gathered aside; only when the last one is there is the copy changed, by its
 * differences: items keep their identity and only those that really changed notify. A single feature that makes no sense
 * is left out and told; a page that makes none (snapshot-page.h) fails the attempt and costs nothing.
 *
 * The sequence to follow from is that of the first page of all: whatever changed while the others came is told again
 * by the stream, and an older change never undoes a newer record.
 *
 * Where there is no change stream the same is done again and again with ETags: a page that did not change is a 304.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/session-private.h"
#include "client/snapshot-page.h"
#include "records/crew.h"

#include <glib/gi18n-lib.h>

#define PAGE_LIMIT 1000 /* features */
#define MAX_PAGES 1000  /* of one collection: a server without end */
#define MAX_TRIES 3     /* of a collection that changed under us while it was read */

typedef struct
{
  LampSession  *self;           /* owned */
  GCancellable *attempt;        /* owned */
  guint         collection;     /* index into types */
  GPtrArray    *types;          /* const LampRecordType *: what is asked for */
  gboolean      positions_only; /* crews alone, beside the change stream */
  GPtrArray    *all;            /* GPtrArray of LampRecord, one a collection */
  GHashTable   *seen;           /* ids of the present collection */
  GHashTable   *used;           /* urls of all pages */
  char         *url;            /* of the page that is asked for */
  guint         n_pages, n_tries;
  gint64        seq; /* of the first page; -1 when not told */
  guint         n_bad;
  char         *first_bad;
} Snapshot;

static void
snapshot_free (Snapshot *snapshot)
{
  g_object_unref (snapshot->self);
  g_object_unref (snapshot->attempt);
  g_ptr_array_unref (snapshot->types);
  g_ptr_array_unref (snapshot->all);
  g_hash_table_unref (snapshot->seen);
  g_hash_table_unref (snapshot->used);
  g_free (snapshot->url);
  g_free (snapshot->first_bad);
  g_free (snapshot);
}

static void fetch_page (Snapshot *snapshot);

static gboolean
poll_cb (gpointer user_data)
{
  LampSession *self = user_data;

  self->poll_id = 0;
  lamp_session_take_snapshot (self);
  return G_SOURCE_REMOVE;
}

static gboolean
is_unused (gpointer url, gpointer page, gpointer used)
{
  return !g_hash_table_contains (used, url);
}

/* Everything is there: now, and only now, the copy changes. */
static void
finish (Snapshot *snapshot)
{
  LampSession *self = snapshot->self;
  guint        n_changed = 0;

  for (guint i = 0; i < snapshot->types->len; i++)
    {
      const LampRecordType *type = g_ptr_array_index (snapshot->types, i);

      n_changed += lamp_collection_replace_all (lamp_session_peek_collection (self, type->collection), g_ptr_array_index (snapshot->all, i));
    }
  self->seq = MAX (snapshot->seq, 0);
  self->seq_open = FALSE;
  self->has_snapshot = TRUE;
  self->n_caught_up += n_changed;
  lamp_outbox_copy_changed (self->outbox, snapshot->seq >= 0 ? snapshot->seq : G_MAXINT64);
  if (snapshot->n_bad > 0)
    lamp_session_tell_bad (self, snapshot->n_bad, snapshot->first_bad);
  if (self->pages != NULL)
    g_hash_table_foreach_remove (self->pages, is_unused, snapshot->used);
  /* Views may have stopped the session. */
  if (g_cancellable_is_cancelled (snapshot->attempt))
    return;
  if (!self->polling)
    {
      lamp_session_follow (self);
      return;
    }
  if (self->state == LAMP_SESSION_STALE)
    lamp_session_set_state (self, LAMP_SESSION_LIVE, "");
  lamp_session_succeed (self);
  if (!g_cancellable_is_cancelled (snapshot->attempt))
    self->poll_id = g_timeout_add (self->tuning.poll_ms, poll_cb, self);
}

/* Fixes between the page of crews and the opening of the stream are told by neither; newer ones may be here already. */
static void
finish_positions (Snapshot *snapshot)
{
  LampCollection *crews = lamp_session_peek_collection (snapshot->self, "crews");
  GPtrArray      *records = g_ptr_array_index (snapshot->all, 0);

  lamp_collection_begin (crews);
  for (guint i = 0; i < records->len; i++)
    {
      LampCrew       *crew = g_ptr_array_index (records, i);
      const LampCrew *known = lamp_collection_get_server_record (crews, crew->base.id);

      if (known != NULL && crew->position_usec > known->position_usec)
        lamp_collection_put (crews, crew);
    }
  lamp_collection_end (crews);
  lamp_outbox_copy_changed (snapshot->self->outbox, lamp_session_get_whole_seq (snapshot->self));
}

static void
start_collection (Snapshot *snapshot)
{
  const LampRecordType *type = NULL;

  if (snapshot->collection == snapshot->types->len)
    {
      (snapshot->positions_only ? finish_positions : finish) (snapshot);
      snapshot_free (snapshot);
      return;
    }
  type = g_ptr_array_index (snapshot->types, snapshot->collection);
  g_free (snapshot->url);
  snapshot->url = g_strdup_printf ("/collections/%s/items?limit=%d", type->collection, PAGE_LIMIT);
  snapshot->n_pages = 0;
  g_hash_table_remove_all (snapshot->seen);
  g_ptr_array_set_size (snapshot->all, (int)snapshot->collection);
  g_ptr_array_add (snapshot->all, g_ptr_array_new_with_free_func (lamp_record_unref));
  fetch_page (snapshot);
}

static void
fail (Snapshot *snapshot, const GError *error)
{
  /* Positions come again by themselves. */
  if (!snapshot->positions_only)
    lamp_session_fail (snapshot->self, error);
  snapshot_free (snapshot);
}

static void
fail_rubbish (Snapshot *snapshot, const char *reason)
{
  g_autoptr (GError) error = g_error_new (LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_RUBBISH,
                                          _ ("The answer of the gateway at %s makes no sense (%s); trying again."),
                                          snapshot->self->base_url, reason);

  fail (snapshot, error);
}

static void
gather (Snapshot *snapshot, LampSnapshotPage *page)
{
  GPtrArray *records = g_ptr_array_index (snapshot->all, snapshot->collection);

  for (guint i = 0; i < page->records->len; i++)
    {
      LampRecord *record = g_ptr_array_index (page->records, i);

      /* Twice: it moved on to a later page while we read. */
      if (g_hash_table_contains (snapshot->seen, record->id))
        continue;
      g_hash_table_add (snapshot->seen, record->id);
      g_ptr_array_add (records, lamp_record_ref (record));
    }
  snapshot->n_bad += page->n_bad;
  if (snapshot->first_bad == NULL)
    snapshot->first_bad = g_strdup (page->first_bad);
}

static void
take_page (Snapshot *snapshot, LampSnapshotPage *page)
{
  const GPtrArray *records = g_ptr_array_index (snapshot->all, snapshot->collection);

  gather (snapshot, page);
  if (page->next != NULL)
    {
      if (++snapshot->n_pages > MAX_PAGES || g_strcmp0 (page->next, snapshot->url) == 0)
        {
          fail_rubbish (snapshot, _ ("its pages have no end"));
          return;
        }
      g_free (snapshot->url);
      snapshot->url = g_strdup (page->next);
      fetch_page (snapshot);
      return;
    }
  /* Something went while we turned pages, so one that stayed may have slipped to a page already read. */
  if (page->n_matched > (gint64)(records->len + snapshot->n_bad) && snapshot->n_pages > 0 && ++snapshot->n_tries < MAX_TRIES)
    {
      start_collection (snapshot);
      return;
    }
  snapshot->n_tries = 0;
  snapshot->collection++;
  start_collection (snapshot);
}

typedef struct
{
  Snapshot *snapshot;
  char     *url, *etag;
} Parsing;

static void
parsed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Parsing  *parsing = user_data;
  Snapshot *snapshot = parsing->snapshot;
  g_autoptr (GError) error = NULL;
  LampSnapshotPage *page = lamp_snapshot_page_parse_finish (result, &error);

  if (g_cancellable_is_cancelled (snapshot->attempt))
    snapshot_free (snapshot);
  else if (page == NULL)
    fail_rubbish (snapshot, error->message);
  else
    {
      page->etag = g_strdup (parsing->etag);
      if (snapshot->self->pages != NULL && page->etag != NULL)
        g_hash_table_replace (snapshot->self->pages, g_strdup (parsing->url), lamp_snapshot_page_ref (page));
      take_page (snapshot, page);
    }
  g_clear_pointer (&page, lamp_snapshot_page_unref);
  g_free (parsing->url);
  g_free (parsing->etag);
  g_free (parsing);
}

static void
parse_page (Snapshot *snapshot, LampReply *reply)
{
  Parsing *parsing = g_new0 (Parsing, 1);

  parsing->snapshot = snapshot;
  parsing->url = g_strdup (snapshot->url);
  parsing->etag = g_strdup (soup_message_headers_get_one (reply->headers, "ETag"));
  lamp_snapshot_page_parse_async (g_ptr_array_index (snapshot->types, snapshot->collection), reply->body, parsed_cb, parsing);
}

/* The fetch is silent once its attempt is given up, so what it carries is freed by its destroy notify, unless taken. */
typedef struct
{
  Snapshot *snapshot; /* NULL once taken */
} Carried;

static void
carried_free (gpointer data)
{
  Carried *carried = data;

  if (carried->snapshot != NULL)
    snapshot_free (carried->snapshot);
  g_free (carried);
}

static void
page_cb (LampSession *self, LampReply *reply, const GError *error, gpointer user_data)
{
  Carried  *carried = user_data;
  Snapshot *snapshot = g_steal_pointer (&carried->snapshot);
  g_autoptr (GError) local = NULL;
  const char       *seq = NULL;
  LampSnapshotPage *known = NULL;

  if (reply == NULL)
    {
      fail (snapshot, error);
      return;
    }
  known = self->pages != NULL ? g_hash_table_lookup (self->pages, snapshot->url) : NULL;
  /* The record where this page begins is gone. */
  if (reply->status == 400 && snapshot->n_pages > 0 && ++snapshot->n_tries < MAX_TRIES)
    {
      start_collection (snapshot);
      return;
    }
  if (reply->status != 304 && !lamp_reply_check_status (reply, &local))
    {
      fail (snapshot, local);
      return;
    }
  seq = soup_message_headers_get_one (reply->headers, "Lamp-Seq");
  if (snapshot->seq < 0 && seq != NULL && snapshot->collection == 0 && snapshot->n_pages == 0)
    snapshot->seq = g_ascii_strtoll (seq, NULL, 10);
  if (reply->status == 304 && known != NULL)
    take_page (snapshot, known);
  else if (reply->status != 200 || !lamp_reply_is_json (reply))
    fail_rubbish (snapshot, reply->content_type != NULL ? reply->content_type : _ ("no content type"));
  else
    parse_page (snapshot, reply);
}

static void
fetch_page (Snapshot *snapshot)
{
  LampSession      *self = snapshot->self;
  LampSnapshotPage *known = self->pages != NULL ? g_hash_table_lookup (self->pages, snapshot->url) : NULL;
  Carried          *carried = g_new0 (Carried, 1);

  carried->snapshot = snapshot;
  g_hash_table_add (snapshot->used, g_strdup (snapshot->url));
  lamp_session_fetch (self, snapshot->url, "application/geo+json, application/problem+json", known != NULL ? known->etag : NULL, page_cb, carried, carried_free);
}

static void
take (LampSession *self, GPtrArray *types, gboolean positions_only)
{
  Snapshot *snapshot = g_new0 (Snapshot, 1);

  snapshot->self = g_object_ref (self);
  snapshot->attempt = g_object_ref (self->attempt);
  snapshot->types = types;
  snapshot->positions_only = positions_only;
  snapshot->all = g_ptr_array_new_with_free_func ((GDestroyNotify)g_ptr_array_unref);
  snapshot->seen = g_hash_table_new (g_str_hash, g_str_equal);
  snapshot->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  snapshot->seq = -1;
  start_collection (snapshot);
}

void
lamp_session_take_snapshot (LampSession *self)
{
  if (self->polling && self->pages == NULL)
    self->pages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)lamp_snapshot_page_unref);
  take (self, g_ptr_array_ref (self->served), FALSE);
}

void
lamp_session_refresh_positions (LampSession *self)
{
  GPtrArray *types = g_ptr_array_new ();

  g_ptr_array_add (types, (gpointer)&lamp_crew_type);
  take (self, types, TRUE);
}
