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
