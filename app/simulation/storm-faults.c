/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What breaks, when and why.
 *
 * When: the first after 20 s, two more in the next minutes, then the storm rises for three quarters of an hour and dies
 * away to a trickle. The times depend on the seed alone; whether one really breaks also on how much is broken already.
 * What: the first is chosen for newcomers (storm-first.c); then one of each kind in a set order; then by weight. Only what
 * is live can break.
 */
#include "simulation/storm-private.h"
#include "grid/trace.h"

#include <math.h>

#define FIRST_FAULT_SEC 20
#define RISE_MIN 10.0
#define HEIGHT_MIN 45.0
#define DECAY_MIN 25.0
#define RISE_PER_MIN 0.30
#define HEIGHT_PER_MIN 0.38
#define TRICKLE_PER_MIN 0.05
#define MANY_FAULTS 12 /* from here on fewer of those that could come do */
#define BREAKER_PAUSE_USEC (40 * LAMP_MINUTE)
#define N_DRAWS 24
#define SITE_SHARE 0.3

static const gint64 OPENING_SEC[] = { FIRST_FAULT_SEC, 170, 310, 480 };

static const LampFaultKind OPENING_KINDS[] = {
  LAMP_FAULT_FUSE,
  LAMP_FAULT_TRANSFORMER,
  LAMP_FAULT_FUSE,
  LAMP_FAULT_LINE,
  LAMP_FAULT_FUSE,
  LAMP_FAULT_TRANSFORMER,
  LAMP_FAULT_BREAKER,
  LAMP_FAULT_SWITCH,
};

static const double WEIGHTS[LAMP_FAULT_N_KINDS] = {
  [LAMP_FAULT_FUSE] = 0.42,
  [LAMP_FAULT_TRANSFORMER] = 0.24,
  [LAMP_FAULT_LINE] = 0.20,
  [LAMP_FAULT_SWITCH] = 0.06,
  [LAMP_FAULT_RECLOSER] = 0.04,
  [LAMP_FAULT_BREAKER] = 0.04,
};

static gboolean
is_line_at_risk (const LampNetwork *network, guint32 element)
{
  return network->element_kind[element] == LAMP_ELEMENT_LINE &&
         !(network->element_flags[element] & LAMP_ELEMENT_SERVICE_DROP) &&
         (network->element_voltage[element] == LAMP_VOLTAGE_FEEDER || network->element_voltage[element] == LAMP_VOLTAGE_LATERAL);
}

static gboolean
is_distribution_transformer (const LampStorm *storm, guint32 element)
{
  return storm->tree->units[element + 1] > storm->tree->units[element]; /* a unit of its own */
}

/* A line counts by what clears it. */
static LampFaultKind
classify (const LampStorm *storm, guint32 element)
{
  guint32 cleared_by = storm->tree->protective[element];

  switch ((LampElementKind)storm->network->element_kind[element])
    {
    case LAMP_ELEMENT_FUSE:
      return LAMP_FAULT_FUSE;
    case LAMP_ELEMENT_TRANSFORMER:
      return is_distribution_transformer (storm, element) ? LAMP_FAULT_TRANSFORMER : LAMP_FAULT_N_KINDS;
    case LAMP_ELEMENT_LOAD_BREAK_SWITCH:
    case LAMP_ELEMENT_DISCONNECTOR:
    case LAMP_ELEMENT_SECTIONALISER:
      return LAMP_FAULT_SWITCH;
    case LAMP_ELEMENT_RECLOSER:
      return LAMP_FAULT_RECLOSER;
    case LAMP_ELEMENT_LINE:
      if (!is_line_at_risk (storm->network, element) || cleared_by == LAMP_NONE)
        return LAMP_FAULT_N_KINDS;
      return storm->network->element_kind[cleared_by] == LAMP_ELEMENT_BREAKER ? LAMP_FAULT_BREAKER : LAMP_FAULT_LINE;
    case LAMP_ELEMENT_BREAKER:
    case LAMP_ELEMENT_REGULATOR:
    case LAMP_ELEMENT_N_KINDS:
    default:
      return LAMP_FAULT_N_KINDS;
    }
}

