/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of the map widget share: map.c (what it is given), map-looks.c (how it is shown), map-scene.c (what of it is painted), map-view.c
 * (where it looks), map-input.c (what the user does).
 */
#pragma once

#include "map/live-layer.h"
#include "map/map-tools.h"
#include "map/sketch.h"
#include "map/tile-layer.h"
#include "map/tool-layer.h"

G_BEGIN_DECLS

struct _LampMap
{
  GtkWidget parent_instance;

  ShumateMap      *map;
  ShumateViewport *viewport;   /* borrowed from the map */
  LampTileLayer   *tile_layer; /* borrowed from the map */
  LampLiveLayer   *live_layer; /* borrowed from the map */
  LampToolLayer   *tool_layer; /* borrowed from the map */
  LampTileStore   *store;
  LampLive        *live;
  LampAreas       *areas;
  LampSelection   *selection;

  LampEnergisation *energisation; /* borrowed from the caller */
  LampIndex        *index;        /* of its network; NULL until made */
  GCancellable     *indexing;     /* not NULL while it is made */
  GHashTable       *traced;       /* elements */
  GBytes           *state;        /* of the scene shown; NULL while there is none */
  GBytes           *flow;         /* where arrows stand; NULL until wanted and measured */
  GCancellable     *measuring;    /* not NULL while it is */
  LampPalette      *palette;
  LampPalette      *stale_palette; /* made of it; NULL while nothing is stale */
  LampBaseMap      *base_map;      /* NULL: the region's own */
  gboolean          night, has_rings;
  gboolean          shown[LAMP_MAP_N_LAYERS];
  gboolean          was_settled, was_fitted;
  gboolean          was_kept; /* the index, or it need not be */
  guint             describe_source;
  LampSketch       *sketch;        /* of the grid that is being read; NULL when there is none, or no need any more */
  LampView          sketched_from; /* where the map looked when it came */
  guint64           n_before_grid; /* tiles shown when the grid was ready to be painted */
  GtkWidget        *study_frame;   /* NULL while what is so is shown */
  LampColours       muted[2];      /* of what is live, while it is not; in turn, for the last one is borrowed */
  guint             n_muted;

  /* where it looks */
  LampInsets insets;
  LampView   from, to;   /* of the movement under way */
  gint64     start_usec; /* frame time; 0 before its first frame */
  guint      tick;       /* callback; 0 at rest */
  guint      snap_source;
  gboolean   applying; /* the viewport is changed by ourselves */

  /* what the user does */
  double    pointer_x, pointer_y; /* negative while it is elsewhere */
  LampTools tools;
  char     *tool_text;     /* NULL while none is at work */
  guint     follow_source; /* the crew that is followed is to be looked for */

  /* what was selected by keys, one after the other */
  GHashTable *reached; /* kinds and ids */
  LampView    reached_from;
};

/* map.c */
void lamp_map_check_settled (LampMap *self);

/* map-looks.c */
LampPalette   *lamp_map_get_palette (LampMap *self); /* what is shown now; borrowed */
const guint32 *lamp_map_get_colours (LampMap *self); /* of it; borrowed until the map is shown otherwise */
/* What is shown, and what explains it, is drawn anew. */
void lamp_map_looks_changed (LampMap *self);
/* Where the map looks, for what comes first of its base map. */
void lamp_map_tell_base_map (LampMap *self);

/* map-index.c: the callback's task gives the index. */
void lamp_map_open_index (LampMap *self, LampNetwork *network, GAsyncReadyCallback callback);
void lamp_map_keep_index (LampMap *self);

/* map-sketch.c */
void lamp_map_colour_sketch (LampMap *self);
void lamp_map_drop_sketch (LampMap *self);
/* The user has gone elsewhere on it. */
gboolean lamp_map_has_left_sketch (LampMap *self);

/* map-study.c */
const guint32 *lamp_map_get_live_colours (LampMap *self);
/* map-scene.c */
void lamp_map_show_all (LampMap *self);
/* Another grid comes, or none. */
void lamp_map_forget_scene (LampMap *self);

/* map-view.c */
void     lamp_map_view_init (LampMap *self);
void     lamp_map_view_dispose (LampMap *self);
LampView lamp_map_get_view (LampMap *self);
/* The same at the end of the movement under way. */
LampView lamp_map_get_coming_view (LampMap *self);
/* Goes there within a moment, or at once when nobody can see it. */
void lamp_map_move (LampMap *self, LampView to);
/* With what is at (x, y) staying there; negative: the middle of what is free. */
void lamp_map_zoom_at (LampMap *self, double levels, double x, double y);
/* Zooms at once, between steps too; it comes to rest on a step by itself. */
void lamp_map_pinch (LampMap *self, double levels, double x, double y);
void lamp_map_pan (LampMap *self, double dx_px, double dy_px);
/* At once, unless it is moving by itself. */
void lamp_map_keep_at (LampMap *self, LampWorld at);

/* map-input.c */
typedef struct
{
  LampSelectKind kind;
  const char    *id; /* borrowed until the next return to the main loop */
  guint          n;  /* things behind a cluster; else 1 */
  LampWorldBox   members;
} LampMapHit;

void       lamp_map_input_init (LampMap *self);
LampMapHit lamp_map_hit (LampMap *self, double x, double y);
void       lamp_map_activate (LampMap *self, LampSelectKind kind, const char *id);
void       lamp_map_drop (LampMap *self, const char *crew, const char *outage);
void       lamp_map_menu (LampMap *self, LampSelectKind kind, const char *id, double x, double y);

/* map-tools.c: TRUE when a tool took it and nobody else is to. */
void     lamp_map_tools_init (LampMap *self);
void     lamp_map_tools_dispose (LampMap *self);
void     lamp_map_tools_finalize (LampMap *self);
gboolean lamp_map_tools_press (LampMap *self, GdkModifierType state);
gboolean lamp_map_tools_release (LampMap *self, int n_press, double x, double y);
gboolean lamp_map_tools_motion (LampMap *self);
gboolean lamp_map_tools_key (LampMap *self, guint keyval);
void     lamp_map_tools_panned_by_key (LampMap *self);
void     lamp_map_tools_view_changed (LampMap *self);

/* map-band.c */
void lamp_map_band_init (LampMap *self);

/* map-keys.c: TRUE when the key was for it. */
gboolean lamp_map_reach_key (LampMap *self, guint keyval, GdkModifierType state);

/* map-tips.c: what the thing is, in the user's language; NULL when there is nothing to say. The caller owns a reference. */
GtkWidget *lamp_map_new_card (LampMap *self, const LampMapHit *hit);

G_END_DECLS
