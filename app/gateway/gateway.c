/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See gateway.h and gateway-private.h. Main thread only.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/gateway-private.h"

#include "grid/region-hash.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#define HISTORY_ROWS 2000                         /* of the journal, for who comes back after a restart */
#define ANSWERS_KEPT_USEC (24 * G_TIME_SPAN_HOUR) /* real time */
#define FORGET_SEC 3600
#define ASKING_PER_SEC 500
#define COMMANDING_PER_SEC 100
#define GUESSING_PER_SEC 5 /* wrong tokens */
#define LAST_WORDS_MSEC 2000

/* --- what the ledger tells --- */

static void
changed_cb (const LampChange *changes, guint n, gint64 seq, gpointer user_data)
{
  LampGateway *gateway = user_data;
  gint64       now_usec = g_get_real_time ();

  for (guint i = 0; i < n; i++)
    {
      lamp_state_put (gateway->state, changes[i].record);
      g_hash_table_replace (gateway->ages, (gpointer)changes[i].record->type->collection, g_memdup2 (&now_usec, sizeof now_usec));
    }
  lamp_state_set_seq (gateway->state, seq);
  lamp_changes_tell (gateway->changes, changes, n, seq);
}

/* --- opening --- */

/* A store belongs to one region; a newer edition of it is welcome. */
static gboolean
check_region (LampGateway *gateway, LampStore *store, const char *address, GError **error)
{
  const char      *name = gateway->network->name != NULL ? gateway->network->name : "";
  g_autofree char *known = store->klass->get_note (store, "region", error);

  if (known != NULL && !g_str_equal (known, name))
    {
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_FOREIGN, _ ("The store %s belongs to the region “%s”, but the region to serve is “%s”; name another store or the other region"), address, known, name);
      return FALSE;
    }
  if (known != NULL)
    return TRUE;
  return (error == NULL || *error == NULL) && store->klass->set_note (store, "region", name, error);
}

static gboolean
check_mode (LampGateway *gateway, LampStore *store, const char *address, GError **error)
{
  g_autofree char *known = store->klass->get_note (store, "mode", error);

  if (known != NULL && !g_str_equal (known, gateway->mode))
    {
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_FOREIGN, _ ("The store %s was written in the mode “%s” and cannot be used in the mode “%s”; name another store"), address, known, gateway->mode);
      return FALSE;
    }
  return known != NULL || ((error == NULL || *error == NULL) && store->klass->set_note (store, "mode", gateway->mode, error));
}

/* A demo's clock goes on from the last command; a new one begins with the real time. */
static gboolean
start_clock (LampGateway *gateway, const LampGatewayOptions *options, LampStore *store, GError **error)
{
  gint64 first = 0, last = 0, last_usec = 0;

  if (!store->klass->journal_extent (store, &first, &last, &last_usec, error))
    return FALSE;
  if (g_str_equal (gateway->mode, "live"))
    lamp_clock_start_live (&gateway->clock);
  else
    lamp_clock_start (&gateway->clock, last > 0 ? last_usec : g_get_real_time (), options->speed);
  return TRUE;
}

static void
copy_state (LampState *to, const LampState *from)
{
  for (const LampRecordType *const *type = lamp_collections (); *type != NULL; type++)
    {
      const GPtrArray *list = (*type)->is_journal ? NULL : lamp_state_list (from, *type);

      for (guint i = 0; list != NULL && i < list->len; i++)
        lamp_state_put (to, list->pdata[i]);
    }
  lamp_state_set_seq (to, lamp_state_get_seq (from));
}

typedef struct
{
  LampGateway *gateway;
  gboolean     done;
  GError      *error;
} Opening;

static void
open_work (LampTurn *turn, gpointer data)
{
  Opening *opening = data;

  lamp_turn_forget_answers (turn, g_get_real_time () - ANSWERS_KEPT_USEC);
  lamp_open_region (turn, opening->gateway->network);
  if (opening->gateway->demo != NULL)
    lamp_demo_open (opening->gateway->demo, turn);
}

static void
open_done (const GError *error, gpointer data)
{
  Opening *opening = data;

  opening->done = TRUE;
  if (error != NULL)
    opening->error = g_error_copy (error);
}

/* The first turn, waited for: whoever asks first finds the house in order. */
static gboolean
open_house (LampGateway *gateway, GError **error)
{
  static const LampJob job = { open_work, NULL, open_done };
  Opening              opening = { gateway, FALSE, NULL };

  lamp_ledger_start (gateway->ledger);
  lamp_ledger_push (gateway->ledger, &job, &opening);
  while (!opening.done)
    g_main_context_iteration (NULL, TRUE);
  if (opening.error == NULL)
    return TRUE;
  g_propagate_error (error, opening.error);
  return FALSE;
}

