/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the files of the desk share: desk.c follows outages, desk-sites.c key sites, desk-urgency.c what is urgent and what
 * was promised. The ledger's thread.
 */
#pragma once

#include "gateway/desk.h"
#include "records/outage.h"
#include "records/site.h"

G_BEGIN_DECLS

/* An outage that is open, and what it is on. */
typedef struct
{
  char    *id;
  guint32  device;     /* element */
  guint32  customer;   /* of a service, else LAMP_NONE */
  gboolean assumed;    /* taken over from before the start: nobody has seen it since */
  int      prediction; /* index of the one that goes on with it; -1: none */
  guint64  written;    /* number of the answer its record was last written from; 0: none */
  GArray  *shown;      /* LampEvidence: the reports its record shows; NULL: none yet */
} LampCase;

struct _LampDesk
{
  LampNetwork      *network;
  LampEnergisation *normal, *present;
  LampPredictor    *predictor;
  GArray           *switched;   /* guint32: element × 2 + open, of the state prediction goes by; empty for the normal one */
  GArray           *cases;      /* LampCase */
  GArray           *dead_sites; /* guint32: sites without supply, as of this settling */

  guint n_taken_back; /* of the ledger's transactions when the cases were last written */

  LampDeskRules rules;
  LampHistory  *history; /* of the outages that are over */
  LampWeather   weather;
  GHashTable   *crews; /* outage → LampPresence, as of this settling */
};

/* How far crews are with an outage. */
typedef struct
{
  gint64 arrived_usec; /* the first; LAMP_UNKNOWN_TIME */
  gint64 eta_usec;     /* the soonest that is on its way; LAMP_UNKNOWN_TIME */
} LampPresence;

/* desk-write.c */
void lamp_desk_write_device (LampDesk *desk, LampOutage *outage, guint32 device);
void lamp_desk_write_evidence (LampDesk *desk, LampOutage *outage, LampCase *one, const LampPrediction *prediction);

/* desk-sites.c */
/* Where a tie is closed, prediction goes by the present switching state instead of the normal one. */
void lamp_desk_follow_switching (LampDesk *desk, const LampState *state);
/* Which elements are open by outages and switches; then what that means for the sites. */
void lamp_desk_settle_sites (LampDesk *desk, LampEdit *edit, const LampState *state, gint64 now_usec);
/* Sites with a supply point behind the device that have no supply left: one on its last source is not out. */
void lamp_desk_find_dead_sites (LampDesk *desk, LampEdit *edit, guint32 device, GPtrArray *dead);

/* desk-urgency.c */
/* Where crews are with which outage; first of all in a settling. */
void lamp_desk_look_at_crews (LampDesk *desk, const LampState *state);
/* All that the state holds and is over becomes history. */
void lamp_desk_learn (LampDesk *desk, const LampState *state);
/* An outage that is over: whether its promises were kept, and how long it took. */
void lamp_desk_finish_outage (LampDesk *desk, LampEdit *edit, const char *id);
/* Estimate, promises, priority and rank of all open outages. */
void lamp_desk_settle_urgency (LampDesk *desk, LampEdit *edit, const LampState *state, gint64 now_usec);

G_END_DECLS
