/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The course of an import: open, layer after layer, write. See import.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/import-private.h"
#include "grid/import-source.h"
#include "grid/region-layout.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PROGRESS_EVERY 1000 /* features */
#define SQLITE_HEADER 100   /* bytes */

/* SQLite's header says how long the file must be. Found here, so the sentence can say what happened. */
static gboolean
check_whole (const char *source, GError **error)
{
  guint8      header[SQLITE_HEADER] = { 0 };
  struct stat info = { .st_size = 0 };
  int         fd = g_open (source, O_RDONLY | O_CLOEXEC, 0);
  gssize      n = fd < 0 ? -1 : read (fd, header, sizeof header);
  gboolean    known = fd >= 0 && fstat (fd, &info) == 0 && S_ISREG (info.st_mode);
  guint64     page = (guint64)header[16] << 8 | header[17];
  guint64     pages = (guint64)header[28] << 24 | (guint64)header[29] << 16 | (guint64)header[30] << 8 | header[31];

  if (fd >= 0)
    close (fd);
  if (!known || n < 16 || memcmp (header, "SQLite format 3", 16) != 0 || (n == SQLITE_HEADER && (guint64)info.st_size >= (page == 1 ? 65536 : page) * pages))
    return TRUE;

  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_UNREADABLE,
               _ ("“%s” is cut off (only %" PRId64 " bytes are there): take a fresh copy of it."),
               source,
               (gint64)info.st_size);
  return FALSE;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *)a, *(const char *const *)b);
}

/* GeoJSON and the like are a file a layer: then a folder of such files is a source. */
static void
open_folder (LampImport *import)
{
  g_autoptr (GDir) folder = g_dir_open (import->connection, 0, NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name = NULL;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_build_filename (import->connection, name, NULL));
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      GDALDatasetH dataset = NULL;

      if (g_file_test (names->pdata[i], G_FILE_TEST_IS_REGULAR))
        dataset = GDALOpenEx (names->pdata[i], GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, (const char *const *)import->profile->options, NULL);
      if (dataset != NULL)
        g_ptr_array_add (import->datasets, dataset);
    }
}

/* What GDAL has nothing to say about. */
static const char *
guess_reason (const char *source)
{
  struct stat info;

  if (stat (source, &info) == 0 && S_ISDIR (info.st_mode))
    return _ ("a folder without a file it knows");
  if (stat (source, &info) == 0 && S_ISREG (info.st_mode) && info.st_size == 0)
    return _ ("it is empty");
  return _ ("it knows no such kind of file");
}

static gboolean
open_source (LampImport *import, GError **error)
{
  g_autofree char *said = NULL, *complaint = NULL;
  GDALDatasetH     dataset = NULL;

  if (!check_whole (import->connection, error))
    return FALSE;

  CPLErrorReset ();
  dataset = GDALOpenEx (import->connection, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, (const char *const *)import->profile->options, NULL);
  if (dataset != NULL)
    g_ptr_array_add (import->datasets, dataset);
  if (dataset != NULL && GDALDatasetGetLayerCount (dataset) > 0)
    return TRUE;

  said = lamp_gdal_dup_complaint ();
  complaint = said != NULL ? lamp_source_dup_told (said) : NULL;
  if (dataset == NULL && g_file_test (import->connection, G_FILE_TEST_IS_DIR))
    open_folder (import);
  if (dataset == NULL && import->datasets->len > 0)
    return TRUE;
  if (dataset == NULL && strchr (import->connection, ':') == NULL && !g_file_test (import->connection, G_FILE_TEST_EXISTS))
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_NOT_FOUND, _ ("There is no source “%s”: check the path."), import->source);
  else
    g_set_error (error,
                 LAMP_GRID_ERROR,
                 LAMP_GRID_ERROR_UNREADABLE,
                 _ ("“%s” is no vector data GDAL can read (%s): give a GeoPackage, shapefile, FileGDB, GeoJSON or the like, and a fresh copy if it is damaged."),
                 import->source,
                 complaint != NULL ? complaint : guess_reason (import->connection));
  return FALSE;
}

