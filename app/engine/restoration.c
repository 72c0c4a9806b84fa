/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See restoration.h: the section, the choice of ties and the steps.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "engine/restoration-private.h"

#include <glib/gi18n-lib.h>

static const char *const verdicts[LAMP_TIE_N_VERDICTS] = { "chosen", "alternative", "overload", "fault", "blocked", "phases", "ring", "dead", "idle" };

const char *
lamp_tie_verdict_to_string (LampTieVerdict verdict)
{
  return (guint)verdict < LAMP_TIE_N_VERDICTS ? verdicts[verdict] : "";
}

const char *
lamp_tie_verdict_say (LampTieVerdict verdict)
{
  static const char *const words[LAMP_TIE_N_VERDICTS] = {
    N_ ("in the plan"),
    N_ ("could feed it instead, not as well: that would be parallel"),
    N_ ("refused: a rating would be exceeded"),
    N_ ("refused: it leads onto the fault"),
    N_ ("refused: tagged or grounded"),
    N_ ("refused: phases would stay dead"),
    N_ ("refused: it would only close a ring"),
    N_ ("of no use: nothing is live at its other end"),
    N_ ("of no use: it would bring nobody back"),
  };

  return (guint)verdict < LAMP_TIE_N_VERDICTS ? _ (words[verdict]) : "";
}

/* --- before the fault, and after it is isolated --- */

static gboolean
touches_live (const LampEnergisation *state, guint32 element)
{
  const LampNetwork *network = lamp_energisation_get_network (state);

  return lamp_restoring_is_live (state, network->element_from[element]) || lamp_restoring_is_live (state, network->element_to[element]);
}

/* With the fault dead, the first open device up the normal way that gives it its supply back has cleared it. */
static void
undo_trip (LampRestoring *restoring)
{
  LampRestoration *result = restoring->result;
  guint32          at = result->fault;

  if (touches_live (restoring->before, result->fault))
    {
      result->clears = lamp_trace_protective (restoring->before, result->fault, LAMP_TRACE_PRESENT, NULL);
      return;
    }
  while ((at = lamp_energisation_get_normal_upstream (restoring->before, at)) != LAMP_NONE)
    {
      LampElementKind kind = (LampElementKind)restoring->network->element_kind[at];

      if (!lamp_energisation_is_open (restoring->before, at) || lamp_energisation_is_normally_open (restoring->before, at))
        continue;
      if (!lamp_element_kind_is_protective (kind))
        return;
      lamp_energisation_set_open (restoring->before, at, FALSE, NULL);
      if (touches_live (restoring->before, result->fault))
        {
          result->clears = at;
          return;
        }
      lamp_energisation_set_open (restoring->before, at, TRUE, NULL);
      return;
    }
}

static void
find_section (LampRestoring *restoring)
{
  LampRestoration   *result = restoring->result;
  const LampNetwork *network = restoring->network;

  lamp_trace_isolating (restoring->before, result->fault, LAMP_TRACE_PRESENT, &result->lost, result->section);
  for (guint i = 0; i < result->section->len; i++)
    {
      guint32       element = g_array_index (result->section, guint32, i);
      const guint32 ends[2] = { network->element_from[element], network->element_to[element] };

      for (guint k = 0; k < G_N_ELEMENTS (ends); k++)
        if (ends[k] != LAMP_NONE)
          g_hash_table_add (restoring->section, GUINT_TO_POINTER (ends[k]));
    }
  for (guint32 i = 0; i < network->n_sources && result->source == LAMP_NONE; i++)
    if (network->sources[i].node != LAMP_NONE && g_hash_table_contains (restoring->section, GUINT_TO_POINTER (network->sources[i].node)))
      result->source = i;

  restoring->work = lamp_energisation_copy (restoring->before);
  for (guint i = 0; i < result->lost.n_devices; i++)
    lamp_energisation_set_open (restoring->work, result->lost.devices[i], TRUE, NULL);
}

/* --- the choice --- */

