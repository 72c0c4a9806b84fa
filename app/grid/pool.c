/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See pool.h.
 */
#include "config.h"

#include "grid/large.h"
#include "grid/pool.h"

#include <string.h>

#define FIRST_BYTES (64 * 1024)
#define FEWEST_SLOTS 16

static inline guint64
word_at (const char *text)
{
  guint64 word = 0;

  memcpy (&word, text, 8);
  return word;
}

/* Multiply and fold over eight bytes at a time; the last eight overlap what came before. */
guint32
lamp_text_hash (const char *text, gsize length)
{
  guint64 hash = 0x9E3779B97F4A7C15u ^ length;
  gsize   at = 0;

  if (length >= 8)
    {
      for (; at + 8 < length; at += 8)
        {
          hash = (hash ^ word_at (text + at)) * 0xFF51AFD7ED558CCDu;
          hash ^= hash >> 32;
        }
      hash = (hash ^ word_at (text + length - 8)) * 0xFF51AFD7ED558CCDu;
    }
  else
    {
      guint64 word = 0;

      for (; at < length; at++)
        word = word << 8 | (guint8)text[at];
      hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
    }

  hash ^= hash >> 32;
  hash *= 0xC4CEB9FE1A85EC53u;
  return (guint32)(hash >> 32);
}

void
lamp_pool_init (LampPool *pool)
{
  pool->capacity = FIRST_BYTES;
  pool->text = g_malloc (pool->capacity);
  pool->text[0] = '\0';
  pool->size = 1;
}

void
lamp_pool_clear (LampPool *pool)
{
  g_clear_pointer (&pool->text, g_free);
}

void
lamp_pool_reserve (LampPool *pool, guint64 n_bytes)
{
  char *text = n_bytes <= pool->capacity || n_bytes >= G_MAXUINT32 ? NULL : lamp_large_try_alloc (n_bytes);

  if (text == NULL)
    return;
  memcpy (text, pool->text, pool->size);
  g_free (pool->text);
  pool->text = text;
  pool->capacity = n_bytes;
}

static gboolean
make_room (LampPool *pool, gsize length)
{
  if (pool->size + length >= G_MAXUINT32)
    {
      pool->full = TRUE;
      return FALSE;
    }
  if (pool->size + length > pool->capacity)
    {
      pool->capacity = MAX (pool->capacity * 2, pool->size + length);
      pool->text = lamp_large_grow (pool->text, pool->size, pool->capacity, 1);
    }

  return TRUE;
}

guint32
lamp_pool_append (LampPool *pool, const char *text, gsize length)
{
  gsize offset = pool->size;

  if (length == 0 || !make_room (pool, length + 1))
    return 0;
  memcpy (pool->text + offset, text, length);
  pool->text[offset + length] = '\0';
  pool->size = offset + length + 1;
  return (guint32)offset;
}

guint32
lamp_pool_append_pool (LampPool *pool, const LampPool *other)
{
  gsize n = other->size - 1; /* both begin with the empty text */
  gsize moved = pool->size - 1;

  pool->full = pool->full || other->full;
  if (pool->full || !make_room (pool, n))
    return 0;
  memcpy (pool->text + pool->size, other->text + 1, n);
  pool->size += n;
  return (guint32)moved;
}

void
lamp_pool_trim (LampPool *pool)
{
  pool->capacity = pool->size;
  pool->text = g_realloc (pool->text, pool->capacity);
}

/* At most two thirds of the slots are ever full. */
static guint32
mask_for (guint64 n)
{
  guint64 n_slots = FEWEST_SLOTS;

  while (n_slots * 2 < n * 3)
    n_slots *= 2;
  return (guint32)(n_slots - 1);
}

/* Written before it is read: a page first read is mapped twice. */
static guint32 *
new_id_slots (guint32 mask)
{
  gsize n_bytes = ((gsize)mask + 1) * sizeof (guint32);

  return memset (lamp_large_alloc_exact (n_bytes, 1), 0, n_bytes);
}

void
lamp_text_table_init (LampTextTable *table, LampPool *pool, gboolean counted, guint32 n)
{
  *table = (LampTextTable){ .pool = pool, .counted = counted, .mask = mask_for (n), .n_keys_max = MAX (n, 1) };
  table->slots = lamp_large_new0 (guint64, (gsize)table->mask + 1);
  if (counted)
    table->keys = lamp_large_new (guint32, table->n_keys_max);
}

void
lamp_text_table_clear (LampTextTable *table)
{
  g_clear_pointer (&table->slots, g_free);
  g_clear_pointer (&table->keys, g_free);
}

