/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What passes between the map and the desk: lists, grid, clock and staleness one way, what is pressed, dropped and asked for the
 * other; and what of the map the settings keep.
 *
 * The map borrows the desk's energisation: it is told of another before the desk lets go of the old one, and of none
 * before the desk goes.
 */
#define G_LOG_DOMAIN "lamp-map-pane"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/map-pane-private.h"

#include "console/gather-card.h"
#include "console/list-glue.h"
#include "console/map-actions.h"
#include "console/study-actions.h"

#include <glib/gi18n-lib.h>

#define GRID_PATIENCE_TICKS 20

static void
grid_loaded_cb (LampMapPane *self)
{
  self->has_grid = TRUE;
  gtk_widget_set_visible (self->loading, FALSE);
  lamp_map_set_grid (LAMP_MAP (self->map), lamp_study_mode_get_shown (lamp_desk_get_study (self->desk)));
  lamp_base_maps_update_note (self->base_maps);
}

static void
grid_sketched_cb (LampMapPane *self, const LampSketch *sketch)
{
  lamp_map_set_sketch (LAMP_MAP (self->map), sketch);
}

static void
grid_failed_cb (LampMapPane *self, const char *sentence)
{
  lamp_map_set_sketch (LAMP_MAP (self->map), NULL);
  if (!self->has_grid)
    gtk_label_set_text (GTK_LABEL (self->loading), sentence);
  else
    lamp_desk_say (self->desk, sentence);
}

static void
energisation_changed_cb (LampMapPane *self, const LampWorldBox *dirty)
{
  if (!lamp_study_mode_is_on (lamp_desk_get_study (self->desk)))
    lamp_map_grid_changed (LAMP_MAP (self->map), *dirty);
}

static void
update_clock (LampMapPane *self)
{
  lamp_map_set_clock (LAMP_MAP (self->map), lamp_desk_get_now_usec (self->desk), lamp_desk_get_speed (self->desk));
}

/* A server made by others may have no grid for us; then the wait must not look endless. */
static void
tick_cb (LampMapPane *self)
{
  update_clock (self);
  if (!self->has_grid && ++self->n_ticks == GRID_PATIENCE_TICKS)
    gtk_label_set_text (GTK_LABEL (self->loading),
                        _ ("No grid has come from this gateway yet. Outages and crews are shown all the same."));
}

static void
update_stale (LampMapPane *self)
{
  lamp_map_set_stale (LAMP_MAP (self->map), lamp_desk_is_stale (self->desk));
  update_clock (self);
}

static void
update_night (LampMapPane *self)
{
  lamp_map_set_night (LAMP_MAP (self->map), adw_style_manager_get_dark (adw_style_manager_get_default ()));
}

static void
show_cb (LampMapPane *self)
{
  LampSelectKind kind = lamp_selection_get_kind (lamp_desk_get_selection (self->desk));
  LampShown      shown = lamp_map_show_selected (LAMP_MAP (self->map));

  if (kind == LAMP_SELECT_NONE || shown == LAMP_SHOWN)
    return;
  if (shown == LAMP_SHOWN_PLACE)
    lamp_desk_say (self->desk, kind == LAMP_SELECT_CREW   ? _ ("Crews are hidden on the map: show them again under Layers.")
                               : kind == LAMP_SELECT_SITE ? _ ("Key sites are hidden on the map: show them again under Layers.")
                                                          : _ ("This outage is over: the map shows where it was."));
  else if (self->has_grid)
    lamp_desk_say (self->desk, _ ("Nobody has told where this is: it is not on the map."));
}

static void
activated_cb (LampMapPane *self, LampSelectKind kind, const char *id)
{
  lamp_desk_show (self->desk, kind, id);
}

static void
assign_dropped_cb (LampMapPane *self, const char *crew, const char *outage)
{
  if (lamp_study_mode_is_on (lamp_desk_get_study (self->desk)))
    lamp_desk_say (self->desk, _ ("You are in a study: nothing is sent from the map. Leave it (Esc), or use the lists."));
  else
    lamp_desk_assign (self->desk, outage, crew);
}

