/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What all conducting equipment of a CIM model has in common: nodes, place, voltage, feeder, phases, limits. See
 * cim-private.h.
 */
#include "config.h"

#include "grid/cim-private.h"

#include <math.h>

#define MAX_CONTAINERS 16 /* one in another: bay, voltage level, substation, …; more is a circle */

const char *
cim_terminal_node (const CimGrid *grid, guint32 terminal)
{
  const CimModel *model = grid->model;
  guint32         node = cim_ref (model, terminal, CIM_REF_NODE);

  /* Bus-branch models have topological nodes only. */
  if (node == 0)
    node = cim_ref (model, terminal, CIM_REF_MORE);
  return node != 0 ? cim_id (model, node) : "";
}

guint
cim_terminals (const CimGrid *grid, guint32 equipment, guint32 *out, guint max)
{
  guint          n_parts = 0, n = 0;
  const guint32 *parts = cim_parts (grid->model, equipment, &n_parts);

  for (guint i = 0; i < n_parts && n < max; i++)
    if (cim_role (grid->model, parts[i]) == CIM_TERMINAL)
      out[n++] = parts[i];
  return n;
}

guint
cim_nodes (CimGrid *grid, guint32 equipment, const char **nodes)
{
  guint32 terminals[CIM_MAX_TERMINALS];
  guint   n_terminals = cim_terminals (grid, equipment, terminals, CIM_MAX_TERMINALS);
  guint   n = 0;

  for (guint i = 0; i < n_terminals; i++)
    {
      const char *node = cim_terminal_node (grid, terminals[i]);
      guint       j = 0;

      while (j < n && !g_str_equal (nodes[j], node))
        j++;
      if (j == n && *node != '\0')
        nodes[n++] = node;
    }
  if (n == 0)
    cim_tally (&grid->without_terminals, cim_id (grid->model, equipment));
  /* Both terminals at one node: said as it is. */
  else if (n == 1 && n_terminals > 1 && *cim_terminal_node (grid, terminals[1]) != '\0')
    {
      nodes[1] = nodes[0];
      n = 2;
    }
  return n;
}

double
cim_kv (const CimGrid *grid, guint32 object)
{
  const CimModel *model = grid->model;
  guint32         at = object;

  for (guint i = 0; i < MAX_CONTAINERS && at != 0; i++)
    {
      guint32 voltage = cim_ref (model, at, CIM_REF_VOLTAGE);
      double  nominal = voltage != 0 ? cim_object (model, voltage)->number[CIM_NUMBER_MAIN] : NAN;

      if (nominal > 0)
        return nominal * grid->volt / 1000;
      at = cim_ref (model, at, CIM_REF_CONTAINER);
    }
  return 0;
}

const char *
cim_feeder (CimGrid *grid, guint32 equipment)
{
  const CimModel *model = grid->model;
  guint32         at = cim_ref (model, equipment, CIM_REF_FEEDER);

  if (at == 0 || cim_role (model, at) != CIM_FEEDER)
    at = cim_ref (model, equipment, CIM_REF_CONTAINER);
  for (guint i = 0; at != 0; i++)
    {
      CimRole role = cim_role (model, at);

      if (role == CIM_FEEDER || (role == CIM_LINE_CONTAINER && cim_object (model, at)->sequence != 0))
        return cim_id (model, at);
      if (i == MAX_CONTAINERS)
        {
          cim_tally (&grid->circles, cim_id (model, at));
          return NULL;
        }
      at = cim_ref (model, at, CIM_REF_CONTAINER);
    }
  return NULL;
}

gboolean
cim_left_open (CimGrid *grid, guint32 equipment)
{
  guint32  terminals[CIM_MAX_TERMINALS];
  guint    n = cim_terminals (grid, equipment, terminals, CIM_MAX_TERMINALS);
  gboolean value = TRUE, open = FALSE;

  if (cim_flag (grid->model, equipment, CIM_FLAG_NORMALLY_IN_SERVICE, &value) || cim_flag (grid->model, equipment, CIM_FLAG_IN_SERVICE, &value))
    open = !value;
  for (guint i = 0; i < n; i++)
    open |= cim_flag (grid->model, terminals[i], CIM_FLAG_CONNECTED, &value) && !value;
  if (open)
    cim_tally (&grid->out_of_service, cim_id (grid->model, equipment));
  return open;
}

void
cim_take_place (CimGrid *grid, guint32 object, guint32 fallback)
{
  CimModel *model = grid->model;
  guint32   location = cim_ref (model, object, CIM_REF_LOCATION);

  if (location == 0 && fallback != 0)
    location = cim_ref (model, fallback, CIM_REF_LOCATION);
  g_array_set_size (grid->points, 0);
  for (guint32 i = model->point_start[location]; location != 0 && i < model->point_start[location + 1] && grid->points_left > 0; i++)
    {
      const LampPoint *at = &g_array_index (model->points, CimPoint, i).at;

      if (isnan (at->lon_deg))
        continue;
      g_array_append_val (grid->points, *at);
      grid->points_left--;
    }
}

