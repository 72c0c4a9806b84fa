/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The course of an import: open, layer after layer, write. See import.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/import-private.h"
#include "grid/import-told.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define PROGRESS_EVERY 1000 /* features */

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
    lamp_import_report_begin (import, &layer);
  if (good && layer.layer != NULL)
    {
      lamp_import_layer_narrow (&layer);
      good = each_feature (&layer, func, &n, error);
    }
  if (good && layer.layer != NULL && layer.taking)
    {
      lamp_import_report_layer (import, &layer, n);
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

  if (!lamp_import_open_source (import, error) || !check_layers (import, error) || !lamp_joins_read (import, error) || !find_nodes (import, error) || !check_texts (import, error))
    return FALSE;
  for (guint i = 0; i < layers->len; i++)
    {
      if (!take_layer (import, layers->pdata[i], take_row, error) || !check_texts (import, error))
        return FALSE;
      if (lamp_profile_role_is_element (((LampProfileLayer *)layers->pdata[i])->role))
        n_elements += g_array_index (import->report->layers, LampImportLayerReport, import->report->layers->len - 1).n_taken;
    }
  lamp_import_report_rest (import);
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
