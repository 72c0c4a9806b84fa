/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Loading a region: is the file what it should be, then the steps of builder.h.
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

static gboolean
read_header (const char *path, guint8 *header, gsize *n_read, LampEdition *edition, GError **error)
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
  *edition = lamp_edition_of (&info);
  return TRUE;
}

/* A GeoPackage is an SQLite file that says so in its header, which also holds how long it must be. */
static gboolean
check_header (const char *path, LampEdition *edition, GError **error)
{
  guint8  header[HEADER_SIZE] = { 0 };
  gsize   n_read = 0;
  guint64 page_size = 0;
  guint64 n_pages = 0;

  if (!read_header (path, header, &n_read, edition, error))
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
  if (edition->size < page_size * n_pages)
    {
      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_UNREADABLE,
                   _ ("“%s” is cut off (%" PRIu64 " of %" PRIu64 " bytes are there): take a fresh copy or import the region again."),
                   path,
                   edition->size,
                   page_size * n_pages);
      return FALSE;
    }

  return TRUE;
}

static void
builder_init (LampBuilder *builder)
{
  builder->network = lamp_network_alloc ();
  builder->pool = &builder->network->priv->pool;
  lamp_pool_init (builder->pool);
  lamp_text_table_init (&builder->words, builder->pool, FALSE, 0);
  lamp_text_table_init (&builder->nodes, builder->pool, TRUE, 0);
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
  g_clear_pointer (&builder->customers, lamp_customers_free);
  g_clear_pointer (&builder->network, lamp_network_unref);
  lamp_text_table_clear (&builder->words);
  lamp_text_table_clear (&builder->nodes);
  g_clear_pointer (&builder->feeder_index, g_hash_table_unref);
  g_clear_pointer (&builder->feeders, g_array_unref);
  g_clear_pointer (&builder->sources, g_array_unref);
  g_clear_pointer (&builder->depots, g_array_unref);
  g_clear_pointer (&builder->sites, g_array_unref);
  g_clear_pointer (&builder->supply_points, g_array_unref);
  g_clear_pointer (&builder->contacts, g_array_unref);
  g_clear_pointer (&builder->vertices, g_array_unref);
  g_free (builder->id);
  g_free (builder->id_hash);
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
  g_free (builder->customer_hash);
  g_free (builder->element_order);
  g_free (builder->node_order);
  g_free (builder->node_number);
}

static gboolean
is_whole (const LampBuilder *builder, GError **error)
{
  if (builder->n_elements == 0)
    g_set_error (error,
                 LAMP_GRID_ERROR,
                 LAMP_GRID_ERROR_EMPTY,
                 _ ("“%s” holds no lines, devices or transformers: check that the import named the right layers."),
                 builder->path);
  else if (builder->pool->full)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” holds more elements than one region can: split it into several regions."), builder->path);
  else
    return TRUE;
  return FALSE;
}

/* An import may put a new file in its place at any time. */
static gboolean
is_unchanged (const LampBuilder *builder, GError **error)
{
  if (lamp_edition_is_at (&builder->network->priv->edition, builder->path))
    return TRUE;
  g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("The region file “%s” changed while it was read: try again."), builder->path);
  return FALSE;
}

GDALDatasetH
lamp_builder_open_dataset (const LampBuilder *builder, GError **error)
{
  const char *const drivers[] = { "GPKG", NULL };
  GDALDatasetH      dataset = GDALOpenEx (builder->path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);

  if (dataset == NULL)
    {
      g_autofree char *complaint = lamp_gdal_dup_complaint ();

      g_set_error (error,
                   LAMP_GRID_ERROR,
                   LAMP_GRID_ERROR_UNREADABLE,
                   _ ("“%s” cannot be opened as a GeoPackage (%s): the file is damaged, take a fresh copy or import the region again."),
                   builder->path,
                   complaint != NULL ? complaint : _ ("no reason given"));
    }
  else if (!is_unchanged (builder, error))
    g_clear_pointer (&dataset, GDALClose);
  return dataset;
}

static gpointer
read_beside (gpointer data)
{
  LampBuilder *builder = data;

  lamp_gdal_quiet_begin ();
  lamp_builder_read_beside (builder, &builder->error_beside);
  g_clear_pointer (&builder->dataset, GDALClose);
  lamp_gdal_quiet_end ();
  return NULL;
}

