/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A gateway whose records are known to the last digit: the read side behind a real server on a free port, without
 * region, store or clock. Outages and crews with and without place, a collection longer than QGIS asks for at once
 * (calls), an empty one (switches), a short journal.
 */
#pragma once

#include "gateway/gateway.h"

G_BEGIN_DECLS

#define FIXTURE_N_OUTAGES 60
#define FIXTURE_N_CREWS 12
#define FIXTURE_N_ASSIGNMENTS 25
#define FIXTURE_N_SITES 10
#define FIXTURE_N_CALLS 1234
#define FIXTURE_N_ENTRIES 41

typedef struct
{
  LampGateway *gateway;
  SoupServer  *server;
  char        *url; /* no slash at the end */
} Fixture;

Fixture *fixture_new (void);
void     fixture_free (Fixture *fixture);
/* For changes while somebody reads. */
LampState *fixture_get_state (Fixture *fixture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fixture, fixture_free)

G_END_DECLS
