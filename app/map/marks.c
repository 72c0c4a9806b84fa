/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See marks.h. Who stands for whom is worked out when things or zoom change, for crews apart from the rest, as they change
 * every second; what is in view, each time.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/marks.h"

#include "map/cluster.h"
#include "map/room.h"

#include <glib/gi18n-lib.h>

#define CLUSTER_PX 26.0
#define REACH_PX 48.0 /* beyond the edge of the view, something of a marker may still be seen */
#define MOST_LABELS 300
#define SITE_LABELS_FROM_ZOOM 13.0
#define CREW_LABELS_FROM_ZOOM 11.5

/* Who stands for whom among some of the things, counted among these. */
typedef struct
{
  GArray *members; /* guint32: their thing */
  GArray *heads;   /* guint32: index into members */
  guint64 version;
  double  zoom;
  guint32 selected; /* among these */
} Joined;

struct _LampMarks
{
  LampLive *live;
  gboolean  framed;

  LampSelectKind selected_kind, hovered_kind;
  char          *selected_id, *hovered_id;

  GArray   *heads;         /* guint32, one a thing: who stands for it */
  Joined    stills, crews; /* what `heads` is made of */
  guint64   version;       /* of the things that `heads` is of */
  double    zoom;          /* likewise */
  guint32   selected;      /* likewise */
  GArray   *marks;         /* LampMark, in view, the most important first */
  LampRoom *room;          /* for names */
  GArray   *others;        /* LampRect, where others take it; NULL for none */
  gboolean  rings_off;     /* of what nobody acknowledged */
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
} Drawing;

static void
init_joined (Joined *joined)
{
  joined->members = g_array_new (FALSE, FALSE, sizeof (guint32));
  joined->heads = g_array_new (FALSE, FALSE, sizeof (guint32));
  joined->version = G_MAXUINT64;
}

static void
clear_joined (Joined *joined)
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
  init_joined (&marks->stills);
  init_joined (&marks->crews);
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
  g_array_unref (marks->heads);
  g_array_unref (marks->marks);
  lamp_room_free (marks->room);
  clear_joined (&marks->stills);
  clear_joined (&marks->crews);
  g_clear_pointer (&marks->others, g_array_unref);
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
lamp_marks_set_frame (LampMarks *marks, GArray *others)
{
  marks->framed = TRUE;
  g_clear_pointer (&marks->others, g_array_unref);
  marks->others = g_array_ref (others);
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
join (LampMarks *marks, Joined *joined, const LampView *view, gboolean crews, guint64 version)
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
put_heads (LampMarks *marks, const Joined *joined)
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
  put_heads (marks, &marks->stills);
  put_heads (marks, &marks->crews);
  marks->version = lamp_live_get_version (marks->live);
  marks->zoom = view->zoom;
}

static gboolean
is_near (const LampView *view, const LampMark *mark)
{
  return mark->x >= -REACH_PX && mark->y >= -REACH_PX && mark->x <= view->width + REACH_PX && mark->y <= view->height + REACH_PX;
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
      LampMark mark = { i, 1, things[i].customers, (things[i].at.x - view->x) * k + view->width / 2.0, (things[i].at.y - view->y) * k + view->height / 2.0 };

      mark_of[i] = heads[i] == i ? G_MAXUINT32 : mark_of[heads[i]];
      if (heads[i] != i && mark_of[i] != G_MAXUINT32)
        {
          LampMark *head = &g_array_index (marks->marks, LampMark, mark_of[i]);

          head->n++;
          head->customers += things[i].customers;
        }
      if (heads[i] != i || !is_near (view, &mark))
        continue;
      mark_of[i] = marks->marks->len;
      g_array_append_val (marks->marks, mark);
    }
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

static void
draw_halo (const Drawing *drawing, double x, double y, double r)
{
  drawing->pen->ring (drawing->paper, x, y, r + 2.0, drawing->colours[LAMP_COLOUR_SYMBOL_FILL], 6.0);
  drawing->pen->ring (drawing->paper, x, y, r, drawing->colours[LAMP_COLOUR_TRACED], 3.0);
}

