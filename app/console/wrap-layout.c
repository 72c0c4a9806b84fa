/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * One walk over the children serves measuring and allocating. Lines begin where the text direction says.
 */
#define G_LOG_DOMAIN "lamp-wrap-layout"
#include "config.h"

#include "console/wrap-layout.h"

struct _LampWrapLayout
{
  GtkLayoutManager parent_instance;

  int      spacing_px;
  int      line_spacing_px;
  gboolean even;
};

G_DEFINE_FINAL_TYPE (LampWrapLayout, lamp_wrap_layout, GTK_TYPE_LAYOUT_MANAGER)

enum {
  PROP_0,
  PROP_SPACING,
  PROP_LINE_SPACING,
  N_PROPS,
};
static GParamSpec *properties[N_PROPS];

static int
natural_width (GtkWidget *child, int limit_px)
{
  int minimum = 0, natural = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, &natural, NULL, NULL);
  return MAX (minimum, MIN (natural, limit_px));
}

/* How wide each child is at least: as the widest, when they are to stand in columns and one line does not hold them. */
static int
column_width (LampWrapLayout *self, GtkWidget *widget, int limit_px)
{
  int widest = 0, used = 0;

  for (GtkWidget *child = self->even ? gtk_widget_get_first_child (widget) : NULL; child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int width = gtk_widget_should_layout (child) ? natural_width (child, limit_px) : 0;

      widest = MAX (widest, width);
      used += width + (used > 0 ? self->spacing_px : 0);
    }
  return used > limit_px ? widest : 0;
}

static int
natural_height (GtkWidget *child, int width_px)
{
  int natural = 0;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width_px, NULL, &natural, NULL, NULL);
  return natural;
}

/* The children from `first` that share a line: their height and the child after them. */
static GtkWidget *
measure_line (LampWrapLayout *self, GtkWidget *first, int width_px, int column_px, int *height_px)
{
  int        used = 0;
  GtkWidget *child = first;

  *height_px = 0;
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      int width = 0;

      if (!gtk_widget_should_layout (child))
        continue;
      width = MAX (natural_width (child, width_px), column_px);
      if (used > 0 && used + self->spacing_px + width > width_px)
        break;
      used += (used > 0 ? self->spacing_px : 0) + width;
      *height_px = MAX (*height_px, natural_height (child, width));
    }
  return child;
}

static GtkSizeRequestMode
lamp_wrap_layout_get_request_mode (GtkLayoutManager *manager, GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
lamp_wrap_layout_measure (GtkLayoutManager *manager,
                          GtkWidget        *widget,
                          GtkOrientation    orientation,
                          int               for_size,
                          int              *minimum,
                          int              *natural,
                          int              *minimum_baseline,
                          int              *natural_baseline)
{
  LampWrapLayout *self = LAMP_WRAP_LAYOUT (manager);
  const int       limit_px = for_size < 0 ? G_MAXINT / 2 : for_size;
  int             column_px = 0;

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
           child = gtk_widget_get_next_sibling (child))
        {
          int least = 0, likes = 0;

          if (!gtk_widget_should_layout (child))
            continue;
          gtk_widget_measure (child, orientation, -1, &least, &likes, NULL, NULL);
          *minimum = MAX (*minimum, least);
          *natural += likes + (*natural > 0 ? self->spacing_px : 0);
        }
      return;
    }
  column_px = column_width (self, widget, limit_px);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;)
    {
      int height = 0;

      child = measure_line (self, child, limit_px, column_px, &height);
      *minimum += height + (*minimum > 0 && height > 0 ? self->line_spacing_px : 0);
    }
  *natural = *minimum;
}

static void
lamp_wrap_layout_allocate (GtkLayoutManager *manager, GtkWidget *widget, int width, int height, int baseline)
{
  LampWrapLayout *self = LAMP_WRAP_LAYOUT (manager);
  gboolean        from_right = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  const int       column_px = column_width (self, widget, width);
  int             y = 0;

  for (GtkWidget *first = gtk_widget_get_first_child (widget); first != NULL;)
    {
      int        line_height = 0, x = 0;
      GtkWidget *after = measure_line (self, first, width, column_px, &line_height);

      for (GtkWidget *child = first; child != after; child = gtk_widget_get_next_sibling (child))
        {
          int own = 0;

          if (!gtk_widget_should_layout (child))
            continue;
          own = MAX (natural_width (child, width), column_px);
          gtk_widget_size_allocate (
              child, &(GtkAllocation){ from_right ? width - x - own : x, y, own, line_height }, -1);
          x += own + self->spacing_px;
        }
      y += line_height + self->line_spacing_px;
      first = after;
    }
}

static void
lamp_wrap_layout_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LampWrapLayout *self = LAMP_WRAP_LAYOUT (object);

  switch (id)
    {
    case PROP_SPACING:
      g_value_set_int (value, self->spacing_px);
      break;
    case PROP_LINE_SPACING:
      g_value_set_int (value, self->line_spacing_px);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lamp_wrap_layout_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  LampWrapLayout *self = LAMP_WRAP_LAYOUT (object);

  switch (id)
    {
    case PROP_SPACING:
      self->spacing_px = g_value_get_int (value);
      break;
    case PROP_LINE_SPACING:
      self->line_spacing_px = g_value_get_int (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lamp_wrap_layout_class_init (LampWrapLayoutClass *klass)
{
  GObjectClass          *object_class = G_OBJECT_CLASS (klass);
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);
  const GParamFlags      flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = lamp_wrap_layout_get_property;
  object_class->set_property = lamp_wrap_layout_set_property;
  layout_class->get_request_mode = lamp_wrap_layout_get_request_mode;
  layout_class->measure = lamp_wrap_layout_measure;
  layout_class->allocate = lamp_wrap_layout_allocate;

  properties[PROP_SPACING] = g_param_spec_int ("spacing", NULL, NULL, 0, G_MAXINT16, 6, flags);
  properties[PROP_LINE_SPACING] = g_param_spec_int ("line-spacing", NULL, NULL, 0, G_MAXINT16, 6, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lamp_wrap_layout_init (LampWrapLayout *self)
{
}

GtkLayoutManager *
lamp_wrap_layout_new (int spacing_px, int line_spacing_px)
{
  return g_object_new (LAMP_TYPE_WRAP_LAYOUT, "spacing", spacing_px, "line-spacing", line_spacing_px, NULL);
}

GtkLayoutManager *
lamp_wrap_layout_new_even (int spacing_px, int line_spacing_px)
{
  GtkLayoutManager *self = lamp_wrap_layout_new (spacing_px, line_spacing_px);

  LAMP_WRAP_LAYOUT (self)->even = TRUE;
  return self;
}
