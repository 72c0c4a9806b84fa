/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CIM models as files: public ones with their known counts (IEEE test feeders published by PNNL), both dialects, models split
 * over files, coordinates. The classes one by one are in test-cim-grid.c, what may be wrong in test-cim-errors.c, and every
 * triple against rdflib in cim-rdflib.py.
 */
#include "grid/cim-fixture.h"
#include "grid/energisation.h"
#include "grid/trace.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

/* --- public models --- */

static LampNetwork *
import_shared (const char *name, LampImportReport *report)
{
  g_autofree char  *path = cim_fixture_shared (name);
  const char *const files[] = { path, NULL };
  LampCimSource     source = { .files = files, .place_at = { 116.4, 39.9 }, .place_scale_m = 0.3048 };

  return path != NULL ? cim_fixture_import (&source, report) : NULL;
}

static guint32
find_by_name (const LampNetwork *network, const char *name)
{
  for (guint32 i = 0; i < network->n_elements; i++)
    if (g_str_equal (lamp_network_element_name (network, i), name))
      return i;
  g_error ("no element is called %s", name);
}

static double
sum_kw (const LampNetwork *network)
{
  double sum = 0;

  for (guint32 i = 0; i < network->n_customers; i++)
    sum += (double)network->customer_kw[i];
  return sum;
}

static guint
count_kind (const LampNetwork *network, LampElementKind kind)
{
  guint n = 0;

  for (guint32 i = 0; i < network->n_elements; i++)
    n += network->element_kind[i] == kind;
  return n;
}

/* What opening each closed switch takes out: found by graph search over the XML, by others than us. */
static void
test_ieee123 (void)
{
  static const struct
  {
    const char *name;
    guint32     customers;
    double      kw;
  } wanted[] = {
    { "sw1", 91, 3490 },
    { "sw2", 52, 1975 },
    { "sw3", 16, 755 },
    { "sw4", 38, 1425 },
    { "sw5", 10, 320 },
    { "sw6", 0, 0 },
  };
  g_autoptr (LampNetwork) network = import_shared ("IEEE123.xml", NULL);
  g_autoptr (LampEnergisation) energisation = NULL;

  if (network == NULL)
    return;
  energisation = lamp_energisation_new (network);
  g_assert_cmpuint (network->n_customers, ==, 91);
  g_assert_cmpfloat_with_epsilon (sum_kw (network), 3490, 1e-3);
  g_assert_cmpuint (network->n_nodes, ==, 130);
  g_assert_cmpuint (count_kind (network, LAMP_ELEMENT_LOAD_BREAK_SWITCH), ==, 8);
  g_assert_cmpuint (count_kind (network, LAMP_ELEMENT_REGULATOR), ==, 4);
  g_assert_cmpuint (count_kind (network, LAMP_ELEMENT_TRANSFORMER), ==, 1);
  for (guint32 i = 0; i < network->n_nodes; i++)
    g_assert_cmpuint (lamp_energisation_get_nodes (energisation)[i], ==, LAMP_SUPPLY_ENERGISED);
  g_assert_true (lamp_energisation_is_normally_open (energisation, find_by_name (network, "sw7")));
  g_assert_true (lamp_energisation_is_normally_open (energisation, find_by_name (network, "sw8")));
  g_assert_cmpuint (network->element_phases[find_by_name (network, "sw8")], ==, LAMP_PHASE_A);

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      guint32 element = find_by_name (network, wanted[i].name);
      g_auto (LampTrace) trace = { NULL };

      g_assert_false (lamp_energisation_is_normally_open (energisation, element));
      lamp_trace_down (energisation, element, LAMP_TRACE_NORMAL, &trace);
      g_assert_cmpuint (trace.n_customers, ==, wanted[i].customers);
      g_assert_cmpfloat_with_epsilon (trace.load_kw, wanted[i].kw, 1e-3);
    }
}

static void
test_ieee13 (void)
{
  g_autoptr (LampNetwork) network = import_shared ("IEEE13_Assets.xml", NULL);
  guint32 device = LAMP_NONE;

  if (network == NULL)
    return;
  device = find_by_name (network, "671692");
  g_assert_cmpuint (network->element_kind[device], ==, LAMP_ELEMENT_LOAD_BREAK_SWITCH);
  g_assert_cmpuint (network->n_customers, ==, 15);
  g_assert_cmpfloat_with_epsilon (sum_kw (network), 3466, 1e-3);
  /* Two of its ten wire spacings are cables, with a line each; one more line has only cable data. */
  g_assert_true (network->element_flags[find_by_name (network, "692675")] & LAMP_ELEMENT_UNDERGROUND);
  g_assert_false (network->element_flags[find_by_name (network, "650632")] & LAMP_ELEMENT_UNDERGROUND);
}

