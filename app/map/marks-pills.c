/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Customers out, beside the symbols of outages. Half a number is another number, so none covers another, nor is any covered:
 * the important choose first, above their symbol if they can. See marks.h.
 */
#include "map/marks-private.h"

#include "records/count.h"

#include <math.h>

#define FIGURE_PX 7.6        /* how wide a figure is, at most */
#define PILL_EDGE_PX 11.0    /* of a pill, both sides of its figures */
#define GAP_PX 1.0           /* between a symbol and its pill */
#define FRESH_GAP_PX 5.0     /* likewise, around the second outline of what nobody acknowledged */
#define COUNT_HEIGHT_PX 16.0 /* of what says how many a cluster holds */
#define COUNT_EDGE_PX 9.0
#define COUNT_FIGURE_PX 6.5
#define MOST_SIDES 4096
#define NOT_PLACED LAMP_PILL_NONE
#define NO_PLACE 255 /* it was looked for */

static gboolean
has_pill (const LampThing *thing, const LampMark *mark)
{
  return thing->kind == LAMP_SELECT_OUTAGE && mark->customers > 0;
}

double
lamp_marks_pill_width (const LampMark *mark)
{
  g_autofree char *text = lamp_count_to_string (mark->customers);

  return MAX (PILL_EDGE_PX + FIGURE_PX * (double)g_utf8_strlen (text, -1), LAMP_PILL_PX);
}

static LampRect
place_at (const LampThing *thing, const LampMark *mark, LampPillPlace place, double width, double height)
{
  double r = lamp_symbol_radius (thing->symbol.look), gap = thing->symbol.fresh ? FRESH_GAP_PX : GAP_PX;
  double x = mark->x - width / 2.0, y = mark->y - height / 2.0;

  if (place == LAMP_PILL_ABOVE || place == LAMP_PILL_ABOVE_RIGHT || place == LAMP_PILL_ABOVE_LEFT)
    y = mark->y - r - gap - height;
  else if (place == LAMP_PILL_BELOW || place == LAMP_PILL_BELOW_RIGHT || place == LAMP_PILL_BELOW_LEFT)
    y = mark->y + r + gap;
  if (place == LAMP_PILL_RIGHT)
    x = mark->x + r + gap;
  else if (place == LAMP_PILL_LEFT)
    x = mark->x - r - gap - width;
  else if (place == LAMP_PILL_ABOVE_RIGHT || place == LAMP_PILL_BELOW_RIGHT)
    x = mark->x - r;
  else if (place == LAMP_PILL_ABOVE_LEFT || place == LAMP_PILL_BELOW_LEFT)
    x = mark->x + r * 0.5 - width; /* clear of how many a cluster holds */
  return (LampRect){ x, y, x + width, y + height };
}

char *
lamp_marks_dup_pill (const LampThing *thing, const LampMark *mark, LampTextKind *kind)
{
  *kind = thing->symbol.stale ? LAMP_TEXT_PILL_LATE : LAMP_TEXT_PILL;
  return mark->pill != LAMP_PILL_NONE && has_pill (thing, mark) ? lamp_count_to_string (mark->customers) : NULL;
}

LampRect
lamp_marks_pill_rect (const LampThing *thing, const LampMark *mark, const LampPen *pen, gpointer paper)
{
  LampTextKind     kind;
  g_autofree char *text = lamp_marks_dup_pill (thing, mark, &kind);
  double           width = 0.0, height = 0.0;

  if (text != NULL)
    pen->measure (paper, kind, text, &width, &height);
  return place_at (thing, mark, mark->pill, width, height);
}

gboolean
lamp_marks_get_pill (LampMarks *marks, const LampMark *mark, const LampPen *pen, gpointer paper, LampRect *rect)
{
  guint            n;
  const LampThing *thing = &lamp_live_get_things (marks->live, &n)[mark->thing];

  if (mark->pill == LAMP_PILL_NONE || !has_pill (thing, mark))
    return FALSE;
  *rect = lamp_marks_pill_rect (thing, mark, pen, paper);
  return TRUE;
}

/* What no number may cover: an outage, a key site that is out or a crew at work, and how many it stands for. */
static void
take_symbol (LampMarks *marks, const LampThing *thing, const LampMark *mark)
{
  double r = lamp_symbol_radius (thing->symbol.look) - 1.0, x = mark->x + r * 0.7, y = mark->y + r * 0.7 - 4.0;

  if (thing->kind != LAMP_SELECT_OUTAGE && !thing->keep && !lamp_marks_is_aside (thing))
    return;
  lamp_room_take (marks->pill_room, (LampRect){ mark->x - r, mark->y - r, mark->x + r, mark->y + r });
  if (mark->n > 1)
    lamp_room_take (marks->pill_room, (LampRect){ x, y, x + COUNT_EDGE_PX + COUNT_FIGURE_PX * (2.0 + floor (log10 (mark->n))), y + COUNT_HEIGHT_PX });
}

gboolean
lamp_marks_is_in_frame (const LampMarks *marks, const LampView *view, LampRect rect)
{
  return !marks->framed || (rect.x0 >= 0.0 && rect.y0 >= 0.0 && rect.x1 <= view->width && rect.y1 <= view->height);
}

static gboolean
try_place (LampMarks *marks, const LampThing *thing, LampMark *mark, const LampView *view, LampPillPlace at, double width)
{
  LampRect rect = place_at (thing, mark, at, width, LAMP_PILL_PX);

  if (!lamp_marks_is_in_frame (marks, view, rect) || !lamp_room_is_free (marks->pill_room, rect))
    return FALSE;
  lamp_room_take (marks->pill_room, rect);
  mark->pill = at;
  return TRUE;
}

