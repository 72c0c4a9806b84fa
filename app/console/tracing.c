/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See tracing.h. A burst of changes of a storm is answered once, when the main loop is idle.
 */
#define G_LOG_DOMAIN "lamp-tracing"
#include "config.h"

#include "console/tracing.h"

#include "console/desk.h"
#include "console/supply.h"

struct _LampTracing
{
  GObject parent_instance;

  LampDesk      *desk;  /* not held: it owns this */
  LampStudyMode *study; /* held */

  LampTracingKind  kind;
  char            *id;
  LampNetwork     *network; /* of the answer; only compared */
  guint32          start;
  LampTrace        trace;
  LampRestoration *restoration;
  GCancellable    *working; /* NULL while nothing is worked out */
  guint            again_id;
};

G_DEFINE_FINAL_TYPE (LampTracing, lamp_tracing, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static const char *const words[LAMP_TRACING_N_KINDS] = { "", "up", "down", "protective", "isolate", "back-feed" };

LampTracingKind
lamp_tracing_kind_from_string (const char *word)
{
  for (int i = LAMP_TRACING_UP; i < LAMP_TRACING_N_KINDS; i++)
    if (g_strcmp0 (word, words[i]) == 0)
      return (LampTracingKind)i;
  return LAMP_TRACING_NONE;
}

static void
forget_answer (LampTracing *self)
{
  if (self->working != NULL)
    g_cancellable_cancel (self->working);
  g_clear_object (&self->working);
  g_clear_handle_id (&self->again_id, g_source_remove);
  lamp_trace_clear (&self->trace);
  g_clear_pointer (&self->restoration, lamp_restoration_free);
}

/* --- back-feed, in a worker --- */

typedef struct
{
  LampEnergisation *state;
  guint32           fault;
  GArray           *blocked; /* guint32: what carries a tag may not be brought to life */
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  lamp_energisation_free (job->state);
  g_array_unref (job->blocked);
  g_free (job);
}

static void
restore_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;

  g_task_return_pointer (task,
                         lamp_restoration_new (job->state, job->fault, (const guint32 *)(gconstpointer)job->blocked->data, job->blocked->len),
                         (GDestroyNotify)lamp_restoration_free);
}

static void
restored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LampTracing     *self = LAMP_TRACING (source);
  LampRestoration *restoration = g_task_propagate_pointer (G_TASK (result), NULL);

  if (restoration == NULL) /* another trace was asked for */
    return;
  g_clear_object (&self->working);
  g_clear_pointer (&self->restoration, lamp_restoration_free);
  self->restoration = restoration;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
work_out (LampTracing *self, LampEnergisation *state)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  job->state = lamp_energisation_copy (state);
  job->fault = self->start;
  job->blocked = lamp_supply_find_tagged (lamp_energisation_get_network (state), lamp_desk_get_collection (self->desk, "switches"));
  self->working = g_cancellable_new ();
  task = g_task_new (self, self->working, restored_cb, NULL);
  g_task_set_source_tag (task, work_out);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, restore_worker);
}

/* --- */

static void
ask (LampTracing *self, LampEnergisation *state)
{
  switch (self->kind)
    {
    case LAMP_TRACING_UP:
      lamp_trace_up (state, self->start, LAMP_TRACE_PRESENT, &self->trace);
      break;
    case LAMP_TRACING_DOWN:
      lamp_trace_down (state, self->start, LAMP_TRACE_PRESENT, &self->trace);
      break;
    case LAMP_TRACING_PROTECTIVE:
      lamp_trace_protective (state, self->start, LAMP_TRACE_PRESENT, &self->trace);
      break;
    case LAMP_TRACING_BACK_FEED:
      work_out (self, state);
      lamp_trace_isolating (state, self->start, LAMP_TRACE_PRESENT, &self->trace, NULL);
      break;
    case LAMP_TRACING_ISOLATE:
      lamp_trace_isolating (state, self->start, LAMP_TRACE_PRESENT, &self->trace, NULL);
      break;
    case LAMP_TRACING_NONE:
    case LAMP_TRACING_N_KINDS:
    default:
      break;
    }
}

