/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the pointer is over, in a few lines.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/map-private.h"

#include "records/crew.h"
#include "records/outage.h"
#include "records/site.h"

#include <glib/gi18n-lib.h>

static void
add_customers (GString *text, gint64 customers)
{
  gulong n = (gulong)MAX (customers, 0);

  g_string_append_c (text, '\n');
  g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "%'lu customer out", "%'lu customers out", n), n);
}

static void
add_outage (GString *text, const LampOutage *outage, LampLook look)
{
  static const char *const states[] = {
    [LAMP_LOOK_OUTAGE_PREDICTED] = N_ ("Predicted outage"),
    [LAMP_LOOK_OUTAGE_CONFIRMED] = N_ ("Confirmed outage"),
    [LAMP_LOOK_OUTAGE_PLANNED] = N_ ("Planned outage"),
    [LAMP_LOOK_OUTAGE_MOMENTARY] = N_ ("Momentary outage, restored"),
  };

  g_string_append (text, outage->device_name != NULL ? outage->device_name : outage->base.id);
  g_string_append_printf (text, "\n%s", _ (states[look]));
  if (outage->customers_out != LAMP_UNKNOWN_INTEGER)
    add_customers (text, outage->customers_out);
  if (outage->acknowledged_by == NULL && lamp_outage_is_open (outage))
    g_string_append_printf (text, "\n%s", _ ("Not acknowledged yet"));
}

static void
add_crew (GString *text, const LampCrew *crew, LampLook look)
{
  static const char *const states[] = {
    [LAMP_LOOK_CREW_AVAILABLE] = N_ ("Available"),
    [LAMP_LOOK_CREW_ASSIGNED] = N_ ("Assigned"),
    [LAMP_LOOK_CREW_ENROUTE] = N_ ("En route"),
    [LAMP_LOOK_CREW_ON_SITE] = N_ ("On site"),
    [LAMP_LOOK_CREW_SUSPENDED] = N_ ("Suspended"),
    [LAMP_LOOK_CREW_OFF_SHIFT] = N_ ("Off shift"),
  };

  g_string_append_printf (text, "%s\n%s", crew->name != NULL ? crew->name : crew->base.id, _ (states[look]));
}

static void
add_site (GString *text, const LampSite *site, LampLook look)
{
  static const char *const states[] = {
    [LAMP_LOOK_SITE] = N_ ("Supplied"),
    [LAMP_LOOK_SITE_LAST_SOURCE] = N_ ("On its last source"),
    [LAMP_LOOK_SITE_ON_BACKUP] = N_ ("On its own backup"),
    [LAMP_LOOK_SITE_OUT] = N_ ("Without supply"),
  };

  g_string_append_printf (text, "%s\n%s", site->name != NULL ? site->name : site->base.id, _ (states[look]));
}

static void
add_thing (GString *text, const LampThing *thing)
{
  gpointer record = lamp_item_get_record (thing->item);

  if (thing->kind == LAMP_SELECT_OUTAGE)
    add_outage (text, record, thing->symbol.look);
  else if (thing->kind == LAMP_SELECT_CREW)
    add_crew (text, record, thing->symbol.look);
  else
    add_site (text, record, thing->symbol.look);
}

static void
add_device (LampMap *self, GString *text, const char *id)
{
  static const char *const kinds[LAMP_ELEMENT_N_KINDS] = {
    [LAMP_ELEMENT_LINE] = N_ ("Line"),
    [LAMP_ELEMENT_BREAKER] = N_ ("Breaker"),
    [LAMP_ELEMENT_RECLOSER] = N_ ("Recloser"),
    [LAMP_ELEMENT_SECTIONALISER] = N_ ("Sectionaliser"),
    [LAMP_ELEMENT_LOAD_BREAK_SWITCH] = N_ ("Load-break switch"),
    [LAMP_ELEMENT_DISCONNECTOR] = N_ ("Disconnector"),
    [LAMP_ELEMENT_FUSE] = N_ ("Fuse"),
    [LAMP_ELEMENT_TRANSFORMER] = N_ ("Transformer"),
    [LAMP_ELEMENT_REGULATOR] = N_ ("Regulator"),
  };
  static const char *const supplies[] = { N_ ("no source reaches it"), N_ ("energised"), N_ ("de-energised"), N_ ("some phases dead") };
  LampNetwork             *network = self->index->network;
  guint32                  element = lamp_network_find_element (network, id);
  const char              *feeder;

  if (element == LAMP_NONE)
    return;
  feeder = lamp_network_element_feeder_name (network, element);
  g_string_append (text, lamp_network_element_name (network, element));
  g_string_append_printf (text, "\n%s, %s", _ (kinds[network->element_kind[element]]),
                          _ (supplies[lamp_energisation_get_elements (self->energisation)[element]]));
  if (feeder != NULL && *feeder != '\0')
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text, _ ("Feeder %s"), feeder);
    }
}

char *
lamp_map_dup_tip (LampMap *self, const LampMapHit *hit)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const LampThing *thing;

  if (hit->kind == LAMP_SELECT_NONE)
    return NULL;
  if (hit->kind == LAMP_SELECT_DEVICE)
    add_device (self, text, hit->id);
  else if (hit->n > 1)
    {
      /* Translators: of a cluster of symbols on the map. */
      g_string_append_printf (text, g_dngettext (GETTEXT_PACKAGE, "%u thing here: click to look closer", "%u things here: click to look closer", hit->n), hit->n);
    }
  else
    {
      thing = lamp_live_find (self->live, hit->kind, hit->id);
      if (thing != NULL)
        add_thing (text, thing);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}
