/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Text in a tile: substations, districts, water, streets along their course, switches.
 *
 * Tiles are painted one by one, yet text must run across their edges and never meet other text. So each tile looks at
 * every candidate that could touch a text of its own, and a candidate stands only if nothing more important
 * overlaps it, whether that itself stands or not: a rule without memory, so every tile decides alike.
 * What is where depends only on the zoom step, so nothing moves while panning.
 *
 * Each worker thread has its own font map and its own table of text widths.
 */
#include "map/paint.h"

#include "map/words.h"

#include <math.h>
#include <pango/pangocairo.h>

#define WIDEST_PX 230.0 /* logical; longer names are not drawn */
#define MARGIN_PX (1.5 * WIDEST_PX)
#define GAP_PX 5.0               /* between two texts */
#define HALO_PX 1.4              /* around the letters */
#define REPEAT_PX 420.0          /* a street's name comes again after so much */
#define SAME_NAME_PX 260.0       /* but not nearer than this */
#define ANGLE_STEP (G_PI / 90.0) /* few angles, so that glyphs are reused */
#define MOST_WIDTHS 20000
#define SUBSTATION_BELOW(zoom) (CLAMP (((zoom)-8.0) * 1.8, 5.0, 11.0) + 10.0) /* its name, logical px */
#define RUNS 12                                                               /* looked at for the widest place of a water */

typedef enum {
  STYLE_SUBSTATION,
  STYLE_PLACE,
  STYLE_HAMLET,
  STYLE_WATER,
  STYLE_MAIN_STREET,
  STYLE_STREET,
  STYLE_DEVICE,
  N_STYLES,
} Style;

static const struct
{
  const char *font;
  double      size_px;
  LampColour  colour;
  double      letter_spacing_px;
} styles[N_STYLES] = {
  [STYLE_SUBSTATION] = { "Cantarell, Sans Bold", 12.0, LAMP_COLOUR_DEVICE_TEXT, 0.0 },
  [STYLE_PLACE] = { "Cantarell, Sans Bold", 13.5, LAMP_COLOUR_PLACE_TEXT, 1.2 },
  [STYLE_HAMLET] = { "Cantarell, Sans Semi-Bold", 11.5, LAMP_COLOUR_PLACE_TEXT, 0.6 },
  [STYLE_WATER] = { "Cantarell, Sans Italic", 12.0, LAMP_COLOUR_WATER_TEXT, 0.4 },
  [STYLE_MAIN_STREET] = { "Cantarell, Sans Semi-Bold", 11.0, LAMP_COLOUR_STREET_TEXT, 0.2 },
  [STYLE_STREET] = { "Cantarell, Sans", 10.5, LAMP_COLOUR_STREET_TEXT, 0.2 },
  [STYLE_DEVICE] = { "Cantarell, Sans", 10.0, LAMP_COLOUR_DEVICE_TEXT, 0.0 },
};

/* What runs along its course, by its rank. */
typedef struct
{
  LampBaseKind kind;
  guint        order; /* of the first rank: smaller stands before greater */
  guint        last;  /* rank; further ones are like it */
  double       from_zoom[5];
  Style        styles[5];
} Courses;

static const Courses courses[] = {
  { LAMP_BASE_ROAD, 10, 4, { 12.0, 13.4, 14.8, 16.0, 17.0 }, { STYLE_MAIN_STREET, STYLE_MAIN_STREET, STYLE_STREET, STYLE_STREET, STYLE_STREET } },
  { LAMP_BASE_STREAM, 9, 3, { 11.6, 13.0, 14.6, 16.0 }, { STYLE_WATER, STYLE_WATER, STYLE_WATER, STYLE_WATER } },
  { LAMP_BASE_PATH, 15, 0, { 16.0 }, { STYLE_STREET } },
};
static const double place_from_zoom[4] = { 0.0, 8.5, 10.5, 12.6 };

typedef struct
{
  const char *text;
  Style       style;
  guint64     order;                   /* smaller stands before greater */
  double      x, y, angle;             /* centre in tile px; radians */
  double      half_width, half_height; /* of the box around the turned text, px */
} Label;

typedef struct
{
  PangoContext *context;
  PangoLayout  *layouts[N_STYLES];
  double        scale;
  GHashTable   *widths[N_STYLES]; /* text → width in thousandths of a px, at scale 1 */
} Typesetter;

