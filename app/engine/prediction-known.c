/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What needs no guessing: trips, what crews found, what a dispatcher decided; and who is known to be live.
 */
#include "engine/prediction-private.h"

static int
compare_known (gconstpointer a, gconstpointer b)
{
  const LampKnown *one = a, *other = b;

  if (one->position != other->position)
    return one->position < other->position ? -1 : 1;
  return g_strcmp0 (one->rule, other->rule); /* two on one device: joined below */
}

static gint64
last_closed (const LampDeviceHeard *heard)
{
  return MAX (heard->scada_closed_usec, heard->scada_live_usec);
}

gboolean
lamp_predictor_is_closed (const LampPredictor *predictor, guint32 element)
{
  const LampDeviceHeard *heard = lamp_predictor_get_device (predictor, element);
  gint64                 open_usec = heard != NULL ? MAX (heard->scada_open_usec, heard->scada_commanded_usec) : LAMP_NEVER;
  gint64                 closed_usec = heard != NULL ? last_closed (heard) : LAMP_NEVER;

  if (heard != NULL && heard->scada_doubtful_usec != LAMP_NEVER && heard->scada_doubtful_usec >= MAX (open_usec, closed_usec))
    return FALSE;
  if (open_usec == LAMP_NEVER && closed_usec == LAMP_NEVER)
    return (predictor->tree->network->element_flags[element] & LAMP_ELEMENT_TELEMETERED) != 0;
  return closed_usec >= open_usec;
}

/* Rule 5. */
static gboolean
judge (const LampDeviceHeard *heard, LampKnown *known)
{
  gint64 open_usec = MAX (heard->scada_open_usec, heard->scada_commanded_usec);
  gint64 since_usec = MAX (last_closed (heard), heard->restored_usec);

  known->confirmed = TRUE;
  if (heard->field_open_usec > MAX (heard->restored_usec, heard->field_nothing_usec))
    {
      known->rule = "field";
      known->at_usec = heard->field_open_usec;
    }
  if (open_usec > since_usec && heard->scada_open_usec >= heard->scada_commanded_usec)
    {
      known->rule = "scada";
      known->at_usec = heard->scada_open_usec;
    }
  else if (open_usec > since_usec && known->rule == NULL)
    {
      known->commanded = TRUE;
      known->at_usec = open_usec;
    }
  return known->rule != NULL || known->commanded;
}

static void
add_known (LampPass *pass, LampKnown known)
{
  if (lamp_tree_is_idle_tie (pass->tree, known.element))
    return;
  known.position = pass->tree->position[known.element];
  g_array_append_val (pass->known, known);
}

/* A broken section is cleared by what protects it; unless that is known to be closed, then only what hangs on the section
 * itself is out (a conductor that fell and was not cleared). */
static void
add_damaged (LampPass *pass, guint32 element, const LampDeviceHeard *heard)
{
  guint32 clearing;

  if (heard->field_damaged_usec <= MAX (heard->restored_usec, heard->field_nothing_usec))
    return;
  clearing = lamp_tree_clearing (pass->tree, element);
  if (clearing == LAMP_NONE || lamp_predictor_is_closed (pass->predictor, clearing))
    clearing = element;
  else
    {
      const LampDeviceHeard *other = lamp_predictor_get_device (pass->predictor, clearing);

      if (other != NULL && MAX (other->restored_usec, other->field_nothing_usec) >= heard->field_damaged_usec)
        return;
    }
  add_known (pass, (LampKnown){ .element = clearing, .rule = "field", .confirmed = TRUE, .at_usec = heard->field_damaged_usec, .damaged = element });
}

/* Of several words on one device the strongest stands: SCADA, then the field, then by hand, then a command. */
static guint
strength (const LampKnown *known)
{
  if (known->commanded)
    return 0;
  return g_str_equal (known->rule, "scada") ? 3 : g_str_equal (known->rule, "field") ? 2
                                                                                     : 1;
}

static void
join (GArray *known)
{
  guint n = 0;

  for (guint i = 0; i < known->len; i++)
    {
      LampKnown  next = g_array_index (known, LampKnown, i);
      LampKnown *last = n > 0 ? &g_array_index (known, LampKnown, n - 1) : NULL;

      if (last == NULL || last->element != next.element)
        {
          g_array_index (known, LampKnown, n++) = next;
          continue;
        }
      if (last->rule != NULL && g_strcmp0 (last->rule, next.rule) == 0)
        {
          last->at_usec = MIN (last->at_usec, next.at_usec);
          last->damaged = MIN (last->damaged, next.damaged);
        }
      else if (strength (&next) > strength (last))
        *last = next;
    }
  g_array_set_size (known, n);
}

static void
settle_known (LampPass *pass)
{
  guint32 top = LAMP_NONE;

  g_array_sort (pass->known, compare_known);
  join (pass->known);
  for (guint i = 0; i < pass->known->len; i++)
    {
      LampKnown *known = &g_array_index (pass->known, LampKnown, i);

      if (top == LAMP_NONE || !lamp_tree_is_behind (pass->tree, known->element, top))
        top = known->element;
      known->top = top;
    }
}

void
lamp_pass_collect_known (LampPass *pass)
{
  GHashTableIter iter;
  gpointer       key, value;

  g_hash_table_iter_init (&iter, pass->predictor->devices);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      guint32   element = GPOINTER_TO_UINT (key) - 1;
      LampKnown known = { .element = element, .damaged = LAMP_NONE };

      if (judge (value, &known))
        add_known (pass, known);
      add_damaged (pass, element, value);
    }
  settle_known (pass);
}

/* Rule 7. */
void
lamp_pass_collect_pins (LampPass *pass)
{
  GHashTableIter iter;
  gpointer       key;

  g_hash_table_iter_init (&iter, pass->predictor->devices);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint32 element = GPOINTER_TO_UINT (key) - 1;

      if (lamp_pass_get_pin (pass, element, NULL) == LAMP_HAND_HOLDS)
        add_known (pass, (LampKnown){ .element = element, .rule = "manual", .at_usec = lamp_predictor_get_device (pass->predictor, element)->pinned_usec, .damaged = LAMP_NONE });
    }
  settle_known (pass);
}

/* The last known one at or before the position decides: its uppermost is the only one that can still reach this far. */
gboolean
lamp_pass_is_explained (const LampPass *pass, guint32 position)
{
  guint low = 0, high = pass->known->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (pass->known, LampKnown, middle).position <= position)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 && position < pass->tree->end[g_array_index (pass->known, LampKnown, low - 1).top];
}

gboolean
lamp_pass_is_barred (const LampPass *pass, guint32 element, gint64 first_usec)
{
  const LampDeviceHeard *heard = lamp_predictor_get_device (pass->predictor, element);

  if (heard == NULL)
    return FALSE;
  if (heard->field_nothing_usec >= first_usec && heard->field_nothing_usec > heard->restored_usec)
    return TRUE;
  return heard->barred_usec >= first_usec && heard->barred_usec > MAX (heard->restored_usec, heard->withdrawn_usec);
}
