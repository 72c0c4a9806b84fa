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
  GHashTable  *symbols;             /* key → LampSprite */
  GHashTable  *texts[LAMP_N_TEXTS]; /* text → LampSprite */
  guint        n;                   /* in all of them */
  LampColours  colours;
  double       scale;
  PangoLayout *layout;
};

static void
sprite_free (gpointer data)
{
  LampSprite *sprite = data;

  g_clear_object (&sprite->texture);
  cairo_surface_destroy (sprite->surface);
  g_free (sprite);
}

LampSprites *
lamp_sprites_new (void)
{
  LampSprites *sprites = g_new0 (LampSprites, 1);

  sprites->layout = lamp_text_layout_new ();
  sprites->symbols = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sprite_free);
  for (guint kind = 0; kind < LAMP_N_TEXTS; kind++)
    sprites->texts[kind] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, sprite_free);
  return sprites;
}

void
lamp_sprites_free (LampSprites *sprites)
{
  g_hash_table_unref (sprites->symbols);
  for (guint kind = 0; kind < LAMP_N_TEXTS; kind++)
    g_hash_table_unref (sprites->texts[kind]);
  g_object_unref (sprites->layout);
  g_free (sprites);
}

void
lamp_sprites_begin (LampSprites *sprites, const guint32 *colours, double scale)
{
  if (memcmp (sprites->colours, colours, sizeof sprites->colours) == 0 && sprites->scale == scale &&
      sprites->n < LAMP_MOST_SPRITES)
    return;
  g_hash_table_remove_all (sprites->symbols);
  for (guint kind = 0; kind < LAMP_N_TEXTS; kind++)
    g_hash_table_remove_all (sprites->texts[kind]);
  sprites->n = 0;
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

GdkTexture *
lamp_texture_new_for_surface (cairo_surface_t *surface)
{
  int         height = cairo_image_surface_get_height (surface);
  gsize       stride = (gsize)cairo_image_surface_get_stride (surface);
  GBytes     *bytes = NULL;
  GdkTexture *texture;

  cairo_surface_flush (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), stride * (gsize)height, (GDestroyNotify)cairo_surface_destroy,
                                      cairo_surface_reference (surface));
  texture = gdk_memory_texture_new (cairo_image_surface_get_width (surface), height, GDK_MEMORY_DEFAULT, bytes, stride);
  g_bytes_unref (bytes);
  return texture;
}

GdkTexture *
lamp_sprite_get_texture (const LampSprite *sprite)
{
  LampSprite *mutable = (LampSprite *)sprite;

  if (sprite->texture == NULL)
    mutable->texture = lamp_texture_new_for_surface (sprite->surface);
  return sprite->texture;
}

static const LampSprite *
keep_picture (LampSprites *sprites, GHashTable *table, const char *key, cairo_surface_t *surface, double x, double y)
{
  LampSprite *sprite = g_new0 (LampSprite, 1);

  cairo_surface_flush (surface);
  sprite->surface = surface;
  sprite->x = x;
  sprite->y = y;
  sprite->width = cairo_image_surface_get_width (surface) / sprites->scale;
  sprite->height = cairo_image_surface_get_height (surface) / sprites->scale;
  g_hash_table_insert (table, g_strdup (key), sprite);
  sprites->n++;
  return sprite;
}

/* Bytes of a symbol's state, none of them 0, then its mark. */
static void
make_key (const LampSymbol *symbol, char key[16])
{
  key[0] = (char)(1 + symbol->look);
  key[1] = (char)(1 + (symbol->stale != 0) + 2 * (symbol->fresh != 0) + 4 * (symbol->moving != 0) + 8 * (symbol->small != 0));
  key[2] = (char)(1 + symbol->heading_deg / HEADING_STEP_DEG);
  g_strlcpy (key + 3, symbol->mark, 13);
}

const LampSprite *
lamp_sprites_symbol (LampSprites *sprites, const LampSymbol *symbol)
{
  LampSymbol        drawn = *symbol;
  char              key[16];
  const LampSprite *found;
  cairo_surface_t  *surface;
  cairo_t          *cr;

  drawn.heading_deg = (symbol->heading_deg % 360 + 360 + HEADING_STEP_DEG / 2) / HEADING_STEP_DEG * HEADING_STEP_DEG % 360;
  if (symbol->look != LAMP_LOOK_CREW_ENROUTE && !symbol->moving)
    drawn.heading_deg = 0;
  make_key (&drawn, key);
  found = g_hash_table_lookup (sprites->symbols, key);
  if (found != NULL)
    return found;
  surface = begin_picture (sprites, 2.0 * SYMBOL_REACH_PX, 2.0 * SYMBOL_REACH_PX);
  cr = cairo_create (surface);
  cairo_translate (cr, SYMBOL_REACH_PX, SYMBOL_REACH_PX);
  lamp_symbol_draw (cr, &drawn, sprites->colours);
  cairo_destroy (cr);
  return keep_picture (sprites, sprites->symbols, key, surface, -SYMBOL_REACH_PX, -SYMBOL_REACH_PX);
}

const LampSprite *
lamp_sprites_text (LampSprites *sprites, LampTextKind kind, const char *text)
{
  const LampSprite *found = g_hash_table_lookup (sprites->texts[kind], text);
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
  return keep_picture (sprites, sprites->texts[kind], text, surface, 0.0, 0.0);
}
