/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A feature becomes a row of the draft, by the role of its layer. See import-private.h.
 */
#include "config.h"

#include "grid/import-private.h"
#include "grid/region-layout.h"

#include <math.h>

static const LampPoint *
points (LampImportLayer *layer)
{
  return layer->points->len > 0 ? (const LampPoint *)(const void *)layer->points->data : NULL;
}

static LampElementKind
kind (LampImportLayer *layer, OGRFeatureH feature)
{
  const LampProfileColumn *from = &layer->what->columns[LAMP_COLUMN_KIND];
  const char              *word = NULL;

  if (layer->what->role == LAMP_ROLE_LINES)
    return LAMP_ELEMENT_LINE;
  if (layer->what->role == LAMP_ROLE_DEVICES)
    {
      word = lamp_import_word (layer, feature, LAMP_COLUMN_KIND, TRUE);
      return word != NULL ? lamp_element_kind_from_string (word) : LAMP_ELEMENT_DISCONNECTOR;
    }
  if (lamp_profile_column_is_given (from) && from->words != NULL)
    word = lamp_import_text (layer, feature, LAMP_COLUMN_KIND);
  return g_strcmp0 (word, "regulator") == 0 ? LAMP_ELEMENT_REGULATOR : LAMP_ELEMENT_TRANSFORMER;
}

static LampVoltageClass
voltage (LampImportLayer *layer, OGRFeatureH feature)
{
  LampVoltageClass voltage_class = LAMP_VOLTAGE_TRANSMISSION;
  const char      *word = NULL;

  if (lamp_profile_column_is_given (&layer->what->columns[LAMP_COLUMN_VOLTAGE]))
    word = lamp_import_word (layer, feature, LAMP_COLUMN_VOLTAGE, FALSE);
  if (word != NULL)
    (void)lamp_voltage_class_from_string (word, &voltage_class);
  return voltage_class;
}

LampSnapLevel
lamp_import_level (LampImportLayer *layer, OGRFeatureH feature)
{
  double kv = lamp_profile_role_is_element (layer->what->role) ? lamp_import_number (layer, feature, LAMP_COLUMN_KV) : 0.0;

  if (!lamp_profile_role_is_element (layer->what->role))
    return LAMP_SNAP_HIGH;
  if (kind (layer, feature) == LAMP_ELEMENT_TRANSFORMER)
    return LAMP_SNAP_BETWEEN;
  return voltage (layer, feature) == LAMP_VOLTAGE_LOW || (kv > 0.0 && kv < 1.0) ? LAMP_SNAP_LOW : LAMP_SNAP_HIGH;
}

static void
take_element (LampImportLayer *layer, OGRFeatureH feature)
{
  LampDraftElement element = {
    .kind = kind (layer, feature),
    .id = lamp_import_id (layer, feature),
    .name = lamp_import_text (layer, feature, LAMP_COLUMN_NAME),
    .from_node = lamp_import_node (layer, feature, LAMP_COLUMN_FROM),
    .to_node = lamp_import_node (layer, feature, LAMP_COLUMN_TO),
    .feeder = lamp_import_text (layer, feature, LAMP_COLUMN_FEEDER),
    .phases = lamp_phases_from_string (lamp_import_text (layer, feature, LAMP_COLUMN_PHASES)),
    .normally_open = lamp_import_flag (layer, feature, LAMP_COLUMN_NORMALLY_OPEN),
    .underground = lamp_import_flag (layer, feature, LAMP_COLUMN_UNDERGROUND),
    .telemetered = lamp_import_flag (layer, feature, LAMP_COLUMN_TELEMETERED),
    .service_drop = lamp_import_flag (layer, feature, LAMP_COLUMN_SERVICE_DROP),
    .voltage = voltage (layer, feature),
    .kv = lamp_import_number (layer, feature, LAMP_COLUMN_KV),
    .length_m = lamp_import_number (layer, feature, LAMP_COLUMN_LENGTH),
    .rating = lamp_import_number (layer, feature, LAMP_COLUMN_RATING),
    .points = points (layer),
    .n_points = layer->points->len,
  };

  if (layer->what->role != LAMP_ROLE_LINES)
    element.n_points = MIN (element.n_points, 1);
  lamp_draft_add_element (layer->import->draft, &element);
}

