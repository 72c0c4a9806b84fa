/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See message-dialog.h.
 */
#include "console/message-dialog.h"

#define LEAST_PX 360

AdwMessageDialog *
lamp_message_dialog_new (GtkWindow *window, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (window, heading, body);

  /* libadwaita 1.7 asks how tall its heading is at the dialog's least width, which may be less than the heading needs; newer GTK
   * warns of that. */
  gtk_widget_set_size_request (dialog, LEAST_PX, -1);
  return ADW_MESSAGE_DIALOG (dialog);
}
