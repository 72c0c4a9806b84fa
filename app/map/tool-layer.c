/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tool-layer.h. One cairo node, no larger than what it shows: it is drawn anew with every move of the pointer.
 */
#include "map/tool-layer.h"

#include "map/marks.h"
#include "map/paint.h"
#include "map/symbol.h"
#include "map/widget-view.h"

#define LIMIT_PX 1e5
#define LABEL_ROOM_PX 90.0
#define LEAST_LEG_PX 46.0 /* shorter ones are not labelled */

struct _LampToolLayer
{
  ShumateLayer     parent_instance;
  LampLive        *live;
  const LampTools *tools;   /* borrowed; NULL when its owner ends */
  const guint32   *colours; /* borrowed */
  PangoLayout     *layout;
};

G_DEFINE_FINAL_TYPE (LampToolLayer, lamp_tool_layer, SHUMATE_TYPE_LAYER)

static void
to_px (const LampView *view, LampWorld at, double *x, double *y)
{
  *x = CLAMP (lamp_view_to_x (view, at.x), -LIMIT_PX, LIMIT_PX);
  *y = CLAMP (lamp_view_to_y (view, at.y), -LIMIT_PX, LIMIT_PX);
}

/* Where it is drawn. */
static void
followed_to_px (const LampView *view, const LampThing *followed, double *x, double *y)
{
  lamp_marks_stand (followed, view, x, y);
  *x = CLAMP (*x, -LIMIT_PX, LIMIT_PX);
  *y = CLAMP (*y, -LIMIT_PX, LIMIT_PX);
}

static guint
n_points (const LampMeasure *measure)
{
  return measure->points->len + (measure->has_live ? 1 : 0);
}

static void
trace (cairo_t *cr, const LampMeasure *measure, const LampView *view, guint n)
{
  cairo_new_path (cr);
  for (guint i = 0; i < n; i++)
    {
      double x, y;

      to_px (view, lamp_measure_point (measure, i), &x, &y);
      cairo_line_to (cr, x, y);
    }
}

static void
draw_text (LampToolLayer *self, cairo_t *cr, double x, double y, const char *text)
{
  double width, height;

  lamp_text_measure (self->layout, LAMP_TEXT_COUNT, text, &width, &height);
  cairo_save (cr);
  cairo_translate (cr, floor (x - width / 2.0), floor (y - height / 2.0));
  lamp_text_draw (cr, self->layout, LAMP_TEXT_COUNT, text, self->colours);
  cairo_restore (cr);
}

/* The length of each leg in its middle when there are several, the total at the end. */
static void
draw_lengths (LampToolLayer *self, cairo_t *cr, const LampMeasure *measure, const LampView *view)
{
  guint n = lamp_measure_get_n_legs (measure);

  for (guint i = 0; i < n; i++)
    {
      double           x0, y0, x1, y1;
      g_autofree char *leg = lamp_length_text (lamp_measure_leg_m (measure, i));

      to_px (view, lamp_measure_point (measure, i), &x0, &y0);
      to_px (view, lamp_measure_point (measure, i + 1), &x1, &y1);
      if (n > 1 && hypot (x1 - x0, y1 - y0) >= LEAST_LEG_PX)
        draw_text (self, cr, (x0 + x1) / 2.0, (y0 + y1) / 2.0, leg);
      if (i + 1 == n)
        {
          g_autofree char *total = lamp_length_text (lamp_measure_total_m (measure));

          draw_text (self, cr, x1, y1 - 18.0, total);
        }
    }
}

