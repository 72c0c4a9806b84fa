/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An extract of OpenStreetMap, thing after thing, into the base layers of a region. See base.h for what becomes of it. One
 * thread; blocks.
 */
#pragma once

#include "grid/base-target.h"
#include "grid/base.h"

G_BEGIN_DECLS

typedef struct
{
  const char        *path;
  const LampBox     *area; /* what is taken; NULL: all */
  LampBaseTarget    *target;
  LampBaseReport    *report; /* n_ways, n_outside, n_damaged, sea, area and extract are filled */
  LampImportProgress progress;
  gpointer           progress_data;
  GCancellable      *cancellable;
} LampOsmReading;

gboolean lamp_osm_read (const LampOsmReading *reading, GError **error);

G_END_DECLS
