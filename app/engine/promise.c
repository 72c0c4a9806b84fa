/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See promise.h: judging, and the record's JSON. Reading a set is in promise-set.c.
 */
#include "engine/promise-private.h"

#include <string.h>

const char *const        lamp_promise_kind_words[] = { "arrival", "restoration", "notice", NULL };
const char *const        lamp_promise_base_words[] = { "start", "arrival", NULL };
static const char *const state_words[] = { "open", "atRisk", "kept", "broken", NULL };

const char *
lamp_promise_kind_to_string (LampPromiseKind kind)
{
  return lamp_promise_kind_words[kind];
}

/* --- judging --- */

static gboolean
fits (const LampPromiseSet *set, const LampPromiseRule *rule, const LampPromiseFacts *facts)
{
  const LampOutage *outage = facts->outage;

  if ((outage->planned == TRUE) != (rule->kind == LAMP_PROMISE_NOTICE))
    return FALSE;
  if (!(rule->areas & (1u << lamp_promise_set_get_area (set, outage->feeder, outage->zone))))
    return FALSE;
  return facts->weather >= rule->weather && (rule->customers <= 0 || outage->customers_at_start >= rule->customers);
}

static gint64
find_due (const LampPromiseRule *rule, const LampPromiseFacts *facts)
{
  gint64 base_usec = rule->after == LAMP_PROMISE_AFTER_ARRIVAL ? facts->arrived_usec : facts->outage->start_usec;

  if (base_usec == LAMP_UNKNOWN_TIME)
    return LAMP_UNKNOWN_TIME;
  return rule->kind == LAMP_PROMISE_NOTICE ? base_usec - rule->within_usec : base_usec + rule->within_usec;
}

static gint64
find_done (const LampPromiseRule *rule, const LampPromiseFacts *facts)
{
  switch (rule->kind)
    {
    case LAMP_PROMISE_ARRIVAL:
      /* Who has light again waits for nobody. */
      if (facts->arrived_usec == LAMP_UNKNOWN_TIME || facts->outage->restored_usec == LAMP_UNKNOWN_TIME)
        return MAX (facts->arrived_usec, facts->outage->restored_usec);
      return MIN (facts->arrived_usec, facts->outage->restored_usec);
    case LAMP_PROMISE_NOTICE:
      return facts->announced_usec;
    case LAMP_PROMISE_RESTORATION:
    case LAMP_PROMISE_N_KINDS:
    default:
      return facts->outage->restored_usec;
    }
}

static LampPromiseState
find_state (const LampPromiseRule *rule, gint64 due_usec, gint64 done_usec, gint64 now_usec)
{
  gint64 at_usec = done_usec != LAMP_UNKNOWN_TIME ? done_usec : now_usec;

  if (at_usec > due_usec)
    return LAMP_PROMISE_BROKEN;
  if (done_usec != LAMP_UNKNOWN_TIME)
    return LAMP_PROMISE_KEPT;
  return due_usec - now_usec <= rule->warn_usec ? LAMP_PROMISE_AT_RISK : LAMP_PROMISE_OPEN;
}

static gboolean
judge (const LampPromiseSet *set, const LampPromiseFacts *facts, gint64 now_usec, LampPromiseKind kind, LampPromise *promise)
{
  for (guint i = 0; i < set->rules->len; i++)
    {
      const LampPromiseRule *rule = &g_array_index (set->rules, LampPromiseRule, i);
      gint64                 due_usec, done_usec;

      if (rule->kind != kind || !fits (set, rule, facts))
        continue;
      due_usec = find_due (rule, facts);
      if (due_usec == LAMP_UNKNOWN_TIME)
        return FALSE;
      done_usec = find_done (rule, facts);
      *promise = (LampPromise){ kind, rule->after, find_state (rule, due_usec, done_usec, now_usec), rule->within_usec, due_usec, done_usec, rule->code };
      return TRUE;
    }
  return FALSE;
}

