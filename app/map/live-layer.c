/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See live-layer.h. What stands where is for marks.c; here it becomes textures.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/live-layer.h"

#include "map/marks.h"
#include "map/paint.h"
#include "map/sprites.h"
#include "map/tile-layer.h"

#define LINE_HALO_PX 12.0      /* across, beyond the width of the line */
#define FRAME_USEC (33 * 1000) /* between two frames of a moving crew */

struct _LampLiveLayer
{
  ShumateLayer   parent_instance;
  LampLive      *live;
  LampSelection *selection;
  LampNetwork   *network; /* borrowed */
  const guint32 *colours; /* borrowed */
  LampSprites   *sprites;

  LampMarks *marks;

  LampSelectKind hovered_kind;
  char          *hovered_id;

  guint  tick;       /* callback, while crews move */
  gint64 drawn_usec; /* frame time of the last frame */
};

G_DEFINE_FINAL_TYPE (LampLiveLayer, lamp_live_layer, SHUMATE_TYPE_LAYER)

static LampView
get_view (LampLiveLayer *self)
{
  return lamp_view_of (shumate_layer_get_viewport (SHUMATE_LAYER (self)), GTK_WIDGET (self));
}

/* What the pen of a window draws on. */
typedef struct
{
  LampSprites *sprites;
  GtkSnapshot *snapshot; /* NULL: only measured */
  double       scale;
  double       dx, dy; /* to whole pixels of the screen */
} Paper;

static void
append_sprite (const Paper *paper, const LampSprite *sprite, double x, double y)
{
  /* On whole device pixels, or text blurs. */
  double left = (floor ((x + sprite->x) * paper->scale + 0.5) + paper->dx) / paper->scale;
  double top = (floor ((y + sprite->y) * paper->scale + 0.5) + paper->dy) / paper->scale;

  gtk_snapshot_append_texture (paper->snapshot, sprite->texture,
                               &GRAPHENE_RECT_INIT ((float)left, (float)top, (float)sprite->width, (float)sprite->height));
}

static void
append_ring (GtkSnapshot *snapshot, double x, double y, double r, guint32 colour, float width)
{
  GdkRGBA        rgba = { (float)(colour >> 16 & 0xff) / 255.0f, (float)(colour >> 8 & 0xff) / 255.0f, (float)(colour & 0xff) / 255.0f,
                          (float)(colour >> 24) / 255.0f };
  GskRoundedRect outline;
  float          widths[4] = { width, width, width, width };
  GdkRGBA        four[4] = { rgba, rgba, rgba, rgba };

  gsk_rounded_rect_init_from_rect (&outline, &GRAPHENE_RECT_INIT ((float)(x - r), (float)(y - r), (float)(2.0 * r), (float)(2.0 * r)), (float)r);
  gtk_snapshot_append_border (snapshot, &outline, widths, four);
}

static void
append_halo (GtkSnapshot *snapshot, double x, double y, double r, const guint32 *colours)
{
  append_ring (snapshot, x, y, r + 2.0, colours[LAMP_COLOUR_SYMBOL_FILL], 6.0f);
  append_ring (snapshot, x, y, r, colours[LAMP_COLOUR_TRACED], 3.0f);
}

/* What of a line's box is in view, and what its halo needs around it; empty when nothing is. */
static graphene_rect_t
box_in_view (const LampView *view, LampWorldBox box)
{
  double x0 = MAX (lamp_view_to_x (view, box.x0) - LINE_HALO_PX, 0.0), x1 = MIN (lamp_view_to_x (view, box.x1) + LINE_HALO_PX, view->width);
  double y0 = MAX (lamp_view_to_y (view, box.y0) - LINE_HALO_PX, 0.0), y1 = MIN (lamp_view_to_y (view, box.y1) + LINE_HALO_PX, view->height);

  return GRAPHENE_RECT_INIT ((float)floor (x0), (float)floor (y0), (float)MAX (ceil (x1) - floor (x0), 0.0), (float)MAX (ceil (y1) - floor (y0), 0.0));
}

