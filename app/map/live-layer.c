/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See live-layer.h. What stands where is for marks.c; here it becomes textures.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/live-layer.h"

#include "map/area-paint.h"
#include "map/kept.h"
#include "map/paint.h"
#include "map/paper.h"
#include "map/tile-layer.h"
#include "map/trail.h"

#define LINE_HALO_PX 12.0 /* across, beyond the width of the line */
#define STEP_PX 0.5       /* device px that the fastest crew may lag behind before a frame is drawn for it */
#define LONGEST_STEP_SEC 0.25
#define SHORTEST_WAIT_SEC 0.04 /* steps closer than this follow the frame clock */
#define BLINK_MSEC 600         /* half a blink */
#define KEEP_FROM 150          /* so many markers that stand still, and they are kept as a picture */
#define MOST_TRAILS 40
#define REACH_PX 60.0 /* farther from its middle nothing of a marker lies */

struct _LampLiveLayer
{
  ShumateLayer   parent_instance;
  LampLive      *live;
  LampSelection *selection;
  LampNetwork   *network; /* borrowed */
  LampAreas     *areas;
  const guint32 *colours; /* borrowed */
  LampSprites   *sprites;

  LampMarks *marks;

  LampSelectKind hovered_kind;
  char          *hovered_id;

  gboolean is_cairo;       /* the renderer */
  LampKept beneath, above; /* in a storm */
  guint64  still_version;  /* of the live things that they show */
  guint64  stamp;          /* of all that they show */
  guint64  area_stamp;     /* of the areas beneath */

  guint    tick, wait;       /* callback, or source, until crews have moved on; 0 when none moves */
  guint    blinking;         /* source, while something blinks */
  gboolean may_blink, rings; /* by the settings; in this half of a blink */
};

G_DEFINE_FINAL_TYPE (LampLiveLayer, lamp_live_layer, SHUMATE_TYPE_LAYER)

