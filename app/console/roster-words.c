/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A crew's line answers the dispatcher's question: can I have it, and if not, when.
 */
#define G_LOG_DOMAIN "lamp-roster"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/roster-words.h"

#include "console/format.h"
#include "console/order.h"

#include <glib/gi18n-lib.h>

const char *
lamp_crew_icon (const char *crew_status)
{
  static const char *const icons[][2] = {
    { "available", "lamp-crew-available-symbolic" },
    { "assigned", "lamp-crew-assigned-symbolic" },
    { "acknowledged", "lamp-crew-assigned-symbolic" },
    { "enroute", "lamp-crew-enroute-symbolic" },
    { "onSite", "lamp-crew-on-site-symbolic" },
    { "working", "lamp-crew-on-site-symbolic" },
    { "suspended", "lamp-crew-suspended-symbolic" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (icons); i++)
    if (g_strcmp0 (crew_status, icons[i][0]) == 0)
      return icons[i][1];
  return "lamp-crew-off-shift-symbolic";
}

static const char *
or_none (const char *text)
{
  return text != NULL ? text : LAMP_FORMAT_NONE;
}

void
lamp_roster_say_crew (LampLineCell *cell, LampItem *item, gpointer desk)
{
  const LampCrew  *crew = lamp_item_get_record (item);
  gboolean         on_shift = lamp_crew_is_on_shift (crew);
  g_autofree char *skills = lamp_format_skills ((const char *const *)crew->skills);
  g_autofree char *label = NULL;

  lamp_line_cell_set_icon (cell, lamp_crew_icon (crew->status), on_shift ? "crew" : "quiet");
  lamp_line_cell_set_first (cell, or_none (crew->name), on_shift ? "strong" : NULL);
  lamp_line_cell_set_second (cell, skills, NULL);
  label = g_strdup_printf ("%s, %s, %s", or_none (crew->name), lamp_format_crew_status (crew->status), skills);
  lamp_line_cell_set_row_label (cell, label);
}

/* The outage a crew works on, by its current assignment; NULL for none. */
static const LampOutage *
job_of (LampDesk *desk, const LampCrew *crew, const LampAssignment **assignment)
{
  LampItem *job = lamp_desk_lookup (desk, "assignments", crew->current_assignment);
  LampItem *outage = NULL;

  *assignment = NULL;
  if (job == NULL)
    return NULL;
  *assignment = lamp_item_get_record (job);
  outage = lamp_desk_lookup (desk, "outages", (*assignment)->outage);
  return outage != NULL ? lamp_item_get_record (outage) : NULL;
}

static char *
dup_free (const LampCrew *crew, gint64 now_usec)
{
  g_autofree char *end = NULL;

  if (crew->shift_end_usec == LAMP_UNKNOWN_TIME)
    return g_strdup (lamp_format_crew_status (crew->status));
  end = lamp_format_time (crew->shift_end_usec, now_usec);
  return g_strdup_printf (C_ ("crew", "available, shift ends %s"), end);
}

static char *
dup_off_shift (const LampCrew *crew, gint64 now_usec)
{
  g_autofree char *start = NULL;

  if (crew->shift_start_usec == LAMP_UNKNOWN_TIME || crew->shift_start_usec < now_usec)
    return g_strdup (lamp_format_crew_status ("offShift"));
  start = lamp_format_time (crew->shift_start_usec, now_usec);
  return g_strdup_printf (C_ ("crew", "off shift until %s"), start);
}

/* "to LBS 85296, 4 min"; "on site since 18:04, Fuse 83907" */
static char *
dup_at_work (const LampCrew *crew, const LampAssignment *job, const char *device, gint64 now_usec)
{
  if (g_strcmp0 (crew->status, "enroute") == 0)
    {
      g_autofree char *left = NULL;

      if (job->eta_usec == LAMP_UNKNOWN_TIME || job->eta_usec <= now_usec)
        return g_strdup_printf (C_ ("crew", "to %s"), device);
      left = lamp_format_duration ((double)(job->eta_usec - now_usec) / G_USEC_PER_SEC);
      return g_strdup_printf (C_ ("crew", "to %s, %s"), device, left);
    }
  if (job->arrived_usec != LAMP_UNKNOWN_TIME &&
      (g_strcmp0 (crew->status, "onSite") == 0 || g_strcmp0 (crew->status, "working") == 0))
    {
      g_autofree char *since = lamp_format_time (job->arrived_usec, now_usec);

      return g_strdup_printf (C_ ("crew", "on site since %s, %s"), since, device);
    }
  return g_strdup_printf (C_ ("crew and device", "%s, %s"), lamp_format_crew_status (crew->status), device);
}

/* Why it may not be where it seems; NULL when it will be there. */
static char *
dup_doubt (const LampCrew *crew, gint64 now_usec, double speed)
{
  g_autofree char *age = NULL;

  switch (lamp_crew_get_fix (crew, now_usec, speed))
    {
    case LAMP_FIX_UNKNOWN:
      return g_strdup (C_ ("crew", "position not known"));
    case LAMP_FIX_AHEAD:
      return g_strdup (C_ ("crew", "clock wrong: position of any age"));
    case LAMP_FIX_OLD:
      age = lamp_format_duration ((double)(now_usec - crew->position_usec) / G_USEC_PER_SEC);
      return g_strdup_printf (C_ ("crew", "position %s old"), age);
    case LAMP_FIX_FRESH:
    default:
      return NULL;
    }
}

void
lamp_roster_say_crew_doing (LampLineCell *cell, LampItem *item, gpointer desk)
{
  const LampCrew       *crew = lamp_item_get_record (item);
  const LampAssignment *job = NULL;
  const LampOutage     *outage = job_of (desk, crew, &job);
  gint64                now_usec = lamp_desk_get_now_usec (desk);
  g_autofree char      *doing = NULL, *old = NULL;

  if (!lamp_crew_is_on_shift (crew))
    doing = dup_off_shift (crew, now_usec);
  else if (outage != NULL)
    {
      g_autofree char *device = lamp_format_device (outage->device_kind, outage->device_name);

      doing = dup_at_work (crew, job, device, now_usec);
    }
  else
    doing = lamp_crew_is_available (crew) ? dup_free (crew, now_usec)
                                          : g_strdup (lamp_format_crew_status (crew->status));
  if (lamp_crew_is_on_shift (crew))
    old = dup_doubt (crew, now_usec, lamp_desk_get_speed (desk));
  if (lamp_item_get_pending (item) == LAMP_PENDING_SENDING)
    lamp_line_cell_set_second (cell, C_ ("row", "sending…"), NULL);
  else
    lamp_line_cell_set_second (cell, old, "late");
  lamp_line_cell_set_first (cell, doing, NULL);
}

void
lamp_roster_say_site (LampLineCell *cell, LampItem *item, gpointer desk)
{
  const LampSite *site = lamp_item_get_record (item);
  const char *class = lamp_format_site_class (site->site_class);
  g_autofree char *second = g_strdup_printf ("%s · %s", lamp_format_site_kind (site->kind), class);
  g_autofree char *label = NULL;
  const char      *style = "strong";

  if (lamp_site_is_out (site))
    style = "out";
  lamp_line_cell_set_icon (cell, "lamp-site-symbolic",
                           lamp_site_is_out (site) ? "out" : (lamp_site_is_exposed (site) ? "late" : NULL));
  lamp_line_cell_set_first (cell, or_none (site->name), style);
  lamp_line_cell_set_second (cell, second, NULL);
  label = g_strdup_printf ("%s, %s, %s", or_none (site->name), second, lamp_format_supply_state (site->supply_state));
  lamp_line_cell_set_row_label (cell, label);
}

void
lamp_roster_say_site_supply (LampLineCell *cell, LampItem *item, gpointer desk)
{
  const LampSite  *site = lamp_item_get_record (item);
  gint64           now_usec = lamp_desk_get_now_usec (desk);
  const char      *style = NULL;
  g_autofree char *harm = NULL;

  if (lamp_site_is_out (site))
    style = "out";
  else if (lamp_site_is_exposed (site))
    style = "late";
  if (site->harm_usec != LAMP_UNKNOWN_TIME && lamp_site_is_out (site) && lamp_site_has_backup (site))
    harm = lamp_format_backup_end (site->harm_usec, now_usec);
  else if (lamp_site_has_backup (site))
    harm = g_strdup_printf (C_ ("site", "backup: %s"), lamp_format_backup_kind (site->backup_kind));
  else
    harm = g_strdup (C_ ("site", "no backup"));
  lamp_line_cell_set_first (cell, lamp_format_supply_state (site->supply_state), style);
  lamp_line_cell_set_second (cell, harm, NULL);
}