static void
menu_cb (LampMapPane *self, LampSelectKind kind, const char *id, double x, double y)
{
  if (kind == LAMP_SELECT_NONE)
    {
      lamp_ground_menu_popup (LAMP_MAP (self->map), x, y);
      return;
    }
  lamp_desk_select (self->desk, kind, id);
  if (!lamp_study_menu_popup (self->desk, self->map, kind, x, y))
    lamp_thing_menu_popup (self->map, kind, x, y);
}

static void
gathered_cb (LampMapPane *self, const LampWorldBox *box, const GdkRectangle *at)
{
  lamp_gather_card_popup (LAMP_MAP (self->map), self->desk, *box, at);
}

static void
update_blink (LampMapPane *self)
{
  lamp_map_set_blink (LAMP_MAP (self->map), g_settings_get_boolean (self->settings, "blink"));
}

static void
layers_to_settings (LampMapPane *self)
{
  const char *shown[LAMP_MAP_N_LAYERS + 1] = { NULL };
  guint       n = 0;

  if (self->layers_from_settings)
    return;
  for (int i = 0; i < LAMP_MAP_N_LAYERS; i++)
    if (lamp_map_get_layer_shown (LAMP_MAP (self->map), (LampMapLayer)i))
      shown[n++] = lamp_map_layer_get_name ((LampMapLayer)i);
  g_settings_set_strv (self->settings, "map-layers", shown);
}

void
lamp_map_pane_take_layers (LampMapPane *self)
{
  g_auto (GStrv) shown = g_settings_get_strv (self->settings, "map-layers");

  self->layers_from_settings = TRUE;
  for (int i = 0; i < LAMP_MAP_N_LAYERS; i++)
    lamp_map_set_layer_shown (LAMP_MAP (self->map), (LampMapLayer)i,
                              g_strv_contains ((const char *const *)shown, lamp_map_layer_get_name ((LampMapLayer)i)));
  self->layers_from_settings = FALSE;
}

static void
update_palette (LampMapPane *self)
{
  g_autofree char *name = g_settings_get_string (self->settings, "palette");
  g_autoptr (GError) error = NULL;

  if (!lamp_map_set_palette (LAMP_MAP (self->map), name, &error))
    g_warning ("%s", error->message);
}

void
lamp_map_pane_join (LampMapPane *self)
{
  LampSession *session = lamp_desk_get_session (self->desk);

  lamp_map_set_outages (LAMP_MAP (self->map), lamp_desk_get_collection (self->desk, "outages"));
  lamp_map_set_crews (LAMP_MAP (self->map), lamp_desk_get_collection (self->desk, "crews"));
  lamp_map_set_sites (LAMP_MAP (self->map), lamp_desk_get_collection (self->desk, "sites"));
  g_signal_connect_object (self->map, "activated", G_CALLBACK (activated_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "assign-dropped", G_CALLBACK (assign_dropped_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "menu", G_CALLBACK (menu_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "gathered", G_CALLBACK (gathered_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::blink", G_CALLBACK (update_blink), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->map, "layers-changed", G_CALLBACK (layers_to_settings), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "grid-loaded", G_CALLBACK (grid_loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "grid-sketched", G_CALLBACK (grid_sketched_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "grid-failed", G_CALLBACK (grid_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "energisation-changed", G_CALLBACK (energisation_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "show", G_CALLBACK (show_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->desk, "tick", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark", G_CALLBACK (update_night), self,
                           G_CONNECT_SWAPPED);
  if (session != NULL)
    {
      g_signal_connect_object (session, "notify::state", G_CALLBACK (update_stale), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "clock-changed", G_CALLBACK (update_clock), self, G_CONNECT_SWAPPED);
      update_stale (self);
    }
  g_signal_connect_object (self->settings, "changed::palette", G_CALLBACK (update_palette), self, G_CONNECT_SWAPPED);
  update_palette (self);
  update_clock (self);
  update_night (self);
  update_blink (self);
  if (lamp_desk_get_energisation (self->desk) != NULL)
    grid_loaded_cb (self);
}
