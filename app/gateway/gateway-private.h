/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The gateway's own parts, for the files that make it up. Main thread only, but for what says otherwise.
 */
#pragma once

#include "engine/prediction-config.h"
#include "gateway/access.h"
#include "gateway/changes.h"
#include "gateway/clock.h"
#include "gateway/demo.h"
#include "gateway/gateway.h"
#include "gateway/ledger.h"
#include "gateway/rates.h"
#include "gateway/rule-files.h"

G_BEGIN_DECLS

struct _LampGateway
{
  const char           *mode;    /* static: "live" or "demo" */
  LampClock             clock;   /* any thread once it is open */
  LampNetwork          *network; /* any thread */
  LampRoads            *roads;   /* any thread */
  char                 *region_path;
  char                 *region_hash;  /* NULL when the file went away since */
  gint64                started_usec; /* real time */
  LampState            *state;        /* the main loop's copy */
  LampLedger           *ledger;
  LampReader           *reader;
  LampAccess           *access;
  LampChanges          *changes;
  LampPredictionConfig *prediction; /* all three: any thread */
  LampPromiseSet       *promises;
  LampEstimateRules    *estimates;
  LampDemo             *demo;      /* NULL in a live gateway; the ledger's thread */
  GHashTable           *in_flight; /* actor and Idempotency-Key → hash of the request */
  GHashTable           *ages;      /* collection, borrowed → real time of its last change, gint64 * */
  LampRate             *asking, *commanding, *guessing;
  SoupServer           *server;
  guint                 n_requests; /* connections that have begun one */
  guint                 forget_id;  /* old answers */
  gboolean              closing;    /* nothing new is begun */
};

typedef struct
{
  const char *mode; /* "live" or "demo" */
  const char *region_path;
  const char *store;                             /* "sqlite:PATH" */
  const char *prediction, *promises, *estimates; /* which rules, rule-files.h; NULL: the default */
  const char *token_path;                        /* where a dispatcher's token is to be written; NULL: nowhere */
  double      speed;                             /* of a demo's clock */
  guint64     seed;                              /* of a demo's storm */
} LampGatewayOptions;

/* Opens the house: the store, the state in it, the region's own records, the demo. Blocks; the network is loaded already.
 * Errors are sentences for the command line. */
LampGateway *lamp_gateway_new (const LampGatewayOptions *options, LampNetwork *network, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Lets what was accepted be answered, then closes. */
void lamp_gateway_free (LampGateway *gateway);

/* routes-own.c: /me, /clock, /health, /grid, /changes; TRUE when it was one of them. */
gboolean lamp_routes_own (LampGateway *gateway, LampRequest *request);

/* opening.c, the ledger's thread: sites and telemetered switches that the state does not have yet. */
void lamp_open_region (LampTurn *turn, LampNetwork *network);
/* A device in its normal position. */
gpointer lamp_open_switch (LampNetwork *network, guint32 element) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampGateway, lamp_gateway_free)

G_END_DECLS
