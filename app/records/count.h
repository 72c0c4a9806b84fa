/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Whole numbers as people read them. Any thread, as long as nobody changes the locale meanwhile.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "1,070", with the locale's separator; where it has none, as the C locale, with a comma all the same. "−" before what is
 * less than 0. Owned by the caller. */
char *lamp_count_to_string (gint64 count) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
