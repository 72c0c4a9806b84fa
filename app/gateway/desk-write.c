/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See desk-private.h: what a prediction says, in the record of its outage. The ledger's thread.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/desk-private.h"

#include <math.h>

#define REPORTS_SHOWN 12 /* in an outage's record */

static char *
write_phases (guint phases)
{
  return g_strdup_printf ("%s%s%s", phases & LAMP_PHASE_A ? "A" : "", phases & LAMP_PHASE_B ? "B" : "", phases & LAMP_PHASE_C ? "C" : "");
}

void
lamp_desk_write_device (LampDesk *desk, LampOutage *outage, guint32 device)
{
  const LampNetwork *network = desk->network;
  guint16            feeder = network->element_feeder[device];
  LampWorld          at = lamp_network_element_at (network, device);
  g_autofree char   *phases = write_phases (network->element_phases[device]);

  lamp_record_set_string (&outage->device, lamp_network_element_id (network, device));
  lamp_record_set_string (&outage->device_name, lamp_network_element_name (network, device));
  lamp_record_set_string (&outage->device_kind, lamp_element_kind_to_string (network->element_kind[device]));
  lamp_record_set_string (&outage->phases, *phases != '\0' ? phases : NULL);
  lamp_record_set_string (&outage->feeder, feeder != LAMP_NO_FEEDER ? network->feeders[feeder].name : NULL);
  lamp_record_set_string (&outage->zone, feeder != LAMP_NO_FEEDER && network->feeders[feeder].source != LAMP_NONE ? network->sources[network->feeders[feeder].source].name : NULL);
  outage->base.placed = lamp_world_is_known (at);
  if (outage->base.placed)
    outage->base.at = lamp_point_from_world (at);
}

static const char *
name_element (const LampDesk *desk, guint32 element)
{
  return element != LAMP_NONE ? lamp_network_element_name (desk->network, element) : NULL;
}

/* The numbers of the rule, for engine/prediction-reason.h on the other side. */
static void
write_reason (LampDesk *desk, LampOutage *outage, const LampPrediction *prediction)
{
  gboolean weighed = g_str_equal (prediction->rule, "device");

  outage->no_answers = prediction->n_no_answers;
  outage->units = prediction->n_units;
  outage->units_reported = prediction->n_units_reported;
  outage->separate = weighed ? prediction->n_separate : LAMP_UNKNOWN_INTEGER;
  outage->ln_odds = weighed ? round (prediction->ln_odds * 100.0) / 100.0 : NAN;
  outage->moved = prediction->n_moved;
  lamp_record_set_string (&outage->damaged, name_element (desk, prediction->damaged));
  lamp_record_set_string (&outage->closed_above, prediction->above_closed ? name_element (desk, prediction->above) : NULL);
  lamp_record_set_string (&outage->live_above, prediction->above_closed ? NULL : name_element (desk, prediction->above));
  lamp_record_set_string (&outage->live_customer, prediction->live_customer != LAMP_NONE ? lamp_network_customer_id (desk->network, prediction->live_customer) : NULL);
  lamp_record_set_string (&outage->rule_mode, prediction->mode == LAMP_MODE_STORM ? "storm" : "normal");
}

static void
add_report (JsonBuilder *builder, const LampDesk *desk, const LampEvidence *evidence)
{
  g_autofree char *at = lamp_time_to_string (evidence->at_usec);
  gboolean         customer = evidence->kind <= LAMP_REPORT_LIVE;

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "kind");
  json_builder_add_string_value (builder, lamp_report_kind_to_string (evidence->kind));
  json_builder_set_member_name (builder, "subject");
  json_builder_add_string_value (builder, customer ? lamp_network_customer_id (desk->network, evidence->subject) : lamp_network_element_id (desk->network, evidence->subject));
  json_builder_set_member_name (builder, "at");
  json_builder_add_string_value (builder, at);
  json_builder_end_object (builder);
}

static gboolean
is_same (const GArray *one, const GArray *other)
{
  if (one == NULL || one->len != other->len)
    return FALSE;
  for (guint i = 0; i < one->len; i++)
    {
      const LampEvidence *a = &g_array_index (one, LampEvidence, i), *b = &g_array_index (other, LampEvidence, i);

      if (a->kind != b->kind || a->subject != b->subject || a->at_usec != b->at_usec)
        return FALSE;
    }
  return TRUE;
}

/* The earliest few, which rarely change: whoever wants all of them asks the engine. */
static void
write_reports (LampDesk *desk, LampOutage *outage, LampCase *one)
{
  g_autoptr (GArray) evidence = lamp_predictor_dup_evidence (desk->predictor, (guint)one->prediction, REPORTS_SHOWN, NULL);
  g_autoptr (JsonBuilder) builder = NULL;

  if (is_same (one->shown, evidence))
    return;
  builder = json_builder_new_immutable ();
  json_builder_begin_array (builder);
  for (guint i = 0; i < evidence->len; i++)
    add_report (builder, desk, &g_array_index (evidence, LampEvidence, i));
  json_builder_end_array (builder);
  g_clear_pointer (&outage->reports, json_node_unref);
  outage->reports = json_builder_get_root (builder);
  g_clear_pointer (&one->shown, g_array_unref);
  one->shown = g_steal_pointer (&evidence);
}

void
lamp_desk_write_evidence (LampDesk *desk, LampOutage *outage, LampCase *one, const LampPrediction *prediction)
{
  gboolean open = lamp_outage_is_open (outage);

  outage->customers_out = prediction->n_customers;
  outage->customers_at_start = MAX (outage->customers_at_start, (gint64)prediction->n_customers);
  /* What spoke for it before the start counts on. */
  outage->calls = one->assumed ? MAX (outage->calls, (gint64)prediction->n_calls) : prediction->n_calls;
  outage->last_gasps = one->assumed ? MAX (outage->last_gasps, (gint64)prediction->n_last_gasps) : prediction->n_last_gasps;
  if (one->assumed)
    return;
  write_reason (desk, outage, prediction);
  write_reports (desk, outage, one);
  lamp_record_set_string (&outage->rule, prediction->rule);
  lamp_record_set_string (&outage->scada, g_str_equal (prediction->rule, "scada") ? "tripped" : outage->scada);
  if (open && prediction->confirmed && g_str_equal (outage->status, "predicted"))
    lamp_record_set_string (&outage->status, "confirmed");
}
