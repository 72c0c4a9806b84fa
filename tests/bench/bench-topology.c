/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Our half of bench-topology.py: a grid of about a million elements, energised, switched and traced. Writes the
 * grid's closed elements as pairs of nodes to a file for the peer, prints a line "name<TAB>milliseconds" of each measurement
 * (medians), and the nodes the peer is to ask about.
 *
 * usage: bench-topology EDGES_FILE [ELEMENTS]
 */
#include "bench/share.h"
#include "engine/restoration.h"
#include "grid/fixture.h"
#include "grid/gdal-use.h"
#include "grid/trace.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define DEFAULT_ELEMENTS 1000000
#define ELEMENTS_A_FEEDER 2000
#define FEEDERS_A_SOURCE 10
#define N_RUNS 7
#define N_SWITCHES 301

static char *
nth (const char *prefix, guint i)
{
  static char  names[8][24];
  static guint next;
  char        *name = names[next++ % 8];

  g_snprintf (name, sizeof names[0], "%s%u", prefix, i);
  return name;
}

/* Feeders as trees with a trunk: a breaker, then each element on one of the last few; every tenth is a switch, every eighth
 * a transformer with a customer behind; a tie from the end of each feeder to the next. */
static LampDraft *
make_draft (guint n_elements)
{
  LampDraft *draft = lamp_draft_new ("topology");
  guint      n_feeders = MAX (n_elements / ELEMENTS_A_FEEDER, 2);

  for (guint f = 0; f < n_feeders; f++)
    {
      guint first = f * ELEMENTS_A_FEEDER;

      if (f % FEEDERS_A_SOURCE == 0)
        lamp_draft_add_source (draft, nth ("s", f), NULL, nth ("bus", f / FEEDERS_A_SOURCE), NULL, 10.0);
      for (guint i = 0; i < ELEMENTS_A_FEEDER; i++)
        {
          guint            back = i == 0 ? 0 : MIN (1 + (i * 7 + f) % 5, i);
          gboolean         tie = i == ELEMENTS_A_FEEDER - 1;
          LampDraftElement element = {
            .kind = i == 0 ? LAMP_ELEMENT_BREAKER : tie || i % 10 == 0 ? LAMP_ELEMENT_LOAD_BREAK_SWITCH
                                                : i % 8 == 0           ? LAMP_ELEMENT_TRANSFORMER
                                                                       : LAMP_ELEMENT_LINE,
            .id = nth ("e", first + i),
            .from_node = i == 0 ? nth ("bus", f / FEEDERS_A_SOURCE) : nth ("n", first + i - (tie ? 1 : back)),
            .to_node = tie ? nth ("n", (f + 1) % n_feeders * ELEMENTS_A_FEEDER + ELEMENTS_A_FEEDER / 2) : nth ("n", first + i),
            .normally_open = tie,
            .phases = LAMP_PHASE_ABC,
            .length_m = 40.0,
            .rating = i % 8 == 0 ? 5000.0 : 400.0,
          };
          LampDraftCustomer customer = { .id = nth ("c", first + i), .node = nth ("n", first + i), .kw = 3.0 };

          lamp_draft_add_element (draft, &element);
          if (element.kind == LAMP_ELEMENT_TRANSFORMER)
            lamp_draft_add_customer (draft, &customer);
        }
    }
  return draft;
}

/* Of the processor, so that what else runs on the computer does not count; nothing here waits. */
static double
now_ms (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);
  return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void
tell (const char *name, double *values, guint n)
{
  double worst = 0.0;

  for (guint i = 0; i < n; i++)
    worst = MAX (worst, values[i]);
  g_print ("%s\t%.4f\t%.4f\n", name, bench_median (values, n), worst);
}

/* Everything but the tree the region was loaded with is made anew; then all sources' feeders are opened at once and closed
 * again, which walks the whole grid. */
static void
measure_scratch (LampNetwork *network)
{
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
  double made[N_RUNS], walked[N_RUNS];
  g_autoptr (GArray) heads = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree gboolean *open = NULL;

  for (guint32 i = 0; i < network->n_elements; i++)
    if (network->element_kind[i] == LAMP_ELEMENT_BREAKER)
      g_array_append_val (heads, i);
  open = g_new (gboolean, heads->len);
  for (guint i = 0; i < heads->len; i++)
    open[i] = TRUE;
  for (guint run = 0; run < N_RUNS; run++)
    {
      double started = now_ms ();
      g_autoptr (LampEnergisation) fresh = lamp_energisation_new (network);

      made[run] = now_ms () - started;
      lamp_energisation_set_all (energisation, (const guint32 *)(void *)heads->data, open, heads->len, NULL);
      started = now_ms ();
      lamp_energisation_set_all (energisation, NULL, NULL, 0, NULL);
      walked[run] = now_ms () - started;
    }
  tell ("energise from scratch", made, N_RUNS);
  tell ("bring a dead grid to life by its breakers", walked, N_RUNS);
}

static void
measure_switching (LampNetwork *network, guint32 head)
{
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
  double  any[N_SWITCHES], heads[N_RUNS];
  guint   n = 0;
  guint32 at = 0;

  while (n < N_SWITCHES)
    {
      double started = 0.0;

      at = (guint32)(((guint64)at + 7919) % network->n_elements);
      if (network->element_kind[at] != LAMP_ELEMENT_LOAD_BREAK_SWITCH || lamp_energisation_is_normally_open (energisation, at))
        continue;
      started = now_ms ();
      lamp_energisation_set_open (energisation, at, TRUE, NULL);
      lamp_energisation_set_open (energisation, at, FALSE, NULL);
      any[n++] = (now_ms () - started) / 2.0;
    }
  for (guint run = 0; run < N_RUNS; run++)
    {
      double started = now_ms ();

      lamp_energisation_set_open (energisation, head, TRUE, NULL);
      heads[run] = now_ms () - started;
      lamp_energisation_set_open (energisation, head, FALSE, NULL);
    }
  tell ("one switch change", any, N_SWITCHES);
  tell ("open a feeder's breaker", heads, N_RUNS);
}