static void
look_at_loads (LampRestoring *restoring)
{
  const LampNetwork *network = restoring->network;
  double             so_far = 0.0;

  g_clear_pointer (&restoring->bridges, lamp_bridges_free);
  g_free (restoring->kw);
  restoring->bridges = lamp_bridges_new (restoring->work);
  restoring->kw = g_new (double, (gsize)restoring->bridges->n + 1);
  for (guint32 i = 0; i < restoring->bridges->n; i++)
    {
      guint32 n = 0;
      guint32 first = lamp_network_node_customers (network, restoring->bridges->node[i], &n);

      restoring->kw[i] = so_far;
      for (guint32 k = 0; k < n; k++)
        so_far += (double)network->customer_kw[first + k];
    }
  restoring->kw[restoring->bridges->n] = so_far;
}

static gboolean
is_better (const LampRestoring *restoring, const LampTieOption *a, const LampTieOption *b)
{
  const LampPart *first = &g_array_index (restoring->result->parts, LampPart, a->part);
  const LampPart *second = &g_array_index (restoring->result->parts, LampPart, b->part);

  if (a->known != b->known)
    return a->known;
  if (restoring->dark[a->part] != restoring->dark[b->part])
    return restoring->dark[a->part] > restoring->dark[b->part];
  if (first->n_sites != second->n_sites)
    return first->n_sites > second->n_sites;
  if (first->n_customers != second->n_customers)
    return first->n_customers > second->n_customers;
  if (a->known && a->spare_kva != b->spare_kva)
    return a->spare_kva > b->spare_kva;
  if (a->n_way != b->n_way)
    return a->n_way < b->n_way;
  return a->tie < b->tie;
}

static LampTieOption *
find_best (const LampRestoring *restoring)
{
  const LampRestoration *result = restoring->result;
  LampTieOption         *best = NULL;

  for (guint i = 0; i < result->ties->len; i++)
    {
      LampTieOption  *option = &g_array_index (result->ties, LampTieOption, i);
      const LampPart *part = option->part != LAMP_NONE ? &g_array_index (result->parts, LampPart, option->part) : NULL;

      if (part == NULL || part->tie != LAMP_NONE || option->verdict != LAMP_TIE_ALTERNATIVE || part->n_customers + part->n_sites == 0)
        continue;
      if (best == NULL || is_better (restoring, option, best))
        best = option;
    }
  return best;
}

/* Beside what a chosen tie feeds another one is an alternative; where nobody is, none was chosen. */
static void
mark_idle (const LampRestoration *result)
{
  for (guint i = 0; i < result->ties->len; i++)
    {
      LampTieOption *option = &g_array_index (result->ties, LampTieOption, i);

      if (option->verdict == LAMP_TIE_ALTERNATIVE && g_array_index (result->parts, LampPart, option->part).tie == LAMP_NONE)
        option->verdict = LAMP_TIE_IDLE;
    }
}

/* What was weighed before a part was fed counts what its way carries; the parts still dead are weighed anew. */
static void
choose_ties (LampRestoring *restoring)
{
  LampRestoration *result = restoring->result;
  LampTieOption   *best = NULL;

  look_at_loads (restoring);
  lamp_restoring_list_ties (restoring);
  while ((best = find_best (restoring)) != NULL)
    {
      LampPart *part = &g_array_index (result->parts, LampPart, best->part);

      best->verdict = LAMP_TIE_CHOSEN;
      part->tie = best->tie;
      result->n_restored += part->n_customers;
      result->restored_kw += part->kw;
      lamp_energisation_set_open (restoring->work, best->tie, FALSE, NULL);
      look_at_loads (restoring);
      lamp_restoring_count_sites (restoring);
      for (guint i = 0; i < result->ties->len; i++)
        {
          LampTieOption *option = &g_array_index (result->ties, LampTieOption, i);

          if (option->part != LAMP_NONE && g_array_index (result->parts, LampPart, option->part).tie == LAMP_NONE)
            lamp_restoring_weigh (restoring, option);
        }
    }
  mark_idle (result);
}

/* --- steps --- */

static void
add_step (LampRestoration *result, guint32 element, gboolean open, guint32 part)
{
  LampStep step = { element, open, part };

  g_array_append_val (result->steps, step);
}

/* Opened is what faces a live side, and what parts a part from the fault before a tie feeds it; the other devices
 * lead nowhere. Everything is opened dead, after the protective device. */
