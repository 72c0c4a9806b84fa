/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the console says of commands, one line a case; the words of a refusal come from what the gateway sent, which may
 * be anything.
 */
#include "client/outbox-private.h"
#include "console/command-words.h"
#include "records/assignment.h"
#include "records/crew.h"
#include "records/outage.h"

#include <locale.h>

static void
put (LampDesk *desk, const char *collection, gpointer record)
{
  g_autoptr (LampItem) item = lamp_item_new (record);

  g_list_store_append (G_LIST_STORE (lamp_desk_get_collection (desk, collection)), item);
  lamp_record_unref (record);
}

static LampDesk *
new_desk (void)
{
  LampDesk       *desk = lamp_desk_new (NULL);
  LampOutage     *outage = lamp_record_new (&lamp_outage_type, "O-1");
  LampCrew       *crew = lamp_record_new (&lamp_crew_type, "c7");
  LampCrew       *other = lamp_record_new (&lamp_crew_type, "c5");
  LampAssignment *job = lamp_record_new (&lamp_assignment_type, "a1");

  lamp_record_set_string (&outage->device_name, "85296");
  lamp_record_set_string (&outage->device_kind, "loadBreakSwitch");
  lamp_record_set_string (&crew->name, "Crew 7");
  lamp_record_set_string (&other->name, "Crew 5");
  lamp_record_set_string (&job->outage, "O-1");
  lamp_record_set_string (&job->crew, "c7");
  lamp_record_set_string (&job->status, "enroute");
  put (desk, "outages", outage);
  put (desk, "crews", crew);
  put (desk, "crews", other);
  put (desk, "assignments", job);
  return desk;
}

static LampCommand *
new_command (const char *kind, const char *collection, const char *id, const char *crew)
{
  LampCommand *command = lamp_command_new (kind, collection, id);

  command->crew = g_strdup (crew);
  return command;
}

static void
test_done (void)
{
  static const struct
  {
    const char *kind, *collection, *id, *crew, *said;
  } cases[] = {
    { "assign", "outages", "O-1", "c7", "Crew 7 assigned to LBS 85296" },
    { "assign", "outages", "O-9", "c9", "c9 assigned to O-9" },
    { "recall", "assignments", "a1", NULL, "Crew 7 recalled from LBS 85296" },
    { "suspend", "assignments", "a1", NULL, "Crew 7’s work on LBS 85296 suspended" },
    { "advance", "assignments", "a1", NULL, NULL },
    { "recall", "assignments", "gone", NULL, NULL },
    { "set-ert", "outages", "O-1", NULL, "Restoration time of LBS 85296 set" },
    { "acknowledge", "outages", "O-1", NULL, NULL },
  };
  g_autoptr (LampDesk) desk = new_desk ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LampCommand) command = new_command (cases[i].kind, cases[i].collection, cases[i].id, cases[i].crew);
      g_autofree char *said = lamp_command_say_done (desk, command);

      g_assert_cmpstr (said, ==, cases[i].said);
    }
}

static void
test_complaints (void)
{
  static const struct
  {
    const char *problem, *said;
    gboolean    second;
  } cases[] = {
    { "{'code':'crew-taken','holder':{'outage':'O-1','by':'li.wei'}}", "Crew 7 was assigned to LBS 85296 by li.wei.", FALSE },
    { "{'code':'outage-taken','holder':{'crew':'c5','by':'li.wei'}}",
      "Crew 5 was assigned to LBS 85296 by li.wei; Crew 7 was not sent.", TRUE },
    { "{'code':'outage-taken','holder':[1,2]}", "– was assigned to LBS 85296 by someone; Crew 7 was not sent.", TRUE },
    { "{'code':'outage-taken','holder':{'crew':7,'by':null,'at':{}}}",
      "– was assigned to LBS 85296 by someone; Crew 7 was not sent.", TRUE },
    { "{'code':'outage-closed'}", "LBS 85296 is closed already; nothing was sent.", FALSE },
    { "{'code':'rate-limited','detail':'Too many requests.'}", "LBS 85296: the gateway refused. Too many requests.", FALSE },
    { "{}", "LBS 85296: the gateway refused. ", FALSE },
  };
  g_autoptr (LampDesk) desk = new_desk ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LampCommand) command = new_command ("assign", "outages", "O-1", "c7");
      g_autofree char *json = g_strdelimit (g_strdup (cases[i].problem), "'", '"');
      g_autoptr (JsonNode) node = json_from_string (json, NULL);
      g_autofree char *said = NULL;

      command->problem = json_object_ref (json_node_get_object (node));
      lamp_command_set_state (command, LAMP_COMMAND_REFUSED);
      said = lamp_command_say_complaint (desk, command);
      g_assert_cmpstr (said, ==, cases[i].said);
      g_assert_cmpint (lamp_command_can_be_second (command), ==, cases[i].second);
    }
}

static void
test_states (void)
{
  g_autoptr (LampDesk) desk = new_desk ();
  g_autoptr (LampCommand) command = new_command ("assign", "outages", "O-1", "c7");
  g_autofree char *asks = NULL;

  for (LampCommandState state = LAMP_COMMAND_SENDING; state <= LAMP_COMMAND_ACCEPTED; state++)
    if (state != LAMP_COMMAND_ASKS)
      {
        lamp_command_set_state (command, state);
        g_assert_null (lamp_command_say_complaint (desk, command));
        g_assert_false (lamp_command_can_be_second (command));
      }
  lamp_command_set_state (command, LAMP_COMMAND_ASKS);
  asks = lamp_command_say_complaint (desk, command);
  g_assert_cmpstr (asks, ==, "LBS 85296 or Crew 7 changed while this waited. Still send Crew 7?");
}

static void
test_steps (void)
{
  for (const char *status = "assigned"; status != NULL; status = lamp_assignment_next (status))
    if (lamp_assignment_next (status) != NULL)
      g_assert_nonnull (lamp_name_step (lamp_assignment_next (status)));
  g_assert_null (lamp_name_step (NULL));
  g_assert_null (lamp_name_step ("recalled"));
}

int
main (int argc, char *argv[])
{
  setlocale (LC_ALL, "C.UTF-8");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/command-words/done", test_done);
  g_test_add_func ("/command-words/complaints", test_complaints);
  g_test_add_func ("/command-words/states", test_states);
  g_test_add_func ("/command-words/steps", test_steps);
  return g_test_run ();
}
