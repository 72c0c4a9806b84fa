/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The read side: OGC API – Features 1.0.1 (core, GeoJSON, OpenAPI 3.0) and queryables as query parameters. One table of
 * resources: which path, what it may be asked with, who answers. Links are absolute, as QGIS joins them without thinking.
 *
 * JSON is the only representation of data, whatever is accepted, as some clients send no Accept at all; but what can
 * accept none of it is told so.
 */
#include "gateway/routes-private.h"

#include "gateway/items.h"
#include "gateway/openapi.h"
#include "gateway/request-private.h"

#include <string.h>

#define CONFORMANCE "http://www.opengis.net/spec/ogcapi-features-"

static const char *const conformance[] = {
  CONFORMANCE "1/1.0/conf/core",
  CONFORMANCE "1/1.0/conf/geojson",
  CONFORMANCE "1/1.0/conf/oas30",
  CONFORMANCE "3/1.0/conf/queryables",
  CONFORMANCE "3/1.0/conf/queryables-query-parameters",
};

/* --- what the client wants --- */

/* One range of an Accept header without its parameters: does any JSON fall under it? */
static gboolean
range_takes_json (const char *range)
{
  return g_str_equal (range, "*/*") || g_str_equal (range, "application/*") || g_str_equal (range, LAMP_MEDIA_JSON) ||
         (g_str_has_prefix (range, "application/") && g_str_has_suffix (range, "+json"));
}

static gboolean
accepts (LampRequest *request, gboolean html)
{
  const char *header = lamp_request_get_header (request, "Accept");
  g_auto (GStrv) ranges = header != NULL && *header != '\0' ? g_strsplit (header, ",", -1) : NULL;

  if (ranges == NULL || lamp_request_get_query (request, "f") != NULL)
    return TRUE;

  for (gsize i = 0; ranges[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (ranges[i], ";", -1);
      const char *range = g_strstrip (parts[0]);
      gboolean    refused = FALSE;

      for (gsize k = 1; parts[k] != NULL; k++)
        refused = refused || (g_str_has_prefix (g_strstrip (parts[k]), "q=") && g_ascii_strtod (parts[k] + 2, NULL) <= 0.0);
      if (!refused && (html ? g_str_equal (range, "text/html") || g_str_equal (range, "text/*") || g_str_equal (range, "*/*") : range_takes_json (range)))
        return TRUE;
    }

  return FALSE;
}

static gboolean
refuse_parameter (LampRequest *request, const char *name)
{
  g_autofree char *shown = lamp_items_shorten (name);

  lamp_request_problem (request, 400, "unknown-parameter", "Query not understood", NULL, "There is no query parameter \"%s\" for %s; only \"f\".", shown, request->path);

  return FALSE;
}

static gboolean
refuse_format (LampRequest *request, const char *format, const char *const *formats)
{
  g_autofree char *shown = lamp_items_shorten (format);
  g_autofree char *words = g_strjoinv (" or ", (char **)formats);

  lamp_request_problem (request, 400, "bad-parameter", "Query not understood", NULL, "The parameter \"f\" cannot be \"%s\": it must be %s.", shown, words);

  return FALSE;
}

/* Only `f` among the parameters, and with one of these values. */
static gboolean
check_parameters (LampRequest *request, const char *const *formats)
{
  GHashTableIter iter;
  gpointer       name, value;

  g_hash_table_iter_init (&iter, request->query);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (!g_str_equal (name, "f"))
      return refuse_parameter (request, name);
    else if (!g_strv_contains (formats, value))
      return refuse_format (request, value, formats);

  return TRUE;
}

/* Answers with a document; its ETag is its own fingerprint. */
static void
answer_object (LampRequest *request, const char *media_type, JsonObject *object)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  GString         *body = g_string_new (NULL);
  g_autofree char *sum = NULL, *etag = NULL;

  json_node_take_object (node, object);
  lamp_json_append (body, node);
  sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, body->str, (gssize)body->len);
  etag = g_strdup_printf ("\"%.24s\"", sum);
  lamp_request_answer (request, 200, media_type, etag, g_string_free_to_bytes (body));
}

/* --- resources --- */

typedef void (*Answer) (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id);

static void
answer_landing (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id)
{
  JsonObject        *page = json_object_new ();
  JsonArray         *links = json_array_new ();
  const char        *base_url = request->base_url;
  const LampNetwork *network = lamp_gateway_get_network (gateway);

  json_object_set_string_member (page, "title", "Lamplighter gateway");
  json_object_set_string_member (page, "description", "Outages, crews and repairs of an electric grid, live. OGC API – Features for reading, commands for dispatching, a stream of changes.");
  if (network != NULL && network->name != NULL && *network->name != '\0')
    {
      JsonObject *region = json_object_new ();

      json_object_set_string_member (region, "name", network->name);
      json_object_set_object_member (page, "region", region);
    }
  lamp_links_add (links, base_url, "/", "self", LAMP_MEDIA_JSON, "This page");
  lamp_links_add (links, base_url, "/api", "service-desc", LAMP_MEDIA_OPENAPI, "The API, for programs");
  lamp_links_add (links, base_url, "/api.html", "service-doc", LAMP_MEDIA_HTML, "The API, for people");
  lamp_links_add (links, base_url, "/conformance", "conformance", LAMP_MEDIA_JSON, "Which standards it keeps");
  lamp_links_add (links, base_url, "/collections", "data", LAMP_MEDIA_JSON, "The data");
  json_object_set_array_member (page, "links", links);
  answer_object (request, LAMP_MEDIA_JSON, page);
}

