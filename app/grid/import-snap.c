/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Nodes from places, for sources whose elements name none. See import-private.h.
 *
 * Line ends within the tolerance of a node's first end are that node. A device or transformer stands in series: it has the
 * node at its place on one side and a new one on the other, to which line ends go over: of an untouched
 * node all but the first line's, of one a device made before all, so several devices at one place are a chain.
 * Customers and sites are at the last node of the nearest place, sources at the first.
 *
 * Where it is known which lines are low voltage, they meet only each other: medium and low voltage share poles. A transformer
 * then joins the two nodes at its place.
 *
 * Cost: linear; places are found through cells as wide as the tolerance.
 */
#include "config.h"

#include "grid/import-private.h"

#include <math.h>

#define METRES_PER_DEG (LAMP_EARTH_RADIUS_M * G_PI / 180.0)

/* A place; its nodes are a chain of sides, 0 … n_sides - 1. */
typedef struct
{
  LampPoint at;
  gboolean  low;  /* of low voltage lines only */
  guint32   next; /* place in the same cell, + 1 */
  guint     n_sides;
  guint32   n_ends; /* of lines */
} Place;

typedef struct
{
  LampProfileRole role;
  guint32         place[2]; /* LAMP_NONE when it has none */
  guint32         order[2]; /* line ends: which of its place's this is; devices: the side it starts from */
} Item;

struct _LampSnap
{
  double      tolerance_m;
  GArray     *items;  /* Item */
  GArray     *places; /* Place */
  GHashTable *cells;  /* cell → place + 1, first of its list */
};

/* GLib's hash of a 64-bit key lays halves over each other, and with them rows over columns: streets would collide. */
static guint
cell_hash (gconstpointer key)
{
  return (guint)((*(const guint64 *)key * 0x9E3779B97F4A7C15u) >> 32);
}

LampSnap *
lamp_snap_new (double tolerance_m)
{
  LampSnap *snap = g_new0 (LampSnap, 1);

  snap->tolerance_m = tolerance_m;
  snap->items = g_array_new (FALSE, FALSE, sizeof (Item));
  snap->places = g_array_new (FALSE, FALSE, sizeof (Place));
  snap->cells = g_hash_table_new_full (cell_hash, g_int64_equal, g_free, NULL);
  return snap;
}

void
lamp_snap_free (LampSnap *snap)
{
  if (snap == NULL)
    return;
  g_array_unref (snap->items);
  g_array_unref (snap->places);
  g_hash_table_unref (snap->cells);
  g_free (snap);
}

static Place *
place_of (const LampSnap *snap, guint32 place)
{
  return &g_array_index (snap->places, Place, place);
}

/* Rows of cells are as high as the tolerance; a cell is as wide as it at its row's latitude, so that neighbours of a
 * place are in the nine cells around it. */
static void
cell_of (const LampSnap *snap, LampPoint at, gint64 row_step, gint64 *row, double *column)
{
  double step_deg = snap->tolerance_m / METRES_PER_DEG;
  double width_deg = 0.0;

  *row = (gint64)floor (at.lat_deg / step_deg) + row_step;
  width_deg = step_deg / MAX (cos (MIN (fabs ((double)*row * step_deg) + step_deg, 89.9) * G_PI / 180.0), 1e-3);
  *column = floor (at.lon_deg / width_deg);
}

static gint64
cell_key (gint64 row, double column)
{
  return (gint64)((guint64)row << 34 ^ ((guint64)(gint64)column & (((guint64)1 << 34) - 1)));
}

static guint32
nearest (const LampSnap *snap, LampPoint at, gboolean low)
{
  guint32 found = LAMP_NONE;
  double  best = snap->tolerance_m;

  for (gint64 down = -1; down <= 1; down++)
    for (int right = -1; right <= 1; right++)
      {
        gint64  row = 0;
        double  column = 0.0;
        gint64  key = 0;
        guint32 place = 0;

        cell_of (snap, at, down, &row, &column);
        key = cell_key (row, column + right);
        for (place = GPOINTER_TO_UINT (g_hash_table_lookup (snap->cells, &key)); place > 0; place = place_of (snap, place - 1)->next)
          {
            double away = lamp_point_distance_m (at, place_of (snap, place - 1)->at);

            if (place_of (snap, place - 1)->low != low)
              continue;
            if (away < best || (away <= best && found == LAMP_NONE))
              {
                best = away;
                found = place - 1;
              }
          }
      }
  return found;
}

static guint32
make_place (LampSnap *snap, LampPoint at, gboolean low)
{
  Place   place = { .at = at, .low = low, .n_sides = 1 };
  guint32 index = snap->places->len;
  gint64  row = 0;
  double  column = 0.0;
  gint64  key = 0;

  cell_of (snap, at, 0, &row, &column);
  key = cell_key (row, column);
  place.next = GPOINTER_TO_UINT (g_hash_table_lookup (snap->cells, &key));
  g_array_append_val (snap->places, place);
  g_hash_table_replace (snap->cells, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (index + 1));
  return index;
}

