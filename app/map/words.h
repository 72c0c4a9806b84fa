/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The one way that text is shown on the map. An SVG of cairo's has outlines for letters; where it is asked to, what was shown is
 * kept beside it as SVG text, in the same places, to be laid over the outlines unseen: then it can be searched and copied.
 * Main thread, or the thread of the context.
 */
#pragma once

#include <cairo.h>
#include <pango/pangocairo.h>

G_BEGIN_DECLS

/* As pango_cairo_show_layout (). */
void lamp_words_show (cairo_t *cr, PangoLayout *layout);
/* Text shown with `cr` from now on is appended to `svg`, which must outlive it. */
void lamp_words_keep (cairo_t *cr, GString *svg);
/* Text for an SVG: what XML cannot hold is a blank, the rest is escaped. */
char *lamp_words_escape (const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
