/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Six figures over the map: how bad it is. Each is a button that shows what it counts. Counted again when a record
 * changes and once a second, because time alone makes promises overdue.
 *
 * Signal "pressed" (int LampKpi): the window shows what that figure counts.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_KPI_CUSTOMERS,
  LAMP_KPI_OUTAGES,
  LAMP_KPI_SITES_OUT,
  LAMP_KPI_SITES_EXPOSED,
  LAMP_KPI_UNASSIGNED,
  LAMP_KPI_OVERDUE,
  LAMP_N_KPIS,
} LampKpi;

#define LAMP_TYPE_KPI_STRIP (lamp_kpi_strip_get_type ())
G_DECLARE_FINAL_TYPE (LampKpiStrip, lamp_kpi_strip, LAMP, KPI_STRIP, GtkWidget)

GtkWidget *lamp_kpi_strip_new (LampDesk *desk) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
