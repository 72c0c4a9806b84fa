/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asks which file or tile server is to become a base map. Main thread.
 */
#pragma once

#include <gtk/gtk.h>

#include "console/base-maps.h"

G_BEGIN_DECLS

/* Answers the "ask-…" of `base_maps` with dialogs over the window that `widget` is in. */
void lamp_base_map_dialogs_attach (LampBaseMaps *base_maps, GtkWidget *widget);

G_END_DECLS
