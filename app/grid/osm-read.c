/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See osm-read.h. GDAL hands out things in the order of the file; layer by layer would need all of it in memory.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/osm-private.h"

#include "grid/write-shape.h"

#include <glib/gi18n-lib.h>

#define TELL_EVERY 1000 /* things */

static gboolean
fail_elsewhere (LampOsmReader *reader, GError **error)
{
  const LampBox *area = reader->what->area, *extract = &reader->what->report->extract;

  if (area == NULL)
    g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_EMPTY, _ ("“%s” holds nothing a base map is made of."), reader->what->path);
  else
    g_set_error (error,
                 LAMP_GRID_ERROR,
                 LAMP_GRID_ERROR_EMPTY,
                 _ ("Nothing in “%s”, which covers longitudes %.3f to %.3f and latitudes %.3f to %.3f, lies where the base map is wanted (%.3f to %.3f and %.3f to %.3f): give the extract of that area."),
                 reader->what->path, extract->west_deg, extract->east_deg, extract->south_deg, extract->north_deg, area->west_deg, area->east_deg, area->south_deg, area->north_deg);
  return FALSE;
}

typedef struct
{
  const LampOsmReading *what;
  GError              **error;
} Putting;

static gboolean
put_chain (LampBaseKind kind, guint8 rank, const char *name, const LampPoint *points, guint n, gpointer data)
{
  Putting *putting = data;

  return !g_cancellable_set_error_if_cancelled (putting->what->cancellable, putting->error) &&
         lamp_base_target_put (putting->what->target, kind, rank, name, lamp_write_lines (points, &n, 1), putting->error);
}

static void
tell (LampOsmReader *reader)
{
  const LampOsmReading *what = reader->what;
  g_autofree char      *name = g_path_get_basename (what->path);

  if (what->progress != NULL)
    what->progress ((guint64)(CLAMP (reader->share, 0.0, 1.0) * (double)what->report->size_bytes), what->report->size_bytes, name, what->progress_data);
}

/* Also between things, where it goes through many that are none of ours. */
static int CPL_STDCALL
may_go_on (double complete, const char *message, void *data)
{
  return !g_cancellable_is_cancelled (((LampOsmReader *)data)->what->cancellable);
}

static gboolean
read_all (LampOsmReader *reader, GError **error)
{
  GError     *local_error = NULL;
  OGRLayerH   layer = NULL;
  OGRFeatureH feature = NULL;

  do
    {
      CPLErrorReset (); /* a thing that is damaged is no damaged file */
      feature = GDALDatasetGetNextFeature (reader->dataset, &layer, &reader->share, may_go_on, reader);
      for (guint from = 0; feature != NULL && from < LAMP_OSM_N_LAYERS; from++)
        if (layer == reader->layers[from] && !lamp_osm_take (reader, (LampOsmLayer)from, feature, &local_error))
          break;
      if (feature != NULL)
        OGR_F_Destroy (feature);
      if (++reader->n_read % TELL_EVERY == 0)
        tell (reader);
    }
  while (feature != NULL && local_error == NULL && !g_cancellable_is_cancelled (reader->what->cancellable));
  if (local_error != NULL || g_cancellable_set_error_if_cancelled (reader->what->cancellable, &local_error))
    {
      g_propagate_error (error, local_error);
      return FALSE;
    }
  return !lamp_gdal_failed () || lamp_osm_fail (reader, error);
}

static LampBox
overlap (const LampBox *one, const LampBox *other)
{
  return (LampBox){ MAX (one->west_deg, other->west_deg), MAX (one->south_deg, other->south_deg), MIN (one->east_deg, other->east_deg), MIN (one->north_deg, other->north_deg) };
}

static gboolean
put_sea (LampOsmReader *reader, GError **error)
{
  LampBaseReport *report = reader->what->report;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (guint));
  LampBox box = reader->what->area != NULL ? overlap (reader->what->area, &report->extract) : report->extract;

  report->sea = lamp_coast_close (reader->coast, &box, points, sizes);
  return report->sea != LAMP_SEA_MADE || lamp_base_target_put (reader->what->target, LAMP_BASE_WATER, 0, NULL,
                                                               lamp_write_areas ((const LampPoint *)(const void *)points->data, (const guint *)(const void *)sizes->data, sizes->len), error);
}

static gboolean
read_extract (LampOsmReader *reader, GError **error)
{
  LampBaseReport *report = reader->what->report;
  guint64         n = 0;

  if (!lamp_osm_open (reader, error))
    return FALSE;
  lamp_osm_read_extent (reader);
  if (reader->knows_extent && reader->what->area != NULL && !lamp_osm_boxes_meet (reader->what->area, &report->extract))
    return fail_elsewhere (reader, error);
  if (!read_all (reader, error))
    return FALSE;
  if (!reader->knows_extent)
    report->extract = reader->seen;
  report->area = reader->what->area != NULL ? *reader->what->area : report->extract;
  if (!lamp_chains_each (reader->chains, put_chain, &(Putting){ reader->what, error }) || !put_sea (reader, error))
    return FALSE;
  for (guint kind = 0; kind < LAMP_BASE_N_LAYERS; kind++)
    n += reader->what->target->n_written[kind];
  return n > 0 || fail_elsewhere (reader, error);
}

gboolean
lamp_osm_read (const LampOsmReading *reading, GError **error)
{
  LampOsmReader reader = { .what = reading, .seen = { 180.0, 90.0, -180.0, -90.0 } };
  gboolean      own_folder = CPLGetConfigOption ("CPL_TMPDIR", NULL) == NULL, good = FALSE;

  if (own_folder) /* GDAL's own last resort is the folder one happens to be in */
    CPLSetThreadLocalConfigOption ("CPL_TMPDIR", g_get_tmp_dir ());
  reader.chains = lamp_chains_new ();
  reader.coast = lamp_coast_new ();
  reader.points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  reader.name = g_string_new (NULL);
  good = read_extract (&reader, error);
  g_clear_pointer (&reader.dataset, GDALClose);
  if (own_folder)
    CPLSetThreadLocalConfigOption ("CPL_TMPDIR", NULL);
  lamp_chains_free (reader.chains);
  lamp_coast_free (reader.coast);
  g_array_unref (reader.points);
  g_string_free (reader.name, TRUE);
  return good;
}
