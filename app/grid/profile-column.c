/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The keys of one column: the field it comes from, its unit, its decimal mark, our words for its values. Keys nobody knows
 * are refused: a mistyped key would otherwise lose a column in silence.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/profile-private.h"
#include "grid/profile-path.h"
#include "grid/region-layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Ours are m, kV, A or kVA, kW, s and min. */
static const struct
{
  LampProfileColumnId column;
  const char         *unit;
  double              factor;
} units[] = {
  { LAMP_COLUMN_LENGTH, "m", 1.0 },
  { LAMP_COLUMN_LENGTH, "km", 1000.0 },
  { LAMP_COLUMN_LENGTH, "ft", 0.3048 },
  { LAMP_COLUMN_LENGTH, "mi", 1609.344 },
  { LAMP_COLUMN_KV, "kV", 1.0 },
  { LAMP_COLUMN_KV, "V", 0.001 },
  { LAMP_COLUMN_RATING, "A", 1.0 },
  { LAMP_COLUMN_RATING, "kA", 1000.0 },
  { LAMP_COLUMN_RATING, "kVA", 1.0 },
  { LAMP_COLUMN_RATING, "VA", 0.001 },
  { LAMP_COLUMN_RATING, "MVA", 1000.0 },
  { LAMP_COLUMN_KW, "kW", 1.0 },
  { LAMP_COLUMN_KW, "W", 0.001 },
  { LAMP_COLUMN_KW, "MW", 1000.0 },
  { LAMP_COLUMN_CONTRACT, "kVA", 1.0 },
  { LAMP_COLUMN_CONTRACT, "MVA", 1000.0 },
  { LAMP_COLUMN_CRITICAL, "kW", 1.0 },
  { LAMP_COLUMN_CRITICAL, "MW", 1000.0 },
  { LAMP_COLUMN_BACKUP_START, "s", 1.0 },
  { LAMP_COLUMN_BACKUP_START, "min", 60.0 },
  { LAMP_COLUMN_BACKUP_AUTONOMY, "min", 1.0 },
  { LAMP_COLUMN_BACKUP_AUTONOMY, "h", 60.0 },
};

static void
word_clear (gpointer data)
{
  LampProfileWord *word = data;

  g_free (word->word);
  g_strfreev (word->values);
}

static gboolean
word_fits (LampProfileRole role, LampValueType type, const char *word)
{
  double           value = 0.0;
  LampVoltageClass voltage = LAMP_VOLTAGE_LOW;
  LampSiteClass    site_class = LAMP_SITE_ORDINARY;
  LampElementKind  kind = LAMP_ELEMENT_N_KINDS;

  switch (type)
    {
    case LAMP_VALUE_NUMBER:
      return lamp_profile_number (word, &value);
    case LAMP_VALUE_FLAG:
      return g_str_equal (word, "yes") || g_str_equal (word, "no");
    case LAMP_VALUE_VOLTAGE:
      return lamp_voltage_class_from_string (word, &voltage);
    case LAMP_VALUE_CLASS:
      return lamp_site_class_from_string (word, &site_class);
    case LAMP_VALUE_KIND:
      kind = lamp_element_kind_from_string (word);
      if (role == LAMP_ROLE_DEVICES)
        return kind < LAMP_ELEMENT_N_KINDS && lamp_element_kind_is_switch (kind);
      return role == LAMP_ROLE_SITES || kind == LAMP_ELEMENT_TRANSFORMER || kind == LAMP_ELEMENT_REGULATOR;
    case LAMP_VALUE_PLACE:
      return FALSE;
    case LAMP_VALUE_TEXT:
    default:
      return TRUE;
    }
}

static gboolean
read_unit (LampProfileReader *reader, LampProfileLayer *layer, LampProfileColumnId id, const char *key, GError **error)
{
  g_autofree char *unit = lamp_profile_dup_text (reader, key);

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (units[i].column == id && g_strcmp0 (units[i].unit, unit) == 0)
      {
        layer->columns[id].unit = units[i].factor;
        return TRUE;
      }
  return lamp_profile_wrong (reader, error, _ ("“%s” is no unit this program knows for “%s”"), unit != NULL ? unit : "", lamp_column_rules[id].key);
}

static gboolean
read_decimal (LampProfileReader *reader, LampProfileColumn *column, const char *key, GError **error)
{
  g_autofree char *mark = lamp_profile_dup_text (reader, key);

  if (g_strcmp0 (mark, ",") != 0 && g_strcmp0 (mark, ".") != 0)
    return lamp_profile_wrong (reader, error, _ ("the key “%s” is “,” or “.”"), key);
  column->decimal = *mark;
  return TRUE;
}

