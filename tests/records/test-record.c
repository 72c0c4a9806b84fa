/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What must hold for every kind of record, whatever its table says: nothing is lost on the way through JSON, nothing
 * wrong gets in, and what is refused changes nothing.
 */
#include "fill.h"
#include "records/assignment.h"
#include "records/crew.h"
#include "records/entry.h"
#include "records/item.h"
#include "records/outage.h"
#include "records/site.h"
#include "records/switch.h"

typedef void (*TypeTest) (const LampRecordType *type, GRand *rand);

static void
for_every_type (gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (gsize i = 0; lamp_collections ()[i] != NULL; i++)
    for (int round = 0; round < 50; round++)
      ((TypeTest)(gpointer)data) (lamp_collections ()[i], rand);
}

static char *
feature_text (gconstpointer record)
{
  GString *text = g_string_new (NULL);

  lamp_record_append_feature (text, record, NULL);

  return g_string_free (text, FALSE);
}

static JsonNode *
parse_feature (gconstpointer record)
{
  g_autofree char *text = feature_text (record);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  JsonNode *node = lamp_json_from_bytes (bytes, &error);

  g_assert_no_error (error);

  return node;
}

static gpointer
read_feature (const LampRecordType *type, const char *text, GError **error)
{
  g_autoptr (JsonNode) node = json_from_string (text, error);

  g_assert_nonnull (node);

  return lamp_record_from_feature (type, json_node_get_object (node), error);
}

static void
check_round_trip (const LampRecordType *type, GRand *rand)
{
  g_autoptr (LampRecord) record = filled_record (type, "X-1", rand);
  g_autoptr (LampRecord) copy = lamp_record_copy (record);
  g_autofree char *text = feature_text (record);
  g_autoptr (GError) error = NULL;
  g_autoptr (LampRecord) back = read_feature (type, text, &error);
  g_autofree char *text_back = NULL;

  g_assert_no_error (error);
  g_assert_true (lamp_record_equal (record, copy));
  g_assert_true (lamp_record_equal (record, back));
  text_back = feature_text (back);
  g_assert_cmpstr (text_back, ==, text);
}

/* What has to be escaped, what is added, and a record of which nothing is known. */
static void
check_text (const LampRecordType *type, GRand *rand)
{
  g_autoptr (LampRecord) record = filled_record (type, "X-\"1\"", rand);
  g_autoptr (LampRecord) empty = lamp_record_new (type, "X");
  g_autoptr (LampRecord) back = NULL;
  g_autoptr (LampRecord) empty_back = NULL;
  g_autoptr (GString) text = g_string_new (NULL);

  lamp_record_append_feature (text, record, ",\"etag\":\"\\\"1\\\"\"");
  back = read_feature (type, text->str, NULL);
  g_assert_true (lamp_record_equal (record, back));
  g_assert_cmpint (back->revision, ==, 1);

  g_string_truncate (text, 0);
  lamp_record_append_feature (text, empty, NULL);
  empty_back = read_feature (type, text->str, NULL);
  g_assert_true (lamp_record_equal (empty, empty_back));
}

static void
test_text_of_strings (void)
{
  static const struct
  {
    const char *text, *json;
  } cases[] = {
    { "", "\"\"" },
    { "a\"b\\c/d", "\"a\\\"b\\\\c/d\"" },
    { "\n\t\x01\x1f\x7f", "\"\\n\\u0009\\u0001\\u001f\x7f\"" },
    { "抢修😀", "\"抢修😀\"" },
    { "bad \xff"
      " byte",
      "\"bad \xef\xbf\xbd byte\"" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) out = g_string_new (NULL);

      lamp_json_append_string (out, cases[i].text);
      g_assert_cmpstr (out->str, ==, cases[i].json);
    }
}

