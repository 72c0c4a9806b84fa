/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Bus 2 of the Roy Billinton Test System (Allan, Billinton and others 1991): every component fails once, the grid's own
 * functions find what trips, what isolates it and what can be fed from the other side, and the indices of all these
 * expected interruptions are the published ones.
 */
#include "engine/indices.h"

#include "grid/energisation.h"
#include "grid/fixture.h"
#include "grid/trace.h"

#include <math.h>

#define RATE_PER_KM 0.065 /* failures a year */
#define RATE_TRANSFORMER 0.015
#define REPAIR_H 5.0
#define SWITCHING_H 1.0
#define N_POINTS 22
#define N_CUSTOMERS 1908

/* Section n of the paper: what it is joined to (0: the bus), how long it is, which load point hangs on it (0: main line). */
typedef struct
{
  guint  from;
  double km;
  guint  point;
} Section;

static const Section sections[] = {
  { 0, 0, 0 }, /* the paper counts from 1 */
  { 0, 0.75, 0 },
  { 1, 0.60, 1 },
  { 1, 0.80, 2 },
  { 1, 0.75, 0 },
  { 4, 0.80, 3 },
  { 4, 0.60, 4 },
  { 4, 0.75, 0 },
  { 7, 0.80, 5 },
  { 7, 0.75, 6 },
  { 7, 0.60, 0 },
  { 10, 0.80, 7 },
  { 0, 0.75, 0 },
  { 12, 0.80, 8 },
  { 12, 0.60, 0 },
  { 14, 0.80, 9 },
  { 0, 0.75, 0 },
  { 16, 0.60, 10 },
  { 16, 0.80, 0 },
  { 18, 0.75, 11 },
  { 18, 0.80, 12 },
  { 18, 0.60, 0 },
  { 21, 0.75, 13 },
  { 21, 0.80, 14 },
  { 21, 0.75, 0 },
  { 24, 0.60, 15 },
  { 0, 0.80, 0 },
  { 26, 0.75, 16 },
  { 26, 0.60, 17 },
  { 26, 0.75, 0 },
  { 29, 0.60, 18 },
  { 29, 0.80, 19 },
  { 29, 0.75, 0 },
  { 32, 0.80, 20 },
  { 32, 0.60, 0 },
  { 34, 0.75, 21 },
  { 34, 0.80, 22 },
};

static const guint  customers[N_POINTS + 1] = { 0, 210, 210, 210, 1, 1, 10, 10, 1, 1, 210, 210, 200, 1, 1, 10, 10, 200, 200, 200, 1, 1, 10 };
static const double load_mw[N_POINTS + 1] = { 0, 0.535, 0.535, 0.535, 0.566, 0.566, 0.454, 0.454, 1.0, 1.15, 0.535, 0.535, 0.45, 0.566, 0.566, 0.454, 0.454, 0.45, 0.45, 0.45, 0.566, 0.566, 0.454 };

/* --- the network --- */

static void
add (LampDraft *draft, LampElementKind kind, const char *id, const char *from, const char *to, gboolean open)
{
  LampDraftElement element = { .kind = kind, .id = id, .from_node = from, .to_node = to, .phases = LAMP_PHASE_ABC, .normally_open = open, .kv = 11 };

  lamp_draft_add_element (draft, &element);
}

/* A disconnector (at the bus a breaker) or a fuse at the near end; load points have a transformer unless they are fed at
 * 11 kV (8 and 9). */
static void
add_section (LampDraft *draft, guint n)
{
  const Section   *section = &sections[n];
  g_autofree char *device = g_strdup_printf ("S%u", n);
  g_autofree char *line = g_strdup_printf ("L%u", n);
  g_autofree char *from = section->from == 0 ? g_strdup ("bus") : g_strdup_printf ("n%u", section->from);
  g_autofree char *middle = g_strdup_printf ("m%u", n);
  g_autofree char *end = g_strdup_printf ("n%u", n);
  g_autofree char *transformer = g_strdup_printf ("T%u", section->point);
  g_autofree char *low = g_strdup_printf ("p%u", section->point);
  LampElementKind  kind = section->point != 0 ? LAMP_ELEMENT_FUSE : section->from == 0 ? LAMP_ELEMENT_BREAKER
                                                                                       : LAMP_ELEMENT_DISCONNECTOR;
  gboolean         is_high = section->point == 8 || section->point == 9;

  add (draft, kind, device, from, middle, FALSE);
  add (draft, LAMP_ELEMENT_LINE, line, middle, section->point != 0 && is_high ? low : end, FALSE);
  if (section->point != 0 && !is_high)
    add (draft, LAMP_ELEMENT_TRANSFORMER, transformer, end, low, FALSE);
}

