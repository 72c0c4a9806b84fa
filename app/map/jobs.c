/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See jobs.h.
 */
#include "map/jobs.h"

#define MOST_THREADS 8u

typedef struct
{
  LampJob  run;
  gpointer data;
  guint    n;
  guint    next; /* atomic */
} Jobs;

static gpointer
work (gpointer data)
{
  Jobs *jobs = data;

  for (guint i = g_atomic_int_add (&jobs->next, 1); i < jobs->n; i = g_atomic_int_add (&jobs->next, 1))
    jobs->run (i, jobs->data);
  return NULL;
}

void
lamp_jobs_run (guint n, LampJob run, gpointer data)
{
  Jobs     jobs = { run, data, n, 0 };
  guint    n_others = MIN (MIN (n, MOST_THREADS), g_get_num_processors ());
  GThread *others[MOST_THREADS];

  n_others -= n_others > 0;
  for (guint i = 0; i < n_others; i++)
    others[i] = g_thread_try_new ("map-index", work, &jobs, NULL);
  work (&jobs);
  for (guint i = 0; i < n_others; i++)
    if (others[i] != NULL) /* else the system gives no more, and the rest of us did it */
      g_thread_join (others[i]);
}
