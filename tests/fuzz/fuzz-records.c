/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Records as JSON from outside. What is read can be written, and reads as the same record again. The first byte chooses
 * the collection.
 */
#include "fuzz/fuzz.h"
#include "records/record.h"

/* Written once, for the wire carries times by the millisecond only: then it stays the same. */
static gpointer
written_and_read (const LampRecordType *type, gpointer record)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  gpointer again = NULL;

  lamp_record_append_feature (text, record, NULL);
  g_assert_true (g_utf8_validate_len (text->str, text->len, NULL));
  bytes = g_bytes_new (text->str, text->len);
  node = lamp_json_from_bytes (bytes, &error);
  g_assert_no_error (error);
  again = lamp_record_from_feature (type, json_node_get_object (node), &error);
  g_assert_no_error (error);
  return again;
}

static void
read_again (const LampRecordType *type, gpointer record)
{
  gpointer once = written_and_read (type, record);
  gpointer twice = written_and_read (type, once);

  g_assert_true (lamp_record_equal (once, twice));
  lamp_record_unref (once);
  lamp_record_unref (twice);
}

static void
merge (gpointer record, JsonObject *patch)
{
  gpointer copy = lamp_record_copy (record);
  g_autoptr (GError) error = NULL;

  lamp_fuzz_assert_reason (lamp_record_merge (copy, patch, &error), &error);
  lamp_record_unref (copy);
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const LampRecordType *const *types = lamp_collections ();
  guint                        n_types = 0;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GError) error = NULL;
  gpointer record = NULL;

  if (size == 0)
    return 0;
  while (types[n_types] != NULL)
    n_types++;

  bytes = g_bytes_new (data + 1, size - 1);
  node = lamp_json_from_bytes (bytes, &error);
  lamp_fuzz_assert_reason (node != NULL, &error);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return 0;

  record = lamp_record_from_feature (types[data[0] % n_types], json_node_get_object (node), &error);
  lamp_fuzz_assert_reason (record != NULL, &error);
  if (record == NULL)
    return 0;
  read_again (types[data[0] % n_types], record);
  merge (record, json_node_get_object (node));
  lamp_record_unref (record);
  return 0;
}
