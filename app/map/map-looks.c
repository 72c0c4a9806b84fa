/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How the map shows it: by day or night, in whose colours, as of now or old, which layers, over which base map. See map.h.
 */
#include "map/map-private.h"

/* What a study shows is reckoned: it does not get old. */
LampPalette *
lamp_map_get_palette (LampMap *self)
{
  return self->stale_palette != NULL && self->study_frame == NULL ? self->stale_palette : self->palette;
}

const guint32 *
lamp_map_get_colours (LampMap *self)
{
  return lamp_palette_get_colours (lamp_map_get_palette (self), self->night);
}

void
lamp_map_looks_changed (LampMap *self)
{
  lamp_map_show_all (self);
  g_signal_emit_by_name (self, "layers-changed");
}

/* Takes the reference. The layers borrow colours: what goes is let go of when they have others. */
static void
set_palettes (LampMap *self, LampPalette *palette, gboolean stale)
{
  g_autoptr (LampPalette) before = self->palette;
  g_autoptr (LampPalette) stale_before = self->stale_palette;

  self->palette = palette;
  self->stale_palette = stale ? lamp_palette_dup_stale (palette) : NULL;
  lamp_map_looks_changed (self);
}

void
lamp_map_set_stale (LampMap *self, gboolean stale)
{
  g_return_if_fail (LAMP_IS_MAP (self));

  lamp_live_set_stale (self->live, stale);
  if ((self->stale_palette != NULL) == (stale != FALSE))
    return;
  set_palettes (self, lamp_palette_ref (self->palette), stale);
}

gboolean
lamp_map_get_stale (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), FALSE);
  return self->stale_palette != NULL;
}

void
lamp_map_set_night (LampMap *self, gboolean night)
{
  g_return_if_fail (LAMP_IS_MAP (self));

  if (self->night == night)
    return;
  self->night = night;
  lamp_map_looks_changed (self);
}

gboolean
lamp_map_get_night (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), FALSE);
  return self->night;
}

gboolean
lamp_map_set_palette (LampMap *self, const char *name, GError **error)
{
  LampPalette *palette;

  g_return_val_if_fail (LAMP_IS_MAP (self) && name != NULL, FALSE);

  palette = lamp_palette_load (name, error);
  if (palette == NULL)
    return FALSE;
  set_palettes (self, palette, self->stale_palette != NULL);
  return TRUE;
}

void
lamp_map_set_layer_shown (LampMap *self, LampMapLayer layer, gboolean shown)
{
  g_return_if_fail (LAMP_IS_MAP (self) && layer < LAMP_MAP_N_LAYERS);

  if (self->shown[layer] == shown)
    return;
  self->shown[layer] = shown;
  if (layer == LAMP_MAP_LAYER_SITES || layer == LAMP_MAP_LAYER_CREWS)
    lamp_live_set_shown (self->live, layer == LAMP_MAP_LAYER_SITES ? LAMP_SELECT_SITE : LAMP_SELECT_CREW, shown);
  else
    lamp_map_show_all (self);
  g_signal_emit_by_name (self, "layers-changed");
}

gboolean
lamp_map_get_layer_shown (LampMap *self, LampMapLayer layer)
{
  g_return_val_if_fail (LAMP_IS_MAP (self) && layer < LAMP_MAP_N_LAYERS, FALSE);
  return self->shown[layer];
}

void
lamp_map_tell_base_map (LampMap *self)
{
  LampView view = lamp_map_get_view (self);

  if (self->base_map != NULL)
    lamp_base_map_focus (self->base_map, (LampWorld){ (guint32)view.x, (guint32)view.y }, lamp_view_k (&view) * view.scale);
}

static void
base_changed_cb (LampMap *self, const LampWorldBox *dirty)
{
  lamp_tile_store_touch (self->store, dirty, 1);
  lamp_map_check_settled (self);
}

void
lamp_map_set_base_map (LampMap *self, LampBaseMap *base_map)
{
  g_return_if_fail (LAMP_IS_MAP (self) && (base_map == NULL || LAMP_IS_BASE_MAP (base_map)));

  if (self->base_map == base_map)
    return;
  /* Not g_signal_connect_object: a base map may end in a worker. */
  if (self->base_map != NULL)
    g_signal_handlers_disconnect_by_data (self->base_map, self);
  g_set_object (&self->base_map, base_map);
  if (base_map != NULL)
    g_signal_connect_swapped (base_map, "changed", G_CALLBACK (base_changed_cb), self);
  lamp_map_tell_base_map (self);
  lamp_map_looks_changed (self);
}

LampBaseMap *
lamp_map_get_base_map (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), NULL);
  return self->base_map;
}

char *
lamp_map_dup_attribution (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), NULL);

  if (!self->shown[LAMP_MAP_LAYER_BASE])
    return g_strdup ("");
  return lamp_base_dup_attribution (self->base_map, self->energisation != NULL ? lamp_energisation_get_network (self->energisation) : NULL);
}
