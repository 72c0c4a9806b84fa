/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See site.h.
 */
#include "records/site.h"

#include "records/record-private.h"

static const char *const classes[] = { "special", "first", "second", "temporary", "ordinary", NULL };
static const char *const backup_kinds[] = { "none", "ups", "diesel", "battery", NULL };
static const char *const supply_states[] = { "normal", "lastSource", "onBackup", "out", NULL };

static const LampField backup[] = {
  LAMP_FIELD_WORDS (LampSite, STRING, "kind", backup_kind, backup_kinds, "Kind of the backup supply"),
  LAMP_FIELD (LampSite, NUMBER, "start_s", backup_start_s, "Seconds until it carries the load"),
  LAMP_FIELD (LampSite, NUMBER, "autonomy_min", backup_autonomy_min, "Minutes it lasts"),
  LAMP_FIELD (LampSite, TIME, "startedAt", backup_started_usec, "When it took over; null while it does not run"),
  LAMP_FIELD_END,
};

static const LampField fields[] = {
  LAMP_FIELD (LampSite, STRING, "account", account, "Customer number"),
  LAMP_FIELD (LampSite, STRING, "name", name, "Name"),
  LAMP_FIELD (LampSite, STRING, "kind", kind, "What it is: hospital, metro, …"),
  LAMP_FIELD_WORDS (LampSite, STRING, "class", site_class, classes, "Important-customer class"),
  LAMP_FIELD (LampSite, JSON, "supplyPoints", supply_points, "Where it is supplied: node, feeder, role, live"),
  LAMP_FIELD (LampSite, NUMBER, "contract_kva", contract_kva, "Contracted capacity, kVA"),
  LAMP_FIELD (LampSite, NUMBER, "critical_kw", critical_kw, "Load that must not fail, kW"),
  LAMP_FIELD_MEMBERS ("backup", backup, "Its own backup supply"),
  LAMP_FIELD (LampSite, JSON, "contacts", contacts, "Whom to call: name, role, phone"),
  LAMP_FIELD (LampSite, TIME, "verifiedAt", verified_usec, "When these data were last checked"),
  LAMP_FIELD_WORDS (LampSite, STRING, "supplyState", supply_state, supply_states, "How it is supplied now"),
  LAMP_FIELD (LampSite, TIME, "harmAt", harm_usec, "When the backup runs out"),
  LAMP_FIELD_END,
};

const LampRecordType lamp_site_type = {
  .collection = "sites",
  .singular = "site",
  .title = "Key sites",
  .description = "Large customers whose supply is watched one by one",
  .size = sizeof (LampSite),
  .geometry = "Point",
  .fields = fields,
  .needs_match = TRUE,
};
