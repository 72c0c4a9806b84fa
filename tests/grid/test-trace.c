/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Traces: the toy grid by hand; random grids in random states against what the oracle says before and after, and against
 * walks that know nothing of feeds.
 */
#include "grid/bridges.h"
#include "grid/fixture.h"
#include "grid/loads.h"
#include "grid/network-private.h"
#include "grid/oracle.h"
#include "grid/trace.h"

#include <string.h>

#define N_RANDOM_GRIDS 60
#define N_STATES 4

static void
copy_positions (const LampEnergisation *state, guint8 *open)
{
  for (guint32 i = 0; i < lamp_energisation_get_network (state)->n_elements; i++)
    open[i] = lamp_energisation_get_open_phases (state, i);
}

static gboolean
contains (const guint32 *list, guint n, guint32 wanted)
{
  for (guint i = 0; i < n; i++)
    if (list[i] == wanted)
      return TRUE;
  return FALSE;
}

/* Letters may come back over an element from what is behind it, where that couples them: only then may what lies
 * before it lose a phase too, which nobody looks for. */
static gboolean
is_plain (const LampNetwork *network)
{
  for (guint32 i = 0; i < network->n_elements; i++)
    if ((network->priv->element_pass[i] & LAMP_PASS_COUPLES) != 0)
      return FALSE;
  return TRUE;
}

/* What a trace says was lost, by the oracle's word on two states; `start` (or none) is listed whatever it is. */
static void
check_lost (const LampNetwork *network, const LampTrace *trace, guint32 start, const guint8 *open, const Oracle *before, const Oracle *after)
{
  guint32 n_customers = 0, n_partly = 0;
  guint   n_elements = start != LAMP_NONE, n_sites = 0;

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      gboolean out = before->element_phases[i] != 0 && after->element_phases[i] == 0;

      if (i == start)
        continue;
      /* An open tie shows what stands at its ends: it may be listed when one of them goes out. */
      if (open[i] != LAMP_PHASE_ABC)
        g_assert_cmpint (contains (trace->elements, trace->n_elements, i), ==, out);
      n_elements += contains (trace->elements, trace->n_elements, i);
    }
  g_assert_cmpuint (trace->n_elements, ==, n_elements);
  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 node = network->customer_node[i];

      if (node == LAMP_NONE)
        continue;
      n_customers += before->phases[node] != 0 && after->phases[node] == 0;
      n_partly += after->phases[node] != 0 && (before->phases[node] & ~after->phases[node]) != 0;
    }
  g_assert_cmpuint (trace->n_customers, ==, n_customers);
  g_assert_cmpuint (trace->n_customers_partly, <=, n_partly);
  if (is_plain (network))
    g_assert_cmpuint (trace->n_customers_partly, ==, n_partly);
  for (guint32 i = 0; i < network->n_sites; i++)
    {
      gboolean hit = FALSE;

      for (guint k = 0; k < network->sites[i].n_supply_points; k++)
        {
          guint32 node = network->sites[i].supply_points[k].node;

          hit |= node != LAMP_NONE && before->phases[node] != 0 && after->phases[node] == 0;
        }
      g_assert_cmpint (contains (trace->sites, trace->n_sites, i), ==, hit);
      n_sites += hit;
    }
  g_assert_cmpuint (trace->n_sites, ==, n_sites);
}

static void
check_down (LampEnergisation *state, guint8 *open, guint32 element)
{
  LampNetwork *network = lamp_energisation_get_network (state);
  guint8       was = open[element];
  g_auto (LampTrace) trace = { 0 };
  g_auto (Oracle) before = oracle_ask (network, open);
  g_auto (Oracle) after = { 0 };

  lamp_trace_down (state, element, LAMP_TRACE_PRESENT, &trace);
  g_assert_cmpuint (trace.elements[0], ==, element);
  open[element] = LAMP_PHASE_ABC;
  after = oracle_ask (network, open);
  open[element] = was;
  check_lost (network, &trace, element, open, &before, &after);
}