static void
test_text_of_numbers (void)
{
  static const struct
  {
    double      value;
    const char *json;
  } cases[] = {
    { 0.0, "0.0" }, { 12.0, "12.0" }, { -3.5, "-3.5" }, { 0.1, "0.1" }, { 1.0 / 3.0, "0.3333333333333333" }, { 116.39099999999999, "116.39099999999999" }, { 1e300, "1e+300" }, { NAN, "null" }
  };
  g_autoptr (GRand) rand = g_rand_new_with_seed (13);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LampRecord) record = lamp_record_new (&lamp_crew_type, "K");
      g_autoptr (GString) out = g_string_new (NULL);
      g_autofree char *expected = g_strdup_printf ("\"speed_mps\":%s,", cases[i].json);

      ((LampCrew *)record)->speed_mps = cases[i].value;
      lamp_record_append_feature (out, record, NULL);
      g_assert_nonnull (strstr (out->str, expected));
    }
  for (int i = 0; i < 10000; i++)
    {
      double value = g_rand_double_range (rand, -180, 180);
      g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), value);
      g_autoptr (GString) out = g_string_new (NULL);

      lamp_json_append (out, node);
      g_assert_true (g_ascii_strtod (out->str, NULL) == value);
    }
}

/* Every field, members of objects included, counts for equality. */
static void
check_difference_of (const LampRecordType *type, const LampField *fields, LampRecord *record, GRand *rand)
{
  for (const LampField *field = fields; field->name != NULL; field++)
    {
      g_autoptr (LampRecord) changed = lamp_record_copy (record);
      const LampField  one[2] = { *field, { .name = NULL } };
      g_autofree char *before = feature_text (changed);
      g_autofree char *after = NULL;

      fill_fields (changed, one, rand);
      after = feature_text (changed);
      g_assert_true (lamp_record_equal (record, changed) == g_str_equal (before, after));
      if (field->type == LAMP_FIELD_OBJECT)
        check_difference_of (type, field->members, record, rand);
    }
}

static void
check_difference (const LampRecordType *type, GRand *rand)
{
  g_autoptr (LampRecord) record = filled_record (type, "X-1", rand);
  g_autoptr (LampRecord) other_id = lamp_record_new (type, "X-2");
  g_autoptr (LampRecord) empty = lamp_record_new (type, "X-1");
  g_autoptr (LampRecord) moved = lamp_record_copy (record);

  check_difference_of (type, type->fields, record, rand);
  g_assert_false (lamp_record_equal (record, empty));
  g_assert_false (lamp_record_equal (empty, other_id));

  moved->revision = 9;
  g_assert_true (lamp_record_equal (record, moved));
  if (!record->placed)
    return;
  moved->at.lon_deg += 1e-9;
  g_assert_false (lamp_record_equal (record, moved));
  moved->placed = FALSE;
  g_assert_false (lamp_record_equal (record, moved));
}

static void
assert_all_null (JsonObject *object, const LampField *fields)
{
  guint n = 0;

  for (const LampField *field = fields; field->name != NULL; field++, n++)
    {
      JsonNode *node = json_object_get_member (object, field->name);

      g_assert_nonnull (node);
      if (field->type == LAMP_FIELD_OBJECT)
        assert_all_null (json_node_get_object (node), field->members);
      else
        g_assert_true (JSON_NODE_HOLDS_NULL (node));
    }
  g_assert_cmpuint (json_object_get_size (object), ==, n);
}

static void
check_unknown (const LampRecordType *type, GRand *rand)
{
  g_autoptr (LampRecord) empty = lamp_record_new (type, "X-1");
  g_autoptr (LampRecord) back = NULL;
  g_autoptr (JsonNode) node = parse_feature (empty);
  JsonObject *feature = json_node_get_object (node);

  g_assert_true (json_object_get_null_member (feature, "geometry"));
  assert_all_null (json_object_get_object_member (feature, "properties"), type->fields);
  back = lamp_record_from_feature (type, feature, NULL);
  g_assert_true (lamp_record_equal (empty, back));
}