static void
tell (LampImport *import, const char *layer)
{
  if (import->progress != NULL)
    import->progress (import->done, import->total, layer, import->progress_data);
}

void
lamp_import_step (LampImport *import, const char *layer)
{
  if (++import->done % PROGRESS_EVERY == 0)
    tell (import, layer);
}

/* The row of a layer is made before it is read: findings name it. */
static void
begin_report (LampImport *import, const LampImportLayer *layer)
{
  LampImportLayerReport row = {
    .layer = g_strdup (layer->name),
    .becomes = lamp_profile_role_to_string (layer->what->role),
    .absent = layer->layer == NULL,
  };

  g_array_append_val (import->report->layers, row);
}

static void
report_layer (LampImport *import, LampImportLayer *layer, guint64 n_taken)
{
  guint64                n_all = lamp_import_layer_count (layer);
  LampImportLayerReport *row = &g_array_index (import->report->layers, LampImportLayerReport, import->report->layers->len - 1);

  row->n_taken = n_taken;
  row->n_left_out = n_all > n_taken ? n_all - n_taken : 0;
  import->done += row->n_left_out;
  row->n_unplaced = layer->n_unplaced;
  row->n_astray = layer->n_astray;
  row->n_unnamed = layer->n_unnamed;
  row->n_unjoined = layer->n_unjoined;
}

typedef gboolean (*FeatureFunc) (LampImportLayer *layer, OGRFeatureH feature);

static gboolean
take_row (LampImportLayer *layer, OGRFeatureH feature)
{
  lamp_import_row (layer, feature);
  layer->import->snap_item++;
  lamp_import_step (layer->import, layer->name);
  return TRUE;
}

static gboolean
take_ends (LampImportLayer *layer, OGRFeatureH feature)
{
  const LampPoint *points = (const LampPoint *)(const void *)layer->points->data;
  guint            n = layer->points->len;

  lamp_snap_add (layer->import->snap, layer->what->role, lamp_import_level (layer, feature), n > 0 ? points : NULL, n > 0 ? points + n - 1 : NULL);
  return TRUE;
}

static gboolean
each_feature (LampImportLayer *layer, FeatureFunc func, guint64 *n, GError **error)
{
  GError     *local_error = NULL;
  OGRFeatureH feature = NULL;
  gboolean    good = TRUE;

  *n = 0;
  while (good && (feature = lamp_import_layer_next (layer, &local_error)) != NULL)
    {
      good = lamp_import_layer_place (layer, feature, &local_error) && func (layer, feature);
      OGR_F_Destroy (feature);
      ++*n;
    }
  if (local_error != NULL)
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  return lamp_import_layer_finish (layer, error);
}

static gboolean
take_layer (LampImport *import, const LampProfileLayer *what, FeatureFunc func, GError **error)
{
  LampImportLayer layer;
  guint64         n = 0;
  gboolean        good = lamp_import_layer_open (&layer, import, what, error);

  layer.taking = func == take_row;
  if (good && layer.taking)
    begin_report (import, &layer);
  if (good && layer.layer != NULL)
    {
      lamp_import_layer_narrow (&layer);
      good = each_feature (&layer, func, &n, error);
    }
  if (good && layer.layer != NULL && layer.taking)
    {
      report_layer (import, &layer, n);
      tell (import, layer.name);
    }
  lamp_import_layer_clear (&layer);
  return good;
}

/* Everything the profile names must be there before anything is read. */
static gboolean
check_layers (LampImport *import, GError **error)
{
  const GPtrArray *layers = import->profile->layers;

  for (guint i = 0; i < layers->len; i++)
    {
      LampImportLayer layer;
      gboolean        good = lamp_import_layer_open (&layer, import, layers->pdata[i], error);
      const GArray   *ways = layer.ways[LAMP_COLUMN_NODE];

      if (good && layer.layer != NULL)
        import->total += lamp_import_layer_count (&layer);
      import->choosy |= ways != NULL && ways->len > 1;
      lamp_import_layer_clear (&layer);
      if (!good)
        return FALSE;
    }
  return lamp_joins_check (import, error);
}

