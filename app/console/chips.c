/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Toggle buttons of one group: GTK keeps exactly one of them on.
 */
#define G_LOG_DOMAIN "lamp-chips"
#include "config.h"

#include "console/chips.h"

#include "console/format.h"
#include "console/wrap-layout.h"

#define CHIP_SPACING_PX 5

struct _LampChips
{
  GtkWidget parent_instance;

  GPtrArray *buttons; /* GtkToggleButton, children */
  GPtrArray *labels;  /* char *, without count */
  guint      active;
};

G_DEFINE_FINAL_TYPE (LampChips, lamp_chips, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_ACTIVE,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static void
toggled_cb (LampChips *self, GtkToggleButton *button)
{
  guint chip = 0;

  if (!gtk_toggle_button_get_active (button) || !g_ptr_array_find (self->buttons, button, &chip) ||
      chip == self->active)
    return;
  self->active = chip;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ACTIVE]);
}

static void
lamp_chips_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LampChips *self = LAMP_CHIPS (object);

  switch (id)
    {
    case PROP_ACTIVE:
      g_value_set_uint (value, self->active);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lamp_chips_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_ACTIVE:
      lamp_chips_set_active (LAMP_CHIPS (object), g_value_get_uint (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lamp_chips_dispose (GObject *object)
{
  LampChips *self = LAMP_CHIPS (object);

  for (guint i = 0; i < self->buttons->len; i++)
    gtk_widget_unparent (g_ptr_array_index (self->buttons, i));
  g_ptr_array_set_size (self->buttons, 0);

  G_OBJECT_CLASS (lamp_chips_parent_class)->dispose (object);
}

static void
lamp_chips_finalize (GObject *object)
{
  LampChips *self = LAMP_CHIPS (object);

  g_ptr_array_unref (self->buttons);
  g_ptr_array_unref (self->labels);

  G_OBJECT_CLASS (lamp_chips_parent_class)->finalize (object);
}

static void
lamp_chips_class_init (LampChipsClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lamp_chips_get_property;
  object_class->set_property = lamp_chips_set_property;
  object_class->dispose = lamp_chips_dispose;
  object_class->finalize = lamp_chips_finalize;
  gtk_widget_class_set_css_name (widget_class, "chips");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);

  properties[PROP_ACTIVE] = g_param_spec_uint ("active", NULL, NULL, 0, G_MAXUINT, 0,
                                               G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lamp_chips_init (LampChips *self)
{
  self->buttons = g_ptr_array_new ();
  self->labels = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_set_layout_manager (GTK_WIDGET (self), lamp_wrap_layout_new (CHIP_SPACING_PX, CHIP_SPACING_PX));
}

GtkWidget *
lamp_chips_new (void)
{
  return g_object_new (LAMP_TYPE_CHIPS, NULL);
}

guint
lamp_chips_add (LampChips *self, const char *label)
{
  GtkWidget *button = NULL;

  g_return_val_if_fail (LAMP_IS_CHIPS (self), 0);

  button = gtk_toggle_button_new_with_label (label);
  if (self->buttons->len > 0)
    gtk_toggle_button_set_group (GTK_TOGGLE_BUTTON (button), g_ptr_array_index (self->buttons, 0));
  else
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_widget_add_css_class (button, "chip");
  gtk_widget_set_parent (button, GTK_WIDGET (self));
  g_ptr_array_add (self->buttons, button);
  g_ptr_array_add (self->labels, g_strdup (label));
  return self->buttons->len - 1;
}

void
lamp_chips_set_count (LampChips *self, guint chip, guint count)
{
  g_autofree char *text = NULL;
  GtkButton       *button = NULL;

  g_return_if_fail (LAMP_IS_CHIPS (self) && chip < self->buttons->len);

  button = g_ptr_array_index (self->buttons, chip);
  if (count == 0)
    text = g_strdup (g_ptr_array_index (self->labels, chip));
  else
    {
      g_autofree char *number = lamp_format_count (count);

      text = g_strdup_printf ("%s %s", (char *)g_ptr_array_index (self->labels, chip), number);
    }
  if (!g_str_equal (gtk_button_get_label (button), text))
    gtk_button_set_label (button, text);
}

guint
lamp_chips_get_active (LampChips *self)
{
  g_return_val_if_fail (LAMP_IS_CHIPS (self), 0);

  return self->active;
}

void
lamp_chips_set_active (LampChips *self, guint chip)
{
  g_return_if_fail (LAMP_IS_CHIPS (self));

  if (chip < self->buttons->len)
    gtk_toggle_button_set_active (g_ptr_array_index (self->buttons, chip), TRUE);
}
