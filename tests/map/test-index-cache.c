/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A kept index is the one that was made, to the last byte, also of a network that is read again; and whatever is wrong with what is
 * kept, it is made anew.
 */
#include "grid/fixture.h"
#include "grid/kept-faults.h"
#include "grid/network-cache.h"
#include "map/index-cache.h"

#include <glib/gstdio.h>
#include <unistd.h>

#define N_GRIDS 24

typedef struct
{
  char        *path, *folder, *file;
  LampNetwork *network;
  LampIndex   *made;
} House;

static void
house_init (House *house, LampDraft *draft, const char *name)
{
  g_autoptr (LampDraft) owned = draft;
  g_autofree char *region = g_strconcat (name, ".gpkg", NULL);
  g_autoptr (GError) error = NULL;

  house->path = lamp_fixture_path (region);
  house->folder = lamp_fixture_path (name);
  g_assert_true (lamp_draft_write (owned, house->path, NULL, &error));
  house->network = lamp_network_open (house->path, house->folder, NULL, NULL, &error);
  g_assert_no_error (error);
  house->made = lamp_index_open (house->network);
  g_assert_false (lamp_index_is_kept (house->made));
  house->file = lamp_network_dup_kept_file (house->network, "-map");
  g_assert_nonnull (house->file);
  g_assert_false (g_file_test (house->file, G_FILE_TEST_EXISTS));
  g_assert_true (lamp_index_keep (house->made, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_test (house->file, G_FILE_TEST_IS_REGULAR));
}

static void
house_clear (House *house)
{
  g_clear_pointer (&house->made, lamp_index_unref);
  g_clear_pointer (&house->network, lamp_network_unref);
  g_free (house->path);
  g_free (house->folder);
  g_free (house->file);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (House, house_clear)

static void
assert_same (LampIndex *one, LampIndex *other)
{
  g_autoptr (GPtrArray) ones = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  LampBins *bins = &one->customer_bins, *other_bins = &other->customer_bins;

  lamp_index_visit_arrays (one, kept_faults_collect, ones);
  lamp_index_visit_arrays (other, kept_faults_collect, others);
  kept_faults_assert_same (ones, others);
  g_assert_cmpuint (bins->shift, ==, other_bins->shift);
  g_assert_cmpuint (bins->reach, ==, other_bins->reach);
  g_assert_cmpuint (bins->column0, ==, other_bins->column0);
  g_assert_cmpuint (bins->row0, ==, other_bins->row0);
}

/* Whatever is kept, what is opened is right; was it what is kept? */
static gboolean
opens_kept (gconstpointer data)
{
  const House *house = data;
  g_autoptr (LampIndex) index = lamp_index_open (house->network);

  g_assert_true (index->network == house->network);
  assert_same (house->made, index);
  return lamp_index_is_kept (index);
}

static gboolean
keep (gconstpointer data)
{
  return lamp_index_keep (((const House *)data)->made, NULL);
}

static void
test_fault (gconstpointer data)
{
  const KeptFault *fault = data;
  g_auto (House) house = { 0 };

  house_init (&house, lamp_fixture_draft (), fault->name);
  fault->spoil (&(KeptFaults){ house.path, house.file, sizeof (LampArrayFileHead) + sizeof (LampIndex), &house, opens_kept, keep });
}

static void
test_same (void)
{
  for (guint32 seed = 0; seed <= N_GRIDS; seed++)
    {
      g_auto (House) house = { 0 };
      g_autofree char *name = g_strdup_printf ("same-%u", seed);
      g_autoptr (LampNetwork) again = NULL;
      g_autoptr (LampNetwork) kept = NULL;
      g_autoptr (LampIndex) of_again = NULL;
      g_autoptr (LampIndex) of_kept = NULL;

      house_init (&house, seed == 0 ? lamp_fixture_draft () : lamp_fixture_random_draft (seed), name);
      g_assert_true (opens_kept (&house));
      /* It goes by the region, not by who read it. */
      again = lamp_network_open (house.path, house.folder, NULL, NULL, NULL);
      g_assert_false (lamp_network_is_kept (again));
      of_again = lamp_index_open (again);
      g_assert_true (lamp_index_is_kept (of_again));
      g_assert_true (of_again->network == again);
      g_assert_true (lamp_network_keep (again, house.path, house.folder, NULL));
      kept = lamp_network_open (house.path, house.folder, NULL, NULL, NULL);
      g_assert_true (lamp_network_is_kept (kept));
      of_kept = lamp_index_open (kept);
      g_assert_true (lamp_index_is_kept (of_kept));
      assert_same (of_kept, house.made);
      assert_same (of_again, house.made);
    }
}

/* A network nobody keeps: from a gateway, of a test. */
static void
test_nowhere (void)
{
  g_autoptr (LampNetwork) network = lamp_fixture_network ();
  g_autoptr (LampIndex) index = lamp_index_open (network);
  g_autoptr (GError) error = NULL;

  g_assert_false (lamp_index_is_kept (index));
  g_assert_true (lamp_index_keep (index, &error));
  g_assert_no_error (error);
  g_assert_null (lamp_network_dup_kept_file (network, "-map"));
}

static void
test_removed (void)
{
  g_auto (House) house = { 0 };
  g_autoptr (LampIndex) kept = NULL;

  house_init (&house, lamp_fixture_draft (), "removed");
  kept = lamp_index_open (house.network);
  g_assert_true (lamp_index_is_kept (kept));
  g_assert_cmpint (g_unlink (house.file), ==, 0);
  assert_same (house.made, kept);
  g_assert_false (opens_kept (&house));
  /* What is kept is not written again. */
  g_assert_true (lamp_index_keep (kept, NULL));
  g_assert_false (g_file_test (house.file, G_FILE_TEST_EXISTS));
}

static void
put (const House *house, const char *bytes, gsize size)
{
  g_assert_true (g_file_set_contents_full (house->file, bytes, (gssize)size, G_FILE_SET_CONTENTS_CONSISTENT, 0600, NULL));
}

/* What is kept of another region, of the network itself, or something else altogether, under this one's name. */
static void
test_foreign (void)
{
  g_auto (House) house = { 0 }, other = { 0 };
  g_autofree char *bytes = NULL, *arrays = NULL, *network = NULL;
  gsize            size = 0, network_size = 0;

  house_init (&house, lamp_fixture_draft (), "foreign");
  house_init (&other, lamp_fixture_random_draft (3), "foreigner");
  g_assert_true (g_file_get_contents (other.file, &bytes, &size, NULL));
  put (&house, bytes, size);
  g_assert_false (opens_kept (&house));
  g_assert_true (lamp_network_keep (house.network, house.path, house.folder, NULL));
  arrays = lamp_network_dup_kept_file (house.network, "");
  g_assert_true (g_file_get_contents (arrays, &network, &network_size, NULL));
  put (&house, network, network_size);
  g_assert_false (opens_kept (&house));
  put (&house, "", 0);
  g_assert_false (opens_kept (&house));
  /* And it is put right. */
  g_assert_true (lamp_index_keep (house.made, NULL));
  g_assert_true (opens_kept (&house));
}

static void
test_other_edition (void)
{
  g_auto (House) house = { 0 };
  g_autofree char *bytes = NULL;
  g_autoptr (LampNetwork) newer = NULL;
  g_autoptr (LampIndex) index = NULL;
  gsize size = 0;

  house_init (&house, lamp_fixture_draft (), "edition");
  g_assert_true (g_file_get_contents (house.path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (house.path, bytes, (gssize)size, NULL));
  g_assert_false (opens_kept (&house));
  newer = lamp_network_open (house.path, house.folder, NULL, NULL, NULL);
  index = lamp_index_open (newer);
  g_assert_false (lamp_index_is_kept (index));
  g_clear_pointer (&index, lamp_index_unref);
  /* What was made of the older edition is not kept for the newer one. */
  g_assert_true (lamp_index_keep (house.made, NULL));
  index = lamp_index_open (newer);
  g_assert_false (lamp_index_is_kept (index));
}

/* The folder is gone and something else is there. */
static void
test_no_room (void)
{
  g_auto (House) house = { 0 };
  g_autoptr (GError) error = NULL;

  house_init (&house, lamp_fixture_draft (), "room");
  g_assert_cmpint (g_unlink (house.file), ==, 0);
  g_assert_cmpint (g_rmdir (house.folder), ==, 0);
  g_assert_true (g_file_set_contents (house.folder, "", 0, NULL));
  g_assert_false (lamp_index_keep (house.made, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
  g_assert_false (opens_kept (&house));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/map/index-cache/same", test_same);
  g_test_add_func ("/map/index-cache/nowhere", test_nowhere);
  g_test_add_func ("/map/index-cache/removed", test_removed);
  for (guint i = 0; i < G_N_ELEMENTS (kept_faults); i++)
    {
      g_autofree char *path = g_strconcat ("/map/index-cache/", kept_faults[i].name, NULL);

      g_test_add_data_func (path, &kept_faults[i], test_fault);
    }
  g_test_add_func ("/map/index-cache/foreign", test_foreign);
  g_test_add_func ("/map/index-cache/other-edition", test_other_edition);
  g_test_add_func ("/map/index-cache/no-room", test_no_room);
  return g_test_run ();
}
