/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See live.h. Lists are mirrored, so that what left can be let go of; the things are made anew when anything changed and
 * somebody asks for them: once a frame at most.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/live.h"

#include "records/crew.h"
#include "records/outage.h"
#include "records/site.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define STALE_AFTER_SEC 120.0 /* of real time, without a fix */
#define MOMENTARY_USEC (5 * 60 * G_USEC_PER_SEC)
#define MOMENTARY_SHOWN_USEC (10 * 60 * G_USEC_PER_SEC)

typedef struct
{
  LampLive   *live; /* borrowed */
  GListModel *model;
  GPtrArray  *items;
  gboolean    shown;
} Source;

struct _LampLive
{
  GObject     parent_instance;
  Source      sources[LAMP_SELECT_DEVICE];
  GHashTable *motions; /* crew id → LampMotion */
  GArray     *things;  /* LampThing */
  gboolean    old;
  gboolean    stale;
  guint64     version;
  gint64      clock_usec, clock_set_usec; /* the gateway's, and when it was set (monotonic); 0: never */
  double      clock_speed;
};

G_DEFINE_FINAL_TYPE (LampLive, lamp_live, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
changed (LampLive *self)
{
  self->old = TRUE;
  self->version++;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
clear_thing (gpointer data)
{
  g_free (((LampThing *)data)->label);
}

const char *
lamp_site_class_mark (const char *site_class)
{
  if (g_strcmp0 (site_class, "special") == 0)
    return C_ ("class of a key site: special", "S");
  if (g_strcmp0 (site_class, "first") == 0)
    return C_ ("class of a key site: first", "1");
  if (g_strcmp0 (site_class, "second") == 0)
    return C_ ("class of a key site: second", "2");
  if (g_strcmp0 (site_class, "temporary") == 0)
    return C_ ("class of a key site: temporary", "T");
  return "";
}

/* FALSE: not on the map. */
static gboolean
look_of_outage (const LampOutage *outage, gint64 now_usec, LampLook *look)
{
  if (g_strcmp0 (outage->status, "restored") == 0)
    {
      *look = LAMP_LOOK_OUTAGE_MOMENTARY;
      return outage->start_usec != LAMP_UNKNOWN_TIME && outage->restored_usec != LAMP_UNKNOWN_TIME &&
             outage->restored_usec - outage->start_usec <= MOMENTARY_USEC && now_usec - outage->restored_usec < MOMENTARY_SHOWN_USEC;
    }
  if (!lamp_outage_is_open (outage))
    return FALSE;
  if (outage->planned == 1)
    *look = LAMP_LOOK_OUTAGE_PLANNED;
  else
    *look = g_strcmp0 (outage->status, "predicted") == 0 ? LAMP_LOOK_OUTAGE_PREDICTED : LAMP_LOOK_OUTAGE_CONFIRMED;
  return TRUE;
}

static gboolean
fill_outage (LampLive *self, LampThing *thing, const LampOutage *outage)
{
  if (!look_of_outage (outage, lamp_live_get_now (self), &thing->symbol.look))
    return FALSE;
  thing->customers = MAX (outage->customers_out, 0);
  thing->symbol.stale = self->stale;
  thing->symbol.fresh = outage->acknowledged_by == NULL && lamp_outage_is_open (outage);
  /* By rank where there is one, else by customers. */
  thing->order = (guint64)1 << 60 | (guint64)(outage->rank > 0 ? outage->rank : G_MAXINT32 - CLAMP (thing->customers, 0, G_MAXINT32 / 2));
  return TRUE;
}

static LampLook
look_of_crew (const char *status)
{
  static const struct
  {
    const char *status;
    LampLook    look;
  } looks[] = {
    { "available", LAMP_LOOK_CREW_AVAILABLE },
    { "assigned", LAMP_LOOK_CREW_ASSIGNED },
    { "acknowledged", LAMP_LOOK_CREW_ASSIGNED },
    { "enroute", LAMP_LOOK_CREW_ENROUTE },
    { "onSite", LAMP_LOOK_CREW_ON_SITE },
    { "working", LAMP_LOOK_CREW_ON_SITE },
    { "suspended", LAMP_LOOK_CREW_SUSPENDED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (looks); i++)
    if (g_strcmp0 (status, looks[i].status) == 0)
      return looks[i].look;
  return LAMP_LOOK_CREW_OFF_SHIFT;
}

static LampMotion *
follow (LampLive *self, const char *id, LampWorld at, gint64 fix_usec)
{
  LampMotion *motion = g_hash_table_lookup (self->motions, id);
  gint64      now = lamp_live_get_now (self);

  if (motion == NULL)
    {
      motion = g_new (LampMotion, 1);
      *motion = LAMP_MOTION_NONE;
      g_hash_table_insert (self->motions, g_strdup (id), motion);
    }
  lamp_motion_add (motion, at, fix_usec != LAMP_UNKNOWN_TIME ? fix_usec : now, now);
  return motion;
}

static gboolean
fill_crew (LampLive *self, LampThing *thing, const LampCrew *crew)
{
  const char *name = crew->name != NULL ? crew->name : thing->id;
  double      age_s = crew->position_usec != LAMP_UNKNOWN_TIME ? (double)(lamp_live_get_now (self) - crew->position_usec) / 1e6 : 0.0;
  gboolean    off;

  thing->symbol.look = look_of_crew (crew->status);
  off = thing->symbol.look == LAMP_LOOK_CREW_OFF_SHIFT;
  if (!self->sources[LAMP_SELECT_CREW].shown)
    return FALSE;
  thing->motion = follow (self, thing->id, thing->at, crew->position_usec);
  thing->at = lamp_motion_at (thing->motion, lamp_live_get_now (self));
  thing->fix_usec = crew->position_usec;
  thing->symbol.heading_deg = isfinite (crew->heading_deg) ? (int)crew->heading_deg : 0;
  thing->symbol.stale = !off && (self->stale || age_s > STALE_AFTER_SEC * MAX (self->clock_speed, 1.0));
  if (thing->symbol.stale && age_s >= 60.0)
    {
      guint minutes = (guint)(MIN (age_s, 1e7) / 60.0);

      /* Translators: name of a crew, age of its position. */
      thing->label = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%s · %u min ago", "%s · %u min ago", minutes), name, minutes);
    }
  else
    thing->label = g_strdup (name);
  thing->order = (guint64)(off ? 5 : 2) << 60 | thing->symbol.look;
  return TRUE;
}

static gboolean
fill_site (LampLive *self, LampThing *thing, const LampSite *site)
{
  const char *state = site->supply_state != NULL ? site->supply_state : "normal";
  const char *mark = lamp_site_class_mark (site->site_class);

  thing->symbol.look = LAMP_LOOK_SITE;
  if (g_str_equal (state, "out"))
    thing->symbol.look = LAMP_LOOK_SITE_OUT;
  else if (g_str_equal (state, "onBackup"))
    thing->symbol.look = LAMP_LOOK_SITE_ON_BACKUP;
  else if (g_str_equal (state, "lastSource"))
    thing->symbol.look = LAMP_LOOK_SITE_LAST_SOURCE;
  thing->keep = thing->symbol.look == LAMP_LOOK_SITE_OUT || thing->symbol.look == LAMP_LOOK_SITE_ON_BACKUP;
  if (!thing->keep && !self->sources[LAMP_SELECT_SITE].shown)
    return FALSE;
  thing->symbol.stale = self->stale;
  g_strlcpy (thing->symbol.mark, mark, sizeof thing->symbol.mark);
  thing->label = g_strdup (site->name != NULL ? site->name : thing->id);
  thing->order = (guint64)(thing->keep ? 0 : thing->symbol.look == LAMP_LOOK_SITE_LAST_SOURCE ? 3
                                                                                              : 4)
                     << 60 |
                 (guint64)(mark[0] == '\0' ? 9 : 1);
  return TRUE;
}

static void
add_thing (LampLive *self, LampSelectKind kind, LampItem *item)
{
  const LampRecord *record = lamp_item_get_record (item);
  LampThing         thing = { .kind = kind, .item = item, .id = lamp_item_get_id (item) };
  gboolean          shown = FALSE;

  if (record == NULL || !record->placed)
    return;
  thing.at = lamp_world_from_point (record->at);
  if (kind == LAMP_SELECT_OUTAGE)
    shown = fill_outage (self, &thing, (const LampOutage *)record);
  else if (kind == LAMP_SELECT_CREW)
    shown = fill_crew (self, &thing, (const LampCrew *)record);
  else
    shown = fill_site (self, &thing, (const LampSite *)record);
  if (shown)
    g_array_append_val (self->things, thing);
  else
    clear_thing (&thing);
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
renew (LampLive *self)
{
  if (!self->old)
    return;
  self->old = FALSE;
  g_array_set_size (self->things, 0);
  for (LampSelectKind kind = LAMP_SELECT_OUTAGE; kind <= LAMP_SELECT_SITE; kind++)
    for (guint i = 0; i < self->sources[kind].items->len; i++)
      add_thing (self, kind, g_ptr_array_index (self->sources[kind].items, i));
  g_array_sort (self->things, by_order);
}

static void
record_changed_cb (LampItem *item, GParamSpec *pspec, LampLive *self)
{
  changed (self);
}

static void
let_go (Source *source, guint position)
{
  LampItem *item = g_ptr_array_index (source->items, position);

  g_signal_handlers_disconnect_by_func (item, record_changed_cb, source->live);
  if (source == &source->live->sources[LAMP_SELECT_CREW])
    g_hash_table_remove (source->live->motions, lamp_item_get_id (item));
}

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer user_data)
{
  Source *source = user_data;

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
      g_signal_connect (item, "notify::record", G_CALLBACK (record_changed_cb), source->live);
    }
  changed (source->live);
}

static void
clear_source (Source *source)
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

  g_array_set_size (self->things, 0);
  for (guint kind = 0; kind < G_N_ELEMENTS (self->sources); kind++)
    clear_source (&self->sources[kind]);
  G_OBJECT_CLASS (lamp_live_parent_class)->dispose (object);
}

static void
lamp_live_finalize (GObject *object)
{
  LampLive *self = LAMP_LIVE (object);

  for (guint kind = 0; kind < G_N_ELEMENTS (self->sources); kind++)
    g_ptr_array_unref (self->sources[kind].items);
  g_array_unref (self->things);
  g_hash_table_unref (self->motions);
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
    self->sources[kind] = (Source){ .live = self, .items = g_ptr_array_new_with_free_func (g_object_unref), .shown = TRUE };
  self->motions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->things = g_array_new (FALSE, TRUE, sizeof (LampThing));
  g_array_set_clear_func (self->things, clear_thing);
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
  Source *source;

  g_return_if_fail (LAMP_IS_LIVE (self) && kind >= LAMP_SELECT_OUTAGE && kind <= LAMP_SELECT_SITE);

  source = &self->sources[kind];
  if (source->model == model)
    return;
  g_array_set_size (self->things, 0); /* they borrow from items */
  clear_source (source);
  if (model != NULL)
    {
      source->model = g_object_ref (model);
      g_signal_connect (model, "items-changed", G_CALLBACK (items_changed_cb), source);
      items_changed_cb (model, 0, 0, g_list_model_get_n_items (model), source);
    }
  changed (self);
}

GListModel *
lamp_live_get_model (LampLive *self, LampSelectKind kind)
{
  g_return_val_if_fail (LAMP_IS_LIVE (self) && kind >= LAMP_SELECT_OUTAGE && kind <= LAMP_SELECT_SITE, NULL);
  return self->sources[kind].model;
}

void
lamp_live_set_shown (LampLive *self, LampSelectKind kind, gboolean shown)
{
  g_return_if_fail (LAMP_IS_LIVE (self) && kind >= LAMP_SELECT_OUTAGE && kind <= LAMP_SELECT_SITE);

  if (self->sources[kind].shown == shown)
    return;
  self->sources[kind].shown = shown;
  changed (self);
}

void
lamp_live_set_stale (LampLive *self, gboolean stale)
{
  g_return_if_fail (LAMP_IS_LIVE (self));

  if (self->stale == stale)
    return;
  self->stale = stale;
  changed (self);
}

void
lamp_live_set_clock (LampLive *self, gint64 now_usec, double speed)
{
  g_return_if_fail (LAMP_IS_LIVE (self));

  self->clock_usec = now_usec;
  self->clock_speed = speed;
  self->clock_set_usec = g_get_monotonic_time ();
  changed (self); /* ages grow */
}

gint64
lamp_live_get_now (LampLive *self)
{
  if (self->clock_set_usec == 0)
    return g_get_real_time ();
  return self->clock_usec + (gint64)((double)(g_get_monotonic_time () - self->clock_set_usec) * self->clock_speed);
}

const LampThing *
lamp_live_get_things (LampLive *self, guint *n)
{
  renew (self);
  *n = self->things->len;
  return (const LampThing *)(void *)self->things->data;
}

const LampThing *
lamp_live_find (LampLive *self, LampSelectKind kind, const char *id)
{
  renew (self);
  for (guint i = 0; i < self->things->len; i++)
    {
      const LampThing *thing = &g_array_index (self->things, LampThing, i);

      if (thing->kind == kind && g_strcmp0 (thing->id, id) == 0)
        return thing;
    }
  return NULL;
}

guint64
lamp_live_get_version (LampLive *self)
{
  return self->version;
}

gboolean
lamp_live_advance (LampLive *self)
{
  gint64   now = lamp_live_get_now (self);
  gboolean moving = FALSE;

  renew (self);
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
