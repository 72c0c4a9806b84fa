/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Symbols and short texts as small pictures, drawn once and kept: a frame is then a list of copies. Everything is dropped
 * when palette, night or scale change, and when more than LAMP_MOST_SPRITES have come together. Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "map/symbol.h"

G_BEGIN_DECLS

#define LAMP_MOST_SPRITES 4096

typedef struct
{
  cairo_surface_t *surface;       /* its device scale is the view's */
  GdkTexture      *texture;       /* of the same pixels; NULL until lamp_sprite_get_texture () */
  double           x, y;          /* of the upper left corner from the anchor, logical px */
  double           width, height; /* logical px */
} LampSprite;

typedef struct _LampSprites LampSprites;

LampSprites *lamp_sprites_new (void) G_GNUC_WARN_UNUSED_RESULT;
void         lamp_sprites_free (LampSprites *sprites);

/* Before the sprites of a frame are asked for. `colours` is borrowed for that frame. */
void lamp_sprites_begin (LampSprites *sprites, const guint32 *colours, double scale);
/* Borrowed until the next lamp_sprites_begin (). A text's anchor is its upper left corner. */
const LampSprite *lamp_sprites_symbol (LampSprites *sprites, const LampSymbol *symbol);
const LampSprite *lamp_sprites_text (LampSprites *sprites, LampTextKind kind, const char *text);

GdkTexture *lamp_sprite_get_texture (const LampSprite *sprite);
/* A texture over the pixels of an image surface, which nobody draws on any more. */
GdkTexture *lamp_texture_new_for_surface (cairo_surface_t *surface) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampSprites, lamp_sprites_free)

G_END_DECLS
