/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fields of comma-separated values as RFC 4180 has them. The caller writes the commas and the line ends. Pure, any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One field, quoted only where it must be: a comma, a quote or a line end is in it. */
void lamp_csv_append (GString *out, const char *text);
/* One field in quotes, whatever is in it. */
void lamp_csv_append_quoted (GString *out, const char *text);

G_END_DECLS