static guint32
find_or_make (LampSnap *snap, LampPoint at, gboolean low)
{
  guint32 place = nearest (snap, at, low);

  return place != LAMP_NONE ? place : make_place (snap, at, low);
}

/* Of the voltage preferred, else of the other. */
static guint32
nearest_of_any (const LampSnap *snap, LampPoint at, gboolean low)
{
  guint32 place = nearest (snap, at, low);

  return place != LAMP_NONE ? place : nearest (snap, at, !low);
}

/* One between medium and low voltage that both have lines at its place. */
static gboolean
is_between (const Item *item)
{
  return item->role == LAMP_ROLE_TRANSFORMERS && item->place[0] != item->place[1];
}

/* Lines come first (profile.h sorts by role), so every place a line ends at is known when the others ask. */
void
lamp_snap_add (LampSnap *snap, LampProfileRole role, LampSnapLevel level, const LampPoint *first, const LampPoint *last)
{
  Item     item = { role, { LAMP_NONE, LAMP_NONE }, { 0, 0 } };
  gboolean low = level == LAMP_SNAP_LOW;

  if (first != NULL && role == LAMP_ROLE_LINES)
    for (guint end = 0; end < 2; end++)
      {
        item.place[end] = find_or_make (snap, end == 0 ? *first : *last, low);
        item.order[end] = place_of (snap, item.place[end])->n_ends++;
      }
  else if (first != NULL)
    {
      item.place[0] = nearest_of_any (snap, *first, low || role == LAMP_ROLE_CUSTOMERS);
      if (item.place[0] == LAMP_NONE && lamp_profile_role_is_element (role))
        item.place[0] = make_place (snap, *first, low);
      item.place[1] = item.place[0];
      if (level == LAMP_SNAP_BETWEEN && nearest (snap, *first, FALSE) == item.place[0] && nearest (snap, *first, TRUE) != LAMP_NONE)
        item.place[1] = nearest (snap, *first, TRUE);
    }
  g_array_append_val (snap->items, item);
}

void
lamp_snap_solve (LampSnap *snap, LampImportReport *report)
{
  for (guint i = 0; i < snap->items->len; i++)
    {
      Item  *item = &g_array_index (snap->items, Item, i);
      Place *place = NULL;

      if ((item->role != LAMP_ROLE_DEVICES && item->role != LAMP_ROLE_TRANSFORMERS) || item->place[0] == LAMP_NONE || is_between (item))
        continue;
      place = place_of (snap, item->place[0]);
      item->order[0] = place->n_sides - 1;
      item->order[1] = place->n_sides++;
      report->n_crowded += place->n_ends > 2;
      report->n_alone += place->n_ends == 0;
    }
}

/* The side of a place at which an end of an item is. */
static guint
side_of (const LampSnap *snap, const Item *item, gboolean last)
{
  const Place *place = place_of (snap, item->place[last]);

  switch (item->role)
    {
    case LAMP_ROLE_LINES:
      return item->order[last] == 0 ? 0 : place->n_sides - 1;
    case LAMP_ROLE_DEVICES:
    case LAMP_ROLE_TRANSFORMERS:
      if (is_between (item))
        return last ? 0 : place->n_sides - 1;
      return item->order[last];
    case LAMP_ROLE_SOURCES:
      return 0;
    case LAMP_ROLE_CUSTOMERS:
    case LAMP_ROLE_SITES:
    case LAMP_ROLE_FEEDERS:
    case LAMP_ROLE_DEPOTS:
    case LAMP_ROLE_N:
    default:
      return place->n_sides - 1;
    }
}

const char *
lamp_snap_node (const LampSnap *snap, guint32 item, gboolean last, char *buffer, gsize size)
{
  const Item *what = &g_array_index (snap->items, Item, item);
  LampPoint   at;
  guint       side = 0;
  char        lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE];

  last = last ? 1 : 0;
  if (what->place[last] == LAMP_NONE)
    return "";

  at = place_of (snap, what->place[last])->at;
  side = side_of (snap, what, last);
  g_ascii_formatd (lon, sizeof lon, "%.7f", at.lon_deg);
  g_ascii_formatd (lat, sizeof lat, "%.7f", at.lat_deg);
  if (side == 0)
    g_snprintf (buffer, size, "%s,%s%s", lon, lat, place_of (snap, what->place[last])->low ? "/low" : "");
  else
    g_snprintf (buffer, size, "%s,%s%s/%u", lon, lat, place_of (snap, what->place[last])->low ? "/low" : "", side);
  return buffer;
}
