/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The store: what it refuses to open and in which words; that the journal alone is enough; that a transaction which
 * cannot be written has not happened.
 */
#include "house.h"

#include <glib/gstdio.h>
#include <sqlite3.h>
#include <string.h>

#include "grid/fixture.h"
#include "records/call.h"
#include "records/crew.h"
#include "records/outage.h"

static char *
new_path (void)
{
  static guint     n;
  g_autofree char *name = g_strdup_printf ("store-%u.sqlite", n++);

  return lamp_fixture_path (name);
}

static void
sql (const char *path, const char *text)
{
  sqlite3 *db;
  char    *word = NULL;

  g_assert_cmpint (sqlite3_open (path, &db), ==, SQLITE_OK);
  sqlite3_exec (db, text, NULL, NULL, &word);
  g_assert_cmpstr (word, ==, NULL);
  sqlite3_close (db);
}

static void
assert_refused (const char *address, LampStoreError code, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStore) store = lamp_store_open (address, LAMP_STORE_WRITER, &error);

  g_assert_null (store);
  g_assert_error (error, LAMP_STORE_ERROR, (int)code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_null (strchr (error->message, '\n'));
}

/* --- what it refuses --- */

static void
test_addresses (void)
{
  assert_refused ("store.sqlite", LAMP_STORE_ERROR_ADDRESS, "sqlite:PATH");
  assert_refused ("sqlite:", LAMP_STORE_ERROR_ADDRESS, "sqlite:PATH");
  assert_refused ("oracle:x", LAMP_STORE_ERROR_ADDRESS, "sqlite:PATH");
  assert_refused ("sqlite:/nowhere/at/all.sqlite", LAMP_STORE_ERROR_OPEN, "check the folder");
}

static void
test_foreign (void)
{
  g_autofree char *text = new_path (), *other = new_path (), *newer = new_path (), *torn = new_path ();
  g_autofree char *text_address = g_strconcat ("sqlite:", text, NULL), *other_address = g_strconcat ("sqlite:", other, NULL);
  g_autofree char *newer_address = g_strconcat ("sqlite:", newer, NULL), *torn_address = g_strconcat ("sqlite:", torn, NULL);
  g_autofree char *kept = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize            size;

  g_assert_true (g_file_set_contents (text, "Dear diary, this is a text file and no database at all; a good hundred bytes of it, so that there is a header.", -1, NULL));
  assert_refused (text_address, LAMP_STORE_ERROR_FOREIGN, "no SQLite file");
  g_assert_true (g_file_get_contents (text, &kept, NULL, NULL));
  g_assert_true (g_str_has_prefix (kept, "Dear diary"));

  sql (other, "CREATE TABLE cats (name TEXT); INSERT INTO cats VALUES ('Tom')");
  assert_refused (other_address, LAMP_STORE_ERROR_FOREIGN, "of another program");

  lamp_store_close (lamp_store_open (newer_address, LAMP_STORE_WRITER, &error));
  g_assert_no_error (error);
  sql (newer, "PRAGMA user_version = 99");
  assert_refused (newer_address, LAMP_STORE_ERROR_NEWER, "newer Lamplighter");

  lamp_store_close (lamp_store_open (torn_address, LAMP_STORE_WRITER, &error));
  g_assert_no_error (error);
  sql (torn, "PRAGMA wal_checkpoint(TRUNCATE)");
  g_assert_true (g_file_get_contents (torn, &contents, &size, NULL));
  memset (contents + 100, 0xa5, size - 100);
  g_assert_true (g_file_set_contents (torn, contents, (gssize)size, NULL));
  assert_refused (torn_address, LAMP_STORE_ERROR_FOREIGN, "damaged");
}

static void
test_one_gateway (void)
{
  g_autofree char *path = new_path ();
  g_autofree char *address = g_strconcat ("sqlite:", path, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LampStore) first = lamp_store_open (address, LAMP_STORE_WRITER, &error);
  g_autoptr (LampStore) reader = NULL;
  g_autoptr (LampStore) tool = NULL;

  g_assert_no_error (error);
  assert_refused (address, LAMP_STORE_ERROR_LOCKED, "in use by another gateway");
  reader = lamp_store_open (address, LAMP_STORE_READER, &error);
  g_assert_no_error (error);
  tool = lamp_store_open (address, LAMP_STORE_TOOL, &error);
  g_assert_no_error (error);
}

/* --- the journal alone --- */

