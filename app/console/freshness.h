/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The strip below the header: how old each outside system's last word is, and what waits in the outbox. A source past
 * its limit says so in words and colour. Compact, for narrow windows, it names the late ones only.
 *
 * Property "compact" (boolean). Follows the desk's tick.
 */
#pragma once

#include "console/desk.h"

G_BEGIN_DECLS

#define LAMP_TYPE_FRESHNESS (lamp_freshness_get_type ())
G_DECLARE_FINAL_TYPE (LampFreshness, lamp_freshness, LAMP, FRESHNESS, GtkWidget)

GtkWidget *lamp_freshness_new (LampDesk *desk) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_freshness_set_compact (LampFreshness *self, gboolean compact);

G_END_DECLS
