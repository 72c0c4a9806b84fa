/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * CIM RDF/XML: a model, or the reason why not. The first byte's bits say how it is read and whether the region is written
 * and loaded too; the rest is the file.
 */
#include "fuzz/fuzz.h"
#include "grid/cim.h"
#include "grid/energisation.h"

#define PLACED 1u
#define WITHOUT_PLACES 2u
#define CGMES 4u
#define WITH_CRS 8u
#define WRITTEN 16u

static void
write_and_load (LampDraft *draft)
{
  g_autofree char *path = g_build_filename (lamp_fuzz_folder (), "cim.gpkg", NULL);
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  gboolean good = lamp_draft_write (draft, path, NULL, &error);

  lamp_fuzz_assert_reason (good, &error);
  if (!good)
    return;
  network = lamp_network_load (path, NULL, &error);
  lamp_fuzz_assert_reason (network != NULL, &error);
  if (network != NULL)
    lamp_energisation_free (lamp_energisation_new (network));
}

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  guint8           how = size > 0 ? data[0] : 0;
  g_autofree char *path = lamp_fuzz_file ("model.xml", data + MIN (size, 1), size - MIN (size, 1));
  const char      *files[] = { path, NULL };
  LampCimSource    source = {
       .files = files,
       .crs = how & WITH_CRS ? "EPSG:32649" : NULL,
       .units = how & CGMES ? LAMP_CIM_UNITS_CGMES : LAMP_CIM_UNITS_AUTO,
       .without_places = (how & WITHOUT_PLACES) != 0,
       .place_at = { 116.4, 39.9 },
       .place_scale_m = how & PLACED ? 0.3048 : 0.0,
  };
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LampDraft) draft = lamp_cim_read (&source, report, NULL, NULL, NULL, &error);

  lamp_fuzz_assert_reason (draft != NULL, &error);
  if (draft != NULL && (how & WRITTEN))
    write_and_load (draft);
  return 0;
}
