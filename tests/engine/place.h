/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A grid with a predictor, for tests of prediction; and what always has to hold.
 */
#pragma once

#include "engine/prediction-hand.h"

G_BEGIN_DECLS

#define SECOND ((gint64)G_USEC_PER_SEC)

typedef struct
{
  LampNetwork      *network;
  LampEnergisation *normal;
  LampTree         *tree;
  LampPredictor    *predictor;
} Place;

/* Takes the network. */
void place_init (Place *place, LampNetwork *network);
void place_clear (Place *place);

void    place_tell (Place *place, LampReportKind kind, guint32 subject, gint64 at_s);
guint32 place_customer (const Place *place, const char *id);
/* Every number of every prediction. */
char *place_predictions_to_text (LampPredictor *predictor);
/* Exactly these devices by these rules, in the order of the predictions: "T1 unit, B1 scada". */
void place_assert_predicts (Place *place, const char *wanted);
/* One customer, one outage. */
void place_assert_each_once (Place *place);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Place, place_clear)

G_END_DECLS
