/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Minimum and natural width are both what the user chose, so no text inside makes the panel jump.
 */
#define G_LOG_DOMAIN "lamp-side-panel"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/side-panel.h"

#include <glib/gi18n-lib.h>

#define GRIP_PX 8
#define STEP_PX 16
#define DEFAULT_PX 360

struct _LampSidePanel
{
  GtkWidget parent_instance;

  GtkWidget *grip, *content;
  int        width_px;
};

G_DEFINE_FINAL_TYPE (LampSidePanel, lamp_side_panel, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_WIDTH,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, LampSidePanel *self)
{
  gtk_gesture_set_state (GTK_GESTURE (drag), GTK_EVENT_SEQUENCE_CLAIMED);
}

/* The offset is told in the grip's own coordinates, and the grip follows: it is always what is still to go. */
static void
drag_update_cb (GtkGestureDrag *drag, double offset_x, double offset_y, LampSidePanel *self)
{
  int moved = (int)offset_x;

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    moved = -moved;
  lamp_side_panel_set_width (self, self->width_px - moved);
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, LampSidePanel *self)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  if (key != GDK_KEY_Left && key != GDK_KEY_Right)
    return GDK_EVENT_PROPAGATE;
  lamp_side_panel_set_width (self, self->width_px + ((key == GDK_KEY_Left) != rtl ? STEP_PX : -STEP_PX));
  return GDK_EVENT_STOP;
}

static void
lamp_side_panel_measure (GtkWidget     *widget,
                         GtkOrientation orientation,
                         int            for_size,
                         int           *minimum,
                         int           *natural,
                         int           *minimum_baseline,
                         int           *natural_baseline)
{
  LampSidePanel *self = LAMP_SIDE_PANEL (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = self->width_px;
  else
    gtk_widget_measure (self->content, orientation, self->width_px - GRIP_PX, minimum, natural, NULL, NULL);
}

static void
lamp_side_panel_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LampSidePanel *self = LAMP_SIDE_PANEL (widget);
  gboolean       rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int            rest = MAX (width - GRIP_PX, 0);

  gtk_widget_size_allocate (self->grip, &(GtkAllocation){ rtl ? rest : 0, 0, GRIP_PX, height }, -1);
  gtk_widget_size_allocate (self->content, &(GtkAllocation){ rtl ? 0 : GRIP_PX, 0, rest, height }, -1);
}

static void
lamp_side_panel_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_WIDTH:
      g_value_set_int (value, LAMP_SIDE_PANEL (object)->width_px);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lamp_side_panel_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  switch (id)
    {
    case PROP_WIDTH:
      lamp_side_panel_set_width (LAMP_SIDE_PANEL (object), g_value_get_int (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lamp_side_panel_dispose (GObject *object)
{
  LampSidePanel *self = LAMP_SIDE_PANEL (object);

  g_clear_pointer (&self->grip, gtk_widget_unparent);
  g_clear_pointer (&self->content, gtk_widget_unparent);

  G_OBJECT_CLASS (lamp_side_panel_parent_class)->dispose (object);
}

static void
lamp_side_panel_class_init (LampSidePanelClass *klass)
{
  GObjectClass   *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = lamp_side_panel_get_property;
  object_class->set_property = lamp_side_panel_set_property;
  object_class->dispose = lamp_side_panel_dispose;
  widget_class->measure = lamp_side_panel_measure;
  widget_class->size_allocate = lamp_side_panel_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "sidepanel");

  properties[PROP_WIDTH] =
      g_param_spec_int ("width", NULL, NULL, LAMP_SIDE_PANEL_MIN_PX, LAMP_SIDE_PANEL_MAX_PX, DEFAULT_PX,
                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lamp_side_panel_init (LampSidePanel *self)
{
  GtkGesture         *drag = gtk_gesture_drag_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->width_px = DEFAULT_PX;
  self->grip = g_object_new (GTK_TYPE_BOX, "css-name", "grip", "focusable", TRUE, "accessible-role",
                             GTK_ACCESSIBLE_ROLE_SEPARATOR, NULL);
  gtk_widget_set_cursor_from_name (self->grip, "col-resize");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->grip), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Width of the inspector"),
                                  -1);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (self->grip, GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (self->grip, keys);
  gtk_widget_set_parent (self->grip, GTK_WIDGET (self));
}

GtkWidget *
lamp_side_panel_new (GtkWidget *content)
{
  LampSidePanel *self = g_object_new (LAMP_TYPE_SIDE_PANEL, NULL);

  self->content = content;
  gtk_widget_set_parent (content, GTK_WIDGET (self));
  return GTK_WIDGET (self);
}

int
lamp_side_panel_get_width (LampSidePanel *self)
{
  g_return_val_if_fail (LAMP_IS_SIDE_PANEL (self), 0);

  return self->width_px;
}

void
lamp_side_panel_set_width (LampSidePanel *self, int width_px)
{
  g_return_if_fail (LAMP_IS_SIDE_PANEL (self));

  width_px = CLAMP (width_px, LAMP_SIDE_PANEL_MIN_PX, LAMP_SIDE_PANEL_MAX_PX);
  if (self->width_px == width_px)
    return;
  self->width_px = width_px;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WIDTH]);
}
