/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Five million line segments beside one million, in one run and one window: panning at three zooms. Ends with 1 when the larger grid takes more
 * than LIMIT times as long a frame.
 *
 * usage: bench-map-five REGION.gpkg FIVE_TIMES.gpkg
 */
#include "bench/frames.h"
#include "bench/wide-grid.h"
#include "grid/gdal-use.h"
#include "grid/memory.h"

#define N_SEGMENTS 1000000
#define N_FRAMES 150
#define LIMIT 1.2

typedef struct
{
  LampNetwork      *network;
  LampEnergisation *energisation;
} Grid;

static void
grid_open (Grid *grid, const char *path, guint n_segments)
{
  g_autoptr (GError) error = NULL;

  wide_grid_write (path, n_segments, FALSE);
  grid->network = lamp_network_load (path, NULL, &error);
  if (grid->network == NULL)
    g_error ("%s", error->message);
  grid->energisation = lamp_energisation_new (grid->network);
}

static void
grid_close (Grid *grid)
{
  lamp_energisation_free (grid->energisation);
  lamp_network_unref (grid->network);
}

static double
pan (Frames *frames, const Grid *grid, double zoom)
{
  lamp_map_set_grid (frames->map, grid->energisation);
  frames_settle (frames);
  frames_pan (frames, grid->network->extent, zoom, N_FRAMES);
  return bench_share (frames->cost_ms, frames->n, 0.5);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    double      zoom;
  } places[] = { { "full extent", 0.0 }, { "city", 13.0 }, { "street", 16.0 } };
  Frames   frames = { 0 };
  Grid     one, five;
  gboolean met = TRUE;

  if (argc < 3)
    g_error ("usage: bench-map-five REGION.gpkg FIVE_TIMES.gpkg");
  lamp_memory_keep ();
  gtk_init ();
  lamp_gdal_init ();
  grid_open (&one, argv[1], N_SEGMENTS);
  grid_open (&five, argv[2], 5 * N_SEGMENTS);
  frames_open (&frames, 1920, 1080);
  g_print ("%u and %u elements; 1920 × 1080, %s; median of %u frames\n", one.network->n_elements, five.network->n_elements,
           G_OBJECT_TYPE_NAME (gtk_native_get_renderer (GTK_NATIVE (frames.window))), N_FRAMES);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      double           ms = pan (&frames, &one, places[i].zoom), of_five = pan (&frames, &five, places[i].zoom);
      g_autofree char *what = g_strdup_printf ("pan, %s: %.2f ms and %.2f", places[i].name, ms, of_five);

      met &= frames_tell (what, of_five / ms, "×", LIMIT);
    }
  lamp_map_set_grid (frames.map, NULL);
  grid_close (&one);
  grid_close (&five);
  return met ? 0 : 1;
}