/* Each element after the first is live, touches one before it, and the way ends at a source. */
static void
check_up (LampEnergisation *state, guint32 element)
{
  LampNetwork *network = lamp_energisation_get_network (state);
  gboolean     at_source = FALSE;
  g_auto (LampTrace) trace = { 0 };

  lamp_trace_up (state, element, LAMP_TRACE_PRESENT, &trace);
  g_assert_cmpuint (trace.elements[0], ==, element);
  for (guint i = 0; i < trace.n_elements; i++)
    {
      guint32       at = trace.elements[i];
      const guint32 ends[2] = { network->element_from[at], network->element_to[at] };
      gboolean      touches = i == 0;

      for (guint k = 0; k < network->n_sources; k++)
        at_source |= network->sources[k].node != LAMP_NONE && (network->sources[k].node == ends[0] || network->sources[k].node == ends[1]);
      for (guint j = 0; j < i && !touches; j++)
        for (guint e = 0; e < 2; e++)
          touches |= ends[e] != LAMP_NONE && (network->element_from[trace.elements[j]] == ends[e] || network->element_to[trace.elements[j]] == ends[e]);
      g_assert_true (touches);
      g_assert_false (contains (trace.elements, i, at));
      if (i > 0)
        {
          g_assert_cmphex (lamp_energisation_get_element_phases (state, at), !=, 0);
          g_assert_false (lamp_energisation_is_open (state, at));
        }
    }
  if (lamp_energisation_get_element_phases (state, element) != 0)
    g_assert_true (at_source);
  else
    g_assert_cmpuint (trace.n_elements, ==, 1);
}

/* Nodes from which `start` is reached through what is not open, without `skip`; spread until nothing moves. */
static guint8 *
joined_with (const LampNetwork *network, const guint8 *open, guint32 start, guint32 skip)
{
  guint8  *seen = g_malloc0 (MAX (network->n_nodes, 1));
  gboolean moved = TRUE;

  if (network->element_from[start] != LAMP_NONE)
    seen[network->element_from[start]] = TRUE;
  if (network->element_to[start] != LAMP_NONE)
    seen[network->element_to[start]] = TRUE;
  while (moved)
    {
      moved = FALSE;
      for (guint32 i = 0; i < network->n_elements; i++)
        {
          guint32 from = network->element_from[i];
          guint32 to = network->element_to[i];

          if (i == skip || open[i] == LAMP_PHASE_ABC || from == LAMP_NONE || to == LAMP_NONE || seen[from] == seen[to])
            continue;
          seen[from] = seen[to] = TRUE;
          moved = TRUE;
        }
    }
  return seen;
}

static gboolean
touches (const LampNetwork *network, guint32 element, const guint8 *nodes)
{
  guint32 from = network->element_from[element];
  guint32 to = network->element_to[element];

  return (from != LAMP_NONE && nodes[from]) || (to != LAMP_NONE && nodes[to]);
}

static void
check_connected (LampEnergisation *state, const guint8 *open, guint32 element)
{
  LampNetwork       *network = lamp_energisation_get_network (state);
  g_autofree guint8 *seen = joined_with (network, open, element, LAMP_NONE);
  guint              n = 1;
  g_auto (LampTrace) trace = { 0 };

  lamp_trace_connected (state, element, LAMP_TRACE_PRESENT, &trace);
  for (guint32 i = 0; i < network->n_elements; i++)
    if (i != element && open[i] != LAMP_PHASE_ABC && touches (network, i, seen))
      {
        g_assert_true (contains (trace.elements, trace.n_elements, i));
        n++;
      }
  g_assert_cmpuint (trace.n_elements, ==, n);
}

