/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The string pool and id tables against GLib's hash table; well-known binary against made-up and cut-off bytes.
 */
#include "grid/pool.h"
#include "grid/wkb.h"

#include <string.h>

static char *
random_text (GRand *rand)
{
  char  buffer[24];
  guint n = (guint)g_rand_int_range (rand, 0, sizeof buffer);

  for (guint i = 0; i < n; i++)
    buffer[i] = (char)g_rand_int_range (rand, 'a', 'd');
  return g_strndup (buffer, n);
}

static guint32
hash_of (const char *text)
{
  return lamp_text_hash (text, strlen (text));
}

/* Both kinds of number at once, each in a table too small to begin with. */
static void
test_intern (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LampPool      pool = { NULL };
  LampPool      ids = { NULL };
  LampTextTable words, counted;

  lamp_pool_init (&pool);
  lamp_pool_init (&ids);
  lamp_text_table_init (&words, &pool, FALSE, 0);
  lamp_text_table_init (&counted, &ids, TRUE, 100);
  for (guint i = 0; i < 200000; i++)
    {
      char    *text = random_text (rand);
      gsize    length = strlen (text);
      gpointer index = NULL;
      guint32  expected = G_MAXUINT32;
      guint32  offset = 0;

      if (length == 0)
        {
          g_free (text);
          continue;
        }
      if (g_hash_table_lookup_extended (known, text, NULL, &index))
        expected = GPOINTER_TO_UINT (index);
      lamp_text_table_prefetch (&counted, hash_of (text));
      g_assert_cmpuint (lamp_text_table_find (&counted, text, length, hash_of (text)), ==, expected);
      g_assert_cmpuint (lamp_text_table_find (&words, text, length, hash_of (text)) == G_MAXUINT32, ==, expected == G_MAXUINT32);
      if (expected == G_MAXUINT32)
        expected = g_hash_table_size (known);
      g_assert_cmpuint (lamp_text_table_intern (&counted, text, length, hash_of (text)), ==, expected);
      g_assert_cmpstr (ids.text + counted.keys[expected], ==, text);
      offset = lamp_text_table_intern (&words, text, length, hash_of (text));
      g_assert_cmpstr (pool.text + offset, ==, text);
      g_assert_cmpuint (lamp_text_table_intern (&words, text, length, hash_of (text)), ==, offset);
      g_hash_table_insert (known, text, GUINT_TO_POINTER (expected));
    }
  g_assert_cmpuint (words.n_texts, ==, g_hash_table_size (known));
  g_assert_cmpuint (counted.n_texts, ==, g_hash_table_size (known));
  lamp_text_table_clear (&words);
  lamp_text_table_clear (&counted);
  lamp_pool_clear (&pool);
  lamp_pool_clear (&ids);
}

static void
test_prefixes (void)
{
  LampPool      pool = { NULL };
  LampTextTable words;
  guint32       abc = 0;
  guint32       ab = 0;

  lamp_pool_init (&pool);
  lamp_text_table_init (&words, &pool, FALSE, 0);
  /* The same hash for both: texts are told apart by themselves. */
  abc = lamp_text_table_intern (&words, "abc", 3, 1);
  ab = lamp_text_table_intern (&words, "abc", 2, 1);
  g_assert_cmpuint (abc, !=, ab);
  g_assert_cmpstr (pool.text + ab, ==, "ab");
  g_assert_cmpuint (lamp_text_table_find (&words, "abcd", 4, 1), ==, G_MAXUINT32);
  g_assert_cmpuint (lamp_text_table_find (&words, "a", 1, 1), ==, G_MAXUINT32);
  lamp_text_table_clear (&words);
  lamp_pool_clear (&pool);
}

