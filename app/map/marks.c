/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See marks.h. Who stands for whom is worked out when things or zoom change, for crews apart from the rest, as they change
 * every second; what is in view, each time.
 */
#include "map/marks-private.h"

#include "map/cluster.h"

#include <math.h>

#define CLUSTER_PX 26.0
#define REACH_PX 48.0   /* beyond the edge of the view, something of a marker may still be seen */
#define ASIDE_X_PX 20.0 /* clear of an outage there, of how many it stands for, and of the ring around it when it is selected */
#define ASIDE_Y_PX 30.0
#define FRAME_GAP_PX 3.0 /* between a symbol and the edge of a picture */

static void
init_joined (LampJoined *joined)
{
  joined->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  joined->heads = g_array_new (FALSE, FALSE, sizeof (guint32));
  joined->version = G_MAXUINT64;
}

static void
clear_joined (LampJoined *joined)
{
  g_array_unref (joined->members);
  g_array_unref (joined->heads);
}

LampMarks *
lamp_marks_new (LampLive *live)
{
  LampMarks *marks = g_new0 (LampMarks, 1);

  marks->live = g_object_ref (live);
  marks->heads = g_array_new (FALSE, FALSE, sizeof (guint32));
  marks->marks = g_array_new (FALSE, FALSE, sizeof (LampMark));
  marks->room = lamp_room_new ();
  marks->pill_room = lamp_room_new ();
  marks->pill_places = g_array_new (FALSE, TRUE, sizeof (guint8));
  marks->pill_sides = g_hash_table_new (NULL, NULL);
  init_joined (&marks->stills);
  init_joined (&marks->crews);
  marks->sides = g_hash_table_new (NULL, NULL);
  marks->version = G_MAXUINT64;
  marks->selected = G_MAXUINT32;
  return marks;
}

void
lamp_marks_free (LampMarks *marks)
{
  g_object_unref (marks->live);
  g_free (marks->selected_id);
  g_free (marks->hovered_id);
  g_hash_table_unref (marks->sides);
  g_array_unref (marks->heads);
  g_array_unref (marks->marks);
  lamp_room_free (marks->room);
  lamp_room_free (marks->pill_room);
  g_array_unref (marks->pill_places);
  g_hash_table_unref (marks->pill_sides);
  clear_joined (&marks->stills);
  clear_joined (&marks->crews);
  g_free (marks);
}

void
lamp_marks_set_selected (LampMarks *marks, LampSelectKind kind, const char *id)
{
  if (marks->selected_kind == kind && g_strcmp0 (marks->selected_id, id) == 0)
    return;
  g_free (marks->selected_id);
  marks->selected_id = g_strdup (id);
  marks->selected_kind = kind;
}

void
lamp_marks_set_hovered (LampMarks *marks, LampSelectKind kind, const char *id)
{
  g_free (marks->hovered_id);
  marks->hovered_id = g_strdup (id);
  marks->hovered_kind = kind;
}

void
lamp_marks_set_rings (LampMarks *marks, gboolean shown)
{
  marks->rings_off = !shown;
}

void
lamp_marks_set_frame (LampMarks *marks)
{
  marks->framed = TRUE;
}

void
lamp_marks_set_network (LampMarks *marks, const LampNetwork *network)
{
  marks->network = network;
}

void
lamp_marks_set_named (LampMarks *marks, gboolean named)
{
  marks->named = named;
}

static guint32
find_selected (LampMarks *marks, const LampThing *things, guint n)
{
  if (marks->selected_kind == LAMP_SELECT_NONE || marks->selected_kind == LAMP_SELECT_DEVICE)
    return G_MAXUINT32;
  for (guint i = 0; i < n; i++)
    if (things[i].kind == marks->selected_kind && g_str_equal (things[i].id, marks->selected_id))
      return i;
  return G_MAXUINT32;
}

/* The crews, or all but them: joined anew only when they or the zoom are others. */
static void
join (LampMarks *marks, LampJoined *joined, const LampView *view, gboolean crews, guint64 version)
{
  guint                        n;
  const LampThing             *things = lamp_live_get_things (marks->live, &n);
  g_autofree LampClusterPoint *points = NULL;
  guint32                      selected = G_MAXUINT32;

  g_array_set_size (joined->members, 0);
  for (guint32 i = 0; i < n; i++)
    if ((things[i].kind == LAMP_SELECT_CREW) == crews)
      {
        selected = i == marks->selected ? joined->members->len : selected;
        g_array_append_val (joined->members, i);
      }
  if (joined->version == version && joined->zoom == view->zoom && joined->selected == selected)
    return;
  points = g_new (LampClusterPoint, MAX (joined->members->len, 1));
  for (guint i = 0; i < joined->members->len; i++)
    {
      const LampThing *thing = &things[g_array_index (joined->members, guint32, i)];

      points[i] = (LampClusterPoint){ thing->at, thing->kind, thing->keep || i == selected };
    }
  g_array_set_size (joined->heads, joined->members->len);
  lamp_cluster (points, joined->members->len, CLUSTER_PX / lamp_view_k (view), (guint32 *)(void *)joined->heads->data);
  joined->version = version;
  joined->zoom = view->zoom;
  joined->selected = selected;
}

static void
put_heads (LampMarks *marks, const LampJoined *joined)
{
  for (guint i = 0; i < joined->members->len; i++)
    g_array_index (marks->heads, guint32, g_array_index (joined->members, guint32, i)) =
        g_array_index (joined->members, guint32, g_array_index (joined->heads, guint32, i));
}

