/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-target.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/base-target.h"

#include "grid/draft.h"
#include "grid/write-layer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define CHUNK (1024 * 1024)

static gboolean
fail (LampBaseTarget *target, const char *why, GError **error)
{
  g_autofree char *complaint = lamp_gdal_dup_complaint ();

  return lamp_whole_file_fail (target->file.path, complaint != NULL ? complaint : why, error);
}

static gboolean
fail_changed (LampBaseTarget *target, GError **error)
{
  g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE, _ ("The region “%s” was changed by somebody else meanwhile, so nothing was written: try again."), target->file.path);
  return FALSE;
}

gboolean
lamp_base_target_check_idle (const char *path, GError **error)
{
  static const char *const beside[] = { "-wal", "-journal" };
  g_autofree char         *target = lamp_draft_dup_target (path, error);

  if (target == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (beside); i++)
    {
      g_autofree char *name = g_strconcat (target, beside[i], NULL);
      GStatBuf         info;

      if (g_stat (name, &info) == 0 && info.st_size > 0)
        {
          g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_WRITE, _ ("The region “%s” is being edited by another program: save and close it there, then try again."), path);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
write_all (int fd, const char *bytes, gsize n)
{
  while (n > 0)
    {
      gssize written = write (fd, bytes, n);

      if (written < 0 && errno != EINTR)
        return FALSE;
      bytes += MAX (written, 0);
      n -= (gsize)MAX (written, 0);
    }
  return TRUE;
}

static gboolean
copy_bytes (LampBaseTarget *target, int from, int to, GCancellable *cancellable, GError **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  gssize           n = 0;

  while ((n = read (from, chunk, CHUNK)) > 0 || (n < 0 && errno == EINTR))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (n > 0 && !write_all (to, chunk, (gsize)n))
        break;
    }
  return n == 0 || lamp_whole_file_fail (target->file.path, g_strerror (errno), error);
}

static gboolean
copy_region (LampBaseTarget *target, GCancellable *cancellable, GError **error)
{
  struct stat info = { .st_mode = 0 };
  int         from = g_open (target->file.target, O_RDONLY | O_CLOEXEC, 0), to = -1;
  gboolean    good = FALSE;

  if (from < 0 || fstat (from, &info) != 0)
    good = lamp_whole_file_fail (target->file.path, g_strerror (errno), error);
  else
    {
      LampEdition now = lamp_edition_of (&info);

      to = g_open (target->file.temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
      if (!lamp_edition_equal (&now, &target->edition))
        good = fail_changed (target, error);
      else if (to < 0 || fchmod (to, info.st_mode & 0777) != 0)
        good = lamp_whole_file_fail (target->file.path, g_strerror (errno), error);
      else
        good = copy_bytes (target, from, to, cancellable, error);
    }
  if (from >= 0)
    close (from);
  if (to >= 0 && close (to) != 0 && good)
    good = lamp_whole_file_fail (target->file.path, g_strerror (errno), error);
  return good;
}

static int
find_layer (GDALDatasetH dataset, const char *name)
{
  for (int i = 0; i < GDALDatasetGetLayerCount (dataset); i++)
    if (g_ascii_strcasecmp (OGR_L_GetName (GDALDatasetGetLayer (dataset, i)), name) == 0)
      return i;
  return -1;
}

static gboolean
renew_layers (LampBaseTarget *target, GError **error)
{
  OGRSpatialReferenceH wgs84 = lamp_gdal_new_wgs84 ();
  gboolean             good = TRUE;

  for (guint kind = 0; good && kind < LAMP_BASE_N_LAYERS; kind++)
    {
      int old = find_layer (target->dataset, lamp_region_layer ((LampLayerId)(LAMP_LAYER_BASE + kind))->name);

      if (old < 0)
        continue;
      target->had_base = TRUE;
      good = GDALDatasetDeleteLayer (target->dataset, old) == OGRERR_NONE;
    }
  for (guint kind = 0; good && kind < LAMP_BASE_N_LAYERS; kind++)
    {
      target->layers[kind] = lamp_write_layer_create (target->dataset, (LampLayerId)(LAMP_LAYER_BASE + kind), wgs84);
      good = target->layers[kind] != NULL;
    }
  OSRRelease (wgs84);
  return good || fail (target, _ ("the base layers could not be made"), error);
}

gboolean
lamp_base_target_open (LampBaseTarget *target, const char *path, const LampEdition *edition, GCancellable *cancellable, GError **error)
{
  const char *const drivers[] = { "GPKG", NULL };

  *target = (LampBaseTarget){ .edition = *edition };
  if (!lamp_whole_file_begin (&target->file, path, error))
    return FALSE;
  if (!copy_region (target, cancellable, error))
    return FALSE;

  CPLErrorReset ();
  target->dataset = GDALOpenEx (target->file.temporary, GDAL_OF_VECTOR | GDAL_OF_UPDATE, drivers, NULL, NULL);
  if (target->dataset == NULL)
    return fail (target, _ ("the copy of it could not be opened"), error);
  if (!renew_layers (target, error))
    return FALSE;
  return GDALDatasetStartTransaction (target->dataset, FALSE) == OGRERR_NONE || fail (target, _ ("no transaction could be started"), error);
}

gboolean
lamp_base_target_put (LampBaseTarget *target, LampBaseKind kind, guint8 rank, const char *name, OGRGeometryH geometry, GError **error)
{
  if (!lamp_write_base_feature (target->layers[kind], name, rank, geometry))
    return fail (target, lamp_region_layer ((LampLayerId)(LAMP_LAYER_BASE + kind))->name, error);
  target->n_written[kind]++;
  return TRUE;
}

/* What is there of that key goes first. */
static gboolean
put_attribution (LampBaseTarget *target, const char *attribution)
{
  OGRLayerH metadata = GDALDatasetGetLayerByName (target->dataset, lamp_region_layer (LAMP_LAYER_METADATA)->name);
  int       key = metadata == NULL ? -1 : OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (metadata), "key");
  int       value = metadata == NULL ? -1 : OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (metadata), "value");
  g_autoptr (GArray) old = g_array_new (FALSE, FALSE, sizeof (GIntBig));
  OGRFeatureH feature = NULL;
  OGRErr      status = OGRERR_NONE;

  if (key < 0 || value < 0)
    return FALSE;
  OGR_L_ResetReading (metadata);
  while ((feature = OGR_L_GetNextFeature (metadata)) != NULL)
    {
      GIntBig fid = OGR_F_GetFID (feature);

      if (g_str_equal (OGR_F_GetFieldAsString (feature, key), LAMP_REGION_ATTRIBUTION))
        g_array_append_val (old, fid);
      OGR_F_Destroy (feature);
    }
  for (guint i = 0; i < old->len && status == OGRERR_NONE; i++)
    status = OGR_L_DeleteFeature (metadata, g_array_index (old, GIntBig, i));
  feature = OGR_F_Create (OGR_L_GetLayerDefn (metadata));
  OGR_F_SetFieldString (feature, key, LAMP_REGION_ATTRIBUTION);
  OGR_F_SetFieldString (feature, value, attribution);
  if (status == OGRERR_NONE)
    status = OGR_L_CreateFeature (metadata, feature);
  OGR_F_Destroy (feature);
  return status == OGRERR_NONE;
}

gboolean
lamp_base_target_finish (LampBaseTarget *target, const char *attribution, GError **error)
{
  CPLErrorReset ();
  if (!put_attribution (target, attribution))
    return fail (target, _ ("its metadata could not be written"), error);
  if (GDALDatasetCommitTransaction (target->dataset) != OGRERR_NONE)
    return fail (target, _ ("the transaction could not be finished"), error);
  if (target->had_base) /* what the old base map took */
    GDALDatasetReleaseResultSet (target->dataset, GDALDatasetExecuteSQL (target->dataset, "VACUUM", NULL, NULL));
  CPLErrorReset ();
  GDALClose (g_steal_pointer (&target->dataset));
  if (lamp_gdal_failed ())
    return fail (target, _ ("the file could not be closed"), error);
  if (!lamp_edition_is_at (&target->edition, target->file.target))
    return fail_changed (target, error);
  return lamp_whole_file_finish (&target->file, error);
}

void
lamp_base_target_clear (LampBaseTarget *target)
{
  g_clear_pointer (&target->dataset, GDALClose);
  lamp_whole_file_clear (&target->file);
}