static gboolean
find_nodes (LampImport *import, GError **error)
{
  const GPtrArray *layers = import->profile->layers;

  if (!import->profile->by_geometry)
    return TRUE;
  import->snap = lamp_snap_new (import->profile->snap_m);
  for (guint i = 0; i < layers->len; i++)
    if (!take_layer (import, layers->pdata[i], take_ends, error))
      return FALSE;
  lamp_snap_solve (import->snap, import->report);
  return TRUE;
}

static gboolean
is_named (const LampProfile *profile, const char *name)
{
  for (guint i = 0; i < profile->layers->len; i++)
    for (char **layer = ((LampProfileLayer *)profile->layers->pdata[i])->layers; *layer != NULL; layer++)
      if (g_ascii_strcasecmp (*layer, name) == 0)
        return TRUE;
  return FALSE;
}

/* A layer that others go through may have rows of its own too; then it is in a group. */
static gboolean
is_gone_through (const LampProfile *profile, const char *name)
{
  for (guint i = 0; i < profile->layers->len; i++)
    for (guint k = 0; k < LAMP_COLUMN_N; k++)
      {
        const GPtrArray *paths = ((LampProfileLayer *)profile->layers->pdata[i])->columns[k].paths;

        for (guint p = 0; paths != NULL && p < paths->len; p++)
          for (guint h = 0; h < ((LampProfilePath *)paths->pdata[p])->hops->len; h++)
            if (g_ascii_strcasecmp (((LampProfileHop *)((LampProfilePath *)paths->pdata[p])->hops->pdata[h])->layer, name) == 0)
              return TRUE;
      }
  return FALSE;
}

static void
report_rest (LampImport *import)
{
  for (guint k = 0; k < import->datasets->len; k++)
    for (int i = 0; i < GDALDatasetGetLayerCount (import->datasets->pdata[k]); i++)
      {
        OGRLayerH             layer = GDALDatasetGetLayer (import->datasets->pdata[k], i);
        LampImportLayerReport row = { .layer = NULL };

        if (is_named (import->profile, OGR_L_GetName (layer)))
          continue;
        row.layer = g_strdup (OGR_L_GetName (layer));
        row.n_left_out = (guint64)MAX (OGR_L_GetFeatureCount (layer, TRUE), 0);
        row.gone_through = is_gone_through (import->profile, row.layer);
        g_array_append_val (import->report->layers, row);
      }
}

/* Texts that differ only in what cannot be read would be one: nodes joined, ids twice. */
static gboolean
check_texts (LampImport *import, GError **error)
{
  if (import->mangled == NULL)
    return TRUE;
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_UNREADABLE,
               _ ("Layer “%s” of “%s” holds text that is not UTF-8 (“%s”): say how it is written in the import profile, for shapefiles with “open-options = ENCODING=ISO-8859-1” or the like, or convert the source first."),
               import->mangled_in,
               import->source,
               import->mangled);
  return FALSE;
}

static gboolean
take_all (LampImport *import, GError **error)
{
  const GPtrArray *layers = import->profile->layers;
  guint64          n_elements = 0;

  if (!open_source (import, error) || !check_layers (import, error) || !lamp_joins_read (import, error) || !find_nodes (import, error) || !check_texts (import, error))
    return FALSE;
  for (guint i = 0; i < layers->len; i++)
    {
      if (!take_layer (import, layers->pdata[i], take_row, error) || !check_texts (import, error))
        return FALSE;
      if (lamp_profile_role_is_element (((LampProfileLayer *)layers->pdata[i])->role))
        n_elements += g_array_index (import->report->layers, LampImportLayerReport, import->report->layers->len - 1).n_taken;
    }
  report_rest (import);
  lamp_import_report_finish (import->report);

  if (n_elements > 0)
    return TRUE;
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_EMPTY,
               _ ("The layers of “%s” that should become lines, devices and transformers are empty, so there is no grid in it: check the source, and the filters in the import profile."),
               import->source);
  return FALSE;
}

