/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How server.c makes a LampRequest. A request lives until it has been answered and its message is finished, whichever
 * comes last: a route may answer after the client has gone, then the answer falls away. Main thread only.
 */
#pragma once

#include "gateway/gateway.h"

G_BEGIN_DECLS

/* Never NULL. One reference belongs to the message, one to the answer that is owed. */
LampRequest *lamp_request_new (LampGateway *gateway, SoupServerMessage *message) G_GNUC_WARN_UNUSED_RESULT;

/* Fills query; FALSE when it has answered with a 400. */
gboolean lamp_request_parse_query (LampRequest *request);
/* The client has hung up. An answer is owed all the same. */
gboolean lamp_request_is_gone (LampRequest *request);
/* After the handler: when nothing has been answered yet, hold the message until it is. */
void lamp_request_hold (LampRequest *request);
/* An answer whose body the route writes itself (a stream): sets status, type and the common headers and gives the
 * message, which stays paused; NULL when the client has gone. The request is answered by this. */
SoupServerMessage *lamp_request_begin_stream (LampRequest *request, guint status, const char *content_type, const char *etag);
void               lamp_request_set_user (LampRequest *request, const char *user, LampRole role);
/* What a bearer token in Authorization hashes to; NULL without one. */
char *lamp_request_dup_token_hash (LampRequest *request) G_GNUC_WARN_UNUSED_RESULT;
/* An extra header of the answer; before it is answered. */
void lamp_request_add_header (LampRequest *request, const char *name, const char *value);
/* The whole body; borrowed until the request is answered. */
GBytes *lamp_request_get_body (LampRequest *request);
/* What If-None-Match says of `etag` (weak comparison). */
gboolean lamp_etag_list_matches (const char *list, const char *etag);

G_END_DECLS
