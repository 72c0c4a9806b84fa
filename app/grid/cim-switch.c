/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Switches of a CIM model into the draft. See cim-private.h.
 */
#include "config.h"

#include "grid/cim-private.h"

gboolean
cim_is_open (const CimGrid *grid, guint32 object, gboolean otherwise)
{
  gboolean open = otherwise;

  if (cim_flag (grid->model, object, CIM_FLAG_NORMALLY_OPEN, &open) || cim_flag (grid->model, object, CIM_FLAG_OPEN, &open))
    return open;
  return otherwise;
}

static gboolean
is_off_normal (const CimGrid *grid, guint32 object)
{
  gboolean normal = FALSE, present = FALSE;

  return cim_flag (grid->model, object, CIM_FLAG_NORMALLY_OPEN, &normal) && cim_flag (grid->model, object, CIM_FLAG_OPEN, &present) && normal != present;
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
  gboolean       whole = cim_is_open (grid, device, FALSE);
  gboolean       off_normal = is_off_normal (grid, device);

  *open = *closed = 0;
  for (guint i = 0; i < n; i++)
    if (cim_role (grid->model, parts[i]) == CIM_PHASE)
      {
        *(cim_is_open (grid, parts[i], whole) ? open : closed) |= cim_object (grid->model, parts[i])->phases & LAMP_PHASE_ABC;
        off_normal |= is_off_normal (grid, parts[i]);
      }
  if (off_normal)
    cim_tally (&grid->off_normal, cim_id (grid->model, device));
  if (*open == 0 && *closed == 0)
    *(whole ? open : closed) = cim_phases (grid, device);
}

/* Where phases stand differently, each is a device of its own: a row of the region has one position. */
static void
add_switch_phases (CimGrid *grid, guint32 device, LampDraftElement *element, const char *const *nodes, guint n_nodes)
{
  guint          n = 0;
  const guint32 *parts = cim_parts (grid->model, device, &n);
  gboolean       whole = cim_is_open (grid, device, FALSE);
  gboolean       left_open = cim_left_open (grid, device);

  cim_tally (&grid->split_switches, element->id);
  for (guint i = 0; i < n; i++)
    {
      if (cim_role (grid->model, parts[i]) != CIM_PHASE || (cim_object (grid->model, parts[i])->phases & LAMP_PHASE_ABC) == 0)
        continue;
      element->id = cim_id (grid->model, parts[i]);
      element->name = cim_name (grid->model, parts[i]);
      element->phases = cim_object (grid->model, parts[i])->phases & LAMP_PHASE_ABC;
      element->normally_open = left_open || cim_is_open (grid, parts[i], whole);
      cim_add_between (grid, element, nodes, n_nodes);
    }
}

void
cim_add_switch (CimGrid *grid, guint32 device)
{
  const CimModel  *model = grid->model;
  const char      *nodes[CIM_MAX_TERMINALS + 1];
  guint            n = cim_nodes (grid, device, nodes);
  double           rated = cim_object (model, device)->number[CIM_NUMBER_MAIN];
  LampPhases       open = 0, closed = 0;
  LampDraftElement element;

  cim_begin_element (grid, device, g_array_index (model->classes, CimClassCount, cim_object (model, device)->class_index).what->kind, &element);
  element.rating = rated > 0 ? rated : cim_limit (grid, device);
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
    element.normally_open = cim_is_open (grid, device, FALSE);
  element.normally_open |= cim_left_open (grid, device);
  cim_add_between (grid, &element, nodes, n);
}

/* It leads to earth, never to another part of the grid: two of them at one node of the earth must not join what they earth. */
void
cim_add_ground_switch (CimGrid *grid, guint32 device)
{
  const char      *nodes[CIM_MAX_TERMINALS + 1] = { "" };
  g_autofree char *earth = g_strdup_printf ("%s:earth", cim_id (grid->model, device));
  double           rated = cim_object (grid->model, device)->number[CIM_NUMBER_MAIN];
  LampDraftElement element;

  cim_nodes (grid, device, nodes);
  nodes[1] = earth;
  cim_begin_element (grid, device, LAMP_ELEMENT_DISCONNECTOR, &element);
  element.phases = cim_phases (grid, device);
  element.rating = rated > 0 ? rated : 0;
  element.normally_open = TRUE;
  element.telemetered = is_telemetered (grid, device);
  cim_add_between (grid, &element, nodes, 2);
}
