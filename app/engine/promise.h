/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What customers were promised: when somebody is there, when the light is back, when planned work is told. The rules are
 * data (data/promises.md): one set is in force, and an outage is under the first rule of each kind that fits it.
 *
 * Vocabulary
 *  - area: how far out it is: urban, rural, remote; by feeder or zone, else the set's default.
 *  - owed: not done yet. What was done in time is kept, what was done late is broken and owed no longer.
 *  - weather: how severe it is by the number of faults in the last 24 hours, in multiples of a usual day's (Great Britain,
 *    Electricity (Standards of Performance) Regulations 2015, reg. 7). Known only when the set says what is usual.
 *
 * A set is immutable once read: any thread. All functions are pure.
 */
#pragma once

#include "engine/rules.h"
#include "grid/network.h"
#include "records/outage.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_PROMISE_ARRIVAL,
  LAMP_PROMISE_RESTORATION,
  LAMP_PROMISE_NOTICE, /* of planned work, before it starts */
  LAMP_PROMISE_N_KINDS,
} LampPromiseKind;

/* From when the time counts. A notice's counts back from the start. */
typedef enum {
  LAMP_PROMISE_AFTER_START,   /* of the outage: the first report */
  LAMP_PROMISE_AFTER_ARRIVAL, /* of the first crew */
} LampPromiseBase;

typedef enum {
  LAMP_PROMISE_OPEN,
  LAMP_PROMISE_AT_RISK, /* it breaks soon: the rule says how soon is soon */
  LAMP_PROMISE_KEPT,
  LAMP_PROMISE_BROKEN,
} LampPromiseState;

typedef enum {
  LAMP_AREA_URBAN,
  LAMP_AREA_RURAL,
  LAMP_AREA_REMOTE,
  LAMP_AREA_N,
} LampArea;

typedef enum {
  LAMP_WEATHER_NORMAL, /* also when nobody knows */
  LAMP_WEATHER_SEVERE_1,
  LAMP_WEATHER_SEVERE_2,
  LAMP_WEATHER_N,
} LampWeather;

typedef struct
{
  LampPromiseKind  kind;
  LampPromiseBase  after;
  LampPromiseState state;
  gint64           within_usec; /* how long was promised */
  gint64           due_usec;
  gint64           done_usec; /* LAMP_UNKNOWN_TIME: owed */
  const char      *rule;      /* its code, "great-britain.severe-1"; borrowed from the set or interned */
} LampPromise;

typedef struct
{
  const LampOutage *outage;
  gint64            arrived_usec;   /* the first crew; LAMP_UNKNOWN_TIME */
  gint64            announced_usec; /* planned work; LAMP_UNKNOWN_TIME */
  LampWeather       weather;
} LampPromiseFacts;

typedef struct _LampPromiseSet LampPromiseSet;

/* `id` is what it is chosen by; `text` the file. Errors: LAMP_RULES_ERROR. */
LampPromiseSet *lamp_promise_set_parse (const char *id, const char *text, gsize size, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            lamp_promise_set_free (LampPromiseSet *set);

const char *lamp_promise_set_get_name (const LampPromiseSet *set);
/* Feeders or zones it gives an area that this region lacks; NULL-terminated, in their order. */
char **lamp_promise_set_dup_missing (const LampPromiseSet *set, const LampNetwork *network) G_GNUC_WARN_UNUSED_RESULT;
/* A feeder's own area before its zone's; either may be NULL. */
LampArea    lamp_promise_set_get_area (const LampPromiseSet *set, const char *feeder, const char *zone);
LampWeather lamp_promise_set_get_weather (const LampPromiseSet *set, guint n_faults_last_24_h);
/* How severe it was when an outage came under the rule of that code; normal for any other. What was promised in a storm is
 * not taken back when the storm is over. */
LampWeather lamp_promise_set_get_rule_weather (const LampPromiseSet *set, const char *rule);

/* What is promised of this outage, at most one of a kind, in the order of the kinds; how many there are. A restoration
 * that counts from the arrival is promised once somebody is there; planned work promises its notice only. */
guint lamp_promises_judge (const LampPromiseSet *set, const LampPromiseFacts *facts, gint64 now_usec, LampPromise promises[LAMP_PROMISE_N_KINDS]);

/* "arrival", "restoration", "notice". */
const char *lamp_promise_kind_to_string (LampPromiseKind kind);

/* As the outage's record carries them: [{kind, state, due, done, within_min, after, rule}]; NULL for none. */
JsonNode *lamp_promises_to_json (const LampPromise *promises, guint n) G_GNUC_WARN_UNUSED_RESULT;
/* And back; what cannot be read is left out. `rule` is interned. */
guint lamp_promises_from_json (JsonNode *node, LampPromise promises[LAMP_PROMISE_N_KINDS]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampPromiseSet, lamp_promise_set_free)

G_END_DECLS
