/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the command line asked of a picture of the map, understood: see map-picture.h.
 */
#pragma once

#include "console/map-picture.h"
#include "map/layers.h"
#include "map/picture.h"

G_BEGIN_DECLS

typedef struct
{
  LampPictureKind kind;
  int             width, height; /* logical px */
  double          scale;         /* device pixels of a PNG to a logical one */
  gboolean        night, boxed;
  LampWorldBox    box;     /* when boxed */
  const char     *palette; /* borrowed from the wish, or static */
  gboolean        shown[LAMP_MAP_N_LAYERS];
  char           *gateway;
  char           *token;
} LampPictureOrder;

/* Errors: G_OPTION_ERROR_BAD_VALUE, each a sentence that says how it is written. */
gboolean lamp_picture_order_read (const LampMapPictureWish *wish, LampPictureOrder *order, GError **error);
void     lamp_picture_order_clear (LampPictureOrder *order);
/* G_OPTION_ERROR_BAD_VALUE with that sentence; FALSE. */
gboolean lamp_picture_refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampPictureOrder, lamp_picture_order_clear)

G_END_DECLS
