/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The blocks of a base map between painters and a loader, which is the test's: nobody waits for what is there, what comes
 * late is told where it lies, coarser blocks stand in, memory is bounded.
 */
#include "map/base-map.h"
#include "map/plain-text.h"

#include <math.h>

#define BLOCK_PX 64
#define AN_HOUR_USEC (G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC) /* who waits at all waits for ever */

#define TEST_TYPE_LOADER (test_loader_get_type ())
G_DECLARE_FINAL_TYPE (TestLoader, test_loader, TEST, LOADER, LampBaseMap)

struct _TestLoader
{
  LampBaseMap parent_instance;
  GArray     *wanted; /* LampBlockKey */
  gboolean    at_once, forgets;
};

G_DEFINE_FINAL_TYPE (TestLoader, test_loader, LAMP_TYPE_BASE_MAP)

static cairo_surface_t *
make_block (guint32 colour)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, BLOCK_PX, BLOCK_PX);
  cairo_t         *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  return surface;
}

static void
want (LampBaseMap *base, LampBlockKey key)
{
  TestLoader *self = TEST_LOADER (base);

  g_array_append_val (self->wanted, key);
  if (self->at_once)
    lamp_base_map_put (base, key, make_block (0x406080), TRUE);
  if (!self->forgets)
    return;
  g_assert_cmpuint (self->wanted->len, <, 1000); /* there would be no end to it */
  lamp_base_map_forget (base, key);
}

static void
test_loader_finalize (GObject *object)
{
  g_array_unref (TEST_LOADER (object)->wanted);
  G_OBJECT_CLASS (test_loader_parent_class)->finalize (object);
}

static void
test_loader_class_init (TestLoaderClass *klass)
{
  LAMP_BASE_MAP_CLASS (klass)->want = want;
  G_OBJECT_CLASS (klass)->finalize = test_loader_finalize;
}

static void
test_loader_init (TestLoader *self)
{
  self->wanted = g_array_new (FALSE, FALSE, sizeof (LampBlockKey));
}

static TestLoader *
new_loader (gboolean at_once)
{
  TestLoader *self = g_object_new (TEST_TYPE_LOADER, NULL);

  lamp_base_map_set_info (LAMP_BASE_MAP (self), &(LampBaseInfo){ .title = "Test", .extent = { 0, 0, G_MAXUINT32, G_MAXUINT32 }, .block_px = BLOCK_PX, .least_level = 2, .most_level = 12, .sharp = TRUE });
  self->at_once = at_once;
  return self;
}

/* The pixel in the middle of a view of `blocks`² blocks of level z, whose first is `key`. */
static guint32
paint (TestLoader *self, LampBlockKey key, double blocks, gint64 patience_usec, gboolean *covered)
{
  double           size = LAMP_WORLD_SIZE / exp2 (key.z);
  int              px = (int)(BLOCK_PX * blocks);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, px, px);
  cairo_t         *cr = cairo_create (surface);
  LampBaseView     view = { .left = key.x * size, .top = key.y * size, .k = BLOCK_PX / size, .width = px, .height = px, .patience_usec = patience_usec };
  guint32          pixel;

  *covered = lamp_base_map_draw (LAMP_BASE_MAP (self), cr, &view);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  pixel = ((guint32 *)(void *)cairo_image_surface_get_data (surface))[px / 2 * cairo_image_surface_get_stride (surface) / 4 + px / 2];
  cairo_surface_destroy (surface);
  return pixel;
}

static void
changed_cb (LampBaseMap *base, const LampWorldBox *box, LampWorldBox *changed)
{
  lamp_world_box_join (changed, *box);
}

/* What is there before anybody waits is not waited for. */
static void
test_at_once (void)
{
  g_autoptr (TestLoader) loader = new_loader (TRUE);
  gboolean covered;

  g_assert_cmphex (paint (loader, (LampBlockKey){ 5, 7, 9 }, 3, AN_HOUR_USEC, &covered), ==, 0xff406080);
  g_assert_true (covered);
  g_assert_cmpuint (loader->wanted->len, ==, 9);
  paint (loader, (LampBlockKey){ 5, 7, 9 }, 3, AN_HOUR_USEC, &covered);
  g_assert_cmpuint (loader->wanted->len, ==, 9);
}

static gpointer
put_later (gpointer data)
{
  lamp_base_map_put (data, (LampBlockKey){ 5, 7, 9 }, make_block (0x112233), TRUE);
  return NULL;
}

static void
test_waits (void)
{
  g_autoptr (TestLoader) loader = new_loader (FALSE);
  GThread *thread = g_thread_new ("loader", put_later, loader);
  gboolean covered;

  g_assert_cmphex (paint (loader, (LampBlockKey){ 5, 7, 9 }, 1, AN_HOUR_USEC, &covered), ==, 0xff112233);
  g_thread_join (thread);
}