/* Who stands for whom. */
static void
cluster (LampMarks *marks, const LampView *view)
{
  guint            n;
  const LampThing *things = lamp_live_get_things (marks->live, &n);
  guint32          selected = find_selected (marks, things, n);

  if (marks->version == lamp_live_get_version (marks->live) && marks->zoom == view->zoom && marks->selected == selected)
    return;
  marks->selected = selected;
  join (marks, &marks->stills, view, FALSE, lamp_live_get_still_version (marks->live));
  join (marks, &marks->crews, view, TRUE, lamp_live_get_version (marks->live));
  g_array_set_size (marks->heads, n);
  if (marks->zoom != view->zoom)
    g_hash_table_remove_all (marks->sides);
  put_heads (marks, &marks->stills);
  put_heads (marks, &marks->crews);
  marks->version = lamp_live_get_version (marks->live);
  marks->zoom = view->zoom;
}

static gboolean
is_near (const LampMarks *marks, const LampView *view, const LampMark *mark)
{
  if (marks->framed)
    return mark->x >= 0.0 && mark->y >= 0.0 && mark->x <= view->width && mark->y <= view->height;
  return mark->x >= -REACH_PX && mark->y >= -REACH_PX && mark->x <= view->width + REACH_PX && mark->y <= view->height + REACH_PX;
}

gboolean
lamp_marks_is_aside (const LampThing *thing)
{
  return thing->kind == LAMP_SELECT_CREW && (thing->symbol.look == LAMP_LOOK_CREW_ON_SITE || thing->symbol.look == LAMP_LOOK_CREW_SUSPENDED);
}

static void
stand_aside (const LampThing *thing, double *x, double *y)
{
  if (!lamp_marks_is_aside (thing))
    return;
  *x += ASIDE_X_PX;
  *y += ASIDE_Y_PX;
}

void
lamp_marks_stand (const LampThing *thing, const LampView *view, double *x, double *y)
{
  *x = lamp_view_to_x (view, thing->at.x);
  *y = lamp_view_to_y (view, thing->at.y);
  stand_aside (thing, x, y);
}

/* So far in that its symbol is whole, and the pill over it, which is as wide as its figures need. */
static void
move_in (const LampThing *thing, const LampView *view, LampMark *mark)
{
  double r = lamp_symbol_radius (thing->symbol.look) + FRAME_GAP_PX;
  double half = r, above = r;

  if (thing->kind == LAMP_SELECT_OUTAGE && mark->customers > 0)
    {
      above += LAMP_PILL_PX;
      half = MAX (half, lamp_marks_pill_width (mark) / 2.0);
    }
  mark->x = CLAMP (mark->x, half, MAX (view->width - half, half));
  mark->y = CLAMP (mark->y, above, MAX (view->height - r, above));
}

/* `head`: of the marks, or none that is in view. */
static void
add_to_head (LampMarks *marks, guint32 head, const LampThing *thing)
{
  if (head == G_MAXUINT32)
    return;
  g_array_index (marks->marks, LampMark, head).n++;
  g_array_index (marks->marks, LampMark, head).customers += thing->customers;
}

const LampMark *
lamp_marks_arrange (LampMarks *marks, const LampView *view, guint *n_marks)
{
  guint               n;
  const LampThing    *things = lamp_live_get_things (marks->live, &n);
  const guint32      *heads;
  g_autofree guint32 *mark_of = g_new (guint32, MAX (n, 1));
  double              k = lamp_view_k (view);

  cluster (marks, view);
  heads = lamp_marks_get_heads (marks);
  g_array_set_size (marks->marks, 0);
  for (guint i = 0; i < n; i++)
    {
      LampMark mark = { i, 1, things[i].customers, 0.0, 0.0 };

      if (heads[i] != i)
        {
          add_to_head (marks, mark_of[i] = mark_of[heads[i]], &things[i]);
          continue;
        }
      mark_of[i] = G_MAXUINT32;
      mark.x = (things[i].at.x - view->x) * k + view->width / 2.0;
      mark.y = (things[i].at.y - view->y) * k + view->height / 2.0;
      if (!is_near (marks, view, &mark))
        continue;
      stand_aside (&things[i], &mark.x, &mark.y);
      mark_of[i] = marks->marks->len;
      g_array_append_val (marks->marks, mark);
    }
  for (guint i = 0; marks->framed && i < marks->marks->len; i++)
    move_in (&things[g_array_index (marks->marks, LampMark, i).thing], view, &g_array_index (marks->marks, LampMark, i));
  lamp_marks_place_pills (marks, things, view);
  *n_marks = marks->marks->len;
  return (const LampMark *)(void *)marks->marks->data;
}

const LampMark *
lamp_marks_get (LampMarks *marks, guint *n)
{
  *n = marks->marks->len;
  return (const LampMark *)(void *)marks->marks->data;
}

gboolean
lamp_marks_has_fresh (LampMarks *marks)
{
  guint            n;
  const LampThing *things = lamp_live_get_things (marks->live, &n);

  for (guint i = 0; i < marks->marks->len; i++)
    {
      guint32 thing = g_array_index (marks->marks, LampMark, i).thing;

      if (thing < n && things[thing].symbol.fresh)
        return TRUE;
    }
  return FALSE;
}

const guint32 *
lamp_marks_get_heads (LampMarks *marks)
{
  return (const guint32 *)(void *)marks->heads->data;
}

guint
lamp_marks_get_n (LampMarks *marks)
{
  return marks->marks->len;
}

const LampRect *
lamp_marks_get_taken (LampMarks *marks, guint *n)
{
  return lamp_room_get_taken (marks->room, n);
}
