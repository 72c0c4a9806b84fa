/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Commands over HTTP: what is asked, by whom, and what it is answered. Main thread only.
 *
 * An answer is sent once the command is durable. With an Idempotency-Key the answer is stored in the same transaction: sent
 * again, the command is not done again and that answer is given. A refusal is not stored, as it changed nothing.
 */
#pragma once

#include "gateway/gateway.h"

G_BEGIN_DECLS

/* TRUE when the path is a command's: it has been answered or will be. The caller has checked who asks. */
gboolean lamp_routes_command (LampGateway *gateway, LampRequest *request);
/* A path that only dispatchers may POST to. */
gboolean lamp_request_is_command (LampRequest *request);

G_END_DECLS
