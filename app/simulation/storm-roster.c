/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which crews there are: a few at every depot, with skills in proportion to what storms ask for, most of them on shift,
 * some whose shift ends soon, some whose shift is still to begin.
 */
#include "simulation/storm-private.h"

#define HOUR (60 * LAMP_MINUTE)

typedef struct
{
  const char *word; /* of the name */
  const char *skills[4];
  const char *vehicle;
  guint       members;
} Kind;

static const Kind KINDS[] = {
  { "Line", { "line", "switching", NULL }, "bucket truck", 3 },
  { "Line", { "line", "tree", NULL }, "bucket truck", 3 },
  { "Line", { "line", "switching", NULL }, "pickup", 2 },
  { "Cable", { "cable", "line", "switching", NULL }, "cable van", 3 },
  { "Tree", { "tree", "line", NULL }, "chipper truck", 4 },
};

typedef struct
{
  gint64 from_usec, until_usec; /* from the start of the storm */
} Shift;

/* Two crews out of three work for hours yet. */
static const Shift SHIFTS[] = {
  { -2 * HOUR, 6 * HOUR },
  { -1 * HOUR, 7 * HOUR },
  { -4 * HOUR, 4 * HOUR },
  { 45 * LAMP_MINUTE, 8 * HOUR + 45 * LAMP_MINUTE },
  { -2 * HOUR, 6 * HOUR },
  { -7 * HOUR, 50 * LAMP_MINUTE },
  { 2 * HOUR, 10 * HOUR },
};

static LampWorld
depot_at (const LampStorm *storm, guint depot)
{
  const LampNetwork *network = storm->network;
  LampWorldBox       box = network->extent;
  LampWorld          at = network->n_depots > 0 ? network->depots[depot].at : LAMP_WORLD_NONE, on_road;

  if (!lamp_world_is_known (at) && !lamp_world_box_is_empty (box))
    at = (LampWorld){ box.x0 + (box.x1 - box.x0) / 2, box.y0 + (box.y1 - box.y0) / 2 };
  lamp_roads_snap (storm->roads, at, &on_road, NULL);
  return on_road;
}

static void
hire (LampStorm *storm, guint n)
{
  const LampNetwork *network = storm->network;
  const Kind        *kind = &KINDS[n % G_N_ELEMENTS (KINDS)];
  const Shift       *shift = &SHIFTS[n % G_N_ELEMENTS (SHIFTS)];
  LampStormCrew     *crew = g_new0 (LampStormCrew, 1);
  gint64             start_usec = storm->options.start_usec;
  guint              depot = network->n_depots > 0 ? n % network->n_depots : 0;

  crew->id = g_strdup_printf ("crew-%u", n + 1);
  crew->name = g_strdup_printf ("%s crew %u", kind->word, n + 1);
  crew->phone = g_strdup_printf ("555-01%02u", n + 1);
  crew->vehicle = g_strdup (kind->vehicle);
  crew->zone = g_strdup (network->n_depots > 0 ? network->depots[depot].name : "");
  crew->skills = g_strdupv ((char **)kind->skills);
  crew->members = kind->members;
  crew->shift_start_usec = start_usec + shift->from_usec;
  crew->shift_end_usec = start_usec + shift->until_usec;
  crew->on_shift = start_usec >= crew->shift_start_usec && start_usec < crew->shift_end_usec;
  crew->home = crew->at = depot_at (storm, depot);
  crew->heading_deg = 360.0 * lamp_storm_chance (storm, LAMP_CHANCE_ROSTER, n, 0);
  crew->jobs = g_ptr_array_new_with_free_func (lamp_job_free);
  g_ptr_array_add (storm->crews, crew);
}

void
lamp_storm_hire_crews (LampStorm *storm)
{
  for (guint i = 0; i < storm->options.n_crews; i++)
    hire (storm, i);
}

void
lamp_storm_crew_free (gpointer data)
{
  LampStormCrew *crew = data;

  g_free (crew->id);
  g_free (crew->name);
  g_free (crew->phone);
  g_free (crew->vehicle);
  g_free (crew->zone);
  g_strfreev (crew->skills);
  g_ptr_array_unref (crew->jobs);
  lamp_route_clear (&crew->route);
  g_free (crew);
}

static LampCrew *
describe (const LampStorm *storm, const LampStormCrew *crew)
{
  LampCrew *record = lamp_record_new (&lamp_crew_type, crew->id);

  record->base.at = lamp_point_from_world (crew->at);
  record->base.placed = lamp_world_is_known (crew->at);
  record->name = g_strdup (crew->name);
  record->skills = g_strdupv (crew->skills);
  record->vehicle = g_strdup (crew->vehicle);
  record->members = crew->members;
  record->phone = g_strdup (crew->phone);
  record->zone = g_strdup (crew->zone);
  record->shift_start_usec = crew->shift_start_usec;
  record->shift_end_usec = crew->shift_end_usec;
  record->status = g_strdup (crew->on_shift ? "available" : "offShift");
  record->position_usec = storm->now_usec;
  record->speed_mps = 0.0;
  record->heading_deg = crew->heading_deg;
  record->source = g_strdup ("avl");
  return record;
}

GPtrArray *
lamp_storm_crews (LampStorm *storm)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (lamp_record_unref);

  g_return_val_if_fail (storm != NULL, records);

  for (guint32 i = 0; i < storm->crews->len; i++)
    g_ptr_array_add (records, describe (storm, lamp_storm_get_crew (storm, i)));
  return records;
}
