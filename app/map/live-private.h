/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is live from inside, for live.c (lists, clock and questions) and live-things.c (what is on the map of it).
 */
#pragma once

#include "map/live.h"

G_BEGIN_DECLS

typedef struct
{
  LampLive   *live; /* borrowed */
  GListModel *model;
  GPtrArray  *items;
  gboolean    shown;
} LampLiveSource;

/* Where a crew goes and where it came from. */
typedef struct
{
  LampMotion motion;
  LampTrail  trail;
} LampTrack;

struct _LampLive
{
  GObject        parent_instance;
  LampLiveSource sources[LAMP_SELECT_DEVICE];
  LampNetwork   *network;        /* NULL: none yet */
  GHashTable    *tracks;         /* crew id → LampTrack */
  GArray        *stills, *crews; /* LampThing, sorted; own their labels */
  GArray        *things;         /* both, sorted */
  gboolean       stills_old, crews_old;
  gboolean       stale;
  guint64        version, still_version;
  gint64         until_usec;                 /* when something that stands still leaves by itself */
  gint64         clock_usec, clock_set_usec; /* the gateway's, and when it was set (monotonic); 0: never */
  double         clock_speed;
};

/* For a GArray of things that owns their labels. */
void lamp_live_clear_thing (gpointer thing);
/* Makes the things anew that are old. */
void lamp_live_renew (LampLive *self);
/* Nothing is borrowed from items any more. */
void lamp_live_forget_things (LampLive *self);

G_END_DECLS
