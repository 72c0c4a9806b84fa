/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who notices, and what of it reaches the gateway: last gasps from the meters of most transformers (some areas have none
 * that speak), calls from a few of the customers, some minutes later; SCADA from what is telemetered. Now and then
 * somebody calls whose trouble is behind their own main switch.
 *
 * All is planned when a part goes dark and looked at again when it is due: nobody calls once the light is back.
 */
#include "simulation/storm-private.h"

#include <math.h>

#define METERED_SHARE 0.7 /* of units */
#define GASP_SHARE 0.8    /* of last gasps that get through */
#define CALLS_BASE 1.3
#define CALLS_PER_CUSTOMER 0.05
#define CALLS_MAX 18.0
#define CALL_FIRST_SEC 25.0
#define CALL_SPREAD_SEC 900.0
#define HAZARD_SEEN 0.3
#define AGAIN_SEC (25 * 60)
#define WRONG_GAP_MIN 26.0
#define WRONG_DRAWS 8
#define LOOK_AGAIN_SEC (15 * 60)

static gboolean
is_dark (const LampStorm *storm, guint32 customer)
{
  guint32 node = storm->network->customer_node[customer];

  return node != LAMP_NONE && lamp_energisation_get_nodes (storm->truth)[node] == LAMP_SUPPLY_OUT;
}

/* Whole transformers have meters that speak, or have not. */
static gboolean
is_metered (const LampStorm *storm, guint32 customer)
{
  return lamp_storm_chance (storm, LAMP_CHANCE_METERED, storm->tree->unit[customer], 0) < METERED_SHARE;
}

static double
call_share (guint n)
{
  return MIN (1.0, MIN (CALLS_BASE + CALLS_PER_CUSTOMER * n, CALLS_MAX) / n);
}

static void
plan_call (LampStorm *storm, guint32 fault, guint32 customer)
{
  double chance = lamp_storm_chance (storm, LAMP_CHANCE_CALL_DELAY, customer, fault);
  double seconds = CALL_FIRST_SEC + CALL_SPREAD_SEC * chance * chance;

  if (lamp_storm_get_fault (storm, fault)->first)
    seconds = CALL_FIRST_SEC * (0.4 + 3.0 * chance);
  lamp_storm_plan (storm, storm->now_usec + (gint64)(seconds * 1000.0) * 1000, (LampHappens){ .kind = LAMP_HAPPENS_CALL, .subject = customer, .other = fault });
}

static gboolean
plan_last_gasp (LampStorm *storm, guint32 fault, guint32 customer)
{
  gboolean first = lamp_storm_get_fault (storm, fault)->first;
  gint64   delay_usec = lamp_storm_between (storm, LAMP_CHANCE_GASP_DELAY, customer, fault, 3.0, first ? 12.0 : 45.0);

  if (lamp_storm_chance (storm, LAMP_CHANCE_GASP, customer, fault) >= GASP_SHARE || (!first && !is_metered (storm, customer)))
    return FALSE;
  lamp_storm_plan (storm, storm->now_usec + delay_usec, (LampHappens){ .kind = LAMP_HAPPENS_LAST_GASP, .subject = customer, .other = fault });
  return TRUE;
}

static void
plan_again (LampStorm *storm, guint32 fault, guint32 serial)
{
  gint64 wait_usec = lamp_storm_between (storm, LAMP_CHANCE_AGAIN, fault, serial, AGAIN_SEC, 2 * AGAIN_SEC);

  lamp_storm_plan (storm, storm->now_usec + wait_usec, (LampHappens){ .kind = LAMP_HAPPENS_AGAIN, .subject = fault, .other = serial });
}

void
lamp_storm_plan_reactions (LampStorm *storm, guint32 fault, const guint32 *customers, guint n)
{
  guint n_planned = 0;

  for (guint i = 0; i < n; i++)
    {
      n_planned += plan_last_gasp (storm, fault, customers[i]);
      if (lamp_storm_chance (storm, LAMP_CHANCE_CALLS, customers[i], fault) < call_share (n))
        {
          plan_call (storm, fault, customers[i]);
          n_planned++;
        }
    }
  if (n_planned == 0 && n > 0) /* sooner or later somebody does */
    plan_call (storm, fault, customers[0]);
  plan_again (storm, fault, 0);
}

