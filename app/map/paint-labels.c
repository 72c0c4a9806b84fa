/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text in a tile: substations, districts, water, streets along their course, switches, phases.
 *
 * Tiles are painted one by one, yet text must run across their edges and never meet other text. So each tile looks at
 * every candidate that could touch a text of its own, and a candidate stands only if nothing more important
 * overlaps it, whether that itself stands or not: a rule without memory, so every tile decides alike.
 * What is where depends only on the zoom step, so nothing moves while panning.
 */
#include "map/labels.h"

#include <math.h>

/* All logical px. */
#define SEEN_PX 3.0         /* beyond its box a text may still be seen: its halo */
#define GAP_PX 5.0          /* between two texts */
#define SAME_NAME_PX 260.0  /* a street's name does not come again nearer than this */
#define SAME_PHASE_PX 110.0 /* nor the mark of a phase */
#define TALLEST_PX 20.0
/* How far from a tile a text can lie that decides over one that is seen in it: half of that one, and from its middle to
 * the other's. */
#define REACH_PX (LAMP_LABEL_WIDEST_PX / 2.0 + SEEN_PX + MAX (SAME_NAME_PX, LAMP_LABEL_WIDEST_PX + TALLEST_PX + GAP_PX))
/* What is named may lie beside its name. */
#define ASIDE_PX (LAMP_LABEL_WIDEST_PX / 2.0 + 24.0)

guint64
lamp_label_order (guint rank, guint32 seed, guint32 nth)
{
  guint32 hash = (seed * 2654435761u) ^ (nth * 40503u);

  return (guint64)rank << 32 | (hash ^ hash >> 15);
}

void
lamp_labels_add (LampLabels *labels, LampLabelStyle style, const char *text, guint64 order, double x, double y, double width, double angle)
{
  static const LampColour colours[LAMP_N_LABEL_STYLES] = {
    [LAMP_LABEL_SUBSTATION] = LAMP_COLOUR_DEVICE_TEXT,
    [LAMP_LABEL_PLACE] = LAMP_COLOUR_PLACE_TEXT,
    [LAMP_LABEL_WATER] = LAMP_COLOUR_WATER_TEXT,
    [LAMP_LABEL_MAIN_STREET] = LAMP_COLOUR_STREET_TEXT,
    [LAMP_LABEL_STREET] = LAMP_COLOUR_STREET_TEXT,
    [LAMP_LABEL_DEVICE] = LAMP_COLOUR_DEVICE_TEXT,
    [LAMP_LABEL_PHASE] = LAMP_COLOUR_PHASES,
  };
  const LampPainting *painting = labels->painting;
  double              w = width * painting->scale / 2.0, h = lamp_label_height (style) * painting->scale / 2.0;
  double              reach = REACH_PX * painting->scale, left = painting->left * painting->k, top = painting->top * painting->k;
  LampLabel           label = { .text = text, .style = style, .colour = colours[style], .order = order, .x = x, .y = y, .angle = angle };

  if (x < left - reach || y < top - reach || x > left + painting->width + reach || y > top + painting->height + reach)
    return;
  if (style == LAMP_LABEL_PHASE)
    label.colour = text[1] != '\0' ? LAMP_COLOUR_PHASES : (LampColour)(LAMP_COLOUR_PHASE_A + text[0] - 'A');
  label.half_width = fabs (w * cos (angle)) + fabs (h * sin (angle));
  label.half_height = fabs (w * sin (angle)) + fabs (h * cos (angle));
  g_array_append_val (labels->labels, label);
}

/* Two never come out equal unless they lie on each other. */
static gint
by_order (gconstpointer a, gconstpointer b)
{
  const LampLabel *one = a, *other = b;

  if (one->order != other->order)
    return one->order < other->order ? -1 : 1;
  if (one->x != other->x)
    return one->x < other->x ? -1 : 1;
  return one->y < other->y ? -1 : one->y > other->y;
}

