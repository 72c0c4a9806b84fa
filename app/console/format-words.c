/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of the wire in the words of the screen. See format.h.
 */
#define G_LOG_DOMAIN "lamp-console"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "console/format.h"

#include <glib/gi18n-lib.h>

#include <string.h>

typedef struct
{
  const char *word;    /* on the wire */
  const char *context; /* of the translation */
  const char *text;
} Word;

#define WORD(word, context, text)            \
  {                                          \
    (word), (context), NC_ ((context), text) \
  }

/* Unknown words are shown as they came: better than hiding what a newer gateway says. */
static const char *
translate (const Word *words, gsize n_words, const char *word)
{
  if (word == NULL)
    return LAMP_FORMAT_NONE;
  for (gsize i = 0; i < n_words; i++)
    if (strcmp (words[i].word, word) == 0)
      return *words[i].text == '\0' ? "" : g_dpgettext2 (GETTEXT_PACKAGE, words[i].context, words[i].text);
  return g_intern_string (word);
}

const char *
lamp_format_outage_status (const char *status)
{
  static const Word words[] = {
    WORD ("predicted", "outage", "predicted"),
    WORD ("confirmed", "outage", "confirmed"),
    WORD ("partiallyRestored", "outage", "partly restored"),
    WORD ("restored", "outage", "restored"),
    WORD ("closed", "outage", "closed"),
    WORD ("cancelled", "outage", "cancelled"),
  };

  return translate (words, G_N_ELEMENTS (words), status);
}

const char *
lamp_format_crew_status (const char *status)
{
  static const Word words[] = {
    WORD ("offShift", "crew", "off shift"),
    WORD ("available", "crew", "available"),
    WORD ("assigned", "crew", "assigned"),
    WORD ("acknowledged", "crew", "acknowledged"),
    WORD ("enroute", "crew", "en route"),
    WORD ("onSite", "crew", "on site"),
    WORD ("working", "crew", "working"),
    WORD ("suspended", "crew", "suspended"),
  };

  return translate (words, G_N_ELEMENTS (words), status);
}

const char *
lamp_format_assignment_status (const char *status)
{
  static const Word words[] = {
    WORD ("assigned", "assignment", "assigned"),
    WORD ("acknowledged", "assignment", "acknowledged"),
    WORD ("enroute", "assignment", "en route"),
    WORD ("arrived", "assignment", "on site"),
    WORD ("working", "assignment", "working"),
    WORD ("suspended", "assignment", "suspended"),
    WORD ("fieldComplete", "assignment", "field complete"),
    WORD ("recalled", "assignment", "recalled"),
  };

  return translate (words, G_N_ELEMENTS (words), status);
}

const char *
lamp_format_outage_crew_status (const char *crew_status)
{
  static const Word words[] = {
    WORD ("awaitingCrewAssignment", "crew of an outage", "unassigned"),
    WORD ("assigned", "crew of an outage", "assigned"),
    WORD ("enroute", "crew of an outage", "en route"),
    WORD ("arrived", "crew of an outage", "on site"),
    WORD ("fieldComplete", "crew of an outage", "field complete"),
  };

  return translate (words, G_N_ELEMENTS (words), crew_status);
}

static const Word kind_words[] = {
  WORD ("line", "device", "Line"),
  WORD ("breaker", "device", "Breaker"),
  WORD ("recloser", "device", "Recloser"),
  WORD ("sectionaliser", "device", "Sectionaliser"),
  WORD ("loadBreakSwitch", "device", "Load-break switch"),
  WORD ("disconnector", "device", "Disconnector"),
  WORD ("fuse", "device", "Fuse"),
  WORD ("transformer", "device", "Transformer"),
  WORD ("regulator", "device", "Regulator"),
};

static const Word short_kind_words[] = {
  WORD ("line", "device, short", "Line"),
  WORD ("breaker", "device, short", "CB"),
  WORD ("recloser", "device, short", "Recloser"),
  WORD ("sectionaliser", "device, short", "Sect."),
  WORD ("loadBreakSwitch", "device, short", "LBS"),
  WORD ("disconnector", "device, short", "Disc."),
  WORD ("fuse", "device, short", "Fuse"),
  WORD ("transformer", "device, short", "Tr."),
  WORD ("regulator", "device, short", "Reg."),
};

const char *
lamp_format_kind (const char *kind)
{
  return translate (kind_words, G_N_ELEMENTS (kind_words), kind);
}

const char *
lamp_format_kind_short (const char *kind)
{
  return translate (short_kind_words, G_N_ELEMENTS (short_kind_words), kind);
}

const char *
lamp_format_skill (const char *skill)
{
  static const Word words[] = {
    WORD ("line", "skill", "line"),
    WORD ("cable", "skill", "cable"),
    WORD ("switching", "skill", "switching"),
    WORD ("tree", "skill", "tree"),
  };

  return translate (words, G_N_ELEMENTS (words), skill);
}

const char *
lamp_format_site_kind (const char *kind)
{
  static const Word words[] = {
    WORD ("hospital", "site", "hospital"),
    WORD ("metro", "site", "metro"),
    WORD ("chemicalWorks", "site", "chemical works"),
    WORD ("dataCentre", "site", "data centre"),
    WORD ("waterWorks", "site", "water works"),
    WORD ("school", "site", "school"),
    WORD ("factory", "site", "factory"),
    WORD ("airport", "site", "airport"),
    WORD ("railway", "site", "railway"),
    WORD ("government", "site", "government"),
    WORD ("emergency", "site", "emergency service"),
    WORD ("broadcast", "site", "broadcasting"),
    WORD ("stadium", "site", "stadium"),
    WORD ("mall", "site", "shopping centre"),
  };

  return translate (words, G_N_ELEMENTS (words), kind);
}

