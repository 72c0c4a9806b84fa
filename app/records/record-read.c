/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A record from GeoJSON, by its table of fields; record-text.c is the way back.
 *
 * Whatever comes from outside is checked against the table before it is stored: type, allowed words, range. A refusal
 * leaves the record as it was and says in one sentence which property is wrong and what it must be.
 */
#include "records/record.h"

#include "records/record-private.h"

#include <math.h>
#include <string.h>

static const char *
describe_field_type (const LampField *field)
{
  switch (field->type)
    {
    case LAMP_FIELD_STRING:
      return "a text";
    case LAMP_FIELD_INTEGER:
      return "a whole number";
    case LAMP_FIELD_NUMBER:
      return "a number";
    case LAMP_FIELD_BOOLEAN:
      return "true or false";
    case LAMP_FIELD_TIME:
      return "a time like 2026-01-05T08:00:00Z";
    case LAMP_FIELD_STRINGS:
      return "a list of texts";
    case LAMP_FIELD_OBJECT:
      return "an object";
    case LAMP_FIELD_JSON:
    default:
      return "a list of objects";
    }
}

static gboolean
refuse_type (const LampField *field, GError **error)
{
  g_set_error (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_WRONG_TYPE, "Property “%s” must be %s or null", field->name, describe_field_type (field));

  return FALSE;
}

static gboolean
refuse_value (const LampField *field, GError **error)
{
  g_set_error (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_BAD_VALUE, "Property “%s” is out of range: it must be %s", field->name, describe_field_type (field));

  return FALSE;
}

static gboolean
check_word (const LampField *field, const char *word, GError **error)
{
  g_autofree char *words = NULL;
  g_autofree char *shown = NULL;

  if (field->values == NULL || g_strv_contains (field->values, word))
    return TRUE;

  words = g_strjoinv (", ", (char **)field->values);
  shown = g_utf8_strlen (word, -1) > 40 ? g_utf8_substring (word, 0, 40) : g_strdup (word);
  g_set_error (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_BAD_VALUE, "Property “%s” cannot be “%s”: it must be one of %s", field->name, shown, words);

  return FALSE;
}

static gboolean
holds_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
holds_number (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) &&
         (json_node_get_value_type (node) == G_TYPE_INT64 || json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

static gboolean
read_string (gpointer record, const LampField *field, JsonNode *node, GError **error)
{
  if (!holds_string (node))
    return refuse_type (field, error);
  if (!check_word (field, json_node_get_string (node), error))
    return FALSE;

  lamp_record_set_string (&LAMP_FIELD_AT (record, field, char *), json_node_get_string (node));

  return TRUE;
}

/* 3 and 3.0 are the same number in JSON. */
static gboolean
read_integer (gpointer record, const LampField *field, JsonNode *node, GError **error)
{
  double value;

  if (!holds_number (node))
    return refuse_type (field, error);

  if (json_node_get_value_type (node) == G_TYPE_INT64)
    {
      if (json_node_get_int (node) == LAMP_UNKNOWN_INTEGER)
        return refuse_value (field, error);
      LAMP_FIELD_AT (record, field, gint64) = json_node_get_int (node);

      return TRUE;
    }

  value = json_node_get_double (node);
  if (value != floor (value))
    return refuse_type (field, error);
  if (!(fabs (value) <= 9007199254740992.0)) /* 2^53: beyond it a double is no exact integer */
    return refuse_value (field, error);
  LAMP_FIELD_AT (record, field, gint64) = (gint64)value;

  return TRUE;
}

static gboolean
read_number (gpointer record, const LampField *field, JsonNode *node, GError **error)
{
  if (!holds_number (node))
    return refuse_type (field, error);
  if (!isfinite (json_node_get_double (node)))
    return refuse_value (field, error);

  LAMP_FIELD_AT (record, field, double) = json_node_get_double (node);

  return TRUE;
}

static gboolean
read_boolean (gpointer record, const LampField *field, JsonNode *node, GError **error)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return refuse_type (field, error);

  LAMP_FIELD_AT (record, field, int) = json_node_get_boolean (node) ? 1 : 0;

  return TRUE;
}

static gboolean
read_time (gpointer record, const LampField *field, JsonNode *node, GError **error)
{
  gint64 time_usec;

  if (!holds_string (node))
    return refuse_type (field, error);
  if (!lamp_time_from_string (json_node_get_string (node), &time_usec))
    return refuse_value (field, error);

  LAMP_FIELD_AT (record, field, gint64) = time_usec;

  return TRUE;
}

static gboolean
read_strings (gpointer record, const LampField *field, JsonNode *node, GError **error)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return refuse_type (field, error);

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonNode *element = json_array_get_element (array, i);

      if (!holds_string (element))
        return refuse_type (field, error);
      if (!check_word (field, json_node_get_string (element), error))
        return FALSE;
      g_strv_builder_add (builder, json_node_get_string (element));
    }

  g_strfreev (LAMP_FIELD_AT (record, field, char **));
  LAMP_FIELD_AT (record, field, char **) = g_strv_builder_end (builder);

  return TRUE;
}

/* Lists of objects; what is in the objects is theirs. */
static gboolean
read_json (gpointer record, const LampField *field, JsonNode *node, GError **error)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return refuse_type (field, error);

  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      return refuse_type (field, error);

  lamp_record_clear_field (record, field);
  LAMP_FIELD_AT (record, field, JsonNode *) = lamp_json_copy_deep (node);

  return TRUE;
}

static gboolean read_members (gpointer record, const LampField *fields, JsonObject *object, GError **error);

