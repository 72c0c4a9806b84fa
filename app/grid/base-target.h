/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The region a base map is put into: a copy of the file, whose base layers are made anew, takes its place when it is
 * whole. Everything else in it, also what we know nothing of, stays. One thread.
 */
#pragma once

#include "grid/edition.h"
#include "grid/gdal-use.h"
#include "grid/network.h"
#include "grid/whole-file.h"

G_BEGIN_DECLS

typedef struct
{
  LampWholeFile file;
  LampEdition   edition; /* of the region it is a copy of */
  GDALDatasetH  dataset;
  OGRLayerH     layers[LAMP_BASE_N_LAYERS];
  gboolean      had_base; /* and so the file may have room to give back */
  guint64       n_written[LAMP_BASE_N_LAYERS];
} LampBaseTarget;

/* Who edits a region keeps what is new in a file beside it, which a copy would miss; reading it may clear that away, so ask
 * before. FALSE with a sentence when somebody does. */
gboolean lamp_base_target_check_idle (const char *path, GError **error);
/* Between lamp_write_settings_begin and _end. `edition`: what the region at `path` must be still. Clear it whatever comes. */
gboolean lamp_base_target_open (LampBaseTarget *target, const char *path, const LampEdition *edition, GCancellable *cancellable, GError **error);
/* Takes the geometry. */
gboolean lamp_base_target_put (LampBaseTarget *target, LampBaseKind kind, guint8 rank, const char *name, OGRGeometryH geometry, GError **error);
/* Writes the attribution, closes, and puts the file in its place. */
gboolean lamp_base_target_finish (LampBaseTarget *target, const char *attribution, GError **error);
void     lamp_base_target_clear (LampBaseTarget *target);

G_END_DECLS
