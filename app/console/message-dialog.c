/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See message-dialog.h.
 */
#include "console/message-dialog.h"

#define LEAST_PX 300

void
lamp_message_dialog_set_child (AdwMessageDialog *dialog, GtkWidget *child)
{
  int width = 0;

  /* libadwaita 1.7 asks how tall a heading is where there is less room than it needs, of which newer GTK warns: so there is always
   * enough. */
  gtk_widget_get_size_request (child, &width, NULL);
  gtk_widget_set_size_request (child, MAX (width, LEAST_PX), -1);
  adw_message_dialog_set_extra_child (dialog, child);
}

AdwMessageDialog *
lamp_message_dialog_new (GtkWindow *window, const char *heading, const char *body)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (window, heading, body));

  lamp_message_dialog_set_child (dialog, gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0));
  return dialog;
}
