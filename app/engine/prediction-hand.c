/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See prediction-hand.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "engine/prediction-private.h"

#include <glib/gi18n-lib.h>

G_DEFINE_QUARK (lamp - hand - error - quark, lamp_hand_error)

/* --- how decisions fare --- */

LampHandState
lamp_pass_get_pin (const LampPass *pass, guint32 element, guint32 *who)
{
  const LampDeviceHeard *heard = lamp_predictor_get_device (pass->predictor, element);
  const LampDark        *live;

  if (heard == NULL || heard->pinned_usec <= MAX (heard->withdrawn_usec, heard->restored_usec))
    return LAMP_HAND_NONE;
  for (guint32 above = pass->tree->parent[element]; above != LAMP_NONE; above = pass->tree->parent[above])
    {
      const LampDeviceHeard *other = lamp_predictor_get_device (pass->predictor, above);

      if (other != NULL && other->restored_usec >= heard->pinned_usec)
        return LAMP_HAND_NONE;
    }
  if (heard->field_nothing_usec >= heard->pinned_usec)
    return LAMP_HAND_OVERRULED_FIELD;
  if (lamp_predictor_is_closed (pass->predictor, element))
    return LAMP_HAND_OVERRULED_CLOSED;
  live = lamp_pass_find_live (pass, element, heard->pinned_usec);
  if (live != NULL && who != NULL)
    *who = live->customer;
  return live != NULL ? LAMP_HAND_OVERRULED_LIVE : LAMP_HAND_HOLDS;
}

static int
by_position (gconstpointer a, gconstpointer b)
{
  const LampKnown *one = a, *other = b;

  return one->position < other->position ? -1 : one->position > other->position;
}

/* What is known stands by position, an element once. */
static const LampKnown *
find_known (const LampPass *pass, guint32 element)
{
  LampKnown wanted = { .position = pass->tree->position[element] };
  guint     at = 0;

  return g_array_binary_search (pass->known, &wanted, by_position, &at) ? &g_array_index (pass->known, LampKnown, at) : NULL;
}

/* Later than any restoration, and to an outage that is known. */
gboolean
lamp_pass_is_move (const LampPass *pass, guint32 customer, const LampMove *move)
{
  const LampHeard *heard = &pass->predictor->heard[customer];
  const LampKnown *known = NULL;

  if (move->device == LAMP_NONE || move->at_usec <= MAX (heard->live_usec, heard->spent_usec))
    return FALSE;
  known = find_known (pass, move->device);
  return known != NULL && !known->commanded;
}

LampHandState
lamp_predictor_get_hand (LampPredictor *predictor, guint32 device, LampHandKind kind, guint32 *who)
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (LampKnown));
  g_autoptr (GArray) live = g_array_new (FALSE, FALSE, sizeof (LampDark));
  g_autoptr (GArray) dark = g_array_new (FALSE, FALSE, sizeof (LampDark));
  g_autoptr (GArray) latest = g_array_new (FALSE, FALSE, sizeof (gint64));
  LampPass               pass = { .predictor = predictor, .known = known, .live = live, .live_latest = latest, .dark = dark };
  const LampKnown       *there = NULL;
  const LampDeviceHeard *heard;

  g_return_val_if_fail (predictor != NULL, LAMP_HAND_NONE);

  pass.tree = predictor->tree;
  heard = lamp_predictor_get_device (predictor, device);
  if (who != NULL)
    *who = LAMP_NONE;
  if (heard == NULL || (kind != LAMP_HAND_PIN && kind != LAMP_HAND_BAR))
    return LAMP_HAND_NONE;
  lamp_pass_collect_known (&pass);
  if (kind == LAMP_HAND_PIN)
    {
      lamp_pass_collect_customers (&pass);
      return lamp_pass_get_pin (&pass, device, who);
    }
  if (heard->barred_usec <= MAX (heard->restored_usec, heard->withdrawn_usec))
    return LAMP_HAND_NONE;
  there = find_known (&pass, device);
  return there != NULL && !there->commanded ? LAMP_HAND_OVERRULED_FIELD : LAMP_HAND_HOLDS;
}

/* --- deciding --- */

static void
decide_move (LampPredictor *predictor, const LampDecision *decision)
{
  gpointer  key = GUINT_TO_POINTER (decision->customer + 1);
  LampMove *move = g_hash_table_lookup (predictor->moves, key);

  if (decision->customer >= predictor->tree->network->n_customers)
    return;
  if (move == NULL)
    {
      move = g_new (LampMove, 1);
      *move = (LampMove){ LAMP_NONE, LAMP_NEVER };
      g_hash_table_insert (predictor->moves, key, move);
    }
  /* Of two at once one has to win, whichever was heard first. */
  if (decision->at_usec > move->at_usec || (decision->at_usec == move->at_usec && decision->device < move->device))
    *move = (LampMove){ decision->device, decision->at_usec };
}

