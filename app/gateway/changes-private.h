/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The change stream from inside: changes.c keeps what happened, changes-listener.c those who listen. Main loop.
 */
#pragma once

#include "gateway/changes.h"

G_BEGIN_DECLS

typedef struct _LampListener LampListener;

/* One command's changes, or one fix. */
typedef struct
{
  gint64  seq;
  GArray *events; /* changes.c: one a change, as text */
  GBytes *whole;  /* as those get it who want everything */
} LampChangeRow;

struct _LampChanges
{
  gint64         seq;   /* of the last command */
  gint64         known; /* those after this are kept */
  GQueue         rows;  /* LampChangeRow *, oldest first */
  gsize          n_bytes;
  GPtrArray     *listeners; /* LampListener * */
  guint          heartbeat_id;
  LampTokenCheck check;
  gpointer       check_data;
};

/* What one listener gets of a row; NULL for nothing. `types`: LampRecordType, NULL for all. */
GBytes *lamp_change_row_write (const LampChangeRow *row, GHashTable *types) G_GNUC_WARN_UNUSED_RESULT;

void lamp_listener_free (gpointer data);
/* What it asked for of a row. It may be hung up on for it, but stays in the list until the message is finished. */
void lamp_listener_send_row (LampListener *self, const LampChangeRow *row);
/* Nothing that waits for it is of use to it any more. The socket's end finishes the message. */
void lamp_listener_hang_up (LampListener *self);
/* To all: a comment; and, when all that happened was not for one, where it would come back to. */
gboolean lamp_listeners_heartbeat_cb (gpointer changes);

G_END_DECLS
