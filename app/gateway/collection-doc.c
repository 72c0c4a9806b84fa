/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a collection says of itself: its description with extent and links, its queryables, its schemas. All of it comes
 * from the field tables of records/.
 */
#include "gateway/routes-private.h"

#include "gateway/items.h"

#define CRS84 "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
#define GREGORIAN "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian"
#define JSON_SCHEMA "https://json-schema.org/draft/2020-12/schema"
#define REL_QUERYABLES "http://www.opengis.net/def/rel/ogc/1.0/queryables"
#define REL_SCHEMA "http://www.opengis.net/def/rel/ogc/1.0/schema"

/* QGIS shows a box without height as no box at all. */
#define EXTENT_MARGIN_DEG 0.001

void
lamp_links_add (JsonArray *links, const char *base_url, const char *path, const char *rel, const char *type, const char *title)
{
  JsonObject      *link = json_object_new ();
  g_autofree char *href = g_strconcat (base_url, path, NULL);

  json_object_set_string_member (link, "href", href);
  json_object_set_string_member (link, "rel", rel);
  json_object_set_string_member (link, "type", type);
  json_object_set_string_member (link, "title", title);
  json_array_add_object_element (links, link);
}

/* --- extent --- */

static void
add_point (LampBox *box, LampPoint at)
{
  box->west_deg = MIN (box->west_deg, at.lon_deg);
  box->south_deg = MIN (box->south_deg, at.lat_deg);
  box->east_deg = MAX (box->east_deg, at.lon_deg);
  box->north_deg = MAX (box->north_deg, at.lat_deg);
}

/* All records; where there are none, the grid; where there is none either, the world. */
static LampBox
find_box (LampGateway *gateway, const GPtrArray *list)
{
  const LampBox none = { 180.0, 90.0, -180.0, -90.0 };
  LampNetwork  *network = lamp_gateway_get_network (gateway);
  LampBox       box = none;

  for (guint i = 0; i < list->len; i++)
    {
      const LampRecord *record = g_ptr_array_index (list, i);

      if (record->placed)
        add_point (&box, record->at);
    }

  if (box.west_deg > box.east_deg && network != NULL && !lamp_world_box_is_empty (network->extent))
    {
      add_point (&box, lamp_point_from_world ((LampWorld){ network->extent.x0, network->extent.y0 }));
      add_point (&box, lamp_point_from_world ((LampWorld){ network->extent.x1, network->extent.y1 }));
    }
  if (box.west_deg > box.east_deg)
    return (LampBox){ -180.0, -90.0, 180.0, 90.0 };

  return (LampBox){
    MAX (box.west_deg - EXTENT_MARGIN_DEG, -180.0),
    MAX (box.south_deg - EXTENT_MARGIN_DEG, -90.0),
    MIN (box.east_deg + EXTENT_MARGIN_DEG, 180.0),
    MIN (box.north_deg + EXTENT_MARGIN_DEG, 90.0),
  };
}

static JsonObject *
describe_space (LampBox box)
{
  JsonObject *spatial = json_object_new ();
  JsonArray  *boxes = json_array_new ();
  JsonArray  *corners = json_array_new ();

  json_array_add_double_element (corners, box.west_deg);
  json_array_add_double_element (corners, box.south_deg);
  json_array_add_double_element (corners, box.east_deg);
  json_array_add_double_element (corners, box.north_deg);
  json_array_add_array_element (boxes, corners);
  json_object_set_array_member (spatial, "bbox", boxes);
  json_object_set_string_member (spatial, "crs", CRS84);

  return spatial;
}

static void
add_time (JsonArray *interval, gint64 usec)
{
  g_autofree char *text = usec != LAMP_UNKNOWN_TIME ? lamp_time_to_string (usec) : NULL;

  if (text != NULL)
    json_array_add_string_element (interval, text);
  else
    json_array_add_null_element (interval);
}

/* From the earliest start; open at the end, as things go on. */
static JsonObject *
describe_time (const LampRecordType *type, const GPtrArray *list)
{
  const LampField *field = type->start_field != NULL ? lamp_record_type_find_field (type, type->start_field) : NULL;
  JsonObject      *temporal = json_object_new ();
  JsonArray       *intervals = json_array_new ();
  JsonArray       *interval = json_array_new ();
  gint64           first_usec = LAMP_UNKNOWN_TIME;

  for (guint i = 0; field != NULL && i < list->len; i++)
    {
      gint64 usec = *(const gint64 *)(gconstpointer)((const char *)g_ptr_array_index (list, i) + field->offset);

      if (usec != LAMP_UNKNOWN_TIME && (first_usec == LAMP_UNKNOWN_TIME || usec < first_usec))
        first_usec = usec;
    }

  add_time (interval, first_usec);
  add_time (interval, LAMP_UNKNOWN_TIME);
  json_array_add_array_element (intervals, interval);
  json_object_set_array_member (temporal, "interval", intervals);
  json_object_set_string_member (temporal, "trs", GREGORIAN);

  return temporal;
}

