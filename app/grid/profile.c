/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a profile and saying what is wrong with it. See profile.h. Keys nobody knows are refused: a mistyped key would
 * otherwise lose a column in silence.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/profile-path.h"
#include "grid/profile.h"
#include "grid/region-layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HEAD "profile"
#define MAX_SNAP_M 100.0

typedef enum {
  VALUE_TEXT,
  VALUE_NUMBER,
  VALUE_FLAG,
  VALUE_KIND,
  VALUE_VOLTAGE,
  VALUE_CLASS,
  VALUE_PLACE,
} ValueType;

#define IN(role) (1u << LAMP_ROLE_##role)
#define ELEMENTS (IN (LINES) | IN (DEVICES) | IN (TRANSFORMERS))
#define EVERYTHING ((1u << LAMP_ROLE_N) - 1)

typedef struct
{
  const char *key;
  ValueType   type;
  guint       roles;  /* where it may stand */
  guint       needed; /* where it must */
} Column;

static const Column columns[LAMP_COLUMN_N] = {
  [LAMP_COLUMN_ID] = { "id", VALUE_TEXT, EVERYTHING, EVERYTHING },
  [LAMP_COLUMN_NAME] = { "name", VALUE_TEXT, EVERYTHING & ~IN (CUSTOMERS), 0 },
  [LAMP_COLUMN_KIND] = { "kind", VALUE_KIND, IN (DEVICES) | IN (TRANSFORMERS) | IN (SITES), IN (DEVICES) },
  [LAMP_COLUMN_FROM] = { "from", VALUE_TEXT, ELEMENTS, 0 },
  [LAMP_COLUMN_TO] = { "to", VALUE_TEXT, ELEMENTS, 0 },
  [LAMP_COLUMN_NODE] = { "node", VALUE_TEXT, IN (CUSTOMERS) | IN (SOURCES) | IN (SITES), 0 },
  [LAMP_COLUMN_FEEDER] = { "feeder", VALUE_TEXT, ELEMENTS | IN (SITES), 0 },
  [LAMP_COLUMN_SOURCE] = { "source", VALUE_TEXT, IN (FEEDERS), 0 },
  [LAMP_COLUMN_PHASES] = { "phases", VALUE_TEXT, ELEMENTS, 0 },
  [LAMP_COLUMN_VOLTAGE] = { "voltage", VALUE_VOLTAGE, ELEMENTS, 0 },
  [LAMP_COLUMN_KV] = { "kv", VALUE_NUMBER, ELEMENTS | IN (SOURCES), 0 },
  [LAMP_COLUMN_NORMALLY_OPEN] = { "normally-open", VALUE_FLAG, ELEMENTS, 0 },
  [LAMP_COLUMN_UNDERGROUND] = { "underground", VALUE_FLAG, ELEMENTS, 0 },
  [LAMP_COLUMN_TELEMETERED] = { "telemetered", VALUE_FLAG, IN (DEVICES) | IN (TRANSFORMERS), 0 },
  [LAMP_COLUMN_SERVICE_DROP] = { "service-drop", VALUE_FLAG, IN (LINES), 0 },
  [LAMP_COLUMN_LENGTH] = { "length", VALUE_NUMBER, IN (LINES), 0 },
  [LAMP_COLUMN_RATING] = { "rating", VALUE_NUMBER, ELEMENTS, 0 },
  [LAMP_COLUMN_KW] = { "kw", VALUE_NUMBER, IN (CUSTOMERS), 0 },
  [LAMP_COLUMN_ACCOUNT] = { "account", VALUE_TEXT, IN (SITES), 0 },
  [LAMP_COLUMN_CLASS] = { "class", VALUE_CLASS, IN (SITES), 0 },
  [LAMP_COLUMN_CONTRACT] = { "contract", VALUE_NUMBER, IN (SITES), 0 },
  [LAMP_COLUMN_CRITICAL] = { "critical", VALUE_NUMBER, IN (SITES), 0 },
  [LAMP_COLUMN_BACKUP_KIND] = { "backup-kind", VALUE_TEXT, IN (SITES), 0 },
  [LAMP_COLUMN_BACKUP_START] = { "backup-start", VALUE_NUMBER, IN (SITES), 0 },
  [LAMP_COLUMN_BACKUP_AUTONOMY] = { "backup-autonomy", VALUE_NUMBER, IN (SITES), 0 },
  [LAMP_COLUMN_VERIFIED] = { "verified", VALUE_TEXT, IN (SITES), 0 },
  [LAMP_COLUMN_PLACE] = { "place", VALUE_PLACE, EVERYTHING & ~IN (FEEDERS), 0 },
  [LAMP_COLUMN_PLACE_TO] = { "place-to", VALUE_PLACE, IN (LINES), 0 },
};

