/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may be wrong with a CIM model: refused in one sentence with the old region untouched, or taken and counted; whatever
 * bytes come, no crash and no endless work.
 */
#include "grid/cim-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#define GOOD                                                                                       \
  "EnergySource S\n@S n0\nBreaker B Switch.normalOpen=false\n@B n0 n1\n"                           \
  "ACLineSegment L Conductor.length=20\n@L n1 n2\nEnergyConsumer C EnergyConsumer.p=5000\n@C n2\n" \
  "ConnectivityNode n0\nConnectivityNode n1\nConnectivityNode n2\n"

/* A region that was there before. */
static char *
make_target (void)
{
  g_autoptr (LampDraft) draft = lamp_fixture_draft ();
  g_autoptr (GError) error = NULL;
  char *path = lamp_fixture_path ("old.gpkg");

  g_assert_true (lamp_draft_write (draft, path, NULL, &error));
  g_assert_no_error (error);
  return path;
}

static guint
count_files (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static void
refuse_run (const LampCimSource *source, LampImportProgress progress, GCancellable *cancellable, GQuark domain, int code, const char *word)
{
  g_autofree char *path = make_target ();
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize            n_before = 0, n_after = 0;
  guint            n_files = count_files (path);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_get_contents (path, &before, &n_before, NULL));
  g_assert_false (lamp_cim_run (source, path, NULL, progress, cancellable, cancellable, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_error (error, domain, code);
  g_assert_null (strchr (error->message, '\n'));
  if (word != NULL && strstr (error->message, word) == NULL)
    g_error ("%s\ndoes not say: %s", error->message, word);
  g_assert_true (g_file_get_contents (path, &after, &n_after, NULL));
  g_assert_cmpmem (before, n_before, after, n_after);
  g_assert_cmpuint (count_files (path), ==, n_files);
}

static void
refuse (const char *text, gssize length, int code, const char *word)
{
  g_autofree char    *path = cim_fixture_write ("model.xml", text, length);
  const char *const   files[] = { path, NULL };
  const LampCimSource source = { .files = files };

  refuse_run (&source, NULL, NULL, LAMP_GRID_ERROR, code, word);
}

#define RDF "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:cim='http://iec.ch/TC57/CIM100#'>"

static void
test_no_cim (void)
{
  static const struct
  {
    const char *text;
    int         code;
    const char *word;
  } cases[] = {
    { "", LAMP_GRID_ERROR_UNREADABLE, "is no XML" },
    { "id,kind\n1,breaker\n", LAMP_GRID_ERROR_UNREADABLE, "is no XML" },
    { "PK\3\4and so on", LAMP_GRID_ERROR_UNREADABLE, "zip" },
    { "<html><body/></html>", LAMP_GRID_ERROR_UNREADABLE, "no RDF" },
    { RDF "</rdf:RDF>", LAMP_GRID_ERROR_EMPTY, "nothing in it is CIM" },
    { "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:cim='http://example.org/'><cim:Breaker rdf:ID='_a'/></rdf:RDF>", LAMP_GRID_ERROR_EMPTY, "nothing in it is CIM" },
    { RDF "<cim:Breaker rdf:ID='_a'/><cim:ACLineSegment rdf:ID='_b'/></rdf:RDF>", LAMP_GRID_ERROR_EMPTY, "is at a node" },
    { RDF "<cim:Substation rdf:ID='_a'/></rdf:RDF>", LAMP_GRID_ERROR_EMPTY, "no lines, switches or transformers" },
    { RDF "<cim:Breaker rdf:ID='_a'>", LAMP_GRID_ERROR_UNREADABLE, "cut off or damaged" },
    { RDF "<cim:Breaker rdf:ID='_a'></cim:Fuse></rdf:RDF>", LAMP_GRID_ERROR_UNREADABLE, "cut off or damaged at line 1" },
    { RDF "<cim:Breaker rdf:ID='_a'>&nosuch;</cim:Breaker></rdf:RDF>", LAMP_GRID_ERROR_UNREADABLE, "damaged" },
    { "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns:dm='http://iec.ch/TC57/61970-552/DifferenceModel/1#'><dm:DifferenceModel rdf:about='urn:uuid:1'/></rdf:RDF>", LAMP_GRID_ERROR_UNREADABLE, "differences" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    refuse (cases[i].text, -1, cases[i].code, cases[i].word);
  refuse ("\0\1\2\377", 4, LAMP_GRID_ERROR_UNREADABLE, NULL);
}

static void
test_not_there (void)
{
  const LampCimSource source = { .files = (const char *const[]){ "/nowhere/model.xml", NULL } };
  const LampCimSource folder = { .files = (const char *const[]){ "/", NULL } };

  refuse_run (&source, NULL, NULL, LAMP_GRID_ERROR, LAMP_GRID_ERROR_NOT_FOUND, "/nowhere/model.xml");
  refuse_run (&folder, NULL, NULL, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, "could not be read");
}

/* Ten of ten of ten …: would be gigabytes. And what would be fetched or read from elsewhere. */
static void
test_entities (void)
{
  g_autoptr (GString) bomb = g_string_new ("<!DOCTYPE b [<!ENTITY l0 'lol'>");

  for (guint i = 1; i < 12; i++)
    {
      g_string_append_printf (bomb, "<!ENTITY l%u '", i);
      for (guint j = 0; j < 10; j++)
        g_string_append_printf (bomb, "&l%u;", i - 1);
      g_string_append (bomb, "'>");
    }
  g_string_append (bomb, "]>" RDF "<cim:Breaker rdf:ID='_a'><cim:IdentifiedObject.name>&l11;</cim:IdentifiedObject.name></cim:Breaker></rdf:RDF>");
  refuse (bomb->str, -1, LAMP_GRID_ERROR_UNREADABLE, "entities");
  refuse ("<!DOCTYPE b [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" RDF "<cim:Breaker rdf:ID='&x;'/></rdf:RDF>", -1, LAMP_GRID_ERROR_UNREADABLE, "entities");
  refuse ("<!DOCTYPE b [<!ENTITY % x SYSTEM 'http://127.0.0.1:1/x.dtd'> %x;]>" RDF "<cim:Breaker rdf:ID='_a'/></rdf:RDF>", -1, LAMP_GRID_ERROR_UNREADABLE, "entities");
}

static void
test_target_is_source (void)
{
  g_autofree char  *xml = cim_fixture_xml (GOOD, DIALECT_ID);
  g_autofree char  *path = cim_fixture_write ("model.xml", xml, -1);
  g_autofree char  *after = NULL;
  const char *const files[] = { path, NULL };
  LampCimSource     source = { .files = files };
  g_autoptr (GError) error = NULL;

  g_assert_false (lamp_cim_run (&source, path, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE);
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, xml);
}

static void
stop (guint64 done, guint64 total, const char *layer, gpointer data)
{
  g_assert_cmpuint (done, <=, total);
  g_assert_cmpstr (layer, ==, "model.xml");
  g_cancellable_cancel (data);
}

static void
test_cancel (void)
{
  g_autofree char    *xml = cim_fixture_xml (GOOD, DIALECT_ID);
  g_autofree char    *path = cim_fixture_write ("model.xml", xml, -1);
  const char *const   files[] = { path, NULL };
  const LampCimSource source = { .files = files };
  g_autoptr (GCancellable) soon = g_cancellable_new ();
  g_autoptr (GCancellable) now = g_cancellable_new ();

  refuse_run (&source, stop, soon, G_IO_ERROR, G_IO_ERROR_CANCELLED, NULL);
  g_cancellable_cancel (now);
  refuse_run (&source, NULL, now, G_IO_ERROR, G_IO_ERROR_CANCELLED, NULL);
}

/* Taken, with what is odd in it said. */
static void
test_counted (void)
{
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) network = cim_fixture_network (
      GOOD "Fuse loose\n"
           "Recloser half\n@half n2\n"
           "Disconnector lost\n@lost n2 .\n"
           "LinearShuntCompensator cap\n@cap n2\nWhatever w\nWhatever v\n"
           "ACLineSegment far Equipment.EquipmentContainer>gone\n@far n2 gone_node\n"
           "Substation A1 VoltageLevel.Substation>A2\nSubstation A2 VoltageLevel.Substation>A1\nSubstation A3 VoltageLevel.Substation>A3\n"
           "Breaker round Equipment.EquipmentContainer>A1 Switch.normalOpen=perhaps Switch.ratedCurrent=1e999\n@round n2 n3\n"
           "Jumper self Equipment.EquipmentContainer>A3\n@self n3 n3\n"
           "Fuse L\n",
      NULL, report);
  gboolean whatever = FALSE;

  cim_fixture_assert_ends (network, "loose", "", "");
  cim_fixture_assert_ends (network, "half", "n2", "");
  cim_fixture_assert_ends (network, "lost", "n2", "");
  cim_fixture_assert_ends (network, "far", "gone_node", "n2");
  cim_fixture_assert_ends (network, "self", "n3", "n3");
  g_assert_cmpuint (network->element_kind[lamp_fixture_element (network, "L")], ==, LAMP_ELEMENT_LINE);
  g_assert_true (cim_fixture_notes_say (report, "Equipment without a terminal at a node: 1, such as loose"));
  g_assert_true (cim_fixture_notes_say (report, "References to objects that are in none of the files"));
  g_assert_true (cim_fixture_notes_say (report, "Equipment in containers that contain each other (it has no feeder): 2, such as A"));
  g_assert_true (cim_fixture_notes_say (report, "Values that make no sense, taken as not given: 2, "));
  g_assert_true (cim_fixture_notes_say (report, "Times that an object is of another class than before (the first counts): 1, such as L"));
  for (guint i = 0; i < report->layers->len; i++)
    {
      const LampImportLayerReport *row = &g_array_index (report->layers, LampImportLayerReport, i);

      if (!g_str_equal (row->layer, "Whatever"))
        continue;
      whatever = TRUE;
      g_assert_null (row->becomes);
      g_assert_cmpuint (row->n_left_out, ==, 2);
    }
  g_assert_true (whatever);
}

/* Any number of classes nobody knows: told apart up to a point, counted all. */
static void
test_many_classes (void)
{
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (GString) notation = g_string_new (GOOD);
  g_autoptr (LampNetwork) network = NULL;
  guint64 n = 0;

  for (guint i = 0; i < 70000; i++)
    g_string_append_printf (notation, "K%u o%u\n", i, i);
  network = cim_fixture_network (notation->str, NULL, report);
  for (guint i = 0; i < report->layers->len; i++)
    if (g_array_index (report->layers, LampImportLayerReport, i).becomes == NULL)
      n += g_array_index (report->layers, LampImportLayerReport, i).n_left_out;
  g_assert_cmpuint (n, ==, 70000);
  g_assert_cmpuint (report->layers->len, <, 5000);
}

/* References to themselves in every slot, for every class: nothing goes round in circles. */
static void
test_selves (void)
{
  static const char *const classes[] = {
    "Terminal", "Location", "ConnectivityNode", "TopologicalNode", "ACLineSegment", "BusbarSection", "Breaker", "Cut", "GroundDisconnector", "SwitchPhase", "PowerTransformer",
    "TransformerTank", "PowerTransformerEnd", "RatioTapChanger", "TransformerTankInfo", "TransformerEndInfo", "EnergyConsumer", "UsagePoint", "EndDevice", "EnergySource", "SynchronousMachine",
    "Feeder", "Line", "Bay", "BaseVoltage", "CoordinateSystem", "OperationalLimitSet", "CurrentLimit", "Discrete", "Name", "Other"
  };
  static const char *const slots[] = {
    "Terminal.ConductingEquipment", "Equipment.EquipmentContainer", "Equipment.AdditionalEquipmentContainer", "ConductingEquipment.BaseVoltage", "PowerSystemResource.Location",
    "Terminal.ConnectivityNode", "Terminal.TopologicalNode"
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint round = 0; round < 10; round++)
    {
      g_autoptr (GString) notation = g_string_new (GOOD);
      g_autoptr (LampNetwork) network = NULL;

      for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
        {
          g_string_append_printf (notation, "%s o%u", classes[i], i);
          for (guint j = 0; j < G_N_ELEMENTS (slots); j++)
            g_string_append_printf (notation, " %s>o%d", slots[j], round == 0 ? (int)i : g_rand_int_range (rand, 0, G_N_ELEMENTS (classes)));
          g_string_append (notation, "\n");
        }
      network = cim_fixture_network (notation->str, NULL, NULL);
      cim_fixture_assert_ends (network, "L", "n1", "n2");
    }
}

/* Bytes turned, cut and doubled at random: refused or taken, never more. */
static void
test_rubbish (void)
{
  g_autofree char *xml = cim_fixture_xml (GOOD, DIALECT_ABOUT);
  const gsize      length = strlen (xml);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (guint round = 0; round < 1000; round++)
    {
      g_autoptr (GString) text = g_string_new_len (xml, (gssize)length);
      g_autoptr (LampDraft) draft = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *path = NULL;

      for (int i = g_rand_int_range (rand, 1, 4); i > 0; i--)
        {
          gsize at = (gsize)g_rand_int_range (rand, 0, (gint32)text->len - 8);

          if (g_rand_boolean (rand))
            text->str[at] = (char)g_rand_int_range (rand, 0, 256);
          else if (g_rand_boolean (rand))
            g_string_erase (text, (gssize)at, g_rand_int_range (rand, 1, 8));
          else
            g_string_insert_len (text, (gssize)at, xml + at % (length - 64), g_rand_int_range (rand, 1, 64));
        }
      if (round % 4 == 0)
        g_string_truncate (text, (gsize)g_rand_int_range (rand, 0, (gint32)text->len));
      path = cim_fixture_write ("model.xml", text->str, (gssize)text->len);
      draft = lamp_cim_read (&(LampCimSource){ .files = (const char *const[]){ path, NULL }, .place_at = { 0, 0 }, .place_scale_m = 1 }, NULL, NULL, NULL, NULL, &error);
      g_assert_true ((draft != NULL) == (error == NULL));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cim-errors/no-cim", test_no_cim);
  g_test_add_func ("/cim-errors/not-there", test_not_there);
  g_test_add_func ("/cim-errors/entities", test_entities);
  g_test_add_func ("/cim-errors/target-is-source", test_target_is_source);
  g_test_add_func ("/cim-errors/cancel", test_cancel);
  g_test_add_func ("/cim-errors/counted", test_counted);
  g_test_add_func ("/cim-errors/many-classes", test_many_classes);
  g_test_add_func ("/cim-errors/selves", test_selves);
  g_test_add_func ("/cim-errors/rubbish", test_rubbish);
  return g_test_run ();
}