typedef enum {
  UP,
  DOWN,
  BETWEEN,
  PROTECTIVE,
  CONNECTED,
  ISOLATING,
} Way;

static void
trace (LampEnergisation *state, Way way, guint32 element, guint32 other)
{
  g_auto (LampTrace) found = { 0 };

  if (way == UP)
    lamp_trace_up (state, element, LAMP_TRACE_PRESENT, &found);
  else if (way == DOWN)
    lamp_trace_down (state, element, LAMP_TRACE_PRESENT, &found);
  else if (way == BETWEEN)
    lamp_trace_between (state, element, other, LAMP_TRACE_PRESENT, &found);
  else if (way == PROTECTIVE)
    lamp_trace_protective (state, element, LAMP_TRACE_PRESENT, &found);
  else if (way == CONNECTED)
    lamp_trace_connected (state, element, LAMP_TRACE_PRESENT, &found);
  else
    lamp_trace_isolating (state, element, LAMP_TRACE_PRESENT, &found, NULL);
  if (found.n_elements == 0)
    g_error ("a trace found nothing");
}

static void
measure_traces (LampNetwork *network, guint32 head, guint32 deep, guint32 other)
{
  static const char *const names[] = { "trace up", "trace down from a feeder's breaker", "trace between", "trace to the protective device",
                                       "trace what is connected", "trace to isolating switches" };
  g_autoptr (LampEnergisation) state = lamp_energisation_new (network);

  /* Something is off normal, in the feeder that is traced too. */
  lamp_energisation_set_open (state, deep, TRUE, NULL);
  for (Way way = UP; way <= ISOLATING; way++)
    {
      double runs[N_RUNS];

      for (guint run = 0; run < N_RUNS; run++)
        {
          double started = now_ms ();

          trace (state, way, way == DOWN || way == CONNECTED ? head : other, way == BETWEEN ? head : other);
          runs[run] = now_ms () - started;
        }
      tell (names[way], runs, N_RUNS);
    }
}

/* Half-way up from the end of a feeder, where a tie is. */
static void
measure_plan (LampNetwork *network, guint32 end)
{
  g_autoptr (LampEnergisation) state = lamp_energisation_new (network);
  g_auto (LampTrace) way = { 0 };
  double  runs[N_RUNS];
  guint32 n_restored = 0;
  guint32 fault = 0;

  lamp_trace_up (state, end, LAMP_TRACE_PRESENT, &way);
  fault = way.elements[way.n_elements / 2];

  for (guint run = 0; run < N_RUNS; run++)
    {
      double started = now_ms ();
      g_autoptr (LampRestoration) plan = lamp_restoration_new (state, fault, NULL, 0);

      runs[run] = now_ms () - started;
      n_restored = plan->n_restored;
    }
  tell ("restoration options of a fault", runs, N_RUNS);
  g_printerr ("the plan brings %u customers back\n", n_restored);
}

static void
write_edges (const LampNetwork *network, const char *path)
{
  FILE *file = fopen (path, "w");

  if (file == NULL)
    g_error ("%s cannot be written", path);
  for (guint32 i = 0; i < network->n_elements; i++)
    if ((network->element_flags[i] & LAMP_ELEMENT_NORMALLY_OPEN) == 0)
      fprintf (file, "%u %u\n", network->element_from[i], network->element_to[i]);
  fclose (file);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = lamp_fixture_path ("topology.gpkg");
  guint            n_elements = argc > 2 ? (guint)MAX (atoi (argv[2]), 20000) : DEFAULT_ELEMENTS;
  guint            middle = n_elements / ELEMENTS_A_FEEDER / 2 * ELEMENTS_A_FEEDER;
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  guint32 head = 0, deep = 0, other = 0;

  if (argc < 2)
    g_error ("usage: bench-topology EDGES_FILE [ELEMENTS]");
  lamp_gdal_init ();
  {
    g_autoptr (LampDraft) draft = make_draft (n_elements);

    if (!lamp_draft_write (draft, path, NULL, &error))
      g_error ("%s", error->message);
  }
  network = lamp_network_load (path, NULL, &error);
  if (network == NULL)
    g_error ("%s", error->message);

  head = lamp_network_find_element (network, nth ("e", middle));
  deep = lamp_network_find_element (network, nth ("e", middle + 1900));
  other = lamp_network_find_element (network, nth ("e", middle + 1700));
  write_edges (network, argv[1]);
  g_print ("elements\t%u\t0\n", network->n_elements);
  g_print ("sources\t%u\t0\n", network->n_sources);
  g_print ("head\t%u\t%u\n", network->element_from[head], network->element_to[head]);
  g_print ("other\t%u\t%u\n", network->element_from[other], network->element_to[other]);
  measure_scratch (network);
  measure_switching (network, head);
  measure_traces (network, head, deep, other);
  measure_plan (network, lamp_network_find_element (network, nth ("e", middle + ELEMENTS_A_FEEDER - 2)));
  return 0;
}
