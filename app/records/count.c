/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See count.h.
 */
#include "config.h"

#include "records/count.h"

#include <locale.h>
#include <string.h>

char *
lamp_count_to_string (gint64 count)
{
  const char      *separator = localeconv ()->thousands_sep;
  g_autofree char *digits = NULL;
  GString         *text = NULL;
  gsize            n = 0;

  /* The C locale has none, yet five digits in a row are hard to read. */
  if (separator == NULL || *separator == '\0')
    separator = *localeconv ()->decimal_point == ',' ? "." : ",";
  digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count < 0 ? -(guint64)count : (guint64)count);
  n = strlen (digits);
  text = g_string_new (count < 0 ? "−" : NULL);
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append (text, separator);
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}
