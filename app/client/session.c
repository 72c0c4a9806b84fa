/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Life of a session: its properties, its state, what it tells. See session.h and session-private.h.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/session.h"

#include "client/session-private.h"

#include <glib/gi18n-lib.h>

#define MAX_CONNECTIONS 8 /* a change stream, pages, a command and the grid at once */
#define PROBLEM_AGAIN_USEC (60 * (gint64)G_USEC_PER_SEC)

const LampSessionTuning lamp_session_tuning_default = {
  .deadline_ms = 20000,
  .heartbeat_ms = 20000,
  .silence_ms = 45000,
  .poll_ms = 2000,
  .backoff_ms = 500,
  .backoff_max_ms = 30000,
  .stable_ms = 10000,
  .limit_bytes = 64 * 1024 * 1024,
};

G_DEFINE_FINAL_TYPE (LampSession, lamp_session, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_STATE,
  PROP_STATE_TEXT,
  PROP_SINCE_USEC,
  PROP_GRID_PATH,
  PROP_USER,
  N_PROPS
};

enum {
  CLOCK_CHANGED,
  RECONCILED,
  PROBLEM,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint       signals[N_SIGNALS];

static void
lamp_session_dispose (GObject *object)
{
  LampSession *self = LAMP_SESSION (object);

  lamp_session_stop (self);
  if (self->outbox != NULL)
    lamp_outbox_detach (self->outbox);
  if (self->soup != NULL)
    soup_session_abort (self->soup);
  g_clear_object (&self->soup);
  g_clear_object (&self->outbox);

  G_OBJECT_CLASS (lamp_session_parent_class)->dispose (object);
}

static void
lamp_session_finalize (GObject *object)
{
  LampSession *self = LAMP_SESSION (object);

  g_clear_pointer (&self->base, g_uri_unref);
  g_clear_pointer (&self->collections, g_hash_table_unref);
  g_clear_pointer (&self->feed_ages, g_hash_table_unref);
  g_clear_pointer (&self->served, g_ptr_array_unref);
  g_clear_pointer (&self->pages, g_hash_table_unref);
  g_free (self->base_url);
  g_free (self->token);
  g_free (self->state_dir);
  g_free (self->state_text);
  g_free (self->user);
  g_free (self->role);
  g_free (self->region_name);
  g_free (self->grid_path);
  g_free (self->last_problem);
  g_free (self->mode);

  G_OBJECT_CLASS (lamp_session_parent_class)->finalize (object);
}

static void
lamp_session_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LampSession *self = LAMP_SESSION (object);

