/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An element of the grid: what it is, whether it is alive, what hangs on it and on what it hangs. Main thread only.
 */
#pragma once

#include "console/command-flow.h"

G_BEGIN_DECLS

#define LAMP_TYPE_INSPECTOR_DEVICE (lamp_inspector_device_get_type ())
G_DECLARE_FINAL_TYPE (LampInspectorDevice, lamp_inspector_device, LAMP, INSPECTOR_DEVICE, GtkWidget)

GtkWidget *lamp_inspector_device_new (LampDesk *desk, LampCommandFlow *flow) G_GNUC_WARN_UNUSED_RESULT;
/* FALSE when there is none of that id (any more). NULL: shows nothing and does no work. */
gboolean lamp_inspector_device_set_id (LampInspectorDevice *self, const char *id);

G_END_DECLS
