/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The address of a tile server, and the words for what is wrong with one. See tile-server.h.
 */
#define G_LOG_DOMAIN "lamp-tile-server"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/tile-server.h"

#include <glib/gi18n-lib.h>

#include <string.h>

gboolean
lamp_tile_server_check_url (const char *url, GError **error)
{
  g_autoptr (GUri) uri = NULL;
  g_autofree char *plain = NULL;

  g_return_val_if_fail (url != NULL, FALSE);

  plain = lamp_tile_server_dup_url (url, (LampBlockKey){ 0, 0, 0 });
  uri = g_uri_parse (plain, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0' ||
      (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 && g_strcmp0 (g_uri_get_scheme (uri), "http") != 0))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("This is not a web address: it begins with https:// (or http://) and a server's name."));
      return FALSE;
    }
  if (strstr (url, "{z}") == NULL || strstr (url, "{x}") == NULL || (strstr (url, "{y}") == NULL && strstr (url, "{-y}") == NULL))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                           _ ("The address must say where zoom, column and row go: {z}, {x} and {y}, or {-y} when rows count from the south."));
      return FALSE;
    }
  return TRUE;
}

static void
replace (GString *text, const char *what, gint64 number)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GINT64_FORMAT, number);

  g_string_replace (text, what, digits, 0);
}

char *
lamp_tile_server_dup_url (const char *url, LampBlockKey key)
{
  static const char *const servers[] = { "a", "b", "c" };
  GString                 *text = g_string_new (url);
  gint64                   from_south = (G_GINT64_CONSTANT (1) << key.z) - 1 - key.y;

  replace (text, "{z}", key.z);
  replace (text, "{x}", key.x);
  replace (text, "{y}", key.y);
  replace (text, "{-y}", from_south);
  g_string_replace (text, "{s}", servers[(key.x + key.y) % 3], 0);
  g_string_replace (text, "{r}", "", 0);
  return g_string_free (text, FALSE);
}

LampFetchOutcome
lamp_fetch_outcome_of_status (guint status)
{
  switch (status)
    {
    case 204:
    case 404:
    case 410:
      return LAMP_FETCH_MISSING;
    case 401:
    case 403:
      return LAMP_FETCH_DENIED;
    case 429:
      return LAMP_FETCH_BUSY;
    case 0:
      return LAMP_FETCH_UNREACHABLE;
    default:
      return LAMP_FETCH_BROKEN;
    }
}

char *
lamp_tile_server_dup_reason (const char *host, const LampFetched *fetched)
{
  switch (fetched->outcome)
    {
    case LAMP_FETCH_MISSING:
      return g_strdup_printf (_ ("%s has no tiles at this address (it answers %u)"), host, fetched->status);
    case LAMP_FETCH_DENIED:
      return g_strdup_printf (_ ("%s does not let us see its tiles (it answers %u): the address may want a key"), host, fetched->status);
    case LAMP_FETCH_BUSY:
      return g_strdup_printf (_ ("%s asks for fewer requests"), host);
    case LAMP_FETCH_BROKEN:
      return g_strdup_printf (_ ("%s is out of order (it answers %u)"), host, fetched->status);
    case LAMP_FETCH_LATE:
      return g_strdup_printf (_ ("%s is too slow to answer"), host);
    case LAMP_FETCH_REDIRECT:
      return g_strdup_printf (_ ("%s sends us on to another address, or in circles"), host);
    case LAMP_FETCH_RUBBISH:
      return g_strdup_printf (_ ("%s sends something that is not a picture"), host);
    case LAMP_FETCH_TOO_LARGE:
      return g_strdup_printf (_ ("%s sends tiles that are too large"), host);
    case LAMP_FETCH_OK:
    case LAMP_FETCH_SAME:
    case LAMP_FETCH_UNREACHABLE:
    case LAMP_FETCH_CANCELLED:
    default:
      return g_strdup_printf (_ ("%s does not answer"), host);
    }
}
