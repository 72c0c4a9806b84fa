/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines, joints and switches of a CIM model into the draft, and what all equipment has in common: nodes, place, voltage,
 * feeder, limits. See cim-private.h.
 */
#include "config.h"

#include "grid/cim-private.h"

#include <math.h>
#include <string.h>

#define MAX_CONTAINERS 16   /* one in another: bay, voltage level, substation, …; more is a circle */
#define POINTS_PER_POINT 16 /* as many objects may share the points of one location, on average */

/* --- what all equipment has in common --- */

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

/* Its different nodes in the order of the terminals; an empty one counts as none. */
static guint
nodes_of (CimGrid *grid, guint32 equipment, const char **nodes)
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
  cim_take_place (grid, object, 0);
  set_place (grid, object, element);
}

/* One element where there are two nodes; with more, one from the first node to each other, their ids numbered by ends. */
void
cim_add_between (CimGrid *grid, LampDraftElement *element, const char *const *nodes, guint n)
{
  const char *id = element->id;

  element->from_node = n > 0 ? nodes[0] : "";
  element->to_node = n > 1 ? nodes[1] : "";
  lamp_draft_add_element (grid->draft, element);
  grid->n_elements++;
  for (guint i = 2; i < n; i++)
    {
      g_autofree char *own = g_strdup_printf ("%s:%u", id, i + 1);

      element->id = own;
      element->to_node = nodes[i];
      lamp_draft_add_element (grid->draft, element);
      grid->n_elements++;
    }
}

