/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a record looks like on the map: its symbol, name and importance. See live-looks.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/live-looks.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define LEAST_HOURS 2 /* what is younger is told in minutes */
#define LEAST_DAYS 2  /* likewise in hours */
#define MOMENTARY_USEC (5 * 60 * G_USEC_PER_SEC)
#define MOMENTARY_SHOWN_USEC (10 * 60 * G_USEC_PER_SEC)

const char *
lamp_site_class_mark (const char *site_class)
{
  if (g_strcmp0 (site_class, "special") == 0)
    return C_ ("class of a key site: special", "S");
  if (g_strcmp0 (site_class, "first") == 0)
    return C_ ("class of a key site: first", "1");
  if (g_strcmp0 (site_class, "second") == 0)
    return C_ ("class of a key site: second", "2");
  if (g_strcmp0 (site_class, "temporary") == 0)
    return C_ ("class of a key site: temporary", "T");
  return "";
}

/* FALSE: not on the map. */
static gboolean
look_of_outage (const LampOutage *outage, gint64 now_usec, LampLook *look)
{
  if (g_strcmp0 (outage->status, "restored") == 0)
    {
      *look = LAMP_LOOK_OUTAGE_MOMENTARY;
      return outage->start_usec != LAMP_UNKNOWN_TIME && outage->restored_usec != LAMP_UNKNOWN_TIME &&
             outage->restored_usec - outage->start_usec <= MOMENTARY_USEC && now_usec - outage->restored_usec < MOMENTARY_SHOWN_USEC;
    }
  if (!lamp_outage_is_open (outage))
    return FALSE;
  if (outage->planned == 1)
    *look = LAMP_LOOK_OUTAGE_PLANNED;
  else
    *look = g_strcmp0 (outage->status, "predicted") == 0 ? LAMP_LOOK_OUTAGE_PREDICTED : LAMP_LOOK_OUTAGE_CONFIRMED;
  return TRUE;
}

gboolean
lamp_look_at_outage (LampThing *thing, const LampOutage *outage, gint64 now_usec, gboolean stale)
{
  if (!look_of_outage (outage, now_usec, &thing->symbol.look))
    return FALSE;
  thing->customers = MAX (outage->customers_out, 0);
  thing->symbol.stale = stale;
  thing->symbol.fresh = outage->acknowledged_by == NULL && lamp_outage_is_open (outage);
  /* By rank where there is one, else by customers. */
  thing->order = (guint64)1 << 60 | (guint64)(outage->rank > 0 ? outage->rank : G_MAXINT32 - CLAMP (thing->customers, 0, G_MAXINT32 / 2));
  return TRUE;
}

