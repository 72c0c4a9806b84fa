/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The program: its command line, its one window, day and night, the keys of the whole program. Every console is a
 * process of its own, so that two regions are never mixed.
 *
 * Exit status: 0; 1 when a tour or a picture could not be done; 2 when the command line was wrong.
 */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define LAMP_TYPE_APPLICATION (lamp_application_get_type ())
G_DECLARE_FINAL_TYPE (LampApplication, lamp_application, LAMP, APPLICATION, AdwApplication)

LampApplication *lamp_application_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* After g_application_run. */
int lamp_application_get_status (LampApplication *self);
/* Ends the program with that status; a sentence, if any, goes to standard error. */
void lamp_application_end (LampApplication *self, int status, const char *sentence);

G_END_DECLS
