/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See palette.h. A hand-written scanner over the text: tokens are words, colours, strings and single characters.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/palette.h"
#include "map-palettes.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define RESOURCE_FOLDER "/io/github/lamplighter/Lamplighter/palettes/"

struct _LampPalette
{
  gatomicrefcount ref_count;
  char           *title;
  LampColours     day, night;
};

static const char *const colour_names[LAMP_N_COLOURS] = {
  [LAMP_COLOUR_GROUND] = "ground",
  [LAMP_COLOUR_BLOCK] = "block",
  [LAMP_COLOUR_BUILDING] = "building",
  [LAMP_COLOUR_GREEN] = "green",
  [LAMP_COLOUR_WATER] = "water",
  [LAMP_COLOUR_WATER_EDGE] = "water-edge",
  [LAMP_COLOUR_STREET] = "street",
  [LAMP_COLOUR_STREET_EDGE] = "street-edge",
  [LAMP_COLOUR_MAIN_STREET] = "main-street",
  [LAMP_COLOUR_MAIN_STREET_EDGE] = "main-street-edge",
  [LAMP_COLOUR_MOTORWAY] = "motorway",
  [LAMP_COLOUR_MOTORWAY_EDGE] = "motorway-edge",
  [LAMP_COLOUR_RAIL] = "rail",
  [LAMP_COLOUR_STREET_TEXT] = "street-text",
  [LAMP_COLOUR_PLACE_TEXT] = "place-text",
  [LAMP_COLOUR_WATER_TEXT] = "water-text",
  [LAMP_COLOUR_TEXT_HALO] = "text-halo",
  [LAMP_COLOUR_LINE_TRANSMISSION] = "line-transmission",
  [LAMP_COLOUR_LINE_FEEDER] = "line-feeder",
  [LAMP_COLOUR_LINE_LATERAL] = "line-lateral",
  [LAMP_COLOUR_LINE_LOW] = "line-low",
  [LAMP_COLOUR_LINE_CASING] = "line-casing",
  [LAMP_COLOUR_FEEDER + 0] = "feeder-1",
  [LAMP_COLOUR_FEEDER + 1] = "feeder-2",
  [LAMP_COLOUR_FEEDER + 2] = "feeder-3",
  [LAMP_COLOUR_FEEDER + 3] = "feeder-4",
  [LAMP_COLOUR_FEEDER + 4] = "feeder-5",
  [LAMP_COLOUR_FEEDER + 5] = "feeder-6",
  [LAMP_COLOUR_OUT] = "out",
  [LAMP_COLOUR_OUT_CASING] = "out-casing",
  [LAMP_COLOUR_OUT_HALO] = "out-halo",
  [LAMP_COLOUR_OUT_TEXT] = "out-text",
  [LAMP_COLOUR_RING] = "ring",
  [LAMP_COLOUR_UNKNOWN] = "unknown",
  [LAMP_COLOUR_SYMBOL] = "symbol",
  [LAMP_COLOUR_SYMBOL_FILL] = "symbol-fill",
  [LAMP_COLOUR_CLOSED] = "closed",
  [LAMP_COLOUR_OPEN] = "open",
  [LAMP_COLOUR_DEVICE_TEXT] = "device-text",
  [LAMP_COLOUR_PHASE_A] = "phase-a",
  [LAMP_COLOUR_PHASE_B] = "phase-b",
  [LAMP_COLOUR_PHASE_C] = "phase-c",
  [LAMP_COLOUR_PHASES] = "phases",
  [LAMP_COLOUR_TRACED] = "traced",
  [LAMP_COLOUR_CREW] = "crew",
  [LAMP_COLOUR_CREW_TEXT] = "crew-text",
  [LAMP_COLOUR_OFF_SHIFT] = "off-shift",
  [LAMP_COLOUR_LATE] = "late",
  [LAMP_COLOUR_SITE] = "site",
  [LAMP_COLOUR_STALE] = "stale",
  [LAMP_COLOUR_SELECTED] = "selected",
  [LAMP_COLOUR_ON_COLOUR] = "on-colour",
};

G_DEFINE_QUARK (lamp - palette - error - quark, lamp_palette_error)

typedef struct
{
  const char *origin;
  const char *at;
  guint       line;
} Scanner;

G_GNUC_PRINTF (4, 5)
static gboolean
fail (const Scanner *scanner, GError **error, LampPaletteError code, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list          args;

  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  /* Translators: palette file, line number, what is wrong. */
  g_set_error (error, LAMP_PALETTE_ERROR, code, _ ("%s, line %u: %s"), scanner->origin, scanner->line, what);
  return FALSE;
}