static void
test_maple (void)
{
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) network = import_shared ("maple10nodebreaker.xml", report);
  guint64 n_substations = 0;

  if (network == NULL)
    return;
  for (guint i = 0; i < report->layers->len; i++)
    if (g_str_equal (g_array_index (report->layers, LampImportLayerReport, i).layer, "Substation"))
      n_substations = g_array_index (report->layers, LampImportLayerReport, i).n_taken;
  g_assert_cmpuint (n_substations, ==, 2);
  g_assert_cmpuint (count_kind (network, LAMP_ELEMENT_BREAKER), ==, 12);
  g_assert_cmpuint (network->n_feeders, ==, 11);
  g_assert_cmpuint (count_kind (network, LAMP_ELEMENT_TRANSFORMER), ==, 8);
  /* The generator beside the source is not one more source. */
  g_assert_cmpuint (network->n_sources, ==, 1);
  /* Ids are mRIDs without their decoration, names are names. */
  g_assert_cmpuint (find_by_name (network, "hv_bk_1"), ==, lamp_fixture_element (network, "276809DF-6493-4DAE-A7BB-AD78A5F0DA95"));
}

/* Usage points alone are no grid; said so. */
static void
test_usage_points_alone (void)
{
  g_autofree char  *path = cim_fixture_shared ("endDevicesAndUsagePoints.xml");
  const char *const files[] = { path, NULL };
  LampCimSource     source = { .files = files };
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  g_assert_null (lamp_cim_read (&source, report, NULL, NULL, NULL, &error));
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_EMPTY);
  /* 217 of its 228 usage points are of inverters; the others are at machines that have no terminals here. */
  g_assert_true (cim_fixture_notes_say (report, "Usage points of smart inverters only (no customers): 217, "));
  g_assert_true (cim_fixture_notes_say (report, "Usage points at no equipment with a node (left aside): 11, "));
}

/* --- dialects --- */

static char *
replace_all (const char *text, const char *const *pairs)
{
  GString *out = g_string_new (text);

  for (; pairs[0] != NULL; pairs += 2)
    g_string_replace (out, pairs[0], pairs[1], 0);
  return g_string_free (out, FALSE);
}

static void
compare_variant (const char *name, const char *const *pairs)
{
  g_autofree char  *path = cim_fixture_shared (name);
  g_autofree char  *text = NULL;
  g_autofree char  *variant = NULL;
  g_autofree char  *copy = NULL;
  const char *const files[] = { path, NULL };
  LampCimSource     source = { .files = files, .place_at = { 8, 50 }, .place_scale_m = 1 };
  g_autoptr (LampNetwork) one = NULL;
  g_autoptr (LampNetwork) other = NULL;

  if (path == NULL)
    return;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  variant = replace_all (text, pairs);
  g_assert_cmpstr (variant, !=, text);
  one = cim_fixture_import (&source, NULL);
  copy = cim_fixture_write (name, variant, -1);
  source.files = (const char *const[]){ copy, NULL };
  other = cim_fixture_import (&source, NULL);
  cim_fixture_assert_same (one, other);
  g_assert_cmpuint (one->n_elements, >, 20);
}

static void
test_about_as_id (void)
{
  const char *const pairs[] = { "rdf:about=\"urn:uuid:", "rdf:ID=\"_", "rdf:resource=\"urn:uuid:", "rdf:resource=\"#_", "http://iec.ch/TC57/CIM100#", "http://iec.ch/TC57/2013/CIM-schema-cim16#", NULL };

  compare_variant ("IEEE123.xml", pairs);
}

static void
test_id_as_about (void)
{
  const char *const pairs[] = { "rdf:ID=\"_", "rdf:about=\"urn:uuid:", "rdf:resource=\"#_", "rdf:resource=\"urn:uuid:", "mRID>_", "mRID>", "xmlns:cim", "xmlns:q", "<cim:", "<q:", "</cim:", "</q:", NULL };

  compare_variant ("maple10nodebreaker.xml", pairs);
}

