/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What breaks first: a small fuse near a crew, so that the whole story fits into the few minutes a newcomer has for it.
 */
#include "simulation/storm-private.h"

#include <math.h>

#define FIRST_MIN_CUSTOMERS 6
#define FIRST_MAX_CUSTOMERS 120
#define FIRST_TRIES 16
#define FIRST_DRIVE_S 130.0 /* about as long as the drive to the first should take */

static gboolean
is_for_first (const LampStormCrew *crew)
{
  return crew->on_shift && g_strv_contains ((const char *const *)crew->skills, "line");
}

/* How badly a small fuse suits as the first: it should name itself by several transformers, and not be too far. */
static double
first_misfit (const LampStorm *storm, guint32 element)
{
  LampWorld at = lamp_network_element_at (storm->network, element);
  guint32   n = lamp_tree_count_customers (storm->tree, element);
  double    nearest_m = INFINITY, drive_s;

  for (guint32 i = 0; i < storm->crews->len; i++)
    if (is_for_first (lamp_storm_get_crew (storm, i)))
      nearest_m = MIN (nearest_m, lamp_world_distance_m (at, lamp_storm_get_crew (storm, i)->at));
  drive_s = nearest_m * 1.3 / lamp_road_speed_mps (2);
  return fabs (drive_s - FIRST_DRIVE_S) + (n < FIRST_MIN_CUSTOMERS ? 300.0 : 0.0) +
         (lamp_tree_count_units (storm->tree, element) < 2 ? 60.0 : 0.0) +
         (storm->has_site[element] ? 30.0 : 0.0) + /* the third is for these */
         20.0 * lamp_storm_chance (storm, LAMP_CHANCE_PICK, 0, element);
}

typedef struct
{
  guint32 element;
  double  misfit;
} First;

static int
compare_firsts (gconstpointer a, gconstpointer b)
{
  const First *one = a, *other = b;

  if (one->misfit != other->misfit)
    return one->misfit < other->misfit ? -1 : 1;
  return one->element < other->element ? -1 : one->element > other->element;
}

static GArray *
list_firsts (const LampStorm *storm, LampFaultKind kind)
{
  GArray *firsts = g_array_new (FALSE, FALSE, sizeof (First));

  for (guint i = 0; i < storm->candidates[kind]->len; i++)
    {
      First first = { .element = g_array_index (storm->candidates[kind], guint32, i) };

      if (lamp_tree_count_customers (storm->tree, first.element) > FIRST_MAX_CUSTOMERS)
        continue;
      first.misfit = first_misfit (storm, first.element);
      g_array_append_val (firsts, first);
    }
  g_array_sort (firsts, compare_firsts);
  return firsts;
}

/* Seconds the nearest crew needs along the streets. */
static double
nearest_drive_s (const LampStorm *storm, guint32 element)
{
  guint                 n = storm->crews->len, n_from = 0;
  g_autofree LampWorld *from = g_new (LampWorld, n);
  g_autofree double    *duration_s = g_new (double, n);
  g_autofree double    *length_m = g_new (double, n);
  double                best_s = INFINITY;

  for (guint32 i = 0; i < n; i++)
    if (is_for_first (lamp_storm_get_crew (storm, i)))
      from[n_from++] = lamp_storm_get_crew (storm, i)->at;
  lamp_roads_durations (storm->roads, from, n_from, lamp_network_element_at (storm->network, element), duration_s, length_m, NULL);
  for (guint i = 0; i < n_from; i++)
    best_s = MIN (best_s, duration_s[i]);
  return best_s;
}

/* The small fuse whose drive comes nearest to what a newcomer has the patience for. */
void
lamp_storm_choose_first (LampStorm *storm)
{
  g_autoptr (GArray) firsts = list_firsts (storm, LAMP_FAULT_FUSE);
  double best_misfit = INFINITY;

  if (firsts->len == 0)
    {
      g_array_unref (firsts);
      firsts = list_firsts (storm, LAMP_FAULT_TRANSFORMER);
    }
  storm->first = LAMP_NONE;
  for (guint i = 0; i < MIN (firsts->len, FIRST_TRIES); i++)
    {
      const First *first = &g_array_index (firsts, First, i);
      double       misfit = fabs (nearest_drive_s (storm, first->element) - FIRST_DRIVE_S) + first->misfit / 4.0;

      if (storm->first == LAMP_NONE || misfit < best_misfit)
        {
          storm->first = first->element;
          best_misfit = misfit;
        }
    }
}
