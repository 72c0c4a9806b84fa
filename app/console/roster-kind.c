/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What differs between the roster of crews and that of key sites: words, chips, orders, and what a row says.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/roster-kind.h"

#include "console/order.h"
#include "console/roster-words.h"

#include <glib/gi18n-lib.h>

static gboolean
shows_crew (gconstpointer record, guint chip)
{
  const LampCrew *crew = record;

  if (chip == 0)
    return lamp_crew_is_on_shift (crew);
  return chip == 1 ? lamp_crew_is_available (crew) : TRUE;
}

static gboolean
shows_site (gconstpointer record, guint chip)
{
  const LampSite *site = record;

  switch (chip)
    {
    case 0:
      return lamp_site_is_out (site) || lamp_site_is_exposed (site);
    case 1:
      return lamp_site_is_out (site);
    case 2:
      return lamp_site_is_exposed (site);
    default:
      return TRUE;
    }
}

static int
compare_crews (gconstpointer a, gconstpointer b, guint order)
{
  const LampCrew *x = a, *y = b;
  int             by = 0;

  if (order == 1)
    by = lamp_order_names (x->name, y->name);
  else if (order == 2 && x->shift_end_usec != y->shift_end_usec)
    by = x->shift_end_usec < y->shift_end_usec ? -1 : 1;
  return by != 0 ? by : lamp_order_crews (x, y);
}

static int
compare_sites (gconstpointer a, gconstpointer b, guint order)
{
  const LampSite *x = a, *y = b;
  int             by = 0;

  if (order == 1)
    by = lamp_order_names (x->name, y->name);
  else if (order == 2)
    by = lamp_order_names (x->kind, y->kind);
  return by != 0 ? by : lamp_order_sites (x, y);
}

static const char *
crew_name (gconstpointer record)
{
  return ((const LampCrew *)record)->name;
}

static const char *
site_name (gconstpointer record)
{
  return ((const LampSite *)record)->name;
}

static const LampRosterKind kinds[] = {
  { LAMP_SELECT_CREW,
    "crews",
    NC_ ("roster", "Crews"),
    { NC_ ("roster", "On shift"), NC_ ("roster", "Available"), NC_ ("roster", "All") },
    { NC_ ("roster", "By work"), NC_ ("roster", "By name"), NC_ ("roster", "By end of shift") },
    NC_ ("roster", "No crew here"),
    lamp_roster_say_crew,
    lamp_roster_say_crew_doing,
    shows_crew,
    compare_crews,
    crew_name },
  { LAMP_SELECT_SITE,
    "sites",
    NC_ ("roster", "Key sites"),
    { NC_ ("roster", "Out or exposed"), NC_ ("roster", "Out"), NC_ ("roster", "Last source"), NC_ ("roster", "All") },
    { NC_ ("roster", "By time to harm"), NC_ ("roster", "By name"), NC_ ("roster", "By kind") },
    NC_ ("roster", "All key sites have their normal supply"),
    lamp_roster_say_site,
    lamp_roster_say_site_supply,
    shows_site,
    compare_sites,
    site_name },
};

const LampRosterKind *
lamp_roster_kind_get (LampSelectKind kind)
{
  return &kinds[kind == LAMP_SELECT_CREW ? 0 : 1];
}
