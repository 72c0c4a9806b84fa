/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What marks.c (who stands where) and marks-names.c (which of them are named, and where their names are) share.
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
  gboolean   rings_off;     /* of what nobody acknowledged */

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

G_END_DECLS
