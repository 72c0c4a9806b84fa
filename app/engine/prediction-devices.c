/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The likeliest devices: rules 3 and 4 of prediction.h.
 *
 * Candidates are the protective devices above units with reports. From the lowest up, each learns what it would cost to
 * explain what is behind it by itself, and what by the best choice of others; the smaller of the two is what the next above
 * reckons with.
 */
#include "engine/prediction-private.h"

#include <math.h>

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  guint32 one = ((const LampCandidate *)a)->position, other = ((const LampCandidate *)b)->position;

  return one < other ? -1 : one > other;
}

static void
list_chain (LampPass *pass, GHashTable *seen, guint32 element)
{
  for (guint32 above = pass->tree->deciding[element]; above != LAMP_NONE; above = pass->tree->deciding[above])
    {
      LampCandidate candidate = { .element = above, .position = pass->tree->position[above], .first_usec = G_MAXINT64 };

      if (!g_hash_table_add (seen, GUINT_TO_POINTER (above + 1)))
        return;
      g_array_append_val (pass->candidates, candidate);
    }
}

static LampCandidate *
find_candidate (const LampPass *pass, guint32 element)
{
  guint32 position = pass->tree->position[element];
  guint   low = 0, high = pass->candidates->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (pass->candidates, LampCandidate, middle).position < position)
        low = middle + 1;
      else
        high = middle;
    }
  return &g_array_index (pass->candidates, LampCandidate, low);
}

/* Rules 1 and 2 on their own: its transformer, or each customer. */
static void
add_unit (LampPass *pass, const LampUnit *unit)
{
  const LampPredictionRules *rules = lamp_predictor_get_rules (pass->predictor, unit->unit, NULL);
  guint32                    above = pass->tree->deciding[unit->unit];
  gboolean                   whole = unit->dark && lamp_pass_is_transformer (pass, unit->unit);
  LampCandidate             *candidate;

  if (above == LAMP_NONE)
    return;
  candidate = find_candidate (pass, above);
  candidate->touched++;
  candidate->first_usec = MIN (candidate->first_usec, unit->first_usec);
  candidate->split += whole ? log (rules->second_fault) : unit->n * log (rules->second_service);
  candidate->n_split += whole ? 1 : unit->n;
}

/* How surprising it is that exactly these k of n report, when any share of them may: the
 * Beta-binomial with a flat prior. */
static double
surprise (guint32 n, guint32 k)
{
  k = MIN (k, n);
  return lgamma (n + 1.0) - lgamma (k + 1.0) - lgamma (n - k + 1.0) + log (n + 1.0);
}

static double
cost_of_one (const LampPass *pass, const LampCandidate *candidate)
{
  const LampPredictionRules *rules = lamp_predictor_get_rules (pass->predictor, candidate->element, NULL);
  guint32                    n_units = lamp_tree_count_units (pass->tree, candidate->element) - candidate->known_units;

  if (candidate->touched < MAX (rules->device_units, 1) || candidate->touched < rules->device_share * n_units ||
      lamp_pass_is_explained (pass, candidate->position) || lamp_predictor_is_closed (pass->predictor, candidate->element) ||
      lamp_pass_is_barred (pass, candidate->element, candidate->first_usec) ||
      lamp_pass_find_live (pass, candidate->element, candidate->first_usec) != NULL)
    return INFINITY;
  return log (rules->second_fault) + surprise (n_units, candidate->touched);
}

static void
hand_up (LampPass *pass, const LampCandidate *candidate)
{
  guint32        above = pass->tree->deciding[candidate->element];
  LampCandidate *parent;
  gboolean       alone = candidate->one < candidate->split;

  if (above == LAMP_NONE)
    return;
  parent = find_candidate (pass, above);
  parent->touched += candidate->touched;
  parent->known_units += candidate->known_units;
  parent->first_usec = MIN (parent->first_usec, candidate->first_usec);
  parent->split += alone ? candidate->one : candidate->split;
  parent->n_split += alone ? 1 : candidate->n_split;
}

void
lamp_pass_weigh (LampPass *pass)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < pass->units->len; i++)
    list_chain (pass, seen, g_array_index (pass->units, LampUnit, i).unit);
  for (guint i = 0; i < pass->known->len; i++)
    list_chain (pass, seen, g_array_index (pass->known, LampKnown, i).element);
  g_array_sort (pass->candidates, compare_candidates);
  for (guint i = 0; i < pass->units->len; i++)
    add_unit (pass, &g_array_index (pass->units, LampUnit, i));
  for (guint i = 0; i < pass->known->len; i++)
    {
      const LampKnown *known = &g_array_index (pass->known, LampKnown, i);
      guint32          above = pass->tree->deciding[known->element];

      if (known->top == known->element && above != LAMP_NONE)
        find_candidate (pass, above)->known_units += lamp_tree_count_units (pass->tree, known->element);
    }
  for (guint i = pass->candidates->len; i-- > 0;)
    {
      LampCandidate *candidate = &g_array_index (pass->candidates, LampCandidate, i);

      candidate->one = cost_of_one (pass, candidate);
      hand_up (pass, candidate);
    }
}
