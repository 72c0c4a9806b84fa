/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes a picture of the map over a region with sample outages, crews and key sites: for looking at what a change does.
 *
 *   picture REGION.gpkg OUT.png [--size=WxH] [--zoom=Z] [--night] [--outages=N] [--feeders] [--phases] [--flow] [--palette=NAME]
 *           [--device=ID] [--close=ID] [--show]
 */
#include <adwaita.h>
#include <math.h>
#include <stdio.h>

#include "map/controls.h"
#include "map/sample.h"
#include "map/scene.h"
#include "grid/trace.h"

static char    *size_text = NULL, *at_text = NULL, *palette_name = NULL, *device = NULL, *closed = NULL;
static double   zoom = 0.0;
static gboolean bench = FALSE, night = FALSE, feeders = FALSE, phases = FALSE, flow = FALSE, selected = FALSE, show = FALSE;
static int      n_outages = 8;
static gint64   started_usec;

static const GOptionEntry entries[] = {
  { "size", 0, 0, G_OPTION_ARG_STRING, &size_text, "Size of the window", "WxH" },
  { "zoom", 0, 0, G_OPTION_ARG_DOUBLE, &zoom, "Zoom around the first outage instead of showing everything", "Z" },
  { "at", 0, 0, G_OPTION_ARG_STRING, &at_text, "Zoom there, and not on the first outage", "LON,LAT" },
  { "night", 0, 0, G_OPTION_ARG_NONE, &night, "Night colours", NULL },
  { "feeders", 0, 0, G_OPTION_ARG_NONE, &feeders, "Feeders by colour", NULL },
  { "phases", 0, 0, G_OPTION_ARG_NONE, &phases, "Letters of phases", NULL },
  { "flow", 0, 0, G_OPTION_ARG_NONE, &flow, "Arrows away from the source", NULL },
  { "palette", 0, 0, G_OPTION_ARG_STRING, &palette_name, "Whose colours", "NAME" },
  { "device", 0, 0, G_OPTION_ARG_STRING, &device, "With that element selected", "ID" },
  { "close", 0, 0, G_OPTION_ARG_STRING, &closed, "With that open element closed", "ID" },
  { "select", 0, 0, G_OPTION_ARG_NONE, &selected, "With the first outage selected and its way to the source traced", NULL },
  { "bench", 0, 0, G_OPTION_ARG_NONE, &bench, "Time the painting of tiles on one thread, and take no picture", NULL },
  { "show", 0, 0, G_OPTION_ARG_NONE, &show, "Keep the window until it is closed", NULL },
  { "outages", 0, 0, G_OPTION_ARG_INT, &n_outages, "How many", "N" },
  { NULL },
};

typedef struct
{
  GMainLoop  *loop;
  GtkWidget  *window;
  const char *path;
} Camera;

static gboolean
shoot_cb (gpointer data)
{
  Camera *camera = data;
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (camera->window);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  int scale = gtk_widget_get_scale_factor (camera->window);

  gtk_snapshot_scale (snapshot, (float)scale, (float)scale);
  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (camera->window), gtk_widget_get_height (camera->window));
  node = gtk_snapshot_free_to_node (snapshot);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (GTK_NATIVE (camera->window)), node, NULL);
  gdk_texture_save_to_png (texture, camera->path);
  if (!show)
    g_main_loop_quit (camera->loop);
  return G_SOURCE_REMOVE;
}

static void
settled_cb (LampMap *map, GParamSpec *pspec, Camera *camera)
{
  if (!lamp_map_is_settled (map))
    return;
  printf ("settled after %.0f ms\n", (double)(g_get_monotonic_time () - started_usec) / 1000.0);
  g_signal_handlers_disconnect_by_func (map, settled_cb, camera);
  g_timeout_add (250, shoot_cb, camera);
}

