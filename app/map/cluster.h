/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Markers that would lie upon each other become one, with their count. Things are taken in the order given, the most
 * important first: each joins the nearest head of its kind within the radius, or becomes a head itself. What must be
 * seen is never joined to another: it stays alone. Depends on places only, never on the view, so nothing flickers while panning.
 *
 * Pure, any thread. Cost: O(n) for spread places.
 */
#pragma once

#include "geo/geo.h"

G_BEGIN_DECLS

typedef struct
{
  LampWorld at;
  guint     kind; /* only the same kinds join */
  gboolean  keep; /* never joined, joins nobody */
} LampClusterPoint;

/* head[i]: the point that stands for point i; i itself when it stands. `radius` in world units. */
void lamp_cluster (const LampClusterPoint *points, guint n, double radius, guint32 *head);

G_END_DECLS