static void
test_pool (void)
{
  LampPool pool = { NULL };
  guint32  one = 0;

  lamp_pool_init (&pool);
  one = lamp_pool_append (&pool, "one", 3);
  g_assert_cmpuint (lamp_pool_append (&pool, "none", 0), ==, 0);
  lamp_pool_trim (&pool);
  g_assert_cmpstr (pool.text, ==, "");
  g_assert_cmpstr (pool.text + one, ==, "one");
  g_assert_cmpuint (pool.capacity, ==, pool.size);
  lamp_pool_clear (&pool);
}

static void
test_id_table (void)
{
  static const char *const ids[] = { "five", "nine", "five", "", "a", "nine", "a rather long id, longer than eight" };
  LampPool                 pool = { NULL };
  LampIdTable              table = { NULL };
  guint32                  keys[G_N_ELEMENTS (ids)];
  guint32                  hashes[G_N_ELEMENTS (ids)];

  lamp_pool_init (&pool);
  for (guint given = 0; given < 2; given++)
    {
      for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
        {
          keys[i] = lamp_pool_append (&pool, ids[i], strlen (ids[i]));
          hashes[i] = hash_of (ids[i]);
        }
      g_assert_cmpuint (lamp_id_table_init (&table, pool.text, keys, given ? hashes : NULL, G_N_ELEMENTS (ids)), ==, 2);
      g_assert_cmpuint (lamp_id_table_find (&table, "five"), ==, 0); /* the first of them */
      g_assert_cmpuint (keys[2], ==, keys[0]);
      g_assert_cmpuint (keys[5], ==, keys[1]);
      g_assert_cmpuint (lamp_id_table_find (&table, "nine"), ==, 1);
      g_assert_cmpuint (lamp_id_table_find (&table, "a"), ==, 4);
      g_assert_cmpuint (lamp_id_table_find (&table, ids[6]), ==, 6);
      g_assert_cmpuint (lamp_id_table_find (&table, ""), ==, G_MAXUINT32);
      g_assert_cmpuint (lamp_id_table_find (&table, NULL), ==, G_MAXUINT32);
      g_assert_cmpuint (lamp_id_table_find (&table, "six"), ==, G_MAXUINT32);
      lamp_id_table_clear (&table);
    }

  g_assert_cmpuint (lamp_id_table_init (&table, pool.text, NULL, NULL, 0), ==, 0);
  g_assert_cmpuint (lamp_id_table_find (&table, "five"), ==, G_MAXUINT32);
  lamp_id_table_clear (&table);
  lamp_pool_clear (&pool);
}

static void
put_u32 (GByteArray *bytes, guint32 value, gboolean swap)
{
  if (swap)
    value = GUINT32_SWAP_LE_BE (value);
  g_byte_array_append (bytes, (const guint8 *)&value, 4);
}

static void
put_double (GByteArray *bytes, double value, gboolean swap)
{
  guint64 bits = 0;

  memcpy (&bits, &value, 8);
  if (swap)
    bits = GUINT64_SWAP_LE_BE (bits);
  g_byte_array_append (bytes, (const guint8 *)&bits, 8);
}

static void
put_head (GByteArray *bytes, guint32 kind, gboolean big_endian)
{
  guint8 order = !big_endian;

  g_byte_array_append (bytes, &order, 1);
  put_u32 (bytes, kind, big_endian == (G_BYTE_ORDER == G_LITTLE_ENDIAN));
}

static void
put_line (GByteArray *bytes, guint32 kind, guint n, guint n_ordinates, gboolean big_endian)
{
  gboolean swap = big_endian == (G_BYTE_ORDER == G_LITTLE_ENDIAN);

  put_head (bytes, kind, big_endian);
  put_u32 (bytes, n, swap);
  for (guint i = 0; i < n; i++)
    for (guint j = 0; j < n_ordinates; j++)
      put_double (bytes, i * 10.0 + j, swap);
}

