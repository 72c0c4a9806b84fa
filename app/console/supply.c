/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See supply.h.
 */
#define G_LOG_DOMAIN "lamp-supply"
#include "config.h"

#include "console/supply.h"

#include "records/item.h"
#include "records/outage.h"
#include "records/switch.h"

typedef struct
{
  const LampNetwork *network;
  GHashTable        *seen; /* element → its place in the two arrays */
  GArray            *elements, *open;
} Changes;

/* Adds the element of that id to the changes, or replaces how it stands. FALSE when there is none. */
static gboolean
put_change (Changes *changes, const char *id, gboolean is_open)
{
  guint32  element = id != NULL ? lamp_network_find_element (changes->network, id) : LAMP_NONE;
  gpointer at = NULL;

  if (element == LAMP_NONE)
    return FALSE;
  if (g_hash_table_lookup_extended (changes->seen, GUINT_TO_POINTER (element), NULL, &at))
    {
      g_array_index (changes->open, gboolean, GPOINTER_TO_UINT (at)) = is_open;
      return TRUE;
    }
  g_hash_table_insert (changes->seen, GUINT_TO_POINTER (element), GUINT_TO_POINTER (changes->elements->len));
  g_array_append_val (changes->elements, element);
  g_array_append_val (changes->open, is_open);
  return TRUE;
}

guint
lamp_supply_compute (LampEnergisation *energisation, GListModel *switches, GListModel *outages, LampWorldBox *dirty)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gboolean));
  Changes changes = { lamp_energisation_get_network (energisation), seen, elements, open };
  guint   n_strange = 0;

  for (guint i = 0; switches != NULL && i < g_list_model_get_n_items (switches); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (switches, i);
      const LampSwitch *record = lamp_item_get_record (item);

      if (record->open != LAMP_UNKNOWN_BOOLEAN)
        put_change (&changes, record->base.id, record->open);
    }
  for (guint i = 0; outages != NULL && i < g_list_model_get_n_items (outages); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (outages, i);
      const LampOutage *record = lamp_item_get_record (item);

      if (lamp_outage_is_open (record))
        n_strange += !put_change (&changes, record->device, TRUE);
    }
  lamp_energisation_set_all (energisation,
                             (const guint32 *)(gconstpointer)elements->data,
                             (const gboolean *)(gconstpointer)open->data,
                             elements->len,
                             dirty);
  return n_strange;
}

GArray *
lamp_supply_find_faults (const LampNetwork *network, GListModel *outages)
{
  GArray *faults = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; outages != NULL && i < g_list_model_get_n_items (outages); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (outages, i);
      const LampOutage *record = lamp_item_get_record (item);
      guint32           element = record->device != NULL ? lamp_network_find_element (network, record->device) : LAMP_NONE;

      if (lamp_outage_is_open (record) && element != LAMP_NONE)
        g_array_append_val (faults, element);
    }
  return faults;
}

GArray *
lamp_supply_find_tagged (const LampNetwork *network, GListModel *switches)
{
  GArray *tagged = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; switches != NULL && i < g_list_model_get_n_items (switches); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (switches, i);
      const LampSwitch *record = lamp_item_get_record (item);
      guint32           element = lamp_network_find_element (network, record->base.id);

      if (record->tags != NULL && record->tags[0] != NULL && element != LAMP_NONE)
        g_array_append_val (tagged, element);
    }
  return tagged;
}