#define SMALL                                                                                                                          \
  "Feeder F1 IdentifiedObject.name=North\n"                                                                                            \
  "BaseVoltage BV BaseVoltage.nominalVoltage=10000\n"                                                                                  \
  "EnergySource S ConductingEquipment.BaseVoltage>BV\n@S n0\n"                                                                         \
  "Breaker B1 IdentifiedObject.name=Head Switch.normalOpen=false Switch.ratedCurrent=400 Equipment.EquipmentContainer>F1\n@B1 n0 n1\n" \
  "ACLineSegment L1 Conductor.length=120.5 ConductingEquipment.BaseVoltage>BV Equipment.EquipmentContainer>F1\n@L1 n1 n2\n"            \
  "EnergyConsumer C1 EnergyConsumer.p=4000\n@C1 n2\n"                                                                                  \
  "ConnectivityNode n0\nConnectivityNode n1\nConnectivityNode n2\n"

static LampNetwork *
import_text (const char *const *names, const char *const *texts)
{
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  LampCimSource source = { .without_places = TRUE };

  for (; *names != NULL; names++, texts++)
    g_ptr_array_add (paths, cim_fixture_write (*names, *texts, -1));
  g_ptr_array_add (paths, NULL);
  source.files = (const char *const *)paths->pdata;
  return cim_fixture_import (&source, NULL);
}

static LampNetwork *
import_one_text (const char *text)
{
  return import_text ((const char *const[]){ "one.xml", NULL }, &text);
}

static void
test_both_in_one (void)
{
  g_autofree char *id = cim_fixture_xml (SMALL, DIALECT_ID);
  g_autofree char *about = cim_fixture_xml (SMALL, DIALECT_ABOUT);
  g_autoptr (LampNetwork) one = import_one_text (id);
  g_autoptr (LampNetwork) other = import_one_text (about);
  const char *const both[] = { id, about };
  g_autoptr (LampNetwork) twice = import_text ((const char *const[]){ "id.xml", "about.xml", NULL }, both);

  cim_fixture_assert_same (one, other);
  /* The same model in both dialects at once is still one model. */
  cim_fixture_assert_same (one, twice);
  cim_fixture_assert_ends (one, "B1", "n0", "n1");
  g_assert_cmpstr (lamp_network_element_name (one, lamp_fixture_element (one, "B1")), ==, "Head");
  g_assert_cmpstr (lamp_network_element_feeder_name (one, lamp_fixture_element (one, "L1")), ==, "North");
}

/* rdf:Description with rdf:type, properties as attributes, nodes inside properties: RDF/XML says the same in many ways. */
static void
test_other_rdf (void)
{
  static const char other[] =
      "<r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://iec.ch/TC57/CIM100#' xmlns:c='http://iec.ch/TC57/CIM100#'>"
      "<Terminal r:ID='_a'><Terminal.ConductingEquipment><Breaker r:ID='_B1' c:IdentifiedObject.name='Head'><Switch.ratedCurrent> 400\n</Switch.ratedCurrent>"
      "<Switch.normalOpen>0</Switch.normalOpen><Equipment.EquipmentContainer><Feeder r:about='#_F1'/></Equipment.EquipmentContainer></Breaker></Terminal.ConductingEquipment>"
      "<Terminal.ConnectivityNode r:resource='#_n0'/><ACDCTerminal.sequenceNumber>1</ACDCTerminal.sequenceNumber></Terminal>"
      "<Terminal r:ID='_b'><Terminal.ConductingEquipment r:resource='#_B1'/><Terminal.ConnectivityNode r:resource='urn:uuid:n1'/><ACDCTerminal.sequenceNumber>2</ACDCTerminal.sequenceNumber></Terminal>"
      "<r:Description r:about='urn:uuid:F1'><IdentifiedObject.name>No<!-- a comment -->rth</IdentifiedObject.name><r:type r:resource='http://iec.ch/TC57/CIM100#Feeder'/></r:Description>"
      "<r:Description r:about='#_L1'><r:type r:resource='http://iec.ch/TC57/CIM100#ACLineSegment'/><Conductor.length>120.5</Conductor.length>"
      "<ConductingEquipment.BaseVoltage r:resource='#_BV'/><Equipment.EquipmentContainer r:resource='#_F1'/></r:Description>"
      "<BaseVoltage r:ID='_BV' c:BaseVoltage.nominalVoltage='1e4'/>"
      "<Terminal r:ID='_c'><Terminal.ConductingEquipment r:resource='#_L1'/><Terminal.ConnectivityNode r:resource='#_n1'/></Terminal>"
      "<Terminal r:ID='_d'><Terminal.ConductingEquipment r:resource='#_L1'/><Terminal.ConnectivityNode r:resource='#_n2'/></Terminal>"
      "<EnergySource r:ID='_S'><ConductingEquipment.BaseVoltage r:resource='#_BV'/></EnergySource>"
      "<Terminal r:ID='_e'><Terminal.ConductingEquipment r:resource='#_S'/><Terminal.ConnectivityNode r:resource='#_n0'/></Terminal>"
      "<EnergyConsumer r:ID='_C1'><EnergyConsumer.p>4e3</EnergyConsumer.p></EnergyConsumer>"
      "<Terminal r:ID='_f'><Terminal.ConductingEquipment r:resource='#_C1'/><Terminal.ConnectivityNode r:resource='#_n2'/></Terminal>"
      "</r:RDF>";
  g_autofree char *plain = cim_fixture_xml (SMALL, DIALECT_ID);
  g_autoptr (LampNetwork) one = import_one_text (plain);
  g_autoptr (LampNetwork) two = import_one_text (other);

  cim_fixture_assert_same (one, two);
}