static void
grow_slots (LampTextTable *table)
{
  guint32  mask = table->mask * 2 + 1;
  guint64 *slots = lamp_large_new0 (guint64, (gsize)mask + 1);

  for (gsize i = 0; i <= table->mask; i++)
    if (table->slots[i] != 0)
      {
        guint32 at = (guint32)(table->slots[i] >> 32) & mask;

        while (slots[at] != 0)
          at = (at + 1) & mask;
        slots[at] = table->slots[i];
      }

  g_free (table->slots);
  table->slots = slots;
  table->mask = mask;
}

/* The slot that holds the text, or the free one where it belongs. */
static guint32
slot_of (const LampTextTable *table, const char *text, gsize length, guint32 hash)
{
  const LampPool *pool = table->pool;
  guint32         at = 0;

  for (at = hash & table->mask; table->slots[at] != 0; at = (at + 1) & table->mask)
    if ((guint32)(table->slots[at] >> 32) == hash)
      {
        guint32 number = (guint32)table->slots[at] - 1;
        gsize   offset = table->counted ? table->keys[number] : number;

        if (offset + length < pool->size && memcmp (pool->text + offset, text, length) == 0 &&
            pool->text[offset + length] == '\0')
          break;
      }

  return at;
}

guint32
lamp_text_table_find (const LampTextTable *table, const char *text, gsize length, guint32 hash)
{
  /* An empty slot is 0 - 1. */
  return (guint32)table->slots[slot_of (table, text, length, hash)] - 1;
}

guint32
lamp_text_table_intern (LampTextTable *table, const char *text, gsize length, guint32 hash)
{
  guint32 at = slot_of (table, text, length, hash);
  guint32 number = (guint32)table->slots[at] - 1;

  if (table->slots[at] != 0)
    return number;

  number = lamp_pool_append (table->pool, text, length);
  if (table->counted)
    {
      if (table->n_texts == table->n_keys_max)
        {
          table->n_keys_max *= 2;
          table->keys = lamp_large_grow (table->keys, table->n_texts, table->n_keys_max, sizeof (guint32));
        }
      table->keys[table->n_texts] = number;
      number = table->n_texts;
    }

  table->slots[at] = ((guint64)hash << 32) | (number + 1);
  if (++table->n_texts > table->mask / 3 * 2)
    grow_slots (table);
  return number;
}

void
lamp_text_set_init (LampTextSet *set)
{
  lamp_pool_init (&set->pool);
  lamp_text_table_init (&set->table, &set->pool, FALSE, 0);
}

void
lamp_text_set_clear (LampTextSet *set)
{
  lamp_text_table_clear (&set->table);
  lamp_pool_clear (&set->pool);
}

guint32
lamp_text_set_intern (LampTextSet *set, const char *text)
{
  gsize length = strlen (text);

  return length == 0 ? 0 : lamp_text_table_intern (&set->table, text, length, lamp_text_hash (text, length));
}

gboolean
lamp_text_set_has (const LampTextSet *set, const char *text)
{
  gsize length = strlen (text);

  return length == 0 || lamp_text_table_find (&set->table, text, length, lamp_text_hash (text, length)) != G_MAXUINT32;
}

guint32
lamp_id_table_init (LampIdTable *table, const char *text, guint32 *keys, const guint32 *hashes, guint32 n)
{
  guint32 n_repeated = 0;

  *table = (LampIdTable){ .keys = keys, .text = text, .mask = mask_for (n) };
  table->slots = new_id_slots (table->mask);
  for (guint32 i = 0; i < n; i++)
    {
      const char *id = text + keys[i];
      guint32     hash = hashes != NULL ? hashes[i] : lamp_text_hash (id, strlen (id));
      guint32     at = hash & table->mask;
      gboolean    repeated = FALSE;

      if (hashes != NULL && i + LAMP_LOOK_AHEAD < n)
        __builtin_prefetch (&table->slots[hashes[i + LAMP_LOOK_AHEAD] & table->mask], 1);
      if (keys[i] == 0)
        continue;
      for (; table->slots[at] != 0 && !repeated; at = (at + 1) & table->mask)
        {
          guint32 known = table->slots[at] - 1;

          repeated = (hashes == NULL || hashes[known] == hash) && strcmp (text + keys[known], id) == 0;
          if (repeated)
            keys[i] = keys[known];
        }
      if (!repeated)
        table->slots[at] = i + 1;
      n_repeated += repeated;
    }

  return n_repeated;
}

void
lamp_id_table_clear (LampIdTable *table)
{
  g_clear_pointer (&table->slots, g_free);
}

guint32
lamp_id_table_find (const LampIdTable *table, const char *id)
{
  if (id == NULL || *id == '\0')
    return G_MAXUINT32;

  for (guint32 at = lamp_text_hash (id, strlen (id)) & table->mask; table->slots[at] != 0; at = (at + 1) & table->mask)
    if (strcmp (table->text + table->keys[table->slots[at] - 1], id) == 0)
      return table->slots[at] - 1;

  return G_MAXUINT32;
}
