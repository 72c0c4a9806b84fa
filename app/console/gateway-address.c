/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A token goes into a header: what could break out of it is refused here. The file is opened without waiting, so that
 * a pipe or a device cannot hang the window.
 */
#define G_LOG_DOMAIN "lamp-gateway-address"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/gateway-address.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define TOKEN_MAX_BYTES 4096

G_DEFINE_QUARK (lamp - gateway - error - quark, lamp_gateway_error)

char *
lamp_gateway_normalise (const char *text, GError **error)
{
  g_autofree char *trimmed = g_strstrip (g_strdup (text != NULL ? text : ""));
  g_autofree char *address = strstr (trimmed, "://") != NULL ? g_strdup (trimmed) : g_strconcat ("http://", trimmed, NULL);
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  gboolean    good = uri != NULL && (g_str_equal (scheme, "http") || g_str_equal (scheme, "https")) &&
                  g_uri_get_host (uri) != NULL && *g_uri_get_host (uri) != '\0' && strpbrk (trimmed, " \t\r\n\f\v") == NULL;

  if (!good || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    {
      g_autofree char *shown = g_utf8_make_valid (trimmed, -1); /* a command line may hold any bytes */

      g_set_error (error, LAMP_GATEWAY_ERROR, LAMP_GATEWAY_ERROR_ADDRESS,
                   _ ("“%s” is not the address of a gateway. Write it like http://127.0.0.1:8080."), shown);
      return NULL;
    }
  while (g_str_has_suffix (address, "/"))
    address[strlen (address) - 1] = '\0';
  return g_steal_pointer (&address);
}

/* Bytes read, or -1 with errno. */
static gssize
read_start (const char *path, char *buffer, gsize size)
{
  struct stat about = { 0 };
  gssize      n = -1;
  int         fd = open (path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

  if (fd < 0)
    return -1;
  if (fstat (fd, &about) == 0 && !S_ISREG (about.st_mode))
    errno = EINVAL;
  else
    n = read (fd, buffer, size);
  if (close (fd) != 0)
    return -1;
  return n;
}

static gboolean
is_token (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isgraph (*c))
      return FALSE;
  return *text != '\0';
}

char *
lamp_token_read (const char *path, GError **error)
{
  char   buffer[TOKEN_MAX_BYTES + 1] = { 0 };
  gssize n = 0;

  if (path == NULL || *path == '\0')
    return NULL;
  n = read_start (path, buffer, TOKEN_MAX_BYTES);
  if (n < 0)
    {
      g_set_error (error, LAMP_GATEWAY_ERROR, LAMP_GATEWAY_ERROR_TOKEN,
                   _ ("The token file %s cannot be read (%s). Name another, or ask the gateway’s administrator for one."),
                   path, g_strerror (errno));
      return NULL;
    }
  buffer[strcspn (buffer, "\r\n")] = '\0';
  g_strstrip (buffer);
  if (n == TOKEN_MAX_BYTES || !is_token (buffer))
    {
      g_set_error (error, LAMP_GATEWAY_ERROR, LAMP_GATEWAY_ERROR_TOKEN,
                   _ ("The file %s holds no token: its first line must be one word of plain letters and digits."), path);
      return NULL;
    }
  return g_strdup (buffer);
}
