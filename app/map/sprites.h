/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Symbols and short texts as textures, drawn once and kept: a frame is then a list of textures. Everything is dropped
 * when palette, night or scale change, and when more than LAMP_MOST_SPRITES have come together. Main thread only.
 */
#pragma once

#include <gtk/gtk.h>

#include "map/symbol.h"

G_BEGIN_DECLS

#define LAMP_MOST_SPRITES 4096

typedef struct
{
  GdkTexture *texture;
  double      x, y;          /* of the upper left corner from the anchor, logical px */
  double      width, height; /* logical px */
} LampSprite;

typedef struct _LampSprites LampSprites;

LampSprites *lamp_sprites_new (void) G_GNUC_WARN_UNUSED_RESULT;
void         lamp_sprites_free (LampSprites *sprites);

/* Before the sprites of a frame are asked for. `colours` is borrowed for that frame. */
void lamp_sprites_begin (LampSprites *sprites, const guint32 *colours, double scale);
/* Borrowed until the next lamp_sprites_begin (). A text's anchor is its upper left corner. */
const LampSprite *lamp_sprites_symbol (LampSprites *sprites, const LampSymbol *symbol);
const LampSprite *lamp_sprites_text (LampSprites *sprites, LampTextKind kind, const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampSprites, lamp_sprites_free)

G_END_DECLS
