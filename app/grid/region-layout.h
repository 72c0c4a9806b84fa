/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a region GeoPackage holds, once, for the writer and the reader; data/region.md says the same in prose.
 *
 * A layer is a row of fields; the enums below are the positions of a layer's fields in its row. A field whose
 * name is NULL does not exist in that layer (the three element layers share one set of positions).
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

#define LAMP_REGION_FORMAT "lamplighter-region"
#define LAMP_REGION_VERSION 1
#define LAMP_REGION_ATTRIBUTION "attribution" /* a key of its metadata */

typedef enum {
  LAMP_FIELD_TEXT,
  LAMP_FIELD_REAL,
  LAMP_FIELD_INTEGER,
  LAMP_FIELD_FLAG, /* 0 or 1, absent is 0; no boolean column: GDAL before 3.8.3 misreads those in batches (its issue 8998) */
} LampFieldType;

typedef enum {
  LAMP_SHAPE_NONE,
  LAMP_SHAPE_POINT,
  LAMP_SHAPE_LINE, /* one or several parts */
  LAMP_SHAPE_AREA,
} LampShapeKind;

typedef struct
{
  const char   *name;
  LampFieldType type;
  gboolean      required; /* the field must be there; a value in it may still be missing */
} LampRegionField;

typedef struct
{
  const char            *name;
  LampShapeKind          shape;
  gboolean               multi; /* written as a multi-part geometry */
  gboolean               required;
  const LampRegionField *fields;
  guint                  n_fields;
} LampRegionLayer;

typedef enum {
  LAMP_LAYER_METADATA,
  LAMP_LAYER_LINES,
  LAMP_LAYER_DEVICES,
  LAMP_LAYER_TRANSFORMERS,
  LAMP_LAYER_CUSTOMERS,
  LAMP_LAYER_SOURCES,
  LAMP_LAYER_FEEDERS,
  LAMP_LAYER_SITES,
  LAMP_LAYER_SUPPLY_POINTS,
  LAMP_LAYER_CONTACTS,
  LAMP_LAYER_DEPOTS,
  LAMP_LAYER_BASE, /* + LampBaseKind */
  LAMP_LAYER_N = LAMP_LAYER_BASE + LAMP_BASE_N_LAYERS,
} LampLayerId;

enum {
  META_KEY,
  META_VALUE,
};

enum {
  ELEMENT_ID,
  ELEMENT_NAME,
  ELEMENT_KIND,
  ELEMENT_FROM,
  ELEMENT_TO,
  ELEMENT_FEEDER,
  ELEMENT_PHASES,
  ELEMENT_VOLTAGE,
  ELEMENT_KV,
  ELEMENT_NORMALLY_OPEN,
  ELEMENT_UNDERGROUND,
  ELEMENT_TELEMETERED,
  ELEMENT_SERVICE_DROP,
  ELEMENT_LENGTH,
  ELEMENT_RATING,
  ELEMENT_N_FIELDS,
};

enum {
  CUSTOMER_ID,
  CUSTOMER_NODE,
  CUSTOMER_KW,
};

enum {
  SOURCE_ID,
  SOURCE_NAME,
  SOURCE_NODE,
  SOURCE_KV,
};

enum {
  FEEDER_ID,
  FEEDER_NAME,
  FEEDER_SOURCE,
};

enum {
  SITE_ID,
  SITE_ACCOUNT,
  SITE_NAME,
  SITE_KIND,
  SITE_CLASS,
  SITE_CONTRACT,
  SITE_CRITICAL,
  SITE_BACKUP_KIND,
  SITE_BACKUP_START,
  SITE_BACKUP_AUTONOMY,
  SITE_VERIFIED,
};

enum {
  SUPPLY_SITE,
  SUPPLY_NODE,
  SUPPLY_FEEDER,
  SUPPLY_MAIN,
};

enum {
  CONTACT_SITE,
  CONTACT_NAME,
  CONTACT_ROLE,
  CONTACT_PHONE,
};

enum {
  DEPOT_ID,
  DEPOT_NAME,
};

enum {
  BASE_NAME,
  BASE_RANK,
};

const LampRegionLayer *lamp_region_layer (LampLayerId id);

/* "ABC", "B", …; several letters in any order and case, and the digits 1–3. 0 when nothing is known. */
LampPhases  lamp_phases_from_string (const char *text);
const char *lamp_phases_to_string (LampPhases phases);
const char *lamp_voltage_class_to_string (LampVoltageClass voltage);
gboolean    lamp_voltage_class_from_string (const char *text, LampVoltageClass *voltage);

G_END_DECLS
