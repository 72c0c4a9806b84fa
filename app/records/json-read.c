/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON from outside. Before the parser sees it, one pass over the bytes checks what the parser does not: that it is
 * UTF-8, how deep it nests, and that whole numbers fit into 64 bits. Cost: O(bytes).
 */
#include "records/record.h"

#include <string.h>

#define MAX_DEPTH 64
#define MAX_DIGITS 18 /* of a whole number; any so long fits into 64 bits */

typedef struct
{
  const char *at, *end;
} Scan;

/* At the opening quote; leaves behind the closing one. */
static void
skip_string (Scan *scan)
{
  for (scan->at++; scan->at < scan->end && *scan->at != '"'; scan->at++)
    if (*scan->at == '\\')
      scan->at++;
  scan->at++;
}

/* At a digit; leaves behind the number. FALSE when it is whole and too long. */
static gboolean
skip_number (Scan *scan)
{
  const char *from = scan->at;
  gboolean    whole = TRUE;

  for (; scan->at < scan->end && (g_ascii_isalnum (*scan->at) || strchr (".+-", *scan->at) != NULL); scan->at++)
    whole = whole && g_ascii_isdigit (*scan->at);

  return !whole || scan->at - from <= MAX_DIGITS;
}

static const char *
find_fault (const char *text, gsize length)
{
  Scan  scan = { text, text + length };
  guint depth = 0;

  while (scan.at < scan.end)
    {
      char c = *scan.at;

      if (c == '"')
        skip_string (&scan);
      else if (g_ascii_isdigit (c))
        {
          if (!skip_number (&scan))
            return "it holds a whole number of more than 18 digits";
        }
      else
        {
          if ((c == '[' || c == '{') && ++depth > MAX_DEPTH)
            return "it is nested too deeply";
          if ((c == ']' || c == '}') && depth > 0)
            depth--;
          scan.at++;
        }
    }

  return NULL;
}

static JsonNode *
refuse (GError **error, const char *fault)
{
  g_set_error (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_MALFORMED, "This is not JSON that can be read: %s.", fault);

  return NULL;
}

JsonNode *
lamp_json_from_bytes (GBytes *bytes, GError **error)
{
  gsize       length;
  const char *text = g_bytes_get_data (bytes, &length);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonNode   *root = NULL;
  const char *fault = NULL;

  if (length == 0)
    return refuse (error, "it is empty");
  if (length > G_MAXINT32)
    return refuse (error, "it is too long");
  if (!g_utf8_validate_len (text, length, NULL))
    return refuse (error, "it is not UTF-8");

  fault = find_fault (text, length);
  if (fault != NULL)
    return refuse (error, fault);

  if (json_parser_load_from_data (parser, text, (gssize)length, NULL))
    root = json_parser_steal_root (parser);

  return root != NULL ? root : refuse (error, "a bracket, comma or quote is missing or out of place");
}
