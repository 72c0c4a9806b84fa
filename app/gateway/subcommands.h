/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The subcommands of lamplighterd. Each gets its own name as argv[0] and returns the exit code: 0 done, 1 failed
 * (one sentence on standard error), 2 wrong usage.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int lamp_serve_command (int argc, char **argv);
int lamp_demo_command (int argc, char **argv);
int lamp_city_command (int argc, char **argv);
int lamp_token_command (int argc, char **argv);
int lamp_grid_command (int argc, char **argv);

G_END_DECLS
