/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The content hash against GLib's SHA-256, over sizes around the pieces it reads; and a file that is not there.
 */
#include "grid/fixture.h"
#include "grid/region-hash.h"

static void
test_against_glib (void)
{
  static const gsize sizes[] = { 0, 1, 63, 64, 65, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 1000000 };
  g_autofree char   *path = lamp_fixture_path ("any.gpkg");
  g_autofree guint8 *bytes = g_malloc (1000000);

  for (gsize i = 0; i < 1000000; i++)
    bytes[i] = (guint8)(i * 2654435761u >> 13);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *wanted = g_compute_checksum_for_data (G_CHECKSUM_SHA256, bytes, sizes[i]);
      g_autofree char *found = NULL;

      g_assert_true (g_file_set_contents (path, (const char *)bytes, (gssize)sizes[i], NULL));
      found = lamp_region_hash (path, NULL, NULL);
      g_assert_cmpstr (found, ==, wanted);
    }
}

static void
test_missing (void)
{
  g_autofree char *path = lamp_fixture_path ("nowhere.gpkg");
  g_autoptr (GError) error = NULL;

  g_assert_null (lamp_region_hash (path, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

/* What was loaded is not what is there when it was replaced, or written to, since. */
static void
test_other_edition (void)
{
  g_autofree char *path = lamp_fixture_path ("edition.gpkg"), *hash = NULL, *bytes = NULL;
  g_autoptr (LampDraft) draft = lamp_fixture_draft ();
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  gsize size = 0;

  g_assert_true (lamp_draft_write (draft, path, NULL, NULL));
  network = lamp_network_load (path, NULL, NULL);
  hash = lamp_region_hash (path, network, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strlen (hash), ==, 64);
  g_assert_true (g_file_get_contents (path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (path, bytes, (gssize)size, NULL)); /* by a rename, with the same bytes */
  g_assert_null (lamp_region_hash (path, network, &error));
  g_assert_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/region-hash/against-glib", test_against_glib);
  g_test_add_func ("/region-hash/missing", test_missing);
  g_test_add_func ("/region-hash/other-edition", test_other_edition);
  return g_test_run ();
}
