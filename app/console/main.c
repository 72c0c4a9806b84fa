/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * lamplighter: the dispatch console. Says in a sentence what is missing before GLib would end the program without one.
 */
#define G_LOG_DOMAIN "lamp-main"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/application.h"
#include "console/boot.h"
#include "console/settings.h"
#include "grid/memory.h"
#include "map/base-work.h"

#include <glib/gi18n-lib.h>

int
main (int argc, char **argv)
{
  g_autoptr (LampApplication) application = NULL;
  int status = 0;

  lamp_memory_keep ();
  lamp_boot_locale ();
  g_set_prgname ("lamplighter");
  g_set_application_name ("Lamplighter");
  if (!lamp_settings_available ())
    {
      g_printerr (_ ("lamplighter: the description of its preferences is not installed. Install the program, or let "
                     "GSETTINGS_SCHEMA_DIR name the folder of gschemas.compiled.\n"));
      return 1;
    }
  lamp_boot_resources ();
  application = lamp_application_new ();
  status = g_application_run (G_APPLICATION (application), argc, argv);
  lamp_base_work_leave ();
  return status != 0 ? status : lamp_application_get_status (application);
}
