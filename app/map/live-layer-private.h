/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A live layer from inside, for live-layer.c (when it draws), live-draw.c (what) and live-hit.c (what is where).
 */
#pragma once

#include "map/live-layer.h"

#include "map/canvas.h"
#include "map/kept.h"
#include "map/marks.h"
#include "map/paper.h"

G_BEGIN_DECLS

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

  gboolean    is_cairo;       /* the renderer */
  LampCanvas *canvas;         /* NULL where something else is quicker */
  LampKept    beneath, above; /* in a storm */
  guint64     still_version;  /* of the live things that they show */
  guint64     stamp;          /* of all that they show */
  guint64     area_stamp;     /* of the areas beneath */

  guint    tick, wait;       /* callback, or source, until crews have moved on; 0 when none moves */
  guint    blinking;         /* source, while something blinks */
  gboolean may_blink, rings; /* by the settings; in this half of a blink */
};

/* The view of the last allocation. */
LampView lamp_live_layer_get_view (LampLiveLayer *self);
/* Marks and sprites are as they are to be drawn now. */
void lamp_live_layer_prepare (LampLiveLayer *self, const LampView *view);
/* Everything, the lowest first, of marks arranged for this view; of a selected device, its halo beneath the rest. */
void lamp_live_layer_draw_device (LampLiveLayer *self, GtkSnapshot *snapshot, const LampView *view);
void lamp_live_layer_draw_all (LampLiveLayer *self, const LampView *view, LampPaper *paper);
/* Is there so much that one picture of all of it is quicker than a texture each? */
gboolean lamp_live_layer_is_busy (LampLiveLayer *self, const LampView *view, guint n_marks);

G_END_DECLS
