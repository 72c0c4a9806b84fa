/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See wide-grid.h. Each feeder has a square of street corners of its own; its tree is the cheapest that reaches them all, where main
 * streets are cheap.
 */
#include "bench/wide-grid.h"

#include <math.h>
#include <stdlib.h>

#define SIDE 100 /* street corners; of a feeder's square */
#define N_CORNERS (SIDE * SIDE)
#define STREET_M 85.0
#define MAIN_STREET 10 /* every so many */
#define WEST_DEG 9.0
#define NORTH_DEG 45.3
#define M_PER_DEG 111320.0
#define MOST_VERTICES 4

typedef struct
{
  guint  a, b; /* corners of the square */
  double cost;
} Street;

typedef struct
{
  LampDraft *draft;
  GRand     *rand;
  guint      columns, feeder;
  guint      reached; /* corners */
  gboolean   points;
  guint      up[N_CORNERS]; /* union–find */
} Wide;

static guint
find (Wide *wide, guint corner)
{
  while (wide->up[corner] != corner)
    corner = wide->up[corner] = wide->up[wide->up[corner]];
  return corner;
}

static int
by_cost (gconstpointer a, gconstpointer b)
{
  const Street *one = a, *other = b;

  return (one->cost > other->cost) - (one->cost < other->cost);
}

static gboolean
is_main (guint a, guint b)
{
  gboolean along_row = a / SIDE == b / SIDE;

  return along_row ? a / SIDE % MAIN_STREET == 0 : a % SIDE % MAIN_STREET == 0;
}

/* The same for whoever asks: a corner is moved by less than a third of a street. */
static double
shift (guint x, guint y, guint seed)
{
  guint32 hash = (x * 73856093u) ^ (y * 19349663u) ^ (seed * 83492791u);

  hash = (hash ^ hash >> 15) * 2246822519u;
  return ((hash >> 8 & 0xffff) / 65536.0 - 0.5) * 0.6;
}

static LampPoint
place (double x, double y)
{
  return (LampPoint){ WEST_DEG + x * STREET_M / (M_PER_DEG * cos (45.0 * G_PI / 180.0)), NORTH_DEG - y * STREET_M / M_PER_DEG };
}

static void
corner_at (const Wide *wide, guint corner, double *x, double *y)
{
  guint column = wide->feeder % wide->columns * SIDE + corner % SIDE, row = wide->feeder / wide->columns * SIDE + corner / SIDE;

  *x = column + shift (column, row, 1);
  *y = row + shift (column, row, 2);
}

/* The substation stands where four squares meet. */
static guint
root_of (const Wide *wide)
{
  guint x = wide->feeder % wide->columns % 2 == 0 ? SIDE - 1 : 0, y = wide->feeder / wide->columns % 2 == 0 ? SIDE - 1 : 0;

  return y * SIDE + x;
}

static const char *
nth (const char *prefix, guint feeder, guint i)
{
  static char  names[8][32];
  static guint next;
  char        *name = names[next++ % 8];

  g_snprintf (name, sizeof names[0], "%s%u-%u", prefix, feeder, i);
  return name;
}

static void
add_points (Wide *wide, guint corner, LampPoint at)
{
  const char       *node = nth ("n", wide->feeder, corner), *low = nth ("l", wide->feeder, corner);
  LampDraftElement  transformer = { .kind = LAMP_ELEMENT_TRANSFORMER, .id = nth ("t", wide->feeder, corner), .from_node = node, .to_node = low, .feeder = nth ("F", wide->feeder, 0), .phases = LAMP_PHASE_ABC, .rating = 160.0, .voltage = LAMP_VOLTAGE_LATERAL, .points = &at, .n_points = 1 };
  LampDraftCustomer customer = { .id = nth ("c", wide->feeder, corner), .node = low, .at = at, .placed = TRUE, .kw = 2.5 };

  lamp_draft_add_element (wide->draft, &transformer);
  lamp_draft_add_customer (wide->draft, &customer);
}

/* From one corner to the next along a street that is not quite straight; a switch first, in some. */
static void
add_segment (Wide *wide, guint from, guint to)
{
  double           x0, y0, x1, y1;
  LampPoint        points[MOST_VERTICES];
  gboolean         has_switch = wide->points && to % 10 == 0;
  LampDraftElement line = { .kind = LAMP_ELEMENT_LINE, .id = nth ("e", wide->feeder, to), .from_node = nth (has_switch ? "s" : "n", wide->feeder, has_switch ? to : from), .to_node = nth ("n", wide->feeder, to), .feeder = nth ("F", wide->feeder, 0), .phases = LAMP_PHASE_ABC, .length_m = STREET_M, .rating = 400.0, .voltage = is_main (from, to) ? LAMP_VOLTAGE_FEEDER : LAMP_VOLTAGE_LATERAL, .points = points };
  LampDraftElement device = { .kind = LAMP_ELEMENT_LOAD_BREAK_SWITCH, .id = nth ("w", wide->feeder, to), .from_node = nth ("n", wide->feeder, from), .to_node = line.from_node, .feeder = line.feeder, .phases = LAMP_PHASE_ABC, .rating = 400.0, .voltage = line.voltage, .points = points, .n_points = 1 };

  line.n_points = 2 + (guint)g_rand_int_range (wide->rand, 0, 11) / 4; /* 2.9 on average */
  line.n_points = MIN (line.n_points, MOST_VERTICES);
  corner_at (wide, from, &x0, &y0);
  corner_at (wide, to, &x1, &y1);
  for (guint i = 0; i < line.n_points; i++)
    {
      double t = i / (double)(line.n_points - 1), bend = i > 0 && i + 1 < line.n_points ? g_rand_double_range (wide->rand, -0.08, 0.08) : 0.0;

      points[i] = place (x0 + (x1 - x0) * t + bend * (y1 - y0), y0 + (y1 - y0) * t - bend * (x1 - x0));
    }
  if (has_switch)
    lamp_draft_add_element (wide->draft, &device);
  lamp_draft_add_element (wide->draft, &line);
  if (wide->points && to % 5 == 0)
    add_points (wide, to, points[line.n_points - 1]);
}

