/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The source of an import: a file, a folder of files, or whatever else GDAL opens; and the layers in it. See import-private.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/import-private.h"
#include "grid/import-told.h"

#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SQLITE_HEADER 100 /* bytes */

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

gboolean
lamp_import_open_source (LampImport *import, GError **error)
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

OGRLayerH
lamp_import_find_layer (const LampImport *import, const char *name)
{
  OGRLayerH layer = NULL;

  for (guint i = 0; i < import->datasets->len && layer == NULL; i++)
    layer = GDALDatasetGetLayerByName (import->datasets->pdata[i], name);
  CPLErrorReset (); /* a server complains of a name it does not have */
  return layer;
}
