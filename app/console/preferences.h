/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The preferences: what is changed is in effect at once.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LAMP_TYPE_PREFERENCES (lamp_preferences_get_type ())
G_DECLARE_FINAL_TYPE (LampPreferences, lamp_preferences, LAMP, PREFERENCES, AdwPreferencesWindow)

GtkWidget *lamp_preferences_new (GtkWindow *parent) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
