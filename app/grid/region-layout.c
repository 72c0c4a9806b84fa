/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The tables of region-layout.h.
 */
#include "config.h"

#include "grid/region-layout.h"

#define ELEMENT_HEAD(kind)                                                          \
  { "id", LAMP_FIELD_TEXT, TRUE }, { "name", LAMP_FIELD_TEXT, FALSE }, kind,        \
      { "from_node", LAMP_FIELD_TEXT, TRUE }, { "to_node", LAMP_FIELD_TEXT, TRUE }, \
      { "feeder", LAMP_FIELD_TEXT, FALSE }, { "phases", LAMP_FIELD_TEXT, FALSE },   \
      { "voltage", LAMP_FIELD_TEXT, FALSE }, { "kv", LAMP_FIELD_REAL, FALSE },      \
      { "normally_open", LAMP_FIELD_FLAG, FALSE }, { "underground", LAMP_FIELD_FLAG, FALSE }

#define KIND_FIELD                \
  {                               \
    "kind", LAMP_FIELD_TEXT, TRUE \
  }
#define NO_FIELD                 \
  {                              \
    NULL, LAMP_FIELD_TEXT, FALSE \
  }

static const LampRegionField metadata_fields[] = {
  { "key", LAMP_FIELD_TEXT, TRUE },
  { "value", LAMP_FIELD_TEXT, TRUE },
};

static const LampRegionField line_fields[ELEMENT_N_FIELDS] = {
  ELEMENT_HEAD (NO_FIELD),
  NO_FIELD,
  { "service_drop", LAMP_FIELD_FLAG, FALSE },
  { "length_m", LAMP_FIELD_REAL, FALSE },
  { "rating_a", LAMP_FIELD_REAL, FALSE },
};

static const LampRegionField device_fields[ELEMENT_N_FIELDS] = {
  ELEMENT_HEAD (KIND_FIELD),
  { "telemetered", LAMP_FIELD_FLAG, FALSE },
  NO_FIELD,
  NO_FIELD,
  { "rating_a", LAMP_FIELD_REAL, FALSE },
};

static const LampRegionField transformer_fields[ELEMENT_N_FIELDS] = {
  ELEMENT_HEAD (KIND_FIELD),
  { "telemetered", LAMP_FIELD_FLAG, FALSE },
  NO_FIELD,
  NO_FIELD,
  { "rating_kva", LAMP_FIELD_REAL, FALSE },
};

static const LampRegionField customer_fields[] = {
  { "id", LAMP_FIELD_TEXT, TRUE },
  { "node", LAMP_FIELD_TEXT, TRUE },
  { "kw", LAMP_FIELD_REAL, FALSE },
};

static const LampRegionField source_fields[] = {
  { "id", LAMP_FIELD_TEXT, TRUE },
  { "name", LAMP_FIELD_TEXT, FALSE },
  { "node", LAMP_FIELD_TEXT, TRUE },
  { "kv", LAMP_FIELD_REAL, FALSE },
};

static const LampRegionField feeder_fields[] = {
  { "id", LAMP_FIELD_TEXT, TRUE },
  { "name", LAMP_FIELD_TEXT, FALSE },
  { "source", LAMP_FIELD_TEXT, FALSE },
};

static const LampRegionField site_fields[] = {
  { "id", LAMP_FIELD_TEXT, TRUE },
  { "account", LAMP_FIELD_TEXT, FALSE },
  { "name", LAMP_FIELD_TEXT, FALSE },
  { "kind", LAMP_FIELD_TEXT, FALSE },
  { "class", LAMP_FIELD_TEXT, FALSE },
  { "contract_kva", LAMP_FIELD_REAL, FALSE },
  { "critical_kw", LAMP_FIELD_REAL, FALSE },
  { "backup_kind", LAMP_FIELD_TEXT, FALSE },
  { "backup_start_s", LAMP_FIELD_REAL, FALSE },
  { "backup_autonomy_min", LAMP_FIELD_REAL, FALSE },
  { "verified_at", LAMP_FIELD_TEXT, FALSE },
};

static const LampRegionField supply_point_fields[] = {
  { "site", LAMP_FIELD_TEXT, TRUE },
  { "node", LAMP_FIELD_TEXT, TRUE },
  { "feeder", LAMP_FIELD_TEXT, FALSE },
  { "main", LAMP_FIELD_FLAG, FALSE },
};

