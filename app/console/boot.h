/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What comes before the first widget, in main() and in tests alike: translations, the program's resources, icons.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Locale and translations; LAMP_LOCALEDIR in the environment comes before the installed place. Before any other call. */
void lamp_boot_locale (void);
/* Templates, styles and icons become findable. Needs no display; once is enough. */
void lamp_boot_resources (void);

G_END_DECLS
