/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See study.h. Supply follows from positions alone, so undoing a step is putting its switch back.
 */
#include "engine/study.h"

#include "grid/trace.h"

#include <string.h>

struct _LampStudy
{
  LampEnergisation *state;
  guint8           *base_phases; /* of nodes: what was live */
  guint8           *base_open;   /* of elements */
  GArray           *steps;       /* LampStudyStep; those from n_done on were undone */
  guint             n_done;
  guint8           *before; /* of nodes: what was live before the step that is being done */
  GArray           *faults; /* guint32 */
  GHashTable       *tagged;
};

LampStudy *
lamp_study_new (const LampEnergisation *real)
{
  LampStudy         *self = NULL;
  const LampNetwork *network = NULL;
  gsize              n_nodes = 0;

  g_return_val_if_fail (real != NULL, NULL);

  network = lamp_energisation_get_network (real);
  n_nodes = MAX (network->n_nodes, 1u);
  self = g_new0 (LampStudy, 1);
  self->state = lamp_energisation_copy (real);
  self->steps = g_array_new (FALSE, FALSE, sizeof (LampStudyStep));
  self->faults = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->tagged = g_hash_table_new (NULL, NULL);
  self->base_phases = g_memdup2 (lamp_energisation_get_node_phases (real), n_nodes);
  self->before = g_malloc (n_nodes);
  self->base_open = g_malloc (MAX (network->n_elements, 1u));
  for (guint32 i = 0; i < network->n_elements; i++)
    self->base_open[i] = lamp_energisation_get_open_phases (real, i);
  return self;
}

void
lamp_study_free (LampStudy *self)
{
  if (self == NULL)
    return;
  lamp_energisation_free (self->state);
  g_free (self->base_phases);
  g_free (self->base_open);
  g_free (self->before);
  g_array_unref (self->steps);
  g_array_unref (self->faults);
  g_hash_table_unref (self->tagged);
  g_free (self);
}

void
lamp_study_set_marks (LampStudy *self, const guint32 *faults, guint n_faults, const guint32 *tagged, guint n_tagged)
{
  g_return_if_fail (self != NULL);

  g_array_set_size (self->faults, 0);
  if (n_faults > 0)
    g_array_append_vals (self->faults, faults, n_faults);
  g_hash_table_remove_all (self->tagged);
  for (guint i = 0; i < n_tagged; i++)
    g_hash_table_add (self->tagged, GUINT_TO_POINTER (tagged[i]));
}

LampEnergisation *
lamp_study_get_energisation (LampStudy *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->state;
}

/* --- what a step does --- */

static gboolean
is_live (const guint8 *phases, guint32 node)
{
  return node != LAMP_NONE && phases[node] != 0;
}

static void
count_moved (const LampStudy *self, LampStudyStep *step)
{
  const LampNetwork *network = lamp_energisation_get_network (self->state);
  const guint8      *now = lamp_energisation_get_node_phases (self->state);

  for (guint32 node = 0; node < network->n_nodes; node++)
    {
      guint32 n = network->node_customer_start[node + 1] - network->node_customer_start[node];

      if (self->before[node] == 0 && now[node] != 0)
        step->n_gained += n;
      else if (self->before[node] != 0 && now[node] == 0)
        step->n_lost += n;
    }
}

/* A fault that the step brings to life, by an end that it left dead; LAMP_NONE when there is none. */
static guint32
find_fault (const LampStudy *self)
{
  const LampNetwork *network = lamp_energisation_get_network (self->state);
  const guint8      *now = lamp_energisation_get_node_phases (self->state);

  for (guint i = 0; i < self->faults->len; i++)
    {
      guint32       fault = g_array_index (self->faults, guint32, i);
      const guint32 ends[2] = { network->element_from[fault], network->element_to[fault] };

      for (guint k = 0; k < G_N_ELEMENTS (ends); k++)
        if (ends[k] != LAMP_NONE && self->base_phases[ends[k]] == 0 && self->before[ends[k]] == 0 && now[ends[k]] != 0)
          return fault;
    }
  return LAMP_NONE;
}

