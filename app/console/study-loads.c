/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "lamp-study-loads"
#include "config.h"

#include "console/study-loads.h"

#define LEAST_KVA 1e-6 /* sums of the same loads in another order differ by less */

struct _LampStudyLoads
{
  GObject parent_instance;

  GCancellable     *weighing; /* NULL while nothing is weighed */
  LampEnergisation *next;     /* to be weighed after that; or NULL */
  GHashTable       *base_kva; /* element → double *, of those overloaded in the base; NULL until weighed */
  GArray           *overloads;
};

G_DEFINE_FINAL_TYPE (LampStudyLoads, lamp_study_loads, G_TYPE_OBJECT)

enum {
  WEIGHED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
weigh_worker (GTask *task, gpointer source, gpointer state, GCancellable *cancellable)
{
  g_task_return_pointer (task, lamp_overload_find (state), (GDestroyNotify)g_array_unref);
}

static void
keep_base (LampStudyLoads *self, const GArray *found)
{
  self->base_kva = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  for (guint i = 0; i < found->len; i++)
    {
      const LampOverload *overload = &g_array_index (found, LampOverload, i);

      g_hash_table_insert (self->base_kva, GUINT_TO_POINTER (overload->element), g_memdup2 (&overload->kva, sizeof overload->kva));
    }
}

/* What was overloaded by as much or more already is not the study's doing. */
static void
keep_new (LampStudyLoads *self, const GArray *found)
{
  g_array_set_size (self->overloads, 0);
  for (guint i = 0; i < found->len; i++)
    {
      const LampOverload *overload = &g_array_index (found, LampOverload, i);
      const double       *before = g_hash_table_lookup (self->base_kva, GUINT_TO_POINTER (overload->element));

      if (before == NULL || overload->kva > *before + LEAST_KVA)
        g_array_append_vals (self->overloads, overload, 1);
    }
}

static void weighed_cb (GObject *source, GAsyncResult *result, gpointer user_data);

/* Takes the state. */
static void
start (LampStudyLoads *self, LampEnergisation *state)
{
  g_autoptr (GTask) task = NULL;

  self->weighing = g_cancellable_new ();
  task = g_task_new (self, self->weighing, weighed_cb, NULL);
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, state, (GDestroyNotify)lamp_energisation_free);
  g_task_run_in_thread (task, weigh_worker);
}

static void
weighed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LampStudyLoads *self = LAMP_STUDY_LOADS (source);
  g_autoptr (GArray) found = g_task_propagate_pointer (G_TASK (result), NULL);

  if (found == NULL) /* begun anew meanwhile */
    return;
  g_clear_object (&self->weighing);
  if (self->base_kva == NULL)
    keep_base (self, found);
  else
    keep_new (self, found);
  if (self->next != NULL)
    start (self, g_steal_pointer (&self->next));
  g_signal_emit (self, signals[WEIGHED], 0);
}

static void
forget (LampStudyLoads *self)
{
  if (self->weighing != NULL)
    g_cancellable_cancel (self->weighing);
  g_clear_object (&self->weighing);
  g_clear_pointer (&self->next, lamp_energisation_free);
  g_clear_pointer (&self->base_kva, g_hash_table_unref);
  g_array_set_size (self->overloads, 0);
}

static void
lamp_study_loads_dispose (GObject *object)
{
  forget (LAMP_STUDY_LOADS (object));

  G_OBJECT_CLASS (lamp_study_loads_parent_class)->dispose (object);
}

static void
lamp_study_loads_finalize (GObject *object)
{
  g_array_unref (LAMP_STUDY_LOADS (object)->overloads);

  G_OBJECT_CLASS (lamp_study_loads_parent_class)->finalize (object);
}

static void
lamp_study_loads_class_init (LampStudyLoadsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_study_loads_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_study_loads_finalize;

  signals[WEIGHED] = g_signal_new ("weighed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_study_loads_init (LampStudyLoads *self)
{
  self->overloads = g_array_new (FALSE, FALSE, sizeof (LampOverload));
}

LampStudyLoads *
lamp_study_loads_new (void)
{
  return g_object_new (LAMP_TYPE_STUDY_LOADS, NULL);
}

void
lamp_study_loads_begin (LampStudyLoads *self, const LampEnergisation *base)
{
  g_return_if_fail (LAMP_IS_STUDY_LOADS (self));

  forget (self);
  if (base != NULL)
    start (self, lamp_energisation_copy (base));
}

void
lamp_study_loads_weigh (LampStudyLoads *self, const LampEnergisation *state)
{
  g_return_if_fail (LAMP_IS_STUDY_LOADS (self));

  g_clear_pointer (&self->next, lamp_energisation_free);
  if (self->weighing != NULL)
    self->next = lamp_energisation_copy (state);
  else
    start (self, lamp_energisation_copy (state));
}

const GArray *
lamp_study_loads_get_overloads (LampStudyLoads *self)
{
  g_return_val_if_fail (LAMP_IS_STUDY_LOADS (self), NULL);

  return self->overloads;
}

gboolean
lamp_study_loads_is_weighing (LampStudyLoads *self)
{
  g_return_val_if_fail (LAMP_IS_STUDY_LOADS (self), FALSE);

  return self->weighing != NULL;
}
