/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Times and ETags: what is a time is the same time when it is written and read again.
 */
#include "fuzz/fuzz.h"
#include "records/record.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = lamp_fuzz_text (data, size);
  gint64           time_usec = 0;

  lamp_etag_get_revision (text);
  if (lamp_time_from_string (text, &time_usec))
    {
      g_autofree char *written = lamp_time_to_string (time_usec);
      gint64           again_usec = 0;

      g_assert_true (lamp_time_from_string (written, &again_usec));
      g_assert_cmpint (lamp_time_to_msec (again_usec), ==, lamp_time_to_msec (time_usec));
    }
  return 0;
}
