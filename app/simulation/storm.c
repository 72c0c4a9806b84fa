/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The storm's clock: the queue of what is to come, the hash behind every choice, and what is told of it all.
 */
#include "simulation/storm-private.h"

/* The finaliser of splitmix64: every bit of the input moves every bit of the result. */
static guint64
mix (guint64 x)
{
  x += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return x ^ (x >> 31);
}

double
lamp_storm_chance (const LampStorm *storm, LampChance what, guint64 a, guint64 b)
{
  guint64 bits = mix (mix (mix (mix (storm->options.seed) + (guint64)what) + a) + b);

  return (double)(bits >> 11) / 9007199254740992.0; /* 2^53 */
}

gint64
lamp_storm_between (const LampStorm *storm, LampChance what, guint64 a, guint64 b, double low_s, double high_s)
{
  double seconds = low_s + (high_s - low_s) * lamp_storm_chance (storm, what, a, b);

  return (gint64)(seconds * 1000.0) * 1000;
}

static gboolean
comes_before (const LampHappens *a, const LampHappens *b)
{
  return a->at_usec != b->at_usec ? a->at_usec < b->at_usec : a->order < b->order;
}

void
lamp_storm_plan (LampStorm *storm, gint64 at_usec, LampHappens happens)
{
  LampHappens *items;
  guint        i = storm->queue->len;

  happens.at_usec = MAX (at_usec, storm->now_usec);
  happens.order = storm->planned++;
  g_array_append_val (storm->queue, happens);
  items = (LampHappens *)storm->queue->data;
  while (i > 0 && comes_before (&happens, &items[(i - 1) / 2]))
    {
      items[i] = items[(i - 1) / 2];
      i = (i - 1) / 2;
    }
  items[i] = happens;
}

static LampHappens
take_next (LampStorm *storm)
{
  LampHappens *items = (LampHappens *)storm->queue->data;
  guint        n = storm->queue->len - 1, i = 0;
  LampHappens  next = items[0], last = items[n];

  g_array_set_size (storm->queue, n);
  while (2 * i + 1 < n)
    {
      guint child = 2 * i + 1;

      if (child + 1 < n && comes_before (&items[child + 1], &items[child]))
        child++;
      if (!comes_before (&items[child], &last))
        break;
      items[i] = items[child];
      i = child;
    }
  if (n > 0)
    items[i] = last;
  return next;
}

static const char *
keep_string (LampStorm *storm, const char *text)
{
  return text == NULL ? NULL : g_string_chunk_insert_const (storm->strings, text);
}

void
lamp_storm_tell (LampStorm *storm, LampStormEvent event)
{
  event.at_usec = storm->now_usec;
  event.channel = keep_string (storm, event.channel);
  event.text = keep_string (storm, event.text);
  event.hazard = keep_string (storm, event.hazard);
  event.source = keep_string (storm, event.source);
  event.crew = keep_string (storm, event.crew);
  event.assignment = keep_string (storm, event.assignment);
  event.status = keep_string (storm, event.status);
  event.cause = keep_string (storm, event.cause);
  g_array_append_val (storm->events, event);
}

LampFault *
lamp_storm_get_fault (LampStorm *storm, guint32 fault)
{
  g_assert (fault < storm->faults->len);

  return &g_array_index (storm->faults, LampFault, fault);
}

