/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Medium voltage of one feeder: from the substation outwards through the part of the forest it covers, with a device
 * wherever one belongs; then its ties and the second supplies it gives.
 *
 * Devices: a fuse at the head of every lateral and of a larger branch of one; a recloser at the head of a larger
 * overhead branch of the trunk, and once on the way of the trunk itself; load-break switches along the trunk; in the town,
 * where it is cable, ring main units: a switch in, a switch out, and fuses between.
 */
#include "simulation/city-plan.h"

#define SWITCH_EVERY_M 620.0
#define UNIT_EVERY_M 260.0
#define RECLOSER_SHARE 0.16 /* of the feeder's load, behind a branch */
#define SUB_FUSE_LOAD 24
#define ONE_PHASE_LOAD 42
#define TWO_PHASE_LOAD 95
#define LONGEST_LINE_M 420.0

typedef struct
{
  guint      pole, child;
  double     since_m; /* since the last switch on the trunk */
  LampPhases phases;
  gboolean   recloser;  /* one lies on the way already */
  gboolean   from_unit; /* starts at a ring main unit */
  gboolean   first;     /* right at the substation */
} Branch;

typedef struct
{
  LampCity       *city;
  guint           feeder;
  LampCityFeeder *own;
  guint          *transformers_at; /* first transformer of each pole, or G_MAXUINT */
  GArray         *todo;            /* Branch */
  guint           n_between;       /* nodes between poles and devices */
} Writer;

static gboolean
is_trunk (const Writer *writer, guint pole)
{
  return (writer->own->role[pole] & ROLE_KIND_MASK) == ROLE_TRUNK;
}

static const char *
new_node (Writer *writer, char buffer[32])
{
  g_snprintf (buffer, 32, "%s.%u", writer->own->id, ++writer->n_between);
  return buffer;
}

/* Where one would stand, or where one is when that is water. */
static LampCityVec
dry (const Writer *writer, LampCityVec wish, LampCityVec here)
{
  return lamp_city_ground_at (writer->city, wish) & GROUND_WATER ? here : wish;
}

/* `off_m` from the pole towards another place. */
static LampCityVec
towards (const Writer *writer, LampCityVec from, LampCityVec to, double off_m)
{
  LampCityVec d = lamp_city_unit ((LampCityVec){ to.x - from.x, to.y - from.y });

  off_m = MIN (off_m, 0.45 * lamp_city_distance (from, to));
  return dry (writer, (LampCityVec){ from.x + d.x * off_m, from.y + d.y * off_m }, from);
}

static guint
count_ways (const Writer *writer, guint index, guint *heaviest)
{
  const LampCityPole *pole = &g_array_index (writer->city->poles, LampCityPole, index);
  guint               n = 0, most = 0;

  *heaviest = G_MAXUINT;
  for (guint k = 0; k < pole->n_children; k++)
    {
      guint child = writer->city->children[pole->first_child + k];

      n += writer->own->behind[child] > 0;
      if (writer->own->behind[child] > most)
        {
          most = writer->own->behind[child];
          *heaviest = child;
        }
    }
  return n;
}

/* What stands at the head of a branch; LAMP_ELEMENT_LINE for nothing. */
static LampElementKind
choose_device (const Writer *writer, const Branch *branch, const char **word)
{
  guint    load = writer->own->behind[branch->child], heaviest = G_MAXUINT;
  guint    total = writer->own->behind[writer->city->substations[writer->own->substation].pole];
  guint    ways = count_ways (writer, branch->pole, &heaviest);
  gboolean cable = lamp_city_is_cable (writer->city, branch->pole);

  *word = "Fuse";
  if (!is_trunk (writer, branch->child))
    return is_trunk (writer, branch->pole) || (ways > 1 && branch->child != heaviest && load >= SUB_FUSE_LOAD) ? LAMP_ELEMENT_FUSE : LAMP_ELEMENT_LINE;
  *word = branch->from_unit ? "RMU" : "LBS";
  if (branch->from_unit)
    return LAMP_ELEMENT_LOAD_BREAK_SWITCH;
  if (branch->first || lamp_city_is_wet (writer->city, branch->pole))
    return LAMP_ELEMENT_LINE;
  if (!cable && !branch->recloser && load >= RECLOSER_SHARE * total && load < 0.62 * total)
    {
      *word = "Recloser";
      return LAMP_ELEMENT_RECLOSER;
    }
  return branch->child != heaviest || branch->since_m > SWITCH_EVERY_M ? LAMP_ELEMENT_LOAD_BREAK_SWITCH : LAMP_ELEMENT_LINE;
}

