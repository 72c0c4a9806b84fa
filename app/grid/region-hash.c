/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See region-hash.h.
 */
#include "grid/region-hash.h"

#include <nettle/sha2.h>

#define CHUNK (256 * 1024)

static char *
to_hex (const guint8 *digest, gsize size)
{
  char *hex = g_malloc (2 * size + 1);

  for (gsize i = 0; i < size; i++)
    g_snprintf (hex + i * 2, 3, "%02x", digest[i]);
  return hex;
}

char *
lamp_region_hash (const char *path, GError **error)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInputStream) stream = NULL;
  g_autofree guint8 *chunk = g_malloc (CHUNK);
  struct sha256_ctx  context;
  guint8             digest[SHA256_DIGEST_SIZE];
  gssize             n = 0;

  g_return_val_if_fail (path != NULL, NULL);

  file = g_file_new_for_path (path);
  stream = g_file_read (file, NULL, error);
  if (stream == NULL)
    return NULL;
  sha256_init (&context);
  while ((n = g_input_stream_read (G_INPUT_STREAM (stream), chunk, CHUNK, NULL, error)) > 0)
    sha256_update (&context, (gsize)n, chunk);
  if (n < 0)
    return NULL;
  sha256_digest (&context, sizeof digest, digest);
  return to_hex (digest, sizeof digest);
}
