/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses and token files as users and strangers write them, one line a case.
 */
#include "console/gateway-address.h"

#include <glib/gstdio.h>

static char *folder; /* for what is written */

static void
test_address (void)
{
  static const struct
  {
    const char *written, *address; /* NULL: refused */
  } cases[] = {
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080" },
    { "  https://gateway.example:8443/ ", "https://gateway.example:8443" },
    { "https://gateway.example/lamp//", "https://gateway.example/lamp" },
    { "localhost:8080", "http://localhost:8080" },
    { "gateway.example", "http://gateway.example" },
    { "http://[::1]:80", "http://[::1]:80" },
    { "not an address", NULL },
    { "", NULL },
    { NULL, NULL },
    { "ftp://gateway.example", NULL },
    { "file:///etc/passwd", NULL },
    { "http://", NULL },
    { "http:///path", NULL },
    { "http://user:word@gateway.example", NULL },
    { "http://gateway.example/?a=b", NULL },
    { "http://gateway.example/#a", NULL },
    { "http://gateway.example:99999", NULL },
    { "http://a\nb", NULL },
    { "http://gateway.example/\f/", NULL },
    { "http://gateway.example\xff", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *address = lamp_gateway_normalise (cases[i].written, &error);

      g_assert_cmpstr (address, ==, cases[i].address);
      if (cases[i].address == NULL)
        {
          g_assert_true (g_utf8_validate (error->message, -1, NULL));
          g_assert_error (error, LAMP_GATEWAY_ERROR, LAMP_GATEWAY_ERROR_ADDRESS);
          g_assert_true (g_str_has_suffix (error->message, "."));
        }
      else
        g_assert_no_error (error);
    }
}

static char *
write_token (const char *text, gsize size)
{
  g_autoptr (GError) error = NULL;
  char *path = g_build_filename (folder, "token", NULL);

  g_file_set_contents (path, text, (gssize)size, &error);
  g_assert_no_error (error);
  return path;
}

static void
test_token (void)
{
  static const struct
  {
    const char *written, *token; /* NULL: refused */
  } cases[] = {
    { "abc123", "abc123" },
    { "abc123\n", "abc123" },
    { "  abc-123_x.y \r\nsecond line", "abc-123_x.y" },
    { "", NULL },
    { "\n", NULL },
    { "\nabc", NULL },
    { "two words", NULL },
    { "bell\a", NULL },
    { "密码", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = write_token (cases[i].written, strlen (cases[i].written));
      g_autofree char *token = lamp_token_read (path, &error);

      g_assert_cmpstr (token, ==, cases[i].token);
      g_assert_true ((error == NULL) == (cases[i].token != NULL));
      if (error != NULL)
        g_assert_nonnull (strstr (error->message, path));
      g_assert_cmpint (g_unlink (path), ==, 0);
    }
}

static void
test_token_absent (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lamp_token_read (NULL, &error));
  g_assert_no_error (error);
  g_assert_null (lamp_token_read ("", &error));
  g_assert_no_error (error);
  g_assert_null (lamp_token_read ("/nowhere/at/all", &error));
  g_assert_error (error, LAMP_GATEWAY_ERROR, LAMP_GATEWAY_ERROR_TOKEN);
}

/* What is no file, or no end of it, is never waited for. */
static void
test_token_strange (void)
{
  g_autofree char *fifo = g_build_filename (folder, "fifo", NULL);
  g_autofree char *much = g_strnfill (100000, 'a');
  g_autofree char *path = NULL;
  const char      *strange[] = { "/dev/zero", "/", fifo, NULL };

  path = write_token (much, 100000);
  strange[3] = path;
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (strange); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lamp_token_read (strange[i], &error));
      g_assert_error (error, LAMP_GATEWAY_ERROR, LAMP_GATEWAY_ERROR_TOKEN);
    }
  g_assert_cmpint (g_unlink (fifo), ==, 0);
  {
    g_autoptr (GError) error = NULL;
    g_autofree char *token = NULL;
    g_autofree char *file = write_token ("nul\0inside", 10);

    token = lamp_token_read (file, &error);
    g_assert_cmpstr (token, ==, "nul");
    g_assert_cmpint (g_unlink (file), ==, 0);
  }
}

int
main (int argc, char **argv)
{
  int status = 0;

  g_test_init (&argc, &argv, NULL);

  folder = g_dir_make_tmp ("lamp-address-XXXXXX", NULL);
  g_test_add_func ("/gateway-address/address", test_address);
  g_test_add_func ("/gateway-address/token", test_token);
  g_test_add_func ("/gateway-address/token-absent", test_token_absent);
  g_test_add_func ("/gateway-address/token-strange", test_token_strange);
  status = g_test_run ();
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
  return status;
}