static void
check_between (LampEnergisation *state, const guint8 *open, guint32 element, guint32 other)
{
  LampNetwork       *network = lamp_energisation_get_network (state);
  g_autofree guint8 *seen = joined_with (network, open, element, LAMP_NONE);
  g_auto (LampTrace) trace = { 0 };
  gboolean found = lamp_trace_between (state, element, other, LAMP_TRACE_PRESENT, &trace);

  g_assert_cmpint (found, ==, touches (network, other, seen) || element == other);
  if (!found)
    return;
  g_assert_cmpuint (trace.elements[0], ==, element);
  g_assert_cmpuint (trace.elements[trace.n_elements - 1], ==, other);
  for (guint i = 1; i < trace.n_elements; i++)
    {
      guint32 a = trace.elements[i - 1];
      guint32 b = trace.elements[i];

      g_assert_true (network->element_from[a] == network->element_from[b] || network->element_from[a] == network->element_to[b] ||
                     network->element_to[a] == network->element_from[b] || network->element_to[a] == network->element_to[b]);
      if (i + 1 < trace.n_elements)
        g_assert_cmphex (open[b], !=, LAMP_PHASE_ABC);
      g_assert_false (contains (trace.elements, i, b));
    }
}

static void
check_isolating (LampEnergisation *state, guint8 *open, guint32 element)
{
  LampNetwork *network = lamp_energisation_get_network (state);
  g_autoptr (GArray) zone = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint8 *isolated = g_memdup2 (open, network->n_elements);
  g_autofree guint8 *seen = NULL;
  g_auto (LampTrace) trace = { 0 };
  g_auto (Oracle) before = oracle_ask (network, open);
  g_auto (Oracle) after = { 0 };

  lamp_trace_isolating (state, element, LAMP_TRACE_PRESENT, &trace, zone);
  for (guint32 i = 0; i < network->n_elements; i++)
    if (i != element && lamp_element_kind_is_switch (network->element_kind[i]))
      isolated[i] = LAMP_PHASE_ABC;
  seen = joined_with (network, isolated, element, LAMP_NONE);
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      gboolean is_switch = lamp_element_kind_is_switch (network->element_kind[i]);
      gboolean at_edge = i != element && open[i] != LAMP_PHASE_ABC && touches (network, i, seen);

      g_assert_cmpint (contains (trace.devices, trace.n_devices, i), ==, at_edge && is_switch);
      g_assert_cmpint (contains ((const guint32 *)(void *)zone->data, zone->len, i), ==, i == element || (at_edge && !is_switch));
    }
  memcpy (isolated, open, network->n_elements);
  for (guint i = 0; i < trace.n_devices; i++)
    isolated[trace.devices[i]] = LAMP_PHASE_ABC;
  after = oracle_ask (network, isolated);
  check_lost (network, &trace, LAMP_NONE, open, &before, &after);
}

/* Who loses supply by connectivity: all phases closed or not at all. */
static guint8 *
reached (const LampNetwork *network, const guint8 *open, guint32 skip)
{
  guint8  *seen = g_malloc0 (MAX (network->n_nodes, 1));
  gboolean moved = TRUE;

  for (guint i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE)
      seen[network->sources[i].node] = TRUE;
  while (moved)
    {
      moved = FALSE;
      for (guint32 i = 0; i < network->n_elements; i++)
        {
          guint32 from = network->element_from[i];
          guint32 to = network->element_to[i];

          if (i == skip || open[i] == LAMP_PHASE_ABC || from == LAMP_NONE || to == LAMP_NONE || seen[from] == seen[to])
            continue;
          seen[from] = seen[to] = moved = TRUE;
        }
    }
  return seen;
}

static guint32
count_sites (const LampNetwork *network, const guint8 *before, const guint8 *after)
{
  guint32 n = 0;

  for (guint32 i = 0; i < network->n_sites; i++)
    {
      guint n_before = 0, n_after = 0;

      for (guint k = 0; k < network->sites[i].n_supply_points; k++)
        {
          guint32 node = network->sites[i].supply_points[k].node;

          n_before += node != LAMP_NONE && before[node];
          n_after += node != LAMP_NONE && after[node];
        }
      n += n_before > 0 && n_after == 0;
    }
  return n;
}

/* Is one of its ends dead that was not. */
static gboolean
loses_end (const LampNetwork *network, guint32 element, const guint8 *before, const guint8 *after)
{
  guint32 from = network->element_from[element], to = network->element_to[element];

  return (from != LAMP_NONE && before[from] && !after[from]) || (to != LAMP_NONE && before[to] && !after[to]);
}

