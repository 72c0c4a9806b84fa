/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Things named in the inspector that lead to the thing itself: a button with a symbol and two lines; pressing it
 * selects the thing and shows it on the map. Main thread only.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

typedef struct
{
  LampSelectKind kind; /* NONE: leads nowhere, only says it */
  const char    *id;
  const char    *icon;  /* (nullable) */
  const char    *style; /* of symbol and second line: "out", "late", "crew" or NULL; static text */
  const char    *first;
  const char    *second; /* (nullable) */
} LampLink;

/* Makes the children of `box` these links; rows are kept, texts set. */
void lamp_links_update (GtkBox *box, LampDesk *desk, const LampLink *links, guint n);

G_END_DECLS
