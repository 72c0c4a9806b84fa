/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See interruptions.h. First each outage's life is kept as a few spans, one a device; at the end they become intervals of
 * customers, those are joined, and whoever was out together becomes one interruption again.
 */
#include "engine/interruptions.h"

#include <math.h>
#include <string.h>

#include "records/call.h"
#include "records/outage.h"

/* From when a device was what was out. */
typedef struct
{
  gint64  from_usec;
  guint32 device;    /* LAMP_NONE: not of this network */
  gint64  customers; /* by the record */
} Span;

typedef struct
{
  char    *id;
  GArray  *spans; /* Span */
  gint64   end_usec;
  gboolean planned, cancelled, service;
  guint32  caller; /* customer, or LAMP_NONE */
} Life;

struct _LampGathering
{
  const LampTree *tree;
  GPtrArray      *lives;   /* Life *, in order of appearance */
  GHashTable     *by_id;   /* the same, by id */
  GHashTable     *callers; /* outage → account of the first call filed under it */
  guint           n_unread;
};

/* A customer's time without power, by one outage. */
typedef struct
{
  guint32 customer;
  guint32 life;
  gint64  from_usec, to_usec; /* G_MAXINT64: still */
} Interval;

static void
life_free (gpointer data)
{
  Life *life = data;

  g_array_unref (life->spans);
  g_free (life->id);
  g_free (life);
}

LampGathering *
lamp_gathering_new (const LampTree *tree)
{
  LampGathering *gathering = g_new0 (LampGathering, 1);

  gathering->tree = tree;
  gathering->lives = g_ptr_array_new_with_free_func (life_free);
  gathering->by_id = g_hash_table_new (g_str_hash, g_str_equal);
  gathering->callers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return gathering;
}

void
lamp_gathering_free (LampGathering *gathering)
{
  g_hash_table_unref (gathering->callers);
  g_hash_table_unref (gathering->by_id);
  g_ptr_array_unref (gathering->lives);
  g_free (gathering);
}

guint
lamp_gathering_get_n_unread (const LampGathering *gathering)
{
  return gathering->n_unread;
}

/* --- lives --- */

static Life *
find_life (LampGathering *gathering, const char *id, gboolean make)
{
  Life *life = g_hash_table_lookup (gathering->by_id, id);

  if (life != NULL || !make)
    return life;
  life = g_new0 (Life, 1);
  life->id = g_strdup (id);
  life->spans = g_array_new (FALSE, FALSE, sizeof (Span));
  life->caller = LAMP_NONE;
  g_ptr_array_add (gathering->lives, life);
  g_hash_table_insert (gathering->by_id, life->id, life);
  return life;
}

static void
follow (LampGathering *gathering, Life *life, const LampOutage *outage, gint64 at_usec)
{
  gboolean partial = g_strcmp0 (outage->status, "partiallyRestored") == 0;
  Span     now = { at_usec, outage->device != NULL ? lamp_network_find_element (gathering->tree->network, outage->device) : LAMP_NONE, MAX (outage->customers_out, 0) };
  Span    *last = life->spans->len > 0 ? &g_array_index (life->spans, Span, life->spans->len - 1) : NULL;

  if (last == NULL)
    {
      now.from_usec = outage->start_usec != LAMP_UNKNOWN_TIME ? outage->start_usec : at_usec;
      g_array_append_val (life->spans, now);
    }
  else if (life->spans->len == 1 && !partial)
    {
      /* Better known, not otherwise: it was so from the start. */
      if (outage->start_usec != LAMP_UNKNOWN_TIME)
        last->from_usec = outage->start_usec;
      last->device = now.device;
      last->customers = MAX (last->customers, now.customers);
    }
  else if (now.device != last->device || (now.device == LAMP_NONE && now.customers != last->customers))
    {
      g_array_append_val (life->spans, now);
    }
}

static void
take_outage (LampGathering *gathering, const LampOutage *outage, gint64 at_usec)
{
  Life    *life = find_life (gathering, outage->base.id, TRUE);
  gboolean open = lamp_outage_is_open (outage);

  life->planned = outage->planned == TRUE;
  life->service = g_strcmp0 (outage->rule, "service") == 0;
  life->cancelled = g_strcmp0 (outage->status, "cancelled") == 0;
  if (open || life->spans->len == 0)
    follow (gathering, life, outage, at_usec);
  if (open)
    life->end_usec = 0;
  else if (outage->restored_usec != LAMP_UNKNOWN_TIME)
    life->end_usec = outage->restored_usec;
  else if (life->end_usec == 0)
    life->end_usec = at_usec;
}

