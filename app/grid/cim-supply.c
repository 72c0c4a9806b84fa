/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who is fed and from where: customers, sources and feeders of a CIM model into the draft. See cim-private.h.
 *
 * A customer of the region is a metering point. A consumer with usage points is those, else it is as many customers as its
 * customerCount says, in either case with its power shared out evenly, so that sums are right.
 */
#include "config.h"

#include "grid/cim-private.h"

#include <math.h>

/* Made-up rows for customers a file only counts; beyond, a consumer stays one row. A count is a number anybody may write. */
#define MAX_CUSTOMERS_PER_CONSUMER 100000
#define MAX_COUNTED_CUSTOMERS 2000000

static const char *
node_of (const CimGrid *grid, guint32 equipment)
{
  guint32 terminal = 0;

  return cim_terminals (grid, equipment, &terminal, 1) > 0 ? cim_terminal_node (grid, terminal) : "";
}

/* A smart inverter reports like a meter, but nobody is billed by it. */
static gboolean
is_meter (CimGrid *grid, guint32 usage_point)
{
  guint          n = 0, n_devices = 0, n_inverters = 0;
  const guint32 *parts = cim_parts (grid->model, usage_point, &n);

  for (guint i = 0; i < n; i++)
    if (cim_role (grid->model, parts[i]) == CIM_END_DEVICE)
      {
        gboolean inverter = FALSE;

        (void)cim_flag (grid->model, parts[i], CIM_FLAG_INVERTER, &inverter);
        n_devices++;
        n_inverters += inverter;
      }
  return n_devices == 0 || n_inverters < n_devices;
}

static void
add_customer (CimGrid *grid, guint32 equipment, const char *id, double kw)
{
  LampDraftCustomer customer = { .id = id, .node = node_of (grid, equipment), .kw = kw, .placed = grid->points->len > 0 };

  if (customer.placed)
    customer.at = g_array_index (grid->points, LampPoint, 0);
  lamp_draft_add_customer (grid->draft, &customer);
}

/* In kW. */
static double
power (const CimGrid *grid, guint32 consumer)
{
  const CimModel *model = grid->model;
  guint           n = 0;
  const guint32  *parts = cim_parts (model, consumer, &n);
  double          sum = 0;

  if (!isnan (cim_object (model, consumer)->number[CIM_NUMBER_MAIN]))
    return cim_object (model, consumer)->number[CIM_NUMBER_MAIN] * grid->watt / 1000;
  for (guint i = 0; i < n; i++)
    if (cim_role (model, parts[i]) == CIM_PHASE && !isnan (cim_object (model, parts[i])->number[CIM_NUMBER_MAIN]))
      sum += cim_object (model, parts[i])->number[CIM_NUMBER_MAIN];
  return sum * grid->watt / 1000;
}

static guint
count_meters (CimGrid *grid, guint32 consumer)
{
  guint          n = 0, n_meters = 0;
  const guint32 *parts = cim_parts (grid->model, consumer, &n);

  for (guint i = 0; i < n; i++)
    n_meters += cim_role (grid->model, parts[i]) == CIM_USAGE_POINT && is_meter (grid, parts[i]);
  return n_meters;
}

static void
add_metered (CimGrid *grid, guint32 consumer, double kw_each)
{
  guint          n = 0;
  const guint32 *parts = cim_parts (grid->model, consumer, &n);

  for (guint i = 0; i < n; i++)
    if (cim_role (grid->model, parts[i]) == CIM_USAGE_POINT && is_meter (grid, parts[i]))
      add_customer (grid, consumer, cim_id (grid->model, parts[i]), kw_each);
}

static guint
count_customers (CimGrid *grid, guint32 consumer)
{
  double counted = cim_object (grid->model, consumer)->number[CIM_NUMBER_MORE];

  if (!(counted >= 2))
    return 1;
  if (counted > MAX_CUSTOMERS_PER_CONSUMER || (double)grid->n_counted + counted > MAX_COUNTED_CUSTOMERS)
    {
      cim_tally (&grid->counts_cut, cim_id (grid->model, consumer));
      return 1;
    }
  grid->n_counted += (guint64)counted;
  return (guint)counted;
}

