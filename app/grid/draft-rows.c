/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The rows of a draft as features of the region's layers, each field where region-layout.h has it.
 */
#include "config.h"

#include "grid/draft-write-private.h"
#include "grid/write-shape.h"

#define CANCEL_EVERY 4096

/* Positions in the layout are not positions in the layer: a layout may have holes. */
static int
field_index (LampLayerId id, guint position)
{
  const LampRegionLayer *layout = lamp_region_layer (id);
  int                    index = 0;

  if (layout->fields[position].name == NULL)
    return -1;
  for (guint i = 0; i < position; i++)
    index += layout->fields[i].name != NULL;
  return index;
}

static void
set_text (OGRFeatureH feature, LampLayerId id, guint position, const char *text)
{
  int index = field_index (id, position);

  if (index >= 0 && text != NULL && *text != '\0')
    OGR_F_SetFieldString (feature, index, text);
}

/* Zero is "not known" everywhere in a draft, so it is left out. */
static void
set_real (OGRFeatureH feature, LampLayerId id, guint position, double value)
{
  int index = field_index (id, position);

  if (index >= 0 && value != 0.0)
    OGR_F_SetFieldDouble (feature, index, value);
}

static void
set_integer (OGRFeatureH feature, LampLayerId id, guint position, int value)
{
  int index = field_index (id, position);

  if (index >= 0)
    OGR_F_SetFieldInteger (feature, index, value);
}

static OGRFeatureH
new_feature (LampDraftWriter *writer, LampLayerId id)
{
  return OGR_F_Create (OGR_L_GetLayerDefn (writer->layers[id]));
}

/* Takes the feature. */
static gboolean
put (LampDraftWriter *writer, LampLayerId id, OGRFeatureH feature, GError **error)
{
  OGRErr status = OGR_L_CreateFeature (writer->layers[id], feature);

  OGR_F_Destroy (feature);
  if (status != OGRERR_NONE)
    return lamp_draft_writer_fail (writer, error, lamp_region_layer (id)->name);
  if (++writer->n_written % CANCEL_EVERY == 0 &&
      g_cancellable_set_error_if_cancelled (writer->cancellable, error))
    return FALSE;
  return TRUE;
}

static const LampPoint *
run_points (const LampDraft *draft, LampDraftRun run)
{
  return &g_array_index (draft->points, LampPoint, run.start);
}

static gboolean
put_metadata (LampDraftWriter *writer, const char *key, const char *value, GError **error)
{
  OGRFeatureH feature = new_feature (writer, LAMP_LAYER_METADATA);

  set_text (feature, LAMP_LAYER_METADATA, META_KEY, key);
  set_text (feature, LAMP_LAYER_METADATA, META_VALUE, value);
  return put (writer, LAMP_LAYER_METADATA, feature, error);
}

static LampLayerId
layer_of_kind (LampElementKind kind)
{
  if (kind == LAMP_ELEMENT_LINE)
    return LAMP_LAYER_LINES;
  return lamp_element_kind_is_switch (kind) ? LAMP_LAYER_DEVICES : LAMP_LAYER_TRANSFORMERS;
}

static gboolean
put_element (LampDraftWriter *writer, const LampDraftElementRow *row, GError **error)
{
  const LampDraftElement *what = &row->what;
  LampLayerId             id = layer_of_kind (what->kind);
  OGRFeatureH             feature = new_feature (writer, id);

  set_text (feature, id, ELEMENT_ID, what->id);
  set_text (feature, id, ELEMENT_NAME, what->name);
  set_text (feature, id, ELEMENT_KIND, lamp_element_kind_to_string (what->kind));
  set_text (feature, id, ELEMENT_FROM, what->from_node);
  set_text (feature, id, ELEMENT_TO, what->to_node);
  set_text (feature, id, ELEMENT_FEEDER, what->feeder);
  set_text (feature, id, ELEMENT_PHASES, lamp_phases_to_string (what->phases));
  if (what->voltage != LAMP_VOLTAGE_TRANSMISSION)
    set_text (feature, id, ELEMENT_VOLTAGE, lamp_voltage_class_to_string (what->voltage));
  set_real (feature, id, ELEMENT_KV, what->kv);
  set_integer (feature, id, ELEMENT_NORMALLY_OPEN, what->normally_open);
  set_integer (feature, id, ELEMENT_UNDERGROUND, what->underground);
  set_integer (feature, id, ELEMENT_TELEMETERED, what->telemetered);
  set_integer (feature, id, ELEMENT_SERVICE_DROP, what->service_drop);
  set_real (feature, id, ELEMENT_LENGTH, what->length_m);
  set_real (feature, id, ELEMENT_RATING, what->rating);
  if (row->run.n > 0)
    OGR_F_SetGeometryDirectly (feature,
                               id == LAMP_LAYER_LINES ? lamp_write_line (run_points (writer->draft, row->run), row->run.n)
                                                      : lamp_write_point (*run_points (writer->draft, row->run)));
  return put (writer, id, feature, error);
}