/* --- description --- */

static JsonArray *
describe_links (const char *base_url, const LampRecordType *type)
{
  JsonArray       *links = json_array_new ();
  g_autofree char *self = g_strconcat ("/collections/", type->collection, NULL);
  g_autofree char *items = g_strconcat (self, "/items", NULL);
  g_autofree char *items_json = g_strconcat (items, "?f=json", NULL);
  g_autofree char *queryables = g_strconcat (self, "/queryables", NULL);
  g_autofree char *schema = g_strconcat (self, "/schema", NULL);
  g_autofree char *feature_schema = g_strconcat (schema, "?f=feature", NULL);
  g_autofree char *oas30_schema = g_strconcat (schema, "?f=oas30", NULL);

  lamp_links_add (links, base_url, self, "self", LAMP_MEDIA_JSON, type->title);
  lamp_links_add (links, base_url, items, "items", LAMP_MEDIA_GEOJSON, type->title);
  lamp_links_add (links, base_url, items_json, "items", LAMP_MEDIA_JSON, type->title);
  lamp_links_add (links, base_url, queryables, REL_QUERYABLES, LAMP_MEDIA_SCHEMA, "What items can be asked for by");
  lamp_links_add (links, base_url, schema, REL_SCHEMA, LAMP_MEDIA_SCHEMA, "Properties");
  /* GDAL knows no null in a type; 3.6 knows no other spelling than this, and 3.10 takes the first of either. */
  lamp_links_add (links, base_url, oas30_schema, "describedBy", LAMP_MEDIA_SCHEMA, "Schema of one feature, OpenAPI 3.0 dialect");
  lamp_links_add (links, base_url, feature_schema, "describedby", LAMP_MEDIA_SCHEMA, "JSON Schema of one feature");

  return links;
}

JsonObject *
lamp_collection_describe (LampGateway *gateway, const char *base_url, const LampRecordType *type)
{
  const GPtrArray *list = lamp_state_list (lamp_gateway_get_state (gateway), type);
  JsonObject      *collection = json_object_new ();
  JsonObject      *extent = json_object_new ();
  JsonArray       *crs = json_array_new ();

  json_object_set_string_member (collection, "id", type->collection);
  json_object_set_string_member (collection, "title", type->title);
  json_object_set_string_member (collection, "description", type->description);
  json_object_set_string_member (collection, "itemType", "feature");
  json_array_add_string_element (crs, CRS84);
  json_object_set_array_member (collection, "crs", crs);
  if (type->geometry != NULL)
    json_object_set_object_member (extent, "spatial", describe_space (find_box (gateway, list)));
  json_object_set_object_member (extent, "temporal", describe_time (type, list));
  json_object_set_object_member (collection, "extent", extent);
  json_object_set_array_member (collection, "links", describe_links (base_url, type));

  return collection;
}

/* --- schemas --- */

static JsonObject *
new_schema (const char *base_url, const LampRecordType *type, const char *resource)
{
  JsonObject      *schema = json_object_new ();
  g_autofree char *id = g_strconcat (base_url, "/collections/", type->collection, resource, NULL);

  json_object_set_string_member (schema, "$schema", JSON_SCHEMA);
  json_object_set_string_member (schema, "$id", id);
  json_object_set_string_member (schema, "type", "object");
  json_object_set_string_member (schema, "title", type->title);
  json_object_set_string_member (schema, "description", type->description);

  return schema;
}

/* "geometry-point": how Part 3 and Part 5 name a spatial property, which has no type. */
static JsonObject *
geometry_property (const LampRecordType *type)
{
  JsonObject      *geometry = json_object_new ();
  g_autofree char *lower = g_ascii_strdown (type->geometry, -1);
  g_autofree char *format = g_strconcat ("geometry-", lower, NULL);

  json_object_set_string_member (geometry, "title", "Where it is; null when not known");
  json_object_set_string_member (geometry, "format", format);

  return geometry;
}

void
lamp_schema_to_oas30 (JsonNode *schema)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (schema) ? json_node_get_object (schema) : NULL;
  JsonNode   *type = object != NULL ? json_object_get_member (object, "type") : NULL;
  g_autoptr (GList) members = object != NULL ? json_object_get_values (object) : NULL;

  for (GList *at = members; at != NULL; at = at->next)
    lamp_schema_to_oas30 (at->data);

  if (type != NULL && JSON_NODE_HOLDS_ARRAY (type))
    {
      g_autofree char *name = g_strdup (json_array_get_string_element (json_node_get_array (type), 0));

      json_object_set_string_member (object, "type", name);
      json_object_set_boolean_member (object, "nullable", TRUE);
    }
}