static void
take_call (LampGathering *gathering, const LampCall *call)
{
  if (call->outage != NULL && call->account != NULL && !g_hash_table_contains (gathering->callers, call->outage))
    g_hash_table_insert (gathering->callers, g_strdup (call->outage), g_strdup (call->account));
}

static void
take_change (LampGathering *gathering, JsonObject *change, gint64 at_usec)
{
  const LampRecordType *type = lamp_collection_find (lamp_json_string (change, "collection") != NULL ? lamp_json_string (change, "collection") : "");
  const char           *id = lamp_json_string (change, "id");
  JsonNode             *after = json_object_get_member (change, "after");
  g_autoptr (LampRecord) record = NULL;

  if (id == NULL || (type != &lamp_outage_type && type != &lamp_call_type))
    return;
  if (after != NULL && JSON_NODE_HOLDS_OBJECT (after))
    record = lamp_record_from_feature (type, json_node_get_object (after), NULL);
  if (record != NULL && type == &lamp_outage_type)
    take_outage (gathering, (LampOutage *)record, at_usec);
  else if (record != NULL)
    take_call (gathering, (LampCall *)record);
  else if (type == &lamp_outage_type && after != NULL && !JSON_NODE_HOLDS_NULL (after))
    gathering->n_unread++;
  else if (type == &lamp_outage_type && find_life (gathering, id, FALSE) != NULL)
    find_life (gathering, id, FALSE)->cancelled = TRUE; /* deleted */
}

void
lamp_gathering_add (LampGathering *gathering, const LampEntry *entry)
{
  JsonArray *changes = entry->changes != NULL && JSON_NODE_HOLDS_ARRAY (entry->changes) ? json_node_get_array (entry->changes) : NULL;

  for (guint i = 0; changes != NULL && i < json_array_get_length (changes); i++)
    {
      JsonNode *change = json_array_get_element (changes, i);

      if (JSON_NODE_HOLDS_OBJECT (change))
        take_change (gathering, json_node_get_object (change), entry->at_usec);
    }
}

/* --- intervals --- */

static void
add_span (LampGathering *gathering, const Life *life, guint32 index, const Span *span, gint64 to_usec, GArray *intervals)
{
  guint32        n = 0;
  const guint32 *behind = lamp_tree_customers (gathering->tree, span->device, &n);
  const guint32 *who = life->service && life->caller != LAMP_NONE ? &life->caller : behind;

  if (life->service)
    n = MIN (n, 1);
  for (guint32 i = 0; i < n && span->from_usec < to_usec; i++)
    {
      Interval one = { who[i], index, span->from_usec, to_usec };

      g_array_append_val (intervals, one);
    }
}

static gint64
end_of_span (const Life *life, guint span)
{
  gint64 end_usec = life->end_usec != 0 ? life->end_usec : G_MAXINT64;

  return span + 1 < life->spans->len ? MIN (g_array_index (life->spans, Span, span + 1).from_usec, end_usec) : end_usec;
}

static guint32
find_caller (LampGathering *gathering, const Life *life)
{
  const char *account = g_hash_table_lookup (gathering->callers, life->id);

  return account != NULL ? lamp_network_find_customer (gathering->tree->network, account) : LAMP_NONE;
}

static int
compare_intervals (gconstpointer a, gconstpointer b)
{
  const Interval *x = a, *y = b;

  if (x->customer != y->customer)
    return x->customer < y->customer ? -1 : 1;
  if (x->from_usec != y->from_usec)
    return x->from_usec < y->from_usec ? -1 : 1;
  return (x->life > y->life) - (x->life < y->life);
}

/* One customer, one interruption: what overlaps or touches becomes one, of the outage that began it. In place. */
static void
join (GArray *intervals)
{
  guint kept = 0;

  g_array_sort (intervals, compare_intervals);
  for (guint i = 0; i < intervals->len; i++)
    {
      const Interval *one = &g_array_index (intervals, Interval, i);
      Interval       *last = kept > 0 ? &g_array_index (intervals, Interval, kept - 1) : NULL;

      if (last != NULL && last->customer == one->customer && one->from_usec <= last->to_usec)
        last->to_usec = MAX (last->to_usec, one->to_usec);
      else
        g_array_index (intervals, Interval, kept++) = *one;
    }
  g_array_set_size (intervals, kept);
}

/* --- interruptions --- */

double
lamp_tree_customer_kva (const LampTree *tree, guint32 customer)
{
  guint32 unit = customer < tree->network->n_customers ? tree->unit[customer] : LAMP_NONE;
  guint32 n;

  if (unit == LAMP_NONE || tree->network->element_kind[unit] != LAMP_ELEMENT_TRANSFORMER)
    return 0;
  n = lamp_tree_count_customers (tree, unit);
  return n > 0 ? (double)tree->network->element_rating[unit] / n : 0;
}

