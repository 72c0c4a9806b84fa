/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The few numbers that say how bad it is: what the strip over the map, the chips and the tabs show. One pass, pure.
 */
#pragma once

#include <gio/gio.h>

#include "console/order.h"

G_BEGIN_DECLS

typedef struct
{
  gint64 customers_out;
  guint  outages; /* open */
  guint  unassigned;
  guint  overdue;
  guint  with_key_sites; /* open outages with a key site out */
  guint  unacknowledged;
  guint  sites_out;     /* out or on their own backup */
  guint  sites_exposed; /* on the last source */
  guint  crews, crews_on_shift, crews_available;
} LampFigures;

/* Lists of LampItem; any may be NULL. */
void lamp_figures_count (LampFigures *figures,
                         GListModel  *outages,
                         GListModel  *sites,
                         GListModel  *crews,
                         gint64       now_usec);

G_END_DECLS