static gboolean
read_wkb (GByteArray *bytes, gsize size, guint *n_points, guint *n_parts)
{
  /* A copy of exactly that size, so that a read past its end is seen by the sanitizer. */
  g_autofree guint8 *copy = g_memdup2 (bytes->data, size);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (LampPoint));
  g_autoptr (GArray) parts = g_array_new (FALSE, FALSE, sizeof (guint32));
  gboolean good = lamp_wkb_read (copy, size, points, parts);

  *n_points = points->len;
  *n_parts = parts->len;
  if (good && points->len > 1)
    {
      g_assert_cmpfloat (g_array_index (points, LampPoint, 1).lon_deg, ==, 10.0);
      g_assert_cmpfloat (g_array_index (points, LampPoint, 1).lat_deg, ==, 11.0);
    }
  return good;
}

static void
test_wkb (void)
{
  static const struct
  {
    guint32 kind;
    guint   n_ordinates;
  } kinds[] = { { 2, 2 }, { 1002, 3 }, { 2002, 3 }, { 3002, 4 }, { 0x80000002u, 3 }, { 0x40000002u, 3 }, { 0xC0000002u, 4 } };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      guint n_points = 0;
      guint n_parts = 0;

      put_line (bytes, kinds[i / 2].kind, 3, kinds[i / 2].n_ordinates, i % 2 == 1);
      g_assert_true (read_wkb (bytes, bytes->len, &n_points, &n_parts));
      g_assert_cmpuint (n_points, ==, 3);
      g_assert_cmpuint (n_parts, ==, 1);
      for (gsize size = 0; size < bytes->len; size++)
        g_assert_false (read_wkb (bytes, size, &n_points, &n_parts));
    }
}

static void
test_wkb_parts (void)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint n_points = 0;
  guint n_parts = 0;

  put_head (bytes, 5, FALSE);
  put_u32 (bytes, 3, G_BYTE_ORDER == G_BIG_ENDIAN);
  put_line (bytes, 2, 4, 2, FALSE);
  put_line (bytes, 2, 0, 2, FALSE); /* empty: no part */
  put_line (bytes, 2, 2, 2, TRUE);
  g_assert_true (read_wkb (bytes, bytes->len, &n_points, &n_parts));
  g_assert_cmpuint (n_points, ==, 6);
  g_assert_cmpuint (n_parts, ==, 2);
}

static void
test_wkb_absurd (void)
{
  static const guint32 kinds[] = { 0, 8, 17, 4002, 2002002, 7 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint n_points = 0;
  guint n_parts = 0;

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      put_line (bytes, kinds[i], 2, 2, FALSE);
      g_assert_false (read_wkb (bytes, bytes->len, &n_points, &n_parts));
    }

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();

      /* Four thousand million points, or collections within collections. */
      for (guint j = 0; j < 20; j++)
        {
          put_head (bytes, i == 0 ? 2 : 5, FALSE);
          put_u32 (bytes, i == 0 ? G_MAXUINT32 : 1, G_BYTE_ORDER == G_BIG_ENDIAN);
        }
      g_assert_false (read_wkb (bytes, bytes->len, &n_points, &n_parts));
    }

  /* A polygon with one ring of no points, before there is any point. */
  {
    g_autoptr (GByteArray) bytes = g_byte_array_new ();

    put_head (bytes, 3, FALSE);
    put_u32 (bytes, 1, G_BYTE_ORDER == G_BIG_ENDIAN);
    put_u32 (bytes, 0, G_BYTE_ORDER == G_BIG_ENDIAN);
    g_assert_true (read_wkb (bytes, bytes->len, &n_points, &n_parts));
    g_assert_cmpuint (n_points, ==, 0);
    g_assert_cmpuint (n_parts, ==, 0);
  }

  for (guint i = 0; i < 20000; i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      guint at = 0;

      put_head (bytes, 6, FALSE);
      put_u32 (bytes, 2, G_BYTE_ORDER == G_BIG_ENDIAN);
      put_line (bytes, 3, 1, 2, FALSE);
      at = (guint)g_rand_int_range (rand, 0, (gint32)bytes->len);
      bytes->data[at] = (guint8)g_rand_int_range (rand, 0, 256);
      read_wkb (bytes, (gsize)g_rand_int_range (rand, 0, (gint32)bytes->len + 1), &n_points, &n_parts);
    }
}

