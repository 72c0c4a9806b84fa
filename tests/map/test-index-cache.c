/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A kept index is the one that was made, to the last byte, also of a network that is read again; and whatever is wrong with what is
 * kept, it is made anew.
 */
#include "grid/fixture.h"
#include "grid/network-cache.h"
#include "map/index-cache.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
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
  house->network = lamp_network_open (house->path, house->folder, NULL, &error);
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

static gboolean
collect (gpointer *array, gsize n_bytes, gpointer data)
{
  g_ptr_array_add (data, g_bytes_new (*array, *array == NULL ? 0 : n_bytes));
  return TRUE;
}

static void
assert_same (LampIndex *one, LampIndex *other)
{
  g_autoptr (GPtrArray) ones = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  LampBins *bins = &one->customer_bins, *other_bins = &other->customer_bins;

  lamp_index_visit_arrays (one, collect, ones);
  lamp_index_visit_arrays (other, collect, others);
  g_assert_cmpuint (ones->len, ==, others->len);
  for (guint i = 0; i < ones->len; i++)
    g_assert_true (g_bytes_equal (ones->pdata[i], others->pdata[i]));
  g_assert_cmpuint (bins->shift, ==, other_bins->shift);
  g_assert_cmpuint (bins->reach, ==, other_bins->reach);
  g_assert_cmpuint (bins->column0, ==, other_bins->column0);
  g_assert_cmpuint (bins->row0, ==, other_bins->row0);
}

/* Whatever is kept, what is opened is right; was it what is kept? */
static gboolean
opens_kept (const House *house)
{
  g_autoptr (LampIndex) index = lamp_index_open (house->network);

  g_assert_true (index->network == house->network);
  assert_same (house->made, index);
  return lamp_index_is_kept (index);
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
      again = lamp_network_open (house.path, house.folder, NULL, NULL);
      g_assert_false (lamp_network_is_kept (again));
      of_again = lamp_index_open (again);
      g_assert_true (lamp_index_is_kept (of_again));
      g_assert_true (of_again->network == again);
      g_assert_true (lamp_network_keep (again, house.path, house.folder, NULL));
      kept = lamp_network_open (house.path, house.folder, NULL, NULL);
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

static void
test_cut_off (void)
{
  g_auto (House) house = { 0 };
  g_autofree char *bytes = NULL;
  gsize            size = 0;

  house_init (&house, lamp_fixture_draft (), "cut");
  g_assert_true (g_file_get_contents (house.file, &bytes, &size, NULL));
  for (gsize part = 0; part < 64; part++)
    {
      put (&house, bytes, size * part / 64);
      g_assert_false (opens_kept (&house));
    }
  put (&house, bytes, size - 1);
  g_assert_false (opens_kept (&house));
  put (&house, bytes, size);
  g_assert_true (opens_kept (&house));
}

/* Any byte of the head: counts, places, who made it. */
static void
test_spoilt_head (void)
{
  g_auto (House) house = { 0 };
  g_autofree char *bytes = NULL;
  gsize            size = 0, head = sizeof (LampArrayFileHead) + sizeof (LampIndex);

  house_init (&house, lamp_fixture_draft (), "spoilt");
  g_assert_true (g_file_get_contents (house.file, &bytes, &size, NULL));
  for (gsize i = 0; i < head; i += 37)
    {
      bytes[i] ^= 0x11;
      put (&house, bytes, size);
      g_assert_false (opens_kept (&house));
      bytes[i] ^= 0x11;
    }
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
  newer = lamp_network_open (house.path, house.folder, NULL, NULL);
  index = lamp_index_open (newer);
  g_assert_false (lamp_index_is_kept (index));
  g_clear_pointer (&index, lamp_index_unref);
  /* What was made of the older edition is not kept for the newer one. */
  g_assert_true (lamp_index_keep (house.made, NULL));
  index = lamp_index_open (newer);
  g_assert_false (lamp_index_is_kept (index));
}

static void
test_changes_beside (void)
{
  g_auto (House) house = { 0 };
  g_autofree char *beside = NULL;

  house_init (&house, lamp_fixture_draft (), "beside");
  beside = g_strconcat (house.path, "-wal", NULL);
  g_assert_true (g_file_set_contents (beside, "x", 1, NULL));
  g_assert_false (opens_kept (&house));
  g_unlink (beside);
  g_assert_true (opens_kept (&house));
}

static void
test_written_by_others (void)
{
  g_auto (House) house = { 0 };

  house_init (&house, lamp_fixture_draft (), "others");
  g_assert_cmpint (g_chmod (house.file, 0660), ==, 0);
  g_assert_false (opens_kept (&house));
  g_assert_cmpint (g_chmod (house.file, 0600), ==, 0);
  g_assert_true (opens_kept (&house));
}

/* While another process writes it, nobody else does; what it leaves behind when it dies is written over. */
static void
test_two_writers (void)
{
  g_auto (House) house = { 0 };
  g_autofree char *partial = NULL;
  int              fd = -1;

  house_init (&house, lamp_fixture_draft (), "writers");
  partial = g_strconcat (house.file, ".part", NULL);
  g_assert_cmpint (g_unlink (house.file), ==, 0);
  fd = g_open (partial, O_RDWR | O_CREAT, 0600);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  g_assert_true (lamp_index_keep (house.made, NULL));
  g_assert_false (opens_kept (&house));
  g_assert_cmpint (write (fd, "half", 4), ==, 4);
  close (fd);
  g_assert_true (lamp_index_keep (house.made, NULL));
  g_assert_true (opens_kept (&house));
  g_assert_false (g_file_test (partial, G_FILE_TEST_EXISTS));
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
  g_test_add_func ("/map/index-cache/cut-off", test_cut_off);
  g_test_add_func ("/map/index-cache/spoilt-head", test_spoilt_head);
  g_test_add_func ("/map/index-cache/foreign", test_foreign);
  g_test_add_func ("/map/index-cache/other-edition", test_other_edition);
  g_test_add_func ("/map/index-cache/changes-beside", test_changes_beside);
  g_test_add_func ("/map/index-cache/written-by-others", test_written_by_others);
  g_test_add_func ("/map/index-cache/two-writers", test_two_writers);
  g_test_add_func ("/map/index-cache/no-room", test_no_room);
  return g_test_run ();
}
