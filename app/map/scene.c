/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See scene.h.
 */
#include "map/scene.h"

#include "map/changes.h"
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
  scene->has_rings = state != NULL && lamp_state_has_rings (g_bytes_get_data (state, NULL), g_bytes_get_size (state));
  return scene;
}

void
lamp_scene_set_base_map (LampScene *scene, LampBaseMap *base_map)
{
  g_set_object (&scene->base_map, base_map);
}

char *
lamp_base_dup_attribution (LampBaseMap *base_map, const LampNetwork *network)
{
  const char *pictures = base_map != NULL ? lamp_base_map_get_attribution (base_map) : "";
  const char *own = network != NULL ? network->attribution : "";

  if (*pictures == '\0' || *own == '\0' || strstr (pictures, own) != NULL)
    return g_strdup (*pictures != '\0' ? pictures : own);
  return g_strdup_printf ("%s · %s", pictures, own);
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
  g_clear_object (&scene->base_map);
  g_clear_pointer (&scene->flow, g_bytes_unref);
  lamp_palette_unref (scene->palette);
  g_free (scene);
}

void
lamp_scene_set_flow (LampScene *scene, GBytes *flow)
{
  g_clear_pointer (&scene->flow, g_bytes_unref);
  scene->flow = flow != NULL ? g_bytes_ref (flow) : NULL;
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
lamp_scene_substation_size (double zoom)
{
  return CLAMP ((zoom - 8.0) * 1.8, 5.0, 11.0);
}

gboolean
lamp_scene_shows_phases (double zoom)
{
  return zoom >= 15.2;
}

gboolean
lamp_scene_shows_flow (LampVoltageClass voltage, double zoom)
{
  static const double from[LAMP_N_VOLTAGE_CLASSES] = { 9.0, 11.6, 13.6, 17.4 };

  return zoom >= from[voltage];
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
  static const struct
  {
    void (*paint) (LampPainting *painting);
    LampShow when; /* any of these is shown; 0: always */
  } painters[] = {
    { lamp_paint_base_map, LAMP_SHOW_BASE },
    { lamp_paint_grid, 0 },
    { lamp_paint_rings, 0 },
    { lamp_paint_flow, LAMP_SHOW_FLOW },
    { lamp_paint_devices, 0 },
    { lamp_paint_labels, LAMP_SHOW_NAMES | LAMP_SHOW_PHASES },
  };

  for (guint i = 0; i < G_N_ELEMENTS (painters) && !g_atomic_int_get (cancelled); i++)
    if ((painting->index != NULL || painters[i].paint == lamp_paint_base_map) && (painters[i].when == 0 || (painting->scene->show & painters[i].when) != 0) && (labels || painters[i].paint != lamp_paint_labels))
      painters[i].paint (painting);
}

void
lamp_scene_paint_block (const LampScene *scene, LampTileKey key, int columns, int rows, gboolean labels, guint32 *pixels, const int *cancelled)
{
  LampPainting painting = {
    .width = columns * LAMP_TILE_PX,
    .height = rows * LAMP_TILE_PX,
    .zoom = lamp_zoom_from_step (key.step),
    .scale = key.scale,
    .k = lamp_tile_px_per_unit (key),
  };
  cairo_surface_t *surface;

  painting.raster = (LampRaster){ pixels, painting.width, painting.height };
  fill_painting (&painting, scene);
  lamp_raster_clear (&painting.raster, painting.colours[LAMP_COLOUR_GROUND]);
  if (scene->index == NULL && scene->base_map == NULL)
    return;
  painting.cancelled = cancelled;
  painting.left = key.x * (LAMP_TILE_PX / painting.k);
  painting.top = key.y * (LAMP_TILE_PX / painting.k);
  surface = cairo_image_surface_create_for_data ((guchar *)pixels, CAIRO_FORMAT_RGB24, painting.width, painting.height, painting.width * 4);
  painting.cr = cairo_create (surface);
  paint (&painting, labels, cancelled);
  cairo_destroy (painting.cr);
  cairo_surface_destroy (surface);
}

void
lamp_scene_paint (const LampScene *scene, LampTileKey key, gboolean labels, guint32 *pixels, const int *cancelled)
{
  lamp_scene_paint_block (scene, key, 1, 1, labels, pixels, cancelled);
}

/* For a view as for a tile. */
static LampPainting
paint_view (const LampScene *scene, const LampView *view)
{
  LampPainting painting = {
    .width = (int)(view->width * view->scale + 1e-6), /* what came of a division may lack a little */
    .height = (int)(view->height * view->scale + 1e-6),
    .framed = TRUE,
    .zoom = view->zoom,
    .scale = view->scale,
    .k = lamp_view_k (view) * view->scale,
  };

  fill_painting (&painting, scene);
  painting.left = view->x - view->width * view->scale / 2.0 / painting.k;
  painting.top = view->y - view->height * view->scale / 2.0 / painting.k;
  return painting;
}

static void
note_line (const LampPainting *painting, int voltage, guint32 element, LampSceneLines *lines)
{
  const LampNetwork *network = painting->network;
  LampSupply         supply = lamp_paint_supply (painting, element);
  LampShow           show = painting->scene->show;

  lines->classes[voltage] = TRUE;
  lines->out |= supply == LAMP_SUPPLY_OUT;
  lines->unknown |= supply == LAMP_SUPPLY_UNKNOWN;
  lines->ring |= lamp_paint_is_ring (painting, element);
  lines->phases |= (show & LAMP_SHOW_PHASES) != 0 && lamp_scene_shows_phases (painting->zoom) && (voltage == LAMP_VOLTAGE_FEEDER || voltage == LAMP_VOLTAGE_LATERAL) &&
                   (network->element_phases[element] & LAMP_PHASE_ABC) != LAMP_PHASE_ABC;
  lines->flow |= (show & LAMP_SHOW_FLOW) != 0 && lamp_scene_shows_flow ((LampVoltageClass)voltage, painting->zoom) && supply == LAMP_SUPPLY_ENERGISED;
}

LampSceneLines
lamp_scene_find_lines (const LampScene *scene, const LampView *view)
{
  LampSceneLines lines = { { FALSE } };
  LampPainting   painting = paint_view (scene, view);
  LampWorldBox   box = lamp_paint_box (&painting, 0.0);
  LampBinsIter   iter;
  guint32        first, end;

  for (int voltage = 0; voltage <= lamp_scene_finest_class (view->zoom); voltage++)
    {
      lamp_bins_query (&scene->index->edge_bins[voltage], box, &iter);
      while (lamp_bins_next (&iter, &first, &end))
        for (guint32 i = first; i < end; i++)
          {
            LampEdge  edge = scene->index->edges[voltage][i];
            LampWorld a = painting.network->vertices[edge.vertex], b = painting.network->vertices[edge.vertex + 1];

            if (MAX (a.x, b.x) >= box.x0 && MIN (a.x, b.x) <= box.x1 && MAX (a.y, b.y) >= box.y0 && MIN (a.y, b.y) <= box.y1)
              note_line (&painting, voltage, edge.element, &lines);
          }
    }
  return lines;
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
  painting.cancelled = &never;
  paint (&painting, TRUE, &never);
  cairo_restore (cr);
}
