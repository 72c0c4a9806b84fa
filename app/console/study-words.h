/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Studies and traces in words: what a step does and what would be unsafe about it, what a study gains and loses, the step
 * list as text. Pure but for the locale and the local time zone. Every `char *` is newly allocated; main thread.
 */
#pragma once

#include "engine/capacity.h"
#include "engine/restoration.h"
#include "engine/study.h"

G_BEGIN_DECLS

/* "Fuse 83907", "LBS 85296". */
char *lamp_say_element (const LampNetwork *network, guint32 element) G_GNUC_WARN_UNUSED_RESULT;
/* "open", "closed – normally open". */
char *lamp_say_position (const LampEnergisation *state, guint32 element) G_GNUC_WARN_UNUSED_RESULT;

/* "Open LBS 85296". */
char *lamp_say_operation (const LampNetwork *network, guint32 element, gboolean open) G_GNUC_WARN_UNUSED_RESULT;
/* "120 customers lose supply"; NULL when nobody gains or loses it. */
char *lamp_say_step_effect (const LampStudyStep *step) G_GNUC_WARN_UNUSED_RESULT;
/* One sentence a risk; NULL-terminated. */
char **lamp_say_step_risks (const LampNetwork *network, const LampStudyStep *step) G_GNUC_WARN_UNUSED_RESULT;
char  *lamp_say_overload (const LampNetwork *network, const LampOverload *overload) G_GNUC_WARN_UNUSED_RESULT;

/* "340 customers get supply (1.2 MW) · 120 customers lose it (450 kW)". */
char *lamp_say_customers_moved (const LampStudyEffect *effect) G_GNUC_WARN_UNUSED_RESULT;
/* "Key sites that get supply: Mill · Key sites that lose supply: General hospital"; of each sort at most `n_most` names. NULL when no key site is touched. */
char *lamp_say_sites_moved (const LampNetwork *network, const LampStudyEffect *effect, guint n_most) G_GNUC_WARN_UNUSED_RESULT;

/* The steps, their risks and what they add up to, for a switching plan's draft. `base_usec`: when the base was real. */
char *lamp_say_plan (LampStudy *study, const GArray *overloads, gint64 base_usec) G_GNUC_WARN_UNUSED_RESULT;

/* Why a tie is in the plan or not, one sentence. */
char *lamp_say_tie (const LampNetwork *network, const LampTieOption *option) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
