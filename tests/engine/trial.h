/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Random faults on a real grid, what would be reported of them, and how well prediction names them.
 *
 * A fault is drawn evenly over the elements of a group that have customers behind and that something clears; the right answer
 * is what clears it: itself when it is a protective device, a transformer or a service drop, else the next such above it.
 * Faults cleared by a telemetered device are left out: SCADA names those. Of two devices with the same customers behind no
 * report can tell one from the other, so either is right.
 *
 * Reports: the given share of the dark customers call (rounded; one at least), drawn evenly, within minutes; each unit has
 * meters with the given chance, whose last gasps get through four times in five, within a minute. A tenth of all comes half an
 * hour late, in any order. For each report there is, with `wrong`, a call from a customer on the same feeder who has supply, up
 * to half an hour before or a quarter after.
 */
#pragma once

#include "engine/prediction.h"

G_BEGIN_DECLS

typedef enum {
  TRIAL_ANY,
  TRIAL_BREAKER, /* and reclosers */
  TRIAL_FUSE,
  TRIAL_SWITCH, /* and regulators: cleared by what is above */
  TRIAL_TRANSFORMER,
  TRIAL_LINE,
  TRIAL_N_GROUPS,
} TrialGroup;

typedef struct
{
  LampNetwork      *network;
  LampEnergisation *normal;
  LampTree         *tree;
  LampPredictor    *predictor;
  GArray           *faults[TRIAL_N_GROUPS]; /* guint32: elements that may break */
  GHashTable       *mates;                  /* feeder head → GArray of those cleared on it */
} TrialGrid;

typedef struct
{
  double     calls, meters, wrong; /* shares, 0 … 1 */
  TrialGroup group;
  guint      n_faults; /* 1, or 2 on one feeder, neither behind the other */
  gboolean   count;    /* how many reports it needed, too: slow */
} TrialSetting;

typedef struct
{
  guint   n_faults;     /* drawn */
  guint   n_exact;      /* named, or one with the same customers */
  guint   n_named;      /* or its next protective device above */
  guint   n_predicted;  /* outages predicted, but for the services of those who were wrong */
  guint   n_right;      /* of these */
  guint   n_base_named; /* by the common ancestor of all who report */
  guint   n_base_right;
  GArray *needed; /* guint: reports until the name was right and stayed so */
} TrialScore;

TrialGrid *trial_grid_new (LampNetwork *network);
void       trial_grid_free (TrialGrid *grid);
void       trial_run (TrialGrid *grid, const TrialSetting *setting, guint n, GRand *rand, TrialScore *score);
void       trial_score_clear (TrialScore *score);
double     trial_median (const GArray *values);

/* A region of the shared data, imported by a shipped profile into a temporary file; NULL when there is none. `grid` is
 * "greensboro" or "ieee9500". */
LampNetwork *trial_load_shared (const char *grid);
/* A set of rules as shipped: "default" or "few-customers". */
LampPredictionConfig *trial_load_rules (const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TrialGrid, trial_grid_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TrialScore, trial_score_clear)

G_END_DECLS
