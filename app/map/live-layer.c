/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See live-layer.h. What stands is worked out when things or zoom change, what is in view each frame.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/live-layer.h"

#include "map/cluster.h"
#include "map/sprites.h"
#include "map/tile-layer.h"

#include <glib/gi18n-lib.h>

#define CLUSTER_PX 26.0
#define REACH_PX 48.0          /* beyond the edge of the view, something of a marker may still be seen */
#define FRAME_USEC (33 * 1000) /* between two frames of a moving crew */
#define MOST_LABELS 300
#define SITE_LABELS_FROM_ZOOM 13.0
#define CREW_LABELS_FROM_ZOOM 11.5

/* A marker that stands: a thing, or the head of several. */
typedef struct
{
  guint32 thing;
  guint32 n; /* for how many it stands */
  gint64  customers;
  double  x, y; /* logical px */
} Mark;

typedef struct
{
  double x0, y0, x1, y1;
} Rect;

struct _LampLiveLayer
{
  ShumateLayer   parent_instance;
  LampLive      *live;
  LampSelection *selection;
  LampNetwork   *network; /* borrowed */
  const guint32 *colours; /* borrowed */
  LampSprites   *sprites;

  LampSelectKind hovered_kind;
  char          *hovered_id;

  GArray *heads;      /* guint32, one a thing: who stands for it */
  guint64 version;    /* of the things that `heads` is of */
  double  zoom;       /* likewise */
  guint32 selected;   /* likewise */
  GArray *marks;      /* Mark, in view, the most important first */
  GArray *taken;      /* Rect, where there is no room for a label */
  guint   tick;       /* callback, while crews move */
  gint64  drawn_usec; /* frame time of the last frame */
};

G_DEFINE_FINAL_TYPE (LampLiveLayer, lamp_live_layer, SHUMATE_TYPE_LAYER)

static LampView
get_view (LampLiveLayer *self)
{
  return lamp_view_of (shumate_layer_get_viewport (SHUMATE_LAYER (self)), GTK_WIDGET (self));
}

static guint32
find_selected (LampLiveLayer *self, const LampThing *things, guint n)
{
  LampSelectKind kind = lamp_selection_get_kind (self->selection);
  const char    *id = lamp_selection_get_id (self->selection);

  if (kind == LAMP_SELECT_NONE || kind == LAMP_SELECT_DEVICE)
    return G_MAXUINT32;
  for (guint i = 0; i < n; i++)
    if (things[i].kind == kind && g_str_equal (things[i].id, id))
      return i;
  return G_MAXUINT32;
}

