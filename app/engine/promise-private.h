/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A set of promises in memory: promise-set.c reads it, promise.c applies it.
 */
#pragma once

#include "engine/promise.h"

G_BEGIN_DECLS

typedef struct
{
  char           *code; /* "set.group" */
  LampPromiseKind kind;
  LampPromiseBase after;
  gint64          within_usec, warn_usec;
  guint           areas;     /* 1 << LampArea */
  gint64          customers; /* at least so many at the start; 0: any */
  LampWeather     weather;   /* at least so severe */
} LampPromiseRule;

struct _LampPromiseSet
{
  char       *id, *name;
  GArray     *rules;        /* LampPromiseRule, the first that fits counts */
  GHashTable *areas;        /* name of a feeder or zone → LampArea + 1 */
  LampArea    area;         /* of the rest */
  double      usual_faults; /* a day; 0: not known */
  double      severe[LAMP_WEATHER_N];
};

extern const char *const lamp_promise_kind_words[];
extern const char *const lamp_promise_base_words[];

G_END_DECLS
