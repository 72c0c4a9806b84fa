/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See cim-fixture.h.
 */
#include "grid/cim-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

static void
append_identity (GString *out, const char *attribute, const char *id, Dialect dialect)
{
  g_string_append_printf (out, " rdf:%s=\"%s%s\"", attribute, dialect == DIALECT_ABOUT ? "urn:uuid:" : g_str_equal (attribute, "ID") ? "_"
                                                                                                                                     : "#_",
                          id);
}

static void
append_property (GString *out, const char *word, Dialect dialect)
{
  const char      *mark = strpbrk (word, "=>#");
  g_autofree char *name = NULL;

  g_assert_nonnull (mark);
  name = g_strndup (word, (gsize)(mark - word));
  g_string_append_printf (out, "  <cim:%s", name);
  if (*mark == '>')
    append_identity (out, "resource", mark + 1, dialect);
  else if (*mark == '#')
    g_string_append_printf (out, " rdf:resource=\"http://iec.ch/TC57/CIM100#%s\"", mark + 1);
  if (*mark == '=')
    g_string_append_printf (out, ">%s</cim:%s>\n", mark + 1, name);
  else
    g_string_append (out, "/>\n");
}

static void
append_object (GString *out, char **words, Dialect dialect)
{
  g_string_append_printf (out, "<cim:%s", words[0]);
  append_identity (out, dialect == DIALECT_ID ? "ID" : "about", words[1], dialect);
  g_string_append (out, ">\n");
  for (guint i = 2; words[i] != NULL; i++)
    append_property (out, words[i], dialect);
  g_string_append_printf (out, "</cim:%s>\n", words[0]);
}

/* Sequence numbers, and the terminals in the wrong order of the file. */
static void
append_terminals (GString *out, char **words, Dialect dialect)
{
  const char *equipment = words[0] + 1;

  for (guint i = g_strv_length (words) - 1; i >= 1; i--)
    {
      g_autofree char *text = g_strdup_printf ("Terminal %s_T%u ACDCTerminal.sequenceNumber=%u Terminal.ConductingEquipment>%s%s%s",
                                               equipment, i, i, equipment, g_str_equal (words[i], ".") ? "" : " Terminal.ConnectivityNode>", g_str_equal (words[i], ".") ? "" : words[i]);
      g_auto (GStrv) object = g_strsplit (text, " ", -1);

      append_object (out, object, dialect);
    }
}

