/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * RDF/XML into objects, as a stream: libxml2's SAX interface over a file read piece by piece. See cim-private.h.
 *
 * RDF/XML is nodes in properties in nodes: <cim:Breaker rdf:ID="_1"> holds <cim:Switch.open>false</…>. IEC 61970-552 has
 * two levels of that under rdf:RDF; the deeper ones RDF allows are read too. Files come from anywhere: entities are refused
 * before they could grow, nothing is fetched, libxml2's own limits on depth and length stay on.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/cim-parse-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <libxml/parserInternals.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define MAX_VALUE_BYTES 65536 /* of a property's text; names and numbers are short */

#define RDF_URI "http://www.w3.org/1999/02/22-rdf-syntax-ns#"

static void
node_free (gpointer data)
{
  CimNode *node = data;

  g_string_free (node->id, TRUE);
  g_free (node);
}

static gboolean
is_cim (CimParser *parser, const xmlChar *uri)
{
  const char *text = (const char *)uri;
  int         known = 0;

  if (uri == NULL)
    return FALSE;
  known = GPOINTER_TO_INT (g_hash_table_lookup (parser->cim_uris, uri));
  if (known == 0)
    {
      gboolean yes = (g_str_has_prefix (text, "http://iec.ch/TC57/") && g_str_has_suffix (text, "#")) ||
                     g_str_has_prefix (text, "http://ucaiug.org/61970cim") || g_str_has_prefix (text, "http://cim.ucaiug.io/ns");

      known = 1 + yes;
      g_hash_table_insert (parser->cim_uris, (gpointer)uri, GINT_TO_POINTER (known));
    }
  return known == 2;
}

static gboolean
is_rdf (const xmlChar *uri)
{
  return uri != NULL && strcmp ((const char *)uri, RDF_URI) == 0;
}

static guint16
class_index (CimParser *parser, const xmlChar *name)
{
  guint16 index = (guint16)GPOINTER_TO_UINT (g_hash_table_lookup (parser->class_of, name));

  if (index == 0)
    {
      index = cim_model_class (parser->model, (const char *)name);
      g_hash_table_insert (parser->class_of, (gpointer)name, GUINT_TO_POINTER (index));
    }
  return index;
}

static const CimProperty *
find_property (CimParser *parser, const xmlChar *name, const xmlChar *uri)
{
  gpointer property = NULL;

  if (is_rdf (uri))
    return strcmp ((const char *)name, "type") == 0 ? &cim_property_type : NULL;
  if (!is_cim (parser, uri))
    return NULL;
  if (!g_hash_table_lookup_extended (parser->property_of, name, NULL, &property))
    {
      property = (gpointer)cim_property_find ((const char *)name);
      g_hash_table_insert (parser->property_of, (gpointer)name, property);
    }
  return property;
}

/* Attributes come in fives: local name, prefix, URI, begin and end of the value. */
static void
attribute_value (const xmlChar **attribute, GString *value)
{
  g_string_truncate (value, 0);
  g_string_append_len (value, (const char *)attribute[3], MIN (attribute[4] - attribute[3], MAX_VALUE_BYTES));
}

static gboolean
is_rdf_attribute (const xmlChar **attribute, const char *name)
{
  return is_rdf (attribute[2]) && strcmp ((const char *)attribute[0], name) == 0;
}

static void
open_node (CimParser *parser, const xmlChar *name, const xmlChar *uri, int n, const xmlChar **attributes)
{
  CimNode *node = NULL;

  if (parser->n_nodes == parser->nodes->len)
    {
      node = g_new0 (CimNode, 1);
      node->id = g_string_new (NULL);
      g_ptr_array_add (parser->nodes, node);
    }
  parser->n_nodes++;
  node = cim_top (parser);
  g_string_truncate (node->id, 0);
  *node = (CimNode){ .id = node->id, .role = CIM_OTHER, .point = { .at = { NAN, NAN } } };

  for (int i = 0; i < n; i++)
    if (is_rdf_attribute (attributes + 5 * i, "ID") || is_rdf_attribute (attributes + 5 * i, "about") || is_rdf_attribute (attributes + 5 * i, "nodeID"))
      {
        attribute_value (attributes + 5 * i, parser->value);
        g_string_assign (node->id, cim_bare_id (parser->value->str));
      }
  if (is_cim (parser, uri))
    cim_take_class (parser, class_index (parser, name));
  else if (is_rdf (uri) && strcmp ((const char *)name, "Description") == 0)
    node->object = cim_model_object (parser->model, node->id->str);
  else
    cim_model_note_aside (parser->model, node->id->str);

  /* Properties may stand as attributes. */
  for (int i = 0; i < n; i++)
    {
      parser->property = find_property (parser, attributes[5 * i], attributes[5 * i + 2]);
      if (parser->property == NULL)
        continue;
      attribute_value (attributes + 5 * i, parser->value);
      if (parser->property->goes == CIM_GOES_KIND)
        cim_take_resource (parser, parser->value->str);
      else
        cim_take_text (parser, parser->value->str);
    }
  parser->property = NULL;
}