static void
select_first (LampMap *map, LampSelection *selection, Sample *sample)
{
  g_autoptr (LampItem) first = g_list_model_get_item (G_LIST_MODEL (sample->outages), 0);
  g_auto (LampTrace) trace = { 0 };
  guint32 element;

  if (first == NULL)
    return;
  lamp_selection_set (selection, LAMP_SELECT_OUTAGE, lamp_item_get_id (first));
  for (element = 0; element < sample->network->n_elements; element++)
    if (g_str_equal (lamp_network_element_name (sample->network, element), lamp_item_get_id (first)))
      break;
  lamp_trace_up (sample->energisation, element, LAMP_TRACE_NORMAL, &trace);
  lamp_map_set_traced (map, trace.elements, trace.n_elements);
}

static void
trace_cb (LampMap *map, GParamSpec *pspec, gpointer *both)
{
  if (!lamp_map_is_settled (map))
    return;
  g_signal_handlers_disconnect_by_func (map, trace_cb, both);
  select_first (map, both[0], both[1]);
}

static gdouble
time_tiles (const LampScene *scene, LampWorldBox extent, double at_zoom, guint *n)
{
  LampTileKey         key = { .step = lamp_zoom_to_step (at_zoom), .scale = 1 };
  double              k = lamp_tile_px_per_unit (key) / LAMP_TILE_PX;
  g_autofree guint32 *pixels = g_new (guint32, LAMP_TILE_PX * LAMP_TILE_PX);
  const int           never = 0;
  gint64              start = g_get_monotonic_time ();

  *n = 0;
  /* The middle of the region, at most a hundred of them. */
  for (int y = (int)(extent.y0 * k); y <= (int)(extent.y1 * k); y++)
    for (int x = (int)(extent.x0 * k); x <= (int)(extent.x1 * k); x++)
      if (fabs (x - (extent.x0 / 2 + extent.x1 / 2) * k) <= 5.0 && fabs (y - (extent.y0 / 2 + extent.y1 / 2) * k) <= 5.0)
        {
          key.x = x;
          key.y = y;
          lamp_scene_paint (scene, key, TRUE, pixels, &never);
          ++*n;
        }
  return (double)(g_get_monotonic_time () - start) / 1000.0;
}

static void
run_bench (LampNetwork *network, Sample *sample)
{
  gint64 start = g_get_monotonic_time ();
  g_autoptr (LampIndex) index = lamp_index_new (network);
  g_autoptr (LampPalette) palette = lamp_palette_load ("neutral", NULL);
  g_autoptr (GBytes) state = g_bytes_new (lamp_energisation_get_elements (sample->energisation), network->n_elements);
  g_autoptr (LampScene) scene = lamp_scene_new (index, state, palette, FALSE, (LampShow)(LAMP_SHOW_BASE | LAMP_SHOW_NAMES));

  printf ("%u elements, %u vertices; index %.1f ms\n", network->n_elements, network->n_vertices, (double)(g_get_monotonic_time () - start) / 1000.0);
  for (double at_zoom = 9.0; at_zoom <= 18.0; at_zoom += 1.0)
    {
      guint  n;
      double ms = time_tiles (scene, network->extent, at_zoom, &n);

      printf ("zoom %2.0f: %3u tiles, %6.2f ms each\n", at_zoom, n, ms / MAX (n, 1));
    }
}

