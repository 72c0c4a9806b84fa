/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of a desk, for its files: desk.c opens it over a session and says what is said on it; desk-grid.c loads its grid and
 * knows the supply; desk-records.c finds what lies on it.
 */
#pragma once

#include "console/desk.h"
#include "console/watch.h"

G_BEGIN_DECLS

struct _LampDesk
{
  GObject parent_instance;

  LampSession   *session;   /* (nullable) */
  GHashTable    *lists;     /* collection name → GListModel */
  LampSelection *selection; /* shared by all views */

  LampNetwork      *network;
  LampEnergisation *energisation;
  LampRoads        *roads;
  char             *grid_path; /* of the network, NULL when it was given */
  LampStudyMode    *study;     /* hears of a new grid before any view does */
  LampTracing      *tracing;
  GCancellable     *loading;

  LampWatch  *outages, *switches, *assignments;
  GHashTable *crewed; /* outage id → LampItem, its oldest open assignment */
  guint       tick_id;
};

/* desk-grid.c: from a file, or of a network that is there already. What was being loaded is given up. */
void lamp_desk_load_grid (LampDesk *self, const char *path, LampNetwork *network);
/* What is open changed. */
void lamp_desk_update_supply (LampDesk *self);

/* desk-records.c: who works on what changed. */
void lamp_desk_update_crewed (LampDesk *self);

G_END_DECLS
