/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions in a window of their own. Main thread.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Not shown yet; GTK owns it, as any window. */
AdwMessageDialog *lamp_message_dialog_new (GtkWindow *window, const char *heading, const char *body);
/* Below its text, at least as wide as that. */
void lamp_message_dialog_set_child (AdwMessageDialog *dialog, GtkWidget *child);

G_END_DECLS