/* One value of each JSON type that the field must refuse. */
static const char *
wrong_value (LampFieldType type)
{
  switch (type)
    {
    case LAMP_FIELD_STRING:
      return "[5, true, [\"a\"], {}, 1.5]";
    case LAMP_FIELD_INTEGER:
      return "[\"5\", true, [5], {}, 5.5, 1e300, -9223372036854775808]";
    case LAMP_FIELD_NUMBER:
      return "[\"5\", false, [], {}, 1e999]";
    case LAMP_FIELD_BOOLEAN:
      return "[\"true\", 1, 0, [], {}]";
    case LAMP_FIELD_TIME:
      return "[\"yesterday\", \"2026-01-05\", 1767600000, true, [], {}]";
    case LAMP_FIELD_STRINGS:
      return "[\"line\", 5, {}, [5], [null], [\"line\", []]]";
    case LAMP_FIELD_OBJECT:
      return "[\"x\", 5, [], true]";
    case LAMP_FIELD_JSON:
    default:
      return "[\"x\", 5, {}, true, [5], [{}, null]]";
    }
}

static void
check_refusal (LampRecord *record, const LampField *field, JsonObject *patch, const char *name)
{
  g_autoptr (LampRecord) before = lamp_record_copy (record);
  g_autoptr (GError) error = NULL;

  g_assert_false (lamp_record_merge (record, patch, &error));
  g_assert_true (error->domain == LAMP_RECORD_ERROR);
  g_assert_true (error->code == LAMP_RECORD_ERROR_WRONG_TYPE || error->code == LAMP_RECORD_ERROR_BAD_VALUE);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_true (lamp_record_equal (before, record));
}

static void
check_wrong_types (const LampRecordType *type, GRand *rand)
{
  g_autoptr (LampRecord) record = filled_record (type, "X-1", rand);

  for (const LampField *field = type->fields; field->name != NULL; field++)
    {
      g_autoptr (JsonNode) values = json_from_string (wrong_value (field->type), NULL);
      JsonArray *array = json_node_get_array (values);

      for (guint i = 0; i < json_array_get_length (array); i++)
        {
          g_autoptr (JsonObject) patch = json_object_new ();

          /* The good one before it must not stick either. */
          json_object_set_null_member (patch, type->fields[0].name);
          json_object_set_member (patch, field->name, json_node_copy (json_array_get_element (array, i)));
          check_refusal (record, field, patch, field->name);
        }

      if (field->values != NULL && field->type == LAMP_FIELD_STRING)
        {
          g_autoptr (JsonObject) patch = json_object_new ();

          json_object_set_string_member (patch, field->name, "no such word");
          check_refusal (record, field, patch, field->name);
        }
    }
}

static void
check_merge_everything (const LampRecordType *type, GRand *rand)
{
  g_autoptr (LampRecord) record = filled_record (type, "X-1", rand);
  g_autoptr (LampRecord) other = filled_record (type, "X-1", rand);
  g_autoptr (LampRecord) empty = lamp_record_new (type, "X-1");
  g_autoptr (JsonObject) nothing = json_object_new ();
  g_autoptr (JsonObject) nulls = json_object_new ();
  g_autoptr (LampRecord) before = lamp_record_copy (record);
  g_autoptr (JsonNode) node = parse_feature (other);
  JsonObject *feature = json_node_get_object (node);

  g_assert_true (lamp_record_merge (record, nothing, NULL));
  g_assert_true (lamp_record_equal (before, record));

  record->at = other->at;
  g_assert_true (lamp_record_merge (record, json_object_get_object_member (feature, "properties"), NULL));
  g_assert_true (lamp_record_equal (other, record));

  for (const LampField *field = type->fields; field->name != NULL; field++)
    json_object_set_null_member (nulls, field->name);
  g_assert_true (lamp_record_merge (record, nulls, NULL));
  record->placed = FALSE;
  g_assert_true (lamp_record_equal (empty, record));
}

static void
merge_text (gpointer record, const char *text)
{
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  g_autoptr (GError) error = NULL;

  lamp_record_merge (record, json_node_get_object (node), &error);
  g_assert_no_error (error);
}

