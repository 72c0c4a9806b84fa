/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * From what was heard to what is out: the rules of prediction.h, from the customer up.
 *
 * A pass is pure: it reads latest times only. Devices are worked on from the highest index down, which by the
 * network's preorder means children before parents; and chosen from the lowest up, which means the highest first.
 */
#include "engine/prediction-private.h"

#include <stdlib.h>

/* A customer whose latest word is that it is dark. */
typedef struct
{
  guint32  element; /* that feeds it */
  guint32  customer;
  gint64   first_usec;
  gboolean call, gasp;
} Evidence;

/* An outage that needs no guessing; or, commanded, none at all. */
typedef struct
{
  guint32     element;
  const char *rule;
  gint64      at_usec;
  gboolean    commanded;
  guint32     top; /* the uppermost known one around it, or itself */
} Known;

typedef struct
{
  guint32  unit;
  guint    n; /* customers who reported */
  gint64   first_usec;
  gboolean dark;
} Unit;

/* What lies behind a protective device, without what is known. */
typedef struct
{
  guint32 element;
  guint32 touched, dark, branches;
  guint32 known_units;
  gint64  first_usec;
} Device;

typedef struct
{
  LampPredictor  *predictor;
  const LampTree *tree;
  GArray         *known;    /* Known, by element */
  GArray         *evidence; /* Evidence, by element, then customer */
  GArray         *live;     /* Evidence of those who are known to be live: first_usec is when; by element */
  GArray         *units;    /* Unit, by element */
  GHashTable     *devices;  /* element + 1 → Device */
} Pass;

static int
compare_known (gconstpointer a, gconstpointer b)
{
  guint32 one = ((const Known *)a)->element, other = ((const Known *)b)->element;

  return one < other ? -1 : one > other;
}

static int
compare_evidence (gconstpointer a, gconstpointer b)
{
  const Evidence *one = a, *other = b;

  if (one->element != other->element)
    return one->element < other->element ? -1 : 1;
  return one->customer < other->customer ? -1 : one->customer > other->customer;
}

/* Rule 5. */
static gboolean
judge_device (const LampDeviceHeard *heard, Known *known)
{
  gint64 open_usec = MAX (heard->scada_open_usec, heard->scada_commanded_usec);
  gint64 since_usec = MAX (heard->scada_closed_usec, heard->restored_usec);

  if (heard->field_open_usec > heard->restored_usec)
    {
      known->rule = "field";
      known->at_usec = heard->field_open_usec;
    }
  if (open_usec > since_usec && heard->scada_open_usec >= heard->scada_commanded_usec)
    {
      known->rule = "scada";
      known->at_usec = heard->scada_open_usec;
    }
  else if (open_usec > since_usec && known->rule == NULL)
    {
      known->commanded = TRUE;
      known->at_usec = open_usec;
    }
  return known->rule != NULL || known->commanded;
}

static void
collect_known (Pass *pass)
{
  GHashTableIter iter;
  gpointer       key, value;
  guint32        top = LAMP_NONE;

  g_hash_table_iter_init (&iter, pass->predictor->devices);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      Known known = { .element = GPOINTER_TO_UINT (key) - 1 };

      if (!(pass->tree->network->element_flags[known.element] & LAMP_ELEMENT_NORMALLY_OPEN) && judge_device (value, &known))
        g_array_append_val (pass->known, known);
    }
  g_array_sort (pass->known, compare_known);
  for (guint i = 0; i < pass->known->len; i++)
    {
      Known *known = &g_array_index (pass->known, Known, i);

      if (top == LAMP_NONE || !lamp_tree_is_behind (pass->tree, known->element, top))
        top = known->element;
      known->top = top;
    }
}

/* The last known one at or before the element decides: its uppermost is the only one that can still reach this far. */
static gboolean
is_explained (const Pass *pass, guint32 element)
{
  guint low = 0, high = pass->known->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (pass->known, Known, middle).element <= element)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 && lamp_tree_is_behind (pass->tree, element, g_array_index (pass->known, Known, low - 1).top);
}

static void
collect_evidence (Pass *pass)
{
  const LampPredictor *predictor = pass->predictor;

  for (guint i = 0; i < predictor->speakers->len; i++)
    {
      guint32          customer = g_array_index (predictor->speakers, guint32, i);
      const LampHeard *heard = &predictor->heard[customer];
      gint64           call_usec = lamp_heard_since (heard, heard->call_usec);
      gint64           gasp_usec = lamp_heard_since (heard, heard->gasp_usec);
      Evidence         evidence = { .element = pass->tree->feeding[customer], .customer = customer };

      evidence.call = call_usec != LAMP_NEVER;
      evidence.gasp = gasp_usec != LAMP_NEVER;
      evidence.first_usec = evidence.call && evidence.gasp ? MIN (call_usec, gasp_usec) : MAX (call_usec, gasp_usec);
      if (evidence.call || evidence.gasp)
        g_array_append_val (pass->evidence, evidence);
      else if (heard->live_usec != LAMP_NEVER && !is_explained (pass, evidence.element))
        {
          evidence.first_usec = heard->live_usec;
          g_array_append_val (pass->live, evidence);
        }
    }
  g_array_sort (pass->evidence, compare_evidence);
  g_array_sort (pass->live, compare_evidence);
}

