/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One open assignment: who is on it (or, in a crew's view, on what), how far it is, and the steps that are valid from
 * there. Main thread only.
 */
#pragma once

#include "console/command-flow.h"
#include "records/item.h"

G_BEGIN_DECLS

#define LAMP_TYPE_JOB_ROW (lamp_job_row_get_type ())
G_DECLARE_FINAL_TYPE (LampJobRow, lamp_job_row, LAMP, JOB_ROW, GtkWidget)

/* `of_crew`: it stands in a crew's view and names the outage; else the crew. */
GtkWidget *lamp_job_row_new (LampDesk        *desk,
                             LampCommandFlow *flow,
                             LampItem        *assignment,
                             gboolean         of_crew) G_GNUC_WARN_UNUSED_RESULT;

/* Makes the children of `box` job rows of these assignments, in this order; rows that stand are kept. */
void lamp_job_rows_update (GtkBox *box, LampDesk *desk, LampCommandFlow *flow, GPtrArray *assignments, gboolean of_crew);

G_END_DECLS
