/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where in a view there is room for a name: rectangles that are taken, in a raster of cells, so that asking costs what lies
 * near. Logical px. Pure, any thread.
 */
#pragma once

#include "map/view.h"

G_BEGIN_DECLS

typedef struct _LampRoom LampRoom;

LampRoom *lamp_room_new (void) G_GNUC_WARN_UNUSED_RESULT;
void      lamp_room_free (LampRoom *room);

/* Everything is free again, in a view this large; what lies outside is put into the cells at its edge. */
void     lamp_room_reset (LampRoom *room, double width, double height);
void     lamp_room_take (LampRoom *room, LampRect rect);
gboolean lamp_room_is_free (const LampRoom *room, LampRect rect);
/* All that is taken, in the order it came. */
const LampRect *lamp_room_get_taken (const LampRoom *room, guint *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampRoom, lamp_room_free)

G_END_DECLS
