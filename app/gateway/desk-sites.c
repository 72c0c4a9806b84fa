/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See desk.h: key sites. The ledger's thread.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/desk-private.h"

#include <math.h>
#include <string.h>

#include "records/switch.h"

/* --- what is open --- */

/* What the switches' records say is off its normal position. */
static void
list_switches (LampDesk *desk, const LampState *state, GArray *elements, GArray *open)
{
  const GPtrArray *switches = lamp_state_list (state, &lamp_switch_type);

  for (guint i = 0; i < switches->len; i++)
    {
      const LampSwitch *device = switches->pdata[i];
      guint32           element = device->open != device->normal_open ? lamp_network_find_element (desk->network, device->base.id) : LAMP_NONE;
      gboolean          is_open = device->open == TRUE;

      if (element == LAMP_NONE)
        continue;
      g_array_append_val (elements, element);
      g_array_append_val (open, is_open);
    }
}

static gboolean
has_closed_tie (const GArray *open)
{
  for (guint i = 0; i < open->len; i++)
    if (!g_array_index (open, gboolean, i))
      return TRUE;
  return FALSE;
}

/* What is only opened hangs where it does in the normal state, so without a closed tie that is the tree. */
void
lamp_desk_follow_switching (LampDesk *desk, const LampState *state)
{
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gboolean));
  g_autoptr (GArray) switched = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (LampEnergisation) switching = NULL;

  list_switches (desk, state, elements, open);
  if (!has_closed_tie (open))
    g_array_set_size (elements, 0);
  for (guint i = 0; i < elements->len; i++)
    {
      guint32 code = g_array_index (elements, guint32, i) * 2 + (g_array_index (open, gboolean, i) ? 1 : 0);

      g_array_append_val (switched, code);
    }
  if (switched->len == desk->switched->len && (switched->len == 0 || memcmp (switched->data, desk->switched->data, switched->len * sizeof (guint32)) == 0))
    return;
  switching = lamp_energisation_copy (desk->normal);
  lamp_energisation_set_all (switching, (const guint32 *)elements->data, (const gboolean *)open->data, elements->len, NULL);
  lamp_predictor_set_switching (desk->predictor, switching);
  g_array_set_size (desk->switched, 0);
  g_array_append_vals (desk->switched, switched->data, switched->len);
}

static void
open_present (LampDesk *desk, const LampState *state)
{
  const GArray *predictions = lamp_predictor_predict (desk->predictor);
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) open = g_array_new (FALSE, FALSE, sizeof (gboolean));
  const gboolean yes = TRUE;

  list_switches (desk, state, elements, open);
  for (guint i = 0; i < predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictions, LampPrediction, i);

      if (!prediction->opens)
        continue;
      g_array_append_val (elements, prediction->device);
      g_array_append_val (open, yes);
    }
  lamp_energisation_set_all (desk->present, (const guint32 *)elements->data, (const gboolean *)open->data, elements->len, NULL);
}

/* --- sites --- */

typedef struct
{
  guint n_points, n_live;
} Supply;

static gboolean
is_live (LampDesk *desk, const LampSupplyPoint *point)
{
  return point->node == LAMP_NONE || lamp_energisation_get_nodes (desk->present)[point->node] != LAMP_SUPPLY_OUT;
}

/* Writes only what differs, so that a site at rest is not even copied. */
static void
set_live (LampSite *site, guint point, gboolean live)
{
  JsonArray  *list = site->supply_points != NULL && JSON_NODE_HOLDS_ARRAY (site->supply_points) ? json_node_get_array (site->supply_points) : NULL;
  JsonObject *object = list != NULL && point < json_array_get_length (list) ? json_array_get_object_element (list, point) : NULL;

  if (object != NULL)
    json_object_set_boolean_member (object, "live", live);
}

