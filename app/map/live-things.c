/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is on the map of what is live: made anew when anything changed and somebody asks for it, once a frame at most. Crews change every
 * second and are few; what stands still is many and is made anew only when it changed itself. See live.h.
 */
#include "map/live-private.h"

#include "map/live-looks.h"
#include "map/live-place.h"

void
lamp_live_clear_thing (gpointer data)
{
  g_free (((LampThing *)data)->label);
}

static const LampTrack *
follow (LampLive *self, const char *id, LampWorld at, gint64 fix_usec)
{
  LampTrack *track = g_hash_table_lookup (self->tracks, id);
  gint64     now = lamp_live_get_now (self);

  if (track == NULL)
    {
      track = g_new0 (LampTrack, 1);
      track->motion = LAMP_MOTION_NONE;
      g_hash_table_insert (self->tracks, g_strdup (id), track);
    }
  if (fix_usec == LAMP_UNKNOWN_TIME)
    fix_usec = now;
  lamp_motion_add (&track->motion, at, fix_usec, now);
  lamp_trail_add (&track->trail, at, fix_usec);
  return track;
}

/* FALSE: not on the map. */
static gboolean
fill (LampLive *self, LampThing *thing, gpointer record)
{
  gint64           now = lamp_live_get_now (self);
  const LampTrack *track;

  switch (thing->kind)
    {
    case LAMP_SELECT_OUTAGE:
      if (!lamp_look_at_outage (thing, record, now, self->stale))
        return FALSE;
      self->until_usec = MIN (self->until_usec, lamp_look_until (record));
      return TRUE;
    case LAMP_SELECT_SITE:
      return lamp_look_at_site (thing, record, self->sources[LAMP_SELECT_SITE].shown, self->stale);
    case LAMP_SELECT_CREW:
      if (!self->sources[LAMP_SELECT_CREW].shown)
        return FALSE;
      lamp_look_at_crew (thing, record, now, self->clock_speed, self->stale);
      track = follow (self, thing->id, thing->at, thing->fix_usec);
      thing->motion = &track->motion;
      thing->trail = &track->trail;
      if (thing->heading_unknown && lamp_motion_is_moving (thing->motion, now))
        thing->symbol.heading_deg = (int)lamp_motion_heading_deg (thing->motion);
      thing->symbol.moving = lamp_motion_is_moving (thing->motion, now);
      return TRUE;
    case LAMP_SELECT_NONE:
    case LAMP_SELECT_DEVICE:
    default:
      return FALSE;
    }
}

static gint
by_order (gconstpointer a, gconstpointer b)
{
  const LampThing *one = a, *other = b;

  if (one->order != other->order)
    return one->order < other->order ? -1 : 1;
  return g_strcmp0 (one->id, other->id);
}

static void
add_source (LampLive *self, GArray *things, LampSelectKind kind)
{
  const LampLiveSource *source = &self->sources[kind];

  for (guint i = 0; i < source->items->len; i++)
    {
      LampItem         *item = g_ptr_array_index (source->items, i);
      const LampRecord *record = lamp_item_get_record (item);
      LampThing         thing = { .kind = kind, .item = item, .id = lamp_item_get_id (item) };

      if (record == NULL || !lamp_live_place (kind, record, self->network, &thing.at))
        continue;
      if (fill (self, &thing, (gpointer)record))
        g_array_append_val (things, thing);
      else
        lamp_live_clear_thing (&thing);
    }
}

static void
merge (LampLive *self)
{
  guint  i = 0, j = 0;
  gint64 now = lamp_live_get_now (self);

  for (guint crew = 0; crew < self->crews->len; crew++)
    {
      LampThing *thing = &g_array_index (self->crews, LampThing, crew);

      thing->at = lamp_motion_at (thing->motion, now);
    }
  g_array_set_size (self->things, 0);
  while (i < self->stills->len || j < self->crews->len)
    {
      const LampThing *still = i < self->stills->len ? &g_array_index (self->stills, LampThing, i) : NULL;
      const LampThing *crew = j < self->crews->len ? &g_array_index (self->crews, LampThing, j) : NULL;
      gboolean         first = crew == NULL || (still != NULL && by_order (still, crew) <= 0);

      g_array_append_vals (self->things, first ? still : crew, 1);
      i += first;
      j += !first;
    }
}

void
lamp_live_renew (LampLive *self)
{
  if (!self->stills_old && !self->crews_old)
    return;
  if (self->stills_old)
    {
      g_array_set_size (self->stills, 0);
      self->until_usec = G_MAXINT64;
      add_source (self, self->stills, LAMP_SELECT_OUTAGE);
      add_source (self, self->stills, LAMP_SELECT_SITE);
      g_array_sort (self->stills, by_order);
    }
  if (self->crews_old)
    {
      g_array_set_size (self->crews, 0);
      add_source (self, self->crews, LAMP_SELECT_CREW);
      g_array_sort (self->crews, by_order);
    }
  self->stills_old = self->crews_old = FALSE;
  merge (self);
}

void
lamp_live_forget_things (LampLive *self)
{
  g_array_set_size (self->things, 0);
  g_array_set_size (self->stills, 0);
  g_array_set_size (self->crews, 0);
  self->stills_old = self->crews_old = TRUE;
}