/* A halo along both sides of a line, which itself stays as it is: its colour and dashes say how it is. */
static void
append_line (LampLiveLayer *self, GtkSnapshot *snapshot, const LampView *view, guint32 element)
{
  const LampNetwork *network = self->network;
  graphene_rect_t    bounds = box_in_view (view, lamp_network_element_box (network, element));
  double             width = lamp_scene_line_width ((LampVoltageClass)network->element_voltage[element], view->zoom);
  cairo_t           *cr;

  if (bounds.size.width <= 0.0f || bounds.size.height <= 0.0f)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  for (guint32 v = network->element_vertex_start[element]; v < network->element_vertex_start[element + 1]; v++)
    {
      double x = lamp_view_to_x (view, network->vertices[v].x), y = lamp_view_to_y (view, network->vertices[v].y);

      cairo_line_to (cr, CLAMP (x, -1e5, 1e5), CLAMP (y, -1e5, 1e5));
    }
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_push_group (cr);
  cairo_set_line_width (cr, width + LINE_HALO_PX);
  lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_SYMBOL_FILL]);
  cairo_stroke_preserve (cr);
  cairo_set_line_width (cr, width + LINE_HALO_PX - 3.0);
  lamp_paint_set_colour (cr, self->colours[LAMP_COLOUR_TRACED]);
  cairo_stroke_preserve (cr);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_set_line_width (cr, width + 2.0);
  cairo_stroke (cr);
  cairo_pop_group_to_source (cr);
  cairo_paint (cr);
  cairo_destroy (cr);
}

/* Both sides of a selected line, or a ring around a device. */
static void
append_device (LampLiveLayer *self, GtkSnapshot *snapshot, const LampView *view, const char *id)
{
  guint32   element = self->network != NULL ? lamp_network_find_element (self->network, id) : LAMP_NONE;
  LampWorld at;

  if (element == LAMP_NONE)
    return;
  at = lamp_network_element_at (self->network, element);
  if (!lamp_world_is_known (at))
    return;
  if (self->network->element_kind[element] == LAMP_ELEMENT_LINE)
    append_line (self, snapshot, view, element);
  else
    append_halo (snapshot, lamp_view_to_x (view, at.x), lamp_view_to_y (view, at.y), 15.0, self->colours);
}

static void
pen_symbol (gpointer data, const LampSymbol *symbol, double x, double y)
{
  Paper *paper = data;

  append_sprite (paper, lamp_sprites_symbol (paper->sprites, symbol), x, y);
}

static void
pen_text (gpointer data, LampTextKind kind, const char *text, double x, double y)
{
  Paper *paper = data;

  append_sprite (paper, lamp_sprites_text (paper->sprites, kind, text), x, y);
}

static void
pen_measure (gpointer data, LampTextKind kind, const char *text, double *width, double *height)
{
  Paper            *paper = data;
  const LampSprite *sprite = lamp_sprites_text (paper->sprites, kind, text);

  *width = sprite->width;
  *height = sprite->height;
}

static void
pen_ring (gpointer data, double x, double y, double r, guint32 colour, double width)
{
  Paper *paper = data;

  append_ring (paper->snapshot, x, y, r, colour, (float)width);
}

static const LampPen pen = { pen_symbol, pen_text, pen_measure, pen_ring };

static void
update_selected (LampLiveLayer *self)
{
  lamp_marks_set_selected (self->marks, lamp_selection_get_kind (self->selection), lamp_selection_get_id (self->selection));
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  LampLiveLayer *self = LAMP_LIVE_LAYER (widget);
  gint64         now = gdk_frame_clock_get_frame_time (clock);

  if (now - self->drawn_usec < FRAME_USEC)
    return G_SOURCE_CONTINUE;
  self->drawn_usec = now;
  gtk_widget_queue_draw (widget);
  if (lamp_live_advance (self->live))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
follow_crews (LampLiveLayer *self)
{
  if (lamp_live_advance (self->live) && self->tick == 0)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

static void
lamp_live_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LampLiveLayer *self = LAMP_LIVE_LAYER (widget);
  LampView       view = get_view (self);
  Paper          paper = { .sprites = self->sprites, .snapshot = snapshot, .scale = view.scale };

  if (view.width < 1.0 || view.height < 1.0 || self->colours == NULL)
    return;
  follow_crews (self);
  lamp_device_offset (widget, view.scale, &paper.dx, &paper.dy);
  lamp_sprites_begin (self->sprites, self->colours, view.scale);
  update_selected (self);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)view.width, (float)view.height));
  if (lamp_selection_get_kind (self->selection) == LAMP_SELECT_DEVICE)
    append_device (self, snapshot, &view, lamp_selection_get_id (self->selection));
  lamp_marks_draw (self->marks, &view, self->colours, &pen, &paper);
  gtk_snapshot_pop (snapshot);
}

static void
lamp_live_layer_dispose (GObject *object)
{
  LampLiveLayer *self = LAMP_LIVE_LAYER (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_object (&self->live);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->marks, lamp_marks_free);
  g_clear_pointer (&self->sprites, lamp_sprites_free);
  G_OBJECT_CLASS (lamp_live_layer_parent_class)->dispose (object);
}

