/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What was reported, kept as latest times: of customers, and of devices. See prediction-private.h.
 */
#include "engine/prediction-private.h"

#include <string.h>

static const LampHeard nothing_heard = { LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER };

/* Whom nothing feeds alone has no slot: it is heard, and speaks again when the switches change. */
static void
set_speaking (LampPredictor *predictor, guint32 customer)
{
  guint32 slot = predictor->slot[customer];

  if (predictor->tree->feeding[customer] != LAMP_NONE)
    predictor->speaking[slot / 64] |= G_GUINT64_CONSTANT (1) << (slot % 64);
}

void
lamp_predictor_clear_heard (LampPredictor *predictor)
{
  guint32 n = predictor->tree->network->n_customers;

  for (guint32 i = 0; i < n; i++)
    predictor->heard[i] = nothing_heard;
  memset (predictor->speaking, 0, sizeof (guint64) * (n / 64 + 1));
}

static gboolean
was_heard (const LampHeard *heard)
{
  return heard->call_usec != LAMP_NEVER || heard->gasp_usec != LAMP_NEVER || heard->silent_usec != LAMP_NEVER ||
         heard->still_usec != LAMP_NEVER || heard->live_usec != LAMP_NEVER;
}

void
lamp_predictor_mark_speaking (LampPredictor *predictor)
{
  guint32 n = predictor->tree->network->n_customers;

  memset (predictor->speaking, 0, sizeof (guint64) * (n / 64 + 1));
  for (guint32 i = 0; i < n; i++)
    if (was_heard (&predictor->heard[i]))
      set_speaking (predictor, i);
}

static void
hear_customer (LampPredictor *predictor, const LampReport *report)
{
  LampHeard *heard;
  gint64    *time_usec = NULL;

  if (report->subject >= predictor->tree->network->n_customers)
    return;

  heard = &predictor->heard[report->subject];
  switch ((int)report->kind)
    {
    case LAMP_REPORT_CALL:
      time_usec = &heard->call_usec;
      break;
    case LAMP_REPORT_LAST_GASP:
      time_usec = &heard->gasp_usec;
      break;
    case LAMP_REPORT_NO_ANSWER:
      time_usec = &heard->silent_usec;
      break;
    case LAMP_REPORT_STILL_OUT:
      time_usec = &heard->still_usec;
      break;
    default:
      time_usec = &heard->live_usec;
      break;
    }
  *time_usec = MAX (*time_usec, report->at_usec);
  set_speaking (predictor, report->subject);
}

LampDeviceHeard *
lamp_predictor_get_device (const LampPredictor *predictor, guint32 element)
{
  return g_hash_table_lookup (predictor->devices, GUINT_TO_POINTER (element + 1));
}

LampDeviceHeard *
lamp_predictor_ensure_device (LampPredictor *predictor, guint32 element)
{
  LampDeviceHeard *device = lamp_predictor_get_device (predictor, element);

  if (device == NULL)
    {
      device = g_new (LampDeviceHeard, 1);
      *device = (LampDeviceHeard){ LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER, LAMP_NEVER };
      g_hash_table_insert (predictor->devices, GUINT_TO_POINTER (element + 1), device);
    }
  return device;
}

static void
spend_behind (LampPredictor *predictor, guint32 element, gint64 at_usec)
{
  guint32        n;
  const guint32 *customers = lamp_tree_customers (predictor->tree, element, &n);

  for (guint32 i = 0; i < n; i++)
    predictor->heard[customers[i]].spent_usec = MAX (predictor->heard[customers[i]].spent_usec, at_usec);
  for (guint i = 0; i < predictor->parallel->len; i++)
    {
      guint32 customer = g_array_index (predictor->parallel, guint32, i);

      if (predictor->tree->nearest[customer] == element)
        predictor->heard[customer].spent_usec = MAX (predictor->heard[customer].spent_usec, at_usec);
    }
}

/* Where the time of what is said of a device is kept. */
static gint64 *
find_time (LampDeviceHeard *device, const LampReport *report)
{
  switch ((int)report->kind)
    {
    case LAMP_REPORT_SCADA_OPEN:
      return report->commanded ? &device->scada_commanded_usec : &device->scada_open_usec;
    case LAMP_REPORT_SCADA_CLOSED:
      return &device->scada_closed_usec;
    case LAMP_REPORT_SCADA_LIVE:
      return &device->scada_live_usec;
    case LAMP_REPORT_FIELD_OPEN:
      return &device->field_open_usec;
    case LAMP_REPORT_FIELD_DAMAGED:
      return &device->field_damaged_usec;
    case LAMP_REPORT_FIELD_NOTHING:
      return &device->field_nothing_usec;
    case LAMP_REPORT_RESTORED:
      return &device->restored_usec;
    default:
      return NULL;
    }
}

static void
hear_device (LampPredictor *predictor, const LampReport *report)
{
  LampDeviceHeard *device;
  gint64          *time_usec;
  gboolean         scada = report->kind == LAMP_REPORT_SCADA_OPEN || report->kind == LAMP_REPORT_SCADA_CLOSED || report->kind == LAMP_REPORT_SCADA_LIVE;

  if (report->subject >= predictor->tree->network->n_elements)
    return;

  device = lamp_predictor_ensure_device (predictor, report->subject);
  time_usec = scada && report->quality == LAMP_QUALITY_DOUBTFUL ? &device->scada_doubtful_usec : find_time (device, report);
  *time_usec = MAX (*time_usec, report->at_usec);
  if (report->kind == LAMP_REPORT_RESTORED)
    spend_behind (predictor, report->subject, report->at_usec);
}

void
lamp_predictor_report (LampPredictor *predictor, const LampReport *report)
{
  g_return_if_fail (predictor != NULL);
  g_return_if_fail (report != NULL);
  g_return_if_fail (report->kind < LAMP_REPORT_N_KINDS);

  predictor->stale = TRUE;
  if (report->kind <= LAMP_REPORT_LIVE)
    hear_customer (predictor, report);
  else
    hear_device (predictor, report);
}

void
lamp_predictor_forget (LampPredictor *predictor)
{
  g_return_if_fail (predictor != NULL);

  lamp_predictor_clear_heard (predictor);
  g_hash_table_remove_all (predictor->devices);
  g_hash_table_remove_all (predictor->moves);
  predictor->stale = TRUE;
}

gboolean
lamp_predictor_read_dark (const LampPredictor *predictor, guint32 customer, LampDark *dark)
{
  const LampHeard *heard = &predictor->heard[customer];
  gint64           call_usec = lamp_heard_since (heard, heard->call_usec);
  gint64           gasp_usec = lamp_heard_since (heard, heard->gasp_usec);
  gint64           silent_usec = lamp_heard_since (heard, heard->silent_usec);
  gint64           still_usec = heard->still_usec > heard->live_usec && heard->still_usec > heard->spent_usec ? heard->still_usec : LAMP_NEVER;
  const gint64     times[] = { call_usec, gasp_usec, silent_usec, still_usec };

  *dark = (LampDark){ .position = predictor->tree->position[predictor->tree->nearest[customer]], .customer = customer, .first_usec = G_MAXINT64 };
  dark->call = call_usec != LAMP_NEVER || still_usec != LAMP_NEVER;
  dark->gasp = gasp_usec != LAMP_NEVER;
  dark->silent = silent_usec != LAMP_NEVER && !dark->call && !dark->gasp;
  for (guint i = 0; i < G_N_ELEMENTS (times); i++)
    if (times[i] != LAMP_NEVER)
      dark->first_usec = MIN (dark->first_usec, times[i]);
  return dark->first_usec != G_MAXINT64;
}
