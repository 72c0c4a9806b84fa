/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a study overloads: weighed in a worker, on copies, one state at a time and the newest next; measured by what was
 * overloaded in the state it began from.
 *
 * Signal "weighed": the overloads are those of the newest state, or nearer to it.
 * Main thread only.
 */
#pragma once

#include <gio/gio.h>

#include "engine/capacity.h"

G_BEGIN_DECLS

#define LAMP_TYPE_STUDY_LOADS (lamp_study_loads_get_type ())
G_DECLARE_FINAL_TYPE (LampStudyLoads, lamp_study_loads, LAMP, STUDY_LOADS, GObject)

LampStudyLoads *lamp_study_loads_new (void) G_GNUC_WARN_UNUSED_RESULT;

/* States are copied here. `base` NULL: forgets everything. */
void lamp_study_loads_begin (LampStudyLoads *self, const LampEnergisation *base);
void lamp_study_loads_weigh (LampStudyLoads *self, const LampEnergisation *state);

/* LampOverload, the worst first: those that carried less in the base. Borrowed until "weighed" or the next beginning. */
const GArray *lamp_study_loads_get_overloads (LampStudyLoads *self);
gboolean      lamp_study_loads_is_weighing (LampStudyLoads *self);

G_END_DECLS
