/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The objects of a CIM model while and after its files are read. See cim-private.h.
 */
#include "config.h"

#include "grid/cim-private.h"

#include <math.h>
#include <string.h>

#define MAX_CLASSES 4096 /* a rubbish file may name any number; what is beyond is counted in one row */

static void
class_count_clear (gpointer data)
{
  g_free (((CimClassCount *)data)->name);
}

CimModel *
cim_model_new (void)
{
  CimModel *model = g_new0 (CimModel, 1);

  lamp_text_set_init (&model->pool);
  model->objects = g_array_new (FALSE, TRUE, sizeof (CimObject));
  g_array_set_size (model->objects, 1);
  model->by_id = g_hash_table_new (NULL, NULL);
  model->classes = g_array_new (FALSE, TRUE, sizeof (CimClassCount));
  g_array_set_clear_func (model->classes, class_count_clear);
  g_array_set_size (model->classes, 1);
  model->class_by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  model->points = g_array_new (FALSE, FALSE, sizeof (CimPoint));
  model->crs_urns = g_hash_table_new (NULL, NULL);
  model->aside = g_array_new (FALSE, FALSE, sizeof (guint64));
  return model;
}

void
cim_model_free (CimModel *model)
{
  lamp_text_set_clear (&model->pool);
  g_array_unref (model->objects);
  g_hash_table_unref (model->by_id);
  g_array_unref (model->classes);
  g_hash_table_unref (model->class_by_name);
  g_array_unref (model->points);
  g_hash_table_unref (model->crs_urns);
  g_array_unref (model->aside);
  g_free (model->part_start);
  g_free (model->parts);
  g_free (model->point_start);
  g_free (model->bad_values.first);
  g_free (model->dangling.first);
  g_free (model->retyped.first);
  g_free (model);
}

guint32
cim_model_object (CimModel *model, const char *bare_id)
{
  CimObject object = { .number = { NAN, NAN } };
  guint32   index = 0;

  if (*bare_id == '\0')
    return 0;
  object.id = lamp_text_set_intern (&model->pool, bare_id);
  index = GPOINTER_TO_UINT (g_hash_table_lookup (model->by_id, GUINT_TO_POINTER (object.id)));
  if (index != 0)
    return index;
  index = model->objects->len;
  g_array_append_val (model->objects, object);
  g_hash_table_insert (model->by_id, GUINT_TO_POINTER (object.id), GUINT_TO_POINTER (index));
  return index;
}

guint16
cim_model_class (CimModel *model, const char *name)
{
  CimClassCount row = { .name = NULL };
  guint         index = GPOINTER_TO_UINT (g_hash_table_lookup (model->class_by_name, name));

  if (index != 0)
    return (guint16)index;
  if (model->classes->len >= MAX_CLASSES && strcmp (name, "…") != 0)
    return cim_model_class (model, "…");
  row.name = g_strdup (name);
  row.what = cim_class_find (name);
  index = model->classes->len;
  g_array_append_val (model->classes, row);
  g_hash_table_insert (model->class_by_name, g_strdup (name), GUINT_TO_POINTER (index));
  return (guint16)index;
}

/* A model split over files describes an object once in each, always by its class: that is one object. */
void
cim_model_count (CimModel *model, guint32 object, guint16 class_index)
{
  CimObject *row = cim_object (model, object);

  if (object != 0 && row->class_index == class_index)
    return;
  if (object != 0 && row->class_index != 0)
    {
      cim_tally (&model->retyped, cim_id (model, object));
      return;
    }
  row->class_index = object != 0 ? class_index : 0;
  g_array_index (model->classes, CimClassCount, class_index).n++;
}

CimRole
cim_role (const CimModel *model, guint32 object)
{
  guint16         index = cim_object (model, object)->class_index;
  const CimClass *what = g_array_index (model->classes, CimClassCount, index).what;

  if (index == 0)
    return CIM_UNDEFINED;
  return what != NULL ? what->role : CIM_OTHER;
}

gboolean
cim_flag (const CimModel *model, guint32 object, CimFlag flag, gboolean *value)
{
  guint16 flags = cim_object (model, object)->flags;

  *value = (flags >> (2 * flag + 1) & 1) != 0;
  return (flags >> (2 * flag) & 1) != 0;
}

const char *
cim_id (const CimModel *model, guint32 object)
{
  const CimObject *row = cim_object (model, object);

  return lamp_text_set_get (&model->pool, row->mrid != 0 ? row->mrid : row->id);
}

const char *
cim_name (const CimModel *model, guint32 object)
{
  return lamp_text_set_get (&model->pool, cim_object (model, object)->name);
}

const guint32 *
cim_parts (const CimModel *model, guint32 object, guint *n)
{
  *n = model->part_start[object + 1] - model->part_start[object];
  return model->parts + model->part_start[object];
}

