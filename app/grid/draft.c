/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Collecting a region; see draft.h. The way into a file is draft-write.c.
 */
#include "config.h"

#include "grid/draft-private.h"

/* Equal texts (feeders, nodes) are kept once. */
static const char *
keep (LampDraft *draft, const char *text)
{
  return text == NULL ? "" : g_string_chunk_insert_const (draft->text, text);
}

static LampDraftRun
keep_points (LampDraft *draft, const LampPoint *points, guint n_points)
{
  LampDraftRun run = { draft->points->len, points == NULL ? 0 : n_points };

  if (run.n > 0)
    g_array_append_vals (draft->points, points, n_points);
  return run;
}

LampDraft *
lamp_draft_new (const char *region_name)
{
  LampDraft *draft = g_new0 (LampDraft, 1);

  draft->text = g_string_chunk_new (64 * 1024);
  draft->name = keep (draft, region_name);
  draft->points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  draft->part_sizes = g_array_new (FALSE, FALSE, sizeof (guint));
  draft->elements = g_array_new (FALSE, FALSE, sizeof (LampDraftElementRow));
  draft->customers = g_array_new (FALSE, FALSE, sizeof (LampDraftCustomer));
  draft->feeders = g_array_new (FALSE, FALSE, sizeof (LampDraftNamedRow));
  draft->sources = g_array_new (FALSE, FALSE, sizeof (LampDraftNamedRow));
  draft->depots = g_array_new (FALSE, FALSE, sizeof (LampDraftNamedRow));
  draft->sites = g_array_new (FALSE, FALSE, sizeof (LampDraftSiteRow));
  draft->supply_points = g_array_new (FALSE, FALSE, sizeof (LampDraftSupplyRow));
  draft->contacts = g_array_new (FALSE, FALSE, sizeof (LampDraftContactRow));
  for (guint i = 0; i < LAMP_BASE_N_LAYERS; i++)
    draft->base[i] = g_array_new (FALSE, FALSE, sizeof (LampDraftBaseRow));

  return draft;
}

void
lamp_draft_free (LampDraft *draft)
{
  if (draft == NULL)
    return;

  g_array_unref (draft->points);
  g_array_unref (draft->part_sizes);
  g_array_unref (draft->elements);
  g_array_unref (draft->customers);
  g_array_unref (draft->feeders);
  g_array_unref (draft->sources);
  g_array_unref (draft->depots);
  g_array_unref (draft->sites);
  g_array_unref (draft->supply_points);
  g_array_unref (draft->contacts);
  for (guint i = 0; i < LAMP_BASE_N_LAYERS; i++)
    g_array_unref (draft->base[i]);
  g_string_chunk_free (draft->text);
  g_free (draft);
}

void
lamp_draft_keep_base (LampDraft *draft)
{
  draft->keep_base = TRUE;
}

void
lamp_draft_add_feeder (LampDraft  *draft,
                       const char *id,
                       const char *name,
                       const char *source_id)
{
  LampDraftNamedRow row = {
    .id = keep (draft, id),
    .name = keep (draft, name),
    .other = keep (draft, source_id),
  };

  g_array_append_val (draft->feeders, row);
}

void
lamp_draft_add_source (LampDraft       *draft,
                       const char      *id,
                       const char      *name,
                       const char      *node,
                       const LampPoint *at,
                       double           kv)
{
  LampDraftNamedRow row = {
    .id = keep (draft, id),
    .name = keep (draft, name),
    .other = keep (draft, node),
    .placed = at != NULL,
    .kv = kv,
  };

  if (at != NULL)
    row.at = *at;
  g_array_append_val (draft->sources, row);
}

void
lamp_draft_add_element (LampDraft *draft, const LampDraftElement *element)
{
  LampDraftElementRow row = { .what = *element };

  row.what.id = keep (draft, element->id);
  row.what.name = keep (draft, element->name);
  row.what.from_node = keep (draft, element->from_node);
  row.what.to_node = keep (draft, element->to_node);
  row.what.feeder = keep (draft, element->feeder);
  row.run = keep_points (draft, element->points, element->n_points);
  row.what.points = NULL;
  g_array_append_val (draft->elements, row);
}

void
lamp_draft_add_customer (LampDraft *draft, const LampDraftCustomer *customer)
{
  LampDraftCustomer row = *customer;

  row.id = keep (draft, customer->id);
  row.node = keep (draft, customer->node);
  g_array_append_val (draft->customers, row);
}

void
lamp_draft_add_site (LampDraft *draft, const LampDraftSite *site)
{
  LampDraftSiteRow row = { .what = *site };

  row.what.id = keep (draft, site->id);
  row.what.account = keep (draft, site->account);
  row.what.name = keep (draft, site->name);
  row.what.kind = keep (draft, site->kind);
  row.what.backup_kind = keep (draft, site->backup_kind);
  row.what.verified_at = keep (draft, site->verified_at);
  row.what.supply_points = NULL;
  row.what.contacts = NULL;
  g_array_append_val (draft->sites, row);

  for (guint i = 0; i < site->n_supply_points; i++)
    {
      LampDraftSupplyRow supply = { row.what.id, site->supply_points[i] };

      supply.what.node = keep (draft, supply.what.node);
      supply.what.feeder = keep (draft, supply.what.feeder);
      g_array_append_val (draft->supply_points, supply);
    }

  for (guint i = 0; i < site->n_contacts; i++)
    {
      LampDraftContactRow contact = { row.what.id, site->contacts[i] };

      contact.what.name = keep (draft, contact.what.name);
      contact.what.role = keep (draft, contact.what.role);
      contact.what.phone = keep (draft, contact.what.phone);
      g_array_append_val (draft->contacts, contact);
    }
}

void
lamp_draft_add_depot (LampDraft  *draft,
                      const char *id,
                      const char *name,
                      LampPoint   at)
{
  LampDraftNamedRow row = {
    .id = keep (draft, id),
    .name = keep (draft, name),
    .at = at,
    .placed = TRUE,
  };

  g_array_append_val (draft->depots, row);
}

void
lamp_draft_add_base (LampDraft       *draft,
                     LampBaseKind     kind,
                     guint8           rank,
                     const char      *name,
                     const LampPoint *points,
                     const guint     *n_points,
                     guint            n_parts)
{
  LampDraftBaseRow row = {
    .name = keep (draft, name),
    .part_start = draft->part_sizes->len,
    .n_parts = n_parts,
    .rank = rank,
  };
  guint n_total = 0;

  for (guint i = 0; i < n_parts; i++)
    n_total += n_points[i];
  row.run = keep_points (draft, points, n_total);
  g_array_append_vals (draft->part_sizes, n_points, n_parts);
  g_array_append_val (draft->base[kind], row);
}
