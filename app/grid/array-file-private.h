/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What reading and writing such a file have in common.
 */
#pragma once

#include "grid/array-file.h"

G_BEGIN_DECLS

/* `digest` has SHA256_DIGEST_SIZE bytes. */
void lamp_array_file_seal (const LampArrayFileHead *head, gsize head_size, guint8 *digest);

G_END_DECLS
