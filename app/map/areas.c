/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See areas.h.
 */
#include "map/areas.h"

#define REACH_M 22.0
#define MOST_KNOWN (4 * LAMP_AREAS_MOST)
#define FAR_CUSTOMER_M 400.0 /* a customer farther from its node is a slip in the data */

struct _LampAreas
{
  GObject       parent_instance;
  LampIndex    *index; /* NULL: no grid */
  GBytes       *state;
  guint64       version; /* of the state */
  GHashTable   *known;   /* element → Known */
  GArray       *wanted;  /* guint32 */
  GCancellable *working; /* not NULL while a worker works */
};

typedef struct
{
  LampOutline *outline;
  guint64      version;
} Known;

typedef struct
{
  LampIndex *index;
  GBytes    *state;
  guint64    version;
  GArray    *elements;
  GPtrArray *outlines; /* the answer */
} Job;

G_DEFINE_FINAL_TYPE (LampAreas, lamp_areas, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
known_free (gpointer data)
{
  Known *known = data;

  lamp_outline_free (known->outline);
  g_free (known);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  lamp_index_unref (job->index);
  g_bytes_unref (job->state);
  g_array_unref (job->elements);
  g_ptr_array_unref (job->outlines);
  g_free (job);
}

static gboolean
is_dead (const guint8 *state, guint32 element)
{
  LampSupply supply = (LampSupply)(state[element] & LAMP_STATE_SUPPLY_MASK);

  return supply == LAMP_SUPPLY_OUT || supply == LAMP_SUPPLY_PARTLY;
}

static void
add_element (const LampNetwork *network, guint32 element, GArray *segments)
{
  guint32 first = network->element_vertex_start[element], end = network->element_vertex_start[element + 1];

  for (guint32 v = first; v < end; v++)
    {
      LampSegment segment = { network->vertices[v], network->vertices[MIN (v + 1, end - 1)] };

      if (v + 1 < end || end - first == 1)
        g_array_append_val (segments, segment);
    }
}

static void
add_customers (const LampNetwork *network, guint32 node, GArray *segments)
{
  guint32   n, first = lamp_network_node_customers (network, node, &n);
  LampWorld from = network->node_at[node];

  for (guint32 i = first; i < first + n; i++)
    {
      LampWorld   at = network->customer_at[i];
      LampSegment segment = { at, lamp_world_is_known (from) ? from : at }; /* with its way, or it would be an island */

      if (lamp_world_is_known (at) && (!lamp_world_is_known (from) || lamp_world_distance_m (from, at) < FAR_CUSTOMER_M))
        g_array_append_val (segments, segment);
    }
}

/* The side of the device that is not behind it. */
static gboolean
is_live (const LampNetwork *network, const guint8 *state, guint32 node)
{
  guint32        n;
  const guint32 *elements = lamp_network_node_elements (network, node, &n);

  for (guint32 i = 0; i < n; i++)
    if ((state[elements[i]] & LAMP_STATE_SUPPLY_MASK) == LAMP_SUPPLY_ENERGISED && (state[elements[i]] & LAMP_STATE_OPEN) == 0)
      return TRUE;
  return FALSE;
}

/* Every element once, in the order it is reached; the set tells which. */
static void
reach_node (const LampNetwork *network, const guint8 *state, guint32 start, guint32 node, GHashTable *reached, GArray *order)
{
  guint32        n;
  const guint32 *elements = lamp_network_node_elements (network, node, &n);

  for (guint32 i = 0; i < n; i++)
    if (elements[i] > start && is_dead (state, elements[i]) && g_hash_table_add (reached, GUINT_TO_POINTER (elements[i])))
      g_array_append_val (order, elements[i]);
}

LampOutline *
lamp_area_new (const LampNetwork *network, const guint8 *state, guint32 element)
{
  g_autoptr (GArray) segments = g_array_new (FALSE, FALSE, sizeof (LampSegment));
  g_autoptr (GArray) order = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GHashTable) reached = g_hash_table_new (NULL, NULL);
  LampWorld at = lamp_network_element_at (network, element);

  if (is_dead (state, element))
    g_array_append_val (order, element);
  for (guint i = 0; i < order->len; i++)
    {
      guint32 here = g_array_index (order, guint32, i), ends[] = { network->element_from[here], network->element_to[here] };

      add_element (network, here, segments);
      for (guint end = 0; end < G_N_ELEMENTS (ends); end++)
        {
          if (ends[end] == LAMP_NONE || (i == 0 && is_live (network, state, ends[end])))
            continue;
          add_customers (network, ends[end], segments);
          reach_node (network, state, element, ends[end], reached, order);
        }
    }
  if (segments->len < 2) /* nothing but the device */
    g_array_set_size (segments, 0);
  return lamp_outline_new ((const LampSegment *)(void *)segments->data, segments->len, REACH_M / lamp_world_unit_m (at.y));
}