static void
typesetter_free (gpointer data)
{
  Typesetter *setter = data;

  for (guint i = 0; i < N_STYLES; i++)
    {
      g_object_unref (setter->layouts[i]);
      g_hash_table_unref (setter->widths[i]);
    }
  g_object_unref (setter->context);
  g_free (setter);
}

static GPrivate typesetters = G_PRIVATE_INIT (typesetter_free);

static Typesetter *
typesetter_new (void)
{
  Typesetter *setter = g_new0 (Typesetter, 1);
  g_autoptr (PangoFontMap) fonts = pango_cairo_font_map_new ();
  cairo_font_options_t *options = cairo_font_options_create ();

  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  setter->context = pango_font_map_create_context (fonts);
  pango_cairo_context_set_resolution (setter->context, 96.0);
  pango_cairo_context_set_font_options (setter->context, options);
  pango_context_set_round_glyph_positions (setter->context, FALSE);
  cairo_font_options_destroy (options);
  for (guint i = 0; i < N_STYLES; i++)
    {
      PangoFontDescription *font = pango_font_description_from_string (styles[i].font);
      PangoAttrList        *attributes = pango_attr_list_new ();

      pango_font_description_set_absolute_size (font, styles[i].size_px * PANGO_SCALE);
      pango_attr_list_insert (attributes, pango_attr_letter_spacing_new ((int)(styles[i].letter_spacing_px * PANGO_SCALE)));
      setter->layouts[i] = pango_layout_new (setter->context);
      pango_layout_set_font_description (setter->layouts[i], font);
      pango_layout_set_attributes (setter->layouts[i], attributes);
      pango_attr_list_unref (attributes);
      pango_font_description_free (font);
      setter->widths[i] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }
  return setter;
}

static Typesetter *
get_typesetter (void)
{
  Typesetter *setter = g_private_get (&typesetters);

  if (setter == NULL)
    {
      setter = typesetter_new ();
      g_private_set (&typesetters, setter);
    }
  return setter;
}

/* Logical px. */
static double
measure (Typesetter *setter, Style style, const char *text)
{
  gpointer found = g_hash_table_lookup (setter->widths[style], text);
  int      width;

  if (found != NULL)
    return GPOINTER_TO_UINT (found) / 1000.0;
  pango_layout_set_text (setter->layouts[style], text, -1);
  pango_layout_get_size (setter->layouts[style], &width, NULL);
  if (g_hash_table_size (setter->widths[style]) >= MOST_WIDTHS)
    g_hash_table_remove_all (setter->widths[style]);
  g_hash_table_insert (setter->widths[style], g_strdup (text), GUINT_TO_POINTER ((guint)(width * 1000.0 / PANGO_SCALE) + 1));
  return width / (double)PANGO_SCALE;
}

static guint64
order_of (guint rank, guint32 seed, guint32 nth)
{
  guint32 hash = (seed * 2654435761u) ^ (nth * 40503u);

  return (guint64)rank << 32 | (hash ^ hash >> 15);
}

static void
add_label (LampPainting *painting, GArray *labels, Style style, const char *text, guint64 order, double x, double y, double width, double angle)
{
  double w = width * painting->scale / 2.0, h = styles[style].size_px * 0.62 * painting->scale;
  double reach = (MARGIN_PX + 1.0) * painting->scale;
  Label  label = { .text = text, .style = style, .order = order, .x = x, .y = y, .angle = angle };

  if (x < -reach || y < -reach || x > painting->width + reach || y > painting->height + reach)
    return;
  label.half_width = fabs (w * cos (angle)) + fabs (h * sin (angle));
  label.half_height = fabs (w * sin (angle)) + fabs (h * cos (angle));
  g_array_append_val (labels, label);
}

/* The place at `distance` px along a course, beyond its ends straight on. */
static void
place_along (LampPainting *painting, const LampWorld *course, const double *lengths, guint32 n, double distance, double *x, double *y)
{
  guint32 i = 0;
  double  x0, y0, x1, y1, t;

  while (i + 2 < n && lengths[i + 1] < distance)
    i++;
  x0 = lamp_paint_x (painting, course[i]), y0 = lamp_paint_y (painting, course[i]);
  x1 = lamp_paint_x (painting, course[i + 1]), y1 = lamp_paint_y (painting, course[i + 1]);
  t = lengths[i + 1] > lengths[i] ? (distance - lengths[i]) / (lengths[i + 1] - lengths[i]) : 0.0;
  *x = x0 + (x1 - x0) * t;
  *y = y0 + (y1 - y0) * t;
}

