/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one selection that list, map and inspector share. Main thread only.
 */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

typedef enum {
  LAMP_SELECT_NONE,
  LAMP_SELECT_OUTAGE,
  LAMP_SELECT_CREW,
  LAMP_SELECT_SITE,
  LAMP_SELECT_DEVICE, /* an element of the grid */
} LampSelectKind;

#define LAMP_TYPE_SELECTION (lamp_selection_get_type ())
G_DECLARE_FINAL_TYPE (LampSelection, lamp_selection, LAMP, SELECTION, GObject)

LampSelection *lamp_selection_new (void) G_GNUC_WARN_UNUSED_RESULT;
LampSelectKind lamp_selection_get_kind (LampSelection *self);
const char    *lamp_selection_get_id (LampSelection *self); /* NULL with NONE */
/* Emits "changed" once when it is another thing than before. */
void     lamp_selection_set (LampSelection *self, LampSelectKind kind, const char *id);
gboolean lamp_selection_is (LampSelection *self, LampSelectKind kind, const char *id);

G_END_DECLS