static void
test_merge_objects (void)
{
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_outage_type, "O-1");
  LampOutage *outage = (LampOutage *)record;

  merge_text (outage, "{\"evidence\":{\"calls\":3,\"lastGasps\":40,\"scada\":\"tripped\"},\"customersOut\":12}");
  merge_text (outage, "{\"evidence\":{\"calls\":4,\"scada\":null,\"unheard\":1},\"unheard\":[],\"priority\":{\"rank\":2.0}}");
  g_assert_cmpint (outage->calls, ==, 4);
  g_assert_cmpint (outage->last_gasps, ==, 40);
  g_assert_null (outage->scada);
  g_assert_cmpint (outage->customers_out, ==, 12);
  g_assert_cmpint (outage->rank, ==, 2);

  merge_text (outage, "{\"evidence\":null,\"notes\":[{\"text\":\"a\"}]}");
  g_assert_cmpint (outage->calls, ==, LAMP_UNKNOWN_INTEGER);
  g_assert_cmpint (outage->rank, ==, 2);
  merge_text (outage, "{\"notes\":[{\"text\":\"b\"},{\"text\":\"c\"}]}");
  g_assert_cmpuint (json_array_get_length (json_node_get_array (outage->notes)), ==, 2);
  merge_text (outage, "{\"notes\":null}");
  g_assert_null (outage->notes);
}

static void
test_refused_features (void)
{
  static const struct
  {
    const char *text;
    int         code;
  } cases[] = {
    { "{}", LAMP_RECORD_ERROR_WRONG_TYPE },
    { "{\"type\":\"FeatureCollection\",\"id\":\"a\",\"properties\":{}}", LAMP_RECORD_ERROR_WRONG_TYPE },
    { "{\"type\":5,\"id\":\"a\",\"properties\":{}}", LAMP_RECORD_ERROR_WRONG_TYPE },
    { "{\"type\":\"Feature\",\"id\":\"a\"}", LAMP_RECORD_ERROR_MISSING },
    { "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":[]}", LAMP_RECORD_ERROR_WRONG_TYPE },
    { "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":null}", LAMP_RECORD_ERROR_WRONG_TYPE },
    { "{\"type\":\"Feature\",\"properties\":{}}", LAMP_RECORD_ERROR_MISSING },
    { "{\"type\":\"Feature\",\"id\":\"\",\"properties\":{}}", LAMP_RECORD_ERROR_MISSING },
    { "{\"type\":\"Feature\",\"id\":{},\"properties\":{}}", LAMP_RECORD_ERROR_MISSING },
    { "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{},\"geometry\":5}", LAMP_RECORD_ERROR_GEOMETRY },
    { "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{},\"geometry\":{}}", LAMP_RECORD_ERROR_GEOMETRY },
    { "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{},\"geometry\":{\"type\":\"Point\"}}", LAMP_RECORD_ERROR_GEOMETRY },
    { "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1]}}", LAMP_RECORD_ERROR_GEOMETRY },
    { "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[\"1\",2]}}", LAMP_RECORD_ERROR_GEOMETRY },
    { "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[181,2]}}", LAMP_RECORD_ERROR_GEOMETRY },
    { "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{},\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,1e999]}}", LAMP_RECORD_ERROR_GEOMETRY },
    { "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]]}}", LAMP_RECORD_ERROR_GEOMETRY },
    { "{\"type\":\"Feature\",\"id\":\"a\",\"properties\":{\"open\":\"yes\"},\"geometry\":null}", LAMP_RECORD_ERROR_WRONG_TYPE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (read_feature (&lamp_switch_type, cases[i].text, &error));
      g_assert_error (error, LAMP_RECORD_ERROR, cases[i].code);
    }
}

static void
test_accepted_features (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LampRecord) record =
      read_feature (&lamp_crew_type,
                    "{\"type\":\"Feature\",\"id\":7,\"etag\":\"\\\"412.7\\\"\",\"from\":\"the future\","
                    "\"geometry\":{\"type\":\"Point\",\"coordinates\":[116.33,39.9,44]},"
                    "\"properties\":{\"members\":3.0,\"skills\":[\"line\",\"tree\"],\"drone\":{\"a\":[]}}}",
                    &error);
  g_autoptr (LampRecord) foreign = read_feature (&lamp_crew_type, "{\"type\":\"Feature\",\"id\":\"a\",\"etag\":\"\\\"abc\\\"\",\"properties\":{}}", &error);
  LampCrew *crew = (LampCrew *)record;

  g_assert_no_error (error);
  g_assert_cmpstr (record->id, ==, "7");
  g_assert_cmpint (record->revision, ==, 412);
  g_assert_cmpint (record->telemetry, ==, 7);
  g_assert_cmpfloat (record->at.lon_deg, ==, 116.33);
  g_assert_cmpint (crew->members, ==, 3);
  g_assert_cmpstr (crew->skills[1], ==, "tree");
  g_assert_true (isnan (crew->speed_mps));
  g_assert_cmpint (foreign->revision, ==, 0);
}

