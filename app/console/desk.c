/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See desk.h. A desk from its opening over a session to its end, and what is asked for and said on it.
 */
#define G_LOG_DOMAIN "lamp-desk"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/desk-private.h"

#include <glib/gi18n-lib.h>

#define TICK_SEC 1

G_DEFINE_FINAL_TYPE (LampDesk, lamp_desk, G_TYPE_OBJECT)

enum {
  GRID_LOADED,
  GRID_SKETCHED,
  GRID_FAILED,
  ENERGISATION_CHANGED,
  ASSIGNMENTS_CHANGED,
  ASSIGN,
  TOAST,
  SHOW,
  TICK,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
grid_path_changed_cb (LampDesk *self)
{
  const char *path = lamp_session_get_grid_path (self->session);

  if (path != NULL && g_strcmp0 (path, self->grid_path) != 0)
    lamp_desk_load_grid (self, path, NULL);
}

static gboolean
tick_cb (gpointer data)
{
  g_signal_emit (data, signals[TICK], 0);
  return G_SOURCE_CONTINUE;
}

/* The default of "assign": nobody took it over. */
static gboolean
lamp_desk_real_assign (LampDesk *self, const char *outage, const char *crew)
{
  LampOutbox *outbox = lamp_desk_get_outbox (self);

  if (outbox != NULL)
    lamp_outbox_assign (outbox, outage, crew, FALSE);
  return TRUE;
}

static void
lamp_desk_dispose (GObject *object)
{
  LampDesk *self = LAMP_DESK (object);

  g_clear_handle_id (&self->tick_id, g_source_remove);
  if (self->loading != NULL)
    g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  if (self->tracing != NULL)
    lamp_tracing_end (self->tracing);
  g_clear_object (&self->tracing);
  if (self->study != NULL)
    lamp_study_mode_end (self->study);
  g_clear_object (&self->study);
  g_clear_object (&self->outages);
  g_clear_object (&self->switches);
  g_clear_object (&self->assignments);
  g_hash_table_remove_all (self->crewed);
  g_clear_object (&self->session);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->roads, lamp_roads_unref);
  g_clear_pointer (&self->energisation, lamp_energisation_free);
  g_clear_pointer (&self->network, lamp_network_unref);

  G_OBJECT_CLASS (lamp_desk_parent_class)->dispose (object);
}

static void
lamp_desk_finalize (GObject *object)
{
  LampDesk *self = LAMP_DESK (object);

  g_hash_table_unref (self->lists);
  g_hash_table_unref (self->crewed);
  g_free (self->grid_path);

  G_OBJECT_CLASS (lamp_desk_parent_class)->finalize (object);
}

