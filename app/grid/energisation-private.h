/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An energisation from inside, for what walks over it: energisation*.c, network-phases.c and the traces.
 *
 * A live phase of a node is a vertex of the phase graph (network-private.h says what joins two of them). Every live
 * vertex but a source's knows the element that feeds it and the letter it comes from at that element's other end, so the
 * live vertices are trees, and nothing but what hangs below an opened element can lose supply.
 */
#pragma once

#include "grid/energisation.h"
#include "grid/network-private.h"

G_BEGIN_DECLS

#define LAMP_N_PHASES 3
/* Beside LampPhases, of a node, while a batch is worked on: it is in `touched`. */
#define LAMP_PHASES_TOUCHED 0x80

/* What feeds a vertex: the element, and above it the number of the letter at its other end. */
#define LAMP_FEED_BITS 30
#define LAMP_FEED_NONE G_MAXUINT32

typedef struct
{
  guint32 node;
  guint32 phases;
} LampNodePhases;

/* Kept between changes, so that small ones allocate nothing. */
typedef struct
{
  LampNodePhases *rows;
  guint32         n, n_max;
} LampNodeList;

struct _LampEnergisation
{
  LampNetwork *network;
  guint8      *elements; /* LampSupply */
  guint8      *nodes;    /* LampSupply */
  guint8      *phases;   /* one a node: LampPhases that are live */
  guint8      *open;     /* one an element: LampPhases on which it does not conduct; LAMP_PHASE_ABC when it is open */
  guint32 (*up)[LAMP_N_PHASES];
  GHashTable *off;    /* elements that are not in their normal position */
  GHashTable *closes; /* elements that carry a phase which both their ends have without them: they close rings */

  LampNodeList moved;   /* elements of this batch, and the phases on which they were open */
  LampNodeList lost;    /* nodes, and what they lost */
  LampNodeList queue;   /* nodes, and what they were fed with */
  LampNodeList touched; /* nodes, and what was live before the batch; kept until the next one */

  guint8           *rings;  /* LampRing, one an element; of the present positions, made when a trace asks. NULL: not made */
  LampEnergisation *normal; /* of the same network, made when a trace needs it */
};

static inline void
lamp_node_list_add (LampNodeList *list, guint32 node, guint32 phases)
{
  if (list->n == list->n_max)
    {
      list->n_max = MAX (64, list->n_max * 2);
      list->rows = g_renew (LampNodePhases, list->rows, list->n_max);
    }
  list->rows[list->n++] = (LampNodePhases){ node, phases };
}

static inline guint32
lamp_feed_element (guint32 feed)
{
  return feed == LAMP_FEED_NONE ? LAMP_NONE : feed & ((1u << LAMP_FEED_BITS) - 1);
}

static inline guint
lamp_feed_letter (guint32 feed)
{
  return feed >> LAMP_FEED_BITS;
}

/* LampPhases on which an element is open in the normal state: all or none. */
static inline guint8
lamp_element_normal_open (const LampNetwork *network, guint32 element)
{
  return (network->element_flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) != 0 ? LAMP_PHASE_ABC : 0;
}

/* Is `letter` at `node` fed through `element`. */
static inline gboolean
lamp_energisation_feeds (const LampEnergisation *self, guint32 element, guint32 node, guint letter)
{
  return lamp_feed_element (self->up[node][letter]) == element;
}

/* LampPhases; none where there is no node. */
static inline guint8
lamp_energisation_live_at (const LampEnergisation *self, guint32 node)
{
  return node != LAMP_NONE ? self->phases[node] & LAMP_PHASE_ABC : 0;
}

/* What arrives at the other end of an element in its present position when `phases` are live at `node`. */
static inline guint8
lamp_energisation_conduct (const LampEnergisation *self, guint32 element, guint32 node, guint8 phases)
{
  guint8 pass = self->network->priv->element_pass[element];
  guint8 open = self->open[element];

  if ((pass & LAMP_PASS_COUPLES) == 0)
    return phases & pass & (guint8)~open;
  return open != 0 ? 0 : lamp_network_pass (self->network, element, node, phases);
}

/* Everything dead, nothing lists anything; the elements in their normal positions. */
LampEnergisation *lamp_energisation_alloc (LampNetwork *network) G_GNUC_WARN_UNUSED_RESULT;
/* From the sources through everything closed. */
void lamp_energisation_start (LampEnergisation *self);
/* `phases` of a node are fed through an element that has `from` live at its other end; then what follows from it. */
void lamp_energisation_feed (LampEnergisation *self, guint32 node, guint8 phases, guint32 element);
void lamp_energisation_spread (LampEnergisation *self);
/* energisation-anew.c. Is so much behind what was moved that a batch is better worked out from the sources? Then everything is, in place
 * of steps 1 to 3. */
gboolean lamp_energisation_is_large (const LampEnergisation *self);
void     lamp_energisation_anew (LampEnergisation *self);
/* The end of a batch: the supply of what it may have touched, and of what was moved. TRUE when any changed; `dirty` (nullable)
 * grows by where it did. */
gboolean lamp_energisation_settle (LampEnergisation *self, LampWorldBox *dirty);
/* The same of every node and element there is, after lamp_energisation_anew (). */
gboolean lamp_energisation_settle_all (LampEnergisation *self, LampWorldBox *dirty);
/* Of a new one: everything has what it has in the normal state, by definition. */
void lamp_energisation_settle_normal (LampEnergisation *self);
/* The vertex that feeds this one, and through which element; FALSE at a source. */
gboolean lamp_energisation_climb (const LampEnergisation *self, guint32 *node, guint *letter, guint32 *element);
/* One batch: each element takes the position given (LampPhases it is open on), which gets the one it had. So the same call
 * again takes it back. */
void lamp_energisation_swap (LampEnergisation *self, const guint32 *elements, guint8 *positions, guint n);
/* The energisation of the normal state; self's own. */
LampEnergisation *lamp_energisation_get_normal (LampEnergisation *self);

G_END_DECLS
