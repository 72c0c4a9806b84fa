/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The parameters of an items request, as they come in an address: the first byte chooses the collection, the rest is
 * the part of the address behind the question mark.
 */
#include "fuzz/fuzz.h"
#include "gateway/items.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  const LampRecordType *const *types = lamp_collections ();
  guint                        n_types = 0;
  g_autofree char             *text = NULL;
  g_autoptr (GHashTable) parameters = NULL;
  g_autoptr (LampItemsQuery) query = NULL;
  g_autoptr (GError) error = NULL;
  LampBox box = { 0 };
  gint64  from_msec = 0, to_msec = 0;

  if (size == 0)
    return 0;
  while (types[n_types] != NULL)
    n_types++;
  text = lamp_fuzz_text (data + 1, size - 1);
  lamp_items_parse_box (text, &box);
  lamp_items_parse_datetime (text, &from_msec, &to_msec);

  parameters = g_uri_parse_params (text, -1, "&", G_URI_PARAMS_NONE, NULL);
  if (parameters == NULL)
    return 0;
  query = lamp_items_query_new (types[data[0] % n_types], parameters, &error);
  lamp_fuzz_assert_reason (query != NULL, &error);
  return 0;
}
