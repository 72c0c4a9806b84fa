/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the gateway says of time: its clock, carried on between its words; its mode, which never changes under a copy that
 * is shown; how old its sources are. See session.h.
 */
#define G_LOG_DOMAIN "lamp-client"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "client/json.h"
#include "client/session-private.h"

#include <glib/gi18n-lib.h>

#include <math.h>

#define CLOCK_SLACK_SEC 0.5 /* differences below are the network's, not the clock's */

static void
set_clock (LampSession *self, gint64 now_usec)
{
  double off_s = fabs ((double)(now_usec - lamp_session_get_now_usec (self)) / G_USEC_PER_SEC);

  if (self->clock_at_usec != 0 && off_s < CLOCK_SLACK_SEC * MAX (self->speed, 1.0))
    return;
  self->clock_usec = now_usec;
  self->clock_at_usec = g_get_monotonic_time ();
}

static const char *
known_mode (const char *mode)
{
  static const char *const modes[] = { "live", "demo", "replay", "training", NULL };

  return mode != NULL && g_strv_contains (modes, mode) ? mode : NULL;
}

/* Two modes are never mixed: a training day must not look like tonight. */
static gboolean
set_mode (LampSession *self, const char *mode)
{
  gboolean other = self->mode != NULL && mode != NULL && g_strcmp0 (mode, self->mode) != 0;

  if (mode == NULL || g_strcmp0 (mode, self->mode) == 0)
    return TRUE;
  g_free (self->mode);
  self->mode = g_strdup (mode);
  self->clock_at_usec = 0;
  if (other)
    {
      g_autofree char *sentence = g_strdup_printf (_ ("The gateway is now in the mode “%s”: everything shown was loaded anew from it."), mode);

      lamp_session_give_up_attempt (self);
      lamp_session_drop_copy (self);
      lamp_session_set_state (self, LAMP_SESSION_CONNECTING, "");
      lamp_session_emit_clock_changed (self);
      lamp_session_tell (self, sentence);
      if (self->started)
        lamp_session_connect (self);
      return FALSE;
    }
  lamp_session_emit_clock_changed (self);
  return TRUE;
}

gboolean
lamp_session_heard (LampSession *self, SoupMessageHeaders *headers)
{
  const char *now = soup_message_headers_get_one (headers, "Lamp-Now");
  gint64      now_usec = 0;

  self->last_word_usec = g_get_monotonic_time ();
  if (!set_mode (self, known_mode (soup_message_headers_get_one (headers, "Lamp-Mode"))))
    return FALSE;
  if (now != NULL && lamp_time_from_string (now, &now_usec))
    set_clock (self, now_usec);
  return TRUE;
}

gboolean
lamp_session_take_clock (LampSession *self, JsonObject *clock)
{
  double      speed = lamp_json_number (clock, "speed");
  gboolean    paused = lamp_json_boolean (clock, "paused");
  const char *now = lamp_json_string (clock, "now");
  gint64      now_usec = 0;

  if (!set_mode (self, known_mode (lamp_json_string (clock, "mode"))))
    return FALSE;
  if (!isfinite (speed) || speed < 0.0 || speed > 100000.0)
    speed = 1.0;
  if (speed != self->speed || paused != self->paused)
    {
      self->clock_usec = lamp_session_get_now_usec (self);
      self->clock_at_usec = g_get_monotonic_time ();
      self->speed = speed;
      self->paused = paused;
      lamp_session_emit_clock_changed (self);
    }
  if (now != NULL && lamp_time_from_string (now, &now_usec))
    set_clock (self, now_usec);
  return TRUE;
}

void
lamp_session_take_health (LampSession *self, JsonObject *health)
{
  JsonObject *feeds = lamp_json_object (health, "feeds");
  g_autoptr (GList) names = feeds != NULL ? json_object_get_members (feeds) : NULL;

  g_hash_table_remove_all (self->feed_ages);
  self->health_usec = g_get_monotonic_time ();
  for (GList *l = names; l != NULL; l = l->next)
    {
      JsonObject *feed = lamp_json_object (feeds, l->data);
      double      age_s = feed != NULL ? lamp_json_number (feed, "age_s") : lamp_json_number (feeds, l->data);

      if (isfinite (age_s) && age_s >= 0.0)
        g_hash_table_replace (self->feed_ages, g_strdup (l->data), g_memdup2 (&age_s, sizeof age_s));
    }
}

/* --- What the window asks --- */

const char *
lamp_session_get_mode (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), NULL);

  return self->mode;
}

double
lamp_session_get_speed (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), 1.0);

  return self->paused ? 0.0 : self->speed;
}

gint64
lamp_session_get_now_usec (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), 0);

  if (self->clock_at_usec == 0)
    return g_get_real_time ();
  return self->clock_usec + (gint64)((double)(g_get_monotonic_time () - self->clock_at_usec) * (self->paused ? 0.0 : self->speed));
}

double
lamp_session_get_data_age_s (LampSession *self)
{
  g_return_val_if_fail (LAMP_IS_SESSION (self), NAN);

  return self->last_word_usec == 0 ? NAN : (double)(g_get_monotonic_time () - self->last_word_usec) / G_USEC_PER_SEC;
}

double
lamp_session_get_feed_age_s (LampSession *self, const char *feed)
{
  const double *age_s = NULL;

  g_return_val_if_fail (LAMP_IS_SESSION (self), NAN);

  age_s = g_hash_table_lookup (self->feed_ages, feed);
  return age_s == NULL ? NAN : *age_s + (double)(g_get_monotonic_time () - self->health_usec) / G_USEC_PER_SEC;
}
