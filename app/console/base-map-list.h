/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The base maps somebody added, as the settings keep them ("base-maps"), and which one is chosen ("base-map"). Main thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LAMP_BASE_REGION "region" /* the region's own */
#define LAMP_BASE_NONE "none"     /* chosen when the layer of the base map is hidden; never kept */

typedef struct
{
  char *title;       /* for people */
  char *address;     /* the path of a file, or the URL of a tile server; what it is known by */
  char *attribution; /* "" for what the file says, or none */
  guint most_zoom;   /* of a tile server */
} LampBaseEntry;

void     lamp_base_entry_free (LampBaseEntry *entry);
gboolean lamp_base_entry_is_server (const LampBaseEntry *entry);

/* LampBaseEntry; what makes no sense in the settings is left out. */
GPtrArray *lamp_base_list_read (GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;
/* Borrowed from the list; NULL when it is not in it. */
const LampBaseEntry *lamp_base_list_find (GPtrArray *list, const char *address);
/* One of the same address is replaced. */
void lamp_base_list_add (GSettings *settings, const LampBaseEntry *entry);
void lamp_base_list_remove (GSettings *settings, const char *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampBaseEntry, lamp_base_entry_free)

G_END_DECLS
