/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The state against a plain list that does the same slowly.
 */
#include "gateway/state.h"
#include "records/outage.h"

static void
assert_same (const LampState *state, GPtrArray *model)
{
  const GPtrArray *list = lamp_state_list (state, &lamp_outage_type);

  g_assert_cmpuint (list->len, ==, model->len);
  for (guint i = 0; i < model->len; i++)
    {
      LampRecord *record = g_ptr_array_index (model, i);
      guint       place = G_MAXUINT;

      g_assert_true (g_ptr_array_index (list, i) == record);
      g_assert_true (lamp_state_lookup (state, &lamp_outage_type, record->id) == record);
      g_assert_true (lamp_state_find_place (state, &lamp_outage_type, record->id, &place));
      g_assert_cmpuint (place, ==, i);
    }
}

static guint
find_in_model (GPtrArray *model, const char *id)
{
  guint i = 0;

  while (i < model->len && !g_str_equal (((LampRecord *)g_ptr_array_index (model, i))->id, id))
    i++;

  return i;
}

static void
test_against_list (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);
  g_autoptr (LampState) state = lamp_state_new ();
  g_autoptr (GPtrArray) model = g_ptr_array_new_with_free_func (lamp_record_unref);

  for (int i = 0; i < 3000; i++)
    {
      g_autofree char *id = g_strdup_printf ("O-%d", g_rand_int_range (rand, 0, 60));
      guint            at = find_in_model (model, id);

      if (g_rand_int_range (rand, 0, 4) == 0)
        {
          lamp_state_remove (state, &lamp_outage_type, id);
          if (at < model->len)
            g_ptr_array_remove_index (model, at);
        }
      else
        {
          LampRecord *record = lamp_record_new (&lamp_outage_type, id);

          lamp_state_put (state, record);
          lamp_state_put (state, record); /* once more changes nothing */
          if (at < model->len)
            g_ptr_array_remove_index (model, at);
          g_ptr_array_insert (model, (int)at, record);
        }
      assert_same (state, model);
    }
  g_assert_null (lamp_state_lookup (state, &lamp_outage_type, "O-60"));
}

static void
test_sequence (void)
{
  g_autoptr (LampState) state = lamp_state_new ();

  g_assert_cmpint (lamp_state_get_seq (state), ==, 0);
  lamp_state_set_seq (state, 412);
  g_assert_cmpint (lamp_state_get_seq (state), ==, 412);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/state/against-list", test_against_list);
  g_test_add_func ("/state/sequence", test_sequence);

  return g_test_run ();
}