/* The lines of a model dealt out to files at random, in any order of the files: references run ahead across them. */
static void
test_split (void)
{
  g_auto (GStrv) lines = g_strsplit (SMALL, "\n", -1);
  g_autofree char *whole = cim_fixture_xml (SMALL, DIALECT_ABOUT);
  g_autoptr (LampNetwork) one = import_one_text (whole);
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 20; round++)
    {
      g_autoptr (GString) a = g_string_new ("BaseVoltage unused\n");
      g_autoptr (GString) b = g_string_new ("BaseVoltage unused\n");
      g_autofree char *xml_a = NULL;
      g_autofree char *xml_b = NULL;
      g_autoptr (LampNetwork) split = NULL;

      for (char **line = lines; *line != NULL; line++)
        g_string_append_printf (g_rand_boolean (rand) ? a : b, "%s\n", *line);
      xml_a = cim_fixture_xml (a->str, DIALECT_ID);
      xml_b = cim_fixture_xml (b->str, DIALECT_ABOUT);
      split = import_text ((const char *const[]){ "a.xml", "b.xml", NULL }, (const char *const[]){ xml_a, xml_b });
      cim_fixture_assert_same (one, split);
    }
}

/* mRIDs are what the utility made them. */
static void
test_odd_ids (void)
{
  g_autoptr (LampNetwork) network = cim_fixture_network ("ConnectivityNode n0 IdentifiedObject.mRID=x&amp;y\n"
                                                         "ACLineSegment q IdentifiedObject.mRID=Tm9yZA+/==\n@q n0 n1\n"
                                                         "ACLineSegment r IdentifiedObject.mRID=urn:uuid:7CBC54BB-4A93-410F-AF92-DDA633676AA0\n@r n1 n2\n"
                                                         "ACLineSegment s\n@s n2 n3\n"
                                                         "Name N Name.name=Called Name.IdentifiedObject>s\n",
                                                         NULL, NULL);

  cim_fixture_assert_ends (network, "Tm9yZA+/==", "x&y", "n1");
  cim_fixture_assert_ends (network, "7CBC54BB-4A93-410F-AF92-DDA633676AA0", "n1", "n2");
  g_assert_cmpstr (lamp_network_element_name (network, lamp_fixture_element (network, "s")), ==, "Called");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cim/ieee123", test_ieee123);
  g_test_add_func ("/cim/ieee13", test_ieee13);
  g_test_add_func ("/cim/maple", test_maple);
  g_test_add_func ("/cim/usage-points-alone", test_usage_points_alone);
  g_test_add_func ("/cim/about-as-id", test_about_as_id);
  g_test_add_func ("/cim/id-as-about", test_id_as_about);
  g_test_add_func ("/cim/both-in-one", test_both_in_one);
  g_test_add_func ("/cim/other-rdf", test_other_rdf);
  g_test_add_func ("/cim/split", test_split);
  g_test_add_func ("/cim/odd-ids", test_odd_ids);
  return g_test_run ();
}