/* Takes the store. */
static gboolean
open_store (LampGateway *gateway, LampStore *store, const LampGatewayOptions *options, GError **error)
{
  gboolean ready = check_region (gateway, store, options->store, error) && check_mode (gateway, store, options->store, error) && start_clock (gateway, options, store, error) && (options->token_path == NULL || lamp_token_write_file (store, options->token_path, "dispatcher", error)) && lamp_access_load (gateway->access, store, error);

  if (!ready)
    {
      lamp_store_close (store);
      return FALSE;
    }
  gateway->ledger = lamp_ledger_new (store, &gateway->clock, changed_cb, gateway, error);
  if (gateway->ledger == NULL)
    return FALSE;
  copy_state (gateway->state, lamp_ledger_get_state (gateway->ledger));
  return lamp_changes_load (gateway->changes, store, lamp_state_get_seq (gateway->state), HISTORY_ROWS, error);
}

static void
forget_work (LampTurn *turn, gpointer data)
{
  lamp_turn_forget_answers (turn, g_get_real_time () - ANSWERS_KEPT_USEC);
}

static gboolean
forget_cb (gpointer user_data)
{
  static const LampJob job = { forget_work, NULL, NULL };

  lamp_ledger_push (((LampGateway *)user_data)->ledger, &job, NULL);
  return G_SOURCE_CONTINUE;
}

static gboolean
still_valid_cb (const char *hash, gpointer user_data)
{
  return hash == NULL || lamp_access_is_valid (((LampGateway *)user_data)->access, hash);
}

/* What rules say of zones and feeders that are not there holds nowhere. */
static void
tell_missing (const LampGatewayOptions *options, const LampNetwork *network, const LampPredictionConfig *prediction, const LampPromiseSet *promises)
{
  g_auto (GStrv) groups = lamp_prediction_config_dup_missing (prediction, network);
  g_auto (GStrv) names = lamp_promise_set_dup_missing (promises, network);
  g_autofree char *all_groups = g_strjoinv ("], [", groups), *all_names = g_strjoinv ("; ", names);

  if (*groups != NULL)
    g_message ("The rules of prediction in %s speak of zones or feeders this region does not have; they hold nowhere: [%s]", options->prediction, all_groups);
  if (*names != NULL)
    g_message ("The promises in %s give an area to zones or feeders this region does not have; it holds nowhere: %s", options->promises, all_names);
}

LampGateway *
lamp_gateway_new (const LampGatewayOptions *options, LampNetwork *network, GError **error)
{
  g_autoptr (LampPredictionConfig) prediction = lamp_rule_files_load_prediction (options->prediction, error);
  g_autoptr (LampPromiseSet) promises = prediction != NULL ? lamp_rule_files_load_promises (options->promises, error) : NULL;
  g_autoptr (LampEstimateRules) estimates = promises != NULL ? lamp_rule_files_load_estimates (options->estimates, error) : NULL;
  LampStore *store = estimates != NULL ? lamp_store_open (options->store, LAMP_STORE_WRITER, error) : NULL;
  g_autoptr (LampGateway) self = NULL;

  if (store == NULL)
    return NULL;
  tell_missing (options, network, prediction, promises);
  self = g_new0 (LampGateway, 1);
  self->mode = g_intern_string (options->mode);
  self->prediction = g_steal_pointer (&prediction);
  self->promises = g_steal_pointer (&promises);
  self->estimates = g_steal_pointer (&estimates);
  self->network = lamp_network_ref (network);
  self->roads = lamp_roads_new (network);
  self->region_path = g_strdup (options->region_path);
  self->region_hash = lamp_region_hash (options->region_path, network, NULL);
  self->started_usec = g_get_real_time ();
  self->state = lamp_state_new ();
  self->reader = lamp_reader_new (options->store);
  self->access = lamp_access_new (self->reader);
  self->changes = lamp_changes_new ();
  lamp_changes_set_check (self->changes, still_valid_cb, self);
  self->in_flight = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->ages = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->asking = lamp_rate_new (ASKING_PER_SEC, ASKING_PER_SEC * 4);
  self->commanding = lamp_rate_new (COMMANDING_PER_SEC, COMMANDING_PER_SEC * 4);
  self->guessing = lamp_rate_new (GUESSING_PER_SEC, GUESSING_PER_SEC * 4);
  if (!open_store (self, store, options, error))
    return NULL;
  if (g_str_equal (self->mode, "demo"))
    self->demo = lamp_demo_new (network, self->roads, &(LampDeskRules){ self->prediction, self->promises, self->estimates }, options->seed);
  if (!open_house (self, error))
    return NULL;
  self->forget_id = g_timeout_add_seconds (FORGET_SEC, forget_cb, self);
  if (self->demo != NULL)
    lamp_demo_start (self->demo, self->ledger);
  return g_steal_pointer (&self);
}

