/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tile-layer.h. GTK keeps the layer's render node until queue_draw, so a moving crew above it costs only itself.
 */
#include "map/tile-layer.h"

#include "map/tile-draw.h"
#include "map/widget-view.h"

#include <gsk/gsk.h>

#define MOST_TILES 4096
#define OUT_OF_VIEW 100000
#define PROGRESS_MSEC 100 /* a view is drawn when it is whole, and after a jump the last one stays so long; bit by bit only when that takes longer */
#define FAR_STEPS (2 * LAMP_ZOOM_STEPS)

struct _LampTileLayer
{
  ShumateLayer   parent_instance;
  LampTileStore *store;
  LampView       target; /* where the view is going */
  gboolean       has_target;
  guint32        ground;
  gboolean       is_cairo; /* the renderer */
  LampCanvas    *canvas;   /* NULL where something else is quicker */
  LampView       drawn;    /* of the last frame */
  guint64        drawn_n;  /* pictures that had been shown by then */
  gboolean       drawn_settled;
  guint          drawn_idle, progress; /* sources */
  GskRenderNode *last;                 /* of `drawn` */
  gint64         held_since_usec;      /* that it stays though the view is another; 0: it does not */
  GdkTexture    *sketch;               /* NULL for none */
  LampWorldBox   sketch_box;
};

G_DEFINE_FINAL_TYPE (LampTileLayer, lamp_tile_layer, SHUMATE_TYPE_LAYER)

enum {
  DRAWN,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

typedef struct
{
  LampTileKey key;
  int         away; /* from the middle, in half tiles; those out of view come after all others */
} Wish;

static gint
by_distance (gconstpointer a, gconstpointer b)
{
  return ((const Wish *)a)->away - ((const Wish *)b)->away;
}

/* The tiles of a step that cover the view, the middle first, then those around it. The step is near the view's zoom. */
static GArray *
list_tiles (const LampView *view, int step, guint *n_visible)
{
  GArray *keys = g_array_new (FALSE, FALSE, sizeof (LampTileKey));
  g_autoptr (GArray) wishes = g_array_new (FALSE, FALSE, sizeof (Wish));
  LampTileKey key = { .step = step, .scale = view->scale };
  double      k = lamp_tile_px_per_unit (key) / LAMP_TILE_PX; /* tiles to a world unit */
  double      half_width = view->width / 2.0 / lamp_view_k (view), half_height = view->height / 2.0 / lamp_view_k (view);
  int         last = (int)(LAMP_WORLD_SIZE * k - 1e-9);
  int         x0 = (int)floor (MAX ((view->x - half_width) * k, 0.0)), x1 = (int)floor (MIN ((view->x + half_width) * k, last));
  int         y0 = (int)floor (MAX ((view->y - half_height) * k, 0.0)), y1 = (int)floor (MIN ((view->y + half_height) * k, last));

  *n_visible = 0;
  for (int y = MAX (y0 - 1, 0); y <= MIN (y1 + 1, last); y++)
    for (int x = MAX (x0 - 1, 0); x <= MIN (x1 + 1, last) && wishes->len < MOST_TILES; x++)
      {
        gboolean inside = x >= x0 && x <= x1 && y >= y0 && y <= y1;
        Wish     wish = { { step, view->scale, x, y }, ABS (2 * x - x0 - x1) + ABS (2 * y - y0 - y1) };

        *n_visible += inside;
        wish.away += inside ? 0 : OUT_OF_VIEW;
        g_array_append_val (wishes, wish);
      }
  g_array_sort (wishes, by_distance);
  for (guint i = 0; i < wishes->len; i++)
    g_array_append_val (keys, g_array_index (wishes, Wish, i).key);
  return keys;
}

static LampWorldBox
view_box (const LampView *view)
{
  LampWorld a = lamp_view_world (view, 0.0, 0.0), b = lamp_view_world (view, view->width, view->height);

  return (LampWorldBox){ a.x, a.y, b.x, b.y };
}

static gboolean
is_within_world (const LampView *view)
{
  double half_width = view->width / 2.0 / lamp_view_k (view), half_height = view->height / 2.0 / lamp_view_k (view);

  return view->x - half_width >= 0.0 && view->y - half_height >= 0.0 && view->x + half_width < LAMP_WORLD_SIZE && view->y + half_height < LAMP_WORLD_SIZE;
}

/* The view's own tiles, or those it is on its way to. */
static void
want (LampTileLayer *self, const LampView *view)
{
  const LampView *target = self->has_target ? &self->target : view;
  guint           n_visible;
  g_autoptr (GArray) wanted = list_tiles (target, lamp_zoom_to_step (target->zoom), &n_visible);

  lamp_tile_store_want (self->store, (const LampTileKey *)(void *)wanted->data, wanted->len, n_visible);
}

/* The view's own tiles that have a picture; FALSE when one has none. */
static gboolean
place_own (LampTileLayer *self, const LampView *view, GArray *placed)
{
  guint n_visible;
  g_autoptr (GArray) own = list_tiles (view, lamp_zoom_to_step (view->zoom), &n_visible);

  for (guint i = 0; i < n_visible; i++)
    {
      LampTile *tile = lamp_tile_store_lookup (self->store, g_array_index (own, LampTileKey, i));

      if (tile == NULL)
        return FALSE;
      lamp_placed_add (placed, view, tile);
    }
  return TRUE;
}

/* All there is of the place. */
static void
place_any (LampTileLayer *self, const LampView *view, GArray *placed)
{
  g_autoptr (GPtrArray) beneath = lamp_tile_store_dup_beneath (self->store, view_box (view), lamp_zoom_to_step (view->zoom));

  g_array_set_size (placed, 0);
  for (guint i = 0; i < beneath->len; i++)
    lamp_placed_add (placed, view, g_ptr_array_index (beneath, i));
}

static void
draw_sketch (LampTileLayer *self, GtkSnapshot *snapshot, const LampView *view)
{
  float x = (float)lamp_view_to_x (view, self->sketch_box.x0), y = (float)lamp_view_to_y (view, self->sketch_box.y0);
  float right = (float)lamp_view_to_x (view, self->sketch_box.x1), bottom = (float)lamp_view_to_y (view, self->sketch_box.y1);

  gtk_snapshot_append_texture (snapshot, self->sketch, &GRAPHENE_RECT_INIT (x, y, MAX (right - x, 1.0f), MAX (bottom - y, 1.0f)));
}

static gboolean
same_view (const LampView *a, const LampView *b)
{
  return a->x == b->x && a->y == b->y && a->zoom == b->zoom && a->width == b->width && a->height == b->height && a->scale == b->scale;
}

static void
progress_cb (gpointer user_data)
{
  LampTileLayer *self = user_data;

  self->progress = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Nothing of the last frame helps to know where one is now. */
static gboolean
is_jump (const LampView *from, const LampView *to)
{
  int steps = lamp_zoom_to_step (to->zoom) - lamp_zoom_to_step (from->zoom);

  if (from->width != to->width || from->height != to->height || from->scale != to->scale)
    return FALSE;
  return ABS (steps) > FAR_STEPS || !lamp_world_box_intersects (view_box (from), view_box (to));
}

/* A frame of what is not sharp takes from the workers what they need to end. So after a jump the last frame stays for a moment: nearly
 * always the next one is of the new place, whole. */
static gboolean
holds_last (LampTileLayer *self, const LampView *view, gboolean sharp)
{
  gint64 now = g_get_monotonic_time ();

  if (sharp || self->last == NULL || !is_jump (&self->drawn, view))
    return FALSE;
  if (self->held_since_usec == 0)
    {
      self->held_since_usec = now;
      g_clear_handle_id (&self->progress, g_source_remove);
      self->progress = g_timeout_add_once (PROGRESS_MSEC, progress_cb, self);
    }
  return now - self->held_since_usec < PROGRESS_MSEC * G_TIME_SPAN_MILLISECOND;
}

static void
drawn_cb (gpointer user_data)
{
  LampTileLayer *self = user_data;

  self->drawn_idle = 0;
  g_signal_emit (self, signals[DRAWN], 0);
}

static GskRenderNode *
draw (LampTileLayer *self, const LampView *view, GArray *placed, gboolean sharp)
{
  GtkSnapshot    *snapshot = gtk_snapshot_new ();
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float)view->width, (float)view->height);
  GdkRGBA         ground = { (float)(self->ground >> 16 & 0xff) / 255.0f, (float)(self->ground >> 8 & 0xff) / 255.0f,
                             (float)(self->ground & 0xff) / 255.0f, 1.0f };
  double          dx, dy;