static gboolean
is_free (const Drawing *drawing, LampRect rect)
{
  if (drawing->marks->framed && (rect.x0 < 0.0 || rect.y0 < 0.0 || rect.x1 > drawing->view->width || rect.y1 > drawing->view->height))
    return FALSE;
  return lamp_room_is_free (drawing->marks->room, rect);
}

/* How many customers are out, over an outage. */
static char *
dup_pill (const LampThing *thing, const LampMark *mark, LampTextKind *kind)
{
  *kind = thing->symbol.stale ? LAMP_TEXT_PILL_LATE : LAMP_TEXT_PILL;
  if (thing->kind != LAMP_SELECT_OUTAGE || mark->customers <= 0)
    return NULL;
  return g_strdup_printf ("%'" G_GINT64_FORMAT, mark->customers);
}

static double
pill_top (const LampThing *thing, double height)
{
  return -lamp_symbol_radius (thing->symbol.look) - height - (thing->symbol.fresh ? 5.0 : 1.0);
}

gboolean
lamp_marks_get_pill (LampMarks *marks, const LampMark *mark, const LampPen *pen, gpointer paper, double *top, double *width)
{
  guint            n;
  const LampThing *thing = &lamp_live_get_things (marks->live, &n)[mark->thing];
  LampTextKind     kind;
  g_autofree char *text = dup_pill (thing, mark, &kind);
  double           height;

  if (text == NULL)
    return FALSE;
  pen->measure (paper, kind, text, width, &height);
  *top = pill_top (thing, height);
  return TRUE;
}

/* How many a cluster holds, at its lower right; where that is. */
static LampRect
draw_count (const Drawing *drawing, const LampMark *mark, gboolean dry)
{
  g_autofree char *text = g_strdup_printf ("×%u", mark->n);
  double           r = lamp_symbol_radius (drawing->things[mark->thing].symbol.look) * 0.7, x = mark->x + r, y = mark->y + r - 4.0, w, h;

  if (!dry)
    drawing->pen->text (drawing->paper, LAMP_TEXT_COUNT, text, x, y);
  drawing->pen->measure (drawing->paper, LAMP_TEXT_COUNT, text, &w, &h);
  return (LampRect){ x, y, x + w, y + h };
}

static void
draw_sign (const Drawing *drawing, const LampMark *mark)
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
draw_mark (const Drawing *drawing, const LampMark *mark)
{
  const LampThing *thing = &drawing->things[mark->thing];
  LampSymbol       symbol = thing->symbol;
  LampTextKind     kind;
  g_autofree char *pill = dup_pill (thing, mark, &kind);
  double           width, height;

  symbol.fresh = symbol.fresh && !drawing->marks->rings_off;
  drawing->pen->symbol (drawing->paper, &symbol, mark->x, mark->y);
  if (mark->n > 1)
    draw_count (drawing, mark, FALSE);
  if (pill == NULL)
    return;
  drawing->pen->measure (drawing->paper, kind, pill, &width, &height);
  drawing->pen->text (drawing->paper, kind, pill, mark->x - width / 2.0, mark->y + pill_top (thing, height));
}

static void
take_room (const Drawing *drawing)
{
  LampMarks *marks = drawing->marks;

  lamp_room_reset (marks->room, drawing->view->width, drawing->view->height);
  for (guint i = 0; marks->others != NULL && i < marks->others->len; i++)
    lamp_room_take (marks->room, g_array_index (marks->others, LampRect, i));
  for (guint i = 0; i < marks->marks->len && i < 4 * MOST_LABELS; i++)
    {
      const LampMark *mark = &g_array_index (marks->marks, LampMark, i);
      double          r = lamp_symbol_radius (drawing->things[mark->thing].symbol.look) - 1.0, top, width;
      LampRect        symbol = { mark->x - r, mark->y - r, mark->x + r, mark->y + r };

      lamp_room_take (marks->room, symbol);
      if (mark->n > 1)
        lamp_room_take (marks->room, draw_count (drawing, mark, TRUE));
      if (lamp_marks_get_pill (marks, mark, drawing->pen, drawing->paper, &top, &width))
        {
          lamp_room_take (marks->room, (LampRect){ mark->x - width / 2.0, mark->y + top, mark->x + width / 2.0, mark->y - r });
        }
    }
}