static void
check_load (const LampNetwork *network, const LampLoad *load, guint8 *open, const guint8 *before)
{
  guint8             was = open[load->element];
  g_autofree guint8 *after = reached (network, open, load->element);
  g_auto (Oracle) first = oracle_ask (network, open);
  g_auto (Oracle) second = { 0 };
  guint32 n_customers = 0, n_partly = 0, n_transformers = 0;
  double  kw = 0.0;

  open[load->element] = LAMP_PHASE_ABC;
  second = oracle_ask (network, open);
  open[load->element] = was;
  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 node = network->customer_node[i];

      if (node == LAMP_NONE)
        continue;
      n_customers += before[node] && !after[node];
      kw += before[node] && !after[node] ? (double)network->customer_kw[i] : 0.0;
      n_partly += after[node] && (first.phases[node] & ~second.phases[node]) != 0;
    }
  for (guint32 i = 0; i < network->n_elements; i++)
    if (network->element_kind[i] == LAMP_ELEMENT_TRANSFORMER && i != load->element)
      n_transformers += touches (network, i, before) && !touches (network, i, after);
    else if (i == load->element && network->element_kind[i] == LAMP_ELEMENT_TRANSFORMER)
      n_transformers += loses_end (network, i, before, after);
  g_assert_cmpuint (load->n_customers, ==, n_customers);
  g_assert_cmpuint (load->n_customers_partly, <=, n_partly);
  if (is_plain (network))
    g_assert_cmpuint (load->n_customers_partly, ==, n_partly);
  g_assert_cmpuint (load->n_transformers, ==, n_transformers);
  g_assert_cmpuint (load->n_sites, ==, count_sites (network, before, after));
  g_assert_cmpfloat_with_epsilon (load->kw, kw, 1e-6);
}

static void
check_loads (LampEnergisation *state, guint8 *open)
{
  LampNetwork *network = lamp_energisation_get_network (state);
  g_autoptr (GArray) loads = lamp_loads_find (state);
  g_autofree guint8 *before = reached (network, open, LAMP_NONE);
  guint              n = 0;

  for (guint32 i = 0; i < network->n_elements; i++)
    if (network->element_kind[i] != LAMP_ELEMENT_LINE)
      check_load (network, &g_array_index (loads, LampLoad, n++), open, before);
  g_assert_cmpuint (loads->len, ==, n);
}

/* An element that joins two letters which live without it, and without what couples letters, is on a ring: all sources
 * are one. With three letters everywhere and nothing coupled, nothing else is. */
static void
check_rings (LampEnergisation *state, const guint8 *open)
{
  LampNetwork       *network = lamp_energisation_get_network (state);
  g_autofree guint8 *rings = lamp_trace_rings (state);
  g_autofree guint8 *straight = g_memdup2 (open, network->n_elements);
  gboolean           plain = is_plain (network);

  for (guint32 i = 0; i < network->n_elements; i++)
    if ((network->priv->element_pass[i] & LAMP_PASS_COUPLES) != 0)
      straight[i] = LAMP_PHASE_ABC;
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32  from = network->element_from[i];
      guint32  to = network->element_to[i];
      guint8   was = straight[i];
      gboolean joined = FALSE;
      g_auto (Oracle) without = { 0 };

      if (from == LAMP_NONE || to == LAMP_NONE || from == to || open[i] == LAMP_PHASE_ABC)
        {
          g_assert_cmphex (rings[i], ==, 0);
          continue;
        }
      straight[i] = LAMP_PHASE_ABC;
      without = oracle_ask (network, straight);
      straight[i] = was;
      joined = (without.phases[from] & without.phases[to] & network->priv->element_pass[i] & LAMP_PHASE_ABC & ~was) != 0;
      if (joined)
        g_assert_cmphex (rings[i], !=, 0);
      else if (plain)
        g_assert_cmphex (rings[i], ==, 0);
    }
}

