/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How often somebody may do something: a bucket for each name, which fills with time. Main thread only.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _LampRate LampRate;

LampRate *lamp_rate_new (double per_second, double burst) G_GNUC_WARN_UNUSED_RESULT;
void      lamp_rate_free (LampRate *rate);
/* Takes one; FALSE when there is none. `now_usec` is monotonic. */
gboolean lamp_rate_take (LampRate *rate, const char *name, gint64 now_usec);
/* Is there one to take? */
gboolean lamp_rate_has (LampRate *rate, const char *name, gint64 now_usec);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampRate, lamp_rate_free)

G_END_DECLS