static const char *const roles[LAMP_ROLE_N] = { "lines", "devices", "transformers", "customers", "sources", "feeders", "sites", "depots" };

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

const char *
lamp_profile_role_to_string (LampProfileRole role)
{
  g_return_val_if_fail (role < LAMP_ROLE_N, NULL);
  return roles[role];
}

const char *
lamp_profile_column_to_string (LampProfileColumnId column)
{
  g_return_val_if_fail (column < LAMP_COLUMN_N, NULL);
  return columns[column].key;
}

gboolean
lamp_profile_role_is_element (LampProfileRole role)
{
  return ((1u << role) & ELEMENTS) != 0;
}

gboolean
lamp_profile_column_is_given (const LampProfileColumn *column)
{
  return column->text != NULL || column->words != NULL;
}

gboolean
lamp_profile_column_is_needed (LampProfileColumnId column, LampProfileRole role)
{
  return (columns[column].needed & 1u << role) != 0;
}

const char *
lamp_profile_column_word (const LampProfileColumn *column, const char *value)
{
  for (guint i = 0; i < column->words->len; i++)
    {
      const LampProfileWord *word = &g_array_index (column->words, LampProfileWord, i);

      if (g_strv_contains ((const char *const *)word->values, value))
        return word->word;
    }
  for (guint i = 0; i < column->words->len; i++)
    {
      const LampProfileWord *word = &g_array_index (column->words, LampProfileWord, i);

      for (char **pattern = word->values; *pattern != NULL; pattern++)
        if (strpbrk (*pattern, "*?") != NULL && g_pattern_match_simple (*pattern, value))
          return word->word;
    }
  return NULL;
}

static void
word_clear (gpointer data)
{
  LampProfileWord *word = data;

  g_free (word->word);
  g_strfreev (word->values);
}

static void
layer_free (gpointer data)
{
  LampProfileLayer *layer = data;

  for (guint i = 0; i < LAMP_COLUMN_N; i++)
    {
      g_free (layer->columns[i].text);
      g_free (layer->columns[i].otherwise);
      g_clear_pointer (&layer->columns[i].paths, g_ptr_array_unref);
      g_clear_pointer (&layer->columns[i].words, g_array_unref);
    }
  g_free (layer->group);
  g_free (layer->layer);
  g_strfreev (layer->layers);
  g_free (layer->where);
  g_free (layer->id_prefix);
  g_free (layer);
}

void
lamp_profile_free (LampProfile *profile)
{
  if (profile == NULL)
    return;
  g_free (profile->path);
  g_free (profile->name);
  g_free (profile->region);
  g_free (profile->crs);
  g_free (profile->node_cut);
  g_strfreev (profile->node_none);
  g_strfreev (profile->options);
  g_ptr_array_unref (profile->layers);
  g_free (profile);
}

/* While reading; `group` for messages. */
typedef struct
{
  LampProfile *profile;
  GKeyFile    *file;
  const char  *group;
} Reader;

