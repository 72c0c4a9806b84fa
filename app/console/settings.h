/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The user's preferences: where their schema is found, and nothing else. the gschema in data/ describes them.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Is the schema there? Without it GSettings would end the program, so main() asks first. The installed one, one named
 * by GSETTINGS_SCHEMA_DIR, or the one of the build tree beside the program. */
gboolean   lamp_settings_available (void);
GSettings *lamp_settings_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