static void
plan_steps (LampRestoring *restoring, const LampEnergisation *state)
{
  LampRestoration *result = restoring->result;
  gboolean         is_edge = FALSE;

  if (result->clears != LAMP_NONE && !lamp_energisation_is_open (state, result->clears))
    add_step (result, result->clears, TRUE, LAMP_NONE);
  for (guint i = 0; i < result->lost.n_devices; i++)
    {
      guint32 device = result->lost.devices[i];
      guint32 far = lamp_restoring_far_end (restoring, device);
      guint32 part = lamp_restoring_part (restoring, far);

      if (device == result->clears)
        is_edge = TRUE;
      else if (far != LAMP_NONE && (part == LAMP_NONE || g_array_index (result->parts, LampPart, part).tie != LAMP_NONE))
        add_step (result, device, TRUE, LAMP_NONE);
    }
  if (result->clears != LAMP_NONE && !is_edge && result->clears != result->fault)
    add_step (result, result->clears, FALSE, LAMP_NONE);
}

static void
plan_ties (LampRestoring *restoring)
{
  LampRestoration   *result = restoring->result;
  g_autofree guint8 *done = g_malloc0 (result->parts->len + 1u);
  gboolean           any = TRUE;

  /* A part that is fed through another one comes after it. */
  while (any)
    {
      any = FALSE;
      for (guint32 i = 0; i < result->parts->len; i++)
        {
          const LampPart *part = &g_array_index (result->parts, LampPart, i);
          guint32         ends[2];
          guint32         other = LAMP_NONE;

          if (done[i] || part->tie == LAMP_NONE)
            continue;
          ends[0] = lamp_restoring_part (restoring, restoring->network->element_from[part->tie]);
          ends[1] = lamp_restoring_part (restoring, restoring->network->element_to[part->tie]);
          other = ends[0] == i ? ends[1] : ends[0];
          if (other != LAMP_NONE && !done[other])
            continue;
          add_step (result, part->tie, FALSE, i);
          done[i] = any = TRUE;
        }
    }
}

static LampRestoration *
result_new (guint32 fault)
{
  LampRestoration *result = g_new0 (LampRestoration, 1);

  result->fault = fault;
  result->source = result->clears = LAMP_NONE;
  result->section = g_array_new (FALSE, FALSE, sizeof (guint32));
  result->parts = g_array_new (FALSE, FALSE, sizeof (LampPart));
  g_array_set_clear_func (result->parts, lamp_part_clear);
  result->ties = g_array_new (FALSE, FALSE, sizeof (LampTieOption));
  result->steps = g_array_new (FALSE, FALSE, sizeof (LampStep));
  return result;
}

static void
restoring_clear (LampRestoring *restoring)
{
  lamp_energisation_free (restoring->before);
  lamp_energisation_free (restoring->work);
  g_clear_pointer (&restoring->bridges, lamp_bridges_free);
  g_free (restoring->kw);
  g_free (restoring->dark);
  g_hash_table_unref (restoring->part_of);
  g_hash_table_unref (restoring->section);
  g_hash_table_unref (restoring->blocked);
}

LampRestoration *
lamp_restoration_new (LampEnergisation *state, guint32 fault, const guint32 *blocked, guint n_blocked)
{
  LampRestoration *result = NULL;
  LampRestoring    restoring = { 0 };

  g_return_val_if_fail (state != NULL && fault < lamp_energisation_get_network (state)->n_elements, NULL);

  result = restoring.result = result_new (fault);
  restoring.network = lamp_energisation_get_network (state);
  restoring.before = lamp_energisation_copy (state);
  restoring.part_of = g_hash_table_new (NULL, NULL);
  restoring.section = g_hash_table_new (NULL, NULL);
  restoring.blocked = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < n_blocked; i++)
    g_hash_table_add (restoring.blocked, GUINT_TO_POINTER (blocked[i]));

  undo_trip (&restoring);
  find_section (&restoring);
  if (result->source == LAMP_NONE)
    {
      lamp_restoring_find_parts (&restoring);
      choose_ties (&restoring);
      plan_steps (&restoring, state);
      plan_ties (&restoring);
    }
  restoring_clear (&restoring);
  return result;
}

void
lamp_restoration_free (LampRestoration *restoration)
{
  if (restoration == NULL)
    return;
  lamp_trace_clear (&restoration->lost);
  g_array_unref (restoration->section);
  g_array_unref (restoration->parts);
  g_array_unref (restoration->ties);
  g_array_unref (restoration->steps);
  g_free (restoration);
}
