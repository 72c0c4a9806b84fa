/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One HTTP exchange with a server that may be slow, lying or gone. Each has a deadline and a limit on its size; redirects
 * are followed within the same server only, so a token is never carried elsewhere; every failure is one sentence that
 * says what to do. Main thread (the session's), asynchronous.
 */
#pragma once

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

G_BEGIN_DECLS

#define LAMP_CLIENT_ERROR (lamp_client_error_quark ())

typedef enum {
  LAMP_CLIENT_ERROR_UNREACHABLE, /* nobody answers there */
  LAMP_CLIENT_ERROR_TIMEOUT,     /* no whole answer in time */
  LAMP_CLIENT_ERROR_TOO_LARGE,
  LAMP_CLIENT_ERROR_REDIRECT, /* to another server, or without end */
  LAMP_CLIENT_ERROR_RUBBISH,  /* wrong content type, cut off, not what was asked for */
  LAMP_CLIENT_ERROR_DENIED,   /* 401 or 403 */
  LAMP_CLIENT_ERROR_MISSING,  /* 404, 405, 406, 410, 501 */
  LAMP_CLIENT_ERROR_SERVER,   /* any other status that is not a success */
} LampClientError;

GQuark lamp_client_error_quark (void);

typedef struct
{
  guint               status;
  SoupMessageHeaders *headers;      /* owned */
  char               *content_type; /* owned, without parameters; NULL when not told */
  GBytes             *body;         /* owned; empty when it went to a file */
  char               *sha256;       /* owned, hex; of a body that went to a file */
  char               *url;          /* owned, what was asked for */
} LampReply;

void lamp_reply_free (LampReply *reply);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampReply, lamp_reply_free)

typedef struct
{
  guint       deadline_ms; /* for the whole answer; with a file, for each piece of it */
  gsize       limit_bytes;
  const char *file; /* the body goes there (replaced) when the status is 200; NULL for memory */
} LampHttpLimits;

/* `message` is prepared but for its flags. Any status is an answer; errors are those of the transport. */
void       lamp_http_send_async (SoupSession          *soup,
                                 SoupMessage          *message,
                                 const LampHttpLimits *limits,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data);
LampReply *lamp_http_send_finish (GAsyncResult *result, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Scheme, host and port of a URL, as sentences name a server; the text itself when it is no URL. */
char    *lamp_http_dup_server (const char *url) G_GNUC_WARN_UNUSED_RESULT;
gboolean lamp_http_is_same_server (GUri *a, GUri *b);
/* Turns what libsoup and GIO say into a sentence for the user; `url` names the server. */
GError *lamp_http_explain (const GError *error, const char *url);
/* FALSE, with an error, unless the status is a success. */
gboolean lamp_reply_check_status (LampReply *reply, GError **error);
/* The body as a JSON object when the status is a success and the type is some JSON. */
JsonNode *lamp_reply_parse_object (LampReply *reply, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The object of an application/problem+json answer, NULL when it has none. Owned by `*node`, which the caller frees. */
JsonObject *lamp_reply_parse_problem (LampReply *reply, JsonNode **node);
gboolean    lamp_reply_is_json (LampReply *reply);

G_END_DECLS