static void
handle (LampStorm *storm, const LampHappens *happens)
{
  switch (happens->kind)
    {
    case LAMP_HAPPENS_FAULT:
      lamp_storm_happens_fault (storm, happens);
      break;
    case LAMP_HAPPENS_CALL:
    case LAMP_HAPPENS_LAST_GASP:
    case LAMP_HAPPENS_LIVE:
      lamp_storm_happens_report (storm, happens);
      break;
    case LAMP_HAPPENS_AGAIN:
      lamp_storm_happens_again (storm, happens);
      break;
    case LAMP_HAPPENS_WRONG_CALL:
      lamp_storm_happens_wrong_call (storm, happens);
      break;
    case LAMP_HAPPENS_NIGHT_DESK:
      lamp_storm_happens_night_desk (storm, happens);
      break;
    case LAMP_HAPPENS_FIX:
      lamp_storm_happens_fix (storm, happens);
      break;
    case LAMP_HAPPENS_SHIFT:
      lamp_storm_happens_shift (storm, happens);
      break;
    case LAMP_HAPPENS_CREW:
      lamp_storm_happens_crew (storm, happens);
      break;
    case LAMP_HAPPENS_ACKNOWLEDGE:
      lamp_storm_happens_acknowledge (storm, happens);
      break;
    default:
      g_assert_not_reached ();
    }
}

LampStorm *
lamp_storm_new (LampNetwork *network, LampRoads *roads, const LampStormOptions *options)
{
  LampStorm *storm;

  g_return_val_if_fail (network != NULL, NULL);
  g_return_val_if_fail (roads != NULL, NULL);
  g_return_val_if_fail (options != NULL, NULL);

  storm = g_new0 (LampStorm, 1);
  storm->network = lamp_network_ref (network);
  storm->roads = lamp_roads_ref (roads);
  storm->options = *options;
  if (storm->options.n_crews == 0)
    storm->options.n_crews = LAMP_STORM_CREWS;
  if (!(storm->options.intensity > 0.0))
    storm->options.intensity = 1.0;
  storm->now_usec = options->start_usec;
  storm->last_breaker_usec = G_MININT64;
  storm->truth = lamp_energisation_new (network);
  storm->tree = lamp_tree_new (storm->truth);
  storm->queue = g_array_new (FALSE, FALSE, sizeof (LampHappens));
  storm->faults = g_array_new (FALSE, FALSE, sizeof (LampFault));
  storm->crews = g_ptr_array_new_with_free_func (lamp_storm_crew_free);
  storm->events = g_array_new (FALSE, FALSE, sizeof (LampStormEvent));
  storm->strings = g_string_chunk_new (1024);

  lamp_storm_find_candidates (storm);
  lamp_storm_hire_crews (storm);
  lamp_storm_choose_first (storm);
  for (guint32 i = 0; i < storm->crews->len; i++)
    lamp_storm_plan_crew (storm, i);
  lamp_storm_plan_faults (storm, storm->now_usec);
  lamp_storm_plan_wrong_call (storm, 0, storm->now_usec);
  return storm;
}

void
lamp_storm_free (LampStorm *storm)
{
  if (storm == NULL)
    return;
  for (guint i = 0; i < LAMP_FAULT_N_KINDS; i++)
    g_array_unref (storm->candidates[i]);
  g_free (storm->has_site);
  g_ptr_array_unref (storm->crews);
  g_array_unref (storm->queue);
  g_array_unref (storm->faults);
  g_array_unref (storm->events);
  g_string_chunk_free (storm->strings);
  lamp_tree_free (storm->tree);
  lamp_energisation_free (storm->truth);
  lamp_roads_unref (storm->roads);
  lamp_network_unref (storm->network);
  g_free (storm);
}

const GArray *
lamp_storm_step (LampStorm *storm, gint64 now_usec)
{
  g_return_val_if_fail (storm != NULL, NULL);

  g_array_set_size (storm->events, 0);
  g_string_chunk_clear (storm->strings);
  now_usec = MAX (now_usec, storm->now_usec);
  while (storm->queue->len > 0 && g_array_index (storm->queue, LampHappens, 0).at_usec <= now_usec)
    {
      LampHappens happens = take_next (storm);

      storm->now_usec = happens.at_usec;
      handle (storm, &happens);
    }
  storm->now_usec = now_usec;
  return storm->events;
}

guint
lamp_storm_get_n_faults (const LampStorm *storm)
{
  g_return_val_if_fail (storm != NULL, 0);

  return storm->n_active;
}
