/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where what is live stands: at its device when nobody says where, nowhere when its receiver had no fix, and in doubt when its
 * clock runs ahead.
 */
#include "grid/fixture.h"
#include "map/live-place.h"
#include "map/sample.h"
#include "records/crew.h"
#include "records/outage.h"

typedef struct
{
  Sample    sample;
  LampLive *live;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();

  sample_init (&fixture->sample, network, 0);
  fixture->live = sample_new_live (&fixture->sample);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_object_unref (fixture->live);
  sample_clear (&fixture->sample);
}

static LampItem *
add_outage (Fixture *fixture, const char *id, const char *device)
{
  LampItem   *item = sample_add_outage (&fixture->sample, id, LAMP_WORLD_NONE, "confirmed", 5);
  LampOutage *outage = lamp_record_copy (lamp_item_get_record (item));

  lamp_record_set_string (&outage->device, device);
  lamp_item_set_record (item, outage);
  lamp_record_unref (outage);
  return item;
}

/* The list has it, so the map has it. */
static void
test_no_geometry (Fixture *fixture, gconstpointer data)
{
  const LampNetwork *network = fixture->sample.network;
  LampWorld          at = lamp_network_element_at (network, lamp_network_find_element (network, "FU1"));
  const LampThing   *thing;

  add_outage (fixture, "O-1", "FU1");
  add_outage (fixture, "O-2", "no such device");
  add_outage (fixture, "O-3", NULL);
  g_assert_null (lamp_live_find (fixture->live, LAMP_SELECT_OUTAGE, "O-1")); /* no grid yet */
  lamp_live_set_network (fixture->live, fixture->sample.network);
  thing = lamp_live_find (fixture->live, LAMP_SELECT_OUTAGE, "O-1");
  g_assert_nonnull (thing);
  g_assert_cmpuint (thing->at.x, ==, at.x);
  g_assert_cmpuint (thing->at.y, ==, at.y);
  g_assert_null (lamp_live_find (fixture->live, LAMP_SELECT_OUTAGE, "O-2"));
  g_assert_null (lamp_live_find (fixture->live, LAMP_SELECT_OUTAGE, "O-3"));
}

static void
test_site (Fixture *fixture, gconstpointer data)
{
  const LampNetwork *network = fixture->sample.network;

  g_assert_cmpuint (network->n_sites, >, 0);
  sample_add_site (&fixture->sample, network->sites[0].id, "Hospital", LAMP_WORLD_NONE, "first", "out");
  sample_add_site (&fixture->sample, "no such site", "Nobody", LAMP_WORLD_NONE, "first", "out");
  lamp_live_set_network (fixture->live, fixture->sample.network);
  g_assert_nonnull (lamp_live_find (fixture->live, LAMP_SELECT_SITE, network->sites[0].id));
  g_assert_null (lamp_live_find (fixture->live, LAMP_SELECT_SITE, "no such site"));
}

/* What a receiver sends that has no fix. */
static void
test_null_island (Fixture *fixture, gconstpointer data)
{
  LampWorld nowhere = lamp_world_from_point ((LampPoint){ 0.0, 0.0 });
  LampItem *item = sample_add_crew (&fixture->sample, "Crew 1", nowhere, "enroute", 0.0, 5);
  LampCrew *crew = lamp_record_copy (lamp_item_get_record (item));
  LampWorld at;

  g_assert_null (lamp_live_find (fixture->live, LAMP_SELECT_CREW, "Crew 1"));
  lamp_live_set_network (fixture->live, fixture->sample.network);
  g_assert_null (lamp_live_find (fixture->live, LAMP_SELECT_CREW, "Crew 1"));
  crew->base.at = (LampPoint){ 0.0, 54.7 }; /* Greenwich is a place */
  g_assert_true (lamp_live_place (LAMP_SELECT_CREW, crew, fixture->sample.network, &at));
  lamp_record_unref (crew);
}

static void
test_ahead (Fixture *fixture, gconstpointer data)
{
  const LampNetwork *network = fixture->sample.network;
  LampWorld          at = network->node_at[0];
  const LampThing   *thing;

  sample_add_crew (&fixture->sample, "On time", at, "enroute", 0.0, 5);
  sample_add_crew (&fixture->sample, "A minute", at, "enroute", 0.0, -60);
  sample_add_crew (&fixture->sample, "A year", at, "enroute", 0.0, -365 * 86400);
  sample_add_crew (&fixture->sample, "At home", at, "offShift", 0.0, -365 * 86400);
  g_assert_false (lamp_live_find (fixture->live, LAMP_SELECT_CREW, "On time")->symbol.stale);
  g_assert_false (lamp_live_find (fixture->live, LAMP_SELECT_CREW, "A minute")->symbol.stale);
  g_assert_false (lamp_live_find (fixture->live, LAMP_SELECT_CREW, "At home")->symbol.stale);
  thing = lamp_live_find (fixture->live, LAMP_SELECT_CREW, "A year");
  g_assert_true (thing->symbol.stale);
  g_assert_cmpstr (thing->label, !=, "A year");
}

static LampItem *
add_crew (Fixture *fixture, const char *id, gint64 fix_usec)
{
  LampItem *item = sample_add_crew (&fixture->sample, id, fixture->sample.network->node_at[0], "enroute", 0.0, 5);
  LampCrew *crew = lamp_record_copy (lamp_item_get_record (item));

  crew->position_usec = fix_usec;
  lamp_item_set_record (item, crew);
  lamp_record_unref (crew);
  return item;
}

/* The list says that nobody knows; so does the map. */
static void
test_age (Fixture *fixture, gconstpointer data)
{
  const gint64     hour_usec = G_GINT64_CONSTANT (3600) * G_USEC_PER_SEC;
  const LampThing *thing;

  add_crew (fixture, "Unknown", LAMP_UNKNOWN_TIME);
  add_crew (fixture, "Hours", SAMPLE_NOW_USEC - 5 * hour_usec);
  add_crew (fixture, "Years", SAMPLE_NOW_USEC - hour_usec * 24 * 2523);
  thing = lamp_live_find (fixture->live, LAMP_SELECT_CREW, "Unknown");
  g_assert_true (thing->symbol.stale);
  g_assert_cmpstr (thing->label, ==, "Unknown · position of unknown age");
  g_assert_cmpstr (lamp_live_find (fixture->live, LAMP_SELECT_CREW, "Hours")->label, ==, "Hours · 5 h ago");
  g_assert_cmpstr (lamp_live_find (fixture->live, LAMP_SELECT_CREW, "Years")->label, ==, "Years · 2523 d ago");
}

static void
test_near (Fixture *fixture, gconstpointer data)
{
  const LampNetwork *network = fixture->sample.network;

  g_assert_true (lamp_live_is_near (NULL, (LampWorld){ 1, 1 }));
  g_assert_true (lamp_live_is_near (network, network->node_at[0]));
  g_assert_false (lamp_live_is_near (network, lamp_world_from_point ((LampPoint){ 180.0, 90.0 })));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, test) g_test_add ("/map/live-place/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("no-geometry", test_no_geometry);
  ADD ("site", test_site);
  ADD ("null-island", test_null_island);
  ADD ("ahead", test_ahead);
  ADD ("age", test_age);
  ADD ("near", test_near);
  return g_test_run ();
}
