/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What marks.c (who stands where) and marks-names.c (which of them are named, and where their names are) share.
 */
#pragma once

#include "map/marks.h"

G_BEGIN_DECLS

struct _LampMarks
{
  LampLive          *live;
  const LampNetwork *network; /* borrowed */
  gboolean           framed, named;

  LampSelectKind selected_kind, hovered_kind;
  char          *selected_id, *hovered_id;

  GArray *heads;    /* guint32, one a thing: who stands for it */
  guint64 version;  /* of the things that `heads` is of */
  double  zoom;     /* likewise */
  guint32 selected; /* likewise */
  GArray *marks;    /* LampMark, in view, the most important first */
  GArray *taken;    /* LampRect, where there is no room for a label */

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