/* Traces say of rings what a look at them all says, though they keep them: whatever was traced in between, and after the next
 * change. */
static void
check_kept_rings (LampEnergisation *state)
{
  LampNetwork       *network = lamp_energisation_get_network (state);
  g_autofree guint8 *rings = lamp_trace_rings (state);

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      gboolean on_ring = FALSE;
      g_auto (LampTrace) up = { 0 };
      g_auto (LampTrace) down = { 0 };
      g_auto (LampTrace) itself = { 0 };

      lamp_trace_up (state, i, LAMP_TRACE_PRESENT, &up);
      for (guint k = 0; k < up.n_elements; k++)
        on_ring |= rings[up.elements[k]] != 0;
      g_assert_cmpint (up.ring, ==, on_ring);
      lamp_trace_down (state, i, LAMP_TRACE_PRESENT, &down);
      g_assert_true (down.ring || rings[i] == 0);
      g_assert_true (lamp_trace_between (state, i, i, LAMP_TRACE_PRESENT, &itself));
      g_assert_cmpint (itself.ring, ==, rings[i] != 0);
    }
}

static void
set_at_random (LampEnergisation *state, GRand *rand)
{
  LampNetwork *network = lamp_energisation_get_network (state);

  for (guint i = 0; i < 1 + network->n_elements / 8; i++)
    lamp_energisation_set_open_phases (state, (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements), (guint8)g_rand_int_range (rand, 0, 8), NULL);
}

static void
check_all (LampEnergisation *state, GRand *rand)
{
  LampNetwork       *network = lamp_energisation_get_network (state);
  g_autofree guint8 *open = g_malloc (network->n_elements);
  g_autofree guint8 *nodes = NULL;

  copy_positions (state, open);
  nodes = g_memdup2 (lamp_energisation_get_node_phases (state), network->n_nodes);
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      check_down (state, open, i);
      check_up (state, i);
      check_connected (state, open, i);
      check_isolating (state, open, i);
      check_between (state, open, i, (guint32)g_rand_int_range (rand, 0, (gint32)network->n_elements));
    }
  check_loads (state, open);
  check_rings (state, open);
  if (is_plain (network))
    check_kept_rings (state);
  g_assert_cmpmem (nodes, network->n_nodes, lamp_energisation_get_node_phases (state), network->n_nodes);
}

static void
test_random (void)
{
  for (guint32 seed = 1; seed <= N_RANDOM_GRIDS; seed++)
    {
      g_autoptr (LampNetwork) network = lamp_fixture_load (lamp_fixture_random_draft (seed));
      g_autoptr (LampEnergisation) state = lamp_energisation_new (network);
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

      for (guint i = 0; i < N_STATES; i++)
        {
          check_all (state, rand);
          set_at_random (state, rand);
        }
    }
}

/* Asked for the normal state, the present one makes no difference. */
static void
test_normal (void)
{
  for (guint32 seed = 1; seed <= N_RANDOM_GRIDS; seed++)
    {
      g_autoptr (LampNetwork) network = lamp_fixture_load (lamp_fixture_random_draft (seed));
      g_autoptr (LampEnergisation) normal = lamp_energisation_new (network);
      g_autoptr (LampEnergisation) state = lamp_energisation_new (network);
      g_autoptr (GRand) rand = g_rand_new_with_seed (seed);

      set_at_random (state, rand);
      for (guint32 i = 0; i < network->n_elements; i++)
        {
          g_auto (LampTrace) first = { 0 };
          g_auto (LampTrace) second = { 0 };

          lamp_trace_down (state, i, LAMP_TRACE_NORMAL, &first);
          lamp_trace_down (normal, i, LAMP_TRACE_PRESENT, &second);
          g_assert_cmpmem (first.elements, first.n_elements * sizeof (guint32), second.elements, second.n_elements * sizeof (guint32));
          g_assert_cmpuint (first.n_customers, ==, second.n_customers);
          g_assert_cmpuint (lamp_trace_protective (state, i, LAMP_TRACE_NORMAL, NULL), ==, lamp_trace_protective (normal, i, LAMP_TRACE_PRESENT, NULL));
        }
    }
}

