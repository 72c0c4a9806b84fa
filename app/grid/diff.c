/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See diff.h.
 */
#include "config.h"

#include "grid/diff-private.h"

#include <string.h>

static const char *const what_names[LAMP_DIFF_N] = { "added", "removed", "rewired", "moved", "changed" };
static const char *const layer_names[LAMP_DIFF_N_LAYERS] = { "lines", "devices", "transformers", "customers", "sources", "feeders", "sites" };

const char *
lamp_diff_what_to_string (LampDiffWhat what)
{
  return (guint)what < LAMP_DIFF_N ? what_names[what] : "";
}

const char *
lamp_diff_layer_to_string (LampDiffLayer layer)
{
  return (guint)layer < LAMP_DIFF_N_LAYERS ? layer_names[layer] : "";
}

static void
difference_free (gpointer data)
{
  LampDifference *difference = data;

  g_free (difference->id);
  g_free (difference->before);
  g_free (difference->after);
  g_free (difference);
}

void
lamp_diff_free (LampDiff *diff)
{
  if (diff == NULL)
    return;

  g_ptr_array_unref (diff->differences);
  g_free (diff);
}

void
lamp_diff_look_at (LampComparing *comparing, LampDiffLayer layer, const char *kind, const char *id)
{
  comparing->layer = layer;
  comparing->kind = kind;
  comparing->id = id;
  comparing->seen = 0;
}

void
lamp_diff_note (LampComparing *comparing, LampDiffWhat what, const char *field, const char *before, const char *after)
{
  LampDifference *difference = g_new0 (LampDifference, 1);

  difference->what = what;
  difference->layer = comparing->layer;
  difference->kind = comparing->kind;
  difference->id = g_strdup (comparing->id);
  difference->field = field;
  difference->before = g_strdup (before);
  difference->after = g_strdup (after);
  g_ptr_array_add (comparing->diff->differences, difference);
  if ((comparing->seen & (1u << what)) == 0)
    comparing->diff->n[comparing->layer][what]++;
  comparing->seen |= 1u << what;
}

void
lamp_diff_compare_text (LampComparing *comparing, const char *field, const char *before, const char *after)
{
  if (strcmp (before, after) != 0)
    lamp_diff_note (comparing, LAMP_DIFF_CHANGED, field, before, after);
}

static const char *
number (char *buffer, gsize size, double value)
{
  char format[G_ASCII_DTOSTR_BUF_SIZE];

  /* What a float holds, without the digits it does not. */
  g_strlcpy (buffer, g_ascii_formatd (format, sizeof format, "%.7g", value), size);
  return buffer;
}

void
lamp_diff_compare_number (LampComparing *comparing, const char *field, double before, double after)
{
  char was[G_ASCII_DTOSTR_BUF_SIZE], is[G_ASCII_DTOSTR_BUF_SIZE];

  lamp_diff_compare_text (comparing, field, number (was, sizeof was, before), number (is, sizeof is, after));
}

const char *
lamp_diff_node_id (const LampNetwork *network, guint32 node)
{
  return node == LAMP_NONE ? "" : lamp_network_node_id (network, node);
}

const char *
lamp_diff_feeder_id (const LampNetwork *network, guint16 feeder)
{
  return feeder == LAMP_NO_FEEDER ? "" : network->feeders[feeder].id;
}

/* The farthest any vertex went, metres; -1 when the courses have different numbers of vertices. */
static double
farthest (const LampWorld *a, guint32 n_a, const LampWorld *b, guint32 n_b)
{
  double far_m = 0.0;

  if (n_a != n_b)
    return -1.0;
  for (guint32 i = 0; i < n_a; i++)
    if (a[i].x != b[i].x || a[i].y != b[i].y)
      far_m = MAX (far_m, lamp_world_distance_m (a[i], b[i]));
  return far_m;
}

void
lamp_diff_compare_course (LampComparing *comparing, const LampWorld *a, guint32 n_a, const LampWorld *b, guint32 n_b)
{
  double far_m = farthest (a, n_a, b, n_b);
  char   was[32], is[32];

  if (far_m >= 0.0)
    {
      if (far_m > comparing->tolerance_m)
        lamp_diff_note (comparing, LAMP_DIFF_MOVED, "metres", "", number (is, sizeof is, far_m));
      return;
    }

  g_snprintf (was, sizeof was, "%u", n_a);
  g_snprintf (is, sizeof is, "%u", n_b);
  lamp_diff_note (comparing, LAMP_DIFF_MOVED, "vertices", was, is);
}

static int
by_layer (gconstpointer a, gconstpointer b)
{
  const LampDifference *x = *(const LampDifference *const *)a;
  const LampDifference *y = *(const LampDifference *const *)b;

  return (int)x->layer - (int)y->layer;
}

LampDiff *
lamp_diff_new (const LampNetwork *before, const LampNetwork *after, double tolerance_m)
{
  LampDiff     *diff = g_new0 (LampDiff, 1);
  LampComparing comparing = { .before = before, .after = after, .tolerance_m = tolerance_m, .diff = diff };

  diff->differences = g_ptr_array_new_with_free_func (difference_free);
  lamp_diff_compare_elements (&comparing);
  lamp_diff_compare_customers (&comparing);
  lamp_diff_compare_lists (&comparing);
  /* Stable: a merge sort (GLib's g_ptr_array_sort says so). */
  g_ptr_array_sort (diff->differences, by_layer);
  return diff;
}
