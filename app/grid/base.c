/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base.h. The steps, each in a file of its own:
 *  - osm-whole.c: is the extract one, and whole.
 *  - base-target.c: a copy of the region, its base layers made anew.
 *  - osm-read.c: thing after thing by GDAL, osm-take.c each; osm-tags.c says what it is, base-clip.c what of it is inside.
 *  - base-chains.c and base-coast.c: streets and rivers by their names, the sea by its shore.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/base.h"

#include "grid/network-private.h"
#include "grid/osm-read.h"
#include "grid/osm-whole.h"
#include "grid/write-layer.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DEG_M (G_PI / 180.0 * LAMP_EARTH_RADIUS_M)

/* What lies around the grid; FALSE when none of it has a place. */
static gboolean
box_around (const LampNetwork *network, double margin_m, LampBox *grid, LampBox *area)
{
  LampPoint north_west, south_east;
  double    lat_deg = margin_m / DEG_M, lon_deg;

  if (lamp_world_box_is_empty (network->extent))
    return FALSE;
  north_west = lamp_point_from_world ((LampWorld){ network->extent.x0, network->extent.y0 });
  south_east = lamp_point_from_world ((LampWorld){ network->extent.x1, network->extent.y1 });
  *grid = (LampBox){ north_west.lon_deg, south_east.lat_deg, south_east.lon_deg, north_west.lat_deg };
  lon_deg = lat_deg / cos (MAX (fabs (grid->north_deg), fabs (grid->south_deg)) * G_PI / 180.0);
  *area = (LampBox){ grid->west_deg - lon_deg, grid->south_deg - lat_deg, grid->east_deg + lon_deg, grid->north_deg + lat_deg };
  return TRUE;
}

/* The grid is only needed for where it lies, and to know that the file is a region: it goes before the extract comes. */
static gboolean
find_area (const LampBaseSource *source, const char *path, LampEdition *edition, LampBox *grid, gboolean *has_grid, LampBox *area, GCancellable *cancellable, GError **error)
{
  g_autoptr (LampNetwork) network = lamp_network_load (path, cancellable, error);

  if (network == NULL)
    return FALSE;
  *edition = network->priv->edition;
  *has_grid = box_around (network, source->margin_m, grid, area);
  if (source->box != NULL)
    *area = *source->box;
  if (*has_grid || source->box != NULL || source->whole)
    return TRUE;
  g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_EMPTY, _ ("Nothing in the region “%s” has a place, so there is nothing to lay a base map around: say where with --bbox, or take the --whole extract."), path);
  return FALSE;
}

static void
finish_report (LampBaseReport *report, const LampBaseTarget *target, const LampBox *grid)
{
  for (guint kind = 0; kind < LAMP_BASE_N_LAYERS; kind++)
    report->n_features[kind] = target->n_written[kind];
  report->partial = grid != NULL && (report->extract.west_deg > grid->west_deg || report->extract.east_deg < grid->east_deg || report->extract.south_deg > grid->south_deg || report->extract.north_deg < grid->north_deg);
}

gboolean
lamp_base_run (const LampBaseSource *source,
               const char           *path,
               LampBaseReport       *report,
               LampImportProgress    progress,
               gpointer              progress_data,
               GCancellable         *cancellable,
               GError              **error)
{
  LampEdition    edition;
  LampBox        grid, area;
  LampBaseTarget target = { .dataset = NULL };
  LampOsmReading reading = { source->source, source->whole ? NULL : &area, &target, report, progress, progress_data, cancellable };
  gboolean       has_grid = FALSE, good = FALSE;

  g_return_val_if_fail (source != NULL && path != NULL && report != NULL, FALSE);

  *report = (LampBaseReport){ .sea = LAMP_SEA_NONE };
  if (!lamp_osm_check_whole (source->source, &report->size_bytes, error) || !lamp_base_target_check_idle (path, error) ||
      !find_area (source, path, &edition, &grid, &has_grid, &area, cancellable, error))
    return FALSE;

  lamp_write_settings_begin ();
  good = lamp_base_target_open (&target, path, &edition, cancellable, error) && lamp_osm_read (&reading, error) &&
         !g_cancellable_set_error_if_cancelled (cancellable, error) && lamp_base_target_finish (&target, LAMP_BASE_ATTRIBUTION, error);
  if (good)
    finish_report (report, &target, has_grid ? &grid : NULL);
  lamp_base_target_clear (&target);
  lamp_write_settings_end ();
  return good;
}
