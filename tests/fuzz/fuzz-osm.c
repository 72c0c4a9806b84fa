/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An extract of OpenStreetMap: a base map, or the reason why not. The first byte says how much of it; the rest is the file.
 */
#include "fuzz/fuzz.h"
#include "grid/base.h"
#include "grid/draft.h"

#include <gio/gio.h>

#define WHOLE 1u
#define BOXED 2u

/* A region of one line, made once. */
static const char *
get_region (void)
{
  static char *path = NULL;

  if (path == NULL)
    {
      const LampPoint points[] = { { 10.0, 50.0 }, { 10.08, 50.08 } };
      g_autoptr (LampDraft) draft = lamp_draft_new ("Fuzz");

      path = g_build_filename (lamp_fuzz_folder (), "region.gpkg", NULL);
      lamp_draft_add_source (draft, "S", NULL, "a", &points[0], 20.0);
      lamp_draft_add_element (draft, &(LampDraftElement){ .kind = LAMP_ELEMENT_LINE, .id = "L", .from_node = "a", .to_node = "b", .points = points, .n_points = 2 });
      if (!lamp_draft_write (draft, path, NULL, NULL))
        g_error ("no region to lay a base map under");
    }
  return path;
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint8           how = size > 0 ? data[0] : 0;
  const char      *region = get_region ();
  g_autofree char *path = lamp_fuzz_file ("extract.osm.pbf", data + MIN (size, 1), size - MIN (size, 1));
  LampBox          box = { 10.0, 50.0, 10.05, 50.05 };
  LampBaseSource   source = { path, (how & WHOLE) != 0, how & BOXED ? &box : NULL, LAMP_BASE_MARGIN_M };
  LampBaseReport   report;
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good = lamp_base_run (&source, region, &report, NULL, NULL, NULL, &error);

  lamp_fuzz_assert_reason (good, &error);
  if (!good)
    return 0;
  network = lamp_network_load (region, NULL, &error);
  lamp_fuzz_assert_reason (network != NULL, &error);
  g_assert_nonnull (network);
  return 0;
}
