/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What of the live things stands in a view, and where: clustered, the important on top, with pills and as many names as
 * have room. It knows what is drawn, not on what: a pen does that, textures of a window or paths of a picture.
 * Main thread only.
 */
#pragma once

#include "grid/network.h"
#include "map/live.h"
#include "map/view.h"

G_BEGIN_DECLS

/* Logical px of the view; a text's place is its upper left corner. `measure` says how large that text will be. */
typedef struct
{
  void (*symbol) (gpointer paper, const LampSymbol *symbol, double x, double y);
  void (*text) (gpointer paper, LampTextKind kind, const char *text, double x, double y);
  void (*measure) (gpointer paper, LampTextKind kind, const char *text, double *width, double *height);
  void (*ring) (gpointer paper, double x, double y, double r, guint32 colour, double width);
} LampPen;

/* Where the customers out of an outage stand: wherever they cover no other outage, no key site that is out, no other such number and, as they
 * are placed, no crew at work; in a crowd they may cover lesser outages and crews; nowhere when there is no such place. */
typedef enum {
  LAMP_PILL_NONE,
  LAMP_PILL_ABOVE,
  LAMP_PILL_BELOW,
  LAMP_PILL_RIGHT,
  LAMP_PILL_LEFT,
  LAMP_PILL_ABOVE_RIGHT,
  LAMP_PILL_ABOVE_LEFT,
  LAMP_PILL_BELOW_RIGHT,
  LAMP_PILL_BELOW_LEFT,
  LAMP_PILL_N_PLACES,
} LampPillPlace;

/* Where a thing's symbol stands, logical px of the view: a crew at work below its place to the right, as what it works at is there and would
 * hide it. Always by as much, whatever is near, so that it does not jump about while others come and go. */
void lamp_marks_stand (const LampThing *thing, const LampView *view, double *x, double *y);

/* A marker that stands: a thing, or the head of several. */
typedef struct
{
  guint32 thing;
  guint32 n; /* for how many it stands */
  gint64  customers;
  double  x, y; /* where its symbol stands, logical px */

  LampPillPlace pill;
} LampMark;

typedef struct _LampMarks LampMarks;

/* Takes a reference. */
LampMarks *lamp_marks_new (LampLive *live) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_marks_free (LampMarks *marks);

/* What is selected and what the pointer is over; NONE and NULL for nothing. */
void lamp_marks_set_selected (LampMarks *marks, LampSelectKind kind, const char *id);
void lamp_marks_set_hovered (LampMarks *marks, LampSelectKind kind, const char *id);
/* From now on the edges of the view are those of a picture and cut nothing: what lies beyond them is left out, and what lies
 * near them is moved in as far as it must be. */
void lamp_marks_set_frame (LampMarks *marks);
/* Whose substations are named, and not overlaid by other names; borrowed, NULL for none. */
void lamp_marks_set_network (LampMarks *marks, const LampNetwork *network);
void lamp_marks_set_named (LampMarks *marks, gboolean named);

/* Those in view, the most important first; valid until the next call or change of what is live. */
const LampMark *lamp_marks_arrange (LampMarks *marks, const LampView *view, guint *n);
/* Those of the last arrangement. */
const LampMark *lamp_marks_get (LampMarks *marks, guint *n);
/* One a thing: who stands for it. Of the last arrangement. */
const guint32 *lamp_marks_get_heads (LampMarks *marks);
/* How many stood in it. */
guint lamp_marks_get_n (LampMarks *marks);
/* The pieces of a drawing, the lowest first, of the last arrangement: for who keeps some of them from frame to frame. What
 * stands still changes with the live things' still version, the view, what is selected, and the rings. */
typedef enum {
  LAMP_MARKS_BENEATH, /* key sites that are not out */
  LAMP_MARKS_CREWS,
  LAMP_MARKS_ABOVE, /* outages, key sites that are out */
  LAMP_MARKS_SIGNS, /* around what is selected and what the pointer is over */
} LampMarksPart;
void  lamp_marks_draw_part (LampMarks *marks, LampMarksPart part, const LampView *view, const guint32 *colours, const LampPen *pen, gpointer paper);
guint lamp_marks_count_part (LampMarks *marks, LampMarksPart part); /* not of SIGNS */
/* Is anything of the last arrangement not acknowledged yet? */
gboolean lamp_marks_has_fresh (LampMarks *marks);
/* On top of all. */
void lamp_marks_draw_names (LampMarks *marks, const LampView *view, const guint32 *colours, const LampPen *pen, gpointer paper);
/* Whether what nobody acknowledged has its second outline: off in one half of a blink. On at first. */
void lamp_marks_set_rings (LampMarks *marks, gboolean shown);
/* Arranges and draws all of it. */
void lamp_marks_draw (LampMarks *marks, const LampView *view, const guint32 *colours, const LampPen *pen, gpointer paper);
/* Where something was drawn the last time. */
const LampRect *lamp_marks_get_taken (LampMarks *marks, guint *n);
/* Where a mark's number of customers is, logical px; FALSE when it has none. */
gboolean lamp_marks_get_pill (LampMarks *marks, const LampMark *mark, const LampPen *pen, gpointer paper, LampRect *rect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampMarks, lamp_marks_free)

G_END_DECLS