static gboolean
skip_blank (Scanner *scanner, GError **error)
{
  for (;; scanner->at++)
    {
      if (g_str_has_prefix (scanner->at, "/*"))
        {
          const char *end = strstr (scanner->at + 2, "*/");

          if (end == NULL)
            return fail (scanner, error, LAMP_PALETTE_ERROR_SYNTAX, _ ("a comment without an end"));
          for (; scanner->at < end + 1; scanner->at++)
            scanner->line += *scanner->at == '\n';
        }
      else if (*scanner->at == '\0' || !g_ascii_isspace (*scanner->at))
        return TRUE;
      else
        scanner->line += *scanner->at == '\n';
    }
}

static gboolean
expect (Scanner *scanner, char wanted, GError **error)
{
  if (!skip_blank (scanner, error))
    return FALSE;
  if (*scanner->at != wanted)
    return fail (scanner, error, LAMP_PALETTE_ERROR_SYNTAX, _ ("“%c” was expected here"), wanted);
  scanner->at++;
  return TRUE;
}

static char *
read_word (Scanner *scanner, GError **error)
{
  const char *start;

  if (!skip_blank (scanner, error))
    return NULL;
  start = scanner->at;
  while (g_ascii_isalnum (*scanner->at) || *scanner->at == '-')
    scanner->at++;
  if (scanner->at == start)
    {
      fail (scanner, error, LAMP_PALETTE_ERROR_SYNTAX, _ ("a name was expected here"));
      return NULL;
    }
  return g_strndup (start, (gsize)(scanner->at - start));
}

static gboolean
read_colour (Scanner *scanner, guint32 *colour, GError **error)
{
  guint   n = 0;
  guint32 value = 0;

  if (!expect (scanner, '#', error))
    return FALSE;
  for (; g_ascii_isxdigit (*scanner->at); scanner->at++, n++)
    value = value << 4 | (guint32)g_ascii_xdigit_value (*scanner->at);
  if (n != 6 && n != 8)
    return fail (scanner, error, LAMP_PALETTE_ERROR_SYNTAX, _ ("a colour is written #RRGGBB or #RRGGBBAA"));
  *colour = n == 6 ? 0xff000000 | value : value << 24 | value >> 8;
  return TRUE;
}

static gboolean
read_title (Scanner *scanner, char **title, GError **error)
{
  const char *end;

  if (!expect (scanner, '"', error))
    return FALSE;
  end = strpbrk (scanner->at, "\"\n");
  if (end == NULL || *end == '\n')
    return fail (scanner, error, LAMP_PALETTE_ERROR_SYNTAX, _ ("a title without its closing quote"));
  g_free (*title);
  *title = g_strndup (scanner->at, (gsize)(end - scanner->at));
  scanner->at = end + 1;
  return TRUE;
}

static gboolean
read_entry (Scanner *scanner, LampPalette *palette, guint32 *colours, gboolean *given, GError **error)
{
  g_autofree char *name = read_word (scanner, error);
  guint            colour = 0;

  if (name == NULL || !expect (scanner, ':', error) || !skip_blank (scanner, error))
    return FALSE;
  if (colours == NULL)
    {
      if (!g_str_equal (name, "title"))
        return fail (scanner, error, LAMP_PALETTE_ERROR_NAME, _ ("a palette has a title, not “%s”"), name);
      return read_title (scanner, &palette->title, error) && expect (scanner, ';', error);
    }
  while (colour < LAMP_N_COLOURS && !g_str_equal (name, colour_names[colour]))
    colour++;
  if (colour == LAMP_N_COLOURS)
    return fail (scanner, error, LAMP_PALETTE_ERROR_NAME, _ ("the map has no colour “%s”"), name);
  given[colour] = TRUE;
  return read_colour (scanner, &colours[colour], error) && expect (scanner, ';', error);
}

static gboolean
read_section (Scanner *scanner, LampPalette *palette, gboolean given[2][LAMP_N_COLOURS], GError **error)
{
  g_autofree char *name = read_word (scanner, error);
  guint32         *colours = NULL;
  gboolean         night;

  if (name == NULL)
    return FALSE;
  night = g_str_equal (name, "night");
  if (night || g_str_equal (name, "day"))
    colours = night ? palette->night : palette->day;
  else if (!g_str_equal (name, "palette"))
    return fail (scanner, error, LAMP_PALETTE_ERROR_NAME, _ ("sections are palette, day and night, not “%s”"), name);
  if (!expect (scanner, '{', error) || !skip_blank (scanner, error))
    return FALSE;
  while (*scanner->at != '}')
    if (!read_entry (scanner, palette, colours, given[night], error) || !skip_blank (scanner, error))
      return FALSE;
  scanner->at++;
  return TRUE;
}

