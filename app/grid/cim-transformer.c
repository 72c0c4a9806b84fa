/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Transformers of a CIM model into the draft. See cim-private.h.
 *
 * A PowerTransformer has ends of its own, or tanks with ends: a bank of single-phase units. The region joins two nodes by an
 * element, so every pair "first end to another end" on nodes of its own is one: two windings give one element, three give
 * two, a centre tap whose two halves are at one node gives one. Tanks between the same nodes are one element together.
 */
#include "config.h"

#include "grid/cim-private.h"

#include <math.h>

/* One winding of the transformer, or of one of its tanks. */
typedef struct
{
  const char *node;
  LampPhases  phases;
  double      kva, kv; /* NaN when not known */
} Winding;

typedef struct
{
  const char *from, *to;
  LampPhases  phases;
  double      kva;
  guint       end; /* the second end's place among the ends, from 2 */
} Pair;

typedef struct
{
  Pair     pairs[CIM_MAX_TERMINALS];
  guint    n_pairs;
  gboolean taps, one_voltage; /* has a tap changer; all windings seen are of one voltage */
  gboolean phases_known;
  double   high_kv;
} Bank;

/* In kV, by what is given: base voltage, rated voltage. */
static double
end_kv (const CimGrid *grid, guint32 end)
{
  double rated = cim_object (grid->model, end)->number[CIM_NUMBER_MORE];
  double kv = cim_ref (grid->model, end, CIM_REF_VOLTAGE) != 0 ? cim_kv (grid, end) : 0;

  if (kv > 0)
    return kv;
  return rated > 0 ? rated * grid->volt / 1000 : NAN;
}

/* Catalogue data of a tank's end: TransformerEndInfo of that number. Many tanks share an entry, so it must be short. */
static double
catalogue_kva (const CimGrid *grid, guint32 info, gint16 number)
{
  guint          n = 0;
  const guint32 *parts = cim_parts (grid->model, info, &n);

  for (guint i = 0; info != 0 && i < MIN (n, CIM_MAX_TERMINALS); i++)
    if (cim_role (grid->model, parts[i]) == CIM_END_INFO && cim_object (grid->model, parts[i])->sequence == number)
      return cim_object (grid->model, parts[i])->number[CIM_NUMBER_MAIN] * grid->volt_ampere / 1000;
  return NAN;
}

static gboolean
has_taps (const CimGrid *grid, guint32 end)
{
  guint          n = 0;
  const guint32 *parts = cim_parts (grid->model, end, &n);

  for (guint i = 0; i < n; i++)
    if (cim_role (grid->model, parts[i]) == CIM_TAP_CHANGER)
      return TRUE;
  return FALSE;
}

/* The ends that are parts of a transformer or tank. */
static guint
find_windings (const CimGrid *grid, guint32 owner, Winding *windings, Bank *bank)
{
  const CimModel *model = grid->model;
  guint           n_parts = 0, n = 0;
  const guint32  *parts = cim_parts (model, owner, &n_parts);
  guint32         info = cim_role (model, owner) == CIM_TANK ? cim_ref (model, owner, CIM_REF_MORE) : 0;

  for (guint i = 0; i < n_parts && n < CIM_MAX_TERMINALS; i++)
    {
      const CimObject *end = cim_object (model, parts[i]);
      guint32          terminal = end->ref[CIM_REF_NODE];

      if (cim_role (model, parts[i]) != CIM_END)
        continue;
      bank->taps |= has_taps (grid, parts[i]);
      windings[n] = (Winding){
        .node = terminal != 0 ? cim_terminal_node (grid, terminal) : "",
        .phases = end->phases & LAMP_PHASE_ABC,
        .kva = end->number[CIM_NUMBER_MAIN] > 0 ? end->number[CIM_NUMBER_MAIN] * grid->volt_ampere / 1000 : catalogue_kva (grid, info, end->sequence),
        .kv = end_kv (grid, parts[i]),
      };
      bank->phases_known |= end->phases != 0;
      n++;
    }
  return n;
}

static void
add_pair (Bank *bank, const Winding *first, const Winding *other, guint end)
{
  double kva = other->kva < first->kva || isnan (first->kva) ? other->kva : first->kva;

  kva = kva > 0 ? kva : 0;
  for (guint i = 0; i < bank->n_pairs; i++)
    if (g_str_equal (bank->pairs[i].from, first->node) && g_str_equal (bank->pairs[i].to, other->node))
      {
        bank->pairs[i].phases |= first->phases;
        bank->pairs[i].kva += kva;
        return;
      }
  if (bank->n_pairs < CIM_MAX_TERMINALS)
    bank->pairs[bank->n_pairs++] = (Pair){ first->node, other->node, first->phases, kva, end };
}