static void
mark_sites (LampStorm *storm, const LampEnergisation *normal)
{
  const LampNetwork *network = storm->network;

  storm->has_site = g_new0 (guint8, network->n_elements);
  for (guint32 i = 0; i < network->n_sites; i++)
    for (guint j = 0; j < network->sites[i].n_supply_points; j++)
      {
        guint32 node = network->sites[i].supply_points[j].node;
        guint32 element = node == LAMP_NONE ? LAMP_NONE : lamp_trace_feeding (normal, node);

        for (; element != LAMP_NONE && !storm->has_site[element]; element = storm->tree->parent[element])
          storm->has_site[element] = TRUE;
      }
}

void
lamp_storm_find_candidates (LampStorm *storm)
{
  const LampNetwork *network = storm->network;

  mark_sites (storm, storm->truth);
  for (guint i = 0; i < LAMP_FAULT_N_KINDS; i++)
    storm->candidates[i] = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      LampFaultKind kind;

      if (network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN || lamp_tree_count_customers (storm->tree, i) == 0 ||
          !lamp_world_is_known (lamp_network_element_at (network, i)))
        continue;
      kind = classify (storm, i);
      if (kind != LAMP_FAULT_N_KINDS)
        g_array_append_val (storm->candidates[kind], i);
    }
}

/* Faults a minute, this long after the start. */
static double
rate_per_min (const LampStorm *storm, gint64 since_start_usec)
{
  double minutes = (double)since_start_usec / (double)LAMP_MINUTE;
  double rate = TRICKLE_PER_MIN + (HEIGHT_PER_MIN - TRICKLE_PER_MIN) * exp (-(minutes - HEIGHT_MIN) / DECAY_MIN);

  if (minutes < RISE_MIN)
    rate = RISE_PER_MIN;
  else if (minutes < HEIGHT_MIN)
    rate = HEIGHT_PER_MIN;
  return rate * storm->options.intensity;
}

static gint64
next_fault_usec (const LampStorm *storm, guint32 serial, gint64 last_usec)
{
  double rate, minutes;

  if (serial < G_N_ELEMENTS (OPENING_SEC))
    return storm->options.start_usec + OPENING_SEC[serial] * LAMP_SECOND;
  rate = rate_per_min (storm, last_usec - storm->options.start_usec);
  minutes = -log (1.0 - lamp_storm_chance (storm, LAMP_CHANCE_GAP, serial, 0)) / rate;
  return last_usec + (gint64)(MIN (minutes, 2.5 / rate) * 60000.0) * 1000;
}

void
lamp_storm_plan_faults (LampStorm *storm, gint64 after_usec)
{
  guint32 serial = 0;
  gint64  at_usec = next_fault_usec (storm, 0, storm->options.start_usec);

  while (at_usec <= after_usec)
    {
      serial++;
      at_usec = next_fault_usec (storm, serial, at_usec);
    }
  lamp_storm_plan (storm, at_usec, (LampHappens){ .kind = LAMP_HAPPENS_FAULT, .subject = serial });
}

gint64
lamp_storm_repair_usec (const LampStorm *storm, guint32 broken)
{
  switch ((LampElementKind)storm->network->element_kind[broken])
    {
    case LAMP_ELEMENT_FUSE:
      return lamp_storm_between (storm, LAMP_CHANCE_REPAIR, broken, 0, 180, 360);
    case LAMP_ELEMENT_TRANSFORMER:
      return lamp_storm_between (storm, LAMP_CHANCE_REPAIR, broken, 0, 900, 2400);
    case LAMP_ELEMENT_RECLOSER:
    case LAMP_ELEMENT_BREAKER:
      return lamp_storm_between (storm, LAMP_CHANCE_REPAIR, broken, 0, 600, 1200);
    case LAMP_ELEMENT_LINE:
    case LAMP_ELEMENT_SECTIONALISER:
    case LAMP_ELEMENT_LOAD_BREAK_SWITCH:
    case LAMP_ELEMENT_DISCONNECTOR:
    case LAMP_ELEMENT_REGULATOR:
    case LAMP_ELEMENT_N_KINDS:
    default:
      return lamp_storm_between (storm, LAMP_CHANCE_REPAIR, broken, 0, 1200, 3600);
    }
}

