/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One ear for a whole list of records: tells when an item came, went or got another record, once for however many
 * changes there were since the last time. For views of sums and counts; rows listen to their own item.
 *
 * Signal "changed": from an idle before the next frame, so ten thousand changes in a burst cost one recount.
 * Holds references to the list and its items. Main thread only.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LAMP_TYPE_WATCH (lamp_watch_get_type ())
G_DECLARE_FINAL_TYPE (LampWatch, lamp_watch, LAMP, WATCH, GObject)

/* `items` is a list of LampItem, may be NULL. */
LampWatch  *lamp_watch_new (GListModel *items) G_GNUC_WARN_UNUSED_RESULT;
GListModel *lamp_watch_get_items (LampWatch *self);

G_END_DECLS
