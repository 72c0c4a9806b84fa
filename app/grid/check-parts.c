/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Islands, dead parts, rings and doubles: nodes joined by union–find, elements sorted by their two nodes.
 */
#include "config.h"

#include "grid/check-private.h"

#include <stdlib.h>

#define MAX_COMPARED 32 /* elements between the same two nodes that one is compared with */

typedef struct
{
  guint64 pair; /* its two nodes, the smaller first */
  guint32 element;
} Between;

static guint32
find (guint32 *joined, guint32 node)
{
  while (joined[node] != node)
    node = joined[node] = joined[joined[node]];
  return node;
}

typedef gboolean (*Counts) (const LampNetwork *network, guint32 element);

static gboolean
any (const LampNetwork *network, guint32 element)
{
  return network->element_from[element] != LAMP_NONE && network->element_to[element] != LAMP_NONE;
}

static gboolean
in_tree (const LampNetwork *network, guint32 element)
{
  return lamp_network_is_tree (network, element) && lamp_checking_conducts (network, element);
}

/* Which nodes hang together through the elements that count; the caller's to free. */
static guint32 *
join (const LampNetwork *network, Counts counts)
{
  guint32 *joined = g_new (guint32, MAX (network->n_nodes, 1));

  for (guint32 i = 0; i < network->n_nodes; i++)
    joined[i] = i;
  for (guint32 i = 0; i < network->n_elements; i++)
    if (counts (network, i))
      joined[find (joined, network->element_from[i])] = find (joined, network->element_to[i]);
  return joined;
}

static guint8 *
mark_fed (const LampNetwork *network, guint32 *joined)
{
  guint8 *fed = g_new0 (guint8, MAX (network->n_nodes, 1));

  for (guint32 i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE)
      fed[find (joined, network->sources[i].node)] = TRUE;
  return fed;
}

static guint32
end_of (const LampNetwork *network, guint32 element)
{
  return network->element_from[element] != LAMP_NONE ? network->element_from[element] : network->element_to[element];
}

/* The parts of one joining that are not fed: for each node that stands for one, which of the cases of its kind it is. */
typedef struct
{
  LampProblemKind kind;
  guint32        *joined;
  guint8         *fed;
  guint32        *told; /* + 1 */
} Parts;

static void
parts_init (Parts *parts, LampProblemKind kind, const LampNetwork *network, guint32 *joined)
{
  parts->kind = kind;
  parts->joined = joined;
  parts->fed = mark_fed (network, joined);
  parts->told = g_new0 (guint32, MAX (network->n_nodes, 1));
}

static void
parts_clear (Parts *parts)
{
  g_free (parts->fed);
  g_free (parts->told);
}

static gboolean
is_fed (Parts *parts, guint32 node)
{
  return parts->fed[find (parts->joined, node)];
}

static void
add_element (LampChecking *checking, Parts *parts, guint32 node, guint32 element)
{
  LampProblem *problem = checking->problems[parts->kind];
  guint32     *told = &parts->told[find (parts->joined, node)];

  if (*told == 0)
    {
      lamp_checking_note (checking, parts->kind, LAMP_SUBJECT_ELEMENT, element, node);
      *told = problem->cases->len;
    }
  g_array_index (problem->cases, LampCase, *told - 1).n_elements++;
  problem->n_elements++;
}

/* An element with no node at all is a part of its own, and told as such elsewhere. */
static void
find_parts (LampChecking *checking, guint32 *all, guint32 *closed)
{
  const LampNetwork *network = checking->network;
  Parts              islands, dead;

  parts_init (&islands, LAMP_PROBLEM_ISLAND, network, all);
  parts_init (&dead, LAMP_PROBLEM_DEAD_PART, network, closed);
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 node = end_of (network, i);

      if (node == LAMP_NONE)
        continue;
      if (!is_fed (&islands, node))
        add_element (checking, &islands, node, i);
      else if ((network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN) == 0 && !is_fed (&dead, node))
        add_element (checking, &dead, node, i);
    }
  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 node = network->customer_node[i];
      Parts  *parts = node == LAMP_NONE || !is_fed (&islands, node) ? &islands : &dead;
      guint32 told = node != LAMP_NONE ? parts->told[find (parts->joined, node)] : 0;

      if (told != 0)
        g_array_index (checking->problems[parts->kind]->cases, LampCase, told - 1).n_customers++;
    }
  parts_clear (&islands);
  parts_clear (&dead);
}