static void
test_etags (void)
{
  static const struct
  {
    const char *etag;
    gint64      revision;
  } cases[] = {
    { "\"412\"", 412 }, { "\"412.7\"", 412 }, { "\"0\"", 0 }, { "\"9223372036854775807\"", G_MAXINT64 }, { "\"9223372036854775808\"", -1 }, { "412", -1 }, { "W/\"412\"", -1 }, { "\"\"", -1 }, { "\"", -1 }, { "", -1 }, { NULL, -1 }, { "\"-1\"", -1 }, { "\"4 12\"", -1 }, { "\"412.\"", -1 }, { "\".7\"", -1 }, { "\"412.7.1\"", -1 }, { "\"412\",\"413\"", -1 }, { "*", -1 }
  };
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_crew_type, "K3");
  g_autofree char *command = NULL, *fix = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (lamp_etag_get_revision (cases[i].etag), ==, cases[i].revision);

  record->revision = 412;
  command = lamp_record_dup_etag (record);
  record->telemetry = 7;
  fix = lamp_record_dup_etag (record);
  g_assert_cmpstr (command, ==, "\"412\"");
  g_assert_cmpstr (fix, ==, "\"412.7\"");
}

/* JSON out of the dice: whatever it is, it is read or refused, and what was read comes out valid again. */
static char *
random_json (GRand *rand, int depth)
{
  static const char *const leaves[] = {
    "null", "true", "false", "0", "-1", "3.5", "1e300", "\"\"", "\"assigned\"", "\"2026-01-05T08:00:00Z\"", "\"\\u0000\"",
    "\"line\"", "[]", "{}", "99999999999999999999", "\"Feature\"", "\"Point\"", "[116.3,39.9]"
  };
  static const char *const names[] = {
    "id", "type", "geometry", "coordinates", "properties", "status", "open", "skills", "evidence", "calls", "backup", "kind",
    "at", "notes", "start", "etag", "name", "members", "crew", ""
  };
  gboolean is_object = g_rand_boolean (rand);
  g_autoptr (GString) text = NULL;

  if (depth == 0 || g_rand_int_range (rand, 0, 4) == 0)
    return g_strdup (leaves[g_rand_int_range (rand, 0, G_N_ELEMENTS (leaves))]);

  text = g_string_new (is_object ? "{" : "[");
  for (int i = g_rand_int_range (rand, 0, 6), n = 0; i > 0; i--, n++)
    {
      g_autofree char *value = random_json (rand, depth - 1);

      g_string_append (text, n > 0 ? "," : "");
      if (is_object)
        g_string_append_printf (text, "\"%s\":", names[g_rand_int_range (rand, 0, G_N_ELEMENTS (names))]);
      g_string_append (text, value);
    }
  g_string_append_c (text, is_object ? '}' : ']');

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_random_json (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  guint n_read = 0, n_refused = 0;

  for (int i = 0; i < 40000; i++)
    {
      const LampRecordType *type = lamp_collections ()[i % 7];
      g_autofree char      *geometry = random_json (rand, 2);
      g_autofree char      *inner = random_json (rand, 3);
      g_autofree char      *text = g_strdup_printf ("{\"type\":\"Feature\",\"id\":\"r\",\"geometry\":%s,\"properties\":%s}", i % 2 ? geometry : "null", inner);
      g_autoptr (GError) error = NULL;
      g_autoptr (LampRecord) record = read_feature (type, text, &error);

      if (record == NULL)
        {
          g_assert_nonnull (error);
          n_refused++;
        }
      else
        {
          g_autofree char *out = feature_text (record);
          g_autoptr (LampRecord) back = read_feature (type, out, &error);

          g_assert_no_error (error);
          g_assert_true (lamp_record_equal (record, back));
          n_read++;
        }
    }
  g_assert_cmpuint (n_read, >, 500);
  g_assert_cmpuint (n_refused, >, 500);
}

/* Many threads copy, write and compare the same record at once; a count kept without atomics would come out wrong. */
static gpointer
use_shared (gpointer record)
{
  g_autoptr (GString) out = g_string_new (NULL);

  for (int i = 0; i < 2000; i++)
    {
      g_autoptr (LampRecord) own = lamp_record_ref (record);
      g_autoptr (LampRecord) copy = lamp_record_copy (own);

      g_string_truncate (out, 0);
      lamp_record_append_feature (out, own, NULL);
      g_assert_true (lamp_record_equal (own, copy));
    }

  return g_strdup (out->str);
}

static void
test_threads (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (19);
  g_autoptr (LampRecord) record = filled_record (&lamp_site_type, "S-1", rand);
  g_autofree char *expected = use_shared (record);
  GThread         *threads[4];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("use", use_shared, record);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *text = g_thread_join (threads[i]);

      g_assert_cmpstr (text, ==, expected);
    }
}