static gboolean
put_customer (LampDraftWriter *writer, const LampDraftCustomer *what, GError **error)
{
  OGRFeatureH feature = new_feature (writer, LAMP_LAYER_CUSTOMERS);

  set_text (feature, LAMP_LAYER_CUSTOMERS, CUSTOMER_ID, what->id);
  set_text (feature, LAMP_LAYER_CUSTOMERS, CUSTOMER_NODE, what->node);
  set_real (feature, LAMP_LAYER_CUSTOMERS, CUSTOMER_KW, what->kw);
  if (what->placed)
    OGR_F_SetGeometryDirectly (feature, lamp_write_point (what->at));
  return put (writer, LAMP_LAYER_CUSTOMERS, feature, error);
}

/* Sources, feeders and depots: the first two fields are id and name everywhere. */
static gboolean
put_named (LampDraftWriter *writer, LampLayerId id, const LampDraftNamedRow *row, GError **error)
{
  OGRFeatureH feature = new_feature (writer, id);

  set_text (feature, id, SOURCE_ID, row->id);
  set_text (feature, id, SOURCE_NAME, row->name);
  if (id == LAMP_LAYER_SOURCES)
    {
      set_text (feature, id, SOURCE_NODE, row->other);
      set_real (feature, id, SOURCE_KV, row->kv);
    }
  else if (id == LAMP_LAYER_FEEDERS)
    set_text (feature, id, FEEDER_SOURCE, row->other);
  if (row->placed && id != LAMP_LAYER_FEEDERS && lamp_point_is_valid (row->at))
    OGR_F_SetGeometryDirectly (feature, lamp_write_point (row->at));
  return put (writer, id, feature, error);
}

static gboolean
put_site (LampDraftWriter *writer, const LampDraftSite *what, GError **error)
{
  OGRFeatureH feature = new_feature (writer, LAMP_LAYER_SITES);

  set_text (feature, LAMP_LAYER_SITES, SITE_ID, what->id);
  set_text (feature, LAMP_LAYER_SITES, SITE_ACCOUNT, what->account);
  set_text (feature, LAMP_LAYER_SITES, SITE_NAME, what->name);
  set_text (feature, LAMP_LAYER_SITES, SITE_KIND, what->kind);
  set_text (feature, LAMP_LAYER_SITES, SITE_CLASS, lamp_site_class_to_string (what->site_class));
  set_real (feature, LAMP_LAYER_SITES, SITE_CONTRACT, what->contract_kva);
  set_real (feature, LAMP_LAYER_SITES, SITE_CRITICAL, what->critical_kw);
  set_text (feature, LAMP_LAYER_SITES, SITE_BACKUP_KIND, what->backup_kind);
  set_real (feature, LAMP_LAYER_SITES, SITE_BACKUP_START, what->backup_start_s);
  set_real (feature, LAMP_LAYER_SITES, SITE_BACKUP_AUTONOMY, what->backup_autonomy_min);
  set_text (feature, LAMP_LAYER_SITES, SITE_VERIFIED, what->verified_at);
  if (lamp_point_is_valid (what->at))
    OGR_F_SetGeometryDirectly (feature, lamp_write_point (what->at));
  return put (writer, LAMP_LAYER_SITES, feature, error);
}

