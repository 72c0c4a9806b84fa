/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A distance measured over several points: great-circle lengths of its legs, the last of them to where the pointer is.
 * Pure; main thread for the words.
 */
#pragma once

#include "geo/geo.h"

G_BEGIN_DECLS

typedef struct
{
  GArray   *points;   /* LampWorld, set */
  LampWorld live;     /* where the next would be set */
  gboolean  has_live; /* is it known? */
} LampMeasure;

void lamp_measure_init (LampMeasure *measure);
void lamp_measure_clear (LampMeasure *measure); /* frees */

/* FALSE when it is where the last one is. */
gboolean lamp_measure_add (LampMeasure *measure, LampWorld at);
/* FALSE when there is none. */
gboolean lamp_measure_remove_last (LampMeasure *measure);

/* Of the nth leg, from point n to n + 1, the live end counted; and of all, metres. */
guint  lamp_measure_get_n_legs (const LampMeasure *measure);
double lamp_measure_leg_m (const LampMeasure *measure, guint nth);
double lamp_measure_total_m (const LampMeasure *measure);
/* The nth point, the live one after all that are set. */
LampWorld lamp_measure_point (const LampMeasure *measure, guint nth);

/* "85 m", "1.24 km", "38 km", in the user's language. */
char *lamp_length_text (double length_m) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
