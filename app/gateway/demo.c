/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See demo.h. One job, four times a second: the storm's events since the last one, in their order; then the desk draws its
 * conclusions, calls are filed under their outages, crews learn of new devices, and where they are goes out as fixes.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/demo-private.h"

#include "records/crew.h"

#define TICK_MSEC 250
#define KEEP_POSITIONS_TICKS 20

/* A crew on its way somewhere, and where that is as the crew knows it. */
typedef struct
{
  char   *crew;
  guint32 device;
} Errand;

static void
errand_free (gpointer data)
{
  g_free (((Errand *)data)->crew);
  g_free (data);
}

LampDemo *
lamp_demo_new (LampNetwork *network, LampRoads *roads, const LampDeskRules *rules, guint64 seed)
{
  LampDemo *demo = g_new0 (LampDemo, 1);

  demo->network = lamp_network_ref (network);
  demo->roads = lamp_roads_ref (roads);
  demo->seed = seed;
  demo->desk = lamp_desk_new (network, rules);
  demo->calls = lamp_demo_calls_new ();
  demo->errands = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, errand_free);
  return demo;
}

void
lamp_demo_free (LampDemo *demo)
{
  lamp_demo_stop (demo);
  g_clear_pointer (&demo->storm, lamp_storm_free);
  lamp_desk_free (demo->desk);
  g_array_unref (demo->calls);
  g_hash_table_unref (demo->errands);
  lamp_roads_unref (demo->roads);
  lamp_network_unref (demo->network);
  g_free (demo);
}

/* --- orders --- */

static void
note_errand (LampDemo *demo, const char *assignment, const char *crew, guint32 device)
{
  Errand *errand = g_new (Errand, 1);

  *errand = (Errand){ g_strdup (crew), device };
  g_hash_table_replace (demo->errands, g_strdup (assignment), errand);
}

static void
send_crew (LampDemo *demo, const char *assignment, const char *crew, guint32 device)
{
  note_errand (demo, assignment, crew, device);
  if (!lamp_storm_assign (demo->storm, crew, assignment, device))
    g_message ("The storm knows no crew %s; it stays where it is", crew);
}

void
lamp_demo_order (LampDemo *demo, const LampOrder *order)
{
  guint32 device = order->device != NULL ? lamp_network_find_element (demo->network, order->device) : LAMP_NONE;

  switch (order->kind)
    {
    case LAMP_ORDER_GO:
      if (device != LAMP_NONE)
        send_crew (demo, order->assignment, order->crew, device);
      break;
    case LAMP_ORDER_SUSPEND:
      lamp_storm_suspend (demo->storm, order->assignment);
      g_hash_table_remove (demo->errands, order->assignment);
      break;
    case LAMP_ORDER_RECALL:
      lamp_storm_recall (demo->storm, order->assignment);
      g_hash_table_remove (demo->errands, order->assignment);
      break;
    case LAMP_ORDER_NONE:
    default:
      break;
    }
}

/* The outage a crew goes to has turned out to be somewhere else. */
static void
send_crews_on (LampDemo *demo, const LampState *state)
{
  g_autoptr (GPtrArray) moved = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer       id, data;

  g_hash_table_iter_init (&iter, demo->errands);
  while (g_hash_table_iter_next (&iter, &id, &data))
    {
      const LampAssignment *assignment = lamp_state_lookup (state, &lamp_assignment_type, id);
      guint32               device = assignment != NULL ? lamp_desk_get_device (demo->desk, assignment->outage) : LAMP_NONE;

      if (assignment == NULL || !lamp_assignment_is_open (assignment))
        g_hash_table_iter_remove (&iter);
      else if (device != LAMP_NONE && device != ((Errand *)data)->device)
        g_ptr_array_add (moved, (gpointer)assignment);
    }
  for (guint i = 0; i < moved->len; i++)
    {
      const LampAssignment *assignment = moved->pdata[i];

      send_crew (demo, assignment->base.id, assignment->crew, lamp_desk_get_device (demo->desk, assignment->outage));
    }
}

/* --- the clockwork --- */

