/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A key site in full: is it supplied, by what, for how long without, whom to call. Main thread only.
 */
#pragma once

#include "console/command-flow.h"

G_BEGIN_DECLS

#define LAMP_TYPE_INSPECTOR_SITE (lamp_inspector_site_get_type ())
G_DECLARE_FINAL_TYPE (LampInspectorSite, lamp_inspector_site, LAMP, INSPECTOR_SITE, GtkWidget)

GtkWidget *lamp_inspector_site_new (LampDesk *desk, LampCommandFlow *flow) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE when there is none of that id (any more). NULL: shows nothing and does no work. */
gboolean lamp_inspector_site_set_id (LampInspectorSite *self, const char *id);

G_END_DECLS
