/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A utility's own layers into a region, as a profile says (profile.h): anything GDAL opens as vector data.
 *
 * Nothing is dropped in silence. Every feature of a named layer becomes a row of the region, with or without a place;
 * what cannot be taken over whole fails the import; what was left aside on purpose is in the report.
 * All functions block and use GDAL in the calling thread only.
 */
#pragma once

#include "grid/draft.h"
#include "grid/profile.h"

G_BEGIN_DECLS

/* One group of the profile, as it was taken over; or, with `becomes` NULL, a layer no group names. */
typedef struct
{
  char       *layer;
  const char *becomes;    /* static */
  guint64     n_taken;    /* features */
  guint64     n_left_out; /* by the group's `where`, or all of a layer no group names */
  guint64     n_unplaced; /* without geometry */
  guint64     n_astray;   /* with coordinates that are nowhere on earth: taken without a place */
  guint64     n_unnamed;  /* without an id: called LAYER#FID */
} LampImportLayerReport;

typedef struct
{
  GArray    *layers;    /* LampImportLayerReport, as the profile has them; of CIM, a row a class */
  GPtrArray *notes;     /* char: translated sentences on what else is to be known; CIM only */
  guint64    n_crowded; /* devices where three or more line ends meet: which line they switch was guessed */
  guint64    n_alone;   /* devices no line end reaches; both only when nodes come from places */
} LampImportReport;

/* Called now and then with features done and to do in all, and the layer at work. */
typedef void (*LampImportProgress) (guint64 done, guint64 total, const char *layer, gpointer data);

LampImportReport *lamp_import_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void              lamp_import_report_free (LampImportReport *report);

/* Where a region is to be written: refused, before a long reading, where it could not be, where `path` is `source` itself
 * or a file that is something else. For every kind of import. */
gboolean lamp_import_check_target (const char *source, const char *path, GError **error);

/* What the profile makes of `source`, in memory. `report` may be NULL. Errors: LAMP_GRID_ERROR_*, one sentence each. */
LampDraft *lamp_import_read (const LampProfile *profile,
                             const char        *source,
                             LampImportReport  *report,
                             LampImportProgress progress,
                             gpointer           progress_data,
                             GCancellable      *cancellable,
                             GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same into a file: the region at `path` is the old one, untouched, or the new one, whole. An existing file that
 * is no region is not overwritten. */
gboolean lamp_import_run (const LampProfile *profile,
                          const char        *source,
                          const char        *path,
                          LampImportReport  *report,
                          LampImportProgress progress,
                          gpointer           progress_data,
                          GCancellable      *cancellable,
                          GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampImportReport, lamp_import_report_free)

G_END_DECLS