static void
close_node (CimParser *parser)
{
  CimNode *node = cim_top (parser);

  /* An rdf:Description says only in the midst of it that it is a point. */
  if (node->role == CIM_POINT && node->object != 0)
    {
      const CimObject *row = cim_object (parser->model, node->object);

      node->point.location = row->ref[CIM_REF_OWNER] != 0 ? row->ref[CIM_REF_OWNER] : node->point.location;
      node->point.sequence = row->sequence != 0 ? row->sequence : node->point.sequence;
    }
  if (node->role == CIM_POINT)
    g_array_append_val (parser->model->points, node->point);
  parser->n_nodes--;
}

static void
open_property (CimParser *parser, const xmlChar *name, const xmlChar *uri, int n, const xmlChar **attributes)
{
  g_string_truncate (parser->value, 0);
  parser->property = find_property (parser, name, uri);
  if (parser->property == NULL)
    return;
  for (int i = 0; i < n; i++)
    if (is_rdf_attribute (attributes + 5 * i, "resource") || is_rdf_attribute (attributes + 5 * i, "nodeID"))
      {
        attribute_value (attributes + 5 * i, parser->value);
        cim_take_resource (parser, parser->value->str);
        parser->property = NULL;
        return;
      }
}

static void
start_element (void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces, const xmlChar **namespaces, int n, int n_defaulted, const xmlChar **attributes)
{
  CimParser *parser = data;

  parser->depth++;
  if (parser->depth == 1)
    {
      parser->rdf = is_rdf (uri) && strcmp ((const char *)name, "RDF") == 0;
      if (!parser->rdf)
        xmlStopParser (parser->ctxt);
    }
  else if (parser->depth % 2 == 0)
    {
      const CimProperty *property = parser->property;

      open_node (parser, name, uri, n, attributes);
      /* A node inside a property is what the property names. */
      if (property != NULL && parser->n_nodes > 1 && cim_top (parser)->id->len > 0)
        {
          g_autofree char *id = g_strdup (cim_top (parser)->id->str);

          parser->property = property;
          parser->n_nodes--;
          cim_take_resource (parser, id);
          parser->n_nodes++;
          parser->property = NULL;
        }
      if (parser->difference)
        xmlStopParser (parser->ctxt);
    }
  else
    open_property (parser, name, uri, n, attributes);
}

static void
end_element (void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
  CimParser *parser = data;

  if (parser->depth > 1 && parser->depth % 2 == 0)
    close_node (parser);
  else if (parser->depth > 1 && parser->property != NULL)
    {
      cim_take_text (parser, g_strstrip (parser->value->str));
      parser->property = NULL;
    }
  parser->depth--;
}

static void
take_characters (void *data, const xmlChar *text, int length)
{
  CimParser *parser = data;

  if (parser->property != NULL && parser->value->len < MAX_VALUE_BYTES)
    g_string_append_len (parser->value, (const char *)text, length);
}

/* CIM has no use for entities of its own, and a few of them can blow a file up to any size. */
static void
refuse_entity (void *data, const xmlChar *name, int type, const xmlChar *public_id, const xmlChar *system_id, xmlChar *content)
{
  CimParser *parser = data;

  parser->entities = TRUE;
  xmlStopParser (parser->ctxt);
}

static void
keep_quiet (void *data, const char *format, ...)
{
}

/* --- the file --- */

static int
read_piece (void *data, char *buffer, int size)
{
  CimParser *parser = data;
  gssize     n = 0;

  if (g_cancellable_is_cancelled (parser->cancellable))
    {
      parser->cancelled = TRUE;
      return -1;
    }
  do
    n = read (parser->fd, buffer, (gsize)size);
  while (n < 0 && errno == EINTR);
  if (n < 0)
    parser->read_errno = errno;
  else
    parser->read ((gsize)n, parser->read_data);
  return (int)n;
}

static int
close_nothing (void *data)
{
  return 0;
}