static gboolean
check_whole (const char *origin, gboolean given[2][LAMP_N_COLOURS], GError **error)
{
  for (guint night = 0; night < 2; night++)
    for (guint colour = 0; colour < LAMP_N_COLOURS; colour++)
      if (!given[night][colour])
        {
          g_set_error (error, LAMP_PALETTE_ERROR, LAMP_PALETTE_ERROR_INCOMPLETE, _ ("%s: the colour “%s” is missing from “%s”"),
                       origin, colour_names[colour], night ? "night" : "day");
          return FALSE;
        }
  return TRUE;
}

LampPalette *
lamp_palette_parse (const char *text, const char *origin, const LampPalette *beneath, GError **error)
{
  g_autoptr (LampPalette) palette = g_new0 (LampPalette, 1);
  Scanner  scanner = { .origin = origin, .at = text, .line = 1 };
  gboolean given[2][LAMP_N_COLOURS] = { 0 };

  g_return_val_if_fail (text != NULL && origin != NULL, NULL);

  g_atomic_ref_count_init (&palette->ref_count);
  palette->title = g_strdup (origin);
  if (beneath != NULL)
    {
      memcpy (palette->day, beneath->day, sizeof palette->day);
      memcpy (palette->night, beneath->night, sizeof palette->night);
    }
  if (!skip_blank (&scanner, error))
    return NULL;
  while (*scanner.at != '\0')
    if (!read_section (&scanner, palette, given, error) || !skip_blank (&scanner, error))
      return NULL;
  if (beneath == NULL && !check_whole (origin, given, error))
    return NULL;
  return g_steal_pointer (&palette);
}

LampPalette *
lamp_palette_load (const char *name, GError **error)
{
  g_autofree char *path = g_strconcat (RESOURCE_FOLDER, name, ".css", NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LampPalette) beneath = NULL;

  g_return_val_if_fail (name != NULL, NULL);

  bytes = g_resource_lookup_data (lamp_map_palettes_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  if (bytes == NULL)
    {
      g_set_error (error, LAMP_PALETTE_ERROR, LAMP_PALETTE_ERROR_NOT_FOUND, _ ("There is no palette “%s”."), name);
      return NULL;
    }
  if (!g_str_equal (name, "neutral"))
    {
      beneath = lamp_palette_load ("neutral", error);
      if (beneath == NULL)
        return NULL;
    }
  /* Resources are kept with a trailing zero. */
  return lamp_palette_parse (g_bytes_get_data (bytes, NULL), name, beneath, error);
}

/* Rec. 709's weights. */
static guint32
to_grey (guint32 colour)
{
  guint32 grey = ((colour >> 16 & 0xff) * 2126 + (colour >> 8 & 0xff) * 7152 + (colour & 0xff) * 722 + 5000) / 10000;

  return (colour & 0xff000000) | grey * 0x010101;
}

static void
make_stale (guint32 *colours)
{
  static const LampColour states[] = { LAMP_COLOUR_OUT_CASING, LAMP_COLOUR_OUT_TEXT, LAMP_COLOUR_RING, LAMP_COLOUR_CLOSED,
                                       LAMP_COLOUR_OPEN, LAMP_COLOUR_LATE, LAMP_COLOUR_CREW_TEXT };

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    colours[states[i]] = to_grey (colours[states[i]]);
  /* Not the grey of what is not known: dead it was. */
  colours[LAMP_COLOUR_OUT] = colours[LAMP_COLOUR_OUT_TEXT];
  colours[LAMP_COLOUR_OUT_HALO] = (colours[LAMP_COLOUR_OUT_HALO] & 0xff000000) | (colours[LAMP_COLOUR_STALE] & 0xffffff);
  colours[LAMP_COLOUR_CREW] = colours[LAMP_COLOUR_STALE];
}

LampPalette *
lamp_palette_dup_stale (const LampPalette *palette)
{
  LampPalette *stale = g_memdup2 (palette, sizeof *palette);

  g_atomic_ref_count_init (&stale->ref_count);
  stale->title = g_strdup (palette->title);
  make_stale (stale->day);
  make_stale (stale->night);
  return stale;
}

LampPalette *
lamp_palette_ref (LampPalette *palette)
{
  g_atomic_ref_count_inc (&palette->ref_count);
  return palette;
}

void
lamp_palette_unref (LampPalette *palette)
{
  if (!g_atomic_ref_count_dec (&palette->ref_count))
    return;
  g_free (palette->title);
  g_free (palette);
}

const char *
lamp_palette_get_title (const LampPalette *palette)
{
  return palette->title;
}

const guint32 *
lamp_palette_get_colours (const LampPalette *palette, gboolean night)
{
  return night ? palette->night : palette->day;
}

const char *
lamp_colour_get_name (LampColour colour)
{
  g_return_val_if_fail (colour < LAMP_N_COLOURS, NULL);
  return colour_names[colour];
}
