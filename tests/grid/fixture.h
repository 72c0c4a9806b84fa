/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Grids for tests, small enough to be worked out by hand. Any test may use them (grid_fixture_dep).
 *
 * The toy grid, "Toytown". Left to right is west to east, 100 m or so a step; `|` is a normally open tie.
 *
 *   S1 n0 ─B1─ n1 ─L1─ n2 ─R1─ n3 ─L2─ n4 ─SW1─ n5 ─L3─ n6 ─TIE|─ m2 ─L5─ m1 ─B2─ m0 S2
 *                      │               │                │         │
 *                     FU1             FU2               T3       FU3
 *                      n7              n12              n14       m3
 *                      L4              T2               C8        T4
 *                      n8              n13                        m4
 *                      T1              C5 C6 C7                   C9 C10 C11
 *                      n9 C4
 *                    D1  D2
 *                   n10  n11                    x1 ─L9─ x2 C12        C13 at a node that is not there
 *                  C1 C2  C3
 *
 * Feeder F1 "Market" from S1, F2 "Harbour" from S2, both 10 kV at the source. L4 and T1 have one phase (A).
 * B1 and B2 are telemetered, L5 is underground. L9 has no geometry and no placed node: it cannot be drawn.
 * Sites: H1 "General hospital" (first class), main n14 of F1, standby m4 of F2; M1 "Mill" (ordinary), n13 only.
 * Depots: P1 "North yard", P2 "South yard". Base map: a lake with an island in it, a park, two streets, a railway, a place.
 */
#pragma once

#include "grid/draft.h"

G_BEGIN_DECLS

/* A file of that name in a folder of this process, which is removed when it ends. */
char *lamp_fixture_path (const char *name);

LampDraft   *lamp_fixture_draft (void);
LampNetwork *lamp_fixture_network (void);

/* Anything a file may hold: loops, parallel and dangling elements, elements from a node to itself, several
 * sources on one node, islands, ties. Ids: e0 …, n0 …, c0 …, s0 …, k0 … (sites). */
LampDraft *lamp_fixture_random_draft (guint32 seed);

/* A radial region of about that many line segments, plausible in everything a load costs: ids, feeders, phases, 4 vertices
 * a line, a transformer every 8th line and 3 customers each, 16 feeders. */
LampDraft *lamp_fixture_large_draft (guint n_lines);

/* Does something to a region file in SQL, which must succeed. */
void lamp_fixture_run_sql (const char *path, const char *statement);

/* Of a region file, as SQLite says it in its header. */
gsize lamp_fixture_page_size (const char *bytes);

/* Writes the draft, takes it, loads what was written. */
LampNetwork *lamp_fixture_load (LampDraft *draft);

/* The index of an element, node, customer or site of that id, which must be there. */
guint32 lamp_fixture_element (const LampNetwork *network, const char *id);
guint32 lamp_fixture_node (const LampNetwork *network, const char *id);
guint32 lamp_fixture_site (const LampNetwork *network, const char *id);

G_END_DECLS
