/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The bar that says what is wrong with the gateway: since when, what still works, what to do. It slides in when the
 * session is stale, lost or refused, and goes by itself when all is well. A problem that wants to be read once stays
 * until it is closed; what changed while the gateway was away is told for a while.
 *
 * Its accessible name is "Trouble" while something is wrong, "Notice" otherwise. Actions: win.retry, win.connect.
 */
#pragma once

#include "client/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LAMP_TYPE_NOTICE_BAR (lamp_notice_bar_get_type ())
G_DECLARE_FINAL_TYPE (LampNoticeBar, lamp_notice_bar, LAMP, NOTICE_BAR, GtkWidget)

GtkWidget *lamp_notice_bar_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* The session to watch; NULL for none. */
void lamp_notice_bar_set_session (LampNoticeBar *self, LampSession *session);
/* Shows a sentence until it is closed. */
void lamp_notice_bar_tell (LampNoticeBar *self, const char *sentence);
/* Ages: call once a second. */
void lamp_notice_bar_refresh (LampNoticeBar *self);

G_END_DECLS