static void
test_tables (void)
{
  for (gsize i = 0; lamp_collections ()[i] != NULL; i++)
    {
      const LampRecordType *type = lamp_collections ()[i];

      g_assert_true (lamp_collection_find (type->collection) == type);
      g_assert_true (type->start_field == NULL || lamp_record_type_find_field (type, type->start_field)->type == LAMP_FIELD_TIME);
      g_assert_true (type->end_field == NULL || lamp_record_type_find_field (type, type->end_field)->type == LAMP_FIELD_TIME);
      for (const LampField *field = type->fields; field->name != NULL; field++)
        {
          g_autoptr (JsonNode) schema = lamp_field_to_schema (field);

          g_assert_true (lamp_record_type_find_field (type, field->name) == field);
          g_assert_nonnull (field->title);
          g_assert_true (json_object_has_member (json_node_get_object (schema), "type"));
        }
    }
  g_assert_null (lamp_collection_find ("sausages"));
  g_assert_null (lamp_collection_find (NULL));
}

static void
test_entry_from_row (void)
{
  g_autoptr (JsonNode) row = json_from_string ("{\"seq\":41,\"at\":\"2026-01-05T08:00:00.123Z\",\"actor\":\"li.wei\",\"command\":\"assign\","
                                               "\"changes\":[{\"collection\":\"outages\",\"id\":\"O-1\",\"before\":null,\"after\":{\"a\":[1]}}],"
                                               "\"reason\":null,\"idempotencyKey\":\"k\"}",
                                               NULL);
  g_autoptr (JsonNode) odd = json_from_string ("{\"seq\":42,\"at\":5,\"actor\":[],\"changes\":{}}", NULL);
  g_autoptr (JsonNode) none = json_from_string ("{\"seq\":\"42\"}", NULL);
  g_autoptr (JsonObject) feature = json_object_new ();
  g_autoptr (LampRecord) entry = lamp_entry_new_from_row (json_node_get_object (row));
  g_autoptr (LampRecord) odd_entry = lamp_entry_new_from_row (json_node_get_object (odd));
  g_autoptr (LampRecord) expected = NULL;

  json_object_set_string_member (feature, "type", "Feature");
  json_object_set_string_member (feature, "id", "41");
  json_object_set_object_member (feature, "properties", json_object_ref (json_node_get_object (row)));
  expected = lamp_record_from_feature (&lamp_entry_type, feature, NULL);
  g_clear_pointer (&row, json_node_unref); /* the entry keeps what it shares */
  g_assert_true (lamp_record_equal (entry, expected));
  g_assert_cmpint (entry->revision, ==, 41);
  g_assert_cmpint (((LampEntry *)odd_entry)->at_usec, ==, LAMP_UNKNOWN_TIME);
  g_assert_null (((LampEntry *)odd_entry)->changes);
  g_assert_null (lamp_entry_new_from_row (json_node_get_object (none)));
}

