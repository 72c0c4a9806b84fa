/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See grid-job.h. Signals are waited for on a second thread.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/grid-job.h"
#include "gateway/subcommands.h"

/* Waits for a signal; SIGUSR2 is ours and only ends the waiting. */
static gpointer
watch_signals (gpointer cancellable)
{
  sigset_t signals;
  int      signal_number = 0;

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGUSR2);
  if (sigwait (&signals, &signal_number) == 0 && signal_number != SIGUSR2)
    g_cancellable_cancel (cancellable);
  return NULL;
}

/* Every thread made while they are blocked has them blocked too. `how` is SIG_BLOCK or SIG_UNBLOCK. */
static void
mask_signals (int how)
{
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGINT);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGUSR2);
  pthread_sigmask (how, &signals, NULL);
}

typedef struct
{
  gboolean terminal;
  int      percent; /* told last */
} Progress;

static void
show_progress (guint64 done, guint64 total, const char *layer, gpointer data)
{
  Progress *progress = data;
  int       percent = total > 0 ? (int)(done * 100 / total) : 100;

  if (percent / (progress->terminal ? 1 : 10) == progress->percent / (progress->terminal ? 1 : 10))
    return;
  progress->percent = percent;
  g_printerr (progress->terminal ? "\r%3d %% %-40.40s" : "%3d %% %s\n", percent, layer);
  if (progress->terminal && percent == 100)
    g_printerr ("\r%-50s\r", "");
}

int
lamp_grid_job (LampGridJob job, gpointer data, const char *path)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Progress  progress = { isatty (STDERR_FILENO) != 0, -100 };
  pthread_t watcher;
  gboolean  watched = FALSE, good = FALSE;

  mask_signals (SIG_BLOCK);
  watched = pthread_create (&watcher, NULL, watch_signals, cancellable) == 0;
  good = job (show_progress, &progress, cancellable, data, &error);
  if (watched)
    {
      pthread_kill (watcher, SIGUSR2);
      pthread_join (watcher, NULL);
    }

  if (progress.terminal && !good)
    g_printerr ("\n");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_printerr (_ ("lamplighterd: the import was stopped; nothing was written, and “%s” is as it was\n"), path);
      return LAMP_EXIT_FAILED;
    }
  if (!good)
    return lamp_command_fail (g_steal_pointer (&error));
  mask_signals (SIG_UNBLOCK); /* the region is whole: from here on Ctrl+C only saves the summary */
  return 0;
}
