/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See outage.h.
 */
#include "records/outage.h"

#include "records/record-private.h"

static const char *const statuses[] = { "predicted", "confirmed", "partiallyRestored", "restored", "closed", "cancelled", NULL };
static const char *const ert_sources[] = { "crew", "model", "rule", "dispatcher", NULL };
static const char *const ert_confidences[] = { "high", "low", NULL };
static const char *const reasons[] = { "hazard", "backupEnds", "promise", "promiseBroken", "customers", NULL };
static const char *const promise_kinds[] = { "arrival", "restoration", "notice", NULL };
static const char *const crew_statuses[] = { "awaitingCrewAssignment", "assigned", "enroute", "arrived", "fieldComplete", NULL };

static const char *const rule_modes[] = { "normal", "storm", NULL };

static const LampField evidence[] = {
  LAMP_FIELD (LampOutage, INTEGER, "calls", calls, "Trouble calls from behind the device"),
  LAMP_FIELD (LampOutage, INTEGER, "lastGasps", last_gasps, "Meters that reported losing power"),
  LAMP_FIELD (LampOutage, INTEGER, "noAnswers", no_answers, "Meters that did not answer a ping and had not reported"),
  LAMP_FIELD (LampOutage, STRING, "scada", scada, "What remote control says of the device: tripped or closed; null without remote control"),
  LAMP_FIELD (LampOutage, JSON, "reports", reports, "The earliest reports: kind, subject (account or device) and at"),
  LAMP_FIELD_END,
};

static const LampField reason[] = {
  LAMP_FIELD (LampOutage, INTEGER, "units", units, "Transformers behind the device"),
  LAMP_FIELD (LampOutage, INTEGER, "unitsReported", units_reported, "Transformers with reports"),
  LAMP_FIELD (LampOutage, INTEGER, "separate", separate, "How many separate faults would explain the same"),
  LAMP_FIELD (LampOutage, NUMBER, "lnOdds", ln_odds, "How much likelier one fault is than those, natural logarithm"),
  LAMP_FIELD (LampOutage, INTEGER, "moved", moved, "Customers whose reports were moved here by hand"),
  LAMP_FIELD (LampOutage, STRING, "damaged", damaged, "The section a crew found broken"),
  LAMP_FIELD (LampOutage, STRING, "closedAbove", closed_above, "The device above that is telemetered closed"),
  LAMP_FIELD (LampOutage, STRING, "liveAbove", live_above, "The device above behind which somebody is live"),
  LAMP_FIELD (LampOutage, STRING, "liveCustomer", live_customer, "Who is live there; null for a switch"),
  LAMP_FIELD_WORDS (LampOutage, STRING, "mode", rule_mode, rule_modes, "Which set of rules decided"),
  LAMP_FIELD_END,
};

static const LampField priority[] = {
  LAMP_FIELD (LampOutage, INTEGER, "rank", rank, "1 is the most urgent of the open outages"),
  LAMP_FIELD_WORDS (LampOutage, STRING, "reason", rank_reason, reasons, "What makes it urgent"),
  LAMP_FIELD (LampOutage, TIME, "harmAt", harm_usec, "When harm is done if nothing is"),
  LAMP_FIELD (LampOutage, STRING, "site", rank_site, "Id of the key site whose backup ends; null for another reason"),
  LAMP_FIELD_WORDS (LampOutage, STRING, "promise", rank_promise, promise_kinds, "Which promise breaks or broke; null for another reason"),
  LAMP_FIELD_END,
};

static const LampField fields[] = {
  LAMP_FIELD_WORDS (LampOutage, STRING, "status", status, statuses, "How far the outage is (CIM OutageStatusKind, and cancelled)"),
  LAMP_FIELD (LampOutage, BOOLEAN, "planned", planned, "Planned work, not a fault"),
  LAMP_FIELD (LampOutage, STRING, "device", device, "Id of the grid element that is out"),
  LAMP_FIELD (LampOutage, STRING, "deviceName", device_name, "Name of the device"),
  LAMP_FIELD (LampOutage, STRING, "deviceKind", device_kind, "Kind of the device"),
  LAMP_FIELD (LampOutage, STRING, "feeder", feeder, "Name of the feeder"),
  LAMP_FIELD (LampOutage, STRING, "zone", zone, "Dispatch zone"),
  LAMP_FIELD (LampOutage, STRING, "phases", phases, "Phases that are out"),
  LAMP_FIELD (LampOutage, INTEGER, "customersOut", customers_out, "Customers without power now"),
  LAMP_FIELD (LampOutage, INTEGER, "customersAtStart", customers_at_start, "Customers without power when it began"),
  LAMP_FIELD (LampOutage, INTEGER, "keySitesOut", key_sites_out, "Key sites that lost a supply"),
  LAMP_FIELD (LampOutage, TIME, "start", start_usec, "When it began"),
  LAMP_FIELD (LampOutage, TIME, "restored", restored_usec, "When the last customer had power again"),
  LAMP_FIELD (LampOutage, TIME, "ert", ert_usec, "Estimated time of restoration"),
  LAMP_FIELD_WORDS (LampOutage, STRING, "ertSource", ert_source, ert_sources, "Who estimated it"),
  LAMP_FIELD_WORDS (LampOutage, STRING, "ertConfidence", ert_confidence, ert_confidences, "How sure the estimate is"),
  LAMP_FIELD (LampOutage, STRING, "cause", cause, "Cause, as found"),
  LAMP_FIELD (LampOutage, STRING, "hazard", hazard, "Danger to people, such as wireDown; null for none"),
  LAMP_FIELD_MEMBERS ("evidence", evidence, "Why we think so"),
  LAMP_FIELD (LampOutage, STRING, "rule", rule, "Code of the rule that predicted it"),
  LAMP_FIELD_MEMBERS ("reason", reason, "The numbers of that rule"),
  LAMP_FIELD_MEMBERS ("priority", priority, "How urgent it is, and why"),
  LAMP_FIELD (LampOutage, JSON, "promises", promises, "What was promised: kind, state open, atRisk, kept or broken, due, done, within_min, after start or arrival, rule"),
  LAMP_FIELD_WORDS (LampOutage, STRING, "crewStatus", crew_status, crew_statuses, "How far the repair is (CIM CrewStatusKind)"),
  LAMP_FIELD (LampOutage, STRING, "acknowledgedBy", acknowledged_by, "Who took notice of it; null while new"),
  LAMP_FIELD (LampOutage, JSON, "notes", notes, "Notes of dispatchers: at, by, text"),
  LAMP_FIELD_END,
};

const LampRecordType lamp_outage_type = {
  .collection = "outages",
  .singular = "outage",
  .title = "Outages",
  .description = "Outage events: one device that is out and what lies dark behind it",
  .size = sizeof (LampOutage),
  .geometry = "Point",
  .fields = fields,
  .start_field = "start",
  .needs_match = TRUE,
};

gboolean
lamp_outage_is_open (const LampOutage *outage)
{
  static const char *const open[] = { "predicted", "confirmed", "partiallyRestored", NULL };

  return outage->status != NULL && g_strv_contains (open, outage->status);
}
