/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The grid into the draft: substations, and the words and numbers all elements share. City-medium.c follows the feeders,
 * city-low.c the transformers.
 *
 * Names: "Fuse 7012" is the twelfth device of feeder 7; lines carry the name of their street.
 */
#include "simulation/city-plan.h"

#define SOURCE_KV 110.0
#define MEDIUM_KV 10.0
#define LOW_KV 0.4
#define SUBSTATION_KVA 40000.0
#define BANK_M 4.0 /* nothing stands nearer to the water */

static const char *const DEVICE_LETTERS[LAMP_ELEMENT_N_KINDS] = {
  [LAMP_ELEMENT_LINE] = "L",
  [LAMP_ELEMENT_BREAKER] = "CB",
  [LAMP_ELEMENT_RECLOSER] = "RC",
  [LAMP_ELEMENT_SECTIONALISER] = "SE",
  [LAMP_ELEMENT_LOAD_BREAK_SWITCH] = "LS",
  [LAMP_ELEMENT_DISCONNECTOR] = "DS",
  [LAMP_ELEMENT_FUSE] = "FU",
  [LAMP_ELEMENT_TRANSFORMER] = "T",
  [LAMP_ELEMENT_REGULATOR] = "RG",
};

/* Where the feeder's line hangs at a pole: beside the others that go through the same street. */
LampCityVec
lamp_city_line_at (const LampCity *city, guint feeder, guint pole)
{
  LampCityVec at = g_array_index (city->poles, LampCityPole, pole).at;
  LampCityVec shift = g_array_index (city->feeders, LampCityFeeder, feeder).shift;

  return (LampCityVec){ at.x + shift.x, at.y + shift.y };
}

gboolean
lamp_city_is_wet (const LampCity *city, guint pole)
{
  return lamp_city_ground_box_has (city, g_array_index (city->poles, LampCityPole, pole).at, (LampCityVec){ 1.0, 0.0 }, BANK_M, BANK_M, GROUND_WATER);
}

/* In the old and the inner town, and over a bridge, nothing hangs on poles. */
gboolean
lamp_city_is_cable (const LampCity *city, guint pole)
{
  LampCityZone zone = g_array_index (city->poles, LampCityPole, pole).zone;

  return zone == ZONE_OLD_TOWN || zone == ZONE_INNER || lamp_city_is_wet (city, pole);
}

const char *
lamp_city_node (const LampCity *city, guint feeder, guint pole, char buffer[32])
{
  g_snprintf (buffer, 32, "%s-%u", g_array_index (city->feeders, LampCityFeeder, feeder).id, pole);
  return buffer;
}

const char *
lamp_city_site_node (guint site, gboolean main, char buffer[32])
{
  g_snprintf (buffer, 32, "K%02u-%s", site + 1, main ? "main" : "standby");
  return buffer;
}

const char *
lamp_city_low_node (guint transformer, guint pole, char buffer[32])
{
  g_snprintf (buffer, 32, "T%u-%u", transformer, pole);
  return buffer;
}

static LampPoint *
to_points (const LampCityPath *course, double *length_m)
{
  LampPoint *points = g_new (LampPoint, course->n);

  *length_m = 0.0;
  for (guint i = 0; i < course->n; i++)
    {
      points[i] = lamp_city_point (course->at[i]);
      if (i > 0)
        *length_m += lamp_city_distance (course->at[i - 1], course->at[i]);
    }
  return points;
}

static double
line_ampere (LampVoltageClass voltage, LampPhases phases)
{
  if (voltage == LAMP_VOLTAGE_FEEDER)
    return 630.0;
  if (voltage == LAMP_VOLTAGE_LATERAL)
    return phases == LAMP_PHASE_ABC ? 210.0 : 120.0;
  return 160.0;
}

