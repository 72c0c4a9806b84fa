/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See check.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/check-private.h"
#include "grid/table.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

static const struct
{
  const char *word;
  const char *description;
} kinds[LAMP_PROBLEM_N] = {
  [LAMP_PROBLEM_MISSING_COORDINATES] = { "missing-coordinates", N_ ("without a place of their own; drawn where their nodes are") },
  [LAMP_PROBLEM_UNPLACED] = { "unplaced", N_ ("not drawn: without a place of their own, and not all of their nodes have one") },
  [LAMP_PROBLEM_ZERO_LENGTH] = { "zero-length", N_ ("lines drawn as a single point") },
  [LAMP_PROBLEM_MISSING_NODE] = { "missing-node", N_ ("without a node at one end or both; nothing flows through them") },
  [LAMP_PROBLEM_SAME_NODE] = { "same-node", N_ ("with both ends at the same node") },
  [LAMP_PROBLEM_UNKNOWN_NODE] = { "unknown-node", N_ ("customers, sources and sites at a node that no line, switch or transformer has") },
  [LAMP_PROBLEM_DANGLING_END] = { "dangling-end", N_ ("ends at which nothing else is: no element, customer, site or source") },
  [LAMP_PROBLEM_ISLAND] = { "island", N_ ("connected parts that no source reaches, however switches stand") },
  [LAMP_PROBLEM_DEAD_PART] = { "dead-part", N_ ("connected parts without supply in the normal state, though closing a switch could feed them") },
  [LAMP_PROBLEM_LOOP] = { "loop", N_ ("elements that close a ring in the normal state") },
  [LAMP_PROBLEM_SOURCES_JOINED] = { "sources-joined", N_ ("elements that join what two sources feed in the normal state") },
  [LAMP_PROBLEM_PARALLEL] = { "parallel", N_ ("beside an element of another kind between the same two nodes") },
  [LAMP_PROBLEM_DUPLICATE] = { "duplicate", N_ ("like another element: the same kind, nodes and phases") },
  [LAMP_PROBLEM_DUPLICATE_ID] = { "duplicate-id", N_ ("with an id that was there before; looking it up finds the first") },
  [LAMP_PROBLEM_MISSING_ID] = { "missing-id", N_ ("without an id") },
  [LAMP_PROBLEM_UNFED_CUSTOMER] = { "unfed-customer", N_ ("customers that no source reaches in the normal state") },
  [LAMP_PROBLEM_ORPHAN] = { "orphan", N_ ("supply points and contacts that name no site") },
};

const char *
lamp_problem_kind_to_string (LampProblemKind kind)
{
  g_return_val_if_fail (kind < LAMP_PROBLEM_N, NULL);
  return kinds[kind].word;
}

const char *
lamp_problem_kind_describe (LampProblemKind kind)
{
  g_return_val_if_fail (kind < LAMP_PROBLEM_N, NULL);
  return _ (kinds[kind].description);
}

static void
problem_free (gpointer data)
{
  LampProblem *problem = data;

  g_array_unref (problem->cases);
  g_free (problem);
}

LampCase *
lamp_checking_note (LampChecking *checking, LampProblemKind kind, LampSubject subject, guint32 index, guint32 node)
{
  GArray  *cases = checking->problems[kind]->cases;
  LampCase row = { subject, index, node, LAMP_NONE, 0, 0 };

  g_array_append_val (cases, row);
  return &g_array_index (cases, LampCase, cases->len - 1);
}

const char *
lamp_check_case_id (const LampCheck *check, const LampCase *at)
{
  const LampNetwork *network = check->network;
  const char        *id = "";

  switch (at->subject)
    {
    case LAMP_SUBJECT_ELEMENT:
      id = lamp_network_element_id (network, at->index);
      break;
    case LAMP_SUBJECT_CUSTOMER:
      id = lamp_network_customer_id (network, at->index);
      break;
    case LAMP_SUBJECT_SOURCE:
      id = network->sources[at->index].id;
      break;
    case LAMP_SUBJECT_SITE:
      id = network->sites[at->index].id;
      break;
    case LAMP_SUBJECT_NOTHING:
    default:
      break;
    }
  return *id != '\0' ? id : "?";
}

