/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long a region of a million elements takes to load, and what it weighs, against GDAL's own loop over the
 * features of the same file: every layer, every feature, its fields touched, its vertices summed up, nothing kept.
 *
 * The peer does less (no connectivity, no look-ups, nothing in memory afterwards) and is the way most programs
 * read such a file. Both run in turn in one process, on a file already in the page cache; medians are printed.
 * CPU is of all threads: the load reads customers and makes look-up tables on others, and GDAL reads ahead on
 * others. On a machine busy with other work the ratio tends to that of CPU. The first load of a process, whose memory nobody has
 * touched before, is printed too.
 *
 * usage: bench-load [LINES [RUNS]]            888889 lines, which makes a million elements; 15 runs
 * or:    bench-load REGION.gpkg [RUNS]
 */
#include "bench/share.h"
#include "grid/energisation.h"
#include "grid/fixture.h"
#include "grid/gdal-use.h"
#include "grid/memory.h"
#include "grid/network-cache.h"
#include "grid/network-private.h"
#include "grid/trace.h"

#include <malloc.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#define DEFAULT_LINES 888889
#define DEFAULT_RUNS 15
#define MAX_RUNS 101
#define RATIO_LIMIT 0.35   /* of the time GDAL's loop takes */
#define KEPT_LIMIT 30.0    /* ms, with every page touched */
#define WEIGHT_LIMIT 200.0 /* bytes an element */

static double
sum_of_geometry (OGRGeometryH geometry, guint64 *n_vertices)
{
  double sum = 0.0;
  int    n_parts = geometry == NULL ? 0 : OGR_G_GetGeometryCount (geometry);
  int    n_points = geometry == NULL || n_parts > 0 ? 0 : OGR_G_GetPointCount (geometry);

  for (int i = 0; i < n_parts; i++)
    sum += sum_of_geometry (OGR_G_GetGeometryRef (geometry, i), n_vertices);
  for (int i = 0; i < n_points; i++)
    sum += OGR_G_GetX (geometry, i) + OGR_G_GetY (geometry, i);
  *n_vertices += (guint64)n_points;
  return sum;
}

/* What the peer saw, so that nothing it does can be left out by a compiler. */
typedef struct
{
  guint64 n_features, n_elements, n_vertices, n_bytes;
  double  sum;
} Seen;

static void
see_feature (OGRFeatureH feature, Seen *seen)
{
  for (int i = 0; i < OGR_F_GetFieldCount (feature); i++)
    {
      OGRFieldType type = OGR_Fld_GetType (OGR_F_GetFieldDefnRef (feature, i));

      if (!OGR_F_IsFieldSetAndNotNull (feature, i))
        continue;
      if (type == OFTString)
        seen->n_bytes += strlen (OGR_F_GetFieldAsString (feature, i));
      else
        seen->sum += OGR_F_GetFieldAsDouble (feature, i);
    }

  seen->sum += sum_of_geometry (OGR_F_GetGeometryRef (feature), &seen->n_vertices);
  seen->n_features++;
}

static Seen
loop_over_features (const char *path)
{
  Seen         seen = { 0 };
  GDALDatasetH dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);

  for (int i = 0; i < GDALDatasetGetLayerCount (dataset); i++)
    {
      OGRLayerH   layer = GDALDatasetGetLayer (dataset, i);
      const char *name = OGR_L_GetName (layer);
      guint64     before = seen.n_features;
      OGRFeatureH feature = NULL;

      for (; (feature = OGR_L_GetNextFeature (layer)) != NULL; OGR_F_Destroy (feature))
        see_feature (feature, &seen);
      if (g_str_equal (name, "lines") || g_str_equal (name, "devices") || g_str_equal (name, "transformers"))
        seen.n_elements += seen.n_features - before;
    }

  GDALClose (dataset);
  return seen;
}

static gsize
heap_bytes (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return info.uordblks + info.hblkhd;
}