void
lamp_predictor_decide (LampPredictor *predictor, const LampDecision *decision)
{
  LampDeviceHeard *device;
  gint64          *time_usec;

  g_return_if_fail (predictor != NULL);
  g_return_if_fail (decision != NULL);

  if (decision->device >= predictor->tree->network->n_elements)
    return;
  predictor->stale = TRUE;
  if (decision->kind == LAMP_HAND_MOVE)
    {
      decide_move (predictor, decision);
      return;
    }
  device = lamp_predictor_ensure_device (predictor, decision->device);
  time_usec = decision->kind == LAMP_HAND_PIN ? &device->pinned_usec : decision->kind == LAMP_HAND_BAR ? &device->barred_usec
                                                                                                       : &device->withdrawn_usec;
  *time_usec = MAX (*time_usec, decision->at_usec);
}

/* --- what a dispatcher wants --- */

static GArray *
decisions_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (LampDecision));
}

static void
add (GArray *decisions, LampHandKind kind, guint32 device, guint32 customer, gint64 at_usec)
{
  LampDecision decision = { kind, device, customer, at_usec };

  g_array_append_val (decisions, decision);
}

/* Taken before by hand, and no more. */
static void
withdraw (LampPredictor *predictor, GArray *decisions, guint32 device, gint64 at_usec)
{
  const LampDeviceHeard *heard = lamp_predictor_get_device (predictor, device);

  if (heard != NULL && MAX (heard->pinned_usec, heard->barred_usec) > heard->withdrawn_usec)
    add (decisions, LAMP_HAND_WITHDRAW, device, LAMP_NONE, at_usec - 1);
}

/* A copy: asking whether a pin would hold predicts anew. */
static gboolean
get_prediction (LampPredictor *predictor, guint index, LampPrediction *one, GError **error)
{
  const GArray *predictions = lamp_predictor_predict (predictor);

  if (index < predictions->len)
    {
      *one = g_array_index (predictions, LampPrediction, index);
      return TRUE;
    }
  g_set_error_literal (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_NO_OUTAGE, _ ("There is no such outage any more: look at the present ones and choose again; nothing was changed."));
  return FALSE;
}

static const char *
name_of (LampPredictor *predictor, guint32 element)
{
  return lamp_network_element_name (predictor->tree->network, element);
}

/* Would a pin hold? */
static gboolean
may_be_out (LampPredictor *predictor, guint32 device, gint64 at_usec, GError **error)
{
  LampDecision decision = { LAMP_HAND_PIN, device, LAMP_NONE, at_usec };
  g_autoptr (GArray) decisions = decisions_new ();
  LampHandState state;
  guint32       who = LAMP_NONE;

  if (device >= predictor->tree->network->n_elements)
    {
      g_set_error_literal (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_NO_DEVICE, _ ("There is no such device in this grid; nothing was changed."));
      return FALSE;
    }
  if (lamp_tree_count_customers (predictor->tree, device) == 0)
    {
      g_set_error (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_NO_DEVICE, _ ("Nobody is fed through %s, so it cannot be what is out: choose another device; nothing was changed."), name_of (predictor, device));
      return FALSE;
    }
  g_array_append_val (decisions, decision);
  state = lamp_predictor_try (predictor, decisions, device, &who);
  if (state == LAMP_HAND_OVERRULED_CLOSED)
    g_set_error (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_CLOSED, _ ("%s is telemetered closed, so it cannot be what is out: choose a device below or above it; nothing was changed."), name_of (predictor, device));
  else if (state == LAMP_HAND_OVERRULED_LIVE)
    g_set_error (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_LIVE, _ ("%s is live behind %s, so it cannot be what is out: choose a device further down; nothing was changed."),
                 who != LAMP_NONE ? lamp_network_customer_id (predictor->tree->network, who) : _ ("A switch"), name_of (predictor, device));
  else if (state != LAMP_HAND_HOLDS)
    g_set_error (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_NO_DEVICE, _ ("Something later was reported of %s: look at it again; nothing was changed."), name_of (predictor, device));
  return state == LAMP_HAND_HOLDS;
}

GArray *
lamp_hand_pin (LampPredictor *predictor, guint32 device, gint64 at_usec, GError **error)
{
  GArray *decisions;

  g_return_val_if_fail (predictor != NULL, NULL);

  if (!may_be_out (predictor, device, at_usec, error))
    return NULL;
  decisions = decisions_new ();
  withdraw (predictor, decisions, device, at_usec);
  add (decisions, LAMP_HAND_PIN, device, LAMP_NONE, at_usec);
  return decisions;
}

