/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A map that shows a study: framed, and what is live on it muted, so that nobody takes the picture for what is so.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/map-private.h"

#include "map/study-frame.h"

#include <glib/gi18n-lib.h>

#define MUTED_SHARE 0.62 /* of the ground in a muted colour */

static guint32
mix (guint32 colour, guint32 ground)
{
  guint32 mixed = colour & 0xff000000;

  for (int shift = 0; shift < 24; shift += 8)
    {
      double from = colour >> shift & 0xff, to = ground >> shift & 0xff;

      mixed |= (guint32)(from + (to - from) * MUTED_SHARE + 0.5) << shift;
    }
  return mixed;
}

const guint32 *
lamp_map_get_live_colours (LampMap *self)
{
  const guint32 *colours = lamp_map_get_colours (self);
  guint32       *muted = NULL;

  if (self->study_frame == NULL)
    return colours;
  self->n_muted++;
  muted = self->muted[self->n_muted % G_N_ELEMENTS (self->muted)];
  for (guint i = 0; i < LAMP_N_COLOURS; i++)
    muted[i] = i == LAMP_COLOUR_TRACED || i == LAMP_COLOUR_SELECTED ? colours[i] : mix (colours[i], colours[LAMP_COLOUR_GROUND]);
  return muted;
}

void
lamp_map_set_study (LampMap *self, gboolean study, int covered_px)
{
  g_return_if_fail (LAMP_IS_MAP (self));

  if (study && self->study_frame != NULL)
    gtk_widget_set_margin_end (self->study_frame, covered_px);
  if ((self->study_frame != NULL) == (study != FALSE))
    return;
  if (study)
    {
      self->study_frame = lamp_study_frame_new ();
      gtk_widget_set_margin_end (self->study_frame, covered_px);
      gtk_widget_set_parent (self->study_frame, GTK_WIDGET (self));
    }
  else
    g_clear_pointer (&self->study_frame, gtk_widget_unparent);
  lamp_live_layer_set_colours (self->live_layer, lamp_map_get_live_colours (self));
  if (self->stale_palette != NULL)
    lamp_map_looks_changed (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  study ? _ ("Map of the grid in a study: not as it is") : _ ("Map of the grid"), -1);
}

gboolean
lamp_map_get_study (LampMap *self)
{
  g_return_val_if_fail (LAMP_IS_MAP (self), FALSE);

  return self->study_frame != NULL;
}
