/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See collection.h.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"

#include "client/collection.h"

#include "records/crew.h"

typedef struct
{
  LampItem *item;        /* owned */
  gpointer  server;      /* owned record; NULL while local */
  gboolean  shown_other; /* the item shows another record than `server` */
  gboolean  gone;        /* removed in this batch, leaves the array at its end */
} Entry;

struct _LampCollection
{
  GObject parent_instance;

  const LampRecordType *type;
  GPtrArray            *entries;   /* owned Entry, in order of arrival; those from n_visible on came in this batch */
  GHashTable           *by_id;     /* id (of the item) → Entry, without those gone */
  guint                 n_visible; /* what get_n_items says */
  guint                 depth;     /* of begin */
  gboolean              has_gone;
};

static void lamp_collection_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LampCollection, lamp_collection, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, lamp_collection_list_model_init))

static void
entry_free (Entry *entry)
{
  g_clear_object (&entry->item);
  g_clear_pointer (&entry->server, lamp_record_unref);
  g_free (entry);
}

static GType
lamp_collection_get_item_type (GListModel *model)
{
  return LAMP_TYPE_ITEM;
}

static guint
lamp_collection_get_n_items (GListModel *model)
{
  return LAMP_COLLECTION (model)->n_visible;
}

static gpointer
lamp_collection_get_item (GListModel *model, guint position)
{
  LampCollection *self = LAMP_COLLECTION (model);
  Entry          *entry = NULL;

  if (position >= self->n_visible)
    return NULL;
  entry = g_ptr_array_index (self->entries, position);
  return g_object_ref (entry->item);
}

static void
lamp_collection_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = lamp_collection_get_item_type;
  iface->get_n_items = lamp_collection_get_n_items;
  iface->get_item = lamp_collection_get_item;
}

static void
lamp_collection_finalize (GObject *object)
{
  LampCollection *self = LAMP_COLLECTION (object);

  g_clear_pointer (&self->by_id, g_hash_table_unref);
  g_clear_pointer (&self->entries, g_ptr_array_unref);

  G_OBJECT_CLASS (lamp_collection_parent_class)->finalize (object);
}

static void
lamp_collection_class_init (LampCollectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_collection_finalize;
}

static void
lamp_collection_init (LampCollection *self)
{
  self->entries = g_ptr_array_new_with_free_func ((GDestroyNotify)entry_free);
  self->by_id = g_hash_table_new (g_str_hash, g_str_equal);
}

LampCollection *
lamp_collection_new (const LampRecordType *type)
{
  LampCollection *self = g_object_new (LAMP_TYPE_COLLECTION, NULL);

  self->type = type;
  return self;
}

const LampRecordType *
lamp_collection_get_record_type (LampCollection *self)
{
  return self->type;
}

LampItem *
lamp_collection_lookup (LampCollection *self, const char *id)
{
  Entry *entry = id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;

  return entry != NULL ? entry->item : NULL;
}

gpointer
lamp_collection_get_server_record (LampCollection *self, const char *id)
{
  Entry *entry = id != NULL ? g_hash_table_lookup (self->by_id, id) : NULL;

  return entry != NULL ? entry->server : NULL;
}

void
lamp_collection_begin (LampCollection *self)
{
  self->depth++;
}

/* Entries that stay keep their order, so all before the first gone one need not be told. */
static void
sweep (LampCollection *self, guint *first, guint *n_removed)
{
  guint kept = 0;

  *first = self->n_visible;
  *n_removed = 0;
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (!entry->gone)
        {
          self->entries->pdata[kept++] = entry;
          continue;
        }
      if (i < self->n_visible)
        {
          *first = MIN (*first, i);
          *n_removed += 1;
        }
      entry_free (entry);
    }
  for (guint i = kept; i < self->entries->len; i++)
    self->entries->pdata[i] = NULL;
  g_ptr_array_set_free_func (self->entries, NULL);
  g_ptr_array_set_size (self->entries, (int)kept);
  g_ptr_array_set_free_func (self->entries, (GDestroyNotify)entry_free);
}

void
lamp_collection_end (LampCollection *self)
{
  guint old = self->n_visible;
  guint first = old;
  guint n_removed = 0;
  guint same_tail = 0;

  g_return_if_fail (self->depth > 0);

  if (--self->depth > 0)
    return;
  if (self->has_gone)
    {
      g_autoptr (GPtrArray) before = g_ptr_array_new ();

      for (guint i = 0; i < old; i++)
        g_ptr_array_add (before, ((Entry *)g_ptr_array_index (self->entries, i))->gone ? NULL : g_ptr_array_index (self->entries, i));
      sweep (self, &first, &n_removed);
      self->has_gone = FALSE;
      /* What stands unchanged at the end need not be told either. */
      while (same_tail < old - first && same_tail < self->entries->len - first &&
             before->pdata[old - 1 - same_tail] == self->entries->pdata[self->entries->len - 1 - same_tail])
        same_tail++;
    }
  self->n_visible = self->entries->len;
  if (first < old || self->n_visible != old)
    g_list_model_items_changed (G_LIST_MODEL (self), first, old - first - same_tail, self->n_visible - first - same_tail);
}

