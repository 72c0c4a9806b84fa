/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The API document (OpenAPI 3.0.3) for programs, and the same as a page for people. What is the same for every
 * collection is made from the field tables; the rest is openapi.json, which is compiled in.
 */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonObject *lamp_openapi_build (const char *base_url) G_GNUC_WARN_UNUSED_RESULT;
GString    *lamp_openapi_to_html (JsonObject *document) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