static gboolean
wants_label (const Drawing *drawing, const LampThing *thing, const LampMark *mark)
{
  gboolean selected = mark->thing == drawing->marks->selected;

  if (thing->label == NULL || (mark->n > 1 && !selected))
    return FALSE;
  if (drawing->marks->framed && (mark->x < 0.0 || mark->y < 0.0 || mark->x > drawing->view->width || mark->y > drawing->view->height))
    return FALSE; /* a name of nothing */
  if (selected || thing->keep)
    return TRUE;
  return drawing->view->zoom >= (thing->kind == LAMP_SELECT_CREW ? CREW_LABELS_FROM_ZOOM : SITE_LABELS_FROM_ZOOM);
}

static LampTextKind
kind_of_label (const LampThing *thing)
{
  if (thing->kind == LAMP_SELECT_CREW)
    return thing->symbol.stale || thing->symbol.look == LAMP_LOOK_CREW_OFF_SHIFT ? LAMP_TEXT_CREW_STALE : LAMP_TEXT_CREW;
  return thing->keep ? LAMP_TEXT_SITE_OUT : LAMP_TEXT_SITE;
}

/* Beside a crew, under a site; elsewhere when that is taken; nowhere when there is no room. */
static void
draw_label (const Drawing *drawing, const LampThing *thing, const LampMark *mark)
{
  LampTextKind kind = kind_of_label (thing);
  double       r = lamp_symbol_radius (thing->symbol.look) + 1.0, w, h;
  guint        first = thing->kind == LAMP_SELECT_CREW ? 0 : 1;

  drawing->pen->measure (drawing->paper, kind, thing->label, &w, &h);
  for (guint i = 0; i < 4; i++)
    {
      const double  places[4][2] = { { r, -h / 2.0 }, { -w / 2.0, r }, { -r - w, -h / 2.0 }, { -w / 2.0, -r - h } };
      const double *place = places[(first + i) % 4];
      LampRect      rect = { mark->x + place[0], mark->y + place[1], mark->x + place[0] + w, mark->y + place[1] + h };

      if (!is_free (drawing, rect) && !(i == 3 && mark->thing == drawing->marks->selected))
        continue;
      lamp_room_take (drawing->marks->room, rect);
      drawing->pen->text (drawing->paper, kind, thing->label, rect.x0, rect.y0);
      return;
    }
}

static Drawing
begin (LampMarks *marks, const LampView *view, const guint32 *colours, const LampPen *pen, gpointer paper)
{
  guint n;

  return (Drawing){ marks, lamp_live_get_things (marks->live, &n), view, colours, pen, paper };
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
  Drawing drawing = begin (marks, view, colours, pen, paper);

  for (guint i = marks->marks->len; i > 0; i--)
    {
      const LampMark *mark = &g_array_index (marks->marks, LampMark, i - 1);

      if (part == LAMP_MARKS_SIGNS)
        {
          draw_sign (&drawing, mark);
          if (mark->thing == marks->selected) /* a crew at its outage lies beneath it */
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
  Drawing drawing = begin (marks, view, colours, pen, paper);
  guint   n_labels = 0;

  take_room (&drawing);
  for (guint i = 0; i < marks->marks->len && n_labels < MOST_LABELS; i++)
    {
      const LampMark  *mark = &g_array_index (marks->marks, LampMark, i);
      const LampThing *thing = &drawing.things[mark->thing];

      if (!wants_label (&drawing, thing, mark))
        continue;
      draw_label (&drawing, thing, mark);
      n_labels++;
    }
}

void
lamp_marks_draw (LampMarks *marks, const LampView *view, const guint32 *colours, const LampPen *pen, gpointer paper)
{
  guint           n;
  const LampMark *list = lamp_marks_arrange (marks, view, &n);
  Drawing         drawing = begin (marks, view, colours, pen, paper);

  for (guint i = n; i > 0; i--)
    {
      draw_sign (&drawing, &list[i - 1]);
      draw_mark (&drawing, &list[i - 1]);
    }
  lamp_marks_draw_names (marks, view, colours, pen, paper);
}