static int
compare_together (gconstpointer a, gconstpointer b)
{
  const Interval *x = a, *y = b;

  if (x->from_usec != y->from_usec)
    return x->from_usec < y->from_usec ? -1 : 1;
  if (x->life != y->life)
    return x->life < y->life ? -1 : 1;
  if (x->to_usec != y->to_usec)
    return x->to_usec < y->to_usec ? -1 : 1;
  return (x->customer > y->customer) - (x->customer < y->customer);
}

static guint64
device_of (const LampGathering *gathering, guint32 index)
{
  const Life *life = gathering->lives->pdata[index];
  guint32     device = g_array_index (life->spans, Span, 0).device;

  /* One the network does not have is nobody's but this outage's. */
  return device != LAMP_NONE ? device : ((guint64)1 << 32) + index;
}

static void
group (LampGathering *gathering, GArray *intervals, LampInterruptions *result)
{
  g_array_sort (intervals, compare_together);
  for (guint i = 0; i < intervals->len; i++)
    {
      const Interval   *one = &g_array_index (intervals, Interval, i);
      LampInterruption *last = result->list->len > 0 ? &g_array_index (result->list, LampInterruption, result->list->len - 1) : NULL;
      gint64            end_usec = one->to_usec == G_MAXINT64 ? LAMP_UNKNOWN_TIME : one->to_usec;
      LampInterruption  fresh = { one->from_usec, end_usec, device_of (gathering, one->life), 0, 0, ((const Life *)gathering->lives->pdata[one->life])->planned, result->customers->len, 0 };

      if (i == 0 || one[-1].life != one->life || one[-1].from_usec != one->from_usec || one[-1].to_usec != one->to_usec)
        {
          g_array_append_val (result->list, fresh);
          last = &g_array_index (result->list, LampInterruption, result->list->len - 1);
        }
      last->customers++;
      last->n_known++;
      last->kva += lamp_tree_customer_kva (gathering->tree, one->customer);
      g_array_append_val (result->customers, one->customer);
    }
}

/* Of a device nobody knows: who is back is the difference between one span's number and the next's. */
static void
add_nameless (LampGathering *gathering, const Life *life, guint32 index, LampInterruptions *result)
{
  for (guint i = 0; i < life->spans->len; i++)
    {
      const Span      *span = &g_array_index (life->spans, Span, i);
      gint64           to_usec = end_of_span (life, i);
      gint64           left = i + 1 < life->spans->len ? g_array_index (life->spans, Span, i + 1).customers : 0;
      LampInterruption one = {
        .start_usec = g_array_index (life->spans, Span, 0).from_usec,
        .end_usec = to_usec == G_MAXINT64 ? LAMP_UNKNOWN_TIME : to_usec,
        .device = device_of (gathering, index),
        .customers = (double)MAX (span->customers - left, 0),
        .kva = (double)NAN,
        .planned = life->planned,
      };

      if (one.customers > 0)
        g_array_append_val (result->list, one);
    }
}

static int
compare_starts (gconstpointer a, gconstpointer b)
{
  const LampInterruption *x = a, *y = b;

  if (x->start_usec != y->start_usec)
    return x->start_usec < y->start_usec ? -1 : 1;
  return (x->device > y->device) - (x->device < y->device);
}

LampInterruptions *
lamp_gathering_finish (LampGathering *gathering)
{
  g_autoptr (GArray) intervals = g_array_new (FALSE, FALSE, sizeof (Interval));
  LampInterruptions *result = g_new0 (LampInterruptions, 1);

  result->list = g_array_new (FALSE, FALSE, sizeof (LampInterruption));
  result->customers = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 i = 0; i < gathering->lives->len; i++)
    {
      Life *life = gathering->lives->pdata[i];

      if (life->cancelled || life->spans->len == 0)
        continue;
      if (g_array_index (life->spans, Span, 0).device == LAMP_NONE)
        {
          add_nameless (gathering, life, i, result);
          continue;
        }
      life->caller = find_caller (gathering, life);
      for (guint k = 0; k < life->spans->len; k++)
        if (g_array_index (life->spans, Span, k).device != LAMP_NONE)
          add_span (gathering, life, i, &g_array_index (life->spans, Span, k), end_of_span (life, k), intervals);
    }
  join (intervals);
  group (gathering, intervals, result);
  g_array_sort (result->list, compare_starts);
  return result;
}

void
lamp_interruptions_free (LampInterruptions *interruptions)
{
  g_array_unref (interruptions->list);
  g_array_unref (interruptions->customers);
  g_free (interruptions);
}