static void
test_rebuilt_from_the_journal (void)
{
  House           *house = house_open (NULL);
  g_autofree char *address = g_strdup (house->address);
  g_autofree char *token = g_strdup (house->li_wei);
  g_autoptr (House) again = NULL;
  g_autoptr (Reply) made = NULL;
  g_autofree char *before = NULL, *after = NULL;
  g_autoptr (Reply) first = NULL, second = NULL;

  house_furnish (house);
  made = house_ask (house, "POST", "/collections/assignments/items", token, NULL, "{\"outage\":\"O-1\",\"crew\":\"K1\"}");
  g_assert_cmpuint (made->status, ==, 201);
  first = house_ask (house, "GET", "/collections/outages/items", token, NULL, NULL);
  before = g_strdup (strstr (first->body, "\"features\""));
  house_close (house);
  sql (address + strlen ("sqlite:"), "DELETE FROM record; DELETE FROM note WHERE name = 'state'");
  again = house_open (address);
  second = house_ask (again, "GET", "/collections/outages/items", token, NULL, NULL);
  after = g_strdup (strstr (second->body, "\"features\""));
  g_assert_cmpint (lamp_state_get_seq (lamp_gateway_get_state (again->gateway)), ==, 3);
  /* The same but for the port in the links. */
  g_assert_cmpuint (strlen (before), >, 100);
  g_assert_cmpstr (before, ==, after);
}

