/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text of a network: one pool, each different text once, and tables from a text to an index.
 *
 * A text is an offset into the pool; equal texts have equal offsets, so comparing and hashing what the pool
 * holds is comparing integers. Offset 0 is the empty string. Growing moves `text`: keep offsets, not pointers.
 * Open addressing, at most two thirds full; 8 bytes a slot of the pool, 4 a slot of an id table.
 * Not thread-safe while growing; reading is.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  char    *text;
  gsize    size, capacity; /* bytes */
  guint64 *slots;          /* hash in the upper half, offset in the lower; 0 is free */
  guint32  mask;
  guint32  n_texts;
} LampPool;

void lamp_pool_init (LampPool *pool);
void lamp_pool_clear (LampPool *pool);
/* Room for about that many different texts, to save growing step by step. */
void lamp_pool_reserve (LampPool *pool, guint32 n_texts);
/* Offset of the text, added when new. `length` in bytes; what follows a NUL byte is not looked at. */
guint32 lamp_pool_intern (LampPool *pool, const char *text, gsize length);
/* Says that this text will be asked for soon: its slot is fetched into the cache meanwhile. Changes nothing. */
void lamp_pool_prefetch (const LampPool *pool, const char *text, gsize length);
/* G_MAXUINT32 when the pool does not hold it. */
guint32 lamp_pool_find (const LampPool *pool, const char *text);

/* From the offset of an id to the first index that has it. */
typedef struct
{
  guint32       *slots; /* index + 1; 0 is free */
  const guint32 *keys;  /* borrowed: offsets by index */
  guint32        mask;
  guint          shift;
} LampIdTable;

/* Ids that are empty are not entered. Returns how many indices repeat an earlier one's id. */
guint32 lamp_id_table_init (LampIdTable *table, const guint32 *keys, guint32 n);
/* The same in steps, for up to `n` indices: room first, then index after index. FALSE: repeats an earlier one. */
void     lamp_id_table_reserve (LampIdTable *table, const guint32 *keys, guint32 n);
gboolean lamp_id_table_add (LampIdTable *table, guint32 index);
void     lamp_id_table_clear (LampIdTable *table);
/* G_MAXUINT32 when there is none. */
guint32 lamp_id_table_find (const LampIdTable *table, guint32 key);

G_END_DECLS
