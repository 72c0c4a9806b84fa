/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where what is live stands: no name lies on a symbol, a pill or another name, a crew at work is seen, and the edge of a picture cuts nothing.
 */
#include "grid/fixture.h"
#include "map/marks.h"
#include "map/sample.h"

#include <math.h>
#include <string.h>

#define WIDTH_PX 900.0
#define HEIGHT_PX 600.0
#define ZOOM 14.0

/* What was drawn. */
typedef struct
{
  PangoLayout *layout;
  GArray      *symbols, *texts; /* LampRect */
  GArray      *pills, *crews;   /* likewise, among the symbols too */
} Paper;

static void
pen_symbol (gpointer data, const LampSymbol *symbol, double x, double y)
{
  double   r = lamp_symbol_radius (symbol->look) - 1.0;
  LampRect rect = { x - r, y - r, x + r, y + r };

  g_array_append_val (((Paper *)data)->symbols, rect);
  if (symbol->look >= LAMP_LOOK_CREW_AVAILABLE && symbol->look <= LAMP_LOOK_CREW_OFF_SHIFT)
    g_array_append_val (((Paper *)data)->crews, rect);
}

static void
pen_measure (gpointer data, LampTextKind kind, const char *text, double *width, double *height)
{
  lamp_text_measure (((Paper *)data)->layout, kind, text, width, height);
}

static void
pen_text (gpointer data, LampTextKind kind, const char *text, double x, double y)
{
  Paper   *paper = data;
  double   width, height;
  LampRect rect;

  pen_measure (paper, kind, text, &width, &height);
  rect = (LampRect){ x, y, x + width, y + height };
  if (kind == LAMP_TEXT_PILL || kind == LAMP_TEXT_PILL_LATE)
    g_array_append_val (paper->pills, rect);
  g_array_append_val (kind == LAMP_TEXT_PILL || kind == LAMP_TEXT_PILL_LATE || kind == LAMP_TEXT_COUNT ? paper->symbols : paper->texts, rect);
}

static void
pen_ring (gpointer data, double x, double y, double r, guint32 colour, double width)
{
}

static const LampPen pen = { pen_symbol, pen_text, pen_measure, pen_ring };

typedef struct
{
  Sample       sample;
  LampLive    *live;
  LampMarks   *marks;
  LampPalette *palette;
  LampView     view;
  Paper        paper;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();

  sample_init (&fixture->sample, network, 0);
  fixture->live = sample_new_live (&fixture->sample);
  fixture->marks = lamp_marks_new (fixture->live);
  fixture->palette = lamp_palette_load ("neutral", NULL);
  fixture->view = lamp_view_align ((LampView){ 2.0e9, 1.6e9, ZOOM, WIDTH_PX, HEIGHT_PX, 1.0 });
  fixture->paper = (Paper){ lamp_text_layout_new (), g_array_new (FALSE, FALSE, sizeof (LampRect)), g_array_new (FALSE, FALSE, sizeof (LampRect)),
                            g_array_new (FALSE, FALSE, sizeof (LampRect)), g_array_new (FALSE, FALSE, sizeof (LampRect)) };
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->paper.layout);
  g_array_unref (fixture->paper.symbols);
  g_array_unref (fixture->paper.texts);
  g_array_unref (fixture->paper.pills);
  g_array_unref (fixture->paper.crews);
  lamp_palette_unref (fixture->palette);
  lamp_marks_free (fixture->marks);
  g_object_unref (fixture->live);
  sample_clear (&fixture->sample);
}

static void
draw (Fixture *fixture)
{
  g_array_set_size (fixture->paper.symbols, 0);
  g_array_set_size (fixture->paper.texts, 0);
  g_array_set_size (fixture->paper.pills, 0);
  g_array_set_size (fixture->paper.crews, 0);
  lamp_marks_draw (fixture->marks, &fixture->view, lamp_palette_get_colours (fixture->palette, FALSE), &pen, &fixture->paper);
}

static void
add_at (Fixture *fixture, guint i, double x, double y)
{
  static const char *const statuses[] = { "enroute", "onSite", "available" };
  g_autofree char         *id = g_strdup_printf ("Thing %u", i);
  LampWorld                at = lamp_view_world (&fixture->view, x, y);

  if (i % 3 == 0)
    sample_add_outage (&fixture->sample, id, at, "confirmed", 1 + i * 77);
  else if (i % 3 == 1)
    sample_add_crew (&fixture->sample, id, at, statuses[i / 3 % G_N_ELEMENTS (statuses)], i * 40.0, 5);
  else
    sample_add_site (&fixture->sample, id, id, at, "first", i % 2 == 0 ? "out" : "normal");
}

