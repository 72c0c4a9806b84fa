/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which outages it knows is a set of ids: an outage that becomes urgent later rings then, once.
 */
#define G_LOG_DOMAIN "lamp-alarm"
#include "config.h"

#include "console/alarm.h"

#include "console/settings.h"
#include "console/watch.h"
#include "records/outage.h"

struct _LampAlarm
{
  GObject parent_instance;

  LampDesk   *desk;
  LampWatch  *outages;
  GSettings  *settings;
  GHashTable *known;  /* ids that rang or need not */
  gboolean    primed; /* the first snapshot was seen */
};

G_DEFINE_FINAL_TYPE (LampAlarm, lamp_alarm, G_TYPE_OBJECT)

enum {
  RANG,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static gboolean
is_urgent (const LampOutage *outage)
{
  return lamp_outage_is_open (outage) && outage->acknowledged_by == NULL &&
         (outage->hazard != NULL || outage->key_sites_out > 0);
}

static void
ring (LampAlarm *self, const char *id)
{
  GdkDisplay *display = gdk_display_get_default ();

  g_signal_emit (self, signals[RANG], 0, id);
  if (display != NULL && g_settings_get_boolean (self->settings, "sound"))
    gdk_display_beep (display);
}

static void
changed_cb (LampAlarm *self)
{
  GListModel      *list = lamp_watch_get_items (self->outages);
  g_autofree char *urgent = NULL;

  for (guint i = 0; list != NULL && i < g_list_model_get_n_items (list); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (list, i);
      const LampOutage *outage = lamp_item_get_record (item);

      if (is_urgent (outage) && g_hash_table_add (self->known, g_strdup (outage->base.id)) && urgent == NULL)
        urgent = g_strdup (outage->base.id);
    }
  /* One bell, however many came at once. */
  if (urgent != NULL && self->primed)
    ring (self, urgent);
  self->primed = TRUE;
}

static void
lamp_alarm_dispose (GObject *object)
{
  LampAlarm *self = LAMP_ALARM (object);

  g_clear_object (&self->outages);
  g_clear_object (&self->settings);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_alarm_parent_class)->dispose (object);
}

static void
lamp_alarm_finalize (GObject *object)
{
  g_hash_table_unref (LAMP_ALARM (object)->known);

  G_OBJECT_CLASS (lamp_alarm_parent_class)->finalize (object);
}

static void
lamp_alarm_class_init (LampAlarmClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_alarm_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_alarm_finalize;

  signals[RANG] =
      g_signal_new ("rang", LAMP_TYPE_ALARM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lamp_alarm_init (LampAlarm *self)
{
  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->settings = lamp_settings_new ();
}

LampAlarm *
lamp_alarm_new (LampDesk *desk)
{
  LampAlarm *self = g_object_new (LAMP_TYPE_ALARM, NULL);

  g_return_val_if_fail (LAMP_IS_DESK (desk), self);

  self->desk = g_object_ref (desk);
  self->outages = lamp_watch_new (lamp_desk_get_collection (desk, "outages"));
  g_signal_connect_object (self->outages, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}