static void
close_dataset (gpointer dataset)
{
  GDALClose (dataset);
}

LampDraft *
lamp_import_read (const LampProfile *profile,
                  const char        *source,
                  LampImportReport  *report,
                  LampImportProgress progress,
                  gpointer           progress_data,
                  GCancellable      *cancellable,
                  GError           **error)
{
  LampImport import = { .profile = profile, .connection = source, .progress = progress, .progress_data = progress_data, .cancellable = cancellable };
  g_autoptr (LampImportReport) own_report = lamp_import_report_new ();
  g_autofree char *told = NULL, *name = NULL;

  g_return_val_if_fail (profile != NULL, NULL);
  g_return_val_if_fail (source != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  import.report = report != NULL ? report : own_report;
  import.source = told = lamp_source_dup_told (source);
  name = profile->region != NULL ? g_strdup (profile->region) : lamp_source_dup_name (source);
  import.draft = lamp_draft_new (name != NULL ? name : profile->name);
  import.joins = lamp_joins_new ();
  import.datasets = g_ptr_array_new_with_free_func (close_dataset);
  lamp_text_set_init (&import.nodes);
  lamp_gdal_quiet_begin ();
  if (!take_all (&import, error))
    g_clear_pointer (&import.draft, lamp_draft_free);
  g_clear_pointer (&import.snap, lamp_snap_free);
  g_free (import.mangled);
  g_free (import.mangled_in);
  lamp_joins_free (import.joins);
  lamp_text_set_clear (&import.nodes);
  g_ptr_array_unref (import.datasets);
  lamp_gdal_quiet_end ();
  return import.draft;
}

/* Told before a long reading, not after it. */
static gboolean
check_folder (const char *path, GError **error)
{
  g_autofree char *target = lamp_draft_dup_target (path, error);
  g_autofree char *folder = target != NULL ? g_path_get_dirname (target) : NULL;

  if (folder == NULL)
    return FALSE;
  if (g_access (folder, W_OK | X_OK) == 0)
    return TRUE;
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_WRITE,
               _ ("The region could not be written to “%s” (%s): check that the folder exists, may be written to and has room, then try again."),
               path,
               g_strerror (errno));
  return FALSE;
}

/* What the user would not want overwritten: the source itself, or a file that is something else. */
gboolean
lamp_import_check_target (const char *source, const char *path, GError **error)
{
  const char *const drivers[] = { "GPKG", NULL };
  struct stat       from, to;
  GDALDatasetH      dataset = NULL;
  gboolean          is_region = FALSE;

  if (!check_folder (path, error))
    return FALSE;
  if (stat (path, &to) != 0)
    return TRUE;
  if (stat (source, &from) == 0 && from.st_dev == to.st_dev && from.st_ino == to.st_ino)
    {
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE, _ ("“%s” is the source itself: name another file for the region."), path);
      return FALSE;
    }

  lamp_gdal_quiet_begin ();
  dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  is_region = dataset != NULL && GDALDatasetGetLayerByName (dataset, lamp_region_layer (LAMP_LAYER_METADATA)->name) != NULL;
  g_clear_pointer (&dataset, GDALClose);
  lamp_gdal_quiet_end ();
  if (!is_region)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE, _ ("“%s” exists and is no region, so it is not overwritten: name another file for the region, or remove that one first."), path);
  return is_region;
}

gboolean
lamp_import_run (const LampProfile *profile,
                 const char        *source,
                 const char        *path,
                 LampImportReport  *report,
                 LampImportProgress progress,
                 gpointer           progress_data,
                 GCancellable      *cancellable,
                 GError           **error)
{
  g_autoptr (LampDraft) draft = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  if (!lamp_import_check_target (source, path, error))
    return FALSE;
  draft = lamp_import_read (profile, source, report, progress, progress_data, cancellable, error);
  if (draft == NULL)
    return FALSE;
  lamp_draft_keep_base (draft);
  return lamp_draft_write (draft, path, cancellable, error);
}
