/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The API document as one page without scripts or anything from elsewhere. All its text is escaped on the way in.
 */
#include "gateway/openapi.h"

#include "gateway/openapi-resources.h"

#include <gio/gio.h>

#define CSS_PATH "/io/github/lamplighter/gateway/api.css"

/* Everything that comes from the document goes through here. */
static void
append_text (GString *out, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text != NULL ? text : "", -1);

  g_string_append (out, escaped);
}

static void
append_element (GString *out, const char *element, const char *text)
{
  g_string_append_printf (out, "<%s>", element);
  append_text (out, text);
  g_string_append_printf (out, "</%s>", element);
}

/* "#/components/parameters/limit" → that object; itself when it is no reference. */
static JsonObject *
resolve (JsonObject *document, JsonObject *object)
{
  const char *target = json_object_get_string_member_with_default (object, "$ref", NULL);
  g_auto (GStrv) steps = target != NULL ? g_strsplit (target, "/", -1) : NULL;

  if (steps == NULL)
    return object;

  object = document;
  for (gsize i = 1; steps[i] != NULL; i++)
    object = json_object_get_object_member (object, steps[i]);

  return object;
}

static void
append_parameters (GString *out, JsonObject *document, JsonArray *parameters)
{
  g_string_append (out, "<table><tr><th>Parameter</th><th>In</th><th>Type</th><th>What it is</th></tr>");
  for (guint i = 0; i < json_array_get_length (parameters); i++)
    {
      JsonObject *parameter = resolve (document, json_array_get_object_element (parameters, i));
      JsonObject *schema = json_object_get_object_member (parameter, "schema");

      g_string_append (out, "<tr><td><code>");
      append_text (out, json_object_get_string_member (parameter, "name"));
      g_string_append (out, "</code></td>");
      append_element (out, "td", json_object_get_string_member (parameter, "in"));
      append_element (out, "td", json_object_get_string_member_with_default (schema, "format", json_object_get_string_member (schema, "type")));
      append_element (out, "td", json_object_get_string_member_with_default (parameter, "description", ""));
      g_string_append (out, "</tr>");
    }
  g_string_append (out, "</table>");
}

static void
append_content (GString *out, JsonObject *content)
{
  JsonObjectIter iter;
  const char    *media_type;
  JsonNode      *media;

  json_object_iter_init_ordered (&iter, content);
  while (json_object_iter_next_ordered (&iter, &media_type, &media))
    {
      JsonObject *schema = json_object_get_object_member (json_node_get_object (media), "schema");
      const char *name = json_object_get_string_member_with_default (schema, "$ref", NULL);

      g_string_append (out, "<code>");
      append_text (out, media_type);
      g_string_append (out, "</code> ");
      if (name != NULL)
        {
          g_autofree char *base = g_path_get_basename (name);

          g_string_append (out, "<a href=\"#schema-");
          append_text (out, base);
          g_string_append (out, "\">");
          append_text (out, base);
          g_string_append (out, "</a> ");
        }
    }
}

static void
append_responses (GString *out, JsonObject *document, JsonObject *responses)
{
  JsonObjectIter iter;
  const char    *status;
  JsonNode      *node;

  g_string_append (out, "<table><tr><th>Answer</th><th>Meaning</th><th>As</th></tr>");
  json_object_iter_init_ordered (&iter, responses);
  while (json_object_iter_next_ordered (&iter, &status, &node))
    {
      JsonObject *response = resolve (document, json_node_get_object (node));

      g_string_append (out, "<tr>");
      append_element (out, "td", status);
      append_element (out, "td", json_object_get_string_member (response, "description"));
      g_string_append (out, "<td>");
      if (json_object_has_member (response, "content"))
        append_content (out, json_object_get_object_member (response, "content"));
      g_string_append (out, "</td></tr>");
    }
  g_string_append (out, "</table>");
}

