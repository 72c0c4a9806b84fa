/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See house.h.
 */
#include "house.h"

#include <string.h>

#include "grid/fixture.h"
#include "records/crew.h"
#include "records/outage.h"

#define HOUR_USEC ((gint64)3600 * G_USEC_PER_SEC)

static char *
make_token (const char *address, const char *name, LampRole role)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStore) store = lamp_store_open (address, LAMP_STORE_TOOL, &error);
  char *token;

  g_assert_no_error (error);
  token = lamp_token_make (store, name, role, &error);
  g_assert_no_error (error);
  return token;
}

static void
open_gateway (House *house)
{
  g_autoptr (GError) error = NULL;
  LampGatewayOptions options = { .mode = "live", .region_path = house->region, .store = house->address, .speed = 1 };
  LampListen         listen = { NULL, 0, NULL, NULL };

  house->gateway = lamp_gateway_new (&options, house->network, &error);
  g_assert_no_error (error);
  g_assert_true (lamp_server_start (house->gateway, &listen, &house->url, &error));
  g_assert_no_error (error);
}

House *
house_open (const char *path)
{
  static guint n_houses;
  House       *house = g_new0 (House, 1);
  g_autoptr (LampDraft) draft = lamp_fixture_draft ();
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_strdup_printf ("house-%u", n_houses++);
  g_autofree char *folder = lamp_fixture_path (name);

  g_mkdir_with_parents (folder, 0700);
  house->region = g_build_filename (folder, "toytown.gpkg", NULL);
  house->address = path != NULL ? g_strdup (path) : g_strconcat ("sqlite:", folder, "/store.sqlite", NULL);
  lamp_draft_write (draft, house->region, NULL, &error);
  g_assert_no_error (error);
  house->network = lamp_network_load (house->region, NULL, &error);
  g_assert_no_error (error);
  if (path == NULL)
    {
      house->li_wei = make_token (house->address, "li.wei", LAMP_ROLE_DISPATCHER);
      house->wang_fang = make_token (house->address, "wang.fang", LAMP_ROLE_DISPATCHER);
      house->viewer = make_token (house->address, "visitor", LAMP_ROLE_VIEWER);
    }
  open_gateway (house);
  house->session = soup_session_new_with_options ("max-conns", 60, "max-conns-per-host", 60, NULL);
  return house;
}

void
house_close (House *house)
{
  soup_session_abort (house->session);
  g_object_unref (house->session);
  lamp_gateway_free (house->gateway);
  lamp_network_unref (house->network);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_free (house->region);
  g_free (house->address);
  g_free (house->url);
  g_free (house->li_wei);
  g_free (house->wang_fang);
  g_free (house->viewer);
  g_free (house);
}

/* --- turns --- */

typedef struct
{
  void (*work) (LampTurn *turn, gpointer data);
  gpointer data;
  gboolean done, failed;
} Doing;

static void
do_work (LampTurn *turn, gpointer data)
{
  Doing *doing = data;

  doing->work (turn, doing->data);
}

static void
do_done (const GError *error, gpointer data)
{
  ((Doing *)data)->failed = error != NULL;
  ((Doing *)data)->done = TRUE;
}

static gboolean
do_and_wait (House *house, void (*work) (LampTurn *turn, gpointer data), gpointer data)
{
  static const LampJob job = { do_work, NULL, do_done };
  Doing                doing = { work, data, FALSE, FALSE };

  lamp_ledger_push (house->gateway->ledger, &job, &doing);
  while (!doing.done)
    g_main_context_iteration (NULL, TRUE);
  return !doing.failed;
}

void
house_do (House *house, void (*work) (LampTurn *turn, gpointer data), gpointer data)
{
  g_assert_true (do_and_wait (house, work, data));
}

void
house_fail_to_do (House *house, void (*work) (LampTurn *turn, gpointer data), gpointer data)
{
  g_assert_false (do_and_wait (house, work, data));
}

static gboolean
wake_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