char *
cim_fixture_xml (const char *notation, Dialect dialect)
{
  GString *out = g_string_new ("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"");
  g_auto (GStrv) lines = g_strsplit (notation, "\n", -1);

  g_string_append_printf (out, " xmlns:cim=\"http://iec.ch/TC57/%s#\">\n", dialect == DIALECT_ID ? "2013/CIM-schema-cim16" : "CIM100");
  for (char **line = lines; *line != NULL; line++)
    {
      g_auto (GStrv) words = g_strsplit (g_strstrip (*line), " ", -1);

      if (words[0] == NULL || *words[0] == '\0')
        continue;
      if (*words[0] == '@')
        append_terminals (out, words, dialect);
      else
        append_object (out, words, dialect);
    }
  g_string_append (out, "</rdf:RDF>\n");
  return g_string_free (out, FALSE);
}

char *
cim_fixture_write (const char *name, const char *bytes, gssize length)
{
  char *path = lamp_fixture_path (name);
  g_autoptr (GError) error = NULL;

  /* Not synced, which takes most of the time of these tests; and then a longer old file would keep its end. */
  g_unlink (path);
  g_file_set_contents_full (path, bytes, length, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  return path;
}

LampNetwork *
cim_fixture_import (const LampCimSource *source, LampImportReport *report)
{
  g_autofree char *path = lamp_fixture_path ("imported.gpkg");
  g_autoptr (GError) error = NULL;
  LampNetwork *network = NULL;

  lamp_cim_run (source, path, report, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  network = lamp_network_load (path, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  return network;
}

LampNetwork *
cim_fixture_network (const char *notation, const LampCimSource *source, LampImportReport *report)
{
  g_autofree char  *xml = cim_fixture_xml (notation, DIALECT_ABOUT);
  g_autofree char  *path = cim_fixture_write ("model.xml", xml, -1);
  const char *const files[] = { path, NULL };
  LampCimSource     own = { .without_places = TRUE };

  if (source != NULL)
    own = *source;
  own.files = files;
  return cim_fixture_import (&own, report);
}

char *
cim_fixture_shared (const char *name)
{
  const char      *shared = g_getenv ("LAMP_SHARED_DATA");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "cim", name, NULL);
  g_autofree char *why = g_strdup_printf ("%s is not there; LAMP_SHARED_DATA names the folder of shared data", path);

  if (shared != NULL && g_file_test (path, G_FILE_TEST_EXISTS))
    return g_steal_pointer (&path);
  g_test_skip (why);
  return NULL;
}

static const char *
node_id (const LampNetwork *network, guint32 node)
{
  return node == LAMP_NONE ? "" : lamp_network_node_id (network, node);
}

void
cim_fixture_assert_ends (const LampNetwork *network, const char *id, const char *from, const char *to)
{
  guint32     element = lamp_fixture_element (network, id);
  const char *a = node_id (network, network->element_from[element]), *b = node_id (network, network->element_to[element]);

  if (g_str_equal (a, to))
    {
      const char *swap = a;

      a = b;
      b = swap;
    }
  g_assert_cmpstr (a, ==, from);
  g_assert_cmpstr (b, ==, to);
}

void
cim_fixture_assert_same (const LampNetwork *a, const LampNetwork *b)
{
  g_assert_cmpuint (a->n_elements, ==, b->n_elements);
  g_assert_cmpuint (a->n_nodes, ==, b->n_nodes);
  g_assert_cmpuint (a->n_customers, ==, b->n_customers);
  g_assert_cmpuint (a->n_sources, ==, b->n_sources);
  g_assert_cmpuint (a->n_feeders, ==, b->n_feeders);
  for (guint32 i = 0; i < a->n_elements; i++)
    {
      const char *id = lamp_network_element_id (a, i);
      guint32     j = lamp_fixture_element (b, id);

      cim_fixture_assert_ends (b, id, node_id (a, a->element_from[i]), node_id (a, a->element_to[i]));
      g_assert_cmpuint (a->element_kind[i], ==, b->element_kind[j]);
      g_assert_cmpuint (a->element_flags[i], ==, b->element_flags[j]);
      g_assert_cmpuint (a->element_phases[i], ==, b->element_phases[j]);
      g_assert_cmpuint (a->element_voltage[i], ==, b->element_voltage[j]);
      g_assert_true (a->element_rating[i] == b->element_rating[j]);
      g_assert_true (a->element_length_m[i] == b->element_length_m[j]);
      g_assert_cmpstr (lamp_network_element_name (a, i), ==, lamp_network_element_name (b, j));
      g_assert_cmpstr (lamp_network_element_feeder_name (a, i), ==, lamp_network_element_feeder_name (b, j));
    }
  for (guint32 i = 0; i < a->n_customers; i++)
    {
      guint32 j = lamp_network_find_customer (b, lamp_network_customer_id (a, i));

      g_assert_cmpuint (j, !=, LAMP_NONE);
      g_assert_cmpstr (node_id (a, a->customer_node[i]), ==, node_id (b, b->customer_node[j]));
      g_assert_true (a->customer_kw[i] == b->customer_kw[j]);
    }
}

gboolean
cim_fixture_notes_say (const LampImportReport *report, const char *words)
{
  for (guint i = 0; i < report->notes->len; i++)
    if (strstr (report->notes->pdata[i], words) != NULL)
      return TRUE;
  return FALSE;
}