static void
style (void)
{
  g_autoptr (GtkCssProvider) css = gtk_css_provider_new ();

  gtk_css_provider_load_from_data (css, ".osd-panel { background: alpha(@window_bg_color, 0.92); border-radius: 10px; margin: 14px; }"
                                        ".lamp-map-legend, .lamp-map-scale { padding: 8px 12px; }",
                                   -1);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (), GTK_STYLE_PROVIDER (css), 800);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) options = g_option_context_new ("REGION.gpkg OUT.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (LampSelection) selection = lamp_selection_new ();
  Sample     sample;
  int        width = 1280, height = 720;
  GtkWidget *map, *overlay;
  Camera     camera;
  gpointer   both[2];

  g_option_context_add_main_entries (options, entries, NULL);
  if (!g_option_context_parse (options, &argc, &argv, &error) || argc != 3)
    g_error ("%s", error != NULL ? error->message : "REGION.gpkg and OUT.png are needed");
  if (size_text != NULL && sscanf (size_text, "%dx%d", &width, &height) != 2)
    g_error ("--size is WxH");
  network = lamp_network_load (argv[1], NULL, &error);
  if (network == NULL)
    g_error ("%s", error->message);
  if (bench)
    {
      sample_init (&sample, network, (guint)n_outages);
      run_bench (network, &sample);
      sample_clear (&sample);
      return 0;
    }
  adw_init ();
  style ();
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), night ? ADW_COLOR_SCHEME_FORCE_DARK : ADW_COLOR_SCHEME_FORCE_LIGHT);
  sample_init (&sample, network, (guint)n_outages);
  map = lamp_map_new (selection);
  lamp_map_set_clock (LAMP_MAP (map), SAMPLE_NOW_USEC, 0.0);
  lamp_map_set_night (LAMP_MAP (map), night);
  lamp_map_set_layer_shown (LAMP_MAP (map), LAMP_MAP_LAYER_FEEDERS, feeders);
  lamp_map_set_layer_shown (LAMP_MAP (map), LAMP_MAP_LAYER_PHASES, phases);
  lamp_map_set_layer_shown (LAMP_MAP (map), LAMP_MAP_LAYER_FLOW, flow);
  if (palette_name != NULL && !lamp_map_set_palette (LAMP_MAP (map), palette_name, &error))
    g_error ("%s", error->message);
  if (device != NULL)
    lamp_selection_set (selection, LAMP_SELECT_DEVICE, device);
  if (closed != NULL)
    lamp_energisation_set_open (sample.energisation, lamp_network_find_element (network, closed), FALSE, NULL);
  lamp_map_set_outages (LAMP_MAP (map), G_LIST_MODEL (sample.outages));
  lamp_map_set_crews (LAMP_MAP (map), G_LIST_MODEL (sample.crews));
  lamp_map_set_sites (LAMP_MAP (map), G_LIST_MODEL (sample.sites));
  started_usec = g_get_monotonic_time ();
  lamp_map_set_grid (LAMP_MAP (map), sample.energisation);
  if (zoom > 0.0)
    {
      g_autoptr (LampItem) first = g_list_model_get_item (G_LIST_MODEL (sample.outages), 0);
      LampPoint at = { 0.0, 0.0 };

      if (at_text != NULL && sscanf (at_text, "%lf,%lf", &at.lon_deg, &at.lat_deg) != 2)
        g_error ("--at is LON,LAT");
      if (at_text == NULL && first != NULL)
        at = ((LampRecord *)lamp_item_get_record (first))->at;
      lamp_map_go_to (LAMP_MAP (map), at, zoom);
    }
  overlay = gtk_overlay_new ();
  gtk_overlay_set_child (GTK_OVERLAY (overlay), map);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), lamp_map_controls_new (LAMP_MAP (map)));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), lamp_map_legend_new (LAMP_MAP (map)));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), lamp_map_scale_new (LAMP_MAP (map)));

  camera = (Camera){ g_main_loop_new (NULL, FALSE), gtk_window_new (), argv[2] };
  both[0] = selection;
  both[1] = &sample;
  if (selected)
    g_signal_connect (map, "notify::settled", G_CALLBACK (trace_cb), both);
  g_signal_connect (map, "notify::settled", G_CALLBACK (settled_cb), &camera);
  gtk_window_set_decorated (GTK_WINDOW (camera.window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (camera.window), width, height);
  gtk_window_set_child (GTK_WINDOW (camera.window), overlay);
  gtk_window_present (GTK_WINDOW (camera.window));
  g_main_loop_run (camera.loop);
  gtk_window_destroy (GTK_WINDOW (camera.window));
  g_main_loop_unref (camera.loop);
  sample_clear (&sample);
  return 0;
}