static LampNetwork *
make_network (void)
{
  LampDraft *draft = lamp_draft_new ("RBTS bus 2");

  lamp_draft_add_source (draft, "bus2", "Bus 2", "bus", &(LampPoint){ -30.0, 45.0 }, 11);
  for (guint n = 1; n < G_N_ELEMENTS (sections); n++)
    add_section (draft, n);
  add (draft, LAMP_ELEMENT_LOAD_BREAK_SWITCH, "TIE12", "n10", "n14", TRUE);
  add (draft, LAMP_ELEMENT_LOAD_BREAK_SWITCH, "TIE34", "n24", "n34", TRUE);
  return lamp_fixture_load (draft);
}

/* --- one failure --- */

typedef struct
{
  LampNetwork      *network;
  LampEnergisation *normal, *present;
  GArray           *interruptions;
  double            rate[N_POINTS + 1], hours[N_POINTS + 1]; /* a year */
} Study;

/* Everything joined to the element without a switch between; and the switches at its edge. */
static void
find_zone (LampNetwork *network, guint32 element, GHashTable *zone, GArray *edge)
{
  g_autoptr (GArray) waiting = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_array_append_val (waiting, element);
  while (waiting->len > 0)
    {
      guint32       one = g_array_index (waiting, guint32, waiting->len - 1);
      const guint32 ends[] = { network->element_from[one], network->element_to[one] };

      g_array_set_size (waiting, waiting->len - 1);
      if (!g_hash_table_add (zone, GUINT_TO_POINTER (one + 1)))
        continue;
      if (lamp_element_kind_is_switch (network->element_kind[one]))
        {
          g_array_append_val (edge, one);
          continue;
        }
      for (guint e = 0; e < G_N_ELEMENTS (ends); e++)
        {
          guint32        n = 0;
          const guint32 *touching = lamp_network_node_elements (network, ends[e], &n);

          g_array_append_vals (waiting, touching, n);
        }
    }
}

/* What is alive once the zone is cut out and every tie that does not feed it is closed. */
static void
switch_around (Study *study, guint32 element)
{
  static const char *const ties[] = { "TIE12", "TIE34" };
  g_autoptr (GHashTable) zone = g_hash_table_new (g_direct_hash, g_direct_equal);
  g_autoptr (GArray) elements = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) open = g_array_new (FALSE, TRUE, sizeof (gboolean));
  const gboolean yes = TRUE, no = FALSE;

  find_zone (study->network, element, zone, elements);
  for (guint i = 0; i < elements->len; i++)
    g_array_append_val (open, yes);
  for (guint i = 0; i < G_N_ELEMENTS (ties); i++)
    {
      guint32 tie = lamp_fixture_element (study->network, ties[i]);

      if (g_hash_table_contains (zone, GUINT_TO_POINTER (tie + 1)))
        continue;
      g_array_append_val (elements, tie);
      g_array_append_val (open, no);
    }
  lamp_energisation_set_all (study->present, (const guint32 *)elements->data, (const gboolean *)open->data, elements->len, NULL);
}

static gboolean
is_live (Study *study, guint point)
{
  g_autofree char *id = g_strdup_printf ("p%u", point);

  return lamp_energisation_get_nodes (study->present)[lamp_fixture_node (study->network, id)] == LAMP_SUPPLY_ENERGISED;
}

static void
interrupt (Study *study, guint32 element, guint point, double rate, double hours)
{
  LampInterruption one = {
    .start_usec = 0,
    .end_usec = (gint64)(hours * 3600 * G_USEC_PER_SEC),
    .device = element,
    .customers = rate * customers[point],
    .kva = NAN,
  };

  study->rate[point] += rate;
  study->hours[point] += rate * hours;
  g_array_append_val (study->interruptions, one);
}

static void
fail (Study *study, const char *id, double rate, double repair_h)
{
  guint32  element = lamp_fixture_element (study->network, id);
  guint32  trips = lamp_trace_protective (study->normal, element, LAMP_TRACE_NORMAL, NULL);
  gboolean out[N_POINTS + 1] = { FALSE };
  gboolean yes = TRUE;

  g_assert_cmpuint (trips, !=, LAMP_NONE);
  lamp_energisation_set_all (study->present, &trips, &yes, 1, NULL);
  for (guint point = 1; point <= N_POINTS; point++)
    out[point] = !is_live (study, point);
  switch_around (study, element);
  for (guint point = 1; point <= N_POINTS; point++)
    if (out[point])
      interrupt (study, element, point, rate, is_live (study, point) ? SWITCHING_H : repair_h);
}

