/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See wrapped-label.h.
 */
#define G_LOG_DOMAIN "lamp-wrapped-label"
#include "config.h"

#include "console/wrapped-label.h"

GtkWidget *
lamp_wrapped_label_new (const char *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_add_css_class (label, style_class);
  return label;
}
