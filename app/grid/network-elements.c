/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Step 1 of loading: lines, devices and transformers, column by column. See builder.h.
 *
 * What costs is waiting for memory, most of all where the nodes' ids are looked up: so a batch's ids are hashed
 * in a row first, and the slot of a later row's is fetched while this row's is looked at.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/builder.h"
#include "grid/large.h"

#include <glib/gi18n-lib.h>

#define WORD_SIZE 32
#define N_KNOWN 64
#define MOST_ELEMENTS (G_MAXINT32 / 4)
#define FEW_VERTICES 7 /* of an element: room for so many costs nothing until they are read, and few files have more */

typedef struct
{
  LampBuilder *builder;
  LampLayerId  layer;
  guint32     *hash; /* of both ends, row by row */
  guint32      n_rows_max;
  LampWorldBox extent;  /* of lines */
  gboolean     watched; /* somebody wants to see the layer's courses */
} Reading;

G_STATIC_ASSERT (FEW_VERTICES *(guint64)MOST_ELEMENTS < G_MAXUINT);

static void
read_ids (Reading *reading, LampTable *table, guint32 n_rows)
{
  LampBuilder *builder = reading->builder;
  LampTexts    ids, names;

  lamp_table_texts (table, ELEMENT_ID, &ids);
  lamp_table_texts (table, ELEMENT_NAME, &names);
  for (guint32 row = 0; row < n_rows; row++)
    {
      guint32     at = builder->n_elements + row;
      gsize       length = 0;
      const char *id = lamp_texts_get (&ids, row, &length);
      gsize       name_length = 0;
      const char *name = lamp_texts_get (&names, row, &name_length);

      /* Each occurs once, so that a table of them would find nothing. */
      builder->id[at] = lamp_pool_append (builder->pool, id, length);
      builder->id_hash[at] = lamp_text_hash (id, length);
      if (name_length == length && memcmp (name, id, length) == 0)
        builder->name[at] = builder->id[at];
      else
        builder->name[at] = lamp_builder_intern (builder, name, name_length);
    }
}

static guint32
node (LampTextTable *nodes, const LampTexts *ids, guint32 row, guint32 hash)
{
  gsize       length = 0;
  const char *id = lamp_texts_get (ids, row, &length);

  return length == 0 ? LAMP_NONE : lamp_text_table_intern (nodes, id, length, hash);
}

/* Row by row, so that nodes get the same numbers however the rows are batched. */
static void
read_ends (Reading *reading, LampTable *table, guint32 n_rows)
{
  LampBuilder   *builder = reading->builder;
  LampTextTable *nodes = &builder->nodes;
  guint32       *hash = reading->hash;
  LampTexts      ids[2];

  for (guint end = 0; end < 2; end++)
    {
      lamp_table_texts (table, end == 0 ? ELEMENT_FROM : ELEMENT_TO, &ids[end]);
      for (guint32 row = 0; row < n_rows; row++)
        {
          gsize       length = 0;
          const char *id = lamp_texts_get (&ids[end], row, &length);

          hash[row * 2 + end] = lamp_text_hash (id, length);
        }
    }

  for (guint32 row = 0; row < n_rows; row++)
    {
      if (row + LAMP_LOOK_AHEAD < n_rows)
        {
          lamp_text_table_prefetch (nodes, hash[(row + LAMP_LOOK_AHEAD) * 2]);
          lamp_text_table_prefetch (nodes, hash[(row + LAMP_LOOK_AHEAD) * 2 + 1]);
        }
      builder->from[builder->n_elements + row] = node (nodes, &ids[0], row, hash[row * 2]);
      builder->to[builder->n_elements + row] = node (nodes, &ids[1], row, hash[row * 2 + 1]);
    }
}

/* Rows of one place in the file are of few feeders. */
typedef struct
{
  const char *id; /* in the batch; NULL: none yet */
  gsize       length;
  guint16     feeder;
} KnownFeeder;

static void
read_feeders (LampBuilder *builder, LampTable *table, guint32 n_rows)
{
  KnownFeeder known[N_KNOWN] = { { NULL } };
  LampTexts   ids;

  lamp_table_texts (table, ELEMENT_FEEDER, &ids);
  for (guint32 row = 0; row < n_rows; row++)
    {
      gsize        length = 0;
      const char  *id = lamp_texts_get (&ids, row, &length);
      KnownFeeder *at = &known[lamp_text_hash (id, length) % N_KNOWN];

      if (at->id == NULL || at->length != length || memcmp (at->id, id, length) != 0)
        *at = (KnownFeeder){ id, length, lamp_builder_feeder (builder, lamp_builder_intern (builder, id, length)) };
      builder->feeder[builder->n_elements + row] = at->feeder;
    }
}

