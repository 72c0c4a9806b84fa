/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See selection.h.
 */
#include "map/selection.h"

struct _LampSelection
{
  GObject        parent_instance;
  LampSelectKind kind;
  char          *id;
};

G_DEFINE_FINAL_TYPE (LampSelection, lamp_selection, G_TYPE_OBJECT)

enum {
  CHANGED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static void
lamp_selection_finalize (GObject *object)
{
  LampSelection *self = LAMP_SELECTION (object);

  g_free (self->id);
  G_OBJECT_CLASS (lamp_selection_parent_class)->finalize (object);
}

static void
lamp_selection_class_init (LampSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lamp_selection_finalize;
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
lamp_selection_init (LampSelection *self)
{
}

LampSelection *
lamp_selection_new (void)
{
  return g_object_new (LAMP_TYPE_SELECTION, NULL);
}

LampSelectKind
lamp_selection_get_kind (LampSelection *self)
{
  g_return_val_if_fail (LAMP_IS_SELECTION (self), LAMP_SELECT_NONE);
  return self->kind;
}

const char *
lamp_selection_get_id (LampSelection *self)
{
  g_return_val_if_fail (LAMP_IS_SELECTION (self), NULL);
  return self->id;
}

void
lamp_selection_set (LampSelection *self, LampSelectKind kind, const char *id)
{
  char *copy;

  g_return_if_fail (LAMP_IS_SELECTION (self));
  g_return_if_fail ((kind == LAMP_SELECT_NONE) == (id == NULL));

  if (lamp_selection_is (self, kind, id))
    return;
  copy = g_strdup (id); /* it may be our own */
  g_free (self->id);
  self->id = copy;
  self->kind = kind;
  g_signal_emit (self, signals[CHANGED], 0);
}

gboolean
lamp_selection_is (LampSelection *self, LampSelectKind kind, const char *id)
{
  g_return_val_if_fail (LAMP_IS_SELECTION (self), FALSE);
  return self->kind == kind && g_strcmp0 (self->id, id) == 0;
}
