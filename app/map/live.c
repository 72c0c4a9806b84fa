/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See live.h. Lists are mirrored, so that what left can be let go of; what is on the map of it is for live-things.c.
 */
#include "map/live-private.h"

#include "map/live-place.h"

#include <math.h>

G_DEFINE_FINAL_TYPE (LampLive, lamp_live, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
changed (LampLive *self, gboolean stills, gboolean crews)
{
  self->stills_old = self->stills_old || stills;
  self->crews_old = self->crews_old || crews;
  self->still_version += stills;
  self->version++;
  g_signal_emit (self, signals[CHANGED], 0);
}

/* What is of this source is old. */
static void
source_changed (LampLiveSource *source)
{
  gboolean crews = source == &source->live->sources[LAMP_SELECT_CREW];

  changed (source->live, !crews, crews);
}

static void
record_changed_cb (LampItem *item, GParamSpec *pspec, LampLiveSource *source)
{
  source_changed (source);
}

static void
let_go (LampLiveSource *source, guint position)
{
  LampItem *item = g_ptr_array_index (source->items, position);

  g_signal_handlers_disconnect_by_func (item, record_changed_cb, source);
  if (source == &source->live->sources[LAMP_SELECT_CREW])
    g_hash_table_remove (source->live->tracks, lamp_item_get_id (item));
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  LampLiveSource *source = user_data;

  for (guint i = 0; i < removed; i++)
    let_go (source, position + i);
  if (removed > 0)
    g_ptr_array_remove_range (source->items, position, removed);
  if (added > 0)
    {
      guint tail = source->items->len - position;

      g_ptr_array_set_size (source->items, (int)(source->items->len + added));
      memmove (source->items->pdata + position + added, source->items->pdata + position, sizeof (gpointer) * tail);
    }
  for (guint i = 0; i < added; i++)
    {
      LampItem *item = g_list_model_get_item (model, position + i);

      source->items->pdata[position + i] = item;
      g_signal_connect (item, "notify::record", G_CALLBACK (record_changed_cb), source);
    }
  source_changed (source);
}

static void
clear_source (LampLiveSource *source)
{
  if (source->model != NULL)
    g_signal_handlers_disconnect_by_func (source->model, items_changed_cb, source);
  for (guint i = 0; i < source->items->len; i++)
    let_go (source, i);
  g_ptr_array_set_size (source->items, 0);
  g_clear_object (&source->model);
}

static void
lamp_live_dispose (GObject *object)
{
  LampLive *self = LAMP_LIVE (object);

  lamp_live_forget_things (self);
  for (guint kind = 0; kind < G_N_ELEMENTS (self->sources); kind++)
    clear_source (&self->sources[kind]);
  g_clear_pointer (&self->network, lamp_network_unref);
  G_OBJECT_CLASS (lamp_live_parent_class)->dispose (object);
}

static void
lamp_live_finalize (GObject *object)
{
  LampLive *self = LAMP_LIVE (object);

  for (guint kind = 0; kind < G_N_ELEMENTS (self->sources); kind++)
    g_ptr_array_unref (self->sources[kind].items);
  g_array_unref (self->things);
  g_array_unref (self->stills);
  g_array_unref (self->crews);
  g_hash_table_unref (self->tracks);
  G_OBJECT_CLASS (lamp_live_parent_class)->finalize (object);
}

static void
lamp_live_class_init (LampLiveClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_live_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_live_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_live_init (LampLive *self)
{
  for (guint kind = 0; kind < G_N_ELEMENTS (self->sources); kind++)
    self->sources[kind] = (LampLiveSource){ .live = self, .items = g_ptr_array_new_with_free_func (g_object_unref), .shown = TRUE };
  self->tracks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->things = g_array_new (FALSE, FALSE, sizeof (LampThing));
  self->stills = g_array_new (FALSE, FALSE, sizeof (LampThing));
  self->crews = g_array_new (FALSE, FALSE, sizeof (LampThing));
  g_array_set_clear_func (self->stills, lamp_live_clear_thing);
  g_array_set_clear_func (self->crews, lamp_live_clear_thing);
  self->until_usec = G_MAXINT64;
  self->clock_speed = 1.0;
}

LampLive *
lamp_live_new (void)
{
  return g_object_new (LAMP_TYPE_LIVE, NULL);
}

void
lamp_live_set_model (LampLive *self, LampSelectKind kind, GListModel *model)
{
  LampLiveSource *source;

  g_return_if_fail (LAMP_IS_LIVE (self) && kind >= LAMP_SELECT_OUTAGE && kind <= LAMP_SELECT_SITE);

  source = &self->sources[kind];
  if (source->model == model)
    return;
  lamp_live_forget_things (self);
  clear_source (source);
  if (model != NULL)
    {
      source->model = g_object_ref (model);
      g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), source);
      items_changed_cb (model, 0, 0, g_list_model_get_n_items (model), source);
    }
  source_changed (source);
}

