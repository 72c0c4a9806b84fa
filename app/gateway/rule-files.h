/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which rules are in force: built-in ones by name, or a utility's own file. The built-in ones are part of the program
 * (data/prediction/, data/promises/, data/estimates/), so they are there however it is started.
 */
#pragma once

#include "engine/estimate.h"
#include "engine/prediction-config.h"
#include "engine/promise.h"

G_BEGIN_DECLS

#define LAMP_DEFAULT_PREDICTION "default"
#define LAMP_DEFAULT_PROMISES "state-grid"
#define LAMP_DEFAULT_ESTIMATES "typical"

/* `choice`: the name of a built-in one, or a path (anything with a "/" or ending in ".ini"); NULL: the default. Blocks.
 * Errors: LAMP_RULES_ERROR, sentences for the command line. */
LampPredictionConfig *lamp_rule_files_load_prediction (const char *choice, GError **error) G_GNUC_WARN_UNUSED_RESULT;
LampPromiseSet       *lamp_rule_files_load_promises (const char *choice, GError **error) G_GNUC_WARN_UNUSED_RESULT;
LampEstimateRules    *lamp_rule_files_load_estimates (const char *choice, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
