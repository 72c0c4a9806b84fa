/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The gateway's own sentences are English; where it names the rule and who was first, the console says it itself.
 */
#define G_LOG_DOMAIN "lamp-command-words"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/command-words.h"

#include "client/json.h"
#include "console/format.h"
#include "records/crew.h"

#include <glib/gi18n-lib.h>

char *
lamp_name_crew (LampDesk *desk, const char *crew)
{
  LampItem       *item = lamp_desk_lookup (desk, "crews", crew);
  const LampCrew *record = item != NULL ? lamp_item_get_record (item) : NULL;

  if (record != NULL && record->name != NULL)
    return g_strdup (record->name);
  return g_strdup (crew != NULL ? crew : LAMP_FORMAT_NONE);
}

char *
lamp_name_outage (LampDesk *desk, const char *outage)
{
  LampItem         *item = lamp_desk_lookup (desk, "outages", outage);
  const LampOutage *record = item != NULL ? lamp_item_get_record (item) : NULL;

  if (record != NULL && record->device_name != NULL)
    return lamp_format_device (record->device_kind, record->device_name);
  return g_strdup (outage != NULL ? outage : LAMP_FORMAT_NONE);
}

static const LampAssignment *
find_assignment (LampDesk *desk, LampCommand *command)
{
  LampItem *item = NULL;

  if (g_strcmp0 (lamp_command_get_collection (command), "assignments") != 0)
    return NULL;
  item = lamp_desk_lookup (desk, "assignments", lamp_command_get_id (command));
  return item != NULL ? lamp_item_get_record (item) : NULL;
}

const char *
lamp_command_find_outage (LampDesk *desk, LampCommand *command)
{
  const LampAssignment *assignment = NULL;

  if (g_strcmp0 (lamp_command_get_collection (command), "outages") == 0)
    return lamp_command_get_id (command);
  assignment = find_assignment (desk, command);
  return assignment != NULL ? assignment->outage : NULL;
}

static char *
say_assignment_done (LampDesk *desk, LampCommand *command)
{
  const LampAssignment *assignment = find_assignment (desk, command);
  const char           *kind = lamp_command_get_kind (command);
  g_autofree char      *crew = NULL, *device = NULL;

  if (assignment == NULL)
    return NULL;
  crew = lamp_name_crew (desk, assignment->crew);
  device = lamp_name_outage (desk, assignment->outage);
  if (g_str_equal (kind, "recall"))
    return g_strdup_printf (_ ("%s recalled from %s"), crew, device);
  if (g_str_equal (kind, "suspend"))
    return g_strdup_printf (_ ("%s’s work on %s suspended"), crew, device);
  return NULL;
}

char *
lamp_command_say_done (LampDesk *desk, LampCommand *command)
{
  const char      *kind = lamp_command_get_kind (command);
  g_autofree char *device = NULL, *crew = NULL;

  if (g_strcmp0 (lamp_command_get_collection (command), "assignments") == 0)
    return say_assignment_done (desk, command);
  device = lamp_name_outage (desk, lamp_command_get_id (command));
  if (g_str_equal (kind, "assign"))
    {
      crew = lamp_name_crew (desk, lamp_command_get_crew (command));
      return g_strdup_printf (_ ("%s assigned to %s"), crew, device);
    }
  if (g_str_equal (kind, "set-ert"))
    return g_strdup_printf (_ ("Restoration time of %s set"), device);
  return NULL;
}

static const char *
holder_string (JsonObject *problem, const char *name)
{
  return lamp_json_string (lamp_json_object (problem, "holder"), name);
}

/* "li.wei at 14:31:05"; "someone" when the gateway does not say. */
static char *
say_who_and_when (JsonObject *problem)
{
  const char *by = holder_string (problem, "by");
  const char *at = holder_string (problem, "at");
  gint64      at_usec = LAMP_UNKNOWN_TIME;

  if (by == NULL)
    return g_strdup (C_ ("who was first", "someone"));
  if (at != NULL && lamp_time_from_string (at, &at_usec))
    {
      g_autofree char *clock = lamp_format_clock_seconds (at_usec);

      /* TRANSLATORS: a user and a time. */
      return g_strdup_printf (_ ("%s at %s"), by, clock);
    }
  return g_strdup (by);
}

static char *
say_refusal (LampDesk *desk, LampCommand *command)
{
  const char      *code = lamp_command_get_problem_code (command);
  const char      *detail = lamp_command_get_problem_detail (command);
  JsonObject      *problem = lamp_command_get_problem (command);
  g_autofree char *crew = lamp_name_crew (desk, lamp_command_get_crew (command));
  g_autofree char *device = lamp_name_outage (desk, lamp_command_find_outage (desk, command));
  g_autofree char *who = say_who_and_when (problem);

  if (g_strcmp0 (code, "crew-taken") == 0)
    {
      g_autofree char *other = lamp_name_outage (desk, holder_string (problem, "outage"));

      return g_strdup_printf (_ ("%s was assigned to %s by %s."), crew, other, who);
    }
  if (g_strcmp0 (code, "outage-taken") == 0)
    {
      g_autofree char *other = lamp_name_crew (desk, holder_string (problem, "crew"));

      return g_strdup_printf (_ ("%s was assigned to %s by %s; %s was not sent."), other, device, who, crew);
    }
  if (g_strcmp0 (code, "outage-closed") == 0)
    return g_strdup_printf (_ ("%s is closed already; nothing was sent."), device);
  /* TRANSLATORS: first a device, then the gateway's own sentence. */
  return g_strdup_printf (_ ("%s: the gateway refused. %s"), device, detail != NULL ? detail : "");
}

static char *
say_asks (LampDesk *desk, LampCommand *command)
{
  g_autofree char *device = lamp_name_outage (desk, lamp_command_find_outage (desk, command));

  if (g_str_equal (lamp_command_get_kind (command), "assign"))
    {
      g_autofree char *crew = lamp_name_crew (desk, lamp_command_get_crew (command));

      return g_strdup_printf (_ ("%s or %s changed while this waited. Still send %s?"), device, crew, crew);
    }
  return g_strdup_printf (_ ("%s changed while this waited. Still send it?"), device);
}

char *
lamp_command_say_complaint (LampDesk *desk, LampCommand *command)
{
  LampCommandState state = lamp_command_get_state (command);

  if (state == LAMP_COMMAND_REFUSED)
    return say_refusal (desk, command);
  return state == LAMP_COMMAND_ASKS ? say_asks (desk, command) : NULL;
}

gboolean
lamp_command_can_be_second (LampCommand *command)
{
  return lamp_command_get_state (command) == LAMP_COMMAND_REFUSED &&
         g_str_equal (lamp_command_get_kind (command), "assign") &&
         g_strcmp0 (lamp_command_get_problem_code (command), "outage-taken") == 0;
}

const char *
lamp_name_step (const char *status)
{
  static const struct
  {
    const char *status, *text;
  } steps[] = {
    { "acknowledged", NC_ ("crew reports", "Accepted") },
    { "enroute", NC_ ("crew reports", "On Its Way") },
    { "arrived", NC_ ("crew reports", "Arrived") },
    { "working", NC_ ("crew reports", "Working") },
    { "fieldComplete", NC_ ("crew reports", "Repaired") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if (g_strcmp0 (status, steps[i].status) == 0)
      return g_dpgettext2 (GETTEXT_PACKAGE, "crew reports", steps[i].text);
  return NULL;
}
