/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See measure.h.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/measure.h"

#include <glib/gi18n-lib.h>

void
lamp_measure_init (LampMeasure *measure)
{
  *measure = (LampMeasure){ .points = g_array_new (FALSE, FALSE, sizeof (LampWorld)) };
}

void
lamp_measure_clear (LampMeasure *measure)
{
  g_clear_pointer (&measure->points, g_array_unref);
}

gboolean
lamp_measure_add (LampMeasure *measure, LampWorld at)
{
  const LampWorld *last = measure->points->len > 0 ? &g_array_index (measure->points, LampWorld, measure->points->len - 1) : NULL;

  if (last != NULL && last->x == at.x && last->y == at.y)
    return FALSE;
  g_array_append_val (measure->points, at);
  return TRUE;
}

gboolean
lamp_measure_remove_last (LampMeasure *measure)
{
  if (measure->points->len == 0)
    return FALSE;
  g_array_set_size (measure->points, measure->points->len - 1);
  return TRUE;
}

guint
lamp_measure_get_n_legs (const LampMeasure *measure)
{
  guint n = measure->points->len + (measure->has_live && measure->points->len > 0);

  return n > 0 ? n - 1 : 0;
}

LampWorld
lamp_measure_point (const LampMeasure *measure, guint nth)
{
  return nth < measure->points->len ? g_array_index (measure->points, LampWorld, nth) : measure->live;
}

double
lamp_measure_leg_m (const LampMeasure *measure, guint nth)
{
  return lamp_point_distance_m (lamp_point_from_world (lamp_measure_point (measure, nth)), lamp_point_from_world (lamp_measure_point (measure, nth + 1)));
}

double
lamp_measure_total_m (const LampMeasure *measure)
{
  double total = 0.0;

  for (guint i = 0; i < lamp_measure_get_n_legs (measure); i++)
    total += lamp_measure_leg_m (measure, i);
  return total;
}

char *
lamp_length_text (double length_m)
{
  if (length_m < 999.5)
    return g_strdup_printf (C_ ("measured length", "%.0f m"), length_m);
  if (length_m < 9995.0)
    return g_strdup_printf (C_ ("measured length", "%.2f km"), length_m / 1000.0);
  if (length_m < 99950.0)
    return g_strdup_printf (C_ ("measured length", "%.1f km"), length_m / 1000.0);
  return g_strdup_printf (C_ ("measured length", "%'.0f km"), length_m / 1000.0);
}
