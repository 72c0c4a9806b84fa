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

  int block_px, most_level; /* of what there is */
} LampBaseSight;

void lamp_base_sight_init (LampBaseSight *self);
/* Before anybody looks. */
void lamp_base_sight_set_blocks (LampBaseSight *self, int block_px, int most_level);
void lamp_base_sight_clear (LampBaseSight *self);
void lamp_base_sight_set (LampBaseSight *self, LampWorld at, double k);
/* How far a block is from being looked at, px: from its edge, however much it is enlarged; each level more than one away from the
 * one that is wanted of those there are counts as a view's width. 0 while nobody looks. */
double lamp_base_sight_get_distance (LampBaseSight *self, LampBlockKey key);

G_END_DECLS
