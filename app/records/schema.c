/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON Schema of a record's properties, from its table of fields. Everything may be null: unknown.
 */
#include "records/record.h"

static void
set_types (JsonObject *schema, const char *type)
{
  JsonArray *types = json_array_new ();

  json_array_add_string_element (types, type);
  json_array_add_string_element (types, "null");
  json_object_set_array_member (schema, "type", types);
}

static void
set_words (JsonObject *schema, const char *const *words, gboolean nullable)
{
  JsonArray *array;

  if (words == NULL)
    return;

  array = json_array_new ();
  for (gsize i = 0; words[i] != NULL; i++)
    json_array_add_string_element (array, words[i]);
  if (nullable)
    json_array_add_null_element (array);
  json_object_set_array_member (schema, "enum", array);
}

static void
set_items (JsonObject *schema, const char *type, const char *const *words)
{
  JsonObject *items = json_object_new ();

  json_object_set_string_member (items, "type", type);
  set_words (items, words, FALSE);
  json_object_set_object_member (schema, "items", items);
}

static void
set_members (JsonObject *schema, const LampField *members)
{
  JsonObject *properties = json_object_new ();

  for (const LampField *member = members; member->name != NULL; member++)
    json_object_set_member (properties, member->name, lamp_field_to_schema (member));
  json_object_set_object_member (schema, "properties", properties);
}

JsonNode *
lamp_field_to_schema (const LampField *field)
{
  JsonObject *schema = json_object_new ();
  JsonNode   *node = json_node_new (JSON_NODE_OBJECT);

  if (field->title != NULL)
    json_object_set_string_member (schema, "title", field->title);

  switch (field->type)
    {
    case LAMP_FIELD_STRING:
      set_types (schema, "string");
      set_words (schema, field->values, TRUE);
      break;
    case LAMP_FIELD_INTEGER:
      set_types (schema, "integer");
      break;
    case LAMP_FIELD_NUMBER:
      set_types (schema, "number");
      break;
    case LAMP_FIELD_BOOLEAN:
      set_types (schema, "boolean");
      break;
    case LAMP_FIELD_TIME:
      set_types (schema, "string");
      json_object_set_string_member (schema, "format", "date-time");
      break;
    case LAMP_FIELD_STRINGS:
      set_types (schema, "array");
      set_items (schema, "string", field->values);
      break;
    case LAMP_FIELD_OBJECT:
      set_types (schema, "object");
      set_members (schema, field->members);
      break;
    case LAMP_FIELD_JSON:
    default:
      set_types (schema, "array");
      set_items (schema, "object", NULL);
      break;
    }

  json_node_take_object (node, schema);

  return node;
}
