/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Passwords in the connection strings of databases go into no message and no region's name.
 */
#include "grid/import-told.h"
#include "grid/import.h"

#include <string.h>

static void
test_told (void)
{
  static const char *const texts[][2] = {
    { "PG:host=db user=lamp password=secret dbname=grid", "PG:host=db user=lamp password=*** dbname=grid" },
    { "PG:host=db PASSWORD = 'se cr\\'et' dbname=grid", "PG:host=db PASSWORD = *** dbname=grid" },
    { "postgresql://lamp:secret@db:5432/grid?sslmode=require", "postgresql://lamp:***@db:5432/grid?sslmode=require" },
    { "MYSQL:grid,user=lamp,password=secret,tables=a", "MYSQL:grid,user=lamp,password=***,tables=a" },
    { "MSSQL:server=db;database=grid;UID=lamp;PWD={se;cret};", "MSSQL:server=db;database=grid;UID=lamp;PWD=***;" },
    { "OCI:lamp/secret@db:1521/grid", "OCI:lamp/***@db:1521/grid" },
    { "/data/a b/password.gpkg", "/data/a b/password.gpkg" },
    { "gr\xfc"
      "n.gpkg",
      "gr\xfc"
      "n.gpkg" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *told = lamp_source_dup_told (texts[i][0]);

      g_assert_cmpstr (told, ==, texts[i][1]);
    }
}

static void
test_name (void)
{
  static const char *const texts[][2] = {
    { "PG:host=/run/pg user=lamp dbname=grid password=secret", "grid" },
    { "PG:dbname='our grid' password=secret", "our grid" },
    { "PG:host=/run/pg user=lamp password=secret", NULL },
    { "postgresql://lamp:secret@db:5432/grid?sslmode=require", "grid" },
    { "OCI:lamp/secret@db:1521/grid", NULL },
    { "MYSQL:grid,user=lamp,password=secret", NULL },
    { "MSSQL:server=db;database=grid;UID=lamp;PWD=secret;", "grid" },
    { "/data/utility.gpkg", "utility" },
    { "/data/Mux_2024-12-31_V11.gdb.zip", "Mux_2024-12-31_V11" },
    { "/data/folder/", "folder" },
    { "CSV:/data/x=1/lines.csv", "lines" },
    { ".hidden", ".hidden" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree char *name = lamp_source_dup_name (texts[i][0]);

      g_assert_cmpstr (name, ==, texts[i][1]);
    }
}

/* Whatever GDAL says of it: where no server is, and where this GDAL has no such driver. */
static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  LampProfile profile = { .name = (char *)"x" };

  g_assert_null (lamp_import_read (&profile, "PG:host=/nowhere user=lamp password=secret dbname=grid", NULL, NULL, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "dbname=grid"));
  g_assert_null (strstr (error->message, "secret"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/grid/import-told/told", test_told);
  g_test_add_func ("/grid/import-told/name", test_name);
  g_test_add_func ("/grid/import-told/refused", test_refused);
  return g_test_run ();
}