JsonObject *
lamp_collection_queryables (const char *base_url, const LampRecordType *type)
{
  JsonObject *schema = new_schema (base_url, type, "/queryables");
  JsonObject *properties = json_object_new ();

  if (type->geometry != NULL)
    json_object_set_object_member (properties, "geometry", geometry_property (type));
  for (const LampField *field = type->fields; field->name != NULL; field++)
    if (lamp_items_field_is_queryable (field))
      {
        JsonNode *node = lamp_field_to_schema (field);

        lamp_schema_to_oas30 (node);
        json_object_remove_member (json_node_get_object (node), "nullable");
        json_object_remove_member (json_node_get_object (node), "enum");
        json_object_set_member (properties, field->name, node);
      }
  json_object_set_object_member (schema, "properties", properties);
  json_object_set_boolean_member (schema, "additionalProperties", FALSE);

  return schema;
}

static JsonObject *
field_properties (const LampRecordType *type, gboolean required, JsonObject *of)
{
  JsonObject *properties = json_object_new ();
  JsonArray  *names = json_array_new ();

  for (const LampField *field = type->fields; field->name != NULL; field++)
    {
      json_object_set_member (properties, field->name, lamp_field_to_schema (field));
      json_array_add_string_element (names, field->name);
    }
  if (required)
    json_object_set_array_member (of, "required", names);
  else
    json_array_unref (names);

  return properties;
}

static JsonObject *
flat_schema (const char *base_url, const LampRecordType *type)
{
  JsonObject *schema = new_schema (base_url, type, "/schema");
  JsonObject *properties = field_properties (type, FALSE, schema);
  JsonObject *id = json_object_new ();

  json_object_set_string_member (id, "title", "Its name for ever");
  json_object_set_string_member (id, "type", "string");
  json_object_set_boolean_member (id, "readOnly", TRUE);
  json_object_set_string_member (id, "x-ogc-role", "id");
  json_object_set_object_member (properties, "id", id);
  if (type->geometry != NULL)
    {
      JsonObject *geometry = geometry_property (type);

      json_object_set_string_member (geometry, "x-ogc-role", "primary-geometry");
      json_object_set_object_member (properties, "geometry", geometry);
    }
  json_object_set_object_member (schema, "properties", properties);

  return schema;
}

/* What each part of a feature is, as JSON Schema text. */
#define SCHEMA_OF_TYPE "{\"type\":\"string\",\"enum\":[\"Feature\"]}"
#define SCHEMA_OF_ID "{\"type\":\"string\"}"
#define SCHEMA_OF_ETAG "{\"type\":\"string\",\"title\":\"Its ETag, for If-Match and basedOn\"}"
#define SCHEMA_OF_LINKS "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}"
#define SCHEMA_OF_POINT                                                                      \
  "{\"type\":[\"object\",\"null\"],\"required\":[\"type\",\"coordinates\"],\"properties\":{" \
  "\"type\":{\"type\":\"string\",\"enum\":[\"Point\"]},"                                     \
  "\"coordinates\":{\"type\":\"array\",\"minItems\":2,\"maxItems\":3,\"items\":{\"type\":\"number\"}}}}"
#define SCHEMA_OF_NO_PLACE "{\"type\":[\"object\",\"null\"],\"maxProperties\":0}"
#define REQUIRED_IN_FEATURE "[\"type\",\"id\",\"geometry\",\"properties\"]"

static JsonObject *
feature_schema (const char *base_url, const LampRecordType *type)
{
  JsonObject *schema = new_schema (base_url, type, "/schema?f=feature");
  JsonObject *members = json_object_new ();
  JsonObject *properties = json_object_new ();

  json_object_set_string_member (properties, "type", "object");
  json_object_set_object_member (properties, "properties", field_properties (type, TRUE, properties));
  json_object_set_member (members, "type", json_from_string (SCHEMA_OF_TYPE, NULL));
  json_object_set_member (members, "id", json_from_string (SCHEMA_OF_ID, NULL));
  json_object_set_member (members, "geometry", json_from_string (type->geometry != NULL ? SCHEMA_OF_POINT : SCHEMA_OF_NO_PLACE, NULL));
  json_object_set_object_member (members, "properties", properties);
  json_object_set_member (members, "etag", json_from_string (SCHEMA_OF_ETAG, NULL));
  json_object_set_member (members, "links", json_from_string (SCHEMA_OF_LINKS, NULL));
  json_object_set_object_member (schema, "properties", members);
  json_object_set_member (schema, "required", json_from_string (REQUIRED_IN_FEATURE, NULL));

  return schema;
}

JsonObject *
lamp_collection_schema (const char *base_url, const LampRecordType *type, const char *format)
{
  if (g_str_equal (format, "json"))
    return flat_schema (base_url, type);
  if (g_str_equal (format, "feature"))
    return feature_schema (base_url, type);
  if (g_str_equal (format, "oas30"))
    {
      g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
      JsonObject *schema = feature_schema (base_url, type);

      json_object_remove_member (schema, "$schema");
      json_object_remove_member (schema, "$id");
      json_node_set_object (node, schema);
      lamp_schema_to_oas30 (node);

      return schema;
    }

  return NULL;
}
