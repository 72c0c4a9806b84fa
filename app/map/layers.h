/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What can be shown on a map and hidden: by the layers menu, by settings, by options of a picture. Pure.
 */
#pragma once

#include "map/scene.h"

G_BEGIN_DECLS

/* From the feeders' colours on they are not shown at first. */
typedef enum {
  LAMP_MAP_LAYER_BASE,    /* water, green, buildings, streets */
  LAMP_MAP_LAYER_NAMES,   /* of streets, places and devices */
  LAMP_MAP_LAYER_SITES,   /* key sites; one that is out stays */
  LAMP_MAP_LAYER_CREWS,   /* crews */
  LAMP_MAP_LAYER_FEEDERS, /* colours lines by feeder */
  LAMP_MAP_LAYER_PHASES,  /* letters on lines that have not all three */
  LAMP_MAP_LAYER_FLOW,    /* arrows away from the source */
  LAMP_MAP_N_LAYERS,
} LampMapLayer;

/* In settings, options and actions: "base". Not for the screen. */
const char *lamp_map_layer_get_name (LampMapLayer layer);
/* LAMP_MAP_N_LAYERS when there is none of that name. */
LampMapLayer lamp_map_layer_from_name (const char *name);
gboolean     lamp_map_layer_is_shown_at_first (LampMapLayer layer);
/* What of it is painted; [LAMP_MAP_N_LAYERS]. */
LampShow lamp_map_layers_get_show (const gboolean *shown);

G_END_DECLS
