/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What there is to explain on a map: each key a small drawing by the map's own code and a word. The window's legend shows
 * a choice of them, a picture those it needs. Main thread only.
 */
#pragma once

#include <cairo.h>

#include "grid/network.h"
#include "map/symbol.h"

G_BEGIN_DECLS

#define LAMP_KEY_WIDTH_PX 28
#define LAMP_KEY_HEIGHT_PX 22

typedef enum {
  LAMP_KEY_VOLTAGE, /* the first of four, in the order of LampVoltageClass */
  LAMP_KEY_VOLTAGE_LAST = LAMP_KEY_VOLTAGE + LAMP_VOLTAGE_LOW,
  LAMP_KEY_ENERGISED,
  LAMP_KEY_OUT,
  LAMP_KEY_UNKNOWN,
  LAMP_KEY_RING,
  LAMP_KEY_PHASES,
  LAMP_KEY_FLOW,
  LAMP_KEY_SUBSTATION,
  LAMP_KEY_OPEN_SWITCH,
  LAMP_KEY_LOOK, /* the first of LAMP_N_LOOKS */
  LAMP_N_KEYS = LAMP_KEY_LOOK + LAMP_N_LOOKS,
} LampKey;

const char *lamp_key_get_label (LampKey key); /* in the user's language */
/* Around the origin, logical px; lines as wide as they are at `zoom`; with `stale`, symbols as they are when nobody knows better. */
void lamp_key_draw (cairo_t *cr, LampKey key, const guint32 *colours, gboolean stale, double zoom);

G_END_DECLS