void
lamp_city_add_line (LampCity *city, guint feeder, const char *from, const char *to, LampVoltageClass voltage, LampPhases phases, gboolean cable, guint road, const LampCityPath *course)
{
  LampCityFeeder       *owner = &g_array_index (city->feeders, LampCityFeeder, feeder);
  const LampCityStreet *street = road != G_MAXUINT ? g_ptr_array_index (city->streets, g_array_index (city->roads, LampCityRoad, road).street) : NULL;
  double                length_m = 0.0;
  g_autofree LampPoint *points = to_points (course, &length_m);
  g_autofree char      *id = g_strdup_printf ("L%u-%u", owner->number, ++owner->n_lines);

  lamp_draft_add_element (city->draft, &(LampDraftElement){ .kind = LAMP_ELEMENT_LINE, .id = id, .name = street != NULL ? street->name : NULL, .from_node = from, .to_node = to, .feeder = owner->id, .phases = phases, .underground = cable, .service_drop = voltage == LAMP_VOLTAGE_LOW && street == NULL, .voltage = voltage, .kv = voltage == LAMP_VOLTAGE_LOW ? LOW_KV : MEDIUM_KV, .length_m = MAX (length_m, 0.1), .rating = line_ampere (voltage, phases), .points = points, .n_points = course->n });
}

static double
device_ampere (LampElementKind kind, LampVoltageClass voltage)
{
  if (kind == LAMP_ELEMENT_FUSE)
    return voltage == LAMP_VOLTAGE_FEEDER ? 125.0 : 63.0;
  return kind == LAMP_ELEMENT_BREAKER ? 1250.0 : 630.0;
}

void
lamp_city_add_device (LampCity *city, guint feeder, LampElementKind kind, const char *word, const char *from, const char *to, LampVoltageClass voltage, LampPhases phases, gboolean telemetered, gboolean open, LampCityVec at)
{
  LampCityFeeder  *owner = &g_array_index (city->feeders, LampCityFeeder, feeder);
  guint            number = owner->number * 1000 + ++owner->n_devices;
  g_autofree char *id = g_strdup_printf ("%s%u", DEVICE_LETTERS[kind], number);
  g_autofree char *name = g_strdup_printf ("%s %u", word, number);
  LampPoint        point = lamp_city_point (at);

  lamp_draft_add_element (city->draft, &(LampDraftElement){ .kind = kind, .id = id, .name = name, .from_node = from, .to_node = to, .feeder = owner->id, .phases = phases, .normally_open = open, .telemetered = telemetered, .voltage = voltage, .kv = MEDIUM_KV, .rating = device_ampere (kind, voltage), .points = &point, .n_points = 1 });
}

void
lamp_city_add_transformer (LampCity *city, guint feeder, guint transformer, const char *from, const char *to, LampCityVec at)
{
  LampCityFeeder            *owner = &g_array_index (city->feeders, LampCityFeeder, feeder);
  const LampCityTransformer *what = &g_array_index (city->transformers, LampCityTransformer, transformer);
  guint                      number = owner->number * 1000 + ++owner->n_transformers;
  g_autofree char           *id = g_strdup_printf ("T%u", number);
  g_autofree char           *name = g_strdup_printf ("T-%u", number);
  LampPoint                  point = lamp_city_point (at);

  lamp_draft_add_element (city->draft, &(LampDraftElement){ .kind = LAMP_ELEMENT_TRANSFORMER, .id = id, .name = name, .from_node = from, .to_node = to, .feeder = owner->id, .phases = what->phases, .rating = what->kva, .points = &point, .n_points = 1 });
}