void
house_wait_usec (gint64 usec)
{
  gboolean over = FALSE;

  g_timeout_add ((guint)(usec / 1000), wake_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

static void
add_outage (LampEdit *edit, const char *id, const char *device, const char *status, gint64 now_usec)
{
  LampOutage *outage = lamp_record_new (&lamp_outage_type, id);

  lamp_record_set_string (&outage->status, status);
  lamp_record_set_string (&outage->device, device);
  lamp_record_set_string (&outage->crew_status, "awaitingCrewAssignment");
  outage->base.at = (LampPoint){ -29.995, 45.0 };
  outage->base.placed = TRUE;
  outage->customers_out = g_str_equal (status, "restored") ? 0 : 4;
  outage->start_usec = now_usec - HOUR_USEC;
  if (g_str_equal (status, "restored"))
    outage->restored_usec = now_usec;
  lamp_edit_add (edit, outage);
}

static void
add_crew (LampEdit *edit, const char *id, const char *name, const char *status)
{
  LampCrew *crew = lamp_record_new (&lamp_crew_type, id);

  lamp_record_set_string (&crew->name, name);
  lamp_record_set_string (&crew->status, status);
  crew->base.at = (LampPoint){ -29.997, 45.002 };
  crew->base.placed = TRUE;
  lamp_edit_add (edit, crew);
}

static void
furnish (LampTurn *turn, gpointer data)
{
  LampEdit *edit = lamp_turn_begin (turn, "test", "furnish");
  gint64    now_usec = lamp_turn_get_now_usec (turn);

  add_outage (edit, "O-1", "T1", "predicted", now_usec);
  add_outage (edit, "O-2", "FU3", "confirmed", now_usec);
  add_outage (edit, "O-3", "T2", "restored", now_usec);
  add_crew (edit, "K1", "Crew 7", "available");
  add_crew (edit, "K2", "Crew 8", "available");
  add_crew (edit, "K3", "Crew 9", "offShift");
  g_assert_true (lamp_edit_accept (edit, FALSE, NULL, NULL));
}

void
house_furnish (House *house)
{
  house_do (house, furnish, NULL);
}

/* --- asking --- */

void
reply_free (Reply *reply)
{
  soup_message_headers_unref (reply->headers);
  g_free (reply->body);
  g_clear_pointer (&reply->json, json_node_unref);
  g_free (reply);
}

const char *
reply_get (Reply *reply, const char *member)
{
  JsonObject *object = reply->json != NULL ? json_node_get_object (reply->json) : NULL;
  const char *text = object != NULL ? json_object_get_string_member_with_default (object, member, NULL) : NULL;

  return text != NULL ? text : "";
}

const char *
reply_header (Reply *reply, const char *name)
{
  const char *value = soup_message_headers_get_one (reply->headers, name);

  return value != NULL ? value : "";
}

typedef struct
{
  SoupMessage *message;
  Reply      **reply;
} Asking;

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = soup_session_send_and_read_finish (SOUP_SESSION (source), result, &error);
  Reply *reply = g_new0 (Reply, 1);

  if (error != NULL)
    g_test_message ("no answer: %s", error->message);
  reply->status = error == NULL ? soup_message_get_status (asking->message) : 0;
  reply->headers = soup_message_headers_ref (soup_message_get_response_headers (asking->message));
  reply->body = bytes != NULL && g_bytes_get_size (bytes) > 0 ? g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes)) : g_strdup ("");
  reply->json = *reply->body == '{' ? json_from_string (reply->body, NULL) : NULL;
  *asking->reply = reply;
  g_object_unref (asking->message);
  g_free (asking);
}

static void
set_headers (SoupMessage *message, const char *token, const char *headers)
{
  SoupMessageHeaders *request = soup_message_get_request_headers (message);
  g_auto (GStrv) lines = headers != NULL ? g_strsplit (headers, "\n", -1) : NULL;

  if (token != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", token, NULL);

      soup_message_headers_replace (request, "Authorization", value);
    }
  for (guint i = 0; lines != NULL && lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_strsplit (lines[i], ": ", 2);

      soup_message_headers_replace (request, parts[0], parts[1]);
    }
}

void
house_ask_later (House *house, const char *method, const char *path, const char *token, const char *headers, const char *body, Reply **reply)
{
  g_autofree char *url = g_strconcat (house->url, path, NULL);
  SoupMessage     *message = soup_message_new (method, url);
  Asking          *asking = g_new (Asking, 1);

  g_assert_nonnull (message);
  if (body != NULL)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (body, strlen (body));

      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }
  set_headers (message, token, headers);
  *asking = (Asking){ message, reply };
  *reply = NULL;
  soup_session_send_and_read_async (house->session, message, G_PRIORITY_DEFAULT, NULL, sent_cb, asking);
}

void
house_wait_for (Reply **reply)
{
  while (*reply == NULL)
    g_main_context_iteration (NULL, TRUE);
}

Reply *
house_ask (House *house, const char *method, const char *path, const char *token, const char *headers, const char *body)
{
  Reply *reply;

  house_ask_later (house, method, path, token, headers, body, &reply);
  house_wait_for (&reply);
  return reply;
}

char *
house_etag (House *house, const char *collection, const char *id)
{
  g_autofree char *path = g_strdup_printf ("/collections/%s/items/%s", collection, id);
  g_autoptr (Reply) reply = house_ask (house, "GET", path, house->li_wei, NULL, NULL);

  g_assert_cmpuint (reply->status, ==, 200);
  return g_strdup (reply_header (reply, "ETag"));
}