/* What there is room for does not move what was there; what there is not room for still comes in. */
static void
test_reserve (void)
{
  static const gsize sizes[] = { 0, 100000, 3000000 };
  LampPool           pool = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      const char *text = NULL;
      guint32     first = 0;
      guint32     last = 0;

      lamp_pool_init (&pool);
      first = lamp_pool_append (&pool, "first", 5);
      lamp_pool_reserve (&pool, sizes[i]);
      text = pool.text;
      while (pool.size + 6 <= sizes[i])
        lamp_pool_append (&pool, "other", 5);
      g_assert_true (pool.text == text);
      for (guint j = 0; j < 40000; j++)
        last = lamp_pool_append (&pool, "last", 4);
      lamp_pool_trim (&pool);
      g_assert_cmpstr (pool.text + first, ==, "first");
      g_assert_cmpstr (pool.text + last, ==, "last");
      g_assert_false (pool.full);
      lamp_pool_clear (&pool);
    }

  lamp_pool_init (&pool);
  lamp_pool_reserve (&pool, G_MAXUINT64); /* more than offsets can tell: as if not asked */
  g_assert_cmpuint (lamp_pool_append (&pool, "text", 4), ==, 1);
  lamp_pool_clear (&pool);
}

/* Two pools filled at once and put together: every text is where it is said to be, the empty one stays 0. */
static void
test_append_pool (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < 50; i++)
    {
      LampPool pools[2] = { { NULL }, { NULL } };
      g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
      guint32 offsets[2][300] = { { 0 } };
      guint32 moved = 0;

      lamp_pool_init (&pools[0]);
      lamp_pool_init (&pools[1]);
      for (guint j = 0; j < i * 12; j++)
        {
          char *text = random_text (rand);

          g_ptr_array_add (texts, text);
          offsets[j % 2][j / 2] = lamp_pool_append (&pools[j % 2], text, strlen (text));
        }
      moved = lamp_pool_append_pool (&pools[0], &pools[1]);
      lamp_pool_clear (&pools[1]);
      for (guint j = 0; j < texts->len; j++)
        {
          guint32 at = offsets[j % 2][j / 2];

          g_assert_cmpstr (pools[0].text + at + (j % 2 == 1 && at != 0 ? moved : 0), ==, g_ptr_array_index (texts, j));
        }
      lamp_pool_clear (&pools[0]);
    }
}

/* 4 GiB are not there: one that says it is full makes the other so, and nothing is added. */
static void
test_append_full (void)
{
  LampPool pools[2] = { { NULL }, { NULL } };

  lamp_pool_init (&pools[0]);
  lamp_pool_init (&pools[1]);
  lamp_pool_append (&pools[1], "text", 4);
  pools[1].full = TRUE;
  g_assert_cmpuint (lamp_pool_append_pool (&pools[0], &pools[1]), ==, 0);
  g_assert_true (pools[0].full);
  g_assert_cmpuint (pools[0].size, ==, 1);
  lamp_pool_clear (&pools[0]);
  lamp_pool_clear (&pools[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/intern", test_intern);
  g_test_add_func ("/pool/prefixes", test_prefixes);
  g_test_add_func ("/grid/pool/trim", test_pool);
  g_test_add_func ("/pool/id-table", test_id_table);
  g_test_add_func ("/pool/reserve", test_reserve);
  g_test_add_func ("/pool/append-pool", test_append_pool);
  g_test_add_func ("/pool/append-full", test_append_full);
  g_test_add_func ("/wkb/kinds", test_wkb);
  g_test_add_func ("/wkb/parts", test_wkb_parts);
  g_test_add_func ("/wkb/absurd", test_wkb_absurd);
  return g_test_run ();
}
