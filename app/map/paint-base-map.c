/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A base map of pictures beneath the grid: drawn on a sheet of its own, toned, and laid over the region's own, which is only
 * drawn where the pictures leave something open.
 */
#include "map/base-tone.h"
#include "map/paint.h"

#define TILE_PATIENCE_USEC (80 * G_TIME_SPAN_MILLISECOND) /* a file on a disk is sharp at once */
#define PICTURE_PATIENCE_USEC (30 * G_TIME_SPAN_SECOND)   /* a picture has no second chance */
#define MOST_SHEET_PX 32767

static cairo_surface_t *
new_sheet (LampPainting *painting, gboolean *covered)
{
  const LampBaseView view = {
    .left = painting->left,
    .top = painting->top,
    .k = painting->k,
    .width = painting->width,
    .height = painting->height,
    .patience_usec = painting->framed ? PICTURE_PATIENCE_USEC : TILE_PATIENCE_USEC,
    .cancelled = painting->cancelled,
  };
  cairo_surface_t *sheet = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, view.width, view.height);
  LampBaseMap     *base = painting->scene->base_map;
  cairo_t         *cr = cairo_create (sheet);

  *covered = lamp_base_map_draw (base, cr, &view);
  cairo_destroy (cr);
  cairo_surface_flush (sheet);
  if (cairo_surface_status (sheet) == CAIRO_STATUS_SUCCESS)
    lamp_base_tone ((guint32 *)(void *)cairo_image_surface_get_data (sheet), (gsize)(cairo_image_surface_get_stride (sheet) / 4) * (gsize)view.height,
                    painting->colours[LAMP_COLOUR_GROUND], painting->scene->night, lamp_base_map_is_bright (base));
  cairo_surface_mark_dirty (sheet);
  return sheet;
}

void
lamp_paint_base_map (LampPainting *painting)
{
  cairo_surface_t *sheet;
  gboolean         covered;

  if (painting->scene->base_map == NULL)
    {
      if (painting->index != NULL)
        lamp_paint_base (painting);
      return;
    }
  g_return_if_fail (painting->width <= MOST_SHEET_PX && painting->height <= MOST_SHEET_PX);

  sheet = new_sheet (painting, &covered);
  if (!covered && painting->index != NULL)
    lamp_paint_base (painting);
  cairo_set_source_surface (painting->cr, sheet, 0, 0);
  cairo_paint (painting->cr);
  cairo_surface_destroy (sheet);
}
