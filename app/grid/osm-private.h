/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the parts of reading an extract share: osm-open.c opens it and asks for its tags, osm-take.c takes a thing over, osm-read.c
 * goes through it from its first thing to its sea.
 */
#pragma once

#include "grid/base-chains.h"
#include "grid/base-coast.h"
#include "grid/osm-read.h"
#include "grid/osm-tags.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_OSM_POINTS,
  LAMP_OSM_LINES,
  LAMP_OSM_AREAS,
  LAMP_OSM_N_LAYERS,
} LampOsmLayer;

typedef struct
{
  const LampOsmReading *what;
  GDALDatasetH          dataset;
  OGRLayerH             layers[LAMP_OSM_N_LAYERS];
  int                   fields[LAMP_OSM_N_LAYERS][LAMP_TAG_N];
  LampChains           *chains;
  LampCoast            *coast;
  GArray               *points; /* LampPoint, of the thing at hand */
  GString              *name;
  gboolean              knows_extent; /* the extract says what it covers */
  LampBox               seen;         /* of all that was read */
  double                share;        /* of the file, read so far */
  guint64               n_read;
} LampOsmReader;

/* The things it holds, without relations that are no areas. FALSE with a sentence: it is no extract. */
gboolean lamp_osm_open (LampOsmReader *reader, GError **error);
/* What it says that it covers, if it says so. */
void lamp_osm_read_extent (LampOsmReader *reader);
/* What is wrong with the extract, as GDAL complains last; always FALSE. */
gboolean lamp_osm_fail (const LampOsmReader *reader, GError **error);
/* Of those that are asked of such things; as long as the feature. */
LampTags lamp_osm_tags_of (const LampOsmReader *reader, LampOsmLayer from, OGRFeatureH feature);

/* Puts a thing into the base layers, keeps it for a chain or the coast, or counts why not. FALSE: it could not be written. */
gboolean lamp_osm_take (LampOsmReader *reader, LampOsmLayer from, OGRFeatureH feature, GError **error);

static inline LampBox
lamp_osm_box_of (const OGREnvelope *envelope)
{
  return (LampBox){ envelope->MinX, envelope->MinY, envelope->MaxX, envelope->MaxY };
}

static inline gboolean
lamp_osm_boxes_meet (const LampBox *one, const LampBox *other)
{
  return one->west_deg <= other->east_deg && other->west_deg <= one->east_deg && one->south_deg <= other->north_deg && other->south_deg <= one->north_deg;
}

G_END_DECLS
