/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loading a region: is the file what it should be, then the steps of builder.h. The hash of the file is
 * taken on a second thread meanwhile; both read the same bytes from the page cache.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/builder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HEADER_SIZE 100
#define HASH_CHUNK (1024 * 1024)

/* Hex digest, or NULL when the file cannot be read. Runs on its own thread. */
static gpointer
hash_file (gpointer data)
{
  g_autofree char   *path = data;
  g_autofree guchar *chunk = g_malloc (HASH_CHUNK);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  int    fd = open (path, O_RDONLY | O_CLOEXEC);
  gssize n = fd < 0 ? -1 : 0;

  while (fd >= 0 && (n = read (fd, chunk, HASH_CHUNK)) > 0)
    g_checksum_update (checksum, chunk, n);
  if (fd >= 0)
    close (fd);

  return n < 0 ? NULL : g_strdup (g_checksum_get_string (checksum));
}

static gboolean
read_header (const char *path, guint8 *header, gsize *n_read, goffset *size, GError **error)
{
  int         fd = g_open (path, O_RDONLY | O_CLOEXEC, 0);
  struct stat info = { .st_size = 0 };
  gssize      n = -1;
  int         code = errno;

  if (fd >= 0)
    {
      n = fstat (fd, &info) == 0 ? read (fd, header, HEADER_SIZE) : -1;
      code = errno;
      close (fd);
    }

  if (n < 0)
    {
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   code == ENOENT ? LAMP_GRID_ERROR_NOT_FOUND : LAMP_GRID_ERROR_UNREADABLE,
                   code == ENOENT ? _ ("There is no region file “%s” (%s): check the path, or make one with “lamplighterd grid import”.")
                                  : _ ("The region file “%s” cannot be read (%s): check its permissions and that it is a file."),
                   path,
                   g_strerror (code));
      return FALSE;
    }

  *n_read = (gsize)n;
  *size = info.st_size;
  return TRUE;
}

/* A GeoPackage is an SQLite file that says so in its header, which also holds how long it must be. */
static gboolean
check_header (const char *path, GError **error)
{
  guint8  header[HEADER_SIZE] = { 0 };
  gsize   n_read = 0;
  goffset size = 0;
  guint64 page_size = 0;
  guint64 n_pages = 0;

  if (!read_header (path, header, &n_read, &size, error))
    return FALSE;

  if (n_read < HEADER_SIZE || memcmp (header, "SQLite format 3", 16) != 0 ||
      (memcmp (header + 68, "GPKG", 4) != 0 && memcmp (header + 68, "GP1", 3) != 0))
    {
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_UNREADABLE,
                   _ ("“%s” is not a GeoPackage: give a region file made with “lamplighterd grid import”."),
                   path);
      return FALSE;
    }

  page_size = (guint64)header[16] << 8 | header[17];
  if (page_size == 1)
    page_size = 65536;
  n_pages = (guint64)header[28] << 24 | (guint64)header[29] << 16 | (guint64)header[30] << 8 | header[31];
  if ((guint64)size < page_size * n_pages)
    {
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_UNREADABLE,
                   _ ("“%s” is cut off (%" PRId64 " of %" PRIu64 " bytes are there): take a fresh copy or import the region again."),
                   path,
                   size,
                   page_size * n_pages);
      return FALSE;
    }

  return TRUE;
}

static gboolean
open_dataset (LampBuilder *builder, GError **error)
{
  const char *const drivers[] = { "GPKG", NULL };
  g_autofree char  *complaint = NULL;

  builder->dataset = GDALOpenEx (builder->path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  if (builder->dataset != NULL)
    return TRUE;

  complaint = lamp_gdal_dup_complaint ();
  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_UNREADABLE,
               _ ("“%s” cannot be opened as a GeoPackage (%s): the file is damaged, take a fresh copy or import the region again."),
               builder->path,
               complaint != NULL ? complaint : _ ("no reason given"));
  return FALSE;
}

static void
builder_init (LampBuilder *builder)
{
  builder->network = lamp_network_alloc ();
  lamp_pool_init (&builder->network->priv->pool);
  builder->feeder_index = g_hash_table_new (NULL, NULL);
  builder->feeders = g_array_new (FALSE, FALSE, sizeof (LampNamedRow));
  builder->sources = g_array_new (FALSE, FALSE, sizeof (LampNamedRow));
  builder->depots = g_array_new (FALSE, FALSE, sizeof (LampNamedRow));
  builder->sites = g_array_new (FALSE, FALSE, sizeof (LampSiteRow));
  builder->supply_points = g_array_new (FALSE, FALSE, sizeof (LampSiteDetail));
  builder->contacts = g_array_new (FALSE, FALSE, sizeof (LampSiteDetail));
}

static void
builder_clear (LampBuilder *builder)
{
  g_clear_pointer (&builder->dataset, GDALClose);
  g_clear_pointer (&builder->network, lamp_network_unref);
  lamp_id_table_clear (&builder->nodes);
  g_clear_pointer (&builder->feeder_index, g_hash_table_unref);
  g_clear_pointer (&builder->feeders, g_array_unref);
  g_clear_pointer (&builder->sources, g_array_unref);
  g_clear_pointer (&builder->depots, g_array_unref);
  g_clear_pointer (&builder->sites, g_array_unref);
  g_clear_pointer (&builder->supply_points, g_array_unref);
  g_clear_pointer (&builder->contacts, g_array_unref);
  g_clear_pointer (&builder->vertices, g_array_unref);
  g_free (builder->id);
  g_free (builder->name);
  g_free (builder->from);
  g_free (builder->to);
  g_free (builder->kind);
  g_free (builder->flags);
  g_free (builder->phases);
  g_free (builder->voltage);
  g_free (builder->feeder);
  g_free (builder->length_m);
  g_free (builder->rating);
  g_free (builder->kv);
  g_free (builder->vertex_start);
  g_free (builder->node_id);
  g_free (builder->customer_node_id);
  g_free (builder->element_order);
  g_free (builder->node_order);
}

static gboolean
build (LampBuilder *builder, GError **error)
{
  if (!open_dataset (builder, error) || !lamp_builder_read (builder, error))
    return FALSE;
  /* Nothing below touches the file. */
  g_clear_pointer (&builder->dataset, GDALClose);

  lamp_builder_make_tree (builder);
  if (g_cancellable_set_error_if_cancelled (builder->cancellable, error))
    return FALSE;
  lamp_builder_put_in_order (builder);
  lamp_builder_place (builder);
  lamp_builder_classify (builder);
  return !g_cancellable_set_error_if_cancelled (builder->cancellable, error);
}

LampNetwork *
lamp_network_load (const char   *path,
                   GCancellable *cancellable,
                   GError      **error)
{
  LampBuilder      builder = { .path = path, .cancellable = cancellable };
  LampNetwork     *network = NULL;
  GThread         *hasher = NULL;
  g_autofree char *hash = NULL;
  gboolean         built = FALSE;

  g_return_val_if_fail (path != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !check_header (path, error))
    return NULL;

  hasher = g_thread_new ("region-hash", hash_file, g_strdup (path));
  lamp_gdal_quiet_begin ();
  builder_init (&builder);
  built = build (&builder, error);
  hash = g_thread_join (hasher);

  if (built && hash == NULL)
    {
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_UNREADABLE,
                   _ ("The region file “%s” went away while it was read: try again."),
                   path);
      built = FALSE;
    }
  if (built)
    {
      network = g_steal_pointer (&builder.network);
      network->hash = g_steal_pointer (&hash);
    }

  builder_clear (&builder);
  lamp_gdal_quiet_end ();
  return network;
}