/* The lowest limit is the one for lasting operation. Worked out once a set, as many terminals may share it. */
static void
settle_limits (CimModel *model)
{
  for (guint32 i = 1; i < model->objects->len; i++)
    if (cim_role (model, i) == CIM_LIMIT)
      {
        double  value = cim_object (model, i)->number[CIM_NUMBER_MAIN];
        double *lowest = &cim_object (model, cim_ref (model, i, CIM_REF_OWNER))->number[CIM_NUMBER_MAIN];

        if (value > 0 && !(value > *lowest))
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

/* In amperes; 0 when there is none. */
static double
limit_of (const CimGrid *grid, guint32 equipment)
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

/* By the wires or switch phases; else by the terminals; a line or switch that says nothing has all three (IEC 61968-11). */
static LampPhases
phases_of (const CimGrid *grid, guint32 equipment)
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

/* --- lines --- */

static gboolean
is_cable (const CimGrid *grid, guint32 line)
{
  const CimModel *model = grid->model;
  guint           n = 0;
  const guint32  *parts = cim_parts (model, line, &n);
  gboolean        cable = FALSE;

  (void)cim_flag (model, cim_ref (model, line, CIM_REF_MORE), CIM_FLAG_CABLE, &cable);
  for (guint i = 0; i < n && !cable; i++)
    if (cim_role (model, parts[i]) == CIM_PHASE)
      {
        guint16         index = cim_object (model, cim_ref (model, parts[i], CIM_REF_MORE))->class_index;
        const CimClass *what = g_array_index (model->classes, CimClassCount, index).what;

        cable = what != NULL && g_str_has_suffix (what->name, "CableInfo");
      }
  return cable;
}

static int
compare_cuts (gconstpointer a, gconstpointer b, gpointer data)
{
  const guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;
  const double  x = cim_object (data, first)->number[CIM_NUMBER_MORE], y = cim_object (data, second)->number[CIM_NUMBER_MORE];

  return x != y ? (x > y) - (x < y) : (first > second) - (first < second);
}

/* The node at one side of a cut; cuts often have none of their own. */
static char *
dup_cut_node (CimGrid *grid, guint32 cut, guint side)
{
  guint32     terminals[2];
  guint       n = cim_terminals (grid, cut, terminals, 2);
  const char *node = side < n ? cim_terminal_node (grid, terminals[side]) : "";

  return *node != '\0' ? g_strdup (node) : g_strdup_printf ("%s:%u", cim_id (grid->model, cut), side + 1);
}

/* A line that is cut becomes the pieces between the cuts; the drawn course stays with the first. */
static void
add_pieces (CimGrid *grid, LampDraftElement *element, GArray *cuts, const char *const *nodes, guint n_nodes)
{
  const char      *id = element->id;
  const double     length_m = element->length_m;
  double           done_m = 0;
  g_autofree char *from = g_strdup (n_nodes > 0 ? nodes[0] : "");

  g_array_sort_with_data (cuts, compare_cuts, grid->model);
  for (guint i = 0; i <= cuts->len; i++)
    {
      guint32          cut = i < cuts->len ? g_array_index (cuts, guint32, i) : 0;
      double           at = cut != 0 ? cim_object (grid->model, cut)->number[CIM_NUMBER_MORE] * grid->metre : length_m;
      g_autofree char *to = cut != 0 ? dup_cut_node (grid, cut, 0) : g_strdup (n_nodes > 1 ? nodes[1] : "");
      g_autofree char *own = i > 0 ? g_strdup_printf ("%s:%u", id, i + 1) : g_strdup (id);
      const char      *ends[] = { from, to };

      element->id = own;
      element->length_m = at >= done_m && at <= length_m ? at - done_m : 0;
      done_m += element->length_m;
      cim_add_between (grid, element, ends, 2);
      element->points = NULL;
      element->n_points = 0;
      g_free (from);
      from = cut != 0 ? dup_cut_node (grid, cut, 1) : NULL;
    }
}

static void
add_line (CimGrid *grid, guint32 line)
{
  const char      *nodes[CIM_MAX_TERMINALS + 1];
  guint            n = nodes_of (grid, line, nodes);
  double           length = cim_object (grid->model, line)->number[CIM_NUMBER_MAIN];
  GArray          *cuts = g_hash_table_lookup (grid->cuts, GUINT_TO_POINTER (line));
  LampDraftElement element;

  cim_begin_element (grid, line, LAMP_ELEMENT_LINE, &element);
  element.phases = phases_of (grid, line);
  element.length_m = length > 0 ? length * grid->metre : 0;
  element.rating = limit_of (grid, line);
  element.underground = is_cable (grid, line);
  element.normally_open = cim_left_open (grid, line);
  if (cuts != NULL)
    add_pieces (grid, &element, cuts, nodes, n);
  else
    cim_add_between (grid, &element, nodes, n);
}

/* A bus bar or junction is its node; only one that has several joins them. */
static void
add_joint (CimGrid *grid, guint32 joint)
{
  const char      *nodes[CIM_MAX_TERMINALS + 1];
  guint            n = nodes_of (grid, joint, nodes);
  LampDraftElement element;

  if (n < 2 || (n == 2 && nodes[0] == nodes[1]))
    return;
  cim_begin_element (grid, joint, LAMP_ELEMENT_LINE, &element);
  element.phases = LAMP_PHASE_ABC;
  cim_add_between (grid, &element, nodes, n);
}

/* --- switches --- */

/* The normal position; where only the present one is given, that. */
static gboolean
is_open (CimGrid *grid, guint32 object, gboolean otherwise)
{
  gboolean normal = otherwise, present = otherwise;
  gboolean has_normal = cim_flag (grid->model, object, CIM_FLAG_NORMALLY_OPEN, &normal);
  gboolean has_present = cim_flag (grid->model, object, CIM_FLAG_OPEN, &present);

  if (has_normal && has_present && normal != present)
    cim_tally (&grid->off_normal, cim_id (grid->model, object));
  return has_normal ? normal : has_present ? present
                                           : otherwise;
}

static gboolean
is_telemetered (const CimGrid *grid, guint32 device)
{
  guint          n = 0;
  const guint32 *parts = cim_parts (grid->model, device, &n);

  for (guint i = 0; i < n; i++)
    if (cim_role (grid->model, parts[i]) == CIM_DISCRETE)
      return TRUE;
  return FALSE;
}

/* The phases in each position; a phase says more than the switch it is of. */
static void
find_positions (CimGrid *grid, guint32 device, LampPhases *open, LampPhases *closed)
{
  guint          n = 0;
  const guint32 *parts = cim_parts (grid->model, device, &n);
  gboolean       whole = is_open (grid, device, FALSE);

  *open = *closed = 0;
  for (guint i = 0; i < n; i++)
    if (cim_role (grid->model, parts[i]) == CIM_PHASE)
      *(is_open (grid, parts[i], whole) ? open : closed) |= cim_object (grid->model, parts[i])->phases & LAMP_PHASE_ABC;
  if (*open == 0 && *closed == 0)
    *(whole ? open : closed) = phases_of (grid, device);
}

/* Where phases stand differently, each is a device of its own: a row of the region has one position. */
static void
add_switch_phases (CimGrid *grid, guint32 device, LampDraftElement *element, const char *const *nodes, guint n_nodes)
{
  guint          n = 0;
  const guint32 *parts = cim_parts (grid->model, device, &n);

  cim_tally (&grid->split_switches, element->id);
  for (guint i = 0; i < n; i++)
    {
      if (cim_role (grid->model, parts[i]) != CIM_PHASE || (cim_object (grid->model, parts[i])->phases & LAMP_PHASE_ABC) == 0)
        continue;
      element->id = cim_id (grid->model, parts[i]);
      element->name = cim_name (grid->model, parts[i]);
      element->phases = cim_object (grid->model, parts[i])->phases & LAMP_PHASE_ABC;
      element->normally_open = is_open (grid, parts[i], FALSE);
      cim_add_between (grid, element, nodes, n_nodes);
    }
}

static void
add_switch (CimGrid *grid, guint32 device)
{
  const CimModel  *model = grid->model;
  const char      *nodes[CIM_MAX_TERMINALS + 1];
  guint            n = nodes_of (grid, device, nodes);
  double           rated = cim_object (model, device)->number[CIM_NUMBER_MAIN];
  LampPhases       open = 0, closed = 0;
  LampDraftElement element;

  cim_begin_element (grid, device, g_array_index (model->classes, CimClassCount, cim_object (model, device)->class_index).what->kind, &element);
  element.rating = rated > 0 ? rated : limit_of (grid, device);
  element.telemetered = is_telemetered (grid, device);
  find_positions (grid, device, &open, &closed);
  element.phases = open | closed;
  element.normally_open = closed == 0 && open != 0;
  if (open != 0 && closed != 0)
    {
      add_switch_phases (grid, device, &element, nodes, n);
      return;
    }
  if (open == 0 && closed == 0)
    element.normally_open = is_open (grid, device, FALSE);
  element.normally_open |= cim_left_open (grid, device);
  cim_add_between (grid, &element, nodes, n);
}

/* It leads to earth, never to another part of the grid: two of them at one node of the earth must not join what they earth. */
static void
add_ground_switch (CimGrid *grid, guint32 device)
{
  const char      *nodes[CIM_MAX_TERMINALS + 1] = { "" };
  g_autofree char *earth = g_strdup_printf ("%s:earth", cim_id (grid->model, device));
  double           rated = cim_object (grid->model, device)->number[CIM_NUMBER_MAIN];
  LampDraftElement element;

  nodes_of (grid, device, nodes);
  nodes[1] = earth;
  cim_begin_element (grid, device, LAMP_ELEMENT_DISCONNECTOR, &element);
  element.phases = phases_of (grid, device);
  element.rating = rated > 0 ? rated : 0;
  element.normally_open = TRUE;
  element.telemetered = is_telemetered (grid, device);
  cim_add_between (grid, &element, nodes, 2);
}

static void
add_cut (CimGrid *grid, guint32 cut)
{
  g_autofree char *from = dup_cut_node (grid, cut, 0);
  g_autofree char *to = dup_cut_node (grid, cut, 1);
  const char      *nodes[] = { from, to };
  guint32          line = cim_ref (grid->model, cut, CIM_REF_MORE);
  LampDraftElement element;

  cim_begin_element (grid, cut, LAMP_ELEMENT_DISCONNECTOR, &element);
  element.phases = phases_of (grid, line != 0 ? line : cut);
  element.normally_open = is_open (grid, cut, FALSE);
  cim_add_between (grid, &element, nodes, 2);
}

/* --- all of it --- */

/* Cuts by the line they are in, and the containers of the class Line that are feeders: those with more in them than lines. */
static void
look_ahead (CimGrid *grid)
{
  CimModel *model = grid->model;

  for (guint32 i = 1; i < model->objects->len; i++)
    {
      CimRole role = cim_role (model, i);
      guint32 container = cim_ref (model, i, CIM_REF_CONTAINER);
      guint32 line = role == CIM_CUT ? cim_ref (model, i, CIM_REF_MORE) : 0;

      if ((role == CIM_SWITCH || role == CIM_TRANSFORMER || role == CIM_CONSUMER) && cim_role (model, container) == CIM_LINE_CONTAINER)
        cim_object (model, container)->sequence = 1;
      if (line != 0)
        {
          GArray *cuts = g_hash_table_lookup (grid->cuts, GUINT_TO_POINTER (line));

          if (cuts == NULL)
            {
              cuts = g_array_new (FALSE, FALSE, sizeof (guint32));
              g_hash_table_insert (grid->cuts, GUINT_TO_POINTER (line), cuts);
            }
          g_array_append_val (cuts, i);
        }
    }
}

void
cim_add_all (CimGrid *grid)
{
  CimModel *model = grid->model;

  grid->points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  grid->points_left = (guint64)POINTS_PER_POINT * model->points->len;
  grid->cuts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
  settle_limits (model);
  look_ahead (grid);
  for (guint32 i = 1; i < model->objects->len; i++)
    switch ((int)cim_role (model, i))
      {
      case CIM_LINE:
        add_line (grid, i);
        break;
      case CIM_JOINT:
        add_joint (grid, i);
        break;
      case CIM_SWITCH:
        add_switch (grid, i);
        break;
      case CIM_GROUND_SWITCH:
        add_ground_switch (grid, i);
        break;
      case CIM_CUT:
        add_cut (grid, i);
        break;
      case CIM_TRANSFORMER:
        cim_add_transformer (grid, i);
        break;
      default:
        break;
      }
  cim_add_supply (grid);
  g_hash_table_unref (grid->cuts);
  g_array_unref (grid->points);
}
