/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record as GeoJSON text without a tree in between: a page of 10,000 outages is 300,000 values, and a tree costs an
 * allocation for each. Reads only, so records shared with other threads may be written by any of them.
 */
#include "records/record.h"

#include "records/record-private.h"

#include <math.h>
#include <string.h>

static void
append_escaped (GString *out, const char *text)
{
  const char *from = text;

  for (const char *at = text;; at++)
    {
      unsigned char c = (unsigned char)*at;

      if (c >= 0x20 && c != '"' && c != '\\')
        continue;
      g_string_append_len (out, from, at - from);
      if (c == '\0')
        return;
      from = at + 1;
      if (c == '"' || c == '\\')
        g_string_append_printf (out, "\\%c", c);
      else if (c == '\n')
        g_string_append (out, "\\n");
      else
        g_string_append_printf (out, "\\u%04x", c);
    }
}

void
lamp_json_append_string (GString *out, const char *text)
{
  g_autofree char *valid = g_utf8_validate (text, -1, NULL) ? NULL : g_utf8_make_valid (text, -1);

  g_string_append_c (out, '"');
  append_escaped (out, valid != NULL ? valid : text);
  g_string_append_c (out, '"');
}

/* The shortest text that reads back as the same number; with a point, so that readers who guess a column's type from
 * its first values do not take 12.0 m/s for a whole number. */
static void
append_number (GString *out, double value)
{
  static const char *const formats[] = { "%.15g", "%.16g", "%.17g" };
  char                     text[G_ASCII_DTOSTR_BUF_SIZE];

  for (gsize i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_ascii_formatd (text, sizeof text, formats[i], value);
      if (g_ascii_strtod (text, NULL) == value)
        break;
    }
  g_string_append (out, text);
  if (strpbrk (text, ".e") == NULL)
    g_string_append (out, ".0");
}

static void
append_array (GString *out, JsonArray *array)
{
  g_string_append_c (out, '[');
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      lamp_json_append (out, json_array_get_element (array, i));
    }
  g_string_append_c (out, ']');
}

static void
append_object (GString *out, JsonObject *object)
{
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *member;
  gboolean       first = TRUE;

  g_string_append_c (out, '{');
  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &member))
    {
      if (!first)
        g_string_append_c (out, ',');
      first = FALSE;
      lamp_json_append_string (out, name);
      g_string_append_c (out, ':');
      lamp_json_append (out, member);
    }
  g_string_append_c (out, '}');
}

void
lamp_json_append (GString *out, JsonNode *node)
{
  GType type;

  if (JSON_NODE_HOLDS_ARRAY (node))
    {
      append_array (out, json_node_get_array (node));
      return;
    }
  if (JSON_NODE_HOLDS_OBJECT (node))
    {
      append_object (out, json_node_get_object (node));
      return;
    }

  type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;
  if (type == G_TYPE_STRING)
    lamp_json_append_string (out, json_node_get_string (node));
  else if (type == G_TYPE_INT64)
    g_string_append_printf (out, "%" G_GINT64_FORMAT, json_node_get_int (node));
  else if (type == G_TYPE_DOUBLE && isfinite (json_node_get_double (node)))
    append_number (out, json_node_get_double (node));
  else if (type == G_TYPE_BOOLEAN)
    g_string_append (out, json_node_get_boolean (node) ? "true" : "false");
  else
    g_string_append (out, "null");
}

static void append_members (GString *out, gconstpointer record, const LampField *fields);

static void
append_strings (GString *out, char **strings)
{
  g_string_append_c (out, '[');
  for (gsize i = 0; strings[i] != NULL; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      lamp_json_append_string (out, strings[i]);
    }
  g_string_append_c (out, ']');
}

static void
append_time (GString *out, gint64 time_usec)
{
  g_autofree char *text = lamp_time_to_string (time_usec);

  g_string_append_printf (out, "\"%s\"", text);
}

/* FALSE when the value is unknown. */
static gboolean
append_known (GString *out, gconstpointer record, const LampField *field)
{
  switch (field->type)
    {
    case LAMP_FIELD_STRING:
      if (LAMP_FIELD_IN (record, field, char *) == NULL)
        return FALSE;
      lamp_json_append_string (out, LAMP_FIELD_IN (record, field, char *));
      return TRUE;
    case LAMP_FIELD_INTEGER:
      if (LAMP_FIELD_IN (record, field, gint64) == LAMP_UNKNOWN_INTEGER)
        return FALSE;
      g_string_append_printf (out, "%" G_GINT64_FORMAT, LAMP_FIELD_IN (record, field, gint64));
      return TRUE;
    case LAMP_FIELD_NUMBER:
      if (!isfinite (LAMP_FIELD_IN (record, field, double)))
        return FALSE;
      append_number (out, LAMP_FIELD_IN (record, field, double));
      return TRUE;
    case LAMP_FIELD_BOOLEAN:
      if (LAMP_FIELD_IN (record, field, int) == LAMP_UNKNOWN_BOOLEAN)
        return FALSE;
      g_string_append (out, LAMP_FIELD_IN (record, field, int) != 0 ? "true" : "false");
      return TRUE;
    case LAMP_FIELD_TIME:
      if (LAMP_FIELD_IN (record, field, gint64) == LAMP_UNKNOWN_TIME)
        return FALSE;
      append_time (out, LAMP_FIELD_IN (record, field, gint64));
      return TRUE;
    case LAMP_FIELD_STRINGS:
      if (LAMP_FIELD_IN (record, field, char **) == NULL)
        return FALSE;
      append_strings (out, LAMP_FIELD_IN (record, field, char **));
      return TRUE;
    case LAMP_FIELD_JSON:
      if (LAMP_FIELD_IN (record, field, JsonNode *) == NULL)
        return FALSE;
      lamp_json_append (out, LAMP_FIELD_IN (record, field, JsonNode *));
      return TRUE;
    case LAMP_FIELD_OBJECT:
      append_members (out, record, field->members);
      return TRUE;
    default:
      return FALSE;
    }
}

static void
append_members (GString *out, gconstpointer record, const LampField *fields)
{
  g_string_append_c (out, '{');
  for (const LampField *field = fields; field->name != NULL; field++)
    {
      g_string_append (out, field == fields ? "\"" : ",\"");
      g_string_append (out, field->name);
      g_string_append (out, "\":");
      if (!append_known (out, record, field))
        g_string_append (out, "null");
    }
  g_string_append_c (out, '}');
}

void
lamp_record_append_feature (GString *out, gconstpointer record, const char *more)
{
  const LampRecord *self = record;

  g_string_append (out, "{\"type\":\"Feature\",\"id\":");
  lamp_json_append_string (out, self->id);
  if (self->placed)
    {
      g_string_append (out, ",\"geometry\":{\"type\":\"Point\",\"coordinates\":[");
      append_number (out, self->at.lon_deg);
      g_string_append_c (out, ',');
      append_number (out, self->at.lat_deg);
      g_string_append (out, "]}");
    }
  else
    g_string_append (out, ",\"geometry\":null");
  g_string_append (out, ",\"properties\":");
  append_members (out, self, self->type->fields);
  if (more != NULL)
    g_string_append (out, more);
  g_string_append_c (out, '}');
}
