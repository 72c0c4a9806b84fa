/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Server-sent events: however a stream is cut into pieces, the same events come of it. The first byte is how long the
 * pieces are.
 */
#include "client/stream.h"
#include "fuzz/fuzz.h"

static void
event_cb (const char *type, const char *data, const char *id, gpointer user_data)
{
  g_string_append_printf (user_data, "%s|%s|%s;", type, data, id);
}

static char *
parse (const guint8 *data, gsize size, gsize step, gboolean *good)
{
  GString *out = g_string_new (NULL);
  g_autoptr (LampStreamParser) parser = lamp_stream_parser_new (event_cb, out);

  *good = TRUE;
  for (gsize at = 0; at < size && *good; at += step)
    *good = lamp_stream_parser_feed (parser, (const char *)data + at, MIN (step, size - at));
  return g_string_free (out, FALSE);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  gboolean         good = FALSE, good_in_pieces = FALSE;
  g_autofree char *whole = NULL;
  g_autofree char *pieces = NULL;

  if (size == 0)
    return 0;
  whole = parse (data + 1, size - 1, size, &good);
  pieces = parse (data + 1, size - 1, 1 + data[0] % 16u, &good_in_pieces);
  g_assert_true (good == good_in_pieces);
  if (good)
    g_assert_cmpstr (whole, ==, pieces);
  return 0;
}
