/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Markers by the pen that marks.h is given: what lies beneath others first, and names where there is room.
 */
#include "map/marks-private.h"

#define WHOLE_SITES_FROM_ZOOM 12.8
#define MOST_TAKEN 1200

static void
draw_halo (const LampMarksDrawing *drawing, double x, double y, double r)
{
  drawing->pen->ring (drawing->paper, x, y, r + 2.0, drawing->colours[LAMP_COLOUR_SYMBOL_FILL], 6.0);
  drawing->pen->ring (drawing->paper, x, y, r, drawing->colours[LAMP_COLOUR_TRACED], 3.0);
}

/* How many a cluster holds, at its lower right; where that is. */
static LampRect
draw_count (const LampMarksDrawing *drawing, const LampMark *mark, gboolean dry)
{
  g_autofree char *text = g_strdup_printf ("×%u", mark->n);
  double           r = lamp_symbol_radius (drawing->things[mark->thing].symbol.look) * 0.7, x = mark->x + r, y = mark->y + r - 4.0, w, h;

  if (!dry)
    drawing->pen->text (drawing->paper, LAMP_TEXT_COUNT, text, x, y);
  drawing->pen->measure (drawing->paper, LAMP_TEXT_COUNT, text, &w, &h);
  return (LampRect){ x, y, x + w, y + h };
}

static void
draw_sign (const LampMarksDrawing *drawing, const LampMark *mark)
{
  const LampMarks *marks = drawing->marks;
  const LampThing *thing = &drawing->things[mark->thing];
  double           r = lamp_symbol_radius (thing->symbol.look);

  if (mark->thing == marks->selected)
    draw_halo (drawing, mark->x, mark->y, r + 8.0);
  else if (marks->hovered_kind == thing->kind && g_strcmp0 (marks->hovered_id, thing->id) == 0)
    drawing->pen->ring (drawing->paper, mark->x, mark->y, r + 7.0, drawing->colours[LAMP_COLOUR_SELECTED], 1.5);
}

static void
draw_mark (const LampMarksDrawing *drawing, const LampMark *mark)
{
  const LampThing *thing = &drawing->things[mark->thing];
  LampSymbol       symbol = thing->symbol;
  LampTextKind     kind;
  g_autofree char *pill = lamp_marks_dup_pill (thing, mark, &kind);
  LampRect         place;

  /* From afar a site that has its supply is worth no more ink: what is out must stand out. */
  symbol.small = thing->symbol.look == LAMP_LOOK_SITE && drawing->view->zoom < WHOLE_SITES_FROM_ZOOM && mark->thing != drawing->marks->selected;
  symbol.fresh = symbol.fresh && !drawing->marks->rings_off;
  drawing->pen->symbol (drawing->paper, &symbol, mark->x, mark->y);
  if (mark->n > 1)
    draw_count (drawing, mark, FALSE);
  if (pill == NULL)
    return;
  place = lamp_marks_pill_rect (thing, mark, drawing->pen, drawing->paper);
  drawing->pen->text (drawing->paper, kind, pill, place.x0, place.y0);
}

static void
take_room (const LampMarksDrawing *drawing)
{
  LampMarks *marks = drawing->marks;

  lamp_room_reset (marks->room, drawing->view->width, drawing->view->height);
  for (guint i = 0; i < marks->marks->len && i < MOST_TAKEN; i++)
    {
      const LampMark *mark = &g_array_index (marks->marks, LampMark, i);
      double          r = lamp_symbol_radius (drawing->things[mark->thing].symbol.look) - 1.0;
      LampRect        symbol = { mark->x - r, mark->y - r, mark->x + r, mark->y + r };

      lamp_room_take (marks->room, symbol);
      if (mark->n > 1)
        lamp_room_take (marks->room, draw_count (drawing, mark, TRUE));
      if (mark->pill != LAMP_PILL_NONE)
        lamp_room_take (marks->room, lamp_marks_pill_rect (&drawing->things[mark->thing], mark, drawing->pen, drawing->paper));
    }
}

static LampMarksDrawing
begin (LampMarks *marks, const LampView *view, const guint32 *colours, const LampPen *pen, gpointer paper)
{
  guint n;

  return (LampMarksDrawing){ marks, lamp_live_get_things (marks->live, &n), view, colours, pen, paper };
}

static LampMarksPart
part_of (const LampThing *thing)
{
  if (thing->kind == LAMP_SELECT_CREW)
    return LAMP_MARKS_CREWS;
  return thing->kind == LAMP_SELECT_OUTAGE || thing->keep ? LAMP_MARKS_ABOVE : LAMP_MARKS_BENEATH;
}

void
lamp_marks_draw_part (LampMarks *marks, LampMarksPart part, const LampView *view, const guint32 *colours, const LampPen *pen, gpointer paper)
{
  LampMarksDrawing drawing = begin (marks, view, colours, pen, paper);

  for (guint i = marks->marks->len; i > 0; i--)
    {
      const LampMark *mark = &g_array_index (marks->marks, LampMark, i - 1);

      if (part == LAMP_MARKS_SIGNS)
        {
          draw_sign (&drawing, mark);
          if (mark->thing == marks->selected) /* others may lie over it */
            draw_mark (&drawing, mark);
        }
      else if (part_of (&drawing.things[mark->thing]) == part)
        draw_mark (&drawing, mark);
    }
}

guint
lamp_marks_count_part (LampMarks *marks, LampMarksPart part)
{
  guint            n, count = 0;
  const LampThing *things = lamp_live_get_things (marks->live, &n);

  for (guint i = 0; i < marks->marks->len; i++)
    count += part_of (&things[g_array_index (marks->marks, LampMark, i).thing]) == part;
  return count;
}

void
lamp_marks_draw_names (LampMarks *marks, const LampView *view, const guint32 *colours, const LampPen *pen, gpointer paper)
{
  LampMarksDrawing drawing = begin (marks, view, colours, pen, paper);

  take_room (&drawing);
  lamp_marks_name (&drawing);
}

void
lamp_marks_draw (LampMarks *marks, const LampView *view, const guint32 *colours, const LampPen *pen, gpointer paper)
{
  guint            n;
  const LampMark  *list = lamp_marks_arrange (marks, view, &n);
  LampMarksDrawing drawing = begin (marks, view, colours, pen, paper);

  for (guint i = n; i > 0; i--)
    {
      draw_sign (&drawing, &list[i - 1]);
      draw_mark (&drawing, &list[i - 1]);
    }
  lamp_marks_draw_names (marks, view, colours, pen, paper);
}
