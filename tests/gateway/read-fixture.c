/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See read-fixture.h. Stands in for gateway.c: the read side sees the gateway only through gateway.h.
 */
#include "read-fixture.h"

#include "gateway/request-private.h"
#include "records/assignment.h"
#include "records/call.h"
#include "records/crew.h"
#include "records/outage.h"
#include "records/site.h"

#define NOW_USEC G_GINT64_CONSTANT (1767600000123456) /* 2026-01-05T08:00:00.123456Z */
#define MINUTE_USEC ((gint64)60 * G_USEC_PER_SEC)

struct _LampGateway
{
  LampState *state;
};

const LampState *
lamp_gateway_get_state (LampGateway *gateway)
{
  return gateway->state;
}

LampNetwork *
lamp_gateway_get_network (LampGateway *gateway)
{
  return NULL;
}

const char *
lamp_gateway_get_mode (LampGateway *gateway)
{
  return "demo";
}

gint64
lamp_gateway_get_now_usec (LampGateway *gateway)
{
  return NOW_USEC;
}

static JsonNode *
make_row (gint64 seq)
{
  g_autofree char *at = lamp_time_to_string (NOW_USEC + seq * MINUTE_USEC);
  g_autofree char *text = g_strdup_printf ("{\"seq\":%" G_GINT64_FORMAT ",\"at\":\"%s\",\"actor\":\"%s\",\"command\":\"assign\","
                                           "\"changes\":[{\"collection\":\"outages\",\"id\":\"O-1\",\"before\":null,\"after\":{}}],"
                                           "\"reason\":null,\"idempotencyKey\":\"k%" G_GINT64_FORMAT "\"}",
                                           seq, at, seq % 10 == 0 ? "wang.fang" : "li.wei", seq);

  return json_from_string (text, NULL);
}

typedef struct
{
  JsonArray          *rows;
  LampJournalCallback done;
  gpointer            user_data;
} Reading;

static gboolean
read_cb (gpointer data)
{
  Reading *reading = data;

  reading->done (reading->rows, FIXTURE_N_ENTRIES, NULL, reading->user_data);
  json_array_unref (reading->rows);
  g_free (reading);

  return G_SOURCE_REMOVE;
}

void
lamp_gateway_read_journal (LampGateway *gateway, gint64 after_seq, gint64 offset, guint limit, LampJournalCallback done, gpointer user_data)
{
  Reading *reading = g_new0 (Reading, 1);

  reading->rows = json_array_new ();
  reading->done = done;
  reading->user_data = user_data;
  for (gint64 seq = after_seq + offset + 1; seq <= FIXTURE_N_ENTRIES && json_array_get_length (reading->rows) < limit; seq++)
    json_array_add_element (reading->rows, make_row (seq));
  g_idle_add (read_cb, reading);
}

/* --- records --- */

/* Every fourth has no place; the others lie in a slanting row over the city. */
static gpointer
new_record (const LampRecordType *type, const char *prefix, int n)
{
  g_autofree char *id = g_strdup_printf ("%s%d", prefix, n);
  LampRecord      *record = lamp_record_new (type, id);

  record->revision = n + 1;
  record->placed = n % 4 != 3;
  if (record->placed)
    record->at = (LampPoint){ 116.3 + n / 1000.0, 39.9 + n / 2000.0 };

  return record;
}

static void
put (LampState *state, gpointer record)
{
  lamp_state_put (state, record);
  lamp_record_unref (record);
}