static void
add_consumer (CimGrid *grid, guint32 consumer)
{
  const double kw = power (grid, consumer);
  const guint  n_meters = count_meters (grid, consumer);
  const guint  n = n_meters > 0 ? n_meters : count_customers (grid, consumer);
  const char  *id = cim_id (grid->model, consumer);

  cim_take_place (grid, consumer, 0);
  if (grid->points->len == 0)
    g_array_index (grid->model->classes, CimClassCount, cim_object (grid->model, consumer)->class_index).n_unplaced++;
  grid->n_consumers++;
  grid->n_customers += n;
  if (n_meters > 0)
    {
      add_metered (grid, consumer, kw / n);
      return;
    }
  add_customer (grid, consumer, id, kw / n);
  for (guint i = 2; i <= n; i++)
    {
      g_autofree char *own = g_strdup_printf ("%s:%u", id, i);

      add_customer (grid, consumer, own, kw / n);
    }
}

/* Metering points of other equipment, such as a plant: a customer there, without a load we know. */
static void
add_usage_point (CimGrid *grid, guint32 usage_point)
{
  const char *id = cim_id (grid->model, usage_point);
  guint32     equipment = cim_ref (grid->model, usage_point, CIM_REF_OWNER);

  if (!is_meter (grid, usage_point))
    cim_tally (&grid->inverters, id);
  else if (equipment == 0 || *node_of (grid, equipment) == '\0')
    cim_tally (&grid->nowhere, id);
  else if (cim_role (grid->model, equipment) != CIM_CONSUMER)
    {
      cim_take_place (grid, equipment, usage_point);
      add_customer (grid, equipment, id, 0);
      grid->n_customers++;
    }
}

/* --- sources and feeders --- */

static void
add_source (CimGrid *grid, guint32 equipment, guint32 named, const char *node)
{
  const double own = cim_object (grid->model, equipment)->number[CIM_NUMBER_MORE];

  cim_take_place (grid, named, equipment);
  lamp_draft_add_source (grid->draft,
                         cim_id (grid->model, named),
                         cim_name (grid->model, named),
                         node,
                         grid->points->len > 0 ? &g_array_index (grid->points, LampPoint, 0) : NULL,
                         own > 0 ? own * grid->volt / 1000 : cim_kv (grid, equipment));
  grid->n_sources++;
}

static void
add_sources (CimGrid *grid, CimRole role)
{
  for (guint32 i = 1; i < grid->model->objects->len; i++)
    if (cim_role (grid->model, i) == role && !cim_left_open (grid, i))
      {
        if (*node_of (grid, i) == '\0')
          cim_tally (&grid->without_terminals, cim_id (grid->model, i));
        add_source (grid, i, i, node_of (grid, i));
      }
}

/* A distribution model cut out of a larger one may have nothing but the heads of its feeders. */
static void
add_heads (CimGrid *grid)
{
  for (guint32 i = 1; i < grid->model->objects->len; i++)
    {
      guint32 terminal = cim_role (grid->model, i) == CIM_FEEDER ? cim_ref (grid->model, i, CIM_REF_NODE) : 0;

      if (terminal != 0 && *cim_terminal_node (grid, terminal) != '\0')
        add_source (grid, cim_ref (grid->model, terminal, CIM_REF_OWNER), i, cim_terminal_node (grid, terminal));
    }
  grid->heads_are_sources = grid->n_sources > 0;
}

static void
count_machines_aside (CimGrid *grid)
{
  for (guint32 i = 1; i < grid->model->objects->len; i++)
    grid->n_machines_aside += cim_role (grid->model, i) == CIM_MACHINE;
}

/* A machine in a feeder would keep its neighbours "live" whatever opens; so machines count only where nothing else feeds. */
static void
add_all_sources (CimGrid *grid)
{
  add_sources (grid, CIM_SOURCE);
  if (grid->n_sources > 0)
    count_machines_aside (grid);
  else
    add_heads (grid);
  if (grid->n_sources == 0)
    add_sources (grid, CIM_MACHINE);
  else if (grid->heads_are_sources)
    count_machines_aside (grid);
}

void
cim_add_supply (CimGrid *grid)
{
  const CimModel *model = grid->model;

  for (guint32 i = 1; i < model->objects->len; i++)
    switch ((int)cim_role (model, i))
      {
      case CIM_CONSUMER:
        add_consumer (grid, i);
        break;
      case CIM_USAGE_POINT:
        add_usage_point (grid, i);
        break;
      case CIM_FEEDER:
        lamp_draft_add_feeder (grid->draft, cim_id (model, i), cim_name (model, i), NULL);
        break;
      case CIM_LINE_CONTAINER:
        if (cim_object (model, i)->sequence != 0)
          lamp_draft_add_feeder (grid->draft, cim_id (model, i), cim_name (model, i), NULL);
        break;
      default:
        break;
      }
  add_all_sources (grid);
}
