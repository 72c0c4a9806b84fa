/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The demo: a storm (simulation/storm.h) over the region, and crews that go where they are sent. What happens there comes
 * in as outside systems would tell it, becomes commands of those who would give them, and takes the way of every command:
 * the ledger. So journal, stream and a start after a crash know no difference.
 *
 * After a restart the clock goes on from the last command. What is broken stays broken, crews stand where they were last
 * seen, assignments go on from the step they had reached; what nobody had reported yet is forgotten.
 *
 * Lives in the ledger's thread; made and freed while that does not run.
 */
#pragma once

#include "gateway/decide.h"
#include "gateway/desk.h"

G_BEGIN_DECLS

typedef struct _LampDemo LampDemo;

/* Borrows what the rules hold, which must live as long. */
LampDemo *lamp_demo_new (LampNetwork *network, LampRoads *roads, const LampDeskRules *rules, guint64 seed) G_GNUC_WARN_UNUSED_RESULT;
void      lamp_demo_free (LampDemo *demo);

/* Main loop: lets the storm go on from now on, four times a second, by jobs of this ledger. */
void lamp_demo_start (LampDemo *demo, LampLedger *ledger);
void lamp_demo_stop (LampDemo *demo);

/* The ledger's thread, in a turn: the first one after a start. */
void lamp_demo_open (LampDemo *demo, LampTurn *turn);
/* The ledger's thread, after a dispatcher's command is durable. */
void lamp_demo_order (LampDemo *demo, const LampOrder *order);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampDemo, lamp_demo_free)

G_END_DECLS
