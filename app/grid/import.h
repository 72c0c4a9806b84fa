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
#include "grid/pool.h"
#include "grid/profile.h"

G_BEGIN_DECLS

/* One group of the profile, as it was taken over; or, with `becomes` NULL, a layer no group names. */
typedef struct
{
  char       *layer;
  const char *becomes;      /* static */
  guint64     n_taken;      /* features */
  guint64     n_left_out;   /* by the group's `where`, or all of a layer no group names */
  guint64     n_unplaced;   /* without geometry */
  guint64     n_astray;     /* with coordinates that are nowhere on earth: taken without a place */
  guint64     n_unnamed;    /* without an id: called LAYER#FID */
  guint64     n_unjoined;   /* values that should have come through another layer, which has no such key */
  gboolean    absent;       /* the layer is not there, and need not be */
  gboolean    gone_through; /* in no group, but others look things up in it */
} LampImportLayerReport;

typedef enum {
  LAMP_FINDING_UNJOINED,  /* what the profile looks up in another layer is not there */
  LAMP_FINDING_OTHERWISE, /* a value the profile has no word for was taken for what it says then */
  LAMP_FINDING_ASTRAY,    /* coordinates nowhere on earth */
  LAMP_FINDING_UNNAMED,   /* no id */
  LAMP_FINDING_N,
} LampFindingKind;

/* What was noticed of one feature of the source. */
typedef struct
{
  guint8  kind;   /* LampFindingKind */
  guint8  column; /* LampProfileColumnId */
  guint16 layer;  /* into `layers` of the report */
  guint32 id;     /* into its `text`: as the region has it */
  guint32 value;  /* into its `text`: as the source has it */
} LampFinding;

/* A value without meaning, and how often; the fields as in a finding. */
typedef struct
{
  guint8  column;
  guint16 layer;
  guint32 value;
  guint64 n;
} LampTakenFor;

typedef struct
{
  GArray     *layers; /* LampImportLayerReport, as the profile has them; of CIM, a row a class */
  gboolean    of_cim;
  GPtrArray  *notes;          /* char: translated sentences on what else is to be known; CIM only */
  GArray     *findings;       /* LampFinding, all of them, layer by layer */
  LampTextSet text;           /* of the findings */
  GPtrArray  *absent;         /* char: layers and fields, LAYER.FIELD, the profile names and need not be there */
  GArray     *taken_for;      /* LampTakenFor: values that were taken for something, most frequent first */
  guint64     n_join_repeats; /* keys that layers looked up in have more than once: the first counts */
  guint64     n_crowded;      /* devices where three or more line ends meet: which line they switch was guessed */
  guint64     n_alone;        /* devices no line end reaches; both only when nodes come from places */
} LampImportReport;

/* Called now and then with features done and to do in all, and the layer at work. */
typedef void (*LampImportProgress) (guint64 done, guint64 total, const char *layer, gpointer data);

LampImportReport *lamp_import_report_new (void) G_GNUC_WARN_UNUSED_RESULT;
void              lamp_import_report_free (LampImportReport *report);

/* Where a region is to be written: refused, before a long reading, where it could not be, where `path` is `source` itself
 * or a file that is something else. For every kind of import. */
gboolean lamp_import_check_target (const char *source, const char *path, GError **error);
/* Lower case with hyphens, for files and programs: "not-joined". */
const char *lamp_finding_kind_to_string (LampFindingKind kind);
/* A translated sentence that says what it is. */
const char *lamp_finding_kind_describe (LampFindingKind kind);

/* What the profile makes of `source`, in memory. `report` may be NULL. Errors: LAMP_GRID_ERROR_*, one sentence each. */
LampDraft *lamp_import_read (const LampProfile *profile,
                             const char        *source,
                             LampImportReport  *report,
                             LampImportProgress progress,
                             gpointer           progress_data,
                             GCancellable      *cancellable,
                             GError           **error) G_GNUC_WARN_UNUSED_RESULT;

/* The same into a file: the region at `path` is the old one, untouched, or the new one, whole. An existing file that
 * is no region is not overwritten. The base map of the old region goes over into the new one. */
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