const char *
lamp_storm_choose_cause (const LampStorm *storm, guint32 broken)
{
  static const char *const outdoors[] = { "treeContact", "wind", "treeContact", "lightning", "animal", "wind", "vehicle" };
  static const char *const devices[] = { "lightning", "equipment", "overload", "lightning", "animal" };
  double                   chance = lamp_storm_chance (storm, LAMP_CHANCE_CAUSE, broken, 0);

  if (storm->network->element_flags[broken] & LAMP_ELEMENT_UNDERGROUND)
    return "equipment";
  if (storm->network->element_kind[broken] == LAMP_ELEMENT_LINE || storm->network->element_kind[broken] == LAMP_ELEMENT_FUSE)
    return outdoors[(gsize)(chance * G_N_ELEMENTS (outdoors))];
  return devices[(gsize)(chance * G_N_ELEMENTS (devices))];
}

static const char *
choose_hazard (const LampStorm *storm, guint32 broken, const char *cause)
{
  double   chance = lamp_storm_chance (storm, LAMP_CHANCE_HAZARD, broken, 0);
  gboolean is_line = storm->network->element_kind[broken] == LAMP_ELEMENT_LINE;

  if (storm->network->element_flags[broken] & LAMP_ELEMENT_UNDERGROUND)
    return NULL;
  if (is_line && !g_str_equal (cause, "animal") && chance < 0.45)
    return "wireDown";
  if (storm->network->element_kind[broken] == LAMP_ELEMENT_TRANSFORMER && chance < 0.12)
    return "fire";
  return chance < 0.05 ? "sparks" : NULL;
}

static gboolean
is_live (const LampStorm *storm, guint32 element)
{
  return lamp_energisation_get_elements (storm->truth)[element] == LAMP_SUPPLY_ENERGISED;
}

static LampFaultKind
choose_kind (const LampStorm *storm, guint32 serial)
{
  double chance = lamp_storm_chance (storm, LAMP_CHANCE_KIND, serial, 0);

  if (serial < G_N_ELEMENTS (OPENING_KINDS))
    return OPENING_KINDS[serial];
  for (guint kind = 0; kind < LAMP_FAULT_N_KINDS; kind++)
    {
      chance -= WEIGHTS[kind];
      if (chance < 0.0)
        return (LampFaultKind)kind;
    }
  return LAMP_FAULT_FUSE;
}

static guint32
clearing_device (const LampStorm *storm, guint32 broken)
{
  return storm->network->element_kind[broken] == LAMP_ELEMENT_LINE ? storm->tree->protective[broken] : broken;
}

/* A live one of the kind; one with a key site behind it when that is wanted and can be had. */
static guint32
draw (const LampStorm *storm, LampFaultKind kind, guint32 serial)
{
  const GArray *candidates = storm->candidates[kind];
  gboolean      want_site = serial == 2 || lamp_storm_chance (storm, LAMP_CHANCE_SITE, serial, 0) < SITE_SHARE;
  guint32       other = LAMP_NONE;

  for (guint i = 0; candidates->len > 0 && i < N_DRAWS; i++)
    {
      guint   index = (guint)(lamp_storm_chance (storm, LAMP_CHANCE_PICK, serial, i) * candidates->len);
      guint32 element = g_array_index (candidates, guint32, index);

      if (!is_live (storm, element) || !is_live (storm, clearing_device (storm, element)))
        continue;
      if (!want_site || storm->has_site[clearing_device (storm, element)])
        return element;
      other = element;
    }
  return other;
}

