/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A picture of the map as a file, without a window and without a display: the tiles' painters and the marks' arrangement over
 * one view, and beneath it a margin with the legend of what is to be seen, the scale, north and a caption. PNG holds
 * pixels; SVG and PDF hold vectors, and text that can be searched.
 * Main thread only. Cost: what a window of that size costs to paint once.
 */
#pragma once

#include "map/live.h"
#include "map/scene.h"

G_BEGIN_DECLS

#define LAMP_PICTURE_LEAST_WIDTH_PX 640
#define LAMP_PICTURE_LEAST_HEIGHT_PX 480
#define LAMP_PICTURE_MOST_PX 16384 /* each way, with the scale */
#define LAMP_PICTURE_MOST_SCALE 4.0

typedef enum {
  LAMP_PICTURE_PNG,
  LAMP_PICTURE_SVG,
  LAMP_PICTURE_PDF,
} LampPictureKind;

typedef struct
{
  LampScene   *scene; /* with an index */
  LampLive    *live;
  LampWorldBox box;           /* is seen whole */
  double       margin_px;     /* around it; twice above, where customers out stand over a symbol */
  int          width, height; /* logical px; of an SVG or PDF, px */
  double       scale;         /* pixels of a PNG to a logical one, so that it is crisp on such a screen; 0: 1 */
  const char  *title;         /* of the region */
  const char  *warning;       /* what nobody may mistake ("TRAINING"); NULL for none */
  const char  *caption;       /* when, and how old the data are */
} LampPicture;

/* By the suffix of a file's name; FALSE when it is none of them. */
gboolean lamp_picture_kind_of_name (const char *name, LampPictureKind *kind);

/* The whole file, with whom the licence of the region's base map wants named in a corner. Errors: G_IO_ERROR_FAILED when there is not enough memory for it. */
GBytes *lamp_picture_draw (const LampPicture *picture, LampPictureKind kind, GError **error) G_GNUC_WARN_UNUSED_RESULT;

/* Whom to name for its base map; "" for nobody. */
char *lamp_picture_dup_credit (const LampPicture *picture) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
