/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See json.h.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/json.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include <math.h>

JsonNode *
lamp_json_parse (const char *data, gsize size, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  JsonNode *root = size > 0 ? lamp_json_from_bytes (bytes, NULL) : NULL;

  if (size == 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("the answer is empty"));
  else if (!g_utf8_validate_len (data, size, NULL))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("the answer is not text"));
  else if (root == NULL)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA, _ ("the answer is cut off or not JSON"));
  return root;
}

static JsonNode *
member (JsonObject *object, const char *name)
{
  return object != NULL ? json_object_get_member (object, name) : NULL;
}

gint64
lamp_json_int (JsonObject *object, const char *name, gint64 otherwise)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
             ? json_node_get_int (node)
             : otherwise;
}

double
lamp_json_number (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NAN;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return (double)json_node_get_int (node);
  if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    return json_node_get_double (node);
  return NAN;
}

gboolean
lamp_json_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN &&
         json_node_get_boolean (node);
}

JsonObject *
lamp_json_node_object (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonObject *
lamp_json_object (JsonObject *object, const char *name)
{
  return lamp_json_node_object (member (object, name));
}

JsonArray *
lamp_json_array (JsonObject *object, const char *name)
{
  JsonNode *node = member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

char *
lamp_json_to_string (JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_set_object (node, object);
  return json_to_string (node, FALSE);
}