static void
append_operation (GString *out, JsonObject *document, const char *method, const char *path, JsonObject *operation)
{
  g_autofree char *upper = g_ascii_strup (method, -1);

  g_string_append (out, "<details><summary><code><span class=\"method\">");
  append_text (out, upper);
  g_string_append (out, "</span> ");
  append_text (out, path);
  g_string_append (out, "</code> <span class=\"quiet\">");
  append_text (out, json_object_get_string_member_with_default (operation, "summary", ""));
  g_string_append (out, "</span></summary>");
  if (json_object_has_member (operation, "description"))
    append_element (out, "p", json_object_get_string_member (operation, "description"));
  if (json_object_has_member (operation, "parameters"))
    append_parameters (out, document, json_object_get_array_member (operation, "parameters"));
  if (json_object_has_member (operation, "requestBody"))
    {
      g_string_append (out, "<p>Send ");
      append_content (out, json_object_get_object_member (resolve (document, json_object_get_object_member (operation, "requestBody")), "content"));
      g_string_append (out, "</p>");
    }
  append_responses (out, document, json_object_get_object_member (operation, "responses"));
  g_string_append (out, "</details>\n");
}

/* The operations that carry a tag, in the document's order. */
static void
append_tag (GString *out, JsonObject *document, JsonObject *tag)
{
  const char    *name = json_object_get_string_member (tag, "name");
  JsonObjectIter paths, methods;
  const char    *path, *method;
  JsonNode      *item, *operation;

  append_element (out, "h2", name);
  append_element (out, "p", json_object_get_string_member (tag, "description"));
  json_object_iter_init_ordered (&paths, json_object_get_object_member (document, "paths"));
  while (json_object_iter_next_ordered (&paths, &path, &item))
    {
      json_object_iter_init_ordered (&methods, json_node_get_object (item));
      while (json_object_iter_next_ordered (&methods, &method, &operation))
        {
          JsonArray *tags = json_object_get_array_member (json_node_get_object (operation), "tags");

          if (g_str_equal (json_array_get_string_element (tags, 0), name))
            append_operation (out, document, method, path, json_node_get_object (operation));
        }
    }
}

static void
append_schemas (GString *out, JsonObject *document)
{
  JsonObject    *schemas = json_object_get_object_member (json_object_get_object_member (document, "components"), "schemas");
  JsonObjectIter iter;
  const char    *name;
  JsonNode      *schema;

  append_element (out, "h2", "Schemas");
  json_object_iter_init_ordered (&iter, schemas);
  while (json_object_iter_next_ordered (&iter, &name, &schema))
    {
      g_autofree char *text = json_to_string (schema, TRUE);

      g_string_append (out, "<details id=\"schema-");
      append_text (out, name);
      g_string_append (out, "\">");
      append_element (out, "summary", name);
      append_element (out, "pre", text);
      g_string_append (out, "</details>\n");
    }
}

GString *
lamp_openapi_to_html (JsonObject *document)
{
  GString    *out = g_string_new ("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                                     "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
  JsonObject *info = json_object_get_object_member (document, "info");
  JsonArray  *tags = json_object_get_array_member (document, "tags");
  g_autoptr (GBytes) css = g_resource_lookup_data (lamp_openapi_get_resource (), CSS_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);

  append_text (out, json_object_get_string_member (info, "title"));
  g_string_append (out, "</title>\n<style>\n");
  g_string_append_len (out, g_bytes_get_data (css, NULL), (gssize)g_bytes_get_size (css));
  g_string_append (out, "</style></head>\n<body>\n");
  append_element (out, "h1", json_object_get_string_member (info, "title"));
  append_element (out, "p", json_object_get_string_member (info, "description"));
  g_string_append (out, "<p><a href=\"/api\">The same for programs</a> (OpenAPI 3.0) · <a href=\"/collections\">the data</a></p>\n");
  for (guint i = 0; i < json_array_get_length (tags); i++)
    append_tag (out, document, json_array_get_object_element (tags, i));
  append_schemas (out, document);
  g_string_append (out, "</body></html>\n");

  return out;
}
