/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The fixture as a program, for clients of other languages: prints "listening on URL" and serves until its standard
 * input is closed. With --insert, a new outage comes in ahead of every request for items, for who pages meanwhile.
 */
#include "read-fixture.h"

#include <gio/gunixinputstream.h>

#include "records/outage.h"

#include <unistd.h>

static void
insert_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  static int       n = FIXTURE_N_OUTAGES;
  g_autofree char *id = g_strdup_printf ("O-%d", n++);
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_outage_type, id);

  if (g_str_has_suffix (g_uri_get_path (soup_server_message_get_uri (message)), "/items"))
    lamp_state_put (fixture_get_state (user_data), record);
}

static void
log_cb (SoupServer *server, SoupServerMessage *message, gpointer user_data)
{
  g_autofree char *uri = g_uri_to_string (soup_server_message_get_uri (message));

  g_printerr ("%s %u %s\n", soup_server_message_get_method (message), soup_server_message_get_status (message), uri);
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer loop)
{
  g_autoptr (GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, NULL);

  g_main_loop_quit (loop);
}

int
main (int argc, char **argv)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (Fixture) fixture = fixture_new ();
  g_autoptr (GInputStream) input = g_unix_input_stream_new (STDIN_FILENO, FALSE);

  g_signal_connect (fixture->server, "request-finished", G_CALLBACK (log_cb), NULL);
  if (argc > 1 && g_str_equal (argv[1], "--insert"))
    g_signal_connect (fixture->server, "request-read", G_CALLBACK (insert_cb), fixture);
  g_print ("listening on %s\n", fixture->url);
  g_input_stream_read_bytes_async (input, 1, G_PRIORITY_DEFAULT, NULL, closed_cb, loop);
  g_main_loop_run (loop);

  return 0;
}
