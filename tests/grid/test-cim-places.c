/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a CIM model lies: reference systems, drawings and their placement, points out of order.
 */
#include "grid/cim-fixture.h"

#include <math.h>
#include <string.h>

/* A line from x0 y0 to x1 y1 and a consumer at the second, in that coordinate system. */
static char *
model (const char *crs, const char *x0, const char *y0, const char *x1, const char *y1)
{
  return g_strdup_printf ("CoordinateSystem Z %s%s\nLocation P Location.CoordinateSystem>Z\nLocation Q Location.CoordinateSystem>Z Location.PowerSystemResources>C\n"
                          "ACLineSegment L PowerSystemResource.Location>P\n@L n0 n1\nEnergyConsumer C\n@C n1\n"
                          "PositionPoint 2 PositionPoint.sequenceNumber=20 PositionPoint.xPosition=%s PositionPoint.yPosition=%s PositionPoint.Location>P\n"
                          "PositionPoint 1 PositionPoint.sequenceNumber=3 PositionPoint.xPosition=%s PositionPoint.yPosition=%s PositionPoint.Location>P\n"
                          "PositionPoint 3 PositionPoint.xPosition=%s PositionPoint.yPosition=%s PositionPoint.Location>Q\n",
                          crs != NULL ? "CoordinateSystem.crsUrn=" : "", crs != NULL ? crs : "", x1, y1, x0, y0, x1, y1);
}

static void
assert_at (LampPoint at, double lon_deg, double lat_deg)
{
  g_assert_cmpfloat_with_epsilon (at.lon_deg, lon_deg, 1e-6);
  g_assert_cmpfloat_with_epsilon (at.lat_deg, lat_deg, 1e-6);
}

static LampPoint
vertex (const LampNetwork *network, guint32 i)
{
  return lamp_point_from_world (network->vertices[i]);
}

/* x is the longitude, whatever EPSG's own order says; both ways to link a place; points by their number. */
static void
test_degrees (void)
{
  static const char *const names[] = { "urn:ogc:def:crs:EPSG::4326", "EPSG:4326", "urn:ogc:def:crs:EPSG:9.8:4326", "urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:uom:EPSG::4326" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *notation = model (names[i], "4.846580", "52.404700", "4.85", "52.41");
      g_autoptr (LampNetwork) network = cim_fixture_network (notation, &(LampCimSource){ .crs = NULL }, NULL);

      g_assert_cmpuint (network->n_vertices, ==, 2);
      assert_at (vertex (network, 0), 4.846580, 52.404700);
      assert_at (vertex (network, 1), 4.85, 52.41);
      assert_at (lamp_point_from_world (network->customer_at[0]), 4.85, 52.41);
    }
}

/* UTM 32: 500,000 m east is the ninth meridian, 0 m north the equator; 60 degrees north lies at 6,651,411.19 m. */
static void
test_metres (void)
{
  g_autofree char *notation = model ("urn:ogc:def:crs:EPSG::25832", "500000", "0", "500000", "6651411.190");
  g_autoptr (LampNetwork) network = cim_fixture_network (notation, &(LampCimSource){ .crs = "EPSG:4326" }, NULL);

  assert_at (vertex (network, 0), 9, 0);
  assert_at (vertex (network, 1), 9, 60);
}

/* The user's system is for coordinates that name none. */
static void
test_told (void)
{
  g_autofree char *notation = model (NULL, "500000", "0", "500000", "6651411.190");
  g_autoptr (LampNetwork) network = cim_fixture_network (notation, &(LampCimSource){ .crs = "EPSG:25832" }, NULL);

  assert_at (vertex (network, 1), 9, 60);
}

/* A line of 500 units, 3 east on 4 north of them: turned, it is as long, and the middle is where it was put. */
static void
place (double rotate_deg)
{
  g_autofree char    *notation = model ("OpenDSSLocalBusCoordinates", "1000", "2000", "1300", "2400");
  const LampCimSource source = { .place_at = { 116.4, 60 }, .place_scale_m = 0.3048, .place_rotate_deg = rotate_deg };
  g_autoptr (LampNetwork) network = cim_fixture_network (notation, &source, NULL);
  LampPoint    first = vertex (network, 0), last = vertex (network, 1);
  const double wanted_deg = atan2 (3, 4) * 180 / G_PI - rotate_deg;

  g_assert_cmpfloat_with_epsilon (lamp_point_distance_m (first, last), 152.4, 0.05);
  g_assert_cmpfloat_with_epsilon (fmod (lamp_point_bearing_deg (first, last) - wanted_deg + 540, 360), 180, 0.05);
  assert_at ((LampPoint){ (first.lon_deg + last.lon_deg) / 2, (first.lat_deg + last.lat_deg) / 2 }, 116.4, 60);
}

static void
test_drawing (void)
{
  place (0);
  place (90);
  place (-30);
  place (200);
}

