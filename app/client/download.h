/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Small files from servers that are not gateways: tiles of a base map. Politely: at most two connections a server, a name and
 * a version in every request, no cookies, a deadline and a limit on the size; redirects within the same server
 * only. Main thread, asynchronous.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  LAMP_DOWNLOAD_ANSWERED, /* with any status */
  LAMP_DOWNLOAD_UNREACHABLE,
  LAMP_DOWNLOAD_LATE,
  LAMP_DOWNLOAD_REDIRECT, /* without end, or to another server */
  LAMP_DOWNLOAD_RUBBISH,  /* no HTTP, or no address one can ask */
  LAMP_DOWNLOAD_TOO_LARGE,
  LAMP_DOWNLOAD_CANCELLED,
} LampDownloadOutcome;

typedef struct
{
  LampDownloadOutcome outcome;
  guint               status;
  GBytes             *body; /* NULL unless it answered */
  const char         *etag; /* NULL for none */
  gint64              retry_after_s;
} LampDownload;

typedef void (*LampDownloadFunc) (const LampDownload *download, gpointer user_data);

typedef struct _LampDownloader LampDownloader;

/* `deadline_ms`: for the whole of one answer. */
LampDownloader *lamp_downloader_new (guint deadline_ms) G_GNUC_WARN_UNUSED_RESULT;
/* Exchanges under way go on. */
void lamp_downloader_free (LampDownloader *self);

/* Calls `done` once, later; what it is given is borrowed. `etag`: of what the caller has; NULL for none. */
void lamp_downloader_get (LampDownloader *self, const char *url, const char *etag, GCancellable *cancellable, LampDownloadFunc done, gpointer user_data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampDownloader, lamp_downloader_free)

G_END_DECLS