static void
run (Study *study, double transformer_h)
{
  study->network = make_network ();
  study->normal = lamp_energisation_new (study->network);
  study->present = lamp_energisation_copy (study->normal);
  study->interruptions = g_array_new (FALSE, FALSE, sizeof (LampInterruption));
  for (guint n = 1; n < G_N_ELEMENTS (sections); n++)
    {
      g_autofree char *line = g_strdup_printf ("L%u", n);
      g_autofree char *transformer = g_strdup_printf ("T%u", sections[n].point);

      fail (study, line, RATE_PER_KM * sections[n].km, REPAIR_H);
      if (lamp_network_find_element (study->network, transformer) != LAMP_NONE)
        fail (study, transformer, RATE_TRANSFORMER, transformer_h);
    }
}

static void
study_clear (Study *study)
{
  g_array_unref (study->interruptions);
  lamp_energisation_free (study->present);
  lamp_energisation_free (study->normal);
  lamp_network_unref (study->network);
}

static LampIndices
indices_of (const Study *study)
{
  LampIndicesOptions options = {
    .from_usec = 0,
    .to_usec = (gint64)8760 * 3600 * G_USEC_PER_SEC,
    .momentary_usec = LAMP_MOMENTARY_DEFAULT_USEC,
    .customers_served = N_CUSTOMERS,
  };
  LampIndices indices;

  lamp_indices_compute (study->interruptions, NULL, &options, &indices);
  return indices;
}

static void
test_replaced (void)
{
  Study       study = { 0 };
  LampIndices indices;
  double      energy_mwh = 0;

  run (&study, 10);
  indices = indices_of (&study);
  g_assert_cmpfloat_with_epsilon (study.rate[1], 0.23925, 1e-9);
  g_assert_cmpfloat_with_epsilon (study.hours[1], 0.72525, 1e-9);
  g_assert_cmpfloat_with_epsilon (study.hours[7], 0.75125, 1e-9);
  for (guint point = 1; point <= N_POINTS; point++)
    energy_mwh += study.hours[point] * load_mw[point];
  g_test_message ("bus 2, transformers replaced: SAIFI %.9f, SAIDI %.9f h, CAIDI %.9f h, %.6f MWh", indices.saifi, indices.saidi_min / 60, indices.caidi_min / 60, energy_mwh);
  g_assert_cmpfloat_with_epsilon (indices.saifi, 0.248210954, 1e-9);
  g_assert_cmpfloat_with_epsilon (indices.saidi_min / 60, 0.765574686, 2e-9);
  g_assert_cmpfloat_with_epsilon (indices.caidi_min / 60, 3.084371071, 2e-9);
  g_assert_cmpfloat_with_epsilon (energy_mwh, 8.843829, 1e-5);
  g_assert_cmpfloat_with_epsilon (indices.asai, 1 - 0.765574686 / 8760, 1e-12);
  study_clear (&study);
}

static void
test_repaired (void)
{
  Study       study = { 0 };
  LampIndices indices;
  double      energy_mwh = 0;

  run (&study, 200);
  indices = indices_of (&study);
  for (guint point = 1; point <= N_POINTS; point++)
    energy_mwh += study.hours[point] * load_mw[point];
  g_test_message ("bus 2, transformers repaired: SAIFI %.9f, SAIDI %.9f h, CAIDI %.9f h, %.6f MWh", indices.saifi, indices.saidi_min / 60, indices.caidi_min / 60, energy_mwh);
  g_assert_cmpfloat_with_epsilon (indices.saifi, 0.2482, 5e-5);
  g_assert_cmpfloat_with_epsilon (indices.saidi_min / 60, 3.6126, 5e-5);
  g_assert_cmpfloat_with_epsilon (indices.caidi_min / 60, 14.555, 1e-3);
  g_assert_cmpfloat_with_epsilon (energy_mwh, 37.746, 5e-4);
  study_clear (&study);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/engine/rbts-bus-2/transformers-replaced", test_replaced);
  g_test_add_func ("/engine/rbts-bus-2/transformers-repaired", test_repaired);
  return g_test_run ();
}