/* The name of a street, centred on its course and again every REPEAT_PX, where it is straight enough for it. */
static void
add_course (LampPainting *painting, GArray *labels, Style style, const char *text, double width, guint rank, guint32 seed, const LampWorld *course, guint32 n)
{
  g_autofree double *lengths = g_new (double, n);
  double             w = width * painting->scale, repeat = REPEAT_PX * painting->scale;
  int                copies;

  lengths[0] = 0.0;
  for (guint32 i = 1; i < n; i++)
    lengths[i] = lengths[i - 1] + hypot ((double)course[i].x - course[i - 1].x, (double)course[i].y - course[i - 1].y) * painting->k;
  if (lengths[n - 1] < 0.85 * w)
    return;
  copies = (int)((lengths[n - 1] - w) / (2.0 * repeat));
  for (int copy = -MAX (copies, 0); copy <= MAX (copies, 0); copy++)
    {
      double middle = lengths[n - 1] / 2.0 + copy * repeat, x0, y0, x1, y1, x, y, chord, angle;

      place_along (painting, course, lengths, n, middle - w / 2.0, &x0, &y0);
      place_along (painting, course, lengths, n, middle + w / 2.0, &x1, &y1);
      place_along (painting, course, lengths, n, middle, &x, &y);
      chord = hypot (x1 - x0, y1 - y0);
      if (chord < 0.985 * w || fabs ((x1 - x0) * (y0 - y) - (x0 - x) * (y1 - y0)) > 3.0 * painting->scale * chord)
        continue;
      angle = atan2 (y1 - y0, x1 - x0);
      if (angle > G_PI / 2.0 || angle <= -G_PI / 2.0)
        angle += angle > 0.0 ? -G_PI : G_PI;
      angle = floor (angle / ANGLE_STEP + 0.5) * ANGLE_STEP;
      add_label (painting, labels, style, text, order_of (rank, seed, (guint32)ABS (copy)), x, y, width, angle);
    }
}

