/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The affected areas on the map: of the outage that is selected or pointed at, at any zoom; of all in view from
 * LAMP_AREAS_FROM_ZOOM on. What would be smaller than a symbol is left to the symbol. Main thread only.
 */
#pragma once

#include "map/areas.h"
#include "map/live.h"

G_BEGIN_DECLS

#define LAMP_AREAS_FROM_ZOOM 12.5

typedef struct
{
  LampSelection *selection;
  LampSelectKind hovered_kind;
  const char    *hovered_id; /* NULL for none */
} LampAreaFocus;

/* Is there anything to paint in this view? Asks for what is not known yet. `network` may be NULL. */
gboolean lamp_area_paint_has_any (LampAreas *areas, LampLive *live, LampNetwork *network, const LampAreaFocus *focus, const LampView *view);
void     lamp_area_paint (cairo_t             *cr,
                          LampAreas           *areas,
                          LampLive            *live,
                          LampNetwork         *network,
                          const LampAreaFocus *focus,
                          const LampView      *view,
                          const guint32       *colours);

G_END_DECLS
