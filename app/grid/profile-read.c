/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A profile as a whole: its head, a layer for each group, and what must hold between them. The keys of a layer's columns
 * are read in profile-column.c.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "grid/profile-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define HEAD "profile"
#define MAX_SNAP_M 100.0

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

static gboolean
check_needed (LampProfileReader *reader, LampProfileLayer *layer, GError **error)
{
  for (guint i = 0; i < LAMP_COLUMN_N; i++)
    if ((lamp_column_rules[i].needed & 1u << layer->role) != 0 && !lamp_profile_column_is_given (&layer->columns[i]))
      return lamp_profile_wrong (reader, error, _ ("the key “%s” is needed, it names the field"), lamp_column_rules[i].key);

  if (layer->columns[LAMP_COLUMN_KIND].text != NULL && layer->columns[LAMP_COLUMN_KIND].words == NULL && layer->role == LAMP_ROLE_DEVICES)
    return lamp_profile_wrong (reader, error, _ ("“kind” needs its values, such as “kind.fuse = FU;CUT”"));
  return TRUE;
}

static gboolean
read_role (LampProfileReader *reader, LampProfileLayer *layer, GError **error)
{
  g_autofree char *becomes = lamp_profile_dup_text (reader, "becomes");

  layer->layer = lamp_profile_dup_text (reader, "layer");
  layer->layers = lamp_profile_dup_list (reader, "layer");
  layer->where = lamp_profile_dup_text (reader, "where");
  layer->id_prefix = lamp_profile_dup_text (reader, "id-prefix");
  if (layer->layers == NULL)
    return lamp_profile_wrong (reader, error, _ ("the key “layer” is needed, it names the source's layer"));
  if (becomes == NULL)
    return lamp_profile_wrong (reader, error, _ ("the key “becomes” is needed, it says what the layer is taken for"));
  for (guint i = 0; i < LAMP_ROLE_N; i++)
    if (g_str_equal (becomes, lamp_profile_role_to_string ((LampProfileRole)i)))
      {
        layer->role = (LampProfileRole)i;
        return TRUE;
      }
  return lamp_profile_wrong (reader, error, _ ("“becomes = %s” is not lines, devices, transformers, customers, sources, feeders, sites or depots"), becomes);
}

static gboolean
read_layer (LampProfileReader *reader, GError **error)
{
  static const char *const own[] = { "layer", "becomes", "where", "id-prefix", "optional", NULL };
  LampProfileLayer        *layer = g_new0 (LampProfileLayer, 1);
  g_auto (GStrv) keys = g_key_file_get_keys (reader->file, reader->group, NULL, NULL);

  layer->group = g_strdup (reader->group);
  for (guint i = 0; i < LAMP_COLUMN_N; i++)
    layer->columns[i] = (LampProfileColumn){ .unit = 1.0, .decimal = '.' };
  g_ptr_array_add (reader->profile->layers, layer);

  if (!read_role (reader, layer, error) || !lamp_profile_read_yes (reader, "optional", &layer->optional, error))
    return FALSE;
  for (char **key = keys; *key != NULL; key++)
    if (!g_strv_contains (own, *key) && !lamp_profile_read_column (reader, layer, *key, error))
      return FALSE;
  return check_needed (reader, layer, error);
}

static gboolean
read_head (LampProfileReader *reader, GError **error)
{
  static const char *const known[] = { "name", "region", "crs", "node-cut", "node-ignore-case", "node-none", "open-options", "snap-tolerance", NULL };
  LampProfile             *profile = reader->profile;
  g_autofree char         *snap = NULL;
  g_auto (GStrv) keys = NULL;

  reader->group = HEAD;
  if (!g_key_file_has_group (reader->file, HEAD))
    return lamp_profile_wrong (reader, error, _ ("this group is needed, with the key “name”"));
  keys = g_key_file_get_keys (reader->file, HEAD, NULL, NULL);
  for (char **key = keys; *key != NULL; key++)
    if (!g_strv_contains (known, *key))
      return lamp_profile_wrong (reader, error, _ ("the key “%s” is not known here"), *key);

  profile->name = lamp_profile_dup_text (reader, "name");
  profile->region = lamp_profile_dup_text (reader, "region");
  profile->crs = lamp_profile_dup_text (reader, "crs");
  profile->node_cut = lamp_profile_dup_text (reader, "node-cut");
  profile->node_none = lamp_profile_dup_list (reader, "node-none");
  profile->options = lamp_profile_dup_list (reader, "open-options");
  snap = lamp_profile_dup_text (reader, "snap-tolerance");
  if (profile->name == NULL)
    return lamp_profile_wrong (reader, error, _ ("the key “name” is needed, it says what data this is for"));
  if (!lamp_profile_read_yes (reader, "node-ignore-case", &profile->node_fold, error))
    return FALSE;
  if (snap != NULL && (!lamp_profile_number (snap, &profile->snap_m) || !(profile->snap_m > 0.0 && profile->snap_m <= MAX_SNAP_M)))
    return lamp_profile_wrong (reader, error, _ ("“snap-tolerance” is a number of metres above 0 and up to 100"));
  return TRUE;
}

/* By names everywhere, or by places everywhere: half of each would join nothing to nothing. */
static gboolean
check_nodes (LampProfileReader *reader, GError **error)
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

          if ((lamp_column_rules[ends[k]].roles & 1u << layer->role) == 0)
            continue;
          if (given && profile->by_geometry)
            return lamp_profile_wrong (reader, error, _ ("with “snap-tolerance” nodes come from places, so “%s” cannot be given; leave one of the two out"), lamp_column_rules[ends[k]].key);
          if (!given && !profile->by_geometry)
            return lamp_profile_wrong (reader, error, _ ("the key “%s” is needed, it names the field with the node (or give “snap-tolerance” in [profile])"), lamp_column_rules[ends[k]].key);
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
read_profile (LampProfileReader *reader, GError **error)
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
    return lamp_profile_wrong (reader, error, _ ("no group becomes lines, devices or transformers, so there would be no grid"));
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
  LampProfileReader reader = { profile, file, HEAD };

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