static gboolean
read_otherwise (LampProfileReader *reader, LampProfileLayer *layer, LampProfileColumnId id, const char *key, GError **error)
{
  g_autofree char *word = lamp_profile_dup_text (reader, key);

  if (lamp_column_rules[id].type == LAMP_VALUE_TEXT || lamp_column_rules[id].type == LAMP_VALUE_PLACE || (word == NULL && (lamp_column_rules[id].needed & 1u << layer->role) != 0) ||
      (word != NULL && !word_fits (layer->role, lamp_column_rules[id].type, word)))
    return lamp_profile_wrong (reader, error, _ ("“%s” in the key “%s” is not a word a region has for “%s”"), word != NULL ? word : "", key, lamp_column_rules[id].key);
  g_free (layer->columns[id].otherwise);
  layer->columns[id].otherwise = word != NULL ? g_steal_pointer (&word) : g_strdup ("");
  return TRUE;
}

static gboolean
read_paths (LampProfileReader *reader, LampProfileLayer *layer, LampProfileColumnId id, const char *key, GError **error)
{
  LampProfileColumn *column = &layer->columns[id];

  /* A key may stand there twice: the last one counts. */
  g_free (column->text);
  g_clear_pointer (&column->paths, g_ptr_array_unref);
  column->text = lamp_profile_dup_text (reader, key);
  if (column->text == NULL)
    return TRUE;
  column->paths = lamp_profile_paths_parse (column->text, lamp_column_rules[id].type == LAMP_VALUE_PLACE);
  if (column->paths != NULL)
    return TRUE;
  return lamp_profile_wrong (reader,
                             error,
                             lamp_column_rules[id].type == LAMP_VALUE_PLACE
                                 ? _ ("“%s = %s” is no way to a place: write “FIELD -> LAYER.KEY”, with “-> FIELD -> LAYER.KEY” for each further step")
                                 : _ ("“%s = %s” is no way to a field: write “FIELD”, or “FIELD -> LAYER.KEY -> FIELD”"),
                             key,
                             column->text);
}

static gboolean
read_word (LampProfileReader *reader, LampProfileLayer *layer, LampProfileColumnId id, const char *key, const char *word, GError **error)
{
  LampProfileColumn *column = &layer->columns[id];
  LampProfileWord    entry = { NULL, NULL };

  if (!word_fits (layer->role, lamp_column_rules[id].type, word))
    return lamp_profile_wrong (reader, error, _ ("“%s” in the key “%s” is not a word a region has for “%s”"), word, key, lamp_column_rules[id].key);

  entry.word = g_strdup (word);
  entry.values = g_key_file_get_string_list (reader->file, reader->group, key, NULL, NULL);
  if (entry.values == NULL)
    entry.values = g_new0 (char *, 1);
  for (char **value = entry.values; *value != NULL; value++)
    g_strstrip (*value);
  if (column->words == NULL)
    {
      column->words = g_array_new (FALSE, FALSE, sizeof (LampProfileWord));
      g_array_set_clear_func (column->words, word_clear);
    }
  g_array_append_val (column->words, entry);
  return TRUE;
}

gboolean
lamp_profile_read_column (LampProfileReader *reader, LampProfileLayer *layer, const char *key, GError **error)
{
  const char *dot = strchr (key, '.');
  gsize       length = dot != NULL ? (gsize)(dot - key) : strlen (key);

  for (guint i = 0; i < LAMP_COLUMN_N; i++)
    {
      LampProfileColumn *column = &layer->columns[i];

      if (strlen (lamp_column_rules[i].key) != length || strncmp (lamp_column_rules[i].key, key, length) != 0 || (lamp_column_rules[i].roles & 1u << layer->role) == 0)
        continue;
      if (dot == NULL)
        return read_paths (reader, layer, (LampProfileColumnId)i, key, error);
      if (g_str_equal (dot, ".decimal") && lamp_column_rules[i].type == LAMP_VALUE_NUMBER)
        return read_decimal (reader, column, key, error);
      if (g_str_equal (dot, ".else"))
        return read_otherwise (reader, layer, (LampProfileColumnId)i, key, error);
      if (g_str_equal (dot, ".unit") && lamp_column_rules[i].type == LAMP_VALUE_NUMBER)
        return read_unit (reader, layer, (LampProfileColumnId)i, key, error);
      return read_word (reader, layer, (LampProfileColumnId)i, key, dot + 1, error);
    }
  return lamp_profile_wrong (reader, error, _ ("the key “%s” is not one of a layer that becomes %s"), key, lamp_profile_role_to_string (layer->role));
}
