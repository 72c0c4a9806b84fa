/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A kept network is the one that was read, to the last byte and answer, on random grids; and whatever is wrong with what is
 * kept, the region is read instead.
 */
#include "grid/energisation.h"
#include "grid/fixture.h"
#include "grid/kept-faults.h"
#include "grid/network-cache.h"
#include "grid/network-private.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#define N_GRIDS 40

typedef struct
{
  char        *path, *folder;
  LampNetwork *read;
} House;

static void
house_init (House *house, LampDraft *draft, const char *name)
{
  g_autoptr (LampDraft) owned = draft;
  g_autofree char *file = g_strconcat (name, ".gpkg", NULL);
  g_autoptr (GError) error = NULL;

  house->path = lamp_fixture_path (file);
  house->folder = lamp_fixture_path (name);
  g_assert_true (lamp_draft_write (owned, house->path, NULL, &error));
  house->read = lamp_network_open (house->path, house->folder, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (lamp_network_is_kept (house->read));
  g_assert_true (lamp_network_keep (house->read, house->path, house->folder, &error));
  g_assert_no_error (error);
}

static void
house_clear (House *house)
{
  g_clear_pointer (&house->read, lamp_network_unref);
  g_free (house->path);
  g_free (house->folder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (House, house_clear)

/* The one file that is kept. */
static char *
kept_file (const House *house)
{
  g_autoptr (GDir) dir = g_dir_open (house->folder, 0, NULL);

  g_assert_nonnull (dir);
  return g_build_filename (house->folder, g_dir_read_name (dir), NULL);
}

static gboolean
opens_kept (gconstpointer data)
{
  const House *house = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LampNetwork) network = lamp_network_open (house->path, house->folder, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (network->n_elements, ==, house->read->n_elements);
  return lamp_network_is_kept (network);
}

static gboolean
keep (gconstpointer data)
{
  const House *house = data;

  return lamp_network_keep (house->read, house->path, house->folder, NULL);
}

static void
test_fault (gconstpointer data)
{
  const KeptFault *fault = data;
  g_auto (House) house = { 0 };
  g_autofree char *file = NULL;

  house_init (&house, lamp_fixture_draft (), fault->name);
  file = kept_file (&house);
  fault->spoil (&(KeptFaults){ house.path, file, sizeof (LampArrayFileHead) + sizeof (LampNetwork) + sizeof (struct _LampNetworkPrivate), &house, opens_kept, keep });
}

/* Rows with pointers are left out: they are compared by what they say. */
static GPtrArray *
bytes_of (LampNetwork *network)
{
  GPtrArray                 *list = g_ptr_array_new_with_free_func ((GDestroyNotify)g_bytes_unref);
  LampNetwork                copy = *network;
  struct _LampNetworkPrivate priv = *network->priv;

  copy.priv = &priv;
  copy.feeders = NULL;
  copy.sources = NULL;
  copy.sites = NULL;
  copy.depots = NULL;
  priv.contacts = NULL;
  lamp_network_visit_arrays (&copy, kept_faults_collect, list);
  return list;
}

static void
assert_same_arrays (LampNetwork *one, LampNetwork *other)
{
  g_autoptr (GPtrArray) ones = bytes_of (one);
  g_autoptr (GPtrArray) others = bytes_of (other);

  kept_faults_assert_same (ones, others);
}

static void
assert_same_sites (const LampNetwork *one, const LampNetwork *other)
{
  g_assert_cmpuint (one->n_sites, ==, other->n_sites);
  for (guint32 i = 0; i < one->n_sites; i++)
    {
      const LampSiteInfo *a = &one->sites[i], *b = &other->sites[i];

      g_assert_cmpstr (a->id, ==, b->id);
      g_assert_cmpstr (a->name, ==, b->name);
      g_assert_cmpstr (a->verified_at, ==, b->verified_at);
      g_assert_cmpuint (a->n_supply_points, ==, b->n_supply_points);
      g_assert_cmpmem (a->supply_points, a->n_supply_points * sizeof *a->supply_points, b->supply_points, b->n_supply_points * sizeof *b->supply_points);
      g_assert_cmpuint (a->n_contacts, ==, b->n_contacts);
      for (guint j = 0; j < a->n_contacts; j++)
        g_assert_cmpstr (a->contacts[j].phone, ==, b->contacts[j].phone);
      g_assert_cmpuint (lamp_network_find_site (other, a->id), ==, lamp_network_find_site (one, a->id));
    }
}

static void
assert_same_answers (LampNetwork *one, LampNetwork *other)
{
  g_autoptr (LampEnergisation) a = lamp_energisation_new (one);
  g_autoptr (LampEnergisation) b = lamp_energisation_new (other);

  g_assert_cmpmem (lamp_energisation_get_elements (a), one->n_elements, lamp_energisation_get_elements (b), other->n_elements);
  g_assert_cmpstr (one->name, ==, other->name);
  g_assert_cmpuint (one->n_feeders, ==, other->n_feeders);
  for (guint32 i = 0; i < one->n_feeders; i++)
    g_assert_cmpstr (one->feeders[i].name, ==, other->feeders[i].name);
  for (guint32 i = 0; i < one->n_sources; i++)
    g_assert_cmpstr (one->sources[i].id, ==, other->sources[i].id);
  for (guint32 i = 0; i < one->n_depots; i++)
    g_assert_cmpstr (one->depots[i].name, ==, other->depots[i].name);
  for (guint32 i = 0; i < one->n_elements; i++)
    {
      g_assert_cmpstr (lamp_network_element_id (one, i), ==, lamp_network_element_id (other, i));
      g_assert_cmpuint (lamp_network_find_element (other, lamp_network_element_id (one, i)), ==, lamp_network_find_element (one, lamp_network_element_id (one, i)));
    }
}

static void
test_same (void)
{
  for (guint32 seed = 0; seed <= N_GRIDS; seed++)
    {
      g_auto (House) house = { 0 };
      g_autofree char *name = g_strdup_printf ("same-%u", seed);
      g_autoptr (LampNetwork) kept = NULL;

      house_init (&house, seed == 0 ? lamp_fixture_draft () : lamp_fixture_random_draft (seed), name);
      kept = lamp_network_open (house.path, house.folder, NULL, NULL, NULL);
      g_assert_true (lamp_network_is_kept (kept));
      assert_same_arrays (house.read, kept);
      assert_same_sites (house.read, kept);
      assert_same_answers (house.read, kept);
    }
}

/* The kept file may go while it is in use. */
static void
test_removed (void)
{
  g_auto (House) house = { 0 };
  g_autofree char *file = NULL;
  g_autoptr (LampNetwork) kept = NULL;

  house_init (&house, lamp_fixture_draft (), "removed");
  kept = lamp_network_open (house.path, house.folder, NULL, NULL, NULL);
  file = kept_file (&house);
  g_assert_cmpint (g_unlink (file), ==, 0);
  assert_same_arrays (house.read, kept);
  g_assert_false (opens_kept (&house));
}

static void
test_other_edition (void)
{
  g_auto (House) house = { 0 };
  g_autofree char *bytes = NULL;
  gsize            size = 0;

  house_init (&house, lamp_fixture_draft (), "edition");
  g_assert_true (opens_kept (&house));
  g_assert_true (g_file_get_contents (house.path, &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (house.path, bytes, (gssize)size, NULL));
  g_assert_false (opens_kept (&house));
  /* What was read from the older edition is not kept for the newer one. */
  g_assert_true (lamp_network_keep (house.read, house.path, house.folder, NULL));
  g_assert_false (opens_kept (&house));
}

static void
test_no_room (void)
{
  g_auto (House) house = { 0 };
  g_autofree char *not_a_folder = lamp_fixture_path ("a-file");
  g_autoptr (GError) error = NULL;

  house_init (&house, lamp_fixture_draft (), "room");
  g_assert_true (g_file_set_contents (not_a_folder, "", 0, NULL));
  g_assert_false (lamp_network_keep (house.read, house.path, not_a_folder, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_DIRECTORY);
}

/* What nobody opened for long goes; what is in use stays. */
static void
test_old_ones_go (void)
{
  g_auto (House) house = { 0 };
  g_autofree char *old = NULL, *mine = NULL, *other = NULL;
  struct timespec  long_ago[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };

  house_init (&house, lamp_fixture_draft (), "old");
  mine = kept_file (&house);
  old = g_build_filename (house.folder, "forgotten.arrays", NULL);
  other = g_build_filename (house.folder, "notes.txt", NULL);
  g_assert_true (g_file_set_contents (old, "x", 1, NULL));
  g_assert_true (g_file_set_contents (other, "x", 1, NULL));
  g_assert_cmpint (utimensat (AT_FDCWD, old, long_ago, 0), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, other, long_ago, 0), ==, 0);
  g_assert_cmpint (utimensat (AT_FDCWD, mine, long_ago, 0), ==, 0);
  g_assert_true (opens_kept (&house)); /* and so it is in use */
  g_assert_true (lamp_network_keep (house.read, house.path, house.folder, NULL));
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (mine, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (other, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network-cache/same", test_same);
  g_test_add_func ("/network-cache/removed", test_removed);
  for (guint i = 0; i < G_N_ELEMENTS (kept_faults); i++)
    {
      g_autofree char *path = g_strconcat ("/network-cache/", kept_faults[i].name, NULL);

      g_test_add_data_func (path, &kept_faults[i], test_fault);
    }
  g_test_add_func ("/network-cache/other-edition", test_other_edition);
  g_test_add_func ("/network-cache/no-room", test_no_room);
  g_test_add_func ("/network-cache/old-ones-go", test_old_ones_go);
  return g_test_run ();
}
