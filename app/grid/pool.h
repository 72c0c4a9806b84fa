/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text of a network: one pool, and tables from a text to a number.
 *
 *  - LampPool: texts in a row, each ended by NUL; a text is an offset into it, 0 is the empty string.
 *    Growing moves `text`: keep offsets, not pointers.
 *  - LampTextTable: while reading. Gives equal texts equal numbers: the offset (feeders, names), or an index
 *    counted from 0 (nodes). Each slot holds the hash, so a miss never looks at the text. 8 bytes a slot.
 *  - LampTextSet: a pool with such a table over it, for who has texts to hold once each and nothing else.
 *  - LampIdTable: what stays. From an id to the first index that has it; 4 bytes a slot.
 * Open addressing, at most two thirds full. Not thread-safe while growing; reading is.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rows or elements whose memory is fetched before they are looked at: enough for it to answer, few enough for a cache to keep. */
#define LAMP_LOOK_AHEAD 16

typedef struct
{
  char    *text;
  gsize    size, capacity; /* bytes */
  gboolean full;           /* offsets are 32 bits: what came after 4 GiB was left out */
} LampPool;

void lamp_pool_init (LampPool *pool);
void lamp_pool_clear (LampPool *pool);
/* Room for so many bytes in all, if there is address space for it and offsets can tell so many; else it grows as before. What is not
 * written costs no memory. */
void lamp_pool_reserve (LampPool *pool, guint64 n_bytes);
/* Offset of the text, which is added even if the pool holds it already; `length` in bytes, without NUL. */
guint32 lamp_pool_append (LampPool *pool, const char *text, gsize length);
/* Adds all texts of another pool: an offset in that, other than 0, is larger here by what is returned. 0 when there is no room, and then it
 * is full. */
guint32 lamp_pool_append_pool (LampPool *pool, const LampPool *other);
/* Gives back what was kept for growing. */
void lamp_pool_trim (LampPool *pool);

/* Good enough for ids, not against an adversary. */
guint32 lamp_text_hash (const char *text, gsize length);

typedef struct
{
  LampPool *pool;  /* borrowed: where new texts go */
  guint64  *slots; /* hash in the upper half, number + 1 in the lower; 0 is free */
  guint32   mask;
  guint32   n_texts;
  gboolean  counted; /* numbers are indices into `keys`, else offsets */
  guint32  *keys;    /* offsets by index */
  guint32   n_keys_max;
} LampTextTable;

/* `n` is how many different texts are expected; more may come. */
void lamp_text_table_init (LampTextTable *table, LampPool *pool, gboolean counted, guint32 n);
void lamp_text_table_clear (LampTextTable *table);
/* The text's number, a new one when the table does not have it. Not for the empty text. */
guint32 lamp_text_table_intern (LampTextTable *table, const char *text, gsize length, guint32 hash);
/* G_MAXUINT32 when it does not have it. */
guint32 lamp_text_table_find (const LampTextTable *table, const char *text, gsize length, guint32 hash);

/* Says that a text with this hash will be asked for soon: its slot is fetched into the cache meanwhile. */
static inline void
lamp_text_table_prefetch (const LampTextTable *table, guint32 hash)
{
  __builtin_prefetch (&table->slots[hash & table->mask]);
}

/* It must stay where it was made. A text is an offset into pool.text. */
typedef struct
{
  LampPool      pool;
  LampTextTable table;
} LampTextSet;

void     lamp_text_set_init (LampTextSet *set);
void     lamp_text_set_clear (LampTextSet *set);
guint32  lamp_text_set_intern (LampTextSet *set, const char *text);
gboolean lamp_text_set_has (const LampTextSet *set, const char *text);

static inline const char *
lamp_text_set_get (const LampTextSet *set, guint32 offset)
{
  return set->pool.text + offset;
}

typedef struct
{
  guint32       *slots; /* index + 1; 0 is free */
  const guint32 *keys;  /* borrowed: offsets of ids by index */
  const char    *text;  /* borrowed: the pool's; who lets that grow sets it anew */
  guint32        mask;
} LampIdTable;

/* Ids that are empty are not entered. A repeated id's offset becomes the first one's, so that equal ids have equal
 * offsets. `hashes` are the ids' own by index, or NULL to take them here. Returns
 * how many indices repeat an earlier one's id. */
guint32 lamp_id_table_init (LampIdTable *table, const char *text, guint32 *keys, const guint32 *hashes, guint32 n);
void    lamp_id_table_clear (LampIdTable *table);
/* G_MAXUINT32 when there is none. */
guint32 lamp_id_table_find (const LampIdTable *table, const char *id);

G_END_DECLS
