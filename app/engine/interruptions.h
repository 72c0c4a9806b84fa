/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From the journal to interruptions: who was without power from when to when, as the records of the outages tell it.
 *
 * Rules
 *  - Who is out is what lies behind the outage's device in the normal state; of a single service, whose call it was, else
 *    the first customer there. Only a device the network does not have is counted by the record's own numbers, nameless.
 *  - Until something is restored, an outage's device is what is known of it last: a prediction that moved was never right
 *    before. While it is partially restored, each new device is a step: who is no longer behind it has power again then.
 *  - A customer in several outages at once, or in one that follows another without a gap, is out once, from the earliest
 *    start to the latest end; it counts for the outage that began it. So nested outages and merged ones count nobody twice.
 *  - Cancelled outages are left out. One reported restored and open again was never restored.
 *  - A restart changes nothing: outages keep their ids.
 * Customers behind a closed tie are not known to be back until the record says so.
 *
 * Single owner. Cost: O(changes of outages + customers out × log).
 */
#pragma once

#include "engine/indices.h"
#include "engine/tree.h"
#include "records/entry.h"

G_BEGIN_DECLS

typedef struct _LampGathering LampGathering;

typedef struct
{
  GArray *list;      /* LampInterruption, by start */
  GArray *customers; /* guint32: indices of the network's customers, for the known ranges */
} LampInterruptions;

/* Borrows the tree, which must live as long. */
LampGathering *lamp_gathering_new (const LampTree *tree) G_GNUC_WARN_UNUSED_RESULT;
void           lamp_gathering_free (LampGathering *gathering);

/* The next entry; in the order of the journal. Changes that are no outages or calls, or cannot be read, are passed over. */
void lamp_gathering_add (LampGathering *gathering, const LampEntry *entry);
/* How many changes of outages could not be read. */
guint lamp_gathering_get_n_unread (const LampGathering *gathering);

/* What it adds up to so far. What still lasts has no end. */
LampInterruptions *lamp_gathering_finish (LampGathering *gathering) G_GNUC_WARN_UNUSED_RESULT;
void               lamp_interruptions_free (LampInterruptions *interruptions);

/* Connected load of a customer: its share of its transformer's rating; 0 when that is not known. */
double lamp_tree_customer_kva (const LampTree *tree, guint32 customer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampGathering, lamp_gathering_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampInterruptions, lamp_interruptions_free)

G_END_DECLS
