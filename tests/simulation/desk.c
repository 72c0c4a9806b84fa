/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See desk.h.
 */
#include "simulation/desk.h"

#include "engine/suggestion.h"

#include <math.h>
#include <time.h>

#define LOOK_SEC 30
#define FASTEST_MPS (80.0 / 3.6 * 0.8) /* a motorway's, junctions included */

static void
order_free (gpointer data)
{
  DeskOrder *order = data;

  g_free (order->id);
  g_free (order->crew);
  g_free (order->status);
  g_free (order);
}

Desk *
desk_new (LampNetwork *network, const LampStormOptions *options)
{
  Desk *desk = g_new0 (Desk, 1);
  g_autoptr (LampEnergisation) normal = lamp_energisation_new (network);

  desk->network = network;
  desk->roads = lamp_roads_new (network);
  desk->storm = lamp_storm_new (network, desk->roads, options);
  desk->predictor = lamp_predictor_new (normal, NULL);
  desk->crews = lamp_storm_crews (desk->storm);
  desk->places = g_new0 (DeskCrew, desk->crews->len);
  for (guint i = 0; i < desk->crews->len; i++)
    {
      const LampCrew *crew = g_ptr_array_index (desk->crews, i);

      desk->places[i] = (DeskCrew){ lamp_world_from_point (crew->base.at), options->start_usec, g_strcmp0 (crew->status, "offShift") != 0 };
    }
  desk->orders = g_ptr_array_new_with_free_func (order_free);
  desk->log = g_string_new (NULL);
  desk->now_usec = desk->last_event_usec = options->start_usec;
  desk->sends = TRUE;
  return desk;
}

void
desk_free (Desk *desk)
{
  lamp_storm_free (desk->storm);
  lamp_predictor_free (desk->predictor);
  lamp_roads_unref (desk->roads);
  g_ptr_array_unref (desk->crews);
  g_free (desk->places);
  g_ptr_array_unref (desk->orders);
  g_string_free (desk->log, TRUE);
  g_free (desk);
}

DeskOrder *
desk_find_order (Desk *desk, const char *id)
{
  for (guint i = 0; i < desk->orders->len; i++)
    if (g_strcmp0 (((DeskOrder *)g_ptr_array_index (desk->orders, i))->id, id) == 0)
      return g_ptr_array_index (desk->orders, i);
  return NULL;
}

static guint
find_crew (const Desk *desk, const char *id)
{
  for (guint i = 0; i < desk->crews->len; i++)
    if (g_strcmp0 (((LampCrew *)g_ptr_array_index (desk->crews, i))->base.id, id) == 0)
      return i;
  g_assert_not_reached ();
}

static void
report (Desk *desk, LampReportKind kind, guint32 subject, gint64 at_usec)
{
  lamp_predictor_report (desk->predictor, &(LampReport){ .kind = kind, .subject = subject, .at_usec = at_usec });
}

static void
hear_position (Desk *desk, const LampStormEvent *event)
{
  guint     index = find_crew (desk, event->crew);
  LampCrew *crew = g_ptr_array_index (desk->crews, index);
  DeskCrew *place = &desk->places[index];
  double    seconds = (double)(event->at_usec - place->fix_usec) / G_USEC_PER_SEC;
  double    metres = lamp_world_distance_m (place->at, event->at);

  /* Half a metre is what snapping to a road may move it. */
  g_assert_cmpfloat (metres, <=, FASTEST_MPS * 1.02 * seconds + 1.1);
  g_assert_cmpfloat (event->speed_mps, <=, FASTEST_MPS * 1.02);
  if (seconds >= 4.0)
    desk->fastest_mps = MAX (desk->fastest_mps, metres / seconds);
  desk->n_fixes++;
  place->at = event->at;
  place->fix_usec = event->at_usec;
  crew->base.at = lamp_point_from_world (event->at);
  crew->position_usec = event->at_usec;
}

static void
hear_step (Desk *desk, const LampStormEvent *event)
{
  DeskOrder *order = desk_find_order (desk, event->assignment);

  g_assert_nonnull (order);
  g_assert_cmpstr (order->crew, ==, event->crew);
  g_assert_true (lamp_assignment_can (order->status, event->status));
  if (g_str_equal (event->status, "arrived"))
    {
      guint  index = find_crew (desk, event->crew);
      double seconds = (double)(event->at_usec - desk->places[index].fix_usec) / G_USEC_PER_SEC;

      /* It is there, as far as it could have come since its last fix. */
      g_assert_cmpfloat (lamp_world_distance_m (desk->places[index].at, lamp_network_element_at (desk->network, order->device)), <=, FASTEST_MPS * seconds + 5.0);
    }
  g_free (order->status);
  order->status = g_strdup (event->status);
  if (g_str_equal (event->status, "fieldComplete"))
    order->open = FALSE;
}

