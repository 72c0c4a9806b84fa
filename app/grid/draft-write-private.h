/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Writing a draft, for the two files that do: draft-write.c makes the file and its layers, draft-rows.c fills them.
 */
#pragma once

#include "grid/draft-private.h"
#include "grid/gdal-use.h"
#include "grid/region-layout.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct
{
  LampDraft           *draft;
  const char          *path;
  GDALDatasetH         dataset;
  OGRSpatialReferenceH wgs84;
  OGRLayerH            layers[LAMP_LAYER_N];
  guint64              n_written;
  GCancellable        *cancellable;
} LampDraftWriter;

/* The region could not be written, because of what GDAL complained of last, or else of `why`; always FALSE. */
gboolean lamp_draft_writer_fail (LampDraftWriter *writer, GError **error, const char *why);
/* Every row, in the order given, into layers that are there and empty. */
gboolean lamp_draft_writer_put_everything (LampDraftWriter *writer, GError **error);

G_END_DECLS
