/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Names of the base map: districts, water, streets along their course. See labels.h.
 */
#include "map/labels.h"

#include <math.h>

#define REPEAT_PX 420.0          /* a street's name comes again after so much */
#define ANGLE_STEP (G_PI / 90.0) /* few angles, so that glyphs are reused */
#define RUNS 12                  /* looked at for the widest place of a water */

/* What runs along its course, by its rank. */
typedef struct
{
  LampBaseKind   kind;
  guint          order; /* of the first rank: smaller stands before greater */
  guint          last;  /* rank; further ones are like it */
  double         from_zoom[5];
  LampLabelStyle styles[5];
} Courses;

static const Courses courses[] = {
  { LAMP_BASE_ROAD, 10, 4, { 12.0, 13.4, 14.8, 16.0, 17.0 }, { LAMP_LABEL_MAIN_STREET, LAMP_LABEL_MAIN_STREET, LAMP_LABEL_STREET, LAMP_LABEL_STREET, LAMP_LABEL_STREET } },
  { LAMP_BASE_STREAM, 9, 3, { 11.6, 13.0, 14.6, 16.0 }, { LAMP_LABEL_WATER, LAMP_LABEL_WATER, LAMP_LABEL_WATER, LAMP_LABEL_WATER } },
  { LAMP_BASE_PATH, 15, 0, { 16.0 }, { LAMP_LABEL_STREET } },
};
static const double place_from_zoom[4] = { 0.0, 8.5, 10.5, 12.6 };

/* The place at `distance` px along a course, beyond its ends straight on. */
static void
place_along (const LampLabels *labels, const LampWorld *course, const double *lengths, guint32 n, double distance, double *x, double *y)
{
  guint32 i = 0;
  double  t;

  while (i + 2 < n && lengths[i + 1] < distance)
    i++;
  t = lengths[i + 1] > lengths[i] ? (distance - lengths[i]) / (lengths[i + 1] - lengths[i]) : 0.0;
  *x = lamp_label_x (labels, course[i].x + ((double)course[i + 1].x - course[i].x) * t);
  *y = lamp_label_x (labels, course[i].y + ((double)course[i + 1].y - course[i].y) * t);
}

/* The name of a street or stream. */
typedef struct
{
  LampLabelStyle style;
  const char    *text;
  double         width; /* logical px */
  guint          rank;
  guint32        seed;
} Name;

