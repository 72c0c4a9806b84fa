/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A comparison of two versions of a region from inside: what diff.c gives to those who compare one kind of thing each.
 */
#pragma once

#include "grid/diff.h"

G_BEGIN_DECLS

typedef struct
{
  const LampNetwork *before, *after;
  double             tolerance_m;
  LampDiff          *diff;
  LampDiffLayer      layer; /* of the thing looked at */
  const char        *kind;
  const char        *id;
  guint              seen; /* a bit for each LampDiffWhat it was counted for */
} LampComparing;

/* What the notes that follow are about. `kind` is static, `id` lives until the next call. */
void lamp_diff_look_at (LampComparing *comparing, LampDiffLayer layer, const char *kind, const char *id);
/* A difference of it; `field` is static. */
void lamp_diff_note (LampComparing *comparing, LampDiffWhat what, const char *field, const char *before, const char *after);
/* A difference where they are not the same: texts, numbers to seven digits, courses to the tolerance. */
void lamp_diff_compare_text (LampComparing *comparing, const char *field, const char *before, const char *after);
void lamp_diff_compare_number (LampComparing *comparing, const char *field, double before, double after);
void lamp_diff_compare_course (LampComparing *comparing, const LampWorld *a, guint32 n_a, const LampWorld *b, guint32 n_b);

/* The id, or "" for LAMP_NONE and LAMP_NO_FEEDER. */
const char *lamp_diff_node_id (const LampNetwork *network, guint32 node);
const char *lamp_diff_feeder_id (const LampNetwork *network, guint16 feeder);

/* One kind of thing each, of all there are. */
void lamp_diff_compare_elements (LampComparing *comparing);
void lamp_diff_compare_customers (LampComparing *comparing);
void lamp_diff_compare_lists (LampComparing *comparing);

G_END_DECLS
