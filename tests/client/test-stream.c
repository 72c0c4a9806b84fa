/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Server-sent events, by the examples of the HTML standard and by lines of our own: each stream is fed whole, byte by
 * byte and cut in two at every place, and every time the same events come out.
 */
#include "client/stream.h"

#include <string.h>

typedef struct
{
  const char *stream, *events; /* "type|data|id;" each; LF in data as "/" */
} Line;

static const Line lines[] = {
  { "data: YHOO\ndata: +2\ndata: 10\n\n", "message|YHOO/+2/10|;" },
  { ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n", "message|first event|1;message|second event|;" },
  { "data\n\ndata\ndata\n\ndata:", "message||;message|/|;" },
  { "data:test\n\ndata: test\n\n", "message|test|;message|test|;" },
  { "event: change\nid: 7\ndata: {}\n\n", "change|{}|7;" },
  { "event: change\r\ndata: a\r\n\r\ndata: b\r\rdata: c\n\n", "change|a|;message|b|;message|c|;" },
  { "\xEF\xBB\xBF"
    "data: a\n\n\xEF\xBB\xBF"
    "data: b\n\n",
    "message|a|;" },
  { "event: gone\n\ndata: a\n\n", "message|a|;" },
  { ": \nid: 9\n\ndata: a\n\n", "message|a|9;" },
  { "retry: 1000\nretry: x\nunknown: y\ndata: a:b: c\n\n", "message|a:b: c|;" },
  { "\n\n\n\n", "" },
  { "data: half", "" },
};

static void
event_cb (const char *type, const char *data, const char *id, gpointer user_data)
{
  g_autofree char *flat = g_strdelimit (g_strdup (data), "\n", '/');

  g_string_append_printf (user_data, "%s|%s|%s;", type, flat, id);
}

static char *
parse (const char *text, gsize first, gsize step)
{
  GString *out = g_string_new (NULL);
  g_autoptr (LampStreamParser) parser = lamp_stream_parser_new (event_cb, out);
  gsize size = strlen (text);

  g_assert_true (lamp_stream_parser_feed (parser, text, MIN (first, size)));
  for (gsize at = first; at < size; at += step)
    g_assert_true (lamp_stream_parser_feed (parser, text + at, MIN (step, size - at)));
  return g_string_free (out, FALSE);
}

static void
test_line (gconstpointer data)
{
  const Line *line = data;
  gsize       size = strlen (line->stream);

  for (gsize cut = 0; cut <= size; cut++)
    {
      g_autofree char *events = parse (line->stream, cut, MAX (size, 1));

      g_assert_cmpstr (events, ==, line->events);
    }
  {
    g_autofree char *events = parse (line->stream, 0, 1);

    g_assert_cmpstr (events, ==, line->events);
  }
}

static void
test_retry (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autoptr (LampStreamParser) parser = lamp_stream_parser_new (event_cb, out);

  g_assert_cmpint (lamp_stream_parser_get_retry_ms (parser), ==, -1);
  g_assert_true (lamp_stream_parser_feed (parser, "retry: 1500\nretry: -3\n", 22));
  g_assert_cmpint (lamp_stream_parser_get_retry_ms (parser), ==, 1500);
  g_assert_true (lamp_stream_parser_feed (parser, "retry: 99999999999999999999\n", 28));
  g_assert_cmpint (lamp_stream_parser_get_retry_ms (parser), <=, G_MAXINT);
}

static void
test_too_much (void)
{
  g_autoptr (GString) out = g_string_new (NULL);
  g_autofree char  *piece = g_strnfill (64 * 1024, 'x');
  LampStreamParser *parser = lamp_stream_parser_new (event_cb, out);
  gsize             n = 0;

  while (lamp_stream_parser_feed (parser, piece, 64 * 1024))
    g_assert_cmpuint (n += 64 * 1024, <=, LAMP_STREAM_EVENT_LIMIT_BYTES);
  lamp_stream_parser_free (parser);
  parser = lamp_stream_parser_new (event_cb, out);
  g_assert_false (lamp_stream_parser_feed (parser, "data: a\0b\n\n", 11));
  lamp_stream_parser_free (parser);
  g_assert_cmpstr (out->str, ==, "");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *path = g_strdup_printf ("/client/stream/line-%02u", i);

      g_test_add_data_func (path, &lines[i], test_line);
    }
  g_test_add_func ("/client/stream/retry", test_retry);
  g_test_add_func ("/client/stream/too-much", test_too_much);
  return g_test_run ();
}