static void
add_courses (LampPainting *painting, Typesetter *setter, GArray *labels, LampWorldBox box, const Courses *these)
{
  const LampNetwork   *network = painting->network;
  const LampBaseLayer *layer = &network->base[these->kind];
  const LampBins      *bins = &painting->index->base_bins[these->kind];
  LampBinsIter         iter;
  guint32              first, end;

  lamp_bins_query (bins, box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        guint32     feature = bins->order[i];
        guint       rank = MIN (layer->rank[feature], these->last);
        Style       style = these->styles[rank];
        const char *text;
        double      width;

        if (layer->name[feature] == 0 || painting->zoom < these->from_zoom[rank] ||
            !lamp_world_box_intersects (painting->index->base_boxes[these->kind][feature], box))
          continue;
        text = lamp_network_string (network, layer->name[feature]);
        width = measure (setter, style, text);
        if (width > WIDEST_PX)
          continue;
        for (guint32 part = layer->part_start[feature]; part < layer->part_start[feature + 1]; part++)
          if (layer->vertex_start[part + 1] - layer->vertex_start[part] > 1)
            add_course (painting, labels, style, text, width, these->order + rank, feature * 31 + part, layer->vertices + layer->vertex_start[part],
                        layer->vertex_start[part + 1] - layer->vertex_start[part]);
      }
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

/* What a place is drawn as, and before what. */
static Style
style_of_area (const LampBaseLayer *layer, guint32 feature, LampBaseKind kind, guint *order)
{
  guint rank = MIN (layer->rank[feature], 3);

  if (kind == LAMP_BASE_WATER)
    {
      *order = 8;
      return STYLE_WATER;
    }
  *order = 4 + rank;
  return rank < 3 ? STYLE_PLACE : STYLE_HAMLET;
}

/* Inside a named water where that is wide enough for its name, or the point of a district. */
static void
add_areas (LampPainting *painting, Typesetter *setter, GArray *labels, LampWorldBox box, LampBaseKind kind)
{
  const LampNetwork   *network = painting->network;
  const LampBaseLayer *layer = &network->base[kind];
  const LampBins      *bins = &painting->index->base_bins[kind];
  LampBinsIter         iter;
  guint32              first, end;

  lamp_bins_query (bins, box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        guint32      feature = bins->order[i];
        LampWorldBox area = painting->index->base_boxes[kind][feature];
        LampWorld    at = { area.x0 + (area.x1 - area.x0) / 2, area.y0 + (area.y1 - area.y0) / 2 };
        const char  *text = lamp_network_string (network, layer->name[feature]);
        guint        order;
        Style        style = style_of_area (layer, feature, kind, &order);
        double       width;

        if (layer->name[feature] == 0 || !lamp_world_box_intersects (area, box) ||
            (kind == LAMP_BASE_PLACE && painting->zoom < place_from_zoom[MIN (layer->rank[feature], 3)]))
          continue;
        width = measure (setter, style, text);
        if (width > WIDEST_PX || (kind != LAMP_BASE_PLACE && (area.x1 - area.x0) * painting->k < width * painting->scale))
          continue;
        if (kind != LAMP_BASE_PLACE && widest_run (layer, feature, area, &at) * painting->k < width * painting->scale)
          continue;
        add_label (painting, labels, style, text, order_of (order, feature, 0), lamp_paint_x (painting, at),
                   lamp_paint_y (painting, at), width, 0.0);
      }
}

static void
add_substations (LampPainting *painting, Typesetter *setter, GArray *labels)
{
  const LampNetwork *network = painting->network;
  double             below = SUBSTATION_BELOW (painting->zoom) * painting->scale;

  for (guint32 i = 0; i < network->n_sources; i++)
    {
      guint32     node = network->sources[i].node;
      LampWorld   at = node != LAMP_NONE ? network->node_at[node] : LAMP_WORLD_NONE;
      const char *name = network->sources[i].name;
      const char *text = name != NULL && *name != '\0' ? name : network->sources[i].id;

      if (text != NULL && lamp_world_is_known (at))
        add_label (painting, labels, STYLE_SUBSTATION, text, order_of (0, i, 0), lamp_paint_x (painting, at), lamp_paint_y (painting, at) + below,
                   measure (setter, STYLE_SUBSTATION, text), 0.0);
    }
}

static void
add_switches (LampPainting *painting, Typesetter *setter, GArray *labels, LampWorldBox box)
{
  const LampIndex *index = painting->index;
  LampBinsIter     iter;
  guint32          first, end;

  lamp_bins_query (&index->switch_bins, box, &iter);
  while (lamp_bins_next (&iter, &first, &end))
    for (guint32 i = first; i < end; i++)
      {
        guint32     device = index->switch_bins.order[i];
        LampWorld   at = index->switch_at[device];
        const char *text = lamp_network_element_name (painting->network, index->switches[device]);
        double      width;

        if (!lamp_world_box_intersects ((LampWorldBox){ at.x, at.y, at.x, at.y }, box))
          continue;
        width = measure (setter, STYLE_DEVICE, text);
        if (width <= WIDEST_PX)
          add_label (painting, labels, STYLE_DEVICE, text, order_of (30, device, 0), lamp_paint_x (painting, at) + (width / 2.0 + 12.0) * painting->scale,
                     lamp_paint_y (painting, at), width, 0.0);
      }
}

void
lamp_paint_find_substations (LampPainting *painting, GArray *rects)
{
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (Label));
  double above = SUBSTATION_BELOW (painting->zoom) + 12.0;

  add_substations (painting, get_typesetter (), labels);
  for (guint i = 0; i < labels->len; i++)
    {
      const Label *label = &g_array_index (labels, Label, i);
      double       x = label->x / painting->scale, y = label->y / painting->scale;
      double       w = label->half_width / painting->scale, h = label->half_height / painting->scale;
      LampRect     name = { x - w, y - h, x + w, y + h }, symbol = { x - 12.0, y - above, x + 12.0, y - h };

      g_array_append_val (rects, name);
      g_array_append_val (rects, symbol);
    }
}

static gboolean
stands (const LampPainting *painting, const GArray *labels, guint which)
{
  const Label *label = &g_array_index (labels, Label, which);
  double       gap = GAP_PX * painting->scale, same = SAME_NAME_PX * painting->scale;

  for (guint i = 0; i < labels->len; i++)
    {
      const Label *other = &g_array_index (labels, Label, i);
      double       dx = fabs (label->x - other->x), dy = fabs (label->y - other->y);

      if (i == which || other->order > label->order || (other->order == label->order && i > which))
        continue;
      if (dx < label->half_width + other->half_width + gap && dy < label->half_height + other->half_height + gap)
        return FALSE;
      if (dx < same && dy < same && other->style == label->style && label->style >= STYLE_WATER && label->style <= STYLE_STREET &&
          g_str_equal (label->text, other->text))
        return FALSE;
    }
  return TRUE;
}

