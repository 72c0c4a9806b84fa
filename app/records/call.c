/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See call.h.
 */
#include "records/call.h"

#include "records/record-private.h"

static const char *const channels[] = { "call", "email", "ivr", "web", "other", NULL };

static const LampField fields[] = {
  LAMP_FIELD_WORDS (LampCall, STRING, "channel", channel, channels, "How it reached us"),
  LAMP_FIELD (LampCall, STRING, "account", account, "Customer number"),
  LAMP_FIELD (LampCall, STRING, "node", node, "Node of the grid the customer hangs on"),
  LAMP_FIELD (LampCall, STRING, "text", text, "What was said"),
  LAMP_FIELD (LampCall, STRING, "hazard", hazard, "Danger to people, such as wireDown; null for none"),
  LAMP_FIELD (LampCall, TIME, "at", at_usec, "When"),
  LAMP_FIELD (LampCall, STRING, "outage", outage, "Id of the outage it is evidence of; null while not explained"),
  LAMP_FIELD (LampCall, TIME, "callbackDue", callback_due_usec, "When the customer must have been called back"),
  LAMP_FIELD_END,
};

const LampRecordType lamp_call_type = {
  .collection = "calls",
  .singular = "call",
  .title = "Trouble calls",
  .description = "Trouble calls of customers",
  .size = sizeof (LampCall),
  .geometry = "Point",
  .fields = fields,
  .start_field = "at",
};
