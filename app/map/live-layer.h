/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Outages, crews and key sites over the tiles, as a layer of a libshumate map: clustered, the important on top, with
 * pills and as many names as have room; the selected thing in a halo. It also knows what lies under the pointer.
 *
 * It draws as often as there is something to see: a step of half a device pixel of the fastest crew, half a blink of what
 * nobody acknowledged, never more. Signal "stepped": crews have moved and are drawn next.
 * Main thread only.
 */
#pragma once

#include <shumate/shumate.h>

#include "map/areas.h"
#include "map/live.h"
#include "map/scene.h"
#include "map/view.h"

G_BEGIN_DECLS

#define LAMP_HIT_PX 8.0 /* so far from the pointer things can be meant */

#define LAMP_TYPE_LIVE_LAYER (lamp_live_layer_get_type ())
G_DECLARE_FINAL_TYPE (LampLiveLayer, lamp_live_layer, LAMP, LIVE_LAYER, ShumateLayer)

LampLiveLayer *lamp_live_layer_new (ShumateViewport *viewport,
                                    LampLive        *live,
                                    LampAreas       *areas,
                                    LampSelection   *selection) G_GNUC_WARN_UNUSED_RESULT;

/* Borrowed for as long as it is set: where selected devices lie. NULL for none. */
void lamp_live_layer_set_network (LampLiveLayer *self, LampNetwork *network);
/* Whether substations are named. */
void lamp_live_layer_set_named (LampLiveLayer *self, gboolean named);
/* Borrowed until the next. */
void lamp_live_layer_set_colours (LampLiveLayer *self, const guint32 *colours);
/* Whether what nobody acknowledged blinks, unless the desktop wants nothing to move; it does at first. */
void lamp_live_layer_set_blink (LampLiveLayer *self, gboolean blink);
/* What the pointer is over, or something is dragged over. */
void lamp_live_layer_set_hovered (LampLiveLayer *self, LampSelectKind kind, const char *id);

typedef struct
{
  const LampThing *thing;   /* NULL: nothing there; borrowed until the next return to the main loop */
  guint            n;       /* how many it stands for, itself included */
  LampWorldBox     members; /* where they are */
} LampLiveHit;

/* The thing drawn at a place of the widget, logical px, or nearest to it within LAMP_HIT_PX. */
LampLiveHit lamp_live_layer_hit (LampLiveLayer *self, double x, double y);
/* How many markers stood in the last frame, clusters counted once: for tests. */
guint lamp_live_layer_get_n_drawn (LampLiveLayer *self);

G_END_DECLS
