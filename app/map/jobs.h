/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Several things done beside each other that know nothing of each other, on as many threads as there are processors.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `run` is called once for each of 0 … n - 1, on this thread and others, the small numbers first. Returns when all are done. */
typedef void (*LampJob) (guint i, gpointer data);
void lamp_jobs_run (guint n, LampJob run, gpointer data);

G_END_DECLS
