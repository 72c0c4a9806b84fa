/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-work.h.
 */
#include "map/base-work.h"

#include <stdlib.h>

#define PATIENCE_USEC (3 * G_TIME_SPAN_SECOND) /* who waits for a server may wait for it alone */

static GMutex lock;
static GCond  left;
static guint  n_inside;
static int    over; /* atomic */

void
lamp_base_work_leave (void)
{
  gint64 deadline = g_get_monotonic_time () + PATIENCE_USEC;

  g_atomic_int_set (&over, TRUE);
  g_mutex_lock (&lock);
  while (n_inside > 0)
    if (!g_cond_wait_until (&left, &lock, deadline))
      break;
  g_mutex_unlock (&lock);
}

gboolean
lamp_base_work_begin (void)
{
  gboolean may;

  g_mutex_lock (&lock);
  may = !g_atomic_int_get (&over);
  n_inside += may ? 1 : 0;
  g_mutex_unlock (&lock);
  return may;
}

void
lamp_base_work_end (void)
{
  static gsize once = 0;

  /* For who ends without a word. What ends first has been begun last, and most of GDAL's tables are made with the first work. */
  if (!lamp_base_work_is_over () && g_once_init_enter (&once))
    {
      atexit (lamp_base_work_leave);
      g_once_init_leave (&once, 1);
    }
  g_mutex_lock (&lock);
  n_inside--;
  g_cond_broadcast (&left);
  g_mutex_unlock (&lock);
}

gboolean
lamp_base_work_is_over (void)
{
  return g_atomic_int_get (&over);
}