static void
assert_ids (const LampNetwork *network, const guint32 *elements, guint n, const char *ids)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", lamp_network_element_id (network, elements[i]));
  g_assert_cmpstr (text->str, ==, ids);
}

#define LISTED(trace) (trace).elements, (trace).n_elements

static void
test_toytown (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  g_autoptr (LampEnergisation) state = lamp_energisation_new (network);
  g_auto (LampTrace) market = { 0 };
  g_auto (LampTrace) up = { 0 };
  g_auto (LampTrace) between = { 0 };
  g_auto (LampTrace) protective = { 0 };
  g_auto (LampTrace) isolating = { 0 };
  g_auto (LampTrace) fed = { 0 };
  guint32 d1 = lamp_fixture_element (network, "D1");

  lamp_trace_down (state, lamp_fixture_element (network, "B1"), LAMP_TRACE_PRESENT, &market);
  g_assert_cmpuint (market.n_elements, ==, 14);
  g_assert_cmpuint (market.n_customers, ==, 8);
  g_assert_cmpuint (market.n_transformers, ==, 3);
  g_assert_cmpuint (market.n_sites, ==, 2);
  g_assert_cmpfloat_with_epsilon (market.load_kw, 36.0, 1e-9);
  g_assert_false (market.ring);

  lamp_trace_up (state, d1, LAMP_TRACE_PRESENT, &up);
  assert_ids (network, LISTED (up), "D1 T1 L4 FU1 L1 B1");
  g_assert_true (lamp_trace_between (state, d1, lamp_fixture_element (network, "T3"), LAMP_TRACE_PRESENT, &between));
  assert_ids (network, LISTED (between), "D1 T1 L4 FU1 R1 L2 SW1 L3 T3");
  g_assert_cmpuint (lamp_trace_protective (state, d1, LAMP_TRACE_PRESENT, &protective), ==, lamp_fixture_element (network, "FU1"));
  assert_ids (network, LISTED (protective), "D1 T1 L4 FU1");
  g_assert_cmpuint (lamp_trace_protective (state, lamp_fixture_element (network, "B1"), LAMP_TRACE_PRESENT, NULL), ==, LAMP_NONE);
  lamp_trace_isolating (state, lamp_fixture_element (network, "L2"), LAMP_TRACE_PRESENT, &isolating, NULL);
  g_assert_cmpuint (isolating.n_devices, ==, 3);
  g_assert_cmpuint (isolating.n_customers, ==, 4);

  /* From the other side: what was up is down. */
  lamp_energisation_set_open (state, lamp_fixture_element (network, "SW1"), TRUE, NULL);
  lamp_energisation_set_open (state, lamp_fixture_element (network, "TIE"), FALSE, NULL);
  lamp_trace_up (state, lamp_fixture_element (network, "T3"), LAMP_TRACE_PRESENT, &fed);
  assert_ids (network, LISTED (fed), "T3 TIE L5 B2");
  g_assert_cmpuint (lamp_trace_feeding (state, lamp_fixture_node (network, "n14")), ==, lamp_fixture_element (network, "T3"));
  g_assert_cmpuint (lamp_trace_count_customers (state, lamp_fixture_element (network, "T1")), ==, 4);

  /* Both closed: two sources are joined all along. */
  lamp_energisation_set_open (state, lamp_fixture_element (network, "SW1"), FALSE, NULL);
  {
    g_autofree guint8 *rings = lamp_trace_rings (state);

    g_assert_cmphex (rings[lamp_fixture_element (network, "B2")], ==, LAMP_RING_SOURCES);
    g_assert_cmphex (rings[lamp_fixture_element (network, "R1")], ==, LAMP_RING_SOURCES);
    g_assert_cmphex (rings[lamp_fixture_element (network, "FU1")], ==, 0);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/trace/toytown", test_toytown);
  g_test_add_func ("/trace/random", test_random);
  g_test_add_func ("/trace/normal", test_normal);
  return g_test_run ();
}