/* Two transformers, each with its own bus bar; the coupler between them is open. */
static void
write_yard (LampCity *city, guint index)
{
  const LampCitySubstation *substation = &city->substations[index];
  g_autofree char          *high = g_strdup_printf ("%s-110", substation->id);
  LampPoint                 at = lamp_city_point (substation->at);
  char                      nodes[2][16], id[16], name[48];

  lamp_draft_add_source (city->draft, substation->id, substation->name, high, &at, SOURCE_KV);
  for (guint i = 0; i < 2; i++)
    {
      LampPoint place = lamp_city_point ((LampCityVec){ substation->at.x + (i == 0 ? -9.0 : 9.0), substation->at.y });

      g_snprintf (nodes[i], sizeof nodes[i], "%s-bus%u", substation->id, i + 1);
      g_snprintf (id, sizeof id, "%s-T%u", substation->id, i + 1);
      g_snprintf (name, sizeof name, "%s T%u", substation->district, i + 1);
      lamp_draft_add_element (city->draft, &(LampDraftElement){ .kind = LAMP_ELEMENT_TRANSFORMER, .id = id, .name = name, .from_node = high, .to_node = nodes[i], .phases = LAMP_PHASE_ABC, .telemetered = TRUE, .rating = SUBSTATION_KVA, .points = &place, .n_points = 1 });
    }
  g_snprintf (id, sizeof id, "%s-CP", substation->id);
  g_snprintf (name, sizeof name, "%s coupler", substation->district);
  lamp_draft_add_element (city->draft, &(LampDraftElement){ .kind = LAMP_ELEMENT_BREAKER, .id = id, .name = name, .from_node = nodes[0], .to_node = nodes[1], .phases = LAMP_PHASE_ABC, .normally_open = TRUE, .telemetered = TRUE, .voltage = LAMP_VOLTAGE_FEEDER, .kv = MEDIUM_KV, .rating = 2500.0, .points = &at, .n_points = 1 });
}

/* From the bus bar through the breaker by cable to the street. */
static void
write_exit (LampCity *city, guint index)
{
  LampCityFeeder           *feeder = &g_array_index (city->feeders, LampCityFeeder, index);
  const LampCitySubstation *substation = &city->substations[feeder->substation];
  guint                     nth = index - substation->first_feeder;
  LampCityVec               at = { substation->at.x - 13.5 + 9.0 * nth, substation->at.y - 7.0 };
  LampCityVec               street = lamp_city_line_at (city, index, substation->pole);
  LampCityPath              course = { 0 };
  LampPoint                 point = lamp_city_point (at);
  char                      bus[16], head[16], id[16], name[48], node[32];

  g_snprintf (bus, sizeof bus, "%s-bus%u", substation->id, 1 + nth / 2);
  g_snprintf (head, sizeof head, "%s-head", feeder->id);
  g_snprintf (id, sizeof id, "CB%u", feeder->number);
  g_snprintf (name, sizeof name, "Breaker %s", feeder->name);
  lamp_draft_add_feeder (city->draft, feeder->id, feeder->name, substation->id);
  lamp_draft_add_element (city->draft, &(LampDraftElement){ .kind = LAMP_ELEMENT_BREAKER, .id = id, .name = name, .from_node = bus, .to_node = head, .feeder = feeder->id, .phases = LAMP_PHASE_ABC, .telemetered = TRUE, .voltage = LAMP_VOLTAGE_FEEDER, .kv = MEDIUM_KV, .rating = 1250.0, .points = &point, .n_points = 1 });
  lamp_city_path_add (&course, at.x, at.y);
  lamp_city_path_add (&course, street.x, street.y);
  lamp_city_add_line (city, index, head, lamp_city_node (city, index, substation->pole, node), LAMP_VOLTAGE_FEEDER, LAMP_PHASE_ABC, TRUE, substation->road, &course);
  lamp_city_path_clear (&course);
}

void
lamp_city_write_grid (LampCity *city)
{
  for (guint i = 0; i < CITY_SUBSTATIONS; i++)
    write_yard (city, i);
  for (guint i = 0; i < city->feeders->len; i++)
    {
      write_exit (city, i);
      lamp_city_write_medium (city, i);
    }
  lamp_city_write_low (city);
  lamp_city_write_sites (city);
}
