/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of a base map share: base-map.c (its blocks), base-map-draw.c (painters).
 */
#pragma once

#include "map/base-map.h"

G_BEGIN_DECLS

typedef struct
{
  LampBlockKey     key;
  cairo_surface_t *surface; /* NULL: nothing there, or not there yet */
  gboolean         opaque;
  gboolean         pending; /* wanted, not put yet */
  gboolean         missed;  /* somebody painted without it */
  gboolean         failed;  /* and who waits for it may wait for long */
  guint64          used;
} LampBlock;

typedef struct
{
  GMutex      lock;
  GCond       came;
  GHashTable *blocks; /* LampBlock, keyed by itself */
  gsize       n_bytes;
  guint64     clock;
  char       *trouble;
  gboolean    closed;

  LampWorldBox dirty; /* to be told */
  gboolean     trouble_changed;
  guint        tell_source;

  /* never changed after the first painter */
  LampBaseInfo info;
  int          bright; /* atomic */
} LampBaseMapPrivate;

LampBaseMapPrivate *lamp_base_map_get_private (LampBaseMap *self);
/* Both with the lock held. */
LampBlock *lamp_base_map_ensure_block (LampBaseMapPrivate *priv, LampBlockKey key);
void       lamp_base_map_forget_unused (LampBaseMapPrivate *priv);

G_END_DECLS
