/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a column of the profile is for one feature: its field or a way through other layers, our word for it, a number, a
 * flag, a node. See import-private.h.
 */
#include "config.h"

#include "grid/import-private.h"

#include <math.h>
#include <string.h>

const char *
lamp_import_field_text (LampImportLayer *layer, OGRFeatureH feature, int field)
{
  const char      *text = NULL;
  gsize            length = 0;
  char             number[32];
  g_autofree char *valid = NULL;

  if (field == LAMP_FIELD_FID)
    {
      g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, (gint64)OGR_F_GetFID (feature));
      return g_string_chunk_insert (layer->text, number);
    }
  if (!OGR_F_IsFieldSetAndNotNull (feature, field))
    return "";

  text = OGR_F_GetFieldAsString (feature, field);
  if (!g_utf8_validate (text, -1, NULL))
    {
      text = valid = g_utf8_make_valid (text, -1);
      if (layer->import->mangled == NULL)
        {
          layer->import->mangled = g_strdup (valid);
          layer->import->mangled_in = g_strdup (OGR_FD_GetName (OGR_F_GetDefnRef (feature)));
        }
    }
  while (g_ascii_isspace (*text))
    text++;
  length = strlen (text);
  while (length > 0 && g_ascii_isspace (text[length - 1]))
    length--;
  return length == 0 ? "" : g_string_chunk_insert_len (layer->text, text, (gssize)length);
}

const char *
lamp_import_fold (LampImportLayer *layer, const char *text)
{
  g_autofree char *folded = NULL;

  if (!layer->import->profile->node_fold)
    return text;
  folded = g_utf8_casefold (text, -1);
  return g_string_chunk_insert (layer->text, folded);
}

/* What the way leads to; `missed` becomes the key on it that is not there. */
static const char *
way_text (LampImportLayer *layer, OGRFeatureH feature, const LampWay *way, const char **missed)
{
  LampPoint at;

  return lamp_joins_walk (layer, way, lamp_import_field_text (layer, feature, way->field), missed, &at);
}

/* Of the first way that leads to a value. */
static const char *
column_text (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column)
{
  const GArray *ways = layer->ways[column];
  const char   *text = "";
  const char   *missed = NULL;

  for (guint i = 0; ways != NULL && i < ways->len && *text == '\0'; i++)
    text = way_text (layer, feature, &g_array_index (ways, LampWay, i), &missed);
  if (missed != NULL && *text == '\0')
    lamp_import_note (layer, LAMP_FINDING_UNJOINED, column, column == LAMP_COLUMN_ID ? "" : lamp_import_id (layer, feature), missed);
  return text;
}

/* What the profile says a value without meaning is; NULL when not known. */
static const char *
otherwise (const LampProfileColumn *from)
{
  return from->otherwise != NULL && *from->otherwise != '\0' ? from->otherwise : NULL;
}

/* Column and value, a line each; or only a word in the report, where the profile says what it is then. */
static void
note_strange (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column, const char *value)
{
  if (layer->what->columns[column].otherwise != NULL)
    lamp_import_note (layer, LAMP_FINDING_OTHERWISE, column, lamp_import_id (layer, feature), value);
  else
    g_hash_table_add (layer->strange, g_strdup_printf ("%02u\n%s", (guint)column, value));
}

const char *
lamp_import_word (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column, gboolean needed)
{
  const LampProfileColumn *from = &layer->what->columns[column];
  const char              *value = column_text (layer, feature, column);
  const char              *word = from->words != NULL ? lamp_profile_column_word (from, value) : NULL;

  if (word != NULL || (!needed && *value == '\0'))
    return word;
  note_strange (layer, feature, column, value);
  return otherwise (from);
}

const char *
lamp_import_text (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column)
{
  const LampProfileColumn *from = &layer->what->columns[column];
  const char              *value = column_text (layer, feature, column);
  const char              *word = from->words != NULL ? lamp_profile_column_word (from, value) : NULL;

  return word != NULL ? word : value;
}

/* With a decimal comma, points and blanks between digits part thousands. */
static gboolean
to_number (const char *text, char decimal, double *number)
{
  g_autofree char *plain = NULL;
  char            *end = NULL;

  if (decimal == ',')
    {
      char *out = NULL;

      out = plain = g_strdup (text);
      for (const char *at = text; *at != '\0'; at++)
        if (*at == ',')
          *out++ = '.';
        else if (*at != '.' && *at != ' ')
          *out++ = *at;
      *out = '\0';
      text = plain;
    }
  *number = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite ((float)*number);
}

double
lamp_import_number (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column)
{
  const LampProfileColumn *from = &layer->what->columns[column];
  const char              *value = column_text (layer, feature, column);
  const char              *word = from->words != NULL ? lamp_profile_column_word (from, value) : NULL;
  double                   number = 0.0;

  if (word == NULL && *value == '\0')
    return 0.0;
  if (!to_number (word != NULL ? word : value, word != NULL ? '.' : from->decimal, &number))
    {
      note_strange (layer, feature, column, value);
      word = otherwise (from);
      number = word != NULL ? g_ascii_strtod (word, NULL) : 0.0;
    }
  return isfinite ((float)(number * from->unit)) ? number * from->unit : 0.0;
}

