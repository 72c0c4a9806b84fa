/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See scene.h.
 */
#include "map/scene.h"

#include "map/paint.h"

LampScene *
lamp_scene_new (LampIndex *index, GBytes *state, LampPalette *palette, gboolean night, LampShow show)
{
  LampScene *scene = g_new0 (LampScene, 1);

  g_atomic_ref_count_init (&scene->ref_count);
  scene->index = index != NULL ? lamp_index_ref (index) : NULL;
  scene->state = state != NULL ? g_bytes_ref (state) : NULL;
  scene->palette = lamp_palette_ref (palette);
  scene->night = night;
  scene->show = show;
  return scene;
}

LampScene *
lamp_scene_ref (LampScene *scene)
{
  g_atomic_ref_count_inc (&scene->ref_count);
  return scene;
}

void
lamp_scene_unref (LampScene *scene)
{
  if (!g_atomic_ref_count_dec (&scene->ref_count))
    return;
  lamp_chain_states_clear (&scene->chains);
  g_clear_pointer (&scene->index, lamp_index_unref);
  g_clear_pointer (&scene->state, g_bytes_unref);
  lamp_palette_unref (scene->palette);
  g_free (scene);
}

const LampChainStates *
lamp_scene_get_chains (const LampScene *scene)
{
  LampScene *self = (LampScene *)scene; /* written once, before anybody can read it */

  if (g_once_init_enter (&self->chains_once))
    {
      lamp_chain_states_init (&self->chains, scene->index, scene->state != NULL ? g_bytes_get_data (scene->state, NULL) : NULL);
      g_once_init_leave (&self->chains_once, 1);
    }
  return &self->chains;
}

int
lamp_scene_finest_class (double zoom)
{
  if (zoom >= 14.6)
    return LAMP_VOLTAGE_LOW;
  return zoom >= 10.5 ? LAMP_VOLTAGE_LATERAL : LAMP_VOLTAGE_FEEDER;
}

gboolean
lamp_scene_shows_switches (double zoom)
{
  return zoom >= 12.6;
}

gboolean
lamp_scene_shows_transformers (double zoom)
{
  return zoom >= 15.0;
}

double
lamp_paint_by_zoom (const LampPainting *painting, const double (*table)[2])
{
  double zoom = painting->zoom;
  guint  i = 0;

  if (zoom <= table[0][0])
    return table[0][1] * painting->scale;
  while (table[i + 1][0] != 0.0 && table[i + 1][0] < zoom)
    i++;
  if (table[i + 1][0] == 0.0)
    return table[i][1] * painting->scale;
  return (table[i][1] + (table[i + 1][1] - table[i][1]) * (zoom - table[i][0]) / (table[i + 1][0] - table[i][0])) * painting->scale;
}

guint32
lamp_paint_fade (guint32 colour, double share)
{
  return (colour & 0x00ffffff) | (guint32)((colour >> 24) * CLAMP (share, 0.0, 1.0)) << 24;
}

void
lamp_paint_set_colour (cairo_t *cr, guint32 colour)
{
  cairo_set_source_rgba (cr, (colour >> 16 & 0xff) / 255.0, (colour >> 8 & 0xff) / 255.0, (colour & 0xff) / 255.0,
                         (colour >> 24) / 255.0);
}

LampWorldBox
lamp_paint_box (const LampPainting *painting, double margin_px)
{
  double margin = margin_px / painting->k;
  double right = painting->left + painting->width / painting->k, bottom = painting->top + painting->height / painting->k;

  return (LampWorldBox){
    (guint32)CLAMP (painting->left - margin, 0.0, LAMP_WORLD_SIZE - 1.0),
    (guint32)CLAMP (painting->top - margin, 0.0, LAMP_WORLD_SIZE - 1.0),
    (guint32)CLAMP (right + margin, 0.0, LAMP_WORLD_SIZE - 1.0),
    (guint32)CLAMP (bottom + margin, 0.0, LAMP_WORLD_SIZE - 1.0),
  };
}

static void
fill_painting (LampPainting *painting, const LampScene *scene)
{
  painting->scene = scene;
  painting->index = scene->index;
  painting->network = scene->index != NULL ? scene->index->network : NULL;
  painting->state = scene->state != NULL ? g_bytes_get_data (scene->state, NULL) : NULL;
  painting->colours = lamp_palette_get_colours (scene->palette, scene->night);
}

/* Everything but the ground. */
static void
paint (LampPainting *painting, gboolean labels, const int *cancelled)
{
  static void (*const painters[]) (LampPainting *) = { lamp_paint_base, lamp_paint_grid, lamp_paint_devices, lamp_paint_labels };
  LampShow show = painting->scene->show;

  for (guint i = 0; i < G_N_ELEMENTS (painters); i++)
    {
      if (g_atomic_int_get (cancelled))
        break;
      if ((painters[i] == lamp_paint_labels && (!labels || (show & LAMP_SHOW_NAMES) == 0)) ||
          (painters[i] == lamp_paint_base && (show & LAMP_SHOW_BASE) == 0))
        continue;
      painters[i](painting);
    }
}

