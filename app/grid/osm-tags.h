/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What tags of OpenStreetMap (wiki.openstreetmap.org/wiki/Map_features) are in a base map. Pure.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_TAG_NAME,
  LAMP_TAG_REF,
  LAMP_TAG_HIGHWAY,
  LAMP_TAG_SERVICE,
  LAMP_TAG_FOOTWAY,
  LAMP_TAG_RAILWAY,
  LAMP_TAG_WATERWAY,
  LAMP_TAG_TUNNEL,
  LAMP_TAG_NATURAL,
  LAMP_TAG_LANDUSE,
  LAMP_TAG_LEISURE,
  LAMP_TAG_AMENITY,
  LAMP_TAG_BUILDING,
  LAMP_TAG_LOCATION,
  LAMP_TAG_PLACE,
  LAMP_TAG_N,
} LampTag;

/* The key of a tag, which is also what GDAL calls the field. */
const char *lamp_tag_key (LampTag tag);

typedef struct
{
  const char *tags[LAMP_TAG_N]; /* NULL where a thing has none */
} LampTags;

typedef struct
{
  LampBaseKind kind;
  guint8       rank;
  gboolean     coast; /* a piece of coast line: land on its left, kind is water */
} LampBaseClass;

/* FALSE: not of the base map. A node, an open way, an area. */
gboolean lamp_tags_classify_node (const LampTags *tags, LampBaseClass *out);
gboolean lamp_tags_classify_line (const LampTags *tags, LampBaseClass *out);
gboolean lamp_tags_classify_area (const LampTags *tags, LampBaseClass *out);
/* What people call it; NULL for nothing. A road without a name goes by its number. */
const char *lamp_tags_name (const LampTags *tags, LampBaseKind kind);

/* For GDAL: which closed ways are areas, as its osmconf.ini has it. */
char *lamp_tags_dup_areas (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
