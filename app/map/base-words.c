/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What GDAL complains of, in words. It says the same of a service in a dozen ways, most of which name files that nobody has; a
 * dispatcher needs to know what the server did.
 */
#define G_LOG_DOMAIN "lamp-base-raster"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/base-raster-private.h"

#include <glib/gi18n-lib.h>

#include <stdlib.h>
#include <string.h>

#define MOST_REASON 200 /* bytes of what GDAL says */
#define EXCEPTION "server returned exception: "

static const struct
{
  const char      *mark;
  LampFetchOutcome outcome;
} marks[] = {
  { "redirects followed", LAMP_FETCH_REDIRECT },
  { "too slow", LAMP_FETCH_LATE },
  { "timed out", LAMP_FETCH_LATE },
  { "Timeout was reached", LAMP_FETCH_LATE },
  { "resolve host", LAMP_FETCH_UNREACHABLE },
  { "connect to", LAMP_FETCH_UNREACHABLE },
  { "/vsimem/wms", LAMP_FETCH_RUBBISH },
};

static void
note_outcome (LampBaseTrouble *trouble, const char *text)
{
  const char *status = strstr (text, "HTTP status code: ");

  for (guint i = 0; i < G_N_ELEMENTS (marks) && trouble->outcome == LAMP_FETCH_OK; i++)
    if (strstr (text, marks[i].mark) != NULL)
      trouble->outcome = marks[i].outcome;
  if (trouble->outcome == LAMP_FETCH_OK && status == NULL)
    status = strstr (text, "HTTP error code : ");
  if (trouble->outcome != LAMP_FETCH_OK || status == NULL)
    return;
  trouble->status = (guint)strtoul (strchr (status, ':') + 1, NULL, 10);
  trouble->outcome = lamp_fetch_outcome_of_status (trouble->status);
}

void CPL_STDCALL
lamp_base_trouble_note (CPLErr kind, CPLErrorNum number, const char *text)
{
  LampBaseTrouble *trouble = CPLGetErrorHandlerUserData ();

  /* GDAL begins so what PROJ says; anywhere else it may be the name of a folder. */
  if (kind < CE_Failure || g_str_has_prefix (text, "PROJ: ") || strstr (text, "/lamplighter/wms/") != NULL) /* not in its cache yet */
    return;
  if (trouble->outcome == LAMP_FETCH_OK)
    note_outcome (trouble, text);
  if (trouble->reason != NULL)
    return;
  trouble->reason = g_utf8_make_valid (text, (gssize)MIN (strlen (text), MOST_REASON));
  /* It may quote a damaged file. */
  for (char *at = trouble->reason; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  g_strchomp (trouble->reason);
}

const char *
lamp_base_trouble_reason (const LampBaseTrouble *trouble)
{
  return trouble->reason != NULL ? trouble->reason : _ ("no reason is given");
}

char *
lamp_base_trouble_dup_of_service (const LampBaseTrouble *trouble, gboolean is_remote)
{
  LampFetched fetched = { .outcome = trouble->outcome, .status = trouble->status };
  const char *exception = trouble->reason != NULL ? strstr (trouble->reason, EXCEPTION) : NULL;

  if (exception != NULL)
    /* Translators: the reason is the server's own. */
    return g_strdup_printf (_ ("its server refuses (%s)"), exception + strlen (EXCEPTION));
  if (fetched.outcome == LAMP_FETCH_OK && !is_remote)
    return NULL;
  if (fetched.outcome == LAMP_FETCH_OK)
    fetched.outcome = LAMP_FETCH_RUBBISH; /* a picture that breaks off */
  /* Half an answer that took so long is no picture either. Seconds are counted whole: the first may be short. */
  if ((fetched.outcome == LAMP_FETCH_RUBBISH || fetched.outcome == LAMP_FETCH_UNREACHABLE) &&
      g_get_monotonic_time () - trouble->begun_usec >= (LAMP_BASE_SLOW_SEC - 1) * G_USEC_PER_SEC)
    fetched.outcome = LAMP_FETCH_LATE;
  /* Translators: stands where the name of a server would. */
  return lamp_tile_server_dup_reason (_ ("its server"), &fetched);
}
