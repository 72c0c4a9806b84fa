/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of a base map from a file share: base-file.c (its workers), base-file-bad.c (what cannot be read).
 */
#pragma once

#include "map/backoff.h"
#include "map/base-file.h"
#include "map/base-sight.h"

G_BEGIN_DECLS

struct _LampBaseFile
{
  LampBaseMap parent_instance;

  char        *path;
  gboolean     remote;
  GThreadPool *workers; /* what is nearest to the eye comes first */

  LampBaseSight sight;

  GMutex      lock;    /* of all below */
  GPtrArray  *handles; /* LampBaseRaster nobody uses just now */
  GHashTable *bad;     /* LampBlockKey: what could not be read the last time, or has to wait for that → order of coming */
  guint       n_bad_ever;
  LampBackoff backoff;
  guint       retry_source;
  gboolean    has_good;
  guint       n_empty; /* of a service, before anything good */
};

/* base-file.c. A worker reads it when it is its turn. */
void lamp_base_file_push (LampBaseFile *self, LampBlockKey key);

/* base-file-bad.c. Any thread; the first with the lock held. */
void lamp_base_file_add_bad (LampBaseFile *self, LampBlockKey key);
void lamp_base_file_note_success (LampBaseFile *self, LampBlockKey key);
void lamp_base_file_note_failure (LampBaseFile *self, LampBlockKey key, const char *reason);
/* FALSE of a service that has answered often and has never had anything. */
gboolean lamp_base_file_note_what_came (LampBaseFile *self, gboolean something);
/* Main thread. */
void lamp_base_file_stop_timer (LampBaseFile *self);

G_END_DECLS
