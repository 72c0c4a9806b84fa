/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The token file is read once here only to say early what is wrong with it; who connects reads it again.
 */
#define G_LOG_DOMAIN "lamp-start-page"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/start-page.h"

#include "console/gateway-address.h"

#include <glib/gi18n-lib.h>

struct _LampStartPage
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget   *root;
  GtkEditable *url;
  GtkEditable *token_file;
  GtkLabel    *complaint;
  GtkWidget   *button;

  GtkFileChooserNative *chooser; /* while open */
};

G_DEFINE_FINAL_TYPE (LampStartPage, lamp_start_page, GTK_TYPE_WIDGET)

enum {
  CONNECT,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
connect_cb (LampStartPage *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = lamp_gateway_normalise (gtk_editable_get_text (self->url), &error);
  const char      *file = gtk_editable_get_text (self->token_file);
  g_autofree char *token = error == NULL ? lamp_token_read (file, &error) : NULL;

  lamp_start_page_complain (self, error != NULL ? error->message : NULL);
  if (error == NULL)
    g_signal_emit (self, signals[CONNECT], 0, url, file);
}

static void
chosen_cb (LampStartPage *self, int response, GtkFileChooserNative *chooser)
{
  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (chooser));
      g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

      gtk_editable_set_text (self->token_file, path != NULL ? path : "");
    }
  g_clear_object (&self->chooser);
}

static void
choose_cb (LampStartPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  if (self->chooser != NULL)
    return;
  self->chooser = gtk_file_chooser_native_new (_ ("Token File"), GTK_WINDOW (root), GTK_FILE_CHOOSER_ACTION_OPEN,
                                               _ ("_Open"), _ ("_Cancel"));
  g_signal_connect_swapped (self->chooser, "response", G_CALLBACK (chosen_cb), self);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (self->chooser));
}

static void
lamp_start_page_dispose (GObject *object)
{
  LampStartPage *self = LAMP_START_PAGE (object);

  g_clear_object (&self->chooser);
  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_START_PAGE);

  G_OBJECT_CLASS (lamp_start_page_parent_class)->dispose (object);
}

static void
lamp_start_page_class_init (LampStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_start_page_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LampStartPage, root);
  gtk_widget_class_bind_template_child (widget_class, LampStartPage, url);
  gtk_widget_class_bind_template_child (widget_class, LampStartPage, token_file);
  gtk_widget_class_bind_template_child (widget_class, LampStartPage, complaint);
  gtk_widget_class_bind_template_child (widget_class, LampStartPage, button);
  gtk_widget_class_bind_template_callback (widget_class, connect_cb);
  gtk_widget_class_bind_template_callback (widget_class, choose_cb);

  signals[CONNECT] = g_signal_new ("connect", LAMP_TYPE_START_PAGE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                   2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
lamp_start_page_init (LampStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
lamp_start_page_new (void)
{
  return g_object_new (LAMP_TYPE_START_PAGE, NULL);
}

void
lamp_start_page_fill (LampStartPage *self, const char *url, const char *token_file)
{
  g_return_if_fail (LAMP_IS_START_PAGE (self));

  gtk_editable_set_text (self->url, url != NULL ? url : "");
  gtk_editable_set_text (self->token_file, token_file != NULL ? token_file : "");
}

void
lamp_start_page_complain (LampStartPage *self, const char *sentence)
{
  g_return_if_fail (LAMP_IS_START_PAGE (self));

  gtk_label_set_text (self->complaint, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->complaint), sentence != NULL);
}
