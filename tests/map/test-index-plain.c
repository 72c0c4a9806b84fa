/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The index as it is made, on several threads and in few passes, is to the last byte the one that is made by the book: one thing after
 * the other, with nothing shared or saved.
 */
#include "grid/fixture.h"
#include "map/index.h"
#include "map/simplify.h"

#include <math.h>

#define N_SEEDS 16

static LampWorldBox
box_of (LampWorld a, LampWorld b)
{
  return (LampWorldBox){ MIN (a.x, b.x), MIN (a.y, b.y), MAX (a.x, b.x), MAX (a.y, b.y) };
}

/* Which bin a box belongs in, by what bins.h says; the extent is as the bins have it. */
static guint32
bin_of (const LampBins *bins, LampWorldBox box)
{
  guint32 quarter = 1u << (bins->shift - 2), x = box.x0 + (box.x1 - box.x0) / 2, y = box.y0 + (box.y1 - box.y0) / 2;

  if (box.x1 - box.x0 > quarter || box.y1 - box.y0 > quarter)
    return bins->columns * bins->rows;
  g_assert_cmpuint (x >> bins->shift, >=, bins->column0);
  g_assert_cmpuint (y >> bins->shift, >=, bins->row0);
  g_assert_cmpuint ((x >> bins->shift) - bins->column0, <, bins->columns);
  g_assert_cmpuint ((y >> bins->shift) - bins->row0, <, bins->rows);
  return ((y >> bins->shift) - bins->row0) * bins->columns + (x >> bins->shift) - bins->column0;
}

typedef struct
{
  guint32 bin, i;
} Placed;

static int
compare_placed (gconstpointer a, gconstpointer b)
{
  const Placed *one = a, *other = b;

  if (one->bin != other->bin)
    return one->bin < other->bin ? -1 : 1;
  return one->i < other->i ? -1 : one->i > other->i;
}

/* The order of the bins: by bin, then as they came. Also checks where each bin starts. */
static guint32 *
sort_into (const LampBins *bins, const LampWorldBox *boxes, guint32 n)
{
  g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (Placed));
  guint32 *order = NULL;
  guint32  at = 0;

  for (guint32 i = 0; i < n; i++)
    if (!lamp_world_box_is_empty (boxes[i]))
      {
        Placed one = { bin_of (bins, boxes[i]), i };

        g_array_append_val (placed, one);
      }
  g_assert_cmpuint (bins->n, ==, placed->len);
  g_array_sort (placed, compare_placed);
  order = g_new (guint32, MAX (placed->len, 1));
  for (guint32 bin = 0; bins->n > 0 && bin <= bins->columns * bins->rows; bin++)
    {
      g_assert_cmpuint (bins->start[bin], ==, at);
      while (at < placed->len && g_array_index (placed, Placed, at).bin == bin)
        at++;
      g_assert_cmpuint (bins->start[bin + 1], ==, at);
    }
  for (guint32 i = 0; i < placed->len; i++)
    order[i] = g_array_index (placed, Placed, i).i;
  return order;
}

static void
check_edges (const LampIndex *index, guint voltage)
{
  const LampNetwork *network = index->network;
  g_autoptr (GArray) edges = g_array_new (FALSE, FALSE, sizeof (LampEdge));
  g_autoptr (GArray) boxes = g_array_new (FALSE, FALSE, sizeof (LampWorldBox));
  g_autofree guint32 *order = NULL;

  for (guint32 element = 0; element < network->n_elements; element++)
    for (guint32 v = network->element_vertex_start[element]; v + 1 < network->element_vertex_start[element + 1]; v++)
      if (network->element_voltage[element] == voltage)
        {
          LampEdge     edge = { v, element };
          LampWorldBox box = box_of (network->vertices[v], network->vertices[v + 1]);

          g_array_append_val (edges, edge);
          g_array_append_val (boxes, box);
        }
  order = sort_into (&index->edge_bins[voltage], (LampWorldBox *)(void *)boxes->data, boxes->len);
  for (guint32 i = 0; i < index->edge_bins[voltage].n; i++)
    g_assert_cmpmem (&index->edges[voltage][i], sizeof (LampEdge), &g_array_index (edges, LampEdge, order[i]), sizeof (LampEdge));
}