/* An error in an element is told before one in a customer, whichever comes first. */
static gboolean
read_layers (LampBuilder *builder, GError **error)
{
  gboolean read = FALSE;
  gboolean read_customers = FALSE;
  GError  *error_customers = NULL;

  builder->customers = lamp_customers_begin (builder);
  read = lamp_builder_read_elements (builder, error);
  if (!read)
    lamp_customers_stop (builder->customers);
  read_customers = lamp_customers_await (builder->customers, &error_customers);
  if (read && !read_customers)
    g_propagate_error (error, g_steal_pointer (&error_customers));
  g_clear_error (&error_customers);
  return read && read_customers;
}

/* While the tree is made, which asks for no text, the file and the pool are the other thread's. */
static gboolean
read_region (LampBuilder *builder, GError **error)
{
  GThread *beside = NULL;

  builder->dataset = lamp_builder_open_dataset (builder, error);
  if (builder->dataset == NULL || !lamp_builder_read_head (builder, error) || !read_layers (builder, error))
    return FALSE;
  beside = g_thread_new ("region-beside", read_beside, builder);
  if (builder->n_elements > 0)
    lamp_builder_make_tree (builder);
  g_thread_join (beside);

  if (builder->error_beside == NULL)
    return is_whole (builder, error);
  g_propagate_error (error, g_steal_pointer (&builder->error_beside));
  return FALSE;
}

/* GDAL opens the file by its path again for every layer it reads ahead: when another one lies there meanwhile, what was read may be of both, and
 * what was missed is no damage. */
static gboolean
read_unchanged (LampBuilder *builder, GError **error)
{
  GError  *local_error = NULL;
  gboolean read = read_region (builder, &local_error);

  if (!g_error_matches (local_error, G_IO_ERROR, G_IO_ERROR_CANCELLED) && !is_unchanged (builder, error))
    {
      g_clear_error (&local_error);
      return FALSE;
    }
  if (!read)
    g_propagate_error (error, local_error);
  return read;
}

/* What is written by threads of their own is waited for before it is read. */
static void
put_together (LampBuilder *builder)
{
  GThread *places = NULL;
  GThread *classes = NULL;

  lamp_pool_trim (builder->pool);
  builder->network->strings = builder->pool->text;
  builder->network->strings_size = builder->pool->size;
  lamp_builder_put_in_order (builder);
  lamp_builder_number_customers (builder);
  places = g_thread_new ("region-places", lamp_builder_place_elements, builder);
  lamp_builder_finish (builder);
  lamp_builder_await_elements (builder);
  g_thread_join (places);
  classes = g_thread_new ("region-classes", lamp_builder_classify, builder);
  lamp_builder_place_rest (builder);
  lamp_builder_complete (builder);
  g_thread_join (classes);
  lamp_builder_await_look_ups (builder);
}

static gboolean
build (LampBuilder *builder, GError **error)
{
  if (!read_unchanged (builder, error))
    return FALSE;
  put_together (builder);
  return !g_cancellable_set_error_if_cancelled (builder->cancellable, error);
}

LampNetwork *
lamp_network_load (const char *path, GCancellable *cancellable, GError **error)
{
  return lamp_network_load_watched (path, NULL, cancellable, error);
}

LampNetwork *
lamp_network_load_watched (const char          *path,
                           const LampLoadWatch *watch,
                           GCancellable        *cancellable,
                           GError             **error)
{
  LampBuilder  builder = { .path = path, .watch = watch, .cancellable = cancellable };
  LampNetwork *network = NULL;
  LampEdition  edition = { 0 };

  g_return_val_if_fail (path != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error) || !check_header (path, &edition, error))
    return NULL;

  lamp_gdal_quiet_begin ();
  builder_init (&builder);
  builder.network->priv->edition = edition;
  lamp_pool_reserve (builder.pool, edition.size); /* in it a text takes as many bytes, and tells its length beside it */
  if (build (&builder, error))
    network = g_steal_pointer (&builder.network);
  builder_clear (&builder);
  lamp_gdal_quiet_end ();
  return network;
}
