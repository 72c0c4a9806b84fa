/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tile-fetch.h.
 */
#define G_LOG_DOMAIN "lamp-tile-fetch"
#include "config.h"

#include "console/tile-fetch.h"

#include "client/download.h"

#define TILE_DEADLINE_MS 20000

static const LampFetchOutcome outcomes[] = {
  [LAMP_DOWNLOAD_UNREACHABLE] = LAMP_FETCH_UNREACHABLE,
  [LAMP_DOWNLOAD_LATE] = LAMP_FETCH_LATE,
  [LAMP_DOWNLOAD_REDIRECT] = LAMP_FETCH_REDIRECT,
  [LAMP_DOWNLOAD_RUBBISH] = LAMP_FETCH_RUBBISH,
  [LAMP_DOWNLOAD_TOO_LARGE] = LAMP_FETCH_TOO_LARGE,
  [LAMP_DOWNLOAD_CANCELLED] = LAMP_FETCH_CANCELLED,
};

static LampFetchOutcome
outcome_of (const LampDownload *download)
{
  if (download->outcome != LAMP_DOWNLOAD_ANSWERED)
    return outcomes[download->outcome];
  switch (download->status)
    {
    case 200:
      return LAMP_FETCH_OK;
    case 304:
      return LAMP_FETCH_SAME;
    default:
      return lamp_fetch_outcome_of_status (download->status);
    }
}

typedef struct
{
  LampFetchedFunc done;
  gpointer        user_data;
} Errand;

static void
downloaded_cb (const LampDownload *download, gpointer user_data)
{
  g_autofree Errand *errand = user_data;

  errand->done (&(LampFetched){ outcome_of (download), download->body, download->etag, download->status, download->retry_after_s }, errand->user_data);
}

static void
fetch (const char *url, const char *etag, GCancellable *cancellable, LampFetchedFunc done, gpointer user_data, gpointer downloader)
{
  Errand *errand = g_new (Errand, 1);

  *errand = (Errand){ done, user_data };
  lamp_downloader_get (downloader, url, etag, cancellable, downloaded_cb, errand);
}

LampBaseMap *
lamp_tile_fetch_new_server (const LampTileServerInfo *info)
{
  return lamp_tile_server_new (info, fetch, lamp_downloader_new (TILE_DEADLINE_MS), (GDestroyNotify)lamp_downloader_free);
}
