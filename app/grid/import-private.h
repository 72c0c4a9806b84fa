/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An import at work. The steps, each in a file of its own:
 *  - import.c: layer after layer is read, the region written.
 *  - import-source.c: the source is opened; import-target.c: may the region be written there.
 *  - import-layer.c: one layer under its group's filter, from its opening to its end.
 *  - import-fields.c: the fields of the layer, and the ways through others, that the group's columns are.
 *  - import-place.c: where a feature is.
 *  - import-rows.c: a feature becomes a row of the draft.
 *  - import-join.c: what is reached through other layers is read before.
 *  - import-report.c: what is told of it.
 *  - import-values.c: what a column is for one feature.
 *  - import-snap.c: where nodes come from places, a pass before that finds them.
 * One thread, one import.
 */
#pragma once

#include "grid/gdal-use.h"
#include "grid/import.h"
#include "grid/pool.h"

G_BEGIN_DECLS

#define LAMP_FIELD_FID (-2) /* GDAL's own number of a feature */

typedef struct _LampSnap  LampSnap;
typedef struct _LampJoins LampJoins;

typedef struct
{
  const LampProfile *profile;
  const char        *connection; /* as GDAL opens the source; a password may stand in it */
  const char        *source;     /* the same, as it is told */
  GPtrArray         *datasets;   /* GDALDatasetH: one, or the files of a folder in the order of their names */
  LampDraft         *draft;
  LampImportReport  *report;
  LampJoins         *joins;
  gboolean           choosy;    /* some group chooses among nodes, so they must be known */
  LampTextSet        nodes;     /* then: names of the nodes elements have */
  LampSnap          *snap;      /* NULL unless nodes come from places */
  guint32            snap_item; /* of the feature at hand, in the order of both passes */
  LampImportProgress progress;
  gpointer           progress_data;
  GCancellable      *cancellable;
  guint64            done, total; /* features */
  char              *mangled;     /* NULL, or the first text that is not UTF-8, made so; and the layer it is in */
  char              *mangled_in;
} LampImport;

typedef struct
{
  guint32 table;
  guint32 column; /* of the table; LAMP_NONE: its geometry */
} LampJoinStep;

/* A path of the profile, looked up. */
typedef struct
{
  int     field; /* GDAL's number, or LAMP_FIELD_FID */
  GArray *steps; /* LampJoinStep */
} LampWay;

typedef struct
{
  LampImport                  *import;
  const LampProfileLayer      *what;
  OGRLayerH                    layer;
  const char                  *name;                /* the layer's, of those the profile allows */
  GArray                      *ways[LAMP_COLUMN_N]; /* LampWay; NULL: from no field */
  guint8                      *used;                /* which of the fields are */
  OGRCoordinateTransformationH transform;
  gboolean                     way_known;
  gboolean                     taking; /* rows are made: what is noticed is noted */
  guint64                      n_placed, n_unplaced, n_astray, n_unnamed;
  guint64                      n_unjoined; /* values that should have come through another layer */
  const char                  *id;         /* of the feature at hand, once asked for */
  GArray                      *points;     /* LampPoint, of the feature at hand */
  GHashTable                  *strange;    /* "column\nvalue": what the profile has no word for */
  GStringChunk                *text;       /* of the feature at hand */
  GError                      *error;      /* of the feature at hand */
} LampImportLayer;

/* Fills `datasets`. FALSE with a sentence: nothing is there, or nothing that can be read. */
gboolean lamp_import_open_source (LampImport *import, GError **error);
/* In any of the datasets; NULL when there is none. */
OGRLayerH lamp_import_find_layer (const LampImport *import, const char *name);
/* One more feature is done. */
void lamp_import_step (LampImport *import, const char *layer);

