/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What several facts of a record come to in one line or one sentence: evidence, reasons, what speaks for a crew and what
 * against it. See format.h.
 */
#define G_LOG_DOMAIN "lamp-console"
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "console/format.h"

#include <glib/gi18n-lib.h>

#include <math.h>

static void
append_part (GString *text, const char *separator, char *part)
{
  if (text->len > 0)
    g_string_append (text, separator);
  g_string_append (text, part);
  g_free (part);
}

char *
lamp_format_evidence (const LampOutage *outage)
{
  GString    *text = g_string_new (NULL);
  const char *comma = C_ ("list", ", ");

  if (outage->calls > 0)
    append_part (text, comma, g_strdup_printf (ngettext ("%d call", "%d calls", (gulong)outage->calls), (int)outage->calls));
  if (outage->last_gasps > 0)
    append_part (text, comma, g_strdup_printf (ngettext ("%d meter", "%d meters", (gulong)outage->last_gasps), (int)outage->last_gasps));
  if (g_strcmp0 (outage->scada, "tripped") == 0)
    append_part (text, comma, g_strdup (_ ("SCADA: tripped")));
  else if (outage->scada != NULL)
    append_part (text, comma, g_strdup_printf (_ ("SCADA: %s"), g_strcmp0 (outage->scada, "closed") == 0 ? C_ ("switch", "closed") : outage->scada));
  if (text->len == 0)
    g_string_append (text, LAMP_FORMAT_NONE);
  return g_string_free (text, FALSE);
}

char *
lamp_format_reason (const LampOutage *outage)
{
  const LampReason reason = {
    .rule = outage->rule,
    .device = outage->device_name,
    .n_calls = outage->calls,
    .n_last_gasps = outage->last_gasps,
    .n_no_answers = outage->no_answers,
    .n_moved = outage->moved,
    .n_units = outage->units,
    .n_units_reported = outage->units_reported,
    .ln_odds = isnan (outage->ln_odds) ? 0.0 : outage->ln_odds,
    .n_separate = outage->separate,
    .damaged = outage->damaged,
    .closed = outage->closed_above,
    .live = outage->live_above,
    .live_who = outage->live_customer,
    .storm = g_strcmp0 (outage->rule_mode, "storm") == 0,
  };

  return lamp_reason_to_text (&reason);
}

char *
lamp_format_why (const LampSuggestion *suggestion, gint64 now_usec)
{
  GString         *text = g_string_new (NULL);
  g_autofree char *skills = lamp_format_skills ((const char *const *)suggestion->crew->skills);

  g_string_append (text, skills);
  if (suggestion->why & LAMP_WHY_FREE_NOW)
    append_part (text, " · ", g_strdup (_ ("free now")));
  else if (suggestion->why & LAMP_WHY_FREE_LATER)
    {
      g_autofree char *until = lamp_format_until (suggestion->free_at_usec, now_usec);

      /* TRANSLATORS: %s is “in 20 min” or “now”. */
      append_part (text, " · ", g_strdup_printf (_ ("free %s"), until));
    }
  if ((suggestion->why & LAMP_WHY_NEAREST) && (suggestion->why & LAMP_WHY_ALL_SKILLS))
    append_part (text, " · ", g_strdup (_ ("nearest with all skills")));
  else if (suggestion->why & LAMP_WHY_NEAREST)
    append_part (text, " · ", g_strdup (_ ("nearest")));
  if (suggestion->why & LAMP_WHY_SAME_FEEDER)
    append_part (text, " · ", g_strdup (_ ("on this feeder already")));
  return g_string_free (text, FALSE);
}

static char *
warning_sentence (const LampSuggestion *suggestion, LampWarning warning, gint64 now_usec)
{
  const LampCrew  *crew = suggestion->crew;
  const char      *name = crew->name != NULL ? crew->name : crew->base.id;
  g_autofree char *value = NULL;

  switch (warning)
    {
    case LAMP_WARN_MISSING_SKILL:
      return g_strdup_printf (_ ("%s lacks the skill “%s”."), name, lamp_format_skill (suggestion->missing_skill));
    case LAMP_WARN_SHIFT_ENDS:
      value = lamp_format_time (crew->shift_end_usec, now_usec);
      return g_strdup_printf (_ ("%s's shift ends at %s, before the repair would."), name, value);
    case LAMP_WARN_SHIFT_ENDS_FIRST:
      value = lamp_format_time (crew->shift_end_usec, now_usec);
      return g_strdup_printf (_ ("%s's shift ends at %s, before it would arrive."), name, value);
    case LAMP_WARN_OFF_SHIFT:
      return g_strdup_printf (_ ("%s is off shift."), name);
    case LAMP_WARN_POSITION_OLD:
      value = lamp_format_elapsed (crew->position_usec, now_usec);
      return crew->position_usec == LAMP_UNKNOWN_TIME ? g_strdup_printf (_ ("Where %s is, is not known."), name)
                                                      : g_strdup_printf (_ ("%s's position is %s old."), name, value);
    case LAMP_WARN_CLOCK_WRONG:
      return g_strdup_printf (_ ("%s's clock is wrong: its position may be of any age."), name);
    case LAMP_WARN_BUSY:
      return g_strdup_printf (_ ("%s has a job; this one would be its next."), name);
    case LAMP_WARN_STRAIGHT_LINE:
      return g_strdup_printf (_ ("No road is known for %s: the drive is an estimate."), name);
    case LAMP_WARN_ALREADY:
      return g_strdup_printf (_ ("%s is on this outage already."), name);
    case LAMP_WARN_NO_POSITION:
      return g_strdup_printf (_ ("Nobody knows where %s is: its arrival is unknown."), name);
    default:
      return NULL;
    }
}

char **
lamp_format_warnings (const LampSuggestion *suggestion, gint64 now_usec)
{
  g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();
  /* Who is there needs no warnings about going there. */
  const guint warnings = suggestion->warnings & LAMP_WARN_ALREADY ? LAMP_WARN_ALREADY : suggestion->warnings;

  for (guint bit = LAMP_WARN_MISSING_SKILL; bit <= LAMP_WARN_LAST; bit <<= 1)
    {
      g_autofree char *sentence = NULL;

      /* The second says all of the first. */
      if (!(warnings & bit) ||
          (bit == LAMP_WARN_SHIFT_ENDS && (warnings & LAMP_WARN_SHIFT_ENDS_FIRST)))
        continue;
      sentence = warning_sentence (suggestion, (LampWarning)bit, now_usec);
      if (sentence != NULL)
        g_strv_builder_add (sentences, sentence);
    }
  return g_strv_builder_end (sentences);
}