static double
same_name_px (LampLabelStyle style)
{
  if (style == LAMP_LABEL_PHASE)
    return SAME_PHASE_PX;
  return style >= LAMP_LABEL_WATER && style <= LAMP_LABEL_STREET ? SAME_NAME_PX : 0.0;
}

/* Those before it in the list are more important. */
static gboolean
stands (const LampPainting *painting, const GArray *labels, guint which)
{
  const LampLabel *label = &g_array_index (labels, LampLabel, which);
  double           gap = GAP_PX * painting->scale, same = same_name_px (label->style) * painting->scale;

  for (guint i = 0; i < which; i++)
    {
      const LampLabel *other = &g_array_index (labels, LampLabel, i);
      double           dx = fabs (label->x - other->x), dy = fabs (label->y - other->y);

      if (dx < label->half_width + other->half_width + gap && dy < label->half_height + other->half_height + gap)
        return FALSE;
      if (dx < same && dy < same && other->style == label->style && g_str_equal (label->text, other->text))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_taken (const LampPainting *painting, const LampLabel *label)
{
  double   s = painting->scale, x = label->x - painting->left * painting->k, y = label->y - painting->top * painting->k;
  LampRect rect = { (x - label->half_width) / s, (y - label->half_height) / s, (x + label->half_width) / s, (y + label->half_height) / s };

  for (guint i = 0; i < painting->n_taken; i++)
    if (lamp_rect_intersects (rect, painting->taken[i]))
      return TRUE;
  return FALSE;
}

/* Seen at all; whole, where the edges are those of a picture. */
static gboolean
is_in_view (const LampPainting *painting, const LampLabel *label)
{
  double margin = (painting->framed ? -SEEN_PX : SEEN_PX) * painting->scale;
  double w = painting->framed ? -label->half_width : label->half_width, h = painting->framed ? -label->half_height : label->half_height;
  double x = label->x - painting->left * painting->k, y = label->y - painting->top * painting->k;

  return x + w + margin > 0 && x - w - margin < painting->width && y + h + margin > 0 && y - h - margin < painting->height;
}

static void
add_all (LampLabels *labels)
{
  const LampPainting *painting = labels->painting;
  LampShow            show = painting->scene->show;
  gboolean            names = (show & LAMP_SHOW_NAMES) != 0, base = names && lamp_paint_is_own_base (painting);

  if (base && painting->zoom < 15.6)
    lamp_labels_add_areas (labels, LAMP_BASE_PLACE);
  if (base && painting->zoom >= 10.0)
    {
      lamp_labels_add_areas (labels, LAMP_BASE_WATER);
      lamp_labels_add_courses (labels);
    }
  if (names && painting->zoom >= 17.0)
    lamp_labels_add_switches (labels);
  if (names && !painting->framed)
    lamp_labels_add_substations (labels);
  if ((show & LAMP_SHOW_PHASES) != 0 && lamp_scene_shows_phases (painting->zoom))
    lamp_labels_add_phases (labels);
}

void
lamp_paint_labels (LampPainting *painting)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (LampLabel));
  LampLabels labels = { painting, lamp_typesetter_get (), lamp_paint_box (painting, (REACH_PX + ASIDE_PX) * painting->scale), list };

  add_all (&labels);
  for (guint i = list->len; painting->framed && i > 0; i--) /* who has no place takes none from others */
    if (!is_in_view (painting, &g_array_index (list, LampLabel, i - 1)) || is_taken (painting, &g_array_index (list, LampLabel, i - 1)))
      g_array_remove_index_fast (list, i - 1);
  g_array_sort (list, by_order);
  for (guint i = 0; i < list->len; i++)
    {
      const LampLabel *label = &g_array_index (list, LampLabel, i);

      if (label->style != LAMP_LABEL_SUBSTATION && is_in_view (painting, label) && stands (painting, list, i))
        lamp_typesetter_draw (labels.setter, painting, label);
    }
}
