/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See layers.h.
 */
#include "map/layers.h"

/* `show` 0: it is of what is live, and not painted. */
static const struct
{
  const char *name;
  LampShow    show;
} layers[LAMP_MAP_N_LAYERS] = {
  [LAMP_MAP_LAYER_BASE] = { "base", LAMP_SHOW_BASE },
  [LAMP_MAP_LAYER_NAMES] = { "names", LAMP_SHOW_NAMES },
  [LAMP_MAP_LAYER_SITES] = { "sites", 0 },
  [LAMP_MAP_LAYER_CREWS] = { "crews", 0 },
  [LAMP_MAP_LAYER_FEEDERS] = { "feeders", LAMP_SHOW_FEEDERS },
  [LAMP_MAP_LAYER_PHASES] = { "phases", LAMP_SHOW_PHASES },
  [LAMP_MAP_LAYER_FLOW] = { "flow", LAMP_SHOW_FLOW },
};

const char *
lamp_map_layer_get_name (LampMapLayer layer)
{
  g_return_val_if_fail ((guint)layer < LAMP_MAP_N_LAYERS, NULL);

  return layers[layer].name;
}

LampMapLayer
lamp_map_layer_from_name (const char *name)
{
  guint layer = 0;

  while (layer < LAMP_MAP_N_LAYERS && !g_str_equal (layers[layer].name, name))
    layer++;
  return (LampMapLayer)layer;
}

gboolean
lamp_map_layer_is_shown_at_first (LampMapLayer layer)
{
  return layer < LAMP_MAP_LAYER_FEEDERS;
}

LampShow
lamp_map_layers_get_show (const gboolean *shown)
{
  guint show = 0;

  for (guint layer = 0; layer < LAMP_MAP_N_LAYERS; layer++)
    if (shown[layer])
      show |= layers[layer].show;
  return (LampShow)show;
}