/* Where it was it stays as long as it can, or numbers would jump about whenever something happens. */
static void
place (LampMarks *marks, const LampThing *thing, LampMark *mark, const LampView *view)
{
  LampPillPlace known = (LampPillPlace)GPOINTER_TO_UINT (g_hash_table_lookup (marks->pill_sides, thing->item));
  double        width;

  if (!has_pill (thing, mark) || mark->pill != LAMP_PILL_NONE)
    return;
  width = lamp_marks_pill_width (mark);
  if (known != LAMP_PILL_NONE && try_place (marks, thing, mark, view, known, width))
    return;
  for (LampPillPlace at = LAMP_PILL_ABOVE; at < LAMP_PILL_N_PLACES; at++)
    if (try_place (marks, thing, mark, view, at, width))
      return;
}

/* Where all is full, the numbers of the important cover symbols of lesser ones, which are drawn beneath them: only more important
 * symbols are in their way, and numbers. */
static void
place_rest (LampMarks *marks, const LampThing *things, const LampView *view)
{
  LampMark *list = (LampMark *)(void *)marks->marks->data;

  lamp_room_reset (marks->pill_room, view->width, view->height);
  for (guint i = 0; i < marks->marks->len; i++)
    if (list[i].pill != LAMP_PILL_NONE)
      lamp_room_take (marks->pill_room, place_at (&things[list[i].thing], &list[i], list[i].pill, lamp_marks_pill_width (&list[i]), LAMP_PILL_PX));
  for (guint i = 0; i < marks->marks->len; i++)
    {
      place (marks, &things[list[i].thing], &list[i], view);
      take_symbol (marks, &things[list[i].thing], &list[i]);
    }
}

static void
place_all (LampMarks *marks, const LampThing *things, const LampView *view)
{
  LampMark *list = (LampMark *)(void *)marks->marks->data;
  guint     n = marks->marks->len, n_without = 0;

  lamp_room_reset (marks->pill_room, view->width, view->height);
  for (guint i = 0; i < n; i++)
    take_symbol (marks, &things[list[i].thing], &list[i]);
  for (guint i = 0; i < n; i++)
    if (list[i].thing == marks->selected)
      place (marks, &things[list[i].thing], &list[i], view);
  for (guint i = 0; i < n; i++)
    {
      place (marks, &things[list[i].thing], &list[i], view);
      n_without += list[i].pill == LAMP_PILL_NONE && has_pill (&things[list[i].thing], &list[i]);
    }
  if (n_without > 0)
    place_rest (marks, things, view);
}

/* As the last time, which is what a pointer that moves asks for; FALSE when something has come into view, or is another. */
static gboolean
repeat (LampMarks *marks, const LampThing *things)
{
  LampMark *list = (LampMark *)(void *)marks->marks->data;

  for (guint i = 0; i < marks->marks->len; i++)
    {
      guint8 known = g_array_index (marks->pill_places, guint8, list[i].thing);

      if (known == NOT_PLACED && has_pill (&things[list[i].thing], &list[i]))
        return FALSE;
      list[i].pill = known == NO_PLACE ? LAMP_PILL_NONE : (LampPillPlace)known;
    }
  return TRUE;
}

static void
remember (LampMarks *marks, const LampThing *things)
{
  const LampMark *list = (const LampMark *)(void *)marks->marks->data;

  if (g_hash_table_size (marks->pill_sides) > MOST_SIDES) /* of things that are long gone */
    g_hash_table_remove_all (marks->pill_sides);
  for (guint i = 0; i < marks->marks->len; i++)
    {
      if (!has_pill (&things[list[i].thing], &list[i]))
        continue;
      g_array_index (marks->pill_places, guint8, list[i].thing) = list[i].pill == LAMP_PILL_NONE ? NO_PLACE : (guint8)list[i].pill;
      if (list[i].pill != LAMP_PILL_NONE)
        g_hash_table_insert (marks->pill_sides, things[list[i].thing].item, GUINT_TO_POINTER (list[i].pill));
    }
}

void
lamp_marks_place_pills (LampMarks *marks, const LampThing *things, const LampView *view)
{
  guint64  version = lamp_live_get_still_version (marks->live);
  guint32  selected = marks->selected_kind == LAMP_SELECT_OUTAGE ? marks->selected : G_MAXUINT32;
  gboolean same = !marks->framed && marks->pill_version == version && marks->pill_zoom == view->zoom && marks->pill_selected == selected;

  if (same && marks->pill_places->len < marks->heads->len) /* by crews, which come after all outages */
    g_array_set_size (marks->pill_places, marks->heads->len);
  if (same && repeat (marks, things))
    return;
  if (marks->pill_zoom != view->zoom)
    g_hash_table_remove_all (marks->pill_sides);
  if (!same)
    {
      g_array_set_size (marks->pill_places, 0);
      g_array_set_size (marks->pill_places, marks->heads->len);
    }
  for (guint i = 0; i < marks->marks->len; i++)
    g_array_index (marks->marks, LampMark, i).pill = LAMP_PILL_NONE;
  place_all (marks, things, view);
  remember (marks, things);
  marks->pill_version = version;
  marks->pill_zoom = view->zoom;
  marks->pill_selected = selected;
}