static void
hear_report (Desk *desk, const LampStormEvent *event)
{
  DeskOrder *order = desk_find_order (desk, event->assignment);

  g_assert_nonnull (order);
  g_assert_cmpstr (order->status, ==, "working");
  order->reported = TRUE;
  desk->n_reports++;
  g_assert_cmpint (event->ert_usec, >=, event->at_usec);
  if (event->element == LAMP_NONE)
    {
      g_assert_cmpstr (event->cause, ==, "noFault");
      desk->n_no_faults++;
      report (desk, LAMP_REPORT_RESTORED, order->device, event->at_usec);
      return;
    }
  order->device = event->element;
  report (desk, LAMP_REPORT_FIELD_OPEN, event->element, event->at_usec);
}

static void
hear_restored (Desk *desk, const LampStormEvent *event)
{
  DeskOrder *order = event->assignment != NULL ? desk_find_order (desk, event->assignment) : NULL;

  desk->n_restored++;
  desk->n_partly += event->remains != LAMP_NONE;
  report (desk, LAMP_REPORT_RESTORED, event->element, event->at_usec);
  if (event->remains != LAMP_NONE)
    report (desk, LAMP_REPORT_FIELD_OPEN, event->remains, event->at_usec);
  if (order == NULL)
    return;
  g_assert_cmpstr (order->status, ==, "working");
  order->restored = event->remains == LAMP_NONE;
  if (event->remains != LAMP_NONE)
    order->device = event->remains;
}

static void
hear (Desk *desk, const LampStormEvent *event)
{
  switch (event->kind)
    {
    case LAMP_STORM_CALL:
      desk->n_calls++;
      report (desk, LAMP_REPORT_CALL, event->customer, event->at_usec);
      break;
    case LAMP_STORM_LAST_GASP:
      desk->n_gasps++;
      report (desk, LAMP_REPORT_LAST_GASP, event->customer, event->at_usec);
      break;
    case LAMP_STORM_POWER_RESTORED:
      desk->n_live++;
      report (desk, LAMP_REPORT_LIVE, event->customer, event->at_usec);
      break;
    case LAMP_STORM_SWITCH:
      desk->n_trips += event->open && g_str_equal (event->source, "scada");
      if (g_str_equal (event->source, "scada"))
        report (desk, event->open ? LAMP_REPORT_SCADA_OPEN : LAMP_REPORT_SCADA_CLOSED, event->element, event->at_usec);
      break;
    case LAMP_STORM_POSITION:
      hear_position (desk, event);
      break;
    case LAMP_STORM_SHIFT:
      desk->places[find_crew (desk, event->crew)].on_shift = event->on_shift;
      lamp_record_set_string (&((LampCrew *)g_ptr_array_index (desk->crews, find_crew (desk, event->crew)))->status, event->on_shift ? "available" : "offShift");
      break;
    case LAMP_STORM_STEP:
      hear_step (desk, event);
      break;
    case LAMP_STORM_REPORT:
      hear_report (desk, event);
      break;
    case LAMP_STORM_RESTORED:
      hear_restored (desk, event);
      break;
    default:
      g_assert_not_reached ();
    }
}

static void
note (Desk *desk, const LampStormEvent *event)
{
  g_string_append_printf (desk->log,
                          "%" G_GINT64_FORMAT " %d %u %s %s %s %u %d %s %s %u %u %.2f %.2f %d %s %s %s %u\n",
                          event->at_usec,
                          event->kind,
                          event->customer,
                          event->channel,
                          event->text,
                          event->hazard,
                          event->element,
                          event->open,
                          event->source,
                          event->crew,
                          event->at.x,
                          event->at.y,
                          event->heading_deg,
                          event->speed_mps,
                          event->on_shift,
                          event->assignment,
                          event->status,
                          event->cause,
                          event->remains);
}

static gboolean
is_busy (const Desk *desk, const char *crew)
{
  for (guint i = 0; i < desk->orders->len; i++)
    {
      const DeskOrder *order = g_ptr_array_index (desk->orders, i);

      if (order->open && g_str_equal (order->crew, crew))
        return TRUE;
    }
  return FALSE;
}

