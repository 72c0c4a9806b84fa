/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is made over a desk is made and let go here, in one place each, so that another gateway never meets what is left
 * of the last one.
 */
#define G_LOG_DOMAIN "lamp-window"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/window-private.h"

#include "console/gateway-address.h"
#include "console/map-actions.h"
#include "console/settings.h"
#include "console/status-pill.h"
#include "console/timing.h"
#include "console/tip.h"

#include <glib/gi18n-lib.h>

G_DEFINE_FINAL_TYPE (LampWindow, lamp_window, ADW_TYPE_APPLICATION_WINDOW)

static void
update_title (LampWindow *self)
{
  LampSession     *session = self->desk != NULL ? lamp_desk_get_session (self->desk) : NULL;
  const char      *region = session != NULL ? lamp_session_get_region_name (session) : NULL;
  g_autofree char *title = region != NULL ? g_strdup_printf ("Lamplighter — %s", region) : g_strdup ("Lamplighter");
  g_autofree char *dotted = region != NULL ? g_strdup_printf ("· %s", region) : NULL;

  gtk_label_set_text (self->region, dotted != NULL ? dotted : "");
  if (g_strcmp0 (gtk_window_get_title (GTK_WINDOW (self)), title) != 0)
    gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
update_user (LampWindow *self)
{
  LampSession     *session = self->desk != NULL ? lamp_desk_get_session (self->desk) : NULL;
  const char      *user = session != NULL ? lamp_session_get_user (session) : NULL;
  const char      *role = session != NULL ? lamp_session_get_role (session) : NULL;
  g_autofree char *tip = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->user), self->desk != NULL);
  gtk_menu_button_set_label (self->user, user != NULL ? user : _ ("Looking only"));
  if (session != NULL)
    tip = role != NULL ? g_strdup_printf ("%s, %s\n%s", user, role, lamp_session_get_base_url (session))
                       : g_strdup (lamp_session_get_base_url (session));
  lamp_tip_set (GTK_WIDGET (self->user), tip);
}

static void
update_new (LampWindow *self)
{
  g_autofree char *text = NULL;
  guint            n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (self->outages); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (self->outages, i);
      const LampOutage *outage = lamp_item_get_record (item);

      n += lamp_outage_is_open (outage) && outage->acknowledged_by == NULL;
    }
  text = g_strdup_printf ("%u", n);
  gtk_label_set_text (self->new_count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->new_count), n > 0);
  g_clear_pointer (&text, g_free);
  text = n > 0 ? g_strdup_printf (ngettext ("%u new outage: show it (N)", "%u new outages: show the most urgent (N)", n), n)
               : g_strdup (_ ("No new outage"));
  lamp_tip_set (self->bell, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bell), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

static void
tick_cb (LampWindow *self)
{
  lamp_notice_bar_refresh (self->notice);
  update_title (self);
}

static void
toast_cb (LampWindow *self, AdwToast *toast)
{
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (toast));
}

static void
show_page (LampWindow *self, const char *name)
{
  gboolean desk = g_str_equal (name, "desk");

  gtk_stack_set_visible_child_name (self->stack, name);
  gtk_widget_set_visible (self->desk_controls, desk);
  gtk_widget_set_visible (self->pane_controls, desk);
}

/* A gateway counts as open once its first snapshot is there; whatever comes later is shown over the copy. */
static void
state_changed_cb (LampWindow *self)
{
  LampSession *session = lamp_desk_get_session (self->desk);

  switch (lamp_session_get_state (session))
    {
    case LAMP_SESSION_LIVE:
      update_title (self);
      if (self->alarm != NULL)
        break;
      self->alarm = lamp_alarm_new (self->desk);
      show_page (self, "desk");
      lamp_desk_view_focus (self->view, "outages");
      g_settings_set_string (self->settings, "gateway", lamp_session_get_base_url (session));
      g_settings_set_string (self->settings, "token-file", self->token_file);
      break;
    case LAMP_SESSION_REFUSED:
      if (self->alarm == NULL)
        {
          lamp_start_page_fill (self->start, lamp_session_get_base_url (session), self->token_file);
          show_page (self, "start");
        }
      break;
    case LAMP_SESSION_CONNECTING:
    case LAMP_SESSION_STALE:
    case LAMP_SESSION_LOST:
    default:
      break;
    }
}

