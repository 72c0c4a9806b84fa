/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a trace found, row by row: key sites first, then devices in the order of the trace, the steps of a plan in theirs and
 * the ties it does without. At most LAMP_TRACE_MOST_ROWS, so that a trace over a whole city opens at once. Main thread only.
 */
#pragma once

#include <gio/gio.h>

#include "console/tracing.h"
#include "map/selection.h"

G_BEGIN_DECLS

#define LAMP_TRACE_MOST_ROWS 1000

#define LAMP_TYPE_TRACE_ROW (lamp_trace_row_get_type ())
G_DECLARE_FINAL_TYPE (LampTraceRow, lamp_trace_row, LAMP, TRACE_ROW, GObject)

LampSelectKind lamp_trace_row_get_kind (LampTraceRow *self); /* NONE: leads nowhere */
const char    *lamp_trace_row_get_id (LampTraceRow *self);
const char    *lamp_trace_row_get_first (LampTraceRow *self);
const char    *lamp_trace_row_get_second (LampTraceRow *self); /* (nullable) */
/* "out", "late" or NULL, of the second line; static. */
const char *lamp_trace_row_get_style (LampTraceRow *self);

/* Makes `rows` those of the trace, in the state it was made in. Returns how many were left out. */
guint lamp_trace_rows_fill (GListStore *rows, LampTracing *tracing, LampEnergisation *state);

G_END_DECLS
