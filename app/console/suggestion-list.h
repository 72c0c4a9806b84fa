/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who could go to one outage: rows of crews, best first, kept fresh. While the pointer or the keyboard is in them
 * their order stays, so that nobody sends a crew that was another one a moment ago. Fewer rows once a crew is on it.
 *
 * Main thread only; holds desk and flow.
 */
#pragma once

#include "console/command-flow.h"

G_BEGIN_DECLS

#define LAMP_TYPE_SUGGESTION_LIST (lamp_suggestion_list_get_type ())
G_DECLARE_FINAL_TYPE (LampSuggestionList, lamp_suggestion_list, LAMP, SUGGESTION_LIST, GtkWidget)

GtkWidget *lamp_suggestion_list_new (LampDesk *desk, LampCommandFlow *flow) G_GNUC_WARN_UNUSED_RESULT;

/* NULL: none; the list is empty and does nothing. */
void lamp_suggestion_list_set_outage (LampSuggestionList *self, const char *outage);
/* The button that assigns the best; NULL while nobody can be sent. */
GtkWidget *lamp_suggestion_list_get_first (LampSuggestionList *self);

G_END_DECLS
