/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Which records of a collection an items request asks for, and the answer as GeoJSON.
 *
 * A query is what the parameters of `/collections/{c}/items` mean; parsing refuses what it does not know. Selecting is
 * a pure function over the state. A selection holds references to immutable records, so it may be written by a worker.
 *
 * Order and paging: records come in order of creation. The link to the next page names the last record of this one
 * (`after`), not a number to skip: what is inserted or drops out of a filter meanwhile neither doubles nor hides others.
 * `offset` is for clients that count.
 *
 * Cost: without a filter O(page); with one O(records of the collection).
 */
#pragma once

#include "gateway/state.h"

G_BEGIN_DECLS

#define LAMP_ITEMS_DEFAULT_LIMIT 100
#define LAMP_ITEMS_MAX_LIMIT 10000

#define LAMP_ITEMS_ERROR (lamp_items_error_quark ())
typedef enum {
  LAMP_ITEMS_ERROR_UNKNOWN_PARAMETER,
  LAMP_ITEMS_ERROR_BAD_VALUE,
  LAMP_ITEMS_ERROR_LOST_PLACE, /* the record named by after or before is no longer there */
} LampItemsError;
GQuark lamp_items_error_quark (void);

typedef struct
{
  const LampField *field;
  char            *text;
  gint64           integer; /* also milliseconds of a time, and a boolean */
  double           number;
} LampItemsCondition;

typedef struct
{
  const LampRecordType *type;
  guint                 limit;
  gint64                offset;
  char                 *after, *before; /* ids; at most one of them */
  gboolean              has_box;
  LampBox               box; /* west_deg > east_deg: across the antimeridian */
  gboolean              has_time;
  gint64                from_msec, to_msec; /* inclusive; G_MININT64 and G_MAXINT64 when open */
  GArray               *conditions;         /* LampItemsCondition */
} LampItemsQuery;

/* `parameters`: name → value, decoded. Errors are sentences for the client. */
LampItemsQuery *lamp_items_query_new (const LampRecordType *type, GHashTable *parameters, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            lamp_items_query_free (LampItemsQuery *query);
/* A field that can be a query parameter: anything but lists and objects. */
gboolean lamp_items_field_is_queryable (const LampField *field);
/* TRUE when every record matches. */
gboolean lamp_items_query_is_open (const LampItemsQuery *query);
gboolean lamp_items_query_matches (const LampItemsQuery *query, gconstpointer record);
/* What `datetime` means: an instant, or an interval open where it says so. A day, month or year is all of it; a
 * time cut off after its T is an instant, as GDAL means it. */
gboolean lamp_items_parse_datetime (const char *text, gint64 *from_msec, gint64 *to_msec);
/* minx,miny,maxx,maxy, or with heights between. */
gboolean lamp_items_parse_box (const char *text, LampBox *box);

/* What a client sent, short enough to be told back to it. */
char *lamp_items_shorten (const char *text) G_GNUC_WARN_UNUSED_RESULT;

typedef struct
{
  GPtrArray *records;   /* LampRecord *, with references */
  gint64     n_matched; /* -1: not counted */
  gboolean   has_next, has_previous;
} LampItemsPage;

gboolean lamp_items_select (const LampItemsQuery *query, const LampState *state, LampItemsPage *page, GError **error);
void     lamp_items_page_clear (LampItemsPage *page);

/* A FeatureCollection; `head` are its further members as JSON text, each followed by a comma. Any thread. */
GBytes *lamp_items_page_write (const LampItemsPage *page, const char *head) G_GNUC_WARN_UNUSED_RESULT;
/* A record as the gateway sends it: its feature with the member `etag`, and `more` as in lamp_record_append_feature (). */
void lamp_items_append_feature (GString *out, gconstpointer record, const char *more);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampItemsQuery, lamp_items_query_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampItemsPage, lamp_items_page_clear)

G_END_DECLS