static void
tick (LampTurn *turn, gpointer data)
{
  LampDemo     *demo = data;
  const GArray *events = lamp_storm_step (demo->storm, lamp_turn_get_now_usec (turn));

  for (guint i = 0; i < events->len; i++)
    lamp_demo_take_event (demo, turn, &g_array_index (events, LampStormEvent, i));
  lamp_desk_settle (demo->desk, turn);
  lamp_demo_take_calls (demo, turn, events);
  lamp_demo_take_fixes (turn, events);
  if (++demo->n_ticks % KEEP_POSITIONS_TICKS == 0)
    lamp_turn_keep_positions (turn);
  send_crews_on (demo, lamp_turn_get_state (turn));
}

static void
ticked (const GError *error, gpointer data)
{
  ((LampDemo *)data)->ticking = FALSE;
}

static gboolean
tick_cb (gpointer user_data)
{
  static const LampJob job = { tick, NULL, ticked };
  LampDemo            *demo = user_data;

  if (!demo->ticking)
    {
      demo->ticking = TRUE;
      lamp_ledger_push (demo->ledger, &job, demo);
    }
  return G_SOURCE_CONTINUE;
}

void
lamp_demo_start (LampDemo *demo, LampLedger *ledger)
{
  demo->ledger = ledger;
  demo->tick_id = g_timeout_add (TICK_MSEC, tick_cb, demo);
}

void
lamp_demo_stop (LampDemo *demo)
{
  g_clear_handle_id (&demo->tick_id, g_source_remove);
}

/* --- opening --- */

static void
add_crews (LampDemo *demo, LampTurn *turn)
{
  g_autoptr (GPtrArray) crews = lamp_storm_crews (demo->storm);
  LampEdit *edit = lamp_turn_begin (turn, LAMP_DESK_ACTOR, "open-shift");

  for (guint i = 0; i < crews->len; i++)
    if (lamp_edit_look (edit, &lamp_crew_type, ((LampRecord *)crews->pdata[i])->id) == NULL)
      lamp_edit_add (edit, lamp_record_ref (crews->pdata[i]));
  lamp_edit_accept (edit, FALSE, NULL, NULL);
}

static GPtrArray *
list_open (const GPtrArray *list, gboolean (*is_open) (gconstpointer record))
{
  GPtrArray *open = g_ptr_array_new ();

  for (guint i = 0; i < list->len; i++)
    if (is_open (list->pdata[i]))
      g_ptr_array_add (open, list->pdata[i]);
  return open;
}

static gboolean
outage_is_open (gconstpointer record)
{
  return lamp_outage_is_open (record);
}

static gboolean
assignment_is_open (gconstpointer record)
{
  return lamp_assignment_is_open (record);
}

static void
resume (LampDemo *demo, LampTurn *turn)
{
  const LampState *state = lamp_turn_get_state (turn);
  g_autoptr (GPtrArray) outages = list_open (lamp_state_list (state, &lamp_outage_type), outage_is_open);
  g_autoptr (GPtrArray) assignments = list_open (lamp_state_list (state, &lamp_assignment_type), assignment_is_open);

  lamp_storm_resume (demo->storm, lamp_turn_get_now_usec (turn), outages, lamp_state_list (state, &lamp_crew_type), assignments);
  for (guint i = 0; i < assignments->len; i++)
    {
      const LampAssignment *assignment = assignments->pdata[i];

      note_errand (demo, assignment->base.id, assignment->crew, lamp_desk_get_device (demo->desk, assignment->outage));
    }
  lamp_demo_resume_calls (demo, state);
}

void
lamp_demo_open (LampDemo *demo, LampTurn *turn)
{
  LampStormOptions options = { .seed = demo->seed, .start_usec = lamp_turn_get_now_usec (turn), .night_desk = TRUE };
  gboolean         is_new = lamp_state_list (lamp_turn_get_state (turn), &lamp_crew_type)->len == 0;
  gint64           first_usec = 0;
  g_autofree char *first = lamp_turn_find_actor (turn, 1, &first_usec);

  /* The same storm goes on: its choices hang on when it began. */
  if (!is_new && first != NULL)
    options.start_usec = first_usec;
  demo->storm = lamp_storm_new (demo->network, demo->roads, &options);
  add_crews (demo, turn);
  lamp_desk_open (demo->desk, turn);
  if (!is_new)
    resume (demo, turn);
}
