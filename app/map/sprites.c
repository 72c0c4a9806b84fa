/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See sprites.h.
 */
#include "map/sprites.h"

#include <math.h>
#include <string.h>

#define HEADING_STEP_DEG 10
#define SYMBOL_REACH_PX 22.0

struct _LampSprites
{
  GHashTable  *table; /* text key → LampSprite */
  LampColours  colours;
  double       scale;
  PangoLayout *layout;
};

static void
sprite_free (gpointer data)
{
  LampSprite *sprite = data;

  g_object_unref (sprite->texture);
  g_free (sprite);
}

LampSprites *
lamp_sprites_new (void)
{
  LampSprites *sprites = g_new0 (LampSprites, 1);

  sprites->layout = lamp_text_layout_new ();
  sprites->table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sprite_free);
  return sprites;
}

void
lamp_sprites_free (LampSprites *sprites)
{
  g_hash_table_unref (sprites->table);
  g_object_unref (sprites->layout);
  g_free (sprites);
}

void
lamp_sprites_begin (LampSprites *sprites, const guint32 *colours, double scale)
{
  if (memcmp (sprites->colours, colours, sizeof sprites->colours) == 0 && sprites->scale == scale &&
      g_hash_table_size (sprites->table) < LAMP_MOST_SPRITES)
    return;
  g_hash_table_remove_all (sprites->table);
  memcpy (sprites->colours, colours, sizeof sprites->colours);
  sprites->scale = scale;
}

static cairo_surface_t *
begin_picture (LampSprites *sprites, double width, double height)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)ceil (ceil (width) * sprites->scale),
                                                         (int)ceil (ceil (height) * sprites->scale));

  cairo_surface_set_device_scale (surface, sprites->scale, sprites->scale);
  return surface;
}

static const LampSprite *
keep_picture (LampSprites *sprites, const char *key, cairo_surface_t *surface, double x, double y)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  g_autoptr (GBytes) bytes = NULL;
  LampSprite *sprite = g_new0 (LampSprite, 1);

  cairo_surface_flush (surface);
  bytes = g_bytes_new (cairo_image_surface_get_data (surface), (gsize)stride * (gsize)height);
  sprite->texture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, (gsize)stride);
  sprite->x = x;
  sprite->y = y;
  sprite->width = width / sprites->scale;
  sprite->height = height / sprites->scale;
  cairo_surface_destroy (surface);
  g_hash_table_insert (sprites->table, g_strdup (key), sprite);
  return sprite;
}

const LampSprite *
lamp_sprites_symbol (LampSprites *sprites, const LampSymbol *symbol)
{
  LampSymbol        drawn = *symbol;
  char              key[64];
  const LampSprite *found;
  cairo_surface_t  *surface;
  cairo_t          *cr;

  drawn.heading_deg = (symbol->heading_deg % 360 + 360 + HEADING_STEP_DEG / 2) / HEADING_STEP_DEG * HEADING_STEP_DEG % 360;
  if (symbol->look != LAMP_LOOK_CREW_ENROUTE)
    drawn.heading_deg = 0;
  g_snprintf (key, sizeof key, "s%d/%d/%d/%d/%d/%s", drawn.look, drawn.stale, drawn.fresh, drawn.small, drawn.heading_deg, drawn.mark);
  found = g_hash_table_lookup (sprites->table, key);
  if (found != NULL)
    return found;
  surface = begin_picture (sprites, 2.0 * SYMBOL_REACH_PX, 2.0 * SYMBOL_REACH_PX);
  cr = cairo_create (surface);
  cairo_translate (cr, SYMBOL_REACH_PX, SYMBOL_REACH_PX);
  lamp_symbol_draw (cr, &drawn, sprites->colours);
  cairo_destroy (cr);
  return keep_picture (sprites, key, surface, -SYMBOL_REACH_PX, -SYMBOL_REACH_PX);
}

const LampSprite *
lamp_sprites_text (LampSprites *sprites, LampTextKind kind, const char *text)
{
  g_autofree char  *key = g_strdup_printf ("t%d/%s", kind, text);
  const LampSprite *found = g_hash_table_lookup (sprites->table, key);
  cairo_surface_t  *surface;
  cairo_t          *cr;
  double            width, height;

  if (found != NULL)
    return found;
  lamp_text_measure (sprites->layout, kind, text, &width, &height);
  surface = begin_picture (sprites, width, height);
  cr = cairo_create (surface);
  lamp_text_draw (cr, sprites->layout, kind, text, sprites->colours);
  cairo_destroy (cr);
  return keep_picture (sprites, key, surface, 0.0, 0.0);
}
