/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See picture-order.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "console/picture-order.h"

#include "console/gateway-address.h"

#include <glib/gi18n-lib.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

void
lamp_picture_order_clear (LampPictureOrder *order)
{
  g_free (order->gateway);
  g_free (order->token);
}

gboolean
lamp_picture_refuse (GError **error, const char *format, ...)
{
  g_autofree char *sentence = NULL;
  va_list          args;

  va_start (args, format);
  sentence = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, sentence);
  return FALSE;
}

static gboolean
read_number (const char **at, double *number)
{
  char *end = NULL;

  *number = g_ascii_strtod (*at, &end); /* a point, whatever the language */
  if (end == *at || !isfinite (*number))
    return FALSE;
  *at = end;
  return TRUE;
}

static gboolean
read_box (const char *text, LampPictureOrder *order, GError **error)
{
  double      numbers[4];
  const char *at = text;

  for (guint i = 0; i < 4; i++)
    {
      if (!read_number (&at, &numbers[i]) || *at != (i < 3 ? ',' : '\0'))
        return lamp_picture_refuse (error, _ ("“%s” is not a box: write it as west,south,east,north in degrees, such as --bbox=-0.12,51.49,-0.07,51.52."), text);
      at++;
    }
  if (fabs (numbers[0]) > 180.0 || fabs (numbers[2]) > 180.0 || fabs (numbers[1]) > LAMP_MERCATOR_MAX_LAT || fabs (numbers[3]) > LAMP_MERCATOR_MAX_LAT)
    return lamp_picture_refuse (error, _ ("“%s” lies beyond the map: longitudes are within ±180 degrees, latitudes within ±85."), text);
  if (numbers[0] >= numbers[2] || numbers[1] >= numbers[3])
    return lamp_picture_refuse (error, _ ("“%s” holds nothing: the west must be less than the east, the south less than the north."), text);
  order->box = LAMP_WORLD_BOX_EMPTY;
  lamp_world_box_add (&order->box, lamp_world_from_point ((LampPoint){ numbers[0], numbers[1] }));
  lamp_world_box_add (&order->box, lamp_world_from_point ((LampPoint){ numbers[2], numbers[3] }));
  order->boxed = TRUE;
  return TRUE;
}

static gboolean
read_size (const char *text, LampPictureOrder *order, GError **error)
{
  char rest = 0;

  if (sscanf (text, "%5dx%5d%c", &order->width, &order->height, &rest) == 2 && order->width >= LAMP_PICTURE_LEAST_WIDTH_PX &&
      order->height >= LAMP_PICTURE_LEAST_HEIGHT_PX && order->width <= LAMP_PICTURE_MOST_PX && order->height <= LAMP_PICTURE_MOST_PX)
    return TRUE;
  return lamp_picture_refuse (error, _ ("“%s” is not a size: write it like 1920x1080, from %dx%d to %dx%d."), text, LAMP_PICTURE_LEAST_WIDTH_PX,
                              LAMP_PICTURE_LEAST_HEIGHT_PX, LAMP_PICTURE_MOST_PX, LAMP_PICTURE_MOST_PX);
}

/* A point, whatever the language; so many pixels must be possible. */
static gboolean
read_scale (const char *text, LampPictureOrder *order, GError **error)
{
  const char *at = text;

  if (order->kind != LAMP_PICTURE_PNG)
    return lamp_picture_refuse (error, _ ("--scale is for PNG: what an SVG or PDF holds is crisp on every screen. Leave it away."));
  if (!read_number (&at, &order->scale) || *at != '\0' || order->scale < 1.0 || order->scale > LAMP_PICTURE_MOST_SCALE)
    return lamp_picture_refuse (error, _ ("“%s” is not a scale: it is a number from 1 to %g, such as 1.5."), text, LAMP_PICTURE_MOST_SCALE);
  if (MAX (order->width, order->height) * order->scale > LAMP_PICTURE_MOST_PX)
    return lamp_picture_refuse (error, _ ("%dx%d at a scale of %s is more than %d pixels: make one of them smaller."), order->width, order->height, text, LAMP_PICTURE_MOST_PX);
  return TRUE;
}

static gboolean
read_layers (const char *text, LampPictureOrder *order, GError **error)
{
  g_auto (GStrv) names = g_strsplit (text, ",", -1);

  memset (order->shown, 0, sizeof order->shown);
  for (guint i = 0; names[i] != NULL; i++)
    {
      LampMapLayer layer = lamp_map_layer_from_name (names[i]);

      if (layer == LAMP_MAP_N_LAYERS)
        return lamp_picture_refuse (error, _ ("“%s” is no layer: name some of base,names,sites,crews,feeders,phases,flow, with commas between them."), names[i]);
      order->shown[layer] = TRUE;
    }
  return TRUE;
}

static gboolean
read_palette (const char *text, LampPictureOrder *order, GError **error)
{
  g_autoptr (LampPalette) palette = lamp_palette_load (text, NULL);

  order->palette = text;
  return palette != NULL || lamp_picture_refuse (error, _ ("There is no palette “%s”: it is neutral, us, iec or cn."), text);
}

static gboolean
read_look (const LampMapPictureWish *wish, LampPictureOrder *order, GError **error)
{
  order->night = g_strcmp0 (wish->style, "night") == 0;
  if (wish->style != NULL && !order->night && !g_str_equal (wish->style, "day"))
    return lamp_picture_refuse (error, _ ("“%s” is not a style: it is day or night."), wish->style);
  return (wish->size == NULL || read_size (wish->size, order, error)) && (wish->bbox == NULL || read_box (wish->bbox, order, error)) &&
         (wish->scale == NULL || read_scale (wish->scale, order, error)) && (wish->layers == NULL || read_layers (wish->layers, order, error)) &&
         (wish->palette == NULL || read_palette (wish->palette, order, error));
}

gboolean
lamp_picture_order_read (const LampMapPictureWish *wish, LampPictureOrder *order, GError **error)
{
  *order = (LampPictureOrder){ .width = 1920, .height = 1080, .scale = 1.0, .palette = "neutral" };
  for (guint layer = 0; layer < LAMP_MAP_N_LAYERS; layer++)
    order->shown[layer] = lamp_map_layer_is_shown_at_first ((LampMapLayer)layer);
  if (!lamp_picture_kind_of_name (wish->file, &order->kind))
    {
      g_autofree char *shown = g_filename_display_name (wish->file);

      return lamp_picture_refuse (error, _ ("“%s” says no kind of picture: let its name end in .png, .svg or .pdf."), shown);
    }
  if (g_strcmp0 (wish->base_map, "none") == 0)
    order->shown[LAMP_MAP_LAYER_BASE] = FALSE;
  if (wish->region == NULL)
    return lamp_picture_refuse (error, _ ("--picture wants to know of which grid: add --region FILE.gpkg."));
  if (!read_look (wish, order, error))
    return FALSE;
  if (wish->gateway == NULL)
    return wish->token_file == NULL || lamp_picture_refuse (error, _ ("--token-file says who you are to a gateway: add --gateway URL."));
  order->gateway = lamp_gateway_normalise (wish->gateway, error);
  return order->gateway != NULL;
}