/* The first device from `device` up that can be out. */
static GArray *
pin_upwards (LampPredictor *predictor, guint32 device, gint64 at_usec, GError **error)
{
  for (; device != LAMP_NONE; device = predictor->tree->deciding[device])
    if (may_be_out (predictor, device, at_usec, NULL))
      return lamp_hand_pin (predictor, device, at_usec, error);
  g_set_error_literal (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_NO_DEVICE, _ ("No device above it can be out: all there are telemetered closed or have somebody live behind them; nothing was changed."));
  return NULL;
}

GArray *
lamp_hand_force_up (LampPredictor *predictor, guint prediction, gint64 at_usec, GError **error)
{
  LampPrediction one;

  g_return_val_if_fail (predictor != NULL, NULL);

  if (!get_prediction (predictor, prediction, &one, error))
    return NULL;
  if (one.customer != LAMP_NONE && predictor->tree->unit[one.customer] != one.device)
    return pin_upwards (predictor, predictor->tree->unit[one.customer], at_usec, error);
  return pin_upwards (predictor, predictor->tree->deciding[one.device], at_usec, error);
}

GArray *
lamp_hand_force_down (LampPredictor *predictor, guint prediction, gint64 at_usec, GError **error)
{
  return lamp_hand_split (predictor, prediction, NULL, 0, at_usec, error);
}

GArray *
lamp_hand_split (LampPredictor *predictor, guint prediction, const guint32 *devices, guint n, gint64 at_usec, GError **error)
{
  LampPrediction one;
  g_autoptr (GArray) decisions = decisions_new ();

  g_return_val_if_fail (predictor != NULL, NULL);

  if (!get_prediction (predictor, prediction, &one, error))
    return NULL;
  if (one.confirmed || one.customer != LAMP_NONE)
    {
      g_set_error (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_NO_DEVICE, one.confirmed ? _ ("%s is confirmed out: only a restoration or a later word from SCADA or the field changes that; nothing was changed.") : _ ("%s is one customer's own service: there is nothing below it; nothing was changed."), name_of (predictor, one.device));
      return NULL;
    }
  for (guint i = 0; i < n; i++)
    {
      if (devices[i] >= predictor->tree->network->n_elements || devices[i] == one.device || !lamp_tree_is_behind (predictor->tree, devices[i], one.device))
        {
          g_set_error (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_NO_DEVICE, _ ("A part does not lie behind %s: choose devices that do; nothing was changed."), name_of (predictor, one.device));
          return NULL;
        }
      if (!may_be_out (predictor, devices[i], at_usec, error))
        return NULL;
    }
  withdraw (predictor, decisions, one.device, at_usec);
  add (decisions, LAMP_HAND_BAR, one.device, LAMP_NONE, at_usec);
  for (guint i = 0; i < n; i++)
    add (decisions, LAMP_HAND_PIN, devices[i], LAMP_NONE, at_usec);
  return g_steal_pointer (&decisions);
}

GArray *
lamp_hand_merge (LampPredictor *predictor, guint prediction, guint other, gint64 at_usec, GError **error)
{
  LampPrediction one, two;
  guint32        common;

  g_return_val_if_fail (predictor != NULL, NULL);

  if (!get_prediction (predictor, prediction, &one, error) || !get_prediction (predictor, other, &two, error))
    return NULL;
  common = lamp_tree_common (predictor->tree, one.device, two.device);
  if (common == LAMP_NONE)
    {
      g_set_error (error, LAMP_HAND_ERROR, LAMP_HAND_ERROR_NO_DEVICE, _ ("No device feeds both %s and %s: move the reports of one to the other instead; nothing was changed."), name_of (predictor, one.device), name_of (predictor, two.device));
      return NULL;
    }
  return pin_upwards (predictor, common, at_usec, error);
}

GArray *
lamp_hand_move (LampPredictor *predictor, const guint32 *customers, guint n, guint prediction, gint64 at_usec, GError **error)
{
  LampPrediction one;
  g_autoptr (GArray) decisions = NULL;

  g_return_val_if_fail (predictor != NULL, NULL);

  if (!get_prediction (predictor, prediction, &one, error))
    return NULL;
  /* What evidence is moved to has to stay there: unless known, it is pinned. */
  decisions = one.confirmed ? decisions_new () : lamp_hand_pin (predictor, one.device, at_usec, error);
  if (decisions == NULL)
    return NULL;
  for (guint i = 0; i < n; i++)
    add (decisions, LAMP_HAND_MOVE, one.device, customers[i], at_usec);
  return g_steal_pointer (&decisions);
}