static gboolean G_GNUC_PRINTF (3, 4)
    wrong (Reader *reader, GError **error, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list          arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, LAMP_GRID_ERROR, LAMP_GRID_ERROR_PROFILE, _ ("The import profile “%s” is wrong in [%s]: %s; data/profiles.md describes all keys."), reader->profile->path, reader->group, what);
  return FALSE;
}

/* The items of a list, without empty ones and what is blank around them; NULL when there is none. */
static char **
dup_list (Reader *reader, const char *key)
{
  g_auto (GStrv) items = g_key_file_get_string_list (reader->file, reader->group, key, NULL, NULL);
  g_autoptr (GStrvBuilder) list = g_strv_builder_new ();
  guint n = 0;

  for (char **item = items; item != NULL && *item != NULL; item++)
    if (*g_strstrip (*item) != '\0')
      {
        g_strv_builder_add (list, *item);
        n++;
      }
  return n > 0 ? g_strv_builder_end (list) : NULL;
}

/* NULL when absent or empty. */
static char *
dup_text (Reader *reader, const char *key)
{
  g_autofree char *text = g_key_file_get_string (reader->file, reader->group, key, NULL);

  if (text != NULL)
    g_strstrip (text);
  return text == NULL || *text == '\0' ? NULL : g_steal_pointer (&text);
}

static gboolean
number (const char *text, double *value)
{
  char *end = NULL;

  *value = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && *value >= 0.0 && *value < 1e12;
}

static gboolean
word_fits (LampProfileRole role, ValueType type, const char *word)
{
  double           value = 0.0;
  LampVoltageClass voltage = LAMP_VOLTAGE_LOW;
  LampSiteClass    site_class = LAMP_SITE_ORDINARY;
  LampElementKind  kind = LAMP_ELEMENT_N_KINDS;

  switch (type)
    {
    case VALUE_NUMBER:
      return number (word, &value);
    case VALUE_FLAG:
      return g_str_equal (word, "yes") || g_str_equal (word, "no");
    case VALUE_VOLTAGE:
      return lamp_voltage_class_from_string (word, &voltage);
    case VALUE_CLASS:
      return lamp_site_class_from_string (word, &site_class);
    case VALUE_KIND:
      kind = lamp_element_kind_from_string (word);
      if (role == LAMP_ROLE_DEVICES)
        return kind < LAMP_ELEMENT_N_KINDS && lamp_element_kind_is_switch (kind);
      return role == LAMP_ROLE_SITES || kind == LAMP_ELEMENT_TRANSFORMER || kind == LAMP_ELEMENT_REGULATOR;
    case VALUE_PLACE:
      return FALSE;
    case VALUE_TEXT:
    default:
      return TRUE;
    }
}

static gboolean
read_unit (Reader *reader, LampProfileLayer *layer, LampProfileColumnId id, const char *key, GError **error)
{
  g_autofree char *unit = dup_text (reader, key);

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (units[i].column == id && g_strcmp0 (units[i].unit, unit) == 0)
      {
        layer->columns[id].unit = units[i].factor;
        return TRUE;
      }
  return wrong (reader, error, _ ("“%s” is no unit this program knows for “%s”"), unit != NULL ? unit : "", columns[id].key);
}

static gboolean
read_decimal (Reader *reader, LampProfileColumn *column, const char *key, GError **error)
{
  g_autofree char *mark = dup_text (reader, key);

  if (g_strcmp0 (mark, ",") != 0 && g_strcmp0 (mark, ".") != 0)
    return wrong (reader, error, _ ("the key “%s” is “,” or “.”"), key);
  column->decimal = *mark;
  return TRUE;
}

static gboolean
read_otherwise (Reader *reader, LampProfileLayer *layer, LampProfileColumnId id, const char *key, GError **error)
{
  g_autofree char *word = dup_text (reader, key);

  if (columns[id].type == VALUE_TEXT || columns[id].type == VALUE_PLACE || (word == NULL && (columns[id].needed & 1u << layer->role) != 0) ||
      (word != NULL && !word_fits (layer->role, columns[id].type, word)))
    return wrong (reader, error, _ ("“%s” in the key “%s” is not a word a region has for “%s”"), word != NULL ? word : "", key, columns[id].key);
  g_free (layer->columns[id].otherwise);
  layer->columns[id].otherwise = word != NULL ? g_steal_pointer (&word) : g_strdup ("");
  return TRUE;
}

