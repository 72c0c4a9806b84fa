/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Server-sent events, as the HTML standard cuts them: fed with bytes in any pieces, it hands out whole events. Lines end
 * in LF, CR or CR LF; comments are counted as a sign of life and dropped. An event larger than the limit is an
 * error, not a reason to grow. Pure; one owner. Cost: O(bytes).
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LAMP_STREAM_EVENT_LIMIT_BYTES (8 * 1024 * 1024)

typedef struct _LampStreamParser LampStreamParser;

/* `type` is "message" when not told; `id` is the last id seen so far, "" for none. Borrowed for the call. */
typedef void (*LampStreamEventFunc) (const char *type, const char *data, const char *id, gpointer user_data);

LampStreamParser *lamp_stream_parser_new (LampStreamEventFunc on_event, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void              lamp_stream_parser_free (LampStreamParser *parser);
/* FALSE when an event is too large or holds a NUL: the stream is of no use any more. */
gboolean lamp_stream_parser_feed (LampStreamParser *parser, const char *bytes, gsize size);
/* Milliseconds the server asked to wait before coming back; -1 when it did not. */
gint64 lamp_stream_parser_get_retry_ms (const LampStreamParser *parser);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampStreamParser, lamp_stream_parser_free)

G_END_DECLS
