/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state of the session comes before what was told: a closed sentence never hides that the gateway is away.
 */
#define G_LOG_DOMAIN "lamp-notice-bar"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/notice-bar.h"

#include "console/format.h"

#include <glib/gi18n-lib.h>

#define BACK_AGAIN_SEC 15

struct _LampNoticeBar
{
  GtkWidget parent_instance;

  GtkWidget   *revealer, *box, *icon, *retry, *connect, *close;
  GtkLabel    *label;
  const char  *look; /* style class that is on, static */
  LampSession *session;
  char        *told;       /* until closed; NULL for nothing */
  gboolean     told_fades; /* good news: goes by itself */
  guint        fade_id;
};

G_DEFINE_FINAL_TYPE (LampNoticeBar, lamp_notice_bar, GTK_TYPE_WIDGET)

static void
set_look (LampNoticeBar *self, const char *look, const char *icon)
{
  gboolean trouble = !g_str_equal (look, "good");

  gtk_image_set_from_icon_name (GTK_IMAGE (self->icon), icon);
  if (self->look == look)
    return;
  if (self->look != NULL)
    gtk_widget_remove_css_class (self->box, self->look);
  gtk_widget_add_css_class (self->box, look);
  self->look = look;
  /* TRANSLATORS: what a screen reader calls the bar below the header. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  trouble ? _ ("Trouble") : _ ("Notice"), -1);
}

static void
show_sentence (LampNoticeBar *self, const char *sentence)
{
  if (!g_str_equal (gtk_label_get_text (self->label), sentence))
    gtk_label_set_text (self->label, sentence);
  /* Hidden, not only folded away: nothing is read out or reached by Tab that is not seen. */
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
}

/* "Gateway lost since 14:32:05 (12 s). …" with the session's own sentence after it; by the clock the window shows, which in a
 * demo or a replay is not this computer's. */
static char *
dup_lost (LampSession *session)
{
  gint64           away_usec = g_get_monotonic_time () - lamp_session_get_since_usec (session);
  gint64           ago_usec = (gint64)((double)away_usec * lamp_session_get_speed (session));
  g_autofree char *since = lamp_format_clock_seconds (lamp_session_get_now_usec (session) - ago_usec);
  g_autofree char *age = lamp_format_duration ((double)away_usec / G_USEC_PER_SEC);
  const char      *text = lamp_session_get_state_text (session);

  if (lamp_session_get_state (session) == LAMP_SESSION_STALE)
    return g_strdup_printf (_ ("Since %s (%s): %s"), since, age, text);
  return g_strdup_printf (_ ("Gateway lost since %s (%s). %s You can go on: commands wait in the outbox."), since, age, text);
}

static void
refresh_told (LampNoticeBar *self)
{
  if (self->told == NULL)
    {
      gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
      gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
      return;
    }
  set_look (self, self->told_fades ? "good" : "problem",
            self->told_fades ? "object-select-symbolic" : "lamp-warning-symbolic");
  gtk_widget_set_visible (self->retry, FALSE);
  gtk_widget_set_visible (self->connect, FALSE);
  gtk_widget_set_visible (self->close, TRUE);
  show_sentence (self, self->told);
}

void
lamp_notice_bar_refresh (LampNoticeBar *self)
{
  LampSessionState state = LAMP_SESSION_LIVE;
  const char      *text = "";
  g_autofree char *sentence = NULL;

  g_return_if_fail (LAMP_IS_NOTICE_BAR (self));

  if (self->session != NULL)
    {
      state = lamp_session_get_state (self->session);
      text = lamp_session_get_state_text (self->session);
    }
  if (state == LAMP_SESSION_LIVE || *text == '\0')
    {
      refresh_told (self);
      return;
    }
  if (state == LAMP_SESSION_STALE || state == LAMP_SESSION_LOST)
    sentence = dup_lost (self->session);
  else
    sentence = g_strdup (text);
  set_look (self, state == LAMP_SESSION_STALE ? "stale" : "lost", "lamp-warning-symbolic");
  gtk_widget_set_visible (self->retry, state != LAMP_SESSION_REFUSED);
  gtk_widget_set_visible (self->connect, state == LAMP_SESSION_REFUSED || state == LAMP_SESSION_CONNECTING);
  gtk_widget_set_visible (self->close, FALSE);
  show_sentence (self, sentence);
}