static gboolean
read_paths (Reader *reader, LampProfileLayer *layer, LampProfileColumnId id, const char *key, GError **error)
{
  LampProfileColumn *column = &layer->columns[id];

  /* A key may stand there twice: the last one counts. */
  g_free (column->text);
  g_clear_pointer (&column->paths, g_ptr_array_unref);
  column->text = dup_text (reader, key);
  if (column->text == NULL)
    return TRUE;
  column->paths = lamp_profile_paths_parse (column->text, columns[id].type == VALUE_PLACE);
  if (column->paths != NULL)
    return TRUE;
  return wrong (reader,
                error,
                columns[id].type == VALUE_PLACE
                    ? _ ("“%s = %s” is no way to a place: write “FIELD -> LAYER.KEY”, with “-> FIELD -> LAYER.KEY” for each further step")
                    : _ ("“%s = %s” is no way to a field: write “FIELD”, or “FIELD -> LAYER.KEY -> FIELD”"),
                key,
                column->text);
}

static gboolean
read_word (Reader *reader, LampProfileLayer *layer, LampProfileColumnId id, const char *key, const char *word, GError **error)
{
  LampProfileColumn *column = &layer->columns[id];
  LampProfileWord    entry = { NULL, NULL };

  if (!word_fits (layer->role, columns[id].type, word))
    return wrong (reader, error, _ ("“%s” in the key “%s” is not a word a region has for “%s”"), word, key, columns[id].key);

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

static gboolean
read_column (Reader *reader, LampProfileLayer *layer, const char *key, GError **error)
{
  const char *dot = strchr (key, '.');
  gsize       length = dot != NULL ? (gsize)(dot - key) : strlen (key);

  for (guint i = 0; i < LAMP_COLUMN_N; i++)
    {
      LampProfileColumn *column = &layer->columns[i];

      if (strlen (columns[i].key) != length || strncmp (columns[i].key, key, length) != 0 || (columns[i].roles & 1u << layer->role) == 0)
        continue;
      if (dot == NULL)
        return read_paths (reader, layer, (LampProfileColumnId)i, key, error);
      if (g_str_equal (dot, ".decimal") && columns[i].type == VALUE_NUMBER)
        return read_decimal (reader, column, key, error);
      if (g_str_equal (dot, ".else"))
        return read_otherwise (reader, layer, (LampProfileColumnId)i, key, error);
      if (g_str_equal (dot, ".unit") && columns[i].type == VALUE_NUMBER)
        return read_unit (reader, layer, (LampProfileColumnId)i, key, error);
      return read_word (reader, layer, (LampProfileColumnId)i, key, dot + 1, error);
    }
  return wrong (reader, error, _ ("the key “%s” is not one of a layer that becomes %s"), key, roles[layer->role]);
}

static gboolean
check_needed (Reader *reader, LampProfileLayer *layer, GError **error)
{
  for (guint i = 0; i < LAMP_COLUMN_N; i++)
    if ((columns[i].needed & 1u << layer->role) != 0 && !lamp_profile_column_is_given (&layer->columns[i]))
      return wrong (reader, error, _ ("the key “%s” is needed, it names the field"), columns[i].key);

  if (layer->columns[LAMP_COLUMN_KIND].text != NULL && layer->columns[LAMP_COLUMN_KIND].words == NULL && layer->role == LAMP_ROLE_DEVICES)
    return wrong (reader, error, _ ("“kind” needs its values, such as “kind.fuse = FU;CUT”"));
  return TRUE;
}

static gboolean
read_role (Reader *reader, LampProfileLayer *layer, GError **error)
{
  g_autofree char *becomes = dup_text (reader, "becomes");

  layer->layer = dup_text (reader, "layer");
  layer->layers = dup_list (reader, "layer");
  layer->where = dup_text (reader, "where");
  layer->id_prefix = dup_text (reader, "id-prefix");
  if (layer->layers == NULL)
    return wrong (reader, error, _ ("the key “layer” is needed, it names the source's layer"));
  if (becomes == NULL)
    return wrong (reader, error, _ ("the key “becomes” is needed, it says what the layer is taken for"));
  for (guint i = 0; i < LAMP_ROLE_N; i++)
    if (g_str_equal (becomes, roles[i]))
      {
        layer->role = (LampProfileRole)i;
        return TRUE;
      }
  return wrong (reader, error, _ ("“becomes = %s” is not lines, devices, transformers, customers, sources, feeders, sites or depots"), becomes);
}

/* An absent key is no. */
static gboolean
read_yes (Reader *reader, const char *key, gboolean *value, GError **error)
{
  g_autofree char *text = dup_text (reader, key);

  *value = g_strcmp0 (text, "yes") == 0;
  if (text != NULL && !*value && !g_str_equal (text, "no"))
    return wrong (reader, error, _ ("“%s” is yes or no"), key);
  return TRUE;
}

static gboolean
read_layer (Reader *reader, GError **error)
{
  static const char *const own[] = { "layer", "becomes", "where", "id-prefix", "optional", NULL };
  LampProfileLayer        *layer = g_new0 (LampProfileLayer, 1);
  g_auto (GStrv) keys = g_key_file_get_keys (reader->file, reader->group, NULL, NULL);

  layer->group = g_strdup (reader->group);
  for (guint i = 0; i < LAMP_COLUMN_N; i++)
    layer->columns[i] = (LampProfileColumn){ .unit = 1.0, .decimal = '.' };
  g_ptr_array_add (reader->profile->layers, layer);

  if (!read_role (reader, layer, error) || !read_yes (reader, "optional", &layer->optional, error))
    return FALSE;
  for (char **key = keys; *key != NULL; key++)
    if (!g_strv_contains (own, *key) && !read_column (reader, layer, *key, error))
      return FALSE;
  return check_needed (reader, layer, error);
}

static gboolean
read_head (Reader *reader, GError **error)
{
  static const char *const known[] = { "name", "region", "crs", "node-cut", "node-ignore-case", "node-none", "open-options", "snap-tolerance", NULL };
  LampProfile             *profile = reader->profile;
  g_autofree char         *snap = NULL;
  g_auto (GStrv) keys = NULL;

  reader->group = HEAD;
  if (!g_key_file_has_group (reader->file, HEAD))
    return wrong (reader, error, _ ("this group is needed, with the key “name”"));
  keys = g_key_file_get_keys (reader->file, HEAD, NULL, NULL);
  for (char **key = keys; *key != NULL; key++)
    if (!g_strv_contains (known, *key))
      return wrong (reader, error, _ ("the key “%s” is not known here"), *key);

  profile->name = dup_text (reader, "name");
  profile->region = dup_text (reader, "region");
  profile->crs = dup_text (reader, "crs");
  profile->node_cut = dup_text (reader, "node-cut");
  profile->node_none = dup_list (reader, "node-none");
  profile->options = dup_list (reader, "open-options");
  snap = dup_text (reader, "snap-tolerance");
  if (profile->name == NULL)
    return wrong (reader, error, _ ("the key “name” is needed, it says what data this is for"));
  if (!read_yes (reader, "node-ignore-case", &profile->node_fold, error))
    return FALSE;
  if (snap != NULL && (!number (snap, &profile->snap_m) || !(profile->snap_m > 0.0 && profile->snap_m <= MAX_SNAP_M)))
    return wrong (reader, error, _ ("“snap-tolerance” is a number of metres above 0 and up to 100"));
  return TRUE;
}

/* By names everywhere, or by places everywhere: half of each would join nothing to nothing. */
static gboolean
check_nodes (Reader *reader, GError **error)
{
  static const LampProfileColumnId ends[] = { LAMP_COLUMN_FROM, LAMP_COLUMN_TO, LAMP_COLUMN_NODE };
  LampProfile                     *profile = reader->profile;

  profile->by_geometry = profile->snap_m > 0.0;
  for (guint i = 0; i < profile->layers->len; i++)
    {
      const LampProfileLayer *layer = profile->layers->pdata[i];

      reader->group = layer->group;
      for (guint k = 0; k < G_N_ELEMENTS (ends); k++)
        {
          gboolean given = lamp_profile_column_is_given (&layer->columns[ends[k]]);

          if ((columns[ends[k]].roles & 1u << layer->role) == 0)
            continue;
          if (given && profile->by_geometry)
            return wrong (reader, error, _ ("with “snap-tolerance” nodes come from places, so “%s” cannot be given; leave one of the two out"), columns[ends[k]].key);
          if (!given && !profile->by_geometry)
            return wrong (reader, error, _ ("the key “%s” is needed, it names the field with the node (or give “snap-tolerance” in [profile])"), columns[ends[k]].key);
        }
    }
  return TRUE;
}

static int
by_role (gconstpointer a, gconstpointer b)
{
  const LampProfileLayer *first = *(LampProfileLayer *const *)a;
  const LampProfileLayer *second = *(LampProfileLayer *const *)b;

  return (int)first->role - (int)second->role;
}

static gboolean
read_profile (Reader *reader, GError **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (reader->file, NULL);
  gboolean has_elements = FALSE;

  if (!read_head (reader, error))
    return FALSE;
  for (char **group = groups; *group != NULL; group++)
    {
      reader->group = *group;
      if (!g_str_equal (*group, HEAD) && !read_layer (reader, error))
        return FALSE;
    }
  g_ptr_array_sort (reader->profile->layers, by_role); /* stable: a merge sort */
  for (guint i = 0; i < reader->profile->layers->len; i++)
    has_elements |= lamp_profile_role_is_element (((LampProfileLayer *)reader->profile->layers->pdata[i])->role);

  reader->group = HEAD;
  if (!has_elements)
    return wrong (reader, error, _ ("no group becomes lines, devices or transformers, so there would be no grid"));
  return check_nodes (reader, error);
}

/* A key file that is not UTF-8 loads all the same, and then lacks what is not. */
static gboolean
load_text (GKeyFile *file, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize            length = 0;

  if (!g_file_get_contents (path, &text, &length, error))
    return FALSE;
  if (!g_utf8_validate (text, (gssize)length, NULL))
    {
      g_set_error_literal (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_UNKNOWN_ENCODING, _ ("it is not UTF-8 text"));
      return FALSE;
    }
  return g_key_file_load_from_data (file, text, length, G_KEY_FILE_NONE, error);
}

LampProfile *
lamp_profile_load (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (LampProfile) profile = g_new0 (LampProfile, 1);
  g_autoptr (GError) reason = NULL;
  Reader reader = { profile, file, HEAD };

  g_return_val_if_fail (path != NULL, NULL);

  profile->path = g_strdup (path);
  profile->layers = g_ptr_array_new_with_free_func (layer_free);
  if (!load_text (file, path, &reason))
    {
      gboolean absent = g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT);

      g_set_error (error,
                   LAMP_GRID_ERROR,
                   absent ? LAMP_GRID_ERROR_NOT_FOUND : LAMP_GRID_ERROR_UNREADABLE,
                   absent ? _ ("There is no import profile “%s” (%s): check the path; data/profiles.md describes how to write one.")
                          : _ ("The import profile “%s” cannot be read (%s): correct it as data/profiles.md describes."),
                   path,
                   reason->message);
      return NULL;
    }

  return read_profile (&reader, error) ? g_steal_pointer (&profile) : NULL;
}
