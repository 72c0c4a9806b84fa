/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An outage event: one device that is out, what lies dark behind it, why we think so, who works on it.
 * Words are CIM's (OutageStatusKind) where CIM has one.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

extern const LampRecordType lamp_outage_type;

typedef struct
{
  LampRecord base;   /* placed at its device */
  char      *status; /* predicted confirmed partiallyRestored restored closed cancelled */
  int        planned;
  char      *device;      /* id of the grid element */
  char      *device_name; /* what people call it */
  char      *device_kind; /* lamp_element_kind_to_string */
  char      *feeder;      /* name of the feeder */
  char      *zone;
  char      *phases;
  gint64     customers_out;
  gint64     customers_at_start;
  gint64     key_sites_out;
  gint64     start_usec;
  gint64     restored_usec;
  gint64     ert_usec;       /* estimated time of restoration */
  char      *ert_source;     /* crew model rule dispatcher */
  char      *ert_confidence; /* high low */
  char      *cause;
  char      *hazard;                /* "wireDown", … NULL for none */
  gint64     calls, last_gasps;     /* evidence */
  gint64     no_answers;            /* evidence too: meters that did not answer and had said nothing */
  char      *scada;                 /* "tripped", "closed", NULL when not telemetered */
  JsonNode  *reports;               /* [{kind, subject, at}]: the earliest of the evidence */
  char      *rule;                  /* code of the rule that decided, engine/prediction.h */
  gint64     units, units_reported; /* transformers behind it, and those with reports: numbers of that rule, engine/prediction.h */
  gint64     separate;              /* so many faults and services would explain the same … */
  double     ln_odds;               /* … and so much likelier is it than those, natural logarithm */
  gint64     moved;                 /* customers whose reports were moved here by hand */
  char      *damaged;               /* name of the section a crew found broken */
  char      *closed_above;          /* name of the device above that it cannot be, being telemetered closed */
  char      *live_above;            /* name of the device above that it cannot be, somebody being live behind it … */
  char      *live_customer;         /* … who: account; NULL for a switch */
  char      *rule_mode;             /* normal storm: which set of rules decided */
  gint64     rank;                  /* 1 is the most urgent of the open ones */
  char      *rank_reason;           /* code: hazard backupEnds promise promiseBroken customers */
  gint64     harm_usec;             /* when harm is done if nothing is; unknown for none */
  char      *rank_site;             /* id of the key site whose backup ends */
  char      *rank_promise;          /* kind of the promise that breaks or broke: arrival restoration notice */
  JsonNode  *promises;              /* [{kind, state, due, done, within_min, after, rule}], engine/promise.h */
  char      *crew_status;           /* awaitingCrewAssignment assigned enroute arrived fieldComplete */
  char      *acknowledged_by;       /* NULL while new */
  JsonNode  *notes;                 /* [{at, by, text}] */
} LampOutage;

/* predicted, confirmed or partiallyRestored. */
gboolean lamp_outage_is_open (const LampOutage *outage);

G_END_DECLS
