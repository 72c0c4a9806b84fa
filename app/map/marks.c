/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See marks.h. Who stands for whom is worked out when things or zoom change, what is in view each time.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/marks-private.h"

#include "map/cluster.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define CLUSTER_PX 26.0
#define WHOLE_SITES_FROM_ZOOM 12.8
#define REACH_PX 48.0 /* beyond the edge of the view, something of a marker may still be seen */
#define MOST_TAKEN 1200
#define FRAME_GAP_PX 3.0 /* between a symbol and the edge of a picture */
#define PILL_PX 18.0     /* how high a pill is */
#define FIGURE_PX 8.0    /* how wide a figure in it */

LampMarks *
lamp_marks_new (LampLive *live)
{
  LampMarks *marks = g_new0 (LampMarks, 1);

  marks->live = g_object_ref (live);
  marks->heads = g_array_new (FALSE, FALSE, sizeof (guint32));
  marks->marks = g_array_new (FALSE, FALSE, sizeof (LampMark));
  marks->taken = g_array_new (FALSE, FALSE, sizeof (LampRect));
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
  g_array_unref (marks->taken);
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

/* Who stands for whom. */
static void
cluster (LampMarks *marks, const LampView *view)
{
  guint                        n;
  const LampThing             *things = lamp_live_get_things (marks->live, &n);
  guint32                      selected = find_selected (marks, things, n);
  g_autofree LampClusterPoint *points = NULL;

  if (marks->version == lamp_live_get_version (marks->live) && marks->zoom == view->zoom && marks->selected == selected)
    return;
  points = g_new (LampClusterPoint, MAX (n, 1));
  for (guint i = 0; i < n; i++)
    points[i] = (LampClusterPoint){ things[i].at, things[i].kind, things[i].keep || i == selected };
  g_array_set_size (marks->heads, n);
  lamp_cluster (points, n, CLUSTER_PX / lamp_view_k (view), (guint32 *)(void *)marks->heads->data);
  if (marks->zoom != view->zoom)
    g_hash_table_remove_all (marks->sides);
  marks->version = lamp_live_get_version (marks->live);
  marks->zoom = view->zoom;
  marks->selected = selected;
}

static gboolean
is_near (const LampMarks *marks, const LampView *view, const LampMark *mark)
{
  if (marks->framed)
    return mark->x >= 0.0 && mark->y >= 0.0 && mark->x <= view->width && mark->y <= view->height;
  return mark->x >= -REACH_PX && mark->y >= -REACH_PX && mark->x <= view->width + REACH_PX && mark->y <= view->height + REACH_PX;
}

/* So far in that its symbol is whole, and the pill over it, which is as wide as its figures need. */
static void
move_in (const LampThing *thing, const LampView *view, LampMark *mark)
{
  double r = lamp_symbol_radius (thing->symbol.look) + FRAME_GAP_PX;
  double half = r, above = r;

  if (thing->kind == LAMP_SELECT_OUTAGE && mark->customers > 0)
    {
      above += PILL_PX;
      half = MAX (half, PILL_PX / 2.0 + FIGURE_PX / 2.0 * ceil (log10 ((double)mark->customers + 1.0) * 4.0 / 3.0));
    }
  mark->x = CLAMP (mark->x, half, MAX (view->width - half, half));
  mark->y = CLAMP (mark->y, above, MAX (view->height - r, above));
}

const LampMark *
lamp_marks_arrange (LampMarks *marks, const LampView *view, guint *n_marks)
{
  guint               n;
  const LampThing    *things = lamp_live_get_things (marks->live, &n);
  const guint32      *heads;
  g_autofree guint32 *mark_of = g_new (guint32, MAX (n, 1));

  cluster (marks, view);
  heads = lamp_marks_get_heads (marks);
  g_array_set_size (marks->marks, 0);
  for (guint i = 0; i < n; i++)
    {
      LampMark mark = { i, 1, things[i].customers, lamp_view_to_x (view, things[i].at.x), lamp_view_to_y (view, things[i].at.y) };

      mark_of[i] = heads[i] == i ? G_MAXUINT32 : mark_of[heads[i]];
      if (heads[i] != i && mark_of[i] != G_MAXUINT32)
        {
          LampMark *head = &g_array_index (marks->marks, LampMark, mark_of[i]);

          head->n++;
          head->customers += things[i].customers;
        }
      if (heads[i] != i || !is_near (marks, view, &mark))
        continue;
      mark_of[i] = marks->marks->len;
      g_array_append_val (marks->marks, mark);
    }
  for (guint i = 0; marks->framed && i < marks->marks->len; i++)
    move_in (&things[g_array_index (marks->marks, LampMark, i).thing], view, &g_array_index (marks->marks, LampMark, i));
  *n_marks = marks->marks->len;
  return (const LampMark *)(void *)marks->marks->data;
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
  *n = marks->taken->len;
  return (const LampRect *)(void *)marks->taken->data;
}

static void
draw_halo (const LampMarksDrawing *drawing, double x, double y, double r)
{
  drawing->pen->ring (drawing->paper, x, y, r + 2.0, drawing->colours[LAMP_COLOUR_SYMBOL_FILL], 6.0);
  drawing->pen->ring (drawing->paper, x, y, r, drawing->colours[LAMP_COLOUR_TRACED], 3.0);
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
draw_mark (const LampMarksDrawing *drawing, const LampMark *mark)
{
  const LampMarks *marks = drawing->marks;
  const LampThing *thing = &drawing->things[mark->thing];
  LampSymbol       symbol = thing->symbol;
  LampTextKind     kind;
  g_autofree char *pill = dup_pill (thing, mark, &kind);
  double           r = lamp_symbol_radius (thing->symbol.look), width, height;

  if (mark->thing == marks->selected)
    draw_halo (drawing, mark->x, mark->y, r + 8.0);
  else if (marks->hovered_kind == thing->kind && g_strcmp0 (marks->hovered_id, thing->id) == 0)
    drawing->pen->ring (drawing->paper, mark->x, mark->y, r + 7.0, drawing->colours[LAMP_COLOUR_SELECTED], 1.5);
  /* From afar a site that has its supply is worth no more ink: what is out must stand out. */
  symbol.small = thing->symbol.look == LAMP_LOOK_SITE && drawing->view->zoom < WHOLE_SITES_FROM_ZOOM && mark->thing != marks->selected;
  drawing->pen->symbol (drawing->paper, &symbol, mark->x, mark->y);
  if (mark->n > 1)
    draw_count (drawing, mark, FALSE);
  if (pill == NULL)
    return;
  drawing->pen->measure (drawing->paper, kind, pill, &width, &height);
  drawing->pen->text (drawing->paper, kind, pill, mark->x - width / 2.0, mark->y + pill_top (thing, height));
}

static void
take_room (const LampMarksDrawing *drawing)
{
  LampMarks *marks = drawing->marks;

  g_array_set_size (marks->taken, 0);
  for (guint i = 0; i < marks->marks->len && i < MOST_TAKEN; i++)
    {
      const LampMark *mark = &g_array_index (marks->marks, LampMark, i);
      double          r = lamp_symbol_radius (drawing->things[mark->thing].symbol.look) - 1.0, top, width;
      LampRect        symbol = { mark->x - r, mark->y - r, mark->x + r, mark->y + r };

      g_array_append_val (marks->taken, symbol);
      if (mark->n > 1)
        {
          LampRect count = draw_count (drawing, mark, TRUE);

          g_array_append_val (marks->taken, count);
        }
      if (lamp_marks_get_pill (marks, mark, drawing->pen, drawing->paper, &top, &width))
        {
          LampRect pill = { mark->x - width / 2.0, mark->y + top, mark->x + width / 2.0, mark->y - r };

          g_array_append_val (marks->taken, pill);
        }
    }
}

void
lamp_marks_draw (LampMarks *marks, const LampView *view, const guint32 *colours, const LampPen *pen, gpointer paper)
{
  guint            n, n_things;
  const LampMark  *list = lamp_marks_arrange (marks, view, &n);
  LampMarksDrawing drawing = { marks, lamp_live_get_things (marks->live, &n_things), view, colours, pen, paper };

  for (guint i = n; i > 0; i--)
    draw_mark (&drawing, &list[i - 1]);
  take_room (&drawing);
  lamp_marks_name (&drawing);
}