/* Who stands for whom. */
static void
cluster (LampLiveLayer *self, const LampView *view)
{
  guint                        n;
  const LampThing             *things = lamp_live_get_things (self->live, &n);
  guint32                      selected = find_selected (self, things, n);
  g_autofree LampClusterPoint *points = NULL;

  if (self->version == lamp_live_get_version (self->live) && self->zoom == view->zoom && self->selected == selected)
    return;
  points = g_new (LampClusterPoint, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    points[i] = (LampClusterPoint){ things[i].at, things[i].kind, things[i].keep || i == selected };
  g_array_set_size (self->heads, n);
  lamp_cluster (points, n, CLUSTER_PX / lamp_view_k (view), (guint32 *)(void *)self->heads->data);
  self->version = lamp_live_get_version (self->live);
  self->zoom = view->zoom;
  self->selected = selected;
}

static void
list_marks (LampLiveLayer *self, const LampView *view)
{
  guint               n;
  const LampThing    *things = lamp_live_get_things (self->live, &n);
  const guint32      *heads;
  g_autofree guint32 *mark_of = g_new (guint32, MAX (n, 1));

  cluster (self, view);
  heads = (const guint32 *)(void *)self->heads->data;
  g_array_set_size (self->marks, 0);
  for (guint i = 0; i < n; i++)
    {
      Mark mark = { i, 1, things[i].customers, lamp_view_to_x (view, things[i].at.x), lamp_view_to_y (view, things[i].at.y) };

      mark_of[i] = heads[i] == i ? G_MAXUINT32 : mark_of[heads[i]];
      if (heads[i] != i && mark_of[i] != G_MAXUINT32)
        {
          Mark *head = &g_array_index (self->marks, Mark, mark_of[i]);

          head->n++;
          head->customers += things[i].customers;
        }
      if (heads[i] != i || mark.x < -REACH_PX || mark.y < -REACH_PX || mark.x > view->width + REACH_PX || mark.y > view->height + REACH_PX)
        continue;
      mark_of[i] = self->marks->len;
      g_array_append_val (self->marks, mark);
    }
}

static void
append_sprite (GtkSnapshot *snapshot, const LampSprite *sprite, double x, double y, int scale)
{
  /* On whole device pixels, or text blurs. */
  double left = floor ((x + sprite->x) * scale + 0.5) / scale, top = floor ((y + sprite->y) * scale + 0.5) / scale;

  gtk_snapshot_append_texture (snapshot, sprite->texture,
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

/* The whole of a selected line, or a ring around a device. */
static void
append_device (LampLiveLayer *self, GtkSnapshot *snapshot, const LampView *view, const char *id)
{
  guint32   element = self->network != NULL ? lamp_network_find_element (self->network, id) : LAMP_NONE;
  LampWorld at;
  cairo_t  *cr;
  guint32   colour = self->colours[LAMP_COLOUR_TRACED];

  if (element == LAMP_NONE)
    return;
  at = lamp_network_element_at (self->network, element);
  if (!lamp_world_is_known (at))
    return;
  if (self->network->element_kind[element] != LAMP_ELEMENT_LINE)
    {
      append_halo (snapshot, lamp_view_to_x (view, at.x), lamp_view_to_y (view, at.y), 15.0, self->colours);
      return;
    }
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)view->width, (float)view->height));
  for (guint32 v = self->network->element_vertex_start[element]; v < self->network->element_vertex_start[element + 1]; v++)
    {
      double x = lamp_view_to_x (view, self->network->vertices[v].x), y = lamp_view_to_y (view, self->network->vertices[v].y);

      cairo_line_to (cr, CLAMP (x, -1e5, 1e5), CLAMP (y, -1e5, 1e5));
    }
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 9.0);
  cairo_set_source_rgba (cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0, 0.6);
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static gboolean
is_free (LampLiveLayer *self, Rect rect)
{
  for (guint i = 0; i < self->taken->len; i++)
    {
      const Rect *other = &g_array_index (self->taken, Rect, i);

      if (rect.x0 < other->x1 && other->x0 < rect.x1 && rect.y0 < other->y1 && other->y0 < rect.y1)
        return FALSE;
    }
  return TRUE;
}

static void
take (LampLiveLayer *self, Rect rect)
{
  g_array_append_val (self->taken, rect);
}

static const LampSprite *
pill_of (LampLiveLayer *self, const LampThing *thing, const Mark *mark)
{
  g_autofree char *text = NULL;

  if (thing->kind == LAMP_SELECT_OUTAGE && mark->customers > 0)
    {
      text = g_strdup_printf ("%'" G_GINT64_FORMAT, mark->customers);
      return lamp_sprites_text (self->sprites, thing->symbol.stale ? LAMP_TEXT_PILL_LATE : LAMP_TEXT_PILL, text);
    }
  return NULL;
}

static double
pill_top (const LampThing *thing, const LampSprite *pill)
{
  return -lamp_symbol_radius (thing->symbol.look) - pill->height - (thing->symbol.fresh ? 5.0 : 1.0);
}

static void
append_count (LampLiveLayer *self, GtkSnapshot *snapshot, const Mark *mark, const LampThing *thing, int scale)
{
  g_autofree char  *text = g_strdup_printf ("×%u", mark->n);
  const LampSprite *count = lamp_sprites_text (self->sprites, LAMP_TEXT_COUNT, text);
  double            r = lamp_symbol_radius (thing->symbol.look) * 0.7;

  append_sprite (snapshot, count, mark->x + r, mark->y + r - 4.0, scale);
}

