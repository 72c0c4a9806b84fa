/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Lines, what is cut in them, and joints of a CIM model into the draft; and the grid as a whole, piece after piece. See
 * cim-private.h.
 */
#include "config.h"

#include "grid/cim-private.h"

#define POINTS_PER_POINT 16 /* as many objects may share the points of one location, on average */

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
  guint            n = cim_nodes (grid, line, nodes);
  double           length = cim_object (grid->model, line)->number[CIM_NUMBER_MAIN];
  GArray          *cuts = g_hash_table_lookup (grid->cuts, GUINT_TO_POINTER (line));
  LampDraftElement element;

  cim_begin_element (grid, line, LAMP_ELEMENT_LINE, &element);
  element.phases = cim_phases (grid, line);
  element.length_m = length > 0 ? length * grid->metre : 0;
  element.rating = cim_limit (grid, line);
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
  guint            n = cim_nodes (grid, joint, nodes);
  LampDraftElement element;

  if (n < 2 || (n == 2 && nodes[0] == nodes[1]))
    return;
  cim_begin_element (grid, joint, LAMP_ELEMENT_LINE, &element);
  element.phases = LAMP_PHASE_ABC;
  cim_add_between (grid, &element, nodes, n);
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
  element.phases = cim_phases (grid, line != 0 ? line : cut);
  element.normally_open = cim_is_open (grid, cut, FALSE);
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
  cim_settle_limits (model);
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
        cim_add_switch (grid, i);
        break;
      case CIM_GROUND_SWITCH:
        cim_add_ground_switch (grid, i);
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
