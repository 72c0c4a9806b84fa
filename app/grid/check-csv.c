/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See check-csv.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/check-csv.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* One row; NULL and LAMP_NONE are empty. */
typedef struct
{
  const char *kind, *id, *element_kind, *layer, *node, *feeder, *other, *value, *words;
  LampWorld   at;
  guint32     n_elements, n_customers;
} Row;

static void
put_text (FILE *file, const char *text)
{
  if (text != NULL && strpbrk (text, ",\"\r\n") == NULL)
    fputs_unlocked (text, file);
  else if (text != NULL)
    {
      putc_unlocked ('"', file);
      for (; *text != '\0'; text++)
        {
          if (*text == '"')
            putc_unlocked ('"', file);
          putc_unlocked (*text, file);
        }
      putc_unlocked ('"', file);
    }
  putc_unlocked (',', file);
}

static void
put_number (FILE *file, const char *format, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  fputs_unlocked (g_ascii_formatd (text, sizeof text, format, value), file);
  putc_unlocked (',', file);
}

static void
put_row (FILE *file, const Row *row)
{
  LampPoint at = { 0.0, 0.0 };

  put_text (file, row->kind);
  put_text (file, row->id);
  put_text (file, row->element_kind);
  put_text (file, row->layer);
  put_text (file, row->node);
  put_text (file, row->feeder);
  if (lamp_world_is_known (row->at))
    {
      at = lamp_point_from_world (row->at);
      put_number (file, "%.7f", at.lon_deg);
      put_number (file, "%.7f", at.lat_deg);
    }
  else
    fputs_unlocked (",,", file);
  if (row->n_elements > 0)
    {
      put_number (file, "%.0f", row->n_elements);
      put_number (file, "%.0f", row->n_customers);
    }
  else
    fputs_unlocked (",,", file);
  put_text (file, row->other);
  put_text (file, row->value);
  putc_unlocked ('"', file);
  for (const char *at_word = row->words; *at_word != '\0'; at_word++)
    {
      if (*at_word == '"')
        putc_unlocked ('"', file);
      putc_unlocked (*at_word, file);
    }
  fputs_unlocked ("\"\r\n", file);
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
put_case (const LampCheck *check, LampProblemKind kind, const LampCase *what, FILE *file)
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
  put_row (file, &row);
}

/* Ids are looked up again: the import itself knows neither indices nor where things came to lie. */
static void
put_finding (const LampCheck *check, const LampImportReport *report, const LampFinding *finding, FILE *file)
{
  const LampNetwork           *network = check->network;
  const LampImportLayerReport *layer = &g_array_index (report->layers, LampImportLayerReport, finding->layer);
  const char                  *id = report->text.pool.text + finding->id;
  guint32                      element = lamp_network_find_element (network, id);
  guint32                      customer = LAMP_NONE;
  Row                          row = {
                             .kind = lamp_finding_kind_to_string (finding->kind),
                             .id = id,
                             .layer = layer->layer,
                             .other = lamp_profile_column_to_string (finding->column),
                             .value = report->text.pool.text + finding->value,
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
  put_row (file, &row);
}

void
lamp_check_write_csv (const LampCheck *check, const LampImportReport *report, FILE *file)
{
  flockfile (file);
  fputs_unlocked ("kind,id,element_kind,layer,node,feeder,lon,lat,elements,customers,other,value,words\r\n", file);
  for (guint i = 0; i < check->problems->len; i++)
    {
      const LampProblem *problem = check->problems->pdata[i];

      for (guint k = 0; k < problem->cases->len; k++)
        put_case (check, problem->kind, &g_array_index (problem->cases, LampCase, k), file);
    }
  for (guint i = 0; report != NULL && i < report->findings->len; i++)
    put_finding (check, report, &g_array_index (report->findings, LampFinding, i), file);
  funlockfile (file);
}
