/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whose reports count, in the order of the tree; and which transformers they make dark (rules 1 and 2).
 */
#include "engine/prediction-private.h"

#define LIVE_RUN 64

static int
compare_dark (gconstpointer a, gconstpointer b)
{
  const LampDark *one = a, *other = b;

  if (one->position != other->position)
    return one->position < other->position ? -1 : 1;
  return one->customer < other->customer ? -1 : one->customer > other->customer;
}

/* Switches telemetered closed and live speak as meters do. */
static void
collect_live_switches (LampPass *pass)
{
  GHashTableIter iter;
  gpointer       key, value;

  g_hash_table_iter_init (&iter, pass->predictor->devices);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const LampDeviceHeard *heard = value;
      guint32                element = GPOINTER_TO_UINT (key) - 1;
      LampDark               live = { .position = pass->tree->position[element], .customer = LAMP_NONE, .first_usec = heard->scada_live_usec };

      if (heard->scada_live_usec != LAMP_NEVER && lamp_predictor_is_closed (pass->predictor, element) &&
          !lamp_tree_is_idle_tie (pass->tree, element))
        g_array_append_val (pass->live, live);
    }
}

static void
collect_customer (LampPass *pass, guint32 customer)
{
  const LampPredictor *predictor = pass->predictor;
  const LampHeard     *heard = &predictor->heard[customer];
  LampDark             dark;

  if (lamp_predictor_read_dark (predictor, customer, &dark))
    g_array_append_val (pass->dark, dark);
  else if (heard->live_usec != LAMP_NEVER)
    {
      dark.first_usec = heard->live_usec;
      g_array_append_val (pass->live, dark);
    }
}

static void
note_latest (LampPass *pass)
{
  for (guint i = 0; i < pass->live->len; i++)
    {
      gint64  live_usec = g_array_index (pass->live, LampDark, i).first_usec;
      gint64 *latest;

      if (i % LIVE_RUN == 0)
        g_array_append_val (pass->live_latest, live_usec);
      latest = &g_array_index (pass->live_latest, gint64, i / LIVE_RUN);
      *latest = MAX (*latest, live_usec);
    }
}

/* By slot is by position. */
void
lamp_pass_collect_customers (LampPass *pass)
{
  const LampPredictor *predictor = pass->predictor;
  guint                n_words = predictor->tree->n_fed / 64 + 1;

  for (guint word = 0; word < n_words; word++)
    for (guint64 bits = predictor->speaking[word]; bits != 0; bits &= bits - 1)
      collect_customer (pass, predictor->tree->customers[word * 64 + (guint)__builtin_ctzll (bits)]);
  collect_live_switches (pass);
  g_array_sort (pass->live, compare_dark);
  note_latest (pass);
}

guint
lamp_pass_find (const GArray *array, guint32 position)
{
  guint low = 0, high = array->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (array, LampDark, middle).position < position)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

const LampDark *
lamp_pass_find_live (const LampPass *pass, guint32 element, gint64 since_usec)
{
  guint32 end = pass->tree->end[element];

  for (guint i = lamp_pass_find (pass->live, pass->tree->position[element]); i < pass->live->len; i++)
    {
      const LampDark *live = &g_array_index (pass->live, LampDark, i);

      if (live->position >= end)
        break;
      if (live->first_usec > since_usec)
        return live;
      /* Behind a substation are many who were live long before: none of a run is looked at that has none later. */
      if (i % LIVE_RUN == 0 && g_array_index (pass->live_latest, gint64, i / LIVE_RUN) <= since_usec)
        i += LIVE_RUN - 1;
    }
  return NULL;
}

guint32
lamp_pass_unit_size (const LampPass *pass, guint32 unit)
{
  guint32 position = pass->tree->position[unit];

  if (lamp_pass_is_transformer (pass, unit))
    return lamp_tree_count_customers (pass->tree, unit);
  return pass->tree->first[position + 1] - pass->tree->first[position];
}

guint32
lamp_pass_unit_end (const LampPass *pass, guint32 unit)
{
  return lamp_pass_is_transformer (pass, unit) ? pass->tree->end[unit] : pass->tree->position[unit] + 1;
}

static int
compare_units (gconstpointer a, gconstpointer b)
{
  guint32 one = ((const LampUnit *)a)->position, other = ((const LampUnit *)b)->position;

  return one < other ? -1 : one > other;
}

/* One entry for each run of reports nothing known explains; the same units are joined below. */
static void
list_units (LampPass *pass)
{
  for (guint i = 0; i < pass->dark->len; i++)
    {
      const LampDark *dark = &g_array_index (pass->dark, LampDark, i);
      guint32         id = pass->tree->unit[dark->customer];
      LampUnit       *last = pass->units->len > 0 ? &g_array_index (pass->units, LampUnit, pass->units->len - 1) : NULL;
      LampUnit        unit = { .unit = id, .position = pass->tree->position[id], .n = 1, .first_usec = dark->first_usec };

      if (last != NULL && last->unit == id && !lamp_pass_is_explained (pass, dark->position))
        {
          last->n++;
          last->first_usec = MIN (last->first_usec, dark->first_usec);
        }
      else if (!lamp_pass_is_explained (pass, unit.position) && !lamp_pass_is_explained (pass, dark->position))
        g_array_append_val (pass->units, unit);
    }
  g_array_sort (pass->units, compare_units);
}

static void
join_units (GArray *units)
{
  guint n = 0;

  for (guint i = 0; i < units->len; i++)
    {
      LampUnit  next = g_array_index (units, LampUnit, i);
      LampUnit *last = n > 0 ? &g_array_index (units, LampUnit, n - 1) : NULL;

      if (last != NULL && last->unit == next.unit)
        {
          last->n += next.n;
          last->first_usec = MIN (last->first_usec, next.first_usec);
        }
      else
        g_array_index (units, LampUnit, n++) = next;
    }
  g_array_set_size (units, n);
}

/* Rule 2. */
void
lamp_pass_collect_units (LampPass *pass)
{
  list_units (pass);
  join_units (pass->units);
  for (guint i = 0; i < pass->units->len; i++)
    {
      LampUnit                  *unit = &g_array_index (pass->units, LampUnit, i);
      const LampPredictionRules *rules = lamp_predictor_get_rules (pass->predictor, unit->unit, NULL);

      unit->dark = (unit->n >= rules->unit_reports || unit->n >= rules->unit_share * lamp_pass_unit_size (pass, unit->unit)) &&
                   lamp_pass_find_live (pass, unit->unit, unit->first_usec) == NULL &&
                   !lamp_pass_is_barred (pass, unit->unit, unit->first_usec);
    }
}
