/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * When to try again what failed: after LAMP_BACKOFF_FIRST_SEC, then twice as long each time, up to
 * LAMP_BACKOFF_MOST_SEC. Pure; any clock of microseconds.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LAMP_BACKOFF_FIRST_SEC 2
#define LAMP_BACKOFF_MOST_SEC 300

typedef struct
{
  guint  n_failures; /* in a row; 0: all is well */
  gint64 due_usec;   /* when to try again; meaningless while all is well */
} LampBackoff;

/* `at_least_sec`: what the other side asked for; 0 for nothing. It is believed up to an hour. */
void lamp_backoff_fail (LampBackoff *self, gint64 now_usec, gint64 at_least_sec);
void lamp_backoff_succeed (LampBackoff *self);
/* How long from now, 0 when it may be tried. */
gint64 lamp_backoff_wait_usec (const LampBackoff *self, gint64 now_usec);

G_END_DECLS
