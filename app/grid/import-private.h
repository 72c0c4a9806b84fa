/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An import at work. The steps, each in a file of its own:
 *  - import.c: the source is opened, layer after layer read, the region written.
 *  - import-layer.c: one layer against its group of the profile: fields, words, places.
 *  - import-rows.c: a feature becomes a row of the draft.
 *  - import-snap.c: where nodes come from places, a pass before that finds them.
 * One thread, one import.
 */
#pragma once

#include "grid/gdal-use.h"
#include "grid/import.h"

G_BEGIN_DECLS

#define LAMP_FIELD_NONE (-1)
#define LAMP_FIELD_FID (-2) /* GDAL's own number of a feature */

typedef struct _LampSnap LampSnap;

typedef struct
{
  const LampProfile *profile;
  const char        *source;
  GDALDatasetH       dataset;
  LampDraft         *draft;
  LampImportReport  *report;
  LampSnap          *snap;      /* NULL unless nodes come from places */
  guint32            snap_item; /* of the feature at hand, in the order of both passes */
  LampImportProgress progress;
  gpointer           progress_data;
  GCancellable      *cancellable;
  guint64            done, total; /* features */
} LampImport;

typedef struct
{
  LampImport                  *import;
  const LampProfileLayer      *what;
  OGRLayerH                    layer;
  int                          fields[LAMP_COLUMN_N];
  OGRCoordinateTransformationH transform;
  gboolean                     way_known;
  guint64                      n_placed, n_unplaced, n_astray, n_unnamed;
  GArray                      *points;  /* LampPoint, of the feature at hand */
  GHashTable                  *strange; /* "column\nvalue": what the profile has no word for */
  GStringChunk                *text;    /* of the feature at hand */
  GError                      *error;   /* of the feature at hand */
} LampImportLayer;

/* The layer under its filter, its fields looked up. Clear it in any case. */
gboolean lamp_import_layer_open (LampImportLayer *layer, LampImport *import, const LampProfileLayer *what, GError **error);
void     lamp_import_layer_clear (LampImportLayer *layer);
guint64  lamp_import_layer_count (LampImportLayer *layer);
/* NULL at the end or with an error; owned by the caller. */
OGRFeatureH lamp_import_layer_next (LampImportLayer *layer, GError **error);
/* What can only be said when all features were seen: strange values, places nowhere on earth. */
gboolean lamp_import_layer_finish (LampImportLayer *layer, GError **error);

/* Fills `points`, in degrees WGS 84; none when it has no place. FALSE: the wrong kind of geometry, no way to WGS 84. */
gboolean lamp_import_layer_place (LampImportLayer *layer, OGRFeatureH feature, GError **error);

/* Values of a feature; "" , 0, FALSE when not known. Text lives until the next feature. What has no sense is noted in
 * `strange` and said by lamp_import_layer_finish. */
const char *lamp_import_text (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column);
double      lamp_import_number (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column);
gboolean    lamp_import_flag (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column);
/* Our word for it, or NULL: noted as strange when `needed` or not empty. */
const char *lamp_import_word (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column, gboolean needed);
const char *lamp_import_id (LampImportLayer *layer, OGRFeatureH feature);
const char *lamp_import_node (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column);

/* The feature into the draft; its place is in layer->points. */
void lamp_import_row (LampImportLayer *layer, OGRFeatureH feature);

/* Nodes from places. Items are added in the order they are asked for later; NULL: no place known. */
LampSnap *lamp_snap_new (double tolerance_m);
void      lamp_snap_free (LampSnap *snap);
void      lamp_snap_add (LampSnap *snap, LampProfileRole role, const LampPoint *first, const LampPoint *last);
void      lamp_snap_solve (LampSnap *snap, LampImportReport *report);
/* The node at the first or last end of an item; "" when it has none. Written into the buffer. */
const char *lamp_snap_node (const LampSnap *snap, guint32 item, gboolean last, char *buffer, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampSnap, lamp_snap_free)

G_END_DECLS