static const LampRect *
nth (const GArray *rects, guint i)
{
  return &g_array_index (rects, LampRect, i);
}

/* A street full of them: no name lies on anything, from outside the view to inside it. */
static void
test_no_collision (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint i = 0; i < 160; i++)
    add_at (fixture, i, g_rand_double_range (rand, -60.0, WIDTH_PX + 60.0), g_rand_double_range (rand, -60.0, HEIGHT_PX + 60.0));
  for (int framed = 0; framed < 2; framed++)
    {
      if (framed)
        lamp_marks_set_frame (fixture->marks);
      draw (fixture);
      g_assert_cmpuint (fixture->paper.symbols->len, >, 60);
      g_assert_cmpuint (fixture->paper.texts->len, >, 20);
      for (guint i = 0; i < fixture->paper.texts->len; i++)
        {
          for (guint j = 0; j < fixture->paper.symbols->len; j++)
            g_assert_false (lamp_rect_intersects (*nth (fixture->paper.texts, i), *nth (fixture->paper.symbols, j)));
          for (guint j = 0; j < i; j++)
            g_assert_false (lamp_rect_intersects (*nth (fixture->paper.texts, i), *nth (fixture->paper.texts, j)));
        }
    }
}

static gboolean
is_whole (const LampRect *rect)
{
  return rect->x0 >= 0.0 && rect->y0 >= 0.0 && rect->x1 <= WIDTH_PX && rect->y1 <= HEIGHT_PX;
}

/* All around the edge, just inside and just outside of it. */
static void
test_frame (Fixture *fixture, gconstpointer data)
{
  guint n = 0, n_cut = 0;

  for (double x = 20.0; x < WIDTH_PX; x += 60.0, n += 4)
    {
      add_at (fixture, n, x, 2.0);
      add_at (fixture, n + 1, x, HEIGHT_PX - 2.0);
      add_at (fixture, n + 2, x, -4.0);
      add_at (fixture, n + 3, x, HEIGHT_PX + 4.0);
    }
  for (double y = 60.0; y < HEIGHT_PX - 60.0; y += 60.0, n += 2)
    {
      add_at (fixture, n, 1.0, y);
      add_at (fixture, n + 1, WIDTH_PX - 1.0, y);
    }
  draw (fixture);
  for (guint i = 0; i < fixture->paper.symbols->len; i++)
    n_cut += !is_whole (nth (fixture->paper.symbols, i));
  g_assert_cmpuint (n_cut, >, 20); /* a window shows what half comes in */
  lamp_marks_set_frame (fixture->marks);
  draw (fixture);
  g_assert_cmpuint (fixture->paper.symbols->len, >, 20);
  for (guint i = 0; i < fixture->paper.symbols->len; i++)
    g_assert_true (is_whole (nth (fixture->paper.symbols, i)));
  for (guint i = 0; i < fixture->paper.texts->len; i++)
    g_assert_true (is_whole (nth (fixture->paper.texts, i)));
}

/* Something stands where the name of a substation would be: the name goes elsewhere, over neither, and nothing else is named over
 * the substation. */
static void
test_substation (Fixture *fixture, gconstpointer data)
{
  LampNetwork *network = fixture->sample.network;
  LampWorld    at = network->node_at[network->sources[0].node];
  LampView     view = lamp_view_align ((LampView){ at.x, at.y, 18.0, WIDTH_PX, HEIGHT_PX, 1.0 });
  LampRect     first, second;

  fixture->view = view;
  draw (fixture);
  g_assert_cmpuint (fixture->paper.texts->len, ==, 0);
  lamp_marks_set_network (fixture->marks, network);
  draw (fixture);
  g_assert_cmpuint (fixture->paper.texts->len, ==, 0); /* names are hidden */
  lamp_marks_set_named (fixture->marks, TRUE);
  draw (fixture);
  g_assert_cmpuint (fixture->paper.texts->len, ==, 1);
  first = *nth (fixture->paper.texts, 0);
  g_assert_cmpfloat (first.y0, >, HEIGHT_PX / 2.0);
  add_at (fixture, 1, WIDTH_PX / 2.0, (first.y0 + first.y1) / 2.0); /* a crew, and its name */
  add_at (fixture, 4, WIDTH_PX / 2.0 - 40.0, HEIGHT_PX / 2.0);
  draw (fixture);
  g_assert_cmpuint (fixture->paper.texts->len, ==, 3);
  second = *nth (fixture->paper.texts, 0);
  g_assert_cmpfloat (second.y1, <, HEIGHT_PX / 2.0);
  for (guint i = 0; i < fixture->paper.texts->len; i++)
    {
      LampRect symbol = { WIDTH_PX / 2.0 - 10.0, HEIGHT_PX / 2.0 - 10.0, WIDTH_PX / 2.0 + 10.0, HEIGHT_PX / 2.0 + 10.0 };

      g_assert_false (lamp_rect_intersects (*nth (fixture->paper.texts, i), symbol));
      for (guint j = 0; j < fixture->paper.symbols->len; j++)
        g_assert_false (lamp_rect_intersects (*nth (fixture->paper.texts, i), *nth (fixture->paper.symbols, j)));
    }
}

