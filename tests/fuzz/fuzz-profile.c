/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Import profiles: whole, or refused with a reason.
 */
#include "fuzz/fuzz.h"
#include "grid/profile.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *path = lamp_fuzz_file ("profile.ini", data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (LampProfile) profile = lamp_profile_load (path, &error);

  lamp_fuzz_assert_reason (profile != NULL, &error);
  return 0;
}
