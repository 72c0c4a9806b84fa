/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See chains.h. The elements stand in preorder (network.h), so one pass finds what feeds what and a second, backwards, how much is
 * behind each.
 */
#include "map/chains.h"

#include "grid/large.h"

#define MOST_GAP 64u /* world units: what a rounding of coordinates leaves between two lines that meet */

typedef struct
{
  const LampNetwork *network;
  guint32           *feed;   /* a node: the element it is reached through; LAMP_NONE for a source */
  guint8            *known;  /* a node */
  guint32           *parent; /* an element: the one it hangs on, with a smaller index; LAMP_NONE for none */
  guint32           *weight; /* an element: itself and what is behind */
  guint32           *heavy;  /* an element: the child its chain goes on with */
} Tree;

static gboolean
is_known (const Tree *tree, guint32 node)
{
  return node != LAMP_NONE && tree->known[node];
}

static void
reach (Tree *tree, guint32 node, guint32 element)
{
  if (node == LAMP_NONE || tree->known[node])
    return;
  tree->known[node] = TRUE;
  tree->feed[node] = element;
}

/* What hangs on nothing known waits for the second pass, where it begins an island of its own. */
static void
find_parents (Tree *tree)
{
  const LampNetwork *network = tree->network;

  for (guint32 i = 0; i < network->n_sources; i++)
    reach (tree, network->sources[i].node, LAMP_NONE);
  for (int pass = 0; pass < 2; pass++)
    for (guint32 e = 0; e < network->n_elements; e++)
      {
        guint32 from = network->element_from[e], to = network->element_to[e];
        guint32 near = is_known (tree, from) ? from : to, far = near == from ? to : from;

        if (pass == 1 && tree->weight[e] != 0)
          continue;
        if (!is_known (tree, near) && pass == 0)
          continue;
        tree->weight[e] = 1; /* seen */
        tree->parent[e] = is_known (tree, near) && tree->feed[near] != e ? tree->feed[near] : LAMP_NONE;
        if (pass == 1)
          reach (tree, near, e);
        if ((network->element_flags[e] & LAMP_ELEMENT_NORMALLY_OPEN) == 0)
          reach (tree, far, e);
      }
}

static gboolean
goes_on (const LampNetwork *network, guint32 parent, guint32 child)
{
  return network->element_voltage[parent] == network->element_voltage[child] &&
         network->element_feeder[parent] == network->element_feeder[child] &&
         (network->element_flags[child] & LAMP_ELEMENT_NORMALLY_OPEN) == 0;
}

/* Parents of the first pass have smaller indices; in islands some have not, and their weight is a little less than true. */
static void
find_heavy (Tree *tree)
{
  for (guint32 e = tree->network->n_elements; e-- > 0;)
    {
      guint32 parent = tree->parent[e];

      tree->heavy[e] = LAMP_NONE;
      if (parent != LAMP_NONE)
        tree->weight[parent] += tree->weight[e];
    }
  for (guint32 e = 0; e < tree->network->n_elements; e++)
    {
      guint32 parent = tree->parent[e];

      if (parent == LAMP_NONE || !goes_on (tree->network, parent, e))
        continue;
      if (tree->heavy[parent] == LAMP_NONE || tree->weight[e] > tree->weight[tree->heavy[parent]])
        tree->heavy[parent] = e;
    }
}

static gboolean
starts_chain (const Tree *tree, guint32 element)
{
  return tree->parent[element] == LAMP_NONE || tree->heavy[tree->parent[element]] != element;
}

static void
cut (LampChains *chains, const Tree *tree)
{
  guint32 n_elements = tree->network->n_elements, n = 0;

  for (guint32 e = 0; e < n_elements; e++)
    chains->n += starts_chain (tree, e);
  chains->start = g_new (guint32, chains->n + 1);
  chains->elements = lamp_large_new_exact (guint32, n_elements);
  chains->chain_of = lamp_large_new_exact (guint32, n_elements);
  chains->at = g_new (LampWorld, MAX (chains->n, 1));
  chains->reach = g_new0 (guint32, MAX (chains->n, 1));
  chains->is_root = g_new (guint8, MAX (chains->n, 1));
  chains->n = 0;
  for (guint32 e = 0; e < n_elements; e++)
    {
      if (!starts_chain (tree, e))
        continue;
      chains->is_root[chains->n] = tree->parent[e] == LAMP_NONE;
      chains->start[chains->n] = n;
      for (guint32 next = e; next != LAMP_NONE; next = tree->heavy[next])
        {
          chains->chain_of[next] = chains->n;
          chains->elements[n++] = next;
        }
      chains->n++;
    }
  chains->start[chains->n] = n;
}

static guint32
distance (LampWorld a, LampWorld b)
{
  guint32 dx = a.x > b.x ? a.x - b.x : b.x - a.x, dy = a.y > b.y ? a.y - b.y : b.y - a.y;

  return MAX (dx, dy);
}