static gboolean
put_supply_point (LampDraftWriter *writer, const LampDraftSupplyRow *row, GError **error)
{
  OGRFeatureH feature = new_feature (writer, LAMP_LAYER_SUPPLY_POINTS);

  set_text (feature, LAMP_LAYER_SUPPLY_POINTS, SUPPLY_SITE, row->site);
  set_text (feature, LAMP_LAYER_SUPPLY_POINTS, SUPPLY_NODE, row->what.node);
  set_text (feature, LAMP_LAYER_SUPPLY_POINTS, SUPPLY_FEEDER, row->what.feeder);
  set_integer (feature, LAMP_LAYER_SUPPLY_POINTS, SUPPLY_MAIN, row->what.main);
  return put (writer, LAMP_LAYER_SUPPLY_POINTS, feature, error);
}

static gboolean
put_contact (LampDraftWriter *writer, const LampDraftContactRow *row, GError **error)
{
  OGRFeatureH feature = new_feature (writer, LAMP_LAYER_CONTACTS);

  set_text (feature, LAMP_LAYER_CONTACTS, CONTACT_SITE, row->site);
  set_text (feature, LAMP_LAYER_CONTACTS, CONTACT_NAME, row->what.name);
  set_text (feature, LAMP_LAYER_CONTACTS, CONTACT_ROLE, row->what.role);
  set_text (feature, LAMP_LAYER_CONTACTS, CONTACT_PHONE, row->what.phone);
  return put (writer, LAMP_LAYER_CONTACTS, feature, error);
}

static gboolean
put_base (LampDraftWriter *writer, LampBaseKind kind, const LampDraftBaseRow *row, GError **error)
{
  LampLayerId      id = (LampLayerId)(LAMP_LAYER_BASE + kind);
  OGRFeatureH      feature = new_feature (writer, id);
  const LampPoint *points = run_points (writer->draft, row->run);
  const guint     *sizes = &g_array_index (writer->draft->part_sizes, guint, row->part_start);

  set_text (feature, id, BASE_NAME, row->name);
  set_integer (feature, id, BASE_RANK, row->rank);
  if (row->run.n > 0)
    switch (lamp_region_layer (id)->shape)
      {
      case LAMP_SHAPE_AREA:
        OGR_F_SetGeometryDirectly (feature, lamp_write_areas (points, sizes, row->n_parts));
        break;
      case LAMP_SHAPE_LINE:
        OGR_F_SetGeometryDirectly (feature, lamp_write_lines (points, sizes, row->n_parts));
        break;
      case LAMP_SHAPE_POINT:
        OGR_F_SetGeometryDirectly (feature, lamp_write_point (points[0]));
        break;
      case LAMP_SHAPE_NONE:
      default:
        break;
      }
  return put (writer, id, feature, error);
}

#define PUT_ALL(array, type, call)                         \
  for (guint i = 0; i < (array)->len; i++)                 \
    {                                                      \
      const type *row = &g_array_index ((array), type, i); \
                                                           \
      if (!call)                                           \
        return FALSE;                                      \
    }

gboolean
lamp_draft_writer_put_everything (LampDraftWriter *writer, GError **error)
{
  LampDraft       *draft = writer->draft;
  g_autofree char *version = g_strdup_printf ("%d", LAMP_REGION_VERSION);

  if (!put_metadata (writer, "format", LAMP_REGION_FORMAT, error) ||
      !put_metadata (writer, "version", version, error) ||
      !put_metadata (writer, "name", draft->name, error))
    return FALSE;

  PUT_ALL (draft->elements, LampDraftElementRow, put_element (writer, row, error));
  PUT_ALL (draft->customers, LampDraftCustomer, put_customer (writer, row, error));
  PUT_ALL (draft->sources, LampDraftNamedRow, put_named (writer, LAMP_LAYER_SOURCES, row, error));
  PUT_ALL (draft->feeders, LampDraftNamedRow, put_named (writer, LAMP_LAYER_FEEDERS, row, error));
  PUT_ALL (draft->depots, LampDraftNamedRow, put_named (writer, LAMP_LAYER_DEPOTS, row, error));
  PUT_ALL (draft->sites, LampDraftSiteRow, put_site (writer, &row->what, error));
  PUT_ALL (draft->supply_points, LampDraftSupplyRow, put_supply_point (writer, row, error));
  PUT_ALL (draft->contacts, LampDraftContactRow, put_contact (writer, row, error));
  for (guint kind = 0; kind < LAMP_BASE_N_LAYERS; kind++)
    PUT_ALL (draft->base[kind], LampDraftBaseRow, put_base (writer, (LampBaseKind)kind, row, error));

  return TRUE;
}
