/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * O(records). An outage nested in another counts its own customers; the gateway counts each customer in one of them.
 */
#define G_LOG_DOMAIN "lamp-figures"
#include "config.h"

#include "console/figures.h"

#include "records/item.h"

static void
count_outage (LampFigures *figures, const LampOutage *outage, gint64 now_usec)
{
  if (!lamp_outage_is_open (outage))
    return;
  figures->outages++;
  if (outage->customers_out != LAMP_UNKNOWN_INTEGER)
    figures->customers_out += outage->customers_out;
  figures->unassigned += lamp_outage_is_unassigned (outage);
  figures->overdue += lamp_outage_is_overdue (outage, now_usec);
  figures->with_key_sites += outage->key_sites_out > 0;
  figures->unacknowledged += outage->acknowledged_by == NULL;
}

void
lamp_figures_count (LampFigures *figures, GListModel *outages, GListModel *sites, GListModel *crews, gint64 now_usec)
{
  *figures = (LampFigures){ 0 };
  for (guint i = 0; outages != NULL && i < g_list_model_get_n_items (outages); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (outages, i);

      count_outage (figures, lamp_item_get_record (item), now_usec);
    }
  for (guint i = 0; sites != NULL && i < g_list_model_get_n_items (sites); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (sites, i);

      figures->sites_out += lamp_site_is_out (lamp_item_get_record (item));
      figures->sites_exposed += lamp_site_is_exposed (lamp_item_get_record (item));
    }
  for (guint i = 0; crews != NULL && i < g_list_model_get_n_items (crews); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (crews, i);

      figures->crews++;
      figures->crews_on_shift += lamp_crew_is_on_shift (lamp_item_get_record (item));
      figures->crews_available += lamp_crew_is_available (lamp_item_get_record (item));
    }
}