static guint
judge_ring (const LampStudy *self, guint32 element)
{
  const LampNetwork *network = lamp_energisation_get_network (self->state);
  const guint8      *rings = NULL;

  if (!is_live (self->before, network->element_from[element]) || !is_live (self->before, network->element_to[element]))
    return 0;
  rings = lamp_trace_kept_rings (self->state);
  if (rings == NULL)
    return 0;
  return (rings[element] & LAMP_RING_SOURCES) != 0 ? LAMP_STUDY_JOINS_SOURCES : rings[element] != 0 ? LAMP_STUDY_CLOSES_RING
                                                                                                    : 0;
}

static void
judge (const LampStudy *self, LampStudyStep *step)
{
  const LampNetwork *network = lamp_energisation_get_network (self->state);

  count_moved (self, step);
  if (g_hash_table_contains (self->tagged, GUINT_TO_POINTER (step->element)))
    step->risks |= LAMP_STUDY_TAGGED;
  if (step->open)
    {
      if (network->element_kind[step->element] == LAMP_ELEMENT_DISCONNECTOR && step->n_lost > 0)
        step->risks |= LAMP_STUDY_UNDER_LOAD;
      return;
    }
  step->risks |= judge_ring (self, step->element);
  step->fault = find_fault (self);
  if (step->fault != LAMP_NONE)
    step->risks |= LAMP_STUDY_ONTO_FAULT;
}

/* --- steps --- */

gboolean
lamp_study_set_open (LampStudy *self, guint32 element, gboolean open, LampWorldBox *dirty)
{
  const LampNetwork *network = NULL;
  LampStudyStep      step = { .element = element, .open = open != FALSE, .fault = LAMP_NONE };

  g_return_val_if_fail (self != NULL, FALSE);
  network = lamp_energisation_get_network (self->state);
  g_return_val_if_fail (element < network->n_elements, FALSE);

  step.was = lamp_energisation_get_open_phases (self->state, element);
  if (step.was == (open ? LAMP_PHASE_ABC : 0))
    return FALSE;
  memcpy (self->before, lamp_energisation_get_node_phases (self->state), network->n_nodes);
  lamp_energisation_set_open (self->state, element, open, dirty);
  judge (self, &step);
  g_array_set_size (self->steps, self->n_done);
  g_array_append_val (self->steps, step);
  self->n_done++;
  return TRUE;
}

gboolean
lamp_study_undo (LampStudy *self, LampWorldBox *dirty)
{
  const LampStudyStep *step = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->n_done == 0)
    return FALSE;
  step = &g_array_index (self->steps, LampStudyStep, --self->n_done);
  lamp_energisation_set_open_phases (self->state, step->element, step->was, dirty);
  return TRUE;
}

gboolean
lamp_study_redo (LampStudy *self, LampWorldBox *dirty)
{
  const LampStudyStep *step = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->n_done == self->steps->len)
    return FALSE;
  step = &g_array_index (self->steps, LampStudyStep, self->n_done++);
  lamp_energisation_set_open (self->state, step->element, step->open, dirty);
  return TRUE;
}

void
lamp_study_reset (LampStudy *self, LampWorldBox *dirty)
{
  g_return_if_fail (self != NULL);

  while (lamp_study_undo (self, dirty))
    ;
  g_array_set_size (self->steps, 0);
}

/* The same switch in another network; LAMP_NONE when it is not there. */
static guint32
find_again (const LampNetwork *old, LampNetwork *network, guint32 element)
{
  return old == network ? element : lamp_network_find_element (network, lamp_network_element_id (old, element));
}

guint
lamp_study_repeat (LampStudy *self, const LampStudy *from)
{
  LampNetwork *network = NULL, *old = NULL;
  guint        n_left = 0;

  g_return_val_if_fail (self != NULL && from != NULL && self != from, 0);

  network = lamp_energisation_get_network (self->state);
  old = lamp_energisation_get_network (from->state);
  for (guint i = 0; i < from->n_done; i++)
    {
      const LampStudyStep *step = &g_array_index (from->steps, LampStudyStep, i);
      guint32              element = find_again (old, network, step->element);

      if (element == LAMP_NONE || !lamp_study_set_open (self, element, step->open, NULL))
        n_left++;
    }
  return n_left;
}

