/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the read side share. Main thread only.
 */
#pragma once

#include "gateway/gateway.h"

G_BEGIN_DECLS

#define LAMP_MEDIA_JSON "application/json"
#define LAMP_MEDIA_GEOJSON "application/geo+json"
#define LAMP_MEDIA_SCHEMA "application/schema+json"
#define LAMP_MEDIA_OPENAPI "application/vnd.oai.openapi+json;version=3.0"
#define LAMP_MEDIA_HTML "text/html"

/* A link object; `path` begins with a slash. */
void lamp_links_add (JsonArray *links, const char *base_url, const char *path, const char *rel, const char *type, const char *title);

/* collection-doc.c: one collection as in /collections and /collections/{c}. */
JsonObject *lamp_collection_describe (LampGateway *gateway, const char *base_url, const LampRecordType *type) G_GNUC_WARN_UNUSED_RESULT;
/* The queryables; and the schema: "json" flat as Part 5 has it, "feature" as one feature is shaped, "oas30" the same in
 * OpenAPI 3.0's dialect, which is the one GDAL reads. NULL for another format. */
JsonObject *lamp_collection_queryables (const char *base_url, const LampRecordType *type) G_GNUC_WARN_UNUSED_RESULT;
JsonObject *lamp_collection_schema (const char *base_url, const LampRecordType *type, const char *format) G_GNUC_WARN_UNUSED_RESULT;
/* Turns `"type": [T, "null"]` into `"type": T, "nullable": true`, all the way down. */
void lamp_schema_to_oas30 (JsonNode *schema);

/* items-route.c */
void lamp_route_items (LampGateway *gateway, LampRequest *request, const LampRecordType *type);
void lamp_route_item (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id);

G_END_DECLS
