/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How long from a change to its pixels: logs "drawn SEQ USEC" (log domain lamp-timing, debug) after the frame that shows
 * change SEQ was painted; USEC is wall-clock time. Does nothing at all unless that domain is asked for by
 * G_MESSAGES_DEBUG when it is made.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

/* Until another desk, or NULL, is given or the window goes. */
void lamp_timing_watch (GtkWindow *window, LampDesk *desk);

G_END_DECLS
