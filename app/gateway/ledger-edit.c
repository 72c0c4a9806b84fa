/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One command in the making. Its own versions of records stand beside the state until it is accepted; then they are
 * written, with what was before and after, as one row of the journal. See ledger.h.
 */
#include "gateway/ledger-private.h"

struct _LampEdit
{
  LampLedger *ledger;
  char       *actor, *command;
  GPtrArray  *versions; /* LampRecord *, own */
  GHashTable *known;    /* the same, by collection and id */
};

static guint
hash_place (gconstpointer record)
{
  const LampRecord *self = record;

  return g_str_hash (self->id) ^ g_direct_hash (self->type);
}

static gboolean
equal_place (gconstpointer a, gconstpointer b)
{
  const LampRecord *one = a, *other = b;

  return one->type == other->type && g_str_equal (one->id, other->id);
}

LampEdit *
lamp_turn_begin (LampTurn *turn, const char *actor, const char *command)
{
  LampEdit *edit = g_new0 (LampEdit, 1);

  edit->ledger = turn->ledger;
  edit->actor = g_strdup (actor);
  edit->command = g_strdup (command);
  edit->versions = g_ptr_array_new_with_free_func (lamp_record_unref);
  edit->known = g_hash_table_new (hash_place, equal_place);
  return edit;
}

void
lamp_edit_drop (LampEdit *edit)
{
  g_hash_table_unref (edit->known);
  g_ptr_array_unref (edit->versions);
  g_free (edit->actor);
  g_free (edit->command);
  g_free (edit);
}

gint64
lamp_edit_get_seq (LampEdit *edit)
{
  return lamp_state_get_seq (edit->ledger->state) + 1;
}

static LampRecord *
find_version (LampEdit *edit, const LampRecordType *type, const char *id)
{
  LampRecord place = { .type = type, .id = (char *)id };

  return g_hash_table_lookup (edit->known, &place);
}

static void
add_version (LampEdit *edit, LampRecord *version)
{
  g_ptr_array_add (edit->versions, version);
  g_hash_table_add (edit->known, version);
}

gpointer
lamp_edit_look (LampEdit *edit, const LampRecordType *type, const char *id)
{
  LampRecord *version = find_version (edit, type, id);

  return version != NULL ? version : lamp_state_lookup (edit->ledger->state, type, id);
}

gpointer
lamp_edit_open (LampEdit *edit, const LampRecordType *type, const char *id)
{
  LampRecord *version = find_version (edit, type, id);
  LampRecord *present;

  if (version != NULL)
    return version;
  present = lamp_state_lookup (edit->ledger->state, type, id);
  if (present == NULL)
    return NULL;
  version = lamp_record_copy (present);
  add_version (edit, version);
  return version;
}

void
lamp_edit_foreach_new (LampEdit *edit, const LampRecordType *type, LampEditFunc func, gpointer user_data)
{
  for (guint i = 0; i < edit->versions->len; i++)
    {
      LampRecord *version = g_ptr_array_index (edit->versions, i);

      if (version->type == type && lamp_state_lookup (edit->ledger->state, type, version->id) == NULL)
        func (version, user_data);
    }
}

void
lamp_edit_add (LampEdit *edit, gpointer record)
{
  add_version (edit, record);
}

/* `feature`: the record afterwards. */
static void
append_change (GString *changes, const LampRecord *before, const LampRecord *after, const GString *feature)
{
  g_string_append_printf (changes, "%s{\"collection\":\"%s\",\"id\":", changes->len > 1 ? "," : "", after->type->collection);
  lamp_json_append_string (changes, after->id);
  g_string_append (changes, ",\"before\":");
  if (before != NULL)
    lamp_record_append_feature (changes, before, NULL);
  else
    g_string_append (changes, "null");
  g_string_append (changes, ",\"after\":");
  g_string_append_len (changes, feature->str, (gssize)feature->len);
  g_string_append_c (changes, '}');
}

/* Into the state tables; the changes as the journal has them come back. */
static char *
write_versions (LampEdit *edit, gint64 seq, gint64 at_usec)
{
  LampLedger *ledger = edit->ledger;
  GString    *changes = g_string_new ("[");

  for (guint i = 0; i < edit->versions->len && !lamp_ledger_failed (ledger); i++)
    {
      LampRecord *version = g_ptr_array_index (edit->versions, i);
      LampRecord *before = lamp_state_lookup (ledger->state, version->type, version->id);
      g_autoptr (GString) feature = g_string_new (NULL);

      version->revision = seq;
      lamp_record_append_feature (feature, version, NULL);
      append_change (changes, before, version, feature);
      ledger->store->klass->put_record (ledger->store, version, feature->str, &ledger->batch->error);
      lamp_ledger_put_record (ledger, version, seq, at_usec);
    }
  g_string_append_c (changes, ']');
  return g_string_free (changes, FALSE);
}

static void
leave_out_same (LampEdit *edit)
{
  GPtrArray *all = edit->versions;

  g_hash_table_remove_all (edit->known);
  edit->versions = g_ptr_array_new_with_free_func (lamp_record_unref);
  for (guint i = 0; i < all->len; i++)
    {
      LampRecord *version = g_ptr_array_index (all, i);
      LampRecord *before = lamp_state_lookup (edit->ledger->state, version->type, version->id);

      if (before == NULL || !lamp_record_equal (before, version))
        add_version (edit, lamp_record_ref (version));
    }
  g_ptr_array_unref (all);
}

gboolean
lamp_edit_accept (LampEdit *edit, gboolean always, const char *reason, const char *key)
{
  LampLedger      *ledger = edit->ledger;
  gint64           seq = lamp_edit_get_seq (edit);
  LampTurn         turn = { ledger };
  gint64           at_usec = lamp_turn_get_now_usec (&turn);
  g_autofree char *changes = NULL;
  gboolean         accepted;

  leave_out_same (edit);
  accepted = (always || edit->versions->len > 0) && lamp_ledger_ensure_begun (ledger);
  if (accepted)
    {
      changes = write_versions (edit, seq, at_usec);
      lamp_state_set_seq (ledger->state, seq);
      ledger->last_usec = at_usec;
      if (!lamp_ledger_failed (ledger))
        ledger->store->klass->append (ledger->store, &(LampJournalRow){ seq, at_usec, edit->actor, edit->command, changes, reason, key }, &ledger->batch->error);
    }
  lamp_edit_drop (edit);
  return accepted && !lamp_ledger_failed (ledger);
}