static gboolean
read_field (gpointer record, const LampField *field, JsonNode *node, GError **error)
{
  if (JSON_NODE_HOLDS_NULL (node))
    {
      lamp_record_clear_field (record, field);

      return TRUE;
    }

  switch (field->type)
    {
    case LAMP_FIELD_STRING:
      return read_string (record, field, node, error);
    case LAMP_FIELD_INTEGER:
      return read_integer (record, field, node, error);
    case LAMP_FIELD_NUMBER:
      return read_number (record, field, node, error);
    case LAMP_FIELD_BOOLEAN:
      return read_boolean (record, field, node, error);
    case LAMP_FIELD_TIME:
      return read_time (record, field, node, error);
    case LAMP_FIELD_STRINGS:
      return read_strings (record, field, node, error);
    case LAMP_FIELD_JSON:
      return read_json (record, field, node, error);
    case LAMP_FIELD_OBJECT:
      if (!JSON_NODE_HOLDS_OBJECT (node))
        return refuse_type (field, error);
      return read_members (record, field->members, json_node_get_object (node), error);
    default:
      return TRUE;
    }
}

static gboolean
read_members (gpointer record, const LampField *fields, JsonObject *object, GError **error)
{
  for (const LampField *field = fields; field->name != NULL; field++)
    {
      JsonNode *node = json_object_get_member (object, field->name);

      if (node != NULL && !read_field (record, field, node, error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
refuse_geometry (GError **error)
{
  g_set_error_literal (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_GEOMETRY, "“geometry” must be null or a GeoJSON Point with longitude (±180) and latitude (±90) in degrees");

  return FALSE;
}

static gboolean
read_geometry (LampRecord *record, JsonNode *node, GError **error)
{
  JsonObject *geometry;
  JsonNode   *type, *coordinates;
  JsonArray  *numbers;
  LampPoint   at;

  if (node == NULL || JSON_NODE_HOLDS_NULL (node) || record->type->geometry == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return refuse_geometry (error);

  geometry = json_node_get_object (node);
  type = json_object_get_member (geometry, "type");
  coordinates = json_object_get_member (geometry, "coordinates");
  if (type == NULL || !holds_string (type) || !g_str_equal (json_node_get_string (type), "Point") ||
      coordinates == NULL || !JSON_NODE_HOLDS_ARRAY (coordinates))
    return refuse_geometry (error);

  numbers = json_node_get_array (coordinates);
  if (json_array_get_length (numbers) < 2 ||
      !holds_number (json_array_get_element (numbers, 0)) || !holds_number (json_array_get_element (numbers, 1)))
    return refuse_geometry (error);

  at.lon_deg = json_node_get_double (json_array_get_element (numbers, 0));
  at.lat_deg = json_node_get_double (json_array_get_element (numbers, 1));
  if (!lamp_point_is_valid (at))
    return refuse_geometry (error);

  record->at = at;
  record->placed = TRUE;

  return TRUE;
}

/* GeoJSON allows a number for an id. */
static char *
read_id (JsonObject *feature, GError **error)
{
  JsonNode *id = json_object_get_member (feature, "id");

  if (id != NULL && holds_string (id) && *json_node_get_string (id) != '\0')
    return json_node_dup_string (id);
  if (id != NULL && JSON_NODE_HOLDS_VALUE (id) && json_node_get_value_type (id) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (id));

  g_set_error_literal (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_MISSING, "A feature must have an “id”, a text or a whole number");

  return NULL;
}

static JsonObject *
find_properties (JsonObject *feature, GError **error)
{
  JsonNode *type = json_object_get_member (feature, "type");
  JsonNode *properties = json_object_get_member (feature, "properties");

  if (type == NULL || !holds_string (type) || !g_str_equal (json_node_get_string (type), "Feature"))
    g_set_error_literal (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_WRONG_TYPE, "This is not a GeoJSON Feature: its “type” must be “Feature”");
  else if (properties == NULL)
    g_set_error_literal (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_MISSING, "A feature must have “properties”");
  else if (!JSON_NODE_HOLDS_OBJECT (properties))
    g_set_error_literal (error, LAMP_RECORD_ERROR, LAMP_RECORD_ERROR_WRONG_TYPE, "“properties” of a feature must be an object");
  else
    return json_node_get_object (properties);

  return NULL;
}

gpointer
lamp_record_from_feature (const LampRecordType *type, JsonObject *feature, GError **error)
{
  g_autoptr (LampRecord) record = NULL;
  g_autofree char *id = NULL;
  JsonObject      *properties = find_properties (feature, error);
  JsonNode        *etag = json_object_get_member (feature, "etag");

  if (properties == NULL)
    return NULL;

  id = read_id (feature, error);
  if (id == NULL)
    return NULL;

  record = lamp_record_new (type, id);
  if (!read_geometry (record, json_object_get_member (feature, "geometry"), error) ||
      !read_members (record, type->fields, properties, error))
    return NULL;

  if (etag != NULL && holds_string (etag) &&
      !lamp_etag_parse (json_node_get_string (etag), &record->revision, &record->telemetry))
    record->revision = record->telemetry = 0;

  return g_steal_pointer (&record);
}

gboolean
lamp_record_merge (gpointer record, JsonObject *patch, GError **error)
{
  LampRecord *self = record;
  g_autoptr (LampRecord) merged = lamp_record_copy (self);
  gsize            values_size = self->type->size - sizeof (LampRecord);
  g_autofree char *old_values = g_malloc (values_size);

  if (!read_members (merged, self->type->fields, patch, error))
    return FALSE;

  /* The two change their values; the old ones go with the copy. */
  memcpy (old_values, (char *)self + sizeof (LampRecord), values_size);
  memcpy ((char *)self + sizeof (LampRecord), (char *)merged + sizeof (LampRecord), values_size);
  memcpy ((char *)merged + sizeof (LampRecord), old_values, values_size);

  return TRUE;
}