/* The best suggestion of those who have nothing to do. */
static const char *
suggest (Desk *desk, guint32 device)
{
  g_autoptr (GPtrArray) free_crews = g_ptr_array_new ();
  g_autoptr (LampRecord) outage = lamp_record_new (&lamp_outage_type, "O");
  g_autoptr (GArray) suggestions = NULL;
  const LampSuggestion *best;

  outage->at = lamp_point_from_world (lamp_network_element_at (desk->network, device));
  outage->placed = TRUE;
  for (guint i = 0; i < desk->crews->len; i++)
    {
      LampCrew *crew = g_ptr_array_index (desk->crews, i);

      if (!is_busy (desk, crew->base.id))
        g_ptr_array_add (free_crews, crew);
    }
  suggestions = lamp_suggest_crews (desk->roads, (LampOutage *)outage, free_crews, NULL, NULL, desk->now_usec, 1.0, 1800.0);
  if (suggestions->len == 0)
    return NULL;
  best = &g_array_index (suggestions, LampSuggestion, 0);
  return best->warnings & LAMP_WARN_OFF_SHIFT ? NULL : best->crew->base.id;
}

const char *
desk_send (Desk *desk, guint32 device, guint32 customer, const char *crew)
{
  DeskOrder *order;

  if (crew == NULL)
    crew = suggest (desk, device);
  if (crew == NULL)
    return NULL;
  order = g_new0 (DeskOrder, 1);
  order->id = g_strdup_printf ("A-%u", desk->orders->len + 1);
  order->crew = g_strdup (crew);
  order->status = g_strdup ("assigned");
  order->device = device;
  order->customer = customer;
  order->open = TRUE;
  order->opened_usec = desk->now_usec;
  g_ptr_array_add (desk->orders, order);
  g_assert_true (lamp_storm_assign (desk->storm, crew, order->id, device));
  return order->id;
}

void
desk_recall (Desk *desk, const char *id)
{
  DeskOrder *order = desk_find_order (desk, id);

  lamp_storm_recall (desk->storm, id);
  order->open = FALSE;
}

/* Is somebody sent to it, or to what it was when it was smaller or larger? */
static gboolean
is_attended (Desk *desk, int prediction)
{
  for (guint i = 0; i < desk->orders->len; i++)
    {
      DeskOrder *order = g_ptr_array_index (desk->orders, i);

      if (order->open && !order->restored && lamp_predictor_follow (desk->predictor, order->device, order->customer) == prediction)
        return TRUE;
    }
  return FALSE;
}

static void
look (Desk *desk)
{
  const GArray *predictions = lamp_predictor_predict (desk->predictor);

  for (guint i = 0; desk->sends && i < predictions->len; i++)
    {
      LampPrediction prediction = g_array_index (predictions, LampPrediction, i);

      if (prediction.nested_in == LAMP_NONE && !is_attended (desk, (int)i))
        desk_send (desk, prediction.device, prediction.customer, NULL);
    }
}

/* Of this thread, so that other programs do not count. */
static double
cpu_ms (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

void
desk_run (Desk *desk, double seconds, double step_s)
{
  gint64 end_usec = desk->now_usec + (gint64)(seconds * G_USEC_PER_SEC);
  gint64 step_usec = (gint64)(step_s * G_USEC_PER_SEC);
  gint64 look_usec = LOOK_SEC * G_USEC_PER_SEC;

  while (desk->now_usec < end_usec)
    {
      double        began_ms = cpu_ms ();
      gint64        before_usec = desk->now_usec;
      const GArray *events;

      desk->now_usec = MIN (desk->now_usec + step_usec, end_usec);
      events = lamp_storm_step (desk->storm, desk->now_usec);
      desk->worst_step_ms = MAX (desk->worst_step_ms, cpu_ms () - began_ms);
      for (guint i = 0; i < events->len; i++)
        {
          const LampStormEvent *event = &g_array_index (events, LampStormEvent, i);

          g_assert_cmpint (event->at_usec, >=, desk->last_event_usec);
          g_assert_cmpint (event->at_usec, >=, before_usec);
          g_assert_cmpint (event->at_usec, <=, desk->now_usec);
          desk->last_event_usec = event->at_usec;
          note (desk, event);
          hear (desk, event);
        }
      if (desk->now_usec / look_usec != before_usec / look_usec)
        look (desk);
    }
}