  lamp_device_offset (GTK_WIDGET (self), view->scale, &dx, &dy);
  gtk_snapshot_push_clip (snapshot, &all);
  if (dx != 0.0 || dy != 0.0) /* whatever it is drawn by leaves a part of a pixel */
    gtk_snapshot_append_color (snapshot, &ground, &all);
  if (self->canvas == NULL || !lamp_placed_draw_canvas (placed, snapshot, view, self->canvas, self->ground, dx, dy))
    {
      if (!sharp || !is_within_world (view))
        gtk_snapshot_append_color (snapshot, &ground, &all);
      if (self->is_cairo)
        lamp_placed_draw_surfaces (placed, snapshot, view, dx, dy);
      else
        lamp_placed_draw_textures (placed, snapshot, view, dx, dy);
    }
  if (self->sketch != NULL)
    draw_sketch (self, snapshot, view);
  gtk_snapshot_pop (snapshot);
  return gtk_snapshot_free_to_node (snapshot);
}

static void
lamp_tile_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LampTileLayer *self = LAMP_TILE_LAYER (widget);
  LampView       view = lamp_view_of (shumate_layer_get_viewport (SHUMATE_LAYER (self)), widget);
  gboolean       sharp;
  g_autoptr (GArray) placed = g_array_new (FALSE, FALSE, sizeof (LampPlaced));

  if (view.width < 1.0 || view.height < 1.0)
    return;
  want (self, &view);
  sharp = place_own (self, &view, placed);
  self->drawn_n = lamp_tile_store_get_n_shown (self->store);
  self->drawn_settled = lamp_tile_store_is_settled (self->store);
  if (!holds_last (self, &view, sharp))
    {
      if (!same_view (&view, &self->drawn) && self->drawn_idle == 0)
        self->drawn_idle = g_idle_add_once (drawn_cb, self);
      self->drawn = view;
      self->held_since_usec = 0;
      g_clear_handle_id (&self->progress, g_source_remove);
      g_clear_pointer (&self->last, gsk_render_node_unref);
      if (!sharp)
        place_any (self, &view, placed);
      self->last = draw (self, &view, placed, sharp);
    }
  if (self->last != NULL)
    gtk_snapshot_append_node (snapshot, self->last);
}

