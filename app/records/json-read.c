/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON from outside. Before the parser sees it, one pass over the bytes checks what the parser does not: that it is
 * UTF-8, also behind its escapes (the parser knows octal ones, which make any byte), how deep it nests, and that whole
 * numbers fit into 64 bits. Cost: O(bytes).
 */
#include "records/record.h"

#include <string.h>

#define MAX_DEPTH 64
#define MAX_DIGITS 18 /* of a whole number; any so long fits into 64 bits */

typedef struct
{
  const char *at, *end;
} Scan;

/* Four hexadecimal digits, or -1. */
static int
code_unit (const Scan *scan, const char *at)
{
  int unit = 0;

  if (scan->end - at < 4)
    return -1;
  for (int i = 0; i < 4; i++)
    {
      if (!g_ascii_isxdigit (at[i]))
        return -1;
      unit = unit * 16 + g_ascii_xdigit_value (at[i]);
    }
  return unit;
}

/* At the backslash; leaves at the last byte of the escape. FALSE for what JSON has not, and for half a surrogate pair. */
static gboolean
skip_escape (Scan *scan)
{
  int unit = 0;

  scan->at++;
  if (scan->at >= scan->end)
    return TRUE; /* cut off, as the parser will say */
  if (*scan->at != 'u')
    return *scan->at != '\0' && strchr ("\"\\/bfnrt", *scan->at) != NULL;

  unit = code_unit (scan, scan->at + 1);
  scan->at = MIN (scan->at + 4, scan->end);
  if (unit >= 0xD800 && unit < 0xDC00)
    {
      if (scan->end - scan->at < 7 || scan->at[1] != '\\' || scan->at[2] != 'u')
        return FALSE;
      unit = code_unit (scan, scan->at + 3);
      scan->at += 6;
      return unit >= 0xDC00 && unit < 0xE000;
    }
  return unit >= 0 && (unit < 0xDC00 || unit >= 0xE000);
}

/* At the opening quote; leaves behind the closing one. FALSE when an escape in it is none. */
static gboolean
skip_string (Scan *scan)
{
  for (scan->at++; scan->at < scan->end && *scan->at != '"'; scan->at++)
    if (*scan->at == '\\' && !skip_escape (scan))
      return FALSE;
  scan->at++;
  return TRUE;
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
        {
          if (!skip_string (&scan))
            return "a text in it holds an escape that JSON does not have";
        }
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

const char *
lamp_json_string (JsonObject *object, const char *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}
