/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CIM RDF/XML (IEC 61970-301, 61968-11, serialised as IEC 61970-552) into a region: the model of one utility in one file
 * or split by profiles over several, in both dialects of identity (rdf:ID with #_, rdf:about with urn:uuid:) and any
 * http://iec.ch/TC57/ namespace. What becomes what is in data/cim.md.
 *
 * Files are read as a stream: memory grows with the objects that matter for the grid, not with the bytes of the file.
 * No entity is expanded, nothing outside the files is opened. All functions block and use GDAL and libxml2 in the
 * calling thread only.
 */
#pragma once

#include "grid/import.h"

G_BEGIN_DECLS

/* Multipliers of the numbers in a file: plain units (V, W, m, VA), or those of CGMES (kV, MW, km, MVA). */
typedef enum {
  LAMP_CIM_UNITS_AUTO, /* CGMES when a file says it follows one of its profiles and no voltage in it contradicts */
  LAMP_CIM_UNITS_SI,
  LAMP_CIM_UNITS_CGMES,
} LampCimUnits;

/* Where a model comes from, and what it does not say of itself. */
typedef struct
{
  const char *const *files; /* NULL-terminated, at least one; together one model */
  const char        *crs;   /* EPSG:NNNN, for coordinates whose reference system the model does not name; or NULL */
  LampCimUnits       units;
  gboolean           without_places; /* take no coordinates at all */
  /* Coordinates of a drawing: the middle of the drawing lies at `place_at`, a unit is so many metres, and the drawing is
   * turned counter-clockwise. place_scale_m is 0 when there is no placement. */
  LampPoint place_at;
  double    place_scale_m;
  double    place_rotate_deg;
} LampCimSource;

/* The model in memory. Progress counts bytes, its layer is the file at work. `report` may be NULL: a row a class, and
 * notes. Errors: LAMP_GRID_ERROR_*, one sentence each. */
LampDraft *lamp_cim_read (const LampCimSource *source,
                          LampImportReport    *report,
                          LampImportProgress   progress,
                          gpointer             progress_data,
                          GCancellable        *cancellable,
                          GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same into a file, as lamp_import_run does it. */
gboolean lamp_cim_run (const LampCimSource *source,
                       const char          *path,
                       LampImportReport    *report,
                       LampImportProgress   progress,
                       gpointer             progress_data,
                       GCancellable        *cancellable,
                       GError             **error);

G_END_DECLS
