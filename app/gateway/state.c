/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See state.h. Per collection one list in order of creation and one table from id to place in that list. Removing
 * moves all later ones up, O(n): records are removed rarely, if ever.
 */
#include "gateway/state.h"

typedef struct
{
  const LampRecordType *type;
  GPtrArray            *list;   /* LampRecord *, owned references */
  GHashTable           *places; /* id, borrowed from the record → place in the list */
} Shelf;

struct _LampState
{
  gint64  seq;
  GArray *shelves; /* Shelf, one for each collection that lives */
};

static void
clear_shelf (gpointer data)
{
  Shelf *shelf = data;

  g_hash_table_unref (shelf->places);
  g_ptr_array_unref (shelf->list);
}

LampState *
lamp_state_new (void)
{
  LampState                   *state = g_new0 (LampState, 1);
  const LampRecordType *const *types = lamp_collections ();

  state->shelves = g_array_new (FALSE, FALSE, sizeof (Shelf));
  g_array_set_clear_func (state->shelves, clear_shelf);
  for (gsize i = 0; types[i] != NULL; i++)
    {
      Shelf shelf = {
        .type = types[i],
        .list = g_ptr_array_new_with_free_func (lamp_record_unref),
        .places = g_hash_table_new (g_str_hash, g_str_equal),
      };

      g_array_append_val (state->shelves, shelf);
    }

  return state;
}

void
lamp_state_free (LampState *state)
{
  g_array_unref (state->shelves);
  g_free (state);
}

gint64
lamp_state_get_seq (const LampState *state)
{
  return state->seq;
}

void
lamp_state_set_seq (LampState *state, gint64 seq)
{
  state->seq = seq;
}

static Shelf *
find_shelf (const LampState *state, const LampRecordType *type)
{
  for (guint i = 0; i < state->shelves->len; i++)
    if (g_array_index (state->shelves, Shelf, i).type == type)
      return &g_array_index (state->shelves, Shelf, i);

  g_return_val_if_reached (NULL);
}

gpointer
lamp_state_lookup (const LampState *state, const LampRecordType *type, const char *id)
{
  Shelf   *shelf = find_shelf (state, type);
  gpointer place;

  if (!g_hash_table_lookup_extended (shelf->places, id, NULL, &place))
    return NULL;

  return g_ptr_array_index (shelf->list, GPOINTER_TO_UINT (place));
}

gboolean
lamp_state_find_place (const LampState *state, const LampRecordType *type, const char *id, guint *place)
{
  gpointer value;

  if (!g_hash_table_lookup_extended (find_shelf (state, type)->places, id, NULL, &value))
    return FALSE;

  *place = GPOINTER_TO_UINT (value);

  return TRUE;
}

const GPtrArray *
lamp_state_list (const LampState *state, const LampRecordType *type)
{
  return find_shelf (state, type)->list;
}

void
lamp_state_put (LampState *state, gpointer record)
{
  LampRecord *self = lamp_record_ref (record);
  Shelf      *shelf = find_shelf (state, self->type);
  gpointer    place;

  if (!g_hash_table_lookup_extended (shelf->places, self->id, NULL, &place))
    {
      place = GUINT_TO_POINTER (shelf->list->len);
      g_ptr_array_add (shelf->list, self);
    }
  else
    {
      LampRecord **slot = (LampRecord **)&g_ptr_array_index (shelf->list, GPOINTER_TO_UINT (place));
      LampRecord  *old = *slot;

      *slot = self;
      g_hash_table_steal (shelf->places, old->id); /* the key is the old record's */
      lamp_record_unref (old);
    }
  g_hash_table_insert (shelf->places, self->id, place);
}

void
lamp_state_remove (LampState *state, const LampRecordType *type, const char *id)
{
  Shelf   *shelf = find_shelf (state, type);
  gpointer place;

  if (!g_hash_table_steal_extended (shelf->places, id, NULL, &place))
    return;

  g_ptr_array_remove_index (shelf->list, GPOINTER_TO_UINT (place));
  for (guint i = GPOINTER_TO_UINT (place); i < shelf->list->len; i++)
    {
      LampRecord *moved = g_ptr_array_index (shelf->list, i);

      g_hash_table_insert (shelf->places, moved->id, GUINT_TO_POINTER (i));
    }
}
