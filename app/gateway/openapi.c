/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See openapi.h. Every collection has paths of its own, spelled out, for two reasons: its query parameters differ, and
 * GDAL looks for them under the very path it asks for.
 */
#include "config.h"

#include "gateway/openapi.h"

#include "gateway/items.h"
#include "gateway/openapi-resources.h"
#include "gateway/routes-private.h"

#define RESOURCE_PATH "/io/github/lamplighter/gateway/openapi.json"

static JsonObject *
load_base (void)
{
  g_autoptr (GBytes) bytes = g_resource_lookup_data (lamp_openapi_get_resource (), RESOURCE_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autoptr (JsonParser) parser = json_parser_new ();

  /* It is part of the program. */
  g_assert (json_parser_load_from_data (parser, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes), NULL));

  return json_object_ref (json_node_get_object (json_parser_get_root (parser)));
}

static JsonObject *
reference (const char *section, const char *name)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *target = g_strconcat ("#/components/", section, "/", name, NULL);

  json_object_set_string_member (object, "$ref", target);

  return object;
}

static void
add_parameters (JsonArray *parameters, const char *const *names)
{
  for (gsize i = 0; names[i] != NULL; i++)
    json_array_add_object_element (parameters, reference ("parameters", names[i]));
}

/* A property as a query parameter. Words that are not in its list match nothing, which is no error. */
static JsonObject *
field_parameter (const LampField *field)
{
  JsonObject      *parameter = json_object_new ();
  JsonNode        *schema = lamp_field_to_schema (field);
  g_autofree char *words = field->values != NULL ? g_strjoinv (", ", (char **)field->values) : NULL;
  g_autofree char *description = words != NULL ? g_strconcat (field->title, ": ", words, NULL) : g_strdup (field->title);

  lamp_schema_to_oas30 (schema);
  json_object_remove_member (json_node_get_object (schema), "nullable");
  json_object_remove_member (json_node_get_object (schema), "enum");
  json_object_remove_member (json_node_get_object (schema), "title");
  json_object_set_string_member (parameter, "name", field->name);
  json_object_set_string_member (parameter, "in", "query");
  json_object_set_string_member (parameter, "description", description);
  json_object_set_boolean_member (parameter, "required", FALSE);
  json_object_set_string_member (parameter, "style", "form");
  json_object_set_boolean_member (parameter, "explode", FALSE);
  json_object_set_member (parameter, "schema", schema);

  return parameter;
}

/* 200 with this schema in these media types (NULL-terminated), and what can go wrong. */
static JsonObject *
make_responses (const char *description, const char *schema, const char *const *media_types, gboolean may_be_missing)
{
  static const struct
  {
    const char *status, *response;
  } others[] = {
    { "304", "notModified" }, { "400", "badRequest" }, { "401", "unauthorized" }, { "406", "notAcceptable" }, { "default", "problem" }
  };
  JsonObject *responses = json_object_new ();
  JsonObject *good = json_object_new ();
  JsonObject *content = json_object_new ();
  JsonObject *headers = json_object_new ();

  for (gsize i = 0; media_types[i] != NULL; i++)
    {
      JsonObject *media = json_object_new ();

      json_object_set_object_member (media, "schema", reference ("schemas", schema));
      json_object_set_object_member (content, media_types[i], media);
    }
  json_object_set_string_member (good, "description", description);
  json_object_set_object_member (headers, "ETag", reference ("headers", "ETag"));
  json_object_set_object_member (good, "headers", headers);
  json_object_set_object_member (good, "content", content);
  json_object_set_object_member (responses, "200", good);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    json_object_set_object_member (responses, others[i].status, reference ("responses", others[i].response));
  if (may_be_missing)
    json_object_set_object_member (responses, "404", reference ("responses", "notFound"));

  return responses;
}

typedef struct
{
  const LampRecordType *type;
  JsonObject           *paths;
} Adding;

/* Adds GET to a path, which may have a POST already. Takes `parameters` and `responses`. */
static void
add_get (Adding *adding, const char *suffix, const char *operation, const char *summary, JsonArray *parameters, JsonObject *responses)
{
  const LampRecordType *type = adding->type;
  g_autofree char      *path = g_strconcat ("/collections/", type->collection, suffix, NULL);
  g_autofree char      *id = g_strconcat (operation, "_", type->collection, NULL);
  g_autofree char      *whole_summary = g_strdup_printf ("%s: %s", type->title, summary);
  JsonObject           *get = json_object_new ();
  JsonArray            *tags = json_array_new ();
  JsonObject           *item = json_object_has_member (adding->paths, path) ? json_object_get_object_member (adding->paths, path) : NULL;

  if (item == NULL)
    {
      item = json_object_new ();
      json_object_set_object_member (adding->paths, path, item);
    }
  json_array_add_string_element (tags, "Data");
  json_object_set_string_member (get, "operationId", id);
  json_object_set_array_member (get, "tags", tags);
  json_object_set_string_member (get, "summary", whole_summary);
  json_object_set_array_member (get, "parameters", parameters);
  json_object_set_object_member (get, "responses", responses);
  json_object_set_object_member (item, "get", get);
}