void
lamp_chains_cut (LampChains *chains, const LampNetwork *network)
{
  gsize n_nodes = MAX (network->n_nodes, 1), n_elements = MAX (network->n_elements, 1);
  Tree  tree = {
     .network = network,
     .feed = lamp_large_new (guint32, n_nodes),
     .known = lamp_large_new0 (guint8, n_nodes),
     .parent = lamp_large_new (guint32, n_elements),
     .weight = lamp_large_new0 (guint32, n_elements),
     .heavy = lamp_large_new (guint32, n_elements),
  };

  *chains = (LampChains){ 0 };
  find_parents (&tree);
  find_heavy (&tree);
  cut (chains, &tree);
  g_free (tree.feed);
  g_free (tree.known);
  g_free (tree.parent);
  g_free (tree.weight);
  g_free (tree.heavy);
}

void
lamp_chains_clear (LampChains *chains)
{
  g_clear_pointer (&chains->start, g_free);
  g_clear_pointer (&chains->elements, g_free);
  g_clear_pointer (&chains->chain_of, g_free);
  g_clear_pointer (&chains->at, g_free);
  g_clear_pointer (&chains->reach, g_free);
  g_clear_pointer (&chains->is_root, g_free);
  chains->n = 0;
}

void
lamp_course_init (LampCourse *course)
{
  course->vertices = g_array_new (FALSE, FALSE, sizeof (LampWorld));
  course->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
}

void
lamp_course_clear (LampCourse *course)
{
  g_clear_pointer (&course->vertices, g_array_unref);
  g_clear_pointer (&course->starts, g_array_unref);
}

/* Which end of a line the chain comes in at: the one nearer to where it is; at its beginning, the one farther from what follows. */
static gboolean
is_backwards (const LampCourse *course, LampWorld first, LampWorld last, const LampWorld *next)
{
  LampWorld here;

  if (course->vertices->len > 0)
    {
      here = g_array_index (course->vertices, LampWorld, course->vertices->len - 1);
      return distance (here, last) < distance (here, first);
    }
  return next != NULL && MIN (distance (first, next[0]), distance (first, next[1])) < MIN (distance (last, next[0]), distance (last, next[1]));
}

/* There is room for all of it. */
static void
add_line (LampCourse *course, const LampWorld *vertices, guint32 n, gboolean backwards)
{
  LampWorld  first = vertices[backwards ? n - 1 : 0];
  guint      len = course->vertices->len;
  LampWorld *end = (LampWorld *)(void *)course->vertices->data + len;

  if (len == 0 || distance (end[-1], first) > MOST_GAP)
    {
      g_array_append_val (course->starts, len);
      *end++ = first;
      course->vertices->len++;
    }
  for (guint32 i = 1; i < n; i++)
    *end++ = vertices[backwards ? n - 1 - i : i];
  course->vertices->len += n - 1;
}

/* The next line of the chain, after position `i`. */
static gboolean
find_ends (const LampChains *chains, guint32 chain, const LampNetwork *network, guint32 i, LampWorld ends[2])
{
  for (i++; i < chains->start[chain + 1]; i++)
    {
      guint32 first = network->element_vertex_start[chains->elements[i]], end = network->element_vertex_start[chains->elements[i] + 1];

      if (end - first < 2)
        continue;
      ends[0] = network->vertices[first];
      ends[1] = network->vertices[end - 1];
      return TRUE;
    }
  return FALSE;
}

void
lamp_course_trace (LampCourse *course, const LampChains *chains, guint32 chain, const LampNetwork *network)
{
  guint32 room = 0;

  for (guint32 i = chains->start[chain]; i < chains->start[chain + 1]; i++)
    room += network->element_vertex_start[chains->elements[i] + 1] - network->element_vertex_start[chains->elements[i]];
  course->vertices->len = course->starts->len = 0;
  g_array_set_size (course->vertices, room);
  course->vertices->len = 0;
  for (guint32 i = chains->start[chain]; i < chains->start[chain + 1]; i++)
    {
      guint32   first = network->element_vertex_start[chains->elements[i]];
      guint32   n = network->element_vertex_start[chains->elements[i] + 1] - first;
      LampWorld ends[2];
      gboolean  follows = n >= 2 && course->vertices->len == 0 && find_ends (chains, chain, network, i, ends);

      if (n >= 2)
        add_line (course, network->vertices + first, n,
                  is_backwards (course, network->vertices[first], network->vertices[first + n - 1], follows ? ends : NULL));
    }
}

void
lamp_chains_measure (LampChains *chains, guint32 chain, const LampNetwork *network, const LampCourse *course)
{
  const LampWorld *vertices = (const LampWorld *)(void *)course->vertices->data;
  LampWorld        at = course->vertices->len > 0 ? vertices[0] : LAMP_WORLD_NONE;
  guint32          reach = 0, start = chains->start[chain], end = chains->start[chain + 1];

  for (guint32 i = start; i < end && !lamp_world_is_known (at); i++)
    at = lamp_network_element_at (network, chains->elements[i]);
  for (guint i = 0; i < course->vertices->len; i++)
    reach = MAX (reach, distance (at, vertices[i]));
  for (guint32 i = start; i < end; i++)
    {
      guint32 element = chains->elements[i], first = network->element_vertex_start[element];

      if (network->element_vertex_start[element + 1] == first + 1)
        reach = MAX (reach, distance (at, network->vertices[first]));
    }
  chains->at[chain] = at;
  chains->reach[chain] = reach;
}