static void
append_mark (LampLiveLayer *self, GtkSnapshot *snapshot, const LampThing *things, const Mark *mark, int scale)
{
  const LampThing  *thing = &things[mark->thing];
  const LampSprite *pill = pill_of (self, thing, mark);
  double            r = lamp_symbol_radius (thing->symbol.look);

  if (mark->thing == self->selected)
    append_halo (snapshot, mark->x, mark->y, r + 8.0, self->colours);
  else if (self->hovered_kind == thing->kind && g_strcmp0 (self->hovered_id, thing->id) == 0)
    append_ring (snapshot, mark->x, mark->y, r + 7.0, self->colours[LAMP_COLOUR_SELECTED], 1.5f);
  append_sprite (snapshot, lamp_sprites_symbol (self->sprites, &thing->symbol), mark->x, mark->y, scale);
  if (mark->n > 1)
    append_count (self, snapshot, mark, thing, scale);
  if (pill != NULL)
    append_sprite (snapshot, pill, mark->x - pill->width / 2.0, mark->y + pill_top (thing, pill), scale);
}

static void
take_room (LampLiveLayer *self, const LampThing *things)
{
  g_array_set_size (self->taken, 0);
  for (guint i = 0; i < self->marks->len && i < 4 * MOST_LABELS; i++)
    {
      const Mark       *mark = &g_array_index (self->marks, Mark, i);
      const LampThing  *thing = &things[mark->thing];
      const LampSprite *pill = pill_of (self, thing, mark);
      double            r = lamp_symbol_radius (thing->symbol.look) - 1.0;

      take (self, (Rect){ mark->x - r, mark->y - r, mark->x + r, mark->y + r });
      if (pill != NULL)
        take (self, (Rect){ mark->x - pill->width / 2.0, mark->y + pill_top (thing, pill), mark->x + pill->width / 2.0, mark->y - r });
    }
}

static gboolean
wants_label (LampLiveLayer *self, const LampThing *thing, const Mark *mark, double zoom)
{
  if (thing->label == NULL || (mark->n > 1 && mark->thing != self->selected))
    return FALSE;
  if (mark->thing == self->selected || thing->keep)
    return TRUE;
  return zoom >= (thing->kind == LAMP_SELECT_CREW ? CREW_LABELS_FROM_ZOOM : SITE_LABELS_FROM_ZOOM);
}

/* Beside a crew, under a site; elsewhere when that is taken; nowhere when there is no room. */
static void
append_label (LampLiveLayer *self, GtkSnapshot *snapshot, const LampThing *thing, const Mark *mark, int scale)
{
  LampTextKind      kind = thing->kind == LAMP_SELECT_CREW ? (thing->symbol.stale || thing->symbol.look == LAMP_LOOK_CREW_OFF_SHIFT ? LAMP_TEXT_CREW_STALE : LAMP_TEXT_CREW)
                                                           : (thing->keep ? LAMP_TEXT_SITE_OUT : LAMP_TEXT_SITE);
  const LampSprite *text = lamp_sprites_text (self->sprites, kind, thing->label);
  double            r = lamp_symbol_radius (thing->symbol.look) + 1.0, w = text->width, h = text->height;
  const double      places[4][2] = { { r, -h / 2.0 }, { -w / 2.0, r }, { -r - w, -h / 2.0 }, { -w / 2.0, -r - h } };
  guint             first = thing->kind == LAMP_SELECT_CREW ? 0 : 1;

  for (guint i = 0; i < 4; i++)
    {
      const double *place = places[(first + i) % 4];
      Rect          rect = { mark->x + place[0], mark->y + place[1], mark->x + place[0] + w, mark->y + place[1] + h };

      if (!is_free (self, rect) && !(i == 3 && mark->thing == self->selected))
        continue;
      take (self, rect);
      append_sprite (snapshot, text, rect.x0, rect.y0, scale);
      return;
    }
}

