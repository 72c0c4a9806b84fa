/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a source of an import is called. It may be a database, and then is a connection string in which a password stands:
 * that goes into no message, no report and no region.
 * Pure functions of their text; the caller owns what they return.
 */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* `text` (a source, or what GDAL says of one) with the passwords in it made unreadable. */
char *lamp_source_dup_told (const char *text);

/* What a region is called whose profile does not say it: the file without its ending, or the database; NULL where the
 * source tells neither. */
char *lamp_source_dup_name (const char *source);

G_END_DECLS