static void
draw_measure (LampToolLayer *self, cairo_t *cr, const LampMeasure *measure, const LampView *view)
{
  guint        n = n_points (measure);
  const double dashes[] = { 7.0, 4.0 };

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_BUTT);
  trace (cr, measure, view, n);
  lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_SYMBOL_FILL]);
  cairo_set_line_width (cr, 5.0);
  cairo_stroke_preserve (cr);
  lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_SITE]);
  cairo_set_line_width (cr, 2.2);
  cairo_set_dash (cr, dashes, 2, 0.0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
  for (guint i = 0; i < measure->points->len; i++)
    {
      double x, y;

      to_px (view, lamp_measure_point (measure, i), &x, &y);
      cairo_new_path (cr);
      cairo_arc (cr, x, y, 4.5, 0.0, 2.0 * G_PI);
      lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_SYMBOL_FILL]);
      cairo_fill_preserve (cr);
      lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_SITE]);
      cairo_set_line_width (cr, 2.0);
      cairo_stroke (cr);
    }
  draw_lengths (self, cr, measure, view);
}

/* Where a key would set the next point. */
static void
draw_cross (LampToolLayer *self, cairo_t *cr, double x, double y)
{
  for (int pass = 0; pass < 2; pass++)
    {
      cairo_new_path (cr);
      for (int arm = 0; arm < 4; arm++)
        {
          double dx = cos (arm * G_PI / 2.0), dy = sin (arm * G_PI / 2.0);

          cairo_move_to (cr, x + dx * 4.0, y + dy * 4.0);
          cairo_line_to (cr, x + dx * 14.0, y + dy * 14.0);
        }
      lamp_paint_set_colour (cr, self->colours[pass == 0 ? LAMP_COLOUR_SYMBOL_FILL : LAMP_COLOUR_SITE]);
      cairo_set_line_width (cr, pass == 0 ? 5.0 : 2.0);
      cairo_stroke (cr);
    }
}

/* A pin whose foot is the place. */
static void
draw_mark (LampToolLayer *self, cairo_t *cr, double x, double y)
{
  cairo_new_path (cr);
  cairo_arc (cr, x, y - 22.0, 9.0, G_PI * 0.85, G_PI * 2.15);
  cairo_line_to (cr, x, y);
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_SYMBOL_FILL]);
  cairo_set_line_width (cr, 4.0);
  cairo_stroke_preserve (cr);
  lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_SITE]);
  cairo_fill (cr);
  cairo_new_path (cr);
  cairo_arc (cr, x, y - 22.0, 3.5, 0.0, 2.0 * G_PI);
  lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_SYMBOL_FILL]);
  cairo_fill (cr);
}

/* Two rings apart, so that it is not taken for the halo of what is selected. */
static void
draw_followed (LampToolLayer *self, cairo_t *cr, double x, double y)
{
  static const double radii[] = { 20.0, 25.0 };

  for (guint i = 0; i < G_N_ELEMENTS (radii); i++)
    {
      cairo_new_path (cr);
      cairo_arc (cr, x, y, radii[i], 0.0, 2.0 * G_PI);
      lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_SYMBOL_FILL]);
      cairo_set_line_width (cr, 4.0);
      cairo_stroke_preserve (cr);
      lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_CREW]);
      cairo_set_line_width (cr, 2.0);
      cairo_stroke (cr);
    }
}

static LampRect
band_of (const LampTools *tools)
{
  return (LampRect){ MIN (tools->band.x0, tools->band.x1), MIN (tools->band.y0, tools->band.y1), MAX (tools->band.x0, tools->band.x1),
                     MAX (tools->band.y0, tools->band.y1) };
}

static void
draw_band (LampToolLayer *self, cairo_t *cr)
{
  LampRect     band = band_of (self->tools);
  const double dashes[] = { 5.0, 4.0 };

  cairo_rectangle (cr, floor (band.x0) + 0.5, floor (band.y0) + 0.5, floor (band.x1 - band.x0), floor (band.y1 - band.y0));
  lamp_paint_set_colour (cr, lamp_paint_fade (self->colours[LAMP_COLOUR_CREW], 0.14));
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1.5);
  cairo_set_dash (cr, dashes, 2, 0.0);
  lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_CREW]);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0.0);
}

