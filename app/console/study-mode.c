/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See study-mode.h.
 */
#define G_LOG_DOMAIN "lamp-study-mode"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/study-mode.h"

#include "console/desk.h"
#include "console/study-loads.h"
#include "console/supply.h"

#include <glib/gi18n-lib.h>

struct _LampStudyMode
{
  GObject parent_instance;

  LampDesk  *desk;  /* not held: it owns this */
  LampStudy *study; /* NULL while it is off */
  gint64     base_usec;
  guint      n_moved;

  LampStudyLoads *loads;
};

G_DEFINE_FINAL_TYPE (LampStudyMode, lamp_study_mode, G_TYPE_OBJECT)

enum {
  SWITCHED,
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
say_changed (LampStudyMode *self, LampWorldBox dirty)
{
  g_signal_emit (self, signals[CHANGED], 0, &dirty);
}

static void
weighed_cb (LampStudyMode *self)
{
  say_changed (self, (LampWorldBox)LAMP_WORLD_BOX_EMPTY);
}

/* --- the real state --- */

/* What open outages name, and what carries a tag. */
static void
set_marks (LampStudyMode *self, LampStudy *study)
{
  const LampNetwork *network = lamp_desk_get_network (self->desk);
  g_autoptr (GArray) faults = lamp_supply_find_faults (network, lamp_desk_get_collection (self->desk, "outages"));
  g_autoptr (GArray) tagged = lamp_supply_find_tagged (network, lamp_desk_get_collection (self->desk, "switches"));

  lamp_study_set_marks (study, (const guint32 *)(gconstpointer)faults->data, faults->len, (const guint32 *)(gconstpointer)tagged->data, tagged->len);
}

static LampStudy *
new_study (LampStudyMode *self)
{
  LampStudy *study = lamp_study_new (lamp_desk_get_energisation (self->desk));

  set_marks (self, study);
  return study;
}

/* Puts another study, or none, in the place of the one there is. The loads of its base are weighed first. */
static void
take_study (LampStudyMode *self, LampStudy *study, const LampStudy *steps, guint *n_left)
{
  g_autoptr (LampStudy) old = self->study;

  lamp_study_loads_begin (self->loads, study != NULL ? lamp_study_get_energisation (study) : NULL);
  self->n_moved = 0;
  self->study = study;
  if (study != NULL)
    self->base_usec = lamp_desk_get_now_usec (self->desk);
  if (study != NULL && steps != NULL)
    {
      *n_left = lamp_study_repeat (study, steps);
      lamp_study_loads_weigh (self->loads, lamp_study_get_energisation (study));
    }
  g_signal_emit (self, signals[SWITCHED], 0);
}

static void
energisation_changed_cb (LampStudyMode *self)
{
  guint n_moved = 0;

  if (self->study == NULL)
    return;
  n_moved = lamp_study_count_changes (self->study, lamp_desk_get_energisation (self->desk));
  if (n_moved == self->n_moved)
    return;
  self->n_moved = n_moved;
  say_changed (self, (LampWorldBox)LAMP_WORLD_BOX_EMPTY);
}

static void
grid_loaded_cb (LampStudyMode *self)
{
  g_autofree char *sentence = NULL;
  guint            n_left = 0;

  if (self->study == NULL)
    return;
  take_study (self, new_study (self), self->study, &n_left);
  sentence = n_left == 0 ? g_strdup (_ ("A new grid has come. The study was begun again on it."))
                         : g_strdup_printf (ngettext ("A new grid has come. The study was begun again on it, without %u step that it does not have.",
                                                      "A new grid has come. The study was begun again on it, without %u steps that it does not have.", n_left),
                                            n_left);
  lamp_desk_say (self->desk, sentence);
}

static void
lamp_study_mode_dispose (GObject *object)
{
  LampStudyMode *self = LAMP_STUDY_MODE (object);

  g_clear_pointer (&self->study, lamp_study_free);
  g_clear_object (&self->loads);

  G_OBJECT_CLASS (lamp_study_mode_parent_class)->dispose (object);
}

static void
lamp_study_mode_class_init (LampStudyModeClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_study_mode_dispose;

  signals[SWITCHED] = g_signal_new ("switched", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
lamp_study_mode_init (LampStudyMode *self)
{
  self->loads = lamp_study_loads_new ();
  g_signal_connect_object (self->loads, "weighed", G_CALLBACK (weighed_cb), self, G_CONNECT_SWAPPED);
}

LampStudyMode *
lamp_study_mode_new (LampDesk *desk)
{
  LampStudyMode *self = g_object_new (LAMP_TYPE_STUDY_MODE, NULL);

  self->desk = desk;
  g_signal_connect_object (desk, "grid-loaded", G_CALLBACK (grid_loaded_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "energisation-changed", G_CALLBACK (energisation_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

void
lamp_study_mode_end (LampStudyMode *self)
{
  g_return_if_fail (LAMP_IS_STUDY_MODE (self));

  lamp_study_mode_leave (self);
  self->desk = NULL;
}

gboolean
lamp_study_mode_is_on (LampStudyMode *self)
{
  g_return_val_if_fail (LAMP_IS_STUDY_MODE (self), FALSE);

  return self->study != NULL;
}

LampEnergisation *
lamp_study_mode_get_shown (LampStudyMode *self)
{
  g_return_val_if_fail (LAMP_IS_STUDY_MODE (self), NULL);

  if (self->study != NULL)
    return lamp_study_get_energisation (self->study);
  return self->desk != NULL ? lamp_desk_get_energisation (self->desk) : NULL;
}

LampStudy *
lamp_study_mode_get_study (LampStudyMode *self)
{
  g_return_val_if_fail (LAMP_IS_STUDY_MODE (self), NULL);

  return self->study;
}

gboolean
lamp_study_mode_enter (LampStudyMode *self)
{
  g_return_val_if_fail (LAMP_IS_STUDY_MODE (self), FALSE);

  if (self->study != NULL)
    return TRUE;
  if (self->desk == NULL)
    return FALSE;
  if (lamp_desk_get_energisation (self->desk) == NULL)
    {
      lamp_desk_say (self->desk, _ ("There is no grid to study yet."));
      return FALSE;
    }
  take_study (self, new_study (self), NULL, NULL);
  return TRUE;
}

void
lamp_study_mode_leave (LampStudyMode *self)
{
  g_return_if_fail (LAMP_IS_STUDY_MODE (self));

  if (self->study != NULL)
    take_study (self, NULL, NULL, NULL);
}

void
lamp_study_mode_begin_again (LampStudyMode *self)
{
  g_autofree char *sentence = NULL;
  guint            n_left = 0;

  g_return_if_fail (LAMP_IS_STUDY_MODE (self));

  if (self->study == NULL)
    return;
  take_study (self, new_study (self), self->study, &n_left);
  if (n_left == 0)
    return;
  sentence = g_strdup_printf (ngettext ("%u step was left out: its switch stands so by now.", "%u steps were left out: their switches stand so by now.", n_left), n_left);
  lamp_desk_say (self->desk, sentence);
}

void
lamp_study_mode_what_if (LampStudyMode *self, guint32 element)
{
  g_return_if_fail (LAMP_IS_STUDY_MODE (self));

  if (lamp_study_mode_enter (self))
    lamp_study_mode_set_open (self, element, !lamp_energisation_is_open (lamp_study_get_energisation (self->study), element));
}

/* After a step, or one taken back. */
static void
moved (LampStudyMode *self, gboolean any, LampWorldBox dirty)
{
  if (!any)
    return;
  lamp_study_loads_weigh (self->loads, lamp_study_get_energisation (self->study));
  say_changed (self, dirty);
}

void
lamp_study_mode_set_open (LampStudyMode *self, guint32 element, gboolean open)
{
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;

  g_return_if_fail (LAMP_IS_STUDY_MODE (self));

  if (!lamp_study_mode_enter (self))
    return;
  moved (self, lamp_study_set_open (self->study, element, open, &dirty), dirty);
}

void
lamp_study_mode_undo (LampStudyMode *self)
{
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;

  g_return_if_fail (LAMP_IS_STUDY_MODE (self));

  if (self->study != NULL)
    moved (self, lamp_study_undo (self->study, &dirty), dirty);
}

void
lamp_study_mode_redo (LampStudyMode *self)
{
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;

  g_return_if_fail (LAMP_IS_STUDY_MODE (self));

  if (self->study != NULL)
    moved (self, lamp_study_redo (self->study, &dirty), dirty);
}

void
lamp_study_mode_reset (LampStudyMode *self)
{
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;

  g_return_if_fail (LAMP_IS_STUDY_MODE (self));

  if (self->study == NULL)
    return;
  lamp_study_reset (self->study, &dirty);
  moved (self, TRUE, dirty);
}

gint64
lamp_study_mode_get_base_usec (LampStudyMode *self)
{
  g_return_val_if_fail (LAMP_IS_STUDY_MODE (self), 0);

  return self->base_usec;
}

guint
lamp_study_mode_get_n_moved (LampStudyMode *self)
{
  g_return_val_if_fail (LAMP_IS_STUDY_MODE (self), 0);

  return self->n_moved;
}

const GArray *
lamp_study_mode_get_overloads (LampStudyMode *self)
{
  g_return_val_if_fail (LAMP_IS_STUDY_MODE (self), NULL);

  return lamp_study_loads_get_overloads (self->loads);
}

gboolean
lamp_study_mode_is_weighing (LampStudyMode *self)
{
  g_return_val_if_fail (LAMP_IS_STUDY_MODE (self), FALSE);

  return lamp_study_loads_is_weighing (self->loads);
}
