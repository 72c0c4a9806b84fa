/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A check at work: check.c looks at things one by one, check-parts.c at how they hang together.
 */
#pragma once

#include "grid/check.h"
#include "grid/network-private.h"

G_BEGIN_DECLS

typedef struct
{
  LampNetwork *network;
  LampProblem *problems[LAMP_PROBLEM_N]; /* all kinds, empty ones too; moved into the result */
} LampChecking;

/* One more of that kind, until the next one the caller's to add to. */
LampCase *lamp_checking_note (LampChecking *checking, LampProblemKind kind, LampSubject subject, guint32 index, guint32 node);
void      lamp_checking_parts (LampChecking *checking);

/* Closed in the normal state, with a node at both ends. */
static inline gboolean
lamp_checking_conducts (const LampNetwork *network, guint32 element)
{
  return (network->element_flags[element] & LAMP_ELEMENT_NORMALLY_OPEN) == 0 &&
         network->element_from[element] != LAMP_NONE && network->element_to[element] != LAMP_NONE;
}

G_END_DECLS
