/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See base-map-list.h.
 */
#define G_LOG_DOMAIN "lamp-base-map-list"
#include "config.h"

#include "console/base-map-list.h"

#include "map/tile-server.h"

#define KEY "base-maps"
#define TYPE "a(sssu)" /* title, address, attribution, deepest zoom */

void
lamp_base_entry_free (LampBaseEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->title);
  g_free (entry->address);
  g_free (entry->attribution);
  g_free (entry);
}

gboolean
lamp_base_entry_is_server (const LampBaseEntry *entry)
{
  return !g_path_is_absolute (entry->address);
}

GPtrArray *
lamp_base_list_read (GSettings *settings)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify)lamp_base_entry_free);
  g_autoptr (GVariant) kept = g_settings_get_value (settings, KEY);
  GVariantIter iter;
  const char  *title, *address, *attribution;
  guint        most_zoom;

  g_variant_iter_init (&iter, kept);
  while (g_variant_iter_next (&iter, "(&s&s&su)", &title, &address, &attribution, &most_zoom))
    {
      LampBaseEntry *entry;

      if (!g_path_is_absolute (address) && !lamp_tile_server_check_url (address, NULL))
        continue;
      entry = g_new (LampBaseEntry, 1);
      *entry = (LampBaseEntry){ g_strdup (title), g_strdup (address), g_strdup (attribution), MIN (most_zoom, LAMP_TILE_SERVER_MOST_LEVEL) };
      g_ptr_array_add (list, entry);
    }
  return list;
}

const LampBaseEntry *
lamp_base_list_find (GPtrArray *list, const char *address)
{
  for (guint i = 0; i < list->len; i++)
    if (g_str_equal (((LampBaseEntry *)g_ptr_array_index (list, i))->address, address))
      return g_ptr_array_index (list, i);
  return NULL;
}

/* All but the one of `address`, and then `last`. */
static void
write_list (GSettings *settings, const char *address, const LampBaseEntry *last)
{
  g_autoptr (GPtrArray) list = lamp_base_list_read (settings);
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (TYPE));
  for (guint i = 0; i < list->len; i++)
    {
      const LampBaseEntry *entry = g_ptr_array_index (list, i);

      if (!g_str_equal (entry->address, address))
        g_variant_builder_add (&builder, "(sssu)", entry->title, entry->address, entry->attribution, entry->most_zoom);
    }
  if (last != NULL)
    g_variant_builder_add (&builder, "(sssu)", last->title, last->address, last->attribution, last->most_zoom);
  g_settings_set_value (settings, KEY, g_variant_builder_end (&builder));
}

void
lamp_base_list_add (GSettings *settings, const LampBaseEntry *entry)
{
  write_list (settings, entry->address, entry);
}

void
lamp_base_list_remove (GSettings *settings, const char *address)
{
  write_list (settings, address, NULL);
}