static void
grow (LampRect *all, double x, double y, double by)
{
  *all = (LampRect){ MIN (all->x0, x - by), MIN (all->y0, y - by), MAX (all->x1, x + by), MAX (all->y1, y + by) };
}

/* Of all there is to draw; FALSE when that is nothing. */
static gboolean
bound (LampToolLayer *self, const LampView *view, const LampThing *followed, LampRect *all)
{
  const LampTools *tools = self->tools;
  double           x, y;

  *all = (LampRect){ G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE };
  for (guint i = 0; i < n_points (&tools->measure); i++)
    {
      to_px (view, lamp_measure_point (&tools->measure, i), &x, &y);
      grow (all, x, y, LABEL_ROOM_PX);
    }
  if (lamp_world_is_known (tools->mark))
    {
      to_px (view, tools->mark, &x, &y);
      grow (all, x, y, 36.0);
    }
  if (followed != NULL)
    {
      followed_to_px (view, followed, &x, &y);
      grow (all, x, y, 30.0);
    }
  if (tools->banding)
    {
      grow (all, tools->band.x0, tools->band.y0, 2.0);
      grow (all, tools->band.x1, tools->band.y1, 2.0);
    }
  *all = (LampRect){ MAX (floor (all->x0), 0.0), MAX (floor (all->y0), 0.0), MIN (ceil (all->x1), view->width), MIN (ceil (all->y1), view->height) };
  return all->x0 < all->x1 && all->y0 < all->y1;
}

static void
lamp_tool_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LampToolLayer   *self = LAMP_TOOL_LAYER (widget);
  LampView         view = lamp_view_of (shumate_layer_get_viewport (SHUMATE_LAYER (self)), widget);
  const LampThing *followed = self->tools->followed != NULL ? lamp_live_find (self->live, LAMP_SELECT_CREW, self->tools->followed) : NULL;
  LampRect         all;
  cairo_t         *cr;
  double           x, y;

  if (view.width < 1.0 || self->colours == NULL || !bound (self, &view, followed, &all))
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT ((float)all.x0, (float)all.y0, (float)(all.x1 - all.x0), (float)(all.y1 - all.y0)));
  if (followed != NULL)
    {
      followed_to_px (&view, followed, &x, &y);
      draw_followed (self, cr, x, y);
    }
  if (lamp_world_is_known (self->tools->mark))
    {
      to_px (&view, self->tools->mark, &x, &y);
      draw_mark (self, cr, x, y);
    }
  if (n_points (&self->tools->measure) > 0)
    draw_measure (self, cr, &self->tools->measure, &view);
  if (self->tools->measuring && self->tools->by_keys)
    {
      to_px (&view, self->tools->measure.live, &x, &y);
      draw_cross (self, cr, x, y);
    }
  if (self->tools->banding)
    draw_band (self, cr);
  cairo_destroy (cr);
}

static void
lamp_tool_layer_dispose (GObject *object)
{
  LampToolLayer *self = LAMP_TOOL_LAYER (object);

  g_clear_object (&self->live);
  g_clear_object (&self->layout);
  G_OBJECT_CLASS (lamp_tool_layer_parent_class)->dispose (object);
}

static void
lamp_tool_layer_class_init (LampToolLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_tool_layer_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = lamp_tool_layer_snapshot;
}

static void
lamp_tool_layer_init (LampToolLayer *self)
{
  self->layout = lamp_text_layout_new ();
}

LampToolLayer *
lamp_tool_layer_new (ShumateViewport *viewport, LampLive *live, const LampTools *tools)
{
  LampToolLayer *self = g_object_new (LAMP_TYPE_TOOL_LAYER, "viewport", viewport, NULL);

  self->live = g_object_ref (live);
  self->tools = tools;
  g_signal_connect_object (viewport, "notify", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return self;
}

void
lamp_tool_layer_set_colours (LampToolLayer *self, const guint32 *colours)
{
  g_return_if_fail (LAMP_IS_TOOL_LAYER (self));

  self->colours = colours;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
