/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Something live on any network, for tests and pictures of the map: outages at real switches with what is really behind
 * them, crews around them, key sites. The same for the same network.
 */
#pragma once

#include "grid/energisation.h"
#include "map/live.h"
#include "records/item.h"

G_BEGIN_DECLS

#define SAMPLE_NOW_USEC G_GINT64_CONSTANT (1700000000000000)

typedef struct
{
  LampNetwork      *network;
  LampEnergisation *energisation;
  GListStore       *outages, *crews, *sites; /* of LampItem */
} Sample;

/* Takes a reference to the network. */
void sample_init (Sample *sample, LampNetwork *network, guint n_outages);
void sample_clear (Sample *sample);
/* What is live of it, at a clock that stands still; the caller's. */
LampLive *sample_new_live (Sample *sample) G_GNUC_WARN_UNUSED_RESULT;

LampItem *sample_add_outage (Sample *sample, const char *id, LampWorld at, const char *status, gint64 customers);
LampItem *sample_add_crew (Sample *sample, const char *id, LampWorld at, const char *status, double heading_deg, gint64 age_s);
LampItem *sample_add_site (Sample *sample, const char *id, const char *name, LampWorld at, const char *site_class, const char *supply_state);

G_END_DECLS
