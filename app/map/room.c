/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See room.h. A cell is the head of a chain of links; a rectangle has a link in every cell it touches.
 */
#include "map/room.h"

#define CELL_PX 64.0
#define MOST_CELLS 256 /* a side */

typedef struct
{
  guint32 rect;
  guint32 next; /* 1 + link; 0 at the end */
} Link;

struct _LampRoom
{
  GArray *rects; /* LampRect */
  GArray *links; /* Link */
  GArray *cells; /* guint32: 1 + link; 0 when empty */
  int     columns, rows;
};

LampRoom *
lamp_room_new (void)
{
  LampRoom *room = g_new0 (LampRoom, 1);

  room->rects = g_array_new (FALSE, FALSE, sizeof (LampRect));
  room->links = g_array_new (FALSE, FALSE, sizeof (Link));
  room->cells = g_array_new (FALSE, TRUE, sizeof (guint32));
  lamp_room_reset (room, 1.0, 1.0);
  return room;
}

void
lamp_room_free (LampRoom *room)
{
  g_array_unref (room->rects);
  g_array_unref (room->links);
  g_array_unref (room->cells);
  g_free (room);
}

void
lamp_room_reset (LampRoom *room, double width, double height)
{
  room->columns = CLAMP ((int)ceil (width / CELL_PX), 1, MOST_CELLS);
  room->rows = CLAMP ((int)ceil (height / CELL_PX), 1, MOST_CELLS);
  g_array_set_size (room->rects, 0);
  g_array_set_size (room->links, 0);
  g_array_set_size (room->cells, 0);
  g_array_set_size (room->cells, (guint)(room->columns * room->rows));
}

static int
cell_of (double at, int n)
{
  return (int)CLAMP (floor (at / CELL_PX), 0.0, n - 1.0);
}

void
lamp_room_take (LampRoom *room, LampRect rect)
{
  guint32 index = room->rects->len;

  g_array_append_val (room->rects, rect);
  for (int row = cell_of (rect.y0, room->rows); row <= cell_of (rect.y1, room->rows); row++)
    for (int column = cell_of (rect.x0, room->columns); column <= cell_of (rect.x1, room->columns); column++)
      {
        guint32 *cell = &g_array_index (room->cells, guint32, row * room->columns + column);
        Link     link = { index, *cell };

        g_array_append_val (room->links, link);
        *cell = room->links->len;
      }
}

gboolean
lamp_room_is_free (const LampRoom *room, LampRect rect)
{
  for (int row = cell_of (rect.y0, room->rows); row <= cell_of (rect.y1, room->rows); row++)
    for (int column = cell_of (rect.x0, room->columns); column <= cell_of (rect.x1, room->columns); column++)
      for (guint32 at = g_array_index (room->cells, guint32, row * room->columns + column); at != 0;)
        {
          const Link *link = &g_array_index (room->links, Link, at - 1);

          if (lamp_rect_intersects (rect, g_array_index (room->rects, LampRect, link->rect)))
            return FALSE;
          at = link->next;
        }
  return TRUE;
}

const LampRect *
lamp_room_get_taken (const LampRoom *room, guint *n)
{
  *n = room->rects->len;
  return (const LampRect *)(void *)room->rects->data;
}
