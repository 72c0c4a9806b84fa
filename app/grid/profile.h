/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * An import profile: which layers and fields of a utility's own data become what of a region. A key file, described for
 * its writers in data/profiles.md; this is it in memory, checked.
 *
 * Vocabulary
 *  - role: what a source layer becomes (lines, devices, …). One group of the file is one layer in one role.
 *  - column: one thing we want to know of every feature. It comes from a field, or from a word, or both: the words are
 *    ours, each with the field's values that mean it. A word for "*" is for every value that no other word names.
 *  - path: a way to a field. Most are a field of the layer itself; others hop to rows of other layers whose key is the
 *    value come with. A column may have several: the first that leads to a value counts.
 *
 * Immutable once loaded. What is in the source is not known here: import.h holds the profile against it.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_ROLE_LINES,
  LAMP_ROLE_DEVICES,
  LAMP_ROLE_TRANSFORMERS,
  LAMP_ROLE_CUSTOMERS,
  LAMP_ROLE_SOURCES,
  LAMP_ROLE_FEEDERS,
  LAMP_ROLE_SITES,
  LAMP_ROLE_DEPOTS,
  LAMP_ROLE_N,
} LampProfileRole;

typedef enum {
  LAMP_COLUMN_ID,
  LAMP_COLUMN_NAME,
  LAMP_COLUMN_KIND,
  LAMP_COLUMN_FROM,
  LAMP_COLUMN_TO,
  LAMP_COLUMN_NODE,
  LAMP_COLUMN_FEEDER,
  LAMP_COLUMN_SOURCE,
  LAMP_COLUMN_PHASES,
  LAMP_COLUMN_VOLTAGE,
  LAMP_COLUMN_KV,
  LAMP_COLUMN_NORMALLY_OPEN,
  LAMP_COLUMN_UNDERGROUND,
  LAMP_COLUMN_TELEMETERED,
  LAMP_COLUMN_SERVICE_DROP,
  LAMP_COLUMN_LENGTH, /* metres */
  LAMP_COLUMN_RATING, /* A, of transformers kVA */
  LAMP_COLUMN_KW,
  LAMP_COLUMN_ACCOUNT,
  LAMP_COLUMN_CLASS,
  LAMP_COLUMN_CONTRACT, /* kVA */
  LAMP_COLUMN_CRITICAL, /* kW */
  LAMP_COLUMN_BACKUP_KIND,
  LAMP_COLUMN_BACKUP_START,    /* seconds */
  LAMP_COLUMN_BACKUP_AUTONOMY, /* minutes */
  LAMP_COLUMN_VERIFIED,
  LAMP_COLUMN_PLACE,    /* of what has no geometry: that of another layer's feature */
  LAMP_COLUMN_PLACE_TO, /* the other end of a line */
  LAMP_COLUMN_N,
} LampProfileColumnId;

typedef struct
{
  char  *word;
  char **values;
} LampProfileWord;

/* On to the first row of `layer`, among those that pass `where`, whose field `match` has the value come with. */
typedef struct
{
  char *layer, *match;
  char *where; /* nullable; GDAL's attribute filter */
  char *field; /* taken along from there; NULL, only at the end of a path: its geometry */
} LampProfileHop;

typedef struct
{
  char      *field; /* of the layer itself */
  GPtrArray *hops;  /* LampProfileHop; mostly none */
} LampProfilePath;

typedef struct
{
  char      *text;      /* the key's value as it stands in the profile; NULL: from no field */
  GPtrArray *paths;     /* LampProfilePath; NULL when `text` is */
  GArray    *words;     /* LampProfileWord; NULL: the value is taken as it is */
  double     unit;      /* a number of the field times this is in our unit */
  char       decimal;   /* what stands before the decimals of a number written as text */
  char      *otherwise; /* what a value without meaning is taken for, "" for not known; NULL: it refuses the import */
} LampProfileColumn;

typedef struct
{
  char             *group;     /* its name in the profile, for messages */
  char             *layer;     /* its name in the source; with several, as they stand in the profile */
  char            **layers;    /* the first of these that is there */
  gboolean          optional;  /* the layer, and fields that are not needed, may be absent */
  char             *where;     /* nullable; GDAL's attribute filter */
  char             *id_prefix; /* nullable */
  LampProfileRole   role;
  LampProfileColumn columns[LAMP_COLUMN_N];
} LampProfileLayer;

typedef struct
{
  char      *path;
  char      *name;
  char      *region;      /* nullable: what the region is called */
  char      *crs;         /* nullable: of layers that do not say theirs */
  char      *node_cut;    /* nullable: node names end before this text */
  gboolean   node_fold;   /* upper and lower case of node names, and of what paths match, are the same */
  char     **node_none;   /* nullable; values that are no node */
  char     **options;     /* nullable; how GDAL is to open the source, NAME=VALUE each */
  double     snap_m;      /* 0: none */
  gboolean   by_geometry; /* nodes come from places, not from names */
  GPtrArray *layers;      /* LampProfileLayer, by role, then in the order of the file */
} LampProfile;

/* Blocks for one small file. Errors: LAMP_GRID_ERROR_NOT_FOUND, _UNREADABLE, _PROFILE. */
LampProfile *lamp_profile_load (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void         lamp_profile_free (LampProfile *profile);

/* "lines", "devices", …: as the region's layers. */
const char *lamp_profile_role_to_string (LampProfileRole role);
/* The key of a column in a profile: "from", "normally-open", … */
const char *lamp_profile_column_to_string (LampProfileColumnId column);
/* Is it joined to others at two ends. */
gboolean lamp_profile_role_is_element (LampProfileRole role);

/* Our word for a value of the field; NULL when the profile has none. Of a column with words. Patterns match after
 * exact values, in the order of the file. */
const char *lamp_profile_column_word (const LampProfileColumn *column, const char *value);
/* May this column not be empty in a group of that role: a group without it is wrong. Nodes are besides. */
gboolean lamp_profile_column_is_needed (LampProfileColumnId column, LampProfileRole role);
/* Is there anything to take this column from. */
gboolean lamp_profile_column_is_given (const LampProfileColumn *column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampProfile, lamp_profile_free)

G_END_DECLS