/* The course of a line, or the one point of a device: between its terminals, where each has a point. */
static void
set_place (CimGrid *grid, guint32 object, LampDraftElement *element)
{
  LampPoint *points = (LampPoint *)(void *)grid->points->data;
  guint      n = grid->points->len;

  if (element->kind == LAMP_ELEMENT_LINE)
    n = n < 2 ? 0 : n;
  else if (n > 1)
    {
      points[0].lon_deg = (points[0].lon_deg + points[n - 1].lon_deg) / 2;
      points[0].lat_deg = (points[0].lat_deg + points[n - 1].lat_deg) / 2;
      n = 1;
    }
  if (n == 0)
    g_array_index (grid->model->classes, CimClassCount, cim_object (grid->model, object)->class_index).n_unplaced++;
  element->points = n > 0 ? points : NULL;
  element->n_points = n;
}

/* A transformer may leave it to its tanks to say where they stand. */
static guint32
first_tank (const CimGrid *grid, guint32 object)
{
  guint          n = 0;
  const guint32 *parts = cim_parts (grid->model, object, &n);

  for (guint i = 0; i < n; i++)
    if (cim_role (grid->model, parts[i]) == CIM_TANK)
      return parts[i];
  return 0;
}

void
cim_begin_element (CimGrid *grid, guint32 object, LampElementKind kind, LampDraftElement *element)
{
  *element = (LampDraftElement){
    .kind = kind,
    .id = cim_id (grid->model, object),
    .name = cim_name (grid->model, object),
    .feeder = cim_feeder (grid, object),
    .kv = cim_kv (grid, object),
  };
  cim_take_place (grid, object, first_tank (grid, object));
  set_place (grid, object, element);
}

void
cim_add_between (CimGrid *grid, LampDraftElement *element, const char *const *nodes, guint n)
{
  const char *id = element->id;

  element->from_node = n > 0 ? nodes[0] : "";
  element->to_node = n > 1 ? nodes[1] : "";
  lamp_draft_add_element (grid->draft, element);
  grid->n_elements++;
  grid->n_joined += n > 0;
  for (guint i = 2; i < n; i++)
    {
      g_autofree char *own = g_strdup_printf ("%s:%u", id, i + 1);

      element->id = own;
      element->to_node = nodes[i];
      lamp_draft_add_element (grid->draft, element);
      grid->n_elements++;
    }
}

void
cim_settle_limits (CimModel *model)
{
  for (guint32 i = 1; i < model->objects->len; i++)
    {
      guint32 set = cim_ref (model, i, CIM_REF_OWNER);
      double  value = cim_object (model, i)->number[CIM_NUMBER_MAIN];
      double *lowest = &cim_object (model, set)->number[CIM_NUMBER_MAIN];

      if (cim_role (model, i) == CIM_LIMIT && cim_role (model, set) == CIM_LIMIT_SET && value > 0 && !(value > *lowest))
        *lowest = value;
    }
}

static void
lower (const CimModel *model, guint32 set, double *lowest)
{
  double value = cim_role (model, set) == CIM_LIMIT_SET ? cim_object (model, set)->number[CIM_NUMBER_MAIN] : NAN;

  if (value > 0 && (*lowest == 0 || value < *lowest))
    *lowest = value;
}

double
cim_limit (const CimGrid *grid, guint32 equipment)
{
  const CimModel *model = grid->model;
  guint           n = 0, n_sets = 0;
  const guint32  *parts = cim_parts (model, equipment, &n);
  double          lowest = 0;

  for (guint i = 0; i < n; i++)
    {
      const guint32 *sets = cim_parts (model, parts[i], &n_sets);

      lower (model, parts[i], &lowest);
      if (cim_role (model, parts[i]) != CIM_TERMINAL)
        continue;
      lower (model, cim_ref (model, parts[i], CIM_REF_LIMITS), &lowest);
      for (guint j = 0; j < n_sets; j++)
        lower (model, sets[j], &lowest);
    }
  return lowest;
}

LampPhases
cim_phases (const CimGrid *grid, guint32 equipment)
{
  const CimModel *model = grid->model;
  guint           n = 0;
  const guint32  *parts = cim_parts (model, equipment, &n);
  guint8          wires = 0, terminals = cim_object (model, equipment)->phases;
  guint8          all = 0;

  for (guint i = 0; i < n; i++)
    if (cim_role (model, parts[i]) == CIM_PHASE)
      wires |= cim_object (model, parts[i])->phases;
    else if (cim_role (model, parts[i]) == CIM_TERMINAL)
      terminals |= cim_object (model, parts[i])->phases;
  all = wires != 0 ? wires : terminals;
  /* Behind a centre tap the three letters say nothing: which phase it hangs on is known above. */
  if (all == 0)
    return LAMP_PHASE_ABC;
  return all & LAMP_PHASE_ABC;
}
