/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text of tiles, between those who look for candidates (labels-base.c, labels-grid.c), who sets them in type
 * (labels-type.c) and who decides which of them stand (paint-labels.c).
 *
 * Where a candidate lies is counted in device pixels from the north-west corner of the world and worked out from nothing that
 * a tile alone knows: so every tile has the same numbers, to the last bit, and decides alike.
 * Any thread; what is here belongs to one painting.
 */
#pragma once

#include <pango/pangocairo.h>

#include "map/paint.h"

G_BEGIN_DECLS

#define LAMP_LABEL_WIDEST_PX 230.0 /* logical; longer names are not drawn, or cut short */

typedef enum {
  LAMP_LABEL_SUBSTATION, /* never drawn: keeps its place free for marks.h, which does */
  LAMP_LABEL_PLACE,
  LAMP_LABEL_HAMLET,
  LAMP_LABEL_WATER,
  LAMP_LABEL_MAIN_STREET,
  LAMP_LABEL_STREET,
  LAMP_LABEL_DEVICE,
  LAMP_LABEL_PHASE,
  LAMP_N_LABEL_STYLES,
} LampLabelStyle;

typedef struct
{
  const char    *text; /* borrowed from the network, or static */
  LampLabelStyle style;
  LampColour     colour;
  guint64        order;                   /* smaller stands before greater */
  double         x, y, angle;             /* centre in device px of the world; radians */
  double         half_width, half_height; /* of the box around the turned text, px */
} LampLabel;

typedef struct _LampTypesetter LampTypesetter;

typedef struct
{
  LampPainting   *painting;
  LampTypesetter *setter;
  LampWorldBox    box;    /* where what is named lies */
  GArray         *labels; /* LampLabel */
} LampLabels;

/* labels-type.c. One a thread, borrowed: it keeps fonts and how wide texts are. */
LampTypesetter *lamp_typesetter_get (void);
/* Logical px. */
double lamp_typesetter_measure (LampTypesetter *setter, LampLabelStyle style, const char *text);
double lamp_label_height (LampLabelStyle style);
void   lamp_typesetter_draw (LampTypesetter *setter, LampPainting *painting, const LampLabel *label);

/* paint-labels.c. What two candidates of one rank are told apart by. */
guint64 lamp_label_order (guint rank, guint32 seed, guint32 nth);
/* Appends a candidate, unless it is too far away to matter here. `width` in logical px. */
void lamp_labels_add (LampLabels *labels, LampLabelStyle style, const char *text, guint64 order, double x, double y, double width, double angle);

/* labels-dodge.c. Moves the middle of a level text to where it covers no key site's star, or the fewest: a little higher, lower or
 * aside. Device px of the world. */
void lamp_label_dodge (const LampPainting *painting, double *x, double *y, double half_width, double half_height);

/* Who looks for candidates. */
/* What runs along its course: streets, streams, paths. */
void lamp_labels_add_courses (LampLabels *labels);
void lamp_labels_add_areas (LampLabels *labels, LampBaseKind kind);
void lamp_labels_add_substations (LampLabels *labels);
void lamp_labels_add_switches (LampLabels *labels);
void lamp_labels_add_phases (LampLabels *labels);

/* Device px of the world. */
static inline double
lamp_label_x (const LampLabels *labels, double world)
{
  return world * labels->painting->k;
}

G_END_DECLS