static LampNetwork *
load (const char *path)
{
  g_autoptr (GError) error = NULL;
  LampNetwork *network = lamp_network_load (path, NULL, &error);

  if (network == NULL)
    g_error ("%s", error->message);
  return network;
}

static char *
make_region (guint n_lines)
{
  char *path = lamp_fixture_path ("bench.gpkg");
  g_autoptr (LampDraft) draft = lamp_fixture_large_draft (n_lines);
  g_autoptr (GError) error = NULL;
  gint64 started = g_get_monotonic_time ();

  if (!lamp_draft_write (draft, path, NULL, &error))
    g_error ("%s", error->message);
  g_print ("wrote a region of %u lines in %.2f s\n", n_lines, (double)(g_get_monotonic_time () - started) / 1e6);
  return path;
}

static double
cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 + (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e3;
}

static void
print_row (const char *what, double *wall, double *cpu, guint n_runs, guint32 n_elements)
{
  double per = bench_median (wall, n_runs) / (n_elements / 100000.0);

  g_print ("%-18s %8.1f ms (CPU %.1f)   %7.1f ms per 100,000 elements\n", what, bench_median (wall, n_runs), bench_median (cpu, n_runs), per);
}

static void
print_pair (const char *which, double ours, double theirs)
{
  g_print ("the %s of each: %.1f and %.1f ms, ratio %.2f\n", which, ours, theirs, ours / theirs);
}

static void
print_load (const char *path, guint n_runs)
{
  double  ours[MAX_RUNS] = { 0.0 };
  double  ours_cpu[MAX_RUNS];
  double  theirs[MAX_RUNS] = { 0.0 };
  double  theirs_cpu[MAX_RUNS];
  Seen    seen = { 0 };
  guint32 n_elements = 0;
  double  first = 0.0;
  double  first_theirs = 0.0;

  for (guint run = 0; run < n_runs; run++)
    {
      double cpu = cpu_ms ();
      gint64 started = g_get_monotonic_time ();
      g_autoptr (LampNetwork) network = load (path);

      ours[run] = (double)(g_get_monotonic_time () - started) / 1e3;
      ours_cpu[run] = cpu_ms () - cpu;
      n_elements = network->n_elements;
      cpu = cpu_ms ();
      started = g_get_monotonic_time ();
      seen = loop_over_features (path);
      theirs[run] = (double)(g_get_monotonic_time () - started) / 1e3;
      theirs_cpu[run] = cpu_ms () - cpu;
    }

  first = ours[0];
  first_theirs = theirs[0];
  if (seen.n_elements != n_elements)
    g_error ("GDAL counts %" G_GUINT64_FORMAT " elements, the network has %u", seen.n_elements, n_elements);
  g_print ("%u elements, %" G_GUINT64_FORMAT " features, %" G_GUINT64_FORMAT " vertices; median of %u runs\n",
           n_elements,
           seen.n_features,
           seen.n_vertices,
           n_runs);
  print_row ("load", ours, ours_cpu, n_runs, n_elements);
  print_row ("GDAL feature loop", theirs, theirs_cpu, n_runs, n_elements);
  g_print ("ratio load / GDAL feature loop: %.2f, limit %.2f: %s (CPU %.2f)\n",
           bench_median (ours, n_runs) / bench_median (theirs, n_runs),
           RATIO_LIMIT,
           bench_verdict (bench_median (ours, n_runs) / bench_median (theirs, n_runs) <= RATIO_LIMIT),
           bench_median (ours_cpu, n_runs) / bench_median (theirs_cpu, n_runs));
  print_pair ("first", first, first_theirs);
  print_pair ("fastest", ours[0], theirs[0]);
}

static gboolean
touch (gpointer *array, gsize n_bytes, gpointer data)
{
  guint64 *sum = data;

  for (gsize i = 0; i < n_bytes; i += 64)
    *sum += ((const guint8 *)*array)[i];
  return TRUE;
}