static void
lamp_desk_class_init (LampDeskClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType         type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = lamp_desk_dispose;
  object_class->finalize = lamp_desk_finalize;

  signals[GRID_LOADED] = g_signal_new ("grid-loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GRID_SKETCHED] = g_signal_new ("grid-sketched", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[GRID_FAILED] =
      g_signal_new ("grid-failed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ENERGISATION_CHANGED] = g_signal_new ("energisation-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                                G_TYPE_NONE, 1, G_TYPE_POINTER);
  signals[ASSIGNMENTS_CHANGED] =
      g_signal_new ("assignments-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[ASSIGN] = g_signal_new_class_handler ("assign", type, G_SIGNAL_RUN_LAST, G_CALLBACK (lamp_desk_real_assign),
                                                g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 2,
                                                G_TYPE_STRING, G_TYPE_STRING);
  signals[TOAST] =
      g_signal_new ("toast", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, ADW_TYPE_TOAST);
  signals[SHOW] = g_signal_new ("show", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[TICK] = g_signal_new ("tick", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_desk_init (LampDesk *self)
{
  self->selection = lamp_selection_new ();
  self->lists = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_object_unref);
  self->crewed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->tick_id = g_timeout_add_seconds (TICK_SEC, tick_cb, self);
}

LampDesk *
lamp_desk_new (LampSession *session)
{
  LampDesk                    *self = g_object_new (LAMP_TYPE_DESK, NULL);
  const LampRecordType *const *types = lamp_collections ();

  g_set_object (&self->session, session);
  self->study = lamp_study_mode_new (self);
  self->tracing = lamp_tracing_new (self, self->study);
  for (guint i = 0; types[i] != NULL; i++)
    {
      GListModel *list = session != NULL ? lamp_session_get_collection (session, types[i]->collection) : NULL;

      if (list != NULL)
        g_hash_table_insert (self->lists, (gpointer)types[i]->collection, g_object_ref (list));
      else if (session == NULL)
        g_hash_table_insert (self->lists, (gpointer)types[i]->collection, g_list_store_new (LAMP_TYPE_ITEM));
    }
  self->outages = lamp_watch_new (lamp_desk_get_collection (self, "outages"));
  self->switches = lamp_watch_new (lamp_desk_get_collection (self, "switches"));
  g_signal_connect_object (self->outages, "changed", G_CALLBACK (lamp_desk_update_supply), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->switches, "changed", G_CALLBACK (lamp_desk_update_supply), self, G_CONNECT_SWAPPED);
  self->assignments = lamp_watch_new (lamp_desk_get_collection (self, "assignments"));
  g_signal_connect_object (self->assignments, "changed", G_CALLBACK (lamp_desk_update_crewed), self, G_CONNECT_SWAPPED);
  if (session != NULL)
    {
      g_signal_connect_object (session, "notify::grid-path", G_CALLBACK (grid_path_changed_cb), self,
                               G_CONNECT_SWAPPED);
      grid_path_changed_cb (self);
    }
  return self;
}

LampSession *
lamp_desk_get_session (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  return self->session;
}

gboolean
lamp_desk_is_stale (LampDesk *self)
{
  LampSessionState state;

  g_return_val_if_fail (LAMP_IS_DESK (self), FALSE);

  state = self->session != NULL ? lamp_session_get_state (self->session) : LAMP_SESSION_LIVE;
  return state != LAMP_SESSION_LIVE && state != LAMP_SESSION_CONNECTING;
}

LampOutbox *
lamp_desk_get_outbox (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  return self->session != NULL ? lamp_session_get_outbox (self->session) : NULL;
}

LampSelection *
lamp_desk_get_selection (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  return self->selection;
}

LampNetwork *
lamp_desk_get_network (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  return self->network;
}

LampEnergisation *
lamp_desk_get_energisation (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  return self->energisation;
}

LampRoads *
lamp_desk_get_roads (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  return self->roads;
}

LampStudyMode *
lamp_desk_get_study (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  return self->study;
}

LampTracing *
lamp_desk_get_tracing (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  return self->tracing;
}

gint64
lamp_desk_get_now_usec (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), 0);

  return self->session != NULL ? lamp_session_get_now_usec (self->session) : g_get_real_time ();
}

double
lamp_desk_get_speed (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), 1.0);

  return self->session != NULL ? lamp_session_get_speed (self->session) : 1.0;
}

gboolean
lamp_desk_may_act (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), FALSE);

  return self->session != NULL && g_strcmp0 (lamp_session_get_role (self->session), "viewer") != 0;
}

void
lamp_desk_select (LampDesk *self, LampSelectKind kind, const char *id)
{
  g_return_if_fail (LAMP_IS_DESK (self));

  lamp_selection_set (self->selection, kind, id);
}

void
lamp_desk_show (LampDesk *self, LampSelectKind kind, const char *id)
{
  g_return_if_fail (LAMP_IS_DESK (self));

  lamp_selection_set (self->selection, kind, id);
  g_signal_emit (self, signals[SHOW], 0);
}

void
lamp_desk_assign (LampDesk *self, const char *outage, const char *crew)
{
  gboolean taken = FALSE;

  g_return_if_fail (LAMP_IS_DESK (self));
  g_return_if_fail (outage != NULL && crew != NULL);

  if (!lamp_desk_may_act (self))
    {
      lamp_desk_say (self, _ ("You may look but not assign: ask for a dispatcher’s token."));
      return;
    }
  g_signal_emit (self, signals[ASSIGN], 0, outage, crew, &taken);
}

AdwToast *
lamp_toast_new (const char *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  return adw_toast_new (escaped);
}

void
lamp_desk_say (LampDesk *self, const char *sentence)
{
  lamp_desk_toast (self, lamp_toast_new (sentence));
}

void
lamp_desk_toast (LampDesk *self, AdwToast *toast)
{
  g_return_if_fail (LAMP_IS_DESK (self));

  g_signal_emit (self, signals[TOAST], 0, toast);
  g_object_unref (toast);
}