static void
refuse (const char *notation, const LampCimSource *given, const char *const *says)
{
  g_autofree char  *xml = cim_fixture_xml (notation, DIALECT_ID);
  g_autofree char  *path = cim_fixture_write ("model.xml", xml, -1);
  const char *const files[] = { path, NULL };
  LampCimSource     source = given != NULL ? *given : (LampCimSource){ .crs = NULL };
  g_autoptr (GError) error = NULL;

  source.files = files;
  g_assert_null (lamp_cim_read (&source, NULL, NULL, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_PROJECTION);
  for (; *says != NULL; says++)
    if (strstr (error->message, *says) == NULL)
      g_error ("%s\ndoes not say: %s", error->message, *says);
}

#define refuse_with(notation, given, ...) refuse (notation, given, (const char *const[]){ __VA_ARGS__, NULL })

static void
test_refused (void)
{
  g_autofree char    *drawing = model ("OpenDSSLocalBusCoordinates", "0", "0", "100", "100");
  g_autofree char    *nameless = model (NULL, "0", "0", "100", "100");
  g_autofree char    *unknown = model ("urn:ogc:def:crs:EPSG::999999", "0", "0", "100", "100");
  const LampCimSource named = { .crs = "Gauss" }, huge = { .place_scale_m = 1e6 };
  g_autofree char    *wrong = model ("EPSG:4326", "5000", "5000", "6000", "6000");

  refuse_with (drawing, NULL, "OpenDSSLocalBusCoordinates", "--place-at", "--place-scale", "--no-places");
  refuse_with (nameless, NULL, "--crs", "--place-at", "--no-places");
  refuse_with (unknown, NULL, "EPSG::999999");
  refuse_with (wrong, NULL, "3 of 3", "EPSG:4326");
  refuse_with (nameless, &named, "Gauss", "EPSG:25832");
  /* A unit of a thousand kilometres would go round the pole. */
  refuse_with (drawing, &huge, "nowhere on earth");
}

static void
test_without (void)
{
  g_autofree char *drawing = model ("OpenDSSLocalBusCoordinates", "0", "0", "100", "100");
  g_autoptr (LampNetwork) wished = cim_fixture_network (drawing, &(LampCimSource){ .without_places = TRUE }, NULL);
  g_autoptr (LampNetwork) none = cim_fixture_network ("ACLineSegment L\n@L n0 n1\n", &(LampCimSource){ .crs = NULL }, NULL);

  g_assert_cmpuint (wished->n_vertices, ==, 0);
  g_assert_cmpuint (none->n_vertices, ==, 0);
  g_assert_cmpuint (none->n_elements, ==, 1);
}

/* A few coordinates gone wrong are taken as not given; a device stands between its terminals. */
static void
test_astray (void)
{
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) network = cim_fixture_network (
      "CoordinateSystem Z CoordinateSystem.crsUrn=EPSG:4326\nLocation P Location.CoordinateSystem>Z\nLocation Q Location.CoordinateSystem>Z\n"
      "Breaker B PowerSystemResource.Location>P\n@B n0 n1\nACLineSegment L PowerSystemResource.Location>Q\n@L n1 n2\n"
      "PositionPoint 1 PositionPoint.sequenceNumber=1 PositionPoint.xPosition=10 PositionPoint.yPosition=50 PositionPoint.Location>P\n"
      "PositionPoint 2 PositionPoint.sequenceNumber=2 PositionPoint.xPosition=10.002 PositionPoint.yPosition=50 PositionPoint.Location>P\n"
      "PositionPoint 3 PositionPoint.sequenceNumber=1 PositionPoint.xPosition=10.002 PositionPoint.yPosition=50 PositionPoint.Location>Q\n"
      "PositionPoint 4 PositionPoint.sequenceNumber=2 PositionPoint.xPosition=1e300 PositionPoint.yPosition=50 PositionPoint.Location>Q\n"
      "PositionPoint 5 PositionPoint.sequenceNumber=3 PositionPoint.xPosition=ten PositionPoint.yPosition=50 PositionPoint.Location>Q\n",
      &(LampCimSource){ .crs = NULL }, report);

  assert_at (vertex (network, network->element_vertex_start[lamp_fixture_element (network, "B")]), 10.001, 50);
  g_assert_true (cim_fixture_notes_say (report, "Coordinates nowhere on earth, taken as not given: 1"));
  g_assert_true (cim_fixture_notes_say (report, "Values that make no sense, taken as not given: 1, such as PositionPoint.xPosition “ten”"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cim-places/degrees", test_degrees);
  g_test_add_func ("/cim-places/metres", test_metres);
  g_test_add_func ("/cim-places/told", test_told);
  g_test_add_func ("/cim-places/drawing", test_drawing);
  g_test_add_func ("/cim-places/refused", test_refused);
  g_test_add_func ("/cim-places/without", test_without);
  g_test_add_func ("/cim-places/astray", test_astray);
  return g_test_run ();
}
