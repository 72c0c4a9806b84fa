/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which outages, crews and key sites a list shows, and in which order. Pure functions over records, so that
 * their tests need no widget. The order of an agenda is always total: ties end in the id.
 */
#pragma once

#include "records/crew.h"
#include "records/outage.h"
#include "records/site.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_ORDER_HARM, /* time to harm: engine/priority.h */
  LAMP_ORDER_DEVICE,
  LAMP_ORDER_OUT,
  LAMP_ORDER_EVIDENCE,
  LAMP_ORDER_STARTED,
  LAMP_ORDER_RESTORE_BY,
  LAMP_ORDER_CREW,
  LAMP_ORDER_ZONE,
  LAMP_N_ORDERS,
} LampOrder;

typedef enum {
  LAMP_FILTER_OPEN,
  LAMP_FILTER_UNASSIGNED,
  LAMP_FILTER_KEY_SITES,
  LAMP_FILTER_OVERDUE,
  LAMP_FILTER_MINE,
  LAMP_FILTER_ENDED, /* restored, closed or cancelled */
  LAMP_N_FILTERS,
} LampFilter;

/* Most urgent, biggest, oldest or first by alphabet comes first; unknown last. Crew order is by how far the work is. */
int lamp_order_outages (const LampOutage *a, const LampOutage *b, LampOrder order);

gboolean lamp_outage_is_unassigned (const LampOutage *outage);
gboolean lamp_outage_is_overdue (const LampOutage *outage, gint64 now_usec);

/* `user` may be NULL; `assigned_by` is who sent the crew that is there, NULL for none. */
gboolean lamp_filter_has (LampFilter        filter,
                          const LampOutage *outage,
                          gint64            now_usec,
                          const char       *user,
                          const char       *assigned_by);

/* Crews: at work, then available, then off shift; within, by name. */
int      lamp_order_crews (const LampCrew *a, const LampCrew *b);
gboolean lamp_crew_is_on_shift (const LampCrew *crew);
gboolean lamp_crew_is_available (const LampCrew *crew);
/* Key sites: soonest harm first, then out, on backup, on the last source; then class; then name. */
int      lamp_order_sites (const LampSite *a, const LampSite *b);
gboolean lamp_site_is_out (const LampSite *site); /* out, or on its own backup */
gboolean lamp_site_has_backup (const LampSite *site);
gboolean lamp_site_is_exposed (const LampSite *site); /* one more fault puts it out */

/* Names in the order people expect: "Crew 9" before "Crew 12". NULL last. */
int lamp_order_names (const char *a, const char *b);

G_END_DECLS
