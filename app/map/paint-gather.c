/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See paint-strokes.h.
 */
#include "map/paint-strokes.h"

#include <math.h>

/* One stroke may become one of these. */
typedef struct
{
  LampPainting          *painting;
  const LampChainStates *chains;
  LampStrokesBySupply   *strokes;
  LampWorldBox           box;
  double                 dash; /* px */
  int                    finest;
  int                    level; /* LAMP_LEVEL_LAST + 1: the network itself */
  gboolean               by_feeder;
} Gather;

static inline LampStroke *
add (Gather *gather, guint voltage, LampSupply supply, LampWorld a, LampWorld b)
{
  const LampPainting *painting = gather->painting;
  LampStrokes        *strokes = &gather->strokes[voltage][supply];
  LampStroke         *stroke;

  if (G_UNLIKELY (strokes->n == strokes->n_max))
    {
      strokes->n_max = MAX (256, strokes->n_max * 2);
      strokes->strokes = g_renew (LampStroke, strokes->strokes, strokes->n_max);
    }
  stroke = &strokes->strokes[strokes->n++];
  *stroke = (LampStroke){ (float)lamp_paint_x (painting, a), (float)lamp_paint_y (painting, a), (float)lamp_paint_x (painting, b),
                          (float)lamp_paint_y (painting, b), 0.0f, LAMP_NO_FEEDER, FALSE, FALSE };
  return stroke;
}

static inline gboolean
is_in_view (const Gather *gather, LampWorld a, LampWorld b)
{
  LampWorldBox box = gather->box;

  return MAX (a.x, b.x) >= box.x0 && MIN (a.x, b.x) <= box.x1 && MAX (a.y, b.y) >= box.y0 && MIN (a.y, b.y) <= box.y1;
}

static double
length (const LampWorld *vertices, guint32 first, guint32 last)
{
  double units = 0.0;

  for (guint32 v = first; v < last; v++)
    units += hypot ((double)vertices[v + 1].x - vertices[v].x, (double)vertices[v + 1].y - vertices[v].y);
  return units;
}

/* From where on the element the edge starts, so that its dashes run through; one shorter than a dash has none, or all of it might
 * fall between two. */
static void
add_dashes (const Gather *gather, LampStroke *stroke, LampEdge edge)
{
  const LampNetwork *network = gather->painting->network;
  double             along = length (network->vertices, network->element_vertex_start[edge.element], edge.vertex);
  double             rest = length (network->vertices, edge.vertex, network->element_vertex_start[edge.element + 1] - 1);

  stroke->along = (float)(along * gather->painting->k);
  stroke->is_short = (along + rest) * gather->painting->k < gather->dash;
}

static void
add_edge (Gather *gather, guint voltage, LampEdge edge)
{
  const LampPainting *painting = gather->painting;
  LampSupply          supply = lamp_paint_supply (painting, edge.element);
  LampStroke         *stroke = add (gather, voltage, supply, painting->network->vertices[edge.vertex], painting->network->vertices[edge.vertex + 1]);

  stroke->feeder = painting->network->element_feeder[edge.element];
  stroke->is_traced = painting->state != NULL && (painting->state[edge.element] & LAMP_STATE_TRACED) != 0;
  if (supply != LAMP_SUPPLY_ENERGISED)
    add_dashes (gather, stroke, edge);
}

/* The network itself. */
static void
gather_edges (Gather *gather, guint voltage)
{
  const LampIndex *index = gather->painting->index;
  const LampWorld *vertices = gather->painting->network->vertices;
  LampBinsIter     iter;
  guint32          first, end;

  lamp_bins_query (&index->edge_bins[voltage], gather->box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        LampEdge edge = index->edges[voltage][i];

        if (is_in_view (gather, vertices[edge.vertex], vertices[edge.vertex + 1]))
          add_edge (gather, voltage, edge);
      }
}

static guint16
feeder_of_chain (const Gather *gather, guint32 chain)
{
  const LampChains *chains = &gather->painting->index->levels.chains;

  return gather->painting->network->element_feeder[chains->elements[chains->start[chain]]];
}

/* Chains that differ within are drawn element by element, see below. */
static void
add_level_edge (Gather *gather, guint voltage, const LampLevelEdge *edge)
{
  guint8      state = gather->chains->states == NULL ? LAMP_SUPPLY_ENERGISED : gather->chains->states[edge->chain];
  LampSupply  supply = lamp_state_supply (state);
  LampStroke *stroke;

  if (state == LAMP_CHAIN_MIXED || ((int)voltage > gather->finest && supply != LAMP_SUPPLY_OUT))
    return;
  stroke = add (gather, voltage, supply, edge->a, edge->b);
  if (gather->by_feeder)
    stroke->feeder = feeder_of_chain (gather, edge->chain);
  if (gather->chains->states == NULL)
    return;
  stroke->is_traced = (state & LAMP_STATE_TRACED) != 0;
  stroke->along = (float)(edge->along * gather->painting->k);
  stroke->is_short = gather->painting->index->levels.chains.reach[edge->chain] * gather->painting->k < gather->dash;
}

