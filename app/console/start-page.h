/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Asks for a gateway when none is known, or for another one. Says in place what is wrong with what was written.
 *
 * Signal "connect" (const char *url, const char *token_file): a good address; the file may be "".
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LAMP_TYPE_START_PAGE (lamp_start_page_get_type ())
G_DECLARE_FINAL_TYPE (LampStartPage, lamp_start_page, LAMP, START_PAGE, GtkWidget)

GtkWidget *lamp_start_page_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* What is written there; either may be NULL. */
void lamp_start_page_fill (LampStartPage *self, const char *url, const char *token_file);
/* A sentence below the fields; NULL for none. */
void lamp_start_page_complain (LampStartPage *self, const char *sentence);

G_END_DECLS
