/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Well-known binary: what is read is within its parts, and the short way for plain geometries sees what the long one sees.
 */
#include "fuzz/fuzz.h"
#include "grid/wkb.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean read = lamp_wkb_read (data, size, points, ends);
  guint32  n = 0;
  gsize    head = 0;
  guint32  last = 0;

  for (guint i = 0; i < ends->len; i++)
    {
      g_assert_cmpuint (g_array_index (ends, guint32, i), >=, last);
      last = g_array_index (ends, guint32, i);
      g_assert_cmpuint (last, <=, points->len);
    }
  if (lamp_wkb_is_plain (data, size, &n, &head))
    {
      g_assert_true (read);
      g_assert_cmpuint (n, ==, points->len);
      if (n > 0)
        g_assert_cmpmem (data + head, size - head, points->data, n * sizeof (LampPoint));
    }
  return 0;
}
