/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Texts are set only when they differ: once a second a label or two is laid out again.
 */
#define G_LOG_DOMAIN "lamp-status-pill"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/status-pill.h"

#include "console/format.h"

#include <glib/gi18n-lib.h>

#include <math.h>

struct _LampStatusPill
{
  GtkWidget parent_instance;

  GtkWidget  *root;
  GtkWidget  *dot;
  GtkLabel   *mode, *clock, *zone, *speed, *age;
  const char *look; /* style class that is on, static */
  char       *tip;
  LampDesk   *desk;
};

G_DEFINE_FINAL_TYPE (LampStatusPill, lamp_status_pill, GTK_TYPE_WIDGET)

const char *
lamp_mode_word (const char *mode)
{
  static const char *const words[][2] = {
    { "live", NC_ ("mode", "LIVE") },
    { "demo", NC_ ("mode", "DEMO") },
    { "replay", NC_ ("mode", "REPLAY") },
    { "training", NC_ ("mode", "TRAINING") },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_strcmp0 (mode, words[i][0]) == 0)
      return g_dpgettext2 (GETTEXT_PACKAGE, "mode", words[i][1]);
  return LAMP_FORMAT_NONE;
}

static void
set_text (GtkLabel *label, const char *text)
{
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
  if (text != NULL && !g_str_equal (gtk_label_get_text (label), text))
    gtk_label_set_text (label, text);
}

/* The style of pill and dot: what the user must not mistake comes first. */
static const char *
find_look (LampSession *session)
{
  LampSessionState state = session != NULL ? lamp_session_get_state (session) : LAMP_SESSION_CONNECTING;
  const char      *mode = session != NULL ? lamp_session_get_mode (session) : NULL;

  if (state == LAMP_SESSION_LOST || state == LAMP_SESSION_REFUSED)
    return "lost";
  if (state != LAMP_SESSION_LIVE)
    return "stale";
  if (g_strcmp0 (mode, "live") == 0)
    return "live";
  return g_strcmp0 (mode, "demo") == 0 ? "demo" : "exercise";
}

static void
set_look (LampStatusPill *self, const char *look)
{
  if (self->look == look)
    return;
  if (self->look != NULL)
    gtk_widget_remove_css_class (self->root, self->look);
  gtk_widget_add_css_class (self->root, look);
  self->look = look;
}

static char *
dup_speed (LampSession *session)
{
  double speed = lamp_session_get_speed (session);

  if (speed == 1.0)
    return NULL;
  /* TRANSLATORS: the gateway's clock stands still. */
  return speed == 0.0 ? g_strdup (C_ ("clock", "paused")) : g_strdup_printf ("×%g", speed);
}

static void
refresh (LampStatusPill *self)
{
  LampSession     *session = lamp_desk_get_session (self->desk);
  gint64           now_usec = lamp_desk_get_now_usec (self->desk);
  double           age_s = session != NULL ? lamp_session_get_data_age_s (session) : NAN;
  const char      *mode = lamp_mode_word (session != NULL ? lamp_session_get_mode (session) : NULL);
  g_autofree char *clock = lamp_format_clock_seconds (now_usec);
  g_autofree char *zone = lamp_format_zone (now_usec); /* of every time in the window */
  g_autofree char *speed = session != NULL ? dup_speed (session) : NULL;
  g_autofree char *age = isfinite (age_s) ? lamp_format_age (age_s) : NULL;
  g_autofree char *day = lamp_format_time_full (now_usec);
  g_autofree char *tip = NULL;

  set_text (self->mode, mode);
  set_text (self->clock, clock);
  set_text (self->zone, zone);
  set_text (self->speed, speed);
  set_text (self->age, age);
  set_look (self, find_look (session));
  tip = g_strdup_printf (_ ("The gateway’s clock: %s\nIts last word came %s ago"), day, age != NULL ? age : LAMP_FORMAT_NONE);
  /* Asked for when somebody points at it, as it is another every second: see tip.h. */
  g_free (self->tip);
  self->tip = g_steal_pointer (&tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, self->tip, -1);
}

static gboolean
query_tooltip_cb (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip, gpointer data)
{
  gtk_tooltip_set_text (tooltip, LAMP_STATUS_PILL (widget)->tip);
  return TRUE;
}

static void
lamp_status_pill_finalize (GObject *object)
{
  g_free (LAMP_STATUS_PILL (object)->tip);

  G_OBJECT_CLASS (lamp_status_pill_parent_class)->finalize (object);
}

static void
lamp_status_pill_dispose (GObject *object)
{
  LampStatusPill *self = LAMP_STATUS_PILL (object);

  g_clear_pointer (&self->root, gtk_widget_unparent);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_status_pill_parent_class)->dispose (object);
}

static void
lamp_status_pill_class_init (LampStatusPillClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_status_pill_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_status_pill_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "statuspill");
}

static GtkLabel *
add_label (LampStatusPill *self, const char *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_widget_add_css_class (label, style_class);
  gtk_box_append (GTK_BOX (self->root), label);
  return GTK_LABEL (label);
}

static void
lamp_status_pill_init (LampStatusPill *self)
{
  self->root = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_parent (self->root, GTK_WIDGET (self));
  gtk_widget_add_css_class (self->root, "pill-box");
  gtk_widget_set_valign (self->root, GTK_ALIGN_CENTER);
  self->dot = g_object_new (GTK_TYPE_BOX, "css-name", "dot", "valign", GTK_ALIGN_CENTER, NULL);
  gtk_box_append (GTK_BOX (self->root), self->dot);
  self->mode = add_label (self, "mode");
  self->clock = add_label (self, "clock");
  self->zone = add_label (self, "dim-label");
  self->speed = add_label (self, "dim-label");
  self->age = add_label (self, "dim-label");
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Mode, clock and age of the data"), -1);
}

GtkWidget *
lamp_status_pill_new (LampDesk *desk)
{
  LampStatusPill *self = g_object_new (LAMP_TYPE_STATUS_PILL, NULL);
  LampSession    *session = NULL;

  g_return_val_if_fail (LAMP_IS_DESK (desk), NULL);

  self->desk = g_object_ref (desk);
  session = lamp_desk_get_session (desk);
  g_signal_connect_object (desk, "tick", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  if (session != NULL)
    {
      g_signal_connect_object (session, "notify::state", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "clock-changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
    }
  refresh (self);
  return GTK_WIDGET (self);
}
