/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The gateway's own parts, for the files that make it up. Main thread only.
 */
#pragma once

#include "gateway/clock.h"
#include "gateway/gateway.h"

G_BEGIN_DECLS

struct _LampGateway
{
  const char  *mode; /* static: "live" or "demo" */
  LampClock    clock;
  LampNetwork *network;
  char        *region_path;
  LampState   *state;
  SoupServer  *server;
};

LampGateway *lamp_gateway_new (const char *mode, LampNetwork *network, const char *region_path) G_GNUC_WARN_UNUSED_RESULT;
void         lamp_gateway_free (LampGateway *gateway);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampGateway, lamp_gateway_free)

G_END_DECLS
