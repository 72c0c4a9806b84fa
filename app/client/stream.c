/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See stream.h.
 */
#include "client/stream.h"

#include <string.h>

struct _LampStreamParser
{
  LampStreamEventFunc on_event;
  gpointer            user_data;

  GString *line; /* what has come of the present line */
  GString *data; /* of the present event, each line ended by LF */
  GString *type;
  GString *id;       /* the last one seen */
  gint64   retry_ms; /* -1 when not told */
  guint    n_lines;  /* of the stream, to strip the byte order mark of the first; stops counting at 1 */
  gboolean after_cr; /* an LF now belongs to that CR */
};

LampStreamParser *
lamp_stream_parser_new (LampStreamEventFunc on_event, gpointer user_data)
{
  LampStreamParser *parser = g_new0 (LampStreamParser, 1);

  parser->on_event = on_event;
  parser->user_data = user_data;
  parser->line = g_string_new (NULL);
  parser->data = g_string_new (NULL);
  parser->type = g_string_new (NULL);
  parser->id = g_string_new (NULL);
  parser->retry_ms = -1;
  return parser;
}

void
lamp_stream_parser_free (LampStreamParser *parser)
{
  if (parser == NULL)
    return;
  g_string_free (parser->line, TRUE);
  g_string_free (parser->data, TRUE);
  g_string_free (parser->type, TRUE);
  g_string_free (parser->id, TRUE);
  g_free (parser);
}

gint64
lamp_stream_parser_get_retry_ms (const LampStreamParser *parser)
{
  return parser->retry_ms;
}

static void
dispatch (LampStreamParser *parser)
{
  if (parser->data->len > 0)
    {
      g_string_truncate (parser->data, parser->data->len - 1);
      parser->on_event (parser->type->len > 0 ? parser->type->str : "message", parser->data->str, parser->id->str, parser->user_data);
    }
  g_string_truncate (parser->data, 0);
  g_string_truncate (parser->type, 0);
}

static void
take_field (LampStreamParser *parser, const char *name, gsize name_size, const char *value)
{
  if (name_size == 4 && memcmp (name, "data", 4) == 0)
    {
      g_string_append (parser->data, value);
      g_string_append_c (parser->data, '\n');
    }
  else if (name_size == 5 && memcmp (name, "event", 5) == 0)
    g_string_assign (parser->type, value);
  else if (name_size == 2 && memcmp (name, "id", 2) == 0)
    g_string_assign (parser->id, value);
  else if (name_size == 5 && memcmp (name, "retry", 5) == 0 && *value != '\0' && strspn (value, "0123456789") == strlen (value))
    parser->retry_ms = MIN (g_ascii_strtoll (value, NULL, 10), G_MAXINT);
}

static void
take_line (LampStreamParser *parser)
{
  const char *line = parser->line->str;
  const char *colon = NULL;

  if (parser->n_lines == 0 && g_str_has_prefix (line, "\xEF\xBB\xBF"))
    line += 3;
  parser->n_lines = 1;
  if (*line == '\0')
    dispatch (parser);
  else if (*line != ':')
    {
      colon = strchr (line, ':');
      if (colon == NULL)
        take_field (parser, line, strlen (line), "");
      else
        take_field (parser, line, (gsize)(colon - line), colon[1] == ' ' ? colon + 2 : colon + 1);
    }
  g_string_truncate (parser->line, 0);
}

gboolean
lamp_stream_parser_feed (LampStreamParser *parser, const char *bytes, gsize size)
{
  const char *end = bytes + size;

  while (bytes < end)
    {
      const char *stop = bytes;

      if (parser->after_cr && *bytes == '\n')
        {
          parser->after_cr = FALSE;
          bytes++;
          continue;
        }
      parser->after_cr = FALSE;
      while (stop < end && *stop != '\n' && *stop != '\r' && *stop != '\0')
        stop++;
      if (stop < end && *stop == '\0')
        return FALSE;
      if (parser->line->len + parser->data->len + (gsize)(stop - bytes) > LAMP_STREAM_EVENT_LIMIT_BYTES)
        return FALSE;
      g_string_append_len (parser->line, bytes, stop - bytes);
      bytes = stop;
      if (stop < end)
        {
          parser->after_cr = *stop == '\r';
          bytes++;
          take_line (parser);
        }
    }
  return TRUE;
}
