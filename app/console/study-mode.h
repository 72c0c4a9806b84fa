/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The study of a desk: what-if switching on copies (engine/study.h), of which nothing is ever sent: there is no way from
 * here to an outbox. While it is on, the map shows the study's state and not the real one; the lists, the real state and the commands
 * in the lists go on as ever.
 *
 * The base is the real state when the study began; what is real keeps being followed, and it is told in how many devices
 * it has moved since. With a new grid the steps are done again on it.
 *
 * Loads are weighed in a worker, on a copy; until it is back the last known are given.
 *
 * Signals
 *  - "switched": another state is shown: the study began, ended or was begun again. Whoever holds the shown energisation lets go
 *    of it now.
 *  - "changed" (const LampWorldBox *dirty): the study's state moved inside, or what is said of it (an empty box).
 * Main thread only. The desk owns it and outlives it.
 */
#pragma once

#include <gio/gio.h>

#include "engine/capacity.h"
#include "engine/study.h"

G_BEGIN_DECLS

typedef struct _LampDesk LampDesk;

#define LAMP_TYPE_STUDY_MODE (lamp_study_mode_get_type ())
G_DECLARE_FINAL_TYPE (LampStudyMode, lamp_study_mode, LAMP, STUDY_MODE, GObject)

LampStudyMode *lamp_study_mode_new (LampDesk *desk) G_GNUC_WARN_UNUSED_RESULT;
/* By the desk, before it goes. */
void lamp_study_mode_end (LampStudyMode *self);

gboolean lamp_study_mode_is_on (LampStudyMode *self);
/* What the map shows: the study's state while it is on, else the real one. NULL without a grid. Borrowed until "switched". */
LampEnergisation *lamp_study_mode_get_shown (LampStudyMode *self);
/* NULL while it is off. Borrowed; to be changed by the calls below only. */
LampStudy *lamp_study_mode_get_study (LampStudyMode *self);

/* FALSE, and said in the window, when there is no grid yet. */
gboolean lamp_study_mode_enter (LampStudyMode *self);
void     lamp_study_mode_leave (LampStudyMode *self);
/* From the real state as it is now, with the steps done again. */
void lamp_study_mode_begin_again (LampStudyMode *self);

/* Opens a closed switch, closes an open one; enters when it is off. */
void lamp_study_mode_what_if (LampStudyMode *self, guint32 element);
/* A step that is wanted one way; nothing when the switch stands so already. Enters when it is off. */
void lamp_study_mode_set_open (LampStudyMode *self, guint32 element, gboolean open);
void lamp_study_mode_undo (LampStudyMode *self);
void lamp_study_mode_redo (LampStudyMode *self);
void lamp_study_mode_reset (LampStudyMode *self);

/* When the base was real, by the gateway's clock. */
gint64 lamp_study_mode_get_base_usec (LampStudyMode *self);
/* In how many devices the reality has moved since. */
guint lamp_study_mode_get_n_moved (LampStudyMode *self);
/* LampOverload: what carries more than its rating in the study and carried less in the base, the worst first. Borrowed until
 * "changed". */
const GArray *lamp_study_mode_get_overloads (LampStudyMode *self);
/* The overloads are not those of the present steps yet. */
gboolean lamp_study_mode_is_weighing (LampStudyMode *self);

G_END_DECLS