/* The layer under its filter, its fields looked up. Clear it in any case. TRUE with `layer` NULL: it is absent and may be. */
gboolean lamp_import_layer_open (LampImportLayer *layer, LampImport *import, const LampProfileLayer *what, GError **error);
void     lamp_import_layer_clear (LampImportLayer *layer);
/* Looks up the ways of all columns and uses their fields. FALSE: one that is needed is not there. */
gboolean lamp_import_layer_find_fields (LampImportLayer *layer, GError **error);
/* Fields that are not used need not be read. Only before the first feature. */
void    lamp_import_layer_use (LampImportLayer *layer, int field);
void    lamp_import_layer_narrow (LampImportLayer *layer);
guint64 lamp_import_layer_count (LampImportLayer *layer);
/* NULL at the end or with an error; owned by the caller. */
OGRFeatureH lamp_import_layer_next (LampImportLayer *layer, GError **error);
/* What can only be said when all features were seen: strange values, places nowhere on earth. */
gboolean lamp_import_layer_finish (LampImportLayer *layer, GError **error);

/* The i-th name into a list of them in a sentence; from some on, there are only more. */
void lamp_import_append_name (GString *names, const char *name, int i);

/* Does the layer say that it holds the kind of geometry its role has? One that holds anything is asked feature by feature. */
gboolean lamp_import_layer_check_type (LampImportLayer *layer, GError **error);
/* Fills `points`, in degrees WGS 84, from its geometry, else through other layers; none when it has no place. FALSE: the wrong kind of geometry, no way to WGS 84. */
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

/* A field without what is blank around it; "" when empty. */
const char *lamp_import_field_text (LampImportLayer *layer, OGRFeatureH feature, int field);
/* The text as node names and keys are compared. */
const char *lamp_import_fold (LampImportLayer *layer, const char *text);

/* The feature into the draft; its place is in layer->points. */
void lamp_import_row (LampImportLayer *layer, OGRFeatureH feature);

/* Values through other layers. Paths are looked up first: FALSE with what is missing, owned by the caller. */
LampJoins *lamp_joins_new (void);
void       lamp_joins_free (LampJoins *joins);
gboolean   lamp_joins_resolve (LampImport *import, const LampProfilePath *path, const char *group, GArray *steps, char **missing);
/* Then all of them are opened and counted, then read. */
gboolean lamp_joins_check (LampImport *import, GError **error);
gboolean lamp_joins_read (LampImport *import, GError **error);
/* What the way leads to from `value`; "" when it ends early. `missed` becomes the first key that is not there, `at` is set
 * at the end of a way to a place. The text lives as long as the feature at hand. */
const char *lamp_joins_walk (LampImportLayer *layer, const LampWay *way, const char *value, const char **missed, LampPoint *at);

/* A row of the report: of a layer before its first feature, then completed after its last; then of layers no group names. */
void lamp_import_report_begin (LampImport *import, const LampImportLayer *layer);
void lamp_import_report_layer (LampImport *import, LampImportLayer *layer, guint64 n_taken);
void lamp_import_report_rest (LampImport *import);
/* What was taken for what, from the findings; once, when all layers are read. */
void lamp_import_report_finish (LampImportReport *report);
/* What the report is to say of one feature. */
void lamp_import_note (LampImportLayer *layer, LampFindingKind kind, LampProfileColumnId column, const char *id, const char *value);
/* A layer or field that is not there and need not be; takes the text. */
void lamp_import_note_absent (LampImport *import, char *what);

/* What lines may meet it: those of low voltage, all others, or, of a transformer, one of each. */
typedef enum {
  LAMP_SNAP_HIGH, /* also where the voltage is not told */
  LAMP_SNAP_LOW,
  LAMP_SNAP_BETWEEN,
} LampSnapLevel;

/* Of the feature at hand. */
LampSnapLevel lamp_import_level (LampImportLayer *layer, OGRFeatureH feature);

/* Nodes from places. Items are added in the order they are asked for later; NULL: no place known. */
LampSnap *lamp_snap_new (double tolerance_m);
void      lamp_snap_free (LampSnap *snap);
void      lamp_snap_add (LampSnap *snap, LampProfileRole role, LampSnapLevel level, const LampPoint *first, const LampPoint *last);
void      lamp_snap_solve (LampSnap *snap, LampImportReport *report);
/* The node at the first or last end of an item; "" when it has none. Written into the buffer. */
const char *lamp_snap_node (const LampSnap *snap, guint32 item, gboolean last, char *buffer, gsize size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampJoins, lamp_joins_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampSnap, lamp_snap_free)

G_END_DECLS
