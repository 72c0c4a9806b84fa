/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See prediction-reason.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "engine/prediction-reason.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <math.h>

#define LN_1000 6.907755278982137

LampReason
lamp_reason_from_prediction (const LampNetwork *network, const LampPrediction *prediction)
{
  const char *above = prediction->above != LAMP_NONE ? lamp_network_element_name (network, prediction->above) : NULL;

  return (LampReason){
    .rule = prediction->rule,
    .device = lamp_network_element_name (network, prediction->device),
    .n_calls = prediction->n_calls,
    .n_last_gasps = prediction->n_last_gasps,
    .n_no_answers = prediction->n_no_answers,
    .n_moved = prediction->n_moved,
    .n_units = prediction->n_units,
    .n_units_reported = prediction->n_units_reported,
    .ln_odds = prediction->ln_odds,
    .n_separate = prediction->n_separate,
    .damaged = prediction->damaged != LAMP_NONE ? lamp_network_element_name (network, prediction->damaged) : NULL,
    .closed = prediction->above_closed ? above : NULL,
    .live = prediction->above_closed ? NULL : above,
    .live_who = prediction->live_customer != LAMP_NONE ? lamp_network_customer_id (network, prediction->live_customer) : NULL,
    .storm = prediction->mode == LAMP_MODE_STORM,
  };
}

static void
append (GString *text, const char *separator, char *part)
{
  if (text->len > 0)
    g_string_append (text, separator);
  g_string_append (text, part);
  g_free (part);
}

static char *
say_evidence (const LampReason *reason)
{
  GString    *text = g_string_new (NULL);
  const char *comma = C_ ("list", ", ");

  if (reason->n_calls > 0)
    append (text, comma, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRId64 " call", "%" PRId64 " calls", (gulong)reason->n_calls), reason->n_calls));
  if (reason->n_last_gasps > 0)
    append (text, comma, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRId64 " last gasp", "%" PRId64 " last gasps", (gulong)reason->n_last_gasps), reason->n_last_gasps));
  if (reason->n_no_answers > 0)
    append (text, comma, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRId64 " meter that does not answer", "%" PRId64 " meters that do not answer", (gulong)reason->n_no_answers), reason->n_no_answers));
  if (text->len == 0)
    g_string_append (text, C_ ("evidence", "no reports"));
  else if (reason->device != NULL)
    {
      /* TRANSLATORS: first the evidence (“5 calls, 3 last gasps”), then the device it lies behind. */
      char *under = g_strdup_printf (_ ("%s under %s"), text->str, reason->device);

      g_string_assign (text, under);
      g_free (under);
    }
  return g_string_free (text, FALSE);
}

/* As people say odds: rounded, and no longer than they can be imagined. */
static char *
say_odds (const LampReason *reason)
{
  if (reason->ln_odds > LN_1000)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "one fault is over 1,000 times likelier than %" PRId64 " on its own", "one fault is over 1,000 times likelier than %" PRId64 " separate ones", (gulong)reason->n_separate), reason->n_separate);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "one fault is %.0f times likelier than %" PRId64 " on its own", "one fault is %.0f times likelier than %" PRId64 " separate ones", (gulong)reason->n_separate), MAX (exp (reason->ln_odds), 1.0), reason->n_separate);
}

static char *
say_device_rule (const LampReason *reason)
{
  g_autofree char *odds = reason->n_separate > 0 ? say_odds (reason) : NULL;
  g_autofree char *units = reason->n_units > 0
                               ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRId64 " of %" PRId64 " transformer under %s", "%" PRId64 " of %" PRId64 " transformers under %s", (gulong)reason->n_units),
                                                  reason->n_units_reported, reason->n_units, reason->device != NULL ? reason->device : "?")
                               : g_strdup (_ ("the likeliest device all of them share"));

  if (odds == NULL)
    return g_steal_pointer (&units);
  /* TRANSLATORS: “2 of 3 transformers under F-77”, then “one fault is 40 times likelier than 2 separate ones”. */
  return g_strdup_printf (_ ("%s: %s"), units, odds);
}

static char *
say_rule (const LampReason *reason)
{
  if (g_str_equal (reason->rule, "service"))
    return g_strdup (_ ("one report: the customer's own service"));
  if (g_str_equal (reason->rule, "unit"))
    return g_strdup (_ ("several reports, or a large share, under one transformer"));
  if (g_str_equal (reason->rule, "device"))
    return say_device_rule (reason);
  if (g_str_equal (reason->rule, "scada"))
    return g_strdup (_ ("a trip by telemetry, which nobody commanded"));
  if (g_str_equal (reason->rule, "field") && reason->damaged != NULL)
    return g_strdup_printf (_ ("a crew found %s damaged"), reason->damaged);
  if (g_str_equal (reason->rule, "field"))
    return g_strdup (_ ("found by a crew"));
  if (g_str_equal (reason->rule, "manual"))
    return g_strdup (_ ("set by a dispatcher"));
  return g_strdup (reason->rule);
}

char *
lamp_reason_to_text (const LampReason *reason)
{
  GString         *text = g_string_new (NULL);
  const char      *semicolon = C_ ("list of reasons", "; ");
  g_autofree char *rule = NULL;

  g_return_val_if_fail (reason != NULL, NULL);

  append (text, semicolon, say_evidence (reason));
  if (reason->n_moved > 0)
    append (text, semicolon, g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%" PRId64 " customer moved here by hand", "%" PRId64 " customers moved here by hand", (gulong)reason->n_moved), reason->n_moved));
  if (reason->closed != NULL)
    append (text, semicolon, g_strdup_printf (_ ("%s telemetered closed"), reason->closed));
  if (reason->live != NULL)
    append (text, semicolon, reason->live_who != NULL ? g_strdup_printf (_ ("%s is live under %s"), reason->live_who, reason->live) : g_strdup_printf (_ ("a switch is live under %s"), reason->live));
  if (reason->rule == NULL)
    return g_string_free (text, FALSE);
  rule = say_rule (reason);
  append (text, semicolon, g_strdup_printf (reason->storm ? _ ("storm rule: %s") : _ ("rule: %s"), rule));
  return g_string_free (text, FALSE);
}
