/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What only the files of records/ share: the macros field tables are written with, and access to a field's memory.
 */
#pragma once

#include "records/record.h"

G_BEGIN_DECLS

#define LAMP_FIELD(Struct, TYPE, NAME, member, TITLE)        \
  {                                                          \
    .name = NAME, .type = LAMP_FIELD_##TYPE, .title = TITLE, \
    .offset = G_STRUCT_OFFSET (Struct, member)               \
  }
#define LAMP_FIELD_WORDS(Struct, TYPE, NAME, member, WORDS, TITLE) \
  {                                                                \
    .name = NAME, .type = LAMP_FIELD_##TYPE, .title = TITLE,       \
    .offset = G_STRUCT_OFFSET (Struct, member), .values = WORDS    \
  }
#define LAMP_FIELD_MEMBERS(NAME, MEMBERS, TITLE)             \
  {                                                          \
    .name = NAME, .type = LAMP_FIELD_OBJECT, .title = TITLE, \
    .members = MEMBERS                                       \
  }
#define LAMP_FIELD_END \
  {                    \
    .name = NULL       \
  }

/* The memory of `field` in `record`. */
#define LAMP_FIELD_AT(record, field, CType) (*(CType *)(gpointer)((char *)(record) + (field)->offset))
#define LAMP_FIELD_IN(record, field, CType) (*(CType const *)(gconstpointer)((const char *)(record) + (field)->offset))

/* Shares nothing with `node` (nullable), whose reference counts it leaves alone. */
JsonNode *lamp_json_copy_deep (JsonNode *node) G_GNUC_WARN_UNUSED_RESULT;

/* Frees what `field` holds and makes it unknown. */
void lamp_record_clear_field (gpointer record, const LampField *field);

/* The two numbers of an ETag of ours; FALSE when it is not one. */
gboolean lamp_etag_parse (const char *etag, gint64 *revision, gint64 *telemetry);

G_END_DECLS
