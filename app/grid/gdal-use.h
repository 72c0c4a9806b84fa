/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The manners every use of GDAL in this room shares: drivers registered once, errors collected instead of
 * printed, settings of one thread only, handles that close themselves. Only readers and writers include it.
 */
#pragma once

#include <cpl_conv.h>
#include <cpl_error.h>
#include <gdal.h>
#include <gio/gio.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

G_BEGIN_DECLS

/* Registers GDAL's drivers on the first call; from any thread. What GDAL has to say where nobody listens goes to
 * g_debug from then on. */
void lamp_gdal_init (void);

/* From here to lamp_gdal_quiet_end, GDAL's complaints of this thread go to nobody but lamp_gdal_complaint. */
void lamp_gdal_quiet_begin (void);
void lamp_gdal_quiet_end (void);
/* What GDAL last complained of in this thread since the beginning, one line, or NULL. Owned by the caller. */
char *lamp_gdal_dup_complaint (void);
/* Did anything worse than a warning happen in this thread since the beginning. */
gboolean lamp_gdal_failed (void);

/* WGS 84 with longitude first. Owned by the caller: OSRRelease. */
OGRSpatialReferenceH lamp_gdal_new_wgs84 (void);

/* How the coordinates of a layer come to WGS 84. On success *transform is NULL when they are there already,
 * else owned by the caller (OCTDestroyCoordinateTransformation). FALSE when the layer does not say its
 * reference system or GDAL knows no way from it. */
gboolean lamp_gdal_way_to_wgs84 (OGRSpatialReferenceH          from,
                                 OGRCoordinateTransformationH *transform);

G_DEFINE_AUTO_CLEANUP_FREE_FUNC (GDALDatasetH, GDALClose, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (OGRFeatureH, OGR_F_Destroy, NULL)
G_DEFINE_AUTO_CLEANUP_FREE_FUNC (OGRSpatialReferenceH, OSRRelease, NULL)

G_END_DECLS