/* In the state that is shown now. */
static void
trace_now (LampTracing *self)
{
  LampEnergisation *state = lamp_study_mode_get_shown (self->study);

  forget_answer (self);
  self->network = state != NULL ? lamp_energisation_get_network (state) : NULL;
  self->start = state != NULL && self->id != NULL ? lamp_network_find_element (lamp_energisation_get_network (state), self->id) : LAMP_NONE;
  if (self->start == LAMP_NONE)
    self->kind = LAMP_TRACING_NONE;
  else
    ask (self, state);
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
again_cb (gpointer data)
{
  LampTracing *self = data;

  self->again_id = 0;
  trace_now (self);
  return G_SOURCE_REMOVE;
}

static void
trace_again (LampTracing *self)
{
  if (self->kind != LAMP_TRACING_NONE && self->again_id == 0)
    self->again_id = g_idle_add (again_cb, self);
}

static void
energisation_changed_cb (LampTracing *self)
{
  if (!lamp_study_mode_is_on (self->study))
    trace_again (self);
}

static void
study_changed_cb (LampTracing *self, const LampWorldBox *dirty)
{
  if (!lamp_world_box_is_empty (*dirty))
    trace_again (self);
}

/* What a trace found in another network means nothing to those who show it. */
static void
switched_cb (LampTracing *self)
{
  LampEnergisation *state = lamp_study_mode_get_shown (self->study);

  if (state == NULL || lamp_energisation_get_network (state) != self->network)
    lamp_tracing_clear (self);
  else if (self->kind != LAMP_TRACING_NONE)
    trace_now (self);
}

static void
lamp_tracing_dispose (GObject *object)
{
  LampTracing *self = LAMP_TRACING (object);

  forget_answer (self);
  g_clear_object (&self->study);

  G_OBJECT_CLASS (lamp_tracing_parent_class)->dispose (object);
}

static void
lamp_tracing_finalize (GObject *object)
{
  g_free (LAMP_TRACING (object)->id);

  G_OBJECT_CLASS (lamp_tracing_parent_class)->finalize (object);
}

static void
lamp_tracing_class_init (LampTracingClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_tracing_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_tracing_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_tracing_init (LampTracing *self)
{
  self->start = LAMP_NONE;
}

LampTracing *
lamp_tracing_new (LampDesk *desk, LampStudyMode *study)
{
  LampTracing *self = g_object_new (LAMP_TYPE_TRACING, NULL);

  self->desk = desk;
  self->study = g_object_ref (study);
  g_signal_connect_object (desk, "energisation-changed", G_CALLBACK (energisation_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "grid-loaded", G_CALLBACK (lamp_tracing_clear), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (study, "switched", G_CALLBACK (switched_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (study, "changed", G_CALLBACK (study_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
lamp_tracing_end (LampTracing *self)
{
  g_return_if_fail (LAMP_IS_TRACING (self));

  lamp_tracing_clear (self);
  self->desk = NULL;
}

void
lamp_tracing_run (LampTracing *self, LampTracingKind kind, const char *id)
{
  g_return_if_fail (LAMP_IS_TRACING (self));
  g_return_if_fail ((guint)kind < LAMP_TRACING_N_KINDS && id != NULL);

  if (self->desk == NULL)
    return;
  self->kind = kind;
  g_free (self->id);
  self->id = g_strdup (id);
  trace_now (self);
}

void
lamp_tracing_clear (LampTracing *self)
{
  g_return_if_fail (LAMP_IS_TRACING (self));

  forget_answer (self);
  if (self->kind == LAMP_TRACING_NONE)
    return;
  self->kind = LAMP_TRACING_NONE;
  self->start = LAMP_NONE;
  g_signal_emit (self, signals[CHANGED], 0);
}

LampTracingKind
lamp_tracing_get_kind (LampTracing *self)
{
  g_return_val_if_fail (LAMP_IS_TRACING (self), LAMP_TRACING_NONE);

  return self->kind;
}

guint32
lamp_tracing_get_start (LampTracing *self)
{
  g_return_val_if_fail (LAMP_IS_TRACING (self), LAMP_NONE);

  return self->start;
}

const LampTrace *
lamp_tracing_get_trace (LampTracing *self)
{
  g_return_val_if_fail (LAMP_IS_TRACING (self), NULL);

  return self->kind != LAMP_TRACING_NONE ? &self->trace : NULL;
}

const LampRestoration *
lamp_tracing_get_restoration (LampTracing *self)
{
  g_return_val_if_fail (LAMP_IS_TRACING (self), NULL);

  return self->restoration;
}