static void
lamp_live_layer_finalize (GObject *object)
{
  LampLiveLayer *self = LAMP_LIVE_LAYER (object);

  g_free (self->hovered_id);
  G_OBJECT_CLASS (lamp_live_layer_parent_class)->finalize (object);
}

static void
lamp_live_layer_class_init (LampLiveLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_live_layer_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_live_layer_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = lamp_live_layer_snapshot;
}

static void
lamp_live_layer_init (LampLiveLayer *self)
{
  self->sprites = lamp_sprites_new ();
}

LampLiveLayer *
lamp_live_layer_new (ShumateViewport *viewport, LampLive *live, LampSelection *selection)
{
  LampLiveLayer *self = g_object_new (LAMP_TYPE_LIVE_LAYER, "viewport", viewport, NULL);

  self->live = g_object_ref (live);
  self->marks = lamp_marks_new (live);
  self->selection = g_object_ref (selection);
  g_signal_connect_object (live, "changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return self;
}

void
lamp_live_layer_set_network (LampLiveLayer *self, LampNetwork *network)
{
  g_return_if_fail (LAMP_IS_LIVE_LAYER (self));

  self->network = network;
  lamp_marks_set_network (self->marks, network);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
lamp_live_layer_set_named (LampLiveLayer *self, gboolean named)
{
  g_return_if_fail (LAMP_IS_LIVE_LAYER (self));

  lamp_marks_set_named (self->marks, named);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
lamp_live_layer_set_colours (LampLiveLayer *self, const guint32 *colours)
{
  g_return_if_fail (LAMP_IS_LIVE_LAYER (self));

  self->colours = colours;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
lamp_live_layer_set_hovered (LampLiveLayer *self, LampSelectKind kind, const char *id)
{
  g_return_if_fail (LAMP_IS_LIVE_LAYER (self));

  if (self->hovered_kind == kind && g_strcmp0 (self->hovered_id, id) == 0)
    return;
  g_free (self->hovered_id);
  self->hovered_id = g_strdup (id);
  self->hovered_kind = kind;
  lamp_marks_set_hovered (self->marks, kind, id);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Squared distance from the symbol's shape, taken as a disc; 0 inside it or its pill. */
static double
distance_to (LampLiveLayer *self, const LampThing *thing, const LampMark *mark, Paper *paper, double x, double y)
{
  double top, width;

  if (lamp_marks_get_pill (self->marks, mark, &pen, paper, &top, &width) && fabs (x - mark->x) <= width / 2.0 && y >= mark->y + top && y <= mark->y)
    return 0.0;
  return MAX (hypot (x - mark->x, y - mark->y) - lamp_symbol_radius (thing->symbol.look), 0.0);
}

LampLiveHit
lamp_live_layer_hit (LampLiveLayer *self, double x, double y)
{
  LampView         view = get_view (self);
  LampLiveHit      hit = { .members = LAMP_WORLD_BOX_EMPTY };
  double           best = LAMP_HIT_PX, best_centre = G_MAXDOUBLE;
  const LampThing *things;
  const guint32   *heads;
  const LampMark  *marks;
  Paper            paper = { .sprites = self->sprites, .scale = view.scale };
  guint            n, n_marks;

  g_return_val_if_fail (LAMP_IS_LIVE_LAYER (self), hit);

  if (self->colours == NULL)
    return hit;
  lamp_sprites_begin (self->sprites, self->colours, view.scale);
  update_selected (self);
  marks = lamp_marks_arrange (self->marks, &view, &n_marks);
  things = lamp_live_get_things (self->live, &n);
  heads = lamp_marks_get_heads (self->marks);
  for (guint i = 0; i < n_marks; i++)
    {
      const LampMark *mark = &marks[i];
      double          distance = distance_to (self, &things[mark->thing], mark, &paper, x, y);
      double          centre = hypot (x - mark->x, y - mark->y);

      if (distance > best || (distance == best && centre >= best_centre))
        continue;
      best = distance;
      best_centre = centre;
      hit.thing = &things[mark->thing];
      hit.n = mark->n;
    }
  for (guint i = 0; hit.thing != NULL && i < n; i++)
    if (&things[heads[i]] == hit.thing)
      lamp_world_box_add (&hit.members, things[i].at);
  return hit;
}

guint
lamp_live_layer_get_n_drawn (LampLiveLayer *self)
{
  return lamp_marks_get_n (self->marks);
}
