/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A storm's last gasps: how long until they are outages, all at once and in batches, beside a naive program on networkx
 * (bench-gasps.py) on the same grid with the same gasps in the same run.
 *
 * The grid is a town of many feeders; storms put out whole laterals until so many customers are dark, and every dark meter
 * gasps. The peer climbs from each gasp and counts, for every device above, how many of its customers are silent: what people
 * write first. Ours also weighs, keeps evidence and tells the rule. Medians of the runs.
 *
 * usage: bench-gasps [COLUMNS ROWS [RUNS]]     100 by 112: 246,000 elements, 336,000 customers
 */
#include "bench/share.h"
#include "engine/prediction.h"
#include "engine/town.h"

#include <stdlib.h>
#include <unistd.h>

#define MAX_RUNS 99
#define BATCH 1000
#define LIMIT_SEC 1.0

static double
now_sec (void)
{
  return (double)g_get_monotonic_time () / 1e6;
}

/* Customers of random laterals, until there are so many. */
static GArray *
draw_dark (const LampTree *tree, guint32 n_wanted, GRand *rand)
{
  GArray            *dark = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autofree guint8 *seen = g_new0 (guint8, tree->network->n_elements);

  while (dark->len < n_wanted)
    {
      guint32        element = (guint32)g_rand_int_range (rand, 0, (gint32)tree->network->n_elements), n;
      const guint32 *customers;

      if (tree->network->element_kind[element] != LAMP_ELEMENT_FUSE || seen[element])
        continue;
      seen[element] = TRUE;
      customers = lamp_tree_customers (tree, element, &n);
      g_array_append_vals (dark, customers, MIN (n, n_wanted - dark->len));
    }
  return dark;
}

static void
gasp (LampPredictor *predictor, const GArray *dark, guint begin, guint end)
{
  for (guint i = begin; i < end; i++)
    lamp_predictor_report (predictor, &(LampReport){ .kind = LAMP_REPORT_LAST_GASP, .subject = g_array_index (dark, guint32, i), .at_usec = (gint64)(i % 3600) * G_USEC_PER_SEC });
}

static double
time_all (LampPredictor *predictor, const GArray *dark)
{
  double began = now_sec ();

  gasp (predictor, dark, 0, dark->len);
  lamp_predictor_predict (predictor);
  return now_sec () - began;
}

/* The whole storm comes in batches with an answer after each: the time of one, and of the last. */
static void
time_batches (LampPredictor *predictor, const GArray *dark)
{
  double began = now_sec (), last = 0.0;
  guint  n = 0;

  for (guint i = 0; i < dark->len; i += BATCH, n++)
    {
      double batch = now_sec ();

      gasp (predictor, dark, i, MIN (i + BATCH, dark->len));
      lamp_predictor_predict (predictor);
      last = now_sec () - batch;
    }
  g_print ("in %u batches of %u with an answer each: %.2f s in all, %.1f ms the last\n", n, BATCH, now_sec () - began, last * 1e3);
}

static void
write_peer (const LampTree *tree, const GArray *dark, const char *path)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  for (guint32 i = 0; i < tree->network->n_elements; i++)
    g_string_append_printf (text, "e %d %u %d\n", tree->parent[i] == LAMP_NONE ? -1 : (int)tree->parent[i], i, lamp_element_kind_is_protective ((LampElementKind)tree->network->element_kind[i]) || tree->network->element_kind[i] == LAMP_ELEMENT_TRANSFORMER);
  for (guint32 i = 0; i < tree->network->n_customers; i++)
    g_string_append_printf (text, "c %u\n", tree->feeding[i]);
  for (guint i = 0; i < dark->len; i++)
    g_string_append_printf (text, "g %u\n", g_array_index (dark, guint32, i));
  if (!g_file_set_contents (path, text->str, (gssize)text->len, &error))
    g_error ("%s", error->message);
}

static double
time_peer (const LampTree *tree, const GArray *dark, const char *script)
{
  g_autofree char *path = NULL, *out = NULL;
  g_autoptr (GError) error = NULL;
  const char *argv[] = { "/usr/bin/python3", script, NULL, NULL };
  int         file = g_file_open_tmp ("lamp-gasps-XXXXXX", &path, &error);

  if (file < 0)
    g_error ("%s", error->message);
  close (file);
  write_peer (tree, dark, path);
  argv[2] = path;
  if (!g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &out, NULL, NULL, &error))
    g_error ("%s", error->message);
  unlink (path);
  return g_ascii_strtod (out, NULL);
}

static void
print_storm (LampPredictor *predictor, const LampTree *tree, guint32 n_dark, guint n_runs, const char *script)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  g_autoptr (GArray) dark = draw_dark (tree, n_dark, rand);
  double ours[MAX_RUNS], peer = script != NULL ? time_peer (tree, dark, script) : 0.0;

  for (guint run = 0; run < n_runs; run++)
    {
      lamp_predictor_forget (predictor);
      ours[run] = time_all (predictor, dark);
    }
  g_print ("%u last gasps: %u outages in %.3f s (%.0f ns each), limit %.1f s: %s\n", dark->len, lamp_predictor_predict (predictor)->len, bench_median (ours, n_runs), bench_median (ours, n_runs) / dark->len * 1e9, LIMIT_SEC * dark->len / 1e5, bench_median (ours, n_runs) <= LIMIT_SEC * dark->len / 1e5 ? "met" : "NOT MET");
  if (script != NULL && peer > 0.0)
    g_print ("networkx, naive: %.3f s; ratio ours / networkx: %.4f\n", peer, bench_median (ours, n_runs) / peer);
  else if (script != NULL)
    g_print ("networkx is not there: no peer\n");
  lamp_predictor_forget (predictor);
  time_batches (predictor, dark);
}

int
main (int argc, char **argv)
{
  guint            columns = argc > 2 ? (guint)MAX (atoi (argv[1]), 4) : 100, rows = argc > 2 ? (guint)MAX (atoi (argv[2]), 4) : 112;
  guint            n_runs = argc > 3 ? (guint)CLAMP (atoi (argv[3]), 1, MAX_RUNS) : 7;
  g_autofree char *script = NULL;
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (LampEnergisation) normal = NULL;
  g_autoptr (LampPredictor) predictor = NULL;

  g_test_init (&argc, &argv, NULL);
  script = g_test_build_filename (G_TEST_DIST, "bench", "bench-gasps.py", NULL);
  network = lamp_town_network (columns, rows);
  normal = lamp_energisation_new (network);
  predictor = lamp_predictor_new (normal, NULL);
  g_print ("%u elements, %u customers; median of %u runs\n", network->n_elements, network->n_customers, n_runs);
  print_storm (predictor, lamp_predictor_get_tree (predictor), MIN (100000, network->n_customers / 2), n_runs, script);
  print_storm (predictor, lamp_predictor_get_tree (predictor), network->n_customers * 3 / 4, n_runs, NULL);
  return 0;
}
