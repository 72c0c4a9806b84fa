/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Fewer vertices for a course of edges, by Douglas and Peucker, for all tolerances at once.
 *
 * Each vertex is told up to which tolerance it has to stay. Those that stay at a tolerance are a course that is nowhere farther
 * from the first than that, in either direction; what stays at one also stays at every smaller one.
 *
 * World units. Pure, any thread. Cost: O(n · log n) on courses that are lines on the ground, never more than
 * O(n · LAMP_SIMPLIFY_RUN): every so many vertices one stays whatever the tolerance.
 */
#pragma once

#include "geo/geo.h"

G_BEGIN_DECLS

#define LAMP_SIMPLIFY_RUN 512

/* stays[i]: up to which tolerance vertex i stays; G_MAXFLOAT for the first, the last and every LAMP_SIMPLIFY_RUNth; 0 for what nobody
 * who asks for at least `least` would keep. */
void lamp_simplify (const LampWorld *course, guint32 n, double least, float *stays);

G_END_DECLS