static void
forget (LampNoticeBar *self)
{
  g_clear_handle_id (&self->fade_id, g_source_remove);
  g_clear_pointer (&self->told, g_free);
  lamp_notice_bar_refresh (self);
}

static gboolean
fade_cb (gpointer data)
{
  LampNoticeBar *self = data;

  self->fade_id = 0;
  forget (self);
  return G_SOURCE_REMOVE;
}

static void
tell (LampNoticeBar *self, const char *sentence, gboolean fades)
{
  g_clear_handle_id (&self->fade_id, g_source_remove);
  g_free (self->told);
  self->told = g_strdup (sentence);
  self->told_fades = fades;
  if (fades)
    self->fade_id = g_timeout_add_seconds (BACK_AGAIN_SEC, fade_cb, self);
  lamp_notice_bar_refresh (self);
}

static void
reconciled_cb (LampNoticeBar *self, guint n_changed)
{
  g_autofree char *sentence = NULL;

  if (n_changed == 0)
    sentence = g_strdup (_ ("The gateway is back. Nothing changed meanwhile."));
  else
    sentence = g_strdup_printf (ngettext ("The gateway is back. %u thing changed meanwhile.",
                                          "The gateway is back. %u things changed meanwhile.", n_changed),
                                n_changed);
  tell (self, sentence, TRUE);
}

static void
lamp_notice_bar_dispose (GObject *object)
{
  LampNoticeBar *self = LAMP_NOTICE_BAR (object);

  g_clear_handle_id (&self->fade_id, g_source_remove);
  lamp_notice_bar_set_session (self, NULL);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  g_clear_pointer (&self->told, g_free);

  G_OBJECT_CLASS (lamp_notice_bar_parent_class)->dispose (object);
}

static void
lamp_notice_bar_class_init (LampNoticeBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_notice_bar_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "noticebar");
}

static GtkWidget *
add_button (LampNoticeBar *self, const char *label, const char *action)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (label);

  if (action != NULL)
    gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->box), button);
  return button;
}

static void
lamp_notice_bar_init (LampNoticeBar *self)
{
  GtkWidget *label = gtk_label_new ("");

  self->revealer = gtk_revealer_new ();
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 10);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), self->box);
  self->icon = gtk_image_new ();
  gtk_box_append (GTK_BOX (self->box), self->icon);
  self->label = GTK_LABEL (label);
  gtk_label_set_wrap (self->label, TRUE);
  gtk_label_set_wrap_mode (self->label, PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (self->label, 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (self->box), label);
  self->retry = add_button (self, _ ("_Try Now"), "win.retry");
  self->connect = add_button (self, _ ("_Other Gateway…"), "win.connect");
  self->close = add_button (self, _ ("C_lose"), NULL);
  g_signal_connect_swapped (self->close, "clicked", G_CALLBACK (forget), self);
  set_look (self, "good", "object-select-symbolic");
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
lamp_notice_bar_new (void)
{
  return g_object_new (LAMP_TYPE_NOTICE_BAR, NULL);
}

void
lamp_notice_bar_set_session (LampNoticeBar *self, LampSession *session)
{
  g_return_if_fail (LAMP_IS_NOTICE_BAR (self));

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  g_clear_pointer (&self->told, g_free);
  if (session == NULL)
    {
      if (self->revealer != NULL)
        lamp_notice_bar_refresh (self);
      return;
    }
  g_signal_connect_swapped (session, "notify::state", G_CALLBACK (lamp_notice_bar_refresh), self);
  g_signal_connect_swapped (session, "notify::state-text", G_CALLBACK (lamp_notice_bar_refresh), self);
  g_signal_connect_swapped (session, "problem", G_CALLBACK (lamp_notice_bar_tell), self);
  g_signal_connect_swapped (session, "reconciled", G_CALLBACK (reconciled_cb), self);
  lamp_notice_bar_refresh (self);
}

void
lamp_notice_bar_tell (LampNoticeBar *self, const char *sentence)
{
  g_return_if_fail (LAMP_IS_NOTICE_BAR (self));

  tell (self, sentence, FALSE);
}
