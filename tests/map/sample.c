/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See sample.h.
 */
#include "map/sample.h"

#include "records/crew.h"
#include "records/outage.h"
#include "records/site.h"
#include "grid/trace.h"

static LampItem *
add (GListStore *store, gpointer record, LampWorld at)
{
  LampRecord *base = record;
  LampItem   *item;

  base->placed = lamp_world_is_known (at);
  base->at = lamp_point_from_world (at);
  item = lamp_item_new (record);
  g_list_store_append (store, item);
  g_object_unref (item); /* the store has it */
  lamp_record_unref (record);
  return item;
}

LampLive *
sample_new_live (Sample *sample)
{
  LampLive *live = lamp_live_new ();

  lamp_live_set_clock (live, SAMPLE_NOW_USEC, 0.0);
  lamp_live_set_model (live, LAMP_SELECT_OUTAGE, G_LIST_MODEL (sample->outages));
  lamp_live_set_model (live, LAMP_SELECT_CREW, G_LIST_MODEL (sample->crews));
  lamp_live_set_model (live, LAMP_SELECT_SITE, G_LIST_MODEL (sample->sites));
  return live;
}

LampItem *
sample_add_outage (Sample *sample, const char *id, LampWorld at, const char *status, gint64 customers)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, id);

  lamp_record_set_string (&outage->status, status);
  lamp_record_set_string (&outage->device_name, id);
  outage->planned = 0;
  outage->customers_out = customers;
  outage->start_usec = SAMPLE_NOW_USEC;
  lamp_record_set_string (&outage->acknowledged_by, "li.wei");
  return add (sample->outages, outage, at);
}

LampItem *
sample_add_crew (Sample *sample, const char *id, LampWorld at, const char *status, double heading_deg, gint64 age_s)
{
  LampCrew *crew = lamp_record_new (&lamp_crew_type, id);

  lamp_record_set_string (&crew->name, id);
  lamp_record_set_string (&crew->status, status);
  crew->heading_deg = heading_deg;
  crew->position_usec = SAMPLE_NOW_USEC - age_s * G_USEC_PER_SEC;
  return add (sample->crews, crew, at);
}

LampItem *
sample_add_site (Sample *sample, const char *id, const char *name, LampWorld at, const char *site_class, const char *supply_state)
{
  LampSite *site = lamp_record_new (&lamp_site_type, id);

  lamp_record_set_string (&site->name, name);
  lamp_record_set_string (&site->site_class, site_class);
  lamp_record_set_string (&site->supply_state, supply_state);
  return add (sample->sites, site, at);
}

static LampWorld
beside (LampWorld at, guint32 seed, double reach)
{
  double dx = ((seed * 2654435761u >> 16) / 65536.0 - 0.5) * reach, dy = ((seed * 40503u & 0xffff) / 65536.0 - 0.5) * reach;

  return (LampWorld){ (guint32)(at.x + dx), (guint32)(at.y + dy) };
}

static void
add_story (Sample *sample, guint i, guint32 element, gint64 customers)
{
  static const char *const statuses[] = { "confirmed", "predicted", "confirmed", "predicted" };
  static const char *const crew_states[] = { "enroute", "onSite", "available", "assigned", "suspended", "offShift" };
  static const char *const classes[] = { "first", "special", "second", "temporary" };
  static const char *const supplies[] = { "out", "normal", "lastSource", "normal" };
  static const char *const names[] = { "Riverside Hospital", "Glass works", "Metro traction 4", "Kestrel Data Centre" };
  LampWorld                at = lamp_network_element_at (sample->network, element);
  g_autofree char         *crew = g_strdup_printf ("Crew %u", i + 1), *site = g_strdup_printf ("H%u", i + 1);

  sample_add_outage (sample, lamp_network_element_name (sample->network, element), at, statuses[i % 4], customers);
  sample_add_crew (sample, crew, beside (at, i * 7 + 1, 120000.0), crew_states[i % 6], i * 50.0, i % 6 == 3 ? 400 : 5);
  sample_add_site (sample, site, names[i % 4], beside (at, i * 13 + 3, 90000.0), classes[i % 4], supplies[i % 4]);
}

void
sample_init (Sample *sample, LampNetwork *network, guint n_outages)
{
  guint found = 0;

  sample->network = lamp_network_ref (network);
  sample->energisation = lamp_energisation_new (network);
  sample->outages = g_list_store_new (LAMP_TYPE_ITEM);
  sample->crews = g_list_store_new (LAMP_TYPE_ITEM);
  sample->sites = g_list_store_new (LAMP_TYPE_ITEM);
  for (guint32 e = 0; e < network->n_elements && found < n_outages; e++)
    {
      guint32   element = (guint32)((guint64)e * 7919 % network->n_elements); /* from all over */
      guint32   customers;
      LampWorld at = lamp_network_element_at (network, element);
      gboolean  was;

      if (!lamp_element_kind_is_switch (network->element_kind[element]) || !lamp_world_is_known (at))
        continue;
      customers = lamp_trace_count_customers (sample->energisation, element);
      was = lamp_energisation_get_elements (sample->energisation)[element] == LAMP_SUPPLY_ENERGISED;
      if (!was || customers < 40 || customers > 600)
        continue;
      lamp_energisation_set_open (sample->energisation, element, TRUE, NULL);
      add_story (sample, found++, element, customers);
    }
}

void
sample_clear (Sample *sample)
{
  g_clear_object (&sample->outages);
  g_clear_object (&sample->crews);
  g_clear_object (&sample->sites);
  g_clear_pointer (&sample->energisation, lamp_energisation_free);
  g_clear_pointer (&sample->network, lamp_network_unref);
}