static void
answer_api (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id)
{
  JsonObject *document = lamp_openapi_build (request->base_url);

  if (g_strcmp0 (lamp_request_get_query (request, "f"), "html") == 0 || g_str_equal (request->segments[0], "api.html"))
    {
      GString         *html = lamp_openapi_to_html (document);
      g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, html->str, (gssize)html->len);
      g_autofree char *etag = g_strdup_printf ("\"%.24s\"", sum);

      json_object_unref (document);
      lamp_request_answer (request, 200, LAMP_MEDIA_HTML "; charset=utf-8", etag, g_string_free_to_bytes (html));
    }
  else
    answer_object (request, LAMP_MEDIA_OPENAPI, document);
}

static void
answer_conformance (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id)
{
  JsonObject *page = json_object_new ();
  JsonArray  *classes = json_array_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (conformance); i++)
    json_array_add_string_element (classes, conformance[i]);
  json_object_set_array_member (page, "conformsTo", classes);
  answer_object (request, LAMP_MEDIA_JSON, page);
}

static void
answer_collections (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id)
{
  JsonObject *page = json_object_new ();
  JsonArray  *links = json_array_new ();
  JsonArray  *collections = json_array_new ();

  lamp_links_add (links, request->base_url, "/collections", "self", LAMP_MEDIA_JSON, "This page");
  for (gsize i = 0; lamp_collections ()[i] != NULL; i++)
    json_array_add_object_element (collections, lamp_collection_describe (gateway, request->base_url, lamp_collections ()[i]));
  json_object_set_array_member (page, "links", links);
  json_object_set_array_member (page, "collections", collections);
  answer_object (request, LAMP_MEDIA_JSON, page);
}

static void
answer_collection (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id)
{
  answer_object (request, LAMP_MEDIA_JSON, lamp_collection_describe (gateway, request->base_url, type));
}

static void
answer_queryables (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id)
{
  answer_object (request, LAMP_MEDIA_SCHEMA, lamp_collection_queryables (request->base_url, type));
}

static void
answer_schema (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id)
{
  const char *format = lamp_request_get_query (request, "f");

  answer_object (request, LAMP_MEDIA_SCHEMA, lamp_collection_schema (request->base_url, type, format != NULL ? format : "json"));
}

static void
answer_items (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id)
{
  lamp_route_items (gateway, request, type);
}

static void
answer_item (LampGateway *gateway, LampRequest *request, const LampRecordType *type, const char *id)
{
  lamp_route_item (gateway, request, type, id);
}

static const char *const as_json[] = { "json", NULL };
static const char *const as_json_or_html[] = { "json", "html", NULL };
static const char *const as_html[] = { "html", NULL };
static const char *const as_geojson[] = { "json", "geojson", NULL };
static const char *const as_schema[] = { "json", "feature", "oas30", NULL };

typedef struct
{
  guint              n_segments;
  const char        *first, *third; /* segments that must be so; the second is a collection, the fourth an id */
  Answer             answer;
  const char *const *formats; /* NULL: the route checks its parameters itself */
} Resource;

static const Resource resources[] = {
  { 0, NULL, NULL, answer_landing, as_json },
  { 1, "api", NULL, answer_api, as_json_or_html },
  { 1, "api.html", NULL, answer_api, as_html },
  { 1, "conformance", NULL, answer_conformance, as_json },
  { 1, "collections", NULL, answer_collections, as_json },
  { 2, "collections", NULL, answer_collection, as_json },
  { 3, "collections", "queryables", answer_queryables, as_json },
  { 3, "collections", "schema", answer_schema, as_schema },
  { 3, "collections", "items", answer_items, NULL },
  { 4, "collections", "items", answer_item, as_geojson },
};

static const Resource *
find_resource (LampRequest *request)
{
  guint n = g_strv_length (request->segments);

  for (gsize i = 0; i < G_N_ELEMENTS (resources); i++)
    {
      const Resource *resource = &resources[i];

      if (resource->n_segments == n &&
          (resource->first == NULL || g_str_equal (resource->first, request->segments[0])) &&
          (resource->third == NULL || g_str_equal (resource->third, request->segments[2])))
        return resource;
    }

  return NULL;
}

gboolean
lamp_routes_read (LampGateway *gateway, LampRequest *request)
{
  const Resource       *resource = find_resource (request);
  const LampRecordType *type = NULL;
  gboolean              takes_posts;

  if (resource == NULL)
    return FALSE;

  if (resource->n_segments > 1)
    {
      type = lamp_collection_find (request->segments[1]);
      if (type == NULL)
        {
          g_autofree char *shown = lamp_items_shorten (request->segments[1]);

          lamp_request_problem (request, 404, "not-found", "Not found", NULL, "There is no collection \"%s\"; %s/collections lists them.", shown, request->base_url);
          return TRUE;
        }
    }

  takes_posts = resource->answer == answer_items && g_str_equal (type->collection, "assignments");
  if (takes_posts && g_str_equal (request->method, "POST"))
    return FALSE; /* a command, see commands.c */

  if (!g_str_equal (request->method, "GET"))
    lamp_request_not_allowed (request, takes_posts ? "GET, HEAD, OPTIONS, POST" : "GET, HEAD, OPTIONS");
  else if (resource->formats != NULL && !check_parameters (request, resource->formats))
    return TRUE; /* it has answered */
  else if (!accepts (request, resource->formats == as_html))
    lamp_request_problem (request, 406, "not-acceptable", "Not acceptable", NULL, "%s can only be sent as %s; accept that or leave Accept out.", request->path, resource->formats == as_html ? "HTML" : "JSON");
  else
    resource->answer (gateway, request, type, type != NULL && resource->n_segments == 4 ? request->segments[3] : NULL);

  return TRUE;
}