static gboolean
is_zip (int fd)
{
  char begin[4] = { 0 };

  return pread (fd, begin, sizeof begin, 0) == (gssize)sizeof begin && memcmp (begin, "PK\3\4", 4) == 0;
}

static gboolean
explain (CimParser *parser, GError **error)
{
  const xmlError  *complaint = xmlCtxtGetLastError (parser->ctxt);
  g_autofree char *text = NULL;

  if (parser->cancelled)
    return !g_cancellable_set_error_if_cancelled (parser->cancellable, error);
  if (parser->read_errno != 0)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” could not be read (%s): check the disk, and that it is a file."), parser->path, g_strerror (parser->read_errno));
  else if (parser->entities)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” declares XML entities, which CIM does not use and which are refused for safety: export it again without a DOCTYPE."), parser->path);
  else if (parser->difference)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” holds only the differences between two models: export the whole model."), parser->path);
  else if (parser->depth == 0 && !parser->rdf)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” is no XML, but a source without an import profile is taken for CIM RDF/XML: give a CIM file, or name the profile of other data with --profile."), parser->path);
  else if (!parser->rdf)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” is XML, but no RDF: a CIM model begins with the element rdf:RDF."), parser->path);
  else
    {
      text = complaint != NULL && complaint->message != NULL ? g_utf8_make_valid (complaint->message, -1) : g_strdup ("");
      g_strchomp (text);
      g_strdelimit (text, "\n\r\t", ' ');
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” is cut off or damaged at line %d (%s): take a fresh copy of it."), parser->path, complaint != NULL ? complaint->line : 0, text);
    }
  return FALSE;
}

static gboolean
parse_open_file (CimParser *parser, GError **error)
{
  xmlSAXHandler handler = {
    .initialized = XML_SAX2_MAGIC,
    .startElementNs = start_element,
    .endElementNs = end_element,
    .characters = take_characters,
    .ignorableWhitespace = take_characters,
    .cdataBlock = take_characters,
    .entityDecl = refuse_entity,
    .warning = keep_quiet,
    .error = keep_quiet,
  };
  gboolean good = FALSE;

  if (is_zip (parser->fd))
    {
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” is a zip archive: unpack it and give the XML files in it."), parser->path);
      return FALSE;
    }
  parser->ctxt = xmlCreateIOParserCtxt (&handler, parser, read_piece, close_nothing, parser, XML_CHAR_ENCODING_NONE);
  if (parser->ctxt == NULL)
    return explain (parser, error);
  xmlCtxtUseOptions (parser->ctxt, XML_PARSE_NONET | XML_PARSE_NOWARNING | XML_PARSE_NOERROR);
  xmlParseDocument (parser->ctxt);
  good = parser->ctxt->wellFormed && parser->rdf && !parser->entities && !parser->difference && !parser->cancelled && parser->read_errno == 0;
  if (good && parser->n_objects == 0)
    {
      good = FALSE;
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_EMPTY, _ ("“%s” is RDF, but nothing in it is CIM: its objects are in none of the namespaces http://iec.ch/TC57/…#."), parser->path);
    }
  else if (!good)
    explain (parser, error);
  if (parser->ctxt->myDoc != NULL)
    xmlFreeDoc (parser->ctxt->myDoc);
  parser->ctxt->myDoc = NULL;
  xmlFreeParserCtxt (parser->ctxt);
  return good;
}

gboolean
cim_parse (CimModel *model, const char *path, CimReadFunc read_func, gpointer data, GCancellable *cancellable, GError **error)
{
  CimParser parser = { .model = model, .path = path, .read = read_func, .read_data = data, .cancellable = cancellable };
  gboolean  good = FALSE;

  xmlInitParser ();
  parser.fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  if (parser.fd < 0)
    {
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_NOT_FOUND, _ ("“%s” could not be opened (%s): check the path."), path, g_strerror (errno));
      return FALSE;
    }
  parser.cim_uris = g_hash_table_new (NULL, NULL);
  parser.class_of = g_hash_table_new (NULL, NULL);
  parser.property_of = g_hash_table_new (NULL, NULL);
  parser.nodes = g_ptr_array_new_with_free_func (node_free);
  parser.value = g_string_new (NULL);
  good = parse_open_file (&parser, error);
  g_string_free (parser.value, TRUE);
  g_ptr_array_unref (parser.nodes);
  g_hash_table_unref (parser.property_of);
  g_hash_table_unref (parser.class_of);
  g_hash_table_unref (parser.cim_uris);
  close (parser.fd);
  return good;
}