static int
plain_flag (const char *value)
{
  static const char *const yes[] = { "1", "yes", "y", "true", "t", "on", NULL };
  static const char *const no[] = { "", "0", "no", "n", "false", "f", "off", NULL };
  g_autofree char         *lower = g_ascii_strdown (value, -1);

  return g_strv_contains (yes, lower) ? 1 : g_strv_contains (no, lower) ? 0
                                                                        : -1;
}

/* With words for one of the two, everything else is the other. */
gboolean
lamp_import_flag (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column)
{
  const LampProfileColumn *from = &layer->what->columns[column];
  const char              *value = column_text (layer, feature, column);
  const char              *word = NULL;
  gboolean                 has_yes = FALSE, has_no = FALSE;
  int                      plain = 0;

  if (from->words == NULL)
    {
      plain = plain_flag (value);
      if (plain < 0)
        note_strange (layer, feature, column, value);
      return plain == 1 || (plain < 0 && g_strcmp0 (from->otherwise, "yes") == 0);
    }

  word = lamp_profile_column_word (from, value);
  if (word != NULL)
    return g_str_equal (word, "yes");
  for (guint i = 0; i < from->words->len; i++)
    if (g_str_equal (g_array_index (from->words, LampProfileWord, i).word, "yes"))
      has_yes = TRUE;
    else
      has_no = TRUE;
  if (has_yes && has_no && *value != '\0')
    {
      note_strange (layer, feature, column, value);
      return g_strcmp0 (from->otherwise, "yes") == 0;
    }
  return has_no && !has_yes && *value != '\0';
}

const char *
lamp_import_id (LampImportLayer *layer, OGRFeatureH feature)
{
  const char      *id = layer->id != NULL ? layer->id : lamp_import_text (layer, feature, LAMP_COLUMN_ID);
  const char      *prefix = layer->what->id_prefix;
  g_autofree char *made = NULL;

  if (layer->id != NULL)
    return id;
  if (*id == '\0')
    {
      layer->n_unnamed++;
      made = g_strdup_printf ("%s#%" G_GINT64_FORMAT, layer->name, (gint64)OGR_F_GetFID (feature));
      lamp_import_note (layer, LAMP_FINDING_UNNAMED, LAMP_COLUMN_ID, made, "");
    }
  else if (prefix != NULL)
    made = g_strconcat (prefix, id, NULL);
  layer->id = made != NULL ? g_string_chunk_insert (layer->text, made) : id;
  return layer->id;
}

static const char *
to_node (LampImportLayer *layer, const char *name)
{
  const LampProfile *profile = layer->import->profile;
  const char        *folded = name;
  const char        *cut = NULL;

  if (*name == '\0' || (profile->node_none != NULL && g_strv_contains ((const char *const *)profile->node_none, name)))
    return "";
  folded = lamp_import_fold (layer, name);
  cut = profile->node_cut != NULL ? strstr (folded, profile->node_cut) : NULL;
  return cut != NULL ? g_string_chunk_insert_len (layer->text, folded, cut - folded) : folded;
}

/* Elements come first (profile.h sorts by role), so all of their nodes are known when customers and sources ask. */
static const char *
node_of_others (LampImportLayer *layer, OGRFeatureH feature)
{
  const GArray *ways = layer->ways[LAMP_COLUMN_NODE];
  const char   *found = "";
  const char   *missed = NULL;

  for (guint i = 0; ways != NULL && i < ways->len; i++)
    {
      const char *name = to_node (layer, way_text (layer, feature, &g_array_index (ways, LampWay, i), &missed));

      if (*name != '\0' && lamp_text_set_has (&layer->import->nodes, name))
        return name;
      if (*found == '\0')
        found = name;
    }
  if (missed != NULL)
    lamp_import_note (layer, LAMP_FINDING_UNJOINED, LAMP_COLUMN_NODE, lamp_import_id (layer, feature), missed);
  return found;
}

const char *
lamp_import_node (LampImportLayer *layer, OGRFeatureH feature, LampProfileColumnId column)
{
  const LampProfileColumn *from = &layer->what->columns[column];
  const char              *name = NULL;
  char                     buffer[64];

  if (layer->import->snap != NULL)
    return g_string_chunk_insert (layer->text, lamp_snap_node (layer->import->snap, layer->import->snap_item, column == LAMP_COLUMN_TO, buffer, sizeof buffer));
  if (column == LAMP_COLUMN_NODE && from->words == NULL && layer->ways[column] != NULL && layer->ways[column]->len > 1)
    return node_of_others (layer, feature);

  name = to_node (layer, lamp_import_text (layer, feature, column));
  if (layer->import->choosy && column != LAMP_COLUMN_NODE && *name != '\0')
    lamp_text_set_intern (&layer->import->nodes, name);
  return name;
}
