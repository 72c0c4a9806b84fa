/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The numbers prediction decides by, and where they come from: a key file (data/prediction.md, data/prediction/default.ini) with
 * one set for normal days and one for storms, and others for single zones and feeders.
 *
 * Immutable, reference counted (atomic), any thread. Errors: LAMP_RULES_ERROR (rules.h).
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_MODE_NORMAL,
  LAMP_MODE_STORM,
  LAMP_MODE_N,
} LampMode;

typedef struct
{
  guint  unit_reports;   /* so many customers of a transformer who report are the transformer … */
  double unit_share;     /* … or this share of its customers, 0 … 1 */
  guint  device_units;   /* never a device above with reports from fewer transformers than these */
  double device_share;   /* nor with reports from a smaller share of those behind it */
  double second_fault;   /* one more fault at the same time is so many times less likely than none */
  double second_service; /* the same of one more customer with a trouble of their own */
  guint  storm_events;   /* in an hour in one zone: its storm rules hold; 0: by hand only. Read from the normal mode */
} LampPredictionRules;

typedef struct _LampPredictionConfig LampPredictionConfig;

/* The defaults, which data/prediction/default.ini repeats. */
LampPredictionConfig *lamp_prediction_config_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* `name` is what errors call the text. */
LampPredictionConfig *lamp_prediction_config_parse (const char *name,
                                                    const char *text,
                                                    gsize       size,
                                                    GError    **error) G_GNUC_WARN_UNUSED_RESULT;
LampPredictionConfig *lamp_prediction_config_ref (LampPredictionConfig *config);
void                  lamp_prediction_config_unref (LampPredictionConfig *config);

/* Those of the feeder, else of its zone, else of the region. Either may be NULL. */
LampPredictionRules lamp_prediction_config_get (const LampPredictionConfig *config,
                                                const char                 *zone,
                                                const char                 *feeder,
                                                LampMode                    mode);

/* Groups of zones and feeders that this region lacks, as the file writes them; NULL-terminated, in their order. */
char **lamp_prediction_config_dup_missing (const LampPredictionConfig *config, const LampNetwork *network) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampPredictionConfig, lamp_prediction_config_unref)

G_END_DECLS