static LampLook
look_of_crew (const char *status)
{
  static const struct
  {
    const char *status;
    LampLook    look;
  } looks[] = {
    { "available", LAMP_LOOK_CREW_AVAILABLE },
    { "assigned", LAMP_LOOK_CREW_ASSIGNED },
    { "acknowledged", LAMP_LOOK_CREW_ASSIGNED },
    { "enroute", LAMP_LOOK_CREW_ENROUTE },
    { "onSite", LAMP_LOOK_CREW_ON_SITE },
    { "working", LAMP_LOOK_CREW_ON_SITE },
    { "suspended", LAMP_LOOK_CREW_SUSPENDED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (g_strcmp0 (status, looks[i].status) == 0)
      return looks[i].look;
  return LAMP_LOOK_CREW_OFF_SHIFT;
}

static char *
dup_aged_name (const char *name, guint64 minutes)
{
  if (minutes == 0)
    return g_strdup (name);
  if (minutes < LEAST_HOURS * 60)
    /* Translators: name of a crew, age of its position. */
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s · %u min ago", "%s · %u min ago", (gulong)minutes), name, (guint)minutes);
  /* Translators: name of a crew, age of its position. */
  return minutes < LEAST_DAYS * 24 * 60 ? g_strdup_printf (_ ("%s · %u h ago"), name, (guint)(minutes / 60))
                                        : g_strdup_printf (_ ("%s · %u d ago"), name, (guint)(minutes / (24 * 60)));
}

/* Its name, and why it may not be where it is drawn. */
static char *
dup_name_of_crew (const LampCrew *crew, const char *name, LampFix fix, gboolean stale, gint64 now_usec)
{
  switch (fix)
    {
    case LAMP_FIX_UNKNOWN:
      /* Translators: name of a crew. */
      return g_strdup_printf (_ ("%s · position of unknown age"), name);
    case LAMP_FIX_AHEAD:
      /* Translators: name of a crew whose position claims to be of the future. */
      return g_strdup_printf (_ ("%s · its clock is wrong"), name);
    case LAMP_FIX_OLD:
    case LAMP_FIX_FRESH:
    default:
      return dup_aged_name (name, stale && now_usec > crew->position_usec ? (guint64)(now_usec - crew->position_usec) / (60 * G_USEC_PER_SEC) : 0);
    }
}

void
lamp_look_at_crew (LampThing *thing, const LampCrew *crew, gint64 now_usec, double speed, gboolean stale)
{
  const char *name = crew->name != NULL ? crew->name : thing->id;
  LampFix     fix = lamp_crew_get_fix (crew, now_usec, speed);
  gboolean    off;

  thing->symbol.look = look_of_crew (crew->status);
  off = thing->symbol.look == LAMP_LOOK_CREW_OFF_SHIFT;
  thing->fix_usec = crew->position_usec;
  thing->heading_unknown = !isfinite (crew->heading_deg);
  thing->symbol.heading_deg = thing->heading_unknown ? 0 : (int)fmod (crew->heading_deg, 360.0); /* as it came: it may be any number */
  thing->symbol.stale = !off && (stale || fix != LAMP_FIX_FRESH);
  thing->label = off ? g_strdup (name) : dup_name_of_crew (crew, name, fix, thing->symbol.stale, now_usec);
  thing->order = (guint64)(off ? 5 : 2) << 60 | thing->symbol.look;
}

gboolean
lamp_look_at_site (LampThing *thing, const LampSite *site, gboolean shown, gboolean stale)
{
  const char *state = site->supply_state != NULL ? site->supply_state : "normal";
  const char *mark = lamp_site_class_mark (site->site_class);

  thing->symbol.look = LAMP_LOOK_SITE;
  if (g_str_equal (state, "out"))
    thing->symbol.look = LAMP_LOOK_SITE_OUT;
  else if (g_str_equal (state, "onBackup"))
    thing->symbol.look = LAMP_LOOK_SITE_ON_BACKUP;
  else if (g_str_equal (state, "lastSource"))
    thing->symbol.look = LAMP_LOOK_SITE_LAST_SOURCE;
  thing->keep = thing->symbol.look == LAMP_LOOK_SITE_OUT || thing->symbol.look == LAMP_LOOK_SITE_ON_BACKUP;
  if (!thing->keep && !shown)
    return FALSE;
  thing->symbol.stale = stale;
  g_strlcpy (thing->symbol.mark, mark, sizeof thing->symbol.mark);
  thing->label = g_strdup (site->name != NULL ? site->name : thing->id);
  thing->order = (guint64)(thing->keep ? 0 : thing->symbol.look == LAMP_LOOK_SITE_LAST_SOURCE ? 3
                                                                                              : 4)
                     << 60 |
                 (guint64)(mark[0] == '\0' ? 9 : 1);
  return TRUE;
}

gint64
lamp_look_until (const LampOutage *outage)
{
  if (g_strcmp0 (outage->status, "restored") != 0 || outage->restored_usec == LAMP_UNKNOWN_TIME)
    return G_MAXINT64;
  return outage->restored_usec + MOMENTARY_SHOWN_USEC;
}
