/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See profile-path.h.
 */
#include "config.h"

#include "grid/profile-path.h"

#include <string.h>

static void
hop_free (gpointer data)
{
  LampProfileHop *hop = data;

  g_free (hop->layer);
  g_free (hop->match);
  g_free (hop->where);
  g_free (hop->field);
  g_free (hop);
}

static void
path_free (gpointer data)
{
  LampProfilePath *path = data;

  g_free (path->field);
  g_ptr_array_unref (path->hops);
  g_free (path);
}

/* Split where `mark` stands outside of brackets; a filter in them may hold anything but a bracket. */
static GPtrArray *
split (const char *text, const char *mark)
{
  GPtrArray  *parts = g_ptr_array_new_with_free_func (g_free);
  const char *start = text;
  gboolean    inside = FALSE;

  for (const char *at = text;; at++)
    {
      inside = *at == '[' || (inside && *at != ']' && *at != '\0');
      if (*at != '\0' && (inside || !g_str_has_prefix (at, mark)))
        continue;
      g_ptr_array_add (parts, g_strstrip (g_strndup (start, (gsize)(at - start))));
      if (*at == '\0')
        return parts;
      at += strlen (mark) - 1;
      start = at + 1;
    }
}

/* LAYER.KEY or LAYER.KEY[FILTER]; a layer may have points in its name, a key has none. NULL: neither. */
static LampProfileHop *
parse_hop (const char *text)
{
  g_autofree char *name = g_strdup (text);
  char            *bracket = strchr (name, '[');
  char            *dot = NULL;
  LampProfileHop  *hop = NULL;

  if (bracket != NULL && !g_str_has_suffix (bracket, "]"))
    return NULL;
  if (bracket != NULL)
    {
      *bracket++ = '\0';
      bracket[strlen (bracket) - 1] = '\0';
    }
  dot = strrchr (name, '.');
  if (dot == NULL)
    return NULL;
  *dot = '\0';
  if (*g_strstrip (name) == '\0' || *g_strstrip (dot + 1) == '\0' || (bracket != NULL && *g_strstrip (bracket) == '\0'))
    return NULL;

  hop = g_new0 (LampProfileHop, 1);
  hop->layer = g_strdup (name);
  hop->match = g_strdup (dot + 1);
  hop->where = g_strdup (bracket);
  return hop;
}

/* Fields and layers take turns. */
static LampProfilePath *
parse_path (const char *text, gboolean to_place)
{
  g_autoptr (GPtrArray) parts = split (text, "->");
  LampProfilePath *path = g_new0 (LampProfilePath, 1);
  LampProfileHop  *hop = NULL;
  gboolean         good = parts->len % 2 == (to_place ? 0u : 1u);

  path->hops = g_ptr_array_new_with_free_func (hop_free);
  path->field = g_strdup (parts->pdata[0]);
  for (guint i = 0; i < parts->len && good; i++)
    {
      good = *(const char *)parts->pdata[i] != '\0';
      if (good && i % 2 == 1)
        {
          hop = parse_hop (parts->pdata[i]);
          good = hop != NULL;
          if (good)
            g_ptr_array_add (path->hops, hop);
        }
      else if (good && i > 0)
        hop->field = g_strdup (parts->pdata[i]);
    }
  if (!good)
    g_clear_pointer (&path, path_free);
  return path;
}

GPtrArray *
lamp_profile_paths_parse (const char *text, gboolean to_place)
{
  g_autoptr (GPtrArray) parts = split (text, ";");
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (path_free);

  for (guint i = 0; i < parts->len; i++)
    {
      LampProfilePath *path = NULL;

      if (*(const char *)parts->pdata[i] == '\0' && parts->len > 1)
        continue;
      path = parse_path (parts->pdata[i], to_place);
      if (path == NULL)
        return NULL;
      g_ptr_array_add (paths, path);
    }
  return paths->len > 0 ? g_steal_pointer (&paths) : NULL;
}
