/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the gateway makes of reports: the outages there are, what each takes from whom, how urgent it is, what was promised
 * and when the light will be back, and how the key sites fare. The engine decides (engine/prediction.h, priority.h,
 * promise.h, estimate.h); the desk keeps the records as the engine has it.
 * What it changes are commands of "lamplighterd" in the journal.
 *
 * A prediction has no memory, an outage has: the desk follows which prediction goes on with which outage. Two that turn out
 * to be one become the older, or the one a crew is on; the other is cancelled and says so.
 *
 * After a start the evidence that was no record (meters) is gone. What is open then is taken as given until reports or
 * crews say otherwise.
 *
 * Lives in the ledger's thread; made and freed while that does not run.
 */
#pragma once

#include "engine/estimate.h"
#include "engine/prediction.h"
#include "engine/promise.h"
#include "gateway/ledger.h"

G_BEGIN_DECLS

#define LAMP_DESK_ACTOR "lamplighterd"

typedef struct _LampDesk LampDesk;

/* What a desk goes by. */
typedef struct
{
  LampPredictionConfig    *prediction; /* NULL: the built-in ones */
  const LampPromiseSet    *promises;
  const LampEstimateRules *estimates;
} LampDeskRules;

/* Borrows what the rules hold, which must live as long. */
LampDesk *lamp_desk_new (LampNetwork *network, const LampDeskRules *rules) G_GNUC_WARN_UNUSED_RESULT;
void      lamp_desk_free (LampDesk *desk);

/* The first turn after a start: what the state holds. */
void lamp_desk_open (LampDesk *desk, LampTurn *turn);

void lamp_desk_report (LampDesk *desk, const LampReport *report);
/* Brings the records up to what has been reported. */
void lamp_desk_settle (LampDesk *desk, LampTurn *turn);

/* Id of the open outage this customer's reports belong to, or NULL; borrowed until the next settling. */
const char *lamp_desk_explain (LampDesk *desk, guint32 customer);
/* Id of the open outage on this device, or NULL; borrowed likewise. */
const char *lamp_desk_find (LampDesk *desk, guint32 device);
/* The device of an open outage, or LAMP_NONE. */
guint32 lamp_desk_get_device (LampDesk *desk, const char *outage);
/* Somebody saw that this is what is out. */
void lamp_desk_set_device (LampDesk *desk, const char *outage, guint32 device, gint64 at_usec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampDesk, lamp_desk_free)

G_END_DECLS
