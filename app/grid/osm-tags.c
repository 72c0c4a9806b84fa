/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See osm-tags.h.
 */
#include "grid/osm-tags.h"

#include <string.h>

typedef struct
{
  LampTag      tag;
  const char  *value; /* NULL: any but "no" */
  LampBaseKind kind;
  guint8       rank;
} Meaning;

static const char *const keys[LAMP_TAG_N] = {
  [LAMP_TAG_NAME] = "name",
  [LAMP_TAG_REF] = "ref",
  [LAMP_TAG_HIGHWAY] = "highway",
  [LAMP_TAG_SERVICE] = "service",
  [LAMP_TAG_FOOTWAY] = "footway",
  [LAMP_TAG_RAILWAY] = "railway",
  [LAMP_TAG_WATERWAY] = "waterway",
  [LAMP_TAG_TUNNEL] = "tunnel",
  [LAMP_TAG_NATURAL] = "natural",
  [LAMP_TAG_LANDUSE] = "landuse",
  [LAMP_TAG_LEISURE] = "leisure",
  [LAMP_TAG_AMENITY] = "amenity",
  [LAMP_TAG_BUILDING] = "building",
  [LAMP_TAG_LOCATION] = "location",
  [LAMP_TAG_PLACE] = "place",
};

static const Meaning of_nodes[] = {
  { LAMP_TAG_PLACE, "city", LAMP_BASE_PLACE, 0 },
  { LAMP_TAG_PLACE, "town", LAMP_BASE_PLACE, 1 },
  { LAMP_TAG_PLACE, "borough", LAMP_BASE_PLACE, 1 },
  { LAMP_TAG_PLACE, "suburb", LAMP_BASE_PLACE, 1 },
  { LAMP_TAG_PLACE, "village", LAMP_BASE_PLACE, 2 },
  { LAMP_TAG_PLACE, "quarter", LAMP_BASE_PLACE, 2 },
  { LAMP_TAG_PLACE, "neighbourhood", LAMP_BASE_PLACE, 3 },
  { LAMP_TAG_PLACE, "hamlet", LAMP_BASE_PLACE, 3 },
  { LAMP_TAG_PLACE, "island", LAMP_BASE_PLACE, 3 },
  { LAMP_TAG_PLACE, "locality", LAMP_BASE_PLACE, 3 },
};