static void
add_outage (LampState *state, int n)
{
  static const char *const statuses[] = { "predicted", "confirmed", "partiallyRestored", "restored", "closed" };
  LampOutage              *outage = new_record (&lamp_outage_type, "O-", n);

  lamp_record_set_string (&outage->status, statuses[n % G_N_ELEMENTS (statuses)]);
  lamp_record_set_string (&outage->device_name, "柱上开关 \"7\" <b>&");
  outage->planned = n % 2;
  outage->customers_out = n * 10;
  outage->start_usec = NOW_USEC - n * MINUTE_USEC;
  if (n % 5 >= 3)
    outage->restored_usec = outage->start_usec + 90 * MINUTE_USEC;
  outage->calls = n;
  outage->rank = n + 1;
  outage->notes = json_from_string ("[{\"at\":\"2026-01-05T08:00:00.000Z\",\"by\":\"li.wei\",\"text\":\"看到了\"}]", NULL);
  put (state, outage);
}

static void
add_crew (LampState *state, int n)
{
  LampCrew         *crew = new_record (&lamp_crew_type, "K", n);
  const char *const skills[] = { "line", n % 2 ? "cable" : NULL, NULL };

  ((LampRecord *)crew)->telemetry = n;
  lamp_record_set_string (&crew->status, n % 3 ? "available" : "enroute");
  lamp_record_set_string (&crew->name, "抢修队");
  crew->skills = g_strdupv ((char **)skills);
  crew->members = 3;
  crew->speed_mps = n / 3.0;
  crew->position_usec = NOW_USEC - (gint64)n * G_USEC_PER_SEC;
  put (state, crew);
}

static void
add_others (LampState *state)
{
  for (int n = 0; n < FIXTURE_N_ASSIGNMENTS; n++)
    {
      LampAssignment *assignment = new_record (&lamp_assignment_type, "A-", n);

      lamp_record_set_string (&assignment->status, "assigned");
      assignment->assigned_usec = NOW_USEC;
      put (state, assignment);
    }
  for (int n = 0; n < FIXTURE_N_SITES; n++)
    {
      LampSite *site = new_record (&lamp_site_type, "S/", n); /* the slash must be escaped in links */

      lamp_record_set_string (&site->site_class, "first");
      site->contract_kva = 630;
      put (state, site);
    }
  for (int n = 0; n < FIXTURE_N_CALLS; n++)
    {
      LampCall *call = new_record (&lamp_call_type, "C-", n);

      lamp_record_set_string (&call->channel, "call");
      call->at_usec = NOW_USEC + (gint64)n * G_USEC_PER_SEC;
      put (state, call);
    }
}

/* --- server --- */

static void
request_cb (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer user_data)
{
  LampGateway *gateway = user_data;
  LampRequest *request = lamp_request_new (gateway, message);

  if (lamp_request_parse_query (request) && !lamp_routes_read (gateway, request))
    lamp_request_problem (request, 404, "not-found", "Not found", NULL, "There is nothing at %s.", request->path);
  else
    lamp_request_hold (request);
}

Fixture *
fixture_new (void)
{
  Fixture *fixture = g_new0 (Fixture, 1);
  g_autoptr (GError) error = NULL;
  GSList *uris;

  fixture->gateway = g_new0 (LampGateway, 1);
  fixture->gateway->state = lamp_state_new ();
  for (int n = 0; n < FIXTURE_N_OUTAGES; n++)
    add_outage (fixture->gateway->state, n);
  for (int n = 0; n < FIXTURE_N_CREWS; n++)
    add_crew (fixture->gateway->state, n);
  add_others (fixture->gateway->state);

  fixture->server = soup_server_new ("raw-paths", TRUE, NULL);
  soup_server_add_handler (fixture->server, NULL, request_cb, fixture->gateway, NULL);
  soup_server_listen_local (fixture->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  fixture->url = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify)g_uri_unref);

  return fixture;
}

void
fixture_free (Fixture *fixture)
{
  soup_server_disconnect (fixture->server);
  g_object_unref (fixture->server);
  lamp_state_free (fixture->gateway->state);
  g_free (fixture->gateway);
  g_free (fixture->url);
  g_free (fixture);
}

LampState *
fixture_get_state (Fixture *fixture)
{
  return fixture->gateway->state;
}