static void
work (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job          *job = data;
  const guint8 *state = g_bytes_get_data (job->state, NULL);

  for (guint i = 0; i < job->elements->len && !g_cancellable_is_cancelled (cancellable); i++)
    g_ptr_array_add (job->outlines, lamp_area_new (job->index->network, state, g_array_index (job->elements, guint32, i)));
  g_task_return_boolean (task, TRUE);
}

static void begin_work (LampAreas *self);

static gboolean
is_old (gpointer element, gpointer known, gpointer self)
{
  return ((Known *)known)->version != ((LampAreas *)self)->version;
}

static void
worked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LampAreas *self = LAMP_AREAS (source);
  Job       *job = g_task_get_task_data (G_TASK (result));

  if (!g_task_propagate_boolean (G_TASK (result), NULL)) /* another grid came, or the map ended */
    return;
  g_clear_object (&self->working);
  for (guint i = 0; i < job->outlines->len; i++)
    {
      Known *known = g_new (Known, 1);

      *known = (Known){ g_steal_pointer (&job->outlines->pdata[i]), job->version };
      g_hash_table_insert (self->known, GUINT_TO_POINTER (g_array_index (job->elements, guint32, i)), known);
    }
  if (g_hash_table_size (self->known) > MOST_KNOWN)
    g_hash_table_foreach_remove (self->known, is_old, self);
  g_signal_emit (self, signals[CHANGED], 0);
  begin_work (self); /* what was asked for meanwhile */
}

/* What is wanted and not known as of this state; NULL when that is nothing. */
static GArray *
dup_missing (LampAreas *self)
{
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (guint i = 0; i < self->wanted->len && missing->len < LAMP_AREAS_MOST; i++)
    {
      guint32      element = g_array_index (self->wanted, guint32, i);
      const Known *known = g_hash_table_lookup (self->known, GUINT_TO_POINTER (element));

      if (known == NULL || known->version != self->version)
        g_array_append_val (missing, element);
    }
  return missing->len > 0 ? g_steal_pointer (&missing) : NULL;
}

static void
free_outline (gpointer outline)
{
  if (outline != NULL)
    lamp_outline_free (outline);
}

static void
begin_work (LampAreas *self)
{
  GArray *missing = self->working == NULL && self->index != NULL ? dup_missing (self) : NULL;
  g_autoptr (GTask) task = NULL;
  Job *job = NULL;

  if (missing == NULL)
    return;
  job = g_new0 (Job, 1);
  job->index = lamp_index_ref (self->index);
  job->state = g_bytes_ref (self->state);
  job->version = self->version;
  job->elements = missing;
  job->outlines = g_ptr_array_new_with_free_func (free_outline);
  self->working = g_cancellable_new ();
  task = g_task_new (self, self->working, worked_cb, NULL);
  g_task_set_source_tag (task, begin_work);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, work);
}

static void
lamp_areas_dispose (GObject *object)
{
  lamp_areas_set_state (LAMP_AREAS (object), NULL, NULL);
  G_OBJECT_CLASS (lamp_areas_parent_class)->dispose (object);
}

static void
lamp_areas_finalize (GObject *object)
{
  LampAreas *self = LAMP_AREAS (object);

  g_hash_table_unref (self->known);
  g_array_unref (self->wanted);
  G_OBJECT_CLASS (lamp_areas_parent_class)->finalize (object);
}

static void
lamp_areas_class_init (LampAreasClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_areas_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_areas_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_areas_init (LampAreas *self)
{
  self->known = g_hash_table_new_full (NULL, NULL, NULL, known_free);
  self->wanted = g_array_new (FALSE, FALSE, sizeof (guint32));
}

LampAreas *
lamp_areas_new (void)
{
  return g_object_new (LAMP_TYPE_AREAS, NULL);
}

void
lamp_areas_set_state (LampAreas *self, LampIndex *index, GBytes *state)
{
  g_return_if_fail (LAMP_IS_AREAS (self) && (index == NULL) == (state == NULL));

  if (index != self->index)
    {
      /* Numbers of elements mean others now. */
      if (self->working != NULL)
        g_cancellable_cancel (self->working);
      g_clear_object (&self->working);
      g_hash_table_remove_all (self->known);
      g_array_set_size (self->wanted, 0);
      g_clear_pointer (&self->index, lamp_index_unref);
      self->index = index != NULL ? lamp_index_ref (index) : NULL;
    }
  if (self->state != NULL && state != NULL && g_bytes_equal (self->state, state))
    return;
  g_clear_pointer (&self->state, g_bytes_unref);
  self->state = state != NULL ? g_bytes_ref (state) : NULL;
  self->version++;
  begin_work (self);
}

void
lamp_areas_want (LampAreas *self, const guint32 *elements, guint n)
{
  g_return_if_fail (LAMP_IS_AREAS (self));

  g_array_set_size (self->wanted, 0);
  g_array_append_vals (self->wanted, elements, n);
  begin_work (self);
}

const LampOutline *
lamp_areas_lookup (LampAreas *self, guint32 element)
{
  const Known *known = g_hash_table_lookup (self->known, GUINT_TO_POINTER (element));

  return known != NULL ? known->outline : NULL;
}
