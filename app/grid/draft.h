/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A region being put together, by an import or by the generator of a city, and its way into a file.
 * Growable arrays; ids are text here and become indices when the network is loaded. Not thread-safe.
 *
 * Text given is copied. Geometry is degrees WGS 84.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

typedef struct _LampDraft LampDraft;

/* One line, switch, transformer or regulator. Zero or NULL where not known. */
typedef struct
{
  LampElementKind  kind;
  const char      *id;
  const char      *name;
  const char      *from_node;
  const char      *to_node;
  const char      *feeder; /* id of the feeder */
  LampPhases       phases;
  gboolean         normally_open;
  gboolean         underground;
  gboolean         telemetered;
  gboolean         service_drop;
  LampVoltageClass voltage; /* 0 (transmission) and no kv: worked out from the sources when loaded */
  double           kv;      /* nominal, 0 when not known */
  double           length_m;
  double           rating; /* A, or kVA for a transformer */
  const LampPoint *points; /* a line's course, or one point of a device; NULL when it has no place */
  guint            n_points;
} LampDraftElement;

typedef struct
{
  const char *id;
  const char *node;
  LampPoint   at;
  gboolean    placed;
  double      kw;
} LampDraftCustomer;

typedef struct
{
  const char *node;
  const char *feeder;
  gboolean    main;
} LampDraftSupplyPoint;

typedef struct
{
  const char                 *id;
  const char                 *account;
  const char                 *name;
  const char                 *kind;
  LampSiteClass               site_class;
  LampPoint                   at; /* NaN when not known */
  const LampDraftSupplyPoint *supply_points;
  guint                       n_supply_points;
  double                      contract_kva, critical_kw;
  const char                 *backup_kind;
  double                      backup_start_s, backup_autonomy_min;
  const LampContact          *contacts;
  guint                       n_contacts;
  const char                 *verified_at;
} LampDraftSite;

LampDraft *lamp_draft_new (const char *region_name) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_draft_free (LampDraft *draft);

void lamp_draft_add_feeder (LampDraft *draft, const char *id, const char *name, const char *source_id);
void lamp_draft_add_source (LampDraft *draft, const char *id, const char *name, const char *node, const LampPoint *at, double kv);
void lamp_draft_add_element (LampDraft *draft, const LampDraftElement *element);
void lamp_draft_add_customer (LampDraft *draft, const LampDraftCustomer *customer);
void lamp_draft_add_site (LampDraft *draft, const LampDraftSite *site);
void lamp_draft_add_depot (LampDraft *draft, const char *id, const char *name, LampPoint at);
/* `parts` are rings (areas) or lines; `n_points[i]` of each; `points` holds them all in a row. */
void lamp_draft_add_base (LampDraft       *draft,
                          LampBaseKind     kind,
                          guint8           rank,
                          const char      *name,
                          const LampPoint *points,
                          const guint     *n_points,
                          guint            n_parts);

/* The base map of the region that the draft will be written in place of goes over into it. For drafts without one. */
void lamp_draft_keep_base (LampDraft *draft);

/* What is written when a region is to be written to `path`: where that is a symbolic link, the file it leads to. NULL with
 * LAMP_GRID_ERROR_WRITE when it leads nowhere. Blocks. */
char *lamp_draft_dup_target (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Writes the region GeoPackage beside that file and renames it there when it is whole: an old region stays until then, and a
 * link stays one. Deterministic: the same draft gives the same bytes. Blocks. Errors: LAMP_GRID_ERROR_WRITE. */
gboolean lamp_draft_write (LampDraft    *draft,
                           const char   *path,
                           GCancellable *cancellable,
                           GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampDraft, lamp_draft_free)

G_END_DECLS
