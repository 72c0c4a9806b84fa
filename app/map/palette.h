/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The colours of the map: named profiles, one style file each (resources/palettes), with a section for day and one
 * for night. The default, "neutral", names every colour; another profile is laid over it.
 *
 * A file looks like CSS: sections "palette", "day" and "night" in braces, "name: #RRGGBB;" or "#RRGGBBAA" within,
 * and comments. Anything else is refused with the line it stands on.
 *
 * Immutable once made, reference counted (atomic), any thread.
 */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define LAMP_PALETTE_ERROR (lamp_palette_error_quark ())
typedef enum {
  LAMP_PALETTE_ERROR_NOT_FOUND,  /* no such profile */
  LAMP_PALETTE_ERROR_SYNTAX,     /* not what the module comment says; the message has the line */
  LAMP_PALETTE_ERROR_NAME,       /* a section or colour the map does not know */
  LAMP_PALETTE_ERROR_INCOMPLETE, /* a profile with nothing beneath it leaves out a colour */
} LampPaletteError;
GQuark lamp_palette_error_quark (void);

typedef enum {
  LAMP_COLOUR_GROUND,
  LAMP_COLOUR_BLOCK,
  LAMP_COLOUR_BUILDING,
  LAMP_COLOUR_GREEN,
  LAMP_COLOUR_WATER,
  LAMP_COLOUR_WATER_EDGE,
  LAMP_COLOUR_STREET,
  LAMP_COLOUR_STREET_EDGE,
  LAMP_COLOUR_MAIN_STREET,
  LAMP_COLOUR_MAIN_STREET_EDGE,
  LAMP_COLOUR_MOTORWAY,
  LAMP_COLOUR_MOTORWAY_EDGE,
  LAMP_COLOUR_RAIL,
  LAMP_COLOUR_STREET_TEXT,
  LAMP_COLOUR_PLACE_TEXT,
  LAMP_COLOUR_WATER_TEXT,
  LAMP_COLOUR_TEXT_HALO,
  LAMP_COLOUR_LINE_TRANSMISSION, /* the four in the order of LampVoltageClass */
  LAMP_COLOUR_LINE_FEEDER,
  LAMP_COLOUR_LINE_LATERAL,
  LAMP_COLOUR_LINE_LOW,
  LAMP_COLOUR_LINE_CASING,
  LAMP_COLOUR_FEEDER, /* the first of LAMP_N_FEEDER_COLOURS */
  LAMP_COLOUR_FEEDER_LAST = LAMP_COLOUR_FEEDER + 5,
  LAMP_COLOUR_OUT,
  LAMP_COLOUR_OUT_CASING,
  LAMP_COLOUR_OUT_HALO,
  LAMP_COLOUR_OUT_TEXT,
  LAMP_COLOUR_RING, /* a loop or parallel */
  LAMP_COLOUR_UNKNOWN,
  LAMP_COLOUR_SYMBOL,
  LAMP_COLOUR_SYMBOL_FILL,
  LAMP_COLOUR_CLOSED, /* what a closed switch is filled with */
  LAMP_COLOUR_OPEN,   /* the line of an open one */
  LAMP_COLOUR_DEVICE_TEXT,
  LAMP_COLOUR_PHASE_A, /* text; the three follow each other */
  LAMP_COLOUR_PHASE_B,
  LAMP_COLOUR_PHASE_C,
  LAMP_COLOUR_PHASES, /* text of two of them */
  LAMP_COLOUR_TRACED,
  LAMP_COLOUR_CREW,
  LAMP_COLOUR_CREW_TEXT,
  LAMP_COLOUR_OFF_SHIFT,
  LAMP_COLOUR_LATE,
  LAMP_COLOUR_SITE,
  LAMP_COLOUR_STALE,
  LAMP_COLOUR_SELECTED,
  LAMP_COLOUR_ON_COLOUR, /* text on a filled pill or symbol */
  LAMP_N_COLOURS,
} LampColour;

#define LAMP_N_FEEDER_COLOURS (LAMP_COLOUR_FEEDER_LAST - LAMP_COLOUR_FEEDER + 1)

/* 0xAARRGGBB, not premultiplied; [LAMP_N_COLOURS]. */
typedef guint32 LampColours[LAMP_N_COLOURS];

typedef struct _LampPalette LampPalette;

/* A profile that comes with the program. Errors: LAMP_PALETTE_ERROR_*. */
LampPalette *lamp_palette_load (const char *name, GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* `beneath` gives what the text leaves out; NULL when it must be whole. `origin` names the text in messages. */
LampPalette *lamp_palette_parse (const char        *text,
                                 const char        *origin,
                                 const LampPalette *beneath,
                                 GError           **error) G_GNUC_WARN_UNUSED_RESULT;
/* The same for a grid whose states are old: what told an outage or a switch has no colour of its own, only its brightness; the user's
 * own marks and the base map stay. */
LampPalette *lamp_palette_dup_stale (const LampPalette *palette) G_GNUC_WARN_UNUSED_RESULT;
LampPalette *lamp_palette_ref (LampPalette *palette);
void         lamp_palette_unref (LampPalette *palette);

const char    *lamp_palette_get_title (const LampPalette *palette);
const guint32 *lamp_palette_get_colours (const LampPalette *palette, gboolean night); /* borrowed */
const char    *lamp_colour_get_name (LampColour colour);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampPalette, lamp_palette_unref)

G_END_DECLS
