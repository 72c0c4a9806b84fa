/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A whole live gateway over Toytown (tests/grid/fixture.h) in this process: store, ledger, server on a free port, tokens of
 * two dispatchers and a viewer, and what a test puts into it. And an HTTP client that runs on the same main loop.
 */
#pragma once

#include "gateway/gateway-private.h"
#include "gateway/server.h"

G_BEGIN_DECLS

typedef struct
{
  LampNetwork *network;
  LampGateway *gateway;
  char        *region, *address, *url;      /* of the region file, the store, the server */
  char        *li_wei, *wang_fang, *viewer; /* tokens */
  SoupSession *session;
} House;

/* A new store; or the one of a house that was closed (`path`). */
House *house_open (const char *path);
void   house_close (House *house);
/* Two open outages (O-1 on T1, O-2 on FU3), a restored one (O-3), crews K1, K2 and K3 (off shift). */
void house_furnish (House *house);
/* Runs this in a turn of the ledger and waits for its end. */
void house_do (House *house, void (*work) (LampTurn *turn, gpointer data), gpointer data);
/* The same of one that cannot be written, so that it has not happened. */
void house_fail_to_do (House *house, void (*work) (LampTurn *turn, gpointer data), gpointer data);
void house_wait_usec (gint64 usec);

typedef struct
{
  guint               status;
  SoupMessageHeaders *headers; /* owned */
  char               *body;
  JsonNode           *json; /* NULL when it is none */
} Reply;

void reply_free (Reply *reply);
/* A string member, "" when absent. Borrowed. */
const char *reply_get (Reply *reply, const char *member);
const char *reply_header (Reply *reply, const char *name);

/* `headers`: "Name: value" lines, or NULL. `body` NULL for none. */
Reply *house_ask (House *house, const char *method, const char *path, const char *token, const char *headers, const char *body) G_GNUC_WARN_UNUSED_RESULT;
/* The same without waiting; `reply` is set when it is there. */
void house_ask_later (House *house, const char *method, const char *path, const char *token, const char *headers, const char *body, Reply **reply);
void house_wait_for (Reply **reply);
/* The ETag of an item now. */
char *house_etag (House *house, const char *collection, const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (House, house_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Reply, reply_free)

G_END_DECLS
