/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The canvas (canvas.h): what is put on it is what GTK shows, and tiles on it look as they do when cairo draws them. By GTK's GL renderer on a
 * machine whose processor draws; skipped elsewhere.
 */
#include "map/canvas.h"
#include "map/shot.h"
#include "map/tile-draw.h"

#include <string.h>

typedef struct
{
  GtkWidget  *window;
  LampCanvas *canvas;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = g_object_ref_sink (gtk_window_new ());
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
  fixture->canvas = lamp_canvas_new (fixture->window);
  if (fixture->canvas == NULL)
    g_test_skip ("not drawn by GL and the processor");
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->canvas, lamp_canvas_free);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->window);
}

static guint32 *
dup_pixels (GdkTexture *texture)
{
  gsize    width = (gsize)gdk_texture_get_width (texture), height = (gsize)gdk_texture_get_height (texture);
  guint32 *pixels = g_new (guint32, width * height);

  gdk_texture_download (texture, (guchar *)pixels, width * 4);
  return pixels;
}

static guint32 *
new_noise (GRand *rand, gsize n)
{
  guint32 *pixels = g_new (guint32, n);

  for (gsize i = 0; i < n; i++)
    pixels[i] = 0xff000000u | g_rand_int (rand);
  return pixels;
}

/* Against a copy pixel by pixel: anywhere, hanging over every edge, or outside. */
static void
test_put (Fixture *fixture, gconstpointer data)
{
  enum { WIDTH = 67,
         HEIGHT = 41,
         SIZE = 30 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (g_test_rand_int () & 0x7fffffff);
  g_autofree guint32 *ground = new_noise (rand, WIDTH * HEIGHT), *part = new_noise (rand, SIZE * SIZE), *shown = NULL;
  g_autoptr (GdkTexture) texture = NULL;

  if (fixture->canvas == NULL)
    return;
  g_assert_true (lamp_canvas_begin (fixture->canvas, &(LampView){ .width = WIDTH, .height = HEIGHT, .scale = 1.0 }));
  lamp_canvas_put (fixture->canvas, ground, WIDTH, 0, 0, WIDTH, HEIGHT);
  for (guint i = 0; i < 40; i++)
    {
      int x = g_rand_int_range (rand, -SIZE - 3, WIDTH + 3), y = g_rand_int_range (rand, -SIZE - 3, HEIGHT + 3);
      int width = g_rand_int_range (rand, 1, SIZE + 1), height = g_rand_int_range (rand, 1, SIZE + 1);

      lamp_canvas_put (fixture->canvas, part, SIZE, x, y, width, height);
      for (int j = MAX (y, 0); j < MIN (y + height, HEIGHT); j++)
        for (int k = MAX (x, 0); k < MIN (x + width, WIDTH); k++)
          ground[j * WIDTH + k] = part[(j - y) * SIZE + (k - x)];
    }
  texture = lamp_canvas_end (fixture->canvas);
  shown = dup_pixels (texture);
  g_assert_cmpmem (shown, WIDTH * HEIGHT * 4, ground, WIDTH * HEIGHT * 4);
}

/* It may be another size, and what GTK still holds may outlive it and the window. */
static void
test_sizes (Fixture *fixture, gconstpointer data)
{
  static const int sizes[][2] = { { 1, 1 }, { 640, 480 }, { 640, 480 }, { 1921, 3 }, { 640, 480 } };
  g_autoptr (GPtrArray) held = g_ptr_array_new_with_free_func (g_object_unref);

  if (fixture->canvas == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      guint32 one = 0xff000000u | (i + 1) * 0x102030u;

      g_assert_true (lamp_canvas_begin (fixture->canvas, &(LampView){ .width = sizes[i][0], .height = sizes[i][1], .scale = 1.0 }));
      lamp_canvas_put (fixture->canvas, &one, 1, sizes[i][0] - 1, sizes[i][1] - 1, 1, 1);
      g_ptr_array_add (held, lamp_canvas_end (fixture->canvas));
    }
  g_clear_pointer (&fixture->canvas, lamp_canvas_free);
  for (guint i = 0; i < held->len; i++)
    {
      g_autofree guint32 *shown = dup_pixels (g_ptr_array_index (held, i));
      guint               last = (guint)(sizes[i][0] * sizes[i][1]) - 1;

      g_assert_cmpint (gdk_texture_get_width (g_ptr_array_index (held, i)), ==, sizes[i][0]);
      /* The third was drawn on what the second shows. */
      g_assert_cmphex (shown[last], ==, 0xff000000u | (i == 1 ? 3 : i + 1) * 0x102030u);
    }
  gtk_window_destroy (GTK_WINDOW (fixture->window)); /* before what it showed */
}

static guint32 *
dup_drawn (GskRenderNode *node, const LampView *view)
{
  int              width = (int)ceil (view->width * view->scale), height = (int)ceil (view->height * view->scale);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t         *cr = cairo_create (surface);
  guint32         *pixels = NULL;

  cairo_scale (cr, view->scale, view->scale);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixels = g_memdup2 (cairo_image_surface_get_data (surface), (gsize)width * (gsize)height * 4);
  for (int i = 0; i < width * height; i++)
    pixels[i] &= 0xffffff;
  cairo_surface_destroy (surface);
  return pixels;
}

typedef struct
{
  const char *name;
  double      zoom, scale; /* of the view; the tiles are of zoom 12 */
  int         first_x;     /* of the tiles; 1: the view's left has none */
  int         most;        /* by which they may differ: a scale of 1.5 is not undone exactly */
} Case;

static const Case cases[] = {
  { "covered", 12.0, 1.0, 0, 0 },
  { "covered-2", 12.0, 2.0, 0, 0 },
  { "covered-1.5", 12.0, 1.5, 0, 2 },
  { "a part", 12.0, 1.0, 1, 0 },
  { "smaller", 11.7, 1.0, 0, 2 },
  { "larger", 12.4, 1.0, 0, 2 },
  { "far larger", 14.5, 2.0, 0, 2 },
};

/* As cairo draws them, on the same ground. */
static void
test_tiles (Fixture *fixture, gconstpointer data)
{
  enum { N = 4,
         GROUND = 0x336699 };
  const Case *one = data;
  LampView    view = { .zoom = one->zoom, .width = 700, .height = 500, .scale = one->scale };
  LampTile    tiles[N * N] = { 0 };
  g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (LampPlaced));
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GtkSnapshot) our_snapshot = gtk_snapshot_new ();
  g_autoptr (GtkSnapshot) their_snapshot = gtk_snapshot_new ();
  g_autofree guint32 *ours = NULL, *theirs = NULL;
  g_autoptr (GskRenderNode) our_node = NULL;
  g_autoptr (GskRenderNode) their_node = NULL;
  GdkRGBA     ground = { (GROUND >> 16) / 255.0f, (GROUND >> 8 & 0xff) / 255.0f, (GROUND & 0xff) / 255.0f, 1.0f };
  LampTileKey middle = { .step = lamp_zoom_to_step (12.0), .scale = one->scale };

  if (fixture->canvas == NULL)
    return;
  /* The middle of the tiles is where four of them meet, and three pixels on. */
  view.x = LAMP_WORLD_SIZE / 2.0 + 3.0 / lamp_tile_px_per_unit (middle);
  view.y = view.x;
  for (int i = 0; i < N * N; i++)
    {
      int first = (int)(LAMP_WORLD_SIZE / 2.0 * lamp_tile_px_per_unit (middle) / LAMP_TILE_PX) - N / 2;

      tiles[i].key = middle;
      tiles[i].key.x = first + i % N;
      tiles[i].key.y = first + i / N;
      tiles[i].pixels = g_bytes_new_take (new_noise (rand, LAMP_TILE_PX * LAMP_TILE_PX), LAMP_TILE_PX * LAMP_TILE_PX * 4);
      if (i % N >= one->first_x * N / 2)
        lamp_placed_add (placed, &view, &tiles[i]);
    }
  g_assert_true (lamp_placed_draw_canvas (placed, our_snapshot, &view, fixture->canvas, 0xff000000u | GROUND, 0.0, 0.0));
  gtk_snapshot_append_color (their_snapshot, &ground, &GRAPHENE_RECT_INIT (0, 0, (float)view.width, (float)view.height));
  lamp_placed_draw_surfaces (placed, their_snapshot, &view, 0.0, 0.0);
  our_node = gtk_snapshot_free_to_node (g_steal_pointer (&our_snapshot));
  their_node = gtk_snapshot_free_to_node (g_steal_pointer (&their_snapshot));
  ours = dup_drawn (our_node, &view);
  theirs = dup_drawn (their_node, &view);
  for (gsize i = 0; i < (gsize)(view.width * view.scale) * (gsize)(view.height * view.scale); i++)
    for (guint channel = 0; channel < 24; channel += 8)
      g_assert_cmpint (ABS ((int)(ours[i] >> channel & 0xff) - (int)(theirs[i] >> channel & 0xff)), <=, one->most);
  for (int i = 0; i < N * N; i++)
    lamp_tile_drop_picture (&tiles[i]);
}

int
main (int argc, char **argv)
{
  if (!shot_init (&argc, &argv))
    return 77;
  g_test_add ("/map/canvas/put", Fixture, NULL, set_up, test_put, tear_down);
  g_test_add ("/map/canvas/sizes", Fixture, NULL, set_up, test_sizes, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/map/canvas/tiles/%s", cases[i].name);

      g_test_add (path, Fixture, &cases[i], set_up, test_tiles, tear_down);
    }
  return g_test_run ();
}