GListModel *
lamp_live_get_model (LampLive *self, LampSelectKind kind)
{
  g_return_val_if_fail (LAMP_IS_LIVE (self) && kind >= LAMP_SELECT_OUTAGE && kind <= LAMP_SELECT_SITE, NULL);
  return self->sources[kind].model;
}

void
lamp_live_set_network (LampLive *self, LampNetwork *network)
{
  g_return_if_fail (LAMP_IS_LIVE (self));

  if (self->network == network)
    return;
  g_clear_pointer (&self->network, lamp_network_unref);
  self->network = network != NULL ? lamp_network_ref (network) : NULL;
  changed (self, TRUE, TRUE);
}

void
lamp_live_set_shown (LampLive *self, LampSelectKind kind, gboolean shown)
{
  g_return_if_fail (LAMP_IS_LIVE (self) && kind >= LAMP_SELECT_OUTAGE && kind <= LAMP_SELECT_SITE);

  if (self->sources[kind].shown == shown)
    return;
  self->sources[kind].shown = shown;
  source_changed (&self->sources[kind]);
}

void
lamp_live_set_stale (LampLive *self, gboolean stale)
{
  g_return_if_fail (LAMP_IS_LIVE (self));

  if (self->stale == stale)
    return;
  self->stale = stale;
  changed (self, TRUE, TRUE);
}

void
lamp_live_set_clock (LampLive *self, gint64 now_usec, double speed)
{
  gboolean back;

  g_return_if_fail (LAMP_IS_LIVE (self));

  back = now_usec < self->clock_usec;
  self->clock_usec = now_usec;
  self->clock_speed = speed;
  self->clock_set_usec = g_get_monotonic_time ();
  changed (self, back || now_usec >= self->until_usec, TRUE); /* ages grow */
}

gint64
lamp_live_get_now (LampLive *self)
{
  if (self->clock_set_usec == 0)
    return g_get_real_time ();
  return self->clock_usec + (gint64)((double)(g_get_monotonic_time () - self->clock_set_usec) * self->clock_speed);
}

double
lamp_live_get_speed (LampLive *self)
{
  return self->clock_speed;
}

const LampThing *
lamp_live_get_things (LampLive *self, guint *n)
{
  lamp_live_renew (self);
  *n = self->things->len;
  return (const LampThing *)(void *)self->things->data;
}

const LampThing *
lamp_live_find (LampLive *self, LampSelectKind kind, const char *id)
{
  lamp_live_renew (self);
  for (guint i = 0; i < self->things->len; i++)
    {
      const LampThing *thing = &g_array_index (self->things, LampThing, i);

      if (thing->kind == kind && g_strcmp0 (thing->id, id) == 0)
        return thing;
    }
  return NULL;
}

gboolean
lamp_live_locate (LampLive *self, LampSelectKind kind, const char *id, LampWorld *at)
{
  const LampThing *thing;
  const GPtrArray *items;

  g_return_val_if_fail (LAMP_IS_LIVE (self) && kind >= LAMP_SELECT_OUTAGE && kind <= LAMP_SELECT_SITE, FALSE);

  thing = lamp_live_find (self, kind, id);
  if (thing != NULL)
    {
      *at = thing->at;
      return TRUE;
    }
  items = self->sources[kind].items;
  for (guint i = 0; i < items->len; i++)
    {
      LampItem *item = g_ptr_array_index (items, i);

      if (g_strcmp0 (lamp_item_get_id (item), id) == 0)
        return lamp_item_get_record (item) != NULL && lamp_live_place (kind, lamp_item_get_record (item), self->network, at);
    }
  return FALSE;
}

guint64
lamp_live_get_version (LampLive *self)
{
  return self->version;
}

guint64
lamp_live_get_still_version (LampLive *self)
{
  return self->still_version;
}

gboolean
lamp_live_advance (LampLive *self)
{
  gint64   now = lamp_live_get_now (self);
  gboolean moving = FALSE;

  lamp_live_renew (self);
  for (guint i = 0; i < self->things->len; i++)
    {
      LampThing *thing = &g_array_index (self->things, LampThing, i);

      if (thing->motion == NULL)
        continue;
      thing->at = lamp_motion_at (thing->motion, now);
      moving = moving || lamp_motion_is_moving (thing->motion, now);
    }
  return moving;
}

double
lamp_live_get_pace (LampLive *self)
{
  gint64 now = lamp_live_get_now (self);
  double pace = 0.0;

  lamp_live_renew (self);
  for (guint i = 0; i < self->crews->len; i++)
    {
      const LampMotion *motion = g_array_index (self->crews, LampThing, i).motion;

      if (lamp_motion_is_moving (motion, now))
        pace = MAX (pace, hypot (motion->x1 - motion->x0, motion->y1 - motion->y0) / (double)(motion->end_usec - motion->start_usec));
    }
  return pace * 1e6 * self->clock_speed;
}