  switch (prop_id)
    {
    case PROP_STATE:
      g_value_set_int (value, (int)self->state);
      break;
    case PROP_STATE_TEXT:
      g_value_set_string (value, self->state_text);
      break;
    case PROP_SINCE_USEC:
      g_value_set_int64 (value, self->since_usec);
      break;
    case PROP_GRID_PATH:
      g_value_set_string (value, self->grid_path);
      break;
    case PROP_USER:
      g_value_set_string (value, self->user);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lamp_session_class_init (LampSessionClass *klass)
{
  GObjectClass     *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->dispose = lamp_session_dispose;
  object_class->finalize = lamp_session_finalize;
  object_class->get_property = lamp_session_get_property;

  props[PROP_STATE] = g_param_spec_int ("state", NULL, NULL, LAMP_SESSION_CONNECTING, LAMP_SESSION_REFUSED, LAMP_SESSION_CONNECTING, flags);
  props[PROP_STATE_TEXT] = g_param_spec_string ("state-text", NULL, NULL, "", flags);
  props[PROP_SINCE_USEC] = g_param_spec_int64 ("since-usec", NULL, NULL, 0, G_MAXINT64, 0, flags);
  props[PROP_GRID_PATH] = g_param_spec_string ("grid-path", NULL, NULL, NULL, flags);
  props[PROP_USER] = g_param_spec_string ("user", NULL, NULL, NULL, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[CLOCK_CHANGED] = g_signal_new ("clock-changed", LAMP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[RECONCILED] = g_signal_new ("reconciled", LAMP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[PROBLEM] = g_signal_new ("problem", LAMP_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lamp_session_init (LampSession *self)
{
  self->collections = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->feed_ages = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->served = g_ptr_array_new ();
  self->state_text = g_strdup ("");
  self->speed = 1.0;
  self->retry_ms = -1;
  self->since_usec = g_get_monotonic_time ();
  self->tuning = lamp_session_tuning_default;
}

LampSession *
lamp_session_new (const char *base_url, const char *token, const char *state_dir)
{
  LampSession *self = NULL;
  gsize        length = strlen (base_url);

  g_return_val_if_fail (base_url != NULL, NULL);

  while (length > 0 && base_url[length - 1] == '/')
    length--;
  self = g_object_new (LAMP_TYPE_SESSION, NULL);
  self->base_url = g_strndup (base_url, length);
  self->base = g_uri_parse (self->base_url, SOUP_HTTP_URI_FLAGS, NULL);
  if (self->base != NULL && ((g_strcmp0 (g_uri_get_scheme (self->base), "http") != 0 && g_strcmp0 (g_uri_get_scheme (self->base), "https") != 0) ||
                             g_uri_get_host (self->base) == NULL || *g_uri_get_host (self->base) == '\0'))
    g_clear_pointer (&self->base, g_uri_unref);
  self->token = token != NULL && *token != '\0' ? g_strdup (token) : NULL;
  self->state_dir = g_strdup (state_dir);
  /* Deadlines are our own: libsoup's would cut a quiet change stream, and not a slowly dripping page. */
  self->soup = soup_session_new_with_options ("max-conns", MAX_CONNECTIONS,
                                              "max-conns-per-host", MAX_CONNECTIONS,
                                              "timeout", 0,
                                              "idle-timeout", 60,
                                              "user-agent", "lamplighter/" LAMP_VERSION,
                                              NULL);
  for (const LampRecordType *const *type = lamp_collections (); *type != NULL; type++)
    if (g_strcmp0 ((*type)->collection, "journal") != 0)
      g_hash_table_insert (self->collections, (char *)(*type)->collection, lamp_collection_new (*type));
  self->outbox = lamp_outbox_new (self);
  return self;
}

void
lamp_session_set_tuning (LampSession *self, const LampSessionTuning *tuning)
{
  self->tuning = *tuning;
}

void
lamp_session_start (LampSession *self)
{
  g_return_if_fail (LAMP_IS_SESSION (self));

  if (self->started)
    return;
  self->started = TRUE;
  lamp_outbox_tell_trouble (self->outbox);
  if (self->base == NULL)
    {
      g_autofree char *text = g_strdup_printf (_ ("“%s” is not the address of a gateway; it should look like http://host:8080."), self->base_url);

      lamp_session_set_state (self, LAMP_SESSION_REFUSED, text);
      return;
    }
  lamp_session_use_cached_grid (self);
  lamp_session_connect (self);
}

void
lamp_session_stop (LampSession *self)
{
  g_return_if_fail (LAMP_IS_SESSION (self));

  self->started = FALSE;
  lamp_session_give_up_attempt (self);
  g_clear_handle_id (&self->retry_id, g_source_remove);
  g_clear_handle_id (&self->grid_retry_id, g_source_remove);
  if (self->downloading != NULL)
    g_cancellable_cancel (self->downloading);
  g_clear_object (&self->downloading);
  if (self->outbox != NULL)
    lamp_outbox_set_online (self->outbox, FALSE);
}

void
lamp_session_retry_now (LampSession *self)
{
  g_return_if_fail (LAMP_IS_SESSION (self));

  if (!self->started || self->base == NULL || self->state == LAMP_SESSION_LIVE)
    return;
  self->n_failures = 0;
  lamp_session_give_up_attempt (self);
  lamp_session_connect (self);
}

void
lamp_session_set_state (LampSession *self, LampSessionState state, const char *text)
{
  gboolean other = state != self->state;
  gboolean other_text = g_strcmp0 (text, self->state_text) != 0;

  if (other_text)
    {
      g_free (self->state_text);
      self->state_text = g_strdup (text);
    }
  if (other)
    {
      self->state = state;
      self->since_usec = g_get_monotonic_time ();
      g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SINCE_USEC]);
    }
  if (other_text)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE_TEXT]);
  if (other)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

void
lamp_session_tell (LampSession *self, const char *sentence)
{
  gint64 now_usec = g_get_monotonic_time ();

  if (g_strcmp0 (sentence, self->last_problem) == 0 && now_usec - self->last_problem_usec < PROBLEM_AGAIN_USEC)
    return;
  g_free (self->last_problem);
  self->last_problem = g_strdup (sentence);
  self->last_problem_usec = now_usec;
  g_signal_emit (self, signals[PROBLEM], 0, sentence);
}

void
lamp_session_tell_bad (LampSession *self, guint n, const char *first)
{
  /* TRANSLATORS: number, reason. */
  g_autofree char *sentence = g_strdup_printf (ngettext ("%u record of the gateway makes no sense and is not shown (%s); tell its administrator.",
                                                         "%u records of the gateway make no sense and are not shown (first: %s); tell its administrator.", n),
                                               n, first);

  lamp_session_tell (self, sentence);
}

void
lamp_session_set_grid_path (LampSession *self, const char *path)
{
  if (g_strcmp0 (path, self->grid_path) == 0)
    return;
  g_free (self->grid_path);
  self->grid_path = g_strdup (path);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GRID_PATH]);
}

void
lamp_session_set_user (LampSession *self, const char *user, const char *role)
{
  gboolean other = g_strcmp0 (user, self->user) != 0 || g_strcmp0 (role, self->role) != 0;

  if (!other)
    return;
  g_free (self->user);
  g_free (self->role);
  self->user = g_strdup (user);
  self->role = g_strdup (role);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_USER]);
}

void
lamp_session_emit_reconciled (LampSession *self, guint n_changed)
{
  g_signal_emit (self, signals[RECONCILED], 0, n_changed);
}

void
lamp_session_emit_clock_changed (LampSession *self)
{
  g_signal_emit (self, signals[CLOCK_CHANGED], 0);
}

/* --- What the window asks --- */

const char *
lamp_session_get_base_url (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), NULL);

  return self->base_url;
}

LampSessionState
lamp_session_get_state (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), LAMP_SESSION_REFUSED);

  return self->state;
}

const char *
lamp_session_get_state_text (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), NULL);

  return self->state_text;
}

gint64
lamp_session_get_since_usec (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), 0);

  return self->since_usec;
}

const char *
lamp_session_get_user (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), NULL);

  return self->user;
}

const char *
lamp_session_get_role (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), NULL);

  return self->role;
}

const char *
lamp_session_get_region_name (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), NULL);

  return self->region_name;
}

const char *
lamp_session_get_grid_path (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), NULL);

  return self->grid_path;
}

LampOutbox *
lamp_session_get_outbox (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), NULL);

  return self->outbox;
}