void
cim_tally (CimTally *tally, const char *whom)
{
  if (tally->n++ > 0)
    return;
  tally->first = g_utf8_make_valid (whom, -1);
  for (char *at = tally->first; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = ' ';
}

/* FNV-1a, 64 bits. */
static guint64
hash (const char *text)
{
  guint64 sum = G_GUINT64_CONSTANT (0xcbf29ce484222325);

  for (; *text != '\0'; text++)
    sum = (sum ^ (guint8)*text) * G_GUINT64_CONSTANT (0x100000001b3);
  return sum;
}

void
cim_model_note_aside (CimModel *model, const char *bare_id)
{
  guint64 sum = hash (bare_id);

  if (*bare_id != '\0')
    g_array_append_val (model->aside, sum);
}

/* --- settling --- */

static int
compare_hashes (gconstpointer a, gconstpointer b)
{
  const guint64 first = *(const guint64 *)a, second = *(const guint64 *)b;

  return (first > second) - (first < second);
}

static int
compare_parts (gconstpointer a, gconstpointer b, gpointer data)
{
  const guint32 first = *(const guint32 *)a, second = *(const guint32 *)b;
  const int     apart = cim_object (data, first)->sequence - cim_object (data, second)->sequence;

  return apart != 0 ? apart : (first > second) - (first < second);
}

/* A counting sort by owner, then each owner's few parts by sequence. */
static void
settle_parts (CimModel *model)
{
  const guint32       n = model->objects->len;
  g_autofree guint32 *fill = NULL;

  model->part_start = g_new0 (guint32, (gsize)n + 1);
  for (guint32 i = 1; i < n; i++)
    if (cim_ref (model, i, CIM_REF_OWNER) != 0)
      model->part_start[cim_ref (model, i, CIM_REF_OWNER) + 1]++;
  for (guint32 i = 0; i < n; i++)
    model->part_start[i + 1] += model->part_start[i];

  model->parts = g_new (guint32, (gsize)n + 1);
  fill = g_memdup2 (model->part_start, ((gsize)n + 1) * sizeof (guint32));
  for (guint32 i = 1; i < n; i++)
    if (cim_ref (model, i, CIM_REF_OWNER) != 0)
      model->parts[fill[cim_ref (model, i, CIM_REF_OWNER)]++] = i;
  for (guint32 i = 1; i < n; i++)
    {
      guint32 of_it = model->part_start[i + 1] - model->part_start[i];

      if (of_it > 1)
        g_qsort_with_data (model->parts + model->part_start[i], (gint)of_it, sizeof (guint32), compare_parts, model);
    }
}

static int
compare_points (gconstpointer a, gconstpointer b)
{
  const CimPoint *first = a, *second = b;

  if (first->location != second->location)
    return first->location < second->location ? -1 : 1;
  return (first->sequence > second->sequence) - (first->sequence < second->sequence);
}

/* The same point given twice, as in models put together out of others, is one. */
static void
settle_points (CimModel *model)
{
  CimPoint *points = (CimPoint *)(void *)model->points->data;
  guint     n = 0;

  /* Stable: the order in the file decides where sequence numbers do not. */
  g_array_sort (model->points, compare_points);
  for (guint i = 0; i < model->points->len; i++)
    if (n == 0 || memcmp (&points[i], &points[n - 1], sizeof *points) != 0)
      points[n++] = points[i];
  g_array_set_size (model->points, n);

  model->point_start = g_new0 (guint32, (gsize)model->objects->len + 1);
  for (guint i = 0; i < n; i++)
    model->point_start[points[i].location + 1]++;
  for (guint32 i = 0; i < model->objects->len; i++)
    model->point_start[i + 1] += model->point_start[i];
}

/* What has no name of its own may have one as an object of the class Name. */
static void
settle_names (CimModel *model)
{
  for (guint32 i = 1; i < model->objects->len; i++)
    {
      guint32 owner = cim_ref (model, i, CIM_REF_OWNER);

      if (cim_role (model, i) == CIM_NAME && owner != 0 && cim_object (model, owner)->name == 0)
        cim_object (model, owner)->name = cim_object (model, i)->name;
    }
}

static gboolean
is_aside (const CimModel *model, guint32 object)
{
  guint64 sum = hash (lamp_text_set_get (&model->pool, cim_object (model, object)->id));

  return g_array_binary_search (model->aside, &sum, compare_hashes, NULL);
}

static void
settle_references (CimModel *model)
{
  g_array_sort (model->aside, compare_hashes);
  for (guint32 i = 1; i < model->objects->len; i++)
    for (CimRef slot = 0; slot < CIM_REF_N; slot++)
      {
        guint32 to = cim_ref (model, i, slot);

        if (to != 0 && cim_role (model, to) == CIM_UNDEFINED && !is_aside (model, to))
          cim_tally (&model->dangling, cim_id (model, to));
      }
}

void
cim_model_settle (CimModel *model)
{
  settle_names (model);
  settle_references (model);
  settle_parts (model);
  settle_points (model);
}
