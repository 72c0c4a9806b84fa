/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One of the two kinds of roster, as a table of words and functions; for roster.c. Texts are untranslated, in the context
 * "roster".
 */
#pragma once

#include "console/desk.h"
#include "console/line-cell.h"

G_BEGIN_DECLS

#define LAMP_ROSTER_MAX_CHIPS 4
#define LAMP_ROSTER_N_ORDERS 3

typedef struct
{
  LampSelectKind   kind;
  const char      *collection;
  const char      *label;                            /* for screen readers */
  const char      *chips[LAMP_ROSTER_MAX_CHIPS];     /* ended by NULL when there are fewer */
  const char      *orders[LAMP_ROSTER_N_ORDERS + 1]; /* ended by NULL */
  const char      *empty;
  LampLineCellFunc who, what;
  gboolean (*shows) (gconstpointer record, guint chip);
  int (*compare) (gconstpointer a, gconstpointer b, guint order);
  const char *(*name) (gconstpointer record);
} LampRosterKind;

/* LAMP_SELECT_CREW or LAMP_SELECT_SITE. */
const LampRosterKind *lamp_roster_kind_get (LampSelectKind kind);

G_END_DECLS
