/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is inside GDAL when the program ends. exit() takes GDAL's and PROJ's tables down while a worker still uses them, which
 * crashes; so workers are asked to leave before, and waited for a moment. Any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* FALSE: the program ends, do not begin. Else lamp_base_work_end() is due. */
gboolean lamp_base_work_begin (void) G_GNUC_WARN_UNUSED_RESULT;
void     lamp_base_work_end (void);
/* The program is about to end: to be called at the end of main. Waits for who is inside, a few seconds at most; nobody begins any more. */
void lamp_base_work_leave (void);
/* Asked now and then by what takes long. */
gboolean lamp_base_work_is_over (void);

G_END_DECLS
