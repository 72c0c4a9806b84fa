/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The course of an import of CIM: files, units, places, grid, report. See cim.h and cim-private.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/cim-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#define HIGHEST_KV 1500 /* above what any line runs at: a number above it is not in kV */

typedef struct
{
  LampImportProgress progress;
  gpointer           data;
  const char        *file;        /* its name */
  guint64            done, total; /* bytes */
} Reading;

static void
tell (gsize bytes, gpointer data)
{
  Reading *reading = data;

  reading->done = MIN (reading->done + bytes, reading->total);
  if (reading->progress != NULL && bytes > 0)
    reading->progress (reading->done, reading->total, reading->file, reading->data);
}

static gboolean
read_files (CimModel *model, const LampCimSource *source, Reading *reading, GCancellable *cancellable, GError **error)
{
  for (const char *const *file = source->files; *file != NULL; file++)
    {
      GStatBuf info;

      if (g_stat (*file, &info) == 0)
        reading->total += (guint64)info.st_size;
    }
  for (const char *const *file = source->files; *file != NULL; file++)
    {
      g_autofree char *name = g_path_get_basename (*file);
      gboolean         good = FALSE;

      reading->file = name;
      good = cim_parse (model, *file, tell, reading, cancellable, error);
      reading->file = NULL;
      if (!good)
        return FALSE;
    }
  return TRUE;
}

/* --- units --- */

/* A file that follows CGMES has kV, MW, km and MVA. Some say so and have volts all the same: no line runs at 4160 kV. */
static gboolean
has_cgmes_units (const CimModel *model, LampCimUnits units)
{
  if (units != LAMP_CIM_UNITS_AUTO)
    return units == LAMP_CIM_UNITS_CGMES;
  for (guint32 i = 1; i < model->objects->len; i++)
    if (cim_role (model, i) == CIM_BASE_VOLTAGE && cim_object (model, i)->number[CIM_NUMBER_MAIN] > HIGHEST_KV)
      return FALSE;
  return model->cgmes;
}

static void
choose_units (CimGrid *grid, LampCimUnits units)
{
  gboolean cgmes = has_cgmes_units (grid->model, units);

  grid->volt = grid->metre = cgmes ? 1e3 : 1;
  grid->watt = grid->volt_ampere = cgmes ? 1e6 : 1;
}

/* --- report --- */

/* Machines may be left aside, and topological nodes are nodes only where there are no finer ones. */
static const char *
what_became (const CimGrid *grid, const CimClass *what, gboolean has_nodes)
{
  if (what == NULL || (what->role == CIM_MACHINE && grid->n_machines_aside > 0))
    return NULL;
  return what->role == CIM_TOPOLOGICAL_NODE && has_nodes ? "parts" : what->becomes;
}

static void
report_classes (const CimGrid *grid, LampImportReport *report)
{
  const CimModel *model = grid->model;
  const gboolean  has_nodes = g_hash_table_contains (model->class_by_name, "ConnectivityNode");

  for (guint i = 1; i < model->classes->len; i++)
    {
      const CimClassCount  *class_count = &g_array_index (model->classes, CimClassCount, i);
      const CimClass       *what = class_count->what;
      LampImportLayerReport row = { .layer = NULL };

      if (class_count->n == 0 || (what != NULL && what->role == CIM_HEADER))
        continue;
      row.layer = g_utf8_make_valid (class_count->name, -1);
      row.becomes = what_became (grid, what, has_nodes);
      row.n_taken = row.becomes != NULL ? class_count->n : 0;
      row.n_left_out = row.becomes != NULL ? 0 : class_count->n;
      row.n_unplaced = class_count->n_unplaced;
      g_array_append_val (report->layers, row);
    }
}

/* `format` takes the number and the first of them. */
#define NOTE(notes, tally, format)                                                 \
  G_STMT_START                                                                     \
  {                                                                                \
    if ((tally).n > 0)                                                             \
      g_ptr_array_add (notes, g_strdup_printf (format, (tally).n, (tally).first)); \
  }                                                                                \
  G_STMT_END