/* What one drives on goes before what is only walked. */
static const Meaning of_lines[] = {
  { LAMP_TAG_HIGHWAY, "motorway", LAMP_BASE_ROAD, 0 },
  { LAMP_TAG_HIGHWAY, "motorway_link", LAMP_BASE_ROAD, 1 },
  { LAMP_TAG_HIGHWAY, "trunk", LAMP_BASE_ROAD, 0 },
  { LAMP_TAG_HIGHWAY, "trunk_link", LAMP_BASE_ROAD, 1 },
  { LAMP_TAG_HIGHWAY, "primary", LAMP_BASE_ROAD, 1 },
  { LAMP_TAG_HIGHWAY, "primary_link", LAMP_BASE_ROAD, 2 },
  { LAMP_TAG_HIGHWAY, "secondary", LAMP_BASE_ROAD, 1 },
  { LAMP_TAG_HIGHWAY, "secondary_link", LAMP_BASE_ROAD, 2 },
  { LAMP_TAG_HIGHWAY, "tertiary", LAMP_BASE_ROAD, 2 },
  { LAMP_TAG_HIGHWAY, "tertiary_link", LAMP_BASE_ROAD, 2 },
  { LAMP_TAG_HIGHWAY, "unclassified", LAMP_BASE_ROAD, 2 },
  { LAMP_TAG_HIGHWAY, "residential", LAMP_BASE_ROAD, 2 },
  { LAMP_TAG_HIGHWAY, "living_street", LAMP_BASE_ROAD, 2 },
  { LAMP_TAG_HIGHWAY, "road", LAMP_BASE_ROAD, 2 },
  { LAMP_TAG_HIGHWAY, "service", LAMP_BASE_ROAD, 3 },
  { LAMP_TAG_HIGHWAY, "busway", LAMP_BASE_ROAD, 3 },
  { LAMP_TAG_HIGHWAY, "track", LAMP_BASE_ROAD, 3 },
  { LAMP_TAG_HIGHWAY, "pedestrian", LAMP_BASE_PATH, 0 },
  { LAMP_TAG_HIGHWAY, "footway", LAMP_BASE_PATH, 0 },
  { LAMP_TAG_HIGHWAY, "path", LAMP_BASE_PATH, 0 },
  { LAMP_TAG_HIGHWAY, "cycleway", LAMP_BASE_PATH, 0 },
  { LAMP_TAG_HIGHWAY, "bridleway", LAMP_BASE_PATH, 0 },
  { LAMP_TAG_HIGHWAY, "steps", LAMP_BASE_PATH, 0 },
  { LAMP_TAG_RAILWAY, "rail", LAMP_BASE_RAIL, 0 },
  { LAMP_TAG_RAILWAY, "light_rail", LAMP_BASE_RAIL, 0 },
  { LAMP_TAG_RAILWAY, "subway", LAMP_BASE_RAIL, 0 },
  { LAMP_TAG_RAILWAY, "narrow_gauge", LAMP_BASE_RAIL, 0 },
  { LAMP_TAG_RAILWAY, "monorail", LAMP_BASE_RAIL, 0 },
  { LAMP_TAG_RAILWAY, "funicular", LAMP_BASE_RAIL, 0 },
  { LAMP_TAG_RAILWAY, "tram", LAMP_BASE_RAIL, 1 },
  { LAMP_TAG_WATERWAY, "river", LAMP_BASE_STREAM, 0 },
  { LAMP_TAG_WATERWAY, "canal", LAMP_BASE_STREAM, 1 },
  { LAMP_TAG_WATERWAY, "stream", LAMP_BASE_STREAM, 2 },
  { LAMP_TAG_WATERWAY, "tidal_channel", LAMP_BASE_STREAM, 2 },
  { LAMP_TAG_WATERWAY, "ditch", LAMP_BASE_STREAM, 3 },
  { LAMP_TAG_WATERWAY, "drain", LAMP_BASE_STREAM, 3 },
};

/* A building in a park is a building; the trees around a pond are not the pond. */
static const Meaning of_areas[] = {
  { LAMP_TAG_BUILDING, NULL, LAMP_BASE_BUILT, 0 },
  { LAMP_TAG_NATURAL, "water", LAMP_BASE_WATER, 0 },
  { LAMP_TAG_WATERWAY, "riverbank", LAMP_BASE_WATER, 0 },
  { LAMP_TAG_WATERWAY, "dock", LAMP_BASE_WATER, 0 },
  { LAMP_TAG_LANDUSE, "reservoir", LAMP_BASE_WATER, 0 },
  { LAMP_TAG_LANDUSE, "basin", LAMP_BASE_WATER, 0 },
  { LAMP_TAG_LEISURE, "swimming_pool", LAMP_BASE_WATER, 0 },
  { LAMP_TAG_LANDUSE, "forest", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LANDUSE, "grass", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LANDUSE, "meadow", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LANDUSE, "village_green", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LANDUSE, "recreation_ground", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LANDUSE, "cemetery", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LANDUSE, "orchard", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LANDUSE, "vineyard", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LANDUSE, "allotments", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LEISURE, "park", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LEISURE, "garden", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LEISURE, "golf_course", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LEISURE, "common", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LEISURE, "pitch", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_LEISURE, "dog_park", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_NATURAL, "wood", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_NATURAL, "scrub", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_NATURAL, "heath", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_NATURAL, "grassland", LAMP_BASE_GREEN, 0 },
  { LAMP_TAG_AMENITY, "grave_yard", LAMP_BASE_GREEN, 0 },
};

