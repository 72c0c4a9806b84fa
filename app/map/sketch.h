/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A sketch of a grid while it is read: where its lines run, nothing of their state. A region of a million lines takes a second
 * to read and put in order; till then the map shows this.
 *
 * The sketcher belongs to the thread that loads and is what LampLoadWatch wants; a sketch is for any thread, and is sent from the
 * one that loads to the main one.
 */
#pragma once

#include <gdk/gdk.h>

#include "grid/network.h"

G_BEGIN_DECLS

typedef struct
{
  GBytes      *cover; /* a byte a pixel, row by row from the north-west corner: 255 where a line runs, less where it is a lateral or of low voltage */
  int          width, height;
  LampWorldBox box; /* what it covers */
} LampSketch;

LampSketch *lamp_sketch_copy (const LampSketch *sketch) G_GNUC_WARN_UNUSED_RESULT;
void        lamp_sketch_free (LampSketch *sketch);
/* In a colour 0xFFRRGGBB, clear elsewhere. */
GdkTexture *lamp_sketch_to_texture (const LampSketch *sketch, guint32 colour) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampSketch, lamp_sketch_free)

/* Owns the sketch it is called with. */
typedef void (*LampSketchFunc) (LampSketch *sketch, gpointer data);

/* From any thread: `func` is called with the sketch (transfer full) by the main loop, in the order of sending; then, or when
 * there is no main loop any more, `destroy` with the data. */
void lamp_sketch_to_main (LampSketch *sketch, LampSketchFunc func, gpointer data, GDestroyNotify destroy);

typedef struct _LampSketcher LampSketcher;

/* `func` is called by the thread that loads, some times a second, the last time with all lines. */
LampSketcher *lamp_sketcher_new (LampSketchFunc func, gpointer data) G_GNUC_WARN_UNUSED_RESULT;
void          lamp_sketcher_free (LampSketcher *self);
/* For lamp_network_open (); borrowed from the sketcher. */
const LampLoadWatch *lamp_sketcher_get_watch (LampSketcher *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampSketcher, lamp_sketcher_free)

G_END_DECLS
