/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A draft into a region GeoPackage. Layers and fields come from region-layout.h, so writer and reader
 * cannot disagree; what goes into them is draft-rows.c. The file is made beside its target in one transaction, synced, and renamed.
 *
 * Deterministic: layers in a fixed order, rows in the order given, the times a GeoPackage holds pinned.
 * There is no spatial index: the reader always reads everything, and the file travels to every console.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/draft-write-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Any fixed time would do; the GeoPackage needs one. */
#define PINNED_TIME "2000-01-01T00:00:00.000Z"

gboolean
lamp_draft_writer_fail (LampDraftWriter *writer, GError **error, const char *why)
{
  g_autofree char *complaint = lamp_gdal_dup_complaint ();

  if (complaint != NULL)
    why = complaint;
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_WRITE,
               _ ("The region could not be written to “%s” (%s): check that the folder exists, may be written to and has room, then try again."),
               writer->path,
               why);
  return FALSE;
}

static OGRwkbGeometryType
geometry_type (const LampRegionLayer *layout)
{
  switch (layout->shape)
    {
    case LAMP_SHAPE_POINT:
      return wkbPoint;
    case LAMP_SHAPE_LINE:
      return layout->multi ? wkbMultiLineString : wkbLineString;
    case LAMP_SHAPE_AREA:
      return wkbMultiPolygon;
    case LAMP_SHAPE_NONE:
    default:
      return wkbNone;
    }
}

static OGRFieldType
field_type (LampFieldType type)
{
  switch (type)
    {
    case LAMP_FIELD_TEXT:
      return OFTString;
    case LAMP_FIELD_REAL:
      return OFTReal;
    case LAMP_FIELD_INTEGER:
    case LAMP_FIELD_FLAG:
    default:
      return OFTInteger;
    }
}

static gboolean
create_layer (LampDraftWriter *writer, LampLayerId id, GError **error)
{
  const LampRegionLayer *layout = lamp_region_layer (id);
  char                   no_index[] = "SPATIAL_INDEX=NO";
  char                  *options[] = { no_index, NULL };
  OGRLayerH              layer = GDALDatasetCreateLayer (writer->dataset,
                                                         layout->name,
                                            layout->shape == LAMP_SHAPE_NONE ? NULL : writer->wgs84,
                                                         geometry_type (layout),
                                            layout->shape == LAMP_SHAPE_NONE ? NULL : options);

  if (layer == NULL)
    return lamp_draft_writer_fail (writer, error, layout->name);

  for (guint i = 0; i < layout->n_fields; i++)
    {
      OGRFieldDefnH field = NULL;
      OGRErr        status = OGRERR_NONE;

      if (layout->fields[i].name == NULL)
        continue;
      field = OGR_Fld_Create (layout->fields[i].name, field_type (layout->fields[i].type));
      status = OGR_L_CreateField (layer, field, FALSE);
      OGR_Fld_Destroy (field);
      if (status != OGRERR_NONE)
        return lamp_draft_writer_fail (writer, error, layout->name);
    }

  writer->layers[id] = layer;
  return TRUE;
}

static gboolean
write_dataset (LampDraftWriter *writer, const char *temporary, GError **error)
{
  GDALDriverH driver = GDALGetDriverByName ("GPKG");

  if (driver == NULL)
    return lamp_draft_writer_fail (writer, error, _ ("this GDAL has no GeoPackage driver"));
  writer->dataset = GDALCreate (driver, temporary, 0, 0, 0, GDT_Unknown, NULL);
  if (writer->dataset == NULL)
    return lamp_draft_writer_fail (writer, error, _ ("the file could not be made"));

  for (guint i = 0; i < LAMP_LAYER_N; i++)
    if (!create_layer (writer, (LampLayerId)i, error))
      return FALSE;

  if (GDALDatasetStartTransaction (writer->dataset, FALSE) != OGRERR_NONE)
    return lamp_draft_writer_fail (writer, error, _ ("no transaction could be started"));
  if (!lamp_draft_writer_put_everything (writer, error))
    return FALSE;
  if (GDALDatasetCommitTransaction (writer->dataset) != OGRERR_NONE)
    return lamp_draft_writer_fail (writer, error, _ ("the transaction could not be finished"));
  return TRUE;
}

/* Pinned settings hold for this thread only, so other work of the process keeps its own. */
static gboolean
write_file (LampDraftWriter *writer, const char *temporary, GError **error)
{
  gboolean written = FALSE;

  lamp_gdal_quiet_begin ();
  CPLSetThreadLocalConfigOption ("OGR_CURRENT_DATE", PINNED_TIME);
  CPLSetThreadLocalConfigOption ("OGR_SQLITE_SYNCHRONOUS", "OFF"); /* synced once, below */
  writer->wgs84 = lamp_gdal_new_wgs84 ();

  written = write_dataset (writer, temporary, error);
  if (writer->dataset != NULL)
    {
      CPLErrorReset ();
      GDALClose (writer->dataset);
      if (written && lamp_gdal_failed ())
        written = lamp_draft_writer_fail (writer, error, _ ("the file could not be closed"));
    }

  OSRRelease (writer->wgs84);
  CPLSetThreadLocalConfigOption ("OGR_SQLITE_SYNCHRONOUS", NULL);
  CPLSetThreadLocalConfigOption ("OGR_CURRENT_DATE", NULL);
  lamp_gdal_quiet_end ();
  return written;
}

static gboolean
sync_path (const char *path, int flags)
{
  int      fd = open (path, flags | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return synced;
}

char *
lamp_draft_dup_target (const char *path, GError **error)
{
  char *target = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    return g_strdup (path);
  target = realpath (path, NULL);
  if (target == NULL)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE, _ ("“%s” is a link to a file that cannot be found (%s): make it lead to a region, or name another file."), path, g_strerror (errno));
  return target;
}

static char *
dup_temporary (const char *target)
{
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *base = g_path_get_basename (target);
  g_autofree char *name = g_strdup_printf (".%s.%08x.gpkg", base, g_random_int ());

  return g_build_filename (folder, name, NULL);
}

static gboolean
put_in_place (LampDraftWriter *writer, const char *temporary, const char *target, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (target);

  if (!sync_path (temporary, O_RDONLY) || g_rename (temporary, target) != 0)
    return lamp_draft_writer_fail (writer, error, g_strerror (errno));
  /* The new name itself; some file systems refuse to sync a folder, and the data is safe without. */
  (void)sync_path (folder, O_RDONLY | O_DIRECTORY);
  return TRUE;
}

gboolean
lamp_draft_write (LampDraft    *draft,
                  const char   *path,
                  GCancellable *cancellable,
                  GError      **error)
{
  LampDraftWriter  writer = { .draft = draft, .path = path, .cancellable = cancellable };
  g_autofree char *target = NULL;
  g_autofree char *temporary = NULL;

  g_return_val_if_fail (draft != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;

  target = lamp_draft_dup_target (path, error);
  if (target == NULL)
    return FALSE;
  temporary = dup_temporary (target);
  if (write_file (&writer, temporary, error) && put_in_place (&writer, temporary, target, error))
    return TRUE;
  g_unlink (temporary);
  return FALSE;
}