/* Nobody waits for what is in trouble, or closed. */
static void
test_trouble (void)
{
  g_autoptr (TestLoader) loader = new_loader (FALSE);
  g_autofree char *trouble = NULL;
  gboolean         covered;

  lamp_base_map_set_trouble (LAMP_BASE_MAP (loader), "it is away");
  g_assert_cmphex (paint (loader, (LampBlockKey){ 5, 7, 9 }, 1, AN_HOUR_USEC, &covered), ==, 0);
  g_assert_false (covered);
  g_object_get (loader, "trouble", &trouble, NULL);
  g_assert_cmpstr (trouble, ==, "it is away");
  lamp_base_map_set_trouble (LAMP_BASE_MAP (loader), NULL);
  lamp_base_map_close (LAMP_BASE_MAP (loader));
  g_assert_cmphex (paint (loader, (LampBlockKey){ 6, 7, 9 }, 1, AN_HOUR_USEC, &covered), ==, 0);
}

/* A loader that cannot keep in mind all that is wanted, as of a large picture while its server is away: nobody asks it for ever. */
static void
test_forgets (void)
{
  g_autoptr (TestLoader) loader = new_loader (FALSE);
  gboolean covered;

  loader->forgets = TRUE;
  g_assert_cmphex (paint (loader, (LampBlockKey){ 5, 7, 9 }, 3, AN_HOUR_USEC, &covered), ==, 0);
  g_assert_false (covered);
  g_assert_cmpuint (loader->wanted->len, >=, 9);
}

/* A damaged file: what is wrong with one block is not waited for, the one beside it is. */
static void
test_piecemeal (void)
{
  g_autoptr (TestLoader) loader = g_object_new (TEST_TYPE_LOADER, NULL);
  const LampBlockKey good = { 5, 7, 9 }, bad = { 5, 20, 20 };
  GThread           *thread;
  gboolean           covered;

  lamp_base_map_set_info (LAMP_BASE_MAP (loader), &(LampBaseInfo){ .title = "Test", .extent = { 0, 0, G_MAXUINT32, G_MAXUINT32 }, .block_px = BLOCK_PX, .least_level = 2, .most_level = 12, .sharp = TRUE, .piecemeal = TRUE });
  lamp_base_map_set_trouble (LAMP_BASE_MAP (loader), "a part is damaged");
  paint (loader, bad, 1, 0, &covered);
  lamp_base_map_set_failed (LAMP_BASE_MAP (loader), bad, TRUE);
  g_assert_cmphex (paint (loader, bad, 1, AN_HOUR_USEC, &covered), ==, 0);
  thread = g_thread_new ("later", put_later, loader);
  g_assert_cmphex (paint (loader, good, 1, AN_HOUR_USEC, &covered), ==, 0xff112233);
  g_thread_join (thread);
}

/* With the server away: who goes farther off takes along what there is; what would have to be enlarged a hundred times does not hide
 * the region's own map. */
static void
test_stands_in (void)
{
  g_autoptr (TestLoader) loader = new_loader (FALSE);
  const LampBlockKey key = { 9, 100, 100 };
  gboolean           covered;

  lamp_base_map_put (LAMP_BASE_MAP (loader), (LampBlockKey){ 2, 0, 0 }, make_block (0x808080), TRUE);
  g_assert_cmphex (paint (loader, key, 1, 0, &covered), ==, 0);
  g_assert_false (covered);
  lamp_base_map_put (LAMP_BASE_MAP (loader), (LampBlockKey){ 6, 12, 12 }, make_block (0x404040), TRUE);
  g_assert_cmphex (paint (loader, key, 1, 0, &covered), ==, 0xff404040);
  for (int i = 0; i < 4; i++)
    lamp_base_map_put (LAMP_BASE_MAP (loader), (LampBlockKey){ 10, 200 + i % 2, 200 + i / 2 }, make_block (0x112233), TRUE);
  g_assert_cmphex (paint (loader, key, 1, 0, &covered), ==, 0xff112233);
  lamp_base_map_put (LAMP_BASE_MAP (loader), key, make_block (0x0000ff), TRUE);
  g_assert_cmphex (paint (loader, key, 1, 0, &covered), ==, 0xff0000ff);
  g_assert_true (covered);
}

