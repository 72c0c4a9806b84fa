/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * How a connection comes about: /clock (is it a gateway, which mode), /me (who are we), /collections (what is there),
 * a snapshot when there is none, then the change stream. How it breaks: whatever fails gives the whole attempt up,
 * keeps the copy and tries again after 0.5 s or what the gateway asks for, doubled each time up to 30 s, with jitter so that
 * three hundred consoles do not come back in one instant. What no retry can mend (a refused token) waits for the user.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/json.h"
#include "client/session-private.h"

#include <glib/gi18n-lib.h>

#define HEALTH_MS 5000
#define CATCH_UP_MS 1000 /* when the gateway does not say how far it is: after so long nothing more is missed */

#define ACCEPT_JSON "application/json, application/geo+json, application/problem+json"

void
lamp_session_give_up_attempt (LampSession *self)
{
  if (self->attempt != NULL)
    g_cancellable_cancel (self->attempt);
  g_clear_object (&self->attempt);
  g_clear_handle_id (&self->health_id, g_source_remove);
  g_clear_handle_id (&self->poll_id, g_source_remove);
  g_clear_handle_id (&self->watch_id, g_source_remove);
  g_clear_handle_id (&self->catch_up_id, g_source_remove);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_pointer (&self->follow, lamp_follow_free);
  self->catching_up = FALSE;
}

static gboolean
retry_cb (gpointer user_data)
{
  LampSession *self = user_data;

  self->retry_id = 0;
  lamp_session_connect (self);
  return G_SOURCE_REMOVE;
}

/* The gateway answers, but not as one that could ever be ours. */
static gboolean
is_final (LampSession *self, const GError *error)
{
  if (error->domain != LAMP_CLIENT_ERROR)
    return FALSE;
  if (error->code == LAMP_CLIENT_ERROR_DENIED)
    return TRUE;
  /* Once it was a gateway, odd answers are a gateway in trouble. */
  return !self->has_snapshot && !self->was_live && (error->code == LAMP_CLIENT_ERROR_MISSING || error->code == LAMP_CLIENT_ERROR_REDIRECT);
}

/* While it tries: is there a copy that is old by now? */
static LampSessionState
trying_state (const LampSession *self)
{
  return self->was_live || self->has_snapshot ? LAMP_SESSION_LOST : LAMP_SESSION_CONNECTING;
}

void
lamp_session_forget_failures (LampSession *self)
{
  if (self->state == LAMP_SESSION_LIVE && g_get_monotonic_time () - self->attempt_usec > (gint64)self->tuning.stable_ms * 1000)
    self->n_failures = 0;
}

void
lamp_session_fail (LampSession *self, const GError *error)
{
  guint            delay_ms = 0;
  g_autofree char *text = g_strdup (error->message);
  gboolean         final = is_final (self, error);

  lamp_session_forget_failures (self);
  delay_ms = MIN (self->tuning.backoff_ms << MIN (self->n_failures, 10), self->tuning.backoff_max_ms);
  delay_ms = MAX (delay_ms, (guint)CLAMP (self->retry_ms, 0, (gint64)self->tuning.backoff_max_ms));
  lamp_session_give_up_attempt (self);
  lamp_outbox_set_online (self->outbox, FALSE);
  if (!self->started)
    return;
  self->n_failures++;
  if (!final)
    {
      delay_ms = (guint)(delay_ms * g_random_double_range (0.75, 1.25));
      self->retry_id = g_timeout_add (delay_ms, retry_cb, self);
    }
  if (final)
    lamp_session_set_state (self, LAMP_SESSION_REFUSED, text);
  else
    lamp_session_set_state (self, trying_state (self), text);
  /* A broken line is told by the state; an answer that is wrong deserves a word of its own. */
  if (error->domain == LAMP_CLIENT_ERROR &&
      (final || error->code == LAMP_CLIENT_ERROR_RUBBISH || error->code == LAMP_CLIENT_ERROR_TOO_LARGE || error->code == LAMP_CLIENT_ERROR_REDIRECT))
    lamp_session_tell (self, text);
}

