/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What an import noticed: see import.h. Findings are 12 bytes and their texts once, so a utility may have millions of them.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_TAKEN 1000 /* different values told by themselves; a field with more is the wrong field */

static const struct
{
  const char *word;
  const char *description;
} kinds[LAMP_FINDING_N] = {
  [LAMP_FINDING_UNJOINED] = { "not-joined", N_ ("names something the profile looks up in another layer, which does not have it") },
  [LAMP_FINDING_OTHERWISE] = { "unknown-value", N_ ("has a value the profile has no word for, and was taken for what the profile says then") },
  [LAMP_FINDING_ASTRAY] = { "astray", N_ ("has coordinates nowhere on earth, and was taken as without") },
  [LAMP_FINDING_UNNAMED] = { "unnamed", N_ ("has no id in the source, and was named after its layer and number") },
};

const char *
lamp_finding_kind_to_string (LampFindingKind kind)
{
  g_return_val_if_fail (kind < LAMP_FINDING_N, NULL);
  return kinds[kind].word;
}

const char *
lamp_finding_kind_describe (LampFindingKind kind)
{
  g_return_val_if_fail (kind < LAMP_FINDING_N, NULL);
  return _ (kinds[kind].description);
}

static void
layer_report_clear (gpointer data)
{
  g_free (((LampImportLayerReport *)data)->layer);
}

LampImportReport *
lamp_import_report_new (void)
{
  LampImportReport *report = g_new0 (LampImportReport, 1);

  report->layers = g_array_new (FALSE, FALSE, sizeof (LampImportLayerReport));
  g_array_set_clear_func (report->layers, layer_report_clear);
  report->notes = g_ptr_array_new_with_free_func (g_free);
  report->findings = g_array_new (FALSE, FALSE, sizeof (LampFinding));
  report->absent = g_ptr_array_new_with_free_func (g_free);
  report->taken_for = g_array_new (FALSE, FALSE, sizeof (LampTakenFor));
  lamp_text_set_init (&report->text);
  return report;
}

void
lamp_import_report_free (LampImportReport *report)
{
  if (report == NULL)
    return;
  g_array_unref (report->layers);
  g_ptr_array_unref (report->notes);
  g_array_unref (report->findings);
  g_ptr_array_unref (report->absent);
  g_array_unref (report->taken_for);
  lamp_text_set_clear (&report->text);
  g_free (report);
}

/* The row of a layer is made before it is read: findings name it. */
void
lamp_import_report_begin (LampImport *import, const LampImportLayer *layer)
{
  LampImportLayerReport row = {
    .layer = g_strdup (layer->name),
    .becomes = lamp_profile_role_to_string (layer->what->role),
    .absent = layer->layer == NULL,
  };

  g_array_append_val (import->report->layers, row);
}

void
lamp_import_report_layer (LampImport *import, LampImportLayer *layer, guint64 n_taken)
{
  guint64                n_all = lamp_import_layer_count (layer);
  LampImportLayerReport *row = &g_array_index (import->report->layers, LampImportLayerReport, import->report->layers->len - 1);

  row->n_taken = n_taken;
  row->n_left_out = n_all > n_taken ? n_all - n_taken : 0;
  import->done += row->n_left_out;
  row->n_unplaced = layer->n_unplaced;
  row->n_astray = layer->n_astray;
  row->n_unnamed = layer->n_unnamed;
  row->n_unjoined = layer->n_unjoined;
}

/* Nodes from places are found in a pass of their own before; what it notices is noticed again. */
void
lamp_import_note (LampImportLayer *layer, LampFindingKind kind, LampProfileColumnId column, const char *id, const char *value)
{
  LampImportReport *report = layer->import->report;
  LampFinding       finding = { (guint8)kind, (guint8)column, (guint16)(report->layers->len - 1), 0, 0 };

  if (!layer->taking)
    return;
  layer->n_unjoined += kind == LAMP_FINDING_UNJOINED;
  finding.id = lamp_text_set_intern (&report->text, id);
  finding.value = lamp_text_set_intern (&report->text, value);
  g_array_append_val (report->findings, finding);
}

void
lamp_import_note_absent (LampImport *import, char *what)
{
  if (g_ptr_array_find_with_equal_func (import->report->absent, what, g_str_equal, NULL))
    g_free (what);
  else
    g_ptr_array_add (import->report->absent, what);
}

static gboolean
is_named (const LampProfile *profile, const char *name)
{
  for (guint i = 0; i < profile->layers->len; i++)
    for (char **layer = ((LampProfileLayer *)profile->layers->pdata[i])->layers; *layer != NULL; layer++)
      if (g_ascii_strcasecmp (*layer, name) == 0)
        return TRUE;
  return FALSE;
}

/* A layer that others go through may have rows of its own too; then it is in a group. */
static gboolean
is_gone_through (const LampProfile *profile, const char *name)
{
  for (guint i = 0; i < profile->layers->len; i++)
    for (guint k = 0; k < LAMP_COLUMN_N; k++)
      {
        const GPtrArray *paths = ((LampProfileLayer *)profile->layers->pdata[i])->columns[k].paths;

        for (guint p = 0; paths != NULL && p < paths->len; p++)
          for (guint h = 0; h < ((LampProfilePath *)paths->pdata[p])->hops->len; h++)
            if (g_ascii_strcasecmp (((LampProfileHop *)((LampProfilePath *)paths->pdata[p])->hops->pdata[h])->layer, name) == 0)
              return TRUE;
      }
  return FALSE;
}

void
lamp_import_report_rest (LampImport *import)
{
  for (guint k = 0; k < import->datasets->len; k++)
    for (int i = 0; i < GDALDatasetGetLayerCount (import->datasets->pdata[k]); i++)
      {
        OGRLayerH             layer = GDALDatasetGetLayer (import->datasets->pdata[k], i);
        LampImportLayerReport row = { .layer = NULL };

        if (is_named (import->profile, OGR_L_GetName (layer)))
          continue;
        row.layer = g_strdup (OGR_L_GetName (layer));
        row.n_left_out = (guint64)MAX (OGR_L_GetFeatureCount (layer, TRUE), 0);
        row.gone_through = is_gone_through (import->profile, row.layer);
        g_array_append_val (import->report->layers, row);
      }
}

static int
by_number (gconstpointer a, gconstpointer b)
{
  const LampTakenFor *first = a;
  const LampTakenFor *second = b;

  return first->n != second->n ? (first->n > second->n ? -1 : 1) : (int)first->layer - (int)second->layer;
}

static guint
find_taken (const LampImportReport *report, const LampFinding *finding)
{
  guint at = 0;

  for (; at < report->taken_for->len; at++)
    {
      const LampTakenFor *taken = &g_array_index (report->taken_for, LampTakenFor, at);

      if (taken->column == finding->column && taken->layer == finding->layer && taken->value == finding->value)
        break;
    }
  return at;
}

void
lamp_import_report_finish (LampImportReport *report)
{
  for (guint i = 0; i < report->findings->len; i++)
    {
      const LampFinding *finding = &g_array_index (report->findings, LampFinding, i);
      LampTakenFor       taken = { finding->column, finding->layer, finding->value, 0 };
      guint              at = 0;

      if (finding->kind != LAMP_FINDING_OTHERWISE)
        continue;
      at = find_taken (report, finding);
      if (at == report->taken_for->len && at < MAX_TAKEN)
        g_array_append_val (report->taken_for, taken);
      if (at < report->taken_for->len)
        g_array_index (report->taken_for, LampTakenFor, at).n++;
    }
  g_array_sort (report->taken_for, by_number);
}
