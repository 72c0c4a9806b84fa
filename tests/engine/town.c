/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See town.h.
 */
#include "engine/town.h"

#include "grid/fixture.h"

#define BLOCK_DEG 0.0018 /* of latitude: 200 m */
#define RIVER_COLUMN 3
#define CUSTOMERS_A_TRANSFORMER 10

typedef struct
{
  LampDraft  *draft;
  guint       n_columns, n_rows;
  guint       serial;
  const char *feeder;
} Town;

static LampPoint
place (double column, double row)
{
  return (LampPoint){ 11.0 + column * BLOCK_DEG * 1.5, 48.0 + row * BLOCK_DEG };
}

static void
add_element (Town *town, LampElementKind kind, const char *from, const char *to, LampPoint a, LampPoint b, LampVoltageClass voltage, gboolean drop)
{
  g_autofree char *id = g_strdup_printf ("%s-%u", lamp_element_kind_to_string (kind), town->serial++);
  LampPoint        points[2] = { a, b };
  gboolean         is_line = kind == LAMP_ELEMENT_LINE;

  lamp_draft_add_element (town->draft, &(LampDraftElement){
                                           .kind = kind,
                                           .id = id,
                                           .from_node = from,
                                           .to_node = to,
                                           .feeder = town->feeder,
                                           .phases = LAMP_PHASE_ABC,
                                           .telemetered = kind == LAMP_ELEMENT_BREAKER,
                                           .service_drop = drop,
                                           .voltage = voltage,
                                           .kv = voltage == LAMP_VOLTAGE_LOW ? 0.4 : 10.0,
                                           .length_m = is_line ? lamp_point_distance_m (a, b) : 0.0,
                                           .points = points,
                                           .n_points = is_line ? 2 : 1,
                                       });
}

static void
add_customers (Town *town, const char *low, LampPoint at)
{
  for (guint i = 0; i < CUSTOMERS_A_TRANSFORMER; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s-customer-%u", low, i);
      g_autofree char *node = i % 2 == 0 ? g_strdup (low) : g_strdup_printf ("%s-drop-%u", low, i);
      LampPoint        home = { at.lon_deg + (i - 4.5) * 0.0001, at.lat_deg + 0.0001 };

      if (i % 2 != 0)
        add_element (town, LAMP_ELEMENT_LINE, low, node, at, home, LAMP_VOLTAGE_LOW, TRUE);
      lamp_draft_add_customer (town->draft, &(LampDraftCustomer){ .id = id, .node = node, .at = home, .placed = TRUE, .kw = 2.0 });
    }
}

static void
add_lateral (Town *town, guint column, guint row, const char *trunk)
{
  g_autofree char *last = g_strdup_printf ("%s-f", trunk);

  add_element (town, LAMP_ELEMENT_FUSE, trunk, last, place (column, row), place (column, row), LAMP_VOLTAGE_LATERAL, FALSE);
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *next = g_strdup_printf ("%s-%u", trunk, i);
      g_autofree char *low = g_strdup_printf ("%s-%u-low", trunk, i);
      LampPoint        from = place (column, row + (i - 1) * 0.3), to = place (column, row + i * 0.3);

      add_element (town, LAMP_ELEMENT_LINE, last, next, from, to, LAMP_VOLTAGE_LATERAL, FALSE);
      add_element (town, LAMP_ELEMENT_TRANSFORMER, next, low, to, to, LAMP_VOLTAGE_LATERAL, FALSE);
      add_customers (town, low, to);
      g_free (last);
      last = g_steal_pointer (&next);
    }
}

/* What stands in the trunk before this crossing, if anything. */
static LampElementKind
trunk_kind (const Town *town, guint column)
{
  if (column == 0)
    return LAMP_ELEMENT_BREAKER;
  if (column == town->n_columns / 2)
    return LAMP_ELEMENT_RECLOSER;
  return column % 4 == 0 ? LAMP_ELEMENT_LOAD_BREAK_SWITCH : LAMP_ELEMENT_N_KINDS;
}

