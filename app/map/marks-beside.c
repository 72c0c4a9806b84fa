/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A crew at work is where its outage is, and would lie beneath it: it stands beside it instead, clear of symbols, of the ring around what is
 * selected, and of the numbers of customers; so it does beside a site on its last source. Crews on their way stay where they are. See marks.h.
 */
#include "map/marks-private.h"

/* From where it is, the best first; farther than the ring around a selected outage reaches. */
static const struct
{
  double x, y;
} spots[] = { { 20.0, 24.0 }, { -20.0, 24.0 }, { 31.0, 4.0 }, { -31.0, 4.0 }, { 20.0, -24.0 }, { -20.0, -24.0 } };

static gboolean
stands_still (const LampThing *thing)
{
  return thing->kind == LAMP_SELECT_CREW && thing->symbol.look != LAMP_LOOK_CREW_ENROUTE && !thing->symbol.moving;
}

static LampRect
rect_at (const LampThing *thing, LampMark mark, guint spot)
{
  mark.x += spots[spot].x;
  mark.y += spots[spot].y;
  return lamp_marks_symbol_rect (thing, &mark);
}

/* What is drawn above crews, sites that they would hide though one more fault puts them out, and crews that all this leaves alone; tells which
 * it does not. */
static guint
take_others (LampMarks *marks, const LampThing *things, const LampView *view, guint *covered)
{
  const LampMark *list = (const LampMark *)(void *)marks->marks->data;
  guint           n = 0;

  lamp_room_reset (marks->crew_room, view->width, view->height);
  for (guint i = 0; i < marks->marks->len; i++)
    {
      if (things[list[i].thing].symbol.look == LAMP_LOOK_SITE_LAST_SOURCE)
        lamp_room_take (marks->crew_room, lamp_marks_symbol_rect (&things[list[i].thing], &list[i]));
      lamp_marks_take_symbol (marks->crew_room, &things[list[i].thing], &list[i]);
      lamp_marks_take_pill (marks->crew_room, &things[list[i].thing], &list[i]);
    }
  for (guint i = 0; i < marks->marks->len; i++)
    {
      LampRect rect = lamp_marks_symbol_rect (&things[list[i].thing], &list[i]);

      if (!stands_still (&things[list[i].thing]))
        continue;
      if (lamp_room_is_free (marks->crew_room, rect))
        lamp_room_take (marks->crew_room, rect);
      else
        covered[n++] = i;
    }
  return n;
}

/* Where all is full it stays. */
static void
stand_beside (LampMarks *marks, const LampThing *thing, const LampView *view, LampMark *mark)
{
  for (guint i = 0; i < G_N_ELEMENTS (spots); i++)
    {
      LampRect rect = rect_at (thing, *mark, i);

      if (!lamp_marks_is_in_frame (marks, view, rect) || !lamp_room_is_free (marks->crew_room, rect))
        continue;
      lamp_room_take (marks->crew_room, rect);
      mark->x += spots[i].x;
      mark->y += spots[i].y;
      return;
    }
}

void
lamp_marks_stand_beside (LampMarks *marks, const LampThing *things, const LampView *view)
{
  LampMark         *list = (LampMark *)(void *)marks->marks->data;
  g_autofree guint *covered = g_new (guint, MAX (marks->marks->len, 1));
  guint             n = take_others (marks, things, view, covered);

  for (guint i = 0; i < n; i++)
    stand_beside (marks, &things[list[covered[i]].thing], view, &list[covered[i]]);
}
