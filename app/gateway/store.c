/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See store.h: what all kinds of store have in common.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/store.h"

#include <inttypes.h>
#include <stdlib.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#define REBUILD_BATCH 1000 /* rows of the journal at a time */

G_DEFINE_QUARK (lamp - store - error - quark, lamp_store_error)

static const struct
{
  const char *prefix;
  LampStore *(*open) (const char *path, LampStoreAccess access, GError **error);
} kinds[] = {
  { "sqlite:", lamp_store_sqlite_open },
};

LampStore *
lamp_store_open (const char *address, LampStoreAccess access, GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_prefix (address, kinds[i].prefix) && address[strlen (kinds[i].prefix)] != '\0')
      return kinds[i].open (address + strlen (kinds[i].prefix), access, error);
  g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_ADDRESS, _ ("“%s” does not name a store; write it as sqlite:PATH"), address);
  return NULL;
}

void
lamp_store_close (LampStore *store)
{
  if (store != NULL)
    store->klass->close (store);
}

gboolean
lamp_store_take_feature (LampState *state, const LampRecordType *type, JsonNode *feature, gint64 revision, GError **error)
{
  g_autoptr (LampRecord) record = NULL;

  if (feature == NULL || !JSON_NODE_HOLDS_OBJECT (feature))
    {
      g_set_error (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_MALFORMED, "The %s stored by command %" G_GINT64_FORMAT " is no JSON object", type->singular, revision);
      return FALSE;
    }
  record = lamp_record_from_feature (type, json_node_get_object (feature), error);
  if (record == NULL)
    return FALSE;
  record->revision = revision;
  lamp_state_put (state, record);
  return TRUE;
}

/* One change of a journal row, into the state: the record as it was afterwards. */
static gboolean
apply_change (LampState *state, JsonObject *change, gint64 seq, GError **error)
{
  const LampRecordType *type = lamp_collection_find (json_object_get_string_member_with_default (change, "collection", ""));
  const char           *id = json_object_get_string_member_with_default (change, "id", NULL);
  JsonNode             *after = json_object_get_member (change, "after");

  if (type == NULL || id == NULL)
    return TRUE; /* a kind of record this program does not know */
  if (after == NULL || !JSON_NODE_HOLDS_OBJECT (after))
    {
      lamp_state_remove (state, type, id);
      return TRUE;
    }
  return lamp_store_take_feature (state, type, after, seq, error);
}

typedef struct
{
  LampState *state;
  guint      n;
  GError    *error;
} Rebuild;

static gboolean
refuse_row (GError **error)
{
  g_set_error_literal (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_MALFORMED, "Its changes are not a list of objects");
  return FALSE;
}

static gboolean
rebuild_row (const LampJournalRow *row, gpointer user_data)
{
  Rebuild *rebuild = user_data;
  g_autoptr (JsonNode) changes = json_from_string (row->changes, &rebuild->error);

  if (rebuild->error != NULL)
    return FALSE;
  if (changes == NULL || !JSON_NODE_HOLDS_ARRAY (changes))
    return refuse_row (&rebuild->error);
  for (guint i = 0; i < json_array_get_length (json_node_get_array (changes)); i++)
    {
      JsonNode *change = json_array_get_element (json_node_get_array (changes), i);

      if (!JSON_NODE_HOLDS_OBJECT (change))
        return refuse_row (&rebuild->error);
      if (!apply_change (rebuild->state, json_node_get_object (change), row->seq, &rebuild->error))
        return FALSE;
    }
  lamp_state_set_seq (rebuild->state, row->seq);
  rebuild->n++;
  return TRUE;
}

static gboolean
store_records (LampStore *store, const LampState *state, GError **error)
{
  const LampRecordType *const *types = lamp_collections ();

  for (guint t = 0; types[t] != NULL; t++)
    {
      const GPtrArray *list = lamp_state_list (state, types[t]);

      for (guint i = 0; list != NULL && i < list->len; i++)
        {
          g_autoptr (GString) feature = g_string_new (NULL);

          lamp_record_append_feature (feature, list->pdata[i], NULL);
          if (!store->klass->put_record (store, list->pdata[i], feature->str, error))
            return FALSE;
        }
    }
  return TRUE;
}

/* From the first command on: what the state table says does not count. */
static gboolean
rebuild (LampStore *store, LampState *state, GError **error)
{
  Rebuild          run = { .state = state };
  g_autofree char *reached = NULL;

  do
    {
      run.n = 0;
      if (!store->klass->read_journal (store, lamp_state_get_seq (state), 0, REBUILD_BATCH, rebuild_row, &run, error))
        return FALSE;
      if (run.error != NULL)
        {
          g_propagate_prefixed_error (error, run.error, _ ("The journal cannot be read after command %" PRId64 ": "), lamp_state_get_seq (state));
          return FALSE;
        }
    }
  while (run.n == REBUILD_BATCH);
  reached = g_strdup_printf ("%" G_GINT64_FORMAT, lamp_state_get_seq (state));
  if (store->klass->begin (store, error) && store->klass->clear_records (store, error) && store_records (store, state, error) && store->klass->set_note (store, "state", reached, error) && store->klass->commit (store, error))
    return TRUE;
  store->klass->rollback (store);
  return FALSE;
}

gboolean
lamp_store_load (LampStore *store, LampState *state, GError **error)
{
  gint64           first = 0, last = 0, last_usec = 0;
  g_autofree char *reached = NULL;

  if (!store->klass->journal_extent (store, &first, &last, &last_usec, error))
    return FALSE;
  reached = store->klass->get_note (store, "state", error);
  if (reached != NULL && g_ascii_strtoll (reached, NULL, 10) == last)
    {
      if (!store->klass->load_records (store, state, error))
        return FALSE;
      lamp_state_set_seq (state, last);
    }
  else if (last > 0 && !rebuild (store, state, error))
    {
      return FALSE;
    }
  return store->klass->load_positions (store, state, error);
}

void
lamp_answer_free (LampAnswer *answer)
{
  if (answer == NULL)
    return;
  g_free (answer->request_hash);
  g_free (answer->location);
  g_free (answer->etag);
  g_free (answer->body);
  g_free (answer);
}

void
lamp_token_free (LampToken *token)
{
  if (token == NULL)
    return;
  g_free (token->name);
  g_free (token->hash);
  g_free (token);
}

static const char *const role_names[] = { NULL, "viewer", "dispatcher" };

const char *
lamp_role_to_string (LampRole role)
{
  return role_names[role];
}

gboolean
lamp_role_from_string (const char *text, LampRole *role)
{
  for (guint i = LAMP_ROLE_VIEWER; i <= LAMP_ROLE_DISPATCHER; i++)
    if (g_strcmp0 (text, role_names[i]) == 0)
      {
        *role = (LampRole)i;
        return TRUE;
      }
  return FALSE;
}