/* Quickest as the same glyphs around; as one outline where each of them would stay in the file. */
static void
draw_halo (LampPainting *painting, PangoLayout *layout)
{
  static const double around[8][2] = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 }, { 0.7, 0.7 }, { -0.7, 0.7 }, { 0.7, -0.7 }, { -0.7, -0.7 } };
  cairo_t            *cr = painting->cr;

  lamp_paint_set_colour (cr, painting->colours[LAMP_COLOUR_TEXT_HALO]);
  for (guint i = 0; painting->raster.pixels != NULL && i < G_N_ELEMENTS (around); i++)
    {
      cairo_move_to (cr, around[i][0] * HALO_PX, around[i][1] * HALO_PX);
      pango_cairo_show_layout (cr, layout);
    }
  if (painting->raster.pixels != NULL)
    return;
  cairo_move_to (cr, 0.0, 0.0);
  pango_cairo_layout_path (cr, layout);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_width (cr, 2.0 * HALO_PX);
  cairo_stroke (cr);
}

static void
draw_label (LampPainting *painting, Typesetter *setter, const Label *label)
{
  PangoLayout *layout = setter->layouts[label->style];
  cairo_t     *cr = painting->cr;
  int          width, height;

  cairo_save (cr);
  cairo_translate (cr, label->x, label->y);
  cairo_rotate (cr, label->angle);
  cairo_scale (cr, painting->scale, painting->scale);
  pango_layout_set_text (layout, label->text, -1);
  pango_layout_get_size (layout, &width, &height);
  cairo_translate (cr, -width / 2.0 / PANGO_SCALE, -height / 2.0 / PANGO_SCALE);
  draw_halo (painting, layout);
  lamp_paint_set_colour (cr, painting->colours[styles[label->style].colour]);
  cairo_move_to (cr, 0.0, 0.0);
  lamp_words_show (cr, layout);
  cairo_restore (cr);
}

static gboolean
is_taken (const LampPainting *painting, const Label *label)
{
  double   s = painting->scale;
  LampRect rect = { (label->x - label->half_width) / s, (label->y - label->half_height) / s, (label->x + label->half_width) / s,
                    (label->y + label->half_height) / s };

  for (guint i = 0; label->style != STYLE_SUBSTATION && i < painting->n_taken; i++)
    if (lamp_rect_intersects (rect, painting->taken[i]))
      return TRUE;
  return FALSE;
}

/* Seen at all; whole, where the edges are those of a picture. */
static gboolean
is_in_view (const LampPainting *painting, const Label *label)
{
  double margin = (painting->framed ? -3.0 : 3.0) * painting->scale;
  double w = painting->framed ? -label->half_width : label->half_width, h = painting->framed ? -label->half_height : label->half_height;

  return label->x + w + margin > 0 && label->x - w - margin < painting->width && label->y + h + margin > 0 && label->y - h - margin < painting->height;
}

void
lamp_paint_labels (LampPainting *painting)
{
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (Label));
  Typesetter  *setter = get_typesetter ();
  LampWorldBox box = lamp_paint_box (painting, MARGIN_PX * painting->scale);

  if (painting->zoom < 15.6 && lamp_paint_is_own_base (painting))
    add_areas (painting, setter, labels, box, LAMP_BASE_PLACE);
  if (painting->zoom >= 10.0 && lamp_paint_is_own_base (painting))
    {
      add_areas (painting, setter, labels, box, LAMP_BASE_WATER);
      for (guint i = 0; i < G_N_ELEMENTS (courses); i++)
        add_courses (painting, setter, labels, box, &courses[i]);
    }
  if (painting->zoom >= 17.0)
    add_switches (painting, setter, labels, box);
  add_substations (painting, setter, labels);
  for (guint i = labels->len; painting->framed && i > 0; i--) /* who has no place takes none from others */
    if (!is_in_view (painting, &g_array_index (labels, Label, i - 1)) || is_taken (painting, &g_array_index (labels, Label, i - 1)))
      g_array_remove_index_fast (labels, i - 1);
  for (guint i = 0; i < labels->len; i++)
    {
      const Label *label = &g_array_index (labels, Label, i);

      if (is_in_view (painting, label) && stands (painting, labels, i))
        draw_label (painting, setter, label);
    }
}
