/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a draft keeps what it was given: rows of plain structs, all text in one chunk that lives as long as
 * the draft, all points in one array. draft.c fills it, draft-rows.c reads it.
 */
#pragma once

#include "grid/draft.h"

G_BEGIN_DECLS

/* A run of `points`; n = 0 when nothing is placed. */
typedef struct
{
  guint start, n;
} LampDraftRun;

typedef struct
{
  LampDraftElement what; /* text owned by the draft; `points` unused, see run */
  LampDraftRun     run;
} LampDraftElementRow;

typedef struct
{
  LampDraftSite what; /* text owned by the draft; arrays unused, see the rows that name the site */
} LampDraftSiteRow;

typedef struct
{
  const char          *site;
  LampDraftSupplyPoint what;
} LampDraftSupplyRow;

typedef struct
{
  const char *site;
  LampContact what;
} LampDraftContactRow;

typedef struct
{
  const char *id, *name, *other; /* source of a feeder, node of a source */
  LampPoint   at;
  gboolean    placed;
  double      kv;
} LampDraftNamedRow;

typedef struct
{
  const char  *name;
  LampDraftRun run;
  guint        part_start, n_parts; /* into part_sizes */
  guint8       rank;
} LampDraftBaseRow;

struct _LampDraft
{
  GStringChunk *text;
  const char   *name;
  gboolean      keep_base;                  /* of the region it replaces */
  GArray       *points;                     /* LampPoint */
  GArray       *part_sizes;                 /* guint */
  GArray       *elements;                   /* LampDraftElementRow */
  GArray       *customers;                  /* LampDraftCustomer */
  GArray       *feeders, *sources, *depots; /* LampDraftNamedRow */
  GArray       *sites;                      /* LampDraftSiteRow */
  GArray       *supply_points;              /* LampDraftSupplyRow */
  GArray       *contacts;                   /* LampDraftContactRow */
  GArray       *base[LAMP_BASE_N_LAYERS];   /* LampDraftBaseRow */
};

G_END_DECLS
