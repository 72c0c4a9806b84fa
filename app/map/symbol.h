/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The symbols of what is live, drawn with cairo around the origin in logical pixels: shape before colour, each with an
 * edge that keeps it apart from whatever lies beneath. The map and its legend draw with the same code.
 * Main thread only (text).
 */
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

#include "map/palette.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_LOOK_OUTAGE_PREDICTED, /* hollow triangle */
  LAMP_LOOK_OUTAGE_CONFIRMED, /* filled triangle */
  LAMP_LOOK_OUTAGE_PLANNED,   /* square with clock */
  LAMP_LOOK_OUTAGE_MOMENTARY, /* thin diamond */
  LAMP_LOOK_CREW_AVAILABLE,
  LAMP_LOOK_CREW_ASSIGNED,
  LAMP_LOOK_CREW_ENROUTE,
  LAMP_LOOK_CREW_ON_SITE,
  LAMP_LOOK_CREW_SUSPENDED,
  LAMP_LOOK_CREW_OFF_SHIFT,
  LAMP_LOOK_SITE,             /* star with its class */
  LAMP_LOOK_SITE_LAST_SOURCE, /* in a ring */
  LAMP_LOOK_SITE_ON_BACKUP,   /* in a ring, the star as if out */
  LAMP_LOOK_SITE_OUT,
  LAMP_N_LOOKS,
} LampLook;

typedef struct
{
  LampLook look;
  gboolean stale;       /* old: without colour, dashed ring */
  gboolean fresh;       /* an outage nobody acknowledged: a second outline */
  gboolean moving;      /* a crew that is not en route and moves all the same: a wedge says where to */
  int      heading_deg; /* of a crew en route or moving, clockwise from north */
  char     mark[8];     /* a site's class */
  gboolean small;       /* a site from afar: a star without its class */
} LampSymbol;

typedef enum {
  LAMP_TEXT_PILL,      /* customers out, on the colour of outages */
  LAMP_TEXT_PILL_LATE, /* the same while stale */
  LAMP_TEXT_COUNT,     /* how many a cluster holds */
  LAMP_TEXT_CREW,
  LAMP_TEXT_CREW_STALE,
  LAMP_TEXT_SITE,
  LAMP_TEXT_SITE_OUT,
  LAMP_TEXT_SUBSTATION, /* cut short where it is long */
  LAMP_TEXT_KEY,        /* in a legend */
  LAMP_N_TEXTS,
} LampTextKind;

/* How far it reaches from the origin, logical px. */
double lamp_symbol_radius (LampLook look);
void   lamp_symbol_draw (cairo_t *cr, const LampSymbol *symbol, const guint32 *colours);

/* For all text at 96 dots an inch, unhinted. */
PangoLayout *lamp_text_layout_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* Text with its pill or halo; the size of the whole, logical px. */
void lamp_text_measure (PangoLayout *layout, LampTextKind kind, const char *text, double *width, double *height);
/* With its upper left corner at the origin. */
void lamp_text_draw (cairo_t *cr, PangoLayout *layout, LampTextKind kind, const char *text, const guint32 *colours);
/* The same in two colours: of what is behind it, and its own. */
void lamp_text_draw_in (cairo_t *cr, PangoLayout *layout, LampTextKind kind, const char *text, guint32 behind, guint32 colour);

G_END_DECLS
