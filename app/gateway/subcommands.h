/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommands of lamplighterd. Each gets its own name as argv[0] and returns the exit code: 0 done, 1 failed
 * (one sentence on standard error), 2 wrong usage.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define LAMP_EXIT_FAILED 1
#define LAMP_EXIT_USAGE 2

int lamp_serve_command (int argc, char **argv);
int lamp_demo_command (int argc, char **argv);
int lamp_city_command (int argc, char **argv);
int lamp_token_command (int argc, char **argv);
int lamp_grid_command (int argc, char **argv);
int lamp_indices_command (int argc, char **argv);

/* --- for them --- */

/* Says the error on standard error and frees it; the exit code. */
int lamp_command_fail (GError *error);
/* Says what is wrong with the command line; the exit code. */
int lamp_command_fail_usage (const char *sentence);
/* A name beyond those the command takes; `usage` is how it is written, such as "grid check REGION.gpkg". And both forms asked for. */
int lamp_command_fail_surplus (const char *name, const char *usage);
int lamp_command_fail_form (void);
/* The ways of answers to standard output. Writes the answer there; the exit code. Not all of it written (a full disk) is a
 * failure, and said. */
int lamp_output_finish (const char *out);
/* For those who have a sentence of their own to say: FALSE when not all could be written, now or before; errno says why. */
gboolean lamp_output_write (const char *out);
/* Reads the options in `entries` and those the context has already; `command` is what the help calls it, such as "grid
 * check". FALSE: it has said what is wrong with them, and the exit code is LAMP_EXIT_USAGE. Does not return when asked for --help. */
gboolean lamp_command_parse (const char *command, GOptionContext *context, const GOptionEntry *entries, int *argc, char ***argv);

G_END_DECLS
