/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The collection table: a new kind of record is one line here.
 */
#include "records/assignment.h"
#include "records/call.h"
#include "records/crew.h"
#include "records/entry.h"
#include "records/outage.h"
#include "records/site.h"
#include "records/switch.h"

static const LampRecordType *const collections[] = {
  &lamp_outage_type,
  &lamp_crew_type,
  &lamp_assignment_type,
  &lamp_site_type,
  &lamp_switch_type,
  &lamp_call_type,
  &lamp_entry_type,
  NULL,
};

const LampRecordType *const *
lamp_collections (void)
{
  return collections;
}

const LampRecordType *
lamp_collection_find (const char *collection)
{
  for (gsize i = 0; collections[i] != NULL; i++)
    if (g_strcmp0 (collections[i]->collection, collection) == 0)
      return collections[i];

  return NULL;
}