static void
check_points (const LampBins *bins, const LampWorld *places, guint32 n)
{
  g_autofree LampWorldBox *boxes = g_new (LampWorldBox, MAX (n, 1));
  g_autofree guint32      *order = NULL;

  for (guint32 i = 0; i < n; i++)
    boxes[i] = lamp_world_is_known (places[i]) ? box_of (places[i], places[i]) : LAMP_WORLD_BOX_EMPTY;
  order = sort_into (bins, boxes, n);
  g_assert_cmpmem (order, sizeof (guint32) * bins->n, bins->order, sizeof (guint32) * bins->n);
}

static void
check_devices (const LampIndex *index, gboolean switches)
{
  const LampNetwork *network = index->network;
  const guint32     *elements = switches ? index->switches : index->transformers;
  const LampWorld   *places = switches ? index->switch_at : index->transformer_at;
  guint32            n = 0;

  for (guint32 element = 0; element < network->n_elements; element++)
    if (network->element_kind[element] != LAMP_ELEMENT_LINE && lamp_element_kind_is_switch (network->element_kind[element]) == switches)
      {
        LampWorld at = lamp_network_element_at (network, element);

        g_assert_cmpuint (elements[n], ==, element);
        g_assert_cmpmem (&places[n], sizeof at, &at, sizeof at);
        n++;
      }
  g_assert_cmpuint (n, ==, switches ? index->n_switches : index->n_transformers);
  check_points (switches ? &index->switch_bins : &index->transformer_bins, places, n);
}

/* Levels by the book: every chain traced, every level told by itself which vertices stay. */
typedef struct
{
  const LampIndex *index;
  LampCourse       course;
  GArray          *edges[LAMP_N_LEVELS][LAMP_N_VOLTAGE_CLASSES];
  GHashTable      *taken[LAMP_N_LEVELS];
} Book;

static gboolean
takes_pixel (Book *book, LampWorld at, int level)
{
  return g_hash_table_add (book->taken[level - LAMP_LEVEL_FIRST], g_strdup_printf ("%u %u", at.x >> (24 - level), at.y >> (24 - level)));
}

static int
find_coarsest (Book *book, guint32 chain)
{
  const LampChains *chains = &book->index->levels.chains;
  int               level = LAMP_LEVEL_LAST;

  while (level >= LAMP_LEVEL_FIRST && lamp_levels_keeps (&book->index->levels, level, chain))
    level--;
  while (chains->is_root[chain] && level >= LAMP_LEVEL_FIRST && takes_pixel (book, chains->at[chain], level))
    level--;
  return level + 1;
}

static void
add_level (Book *book, guint32 chain, int level, guint voltage)
{
  const GArray     *vertices = book->course.vertices, *starts = book->course.starts;
  const LampWorld  *course = (const LampWorld *)(void *)vertices->data;
  g_autofree float *stays = g_new (float, vertices->len);
  double            along = 0.0, least = lamp_level_px (level) * 0.5 - 64.0;

  for (guint part = 0; part < starts->len; part++)
    {
      guint32 first = g_array_index (starts, guint32, part), last = first;
      guint32 end = part + 1 < starts->len ? g_array_index (starts, guint32, part + 1) : vertices->len;

      lamp_simplify (course + first, end - first, lamp_level_px (LAMP_LEVEL_LAST) * 0.5 - 64.0, stays + first);
      for (guint32 i = first + 1; i < end; i++)
        if (stays[i] >= least)
          {
            LampLevelEdge edge = { course[last], course[i], chain, (float)along };

            g_array_append_val (book->edges[level - LAMP_LEVEL_FIRST][voltage], edge);
            along += hypot ((double)edge.b.x - edge.a.x, (double)edge.b.y - edge.a.y);
            last = i;
          }
    }
}

