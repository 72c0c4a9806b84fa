/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The live state of a switching device. Only devices that were ever off their normal state, or are telemetered,
 * have a record: the rest is as the grid file says.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

extern const LampRecordType lamp_switch_type;

typedef struct
{
  LampRecord base; /* its id is the grid element's */
  char      *name;
  char      *kind;
  char      *feeder;
  int        normal_open, open;
  char      *source; /* scada field manual */
  char     **tags;
  gint64     at_usec;
} LampSwitch;

G_END_DECLS