static void
test_comes_late (void)
{
  g_autoptr (TestLoader) loader = new_loader (FALSE);
  const LampBlockKey key = { 5, 7, 9 }, parent = { 4, 3, 4 }, unseen = { 5, 20, 20 };
  LampWorldBox       changed = LAMP_WORLD_BOX_EMPTY, box = lamp_block_box (key);
  gboolean           covered;

  g_signal_connect (loader, "changed", G_CALLBACK (changed_cb), &changed);
  lamp_base_map_put (LAMP_BASE_MAP (loader), parent, make_block (0x808080), TRUE);
  g_assert_cmphex (paint (loader, key, 1, 0, &covered), ==, 0xff808080); /* the coarser one stands in */
  g_assert_true (covered);
  changed = LAMP_WORLD_BOX_EMPTY;
  lamp_base_map_put (LAMP_BASE_MAP (loader), key, make_block (0x0000ff), FALSE);
  while (lamp_world_box_is_empty (changed) || changed.x1 < box.x1 || changed.y1 < box.y1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmphex (paint (loader, key, 1, 0, &covered), ==, 0xff0000ff);
  g_assert_false (covered); /* it said it was not opaque */

  /* Nothing there: the coarser one for good. */
  paint (loader, unseen, 1, 0, &covered);
  lamp_base_map_put (LAMP_BASE_MAP (loader), unseen, NULL, FALSE);
  g_array_set_size (loader->wanted, 0);
  g_assert_cmphex (paint (loader, unseen, 1, 0, &covered), ==, 0);
  g_assert_cmpuint (loader->wanted->len, ==, 1);
  g_assert_cmpint (g_array_index (loader->wanted, LampBlockKey, 0).z, ==, 4);
}

/* Any number of blocks may be looked at; those not looked at for long are wanted anew. */
static void
test_bounded (void)
{
  g_autoptr (TestLoader) loader = new_loader (TRUE);
  gboolean covered;
  guint    n;

  paint (loader, (LampBlockKey){ 12, 0, 5 }, 1, 0, &covered);
  for (int x = 1; x < 4000; x++)
    for (int y = 0; y < 3; y++)
      paint (loader, (LampBlockKey){ 12, x, y }, 1, 0, &covered);
  n = loader->wanted->len;
  paint (loader, (LampBlockKey){ 12, 3999, 2 }, 1, 0, &covered);
  g_assert_cmpuint (loader->wanted->len, ==, n);
  paint (loader, (LampBlockKey){ 12, 0, 5 }, 1, 0, &covered);
  g_assert_cmpuint (loader->wanted->len, ==, n + 1);
}

/* At any zoom, between levels too, blocks meet without a gap and cover the view. */
static void
test_no_gaps (void)
{
  g_autoptr (TestLoader) loader = new_loader (TRUE);

  for (double zoom = 3.0; zoom < 14.0; zoom += 0.37)
    {
      double           k = BLOCK_PX * exp2 (zoom) / LAMP_WORLD_SIZE;
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 150, 110);
      cairo_t         *cr = cairo_create (surface);
      LampBaseView     view = { .left = 1.3e9, .top = 2.1e9, .k = k, .width = 150, .height = 110 };
      const guint32   *pixels;

      g_assert_true (lamp_base_map_draw (LAMP_BASE_MAP (loader), cr, &view));
      cairo_destroy (cr);
      cairo_surface_flush (surface);
      pixels = (const guint32 *)(void *)cairo_image_surface_get_data (surface);
      for (int i = 0; i < 150 * 110; i++)
        g_assert_cmphex (pixels[i], ==, 0xff406080);
      cairo_surface_destroy (surface);
    }
}

static void
test_plain_text (void)
{
  static const char *const lines[][2] = {
    { NULL, "" },
    { "© <a href=\"https://x\">OpenStreetMap</a>\n contributors", "© OpenStreetMap contributors" },
    { "&copy; A &amp; B &lt;C&gt; &unknown; <", "© A & B <C> &unknown; <" },
    { "  a\t\x01"
      "b \xe2\x80\xae"
      "c ",
      "a b c" }, /* nothing turns the line around */
    { "1 < 2 > 1", "1 < 2 > 1" },
    { "\xff", "\xef\xbf\xbd" },
  };
  g_autofree char *much = g_strnfill (5000, 'x'), *cut = lamp_plain_text (much);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *plain = lamp_plain_text (lines[i][0]);

      g_assert_cmpstr (plain, ==, lines[i][1]);
    }
  g_assert_cmpuint (g_utf8_strlen (cut, -1), ==, LAMP_PLAIN_TEXT_MOST_CHARS);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/base-map/at-once", test_at_once);
  g_test_add_func ("/map/base-map/waits", test_waits);
  g_test_add_func ("/map/base-map/trouble", test_trouble);
  g_test_add_func ("/map/base-map/forgets", test_forgets);
  g_test_add_func ("/map/base-map/piecemeal", test_piecemeal);
  g_test_add_func ("/map/base-map/stands-in", test_stands_in);
  g_test_add_func ("/map/base-map/comes-late", test_comes_late);
  g_test_add_func ("/map/base-map/bounded", test_bounded);
  g_test_add_func ("/map/base-map/no-gaps", test_no_gaps);
  g_test_add_func ("/map/base-map/plain-text", test_plain_text);
  return g_test_run ();
}
