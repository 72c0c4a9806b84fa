/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is looked at, for loaders: which block comes first, and which nobody waits for any more. Any thread; a lock of its own,
 * the innermost.
 */
#pragma once

#include "map/base-map.h"

G_BEGIN_DECLS

typedef struct
{
  GMutex    lock;
  LampWorld at;
  double    k; /* device pixels to a world unit; 0 while nobody looks, as for a picture in a file */
} LampBaseSight;

void lamp_base_sight_init (LampBaseSight *self);
void lamp_base_sight_clear (LampBaseSight *self);
void lamp_base_sight_set (LampBaseSight *self, LampWorld at, double k);
/* How far a block of `block_px` is from being looked at, px; each level more than one away counts as a view's width. 0 while nobody
 * looks. */
double lamp_base_sight_get_distance (LampBaseSight *self, LampBlockKey key, int block_px);

G_END_DECLS