static void
gather_level (Gather *gather, guint voltage)
{
  int              at = MAX (gather->level, lamp_levels_first (voltage));
  const LampLevel *level = &gather->painting->index->levels.levels[at - LAMP_LEVEL_FIRST][voltage];
  LampBinsIter     iter;
  guint32          first, end;

  lamp_bins_query (&level->bins, gather->box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      if (is_in_view (gather, level->edges[i].a, level->edges[i].b))
        add_level_edge (gather, voltage, &level->edges[i]);
}

static void
add_dot (Gather *gather, guint voltage, LampWorld at)
{
  LampStroke *stroke = add (gather, voltage, LAMP_SUPPLY_OUT, at, at);

  stroke->x1 += 0.5f;
  stroke->is_short = TRUE;
}

/* The lines of an element that is seen; of what is out also a transformer, where it has no symbol: it may be all there is. */
static void
add_element (Gather *gather, guint voltage, guint32 element)
{
  const LampNetwork *network = gather->painting->network;
  guint32            first = network->element_vertex_start[element], end = network->element_vertex_start[element + 1];
  gboolean           is_out = lamp_paint_supply (gather->painting, element) == LAMP_SUPPLY_OUT;

  if ((int)voltage > gather->finest && !is_out)
    return;
  for (guint32 v = first; v + 1 < end; v++)
    if (is_in_view (gather, network->vertices[v], network->vertices[v + 1]))
      add_edge (gather, voltage, (LampEdge){ v, element });
  if (end == first + 1 && is_out && network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER &&
      !lamp_scene_shows_transformers (gather->painting->zoom) && is_in_view (gather, network->vertices[first], network->vertices[first]))
    add_dot (gather, voltage, network->vertices[first]);
}

/* What no level and no class in view holds of what is out. */
static void
gather_marked (Gather *gather, guint32 chain)
{
  const LampLevels *levels = &gather->painting->index->levels;
  const LampChains *chains = &levels->chains;
  guint8            voltage = gather->painting->network->element_voltage[chains->elements[chains->start[chain]]];
  gboolean          is_far = gather->level <= LAMP_LEVEL_LAST, is_mixed = gather->chains->states[chain] == LAMP_CHAIN_MIXED;
  gboolean          is_hidden = voltage > gather->finest;

  if (is_far && !is_mixed && !lamp_levels_keeps (levels, MAX (gather->level, lamp_levels_first (voltage)), chain))
    {
      add_dot (gather, voltage, chains->at[chain]);
      return;
    }
  for (guint32 i = chains->start[chain]; i < chains->start[chain + 1]; i++)
    {
      guint32 element = chains->elements[i], first = gather->painting->network->element_vertex_start[element];

      if ((is_far && is_mixed) || (!is_far && is_hidden) || gather->painting->network->element_vertex_start[element + 1] == first + 1)
        add_element (gather, voltage, element);
    }
}

void
lamp_strokes_gather (LampPainting *painting, LampStrokesBySupply strokes[LAMP_N_VOLTAGE_CLASSES])
{
  const LampChains *chains = &painting->index->levels.chains;
  Gather            gather = {
               .painting = painting,
               .chains = lamp_scene_get_chains (painting->scene),
               .strokes = strokes,
               .box = lamp_paint_box (painting, LAMP_STROKE_MARGIN_PX * painting->scale),
               .dash = lamp_paint_dash_length (painting),
               .finest = lamp_scene_finest_class (painting->zoom),
               .level = (painting->scene->show & LAMP_SHOW_VERTICES) != 0 ? LAMP_LEVEL_LAST + 1 : lamp_levels_choose (painting->k),
               .by_feeder = (painting->scene->show & LAMP_SHOW_FEEDERS) != 0,
  };

  for (int voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
    if (gather.level > LAMP_LEVEL_LAST && voltage <= gather.finest)
      gather_edges (&gather, (guint)voltage);
    else if (gather.level <= LAMP_LEVEL_LAST && (voltage <= gather.finest || gather.chains->n_out[voltage] > 0))
      gather_level (&gather, (guint)voltage);
  for (guint32 i = 0; i < gather.chains->n_marked; i++)
    {
      guint32 chain = gather.chains->marked[i];

      if (lamp_world_is_known (chains->at[chain]) && lamp_world_box_intersects (lamp_chains_box (chains, chain), gather.box))
        gather_marked (&gather, chain);
    }
}

void
lamp_strokes_clear (LampStrokesBySupply strokes[LAMP_N_VOLTAGE_CLASSES])
{
  for (guint voltage = 0; voltage < LAMP_N_VOLTAGE_CLASSES; voltage++)
    for (guint supply = 0; supply <= LAMP_SUPPLY_OUT; supply++)
      g_clear_pointer (&strokes[voltage][supply].strokes, g_free);
}
