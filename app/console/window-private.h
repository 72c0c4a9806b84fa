/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of the main window, for its two files: window.c opens and closes gateways; window-actions.c is keys and
 * menus.
 */
#pragma once

#include "console/alarm.h"
#include "console/notice-bar.h"
#include "console/start-page.h"
#include "console/study-actions.h"
#include "console/watch.h"
#include "console/window.h"

G_BEGIN_DECLS

struct _LampWindow
{
  AdwApplicationWindow parent_instance;

  /* Template. */
  AdwToastOverlay *toasts;
  LampNoticeBar   *notice;
  GtkStack        *stack; /* start, connecting, desk */
  LampStartPage   *start;
  AdwStatusPage   *connecting;
  GtkBox          *desk_place, *pill_place;
  GtkLabel        *region;
  GtkWidget       *desk_controls, *pane_controls; /* of the header, while a desk is shown */
  GtkWidget       *bell;
  GtkLabel        *new_count;
  GtkMenuButton   *user;
  GtkWidget       *back; /* from the question to the desk that is open */

  GSettings        *settings;
  char             *token_file; /* "" for none */
  gboolean          remembers_size;
  LampDesk         *desk; /* NULL while none is open, as all below */
  LampCommandFlow  *flow;
  LampStudyActions *study_actions;
  LampDeskView     *view;    /* child of desk_place */
  LampAlarm        *alarm;   /* from the first snapshot on */
  GListModel       *outages; /* borrowed */
  LampWatch        *outages_watch;
};

void lamp_window_add_actions (LampWindow *self);
/* Shows the question for a gateway. */
void lamp_window_ask (LampWindow *self);

G_END_DECLS
