/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One HTTP request as the routes see it, and the ways to answer it. Wraps libsoup's message so that limits, CORS-free
 * headers, Lamp-Mode, Lamp-Now, HEAD and problem+json are done in one place. Main thread only.
 */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

typedef enum {
  LAMP_ROLE_NONE, /* no token; may read on loopback in demo mode */
  LAMP_ROLE_VIEWER,
  LAMP_ROLE_DISPATCHER,
} LampRole;

typedef struct
{
  SoupServerMessage *message;  /* borrowed */
  const char        *method;   /* HEAD arrives as GET: the body is cut off on the way out */
  const char        *path;     /* decoded, without query */
  char             **segments; /* path split at '/', without empty ones */
  GHashTable        *query;    /* name → value, decoded; NULL-safe: empty table when there is none; a doubled name is refused before */
  const char        *base_url; /* "http://127.0.0.1:8080", no slash at the end, from the Host header */
  const char        *user;     /* NULL without a token */
  LampRole           role;
} LampRequest;

/* Value of a query parameter or NULL. */
const char *lamp_request_get_query (LampRequest *request, const char *name);
const char *lamp_request_get_header (LampRequest *request, const char *name);

/* Answers with a body; takes `body` (transfer full). `etag` may be NULL; with If-None-Match it becomes a 304. */
void lamp_request_answer (LampRequest *request, guint status, const char *content_type, const char *etag, GBytes *body);
/* The same for JSON; `node` is taken. */
void lamp_request_answer_json (LampRequest *request, guint status, const char *content_type, const char *etag, JsonNode *node);
/* application/problem+json: {type: "/problems/CODE", title, status, detail, code, description, …extra}. `extra` (nullable)
 * is taken. `detail` is one sentence: what happened and what to do. */
void lamp_request_problem (LampRequest *request, guint status, const char *code, const char *title, JsonObject *extra, const char *detail_format, ...) G_GNUC_PRINTF (6, 7);
/* 405 with Allow. */
void lamp_request_not_allowed (LampRequest *request, const char *allow);

G_END_DECLS