static void
test_assignment_steps (void)
{
  static const char *const statuses[] = { "assigned", "acknowledged", "enroute", "arrived", "working", "suspended", "fieldComplete", "recalled" };
  /* row from, column to, in the order above */
  static const char *const allowed[] = {
    ".x...x.x",
    "..x..x.x",
    "...x.x.x",
    "....xx.x",
    ".....xxx",
    "..x....x",
    "........",
    "........",
  };

  for (gsize from = 0; from < 8; from++)
    for (gsize to = 0; to < 8; to++)
      g_assert_true (lamp_assignment_can (statuses[from], statuses[to]) == (allowed[from][to] == 'x'));
  g_assert_false (lamp_assignment_can (NULL, "assigned"));
  g_assert_false (lamp_assignment_can ("assigned", NULL));
}

static void
count_cb (GObject *object, GParamSpec *pspec, gpointer data)
{
  (*(guint *)data)++;
}

static void
test_item (void)
{
  g_autoptr (LampRecord) record = lamp_record_new (&lamp_site_type, "S-1");
  g_autoptr (LampRecord) next = lamp_record_copy (record);
  g_autoptr (LampItem) item = lamp_item_new (record);
  guint n_records = 0, n_pending = 0;

  g_signal_connect (item, "notify::record", G_CALLBACK (count_cb), &n_records);
  g_signal_connect (item, "notify::pending", G_CALLBACK (count_cb), &n_pending);
  g_assert_cmpstr (lamp_item_get_id (item), ==, "S-1");
  lamp_item_set_record (item, record);
  lamp_item_set_pending (item, LAMP_PENDING_NONE);
  g_assert_cmpuint (n_records + n_pending, ==, 0);
  lamp_item_set_record (item, next);
  lamp_item_set_pending (item, LAMP_PENDING_WAITING);
  g_assert_true (lamp_item_get_record (item) == next);
  g_assert_cmpint (lamp_item_get_pending (item), ==, LAMP_PENDING_WAITING);
  g_assert_cmpuint (n_records, ==, 1);
  g_assert_cmpuint (n_pending, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/record/tables", test_tables);
  g_test_add_data_func ("/record/round-trip", check_round_trip, for_every_type);
  g_test_add_data_func ("/record/text", check_text, for_every_type);
  g_test_add_func ("/record/text-of-strings", test_text_of_strings);
  g_test_add_func ("/record/text-of-numbers", test_text_of_numbers);
  g_test_add_data_func ("/record/difference", check_difference, for_every_type);
  g_test_add_data_func ("/record/unknown-is-null", check_unknown, for_every_type);
  g_test_add_data_func ("/record/wrong-types", check_wrong_types, for_every_type);
  g_test_add_data_func ("/record/merge-everything", check_merge_everything, for_every_type);
  g_test_add_func ("/record/merge-objects", test_merge_objects);
  g_test_add_func ("/record/refused-features", test_refused_features);
  g_test_add_func ("/record/accepted-features", test_accepted_features);
  g_test_add_func ("/record/etags", test_etags);
  g_test_add_func ("/record/threads", test_threads);
  g_test_add_func ("/record/random-json", test_random_json);
  g_test_add_func ("/entry/from-row", test_entry_from_row);
  g_test_add_func ("/assignment/steps", test_assignment_steps);
  g_test_add_func ("/item/notify", test_item);

  return g_test_run ();
}
