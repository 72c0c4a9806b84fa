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

static void
test_intern (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  LampPool pool = { NULL };

  lamp_pool_init (&pool);
  g_assert_cmpuint (lamp_pool_intern (&pool, "", 0), ==, 0);
  for (guint i = 0; i < 200000; i++)
    {
      char    *text = random_text (rand);
      gpointer offset = NULL;

      if (i % 50000 == 25000)
        lamp_pool_reserve (&pool, i); /* more room or none: nothing moves */
      lamp_pool_prefetch (&pool, text, strlen (text));
      if (g_hash_table_lookup_extended (known, text, NULL, &offset))
        g_assert_cmpuint (lamp_pool_find (&pool, text), ==, GPOINTER_TO_UINT (offset));
      else
        g_assert_cmpuint (lamp_pool_find (&pool, text), ==, *text == '\0' ? 0 : G_MAXUINT32);
      offset = GUINT_TO_POINTER (lamp_pool_intern (&pool, text, strlen (text)));
      g_assert_cmpstr (pool.text + GPOINTER_TO_UINT (offset), ==, text);
      g_hash_table_insert (known, text, offset);
    }
  g_assert_cmpuint (pool.n_texts, ==, g_hash_table_size (known) - 1); /* the empty one is not counted */
  lamp_pool_clear (&pool);
}

static void
test_prefixes (void)
{
  LampPool pool = { NULL };
  guint32  abc = 0;
  guint32  ab = 0;

  lamp_pool_init (&pool);
  abc = lamp_pool_intern (&pool, "abc", 3);
  ab = lamp_pool_intern (&pool, "abc", 2);
  g_assert_cmpuint (abc, !=, ab);
  g_assert_cmpstr (pool.text + ab, ==, "ab");
  g_assert_cmpuint (lamp_pool_intern (&pool, "abc\0def", 7), ==, abc); /* nothing behind a NUL */
  lamp_pool_clear (&pool);
}

static void
test_id_table (void)
{
  const guint32 keys[] = { 5, 9, 5, 0, 77, 9, G_MAXUINT32 - 1 };
  LampIdTable   table = { NULL };

  g_assert_cmpuint (lamp_id_table_init (&table, keys, G_N_ELEMENTS (keys)), ==, 2);
  g_assert_cmpuint (lamp_id_table_find (&table, 5), ==, 0); /* the first of them */
  g_assert_cmpuint (lamp_id_table_find (&table, 9), ==, 1);
  g_assert_cmpuint (lamp_id_table_find (&table, 77), ==, 4);
  g_assert_cmpuint (lamp_id_table_find (&table, G_MAXUINT32 - 1), ==, 6);
  g_assert_cmpuint (lamp_id_table_find (&table, 0), ==, G_MAXUINT32);
  g_assert_cmpuint (lamp_id_table_find (&table, 6), ==, G_MAXUINT32);
  lamp_id_table_clear (&table);

  g_assert_cmpuint (lamp_id_table_init (&table, NULL, 0), ==, 0);
  g_assert_cmpuint (lamp_id_table_find (&table, 5), ==, G_MAXUINT32);
  lamp_id_table_clear (&table);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/intern", test_intern);
  g_test_add_func ("/pool/prefixes", test_prefixes);
  g_test_add_func ("/pool/id-table", test_id_table);
  g_test_add_func ("/wkb/kinds", test_wkb);
  g_test_add_func ("/wkb/parts", test_wkb_parts);
  g_test_add_func ("/wkb/absurd", test_wkb_absurd);
  return g_test_run ();
}