static LampPhases
choose_phases (const Writer *writer, const Branch *branch)
{
  guint      load = writer->own->behind[branch->child];
  guint      turn = (branch->child * 7 + writer->own->number) % 3;
  LampPhases one = (LampPhases)(LAMP_PHASE_A << turn);

  if (is_trunk (writer, branch->child) || (writer->own->role[branch->child] & ROLE_THREE) || lamp_city_is_cable (writer->city, branch->child))
    return branch->phases;
  if (branch->phases == LAMP_PHASE_ABC && load <= ONE_PHASE_LOAD)
    return one;
  if (branch->phases == LAMP_PHASE_ABC && load <= TWO_PHASE_LOAD)
    return LAMP_PHASE_ABC ^ one;
  return branch->phases;
}

/* A branch gets its device; the node the line then starts from. */
static const char *
write_head (Writer *writer, Branch *branch, char buffer[32])
{
  LampCity        *city = writer->city;
  LampVoltageClass voltage = is_trunk (writer, branch->child) ? LAMP_VOLTAGE_FEEDER : LAMP_VOLTAGE_LATERAL;
  LampCityVec      from = lamp_city_line_at (city, writer->feeder, branch->pole), to = lamp_city_line_at (city, writer->feeder, branch->child);
  const char      *word = NULL;
  LampElementKind  kind = choose_device (writer, branch, &word);
  char             pole[32];

  lamp_city_node (city, writer->feeder, branch->pole, pole);
  if (kind == LAMP_ELEMENT_LINE)
    return g_strlcpy (buffer, pole, 32) > 0 ? buffer : NULL;
  new_node (writer, buffer);
  lamp_city_add_device (city, writer->feeder, kind, word, pole, buffer, voltage, branch->phases, kind != LAMP_ELEMENT_FUSE, FALSE, towards (writer, from, to, 7.0));
  branch->since_m = 0.0;
  branch->recloser |= kind == LAMP_ELEMENT_RECLOSER;
  return buffer;
}

static void
write_public (Writer *writer, guint transformer, const char *node, LampPhases phases)
{
  LampCity            *city = writer->city;
  LampCityTransformer *what = &g_array_index (city->transformers, LampCityTransformer, transformer);
  LampCityVec          at = lamp_city_line_at (city, writer->feeder, what->pole);
  char                 fused[32], low[32];

  what->phases = phases;
  lamp_city_low_node (transformer, what->pole, low);
  if (is_trunk (writer, what->pole))
    {
      lamp_city_add_device (city, writer->feeder, LAMP_ELEMENT_FUSE, "Fuse", node, new_node (writer, fused), LAMP_VOLTAGE_LATERAL, phases, FALSE, FALSE, dry (writer, (LampCityVec){ at.x + 2.5, at.y + 2.5 }, at));
      node = fused;
    }
  lamp_city_add_transformer (city, writer->feeder, transformer, node, low, dry (writer, (LampCityVec){ at.x + 5.0, at.y + 5.0 }, at));
}

