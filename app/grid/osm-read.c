/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See osm-read.h. GDAL's driver is told by a configuration of ours, not the user's, which tags we ask for and which closed
 * ways are areas; and it hands out things in the order of the file, layer by layer would need all of it in memory.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/osm-read.h"

#include "grid/base-chains.h"
#include "grid/base-clip.h"
#include "grid/base-coast.h"
#include "grid/osm-tags.h"
#include "grid/write-shape.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define TELL_EVERY 1000 /* things */

typedef enum {
  FROM_POINTS,
  FROM_LINES,
  FROM_AREAS,
  N_FROM,
} From;

static const char *const layer_names[N_FROM] = { "points", "lines", "multipolygons" };

/* What is asked of each layer; what it lacks is not looked at. */
static const LampTag asked[N_FROM][LAMP_TAG_N + 1] = {
  { LAMP_TAG_NAME, LAMP_TAG_PLACE, LAMP_TAG_N },
  { LAMP_TAG_NAME, LAMP_TAG_REF, LAMP_TAG_HIGHWAY, LAMP_TAG_SERVICE, LAMP_TAG_FOOTWAY, LAMP_TAG_RAILWAY, LAMP_TAG_WATERWAY, LAMP_TAG_TUNNEL, LAMP_TAG_NATURAL, LAMP_TAG_N },
  { LAMP_TAG_NAME, LAMP_TAG_NATURAL, LAMP_TAG_WATERWAY, LAMP_TAG_LANDUSE, LAMP_TAG_LEISURE, LAMP_TAG_AMENITY, LAMP_TAG_BUILDING, LAMP_TAG_LOCATION, LAMP_TAG_N },
};

typedef struct
{
  const LampOsmReading *what;
  GDALDatasetH          dataset;
  OGRLayerH             layers[N_FROM];
  int                   fields[N_FROM][LAMP_TAG_N];
  LampChains           *chains;
  LampCoast            *coast;
  GArray               *points; /* LampPoint, of the thing at hand */
  GString              *name;
  gboolean              knows_extent; /* the extract says what it covers */
  LampBox               seen;         /* of all that was read */
  double                share;        /* of the file, read so far */
  guint64               n_read;
} Reader;

static char *
dup_configuration (void)
{
  g_autofree char *areas = lamp_tags_dup_areas ();
  GString         *text = g_string_new (NULL);

  g_string_append_printf (text, "closed_ways_are_polygons=%s\nattribute_name_laundering=no\n", areas);
  for (guint from = 0; from < N_FROM; from++)
    {
      g_string_append_printf (text, "[%s]\nosm_id=no\nother_tags=no\nattributes=", layer_names[from]);
      for (guint i = 0; asked[from][i] != LAMP_TAG_N; i++)
        g_string_append_printf (text, "%s%s", i > 0 ? "," : "", lamp_tag_key (asked[from][i]));
      g_string_append_c (text, '\n');
    }
  return g_string_free (text, FALSE);
}

static GDALDatasetH
open_with (const char *path, const char *configuration)
{
  const char *const drivers[] = { "OSM", NULL };
  g_autofree char  *file = g_strdup_printf ("CONFIG_FILE=%s", configuration);
  const char *const options[] = { file, "INTERLEAVED_READING=YES", NULL };

  return GDALOpenEx (path, GDAL_OF_VECTOR | GDAL_OF_READONLY, drivers, options, NULL);
}

static gboolean
fail (const Reader *reader, GError **error)
{
  g_autofree char *complaint = lamp_gdal_dup_complaint ();

  g_set_error (error,
               LAMP_GRID_ERROR,
               LAMP_GRID_ERROR_UNREADABLE,
               _ ("“%s” cannot be read as an extract of OpenStreetMap (%s): take a fresh copy of it, sorted by kind and id as download.geofabrik.de has them."),
               reader->what->path,
               complaint != NULL ? complaint : _ ("no reason given"));
  return FALSE;
}

/* The things it holds, without relations that are no areas. */
static gboolean
open_extract (Reader *reader, GError **error)
{
  g_autofree char *configuration = dup_configuration ();
  g_autofree char *file = g_strdup_printf ("/vsimem/lamp-osm-%p.ini", (void *)reader);
  GDALDatasetH     dataset;

  CPLErrorReset ();
  VSIFCloseL (VSIFileFromMemBuffer (file, (GByte *)configuration, strlen (configuration), FALSE));
  dataset = reader->dataset = open_with (reader->what->path, file);
  VSIUnlink (file);
  if (dataset == NULL)
    return fail (reader, error);
  GDALDatasetReleaseResultSet (dataset, GDALDatasetExecuteSQL (dataset, "SET interest_layers = points,lines,multipolygons", NULL, NULL));
  for (guint from = 0; from < N_FROM; from++)
    {
      OGRLayerH layer = reader->layers[from] = GDALDatasetGetLayerByName (dataset, layer_names[from]);

      for (guint tag = 0; tag < LAMP_TAG_N; tag++)
        reader->fields[from][tag] = -1;
      for (guint i = 0; layer != NULL && asked[from][i] != LAMP_TAG_N; i++)
        reader->fields[from][asked[from][i]] = OGR_FD_GetFieldIndex (OGR_L_GetLayerDefn (layer), lamp_tag_key (asked[from][i]));
    }
  return TRUE;
}