/* A word out of a short list, without going through the pool. */
static const char *
word (const LampTexts *texts, guint32 row, char *buffer)
{
  gsize       length = 0;
  const char *text = lamp_texts_get (texts, row, &length);

  length = MIN (length, WORD_SIZE - 1);
  memcpy (buffer, text, length);
  buffer[length] = '\0';
  return buffer;
}

static guint8
voltage_from_word (const char *word)
{
  LampVoltageClass voltage = LAMP_VOLTAGE_LOW;

  return *word != '\0' && lamp_voltage_class_from_string (word, &voltage) ? (guint8)voltage : LAMP_VOLTAGE_UNKNOWN;
}

static guint8
phases_from_word (const char *word)
{
  return (guint8)lamp_phases_from_string (word);
}

static void
read_words (LampTable *table, guint column, guint32 n_rows, guint8 (*from_word) (const char *word), guint8 *values)
{
  LampTexts    words;
  LampTextLast last = { NULL };
  guint8       value = 0;

  lamp_table_texts (table, column, &words);
  for (guint32 row = 0; row < n_rows; row++)
    {
      gsize       length = 0;
      const char *text = lamp_texts_get (&words, row, &length);
      char        buffer[WORD_SIZE];

      if (!lamp_text_last_is (&last, text, length))
        value = from_word (word (&words, row, buffer));
      values[row] = value;
    }
}

static gboolean
fits_layer (LampElementKind kind, LampLayerId layer)
{
  return layer == LAMP_LAYER_DEVICES ? lamp_element_kind_is_switch (kind) : kind == LAMP_ELEMENT_TRANSFORMER || kind == LAMP_ELEMENT_REGULATOR;
}

static gboolean
read_kinds (Reading *reading, LampTable *table, guint32 n_rows, GError **error)
{
  LampBuilder *builder = reading->builder;
  LampTexts    kinds;

  lamp_table_texts (table, ELEMENT_KIND, &kinds);
  for (guint32 row = 0; row < n_rows; row++)
    {
      char            buffer[WORD_SIZE];
      LampElementKind kind = LAMP_ELEMENT_LINE;

      if (reading->layer != LAMP_LAYER_LINES)
        kind = lamp_element_kind_from_string (word (&kinds, row, buffer));
      if (reading->layer != LAMP_LAYER_LINES && !fits_layer (kind, reading->layer))
        {
          g_autofree char *shown = g_utf8_make_valid (buffer, -1); /* it may have been cut within a character */

          g_set_error (error,
                       LAMP_GRID_ERROR,
                       LAMP_GRID_ERROR_WRONG_TYPE,
                       _ ("Layer “%s” of “%s” holds the kind “%s”, which is not one of the kinds in data/region.md: correct it, or import the region again."),
                       lamp_region_layer (reading->layer)->name,
                       builder->path,
                       shown);
          return FALSE;
        }
      builder->kind[builder->n_elements + row] = (guint8)kind;
    }

  return TRUE;
}

static void
read_flags (LampBuilder *builder, LampTable *table, guint32 n_rows)
{
  static const struct
  {
    guint  column;
    guint8 flag;
  } columns[] = {
    { ELEMENT_NORMALLY_OPEN, LAMP_ELEMENT_NORMALLY_OPEN },
    { ELEMENT_UNDERGROUND, LAMP_ELEMENT_UNDERGROUND },
    { ELEMENT_TELEMETERED, LAMP_ELEMENT_TELEMETERED },
    { ELEMENT_SERVICE_DROP, LAMP_ELEMENT_SERVICE_DROP },
  };
  guint8 *flags = builder->flags + builder->n_elements;

  memset (flags, 0, n_rows);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    lamp_table_flags (table, columns[i].column, columns[i].flag, flags);
}

/* The last rows read to whom it may concern. */
static void
show (const Reading *reading, guint32 n_rows)
{
  const LampBuilder *builder = reading->builder;
  LampCourses        courses = {
           .extent = reading->extent,
           .n = n_rows,
           .ends = builder->vertex_start + builder->n_elements,
           .vertices = (const LampWorld *)(const void *)builder->vertices->data,
           .voltages = builder->voltage + builder->n_elements,
  };

  if (reading->watched)
    builder->watch->courses (builder->watch->data, &courses);
}