/* From the street into the plot of a key site, where its own transformer stands. */
static void
write_site (Writer *writer, guint transformer, guint site, gboolean main, const char *node, guint pole)
{
  LampCity           *city = writer->city;
  const LampCitySpot *spot = &g_array_index (city->sites, LampCitySpot, site);
  LampElementKind     kind = lamp_city_site_kva (city, site) > 900.0 ? LAMP_ELEMENT_LOAD_BREAK_SWITCH : LAMP_ELEMENT_FUSE;
  LampCityVec         from = lamp_city_line_at (city, writer->feeder, pole);
  LampCityVec         at = { spot->at.x + (main ? -5.0 : 5.0), spot->at.y };
  LampCityPath        course = { 0 };
  char                after[32], plot[32], low[32];

  lamp_city_add_device (city, writer->feeder, kind, kind == LAMP_ELEMENT_FUSE ? "Fuse" : "LBS", node, new_node (writer, after), LAMP_VOLTAGE_LATERAL, LAMP_PHASE_ABC, kind != LAMP_ELEMENT_FUSE, FALSE, towards (writer, from, at, 6.0));
  new_node (writer, plot);
  lamp_city_path_add (&course, from.x, from.y);
  lamp_city_path_add (&course, at.x, at.y);
  lamp_city_add_line (city, writer->feeder, after, plot, LAMP_VOLTAGE_LATERAL, LAMP_PHASE_ABC, TRUE, spot->road, &course);
  lamp_city_path_clear (&course);
  lamp_city_add_transformer (city, writer->feeder, transformer, plot, lamp_city_site_node (site, main, low), at);
}

static void
write_transformers (Writer *writer, guint pole, LampPhases phases)
{
  LampCity *city = writer->city;
  char      node[32];

  lamp_city_node (city, writer->feeder, pole, node);
  for (guint t = writer->transformers_at[pole]; t != G_MAXUINT; t = g_array_index (city->transformers, LampCityTransformer, t).next)
    {
      const LampCityTransformer *what = &g_array_index (city->transformers, LampCityTransformer, t);

      if (what->feeder != writer->feeder)
        continue;
      if (what->site == G_MAXUINT)
        write_public (writer, t, node, phases);
      else
        write_site (writer, t, what->site, TRUE, node, pole);
    }
}

static void
add_branches (Writer *writer, guint index, const Branch *so_far, double since_m, gboolean unit, gboolean first)
{
  const LampCityPole *pole = &g_array_index (writer->city->poles, LampCityPole, index);

  for (guint k = pole->n_children; k > 0; k--)
    {
      guint  child = writer->city->children[pole->first_child + k - 1];
      Branch branch = { index, child, since_m, so_far->phases, so_far->recloser, unit, first };

      if (writer->own->behind[child] > 0)
        g_array_append_val (writer->todo, branch);
    }
}

static gboolean
ends_here (const Writer *writer, guint pole, guint child)
{
  guint heaviest = G_MAXUINT;

  return count_ways (writer, pole, &heaviest) != 1 || (writer->own->role[pole] & ROLE_JOINT) ||
         (writer->own->role[pole] & ROLE_KIND_MASK) != (writer->own->role[child] & ROLE_KIND_MASK) ||
         (writer->own->role[heaviest] & ROLE_KIND_MASK) != (writer->own->role[child] & ROLE_KIND_MASK) ||
         lamp_city_is_cable (writer->city, pole) != lamp_city_is_cable (writer->city, child);
}

/* Is this a place for a ring main unit: on a cabled trunk, where something leaves it? */
static gboolean
wants_unit (const Writer *writer, guint pole, double since_m)
{
  return is_trunk (writer, pole) && lamp_city_is_cable (writer->city, pole) && !lamp_city_is_wet (writer->city, pole) && since_m > UNIT_EVERY_M;
}