/* --- What goes on while connected --- */

static void
health_cb (LampSession *self, LampReply *reply, const GError *error, gpointer user_data)
{
  g_autoptr (JsonNode) node = reply != NULL ? lamp_reply_parse_object (reply, NULL) : NULL;

  /* Ages are a comfort: without them they are not shown. */
  if (node != NULL)
    lamp_session_take_health (self, json_node_get_object (node));
}

static void
clock_again_cb (LampSession *self, LampReply *reply, const GError *error, gpointer user_data)
{
  g_autoptr (JsonNode) node = reply != NULL ? lamp_reply_parse_object (reply, NULL) : NULL;

  if (node != NULL)
    lamp_session_take_clock (self, json_node_get_object (node));
}

static gboolean
health_tick_cb (gpointer user_data)
{
  LampSession *self = user_data;

  lamp_session_fetch (self, "/health", ACCEPT_JSON, NULL, health_cb, NULL, NULL);
  lamp_session_fetch (self, "/clock", ACCEPT_JSON, NULL, clock_again_cb, NULL, NULL);
  return G_SOURCE_CONTINUE;
}

/* The change stream's heart: requests that succeed meanwhile do not count, so it keeps its own time. */
static gboolean
catch_up_cb (gpointer user_data)
{
  LampSession *self = user_data;

  self->catch_up_id = 0;
  lamp_session_caught_up (self);
  return G_SOURCE_REMOVE;
}

void
lamp_session_caught_up (LampSession *self)
{
  gboolean was_lost = self->was_live && self->catching_up && self->state != LAMP_SESSION_LIVE;
  guint    n_changed = self->n_caught_up;

  g_clear_handle_id (&self->catch_up_id, g_source_remove);
  if (!self->catching_up)
    return;
  self->catching_up = FALSE;
  self->n_caught_up = 0;
  self->was_live = TRUE;
  lamp_session_set_state (self, LAMP_SESSION_LIVE, "");
  if (self->follow != NULL)
    lamp_session_refresh_positions (self);
  lamp_outbox_set_online (self->outbox, TRUE);
  if (was_lost)
    lamp_session_emit_reconciled (self, n_changed);
}

void
lamp_session_succeed (LampSession *self)
{
  if (self->health_id == 0)
    {
      self->health_id = g_timeout_add (HEALTH_MS, health_tick_cb, self);
      lamp_session_fetch (self, "/health", ACCEPT_JSON, NULL, health_cb, NULL, NULL);
      lamp_session_download_grid (self);
    }
  if (!self->catching_up)
    return;
  if (self->catch_up_seq >= 0 ? self->seq >= self->catch_up_seq : self->polling)
    lamp_session_caught_up (self);
  else if (self->catch_up_id == 0)
    self->catch_up_id = g_timeout_add (CATCH_UP_MS, catch_up_cb, self);
}

/* --- How it comes about --- */

static void
collections_cb (LampSession *self, LampReply *reply, const GError *error, gpointer user_data)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) node = reply != NULL ? lamp_reply_parse_object (reply, &local) : NULL;
  JsonArray *list = node != NULL ? lamp_json_array (json_node_get_object (node), "collections") : NULL;

  if (node != NULL && list == NULL)
    g_set_error (&local, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_MISSING, _ ("The server at %s does not have what a gateway has; check the gateway's address."), self->base_url);
  if (list == NULL)
    {
      lamp_session_fail (self, reply != NULL ? local : error);
      return;
    }
  g_ptr_array_set_size (self->served, 0);
  for (const LampRecordType *const *type = lamp_collections (); *type != NULL; type++)
    for (guint i = 0; lamp_session_peek_collection (self, (*type)->collection) != NULL && i < json_array_get_length (list); i++)
      if (g_strcmp0 (lamp_json_string (lamp_json_node_object (json_array_get_element (list, i)), "id"), (*type)->collection) == 0)
        {
          g_ptr_array_add (self->served, (gpointer)*type);
          break;
        }
  if (self->served->len == 0)
    {
      g_set_error (&local, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_MISSING, _ ("The server at %s has neither outages nor crews; check the gateway's address."), self->base_url);
      lamp_session_fail (self, local);
      return;
    }
  if (self->has_snapshot && !self->polling)
    lamp_session_follow (self);
  else
    lamp_session_take_snapshot (self);
}