/* Around the place at `middle` px of the course, where it is straight enough. */
static void
add_copy (LampLabels *labels, const Name *name, const LampWorld *course, const double *lengths, guint32 n, double middle, guint32 nth)
{
  double w = name->width * labels->painting->scale, x0, y0, x1, y1, x, y, chord, angle;

  place_along (labels, course, lengths, n, middle - w / 2.0, &x0, &y0);
  place_along (labels, course, lengths, n, middle + w / 2.0, &x1, &y1);
  place_along (labels, course, lengths, n, middle, &x, &y);
  chord = hypot (x1 - x0, y1 - y0);
  if (chord < 0.985 * w || fabs ((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) > 3.0 * labels->painting->scale * chord)
    return;
  angle = atan2 (y1 - y0, x1 - x0);
  if (angle > G_PI / 2.0 || angle <= -G_PI / 2.0)
    angle += angle > 0.0 ? -G_PI : G_PI;
  angle = floor (angle / ANGLE_STEP + 0.5) * ANGLE_STEP;
  lamp_labels_add (labels, name->style, name->text, lamp_label_order (name->rank, name->seed, nth), x, y, name->width, angle);
}

/* The name centred on its course and again every REPEAT_PX. */
static void
add_course (LampLabels *labels, const Name *name, const LampWorld *course, guint32 n)
{
  g_autofree double *lengths = g_new (double, n);
  double             w = name->width * labels->painting->scale, repeat = REPEAT_PX * labels->painting->scale;
  int                copies;

  lengths[0] = 0.0;
  for (guint32 i = 1; i < n; i++)
    lengths[i] = lengths[i - 1] + hypot ((double)course[i].x - course[i - 1].x, (double)course[i].y - course[i - 1].y) * labels->painting->k;
  if (lengths[n - 1] < 0.85 * w)
    return;
  copies = MAX ((int)((lengths[n - 1] - w) / (2.0 * repeat)), 0);
  for (int copy = -copies; copy <= copies; copy++)
    add_copy (labels, name, course, lengths, n, lengths[n - 1] / 2.0 + copy * repeat, (guint32)(copy + copies));
}

/* All parts of it. */
static void
add_feature (LampLabels *labels, const Courses *these, const LampBaseLayer *layer, guint32 feature)
{
  guint rank = MIN (layer->rank[feature], these->last);
  Name  name = { .style = these->styles[rank], .rank = these->order + rank };

  if (layer->name[feature] == 0 || labels->painting->zoom < these->from_zoom[rank])
    return;
  name.text = lamp_network_string (labels->painting->network, layer->name[feature]);
  name.width = lamp_typesetter_measure (labels->setter, name.style, name.text);
  if (name.width > LAMP_LABEL_WIDEST_PX)
    return;
  for (guint32 part = layer->part_start[feature]; part < layer->part_start[feature + 1]; part++)
    {
      guint32 first = layer->vertex_start[part], n = layer->vertex_start[part + 1] - first;

      name.seed = feature * 31 + part;
      if (n > 1)
        add_course (labels, &name, layer->vertices + first, n);
    }
}

static void
add_kind (LampLabels *labels, const Courses *these)
{
  const LampIndex *index = labels->painting->index;
  const LampBins  *bins = &index->base_bins[these->kind];
  LampBinsIter     iter;
  guint32          first, end;

  lamp_bins_query (bins, labels->box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      if (lamp_world_box_intersects (index->base_boxes[these->kind][bins->order[i]], labels->box))
        add_feature (labels, these, &labels->painting->network->base[these->kind], bins->order[i]);
}

void
lamp_labels_add_courses (LampLabels *labels)
{
  for (guint i = 0; i < G_N_ELEMENTS (courses); i++)
    add_kind (labels, &courses[i]);
}

static gint
by_value (gconstpointer a, gconstpointer b)
{
  double one = *(const double *)a, other = *(const double *)b;

  return one < other ? -1 : one > other;
}

/* Where rings cross a parallel, in pairs of inside. */
static void
cross (const LampBaseLayer *layer, guint32 feature, double y, GArray *crossings)
{
  g_array_set_size (crossings, 0);
  for (guint32 part = layer->part_start[feature]; part < layer->part_start[feature + 1]; part++)
    for (guint32 v = layer->vertex_start[part]; v + 1 < layer->vertex_start[part + 1]; v++)
      {
        LampWorld a = layer->vertices[v], b = layer->vertices[v + 1];
        double    x;

        if ((a.y <= y) == (b.y <= y))
          continue;
        x = a.x + ((double)b.x - a.x) * (y - a.y) / ((double)b.y - a.y);
        g_array_append_val (crossings, x);
      }
  g_array_sort (crossings, by_value);
}

/* The middle of the widest of a few level runs inside an area: its box's middle may lie ashore. World units. */
static double
widest_run (const LampBaseLayer *layer, guint32 feature, LampWorldBox box, LampWorld *at)
{
  g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (double));
  double widest = 0.0;

  for (int i = 1; i < RUNS; i++)
    {
      /* half a unit off, so that no vertex lies on it */
      double y = box.y0 + floor (((double)box.y1 - box.y0) * (i % 2 == 1 ? RUNS / 2 + i / 2 : RUNS / 2 - i / 2) / RUNS) + 0.5;

      cross (layer, feature, y, crossings);
      for (guint c = 0; c + 1 < crossings->len; c += 2)
        {
          double x0 = g_array_index (crossings, double, c), x1 = g_array_index (crossings, double, c + 1);

          if (x1 - x0 <= widest * 1.05) /* rather in the middle than a little wider */
            continue;
          widest = x1 - x0;
          *at = (LampWorld){ (guint32)((x0 + x1) / 2.0), (guint32)y };
        }
    }
  return widest;
}

static LampLabelStyle
style_of_area (LampBaseKind kind, guint rank)
{
  if (kind == LAMP_BASE_WATER)
    return LAMP_LABEL_WATER;
  return rank < 3 ? LAMP_LABEL_PLACE : LAMP_LABEL_HAMLET;
}

/* Inside a named water where that is wide enough for its name, or the point of a district. */
static void
add_area (LampLabels *labels, LampBaseKind kind, guint32 feature)
{
  const LampPainting  *painting = labels->painting;
  const LampBaseLayer *layer = &painting->network->base[kind];
  gboolean             place = kind == LAMP_BASE_PLACE;
  guint                rank = MIN (layer->rank[feature], 3);
  LampLabelStyle       style = style_of_area (kind, rank);
  LampWorldBox         area = painting->index->base_boxes[kind][feature];
  LampWorld            at = { area.x0 + (area.x1 - area.x0) / 2, area.y0 + (area.y1 - area.y0) / 2 };
  const char          *text = lamp_network_string (painting->network, layer->name[feature]);
  double               width = lamp_typesetter_measure (labels->setter, style, text), x, y;

  if (place && painting->zoom < place_from_zoom[rank])
    return;
  if (width > LAMP_LABEL_WIDEST_PX || (!place && (area.x1 - area.x0) * painting->k < width * painting->scale))
    return;
  if (!place && widest_run (layer, feature, area, &at) * painting->k < width * painting->scale)
    return;
  x = lamp_label_x (labels, at.x);
  y = lamp_label_x (labels, at.y);
  if (place)
    lamp_label_dodge (painting, &x, &y, width * painting->scale / 2.0, lamp_label_height (style) * painting->scale / 2.0);
  lamp_labels_add (labels, style, text, lamp_label_order (place ? 4 + rank : 8, feature, 0), x, y, width, 0.0);
}

void
lamp_labels_add_areas (LampLabels *labels, LampBaseKind kind)
{
  const LampIndex *index = labels->painting->index;
  const LampBins  *bins = &index->base_bins[kind];
  LampBinsIter     iter;
  guint32          first, end;

  lamp_bins_query (bins, labels->box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      if (labels->painting->network->base[kind].name[bins->order[i]] != 0 && lamp_world_box_intersects (index->base_boxes[kind][bins->order[i]], labels->box))
        add_area (labels, kind, bins->order[i]);
}
