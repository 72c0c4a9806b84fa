/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See diff-private.h: elements.
 */
#include "config.h"

#include "grid/diff-private.h"
#include "grid/region-layout.h"

#include <string.h>

static LampDiffLayer
layer_of (LampElementKind kind)
{
  if (kind == LAMP_ELEMENT_LINE)
    return LAMP_DIFF_LINES;
  return lamp_element_kind_is_switch (kind) ? LAMP_DIFF_DEVICES : LAMP_DIFF_TRANSFORMERS;
}

static void
look_at_element (LampComparing *comparing, const LampNetwork *network, guint32 element)
{
  LampElementKind kind = (LampElementKind)network->element_kind[element];

  lamp_diff_look_at (comparing, layer_of (kind), lamp_element_kind_to_string (kind), lamp_network_element_id (network, element));
}

/* Both ends in the order of their names, as which is `from` means nothing. */
static char *
dup_ends (const LampNetwork *network, guint32 element)
{
  const char *a = lamp_diff_node_id (network, network->element_from[element]);
  const char *b = lamp_diff_node_id (network, network->element_to[element]);

  return strcmp (a, b) <= 0 ? g_strdup_printf ("%s %s", a, b) : g_strdup_printf ("%s %s", b, a);
}

static gboolean
same_ends (const LampNetwork *before, guint32 x, const LampNetwork *after, guint32 y)
{
  const char *a = lamp_diff_node_id (before, before->element_from[x]);
  const char *b = lamp_diff_node_id (before, before->element_to[x]);
  const char *c = lamp_diff_node_id (after, after->element_from[y]);
  const char *d = lamp_diff_node_id (after, after->element_to[y]);

  return (strcmp (a, c) == 0 && strcmp (b, d) == 0) || (strcmp (a, d) == 0 && strcmp (b, c) == 0);
}

static void
compare_ends (LampComparing *comparing, guint32 x, guint32 y)
{
  g_autofree char *was = NULL;
  g_autofree char *is = NULL;

  if (same_ends (comparing->before, x, comparing->after, y))
    return;
  was = dup_ends (comparing->before, x);
  is = dup_ends (comparing->after, y);
  lamp_diff_note (comparing, LAMP_DIFF_REWIRED, "", was, is);
}

/* Its own vertices: those the nodes lent it are none. */
static const LampWorld *
own_course (const LampNetwork *network, guint32 element, guint32 *n)
{
  guint32 start = network->element_vertex_start[element];

  *n = network->element_vertex_start[element + 1] - start;
  if ((network->element_flags[element] & LAMP_ELEMENT_PLACED_BY_NODES) != 0)
    *n = 0;
  return network->vertices + start;
}

static void
compare_flag (LampComparing *comparing, const char *field, guint8 flag, guint8 before, guint8 after)
{
  lamp_diff_compare_text (comparing, field, (before & flag) != 0 ? "1" : "0", (after & flag) != 0 ? "1" : "0");
}

static void
compare_element (LampComparing *comparing, guint32 x, guint32 y)
{
  const LampNetwork *before = comparing->before;
  const LampNetwork *after = comparing->after;
  guint8             was = before->element_flags[x];
  guint8             is = after->element_flags[y];
  guint32            n_a = 0, n_b = 0;
  const LampWorld   *a = own_course (before, x, &n_a);
  const LampWorld   *b = own_course (after, y, &n_b);

  look_at_element (comparing, after, y);
  compare_ends (comparing, x, y);
  lamp_diff_compare_course (comparing, a, n_a, b, n_b);
  lamp_diff_compare_text (comparing, "kind", lamp_element_kind_to_string ((LampElementKind)before->element_kind[x]), comparing->kind);
  lamp_diff_compare_text (comparing, "name", lamp_network_element_name (before, x), lamp_network_element_name (after, y));
  lamp_diff_compare_text (comparing, "feeder", lamp_diff_feeder_id (before, before->element_feeder[x]), lamp_diff_feeder_id (after, after->element_feeder[y]));
  lamp_diff_compare_text (comparing, "phases", lamp_phases_to_string ((LampPhases)before->element_phases[x]), lamp_phases_to_string ((LampPhases)after->element_phases[y]));
  compare_flag (comparing, "normally_open", LAMP_ELEMENT_NORMALLY_OPEN, was, is);
  compare_flag (comparing, "underground", LAMP_ELEMENT_UNDERGROUND, was, is);
  compare_flag (comparing, "telemetered", LAMP_ELEMENT_TELEMETERED, was, is);
  lamp_diff_compare_number (comparing, "length_m", (double)before->element_length_m[x], (double)after->element_length_m[y]);
  lamp_diff_compare_number (comparing,
                            comparing->layer == LAMP_DIFF_TRANSFORMERS ? "rating_kva" : "rating_a",
                            (double)before->element_rating[x],
                            (double)after->element_rating[y]);
}

static gboolean
is_first_element (const LampNetwork *network, guint32 element)
{
  return lamp_network_find_element (network, lamp_network_element_id (network, element)) == element;
}

void
lamp_diff_compare_elements (LampComparing *comparing)
{
  const LampNetwork *before = comparing->before;
  const LampNetwork *after = comparing->after;

  for (guint32 i = 0; i < before->n_elements; i++)
    if (is_first_element (before, i))
      {
        guint32 now = lamp_network_find_element (after, lamp_network_element_id (before, i));

        if (now != LAMP_NONE)
          compare_element (comparing, i, now);
        else
          {
            look_at_element (comparing, before, i);
            lamp_diff_note (comparing, LAMP_DIFF_REMOVED, "", "", "");
          }
      }

  for (guint32 i = 0; i < after->n_elements; i++)
    if (is_first_element (after, i) && lamp_network_find_element (before, lamp_network_element_id (after, i)) == LAMP_NONE)
      {
        look_at_element (comparing, after, i);
        lamp_diff_note (comparing, LAMP_DIFF_ADDED, "", "", "");
      }
}