const char *
lamp_format_site_class (const char *site_class)
{
  static const Word words[] = {
    WORD ("special", "site class", "special class"),
    WORD ("first", "site class", "first class"),
    WORD ("second", "site class", "second class"),
    WORD ("temporary", "site class", "temporary"),
    WORD ("ordinary", "site class", "no class"),
  };

  return translate (words, G_N_ELEMENTS (words), site_class);
}

const char *
lamp_format_site_class_short (const char *site_class)
{
  static const Word words[] = {
    WORD ("special", "site class, one letter", "S"),
    WORD ("first", "site class, one letter", "1"),
    WORD ("second", "site class, one letter", "2"),
    WORD ("temporary", "site class, one letter", "T"),
    { "ordinary", NULL, "" },
  };

  return site_class == NULL ? "" : translate (words, G_N_ELEMENTS (words), site_class);
}

const char *
lamp_format_supply_state (const char *supply_state)
{
  static const Word words[] = {
    WORD ("normal", "supply", "supplied"),
    WORD ("lastSource", "supply", "on its last source"),
    WORD ("onBackup", "supply", "on backup"),
    WORD ("out", "supply", "out"),
  };

  return translate (words, G_N_ELEMENTS (words), supply_state);
}

const char *
lamp_format_backup_kind (const char *kind)
{
  static const Word words[] = {
    WORD ("none", "backup", "no backup"),
    WORD ("ups", "backup", "UPS"),
    WORD ("diesel", "backup", "diesel generator"),
    WORD ("battery", "backup", "battery"),
  };

  return translate (words, G_N_ELEMENTS (words), kind);
}

const char *
lamp_format_hazard (const char *hazard)
{
  static const Word words[] = {
    WORD ("wireDown", "hazard", "wire down"),
    WORD ("fire", "hazard", "fire"),
    WORD ("pole", "hazard", "broken pole"),
    WORD ("poleDown", "hazard", "pole down"),
    WORD ("tree", "hazard", "tree on line"),
    WORD ("treeOnLine", "hazard", "tree on line"),
    WORD ("person", "hazard", "person in danger"),
    WORD ("gas", "hazard", "gas"),
  };

  return translate (words, G_N_ELEMENTS (words), hazard);
}

const char *
lamp_format_rank_reason (const char *reason)
{
  static const Word words[] = {
    WORD ("hazard", "reason of a rank", "a hazard: someone may be hurt"),
    WORD ("backupEnds", "reason of a rank", "a key site loses its last supply"),
    WORD ("promise", "reason of a rank", "a promise is about to break"),
    WORD ("promiseBroken", "reason of a rank", "a promise is broken and still owed"),
    WORD ("customers", "reason of a rank", "the number of customers out"),
  };

  return translate (words, G_N_ELEMENTS (words), reason);
}

const char *
lamp_format_ert_source (const char *source)
{
  static const Word words[] = {
    WORD ("crew", "source of an estimate", "crew"),
    WORD ("model", "source of an estimate", "from similar outages"),
    WORD ("rule", "source of an estimate", "by rule"),
    WORD ("dispatcher", "source of an estimate", "dispatcher"),
  };

  return translate (words, G_N_ELEMENTS (words), source);
}

const char *
lamp_format_channel (const char *channel)
{
  static const Word words[] = {
    WORD ("call", "channel", "phone call"),
    WORD ("email", "channel", "e-mail"),
    WORD ("ivr", "channel", "voice menu"),
    WORD ("web", "channel", "web"),
    WORD ("other", "channel", "other"),
  };

  return translate (words, G_N_ELEMENTS (words), channel);
}

char *
lamp_format_skills (const char *const *skills)
{
  g_autoptr (GStrvBuilder) words = NULL;
  g_auto (GStrv) list = NULL;

  if (skills == NULL || skills[0] == NULL)
    return g_strdup (LAMP_FORMAT_NONE);
  words = g_strv_builder_new ();
  for (gsize i = 0; skills[i] != NULL; i++)
    g_strv_builder_add (words, lamp_format_skill (skills[i]));
  list = g_strv_builder_end (words);
  /* TRANSLATORS: between the words of a list. */
  return g_strjoinv (C_ ("list", ", "), list);
}

/* Names come from the gateway: they may say the kind in English, whatever language the screen has. */
static gboolean
says_kind (const char *name, const char *kind, const Word *words, gsize n_words)
{
  g_autofree char *folded_name = g_utf8_casefold (name, -1);

  for (gsize i = 0; i < n_words; i++)
    if (strcmp (words[i].word, kind) == 0)
      {
        g_autofree char *source = g_utf8_casefold (words[i].text, -1);
        g_autofree char *translated = g_utf8_casefold (translate (words, n_words, kind), -1);

        return g_str_has_prefix (folded_name, source) || g_str_has_prefix (folded_name, translated);
      }
  return FALSE;
}

char *
lamp_format_device (const char *kind, const char *name)
{
  if (name == NULL || *name == '\0')
    return g_strdup (kind != NULL ? lamp_format_kind (kind) : LAMP_FORMAT_NONE);
  if (kind == NULL)
    return g_strdup (name);
  if (says_kind (name, kind, kind_words, G_N_ELEMENTS (kind_words)) ||
      says_kind (name, kind, short_kind_words, G_N_ELEMENTS (short_kind_words)))
    return g_strdup (name);
  return g_strdup_printf ("%s %s", lamp_format_kind_short (kind), name);
}
