/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A base map that is not the region's own: pictures from a file or a tile server, cut into blocks, beneath the grid.
 *
 * Blocks are web mercator: at level z the world is 2^z of them each way, counted from the north-west corner. Painters (any
 * thread) draw what blocks there are, the coarser ones of less deep levels where one is missing, and say what they
 * missed; a loader (the class) brings it when it can. A painter never waits longer than its patience, and not
 * at all for what cannot be had while the loader is in trouble: the grid comes first. Bounded by bytes.
 *
 * Signals, on the main thread only
 *  - "changed" (const LampWorldBox *): what painters went without has come, in this box.
 * Properties
 *  - "trouble" (string, notified on the main thread): what is wrong with the source, a clause for a person without a full
 *    stop; NULL while nothing is.
 */
#pragma once

#include <cairo.h>
#include <glib-object.h>

#include "geo/geo.h"

G_BEGIN_DECLS

typedef struct
{
  gint32 z, x, y;
} LampBlockKey;

/* What of the world is drawn, and at which size. */
typedef struct
{
  double     left, top;     /* world units of the upper left corner */
  double     k;             /* pixels to a world unit */
  int        width, height; /* px */
  gint64     patience_usec;
  const int *cancelled; /* atomic; NULL for never */
} LampBaseView;

#define LAMP_TYPE_BASE_MAP (lamp_base_map_get_type ())
G_DECLARE_DERIVABLE_TYPE (LampBaseMap, lamp_base_map, LAMP, BASE_MAP, GObject)

struct _LampBaseMapClass
{
  GObjectClass parent_class;

  /* Any thread. A block is wanted once, until it is put or forgotten. */
  void (*want) (LampBaseMap *self, LampBlockKey key);
  /* Main thread; may be NULL: what is looked at. */
  void (*focus) (LampBaseMap *self, LampWorld at, double k);
  /* Main thread: nothing is loaded from now on. */
  void (*close) (LampBaseMap *self);
};

/* What a loader says of itself before anybody else sees it. */
typedef struct
{
  const char  *title;       /* for people, untrusted */
  const char  *attribution; /* the same; NULL or empty for none */
  LampWorldBox extent;      /* outside there is nothing */
  int          block_px;
  int          least_level, most_level;
  gboolean     sharp;     /* always take the finer level; else the nearest, which keeps the size of text */
  gboolean     piecemeal; /* trouble with one block says nothing of the others: painters wait for those as ever */
} LampBaseInfo;

void lamp_base_map_set_info (LampBaseMap *self, const LampBaseInfo *info);
/* Both as plain text. */
const char *lamp_base_map_get_title (LampBaseMap *self);
const char *lamp_base_map_get_attribution (LampBaseMap *self); /* "" for none */
/* Is it a drawn map on bright ground? Else it is taken for a photograph. Any thread; set before the first block. */
void     lamp_base_map_set_bright (LampBaseMap *self, gboolean bright);
gboolean lamp_base_map_is_bright (LampBaseMap *self);

/* Draws onto `cr`, which is transparent. FALSE unless every pixel is covered. Any thread. */
gboolean lamp_base_map_draw (LampBaseMap *self, cairo_t *cr, const LampBaseView *view);

/* For loaders, any thread. `surface`: ARGB32 of block_px², whose reference is taken and that nobody changes any more; NULL
 * when there is nothing at that place, so that coarser blocks are shown for ever. */
void lamp_base_map_put (LampBaseMap *self, LampBlockKey key, cairo_surface_t *surface, gboolean opaque);
/* It will not be brought: who paints there next wants it anew. */
void lamp_base_map_forget (LampBaseMap *self, LampBlockKey key);
/* It was not brought this time, and stays wanted: nobody need wait, until it is tried again (FALSE). Any thread. */
void lamp_base_map_set_failed (LampBaseMap *self, LampBlockKey key, gboolean failed);
/* `reason` NULL: all is well again. Any thread. */
void     lamp_base_map_set_trouble (LampBaseMap *self, const char *reason);
char    *lamp_base_map_dup_trouble (LampBaseMap *self);
gboolean lamp_base_map_is_closed (LampBaseMap *self);

void lamp_base_map_close (LampBaseMap *self);
/* What is near comes first. `k`: device pixels to a world unit. Main thread. */
void lamp_base_map_focus (LampBaseMap *self, LampWorld at, double k);

LampWorldBox lamp_block_box (LampBlockKey key);
guint        lamp_block_hash (gconstpointer key);
gboolean     lamp_block_equal (gconstpointer a, gconstpointer b);

G_END_DECLS