LampWorld
lamp_check_case_at (const LampCheck *check, const LampCase *at)
{
  const LampNetwork *network = check->network;

  if (at->node != LAMP_NONE && lamp_world_is_known (network->node_at[at->node]))
    return network->node_at[at->node];
  if (at->subject == LAMP_SUBJECT_ELEMENT)
    return lamp_network_element_at (network, at->index);
  if (at->subject == LAMP_SUBJECT_CUSTOMER)
    return network->customer_at[at->index];
  return at->subject == LAMP_SUBJECT_SITE ? network->sites[at->index].at : LAMP_WORLD_NONE;
}

static guint32
degree (const LampNetwork *network, guint32 node)
{
  guint32 n = 0;

  if (node != LAMP_NONE)
    lamp_network_node_elements (network, node, &n);
  return n;
}

/* Nodes at which a source or a site is. */
static guint8 *
mark_used (const LampNetwork *network)
{
  guint8 *used = g_new0 (guint8, MAX (network->n_nodes, 1));

  for (guint32 i = 0; i < network->n_sources; i++)
    if (network->sources[i].node != LAMP_NONE)
      used[network->sources[i].node] = TRUE;
  for (guint32 i = 0; i < network->n_sites; i++)
    for (guint k = 0; k < network->sites[i].n_supply_points; k++)
      if (network->sites[i].supply_points[k].node != LAMP_NONE)
        used[network->sites[i].supply_points[k].node] = TRUE;
  return used;
}

static gboolean
dangles (const LampNetwork *network, const guint8 *used, guint32 node)
{
  guint32 n_customers = 0;

  if (node == LAMP_NONE)
    return FALSE;
  lamp_network_node_customers (network, node, &n_customers);
  return degree (network, node) == 1 && n_customers == 0 && !used[node];
}

static gboolean
is_one_point (const LampNetwork *network, guint32 element)
{
  guint32          n = network->element_vertex_start[element + 1] - network->element_vertex_start[element];
  const LampWorld *vertices = network->vertices + network->element_vertex_start[element];

  for (guint32 i = 1; i < n; i++)
    if (vertices[i].x != vertices[0].x || vertices[i].y != vertices[0].y)
      return FALSE;
  return n > 1;
}

static void
note_element (LampChecking *checking, LampProblemKind kind, guint32 element, guint32 node)
{
  lamp_checking_note (checking, kind, LAMP_SUBJECT_ELEMENT, element, node);
}

static void
check_element (LampChecking *checking, const guint8 *used, guint32 element)
{
  const LampNetwork *network = checking->network;
  guint32            from = network->element_from[element];
  guint32            to = network->element_to[element];

  gboolean by_nodes = (network->element_flags[element] & LAMP_ELEMENT_PLACED_BY_NODES) != 0;
  /* A drop to a house at its pole, drawn by its nodes, is a point and nothing to repair. */
  gboolean drop = by_nodes && (network->element_flags[element] & LAMP_ELEMENT_SERVICE_DROP) != 0;

  if (network->element_vertex_start[element + 1] == network->element_vertex_start[element])
    note_element (checking, LAMP_PROBLEM_UNPLACED, element, LAMP_NONE);
  else if (by_nodes)
    note_element (checking, LAMP_PROBLEM_MISSING_COORDINATES, element, LAMP_NONE);
  if (network->element_kind[element] == LAMP_ELEMENT_LINE && is_one_point (network, element) && !drop)
    note_element (checking, LAMP_PROBLEM_ZERO_LENGTH, element, LAMP_NONE);
  if (from == LAMP_NONE || to == LAMP_NONE)
    note_element (checking, LAMP_PROBLEM_MISSING_NODE, element, from != LAMP_NONE ? from : to);
  else if (from == to)
    note_element (checking, LAMP_PROBLEM_SAME_NODE, element, from);
  if (dangles (network, used, from))
    note_element (checking, LAMP_PROBLEM_DANGLING_END, element, from);
  if (from != to && dangles (network, used, to))
    note_element (checking, LAMP_PROBLEM_DANGLING_END, element, to);
}

