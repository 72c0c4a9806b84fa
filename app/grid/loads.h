/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each device carries: who loses supply when it alone opens. The words and columns are in data/grid.md.
 *
 * Supply is lost when no path from a source is left (connectivity, bridges.h). An element on a ring, beside another, or
 * open carries nothing in this sense. Where a device of one phase stands beside others on other phases, paths stay but
 * phases go: who then lacks some of theirs is counted apart, by the rules of energisation.h.
 *
 * Cost: O(elements); for devices on rings and in banks also what hangs behind them.
 */
#pragma once

#include "grid/energisation.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 element;
  guint32 n_customers;
  guint32 n_transformers;     /* that lose supply at both ends, and the device itself when it is one, as in a trace down */
  guint32 n_sites;            /* all their live supply points go */
  double  kw;                 /* of the customers */
  guint32 n_customers_partly; /* keep a path, but lose a phase */
  double  kw_partly;
} LampLoad;

/* Of every switch, fuse, breaker, recloser, transformer and regulator, in the order of the network; LampLoad. In the
 * state the energisation has, which stays as it is. */
GArray *lamp_loads_find (LampEnergisation *state) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
