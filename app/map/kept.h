/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture of what stands still over the map, kept from frame to frame: as large as the view and a margin around it, so
 * that a pan only moves it. In a storm thousands of markers are then one copy. Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "map/view.h"

G_BEGIN_DECLS

#define LAMP_KEPT_MARGIN_PX 96.0

typedef struct
{
  cairo_surface_t *surface; /* NULL: nothing is kept */
  GdkTexture      *texture; /* of it, once asked for */
  LampView         view;    /* with the margin */
  guint64          version; /* the caller's */
} LampKept;

void lamp_kept_clear (LampKept *kept);
/* Can it be shown in this view as it is? */
gboolean lamp_kept_fits (const LampKept *kept, const LampView *view, guint64 version);
/* What it has to show for a view: that with a margin. */
LampView lamp_kept_widen (const LampView *view);
/* An empty picture of lamp_kept_widen (view), to be drawn on in logical pixels of that; destroy what is returned. */
cairo_t *lamp_kept_begin (LampKept *kept, const LampView *view, guint64 version) G_GNUC_WARN_UNUSED_RESULT;
/* Shows it: on the snapshot, or on `cr` when that is NULL. */
void lamp_kept_show (LampKept *kept, const LampView *view, GtkSnapshot *snapshot, cairo_t *cr);

G_END_DECLS
