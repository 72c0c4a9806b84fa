/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The part of `lamplighterd grid import` that is about CIM: its options, and what it prints when done.
 */
#pragma once

#include "grid/cim.h"

G_BEGIN_DECLS

/* As given on the command line; clear it. */
typedef struct
{
  char    *crs, *units, *place_at;
  double   place_scale_m, place_rotate_deg;
  gboolean no_places;
} LampGridCimOptions;

/* `options` must outlive the context. */
void     lamp_grid_cim_add_options (LampGridCimOptions *options, GOptionContext *context);
void     lamp_grid_cim_options_clear (LampGridCimOptions *options);
gboolean lamp_grid_cim_options_given (const LampGridCimOptions *options);
/* FALSE: a sentence on what is wrong with them, translated. */
gboolean lamp_grid_cim_options_read (const LampGridCimOptions *options, LampCimSource *source, const char **sentence);

/* What became of each class, for people. */
void lamp_grid_cim_append_report (GString *out, const LampImportReport *report);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampGridCimOptions, lamp_grid_cim_options_clear)

G_END_DECLS
