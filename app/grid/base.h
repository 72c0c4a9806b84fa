/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * OpenStreetMap into the base map of a region: water, green, buildings, roads, paths, rail and names from an extract
 * (.osm.pbf, or .osm as XML), in place of what base map the region had. The rest of the file is kept byte for byte.
 *
 * What an extract says in tags is in osm-tags.h. Streets and rivers, which OpenStreetMap cuts at every bridge and speed
 * limit, are joined by their names, so that the names can be drawn along them; the sea is made of the coast line.
 * All functions block and use GDAL in the calling thread only. Memory: what is named and long in the area taken; the rest
 * goes through, and GDAL keeps places of nodes in files in TMPDIR.
 */
#pragma once

#include "grid/import.h"
#include "grid/network.h"

G_BEGIN_DECLS

#define LAMP_BASE_MARGIN_M 2000.0
/* What the licence of OpenStreetMap, ODbL, asks to be shown; kept in the region. */
#define LAMP_BASE_ATTRIBUTION "© OpenStreetMap contributors"

/* How much of the extract: all of it, a box, or, with neither, what lies around the grid. */
typedef struct
{
  const char *source;
  gboolean    whole;
  LampBox    *box;      /* nullable */
  double      margin_m; /* around the grid */
} LampBaseSource;

typedef enum {
  LAMP_SEA_NONE, /* no coast in the area */
  LAMP_SEA_MADE,
  LAMP_SEA_TORN, /* the coast line ends in the middle of the area, so which side is wet is not known */
} LampSea;

typedef struct
{
  guint64  n_features[LAMP_BASE_N_LAYERS]; /* written */
  guint64  n_ways[LAMP_BASE_N_LAYERS];     /* taken from the extract; more, where they were joined */
  guint64  n_outside;                      /* would have been, and lie elsewhere */
  guint64  n_damaged;                      /* would have been, and have no shape */
  LampSea  sea;
  LampBox  area;       /* taken; of the whole extract when all of it is */
  LampBox  extract;    /* what the extract covers, as it says or, if it does not, by what is in it */
  gboolean partial;    /* the extract does not reach all around the grid */
  guint64  size_bytes; /* of the extract */
} LampBaseReport;

/* Puts the base map into the region at `path`, which stays what it was until it is whole. Progress counts bytes of the
 * extract. Errors: LAMP_GRID_ERROR_*, one sentence each; G_IO_ERROR_CANCELLED. `report` is filled when it returns TRUE. */
gboolean lamp_base_run (const LampBaseSource *source,
                        const char           *path,
                        LampBaseReport       *report,
                        LampImportProgress    progress,
                        gpointer              progress_data,
                        GCancellable         *cancellable,
                        GError              **error);

G_END_DECLS
