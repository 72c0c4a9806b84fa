/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Works out in a worker who could go to an outage: searching the streets of a whole region takes longer than a frame.
 * What the worker reads are records, which never change, and the roads, which never change either.
 */
#pragma once

#include "console/desk.h"
#include "engine/suggestion.h"

G_BEGIN_DECLS

/* Suggestions and the records they point to. */
typedef struct
{
  char      *outage;
  GArray    *rows; /* LampSuggestion, best first */
  GPtrArray *held; /* LampRecord: what rows point into */
} LampSuggestions;

void lamp_suggestions_free (LampSuggestions *suggestions);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampSuggestions, lamp_suggestions_free)

/* By what the desk shows now. Does nothing but fail with G_IO_ERROR_NOT_FOUND while the outage or the roads are not
 * there. Main thread; so is the callback, whose source is the desk. */
void             lamp_suggest_async (LampDesk           *desk,
                                     const char         *outage,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
LampSuggestions *lamp_suggest_finish (LampDesk *desk, GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