static const char *
choose_state (const LampSite *site, Supply supply, gint64 now_usec)
{
  gboolean has_backup = site->backup_kind != NULL && !g_str_equal (site->backup_kind, "none");

  if (supply.n_live == supply.n_points)
    return "normal";
  if (supply.n_live > 0)
    return "lastSource";
  return has_backup && (site->harm_usec == LAMP_UNKNOWN_TIME || site->harm_usec > now_usec) ? "onBackup" : "out";
}

/* Without supply: the backup starts, and ends when its store is used up. Without backup harm is done at once. */
static void
lose_supply (LampSite *site, gint64 now_usec)
{
  double start_s = isnan (site->backup_start_s) ? 0.0 : site->backup_start_s;

  if (site->backup_kind == NULL || g_str_equal (site->backup_kind, "none"))
    {
      site->harm_usec = now_usec;
      return;
    }
  site->backup_started_usec = now_usec + (gint64)(start_s * G_USEC_PER_SEC);
  if (!isnan (site->backup_autonomy_min))
    site->harm_usec = site->backup_started_usec + (gint64)(site->backup_autonomy_min * 60.0 * G_USEC_PER_SEC);
}

static gboolean
is_dead (const LampSite *site)
{
  return g_strcmp0 (site->supply_state, "onBackup") == 0 || g_strcmp0 (site->supply_state, "out") == 0;
}

static void
settle_site (LampDesk *desk, LampEdit *edit, const LampSiteInfo *info, gint64 now_usec)
{
  const LampSite *present = lamp_edit_look (edit, &lamp_site_type, info->id);
  Supply          supply = { info->n_supply_points, 0 };
  gboolean        was_dead;
  LampSite       *site;

  if (present == NULL || info->n_supply_points == 0)
    return;
  for (guint i = 0; i < info->n_supply_points; i++)
    supply.n_live += is_live (desk, &info->supply_points[i]) ? 1 : 0;
  if (g_strcmp0 (present->supply_state, "normal") == 0 && supply.n_live == supply.n_points)
    return;
  was_dead = is_dead (present);
  site = lamp_edit_open (edit, &lamp_site_type, info->id);
  for (guint i = 0; i < info->n_supply_points; i++)
    set_live (site, i, is_live (desk, &info->supply_points[i]));
  if (supply.n_live == 0 && !was_dead)
    lose_supply (site, now_usec);
  if (supply.n_live > 0)
    site->backup_started_usec = site->harm_usec = LAMP_UNKNOWN_TIME;
  lamp_record_set_string (&site->supply_state, choose_state (site, supply, now_usec));
}

void
lamp_desk_settle_sites (LampDesk *desk, LampEdit *edit, const LampState *state, gint64 now_usec)
{
  open_present (desk, state);
  g_array_set_size (desk->dead_sites, 0);
  for (guint32 i = 0; i < desk->network->n_sites; i++)
    {
      const LampSite *site;

      settle_site (desk, edit, &desk->network->sites[i], now_usec);
      site = lamp_edit_look (edit, &lamp_site_type, desk->network->sites[i].id);
      if (site != NULL && is_dead (site))
        g_array_append_val (desk->dead_sites, i);
    }
}

/* By the tree prediction goes by: a supply point fed through a closed tie is behind what the tie hangs on. */
static gboolean
is_fed_through (LampDesk *desk, guint32 site, guint32 device)
{
  const LampTree *tree = lamp_predictor_get_tree (desk->predictor);

  for (guint32 k = tree->point_start[site]; k < tree->point_start[site + 1]; k++)
    if (tree->point_feeding[k] != LAMP_NONE && lamp_tree_is_behind (tree, tree->point_feeding[k], device))
      return TRUE;
  return FALSE;
}

void
lamp_desk_find_dead_sites (LampDesk *desk, LampEdit *edit, guint32 device, GPtrArray *dead)
{
  for (guint i = 0; i < desk->dead_sites->len; i++)
    {
      guint32 site = g_array_index (desk->dead_sites, guint32, i);

      if (is_fed_through (desk, site, device))
        g_ptr_array_add (dead, (gpointer)lamp_edit_look (edit, &lamp_site_type, desk->network->sites[site].id));
    }
}