static void
take_customer (LampImportLayer *layer, OGRFeatureH feature)
{
  LampDraftCustomer customer = {
    .id = lamp_import_id (layer, feature),
    .node = lamp_import_node (layer, feature, LAMP_COLUMN_NODE),
    .placed = layer->points->len > 0,
    .kw = lamp_import_number (layer, feature, LAMP_COLUMN_KW),
  };

  if (customer.placed)
    customer.at = *points (layer);
  lamp_draft_add_customer (layer->import->draft, &customer);
}

static void
take_source (LampImportLayer *layer, OGRFeatureH feature)
{
  lamp_draft_add_source (layer->import->draft,
                         lamp_import_id (layer, feature),
                         lamp_import_text (layer, feature, LAMP_COLUMN_NAME),
                         lamp_import_node (layer, feature, LAMP_COLUMN_NODE),
                         points (layer),
                         lamp_import_number (layer, feature, LAMP_COLUMN_KV));
}

static void
take_feeder (LampImportLayer *layer, OGRFeatureH feature)
{
  lamp_draft_add_feeder (layer->import->draft,
                         lamp_import_id (layer, feature),
                         lamp_import_text (layer, feature, LAMP_COLUMN_NAME),
                         lamp_import_text (layer, feature, LAMP_COLUMN_SOURCE));
}

static LampSiteClass
site_class (LampImportLayer *layer, OGRFeatureH feature)
{
  LampSiteClass found = LAMP_SITE_ORDINARY;
  const char   *word = NULL;

  if (lamp_profile_column_is_given (&layer->what->columns[LAMP_COLUMN_CLASS]))
    word = lamp_import_word (layer, feature, LAMP_COLUMN_CLASS, FALSE);
  if (word != NULL)
    (void)lamp_site_class_from_string (word, &found);
  return found;
}

static void
take_site (LampImportLayer *layer, OGRFeatureH feature)
{
  LampDraftSupplyPoint supply = {
    .node = lamp_import_node (layer, feature, LAMP_COLUMN_NODE),
    .feeder = lamp_import_text (layer, feature, LAMP_COLUMN_FEEDER),
    .main = TRUE,
  };
  LampDraftSite site = {
    .id = lamp_import_id (layer, feature),
    .account = lamp_import_text (layer, feature, LAMP_COLUMN_ACCOUNT),
    .name = lamp_import_text (layer, feature, LAMP_COLUMN_NAME),
    .kind = lamp_import_text (layer, feature, LAMP_COLUMN_KIND),
    .site_class = site_class (layer, feature),
    .at = layer->points->len > 0 ? *points (layer) : (LampPoint){ NAN, NAN },
    .supply_points = &supply,
    .n_supply_points = *supply.node != '\0' ? 1 : 0,
    .contract_kva = lamp_import_number (layer, feature, LAMP_COLUMN_CONTRACT),
    .critical_kw = lamp_import_number (layer, feature, LAMP_COLUMN_CRITICAL),
    .backup_kind = lamp_import_text (layer, feature, LAMP_COLUMN_BACKUP_KIND),
    .backup_start_s = lamp_import_number (layer, feature, LAMP_COLUMN_BACKUP_START),
    .backup_autonomy_min = lamp_import_number (layer, feature, LAMP_COLUMN_BACKUP_AUTONOMY),
    .verified_at = lamp_import_text (layer, feature, LAMP_COLUMN_VERIFIED),
  };

  lamp_draft_add_site (layer->import->draft, &site);
}

static void
take_depot (LampImportLayer *layer, OGRFeatureH feature)
{
  LampPoint at = layer->points->len > 0 ? *points (layer) : (LampPoint){ NAN, NAN };

  lamp_draft_add_depot (layer->import->draft,
                        lamp_import_id (layer, feature),
                        lamp_import_text (layer, feature, LAMP_COLUMN_NAME),
                        at);
}

void
lamp_import_row (LampImportLayer *layer, OGRFeatureH feature)
{
  switch (layer->what->role)
    {
    case LAMP_ROLE_LINES:
    case LAMP_ROLE_DEVICES:
    case LAMP_ROLE_TRANSFORMERS:
      take_element (layer, feature);
      break;
    case LAMP_ROLE_CUSTOMERS:
      take_customer (layer, feature);
      break;
    case LAMP_ROLE_SOURCES:
      take_source (layer, feature);
      break;
    case LAMP_ROLE_FEEDERS:
      take_feeder (layer, feature);
      break;
    case LAMP_ROLE_SITES:
      take_site (layer, feature);
      break;
    case LAMP_ROLE_DEPOTS:
      take_depot (layer, feature);
      break;
    case LAMP_ROLE_N:
    default:
      g_assert_not_reached ();
    }
}
