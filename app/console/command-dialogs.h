/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is asked before a command that needs a word, a time or a second thought. Each asks over the flow's window and
 * calls on only when the answer was yes; the flow has a window. Main thread only.
 */
#pragma once

#include "console/command-flow.h"

G_BEGIN_DECLS

typedef void (*LampCommandDo) (LampCommandFlow *flow, const char *id);

/* `costly`: what it does is not wanted often; the button says so. */
void lamp_command_ask (LampCommandFlow *flow,
                       const char      *id,
                       const char      *title,
                       const char      *body,
                       const char      *button,
                       gboolean         costly,
                       LampCommandDo    act);
/* Somebody is on it already: this crew too? */
void lamp_command_ask_second (LampCommandFlow *flow, const char *outage, const char *crew);
/* A note on an outage; the time its supply is expected back. */
void lamp_command_ask_note (LampCommandFlow *flow, const char *outage);
void lamp_command_ask_ert (LampCommandFlow *flow, const char *outage);

G_END_DECLS
