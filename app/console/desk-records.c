/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What lies on a desk: its lists, a record by its id, who works on what. Who goes to an outage is kept from change to change, for
 * every row of a list asks for it.
 */
#define G_LOG_DOMAIN "lamp-desk"
#include "config.h"

#include "console/desk-private.h"

#include "records/assignment.h"
#include "records/site.h"

void
lamp_desk_update_crewed (LampDesk *self)
{
  GListModel *list = lamp_watch_get_items (self->assignments);

  g_hash_table_remove_all (self->crewed);
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (list, i);
      const LampAssignment *record = lamp_item_get_record (item);
      LampItem             *older = NULL;

      if (!lamp_assignment_is_open (record) || record->outage == NULL)
        continue;
      older = g_hash_table_lookup (self->crewed, record->outage);
      if (older == NULL || record->assigned_usec < ((LampAssignment *)lamp_item_get_record (older))->assigned_usec)
        g_hash_table_replace (self->crewed, g_strdup (record->outage), g_steal_pointer (&item));
    }
  g_signal_emit_by_name (self, "assignments-changed");
}

GListModel *
lamp_desk_get_collection (LampDesk *self, const char *collection)
{
  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  return g_hash_table_lookup (self->lists, collection);
}

LampItem *
lamp_desk_lookup (LampDesk *self, const char *collection, const char *id)
{
  GListModel *list = NULL;

  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  if (id == NULL)
    return NULL;
  if (self->session != NULL)
    return lamp_session_lookup (self->session, collection, id);
  list = lamp_desk_get_collection (self, collection);
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (list, i);

      if (g_strcmp0 (lamp_item_get_id (item), id) == 0)
        return item; /* borrowed: the list holds it */
    }
  return NULL;
}

const char *
lamp_desk_get_urgent_site (LampDesk *self, const LampOutage *outage)
{
  LampItem       *item = lamp_desk_lookup (self, "sites", outage->rank_site);
  const LampSite *site = item != NULL ? lamp_item_get_record (item) : NULL;

  return site != NULL ? site->name : NULL;
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const LampAssignment *x = lamp_item_get_record (*(LampItem **)a);
  const LampAssignment *y = lamp_item_get_record (*(LampItem **)b);

  return (x->assigned_usec < y->assigned_usec) - (x->assigned_usec > y->assigned_usec);
}

GPtrArray *
lamp_desk_dup_assignments (LampDesk *self, const char *outage, const char *crew)
{
  GPtrArray  *found = g_ptr_array_new ();
  GListModel *list = NULL;

  g_return_val_if_fail (LAMP_IS_DESK (self), found);

  list = lamp_desk_get_collection (self, "assignments");
  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (list, i);
      const LampAssignment *record = lamp_item_get_record (item);

      if (lamp_assignment_is_open (record) && (outage == NULL || g_strcmp0 (record->outage, outage) == 0) &&
          (crew == NULL || g_strcmp0 (record->crew, crew) == 0))
        g_ptr_array_add (found, item);
    }
  g_ptr_array_sort (found, compare_newest_first);
  return found;
}

LampItem *
lamp_desk_get_crew_of_outage (LampDesk *self, const char *outage, LampItem **assignment)
{
  LampItem *oldest = NULL;

  g_return_val_if_fail (LAMP_IS_DESK (self), NULL);

  oldest = outage != NULL ? g_hash_table_lookup (self->crewed, outage) : NULL;
  if (assignment != NULL)
    *assignment = oldest;
  return oldest != NULL ? lamp_desk_lookup (self, "crews", ((LampAssignment *)lamp_item_get_record (oldest))->crew)
                        : NULL;
}