/* Everything that was made over the desk goes before the desk. */
static void
close_desk (LampWindow *self)
{
  LampSession *session = self->desk != NULL ? lamp_desk_get_session (self->desk) : NULL;

  if (self->desk == NULL)
    return;
  lamp_notice_bar_set_session (self->notice, NULL);
  if (session != NULL)
    lamp_session_stop (session);
  lamp_timing_watch (GTK_WINDOW (self), NULL);
  g_clear_object (&self->alarm);
  g_clear_object (&self->outages_watch);
  self->outages = NULL;
  if (self->view != NULL)
    gtk_box_remove (self->desk_place, GTK_WIDGET (self->view));
  self->view = NULL;
  gtk_box_remove (self->pill_place, gtk_widget_get_first_child (GTK_WIDGET (self->pill_place)));
  g_clear_object (&self->flow);
  g_clear_object (&self->study_actions);
  g_signal_handlers_disconnect_by_data (self->desk, self);
  g_clear_object (&self->desk);
}

void
lamp_window_set_desk (LampWindow *self, LampDesk *desk)
{
  LampSession *session = NULL;
  GtkWidget   *pill = NULL;

  g_return_if_fail (LAMP_IS_WINDOW (self));
  g_return_if_fail (LAMP_IS_DESK (desk));

  close_desk (self);
  self->desk = g_object_ref (desk);
  session = lamp_desk_get_session (desk);
  self->flow = lamp_command_flow_new (desk);
  lamp_command_flow_add_actions (self->flow, GTK_WINDOW (self));
  self->study_actions = lamp_study_actions_new (desk, GTK_WINDOW (self));
  self->view = LAMP_DESK_VIEW (lamp_desk_view_new (desk, self->flow));
  gtk_widget_set_vexpand (GTK_WIDGET (self->view), TRUE);
  gtk_box_append (self->desk_place, GTK_WIDGET (self->view));
  lamp_map_actions_join (GTK_WINDOW (self), desk, lamp_desk_view_get_map (self->view));
  pill = lamp_status_pill_new (desk);
  gtk_box_append (self->pill_place, pill);
  self->outages = lamp_desk_get_collection (desk, "outages");
  self->outages_watch = lamp_watch_new (self->outages);
  g_signal_connect_object (self->outages_watch, "changed", G_CALLBACK (update_new), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "toast", G_CALLBACK (toast_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "tick", G_CALLBACK (tick_cb), self, G_CONNECT_SWAPPED);
  lamp_timing_watch (GTK_WINDOW (self), desk);
  if (session != NULL)
    {
      lamp_notice_bar_set_session (self->notice, session);
      g_signal_connect_object (session, "notify::user", G_CALLBACK (update_user), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (session, "notify::state", G_CALLBACK (state_changed_cb), self, G_CONNECT_SWAPPED);
    }
  show_page (self, session != NULL ? "connecting" : "desk");
  update_title (self);
  update_user (self);
  update_new (self);
}

void
lamp_window_open (LampWindow *self, const char *url, const char *token_file)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *token = lamp_token_read (token_file, &error);
  g_autofree char *folder = g_build_filename (g_get_user_state_dir (), "lamplighter", NULL);
  g_autofree char *sentence = NULL;
  g_autoptr (LampSession) session = NULL;
  g_autoptr (LampDesk) desk = NULL;

  g_return_if_fail (LAMP_IS_WINDOW (self));
  g_return_if_fail (url != NULL);

  if (error != NULL)
    {
      lamp_start_page_fill (self->start, url, token_file);
      lamp_start_page_complain (self->start, error->message);
      lamp_window_ask (self);
      return;
    }
  g_free (self->token_file);
  self->token_file = g_strdup (token_file != NULL ? token_file : "");
  session = lamp_session_new (url, token, folder);
  desk = lamp_desk_new (session);
  sentence = g_strdup_printf (_ ("Asking %s …"), url);
  adw_status_page_set_description (self->connecting, sentence);
  lamp_start_page_complain (self->start, NULL);
  lamp_window_set_desk (self, desk);
  lamp_session_start (session);
}

void
lamp_window_ask (LampWindow *self)
{
  gtk_widget_set_visible (self->back, self->alarm != NULL);
  show_page (self, "start");
}

static void
connect_cb (LampWindow *self, const char *url, const char *token_file)
{
  lamp_window_open (self, url, token_file);
}

static void
back_cb (LampWindow *self)
{
  if (self->alarm != NULL)
    show_page (self, "desk");
}

static void
remember_size (LampWindow *self)
{
  int width = 0, height = 0;

  if (!self->remembers_size)
    return;
  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_boolean (self->settings, "window-maximized", gtk_window_is_maximized (GTK_WINDOW (self)));
  if (width >= 640 && height >= 480)
    {
      g_settings_set_int (self->settings, "window-width", width);
      g_settings_set_int (self->settings, "window-height", height);
    }
}

static gboolean
lamp_window_close_request (GtkWindow *window)
{
  remember_size (LAMP_WINDOW (window));
  return GTK_WINDOW_CLASS (lamp_window_parent_class)->close_request (window);
}

static void
blink_changed_cb (LampWindow *self)
{
  if (g_settings_get_boolean (self->settings, "blink"))
    gtk_widget_remove_css_class (GTK_WIDGET (self), "still");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self), "still");
}

