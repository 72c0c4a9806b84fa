/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is live, as the map needs it: outages, crews and key sites from lists of LampItem, each with its place, its
 * symbol, and what it is called. Follows the lists and their items; knows no pixel.
 *
 * Signal "changed": a thing came, went or is another; a mere movement of crews is not one.
 * Main thread only.
 */
#pragma once

#include "grid/network.h"
#include "map/motion.h"
#include "map/selection.h"
#include "map/symbol.h"
#include "records/item.h"

G_BEGIN_DECLS

typedef struct
{
  LampSelectKind    kind;
  LampItem         *item; /* borrowed */
  const char       *id;   /* borrowed from the item */
  LampWorld         at;
  LampSymbol        symbol;
  gboolean          keep;            /* never hidden by a cluster: a key site that is out */
  guint64           order;           /* the smaller, the more important */
  gint64            customers;       /* out; 0 when none or not known */
  char             *label;           /* owned; NULL for none */
  const LampMotion *motion;          /* of a crew; borrowed */
  const LampTrail  *trail;           /* likewise */
  gboolean          heading_unknown; /* of a crew: as it goes, then */
  gint64            fix_usec;        /* of a crew */
} LampThing;

#define LAMP_TYPE_LIVE (lamp_live_get_type ())
G_DECLARE_FINAL_TYPE (LampLive, lamp_live, LAMP, LIVE, GObject)

LampLive *lamp_live_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* OUTAGE, CREW or SITE; the list may be NULL. */
void        lamp_live_set_model (LampLive *self, LampSelectKind kind, GListModel *model);
GListModel *lamp_live_get_model (LampLive *self, LampSelectKind kind);
/* The grid that outages and key sites without a place of their own are found in; NULL for none. Takes a reference. */
void lamp_live_set_network (LampLive *self, LampNetwork *network);
/* Key sites or crews may be hidden; one that is out stays. */
void lamp_live_set_shown (LampLive *self, LampSelectKind kind, gboolean shown);
void lamp_live_set_stale (LampLive *self, gboolean stale);
void lamp_live_set_clock (LampLive *self, gint64 now_usec, double speed);
/* The gateway's time now, running on between two settings. */
gint64 lamp_live_get_now (LampLive *self);
/* How many times as fast as real time that goes. */
double lamp_live_get_speed (LampLive *self);

/* LampThing, the most important first; only those with a place. Borrowed until the next return to the main loop. */
const LampThing *lamp_live_get_things (LampLive *self, guint *n);
/* NULL when there is none with a place. Borrowed likewise. */
const LampThing *lamp_live_find (LampLive *self, LampSelectKind kind, const char *id);
/* Where it is, also when it is not drawn: hidden, or over. FALSE when nobody knows. */
gboolean lamp_live_locate (LampLive *self, LampSelectKind kind, const char *id, LampWorld *at);
/* Grows with every change, so that others know when theirs is old. */
guint64 lamp_live_get_version (LampLive *self);
/* The same for what stands still: everything but crews. */
guint64 lamp_live_get_still_version (LampLive *self);
/* Moves crews to where they are now; TRUE while any of them moves. */
gboolean lamp_live_advance (LampLive *self);
/* How fast the fastest of them goes, world units in a second of real time; 0 when none moves. */
double lamp_live_get_pace (LampLive *self);

/* The class of a site as one letter in the user's language; "" for an ordinary one. */
const char *lamp_site_class_mark (const char *site_class);

G_END_DECLS
