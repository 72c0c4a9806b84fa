/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A region file opened by several readers: each has a handle of its own, and all read one edition of it.
 */
#include "grid/fixture.h"
#include "grid/table-file.h"

#include <glib/gstdio.h>
#include <string.h>

static LampTableFile *
open_file (const char *path, LampEdition *edition)
{
  g_autoptr (GError) error = NULL;
  LampTableFile *file = NULL;

  g_assert_true (lamp_edition_read (path, edition));
  file = lamp_table_file_open (path, edition, &error);
  g_assert_no_error (error);
  return file;
}

static char *
write_region (const char *name)
{
  char *path = lamp_fixture_path (name);
  g_autoptr (LampDraft) draft = lamp_fixture_draft ();
  g_autoptr (GError) error = NULL;

  g_assert_true (lamp_draft_write (draft, path, NULL, &error));
  g_assert_no_error (error);
  return path;
}

static void
test_readers (void)
{
  g_autofree char *path = write_region ("readers.gpkg");
  LampEdition      edition;
  g_autoptr (LampTableFile) file = open_file (path, &edition);

  g_assert_cmpstr (lamp_table_file_get_path (file), ==, path);
  g_assert_cmpuint (lamp_table_file_get_n_readers (file), >=, 1);
  g_assert_cmpuint (lamp_table_file_get_n_readers (file), <=, LAMP_MOST_READERS);
  for (guint i = 0; i < LAMP_MOST_READERS; i++)
    {
      GDALDatasetH dataset = lamp_table_file_get_dataset (file, i);

      g_assert_nonnull (dataset);
      g_assert_true (lamp_table_file_get_dataset (file, i) == dataset);
      for (guint j = 0; j < i; j++)
        g_assert_true (lamp_table_file_get_dataset (file, j) != dataset);
    }
}

/* An import has put a new file in its place: who had it goes on with the old one, nobody gets a handle of the new. */
static void
test_replaced (void)
{
  g_autofree char *path = write_region ("replaced.gpkg");
  g_autofree char *other = write_region ("other.gpkg");
  LampEdition      edition;
  g_autoptr (LampTableFile) file = open_file (path, &edition);
  g_autoptr (LampTableFile) late = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_rename (other, path), ==, 0);
  g_assert_cmpint (OGR_L_GetFeatureCount (GDALDatasetGetLayerByName (lamp_table_file_get_dataset (file, 0), "lines"), TRUE), >, 0);
  for (guint i = 1; i < LAMP_MOST_READERS; i++)
    g_assert_null (lamp_table_file_get_dataset (file, i));

  late = lamp_table_file_open (path, &edition, &error);
  g_assert_null (late);
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (error->message, "changed"));
}

/* One that is there and none is not the same as one that went away. */
static void
test_gone (void)
{
  g_autofree char *path = write_region ("gone.gpkg");
  LampEdition      edition;
  g_autoptr (LampTableFile) file = open_file (path, &edition);
  g_autoptr (LampTableFile) late = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_remove (path), ==, 0);
  late = lamp_table_file_open (path, &edition, &error);
  g_assert_null (late);
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE);
  g_assert_nonnull (strstr (error->message, "changed"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  lamp_gdal_init ();
  g_test_add_func ("/table-file/readers", test_readers);
  g_test_add_func ("/table-file/replaced", test_replaced);
  g_test_add_func ("/table-file/gone", test_gone);
  return g_test_run ();
}
