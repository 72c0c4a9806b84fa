/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Prediction by hand: merge, split, move evidence, force up or down, pin. All come down to four decisions, which are kept as
 * latest times like reports, so they too give the same answer in any order and survive whatever is reported later; until
 * evidence contradicts them, which can be asked for.
 *
 *  - pin: this device is out, and explains everything behind it. Ends with a restoration of it or of something above, a crew
 *    that finds nothing, a meter live behind it, or its being telemetered closed.
 *  - bar: not this device, for reports that began before. Ends with a restoration; a trip or a crew overrule it.
 *  - move: a customer's reports belong to the outage on that device, which has to be a pinned or otherwise known one. Ends
 *    when the customer is live or that outage is over.
 *  - withdraw: pins and bars of a device up to then do not count.
 *
 * The makers below turn what a dispatcher wants into decisions and refuse what cannot be (LAMP_HAND_ERROR); nothing is
 * changed before lamp_predictor_decide().
 */
#pragma once

#include "engine/prediction.h"

G_BEGIN_DECLS

#define LAMP_HAND_ERROR (lamp_hand_error_quark ())

typedef enum {
  LAMP_HAND_ERROR_CLOSED,    /* telemetered closed: it cannot be out */
  LAMP_HAND_ERROR_LIVE,      /* a customer behind it is live later than its first report */
  LAMP_HAND_ERROR_NO_DEVICE, /* nothing above or below, or no device common to both */
  LAMP_HAND_ERROR_NO_OUTAGE, /* nothing is predicted there */
} LampHandError;

GQuark lamp_hand_error_quark (void);

typedef enum {
  LAMP_HAND_PIN,
  LAMP_HAND_BAR,
  LAMP_HAND_MOVE,
  LAMP_HAND_WITHDRAW,
} LampHandKind;

typedef struct
{
  LampHandKind kind;
  guint32      device;   /* element */
  guint32      customer; /* of a move, else LAMP_NONE */
  gint64       at_usec;
} LampDecision;

void lamp_predictor_decide (LampPredictor *predictor, const LampDecision *decision);

/* The makers return an array of LampDecision. `prediction` and `other` are indices of present predictions. */
GArray *lamp_hand_pin (LampPredictor *predictor, guint32 device, gint64 at_usec, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* On the next protective device above that can be out. */
GArray *lamp_hand_force_up (LampPredictor *predictor, guint prediction, gint64 at_usec, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Not on its device: its evidence is predicted anew below. A second device may still be named by the rules. */
GArray *lamp_hand_force_down (LampPredictor *predictor, guint prediction, gint64 at_usec, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Into outages on these devices behind it; what lies behind none of them is predicted anew. */
GArray *lamp_hand_split (LampPredictor *predictor, guint prediction, const guint32 *devices, guint n, gint64 at_usec, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Into one, on the lowest protective device both lie behind that can be out. */
GArray *lamp_hand_merge (LampPredictor *predictor, guint prediction, guint other, gint64 at_usec, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* The reports of these customers to another outage, wherever the grid says they hang. */
GArray *lamp_hand_move (LampPredictor *predictor, const guint32 *customers, guint n, guint prediction, gint64 at_usec, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* What decisions would come to, without making them. */
typedef struct
{
  GArray *predictions;                           /* LampPrediction: all there would be */
  guint   n_ended, n_new;                        /* of the present ones, which would be gone; of those, which are not there now */
  guint32 n_customers_before, n_customers_after; /* out, in all */
} LampPreview;

void lamp_preview_clear (LampPreview *preview);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampPreview, lamp_preview_clear)

void lamp_predictor_preview (LampPredictor *predictor, const GArray *decisions, LampPreview *preview);

/* How a decision about a device fares now. */
typedef enum {
  LAMP_HAND_NONE, /* none was made, or it was withdrawn or is over */
  LAMP_HAND_HOLDS,
  LAMP_HAND_OVERRULED_CLOSED, /* a pin: telemetered closed */
  LAMP_HAND_OVERRULED_LIVE,   /* a pin: `who` is live behind it */
  LAMP_HAND_OVERRULED_FIELD,  /* a pin: a crew found nothing; a bar: a trip or a crew says that it is */
} LampHandState;

LampHandState lamp_predictor_get_hand (LampPredictor *predictor, guint32 device, LampHandKind kind, guint32 *who);

G_END_DECLS
