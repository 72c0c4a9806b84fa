/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What tools draw over everything else on the map: a measured line, a marked place, a rectangle being drawn, a ring around the
 * crew that is followed. Borrows what it shows. Main thread only.
 */
#pragma once

#include <shumate/shumate.h>

#include "map/live.h"
#include "map/measure.h"
#include "map/view.h"

G_BEGIN_DECLS

typedef struct
{
  LampMeasure measure;
  gboolean    measuring; /* or its line is left standing, when it has points */
  gboolean    by_keys;   /* the next point is set in the middle */
  LampWorld   mark;      /* LAMP_WORLD_NONE for none */
  gboolean    banding;
  LampRect    band; /* widget px, its corners as drawn */
  char       *followed;
} LampTools;

#define LAMP_TYPE_TOOL_LAYER (lamp_tool_layer_get_type ())
G_DECLARE_FINAL_TYPE (LampToolLayer, lamp_tool_layer, LAMP, TOOL_LAYER, ShumateLayer)

LampToolLayer *lamp_tool_layer_new (ShumateViewport *viewport, LampLive *live, const LampTools *tools) G_GNUC_WARN_UNUSED_RESULT;
/* Borrowed until the next. */
void lamp_tool_layer_set_colours (LampToolLayer *self, const guint32 *colours);

G_END_DECLS
