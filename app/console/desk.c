/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cost: one pass over outages and switches per burst of changes; then what lamp_energisation_set_all costs.
 * Loading hands its network and roads from the worker to the main thread once, whole.
 */
#define G_LOG_DOMAIN "lamp-desk"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/desk.h"

#include "console/supply.h"
#include "console/watch.h"
#include "grid/network-cache.h"
#include "map/sketch.h"
#include "records/assignment.h"
#include "records/outage.h"
#include "records/site.h"

#include <glib/gi18n-lib.h>

#define TICK_SEC 1

struct _LampDesk
{
  GObject parent_instance;

  LampSession   *session;   /* (nullable) */
  GHashTable    *lists;     /* collection name → GListModel */
  LampSelection *selection; /* shared by all views */

  LampNetwork      *network;
  LampEnergisation *energisation;
  LampRoads        *roads;
  char             *grid_path; /* of the network, NULL when it was given */
  LampStudyMode    *study;     /* hears of a new grid before any view does */
  LampTracing      *tracing;
  GCancellable     *loading;

  LampWatch  *outages, *switches, *assignments;
  GHashTable *crewed; /* outage id → LampItem, its oldest open assignment */
  guint       tick_id;
};

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

/* What the loading worker hands back. */
typedef struct
{
  LampNetwork      *network;
  LampEnergisation *energisation;
  LampRoads        *roads;
} Grid;

static void
grid_free (gpointer data)
{
  Grid *grid = data;

  g_clear_pointer (&grid->roads, lamp_roads_unref);
  g_clear_pointer (&grid->energisation, lamp_energisation_free);
  g_clear_pointer (&grid->network, lamp_network_unref);
  g_free (grid);
}

/* What the worker is given: a path to read or a network that is already there. */
typedef struct
{
  char        *path;
  LampNetwork *network;
} GridJob;

static void
grid_job_free (gpointer data)
{
  GridJob *job = data;

  g_free (job->path);
  g_clear_pointer (&job->network, lamp_network_unref);
  g_free (job);
}

static void
sketched_cb (LampSketch *sketch, gpointer data)
{
  GTask    *task = data;
  LampDesk *self = g_task_get_source_object (task);

  if (g_task_get_cancellable (task) == self->loading && !g_cancellable_is_cancelled (self->loading))
    g_signal_emit (self, signals[GRID_SKETCHED], 0, sketch);
  lamp_sketch_free (sketch);
}

static void
send_sketch (LampSketch *sketch, gpointer data)
{
  lamp_sketch_to_main (sketch, sketched_cb, g_object_ref (data), g_object_unref);
}

static void
load_grid_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  GridJob         *job = task_data;
  GError          *error = NULL;
  Grid            *grid = g_new0 (Grid, 1);
  g_autofree char *folder = lamp_network_dup_folder ();
  g_autoptr (LampSketcher) sketcher = lamp_sketcher_new (send_sketch, task);
  g_autoptr (LampNetwork) network = NULL;

  grid->network = job->network != NULL ? lamp_network_ref (job->network)
                                       : lamp_network_open (job->path, folder, lamp_sketcher_get_watch (sketcher), cancellable, &error);
  if (grid->network == NULL)
    {
      grid_free (grid);
      g_task_return_error (task, error);
      return;
    }
  grid->energisation = lamp_energisation_new (grid->network);
  grid->roads = lamp_roads_new (grid->network);
  network = lamp_network_ref (grid->network);
  g_task_return_pointer (task, grid, grid_free);

  /* The window has it by now; the next start will be quicker. */
  if (job->network == NULL && !lamp_network_is_kept (network) && !lamp_network_keep (network, job->path, folder, &error))
    {
      g_message ("%s", error->message);
      g_error_free (error);
    }
}

static void
compute_supply (LampDesk *self, LampWorldBox *dirty)
{
  lamp_supply_compute (self->energisation, lamp_desk_get_collection (self, "switches"), lamp_desk_get_collection (self, "outages"), dirty);
}

static void
supply_changed_cb (LampDesk *self)
{
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;

  if (self->energisation == NULL)
    return;
  compute_supply (self, &dirty);
  if (!lamp_world_box_is_empty (dirty))
    g_signal_emit (self, signals[ENERGISATION_CHANGED], 0, &dirty);
}

static void
assignments_changed_cb (LampDesk *self)
{
  GListModel *list = lamp_watch_get_items (self->assignments);

  g_hash_table_remove_all (self->crewed);
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (list, i);
      const LampAssignment *record = lamp_item_get_record (item);
      LampItem             *older = NULL;

      if (!lamp_assignment_is_open (record) || record->outage == NULL)
        continue;
      older = g_hash_table_lookup (self->crewed, record->outage);
      if (older == NULL || record->assigned_usec < ((LampAssignment *)lamp_item_get_record (older))->assigned_usec)
        g_hash_table_replace (self->crewed, g_strdup (record->outage), g_steal_pointer (&item));
    }
  g_signal_emit (self, signals[ASSIGNMENTS_CHANGED], 0);
}

