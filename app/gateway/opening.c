/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a region brings into the state: its key sites, and the devices that remote control knows. A device without a
 * record is in its normal position.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/gateway-private.h"

#include "records/site.h"
#include "records/switch.h"

#define BATCH 500 /* records in one row of the journal */

static void
place (LampRecord *record, LampWorld at)
{
  record->placed = lamp_world_is_known (at);
  if (record->placed)
    record->at = lamp_point_from_world (at);
}

static JsonNode *
list_supply_points (LampNetwork *network, const LampSiteInfo *info)
{
  JsonArray *list = json_array_new ();
  JsonNode  *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < info->n_supply_points; i++)
    {
      const LampSupplyPoint *point = &info->supply_points[i];
      JsonObject            *object = json_object_new ();

      json_object_set_string_member (object, "node", point->node != LAMP_NONE ? lamp_network_string (network, network->node_id[point->node]) : NULL);
      json_object_set_string_member (object, "feeder", point->feeder != LAMP_NO_FEEDER ? network->feeders[point->feeder].name : NULL);
      json_object_set_string_member (object, "role", point->main ? "main" : "standby");
      json_object_set_boolean_member (object, "live", TRUE);
      json_array_add_object_element (list, object);
    }
  json_node_take_array (node, list);
  return node;
}

static JsonNode *
list_contacts (const LampSiteInfo *info)
{
  JsonArray *list = json_array_new ();
  JsonNode  *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < info->n_contacts; i++)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "name", info->contacts[i].name);
      json_object_set_string_member (object, "role", info->contacts[i].role);
      json_object_set_string_member (object, "phone", info->contacts[i].phone);
      json_array_add_object_element (list, object);
    }
  json_node_take_array (node, list);
  return node;
}

static void
set_text (char **field, const char *text)
{
  lamp_record_set_string (field, text != NULL && *text != '\0' ? text : NULL);
}

static gint64
parse_day (const char *text)
{
  g_autofree char *whole = text != NULL && strlen (text) == 10 ? g_strconcat (text, "T00:00:00Z", NULL) : g_strdup (text);
  gint64           usec;

  return whole != NULL && lamp_time_from_string (whole, &usec) ? usec : LAMP_UNKNOWN_TIME;
}

static gpointer
make_site (LampNetwork *network, const LampSiteInfo *info)
{
  LampSite *site = lamp_record_new (&lamp_site_type, info->id);

  place (&site->base, info->at);
  set_text (&site->account, info->account);
  set_text (&site->name, info->name);
  set_text (&site->kind, info->kind);
  lamp_record_set_string (&site->site_class, lamp_site_class_to_string (info->site_class));
  site->supply_points = list_supply_points (network, info);
  site->contract_kva = info->contract_kva;
  site->critical_kw = info->critical_kw;
  set_text (&site->backup_kind, info->backup_kind);
  site->backup_start_s = info->backup_start_s;
  site->backup_autonomy_min = info->backup_autonomy_min;
  site->contacts = list_contacts (info);
  site->verified_usec = parse_day (info->verified_at);
  lamp_record_set_string (&site->supply_state, "normal");
  return site;
}

gpointer
lamp_open_switch (LampNetwork *network, guint32 element)
{
  LampSwitch *device = lamp_record_new (&lamp_switch_type, lamp_network_element_id (network, element));
  gboolean    open = (network->element_flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) != 0;

  place (&device->base, lamp_network_element_at (network, element));
  lamp_record_set_string (&device->name, lamp_network_element_name (network, element));
  lamp_record_set_string (&device->kind, lamp_element_kind_to_string (network->element_kind[element]));
  set_text (&device->feeder, lamp_network_element_feeder_name (network, element));
  device->normal_open = device->open = open;
  lamp_record_set_string (&device->source, (network->element_flags[element] & LAMP_ELEMENT_TELEMETERED) != 0 ? "scada" : "manual");
  device->tags = g_new0 (char *, 1);
  return device;
}

/* Rows of at most BATCH records; what is there already stays as it is. */
typedef struct
{
  LampTurn *turn;
  LampEdit *edit;
  guint     n;
} Filling;

static void
add (Filling *filling, gpointer record)
{
  if (filling->edit == NULL)
    filling->edit = lamp_turn_begin (filling->turn, "lamplighterd", "open-region");
  lamp_edit_add (filling->edit, record);
  if (++filling->n % BATCH == 0)
    lamp_edit_accept (g_steal_pointer (&filling->edit), FALSE, NULL, NULL);
}

void
lamp_open_region (LampTurn *turn, LampNetwork *network)
{
  const LampState *state = lamp_turn_get_state (turn);
  Filling          filling = { turn, NULL, 0 };

  for (guint i = 0; i < network->n_sites; i++)
    if (lamp_state_lookup (state, &lamp_site_type, network->sites[i].id) == NULL)
      add (&filling, make_site (network, &network->sites[i]));
  for (guint32 e = 0; e < network->n_elements; e++)
    if (lamp_element_kind_is_switch (network->element_kind[e]) && (network->element_flags[e] & LAMP_ELEMENT_TELEMETERED) != 0 && lamp_state_lookup (state, &lamp_switch_type, lamp_network_element_id (network, e)) == NULL)
      add (&filling, lamp_open_switch (network, e));
  if (filling.edit != NULL)
    lamp_edit_accept (filling.edit, FALSE, NULL, NULL);
}