static void
check_customers (LampChecking *checking)
{
  const LampNetwork *network = checking->network;

  for (guint32 i = 0; i < network->n_customers; i++)
    {
      guint32 node = network->customer_node[i];

      if (!lamp_world_is_known (network->customer_at[i]))
        lamp_checking_note (checking, LAMP_PROBLEM_UNPLACED, LAMP_SUBJECT_CUSTOMER, i, node);
      if (node == LAMP_NONE || degree (network, node) == 0)
        lamp_checking_note (checking, LAMP_PROBLEM_UNKNOWN_NODE, LAMP_SUBJECT_CUSTOMER, i, node);
      if (node == LAMP_NONE || !network->priv->node_reached[node])
        lamp_checking_note (checking, LAMP_PROBLEM_UNFED_CUSTOMER, LAMP_SUBJECT_CUSTOMER, i, node);
    }
}

static void
check_others (LampChecking *checking)
{
  const LampNetwork *network = checking->network;

  for (guint32 i = 0; i < network->n_sources; i++)
    {
      const LampSource *source = &network->sources[i];

      if (degree (network, source->node) == 0)
        lamp_checking_note (checking, LAMP_PROBLEM_UNKNOWN_NODE, LAMP_SUBJECT_SOURCE, i, source->node);
      if (source->node == LAMP_NONE || !lamp_world_is_known (network->node_at[source->node]))
        lamp_checking_note (checking, LAMP_PROBLEM_UNPLACED, LAMP_SUBJECT_SOURCE, i, source->node);
    }
  for (guint32 i = 0; i < network->n_sites; i++)
    {
      const LampSiteInfo *site = &network->sites[i];
      gboolean            unknown = FALSE;

      for (guint k = 0; k < site->n_supply_points; k++)
        unknown |= degree (network, site->supply_points[k].node) == 0;
      if (unknown || site->n_supply_points == 0)
        lamp_checking_note (checking, LAMP_PROBLEM_UNKNOWN_NODE, LAMP_SUBJECT_SITE, i, LAMP_NONE);
      if (!lamp_world_is_known (site->at))
        lamp_checking_note (checking, LAMP_PROBLEM_UNPLACED, LAMP_SUBJECT_SITE, i, LAMP_NONE);
    }
}

typedef struct
{
  guint32 id, index;
} Named;

static int
by_id (const void *a, const void *b)
{
  const Named *first = a;
  const Named *second = b;

  if (first->id != second->id)
    return first->id < second->id ? -1 : 1;
  return first->index < second->index ? -1 : first->index > second->index;
}

/* Equal ids are equal offsets into the pool. */
static void
check_ids (LampChecking *checking, LampSubject subject, const guint32 *ids, const guint32 *nodes, guint32 n)
{
  g_autofree Named *sorted = g_new (Named, MAX (n, 1));

  for (guint32 i = 0; i < n; i++)
    sorted[i] = (Named){ ids[i], i };
  qsort (sorted, n, sizeof *sorted, by_id);
  for (guint32 i = 0; i < n; i++)
    {
      guint32 node = nodes != NULL ? nodes[sorted[i].index] : LAMP_NONE;

      if (sorted[i].id == 0)
        lamp_checking_note (checking, LAMP_PROBLEM_MISSING_ID, subject, sorted[i].index, node);
      else if (i > 0 && sorted[i].id == sorted[i - 1].id)
        lamp_checking_note (checking, LAMP_PROBLEM_DUPLICATE_ID, subject, sorted[i].index, node);
    }
}

