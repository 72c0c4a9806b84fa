/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A region file with bytes changed and its end cut off: it loads whole, or says why not. The input is edits of the toy
 * region, four bytes each: three where, one what; the last edit's bytes, when it is not whole, cut the file. GDAL and
 * SQLite are between the file and us, so it is what they let through that matters.
 */
#include "fuzz/fuzz.h"
#include "grid/diff.h"
#include "grid/energisation.h"
#include "grid/fixture.h"

static GBytes *
toy_region (void)
{
  static GBytes *bytes;

  if (bytes == NULL)
    {
      g_autofree char *path = lamp_fixture_path ("fuzz-toy.gpkg");
      g_autoptr (LampDraft) draft = lamp_fixture_draft ();
      char *contents = NULL;
      gsize size = 0;

      g_assert_true (lamp_draft_write (draft, path, NULL, NULL));
      g_assert_true (g_file_get_contents (path, &contents, &size, NULL));
      bytes = g_bytes_new_take (contents, size);
    }
  return bytes;
}

/* What everybody who gets a network relies on. */
static void
assert_sound (const LampNetwork *network)
{
  for (guint32 i = 0; i < network->n_elements; i++)
    {
      g_assert_cmpuint (network->element_id[i], <, network->strings_size);
      g_assert_cmpuint (network->element_kind[i], <, LAMP_ELEMENT_N_KINDS);
      g_assert_cmpuint (network->element_voltage[i], <=, LAMP_VOLTAGE_LOW);
      g_assert_true (network->element_from[i] == LAMP_NONE || network->element_from[i] < network->n_nodes);
      g_assert_true (network->element_to[i] == LAMP_NONE || network->element_to[i] < network->n_nodes);
      g_assert_true (network->element_feeder[i] == LAMP_NO_FEEDER || network->element_feeder[i] < network->n_feeders);
      g_assert_cmpuint (network->element_vertex_start[i], <=, network->element_vertex_start[i + 1]);
    }
  g_assert_cmpuint (network->element_vertex_start[network->n_elements], ==, network->n_vertices);
  g_assert_cmpuint (network->node_customer_start[network->n_nodes], <=, network->n_customers);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  GBytes            *toy = toy_region ();
  gsize              length = g_bytes_get_size (toy);
  g_autofree guint8 *bytes = g_memdup2 (g_bytes_get_data (toy, NULL), length);
  g_autofree char   *path = NULL;
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (GError) error = NULL;

  for (; size >= 4; data += 4, size -= 4)
    bytes[((gsize)data[0] << 16 | (gsize)data[1] << 8 | data[2]) % length] = data[3];
  for (; size > 0; data++, size--)
    length = length * data[0] / 256;

  path = lamp_fuzz_file ("region.gpkg", bytes, length);
  network = lamp_network_load (path, NULL, &error);
  lamp_fuzz_assert_reason (network != NULL, &error);
  if (network != NULL)
    {
      g_autoptr (LampEnergisation) state = lamp_energisation_new (network);
      g_autoptr (LampDiff) diff = lamp_diff_new (network, network, 0.0);

      assert_sound (network);
      g_assert_cmpuint (diff->differences->len, ==, 0);
    }
  return 0;
}
