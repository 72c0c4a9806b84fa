/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See live-layer.h. When it draws, and for how long what it drew is good; what it draws is live-draw.c.
 */
#include "map/live-layer-private.h"

#include "map/widget-view.h"

#define STEP_PX 0.5 /* device px that the fastest crew may lag behind before a frame is drawn for it */
#define LONGEST_STEP_SEC 0.25
#define SHORTEST_WAIT_SEC 0.04 /* steps closer than this follow the frame clock */
#define BLINK_MSEC 600         /* half a blink */

G_DEFINE_FINAL_TYPE (LampLiveLayer, lamp_live_layer, SHUMATE_TYPE_LAYER)

enum {
  STEPPED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

LampView
lamp_live_layer_get_view (LampLiveLayer *self)
{
  return lamp_view_of (shumate_layer_get_viewport (SHUMATE_LAYER (self)), GTK_WIDGET (self));
}

void
lamp_live_layer_prepare (LampLiveLayer *self, const LampView *view)
{
  lamp_sprites_begin (self->sprites, self->colours, view->scale);
  lamp_marks_set_selected (self->marks, lamp_selection_get_kind (self->selection), lamp_selection_get_id (self->selection));
}

static gboolean
may_blink (LampLiveLayer *self)
{
  gboolean animations = FALSE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animations, NULL);
  return self->may_blink && animations && gtk_widget_get_mapped (GTK_WIDGET (self));
}

static void
show_rings (LampLiveLayer *self, gboolean shown)
{
  if (self->rings == shown)
    return;
  self->rings = shown;
  self->stamp++;
  lamp_marks_set_rings (self->marks, shown);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
blink_cb (gpointer user_data)
{
  LampLiveLayer *self = user_data;
  gboolean       go_on = may_blink (self) && lamp_marks_has_fresh (self->marks);

  show_rings (self, !go_on || !self->rings);
  if (!go_on)
    self->blinking = 0;
  return go_on ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

/* Crews are where they are now, and others may follow them before it is drawn. */
static void
step (LampLiveLayer *self)
{
  lamp_live_advance (self->live);
  g_signal_emit (self, signals[STEPPED], 0);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer user_data)
{
  LampLiveLayer *self = LAMP_LIVE_LAYER (widget);

  self->tick = 0;
  step (self);
  return G_SOURCE_REMOVE;
}

static void
wait_cb (gpointer user_data)
{
  LampLiveLayer *self = user_data;

  self->wait = 0;
  step (self);
}

/* The next frame comes when the fastest crew in view has moved by as much as can be seen. */
static void
step_in_time (LampLiveLayer *self, const LampView *view)
{
  double pace, wait_s;

  if (self->tick != 0 || self->wait != 0)
    return;
  if (!lamp_live_advance (self->live))
    return;
  pace = lamp_live_get_pace (self->live) * lamp_view_k (view) * view->scale;
  if (pace <= 0.0) /* the clock stands still */
    return;
  wait_s = MIN (STEP_PX / MAX (pace, 1e-6), LONGEST_STEP_SEC);
  if (wait_s < SHORTEST_WAIT_SEC)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  else
    self->wait = g_timeout_add_once ((guint)(wait_s * 1000.0), wait_cb, self);
}

static void
stop_waiting (LampLiveLayer *self)
{
  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_handle_id (&self->wait, g_source_remove);
  g_clear_handle_id (&self->blinking, g_source_remove);
}

/* FALSE when it cannot be drawn on. */
static gboolean
draw_on_canvas (LampLiveLayer *self, GtkSnapshot *snapshot, const LampView *view, double dx, double dy)
{
  LampPaper        paper = { .sprites = self->sprites, .scale = view->scale }; /* it is the canvas that is set off */
  cairo_surface_t *surface = NULL;
  int              width, height;

  if (!lamp_canvas_begin (self->canvas, view))
    return FALSE;
  lamp_canvas_get_size (self->canvas, &width, &height);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_surface_set_device_scale (surface, view->scale, view->scale);
  paper.cr = cairo_create (surface);
  lamp_live_layer_draw_all (self, view, &paper);
  cairo_destroy (paper.cr);
  lamp_canvas_put_surface (self->canvas, surface);
  cairo_surface_destroy (surface);
  lamp_canvas_show (self->canvas, snapshot, dx, dy);
  return TRUE;
}

static void
lamp_live_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LampLiveLayer  *self = LAMP_LIVE_LAYER (widget);
  LampView        view = lamp_live_layer_get_view (self);
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float)view.width, (float)view.height);
  LampPaper       paper = { .sprites = self->sprites, .snapshot = self->is_cairo ? NULL : snapshot, .scale = view.scale };
  guint           n_marks;

  if (view.width < 1.0 || view.height < 1.0 || self->colours == NULL)
    return;
  lamp_device_offset (widget, view.scale, &paper.dx, &paper.dy);
  step_in_time (self, &view);
  lamp_live_layer_prepare (self, &view);
  if (self->still_version != lamp_live_get_still_version (self->live))
    self->stamp++;
  self->still_version = lamp_live_get_still_version (self->live);
  lamp_marks_arrange (self->marks, &view, &n_marks);
  gtk_snapshot_push_clip (snapshot, &all);
  lamp_live_layer_draw_device (self, snapshot, &view);
  if (self->canvas == NULL || !lamp_live_layer_is_busy (self, &view, n_marks) || !draw_on_canvas (self, snapshot, &view, paper.dx, paper.dy))
    {
      if (self->is_cairo)
        paper.cr = gtk_snapshot_append_cairo (snapshot, &all);
      lamp_live_layer_draw_all (self, &view, &paper);
      g_clear_pointer (&paper.cr, cairo_destroy);
    }
  gtk_snapshot_pop (snapshot);
  if (self->blinking == 0 && lamp_marks_has_fresh (self->marks) && may_blink (self))
    self->blinking = g_timeout_add (BLINK_MSEC, blink_cb, self);
}

