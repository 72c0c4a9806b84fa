/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The quality report, for programs and spreadsheets: RFC 4180, one row a finding, with a heading. lon and lat are degrees
 * WGS 84, so QGIS opens it as points. The columns are in data/profiles.md; they stay as they are, and so do the words in
 * `kind`; `words` is translated.
 */
#pragma once

#include <stdio.h>

#include "grid/check.h"
#include "grid/import.h"

G_BEGIN_DECLS

/* All that the check found, and, of an import that has just made this region, all that it noticed; NULL: no import.
 * Nothing is told of writing errors: ask the file. */
void lamp_check_write_csv (const LampCheck *check, const LampImportReport *report, FILE *file);

G_END_DECLS
