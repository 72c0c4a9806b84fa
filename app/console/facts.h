/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Facts in two columns, a caption over its value each: what the inspector's cards are made of. To say them again,
 * begin, add each, end: labels are kept, texts are set only when they differ.
 */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define LAMP_TYPE_FACTS (lamp_facts_get_type ())
G_DECLARE_FINAL_TYPE (LampFacts, lamp_facts, LAMP, FACTS, GtkWidget)

GtkWidget *lamp_facts_new (void) G_GNUC_WARN_UNUSED_RESULT;

void lamp_facts_begin (LampFacts *self);
/* `value` NULL adds nothing; `style_class` is static text ("figure out", …: several, by spaces) or NULL. */
void lamp_facts_add (LampFacts *self, const char *caption, const char *value, const char *style_class);
/* The same over both columns. */
void lamp_facts_add_wide (LampFacts *self, const char *caption, const char *value, const char *style_class);
void lamp_facts_end (LampFacts *self);

G_END_DECLS