/* From what was kept of it, until every cache line of every array was looked at. */
static void
print_kept (const char *path, guint n_runs)
{
  g_autofree char *folder = lamp_fixture_path ("kept");
  g_autoptr (LampNetwork) network = load (path);
  double  opened[MAX_RUNS], whole[MAX_RUNS];
  guint64 sum = 0;
  gint64  started = g_get_monotonic_time ();

  if (!lamp_network_keep (network, path, folder, NULL))
    g_error ("it could not be kept");
  g_print ("kept for the next start in %.0f ms\n", (double)(g_get_monotonic_time () - started) / 1e3);
  for (guint run = 0; run < n_runs; run++)
    {
      g_autoptr (LampNetwork) kept = NULL;

      started = g_get_monotonic_time ();
      kept = lamp_network_open (path, folder, NULL, NULL, NULL);
      opened[run] = (double)(g_get_monotonic_time () - started) / 1e3;
      if (!lamp_network_is_kept (kept))
        g_error ("it was read from the region");
      lamp_network_visit_arrays (kept, touch, &sum);
      whole[run] = (double)(g_get_monotonic_time () - started) / 1e3;
    }
  g_print ("load from what was kept: %.2f ms to open, %.1f ms with all of it touched (sum %" G_GUINT64_FORMAT "), limit %.0f ms: %s\n",
           bench_median (opened, n_runs),
           bench_median (whole, n_runs),
           sum,
           KEPT_LIMIT,
           bench_verdict (bench_median (whole, n_runs) <= KEPT_LIMIT));
}

/* What the allocator gave out, the network's only. */
static void
print_weight (const char *path)
{
  gsize before = heap_bytes ();
  g_autoptr (LampNetwork) network = load (path);
  gsize after = heap_bytes ();
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
  gsize  with_supply = heap_bytes ();
  double n = network->n_elements;

  g_print ("weight: %.1f MB, %.0f bytes an element with its nodes, vertices, customers, names and look-up tables, limit %.0f: %s; "
           "%.0f more for its supply\n",
           (double)(after - before) / 1e6,
           (double)(after - before) / n,
           WEIGHT_LIMIT,
           bench_verdict ((double)(after - before) / n <= WEIGHT_LIMIT),
           (double)(with_supply - after) / n);
}

/* The heaviest switch there is, and every switch or transformer in turn. */
static void
print_switching (const char *path)
{
  g_autoptr (LampNetwork) network = load (path);
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);
  gint64  started = g_get_monotonic_time ();
  guint32 n_steps = 0;
  guint32 heaviest = 0;

  for (guint32 i = 0; i < network->n_elements; i += 97, n_steps++)
    {
      lamp_energisation_set_open (energisation, i, TRUE, NULL);
      lamp_energisation_set_open (energisation, i, FALSE, NULL);
      if (lamp_trace_count_customers (energisation, i) > lamp_trace_count_customers (energisation, heaviest))
        heaviest = i;
    }
  g_print ("open and close any of %u elements: %.1f us on average\n", n_steps,
           (double)(g_get_monotonic_time () - started) / n_steps);
  started = g_get_monotonic_time ();
  lamp_energisation_set_open (energisation, heaviest, TRUE, NULL);
  g_print ("open the one with the most customers (%u): %.2f ms\n", lamp_trace_count_customers (energisation, heaviest),
           (double)(g_get_monotonic_time () - started) / 1e3);
}

int
main (int argc, char **argv)
{
  gboolean         given = argc > 1 && g_str_has_suffix (argv[1], ".gpkg");
  guint            n_lines = argc > 1 && !given ? (guint)MAX (atoi (argv[1]), 1000) : DEFAULT_LINES;
  guint            n_runs = argc > 2 ? (guint)CLAMP (atoi (argv[2]), 1, MAX_RUNS) : DEFAULT_RUNS;
  g_autofree char *path = NULL;

  lamp_memory_keep (); /* as the console does */
  lamp_gdal_init ();
  path = given ? g_strdup (argv[1]) : make_region (n_lines);
  print_load (path, n_runs);
  print_kept (path, n_runs);
  print_weight (path);
  print_switching (path);
  return 0;
}