enum {
  STEPPED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static LampView
get_view (LampLiveLayer *self)
{
  return lamp_view_of (shumate_layer_get_viewport (SHUMATE_LAYER (self)), GTK_WIDGET (self));
}

static void
append_halo (GtkSnapshot *snapshot, double x, double y, double r, const guint32 *colours)
{
  LampPaper paper = { .snapshot = snapshot, .scale = 1.0 };

  lamp_paper_pen.ring (&paper, x, y, r + 2.0, colours[LAMP_COLOUR_SYMBOL_FILL], 6.0);
  lamp_paper_pen.ring (&paper, x, y, r, colours[LAMP_COLOUR_TRACED], 3.0);
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
update_selected (LampLiveLayer *self)
{
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

/* Many are drawn once, on a picture; few, on the paper of every frame. */
static void
draw_above (LampLiveLayer *self, const LampView *view, LampPaper *paper)
{
  LampKept     *kept = &self->above;
  LampMarksPart part = LAMP_MARKS_ABOVE;

  if (lamp_marks_count_part (self->marks, part) < KEEP_FROM)
    {
      lamp_kept_clear (kept);
      lamp_marks_draw_part (self->marks, part, view, self->colours, &lamp_paper_pen, paper);
      return;
    }
  if (!lamp_kept_fits (kept, view, self->stamp))
    {
      cairo_t  *cr = lamp_kept_begin (kept, view, self->stamp);
      LampPaper picture = { self->sprites, NULL, cr, view->scale };
      guint     n_marks;

      lamp_marks_arrange (self->marks, &kept->view, &n_marks);
      lamp_marks_draw_part (self->marks, part, &kept->view, self->colours, &lamp_paper_pen, &picture);
      cairo_destroy (cr);
      lamp_marks_arrange (self->marks, view, &n_marks);
    }
  lamp_kept_show (kept, view, paper->snapshot, paper->cr);
}

/* Of what is in view, or nearly: they are beneath everything else. */
static void
draw_beneath (LampLiveLayer *self, const LampView *view, LampPaper *paper)
{
  LampView      wide = lamp_kept_widen (view);
  guint64       version = self->stamp + self->area_stamp;
  cairo_t      *cr = NULL;
  LampPaper     picture = { self->sprites, NULL, NULL, view->scale };
  guint         n;
  LampAreaFocus focus = { self->selection, self->hovered_kind, self->hovered_id };

  if (lamp_kept_fits (&self->beneath, view, version))
    {
      lamp_kept_show (&self->beneath, view, paper->snapshot, paper->cr);
      return;
    }
  if (lamp_marks_count_part (self->marks, LAMP_MARKS_BENEATH) < KEEP_FROM && !lamp_area_paint_has_any (self->areas, self->live, self->network, &focus, &wide))
    {
      lamp_kept_clear (&self->beneath);
      lamp_marks_draw_part (self->marks, LAMP_MARKS_BENEATH, view, self->colours, &lamp_paper_pen, paper);
      return;
    }
  picture.cr = cr = lamp_kept_begin (&self->beneath, view, version);
  lamp_area_paint (cr, self->areas, self->live, self->network, &focus, &wide, self->colours);
  lamp_marks_arrange (self->marks, &wide, &n);
  lamp_marks_draw_part (self->marks, LAMP_MARKS_BENEATH, &wide, self->colours, &lamp_paper_pen, &picture);
  cairo_destroy (cr);
  lamp_marks_arrange (self->marks, view, &n);
  lamp_kept_show (&self->beneath, view, paper->snapshot, paper->cr);
}

static gboolean
wants_trail (LampLiveLayer *self, const LampThing *thing, gboolean all)
{
  if (thing->trail == NULL || lamp_trail_get_n (thing->trail) < 2)
    return FALSE;
  return (all && thing->symbol.look != LAMP_LOOK_CREW_OFF_SHIFT) || lamp_selection_is (self->selection, thing->kind, thing->id) ||
         (self->hovered_kind == thing->kind && g_strcmp0 (self->hovered_id, thing->id) == 0);
}

/* Of the crew that is meant, and of all that move while they are few. */
static void
draw_trails (LampLiveLayer *self, const LampView *view, LampPaper *paper)
{
  guint            n, n_marks, n_moving = 0;
  const LampThing *things = lamp_live_get_things (self->live, &n);
  const LampMark  *marks = lamp_marks_get (self->marks, &n_marks);
  gint64           now = lamp_live_get_now (self->live);

  for (guint i = 0; i < n_marks; i++)
    n_moving += things[marks[i].thing].motion != NULL && lamp_motion_is_moving (things[marks[i].thing].motion, now);
  for (guint i = 0; i < n_marks; i++)
    {
      const LampThing *thing = &things[marks[i].thing];
      gboolean         moving = thing->motion != NULL && lamp_motion_is_moving (thing->motion, now);
      LampRect         bounds;
      cairo_t         *cr = paper->cr;

      if (!wants_trail (self, thing, moving && n_moving <= MOST_TRAILS) || !lamp_trail_bound (thing->trail, thing->at, view, &bounds))
        continue;
      if (paper->snapshot != NULL)
        cr = gtk_snapshot_append_cairo (paper->snapshot, &GRAPHENE_RECT_INIT ((float)bounds.x0, (float)bounds.y0, (float)(bounds.x1 - bounds.x0),
                                                                              (float)(bounds.y1 - bounds.y0)));
      lamp_trail_draw (cr, thing->trail, thing->at, view, self->colours[thing->symbol.stale ? LAMP_COLOUR_STALE : LAMP_COLOUR_CREW]);
      if (paper->snapshot != NULL)
        cairo_destroy (cr);
    }
}

static void
draw_all (LampLiveLayer *self, const LampView *view, LampPaper *paper)
{
  guint n;

  lamp_marks_arrange (self->marks, view, &n);
  draw_beneath (self, view, paper);
  draw_trails (self, view, paper);
  lamp_marks_draw_part (self->marks, LAMP_MARKS_CREWS, view, self->colours, &lamp_paper_pen, paper);
  draw_above (self, view, paper);
  lamp_marks_draw_part (self->marks, LAMP_MARKS_SIGNS, view, self->colours, &lamp_paper_pen, paper);
  lamp_marks_draw_names (self->marks, view, self->colours, &lamp_paper_pen, paper);
}

static void
lamp_live_layer_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LampLiveLayer  *self = LAMP_LIVE_LAYER (widget);
  LampView        view = get_view (self);
  graphene_rect_t all = GRAPHENE_RECT_INIT (0, 0, (float)view.width, (float)view.height);
  LampPaper       paper = { .sprites = self->sprites, .snapshot = self->is_cairo ? NULL : snapshot, .scale = view.scale };

  if (view.width < 1.0 || view.height < 1.0 || self->colours == NULL)
    return;
  lamp_device_offset (widget, view.scale, &paper.dx, &paper.dy);
  step_in_time (self, &view);
  lamp_sprites_begin (self->sprites, self->colours, view.scale);
  update_selected (self);
  if (self->still_version != lamp_live_get_still_version (self->live))
    self->stamp++;
  self->still_version = lamp_live_get_still_version (self->live);
  gtk_snapshot_push_clip (snapshot, &all);
  if (lamp_selection_get_kind (self->selection) == LAMP_SELECT_DEVICE)
    append_device (self, snapshot, &view, lamp_selection_get_id (self->selection));
  if (self->is_cairo)
    paper.cr = gtk_snapshot_append_cairo (snapshot, &all);
  draw_all (self, &view, &paper);
  g_clear_pointer (&paper.cr, cairo_destroy);
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

/* Distance from the symbol's shape, taken as a disc; 0 inside it or its pill. */
static double
distance_to (LampLiveLayer *self, const LampThing *thing, const LampMark *mark, LampPaper *paper, double x, double y)
{
  double top, width;

  if (fabs (x - mark->x) < REACH_PX && y <= mark->y && lamp_marks_get_pill (self->marks, mark, &lamp_paper_pen, paper, &top, &width) &&
      fabs (x - mark->x) <= width / 2.0 && y >= mark->y + top)
    return 0.0;
  return MAX (hypot (x - mark->x, y - mark->y) - lamp_symbol_radius (thing->symbol.look), 0.0);
}

static void
find_members (LampLiveLayer *self, LampLiveHit *hit, const LampThing *things, guint n)
{
  const guint32 *heads = lamp_marks_get_heads (self->marks);

  for (guint i = 0; i < n; i++)
    if (&things[heads[i]] == hit->thing)
      lamp_world_box_add (&hit->members, things[i].at);
}

LampLiveHit
lamp_live_layer_hit (LampLiveLayer *self, double x, double y)
{
  LampView         view = get_view (self);
  LampLiveHit      hit = { .members = LAMP_WORLD_BOX_EMPTY };
  double           best = LAMP_HIT_PX, best_centre = G_MAXDOUBLE;
  const LampThing *things;
  const LampMark  *marks;
  LampPaper        paper = { .sprites = self->sprites, .scale = view.scale };
  guint            n, n_marks;

  g_return_val_if_fail (LAMP_IS_LIVE_LAYER (self), hit);

  if (self->colours == NULL)
    return hit;
  lamp_sprites_begin (self->sprites, self->colours, view.scale);
  update_selected (self);
  marks = lamp_marks_arrange (self->marks, &view, &n_marks);
  things = lamp_live_get_things (self->live, &n);
  for (guint i = 0; i < n_marks; i++)
    {
      const LampMark *mark = &marks[i];
      double          distance, centre;

      if (fabs (x - mark->x) > REACH_PX || fabs (y - mark->y) > REACH_PX)
        continue;
      distance = distance_to (self, &things[mark->thing], mark, &paper, x, y);
      centre = hypot (x - mark->x, y - mark->y);
      if (distance > best || (distance == best && centre >= best_centre))
        continue;
      best = distance;
      best_centre = centre;
      hit.thing = &things[mark->thing];
      hit.n = mark->n;
    }
  if (hit.thing != NULL)
    find_members (self, &hit, things, n);
  return hit;
}

guint
lamp_live_layer_get_n_drawn (LampLiveLayer *self)
{
  return lamp_marks_get_n (self->marks);
}
