/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Where a region may be written: see import.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/draft.h"
#include "grid/gdal-use.h"
#include "grid/import.h"
#include "grid/region-layout.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

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