static void
append_labels (LampLiveLayer *self, GtkSnapshot *snapshot, const LampThing *things, const LampView *view)
{
  guint n = 0;

  take_room (self, things);
  for (guint i = 0; i < self->marks->len && n < MOST_LABELS; i++)
    {
      const Mark *mark = &g_array_index (self->marks, Mark, i);

      if (!wants_label (self, &things[mark->thing], mark, view->zoom))
        continue;
      append_label (self, snapshot, &things[mark->thing], mark, view->scale);
      n++;
    }
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
  LampLiveLayer   *self = LAMP_LIVE_LAYER (widget);
  LampView         view = get_view (self);
  const LampThing *things;
  guint            n;

  if (view.width < 1.0 || view.height < 1.0 || self->colours == NULL)
    return;
  follow_crews (self);
  lamp_sprites_begin (self->sprites, self->colours, view.scale);
  list_marks (self, &view);
  things = lamp_live_get_things (self->live, &n);
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)view.width, (float)view.height));
  if (lamp_selection_get_kind (self->selection) == LAMP_SELECT_DEVICE)
    append_device (self, snapshot, &view, lamp_selection_get_id (self->selection));
  for (guint i = self->marks->len; i > 0; i--)
    append_mark (self, snapshot, things, &g_array_index (self->marks, Mark, i - 1), view.scale);
  append_labels (self, snapshot, things, &view);
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
  g_clear_pointer (&self->sprites, lamp_sprites_free);
  G_OBJECT_CLASS (lamp_live_layer_parent_class)->dispose (object);
}

static void
lamp_live_layer_finalize (GObject *object)
{
  LampLiveLayer *self = LAMP_LIVE_LAYER (object);

  g_free (self->hovered_id);
  g_array_unref (self->heads);
  g_array_unref (self->marks);
  g_array_unref (self->taken);
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
  self->heads = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  self->taken = g_array_new (FALSE, FALSE, sizeof (Rect));
  self->version = G_MAXUINT64;
  self->sprites = lamp_sprites_new ();
  self->selected = G_MAXUINT32;
}

LampLiveLayer *
lamp_live_layer_new (ShumateViewport *viewport, LampLive *live, LampSelection *selection)
{
  LampLiveLayer *self = g_object_new (LAMP_TYPE_LIVE_LAYER, "viewport", viewport, NULL);

  self->live = g_object_ref (live);
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
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Squared distance from the symbol's shape, taken as a disc; 0 inside it or its pill. */
static double
distance_to (LampLiveLayer *self, const LampThing *thing, const Mark *mark, double x, double y)
{
  const LampSprite *pill = pill_of (self, thing, mark);
  double            r = lamp_symbol_radius (thing->symbol.look);

  if (pill != NULL && fabs (x - mark->x) <= pill->width / 2.0 && y >= mark->y + pill_top (thing, pill) && y <= mark->y)
    return 0.0;
  return MAX (hypot (x - mark->x, y - mark->y) - r, 0.0);
}

LampLiveHit
lamp_live_layer_hit (LampLiveLayer *self, double x, double y)
{
  LampView         view = get_view (self);
  LampLiveHit      hit = { .members = LAMP_WORLD_BOX_EMPTY };
  double           best = LAMP_HIT_PX, best_centre = G_MAXDOUBLE;
  const LampThing *things;
  const guint32   *heads;
  guint            n;

  g_return_val_if_fail (LAMP_IS_LIVE_LAYER (self), hit);

  if (self->colours == NULL)
    return hit;
  lamp_sprites_begin (self->sprites, self->colours, view.scale);
  list_marks (self, &view);
  things = lamp_live_get_things (self->live, &n);
  heads = (const guint32 *)(void *)self->heads->data;
  for (guint i = 0; i < self->marks->len; i++)
    {
      const Mark *mark = &g_array_index (self->marks, Mark, i);
      double      distance = distance_to (self, &things[mark->thing], mark, x, y);
      double      centre = hypot (x - mark->x, y - mark->y);

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
  return self->marks->len;
}