static gboolean
late_cb (gpointer user_data)
{
  *(gboolean *)user_data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Answers that are on their way still go out. */
static void
say_last_words (LampGateway *gateway)
{
  gboolean late = FALSE;
  guint    id = g_timeout_add (LAST_WORDS_MSEC, late_cb, &late);

  while (gateway->n_requests > 0 && !late)
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (id);
}

void
lamp_gateway_free (LampGateway *gateway)
{
  gateway->closing = TRUE;
  g_clear_handle_id (&gateway->forget_id, g_source_remove);
  if (gateway->demo != NULL)
    lamp_demo_stop (gateway->demo);
  g_clear_pointer (&gateway->ledger, lamp_ledger_free);
  g_clear_pointer (&gateway->changes, lamp_changes_free);
  if (gateway->server != NULL)
    {
      say_last_words (gateway);
      soup_server_disconnect (gateway->server);
    }
  g_clear_object (&gateway->server);
  g_clear_pointer (&gateway->demo, lamp_demo_free);
  g_clear_pointer (&gateway->prediction, lamp_prediction_config_unref);
  lamp_promise_set_free (gateway->promises);
  lamp_estimate_rules_free (gateway->estimates);
  lamp_access_free (gateway->access);
  lamp_reader_unref (gateway->reader);
  g_hash_table_unref (gateway->in_flight);
  g_hash_table_unref (gateway->ages);
  lamp_rate_free (gateway->asking);
  lamp_rate_free (gateway->commanding);
  lamp_rate_free (gateway->guessing);
  lamp_state_free (gateway->state);
  lamp_roads_unref (gateway->roads);
  lamp_network_unref (gateway->network);
  g_free (gateway->region_path);
  g_free (gateway->region_hash);
  g_free (gateway);
}

/* --- gateway.h --- */

const LampState *
lamp_gateway_get_state (LampGateway *gateway)
{
  return gateway->state;
}

LampNetwork *
lamp_gateway_get_network (LampGateway *gateway)
{
  return gateway->network;
}

const char *
lamp_gateway_get_mode (LampGateway *gateway)
{
  return gateway->mode;
}

gint64
lamp_gateway_get_now_usec (LampGateway *gateway)
{
  return lamp_clock_now_usec (&gateway->clock);
}

typedef struct
{
  gint64              after_seq, offset;
  guint               limit;
  gint64              n_all;
  LampJournalCallback done;
  gpointer            user_data;
} JournalReading;

static gboolean
collect_row (const LampJournalRow *row, gpointer user_data)
{
  JsonObject      *object = json_object_new ();
  g_autofree char *at = lamp_time_to_string (row->at_usec);
  JsonNode        *changes = json_from_string (row->changes, NULL);

  json_object_set_int_member (object, "seq", row->seq);
  json_object_set_string_member (object, "at", at);
  json_object_set_string_member (object, "actor", row->actor);
  json_object_set_string_member (object, "command", row->command);
  json_object_set_member (object, "changes", changes != NULL ? changes : json_node_new (JSON_NODE_NULL));
  json_object_set_string_member (object, "reason", row->reason);
  json_object_set_string_member (object, "idempotencyKey", row->key);
  json_array_add_object_element (user_data, object);
  return TRUE;
}

static gpointer
read_rows (LampStore *store, gpointer data, GError **error)
{
  JournalReading *reading = data;
  g_autoptr (JsonArray) rows = json_array_new ();
  gint64 first = 0, last = 0, last_usec = 0;

  if (!store->klass->read_journal (store, reading->after_seq, reading->offset, reading->limit, collect_row, rows, error) || !store->klass->journal_extent (store, &first, &last, &last_usec, error))
    return NULL;
  reading->n_all = last > 0 ? last - first + 1 : 0; /* seq has no gaps */
  return g_steal_pointer (&rows);
}

static void
rows_read (gpointer result, const GError *error, gpointer data)
{
  g_autofree JournalReading *reading = data;
  g_autoptr (JsonArray) rows = result;

  reading->done (rows, reading->n_all, error, reading->user_data);
}

void
lamp_gateway_read_journal (LampGateway *gateway, gint64 after_seq, gint64 offset, guint limit, LampJournalCallback done, gpointer user_data)
{
  JournalReading *reading = g_new0 (JournalReading, 1);

  *reading = (JournalReading){ after_seq, offset, limit, 0, done, user_data };
  lamp_reader_run (gateway->reader, read_rows, rows_read, reading);
}
