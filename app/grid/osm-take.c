/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One thing of an extract: what it is, what of it is inside, and where it goes. See osm-private.h.
 */
#include "config.h"

#include "grid/osm-private.h"

#include "grid/base-clip.h"
#include "grid/write-shape.h"

#include <string.h>

/* Names may be anything, and a region's text is UTF-8. */
static const char *
clean_name (LampOsmReader *reader, const LampTags *tags, LampBaseKind kind)
{
  const char      *name = lamp_tags_name (tags, kind);
  g_autofree char *valid = name != NULL ? g_utf8_make_valid (name, -1) : NULL;

  if (valid == NULL)
    return NULL;
  if (name == tags->tags[LAMP_TAG_REF] && strchr (valid, ';') != NULL)
    *strchr (valid, ';') = '\0';
  for (char *at = valid; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  g_string_assign (reader->name, g_strstrip (valid));
  return reader->name->len > 0 ? reader->name->str : NULL;
}

static void
read_points (LampOsmReader *reader, OGRGeometryH line)
{
  int n = MAX (OGR_G_GetPointCount (line), 0);

  g_array_set_size (reader->points, (guint)n);
  if (n > 0)
    OGR_G_GetPoints (line, &((LampPoint *)(void *)reader->points->data)->lon_deg, sizeof (LampPoint), &((LampPoint *)(void *)reader->points->data)->lat_deg, sizeof (LampPoint), NULL, 0);
}

static gboolean
put (LampOsmReader *reader, const LampBaseClass *is, const char *name, OGRGeometryH geometry, GError **error)
{
  return lamp_base_target_put (reader->what->target, is->kind, is->rank, name, geometry, error);
}

static gboolean
take_line (LampOsmReader *reader, const LampBaseClass *is, const char *name, GError **error)
{
  const LampPoint *points = (const LampPoint *)(const void *)reader->points->data;
  guint            n = reader->points->len;

  if (is->coast)
    lamp_coast_add (reader->coast, points, n);
  else if (name != NULL && (is->kind == LAMP_BASE_ROAD || is->kind == LAMP_BASE_STREAM))
    lamp_chains_add (reader->chains, is->kind, is->rank, name, points, n);
  else
    return put (reader, is, name, lamp_write_lines (points, &n, 1), error);
  return TRUE;
}

static gboolean
box_contains (const LampBox *outer, const LampBox *inner)
{
  return outer->west_deg <= inner->west_deg && outer->east_deg >= inner->east_deg && outer->south_deg <= inner->south_deg && outer->north_deg >= inner->north_deg;
}

/* The shape of a line or an area as far as it is in the area taken; FALSE when it is not at all. Lines stay whole. */
static gboolean
is_inside (LampOsmReader *reader, OGRGeometryH geometry, LampOsmLayer from, gboolean *whole)
{
  const LampBox *area = reader->what->area;
  OGREnvelope    envelope;
  LampBox        box;

  OGR_G_GetEnvelope (geometry, &envelope);
  box = lamp_osm_box_of (&envelope);
  reader->seen = (LampBox){ MIN (reader->seen.west_deg, box.west_deg), MIN (reader->seen.south_deg, box.south_deg), MAX (reader->seen.east_deg, box.east_deg), MAX (reader->seen.north_deg, box.north_deg) };
  *whole = area == NULL || box_contains (area, &box);
  if (*whole || !lamp_osm_boxes_meet (area, &box))
    return *whole;
  return from != LAMP_OSM_LINES || lamp_clip_meets (area, (const LampPoint *)(const void *)reader->points->data, reader->points->len);
}

static gboolean
take_shape (LampOsmReader *reader, LampOsmLayer from, const LampBaseClass *is, const char *name, OGRGeometryH geometry, gboolean *taken, GError **error)
{
  gboolean     whole = FALSE;
  OGRGeometryH areas = NULL;

  if (from == LAMP_OSM_LINES)
    read_points (reader, geometry);
  *taken = is_inside (reader, geometry, from, &whole);
  if (!*taken)
    return TRUE;
  if (from == LAMP_OSM_LINES)
    return take_line (reader, is, name, error);
  if (from == LAMP_OSM_POINTS)
    return put (reader, is, name, OGR_G_Clone (geometry), error);
  areas = whole ? OGR_G_ForceToMultiPolygon (OGR_G_Clone (geometry)) : lamp_clip_areas (reader->what->area, geometry);
  *taken = areas != NULL;
  return areas == NULL || put (reader, is, name, areas, error);
}

static gboolean
classify (LampOsmLayer from, const LampTags *tags, LampBaseClass *is)
{
  if (from == LAMP_OSM_POINTS)
    return lamp_tags_classify_node (tags, is);
  return from == LAMP_OSM_LINES ? lamp_tags_classify_line (tags, is) : lamp_tags_classify_area (tags, is);
}

static gboolean
is_on_earth (OGRGeometryH geometry)
{
  OGREnvelope envelope;

  OGR_G_GetEnvelope (geometry, &envelope);
  return lamp_point_is_valid ((LampPoint){ envelope.MinX, envelope.MinY }) && lamp_point_is_valid ((LampPoint){ envelope.MaxX, envelope.MaxY });
}

gboolean
lamp_osm_take (LampOsmReader *reader, LampOsmLayer from, OGRFeatureH feature, GError **error)
{
  LampBaseReport *report = reader->what->report;
  LampTags        tags = lamp_osm_tags_of (reader, from, feature);
  LampBaseClass   is;
  OGRGeometryH    geometry = OGR_F_GetGeometryRef (feature);
  gboolean        taken = FALSE;

  if (!classify (from, &tags, &is))
    return TRUE;
  if (geometry == NULL || OGR_G_IsEmpty (geometry) || !is_on_earth (geometry))
    {
      report->n_damaged++;
      return TRUE;
    }
  if (!take_shape (reader, from, &is, clean_name (reader, &tags, is.kind), geometry, &taken, error))
    return FALSE;
  if (!taken)
    report->n_outside++;
  else if (!is.coast)
    report->n_ways[is.kind]++;
  return TRUE;
}