/* Kruskal's: `taken` gets the streets that are used, two corners each. */
static GArray *
choose_streets (Wide *wide)
{
  GArray *streets = g_array_new (FALSE, FALSE, sizeof (Street)), *taken = g_array_new (FALSE, FALSE, sizeof (Street));

  for (guint corner = 0; corner < N_CORNERS; corner++)
    {
      guint next[2] = { corner % SIDE + 1 < SIDE ? corner + 1 : corner, corner + SIDE < N_CORNERS ? corner + SIDE : corner };

      wide->up[corner] = corner;
      for (int i = 0; i < 2; i++)
        {
          Street street = { corner, next[i], g_rand_double (wide->rand) + (is_main (corner, next[i]) ? 0.0 : 0.8) };

          if (next[i] != corner)
            g_array_append_val (streets, street);
        }
    }
  g_array_sort (streets, by_cost);
  for (guint i = 0; i < streets->len; i++)
    {
      Street *street = &g_array_index (streets, Street, i);
      guint   a = find (wide, street->a), b = find (wide, street->b);

      if (a == b)
        continue;
      wide->up[a] = b;
      g_array_append_val (taken, *street);
    }
  g_array_unref (streets);
  return taken;
}

/* Away from the root, breadth first. */
static void
add_tree (Wide *wide, GArray *streets)
{
  guint    queue[N_CORNERS], n = 0;
  guint    n_joined[N_CORNERS] = { 0 };
  guint    joined[N_CORNERS][4];
  gboolean seen[N_CORNERS] = { FALSE };

  for (guint i = 0; i < streets->len; i++)
    {
      Street *street = &g_array_index (streets, Street, i);

      joined[street->a][n_joined[street->a]++] = street->b;
      joined[street->b][n_joined[street->b]++] = street->a;
    }
  queue[n++] = root_of (wide);
  seen[queue[0]] = TRUE;
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n_joined[queue[i]]; j++)
      {
        guint next = joined[queue[i]][j];

        if (seen[next])
          continue;
        seen[next] = TRUE;
        queue[n++] = next;
        add_segment (wide, queue[i], next);
      }
}

static void
add_feeder (Wide *wide)
{
  guint            root = root_of (wide), row = wide->feeder / wide->columns / 2, column = wide->feeder % wide->columns / 2;
  const char      *source = nth ("S", row, column), *bus = nth ("b", row, column);
  double           x, y;
  LampPoint        at;
  LampDraftElement breaker = { .kind = LAMP_ELEMENT_BREAKER, .id = nth ("B", wide->feeder, 0), .from_node = bus, .to_node = nth ("n", wide->feeder, root), .feeder = nth ("F", wide->feeder, 0), .phases = LAMP_PHASE_ABC, .rating = 630.0, .telemetered = TRUE, .voltage = LAMP_VOLTAGE_FEEDER, .points = &at, .n_points = 1 };
  g_autoptr (GArray) streets = choose_streets (wide);

  corner_at (wide, root, &x, &y);
  at = place (x, y);
  lamp_draft_add_feeder (wide->draft, breaker.feeder, NULL, source);
  if (wide->feeder % wide->columns % 2 == 0 && wide->feeder / wide->columns % 2 == 0)
    lamp_draft_add_source (wide->draft, source, NULL, bus, &at, 10.0);
  lamp_draft_add_element (wide->draft, &breaker);
  add_tree (wide, streets);
}

LampDraft *
wide_grid_make (guint n_segments, gboolean points)
{
  guint      n_feeders = MAX (n_segments / WIDE_GRID_FEEDER, 1);
  Wide      *wide = g_new0 (Wide, 1);
  LampDraft *draft;

  wide->draft = lamp_draft_new ("wide");
  wide->rand = g_rand_new_with_seed (11);
  wide->columns = MAX ((guint)(sqrt (n_feeders * 16.0 / 9.0) + 0.5), 1);
  wide->points = points;
  for (; wide->feeder < n_feeders; wide->feeder++)
    add_feeder (wide);
  draft = wide->draft;
  g_rand_free (wide->rand);
  g_free (wide);
  return draft;
}

void
wide_grid_write (const char *path, guint n_segments, gboolean points)
{
  g_autoptr (LampDraft) draft = NULL;
  g_autoptr (GError) error = NULL;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  draft = wide_grid_make (n_segments, points);
  if (!lamp_draft_write (draft, path, NULL, &error))
    g_error ("%s", error->message);
}
