/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See sketch.h. Lines are drawn white on black by the rasteriser everything else is drawn by; any channel of that is the cover.
 */
#include "config.h"

#include "map/sketch.h"

#include "map/raster.h"

#define LONG_SIDE_PX 1200 /* about what the map is high: more is no use, for it is replaced within a second or some */
#define HALF_PX 0.6
#define EVERY_USEC (250 * G_TIME_SPAN_MILLISECOND)

struct _LampSketcher
{
  LampLoadWatch  watch;
  LampSketchFunc func;
  gpointer       data;

  LampRaster   raster; /* its pixels are owned; NULL before the first line */
  LampWorldBox box;
  double       k; /* px a world unit */
  GArray      *lines;
  gint64       told_usec;
};

LampSketch *
lamp_sketch_copy (const LampSketch *sketch)
{
  LampSketch *copy = g_memdup2 (sketch, sizeof *sketch);

  g_bytes_ref (copy->cover);
  return copy;
}

void
lamp_sketch_free (LampSketch *sketch)
{
  if (sketch == NULL)
    return;
  g_bytes_unref (sketch->cover);
  g_free (sketch);
}

GdkTexture *
lamp_sketch_to_texture (const LampSketch *sketch, guint32 colour)
{
  gsize         n = (gsize)sketch->width * (gsize)sketch->height;
  const guint8 *cover = g_bytes_get_data (sketch->cover, NULL);
  guint32      *pixels = g_new (guint32, n), shades[256];
  g_autoptr (GBytes) bytes = g_bytes_new_take (pixels, n * sizeof *pixels);

  for (guint32 i = 0; i < 256; i++)
    shades[i] = i << 24 | (colour >> 16 & 0xff) * i / 255 << 16 | (colour >> 8 & 0xff) * i / 255 << 8 | (colour & 0xff) * i / 255;
  for (gsize i = 0; i < n; i++)
    pixels[i] = shades[cover[i]];
  return gdk_memory_texture_new (sketch->width, sketch->height, GDK_MEMORY_DEFAULT, bytes, (gsize)sketch->width * sizeof *pixels);
}

/* On its way to the main loop. */
typedef struct
{
  LampSketch    *sketch;
  LampSketchFunc func;
  gpointer       data;
  GDestroyNotify destroy;
} Sent;

static gboolean
sent_cb (gpointer data)
{
  Sent *sent = data;

  sent->func (g_steal_pointer (&sent->sketch), sent->data);
  return G_SOURCE_REMOVE;
}

static void
sent_free (gpointer data)
{
  Sent *sent = data;

  if (sent->destroy != NULL)
    sent->destroy (sent->data);
  lamp_sketch_free (sent->sketch);
  g_free (sent);
}

/* Before the next frame: what is not seen in it is seen too late. */
void
lamp_sketch_to_main (LampSketch *sketch, LampSketchFunc func, gpointer data, GDestroyNotify destroy)
{
  Sent *sent = g_new (Sent, 1);

  *sent = (Sent){ sketch, func, data, destroy };
  g_idle_add_full (G_PRIORITY_DEFAULT, sent_cb, sent, sent_free);
}

static void
begin (LampSketcher *self, LampWorldBox box)
{
  double across = MAX ((double)box.x1 - box.x0, 1.0), down = MAX ((double)box.y1 - box.y0, 1.0);

  self->box = box;
  self->k = LONG_SIDE_PX / MAX (across, down);
  self->raster.width = (int)(across * self->k + 1e-6) + 1;
  self->raster.height = (int)(down * self->k + 1e-6) + 1;
  self->raster.pixels = g_new (guint32, (gsize)self->raster.width * (gsize)self->raster.height);
  lamp_raster_clear (&self->raster, 0xff000000);
  self->told_usec = g_get_monotonic_time ();
}

static void
tell (LampSketcher *self)
{
  gsize       n = (gsize)self->raster.width * (gsize)self->raster.height;
  guint8     *cover = g_malloc (n);
  LampSketch *sketch = g_new (LampSketch, 1);

  for (gsize i = 0; i < n; i++)
    cover[i] = (guint8)self->raster.pixels[i];
  *sketch = (LampSketch){ g_bytes_new_take (cover, n), self->raster.width, self->raster.height, self->box };
  self->told_usec = g_get_monotonic_time ();
  self->func (sketch, self->data);
}

static void
add_line (LampSketcher *self, const LampWorld *vertices, guint32 n)
{
  for (guint32 i = 0; i + 1 < n; i++)
    {
      float line[4] = {
        (float)(((double)vertices[i].x - self->box.x0) * self->k),
        (float)(((double)vertices[i].y - self->box.y0) * self->k),
        (float)(((double)vertices[i + 1].x - self->box.x0) * self->k),
        (float)(((double)vertices[i + 1].y - self->box.y0) * self->k),
      };

      g_array_append_vals (self->lines, line, 4);
    }
}

/* What is not told from feeders here counts as one. */
static LampVoltageClass
class_of (guint8 voltage)
{
  return voltage == LAMP_VOLTAGE_LATERAL || voltage == LAMP_VOLTAGE_LOW ? (LampVoltageClass)voltage : LAMP_VOLTAGE_FEEDER;
}

/* What is most of a grid is faint, so that a large one is more than one grey. */
static void
add_of_class (LampSketcher *self, const LampCourses *courses, LampVoltageClass voltage)
{
  static const guint32 shades[] = { [LAMP_VOLTAGE_FEEDER] = 0xffffffff, [LAMP_VOLTAGE_LATERAL] = 0x40ffffff, [LAMP_VOLTAGE_LOW] = 0x18ffffff };

  g_array_set_size (self->lines, 0);
  for (guint32 i = 0; i < courses->n; i++)
    if (class_of (courses->voltages[i]) == voltage)
      add_line (self, courses->vertices + courses->ends[i], courses->ends[i + 1] - courses->ends[i]);
  lamp_raster_lines (&self->raster, (const float *)(const void *)self->lines->data, 4 * sizeof (float), self->lines->len / 4, HALF_PX, shades[voltage], LAMP_ENDS_ROUND);
}

static void
add_courses (gpointer data, const LampCourses *courses)
{
  LampSketcher *self = data;

  if (self->raster.pixels == NULL)
    begin (self, courses->extent);
  add_of_class (self, courses, LAMP_VOLTAGE_LOW);
  add_of_class (self, courses, LAMP_VOLTAGE_LATERAL);
  add_of_class (self, courses, LAMP_VOLTAGE_FEEDER);
  if (courses->n == 0 || g_get_monotonic_time () - self->told_usec >= EVERY_USEC)
    tell (self);
  if (courses->n == 0)
    g_clear_pointer (&self->raster.pixels, g_free);
}

LampSketcher *
lamp_sketcher_new (LampSketchFunc func, gpointer data)
{
  LampSketcher *self = g_new0 (LampSketcher, 1);

  self->watch = (LampLoadWatch){ add_courses, self };
  self->func = func;
  self->data = data;
  self->lines = g_array_new (FALSE, FALSE, sizeof (float));
  return self;
}

void
lamp_sketcher_free (LampSketcher *self)
{
  if (self == NULL)
    return;
  g_free (self->raster.pixels);
  g_array_unref (self->lines);
  g_free (self);
}

const LampLoadWatch *
lamp_sketcher_get_watch (LampSketcher *self)
{
  return &self->watch;
}
