/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes Toytown (tests/grid/fixture.h) to the file named, for tests that start real programs.
 */
#include "grid/fixture.h"

int
main (int argc, char **argv)
{
  g_autoptr (LampDraft) draft = lamp_fixture_draft ();
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (argc, ==, 2);
  lamp_draft_write (draft, argv[1], NULL, &error);
  g_assert_no_error (error);
  return 0;
}