static JsonObject *
datetime_parameter (const LampRecordType *type)
{
  JsonObject      *parameter = json_object_new ();
  JsonObject      *schema = json_object_new ();
  g_autofree char *compared = NULL;
  g_autofree char *description = NULL;

  if (type->start_field == NULL)
    compared = g_strdup ("these features have no time, so they always match");
  else if (type->end_field == NULL)
    compared = g_strdup_printf ("compared with `%s`", type->start_field);
  else
    compared = g_strdup_printf ("compared with the time from `%s` to `%s`", type->start_field, type->end_field);
  description = g_strdup_printf ("An RFC 3339 time, a date, or an interval start/end with .. or nothing for an open end: %s. Features whose time is not known match.", compared);
  json_object_set_string_member (schema, "type", "string");
  json_object_set_string_member (parameter, "name", "datetime");
  json_object_set_string_member (parameter, "in", "query");
  json_object_set_string_member (parameter, "description", description);
  json_object_set_boolean_member (parameter, "required", FALSE);
  json_object_set_string_member (parameter, "style", "form");
  json_object_set_boolean_member (parameter, "explode", FALSE);
  json_object_set_object_member (parameter, "schema", schema);

  return parameter;
}

static JsonArray *
items_parameters (const LampRecordType *type)
{
  static const char *const common[] = { "limit", "offset", "after", NULL };
  static const char *const live[] = { "before", NULL };
  static const char *const rest[] = { "bbox", "featureFormat", "ifNoneMatch", NULL };
  JsonArray               *parameters = json_array_new ();

  add_parameters (parameters, common);
  if (!type->is_journal)
    add_parameters (parameters, live);
  add_parameters (parameters, rest);
  json_array_add_object_element (parameters, datetime_parameter (type));
  for (const LampField *field = type->fields; field->name != NULL; field++)
    if (lamp_items_field_is_queryable (field))
      json_array_add_object_element (parameters, field_parameter (field));

  return parameters;
}

static JsonArray *
named_parameters (const char *first, const char *second, const char *third)
{
  const char *const names[] = { first, second, third, NULL };
  JsonArray        *parameters = json_array_new ();

  add_parameters (parameters, names);

  return parameters;
}

static void
add_paths (JsonObject *paths, const LampRecordType *type)
{
  static const char *const json[] = { LAMP_MEDIA_JSON, NULL };
  static const char *const schema[] = { LAMP_MEDIA_SCHEMA, NULL };
  static const char *const geojson[] = { LAMP_MEDIA_GEOJSON, LAMP_MEDIA_JSON, NULL };
  Adding                   adding = { type, paths };
  g_autofree char         *page = g_strconcat (type->singular, "Page", NULL);

  add_get (&adding, "", "describe", "description", named_parameters ("f", "ifNoneMatch", NULL), make_responses (type->description, "collection", json, FALSE));
  add_get (&adding, "/items", "getItems", "features", items_parameters (type), make_responses ("A page of features", page, geojson, FALSE));
  add_get (&adding, "/items/{id}", "getItem", "one feature", named_parameters ("id", "featureFormat", "ifNoneMatch"), make_responses ("The feature", type->singular, geojson, TRUE));
  add_get (&adding, "/queryables", "getQueryables", "what items can be asked for by", named_parameters ("f", "ifNoneMatch", NULL), make_responses ("A JSON Schema", "jsonSchema", schema, FALSE));
  add_get (&adding, "/schema", "getSchema", "what the properties are", named_parameters ("schemaFormat", "ifNoneMatch", NULL), make_responses ("A JSON Schema", "jsonSchema", schema, FALSE));
}

#define PAGE_SCHEMA                                                                                                 \
  "{\"type\":\"object\",\"required\":[\"type\",\"features\",\"links\"],\"properties\":{"                            \
  "\"type\":{\"type\":\"string\",\"enum\":[\"FeatureCollection\"]},"                                                \
  "\"timeStamp\":{\"type\":\"string\",\"format\":\"date-time\"},"                                                   \
  "\"numberMatched\":{\"type\":\"integer\",\"minimum\":0},\"numberReturned\":{\"type\":\"integer\",\"minimum\":0}," \
  "\"links\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/link\"}},"                              \
  "\"features\":{\"type\":\"array\",\"items\":{\"$ref\":\"#/components/schemas/%s\"}}}}"

static void
add_schemas (JsonObject *schemas, const LampRecordType *type)
{
  g_autofree char *page_name = g_strconcat (type->singular, "Page", NULL);
  g_autofree char *page_text = g_strdup_printf (PAGE_SCHEMA, type->singular);

  json_object_set_object_member (schemas, type->singular, lamp_collection_schema ("", type, "oas30"));
  json_object_set_member (schemas, page_name, json_from_string (page_text, NULL));
}

JsonObject *
lamp_openapi_build (const char *base_url)
{
  JsonObject *document = load_base ();
  JsonObject *server = json_object_new ();
  JsonObject *components = json_object_get_object_member (document, "components");

  json_object_set_string_member (json_object_get_object_member (document, "info"), "version", LAMP_VERSION);
  json_object_set_string_member (server, "url", base_url);
  json_array_add_object_element (json_object_get_array_member (document, "servers"), server);
  for (gsize i = 0; lamp_collections ()[i] != NULL; i++)
    {
      add_paths (json_object_get_object_member (document, "paths"), lamp_collections ()[i]);
      add_schemas (json_object_get_object_member (components, "schemas"), lamp_collections ()[i]);
    }

  return document;
}