static const char *
choose_channel (const LampStorm *storm, guint32 customer, guint32 fault)
{
  static const char *const channels[] = { "call", "call", "call", "call", "call", "ivr", "ivr", "ivr", "web", "web", "email" };
  double                   chance = lamp_storm_chance (storm, LAMP_CHANCE_CHANNEL, customer, fault);

  return channels[(gsize)(chance * G_N_ELEMENTS (channels))];
}

static const char *
choose_text (const LampStorm *storm, const char *hazard, guint32 customer, guint32 fault)
{
  static const char *const texts[] = {
    "No power since a few minutes.",
    "The whole street is dark.",
    "Everything went off at once; the neighbours have none either.",
    "The lights flickered, then nothing.",
    "There was a loud bang, now the power is out.",
    "No power. How long will it take?",
    "Power failure; we have a sick person at home.",
    "The lift is stuck, the building is dark.",
    "Half of the houses here are dark.",
    "No light, the main switch is on.",
  };
  double chance = lamp_storm_chance (storm, LAMP_CHANCE_TEXT, customer, fault);

  if (g_strcmp0 (hazard, "wireDown") == 0)
    return "A wire lies on the ground here!";
  if (g_strcmp0 (hazard, "fire") == 0)
    return "The transformer at the corner is burning.";
  if (g_strcmp0 (hazard, "sparks") == 0)
    return "There are sparks at the pole.";
  return texts[(gsize)(chance * G_N_ELEMENTS (texts))];
}

static void
tell_call (LampStorm *storm, guint32 customer, guint32 fault)
{
  const char *hazard = lamp_storm_get_fault (storm, fault)->hazard;

  if (lamp_storm_chance (storm, LAMP_CHANCE_HAZARD, customer, fault) >= HAZARD_SEEN)
    hazard = NULL;
  lamp_storm_tell (storm, (LampStormEvent){
                              .kind = LAMP_STORM_CALL,
                              .customer = customer,
                              .channel = hazard != NULL ? "call" : choose_channel (storm, customer, fault),
                              .text = choose_text (storm, hazard, customer, fault),
                              .hazard = hazard,
                              .element = LAMP_NONE,
                              .remains = LAMP_NONE,
                          });
}

static void
tell_meter (LampStorm *storm, LampStormEventKind kind, guint32 customer)
{
  lamp_storm_tell (storm, (LampStormEvent){ .kind = kind, .customer = customer, .element = LAMP_NONE, .remains = LAMP_NONE });
}

void
lamp_storm_happens_report (LampStorm *storm, const LampHappens *happens)
{
  gboolean dark = is_dark (storm, happens->subject);

  if (happens->kind == LAMP_HAPPENS_LIVE && !dark)
    tell_meter (storm, LAMP_STORM_POWER_RESTORED, happens->subject);
  else if (happens->kind == LAMP_HAPPENS_LAST_GASP && dark)
    tell_meter (storm, LAMP_STORM_LAST_GASP, happens->subject);
  else if (happens->kind == LAMP_HAPPENS_CALL && dark)
    tell_call (storm, happens->subject, happens->other);
}

static GArray *
list_dark_behind (const LampStorm *storm, guint32 element)
{
  GArray        *dark = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint32        n;
  const guint32 *customers = lamp_tree_customers (storm->tree, element, &n);

  for (guint32 i = 0; i < n; i++)
    if (is_dark (storm, customers[i]))
      g_array_append_val (dark, customers[i]);
  return dark;
}

/* Whoever is dark for long calls again: so nothing broken is forgotten, whatever became of the first reports. */
void
lamp_storm_happens_again (LampStorm *storm, const LampHappens *happens)
{
  guint32          index = happens->subject, serial = happens->other;
  const LampFault *fault = lamp_storm_get_fault (storm, index);
  g_autoptr (GArray) dark = NULL;

  if (!fault->active)
    return;
  dark = list_dark_behind (storm, fault->opens);
  if (dark->len > 0)
    tell_call (storm, g_array_index (dark, guint32, (guint)(lamp_storm_chance (storm, LAMP_CHANCE_AGAIN, index, serial + 1000) * dark->len)), index);
  plan_again (storm, index, serial + 1);
}

void
lamp_storm_plan_wrong_call (LampStorm *storm, guint32 serial, gint64 after_usec)
{
  double minutes = -log (1.0 - lamp_storm_chance (storm, LAMP_CHANCE_WRONG, serial, 0)) * WRONG_GAP_MIN / storm->options.intensity;

  lamp_storm_plan (storm, after_usec + (gint64)((4.0 + MIN (minutes, 60.0)) * 60000.0) * 1000, (LampHappens){ .kind = LAMP_HAPPENS_WRONG_CALL, .subject = serial });
}