static int
by_pair (const void *a, const void *b)
{
  const Between *first = a;
  const Between *second = b;

  if (first->pair != second->pair)
    return first->pair < second->pair ? -1 : 1;
  return first->element < second->element ? -1 : first->element > second->element;
}

static gboolean
share_phases (const LampNetwork *network, guint32 a, guint32 b)
{
  guint8 first = network->element_phases[a];
  guint8 second = network->element_phases[b];

  return first == 0 || second == 0 || (first & second) != 0;
}

/* Three single-phase switches side by side are one three-phase switch drawn as three: nothing wrong with them. */
static void
compare (LampChecking *checking, const Between *rows, guint32 at, guint32 start)
{
  const LampNetwork *network = checking->network;
  guint32            element = rows[at].element;
  guint32            parallel = LAMP_NONE;

  for (guint32 i = MAX (start, at > MAX_COMPARED ? at - MAX_COMPARED : 0); i < at; i++)
    {
      if (!share_phases (network, element, rows[i].element))
        continue;
      if (parallel == LAMP_NONE)
        parallel = rows[i].element;
      if (network->element_kind[element] == network->element_kind[rows[i].element])
        {
          lamp_checking_note (checking, LAMP_PROBLEM_DUPLICATE, LAMP_SUBJECT_ELEMENT, element, LAMP_NONE)->other = rows[i].element;
          return;
        }
    }
  if (parallel != LAMP_NONE)
    lamp_checking_note (checking, LAMP_PROBLEM_PARALLEL, LAMP_SUBJECT_ELEMENT, element, LAMP_NONE)->other = parallel;
}

/* Of the elements between two nodes one may close a ring, and only if none of them is in the tree. */
static void
mark_beside (const LampNetwork *network, const Between *rows, guint32 start, guint32 end, guint8 *beside)
{
  gboolean has_tree = FALSE;

  for (guint32 i = start; i < end; i++)
    has_tree |= in_tree (network, rows[i].element);
  for (guint32 i = has_tree ? start : start + 1; i < end; i++)
    beside[rows[i].element] = TRUE;
}

/* Marks in `beside` what no ring is told of: another element between the same two nodes stands for it. */
static void
find_doubles (LampChecking *checking, guint8 *beside)
{
  const LampNetwork  *network = checking->network;
  g_autofree Between *rows = g_new (Between, MAX (network->n_elements, 1));
  guint32             n = 0, start = 0;

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32 from = network->element_from[i];
      guint32 to = network->element_to[i];

      if (lamp_checking_conducts (network, i) && from != to)
        rows[n++] = (Between){ (guint64)MIN (from, to) << 32 | MAX (from, to), i };
    }
  qsort (rows, n, sizeof *rows, by_pair);
  for (guint32 i = 0; i < n; i++)
    {
      if (rows[i].pair != rows[start].pair)
        start = i;
      else if (i > start)
        compare (checking, rows, i, start);
      if (i + 1 == n || rows[i + 1].pair != rows[i].pair)
        mark_beside (network, rows, start, i + 1, beside);
    }
}

static void
find_rings (LampChecking *checking, const guint8 *beside)
{
  const LampNetwork  *network = checking->network;
  g_autofree guint32 *trees = join (network, in_tree);

  for (guint32 i = 0; i < network->n_elements; i++)
    {
      guint32  from = network->element_from[i];
      guint32  to = network->element_to[i];
      gboolean one = FALSE;

      if (!lamp_checking_conducts (network, i) || in_tree (network, i) || beside[i] || from == to || !network->priv->node_reached[from])
        continue;
      one = find (trees, from) == find (trees, to);
      lamp_checking_note (checking, one ? LAMP_PROBLEM_LOOP : LAMP_PROBLEM_SOURCES_JOINED, LAMP_SUBJECT_ELEMENT, i, LAMP_NONE);
    }
}

void
lamp_checking_parts (LampChecking *checking)
{
  const LampNetwork  *network = checking->network;
  g_autofree guint32 *all = join (network, any);
  g_autofree guint32 *closed = join (network, lamp_checking_conducts);
  g_autofree guint8  *beside = g_new0 (guint8, MAX (network->n_elements, 1));

  find_parts (checking, all, closed);
  find_doubles (checking, beside);
  find_rings (checking, beside);
}