/* A line of one vertex is no line: it is placed by its nodes. */
static gboolean
read_batch (LampTable *table, guint32 n_rows, gpointer data, GError **error)
{
  Reading     *reading = data;
  LampBuilder *builder = reading->builder;
  guint32      at = builder->n_elements;

  if (n_rows > reading->n_rows_max)
    {
      reading->n_rows_max = n_rows;
      reading->hash = g_renew (guint32, reading->hash, (gsize)n_rows * 2);
    }

  if (!read_kinds (reading, table, n_rows, error))
    return FALSE;
  read_ids (reading, table, n_rows);
  read_ends (reading, table, n_rows);
  read_feeders (builder, table, n_rows);
  read_words (table, ELEMENT_PHASES, n_rows, phases_from_word, builder->phases + at);
  read_words (table, ELEMENT_VOLTAGE, n_rows, voltage_from_word, builder->voltage + at);
  read_flags (builder, table, n_rows);
  lamp_table_reals (table, ELEMENT_KV, builder->kv + at);
  lamp_table_reals (table, ELEMENT_LENGTH, builder->length_m + at);
  lamp_table_reals (table, ELEMENT_RATING, builder->rating + at);
  lamp_table_courses (table, reading->layer == LAMP_LAYER_LINES ? 2 : 1, builder->vertices, builder->vertex_start + at + 1);
  show (reading, n_rows);
  builder->n_elements += n_rows;
  return TRUE;
}

static void
size_elements (LampBuilder *builder, guint64 n)
{
  builder->id = lamp_large_new (guint32, n);
  builder->id_hash = lamp_large_new (guint32, n);
  builder->name = lamp_large_new (guint32, n);
  builder->from = lamp_large_new (guint32, n);
  builder->to = lamp_large_new (guint32, n);
  builder->kind = lamp_large_new (guint8, n);
  builder->flags = lamp_large_new (guint8, n);
  builder->phases = lamp_large_new (guint8, n);
  builder->voltage = lamp_large_new (guint8, n);
  builder->feeder = lamp_large_new (guint16, n);
  builder->length_m = lamp_large_new (float, n);
  builder->rating = lamp_large_new (float, n);
  builder->kv = lamp_large_new (float, n);
  builder->vertex_start = lamp_large_new (guint32, n + 1);
  builder->vertex_start[0] = 0;
  builder->vertices = g_array_sized_new (FALSE, FALSE, sizeof (LampWorld), (guint)n * FEW_VERTICES + 1); /* never NULL: courses are offsets into it */
  lamp_large_advise (builder->vertices->data, n * FEW_VERTICES * sizeof (LampWorld), MADV_HUGEPAGE);
}

/* Elements bring about a node each. */
static void
size_nodes (LampBuilder *builder, guint32 n)
{
  LampTextTable nodes;

  lamp_text_table_init (&nodes, builder->pool, TRUE, n + builder->nodes.n_texts);
  for (guint32 i = 0; i < builder->nodes.n_texts; i++)
    {
      g_autofree char *id = g_strdup (builder->pool->text + builder->nodes.keys[i]);

      lamp_text_table_intern (&nodes, id, strlen (id), lamp_text_hash (id, strlen (id)));
    }
  lamp_text_table_clear (&builder->nodes);
  builder->nodes = nodes;
}

static void
watch_layer (Reading *reading, const LampTable *table)
{
  reading->watched = FALSE;
  if (reading->builder->watch == NULL || reading->layer != LAMP_LAYER_LINES)
    return;
  reading->extent = lamp_table_get_extent (table);
  reading->watched = !lamp_world_box_is_empty (reading->extent);
}

gboolean
lamp_builder_read_elements (LampBuilder *builder, GError **error)
{
  LampTable *tables[3] = { NULL, NULL, NULL };
  gboolean   read = TRUE;
  guint64    n = 0;
  Reading    reading = { .builder = builder };

  for (guint i = 0; i < 3 && read; i++)
    {
      tables[i] = lamp_table_open (builder->dataset, builder->path, (LampLayerId)(LAMP_LAYER_LINES + i), error);
      read = tables[i] != NULL;
      n += read ? lamp_table_get_n_rows (tables[i]) : 0;
    }

  /* Two nodes an element, and the sources', must fit the 32-bit numbers with room for the table. */
  if (read && n > MOST_ELEMENTS)
    {
      g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_UNREADABLE, _ ("“%s” holds more elements than one region can: split it into several regions."), builder->path);
      read = FALSE;
    }

  if (read)
    {
      size_elements (builder, n);
      size_nodes (builder, (guint32)n);
    }
  for (guint i = 0; i < 3; i++)
    {
      reading.layer = (LampLayerId)(LAMP_LAYER_LINES + i);
      if (read)
        watch_layer (&reading, tables[i]);
      read = read && lamp_table_each_batch (tables[i], read_batch, &reading, builder->cancellable, error);
      if (read)
        show (&reading, 0);
      g_clear_pointer (&tables[i], lamp_table_free);
    }

  g_free (reading.hash);
  builder->n_nodes = builder->nodes.n_texts;
  return read;
}