static void
grid_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  LampDesk *self = LAMP_DESK (source);
  g_autoptr (GError) error = NULL;
  GridJob     *job = g_task_get_task_data (G_TASK (result));
  Grid        *grid = g_task_propagate_pointer (G_TASK (result), &error);
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;
  Grid         old = { self->network, self->energisation, self->roads };

  if (grid == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_clear_pointer (&self->grid_path, g_free);
          g_signal_emit (self, signals[GRID_FAILED], 0, error->message);
        }
      return;
    }
  g_free (self->grid_path);
  self->grid_path = g_strdup (job->path);
  self->network = g_steal_pointer (&grid->network);
  self->energisation = g_steal_pointer (&grid->energisation);
  self->roads = g_steal_pointer (&grid->roads);
  grid_free (grid);
  compute_supply (self, &dirty);
  /* Views let go of the old grid while they take the new one. */
  g_signal_emit (self, signals[GRID_LOADED], 0);
  g_clear_pointer (&old.roads, lamp_roads_unref);
  g_clear_pointer (&old.energisation, lamp_energisation_free);
  g_clear_pointer (&old.network, lamp_network_unref);
}

static void
load_grid (LampDesk *self, const char *path, LampNetwork *network)
{
  g_autoptr (GTask) task = NULL;
  GridJob *job = g_new0 (GridJob, 1);

  if (self->loading != NULL)
    {
      g_cancellable_cancel (self->loading);
      g_signal_emit (self, signals[GRID_SKETCHED], 0, NULL);
    }
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  job->path = g_strdup (path);
  job->network = network != NULL ? lamp_network_ref (network) : NULL;
  task = g_task_new (self, self->loading, grid_loaded_cb, NULL);
  g_task_set_source_tag (task, load_grid);
  g_task_set_task_data (task, job, grid_job_free);
  g_task_run_in_thread (task, load_grid_worker);
}

static void
grid_path_changed_cb (LampDesk *self)
{
  const char *path = lamp_session_get_grid_path (self->session);

  if (path != NULL && g_strcmp0 (path, self->grid_path) != 0)
    load_grid (self, path, NULL);
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
  g_signal_connect_object (self->outages, "changed", G_CALLBACK (supply_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->switches, "changed", G_CALLBACK (supply_changed_cb), self, G_CONNECT_SWAPPED);
  self->assignments = lamp_watch_new (lamp_desk_get_collection (self, "assignments"));
  g_signal_connect_object (self->assignments, "changed", G_CALLBACK (assignments_changed_cb), self, G_CONNECT_SWAPPED);
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

void
lamp_desk_set_network (LampDesk *self, LampNetwork *network)
{
  g_return_if_fail (LAMP_IS_DESK (self));
  g_return_if_fail (network != NULL);

  load_grid (self, NULL, network);
}

GListModel *
lamp_desk_get_collection (LampDesk *self, const char *collection)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  return g_hash_table_lookup (self->lists, collection);
}

LampItem *
lamp_desk_lookup (LampDesk *self, const char *collection, const char *id)
{
  GListModel *list = NULL;

  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  if (id == NULL)
    return NULL;
  if (self->session != NULL)
    return lamp_session_lookup (self->session, collection, id);
  list = lamp_desk_get_collection (self, collection);
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (list, i);

      if (g_strcmp0 (lamp_item_get_id (item), id) == 0)
        return item; /* borrowed: the list holds it */
    }
  return NULL;
}

const char *
lamp_desk_get_urgent_site (LampDesk *self, const LampOutage *outage)
{
  LampItem       *item = lamp_desk_lookup (self, "sites", outage->rank_site);
  const LampSite *site = item != NULL ? lamp_item_get_record (item) : NULL;

  return site != NULL ? site->name : NULL;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const LampAssignment *x = lamp_item_get_record (*(LampItem **)a);
  const LampAssignment *y = lamp_item_get_record (*(LampItem **)b);

  return (x->assigned_usec < y->assigned_usec) - (x->assigned_usec > y->assigned_usec);
}

GPtrArray *
lamp_desk_dup_assignments (LampDesk *self, const char *outage, const char *crew)
{
  GPtrArray  *found = g_ptr_array_new ();
  GListModel *list = NULL;

  g_return_val_if_fail (LAMP_IS_DESK (self), found);

  list = lamp_desk_get_collection (self, "assignments");
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (list, i);
      const LampAssignment *record = lamp_item_get_record (item);

      if (lamp_assignment_is_open (record) && (outage == NULL || g_strcmp0 (record->outage, outage) == 0) &&
          (crew == NULL || g_strcmp0 (record->crew, crew) == 0))
        g_ptr_array_add (found, item);
    }
  g_ptr_array_sort (found, compare_newest_first);
  return found;
}

LampItem *
lamp_desk_get_crew_of_outage (LampDesk *self, const char *outage, LampItem **assignment)
{
  LampItem *oldest = NULL;

  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  oldest = outage != NULL ? g_hash_table_lookup (self->crewed, outage) : NULL;
  if (assignment != NULL)
    *assignment = oldest;
  return oldest != NULL ? lamp_desk_lookup (self, "crews", ((LampAssignment *)lamp_item_get_record (oldest))->crew)
                        : NULL;
}

gint64
lamp_desk_get_now_usec (LampDesk *self)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), 0);

  return self->session != NULL ? lamp_session_get_now_usec (self->session) : g_get_real_time ();
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

void
lamp_desk_say (LampDesk *self, const char *sentence)
{
  g_autofree char *escaped = g_markup_escape_text (sentence, -1);

  lamp_desk_toast (self, adw_toast_new (escaped));
}

void
lamp_desk_toast (LampDesk *self, AdwToast *toast)
{
  g_return_if_fail (LAMP_IS_DESK (self));

  g_signal_emit (self, signals[TOAST], 0, toast);
  g_object_unref (toast);
}
