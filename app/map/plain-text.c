/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See plain-text.h.
 */
#include "map/plain-text.h"

#include <string.h>

static const struct
{
  const char *entity, *text;
} entities[] = {
  { "&amp;", "&" },
  { "&lt;", "<" },
  { "&gt;", ">" },
  { "&quot;", "\"" },
  { "&#39;", "'" },
  { "&apos;", "'" },
  { "&nbsp;", " " },
  { "&copy;", "©" },
  { "&#169;", "©" },
  { "&#xa9;", "©" },
};

static gsize
add_entity (GString *plain, const char *at)
{
  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    if (g_str_has_prefix (at, entities[i].entity))
      {
        g_string_append (plain, entities[i].text);
        return strlen (entities[i].entity);
      }
  g_string_append_c (plain, '&');
  return 1;
}

/* A "<" that no letter follows is none of a tag. */
static gboolean
begins_tag (const char *at)
{
  return at[0] == '<' && (g_ascii_isalpha (at[1]) || at[1] == '/' || at[1] == '!') && strchr (at, '>') != NULL;
}

char *
lamp_plain_text (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autoptr (GString) plain = g_string_new (NULL);

  for (const char *at = valid; *at != '\0' && g_utf8_strlen (plain->str, (gssize)plain->len) < LAMP_PLAIN_TEXT_MOST_CHARS;)
    {
      gunichar c = g_utf8_get_char (at);

      if (begins_tag (at))
        at = strchr (at, '>') + 1;
      else if (c == '&')
        at += add_entity (plain, at);
      else
        {
          gboolean blank = g_unichar_isspace (c) || g_unichar_iscntrl (c) || g_unichar_type (c) == G_UNICODE_FORMAT;

          if (!blank)
            g_string_append_unichar (plain, c);
          else if (plain->len > 0 && plain->str[plain->len - 1] != ' ')
            g_string_append_c (plain, ' ');
          at = g_utf8_next_char (at);
        }
    }
  return g_strstrip (g_string_free (g_steal_pointer (&plain), FALSE));
}
