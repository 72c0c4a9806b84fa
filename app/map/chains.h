/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The network cut into chains: from each element on to the one that has most behind it, as long as voltage class and feeder stay the
 * same. A tree of a million segments is some hundred thousand chains; what is drawn from afar is a chain as a whole.
 *
 * Every element is in exactly one chain. A chain starts where another passes (its first element hangs on one of that), or it is a
 * root: the head of a feeder, an island, a line nothing is joined to.
 *
 * Immutable once made, any thread. Cost: O(elements) to make; 8 bytes an element, 17 a chain.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

typedef struct
{
  guint32    n;
  guint32   *start;    /* n + 1, into elements */
  guint32   *elements; /* in the order of the chain */
  guint32   *chain_of; /* an element */
  LampWorld *at;       /* where it starts, or some place of it; LAMP_WORLD_NONE when nothing of it has one */
  guint32   *reach;    /* how far from there, east or north, its farthest vertex is; world units */
  guint8    *is_root;
} LampChains;

/* All but `at` and `reach`, which are there to be measured, chain by chain. */
void lamp_chains_cut (LampChains *chains, const LampNetwork *network);
void lamp_chains_clear (LampChains *chains);

/* The box all of it lies in. */
static inline LampWorldBox
lamp_chains_box (const LampChains *chains, guint32 chain)
{
  LampWorld at = chains->at[chain];
  guint32   reach = chains->reach[chain];

  return (LampWorldBox){ at.x - MIN (at.x, reach), at.y - MIN (at.y, reach),
                         at.x + MIN (G_MAXUINT32 - at.x, reach), at.y + MIN (G_MAXUINT32 - at.y, reach) };
}

/* The vertices of a chain in its order; where a part ends and the next does not start there, a new one begins. */
typedef struct
{
  GArray *vertices; /* LampWorld */
  GArray *starts;   /* guint32, one a part: its first vertex */
} LampCourse;

void lamp_course_init (LampCourse *course);
void lamp_course_clear (LampCourse *course);
void lamp_course_trace (LampCourse *course, const LampChains *chains, guint32 chain, const LampNetwork *network);

/* Where a chain starts and how far it reaches; `course` is its own. Different chains from different threads. */
void lamp_chains_measure (LampChains *chains, guint32 chain, const LampNetwork *network, const LampCourse *course);

G_END_DECLS