static void
lamp_tile_layer_realize (GtkWidget *widget)
{
  LampTileLayer *self = LAMP_TILE_LAYER (widget);
  GdkSurface    *surface;

  GTK_WIDGET_CLASS (lamp_tile_layer_parent_class)->realize (widget);
  surface = gtk_native_get_surface (gtk_widget_get_native (widget));
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (surface), "scale") != NULL) /* since GTK 4.12 */
    g_signal_connect_object (surface, "notify::scale", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  self->is_cairo = GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (gtk_widget_get_native (widget)));
  self->canvas = lamp_canvas_new (widget);
}

static void
lamp_tile_layer_unrealize (GtkWidget *widget)
{
  LampTileLayer *self = LAMP_TILE_LAYER (widget);

  g_clear_pointer (&self->last, gsk_render_node_unref);
  g_clear_pointer (&self->canvas, lamp_canvas_free);
  GTK_WIDGET_CLASS (lamp_tile_layer_parent_class)->unrealize (widget);
}

static void
lamp_tile_layer_dispose (GObject *object)
{
  LampTileLayer *self = LAMP_TILE_LAYER (object);

  g_clear_handle_id (&self->drawn_idle, g_source_remove);
  g_clear_handle_id (&self->progress, g_source_remove);
  g_clear_pointer (&self->last, gsk_render_node_unref);
  g_clear_object (&self->store);
  g_clear_object (&self->sketch);
  G_OBJECT_CLASS (lamp_tile_layer_parent_class)->dispose (object);
}

static void
lamp_tile_layer_class_init (LampTileLayerClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_tile_layer_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = lamp_tile_layer_snapshot;
  GTK_WIDGET_CLASS (klass)->realize = lamp_tile_layer_realize;
  GTK_WIDGET_CLASS (klass)->unrealize = lamp_tile_layer_unrealize;
  signals[DRAWN] = g_signal_new ("drawn", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_tile_layer_init (LampTileLayer *self)
{
  self->ground = 0xffffffff;
}

/* Every frame takes from the workers what they need to end: so none for what is not seen, and few while they are at it. */
static void
store_changed_cb (LampTileLayer *self)
{
  gboolean settled = lamp_tile_store_is_settled (self->store);

  if (lamp_tile_store_get_n_shown (self->store) == self->drawn_n && settled == self->drawn_settled)
    return;
  if (settled)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else if (self->progress == 0)
    self->progress = g_timeout_add_once (PROGRESS_MSEC, progress_cb, self);
}

LampTileLayer *
lamp_tile_layer_new (ShumateViewport *viewport, LampTileStore *store)
{
  LampTileLayer *self = g_object_new (LAMP_TYPE_TILE_LAYER, "viewport", viewport, NULL);

  self->store = g_object_ref (store);
  g_signal_connect_object (store, "changed", G_CALLBACK (store_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (viewport, "notify", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  return self;
}

void
lamp_tile_layer_set_target (LampTileLayer *self, const LampView *target)
{
  g_return_if_fail (LAMP_IS_TILE_LAYER (self));

  if (!self->has_target && target == NULL)
    return;
  self->has_target = target != NULL;
  if (target != NULL)
    self->target = *target;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
lamp_tile_layer_prepare (LampTileLayer *self)
{
  LampView view;

  g_return_if_fail (LAMP_IS_TILE_LAYER (self));

  view = lamp_view_of (shumate_layer_get_viewport (SHUMATE_LAYER (self)), GTK_WIDGET (self));
  if (view.width >= 1.0 && view.height >= 1.0)
    want (self, &view);
}

void
lamp_tile_layer_set_ground (LampTileLayer *self, guint32 colour)
{
  g_return_if_fail (LAMP_IS_TILE_LAYER (self));

  self->ground = colour;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
lamp_tile_layer_set_sketch (LampTileLayer *self, GdkTexture *texture, LampWorldBox box)
{
  g_return_if_fail (LAMP_IS_TILE_LAYER (self));

  self->sketch_box = box;
  if (g_set_object (&self->sketch, texture))
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
lamp_tile_layer_is_settled (LampTileLayer *self)
{
  LampView view;

  g_return_val_if_fail (LAMP_IS_TILE_LAYER (self), FALSE);

  view = lamp_view_of (shumate_layer_get_viewport (SHUMATE_LAYER (self)), GTK_WIDGET (self));
  return same_view (&view, &self->drawn) && lamp_tile_store_is_settled (self->store);
}