/* Something comes and goes beside a crew: its name moves out of the way once, and not back and forth. */
static void
test_calm (Fixture *fixture, gconstpointer data)
{
  LampWorld beside = lamp_view_world (&fixture->view, 340.0, 300.0);
  double    x = 0.0;
  guint     n_jumps = 0;

  add_at (fixture, 1, 300.0, 300.0);
  for (guint i = 0; i < 12; i++)
    {
      if (i % 2 == 1)
        sample_add_outage (&fixture->sample, "O1", beside, "confirmed", 0);
      else if (i > 0)
        g_list_store_remove_all (fixture->sample.outages);
      draw (fixture);
      g_assert_cmpuint (fixture->paper.texts->len, ==, 1);
      n_jumps += i > 0 && fabs (nth (fixture->paper.texts, 0)->x0 - x) > 5.0;
      x = nth (fixture->paper.texts, 0)->x0;
    }
  g_assert_cmpuint (n_jumps, ==, 1);
}

/* A name may be as long as somebody liked. */
static void
test_long_names (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (2000, 'M');

  sample_add_crew (&fixture->sample, name, lamp_view_world (&fixture->view, 300.0, 300.0), "enroute", 0.0, 5);
  sample_add_site (&fixture->sample, "S", name, lamp_view_world (&fixture->view, 500.0, 400.0), "first", "out");
  draw (fixture);
  g_assert_cmpuint (fixture->paper.texts->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpfloat (nth (fixture->paper.texts, i)->x1 - nth (fixture->paper.texts, i)->x0, <, 240.0);
}

/* Half a number is another number: none lies on another, nor on an outage or a key site that is out, nor beneath one. */
static void
test_pills (Fixture *fixture, gconstpointer data)
{
  const GArray *pills = fixture->paper.pills, *symbols = fixture->paper.symbols;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *id = g_strdup_printf ("O%u", i);

      sample_add_outage (&fixture->sample, id, lamp_view_world (&fixture->view, 100.0 + i * 30.0, 300.0), "confirmed", i % 4 == 0 ? 12345 : 1444);
    }
  sample_add_outage (&fixture->sample, "Beneath", lamp_view_world (&fixture->view, 100.0, 500.0), "confirmed", 3488);
  sample_add_site (&fixture->sample, "S", "Over its pill", lamp_view_world (&fixture->view, 100.0, 480.0), "first", "onBackup");
  draw (fixture);
  g_assert_cmpuint (pills->len, >, 12);
  for (guint i = 0; i < pills->len; i++)
    {
      guint n_same = 0;

      for (guint j = 0; j < i; j++)
        g_assert_false (lamp_rect_intersects (*nth (pills, i), *nth (pills, j)));
      for (guint j = 0; j < symbols->len; j++)
        n_same += lamp_rect_intersects (*nth (pills, i), *nth (symbols, j));
      g_assert_cmpuint (n_same, ==, 1); /* itself */
    }
  for (guint i = 0, n_low = 0; i < pills->len; i++)
    if ((n_low += nth (pills, i)->y0 > 400.0) == 1)
      return;
  g_assert_not_reached (); /* the largest of them had none */
}

/* A crowd: the largest still have their numbers, whole. */
static void
test_crowd (Fixture *fixture, gconstpointer data)
{
  const GArray *pills = fixture->paper.pills;
  guint         n_wide = 0;

  for (guint i = 0; i < 49; i++)
    {
      g_autofree char *id = g_strdup_printf ("O%02u", i);

      sample_add_outage (&fixture->sample, id, lamp_view_world (&fixture->view, 300.0 + i % 7 * 27.0, 200.0 + i / 7 * 27.0), "confirmed", i % 12 == 0 ? 900000 + i : 12 + i);
    }
  draw (fixture);
  for (guint i = 0; i < pills->len; i++)
    {
      n_wide += nth (pills, i)->x1 - nth (pills, i)->x0 > 50.0;
      for (guint j = 0; j < i; j++)
        g_assert_false (lamp_rect_intersects (*nth (pills, i), *nth (pills, j)));
    }
  g_assert_cmpuint (n_wide, ==, 5);
}

