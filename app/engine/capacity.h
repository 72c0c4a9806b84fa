/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an element may carry, and which carry more than that at present.
 *
 * Carried is what hangs on the element alone: the kilowatts of the customers who would have no way to a source without it.
 * Kilowatts are taken for kVA (power factor 1): what is told as overloaded is so at any power factor. Where a rating or a
 * voltage is missing, or current divides over a ring, it is unknown, never guessed. Any thread.
 */
#pragma once

#include "grid/energisation.h"

G_BEGIN_DECLS

typedef struct
{
  guint32 element;
  double  kva;          /* carried */
  double  capacity_kva; /* by its rating */
} LampOverload;

/* By its rating: that of a transformer or regulator, or amperes times the phase voltage times its phases. kVA; 0 when not
 * known. */
double lamp_capacity_kva (const LampNetwork *network, guint32 element);

/* Every overloaded element (LampOverload) in the state the energisation has, the worst first. O(elements). Unref the
 * array. */
GArray *lamp_overload_find (const LampEnergisation *state) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