static Entry *
add_entry (LampCollection *self, gpointer record)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->item = lamp_item_new (record);
  g_ptr_array_add (self->entries, entry);
  g_hash_table_insert (self->by_id, (char *)lamp_item_get_id (entry->item), entry);
  return entry;
}

/* The key is the item's record's id, so it has to be renewed before the record that owns it goes. */
static void
set_item_record (LampCollection *self, Entry *entry, gpointer record)
{
  g_hash_table_replace (self->by_id, ((LampRecord *)record)->id, entry);
  lamp_item_set_record (entry->item, record);
}

static void
drop_entry (LampCollection *self, Entry *entry)
{
  g_hash_table_remove (self->by_id, lamp_item_get_id (entry->item));
  entry->gone = TRUE;
  self->has_gone = TRUE;
}

/* An earlier change; or, of a crew, an earlier fix: fixes are no changes, and come by two ways. */
static gboolean
is_older (const LampRecord *record, const LampRecord *known)
{
  if (record->revision != known->revision)
    return record->revision > 0 && record->revision < known->revision;
  return record->type == &lamp_crew_type && ((const LampCrew *)record)->position_usec < ((const LampCrew *)known)->position_usec;
}

/* TRUE when the gateway's word differs from its last. */
static gboolean
take_word (LampCollection *self, Entry *entry, LampRecord *record)
{
  gboolean differs = entry->server == NULL || !lamp_record_equal (entry->server, record);

  lamp_record_ref (record);
  g_clear_pointer (&entry->server, lamp_record_unref);
  entry->server = record;
  /* Views need not hear of a new ETag alone, but commands are based on it. */
  if (!entry->shown_other && differs)
    set_item_record (self, entry, record);
  return differs;
}

static gboolean
put (LampCollection *self, LampRecord *record, gboolean even_older)
{
  Entry *entry = g_hash_table_lookup (self->by_id, record->id);

  if (entry == NULL)
    entry = add_entry (self, record);
  else if (!even_older && entry->server != NULL && is_older (record, entry->server))
    return FALSE;
  return take_word (self, entry, record);
}

gboolean
lamp_collection_put (LampCollection *self, gpointer record)
{
  gboolean differs = FALSE;

  lamp_collection_begin (self);
  differs = put (self, record, FALSE);
  lamp_collection_end (self);
  return differs;
}

gboolean
lamp_collection_remove (LampCollection *self, const char *id)
{
  Entry *entry = g_hash_table_lookup (self->by_id, id);

  if (entry == NULL)
    return FALSE;
  lamp_collection_begin (self);
  drop_entry (self, entry);
  lamp_collection_end (self);
  return TRUE;
}

guint
lamp_collection_replace_all (LampCollection *self, const GPtrArray *records)
{
  g_autoptr (GHashTable) present = g_hash_table_new (g_str_hash, g_str_equal);
  guint n_changed = 0;

  lamp_collection_begin (self);
  for (guint i = 0; i < records->len; i++)
    {
      LampRecord *record = g_ptr_array_index (records, i);

      /* It may come from a gateway that counts anew: its word holds, whatever its revision. */
      n_changed += put (self, record, TRUE) ? 1 : 0;
      g_hash_table_add (present, record->id);
    }
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = g_ptr_array_index (self->entries, i);

      if (entry->gone || entry->server == NULL || g_hash_table_contains (present, lamp_item_get_id (entry->item)))
        continue;
      drop_entry (self, entry);
      n_changed++;
    }
  lamp_collection_end (self);
  return n_changed;
}

void
lamp_collection_show (LampCollection *self, const char *id, gpointer record, LampPending pending)
{
  Entry *entry = g_hash_table_lookup (self->by_id, id);

  if (entry == NULL && record == NULL)
    return;
  lamp_collection_begin (self);
  if (entry == NULL)
    entry = add_entry (self, record);
  if (record == NULL && entry->server == NULL)
    drop_entry (self, entry);
  else
    {
      gpointer shown = record != NULL ? record : entry->server;

      entry->shown_other = record != NULL && record != entry->server;
      if (!lamp_record_equal (lamp_item_get_record (entry->item), shown))
        set_item_record (self, entry, shown);
      lamp_item_set_pending (entry->item, pending);
    }
  lamp_collection_end (self);
}