static void
lamp_window_dispose (GObject *object)
{
  LampWindow *self = LAMP_WINDOW (object);

  close_desk (self);
  g_clear_object (&self->settings);
  g_clear_pointer (&self->token_file, g_free);

  G_OBJECT_CLASS (lamp_window_parent_class)->dispose (object);
}

static void
lamp_window_class_init (LampWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = lamp_window_close_request;
  g_type_ensure (LAMP_TYPE_NOTICE_BAR);
  g_type_ensure (LAMP_TYPE_START_PAGE);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/window.ui");
  gtk_widget_class_bind_template_child (widget_class, LampWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, notice);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, start);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, connecting);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, desk_place);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, pill_place);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, region);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, desk_controls);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, pane_controls);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, bell);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, new_count);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, user);
  gtk_widget_class_bind_template_child (widget_class, LampWindow, back);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
}

static void
lamp_window_init (LampWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = lamp_settings_new ();
  self->token_file = g_strdup ("");
  self->remembers_size = TRUE;
  lamp_window_add_actions (self);
  g_signal_connect_object (self->settings, "changed::blink", G_CALLBACK (blink_changed_cb), self, G_CONNECT_SWAPPED);
  blink_changed_cb (self);
  gtk_window_set_default_size (GTK_WINDOW (self), g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  lamp_window_ask (self);
}

LampWindow *
lamp_window_new (GtkApplication *application)
{
  return g_object_new (LAMP_TYPE_WINDOW, "application", application, NULL);
}

void
lamp_window_set_size_once (LampWindow *self, int width_px, int height_px)
{
  g_return_if_fail (LAMP_IS_WINDOW (self));

  self->remembers_size = FALSE;
  gtk_window_unmaximize (GTK_WINDOW (self));
  gtk_window_set_default_size (GTK_WINDOW (self), width_px, height_px);
}

LampDesk *
lamp_window_get_desk (LampWindow *self)
{
  g_return_val_if_fail (LAMP_IS_WINDOW (self), NULL);

  return self->desk;
}

LampDeskView *
lamp_window_get_view (LampWindow *self)
{
  g_return_val_if_fail (LAMP_IS_WINDOW (self), NULL);

  return self->view;
}