static void
write_branch (Writer *writer, Branch branch)
{
  LampCity    *city = writer->city;
  LampCityPath course = { 0 };
  char         head[32], end[32], bus[32];
  gboolean     cable = lamp_city_is_cable (city, branch.child), unit = FALSE;
  guint        here = branch.pole, next = branch.child, before = branch.pole, heaviest = G_MAXUINT;
  double       length_m = 0.0;
  LampCityVec  at;

  write_head (writer, &branch, head);
  branch.phases = choose_phases (writer, &branch);
  do
    {
      at = lamp_city_line_at (city, writer->feeder, here);
      lamp_city_path_add (&course, at.x, at.y);
      length_m += lamp_city_distance (at, lamp_city_line_at (city, writer->feeder, next));
      before = here;
      here = next;
      count_ways (writer, here, &next);
    }
  while (!ends_here (writer, here, branch.child) && (length_m < LONGEST_LINE_M || lamp_city_is_wet (city, here)));
  heaviest = next;
  at = lamp_city_line_at (city, writer->feeder, here);
  lamp_city_path_add (&course, at.x, at.y);
  branch.since_m += length_m;
  unit = heaviest != G_MAXUINT && wants_unit (writer, here, branch.since_m);
  lamp_city_node (city, writer->feeder, here, bus);
  g_strlcpy (end, bus, sizeof end);
  if (unit)
    new_node (writer, end);
  lamp_city_add_line (city, writer->feeder, head, end, is_trunk (writer, branch.child) ? LAMP_VOLTAGE_FEEDER : LAMP_VOLTAGE_LATERAL, branch.phases, cable, g_array_index (city->poles, LampCityPole, branch.child).parent_road, &course);
  if (unit)
    lamp_city_add_device (city, writer->feeder, LAMP_ELEMENT_LOAD_BREAK_SWITCH, "RMU", end, bus, LAMP_VOLTAGE_FEEDER, branch.phases, TRUE, FALSE, towards (writer, at, lamp_city_line_at (city, writer->feeder, before), 7.0));
  lamp_city_path_clear (&course);
  write_transformers (writer, here, branch.phases);
  add_branches (writer, here, &branch, unit ? 0.0 : branch.since_m, unit, FALSE);
}

static void
spur_course (const Writer *writer, const LampCitySpur *spur, guint feeder, guint first, guint last, LampCityPath *course)
{
  for (guint i = first; i <= last; i++)
    {
      LampCityVec at = lamp_city_line_at (writer->city, feeder, spur->poles[i]);
      /* Beside what the feeder itself has in these streets. */
      double off = i == 0 || i + 1 == spur->n_poles ? 0.0 : 1.6;

      lamp_city_path_add (course, at.x + off, at.y - off);
    }
}

static guint
road_between (const LampCity *city, guint from, guint to)
{
  const LampCityPole *pole = &g_array_index (city->poles, LampCityPole, from);

  for (guint k = 0; k < pole->n_links; k++)
    if (g_array_index (city->links, LampCityLink, pole->first_link + k).pole == to)
      return g_array_index (city->links, LampCityLink, pole->first_link + k).road;
  return G_MAXUINT;
}

static void
write_tie (Writer *writer, const LampCitySpur *spur)
{
  LampCity    *city = writer->city;
  guint        a = spur->poles[spur->open_after], b = spur->poles[spur->open_after + 1];
  LampCityVec  from = g_array_index (city->poles, LampCityPole, a).at, to = g_array_index (city->poles, LampCityPole, b).at;
  LampCityVec  middle = { (from.x + to.x) / 2.0, (from.y + to.y) / 2.0 };
  guint        road = road_between (city, a, b);
  LampCityPath here = { 0 }, there = { 0 };
  char         ends[2][32], nodes[2][32];

  spur_course (writer, spur, spur->feeder, 0, spur->open_after, &here);
  lamp_city_path_add (&here, middle.x, middle.y);
  lamp_city_path_add (&there, middle.x, middle.y);
  spur_course (writer, spur, spur->other, spur->open_after + 1, spur->n_poles - 1, &there);
  new_node (writer, ends[0]);
  new_node (writer, ends[1]);
  lamp_city_node (city, spur->feeder, spur->poles[0], nodes[0]);
  lamp_city_node (city, spur->other, spur->poles[spur->n_poles - 1], nodes[1]);
  lamp_city_add_line (city, spur->feeder, nodes[0], ends[0], LAMP_VOLTAGE_FEEDER, LAMP_PHASE_ABC, lamp_city_is_cable (city, a), road, &here);
  lamp_city_add_device (city, spur->feeder, LAMP_ELEMENT_LOAD_BREAK_SWITCH, "Tie", ends[0], ends[1], LAMP_VOLTAGE_FEEDER, LAMP_PHASE_ABC, TRUE, TRUE, middle);
  lamp_city_add_line (city, spur->other, ends[1], nodes[1], LAMP_VOLTAGE_FEEDER, LAMP_PHASE_ABC, lamp_city_is_cable (city, b), road, &there);
  lamp_city_path_clear (&here);
  lamp_city_path_clear (&there);
}

