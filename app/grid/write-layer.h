/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The layers of a region as GDAL makes them, for everything that writes regions. Deterministic: the times a GeoPackage holds
 * are pinned. There is no spatial index: the reader always reads everything, and the file travels to every console.
 */
#pragma once

#include "grid/gdal-use.h"
#include "grid/region-layout.h"

G_BEGIN_DECLS

/* From here to lamp_write_settings_end GDAL of this thread writes as a region wants it, and complains as in gdal-use.h. */
void lamp_write_settings_begin (void);
void lamp_write_settings_end (void);

/* Makes a layer with the fields of its layout. NULL when GDAL could not. */
OGRLayerH lamp_write_layer_create (GDALDatasetH dataset, LampLayerId id, OGRSpatialReferenceH wgs84);

/* A feature of a base layer; takes the geometry (nullable). `name` may be NULL. */
gboolean lamp_write_base_feature (OGRLayerH layer, const char *name, guint8 rank, OGRGeometryH geometry) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