/* Two ends at the second node, as behind a centre tap, are halves of one winding: not twice the power. */
static gboolean
is_new_node (const Winding *windings, guint i)
{
  for (guint j = 0; j < i; j++)
    if (g_str_equal (windings[j].node, windings[i].node))
      return FALSE;
  return TRUE;
}

static void
add_windings (Bank *bank, const Winding *windings, guint n)
{
  gboolean any = FALSE;

  for (guint i = 0; i < n; i++)
    {
      bank->high_kv = MAX (bank->high_kv, windings[i].kv > 0 ? windings[i].kv : 0);
      bank->one_voltage &= i == 0 || !(fabs (windings[i].kv - windings[0].kv) > 0.1 * windings[0].kv);
      if (i == 0 || *windings[i].node == '\0' || !is_new_node (windings, i))
        continue;
      add_pair (bank, &windings[0], &windings[i], i + 1);
      any = TRUE;
    }
  /* All ends at one node, or only one end connected: still an element. */
  if (!any && n > 0)
    {
      const Winding nowhere = { .node = n > 1 && *windings[1].node != '\0' ? windings[0].node : "", .kva = NAN };

      add_pair (bank, &windings[0], &nowhere, 2);
    }
}

/* Without ends, the terminals are all there is. */
static void
add_terminals (CimGrid *grid, guint32 transformer, Bank *bank)
{
  guint32 terminals[CIM_MAX_TERMINALS];
  Winding windings[CIM_MAX_TERMINALS];
  guint   n = cim_terminals (grid, transformer, terminals, CIM_MAX_TERMINALS);

  for (guint i = 0; i < n; i++)
    windings[i] = (Winding){
      .node = cim_terminal_node (grid, terminals[i]),
      .phases = cim_object (grid->model, terminals[i])->phases & LAMP_PHASE_ABC,
      .kva = NAN,
      .kv = NAN,
    };
  bank->phases_known |= n > 0 && windings[0].phases != 0;
  add_windings (bank, windings, n);
}

static void
find_pairs (CimGrid *grid, guint32 transformer, Bank *bank)
{
  Winding        windings[CIM_MAX_TERMINALS];
  guint          n_parts = 0;
  const guint32 *parts = cim_parts (grid->model, transformer, &n_parts);

  add_windings (bank, windings, find_windings (grid, transformer, windings, bank));
  for (guint i = 0; i < n_parts; i++)
    if (cim_role (grid->model, parts[i]) == CIM_TANK)
      add_windings (bank, windings, find_windings (grid, parts[i], windings, bank));
  if (bank->n_pairs == 0)
    add_terminals (grid, transformer, bank);
}

/* A tap changer makes a regulator where both sides have one voltage; elsewhere it is a transformer that can change taps. */
void
cim_add_transformer (CimGrid *grid, guint32 transformer)
{
  g_autofree Bank *bank = g_new0 (Bank, 1);
  const char      *id = cim_id (grid->model, transformer);
  gboolean         left_open = cim_left_open (grid, transformer);
  LampDraftElement element;

  bank->one_voltage = TRUE;
  find_pairs (grid, transformer, bank);
  cim_begin_element (grid, transformer, bank->taps && bank->one_voltage ? LAMP_ELEMENT_REGULATOR : LAMP_ELEMENT_TRANSFORMER, &element);
  element.kv = bank->high_kv > 0 ? bank->high_kv : element.kv;
  element.normally_open = left_open;
  for (guint i = 0; i < bank->n_pairs; i++)
    {
      const Pair      *pair = &bank->pairs[i];
      g_autofree char *own = i > 0 ? g_strdup_printf ("%s:%u", id, i + 2) : g_strdup (id);
      const char      *nodes[] = { pair->from, pair->to };

      element.id = own;
      element.phases = bank->phases_known ? pair->phases : LAMP_PHASE_ABC;
      element.rating = pair->kva;
      cim_add_between (grid, &element, nodes, 2);
    }
  if (bank->n_pairs == 0 || *bank->pairs[0].from == '\0')
    cim_tally (&grid->without_terminals, id);
  if (bank->n_pairs == 0)
    {
      element.phases = LAMP_PHASE_ABC;
      cim_add_between (grid, &element, NULL, 0);
    }
}
