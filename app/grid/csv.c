/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See csv.h.
 */
#include "config.h"

#include "grid/csv.h"

#include <string.h>

void
lamp_csv_append_quoted (GString *out, const char *text)
{
  g_string_append_c (out, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (out, '"');
      g_string_append_c (out, *at);
    }
  g_string_append_c (out, '"');
}

void
lamp_csv_append (GString *out, const char *text)
{
  if (strpbrk (text, ",\"\r\n") == NULL)
    g_string_append (out, text);
  else
    lamp_csv_append_quoted (out, text);
}
