/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See gdal-use.h.
 */
#include "config.h"

#define G_LOG_DOMAIN "lamp-grid"

#include "grid/gdal-use.h"

#include <string.h>

/* GDAL reads batches ahead on threads of its own, which know nothing of the handlers pushed below. */
static void CPL_STDCALL
complain_quietly (CPLErr kind, CPLErrorNum number, const char *text)
{
  g_debug ("GDAL: %s", text);
}

void
lamp_gdal_init (void)
{
  static gsize once = 0;

  if (g_once_init_enter (&once))
    {
      GDALAllRegister ();
      CPLSetErrorHandler (complain_quietly);
      g_once_init_leave (&once, 1);
    }
}

/* Pushed handlers are per thread, and so is what they leave behind. */
void
lamp_gdal_quiet_begin (void)
{
  lamp_gdal_init ();
  CPLPushErrorHandler (CPLQuietErrorHandler);
  CPLErrorReset ();
}

void
lamp_gdal_quiet_end (void)
{
  CPLPopErrorHandler ();
  CPLErrorReset ();
}

char *
lamp_gdal_dup_complaint (void)
{
  const char *text = CPLGetLastErrorMsg ();
  char       *line = NULL;

  if (text == NULL || *text == '\0')
    return NULL;

  line = g_utf8_make_valid (text, (gssize)MIN (strlen (text), 300));
  /* It may quote a damaged file. */
  for (char *at = line; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  return g_strchomp (line);
}

gboolean
lamp_gdal_failed (void)
{
  return CPLGetLastErrorType () >= CE_Failure;
}

OGRSpatialReferenceH
lamp_gdal_new_wgs84 (void)
{
  OGRSpatialReferenceH wgs84 = OSRNewSpatialReference (NULL);

  OSRSetWellKnownGeogCS (wgs84, "WGS84");
  OSRSetAxisMappingStrategy (wgs84, OAMS_TRADITIONAL_GIS_ORDER);
  return wgs84;
}

gboolean
lamp_gdal_way_to_wgs84 (OGRSpatialReferenceH          from,
                        OGRCoordinateTransformationH *transform)
{
  g_auto (OGRSpatialReferenceH) wgs84 = NULL;
  g_auto (OGRSpatialReferenceH) source = NULL;
  const char *const same[] = { "IGNORE_DATA_AXIS_TO_SRS_AXIS_MAPPING=YES", NULL };

  *transform = NULL;
  /* GeoPackage spells "not known" as two systems of its own. */
  if (from == NULL || OSRIsLocal (from) ||
      (OSRGetName (from) != NULL && g_str_has_prefix (OSRGetName (from), "Undefined")))
    return FALSE;

  wgs84 = lamp_gdal_new_wgs84 ();
  source = OSRClone (from);
  OSRSetAxisMappingStrategy (source, OAMS_TRADITIONAL_GIS_ORDER);
  if (OSRIsSameEx (source, wgs84, same))
    return TRUE;

  *transform = OCTNewCoordinateTransformation (source, wgs84);
  return *transform != NULL;
}
