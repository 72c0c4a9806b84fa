/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The HTTP side: where it listens, the limits of a request, who asks, which route answers. Main thread only.
 */
#pragma once

#include "gateway/gateway.h"

G_BEGIN_DECLS

#define LAMP_SERVER_MAX_BODY (1024 * 1024) /* bytes of a request's body */

typedef struct
{
  const char *address;                     /* NULL or "localhost": loopback of both families */
  guint       port;                        /* 0: any free one */
  const char *certificate_path, *key_path; /* PEM; both or none */
} LampListen;

/* Starts to listen. `url` is what to print: http://HOST:PORT. Errors are sentences for the command line. */
gboolean lamp_server_start (LampGateway *gateway, const LampListen *listen, char **url, GError **error);

G_END_DECLS