const char *
lamp_tag_key (LampTag tag)
{
  return keys[tag];
}

static gboolean
is (const LampTags *tags, LampTag tag, const char *value)
{
  return g_strcmp0 (tags->tags[tag], value) == 0;
}

static gboolean
is_yes (const LampTags *tags, LampTag tag)
{
  return tags->tags[tag] != NULL && !is (tags, tag, "no");
}

static gboolean
look_up (const LampTags *tags, const Meaning *meanings, guint n, LampBaseClass *out)
{
  for (guint i = 0; i < n; i++)
    if (meanings[i].value == NULL ? is_yes (tags, meanings[i].tag) : is (tags, meanings[i].tag, meanings[i].value))
      {
        *out = (LampBaseClass){ meanings[i].kind, meanings[i].rank, FALSE };
        return TRUE;
      }
  return FALSE;
}

gboolean
lamp_tags_classify_node (const LampTags *tags, LampBaseClass *out)
{
  /* A place nobody could name says nothing. */
  return tags->tags[LAMP_TAG_NAME] != NULL && look_up (tags, of_nodes, G_N_ELEMENTS (of_nodes), out);
}

/* What a map shows later than others of its kind, or never. */
static gboolean
refine (const LampTags *tags, LampBaseClass *out)
{
  gboolean below = is_yes (tags, LAMP_TAG_TUNNEL);

  switch (out->kind)
    {
    case LAMP_BASE_ROAD:
      if (out->rank == 3 && (is (tags, LAMP_TAG_SERVICE, "parking_aisle") || is (tags, LAMP_TAG_SERVICE, "driveway") || is (tags, LAMP_TAG_SERVICE, "drive-through")))
        out->rank = 4;
      return TRUE;
    case LAMP_BASE_PATH: /* pavements and crossings double every street */
      return !below && !is (tags, LAMP_TAG_FOOTWAY, "sidewalk") && !is (tags, LAMP_TAG_FOOTWAY, "crossing");
    case LAMP_BASE_RAIL:
      if (tags->tags[LAMP_TAG_SERVICE] != NULL)
        out->rank = 1;
      return !below;
    case LAMP_BASE_STREAM:
      return !below;
    case LAMP_BASE_WATER:
    case LAMP_BASE_GREEN:
    case LAMP_BASE_BUILT:
    case LAMP_BASE_PLACE:
    case LAMP_BASE_N_LAYERS:
    default:
      return TRUE;
    }
}

gboolean
lamp_tags_classify_line (const LampTags *tags, LampBaseClass *out)
{
  if (look_up (tags, of_lines, G_N_ELEMENTS (of_lines), out))
    return refine (tags, out);
  *out = (LampBaseClass){ LAMP_BASE_WATER, 0, TRUE };
  return is (tags, LAMP_TAG_NATURAL, "coastline");
}

gboolean
lamp_tags_classify_area (const LampTags *tags, LampBaseClass *out)
{
  return !is (tags, LAMP_TAG_LOCATION, "underground") && look_up (tags, of_areas, G_N_ELEMENTS (of_areas), out);
}

const char *
lamp_tags_name (const LampTags *tags, LampBaseKind kind)
{
  if (kind == LAMP_BASE_BUILT || kind == LAMP_BASE_RAIL)
    return NULL;
  /* Of several numbers (IC 1;IC 23) the first: the others are those of roads that share it for a while. */
  return tags->tags[LAMP_TAG_NAME] == NULL && kind == LAMP_BASE_ROAD ? tags->tags[LAMP_TAG_REF] : tags->tags[LAMP_TAG_NAME];
}

char *
lamp_tags_dup_areas (void)
{
  GString *areas = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (of_areas); i++)
    g_string_append_printf (areas, "%s%s%s%s", i > 0 ? "," : "", keys[of_areas[i].tag], of_areas[i].value != NULL ? "=" : "", of_areas[i].value != NULL ? of_areas[i].value : "");
  return g_string_free (areas, FALSE);
}