static void
check_chain (Book *book, guint32 chain)
{
  const LampChains  *chains = &book->index->levels.chains;
  const LampNetwork *network = book->index->network;
  guint              voltage = MIN (network->element_voltage[chains->elements[chains->start[chain]]], LAMP_N_VOLTAGE_CLASSES - 1);
  LampWorld          at = LAMP_WORLD_NONE;
  guint32            reach = 0;
  int                coarsest;

  lamp_course_trace (&book->course, chains, chain, network);
  if (book->course.vertices->len > 0)
    at = g_array_index (book->course.vertices, LampWorld, 0);
  for (guint32 i = chains->start[chain]; i < chains->start[chain + 1] && !lamp_world_is_known (at); i++)
    at = lamp_network_element_at (network, chains->elements[i]);
  for (guint32 i = chains->start[chain]; i < chains->start[chain + 1]; i++)
    for (guint32 v = network->element_vertex_start[chains->elements[i]]; v < network->element_vertex_start[chains->elements[i] + 1]; v++)
      reach = MAX (reach, (guint32)MAX (fabs ((double)network->vertices[v].x - at.x), fabs ((double)network->vertices[v].y - at.y)));
  g_assert_cmpmem (&chains->at[chain], sizeof at, &at, sizeof at);
  /* What two lines that meet are apart by a rounding is in no course. */
  g_assert_cmpuint (chains->reach[chain], <=, reach);
  g_assert_cmpuint (chains->reach[chain] + 64, >=, reach);

  if (book->course.vertices->len == 0 || (!chains->is_root[chain] && !lamp_levels_keeps (&book->index->levels, LAMP_LEVEL_LAST, chain)))
    return;
  coarsest = find_coarsest (book, chain);
  for (int level = MAX (coarsest, lamp_levels_first (voltage)); level <= LAMP_LEVEL_LAST; level++)
    add_level (book, chain, level, voltage);
}

static void
check_level (const LampLevel *level, const GArray *edges)
{
  g_autofree LampWorldBox *boxes = g_new (LampWorldBox, MAX (edges->len, 1));
  g_autofree guint32      *order = NULL;

  for (guint i = 0; i < edges->len; i++)
    boxes[i] = box_of (g_array_index (edges, LampLevelEdge, i).a, g_array_index (edges, LampLevelEdge, i).b);
  order = sort_into (&level->bins, boxes, edges->len);
  for (guint32 i = 0; i < level->bins.n; i++)
    g_assert_cmpmem (&level->edges[i], sizeof (LampLevelEdge), &g_array_index (edges, LampLevelEdge, order[i]), sizeof (LampLevelEdge));
}

static void
check_levels (const LampIndex *index)
{
  Book book = { .index = index };

  lamp_course_init (&book.course);
  for (guint i = 0; i < LAMP_N_LEVELS; i++)
    {
      book.taken[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
        book.edges[i][voltage] = g_array_new (FALSE, FALSE, sizeof (LampLevelEdge));
    }
  for (guint32 chain = 0; chain < index->levels.chains.n; chain++)
    check_chain (&book, chain);
  for (guint i = 0; i < LAMP_N_LEVELS; i++)
    {
      for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
        {
          check_level (&index->levels.levels[i][voltage], book.edges[i][voltage]);
          g_array_unref (book.edges[i][voltage]);
        }
      g_hash_table_unref (book.taken[i]);
    }
  lamp_course_clear (&book.course);
}

static void
check (LampDraft *draft)
{
  g_autoptr (LampNetwork) network = draft != NULL ? lamp_fixture_load (draft) : lamp_fixture_network ();
  g_autoptr (LampIndex) index = lamp_index_new (network);

  for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
    check_edges (index, voltage);
  check_devices (index, TRUE);
  check_devices (index, FALSE);
  check_points (&index->customer_bins, network->customer_at, network->n_customers);
  check_levels (index);
}

static void
test_small (void)
{
  check (NULL);
  for (guint32 seed = 0; seed < N_SEEDS; seed++)
    check (lamp_fixture_random_draft (seed));
}

/* Of several parts. */
static void
test_large (void)
{
  check (lamp_fixture_large_draft (90000));
}

/* Lines that hang on nothing: each is a root, and many share a pixel, across what different threads make. */
static void
test_islands (void)
{
  LampDraft *draft = lamp_draft_new ("islands");
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 0; i < 60000; i++)
    {
      g_autofree char *id = g_strdup_printf ("i%u", i), *from = g_strdup_printf ("f%u", i), *to = g_strdup_printf ("t%u", i);
      LampPoint        at = { g_rand_double_range (rand, 10.0, 10.5), g_rand_double_range (rand, 50.0, 50.5) };
      LampPoint        points[2] = { at, { at.lon_deg + 0.00005, at.lat_deg } };
      LampDraftElement line = { .kind = LAMP_ELEMENT_LINE, .id = id, .from_node = from, .to_node = to, .points = points, .n_points = 2 };

      lamp_draft_add_element (draft, &line);
    }
  check (draft);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/index-plain/small", test_small);
  g_test_add_func ("/map/index-plain/large", test_large);
  g_test_add_func ("/map/index-plain/islands", test_islands);
  return g_test_run ();
}
