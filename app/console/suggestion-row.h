/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One crew that could go: "Crew 7 · 4 min · 1.1 km", why, what speaks against it, and the button that sends it.
 *
 * Signal "send" (const char *crew): the button was pressed. Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "engine/suggestion.h"

G_BEGIN_DECLS

#define LAMP_TYPE_SUGGESTION_ROW (lamp_suggestion_row_get_type ())
G_DECLARE_FINAL_TYPE (LampSuggestionRow, lamp_suggestion_row, LAMP, SUGGESTION_ROW, GtkWidget)

typedef enum {
  LAMP_SEND_ASSIGN,
  LAMP_SEND_SECOND, /* somebody is on it already */
  LAMP_SEND_NEVER,  /* it is on this outage, or the user may not */
} LampSend;

GtkWidget *lamp_suggestion_row_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* `outage_name` is for screen readers. `first`: the one that Enter presses. */
void        lamp_suggestion_row_set (LampSuggestionRow    *self,
                                     const LampSuggestion *suggestion,
                                     const char           *outage_name,
                                     gint64                now_usec,
                                     LampSend              send,
                                     gboolean              first);
const char *lamp_suggestion_row_get_crew (LampSuggestionRow *self); /* NULL before the first set */
GtkWidget  *lamp_suggestion_row_get_button (LampSuggestionRow *self);

G_END_DECLS
