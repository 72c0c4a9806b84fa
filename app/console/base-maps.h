/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which base map a map shows: the region's own, none, or one of those somebody added. Opens it, tries again when it cannot be
 * opened, keeps the choice in the settings, and is the menu to choose from.
 *
 * Signals
 *  - "say" (const char *sentence): something is wrong with a base map, once for each.
 *  - "ask-file", "ask-server": the menu was asked for another; the answer goes to lamp_base_maps_add_….
 * Properties
 *  - "note" (string, notified): what stands in the map's corner, plain text: who made the base map, and what is wrong
 *    with it; "" for nothing.
 * Main thread only.
 */
#pragma once

#include "console/base-map-list.h"
#include "map/map.h"

G_BEGIN_DECLS

#define LAMP_TYPE_BASE_MAPS (lamp_base_maps_get_type ())
G_DECLARE_FINAL_TYPE (LampBaseMaps, lamp_base_maps, LAMP, BASE_MAPS, GObject)

/* The map's layers have been set from the settings. */
LampBaseMaps *lamp_base_maps_new (LampMap *map, GSettings *settings) G_GNUC_WARN_UNUSED_RESULT;

/* For a menu: sections, and their actions as "base.…". Borrowed. */
GMenuModel   *lamp_base_maps_get_menu (LampBaseMaps *self);
GActionGroup *lamp_base_maps_get_actions (LampBaseMaps *self);

const char *lamp_base_maps_get_note (LampBaseMaps *self);
/* The map shows another grid. */
void lamp_base_maps_update_note (LampBaseMaps *self);

/* An address of the list, LAMP_BASE_REGION or LAMP_BASE_NONE. */
void lamp_base_maps_choose (LampBaseMaps *self, const char *address);
/* When it can be opened it joins the list and is chosen; else that is said and nothing changes. */
void lamp_base_maps_add_file (LampBaseMaps *self, const char *path);
/* The address is a checked URL (map/tile-server.h). Joins the list and is chosen. */
void lamp_base_maps_add_server (LampBaseMaps *self, const LampBaseEntry *entry);

/* Ends what is under way: before the map goes. */
void lamp_base_maps_close (LampBaseMaps *self);

G_END_DECLS
