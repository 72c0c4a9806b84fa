/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A key site (large customer) as it stands now: what the marketing system knows of it and its supply state.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

extern const LampRecordType lamp_site_type;

typedef struct
{
  LampRecord base;
  char      *account, *name;
  char      *kind;          /* hospital, metro, … */
  char      *site_class;    /* special first second temporary ordinary; on the wire "class" */
  JsonNode  *supply_points; /* [{node, feeder, role, live}] */
  double     contract_kva, critical_kw;
  char      *backup_kind; /* backup.kind: none ups diesel battery */
  double     backup_start_s, backup_autonomy_min;
  gint64     backup_started_usec; /* backup.startedAt */
  JsonNode  *contacts;            /* [{name, role, phone}] */
  gint64     verified_usec;
  char      *supply_state; /* normal lastSource onBackup out */
  gint64     harm_usec;    /* when the backup runs out */
} LampSite;

G_END_DECLS