static LampBox
box_of (const OGREnvelope *envelope)
{
  return (LampBox){ envelope->MinX, envelope->MinY, envelope->MaxX, envelope->MaxY };
}

static gboolean
boxes_meet (const LampBox *one, const LampBox *other)
{
  return one->west_deg <= other->east_deg && other->west_deg <= one->east_deg && one->south_deg <= other->north_deg && other->south_deg <= one->north_deg;
}

static gboolean
box_contains (const LampBox *outer, const LampBox *inner)
{
  return outer->west_deg <= inner->west_deg && outer->east_deg >= inner->east_deg && outer->south_deg <= inner->south_deg && outer->north_deg >= inner->north_deg;
}

static void
read_extent (Reader *reader)
{
  OGREnvelope envelope;

  reader->knows_extent = reader->layers[FROM_POINTS] != NULL && OGR_L_GetExtent (reader->layers[FROM_POINTS], &envelope, FALSE) == OGRERR_NONE && envelope.MinX < envelope.MaxX && envelope.MinY < envelope.MaxY;
  if (reader->knows_extent)
    reader->what->report->extract = box_of (&envelope);
  CPLErrorReset ();
}

static gboolean
fail_elsewhere (Reader *reader, GError **error)
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

/* Names may be anything, and a region's text is UTF-8. */
static const char *
clean_name (Reader *reader, const LampTags *tags, LampBaseKind kind)
{
  const char      *name = lamp_tags_name (tags, kind);
  g_autofree char *valid = name != NULL ? g_utf8_make_valid (name, -1) : NULL;

  if (valid == NULL)
    return NULL;
  if (name == tags->tags[LAMP_TAG_REF] && strchr (valid, ';') != NULL)
    *strchr (valid, ';') = '\0';
  for (char *at = valid; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
  g_string_assign (reader->name, g_strstrip (valid));
  return reader->name->len > 0 ? reader->name->str : NULL;
}

static void
read_points (Reader *reader, OGRGeometryH line)
{
  int n = MAX (OGR_G_GetPointCount (line), 0);

  g_array_set_size (reader->points, (guint)n);
  if (n > 0)
    OGR_G_GetPoints (line, &((LampPoint *)(void *)reader->points->data)->lon_deg, sizeof (LampPoint), &((LampPoint *)(void *)reader->points->data)->lat_deg, sizeof (LampPoint), NULL, 0);
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

static gboolean
put (Reader *reader, const LampBaseClass *is, const char *name, OGRGeometryH geometry, GError **error)
{
  return lamp_base_target_put (reader->what->target, is->kind, is->rank, name, geometry, error);
}

static gboolean
take_line (Reader *reader, const LampBaseClass *is, const char *name, GError **error)
{
  const LampPoint *points = (const LampPoint *)(const void *)reader->points->data;
  guint            n = reader->points->len;

  if (is->coast)
    lamp_coast_add (reader->coast, points, n);
  else if (name != NULL && (is->kind == LAMP_BASE_ROAD || is->kind == LAMP_BASE_STREAM))
    lamp_chains_add (reader->chains, is->kind, is->rank, name, points, n);
  else
    return put (reader, is, name, lamp_write_lines (points, &n, 1), error);
  return TRUE;
}

/* The shape of a line or an area as far as it is in the area taken; FALSE when it is not at all. Lines stay whole. */
static gboolean
is_inside (Reader *reader, OGRGeometryH geometry, From from, gboolean *whole)
{
  const LampBox *area = reader->what->area;
  OGREnvelope    envelope;
  LampBox        box;

  OGR_G_GetEnvelope (geometry, &envelope);
  box = box_of (&envelope);
  reader->seen = (LampBox){ MIN (reader->seen.west_deg, box.west_deg), MIN (reader->seen.south_deg, box.south_deg), MAX (reader->seen.east_deg, box.east_deg), MAX (reader->seen.north_deg, box.north_deg) };
  *whole = area == NULL || box_contains (area, &box);
  if (*whole || !boxes_meet (area, &box))
    return *whole;
  return from != FROM_LINES || lamp_clip_meets (area, (const LampPoint *)(const void *)reader->points->data, reader->points->len);
}

static gboolean
take_shape (Reader *reader, From from, const LampBaseClass *is, const char *name, OGRGeometryH geometry, gboolean *taken, GError **error)
{
  gboolean     whole = FALSE;
  OGRGeometryH areas = NULL;

  if (from == FROM_LINES)
    read_points (reader, geometry);
  *taken = is_inside (reader, geometry, from, &whole);
  if (!*taken)
    return TRUE;
  if (from == FROM_LINES)
    return take_line (reader, is, name, error);
  if (from == FROM_POINTS)
    return put (reader, is, name, OGR_G_Clone (geometry), error);
  areas = whole ? OGR_G_ForceToMultiPolygon (OGR_G_Clone (geometry)) : lamp_clip_areas (reader->what->area, geometry);
  *taken = areas != NULL;
  return areas == NULL || put (reader, is, name, areas, error);
}

static gboolean
classify (From from, const LampTags *tags, LampBaseClass *is)
{
  if (from == FROM_POINTS)
    return lamp_tags_classify_node (tags, is);
  return from == FROM_LINES ? lamp_tags_classify_line (tags, is) : lamp_tags_classify_area (tags, is);
}

static gboolean
is_on_earth (OGRGeometryH geometry)
{
  OGREnvelope envelope;

  OGR_G_GetEnvelope (geometry, &envelope);
  return lamp_point_is_valid ((LampPoint){ envelope.MinX, envelope.MinY }) && lamp_point_is_valid ((LampPoint){ envelope.MaxX, envelope.MaxY });
}

static gboolean
take (Reader *reader, From from, OGRFeatureH feature, GError **error)
{
  LampBaseReport *report = reader->what->report;
  LampTags        tags = { { NULL } };
  LampBaseClass   is;
  OGRGeometryH    geometry = OGR_F_GetGeometryRef (feature);
  gboolean        taken = FALSE;

  for (guint i = 0; asked[from][i] != LAMP_TAG_N; i++)
    {
      int field = reader->fields[from][asked[from][i]];

      if (field >= 0 && OGR_F_IsFieldSetAndNotNull (feature, field))
        tags.tags[asked[from][i]] = OGR_F_GetFieldAsString (feature, field);
    }
  if (!classify (from, &tags, &is))
    return TRUE;
  if (geometry == NULL || OGR_G_IsEmpty (geometry) || !is_on_earth (geometry))
    {
      report->n_damaged++;
      return TRUE;
    }
  if (!take_shape (reader, from, &is, clean_name (reader, &tags, is.kind), geometry, &taken, error))
    return FALSE;
  if (!taken)
    report->n_outside++;
  else if (!is.coast)
    report->n_ways[is.kind]++;
  return TRUE;
}

static void
tell (Reader *reader)
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
  return !g_cancellable_is_cancelled (((Reader *)data)->what->cancellable);
}

static gboolean
read_all (Reader *reader, GError **error)
{
  GError     *local_error = NULL;
  OGRLayerH   layer = NULL;
  OGRFeatureH feature = NULL;

  do
    {
      CPLErrorReset (); /* a thing that is damaged is no damaged file */
      feature = GDALDatasetGetNextFeature (reader->dataset, &layer, &reader->share, may_go_on, reader);
      for (guint from = 0; feature != NULL && from < N_FROM; from++)
        if (layer == reader->layers[from] && !take (reader, (From)from, feature, &local_error))
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
  return !lamp_gdal_failed () || fail (reader, error);
}

static LampBox
overlap (const LampBox *one, const LampBox *other)
{
  return (LampBox){ MAX (one->west_deg, other->west_deg), MAX (one->south_deg, other->south_deg), MIN (one->east_deg, other->east_deg), MIN (one->north_deg, other->north_deg) };
}

static gboolean
put_sea (Reader *reader, GError **error)
{
  LampBaseReport *report = reader->what->report;
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  g_autoptr (GArray) sizes = g_array_new (FALSE, FALSE, sizeof (guint));
  LampBox box = reader->what->area != NULL ? overlap (reader->what->area, &report->extract) : report->extract;

  report->sea = lamp_coast_close (reader->coast, &box, points, sizes);
  return report->sea != LAMP_SEA_MADE || put (reader, &(LampBaseClass){ .kind = LAMP_BASE_WATER }, NULL,
                                              lamp_write_areas ((const LampPoint *)(const void *)points->data, (const guint *)(const void *)sizes->data, sizes->len), error);
}

static gboolean
read_extract (Reader *reader, GError **error)
{
  LampBaseReport *report = reader->what->report;
  guint64         n = 0;

  if (!open_extract (reader, error))
    return FALSE;
  read_extent (reader);
  if (reader->knows_extent && reader->what->area != NULL && !boxes_meet (reader->what->area, &report->extract))
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
  Reader   reader = { .what = reading, .seen = { 180.0, 90.0, -180.0, -90.0 } };
  gboolean own_folder = CPLGetConfigOption ("CPL_TMPDIR", NULL) == NULL, good = FALSE;

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
