/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See import-told.h.
 */
#include "grid/import-told.h"

#include <string.h>

/* `[scheme:]user:PASSWORD@host`, Oracle's `OCI:user/PASSWORD@`, and `password=PASSWORD`, which libpq takes in quotes too. */
static const char *const secrets[] = {
  "(://[^/@\\s:]*:)[^@\\s]*(?=@)",
  "(\\bOCI:[^/@\\s]*/)[^@\\s]*(?=@)",
  "(\\b(?:password|passwd|pwd|sslpassword)\\s*=\\s*)(?:'(?:\\\\.|[^'\\\\])*'|\\{[^}]*\\}|[^\\s,;&]+)",
};

static char *
dup_match (const char *pattern, const char *text, int group)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS | G_REGEX_RAW, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, text, 0, &match) ? g_match_info_fetch (match, group) : NULL;
}

char *
lamp_source_dup_told (const char *text)
{
  char *told = g_strdup (text);

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autoptr (GRegex) regex = g_regex_new (secrets[i], G_REGEX_CASELESS | G_REGEX_RAW, 0, NULL);
      char *next = g_regex_replace (regex, told, -1, 0, "\\1***", 0, NULL);

      if (next == NULL)
        continue;
      g_free (told);
      told = next;
    }
  return told;
}

/* A driver's name, a colon, and then more than a path. */
static gboolean
is_connection (const char *source)
{
  g_autofree char *prefix = dup_match ("^[a-z]{2,}:(?://|(?!/).*[=@])", source, 0);

  return prefix != NULL && !g_file_test (source, G_FILE_TEST_EXISTS);
}

static char *
dup_database (const char *source)
{
  g_autofree char *quoted = dup_match ("\\b(?:dbname|database)\\s*=\\s*'([^'\\\\]+)'", source, 1);
  g_autofree char *plain = dup_match ("\\b(?:dbname|database)\\s*=\\s*([^'\\s,;&]+)", source, 1);
  g_autofree char *path = dup_match ("://[^/]*/([^/?\\s]+)", source, 1);

  return quoted != NULL ? g_steal_pointer (&quoted) : plain != NULL ? g_steal_pointer (&plain)
                                                                    : g_steal_pointer (&path);
}

char *
lamp_source_dup_name (const char *source)
{
  g_autofree char *base = NULL;
  char            *dot;

  if (is_connection (source))
    return dup_database (source);
  base = g_path_get_basename (source);
  dot = strrchr (base, '.');
  if (dot != NULL && dot != base)
    *dot = '\0';
  if (g_str_has_suffix (base, ".gdb")) /* of a .gdb.zip */
    base[strlen (base) - strlen (".gdb")] = '\0';
  return g_steal_pointer (&base);
}