static void
report_notes (const CimGrid *grid, GPtrArray *notes)
{
  const CimModel *model = grid->model;

  if (grid->volt > 1)
    g_ptr_array_add (notes, g_strdup (_ ("Numbers were taken as CGMES has them: kV, MW, km, MVA")));
  if (grid->n_customers != grid->n_consumers)
    g_ptr_array_add (notes, g_strdup_printf (_ ("Consumers: %" PRIu64 " · customers they and the metering points stand for: %" PRIu64), grid->n_consumers, grid->n_customers));
  if (grid->n_machines_aside > 0)
    g_ptr_array_add (notes, g_strdup_printf (_ ("Synchronous machines left aside, as other sources feed the grid: %" PRIu64), grid->n_machines_aside));
  if (grid->heads_are_sources)
    g_ptr_array_add (notes, g_strdup_printf (_ ("The model has no source; heads of feeders taken for sources: %" PRIu64), grid->n_sources));
  else if (grid->n_sources == 0)
    g_ptr_array_add (notes, g_strdup (_ ("The model has no source, so nothing in it is fed")));
  NOTE (notes, model->dangling, _ ("References to objects that are in none of the files (is a file of the model missing?): %" PRIu64 ", such as %s"));
  NOTE (notes, model->retyped, _ ("Times that an object is of another class than before (the first counts): %" PRIu64 ", such as %s"));
  NOTE (notes, model->bad_values, _ ("Values that make no sense, taken as not given: %" PRIu64 ", such as %s"));
  NOTE (notes, grid->without_terminals, _ ("Equipment without a terminal at a node: %" PRIu64 ", such as %s"));
  NOTE (notes, grid->circles, _ ("Equipment in containers that contain each other (it has no feeder): %" PRIu64 ", such as %s"));
  NOTE (notes, grid->off_normal, _ ("Switches not in their normal position (the region has the normal one): %" PRIu64 ", such as %s"));
  NOTE (notes, grid->split_switches, _ ("Switches that stand differently by phase (each phase became a device of its own): %" PRIu64 ", such as %s"));
  NOTE (notes, grid->out_of_service, _ ("Equipment out of service or disconnected (normally open in the region): %" PRIu64 ", such as %s"));
  NOTE (notes, grid->counts_cut, _ ("Consumers who stand for more customers than can be made rows of (one customer each): %" PRIu64 ", such as %s"));
  NOTE (notes, grid->inverters, _ ("Usage points of smart inverters only (no customers): %" PRIu64 ", such as %s"));
  NOTE (notes, grid->nowhere, _ ("Usage points at no equipment with a node (left aside): %" PRIu64 ", such as %s"));
}

static void
tally_clear (CimTally *tally)
{
  g_free (tally->first);
}

static void
grid_clear (CimGrid *grid)
{
  tally_clear (&grid->without_terminals);
  tally_clear (&grid->off_normal);
  tally_clear (&grid->out_of_service);
  tally_clear (&grid->split_switches);
  tally_clear (&grid->circles);
  tally_clear (&grid->counts_cut);
  tally_clear (&grid->inverters);
  tally_clear (&grid->nowhere);
}

/* --- the course --- */

static gboolean
make_grid (CimGrid *grid, const LampCimSource *source, LampImportReport *report, GError **error)
{
  cim_model_settle (grid->model);
  if (!cim_place (grid->model, source, report->notes, error))
    return FALSE;
  choose_units (grid, source->units);
  cim_add_all (grid);
  report->of_cim = TRUE;
  report_classes (grid, report);
  report_notes (grid, report->notes);
  if (grid->n_joined > 0)
    return TRUE;
  if (grid->n_elements > 0)
    g_set_error (error,
                 LAMP_GRID_ERROR,
                 LAMP_GRID_ERROR_EMPTY,
                 _ ("Nothing in “%s” is at a node, so there is no grid in it: give the file with the terminals and nodes too, all files of a model together."),
                 source->files[0]);
  else
    g_set_error (error,
                 LAMP_GRID_ERROR,
                 LAMP_GRID_ERROR_EMPTY,
                 _ ("There are no lines, switches or transformers in “%s”, so there is no grid in it: give the file with the equipment too, all files of a model together."),
                 source->files[0]);
  return FALSE;
}

static char *
dup_region_name (const char *file)
{
  char *name = g_path_get_basename (file);
  char *dot = strrchr (name, '.');

  if (dot != NULL && dot != name)
    *dot = '\0';
  return name;
}

LampDraft *
lamp_cim_read (const LampCimSource *source,
               LampImportReport    *report,
               LampImportProgress   progress,
               gpointer             progress_data,
               GCancellable        *cancellable,
               GError             **error)
{
  g_autoptr (LampImportReport) own_report = lamp_import_report_new ();
  g_autoptr (LampDraft) draft = NULL;
  g_autofree char *name = NULL;
  Reading          reading = { .progress = progress, .data = progress_data };
  CimGrid          grid = { .model = NULL };
  gboolean         good = FALSE;

  g_return_val_if_fail (source != NULL && source->files != NULL && source->files[0] != NULL, NULL);

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  name = dup_region_name (source->files[0]);
  draft = lamp_draft_new (name);
  grid.model = cim_model_new ();
  grid.draft = draft;
  good = read_files (grid.model, source, &reading, cancellable, error) &&
         !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         make_grid (&grid, source, report != NULL ? report : own_report, error);
  cim_model_free (grid.model);
  grid_clear (&grid);
  return good ? g_steal_pointer (&draft) : NULL;
}

gboolean
lamp_cim_run (const LampCimSource *source,
              const char          *path,
              LampImportReport    *report,
              LampImportProgress   progress,
              gpointer             progress_data,
              GCancellable        *cancellable,
              GError             **error)
{
  g_autoptr (LampDraft) draft = NULL;

  g_return_val_if_fail (path != NULL, FALSE);

  for (const char *const *file = source->files; *file != NULL; file++)
    if (!lamp_import_check_target (*file, path, error))
      return FALSE;
  draft = lamp_cim_read (source, report, progress, progress_data, cancellable, error);
  if (draft == NULL)
    return FALSE;
  lamp_draft_keep_base (draft);
  return lamp_draft_write (draft, path, cancellable, error);
}
