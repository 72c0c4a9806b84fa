/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A trouble call of a customer.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

extern const LampRecordType lamp_call_type;

typedef struct
{
  LampRecord base;    /* placed at the customer */
  char      *channel; /* call email ivr web other */
  char      *account; /* customer id */
  char      *node;
  char      *text;
  char      *hazard;
  gint64     at_usec;
  char      *outage; /* id of the outage it is evidence of; NULL while not explained */
  gint64     callback_due_usec;
} LampCall;

G_END_DECLS