void
lamp_scene_paint (const LampScene *scene, LampTileKey key, gboolean labels, guint32 *pixels, const int *cancelled)
{
  LampPainting painting = {
    .width = LAMP_TILE_PX,
    .height = LAMP_TILE_PX,
    .zoom = lamp_zoom_from_step (key.step),
    .scale = key.scale,
    .k = lamp_tile_px_per_unit (key),
    .raster = { pixels, LAMP_TILE_PX, LAMP_TILE_PX },
  };
  cairo_surface_t *surface;

  fill_painting (&painting, scene);
  lamp_raster_clear (&painting.raster, painting.colours[LAMP_COLOUR_GROUND]);
  if (scene->index == NULL)
    return;
  painting.left = key.x * (LAMP_TILE_PX / painting.k);
  painting.top = key.y * (LAMP_TILE_PX / painting.k);
  surface = cairo_image_surface_create_for_data ((guchar *)pixels, CAIRO_FORMAT_RGB24, LAMP_TILE_PX, LAMP_TILE_PX, LAMP_TILE_PX * 4);
  painting.cr = cairo_create (surface);
  paint (&painting, labels, cancelled);
  cairo_destroy (painting.cr);
  cairo_surface_destroy (surface);
}

/* For a view as for a tile. */
static LampPainting
paint_view (const LampScene *scene, const LampView *view)
{
  LampPainting painting = {
    .width = (int)(view->width * view->scale),
    .height = (int)(view->height * view->scale),
    .framed = TRUE,
    .zoom = view->zoom,
    .scale = view->scale,
    .k = lamp_view_k (view) * view->scale,
  };

  fill_painting (&painting, scene);
  painting.left = view->x - painting.width / 2.0 / painting.k;
  painting.top = view->y - painting.height / 2.0 / painting.k;
  return painting;
}

void
lamp_scene_find_lines (const LampScene *scene, const LampView *view, gboolean *classes, gboolean *out, gboolean *unknown)
{
  LampPainting painting = paint_view (scene, view);
  LampWorldBox box = lamp_paint_box (&painting, 0.0);
  LampBinsIter iter;
  guint32      first, end;

  for (int voltage = 0; voltage <= lamp_scene_finest_class (view->zoom); voltage++)
    {
      lamp_bins_query (&scene->index->edge_bins[voltage], box, &iter);
      while (lamp_bins_next (&iter, &first, &end))
        for (guint32 i = first; i < end; i++)
          {
            LampEdge   edge = scene->index->edges[voltage][i];
            LampWorld  a = painting.network->vertices[edge.vertex], b = painting.network->vertices[edge.vertex + 1];
            LampSupply supply = lamp_paint_supply (&painting, edge.element);

            if (MAX (a.x, b.x) < box.x0 || MIN (a.x, b.x) > box.x1 || MAX (a.y, b.y) < box.y0 || MIN (a.y, b.y) > box.y1)
              continue;
            classes[voltage] = TRUE;
            *out = *out || supply == LAMP_SUPPLY_OUT;
            *unknown = *unknown || supply == LAMP_SUPPLY_UNKNOWN;
          }
    }
}

void
lamp_scene_draw (const LampScene *scene, const LampView *view, cairo_t *cr, guint32 *pixels, const LampRect *taken, guint n_taken)
{
  const int    never = 0;
  LampPainting painting = paint_view (scene, view);

  painting.cr = cr;
  painting.taken = taken;
  painting.n_taken = n_taken;
  painting.raster = (LampRaster){ pixels, painting.width, painting.height };
  cairo_save (cr);
  cairo_rectangle (cr, 0.0, 0.0, painting.width, painting.height);
  cairo_clip_preserve (cr);
  lamp_paint_set_colour (cr, painting.colours[LAMP_COLOUR_GROUND] | 0xff000000);
  cairo_fill (cr);
  if (scene->index != NULL)
    paint (&painting, TRUE, &never);
  cairo_restore (cr);
}

GArray *
lamp_scene_dup_substation_rects (const LampScene *scene, const LampView *view)
{
  GArray      *rects = g_array_new (FALSE, FALSE, sizeof (LampRect));
  LampPainting painting = paint_view (scene, view);

  lamp_paint_find_substations (&painting, rects);
  return rects;
}

GBytes *
lamp_scene_dup_state (const LampIndex *index, const LampEnergisation *energisation, GHashTable *traced)
{
  const LampNetwork *network = index->network;
  guint8            *state = g_memdup2 (lamp_energisation_get_elements (energisation), MAX (network->n_elements, 1));
  GHashTableIter     iter;
  gpointer           element;

  for (guint32 i = 0; i < index->n_switches; i++)
    {
      guint32  device = index->switches[i];
      gboolean open = lamp_energisation_is_open (energisation, device);

      if (open)
        state[device] |= LAMP_STATE_OPEN;
      if (open != lamp_energisation_is_normally_open (energisation, device))
        state[device] |= LAMP_STATE_OFF_NORMAL;
    }
  if (traced != NULL)
    g_hash_table_iter_init (&iter, traced);
  while (traced != NULL && g_hash_table_iter_next (&iter, &element, NULL))
    state[GPOINTER_TO_UINT (element)] |= LAMP_STATE_TRACED;
  return g_bytes_new_take (state, MAX (network->n_elements, 1));
}
