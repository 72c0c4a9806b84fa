/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * For tests of the map in a window: is there a display, and what does the map show.
 */
#pragma once

#include "map/map.h"

G_BEGIN_DECLS

/* gtk_test_init (), or FALSE and word of it where there is no display. */
gboolean shot_init (int *argc, char ***argv);
/* The map's picture; NULL between a change and the next frame. */
GdkTexture *shot_take (LampMap *map) G_GNUC_WARN_UNUSED_RESULT;
/* The same of any widget. */
GdkTexture *shot_take_widget (GtkWidget *widget) G_GNUC_WARN_UNUSED_RESULT;
/* Its pixels of a colour. */
guint shot_count (GdkTexture *shot, guint32 colour);

G_END_DECLS
