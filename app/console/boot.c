/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The resources lie in a static library: naming them here is what makes the linker take them.
 */
#define G_LOG_DOMAIN "lamp-boot"
#include "config.h"

#include "console/boot.h"

#include "console-resources.h"

#include <glib/gi18n.h>

#include <locale.h>

void
lamp_boot_locale (void)
{
  const char *folder = g_getenv ("LAMP_LOCALEDIR");

  setlocale (LC_ALL, "");
  bindtextdomain (LAMP_GETTEXT_PACKAGE, folder != NULL && *folder != '\0' ? folder : LAMP_LOCALEDIR);
  bind_textdomain_codeset (LAMP_GETTEXT_PACKAGE, "UTF-8");
  textdomain (LAMP_GETTEXT_PACKAGE);
}

void
lamp_boot_resources (void)
{
  g_resources_register (lamp_console_get_resource ());
}