/* The network has put customers and sites without a place where their nodes are; only the file still knows. */
static gboolean
check_own_places (LampChecking *checking, GDALDatasetH dataset, const char *path, LampLayerId layer, GError **error)
{
  GError *local_error = NULL;
  g_autoptr (LampTable) table = lamp_table_open (dataset, path, layer, &local_error);
  guint32 n_rows = 0;

  if (table == NULL)
    {
      if (local_error == NULL)
        return TRUE;
      g_propagate_error (error, local_error);
      return FALSE;
    }

  do
    {
      if (!lamp_table_next (table, &n_rows, error))
        return FALSE;
      for (guint32 row = 0; row < n_rows; row++)
        {
          gsize            length = 0;
          const char      *text = lamp_table_text (table, CUSTOMER_ID, row, &length);
          g_autofree char *id = g_strndup (text, length);
          guint32          customer = lamp_network_find_customer (checking->network, id);
          LampShape        shape;

          lamp_table_shape (table, row, &shape);
          if (shape.n_vertices == 0 && customer != LAMP_NONE && lamp_world_is_known (checking->network->customer_at[customer]))
            lamp_checking_note (checking, LAMP_PROBLEM_MISSING_COORDINATES, LAMP_SUBJECT_CUSTOMER, customer, checking->network->customer_node[customer]);
        }
    }
  while (n_rows > 0);
  return TRUE;
}

static gboolean
check_places (LampChecking *checking, const char *path, GError **error)
{
  const char *const drivers[] = { "GPKG", NULL };
  GDALDatasetH      dataset = NULL;
  gboolean          good = FALSE;

  lamp_gdal_quiet_begin ();
  dataset = GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, NULL, NULL);
  if (dataset == NULL)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("The region file “%s” went away while it was read: try again."), path);
  else
    good = check_own_places (checking, dataset, path, LAMP_LAYER_CUSTOMERS, error);
  g_clear_pointer (&dataset, GDALClose);
  lamp_gdal_quiet_end ();
  return good;
}

static void
check_all (LampChecking *checking)
{
  const LampNetwork *network = checking->network;
  g_autofree guint8 *used = mark_used (network);

  for (guint32 i = 0; i < network->n_elements; i++)
    check_element (checking, used, i);
  check_customers (checking);
  check_others (checking);
  check_ids (checking, LAMP_SUBJECT_ELEMENT, network->element_id, NULL, network->n_elements);
  check_ids (checking, LAMP_SUBJECT_CUSTOMER, network->customer_id, network->customer_node, network->n_customers);
  check_ids (checking, LAMP_SUBJECT_SITE, network->priv->site_keys, NULL, network->n_sites);
  for (guint32 i = 0; i < network->priv->n_orphans; i++)
    lamp_checking_note (checking, LAMP_PROBLEM_ORPHAN, LAMP_SUBJECT_NOTHING, LAMP_NONE, LAMP_NONE);
  lamp_checking_parts (checking);
}

static void
count (LampCheck *check, const LampNetwork *network)
{
  for (guint32 i = 0; i < network->n_elements; i++)
    if (network->element_kind[i] == LAMP_ELEMENT_LINE)
      check->lines++;
    else if (lamp_element_kind_is_switch (network->element_kind[i]))
      check->switches++;
    else
      check->transformers++;
}

LampCheck *
lamp_check_region (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (LampNetwork) network = lamp_network_load (path, cancellable, error);
  g_autoptr (LampCheck) check = g_new0 (LampCheck, 1);
  LampChecking checking = { .network = network };
  gboolean     good = FALSE;

  check->problems = g_ptr_array_new_with_free_func (problem_free);
  if (network == NULL)
    return NULL;

  for (guint i = 0; i < LAMP_PROBLEM_N; i++)
    {
      checking.problems[i] = g_new0 (LampProblem, 1);
      checking.problems[i]->kind = (LampProblemKind)i;
      checking.problems[i]->cases = g_array_new (FALSE, FALSE, sizeof (LampCase));
    }
  check->path = g_strdup (path);
  check->network = lamp_network_ref (network);
  count (check, network);
  check_all (&checking);
  good = check_places (&checking, path, error) && !g_cancellable_set_error_if_cancelled (cancellable, error);
  for (guint i = 0; i < LAMP_PROBLEM_N; i++)
    if (checking.problems[i]->cases->len > 0)
      g_ptr_array_add (check->problems, checking.problems[i]);
    else
      problem_free (checking.problems[i]);

  return good ? g_steal_pointer (&check) : NULL;
}

void
lamp_check_free (LampCheck *check)
{
  if (check == NULL)
    return;
  g_free (check->path);
  g_clear_pointer (&check->network, lamp_network_unref);
  g_clear_pointer (&check->problems, g_ptr_array_unref);
  g_free (check);
}
