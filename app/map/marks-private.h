/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What marks.c (who stands where), marks-names.c (which of them are named, and where their names are) and marks-pills.c (where
 * their customers are) share.
 */
#pragma once

#include "map/marks.h"
#include "map/room.h"

G_BEGIN_DECLS

/* Who stands for whom among some of the things, counted among these. */
typedef struct
{
  GArray *members; /* guint32: their thing */
  GArray *heads;   /* guint32: index into members */
  guint64 version;
  double  zoom;
  guint32 selected; /* among these */
} LampJoined;

struct _LampMarks
{
  LampLive          *live;
  const LampNetwork *network; /* borrowed */
  gboolean           framed, named;

  LampSelectKind selected_kind, hovered_kind;
  char          *selected_id, *hovered_id;

  GArray    *heads;         /* guint32, one a thing: who stands for it */
  LampJoined stills, crews; /* what `heads` is made of */
  guint64    version;       /* of the things that `heads` is of */
  double     zoom;          /* likewise */
  guint32    selected;      /* likewise */
  GArray    *marks;         /* LampMark, in view, the most important first */
  LampRoom  *room;          /* for names */
  LampRoom  *pill_room;     /* for customers out */
  gboolean   rings_off;     /* of what nobody acknowledged */

  GArray     *pill_places;   /* guint8, one a thing: LampPillPlace, 0: not placed yet; of what follows */
  guint64     pill_version;  /* of what stands still */
  double      pill_zoom;     /* logical */
  guint32     pill_selected; /* an outage */
  GHashTable *pill_sides;    /* LampItem, never looked into → LampPillPlace it had; of this zoom */

  GHashTable *sides; /* LampItem or LampSource, never looked into → on which side its name was, + 1; of this zoom */
};

/* One drawing. */
typedef struct
{
  LampMarks       *marks;
  const LampThing *things;
  const LampView  *view;
  const guint32   *colours;
  const LampPen   *pen;
  gpointer         paper;
} LampMarksDrawing;

/* Names what is to be named and has room; what is taken by symbols is known. */
void lamp_marks_name (const LampMarksDrawing *drawing);

#define LAMP_PILL_PX 18.0 /* how high a pill is */

/* How wide it will be at most, without measuring it: there may be many, in every frame. */
double lamp_marks_pill_width (const LampMark *mark);
/* How many customers are out, at an outage that has a place for it; NULL elsewhere. */
char *lamp_marks_dup_pill (const LampThing *thing, const LampMark *mark, LampTextKind *kind) G_GNUC_WARN_UNUSED_RESULT;
/* Where that is, logical px of the view. */
LampRect lamp_marks_pill_rect (const LampThing *thing, const LampMark *mark, const LampPen *pen, gpointer paper);
/* Is it a crew at work? */
gboolean lamp_marks_is_aside (const LampThing *thing);
/* The edges of a picture cut nothing; those of a window do. */
gboolean lamp_marks_is_in_frame (const LampMarks *marks, const LampView *view, LampRect rect);
/* Gives every mark that is arranged its place. */
void lamp_marks_place_pills (LampMarks *marks, const LampThing *things, const LampView *view);

G_END_DECLS