/* The kind that is due, or the next that the network has. */
static guint32
choose_broken (const LampStorm *storm, guint32 serial)
{
  LampFaultKind kind = choose_kind (storm, serial);

  if (serial == 0 && storm->first != LAMP_NONE && is_live (storm, storm->first))
    return storm->first;
  if (kind == LAMP_FAULT_BREAKER && storm->last_breaker_usec != G_MININT64 && storm->now_usec - storm->last_breaker_usec < BREAKER_PAUSE_USEC)
    kind = LAMP_FAULT_FUSE;
  for (guint i = 0; i < LAMP_FAULT_N_KINDS; i++)
    {
      guint32 broken = draw (storm, (LampFaultKind)((kind + i) % LAMP_FAULT_N_KINDS), serial);

      if (broken != LAMP_NONE)
        return broken;
    }
  return LAMP_NONE;
}

static GArray *
list_live_behind (const LampStorm *storm, guint32 element)
{
  const guint8  *nodes = lamp_energisation_get_nodes (storm->truth);
  GArray        *live = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32        n;
  const guint32 *customers = lamp_tree_customers (storm->tree, element, &n);

  for (guint32 i = 0; i < n; i++)
    if (nodes[storm->network->customer_node[customers[i]]] == LAMP_SUPPLY_ENERGISED)
      g_array_append_val (live, customers[i]);
  return live;
}

guint32
lamp_storm_break (LampStorm *storm, LampFault fault)
{
  g_autoptr (GArray) customers = list_live_behind (storm, fault.opens);
  guint32 index = storm->faults->len;

  fault.active = TRUE;
  g_array_append_val (storm->faults, fault);
  storm->n_active++;
  lamp_storm_operate (storm, fault.opens, TRUE, FALSE);
  lamp_storm_plan_reactions (storm, index, (const guint32 *)customers->data, customers->len);
  if (storm->options.night_desk)
    lamp_storm_plan (storm, fault.start_usec + LAMP_STORM_UNATTENDED_SEC * LAMP_SECOND, (LampHappens){ .kind = LAMP_HAPPENS_NIGHT_DESK, .subject = index });
  return index;
}

static gboolean
is_accepted (const LampStorm *storm, guint32 serial)
{
  double share = (LAMP_STORM_MAX_FAULTS - (double)storm->n_active) / (LAMP_STORM_MAX_FAULTS - MANY_FAULTS + 1);

  return storm->n_active < LAMP_STORM_MAX_FAULTS && lamp_storm_chance (storm, LAMP_CHANCE_ACCEPT, serial, 0) < share;
}

void
lamp_storm_happens_fault (LampStorm *storm, const LampHappens *happens)
{
  guint32   serial = happens->subject;
  LampFault fault = { .start_usec = storm->now_usec, .since_usec = storm->now_usec, .first = serial == 0 };

  lamp_storm_plan (storm, next_fault_usec (storm, serial + 1, happens->at_usec), (LampHappens){ .kind = LAMP_HAPPENS_FAULT, .subject = serial + 1 });
  if (!is_accepted (storm, serial))
    return;
  fault.broken = choose_broken (storm, serial);
  if (fault.broken == LAMP_NONE)
    return;

  fault.opens = clearing_device (storm, fault.broken);
  fault.cause = lamp_storm_choose_cause (storm, fault.broken);
  fault.hazard = serial == 0 ? NULL : choose_hazard (storm, fault.broken, fault.cause);
  fault.work_usec = lamp_storm_repair_usec (storm, fault.broken);
  if (serial == 0)
    fault.work_usec = MIN (fault.work_usec, 200 * LAMP_SECOND);
  if (storm->network->element_kind[fault.opens] == LAMP_ELEMENT_BREAKER)
    storm->last_breaker_usec = storm->now_usec;
  lamp_storm_break (storm, fault);
}
