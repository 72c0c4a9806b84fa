/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See check-csv.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/check-csv.h"
#include "grid/csv.h"

#include <glib/gi18n-lib.h>

/* One row; NULL and LAMP_NONE are empty. */
typedef struct
{
  const char *kind, *id, *element_kind, *layer, *node, *feeder, *other, *value, *words;
  LampWorld   at;
  guint32     n_elements, n_customers;
} Row;

/* A row is put together in memory, and leaves it whole. */
typedef struct
{
  FILE    *file;
  GString *line;
} Sheet;

static void
put_text (Sheet *sheet, const char *text)
{
  if (text != NULL)
    lamp_csv_append (sheet->line, text);
  g_string_append_c (sheet->line, ',');
}

static void
put_number (Sheet *sheet, const char *format, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  put_text (sheet, g_ascii_formatd (text, sizeof text, format, value));
}

static void
put_row (Sheet *sheet, const Row *row)
{
  LampPoint at = { 0.0, 0.0 };

  put_text (sheet, row->kind);
  put_text (sheet, row->id);
  put_text (sheet, row->element_kind);
  put_text (sheet, row->layer);
  put_text (sheet, row->node);
  put_text (sheet, row->feeder);
  if (lamp_world_is_known (row->at))
    {
      at = lamp_point_from_world (row->at);
      put_number (sheet, "%.7f", at.lon_deg);
      put_number (sheet, "%.7f", at.lat_deg);
    }
  else
    g_string_append (sheet->line, ",,");
  if (row->n_elements > 0)
    {
      put_number (sheet, "%.0f", row->n_elements);
      put_number (sheet, "%.0f", row->n_customers);
    }
  else
    g_string_append (sheet->line, ",,");
  put_text (sheet, row->other);
  put_text (sheet, row->value);
  lamp_csv_append_quoted (sheet->line, row->words);
  g_string_append (sheet->line, "\r\n");
  fwrite_unlocked (sheet->line->str, 1, sheet->line->len, sheet->file);
  g_string_truncate (sheet->line, 0);
}

static const char *
element_layer (LampElementKind kind)
{
  if (kind == LAMP_ELEMENT_LINE)
    return "lines";
  return lamp_element_kind_is_switch (kind) ? "devices" : "transformers";
}

static const char *
feeder_id (const LampNetwork *network, guint32 element)
{
  guint16 feeder = network->element_feeder[element];

  return feeder != LAMP_NO_FEEDER ? network->feeders[feeder].id : NULL;
}

static void
describe_element (const LampNetwork *network, guint32 element, Row *row)
{
  row->element_kind = lamp_element_kind_to_string (network->element_kind[element]);
  row->layer = element_layer (network->element_kind[element]);
  row->feeder = feeder_id (network, element);
}

/* The feeder of what stands at a node, for those who have none of their own. */
static const char *
feeder_at (const LampNetwork *network, guint32 node)
{
  guint32        n = 0;
  const guint32 *elements = node != LAMP_NONE ? lamp_network_node_elements (network, node, &n) : NULL;

  return n > 0 ? feeder_id (network, elements[0]) : NULL;
}

static void
put_case (const LampCheck *check, LampProblemKind kind, const LampCase *what, Sheet *sheet)
{
  static const char *const layers[] = {
    [LAMP_SUBJECT_ELEMENT] = "",
    [LAMP_SUBJECT_CUSTOMER] = "customers",
    [LAMP_SUBJECT_SOURCE] = "sources",
    [LAMP_SUBJECT_SITE] = "sites",
    [LAMP_SUBJECT_NOTHING] = "supply_points",
  };
  const LampNetwork *network = check->network;
  Row                row = {
                   .kind = lamp_problem_kind_to_string (kind),
                   .id = lamp_check_case_id (check, what),
                   .layer = layers[what->subject],
                   .node = what->node != LAMP_NONE ? lamp_network_node_id (network, what->node) : NULL,
                   .other = what->other != LAMP_NONE ? lamp_network_element_id (network, what->other) : NULL,
                   .words = lamp_problem_kind_describe (kind),
                   .at = lamp_check_case_at (check, what),
                   .n_elements = what->n_elements,
                   .n_customers = what->n_customers,
  };

  if (what->subject == LAMP_SUBJECT_ELEMENT)
    describe_element (network, what->index, &row);
  else
    row.feeder = feeder_at (network, what->node);
  put_row (sheet, &row);
}

/* Ids are looked up again: the import itself knows neither indices nor where things came to lie. */
static void
put_finding (const LampCheck *check, const LampImportReport *report, const LampFinding *finding, Sheet *sheet)
{
  const LampNetwork           *network = check->network;
  const LampImportLayerReport *layer = &g_array_index (report->layers, LampImportLayerReport, finding->layer);
  const char                  *id = lamp_text_set_get (&report->text, finding->id);
  guint32                      element = lamp_network_find_element (network, id);
  guint32                      customer = LAMP_NONE;
  Row                          row = {
                             .kind = lamp_finding_kind_to_string (finding->kind),
                             .id = id,
                             .layer = layer->layer,
                             .other = lamp_profile_column_to_string (finding->column),
                             .value = lamp_text_set_get (&report->text, finding->value),
                             .words = lamp_finding_kind_describe (finding->kind),
                             .at = LAMP_WORLD_NONE,
  };

  if (g_str_equal (layer->becomes, "customers"))
    customer = lamp_network_find_customer (network, id);
  if (customer != LAMP_NONE)
    {
      row.at = network->customer_at[customer];
      row.feeder = feeder_at (network, network->customer_node[customer]);
      row.node = network->customer_node[customer] != LAMP_NONE ? lamp_network_node_id (network, network->customer_node[customer]) : NULL;
    }
  else if (element != LAMP_NONE && (g_str_equal (layer->becomes, "lines") || g_str_equal (layer->becomes, "devices") || g_str_equal (layer->becomes, "transformers")))
    {
      describe_element (network, element, &row);
      row.layer = layer->layer;
      row.at = lamp_network_element_at (network, element);
    }
  put_row (sheet, &row);
}

void
lamp_check_write_csv (const LampCheck *check, const LampImportReport *report, FILE *file)
{
  g_autoptr (GString) line = g_string_new (NULL);
  Sheet sheet = { file, line };

  flockfile (file);
  fputs_unlocked ("kind,id,element_kind,layer,node,feeder,lon,lat,elements,customers,other,value,words\r\n", file);
  for (guint i = 0; i < check->problems->len; i++)
    {
      const LampProblem *problem = check->problems->pdata[i];

      for (guint k = 0; k < problem->cases->len; k++)
        put_case (check, problem->kind, &g_array_index (problem->cases, LampCase, k), &sheet);
    }
  for (guint i = 0; report != NULL && i < report->findings->len; i++)
    put_finding (check, report, &g_array_index (report->findings, LampFinding, i), &sheet);
  funlockfile (file);
}
