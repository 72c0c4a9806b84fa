/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The inside of the base maps of a map, for its files: base-maps.c opens what is chosen, base-map-menu.c is what to choose from.
 */
#pragma once

#include "console/base-maps.h"
#include "map/backoff.h"

G_BEGIN_DECLS

struct _LampBaseMaps
{
  GObject parent_instance;

  LampMap            *map; /* NULL once closed */
  GSettings          *settings;
  GMenu              *menu, *choices, *changes;
  GSimpleActionGroup *actions;
  char               *note;

  LampBaseMap  *base;    /* shown; NULL: the region's own */
  char         *address; /* of what is shown or being opened */
  GCancellable *opening; /* of a file; NULL at rest */
  LampBackoff   backoff; /* of a file that cannot be opened */
  guint         retry_source;
  char         *refusal; /* why it cannot be opened; NULL */
  GHashTable   *said;    /* addresses whose trouble has been told */
};

/* base-map-menu.c */
void lamp_base_maps_init_menu (LampBaseMaps *self);
/* The list, or what is chosen of it, changed. */
void lamp_base_maps_update_menu (LampBaseMaps *self);
/* What is chosen: an address of the list, LAMP_BASE_REGION or LAMP_BASE_NONE. */
char *lamp_base_maps_dup_choice (LampBaseMaps *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
