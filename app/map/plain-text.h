/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a stranger wrote for a web page, as a line of plain text. Pure, any thread.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LAMP_PLAIN_TEXT_MOST_CHARS 200

/* Without tags, with what the commonest entities stand for, white space as single blanks, valid UTF-8, at most
 * LAMP_PLAIN_TEXT_MOST_CHARS. `text` may be NULL, which is "". */
char *lamp_plain_text (const char *text);

G_END_DECLS
