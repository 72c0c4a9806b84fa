/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See backoff.h.
 */
#include "map/backoff.h"

#define MOST_ASKED_SEC 3600
#define MOST_DOUBLINGS 16

void
lamp_backoff_fail (LampBackoff *self, gint64 now_usec, gint64 at_least_sec)
{
  gint64 wait = LAMP_BACKOFF_FIRST_SEC * (G_GINT64_CONSTANT (1) << MIN (self->n_failures, MOST_DOUBLINGS));

  wait = MAX (MIN (wait, LAMP_BACKOFF_MOST_SEC), MIN (at_least_sec, MOST_ASKED_SEC));
  self->n_failures++;
  self->due_usec = now_usec + wait * G_USEC_PER_SEC;
}

void
lamp_backoff_succeed (LampBackoff *self)
{
  *self = (LampBackoff){ 0 };
}

gint64
lamp_backoff_wait_usec (const LampBackoff *self, gint64 now_usec)
{
  return self->n_failures == 0 ? 0 : MAX (self->due_usec - now_usec, 0);
}
