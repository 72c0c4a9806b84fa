/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a profile, for the files that do: profile.c has the table of columns, profile-key.c reads one key,
 * profile-column.c those of a column, profile-read.c the whole.
 */
#pragma once

#include "grid/profile.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_VALUE_TEXT,
  LAMP_VALUE_NUMBER,
  LAMP_VALUE_FLAG,
  LAMP_VALUE_KIND,
  LAMP_VALUE_VOLTAGE,
  LAMP_VALUE_CLASS,
  LAMP_VALUE_PLACE,
} LampValueType;

typedef struct
{
  const char   *key;
  LampValueType type;
  guint         roles;  /* where it may stand, a bit for each LampProfileRole */
  guint         needed; /* where it must */
} LampColumnRule;

extern const LampColumnRule lamp_column_rules[LAMP_COLUMN_N];

/* While reading; `group` for messages. */
typedef struct
{
  LampProfile *profile;
  GKeyFile    *file;
  const char  *group;
} LampProfileReader;

/* Always FALSE. */
gboolean lamp_profile_wrong (LampProfileReader *reader, GError **error, const char *format, ...) G_GNUC_PRINTF (3, 4);
/* NULL when absent or empty. */
char *lamp_profile_dup_text (LampProfileReader *reader, const char *key) G_GNUC_WARN_UNUSED_RESULT;
/* The items of a list, without empty ones and what is blank around them; NULL when there is none. */
char **lamp_profile_dup_list (LampProfileReader *reader, const char *key) G_GNUC_WARN_UNUSED_RESULT;
/* 0 or more. */
gboolean lamp_profile_number (const char *text, double *value);
/* An absent key is no. */
gboolean lamp_profile_read_yes (LampProfileReader *reader, const char *key, gboolean *value, GError **error);

/* A key of a column, such as “kind” or “kind.fuse”; of a layer whose role is known. */
gboolean lamp_profile_read_column (LampProfileReader *reader, LampProfileLayer *layer, const char *key, GError **error);

G_END_DECLS
