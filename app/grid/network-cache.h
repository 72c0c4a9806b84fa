/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A network's arrays as they lie in memory, kept in a file: the next start maps them instead of reading the region.
 *
 * The region stays the truth; when what is kept is used stands in array-file.h. Any thread; may block. The arrays are
 * mapped copy-on-write: pages come when they are touched, and the file may be replaced or removed meanwhile.
 */
#pragma once

#include "grid/edition.h"
#include "grid/network.h"

G_BEGIN_DECLS

/* As lamp_network_load_watched (), or from what `folder` keeps of it; NULL for no folder. */
LampNetwork *lamp_network_open (const char          *path,
                                const char          *folder,
                                const LampLoadWatch *watch,
                                GCancellable        *cancellable,
                                GError             **error) G_GNUC_WARN_UNUSED_RESULT;

/* Did it come out of a folder. */
gboolean lamp_network_is_kept (const LampNetwork *network);

/* Keeps it for the next lamp_network_open () of the same path; made with what is missing of the folder, mode 0700. When
 * another process is at it, or the file is a newer edition by now, nothing is done and that is no error. Errors: G_IO_ERROR. */
gboolean lamp_network_keep (const LampNetwork *network, const char *path, const char *folder, GError **error);

/* The file for something else that is made of the network, `what` names it: kept as it is and with it. NULL when the network came
 * not by way of a folder, or the region is another by now. */
char *lamp_network_dup_kept_file (const LampNetwork *network, const char *what) G_GNUC_WARN_UNUSED_RESULT;
/* Of the region it was read from; what the same code reads of one edition is the same network. */
const LampEdition *lamp_network_get_edition (const LampNetwork *network);

/* Where this user's programs keep theirs. */
char *lamp_network_dup_folder (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
