/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small CIM models for tests, in a notation one can read. A line is an object:
 *
 *   Breaker B1 Switch.normalOpen=false Equipment.EquipmentContainer>F1 SwitchPhase.phaseSide1#SinglePhaseKind.A
 *
 * class, id, properties: `=` text, `>` another object, `#` a literal of an enumeration. `@B1 n0 n1` are the terminals of B1 at
 * those connectivity nodes, in that order; `.` is a terminal without one. Ids become _id or urn:uuid:id, by the dialect.
 */
#pragma once

#include "grid/cim.h"
#include "grid/fixture.h"

G_BEGIN_DECLS

typedef enum {
  DIALECT_ID,    /* rdf:ID="_B1", rdf:resource="#_B1", CIM16 namespace */
  DIALECT_ABOUT, /* rdf:about="urn:uuid:B1", CIM100 namespace */
} Dialect;

/* The whole file; owned by the caller. */
char *cim_fixture_xml (const char *notation, Dialect dialect);
/* Bytes into a file of that name; its path. */
char *cim_fixture_write (const char *name, const char *bytes, gssize length);

/* What an import of these files gives, written and loaded; `report` may be NULL. */
LampNetwork *cim_fixture_import (const LampCimSource *source, LampImportReport *report);
/* The same of one model in notation, without places unless `source` says otherwise; both may be NULL. */
LampNetwork *cim_fixture_network (const char *notation, const LampCimSource *source, LampImportReport *report);

/* Path of shared data, or NULL after g_test_skip. */
char *cim_fixture_shared (const char *name);

/* The same elements between the same nodes, customers, sources and feeders, by id. */
void cim_fixture_assert_same (const LampNetwork *a, const LampNetwork *b);
/* "from-to" of an element. */
void cim_fixture_assert_ends (const LampNetwork *network, const char *id, const char *from, const char *to);
/* Whether a note of the report has these words. */
gboolean cim_fixture_notes_say (const LampImportReport *report, const char *words);

G_END_DECLS