static void
add_feeder (Town *town, guint row)
{
  g_autofree char *feeder = g_strdup_printf ("F%u", row);
  g_autofree char *source = g_strdup_printf ("S%u", row);
  g_autofree char *last = g_strdup_printf ("s%u", row);
  LampPoint        at = place (-0.2, row);

  lamp_draft_add_feeder (town->draft, feeder, feeder, source);
  lamp_draft_add_source (town->draft, source, source, last, &at, 10.0);
  town->feeder = feeder;
  for (guint column = 0; column < town->n_columns; column++)
    {
      g_autofree char *trunk = g_strdup_printf ("t%u-%u", row, column);
      LampElementKind  kind = trunk_kind (town, column);

      if (kind != LAMP_ELEMENT_N_KINDS)
        {
          g_autofree char *behind = g_strdup_printf ("%s-s", trunk);

          add_element (town, kind, last, behind, at, at, LAMP_VOLTAGE_FEEDER, FALSE);
          g_free (last);
          last = g_steal_pointer (&behind);
        }
      add_element (town, LAMP_ELEMENT_LINE, last, trunk, at, place (column, row), LAMP_VOLTAGE_FEEDER, FALSE);
      add_lateral (town, column, row, trunk);
      at = place (column, row);
      g_free (last);
      last = g_steal_pointer (&trunk);
    }
}

static void
add_site (Town *town, guint row)
{
  g_autofree char     *id = g_strdup_printf ("site-%u", row);
  g_autofree char     *node = g_strdup_printf ("t%u-%u-2-low", row, row * 3 % town->n_columns);
  LampDraftSupplyPoint supply = { node, NULL, TRUE };

  lamp_draft_add_site (town->draft, &(LampDraftSite){ .id = id, .name = id, .kind = "hospital", .at = place (row * 3 % town->n_columns, row + 0.6), .supply_points = &supply, .n_supply_points = 1, .backup_kind = "none" });
}

static void
add_street (Town *town, guint8 rank, const LampPoint *points, guint n)
{
  lamp_draft_add_base (town->draft, LAMP_BASE_ROAD, rank, "", points, &n, 1);
}

/* Two rows bridge the river, which lies between two columns. */
static void
add_streets (Town *town)
{
  g_autofree LampPoint *points = g_new (LampPoint, MAX (town->n_columns, town->n_rows + 1));

  for (guint row = 0; row <= town->n_rows; row++)
    {
      gboolean bridge = row == 1 || row == town->n_rows - 1;

      for (guint column = 0; column < town->n_columns; column++)
        points[column] = place (column, row);
      if (bridge)
        add_street (town, row % 4 == 1 ? 1 : 2, points, town->n_columns);
      else
        {
          add_street (town, 2, points, RIVER_COLUMN);
          add_street (town, 2, points + RIVER_COLUMN, town->n_columns - RIVER_COLUMN);
        }
    }
  for (guint column = 0; column < town->n_columns; column++)
    {
      for (guint row = 0; row <= town->n_rows; row++)
        points[row] = place (column, row);
      add_street (town, column % 3 == 0 ? 1 : 3, points, town->n_rows + 1);
    }
}

LampNetwork *
lamp_town_network (guint n_columns, guint n_rows)
{
  Town town = { .draft = lamp_draft_new ("Squareton"), .n_columns = n_columns, .n_rows = n_rows };

  for (guint row = 0; row < n_rows; row++)
    {
      add_feeder (&town, row);
      add_site (&town, row);
    }
  add_streets (&town);
  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *id = g_strdup_printf ("depot-%u", i);

      lamp_draft_add_depot (town.draft, id, id, place ((i % 3 + 0.3) * (n_columns - 1) / 3.0, (i / 3 + 0.4) * n_rows / 2.0));
    }
  return lamp_fixture_load (town.draft);
}
