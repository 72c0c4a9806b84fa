/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See switch.h.
 */
#include "records/switch.h"

#include "records/record-private.h"

static const char *const sources[] = { "scada", "field", "manual", NULL };

static const LampField fields[] = {
  LAMP_FIELD (LampSwitch, STRING, "name", name, "Name of the device"),
  LAMP_FIELD (LampSwitch, STRING, "kind", kind, "Kind of the device"),
  LAMP_FIELD (LampSwitch, STRING, "feeder", feeder, "Name of the feeder"),
  LAMP_FIELD (LampSwitch, BOOLEAN, "normalOpen", normal_open, "Open in the normal state of the grid"),
  LAMP_FIELD (LampSwitch, BOOLEAN, "open", open, "Open now"),
  LAMP_FIELD_WORDS (LampSwitch, STRING, "source", source, sources, "Who says so"),
  LAMP_FIELD (LampSwitch, STRINGS, "tags", tags, "Tags hung on it"),
  LAMP_FIELD (LampSwitch, TIME, "at", at_usec, "Since when"),
  LAMP_FIELD_END,
};

const LampRecordType lamp_switch_type = {
  .collection = "switches",
  .singular = "switch",
  .title = "Switches",
  .description = "Live state of switching devices that are telemetered or were ever off their normal state",
  .size = sizeof (LampSwitch),
  .geometry = "Point",
  .fields = fields,
  .start_field = "at",
  .needs_match = TRUE,
};
