/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "lamp-trace-rows"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/trace-rows.h"

#include "console/format.h"
#include "console/study-words.h"

#include <glib/gi18n-lib.h>

struct _LampTraceRow
{
  GObject parent_instance;

  LampSelectKind kind;
  char          *id, *first, *second;
  const char    *style;
};

G_DEFINE_FINAL_TYPE (LampTraceRow, lamp_trace_row, G_TYPE_OBJECT)

static void
lamp_trace_row_finalize (GObject *object)
{
  LampTraceRow *self = LAMP_TRACE_ROW (object);

  g_free (self->id);
  g_free (self->first);
  g_free (self->second);

  G_OBJECT_CLASS (lamp_trace_row_parent_class)->finalize (object);
}

static void
lamp_trace_row_class_init (LampTraceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_trace_row_finalize;
}

static void
lamp_trace_row_init (LampTraceRow *self)
{
}

LampSelectKind
lamp_trace_row_get_kind (LampTraceRow *self)
{
  g_return_val_if_fail (LAMP_IS_TRACE_ROW (self), LAMP_SELECT_NONE);

  return self->kind;
}

const char *
lamp_trace_row_get_id (LampTraceRow *self)
{
  g_return_val_if_fail (LAMP_IS_TRACE_ROW (self), NULL);

  return self->id;
}

const char *
lamp_trace_row_get_first (LampTraceRow *self)
{
  g_return_val_if_fail (LAMP_IS_TRACE_ROW (self), NULL);

  return self->first;
}

const char *
lamp_trace_row_get_second (LampTraceRow *self)
{
  g_return_val_if_fail (LAMP_IS_TRACE_ROW (self), NULL);

  return self->second;
}

const char *
lamp_trace_row_get_style (LampTraceRow *self)
{
  g_return_val_if_fail (LAMP_IS_TRACE_ROW (self), NULL);

  return self->style;
}

/* --- filling --- */

typedef struct
{
  GPtrArray         *rows;
  guint              n_left; /* out */
  LampEnergisation  *state;
  const LampNetwork *network;
} Filling;

/* Another row would be one too many: it is only counted. */
static gboolean
is_full (Filling *filling)
{
  filling->n_left += filling->rows->len >= LAMP_TRACE_MOST_ROWS;
  return filling->rows->len >= LAMP_TRACE_MOST_ROWS;
}

/* Takes both texts. */
static void
add_row (Filling *filling, LampSelectKind kind, const char *id, char *first, char *second, const char *style)
{
  LampTraceRow *row = g_object_new (LAMP_TYPE_TRACE_ROW, NULL);

  row->kind = kind;
  row->id = g_strdup (id);
  row->first = first;
  row->second = second;
  row->style = style;
  g_ptr_array_add (filling->rows, row);
}

static void
add_element (Filling *filling, guint32 element, char *first, char *second, const char *style)
{
  add_row (filling, LAMP_SELECT_DEVICE, lamp_network_element_id (filling->network, element), first, second, style);
}

static void
add_sites (Filling *filling, const LampTrace *trace)
{
  for (guint i = 0; i < trace->n_sites; i++)
    {
      const LampSiteInfo *site = &filling->network->sites[trace->sites[i]];

      if (!is_full (filling))
        add_row (filling, LAMP_SELECT_SITE, site->id, g_strdup (site->name), g_strdup (lamp_format_site_kind (site->kind)), NULL);
    }
}

static char *
say_device (const Filling *filling, guint32 element)
{
  double rating = (double)filling->network->element_rating[element];

  if (lamp_element_kind_is_switch ((LampElementKind)filling->network->element_kind[element]))
    return lamp_say_position (filling->state, element);
  return rating > 0.0 ? lamp_format_power_kva (rating) : NULL;
}

static void
add_device (Filling *filling, guint32 element)
{
  gboolean open = lamp_energisation_is_open (filling->state, element);

  add_element (filling, element, lamp_say_element (filling->network, element), say_device (filling, element),
               open != lamp_energisation_is_normally_open (filling->state, element) ? "late" : NULL);
}

static void
add_devices (Filling *filling, const LampTrace *trace)
{
  for (guint i = 0; i < trace->n_elements; i++)
    if (filling->network->element_kind[trace->elements[i]] != LAMP_ELEMENT_LINE && !is_full (filling))
      add_device (filling, trace->elements[i]);
}

static void
add_plan (Filling *filling, const LampRestoration *plan)
{
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const LampStep  *step = &g_array_index (plan->steps, LampStep, i);
      g_autofree char *operation = lamp_say_operation (filling->network, step->element, step->open);
      guint32          n = step->part != LAMP_NONE ? g_array_index (plan->parts, LampPart, step->part).n_customers : 0;
      g_autofree char *count = lamp_format_count (n);

      add_element (filling, step->element, g_strdup_printf ("%u. %s", i + 1, operation),
                   step->part == LAMP_NONE ? NULL : g_strdup_printf (ngettext ("%s customer gets supply", "%s customers get supply", n), count), NULL);
    }
  for (guint i = 0; i < plan->ties->len; i++)
    {
      const LampTieOption *option = &g_array_index (plan->ties, LampTieOption, i);

      if (option->verdict != LAMP_TIE_CHOSEN)
        add_element (filling, option->tie, lamp_say_element (filling->network, option->tie), lamp_say_tie (filling->network, option),
                     option->verdict == LAMP_TIE_ALTERNATIVE || option->verdict == LAMP_TIE_IDLE || option->verdict == LAMP_TIE_DEAD ? NULL : "late");
    }
}

guint
lamp_trace_rows_fill (GListStore *rows, LampTracing *tracing, LampEnergisation *state)
{
  const LampTrace       *trace = lamp_tracing_get_trace (tracing);
  const LampRestoration *plan = lamp_tracing_get_restoration (tracing);
  LampTracingKind        kind = lamp_tracing_get_kind (tracing);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  Filling filling = { found, 0, state, state != NULL ? lamp_energisation_get_network (state) : NULL };

  if (trace != NULL && state != NULL)
    {
      if (kind == LAMP_TRACING_BACK_FEED && plan != NULL)
        add_plan (&filling, plan);
      if (kind == LAMP_TRACING_ISOLATE)
        for (guint i = 0; i < trace->n_devices; i++)
          add_device (&filling, trace->devices[i]);
      if (kind != LAMP_TRACING_BACK_FEED)
        add_sites (&filling, trace);
      if (kind != LAMP_TRACING_BACK_FEED && kind != LAMP_TRACING_ISOLATE)
        add_devices (&filling, trace);
    }
  g_list_store_splice (rows, 0, g_list_model_get_n_items (G_LIST_MODEL (rows)), found->pdata, found->len);
  return filling.n_left;
}