guint
lamp_promises_judge (const LampPromiseSet *set, const LampPromiseFacts *facts, gint64 now_usec, LampPromise promises[LAMP_PROMISE_N_KINDS])
{
  guint n = 0;

  for (int kind = 0; kind < LAMP_PROMISE_N_KINDS; kind++)
    n += judge (set, facts, now_usec, (LampPromiseKind)kind, &promises[n]) ? 1 : 0;
  return n;
}

/* --- the record's JSON --- */

static void
set_time (JsonObject *object, const char *name, gint64 usec)
{
  g_autofree char *text = usec != LAMP_UNKNOWN_TIME ? lamp_time_to_string (usec) : NULL;

  json_object_set_string_member (object, name, text);
}

JsonNode *
lamp_promises_to_json (const LampPromise *promises, guint n)
{
  JsonNode  *node;
  JsonArray *list;

  if (n == 0)
    return NULL;
  list = json_array_new ();
  for (guint i = 0; i < n; i++)
    {
      JsonObject *object = json_object_new ();

      json_object_set_string_member (object, "kind", lamp_promise_kind_words[promises[i].kind]);
      json_object_set_string_member (object, "state", state_words[promises[i].state]);
      set_time (object, "due", promises[i].due_usec);
      set_time (object, "done", promises[i].done_usec);
      json_object_set_int_member (object, "within_min", promises[i].within_usec / G_USEC_PER_SEC / 60);
      json_object_set_string_member (object, "after", lamp_promise_base_words[promises[i].after]);
      json_object_set_string_member (object, "rule", promises[i].rule);
      json_array_add_object_element (list, object);
    }
  node = json_node_new (JSON_NODE_ARRAY);
  json_node_take_array (node, list);
  return node;
}

/* Index of the word, or -1. */
static int
find_word (JsonObject *object, const char *name, const char *const *words)
{
  const char *text = lamp_json_string (object, name);

  for (int i = 0; text != NULL && words[i] != NULL; i++)
    if (strcmp (words[i], text) == 0)
      return i;
  return -1;
}

static gboolean
read_promise (JsonObject *object, LampPromise *promise)
{
  int         kind = find_word (object, "kind", lamp_promise_kind_words);
  int         state = find_word (object, "state", state_words);
  int         after = find_word (object, "after", lamp_promise_base_words);
  const char *due = lamp_json_string (object, "due"), *done = lamp_json_string (object, "done");
  JsonNode   *within = json_object_get_member (object, "within_min");

  if (kind < 0 || state < 0 || due == NULL || !lamp_time_from_string (due, &promise->due_usec))
    return FALSE;
  promise->kind = (LampPromiseKind)kind;
  promise->state = (LampPromiseState)state;
  promise->after = after >= 0 ? (LampPromiseBase)after : LAMP_PROMISE_AFTER_START;
  if (done == NULL || !lamp_time_from_string (done, &promise->done_usec))
    promise->done_usec = LAMP_UNKNOWN_TIME;
  promise->within_usec = within != NULL && JSON_NODE_HOLDS_VALUE (within) ? CLAMP (json_node_get_int (within), 0, 1000000) * 60 * G_USEC_PER_SEC : 0;
  promise->rule = g_intern_string (lamp_json_string (object, "rule"));
  return TRUE;
}

guint
lamp_promises_from_json (JsonNode *node, LampPromise promises[LAMP_PROMISE_N_KINDS])
{
  JsonArray *list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint      n = 0;

  for (guint i = 0; list != NULL && i < json_array_get_length (list) && n < LAMP_PROMISE_N_KINDS; i++)
    {
      JsonNode *element = json_array_get_element (list, i);

      n += JSON_NODE_HOLDS_OBJECT (element) && read_promise (json_node_get_object (element), &promises[n]) ? 1 : 0;
    }
  return n;
}