/* A store somebody has meddled with is refused in a sentence, not taken over by halves. */
static void
test_meddled_with (void)
{
  static const struct
  {
    const char *meddling, *says;
  } cases[] = {
    { "UPDATE journal SET changes = '7' WHERE seq = 2; DELETE FROM note WHERE name = 'state'", "after command 1" },
    { "UPDATE journal SET changes = '[7]' WHERE seq = 2; DELETE FROM note WHERE name = 'state'", "after command 1" },
    { "UPDATE journal SET changes = '' WHERE seq = 2; DELETE FROM note WHERE name = 'state'", "after command 1" },
    { "UPDATE record SET feature = '7' WHERE collection = 'outages'", "outage stored by command 2" },
    { "UPDATE record SET feature = '{}' WHERE collection = 'outages'", "Feature" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      House           *house = house_open (NULL);
      g_autofree char *address = g_strdup (house->address);
      g_autoptr (LampNetwork) network = lamp_network_ref (house->network);
      g_autoptr (GError) error = NULL;
      LampGatewayOptions options = { .mode = "live", .region_path = "", .store = address, .speed = 1 };

      house_furnish (house);
      house_close (house);
      sql (address + strlen ("sqlite:"), cases[i].meddling);
      g_assert_null (lamp_gateway_new (&options, network, &error));
      g_assert_nonnull (error);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_other_region (void)
{
  House           *house = house_open (NULL);
  g_autofree char *address = g_strdup (house->address);
  g_autofree char *region = new_path ();
  g_autoptr (LampDraft) draft = lamp_fixture_random_draft (1);
  g_autoptr (LampNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  LampGatewayOptions options = { .mode = "live", .store = address, .speed = 1 };

  network = lamp_fixture_load (g_steal_pointer (&draft));
  options.region_path = region;
  house_close (house);
  g_assert_null (lamp_gateway_new (&options, network, &error));
  g_assert_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_FOREIGN);
  g_assert_nonnull (strstr (error->message, "belongs to the region “Toytown”"));
}

static void
test_other_mode (void)
{
  House           *house = house_open (NULL);
  g_autofree char *address = g_strdup (house->address);
  g_autoptr (LampNetwork) network = lamp_network_ref (house->network);
  g_autoptr (GError) error = NULL;
  LampGatewayOptions options = { .mode = "demo", .region_path = "", .store = address, .speed = 1 };

  house_close (house);
  g_assert_null (lamp_gateway_new (&options, network, &error));
  g_assert_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_FOREIGN);
  g_assert_nonnull (strstr (error->message, "written in the mode “live”"));
}

/* --- when it cannot be written --- */

static const LampStoreClass *real;
static gint                  fails; /* atomic */

static gboolean
refuse_write (GError **error)
{
  g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_WRITE, "The disk is full");
  return FALSE;
}

static gboolean
maybe_commit (LampStore *store, GError **error)
{
  return g_atomic_int_get (&fails) ? refuse_write (error) : real->commit (store, error);
}

static gboolean
maybe_put_record (LampStore *store, const LampRecord *record, const char *feature, GError **error)
{
  return g_atomic_int_get (&fails) ? refuse_write (error) : real->put_record (store, record, feature, error);
}

/* What could not be written has not happened, and is told; afterwards all goes on. */
static void
test_full_disk (gconstpointer at_commit)
{
  g_autoptr (House) house = house_open (NULL);
  LampStore     *store = lamp_ledger_get_store (house->gateway->ledger);
  LampStoreClass klass = *store->klass;
  g_autoptr (Reply) refused = NULL, accepted = NULL;

  house_furnish (house);
  real = store->klass;
  if (at_commit != NULL)
    klass.commit = maybe_commit;
  else
    klass.put_record = maybe_put_record;
  store->klass = &klass; /* no job is on its way */
  g_atomic_int_set (&fails, TRUE);
  g_test_expect_message ("lamp-gateway", G_LOG_LEVEL_WARNING, "The disk is full");
  refused = house_ask (house, "POST", "/collections/assignments/items", house->li_wei, "Idempotency-Key: k", "{\"outage\":\"O-1\",\"crew\":\"K1\"}");
  g_test_assert_expected_messages ();
  g_assert_cmpuint (refused->status, ==, 503);
  g_assert_cmpstr (reply_get (refused, "code"), ==, "store-failed");
  g_assert_cmpint (lamp_state_get_seq (lamp_gateway_get_state (house->gateway)), ==, 2);
  g_atomic_int_set (&fails, FALSE);
  accepted = house_ask (house, "POST", "/collections/assignments/items", house->li_wei, "Idempotency-Key: k", "{\"outage\":\"O-1\",\"crew\":\"K1\"}");
  g_assert_cmpuint (accepted->status, ==, 201);
  g_assert_cmpstr (reply_get (accepted, "id"), ==, "A-3");
  g_assert_cmpstr (reply_header (accepted, "Idempotent-Replayed"), ==, "");
  store->klass = real;
}

static LampLedger *demo_ledger;

/* The first commit with a call in it fails. */
static gboolean
lose_first_call (LampStore *store, GError **error)
{
  gboolean has_call = lamp_state_list (lamp_ledger_get_state (demo_ledger), &lamp_call_type)->len > 0;

  return has_call && g_atomic_int_compare_and_exchange (&fails, TRUE, FALSE) ? refuse_write (error) : real->commit (store, error);
}

/* A demo goes on after a failed write: what it had told is forgotten, not remembered by halves. */
static void
test_demo_goes_on (void)
{
  g_autoptr (House) house = house_open (NULL);
  g_autofree char   *address = g_strconcat (house->address, "-demo", NULL);
  LampGatewayOptions options = { .mode = "demo", .region_path = house->region, .store = address, .speed = 600, .seed = 7 };
  g_autoptr (GError) error = NULL;
  g_autoptr (LampGateway) gateway = lamp_gateway_new (&options, house->network, &error);
  LampStoreClass klass;
  gint64         seq;

  g_assert_no_error (error);
  demo_ledger = gateway->ledger;
  real = lamp_ledger_get_store (gateway->ledger)->klass;
  klass = *real;
  klass.commit = lose_first_call;
  g_atomic_int_set (&fails, TRUE);
  lamp_ledger_get_store (gateway->ledger)->klass = &klass; /* no job is on its way */
  g_test_expect_message ("lamp-gateway", G_LOG_LEVEL_WARNING, "The disk is full");
  while (g_atomic_int_get (&fails))
    g_main_context_iteration (NULL, TRUE);
  seq = lamp_state_get_seq (lamp_gateway_get_state (gateway));
  while (lamp_state_get_seq (lamp_gateway_get_state (gateway)) < seq + 5)
    g_main_context_iteration (NULL, TRUE);
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/addresses", test_addresses);
  g_test_add_func ("/store/foreign", test_foreign);
  g_test_add_func ("/store/one-gateway", test_one_gateway);
  g_test_add_func ("/store/rebuilt-from-the-journal", test_rebuilt_from_the_journal);
  g_test_add_func ("/store/meddled-with", test_meddled_with);
  g_test_add_func ("/store/other-region", test_other_region);
  g_test_add_func ("/store/other-mode", test_other_mode);
  g_test_add_data_func ("/store/full-disk/commit", GINT_TO_POINTER (TRUE), test_full_disk);
  g_test_add_data_func ("/store/full-disk/record", NULL, test_full_disk);
  g_test_add_func ("/store/full-disk/demo", test_demo_goes_on);
  return g_test_run ();
}
