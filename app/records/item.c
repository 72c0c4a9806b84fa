/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See item.h.
 */
#include "records/item.h"

struct _LampItem
{
  GObject parent_instance;

  LampRecord *record; /* owned */
  LampPending pending;
};

G_DEFINE_FINAL_TYPE (LampItem, lamp_item, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  PROP_RECORD,
  PROP_PENDING,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
lamp_item_finalize (GObject *object)
{
  LampItem *self = LAMP_ITEM (object);

  lamp_record_unref (self->record);

  G_OBJECT_CLASS (lamp_item_parent_class)->finalize (object);
}

static void
lamp_item_get_property (GObject *object, guint prop_id, GValue *value, GParamSpec *pspec)
{
  LampItem *self = LAMP_ITEM (object);

  switch (prop_id)
    {
    case PROP_ID:
      g_value_set_string (value, self->record->id);
      break;
    case PROP_RECORD:
      g_value_set_pointer (value, self->record);
      break;
    case PROP_PENDING:
      g_value_set_int (value, self->pending);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
lamp_item_class_init (LampItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lamp_item_finalize;
  object_class->get_property = lamp_item_get_property;

  props[PROP_ID] =
      g_param_spec_string ("id", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  props[PROP_RECORD] =
      g_param_spec_pointer ("record", NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  props[PROP_PENDING] =
      g_param_spec_int ("pending", NULL, NULL, LAMP_PENDING_NONE, LAMP_PENDING_CONFLICT, LAMP_PENDING_NONE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
lamp_item_init (LampItem *self)
{
}

LampItem *
lamp_item_new (gpointer record)
{
  LampItem *self;

  g_return_val_if_fail (record != NULL, NULL);

  self = g_object_new (LAMP_TYPE_ITEM, NULL);
  self->record = lamp_record_ref (record);

  return self;
}

const char *
lamp_item_get_id (LampItem *self)
{
  g_return_val_if_fail (LAMP_IS_ITEM (self), NULL);

  return self->record->id;
}

gpointer
lamp_item_get_record (LampItem *self)
{
  g_return_val_if_fail (LAMP_IS_ITEM (self), NULL);

  return self->record;
}

void
lamp_item_set_record (LampItem *self, gpointer record)
{
  LampRecord *old;

  g_return_if_fail (LAMP_IS_ITEM (self));
  g_return_if_fail (record != NULL);
  g_return_if_fail (g_str_equal (self->record->id, ((LampRecord *)record)->id));

  if (self->record == record)
    return;

  old = self->record;
  self->record = lamp_record_ref (record);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RECORD]);
  lamp_record_unref (old);
}

LampPending
lamp_item_get_pending (LampItem *self)
{
  g_return_val_if_fail (LAMP_IS_ITEM (self), LAMP_PENDING_NONE);

  return self->pending;
}

void
lamp_item_set_pending (LampItem *self, LampPending pending)
{
  g_return_if_fail (LAMP_IS_ITEM (self));

  if (self->pending == pending)
    return;

  self->pending = pending;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PENDING]);
}