static void
lamp_live_layer_realize (GtkWidget *widget)
{
  LampLiveLayer *self = LAMP_LIVE_LAYER (widget);

  GTK_WIDGET_CLASS (lamp_live_layer_parent_class)->realize (widget);
  self->is_cairo = GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (gtk_widget_get_native (widget)));
  self->canvas = lamp_canvas_new (widget);
}

static void
lamp_live_layer_unrealize (GtkWidget *widget)
{
  g_clear_pointer (&LAMP_LIVE_LAYER (widget)->canvas, lamp_canvas_free);
  GTK_WIDGET_CLASS (lamp_live_layer_parent_class)->unrealize (widget);
}

static void
lamp_live_layer_unmap (GtkWidget *widget)
{
  stop_waiting (LAMP_LIVE_LAYER (widget));
  GTK_WIDGET_CLASS (lamp_live_layer_parent_class)->unmap (widget);
}

static void
lamp_live_layer_dispose (GObject *object)
{
  LampLiveLayer *self = LAMP_LIVE_LAYER (object);

  stop_waiting (self);
  lamp_kept_clear (&self->beneath);
  lamp_kept_clear (&self->above);
  g_clear_object (&self->live);
  g_clear_object (&self->areas);
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
  GTK_WIDGET_CLASS (klass)->realize = lamp_live_layer_realize;
  GTK_WIDGET_CLASS (klass)->unrealize = lamp_live_layer_unrealize;
  GTK_WIDGET_CLASS (klass)->unmap = lamp_live_layer_unmap;
  signals[STEPPED] = g_signal_new ("stepped", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_live_layer_init (LampLiveLayer *self)
{
  self->sprites = lamp_sprites_new ();
  self->may_blink = self->rings = TRUE;
}

static void
areas_changed_cb (LampLiveLayer *self)
{
  self->area_stamp++;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Another thing stands alone then. */
static void
selection_changed_cb (LampLiveLayer *self)
{
  self->stamp++;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

LampLiveLayer *
lamp_live_layer_new (ShumateViewport *viewport, LampLive *live, LampAreas *areas, LampSelection *selection)
{
  LampLiveLayer *self = g_object_new (LAMP_TYPE_LIVE_LAYER, "viewport", viewport, NULL);

  self->live = g_object_ref (live);
  self->areas = g_object_ref (areas);
  g_signal_connect_object (areas, "changed", G_CALLBACK (areas_changed_cb), self, G_CONNECT_SWAPPED);
  self->marks = lamp_marks_new (live);
  self->selection = g_object_ref (selection);
  g_signal_connect_object (live, "changed", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (selection, "changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
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
  self->stamp++;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
lamp_live_layer_set_blink (LampLiveLayer *self, gboolean blink)
{
  g_return_if_fail (LAMP_IS_LIVE_LAYER (self));

  self->may_blink = blink;
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
  self->area_stamp++;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