static void
landing_cb (LampSession *self, LampReply *reply, const GError *error, gpointer user_data)
{
  g_autoptr (JsonNode) node = reply != NULL ? lamp_reply_parse_object (reply, NULL) : NULL;
  JsonObject *landing = lamp_json_node_object (node);
  const char *name = lamp_json_string (lamp_json_object (landing, "region"), "name");

  if (name == NULL)
    name = lamp_json_string (landing, "region");
  if (name == NULL)
    name = lamp_json_string (landing, "title");
  if (name == NULL || g_strcmp0 (name, self->region_name) == 0)
    return;
  g_free (self->region_name);
  self->region_name = g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), 200));
}

static void
me_cb (LampSession *self, LampReply *reply, const GError *error, gpointer user_data)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *me = NULL;

  if (reply == NULL || (reply->status == 401 && self->token != NULL))
    {
      if (reply != NULL)
        lamp_reply_check_status (reply, &local);
      lamp_session_fail (self, reply != NULL ? local : error);
      return;
    }
  node = lamp_reply_parse_object (reply, NULL);
  me = lamp_json_node_object (node);
  lamp_session_set_user (self,
                         lamp_json_string (me, "name") != NULL ? lamp_json_string (me, "name") : lamp_json_string (me, "user"),
                         lamp_json_string (me, "role"));
  lamp_session_fetch (self, "/", ACCEPT_JSON, NULL, landing_cb, NULL, NULL);
  lamp_session_fetch (self, "/collections", ACCEPT_JSON, NULL, collections_cb, NULL, NULL);
}

static void
clock_cb (LampSession *self, LampReply *reply, const GError *error, gpointer user_data)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (JsonNode) node = reply != NULL ? lamp_reply_parse_object (reply, &local) : NULL;

  /* Any OGC API – Features service will do; it is live then, and the clock is the computer's. */
  if (node == NULL && (reply == NULL || !g_error_matches (local, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_MISSING)))
    {
      lamp_session_fail (self, reply != NULL ? local : error);
      return;
    }
  if (node != NULL && !lamp_session_take_clock (self, json_node_get_object (node)))
    return;
  if (node == NULL && self->mode == NULL)
    {
      g_autoptr (JsonObject) clock = json_object_new ();

      json_object_set_string_member (clock, "mode", "live");
      lamp_session_take_clock (self, clock);
    }
  /* What may be an exercise must not look like tonight. */
  if (self->mode == NULL)
    {
      g_set_error (&local, LAMP_CLIENT_ERROR, LAMP_CLIENT_ERROR_RUBBISH, _ ("What answers at %s does not say whether it is live or an exercise; check the gateway's address."), self->base_url);
      lamp_session_fail (self, local);
      return;
    }
  lamp_session_fetch (self, "/me", ACCEPT_JSON, NULL, me_cb, NULL, NULL);
}

void
lamp_session_connect (LampSession *self)
{
  lamp_session_give_up_attempt (self);
  self->attempt = g_cancellable_new ();
  self->attempt_usec = g_get_monotonic_time ();
  self->catching_up = TRUE;
  self->catch_up_seq = -1;
  self->n_caught_up = 0;
  /* It may have a change stream by now. */
  if (self->polling)
    self->has_snapshot = self->polling = FALSE;
  if (self->state == LAMP_SESSION_REFUSED)
    lamp_session_set_state (self, trying_state (self), "");
  lamp_session_fetch (self, "/clock", ACCEPT_JSON, NULL, clock_cb, NULL, NULL);
}
