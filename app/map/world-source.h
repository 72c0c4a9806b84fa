/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * libshumate wants a source to know the projection and the zooms by; no tile is ever asked of this one. Main thread only.
 */
#pragma once

#include <shumate/shumate.h>

G_BEGIN_DECLS

#define LAMP_TYPE_WORLD_SOURCE (lamp_world_source_get_type ())
G_DECLARE_FINAL_TYPE (LampWorldSource, lamp_world_source, LAMP, WORLD_SOURCE, ShumateMapSource)

ShumateMapSource *lamp_world_source_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
