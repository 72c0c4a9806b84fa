/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which gateway, and who we are to it: addresses and token files as users and strangers write them. Errors are sentences
 * that say what to do. Pure but for reading the file, which is small and never waited for.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LAMP_GATEWAY_ERROR (lamp_gateway_error_quark ())
typedef enum {
  LAMP_GATEWAY_ERROR_ADDRESS, /* not an http or https address */
  LAMP_GATEWAY_ERROR_TOKEN,   /* the file is not there, not readable, or holds no token */
} LampGatewayError;
GQuark lamp_gateway_error_quark (void);

/* "localhost:8080" means http there; spaces around are forgiven. Errors: LAMP_GATEWAY_ERROR_ADDRESS. */
char *lamp_gateway_normalise (const char *text, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The first line of the file, when it can be a token. An empty or NULL path: NULL without an error. Errors:
 * LAMP_GATEWAY_ERROR_TOKEN. */
char *lamp_token_read (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