void
lamp_storm_happens_wrong_call (LampStorm *storm, const LampHappens *happens)
{
  const LampTree *tree = storm->tree;
  guint32         serial = happens->subject;

  lamp_storm_plan_wrong_call (storm, serial + 1, storm->now_usec);
  for (guint i = 1; i <= WRONG_DRAWS && tree->n_fed > 0; i++)
    {
      guint32 customer = tree->customers[(guint32)(lamp_storm_chance (storm, LAMP_CHANCE_WRONG, serial, i) * tree->n_fed)];
      gint64  back_usec = lamp_storm_between (storm, LAMP_CHANCE_LIVE_DELAY, customer, serial, 2400, 4200);

      if (is_dark (storm, customer))
        continue;
      lamp_storm_tell (storm, (LampStormEvent){ .kind = LAMP_STORM_CALL, .customer = customer, .channel = "call", .text = "My house is dark; across the street there is light.", .element = LAMP_NONE, .remains = LAMP_NONE });
      /* In the end they find their main switch, and the meter says so. */
      lamp_storm_plan (storm, storm->now_usec + back_usec, (LampHappens){ .kind = LAMP_HAPPENS_LIVE, .subject = customer });
      return;
    }
}

void
lamp_storm_happens_night_desk (LampStorm *storm, const LampHappens *happens)
{
  const LampFault *fault = lamp_storm_get_fault (storm, happens->subject);
  LampHappens      next = { .kind = LAMP_HAPPENS_NIGHT_DESK, .subject = happens->subject, .other = 1 };
  gint64           wait_usec = fault->work_usec;

  if (!fault->active)
    return;
  if (lamp_storm_is_attended (storm, happens->subject))
    {
      next.other = 0;
      wait_usec = LOOK_AGAIN_SEC * LAMP_SECOND;
    }
  else if (happens->other == 1)
    {
      lamp_storm_restore (storm, happens->subject, LAMP_NONE, NULL, NULL);
      return;
    }
  lamp_storm_plan (storm, storm->now_usec + wait_usec, next);
}

void
lamp_storm_operate (LampStorm *storm, guint32 element, gboolean open, gboolean by_hand)
{
  const LampNetwork *network = storm->network;
  gboolean           telemetered = (network->element_flags[element] & LAMP_ELEMENT_TELEMETERED) != 0;

  lamp_energisation_set_open (storm->truth, element, open, NULL);
  if (!lamp_element_kind_is_switch ((LampElementKind)network->element_kind[element]) || !(telemetered || by_hand))
    return;
  lamp_storm_tell (storm, (LampStormEvent){
                              .kind = LAMP_STORM_SWITCH,
                              .customer = LAMP_NONE,
                              .element = element,
                              .open = open,
                              .source = telemetered ? "scada" : "field",
                              .remains = LAMP_NONE,
                          });
}

static void
plan_back (LampStorm *storm, guint32 fault, const GArray *were_dark)
{
  for (guint i = 0; i < were_dark->len; i++)
    {
      guint32 customer = g_array_index (were_dark, guint32, i);
      gint64  delay_usec = lamp_storm_between (storm, LAMP_CHANCE_LIVE_DELAY, customer, fault, 3.0, 60.0);

      if (!is_dark (storm, customer) && is_metered (storm, customer))
        lamp_storm_plan (storm, storm->now_usec + delay_usec, (LampHappens){ .kind = LAMP_HAPPENS_LIVE, .subject = customer });
    }
}

void
lamp_storm_restore (LampStorm *storm, guint32 index, guint32 remains, const char *assignment, const char *crew)
{
  LampFault *fault = lamp_storm_get_fault (storm, index);
  guint32    closes = fault->opens;
  g_autoptr (GArray) dark = list_dark_behind (storm, closes);

  if (remains != LAMP_NONE)
    lamp_storm_operate (storm, remains, TRUE, TRUE);
  lamp_storm_operate (storm, closes, FALSE, fault->by_hand);
  if (remains != LAMP_NONE)
    {
      fault->opens = remains;
      fault->by_hand = TRUE;
    }
  else
    {
      fault->active = FALSE;
      fault->end_usec = storm->now_usec;
      storm->n_active--;
    }
  lamp_storm_tell (storm, (LampStormEvent){ .kind = LAMP_STORM_RESTORED, .customer = LAMP_NONE, .element = closes, .crew = crew, .assignment = assignment, .remains = remains });
  plan_back (storm, index, dark);
}
