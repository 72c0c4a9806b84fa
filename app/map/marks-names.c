/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names beside what stands on the map: of substations first, then of crews and key sites, the important before the others. Each
 * where there is room for it, and no two on one place. See marks.h.
 */
#include "map/marks-private.h"

#include "map/scene.h"

#define MOST_NAMES 300
#define MOST_SIDES 4096
#define N_PLACES 8 /* for the name of a substation */
#define SITES_FROM_ZOOM 13.0
#define CREWS_FROM_ZOOM 11.5
#define SUBSTATION_REACH_PX 140.0 /* beyond the edge of the view, some of its name may still be seen */

static gboolean
is_free (const LampMarksDrawing *drawing, LampRect rect)
{
  return lamp_marks_is_in_frame (drawing->marks, drawing->view, rect) && lamp_room_is_free (drawing->marks->room, rect);
}

static gboolean
wants_label (const LampMarksDrawing *drawing, const LampThing *thing, const LampMark *mark)
{
  gboolean selected = mark->thing == drawing->marks->selected;

  if (thing->label == NULL || (mark->n > 1 && !selected))
    return FALSE;
  if (drawing->marks->framed && (mark->x < 0.0 || mark->y < 0.0 || mark->x > drawing->view->width || mark->y > drawing->view->height))
    return FALSE; /* a name of nothing */
  if (selected || thing->keep)
    return TRUE;
  return drawing->view->zoom >= (thing->kind == LAMP_SELECT_CREW ? CREWS_FROM_ZOOM : SITES_FROM_ZOOM);
}

static LampTextKind
kind_of_label (const LampThing *thing)
{
  if (thing->kind == LAMP_SELECT_CREW)
    return thing->symbol.stale || thing->symbol.look == LAMP_LOOK_CREW_OFF_SHIFT ? LAMP_TEXT_CREW_STALE : LAMP_TEXT_CREW;
  return thing->keep ? LAMP_TEXT_SITE_OUT : LAMP_TEXT_SITE;
}

/* Beside a crew, under a site; elsewhere when that is taken; nowhere when there is no room. Where it was once it stays as long as it
 * can, or the name of a crew that drives would jump to and fro. */
static void
name_thing (const LampMarksDrawing *drawing, const LampThing *thing, const LampMark *mark)
{
  LampTextKind kind = kind_of_label (thing);
  double       r = lamp_symbol_radius (thing->symbol.look) + 1.0, w, h;
  GHashTable  *sides = drawing->marks->sides;
  guint        first = thing->kind == LAMP_SELECT_CREW ? 0 : 1, known = GPOINTER_TO_UINT (g_hash_table_lookup (sides, thing->item));

  if (known > 0)
    first = known - 1;
  drawing->pen->measure (drawing->paper, kind, thing->label, &w, &h);
  for (guint i = 0; i < 4; i++)
    {
      const double  places[4][2] = { { r, -h / 2.0 }, { -w / 2.0, r }, { -r - w, -h / 2.0 }, { -w / 2.0, -r - h } };
      const double *place = places[(first + i) % 4];
      LampRect      rect = { mark->x + place[0], mark->y + place[1], mark->x + place[0] + w, mark->y + place[1] + h };

      if (!is_free (drawing, rect) && !(i == 3 && mark->thing == drawing->marks->selected))
        continue;
      lamp_room_take (drawing->marks->room, rect);
      g_hash_table_insert (sides, thing->item, GUINT_TO_POINTER ((first + i) % 4 + 1));
      drawing->pen->text (drawing->paper, kind, thing->label, rect.x0, rect.y0);
      return;
    }
}

/* Below it, above, beside, at a corner, likewise; nowhere when there is no room: what is out matters more. */
static void
name_substation (const LampMarksDrawing *drawing, const LampSource *source, const char *text, double x, double y)
{
  GHashTable *sides = drawing->marks->sides;
  guint       known = GPOINTER_TO_UINT (g_hash_table_lookup (sides, source)), first = known > 0 ? known - 1 : 0;
  double      r = lamp_scene_substation_size (drawing->view->zoom) + 2.0, w, h;

  drawing->pen->measure (drawing->paper, LAMP_TEXT_SUBSTATION, text, &w, &h);
  for (guint i = 0; i < N_PLACES; i++)
    {
      const double places[N_PLACES][2] = { { -w / 2.0, r }, { -w / 2.0, -r - h }, { r, -h / 2.0 }, { -r - w, -h / 2.0 }, { -r, r }, { r - w, r }, { -r, -r - h }, { r - w, -r - h } };
      guint        place = (first + i) % N_PLACES;
      LampRect     rect = { x + places[place][0], y + places[place][1], x + places[place][0] + w, y + places[place][1] + h };

      if (!is_free (drawing, rect))
        continue;
      lamp_room_take (drawing->marks->room, rect);
      g_hash_table_insert (sides, (gpointer)source, GUINT_TO_POINTER (place + 1));
      drawing->pen->text (drawing->paper, LAMP_TEXT_SUBSTATION, text, rect.x0, rect.y0);
      return;
    }
}

static gboolean
find_substation (const LampMarksDrawing *drawing, guint32 source, double *x, double *y)
{
  const LampNetwork *network = drawing->marks->network;
  guint32            node = network->sources[source].node;
  LampWorld          at = node != LAMP_NONE ? network->node_at[node] : LAMP_WORLD_NONE;
  double             reach = drawing->marks->framed ? 0.0 : SUBSTATION_REACH_PX;

  *x = lamp_view_to_x (drawing->view, at.x);
  *y = lamp_view_to_y (drawing->view, at.y);
  return lamp_world_is_known (at) && *x >= -reach && *y >= -reach && *x <= drawing->view->width + reach && *y <= drawing->view->height + reach;
}

/* Nothing is written over a substation's symbol. */
static void
name_substations (const LampMarksDrawing *drawing)
{
  const LampNetwork *network = drawing->marks->network;
  double             r = lamp_scene_substation_size (drawing->view->zoom) + 1.0, x, y;

  for (guint32 i = 0; network != NULL && i < network->n_sources; i++)
    if (find_substation (drawing, i, &x, &y))
      lamp_room_take (drawing->marks->room, (LampRect){ x - r, y - r, x + r, y + r });
  for (guint32 i = 0; network != NULL && drawing->marks->named && i < network->n_sources; i++)
    {
      const char *name = network->sources[i].name, *text = name != NULL && *name != '\0' ? name : network->sources[i].id;

      if (text != NULL && *text != '\0' && find_substation (drawing, i, &x, &y))
        name_substation (drawing, &network->sources[i], text, x, y);
    }
}

void
lamp_marks_name (const LampMarksDrawing *drawing)
{
  const GArray *marks = drawing->marks->marks;
  guint         n_names = 0;

  if (g_hash_table_size (drawing->marks->sides) > MOST_SIDES) /* of things that are long gone */
    g_hash_table_remove_all (drawing->marks->sides);

  name_substations (drawing);
  for (guint i = 0; i < marks->len && n_names < MOST_NAMES; i++)
    {
      const LampMark  *mark = &g_array_index (marks, LampMark, i);
      const LampThing *thing = &drawing->things[mark->thing];

      if (!wants_label (drawing, thing, mark))
        continue;
      name_thing (drawing, thing, mark);
      n_names++;
    }
}
