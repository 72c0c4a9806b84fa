/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An index kept as it lies in memory, beside the arrays of its network (grid/network-cache.h): the next start maps it.
 *
 * It is used when it is whole, of this user alone, made by the same code and of the same edition of the region
 * (grid/array-file.h); else it is made anew. Networks that came by way of no folder keep none.
 * Any thread; blocks: call from a worker. The arrays are mapped read-only.
 */
#pragma once

#include "map/index.h"

G_BEGIN_DECLS

/* What is kept of it, or else a new one. */
LampIndex *lamp_index_open (LampNetwork *network) G_GNUC_WARN_UNUSED_RESULT;
gboolean   lamp_index_is_kept (const LampIndex *index);

/* Keeps it for the next lamp_index_open (). Where nothing can be kept, or it is already, nothing is done and that is no error.
 * Errors: G_IO_ERROR. */
gboolean lamp_index_keep (const LampIndex *index, GError **error);

G_END_DECLS
