/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See table-file.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/table-file.h"

#include "grid/network.h"

#include <glib/gi18n-lib.h>

struct _LampTableFile
{
  char        *path;
  LampEdition  edition;
  GDALDatasetH datasets[LAMP_MOST_READERS];
};

/* Pages are read once, one after the other: SQLite need not keep more of them than a core's cache does. */
static GDALDatasetH
open_dataset (const char *path)
{
  const char *const drivers[] = { "GPKG", NULL };
  GDALDatasetH      dataset = NULL;

  CPLSetThreadLocalConfigOption ("OGR_SQLITE_PRAGMA", "cache_size=-256");
  dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  CPLSetThreadLocalConfigOption ("OGR_SQLITE_PRAGMA", NULL);
  return dataset;
}

LampTableFile *
lamp_table_file_open (const char *path, const LampEdition *edition, GError **error)
{
  GDALDatasetH   dataset = open_dataset (path);
  gboolean       same = lamp_edition_is_at (edition, path);
  LampTableFile *file = NULL;

  if (dataset == NULL && same)
    {
      g_autofree char *complaint = lamp_gdal_dup_complaint ();

      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_UNREADABLE,
                   _ ("“%s” cannot be opened as a GeoPackage (%s): the file is damaged, take a fresh copy or import the region again."),
                   path,
                   complaint != NULL ? complaint : _ ("no reason given"));
      return NULL;
    }
  if (!same)
    {
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("The region file “%s” changed while it was opened: try again."), path);
      g_clear_pointer (&dataset, GDALClose);
      return NULL;
    }

  file = g_new0 (LampTableFile, 1);
  file->path = g_strdup (path);
  file->edition = *edition;
  file->datasets[0] = dataset;
  return file;
}

void
lamp_table_file_close (LampTableFile *file)
{
  if (file == NULL)
    return;

  for (guint i = 0; i < LAMP_MOST_READERS; i++)
    g_clear_pointer (&file->datasets[i], GDALClose);
  g_free (file->path);
  g_free (file);
}

const char *
lamp_table_file_get_path (const LampTableFile *file)
{
  return file->path;
}

guint
lamp_table_file_get_n_readers (const LampTableFile *file)
{
  return CLAMP (g_get_num_processors (), 1, LAMP_MOST_READERS);
}

GDALDatasetH
lamp_table_file_get_dataset (LampTableFile *file, guint reader)
{
  GDALDatasetH *dataset = &file->datasets[reader];

  if (*dataset != NULL)
    return *dataset;
  *dataset = open_dataset (file->path);
  if (*dataset != NULL && !lamp_edition_is_at (&file->edition, file->path))
    g_clear_pointer (dataset, GDALClose);
  return *dataset;
}
