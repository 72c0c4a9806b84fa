/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See pool.h.
 */
#include "config.h"

#include "grid/pool.h"

#include <string.h>

#define FIRST_SLOTS 1024
#define FIRST_BYTES (64 * 1024)

/* Multiply and fold over eight bytes at a time; good enough for ids, not against an adversary. */
static guint32
hash_text (const char *text, gsize length)
{
  guint64 hash = 0x9E3779B97F4A7C15u ^ length;

  while (length >= 8)
    {
      guint64 word = 0;

      memcpy (&word, text, 8);
      hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
      hash ^= hash >> 32;
      text += 8;
      length -= 8;
    }

  if (length > 0)
    {
      guint64 word = 0;

      memcpy (&word, text, length);
      hash = (hash ^ word) * 0xFF51AFD7ED558CCDu;
      hash ^= hash >> 32;
    }

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
  pool->mask = FIRST_SLOTS - 1;
  pool->slots = g_new0 (guint64, FIRST_SLOTS);
  pool->n_texts = 0;
}

void
lamp_pool_clear (LampPool *pool)
{
  g_clear_pointer (&pool->text, g_free);
  g_clear_pointer (&pool->slots, g_free);
}

static void
grow_slots (LampPool *pool, guint32 mask)
{
  guint64 *slots = g_new0 (guint64, (gsize)mask + 1);

  for (gsize i = 0; i <= pool->mask; i++)
    if (pool->slots[i] != 0)
      {
        guint32 at = (guint32)(pool->slots[i] >> 32) & mask;

        while (slots[at] != 0)
          at = (at + 1) & mask;
        slots[at] = pool->slots[i];
      }

  g_free (pool->slots);
  pool->slots = slots;
  pool->mask = mask;
}

void
lamp_pool_reserve (LampPool *pool, guint32 n_texts)
{
  guint32 mask = pool->mask;

  while (mask / 3 * 2 < n_texts && mask < G_MAXINT32)
    mask = mask * 2 + 1;
  if (mask > pool->mask)
    grow_slots (pool, mask);
}

static guint32
append (LampPool *pool, const char *text, gsize length)
{
  gsize offset = pool->size;

  if (offset + length + 1 > pool->capacity)
    {
      pool->capacity = MAX (pool->capacity * 2, offset + length + 1);
      pool->text = g_realloc (pool->text, pool->capacity);
    }

  /* Offsets are 32 bits: 4 GiB of text is far past any region. */
  g_assert (offset + length < G_MAXUINT32);
  memcpy (pool->text + offset, text, length);
  pool->text[offset + length] = '\0';
  pool->size = offset + length + 1;
  return (guint32)offset;
}

guint32
lamp_pool_intern (LampPool *pool, const char *text, gsize length)
{
  const char *end = memchr (text, '\0', length);
  guint32     hash = 0;
  guint32     at = 0;
  guint32     offset = 0;

  if (end != NULL)
    length = (gsize)(end - text);
  if (length == 0)
    return 0;

  hash = hash_text (text, length);
  for (at = hash & pool->mask; pool->slots[at] != 0; at = (at + 1) & pool->mask)
    if ((guint32)(pool->slots[at] >> 32) == hash)
      {
        const char *known = pool->text + (guint32)pool->slots[at];

        if ((gsize)(known - pool->text) + length < pool->size && memcmp (known, text, length) == 0 && known[length] == '\0')
          return (guint32)pool->slots[at];
      }

  offset = append (pool, text, length);
  pool->slots[at] = ((guint64)hash << 32) | offset;
  if (++pool->n_texts > pool->mask / 3 * 2)
    grow_slots (pool, pool->mask * 2 + 1);
  return offset;
}

void
lamp_pool_prefetch (const LampPool *pool, const char *text, gsize length)
{
  __builtin_prefetch (&pool->slots[hash_text (text, length) & pool->mask]);
}

guint32
lamp_pool_find (const LampPool *pool, const char *text)
{
  gsize   length = strlen (text);
  guint32 hash = hash_text (text, length);

  if (length == 0)
    return 0;

  for (guint32 at = hash & pool->mask; pool->slots[at] != 0; at = (at + 1) & pool->mask)
    if ((guint32)(pool->slots[at] >> 32) == hash &&
        g_str_equal (pool->text + (guint32)pool->slots[at], text))
      return (guint32)pool->slots[at];

  return G_MAXUINT32;
}

static guint32
slot_of (const LampIdTable *table, guint32 key)
{
  return (key * 2654435769u) >> table->shift;
}

void
lamp_id_table_reserve (LampIdTable *table, const guint32 *keys, guint32 n)
{
  guint bits = 4;

  while (((guint64)1 << bits) * 2 < (guint64)n * 3)
    bits++;
  g_assert (bits < 32);
  table->shift = 32 - bits;
  table->mask = (guint32)(((guint64)1 << bits) - 1);
  table->slots = g_new0 (guint32, (gsize)table->mask + 1);
  table->keys = keys;
}

gboolean
lamp_id_table_add (LampIdTable *table, guint32 index)
{
  guint32 key = table->keys[index];
  guint32 at = slot_of (table, key);

  if (key == 0)
    return TRUE;

  while (table->slots[at] != 0)
    {
      if (table->keys[table->slots[at] - 1] == key)
        return FALSE;
      at = (at + 1) & table->mask;
    }
  table->slots[at] = index + 1;
  return TRUE;
}

guint32
lamp_id_table_init (LampIdTable *table, const guint32 *keys, guint32 n)
{
  guint32 n_repeated = 0;

  lamp_id_table_reserve (table, keys, n);
  for (guint32 i = 0; i < n; i++)
    n_repeated += !lamp_id_table_add (table, i);
  return n_repeated;
}

void
lamp_id_table_clear (LampIdTable *table)
{
  g_clear_pointer (&table->slots, g_free);
}

guint32
lamp_id_table_find (const LampIdTable *table, guint32 key)
{
  if (key == 0 || key == G_MAXUINT32)
    return G_MAXUINT32;

  for (guint32 at = slot_of (table, key); table->slots[at] != 0; at = (at + 1) & table->mask)
    if (table->keys[table->slots[at] - 1] == key)
      return table->slots[at] - 1;

  return G_MAXUINT32;
}
