/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writes the grid the map is measured with (wide-grid.h) as a region file, unless it is there already.
 *
 * usage: bench-region REGION.gpkg [SEGMENTS [points]]
 */
#include "bench/wide-grid.h"
#include "grid/gdal-use.h"

#include <stdlib.h>

int
main (int argc, char **argv)
{
  if (argc < 2)
    g_error ("usage: bench-region REGION.gpkg [SEGMENTS [points]]");
  lamp_gdal_init ();
  wide_grid_write (argv[1], argc > 2 ? (guint)MAX (atoi (argv[2]), 1) : 1000000, argc > 3);
  return 0;
}