const LampStudyStep *
lamp_study_get_steps (const LampStudy *self, guint *n)
{
  g_return_val_if_fail (self != NULL && n != NULL, NULL);

  *n = self->n_done;
  return (const LampStudyStep *)(const void *)self->steps->data;
}

guint
lamp_study_count_undone (const LampStudy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->steps->len - self->n_done;
}

guint
lamp_study_count_changes (const LampStudy *self, const LampEnergisation *real)
{
  const LampNetwork *network = NULL;
  guint              n = 0;

  g_return_val_if_fail (self != NULL && real != NULL, 0);
  network = lamp_energisation_get_network (real);
  g_return_val_if_fail (network == lamp_energisation_get_network (self->state), 0);

  for (guint32 i = 0; i < network->n_elements; i++)
    n += lamp_energisation_get_open_phases (real, i) != self->base_open[i];
  return n;
}

/* --- against the base --- */

static guint
count_changed (const LampStudy *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  guint n = 0;

  for (guint i = 0; i < self->n_done; i++)
    {
      guint32 element = g_array_index (self->steps, LampStudyStep, i).element;

      n += g_hash_table_add (seen, GUINT_TO_POINTER (element)) &&
           lamp_energisation_get_open_phases (self->state, element) != self->base_open[element];
    }
  return n;
}

static double
sum_kw (const LampNetwork *network, guint32 node)
{
  double kw = 0.0;

  for (guint32 i = network->node_customer_start[node]; i < network->node_customer_start[node + 1]; i++)
    kw += (double)network->customer_kw[i];
  return kw;
}

static void
compare_customers (const LampStudy *self, const guint8 *now, LampStudyEffect *effect)
{
  const LampNetwork *network = lamp_energisation_get_network (self->state);

  for (guint32 node = 0; node < network->n_nodes; node++)
    {
      guint8  was = self->base_phases[node];
      guint32 n = network->node_customer_start[node + 1] - network->node_customer_start[node];

      if (was == now[node] || n == 0)
        continue;
      if (was == 0)
        {
          effect->n_gained += n;
          effect->kw_gained += sum_kw (network, node);
        }
      else if (now[node] == 0)
        {
          effect->n_lost += n;
          effect->kw_lost += sum_kw (network, node);
        }
      else if ((was & ~now[node]) != 0)
        effect->n_partly += n;
    }
}

/* A supply point at no node of the grid is taken for live, as the gateway's desk does. */
static guint
count_live (const LampSiteInfo *site, const guint8 *phases)
{
  guint n = 0;

  for (guint i = 0; i < site->n_supply_points; i++)
    n += site->supply_points[i].node == LAMP_NONE || phases[site->supply_points[i].node] != 0;
  return n;
}

void
lamp_study_compare (const LampStudy *self, LampStudyEffect *effect)
{
  const LampNetwork *network = NULL;
  const guint8      *now = NULL;

  g_return_if_fail (self != NULL && effect != NULL);

  network = lamp_energisation_get_network (self->state);
  now = lamp_energisation_get_node_phases (self->state);
  *effect = (LampStudyEffect){ .n_changed = count_changed (self) };
  effect->sites_gained = g_array_new (FALSE, FALSE, sizeof (guint32));
  effect->sites_lost = g_array_new (FALSE, FALSE, sizeof (guint32));
  effect->sites_thinned = g_array_new (FALSE, FALSE, sizeof (guint32));
  compare_customers (self, now, effect);
  for (guint32 i = 0; i < network->n_sites; i++)
    {
      guint was = count_live (&network->sites[i], self->base_phases), is = count_live (&network->sites[i], now);

      if (was == 0 && is > 0)
        g_array_append_val (effect->sites_gained, i);
      else if (was > 0 && is == 0)
        g_array_append_val (effect->sites_lost, i);
      else if (is < was)
        g_array_append_val (effect->sites_thinned, i);
    }
}

void
lamp_study_effect_clear (LampStudyEffect *effect)
{
  g_clear_pointer (&effect->sites_gained, g_array_unref);
  g_clear_pointer (&effect->sites_lost, g_array_unref);
  g_clear_pointer (&effect->sites_thinned, g_array_unref);
  *effect = (LampStudyEffect){ .n_changed = 0 };
}
