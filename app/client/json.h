/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * JSON from a server nobody vouches for: read with care (records/record.h) and looked into without assuming a type; what is
 * wrong with it is said in the user's language. Pure; any thread.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

/* NULL with a G_IO_ERROR_INVALID_DATA that says what is wrong with it. */
JsonNode *lamp_json_parse (const char *data, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Members of any object; `otherwise`, NAN, FALSE or NULL when absent or of another type. Borrowed. Texts: lamp_json_string. */
gint64      lamp_json_int (JsonObject *object, const char *name, gint64 otherwise);
double      lamp_json_number (JsonObject *object, const char *name);
gboolean    lamp_json_boolean (JsonObject *object, const char *name);
JsonObject *lamp_json_object (JsonObject *object, const char *name);
JsonArray  *lamp_json_array (JsonObject *object, const char *name);
/* NULL when the node is NULL or holds something else. */
JsonObject *lamp_json_node_object (JsonNode *node);
/* Compact text. */
char *lamp_json_to_string (JsonObject *object) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