/* A larger outage comes and goes beside one: its number makes way once, and not to and fro; and it stays where it is as the map
 * is moved. */
static void
test_calm_pills (Fixture *fixture, gconstpointer data)
{
  const GArray *pills = fixture->paper.pills;
  double        y = 0.0;
  guint         n_jumps = 0;

  for (guint i = 0; i < 12; i++)
    {
      if (i == 0)
        sample_add_outage (&fixture->sample, "Small", lamp_view_world (&fixture->view, 300.0, 300.0), "confirmed", 12);
      else if (i % 2 == 0)
        g_list_store_remove (fixture->sample.outages, 1);
      else
        sample_add_outage (&fixture->sample, "Large", lamp_view_world (&fixture->view, 300.0, 272.0), "confirmed", 1234);
      draw (fixture);
      g_assert_cmpuint (pills->len, ==, 1 + i % 2);
      for (guint j = 0; j < pills->len; j++)
        if (nth (pills, j)->x1 - nth (pills, j)->x0 < 35.0)
          {
            n_jumps += i > 0 && fabs (nth (pills, j)->y0 - y) > 3.0;
            y = nth (pills, j)->y0;
          }
    }
  g_assert_cmpuint (n_jumps, ==, 1);
  fixture->view.x += 3.0 / lamp_view_k (&fixture->view);
  draw (fixture);
  g_assert_cmpuint (pills->len, ==, 2);
}

/* A crew at work is seen, beside its outage and its number, in the same place whatever else is there; one that drives or waits is where it is. */
static void
test_aside (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *status;
    gboolean    aside;
  } cases[] = { { "onSite", TRUE }, { "working", TRUE }, { "suspended", TRUE }, { "enroute", FALSE }, { "assigned", FALSE }, { "available", FALSE } };
  LampWorld     at = lamp_view_world (&fixture->view, 300.0, 300.0);
  const GArray *crews = fixture->paper.crews, *symbols = fixture->paper.symbols;

  sample_add_outage (&fixture->sample, "O", at, "confirmed", 12345);
  sample_add_site (&fixture->sample, "S", "Where its number would be", lamp_view_world (&fixture->view, 300.0, 274.0), "first", "onBackup");
  sample_add_crew (&fixture->sample, "C", at, "onSite", 0.0, 5);
  draw (fixture);
  g_assert_cmpuint (fixture->paper.pills->len, ==, 1);
  g_assert_false (lamp_rect_intersects (*nth (crews, 0), *nth (fixture->paper.pills, 0)));
  g_list_store_remove_all (fixture->sample.crews);
  sample_add_outage (&fixture->sample, "P", at, "confirmed", 1); /* so that it says how many it stands for */
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint  n_covered = 0;
      double x, y;

      sample_add_crew (&fixture->sample, "C", at, cases[i].status, 0.0, 5);
      draw (fixture);
      g_test_message ("%s", cases[i].status);
      g_assert_cmpuint (crews->len, ==, 1);
      for (guint j = 0; j < symbols->len; j++)
        n_covered += lamp_rect_intersects (*nth (crews, 0), *nth (symbols, j));
      g_assert_true ((n_covered == 1) == cases[i].aside); /* itself */
      lamp_marks_stand (lamp_live_find (fixture->live, LAMP_SELECT_CREW, "C"), &fixture->view, &x, &y);
      g_assert_true ((hypot (x - 300.0, y - 300.0) > 20.0) == cases[i].aside);
      g_assert_cmpfloat (fabs ((nth (crews, 0)->x0 + nth (crews, 0)->x1) / 2.0 - x), <, 0.5);
      g_assert_cmpfloat (fabs ((nth (crews, 0)->y0 + nth (crews, 0)->y1) / 2.0 - y), <, 0.5);
      sample_add_outage (&fixture->sample, "Where it stands", lamp_view_world (&fixture->view, x, y), "confirmed", 0);
      draw (fixture);
      g_assert_cmpfloat (fabs ((nth (crews, 0)->x0 + nth (crews, 0)->x1) / 2.0 - x), <, 0.5);
      g_list_store_remove (fixture->sample.outages, 2);
      g_list_store_remove_all (fixture->sample.crews);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/map/marks/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("no-collision", test_no_collision);
  ADD ("frame", test_frame);
  ADD ("substation", test_substation);
  ADD ("calm", test_calm);
  ADD ("pills", test_pills);
  ADD ("calm-pills", test_calm_pills);
  ADD ("crowd", test_crowd);
  ADD ("long-names", test_long_names);
  ADD ("aside", test_aside);
  return g_test_run ();
}
