/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the age of a crew's fix says: the same for the lists, the map and the suggestions, and by the gateway's clock.
 */
#include "records/crew.h"

#define NOW (G_GINT64_CONSTANT (1767600000) * G_USEC_PER_SEC)

static void
test_fix (void)
{
  static const struct
  {
    double  ago_s, speed;
    LampFix fix;
  } cases[] = {
    { 0.0, 1.0, LAMP_FIX_FRESH },
    { LAMP_FIX_OLD_SEC, 1.0, LAMP_FIX_FRESH },
    { LAMP_FIX_OLD_SEC + 1, 1.0, LAMP_FIX_OLD },
    { 365 * 86400.0, 1.0, LAMP_FIX_OLD },
    { 9e10, 1.0, LAMP_FIX_OLD },
    { -119.0, 1.0, LAMP_FIX_FRESH }, /* clocks differ */
    { -121.0, 1.0, LAMP_FIX_AHEAD },
    { -9e10, 1.0, LAMP_FIX_AHEAD },
    { LAMP_FIX_OLD_SEC, 12.0, LAMP_FIX_FRESH }, /* a demo's clock is fast, and so are its crews */
    { LAMP_FIX_OLD_SEC + 1, 12.0, LAMP_FIX_OLD },
    { 120 * LAMP_FIX_WAY_SEC, 120.0, LAMP_FIX_FRESH }, /* a replay: that is as long ago here as a fix may take */
    { 120 * LAMP_FIX_WAY_SEC + 1, 120.0, LAMP_FIX_OLD },
    { -600.0, 12.0, LAMP_FIX_FRESH },
    { -1500.0, 12.0, LAMP_FIX_AHEAD },
    { LAMP_FIX_OLD_SEC, 0.0, LAMP_FIX_FRESH }, /* a replay that stands still */
    { LAMP_FIX_OLD_SEC + 1, 0.25, LAMP_FIX_OLD },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LampRecord) record = lamp_record_new (&lamp_crew_type, "C-1");
      LampCrew *crew = (LampCrew *)record;

      g_assert_cmpint (lamp_crew_get_fix (crew, NOW, cases[i].speed), ==, LAMP_FIX_UNKNOWN);
      crew->position_usec = NOW - (gint64)(cases[i].ago_s * 1e6);
      g_test_message ("%g s ago at %g times", cases[i].ago_s, cases[i].speed);
      g_assert_cmpint (lamp_crew_get_fix (crew, NOW, cases[i].speed), ==, cases[i].fix);
    }
  g_assert_false (lamp_time_is_ahead (LAMP_UNKNOWN_TIME, NOW, 1.0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/records/crew/fix", test_fix);
  return g_test_run ();
}
