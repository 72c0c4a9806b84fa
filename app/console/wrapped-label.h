/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The label that cards are made of: it starts at the left and breaks its lines, in long words too, so that no text of
 * the gateway's makes a card wider. Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

GtkWidget *lamp_wrapped_label_new (const char *style_class) G_GNUC_WARN_UNUSED_RESULT; /* (transfer floating) */

G_END_DECLS