static void
write_second_supply (Writer *writer, const LampCitySpur *spur)
{
  LampCity    *city = writer->city;
  guint        last = spur->poles[spur->n_poles - 1], own = 0;
  LampCityPath course = { 0 };
  char         node[32], end[32];

  while (g_array_index (city->transformers, LampCityTransformer, own).site != spur->site)
    own++;
  lamp_city_node (city, writer->feeder, spur->poles[0], node);
  if (spur->n_poles > 1)
    {
      LampCityVec from = lamp_city_line_at (city, writer->feeder, spur->poles[0]), to = lamp_city_line_at (city, writer->feeder, spur->poles[1]);

      new_node (writer, end);
      lamp_city_add_device (city, writer->feeder, LAMP_ELEMENT_LOAD_BREAK_SWITCH, "LBS", node, end, LAMP_VOLTAGE_LATERAL, LAMP_PHASE_ABC, TRUE, FALSE, towards (writer, from, to, 7.0));
      g_strlcpy (node, end, sizeof node);
      new_node (writer, end);
      spur_course (writer, spur, writer->feeder, 0, spur->n_poles - 1, &course);
      lamp_city_add_line (city, writer->feeder, node, end, LAMP_VOLTAGE_LATERAL, LAMP_PHASE_ABC, lamp_city_is_cable (city, last), road_between (city, spur->poles[0], spur->poles[1]), &course);
      g_strlcpy (node, end, sizeof node);
      lamp_city_path_clear (&course);
    }
  write_site (writer, own, spur->site, FALSE, node, last);
}

static void
list_transformers (Writer *writer)
{
  const LampCity *city = writer->city;

  writer->transformers_at = g_new (guint, city->poles->len);
  for (guint i = 0; i < city->poles->len; i++)
    writer->transformers_at[i] = G_MAXUINT;
  for (guint i = city->transformers->len; i > 0; i--)
    writer->transformers_at[g_array_index (city->transformers, LampCityTransformer, i - 1).pole] = i - 1;
}

void
lamp_city_write_medium (LampCity *city, guint feeder)
{
  Writer writer = { .city = city, .feeder = feeder, .own = &g_array_index (city->feeders, LampCityFeeder, feeder) };
  guint  root = city->substations[writer.own->substation].pole;
  Branch start = { .phases = LAMP_PHASE_ABC };

  list_transformers (&writer);
  writer.todo = g_array_new (FALSE, FALSE, sizeof (Branch));
  write_transformers (&writer, root, LAMP_PHASE_ABC);
  add_branches (&writer, root, &start, 0.0, FALSE, TRUE);
  while (writer.todo->len > 0)
    {
      Branch branch = g_array_index (writer.todo, Branch, writer.todo->len - 1);

      g_array_set_size (writer.todo, writer.todo->len - 1);
      write_branch (&writer, branch);
    }
  for (guint i = 0; i < city->spurs->len; i++)
    {
      const LampCitySpur *spur = &g_array_index (city->spurs, LampCitySpur, i);

      if (spur->feeder == feeder && spur->site == G_MAXUINT)
        write_tie (&writer, spur);
      else if (spur->feeder == feeder)
        write_second_supply (&writer, spur);
    }
  g_array_unref (writer.todo);
  g_free (writer.transformers_at);
}
