/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Painting of tiles in threads of its own, which keep their fonts and give way to whoever draws. It is started and ended on the main
 * thread; workers see nothing but a frozen scene and their own memory.
 */
#pragma once

#include <gio/gio.h>

#include "map/scene.h"

G_BEGIN_DECLS

#define LAMP_TILE_BYTES (LAMP_TILE_PX * LAMP_TILE_PX * 4)

typedef struct _LampTilePainter LampTilePainter;

/* One painting, as it was asked for. Owned by its task. */
typedef struct
{
  LampScene  *scene;
  LampTileKey key;
  gboolean    labels;
  gboolean    overview;  /* the asker's */
  int         cancelled; /* atomic */
} LampTileJob;

LampTilePainter *lamp_tile_painter_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Nothing may be under way. */
void lamp_tile_painter_free (LampTilePainter *painter);
/* So many tiles are painted at a time. */
guint lamp_tile_painter_get_n_threads (const LampTilePainter *painter);

/* `asker` is kept until `painted` returns, which is called on the main thread. What is returned is valid until then. */
LampTileJob *lamp_tile_painter_start (LampTilePainter    *painter,
                                      GObject            *asker,
                                      LampScene          *scene,
                                      LampTileKey         key,
                                      gboolean            labels,
                                      gboolean            overview,
                                      GAsyncReadyCallback painted);
/* For `painted`, once: the job, and its pixels (0xFFRRGGBB, LAMP_TILE_BYTES of them; transfer full) or NULL when it was cancelled. */
LampTileJob *lamp_tile_painter_finish (GAsyncResult *result, GBytes **pixels);
/* Nobody wants it any more; `painted` is called all the same. */
void lamp_tile_job_cancel (LampTileJob *job);

G_END_DECLS