static const LampRegionField contact_fields[] = {
  { "site", LAMP_FIELD_TEXT, TRUE },
  { "name", LAMP_FIELD_TEXT, FALSE },
  { "role", LAMP_FIELD_TEXT, FALSE },
  { "phone", LAMP_FIELD_TEXT, FALSE },
};

static const LampRegionField depot_fields[] = {
  { "id", LAMP_FIELD_TEXT, TRUE },
  { "name", LAMP_FIELD_TEXT, FALSE },
};

static const LampRegionField base_fields[] = {
  { "name", LAMP_FIELD_TEXT, FALSE },
  { "rank", LAMP_FIELD_INTEGER, FALSE },
};

#define FIELDS(array) array, G_N_ELEMENTS (array)

static const LampRegionLayer layers[LAMP_LAYER_N] = {
  { "metadata", LAMP_SHAPE_NONE, FALSE, TRUE, FIELDS (metadata_fields) },
  { "lines", LAMP_SHAPE_LINE, FALSE, TRUE, FIELDS (line_fields) },
  { "devices", LAMP_SHAPE_POINT, FALSE, TRUE, FIELDS (device_fields) },
  { "transformers", LAMP_SHAPE_POINT, FALSE, TRUE, FIELDS (transformer_fields) },
  { "customers", LAMP_SHAPE_POINT, FALSE, TRUE, FIELDS (customer_fields) },
  { "sources", LAMP_SHAPE_POINT, FALSE, TRUE, FIELDS (source_fields) },
  { "feeders", LAMP_SHAPE_NONE, FALSE, FALSE, FIELDS (feeder_fields) },
  { "sites", LAMP_SHAPE_POINT, FALSE, FALSE, FIELDS (site_fields) },
  { "supply_points", LAMP_SHAPE_NONE, FALSE, FALSE, FIELDS (supply_point_fields) },
  { "contacts", LAMP_SHAPE_NONE, FALSE, FALSE, FIELDS (contact_fields) },
  { "depots", LAMP_SHAPE_POINT, FALSE, FALSE, FIELDS (depot_fields) },
  { "base_water", LAMP_SHAPE_AREA, TRUE, FALSE, FIELDS (base_fields) },
  { "base_green", LAMP_SHAPE_AREA, TRUE, FALSE, FIELDS (base_fields) },
  { "base_built", LAMP_SHAPE_AREA, TRUE, FALSE, FIELDS (base_fields) },
  { "base_roads", LAMP_SHAPE_LINE, TRUE, FALSE, FIELDS (base_fields) },
  { "base_rail", LAMP_SHAPE_LINE, TRUE, FALSE, FIELDS (base_fields) },
  { "base_places", LAMP_SHAPE_POINT, FALSE, FALSE, FIELDS (base_fields) },
  { "base_streams", LAMP_SHAPE_LINE, TRUE, FALSE, FIELDS (base_fields) },
  { "base_paths", LAMP_SHAPE_LINE, TRUE, FALSE, FIELDS (base_fields) },
};

const LampRegionLayer *
lamp_region_layer (LampLayerId id)
{
  return &layers[id];
}

LampPhases
lamp_phases_from_string (const char *text)
{
  guint phases = 0;

  for (const char *at = text; at != NULL && *at != '\0'; at++)
    switch (*at)
      {
      case 'A':
      case 'a':
      case '1':
        phases |= LAMP_PHASE_A;
        break;
      case 'B':
      case 'b':
      case '2':
        phases |= LAMP_PHASE_B;
        break;
      case 'C':
      case 'c':
      case '3':
        phases |= LAMP_PHASE_C;
        break;
      default:
        break;
      }

  return (LampPhases)phases;
}

const char *
lamp_phases_to_string (LampPhases phases)
{
  static const char *const names[] = { "", "A", "B", "AB", "C", "AC", "BC", "ABC" };

  return names[phases & LAMP_PHASE_ABC];
}

static const char *const voltage_names[] = { "transmission", "feeder", "lateral", "low" };

const char *
lamp_voltage_class_to_string (LampVoltageClass voltage)
{
  return voltage_names[voltage];
}

gboolean
lamp_voltage_class_from_string (const char *text, LampVoltageClass *voltage)
{
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (voltage_names); i++)
    if (g_str_equal (text, voltage_names[i]))
      {
        *voltage = (LampVoltageClass)i;
        return TRUE;
      }

  return FALSE;
}