/* Where in a sorted array of Evidence the first one at or after this element stands. */
static guint
find_from (const GArray *array, guint32 element)
{
  guint low = 0, high = array->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (array, Evidence, middle).element < element)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* Rule 4: was anybody behind it live after it should have been out? */
static gboolean
is_live_behind (const Pass *pass, guint32 element, gint64 since_usec)
{
  guint32 end = pass->tree->end[element];

  for (guint i = find_from (pass->live, element); i < pass->live->len; i++)
    {
      const Evidence *live = &g_array_index (pass->live, Evidence, i);

      if (live->element >= end)
        break;
      if (live->first_usec > since_usec)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_transformer (const Pass *pass, guint32 element)
{
  return pass->tree->network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER;
}

/* Customers of a unit: all behind a transformer; else those it feeds itself. */
static guint32
unit_size (const Pass *pass, guint32 unit)
{
  if (is_transformer (pass, unit))
    return lamp_tree_count_customers (pass->tree, unit);
  return pass->tree->first[unit + 1] - pass->tree->first[unit];
}

/* One past the elements that feed customers of this unit. */
static guint32
unit_end (const Pass *pass, guint32 unit)
{
  return is_transformer (pass, unit) ? pass->tree->end[unit] : unit + 1;
}

static int
compare_units (gconstpointer a, gconstpointer b)
{
  guint32 one = ((const Unit *)a)->unit, other = ((const Unit *)b)->unit;

  return one < other ? -1 : one > other;
}

/* One entry for each report nothing known explains; the same units are joined below. */
static void
list_units (Pass *pass)
{
  for (guint i = 0; i < pass->evidence->len; i++)
    {
      const Evidence *evidence = &g_array_index (pass->evidence, Evidence, i);
      Unit            unit = { .unit = pass->tree->unit[evidence->customer], .n = 1, .first_usec = evidence->first_usec };

      if (!is_explained (pass, unit.unit) && !is_explained (pass, evidence->element))
        g_array_append_val (pass->units, unit);
    }
  g_array_sort (pass->units, compare_units);
}

/* Rule 2. */
static void
collect_units (Pass *pass)
{
  const LampPredictionRules *rules = &pass->predictor->rules;
  guint                      n = 0;

  list_units (pass);
  for (guint i = 0; i < pass->units->len; i++)
    {
      Unit  next = g_array_index (pass->units, Unit, i);
      Unit *last = n > 0 ? &g_array_index (pass->units, Unit, n - 1) : NULL;

      if (last != NULL && last->unit == next.unit)
        {
          last->n++;
          last->first_usec = MIN (last->first_usec, next.first_usec);
        }
      else
        g_array_index (pass->units, Unit, n++) = next;
    }
  g_array_set_size (pass->units, n);
  for (guint i = 0; i < n; i++)
    {
      Unit *unit = &g_array_index (pass->units, Unit, i);

      unit->dark = (unit->n >= rules->unit_reports || unit->n >= rules->unit_share * unit_size (pass, unit->unit)) &&
                   !is_live_behind (pass, unit->unit, unit->first_usec);
    }
}

static Device *
ensure_device (Pass *pass, guint32 element)
{
  gpointer key = GUINT_TO_POINTER (element + 1);
  Device  *device = g_hash_table_lookup (pass->devices, key);

  if (device == NULL)
    {
      device = g_new0 (Device, 1);
      device->element = element;
      device->first_usec = G_MAXINT64;
      g_hash_table_insert (pass->devices, key, device);
    }
  return device;
}

/* SCADA knows that it conducts: by its word, or because it would have told. */
static gboolean
is_telemetered_closed (const Pass *pass, guint32 element)
{
  const LampDeviceHeard *heard = g_hash_table_lookup (pass->predictor->devices, GUINT_TO_POINTER (element + 1));

  if (heard == NULL || (heard->scada_open_usec == LAMP_NEVER && heard->scada_commanded_usec == LAMP_NEVER && heard->scada_closed_usec == LAMP_NEVER))
    return (pass->tree->network->element_flags[element] & LAMP_ELEMENT_TELEMETERED) != 0;
  return heard->scada_closed_usec >= MAX (heard->scada_open_usec, heard->scada_commanded_usec);
}

/* A device that cannot be the one hands its branches on to the next above. */
static void
pass_up (Pass *pass, const Device *device)
{
  guint32 above = pass->tree->protective[device->element];
  Device *parent;

  if (above == LAMP_NONE)
    return;
  parent = ensure_device (pass, above);
  parent->touched += device->touched;
  parent->dark += device->dark;
  parent->branches += is_telemetered_closed (pass, device->element) ? device->branches : MIN (device->branches, 1);
  parent->known_units += device->known_units;
  parent->first_usec = MIN (parent->first_usec, device->first_usec);
}

static int
compare_descending (gconstpointer a, gconstpointer b)
{
  guint32 one = *(const guint32 *)a, other = *(const guint32 *)b;

  return one > other ? -1 : one < other;
}

static void
ensure_chain (Pass *pass, guint32 element)
{
  for (guint32 above = pass->tree->protective[element]; above != LAMP_NONE; above = pass->tree->protective[above])
    {
      if (g_hash_table_contains (pass->devices, GUINT_TO_POINTER (above + 1)))
        return;
      ensure_device (pass, above);
    }
}

/* Counts, for every protective device above a report, what is behind it; returns them highest index first. */
static GArray *
count_devices (Pass *pass)
{
  GArray        *order = g_array_new (FALSE, FALSE, sizeof (guint32));
  GHashTableIter iter;
  gpointer       key;

  for (guint i = 0; i < pass->units->len; i++)
    {
      const Unit *unit = &g_array_index (pass->units, Unit, i);
      guint32     above = pass->tree->protective[unit->unit];
      Device     *device;

      if (above == LAMP_NONE)
        continue;
      ensure_chain (pass, unit->unit);
      device = ensure_device (pass, above);
      device->touched++;
      device->dark += unit->dark;
      device->branches++;
      device->first_usec = MIN (device->first_usec, unit->first_usec);
    }
  for (guint i = 0; i < pass->known->len; i++)
    {
      const Known *known = &g_array_index (pass->known, Known, i);

      if (known->top != known->element || pass->tree->protective[known->element] == LAMP_NONE)
        continue;
      ensure_chain (pass, known->element);
      ensure_device (pass, pass->tree->protective[known->element])->known_units += lamp_tree_count_units (pass->tree, known->element);
    }
  g_hash_table_iter_init (&iter, pass->devices);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint32 element = GPOINTER_TO_UINT (key) - 1;

      g_array_append_val (order, element);
    }
  g_array_sort (order, compare_descending);
  for (guint i = 0; i < order->len; i++)
    pass_up (pass, ensure_device (pass, g_array_index (order, guint32, i)));
  return order;
}

/* Rules 3 and 4. */
static gboolean
is_device_out (const Pass *pass, const Device *device)
{
  const LampPredictionRules *rules = &pass->predictor->rules;
  guint32                    n_units = lamp_tree_count_units (pass->tree, device->element) - device->known_units;

  return device->branches >= 2 &&
         (device->dark >= rules->device_units || device->touched >= rules->device_touched) &&
         device->touched >= rules->device_share * n_units &&
         !is_explained (pass, device->element) &&
         !is_telemetered_closed (pass, device->element) &&
         !is_live_behind (pass, device->element, device->first_usec);
}

/* The counts of what is behind a device, or of one customer. */
static void
count_evidence (const Pass *pass, LampPrediction *prediction)
{
  guint32 end = pass->tree->end[prediction->device];
  guint32 last_unit = LAMP_NONE;

  for (guint i = find_from (pass->evidence, prediction->device); i < pass->evidence->len; i++)
    {
      const Evidence *evidence = &g_array_index (pass->evidence, Evidence, i);
      guint32         unit = pass->tree->unit[evidence->customer];

      if (evidence->element >= end)
        break;
      if (prediction->customer != LAMP_NONE && prediction->customer != evidence->customer)
        continue;
      prediction->n_calls += evidence->call;
      prediction->n_last_gasps += evidence->gasp;
      prediction->n_units_reported += unit != last_unit;
      last_unit = unit;
      prediction->first_usec = MIN (prediction->first_usec, evidence->first_usec);
    }
}

static void
add_prediction (Pass *pass, LampPrediction prediction)
{
  prediction.n_units = prediction.customer == LAMP_NONE ? lamp_tree_count_units (pass->tree, prediction.device) : 1;
  count_evidence (pass, &prediction);
  g_array_append_val (pass->predictor->predictions, prediction);
}

static void
add_device (Pass *pass, guint32 element, const char *rule)
{
  add_prediction (pass, (LampPrediction){ .device = element, .rule = rule, .nested_in = LAMP_NONE, .customer = LAMP_NONE, .opens = TRUE, .n_customers = lamp_tree_count_customers (pass->tree, element), .first_usec = G_MAXINT64 });
}

/* Rule 1. */
static void
add_services (Pass *pass, const Unit *unit)
{
  guint32 end = unit_end (pass, unit->unit);

  for (guint i = find_from (pass->evidence, unit->unit); i < pass->evidence->len; i++)
    {
      const Evidence *evidence = &g_array_index (pass->evidence, Evidence, i);

      if (evidence->element >= end)
        break;
      if (pass->tree->unit[evidence->customer] != unit->unit || is_explained (pass, evidence->element))
        continue;
      add_prediction (pass, (LampPrediction){ .device = evidence->element, .rule = "service", .nested_in = LAMP_NONE, .customer = evidence->customer, .opens = lamp_tree_count_customers (pass->tree, evidence->element) == 1, .n_customers = 1, .first_usec = G_MAXINT64 });
    }
}

static void
add_devices (Pass *pass, const GArray *order)
{
  guint32 end = 0; /* of the last one taken: what begins before it lies behind it */

  for (guint i = order->len; i-- > 0;)
    {
      guint32 element = g_array_index (order, guint32, i);

      if (element < end || !is_device_out (pass, ensure_device (pass, element)))
        continue;
      add_device (pass, element, "device");
      end = pass->tree->end[element];
    }
}

/* Rules 1 and 2, where rule 3 has not decided: `n_devices` predictions stand there by now, in order of device. */
static void
add_units (Pass *pass, guint n_devices)
{
  guint32 end = 0; /* of what is out already */
  guint   next = 0;

  for (guint i = 0; i < pass->units->len; i++)
    {
      const Unit *unit = &g_array_index (pass->units, Unit, i);

      for (; next < n_devices; next++)
        {
          guint32 device = g_array_index (pass->predictor->predictions, LampPrediction, next).device;

          if (device > unit->unit)
            break;
          end = MAX (end, pass->tree->end[device]);
        }
      if (unit->unit < end)
        continue;
      if (!unit->dark || !is_transformer (pass, unit->unit))
        {
          add_services (pass, unit);
          continue;
        }
      add_device (pass, unit->unit, "unit");
      end = pass->tree->end[unit->unit];
    }
}

static void
add_known (Pass *pass)
{
  guint n_devices = pass->predictor->predictions->len;

  for (guint i = 0; i < pass->known->len; i++)
    {
      const Known   *known = &g_array_index (pass->known, Known, i);
      LampPrediction prediction = { .device = known->element, .rule = known->rule, .confirmed = TRUE, .nested_in = LAMP_NONE, .customer = LAMP_NONE, .opens = TRUE, .first_usec = known->at_usec };

      if (known->commanded)
        continue;
      if (known->top != known->element)
        prediction.nested_in = known->top;
      for (guint j = 0; j < n_devices; j++)
        {
          const LampPrediction *other = &g_array_index (pass->predictor->predictions, LampPrediction, j);

          if (other->customer == LAMP_NONE && lamp_tree_is_behind (pass->tree, known->element, other->device))
            prediction.nested_in = other->device;
        }
      if (prediction.nested_in == LAMP_NONE)
        prediction.n_customers = lamp_tree_count_customers (pass->tree, known->element);
      add_prediction (pass, prediction);
    }
}

static int
compare_predictions (gconstpointer a, gconstpointer b)
{
  const LampPrediction *one = a, *other = b;

  if (one->device != other->device)
    return one->device < other->device ? -1 : 1;
  return one->customer < other->customer ? -1 : one->customer > other->customer;
}

static void
finish (LampPredictor *predictor)
{
  g_array_sort (predictor->predictions, compare_predictions);
  for (guint i = 0; i < predictor->predictions->len; i++)
    {
      const LampPrediction *prediction = &g_array_index (predictor->predictions, LampPrediction, i);

      if (prediction->customer != LAMP_NONE)
        g_hash_table_insert (predictor->services, GUINT_TO_POINTER (prediction->customer), GUINT_TO_POINTER (i + 1));
    }
}

void
lamp_predictor_apply_rules (LampPredictor *predictor)
{
  g_autoptr (GArray) known = g_array_new (FALSE, FALSE, sizeof (Known));
  g_autoptr (GArray) evidence = g_array_new (FALSE, FALSE, sizeof (Evidence));
  g_autoptr (GArray) live = g_array_new (FALSE, FALSE, sizeof (Evidence));
  g_autoptr (GArray) units = g_array_new (FALSE, FALSE, sizeof (Unit));
  g_autoptr (GHashTable) devices = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_autoptr (GArray) order = NULL;
  Pass pass = { predictor, predictor->tree, known, evidence, live, units, devices };

  collect_known (&pass);
  collect_evidence (&pass);
  collect_units (&pass);
  order = count_devices (&pass);
  add_devices (&pass, order);
  add_units (&pass, predictor->predictions->len);
  add_known (&pass);
  finish (predictor);
}
