/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Questions in a window of their own. Main thread.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Not shown yet; GTK owns it, as any window. */
AdwMessageDialog *lamp_message_dialog_new (GtkWindow *window, const char *heading, const char *body);

G_END_DECLS
