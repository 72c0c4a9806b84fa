/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See indices-private.h. Text, JSON and CSV come from one table of lines.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <math.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/indices-private.h"

#define SHOWN_CEMI 5 /* CEMI-1 to CEMI-5 */

typedef struct
{
  const char *key, *label, *unit;
  double      value;
  int         digits;
} Line;

/* Index words are the standard's own and stay as they are; `unit` is translated where it is shown to people. */
static GArray *
make_lines (const LampIndicesReport *report)
{
  const LampIndices *i = &report->indices;
  const Line         lines[] = {
            { "saifi", "SAIFI", N_ ("interruptions per customer"), i->saifi, 4 },
            { "saidi_min", "SAIDI", N_ ("minutes per customer"), i->saidi_min, 2 },
            { "caidi_min", "CAIDI", N_ ("minutes per interruption"), i->caidi_min, 2 },
            { "asai", "ASAI", N_ ("of the time"), i->asai, 8 },
            { "caifi", "CAIFI", N_ ("interruptions per customer interrupted"), i->caifi, 4 },
            { "ctaidi_min", "CTAIDI", N_ ("minutes per customer interrupted"), i->ctaidi_min, 2 },
            { "maifi", "MAIFI", N_ ("momentary interruptions per customer"), i->maifi, 4 },
            { "maifi_e", "MAIFI_E", N_ ("momentary events per customer"), i->maifi_e, 4 },
            { "asifi", "ASIFI", N_ ("interruptions per connected kVA"), i->asifi, 4 },
            { "asidi_min", "ASIDI", N_ ("minutes per connected kVA"), i->asidi_min, 2 },
            { "celid_s", "CELID-s", N_ ("of the customers"), i->celid_s, 6 },
            { "celid_t", "CELID-t", N_ ("of the customers"), i->celid_t, 6 },
            { "cemi_1", "CEMI-1", N_ ("of the customers"), i->cemi[1], 6 },
            { "cemi_2", "CEMI-2", N_ ("of the customers"), i->cemi[2], 6 },
            { "cemi_3", "CEMI-3", N_ ("of the customers"), i->cemi[3], 6 },
            { "cemi_4", "CEMI-4", N_ ("of the customers"), i->cemi[4], 6 },
            { "cemi_5", "CEMI-5", N_ ("of the customers"), i->cemi[SHOWN_CEMI], 6 },
  };
  GArray *list = g_array_new (FALSE, FALSE, sizeof (Line));

  g_array_append_vals (list, lines, G_N_ELEMENTS (lines));
  return list;
}

static void
append_text (GString *out, const LampIndicesReport *report)
{
  g_autoptr (GArray) lines = make_lines (report);
  g_autofree char *from = lamp_time_to_string (report->options.from_usec);
  g_autofree char *to = lamp_time_to_string (report->options.to_usec);

  g_string_append_printf (out, _ ("%s to %s, %.0f customers\n"), from, to, report->options.customers_served);
  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = &g_array_index (lines, Line, i);

      if (isfinite (line->value))
        g_string_append_printf (out, "%-8s %*.*f  %s\n", line->label, 14, line->digits, line->value, _ (line->unit));
      else
        g_string_append_printf (out, "%-8s %14s  %s\n", line->label, "–", _ (line->unit));
    }
  g_string_append_printf (out, _ ("%u sustained and %u momentary interruptions, %u momentary events\n"), report->indices.n_sustained, report->indices.n_momentary, report->indices.n_momentary_events);
  if (report->indices.n_undecided > 0)
    g_string_append_printf (out, _ ("%u have begun and may be momentary still; they do not count yet\n"), report->indices.n_undecided);
  if (report->major == NULL)
    g_string_append (out, _ ("Major event days cannot be told: fewer than two days with interruptions in the five years before\n"));
  else
    g_string_append_printf (out, _ ("Major event days: %u, above %.2f minutes%s\n"), report->major->len, report->learnt.t_med_min, report->exclude_med ? _ ("; left out") : "");
  for (guint i = 0; report->major != NULL && i < report->major->len; i++)
    {
      g_autofree char *day = lamp_day_to_string (g_array_index (report->major, gint32, i));

      g_string_append_printf (out, "  %s\n", day);
    }
}

static void
append_csv (GString *out, const LampIndicesReport *report)
{
  g_autoptr (GArray) lines = make_lines (report);

  g_string_append (out, "index,value,unit\r\n");
  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = &g_array_index (lines, Line, i);
      char        number[G_ASCII_DTOSTR_BUF_SIZE] = "";

      if (isfinite (line->value))
        g_ascii_dtostr (number, sizeof number, line->value);
      g_string_append_printf (out, "%s,%s,%s\r\n", line->label, number, line->unit);
    }
}

static void
add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

static void
add_count (JsonBuilder *builder, const char *name, gint64 value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_int_value (builder, value);
}

static void
add_text (JsonBuilder *builder, const char *name, const char *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_major (JsonBuilder *builder, const LampIndicesReport *report)
{
  json_builder_set_member_name (builder, "majorEventDays");
  json_builder_begin_object (builder);
  add_number (builder, "threshold_min", report->learnt.t_med_min);
  add_number (builder, "alpha", report->learnt.alpha);
  add_number (builder, "beta", report->learnt.beta);
  add_count (builder, "learntFromDays", report->learnt.n_days);
  json_builder_set_member_name (builder, "leftOut");
  json_builder_add_boolean_value (builder, report->exclude_med);
  json_builder_set_member_name (builder, "days");
  json_builder_begin_array (builder);
  for (guint i = 0; report->major != NULL && i < report->major->len; i++)
    {
      g_autofree char *day = lamp_day_to_string (g_array_index (report->major, gint32, i));

      json_builder_add_string_value (builder, day);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
append_json (GString *out, const LampIndicesReport *report)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GArray) lines = make_lines (report);
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *from = lamp_time_to_string (report->options.from_usec);
  g_autofree char *to = lamp_time_to_string (report->options.to_usec);
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "from", from);
  add_text (builder, "to", to);
  add_text (builder, "zone", g_time_zone_get_identifier (report->zone));
  add_number (builder, "momentary_min", report->momentary_min);
  add_number (builder, "celid_h", report->celid_hours);
  add_count (builder, "customersServed", (gint64)report->options.customers_served);
  add_number (builder, "kvaServed", report->options.kva_served);
  add_number (builder, "knownShare", report->indices.known_share);
  for (guint i = 0; i < lines->len; i++)
    add_number (builder, g_array_index (lines, Line, i).key, g_array_index (lines, Line, i).value);
  add_count (builder, "sustained", report->indices.n_sustained);
  add_count (builder, "momentary", report->indices.n_momentary);
  add_count (builder, "momentaryEvents", report->indices.n_momentary_events);
  add_count (builder, "undecided", report->indices.n_undecided);
  add_major (builder, report);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  g_string_append_printf (out, "%s\n", text);
}

char *
lamp_indices_to_string (const LampIndicesReport *report)
{
  GString *out = g_string_new (NULL);

  if (report->json)
    append_json (out, report);
  else if (report->csv)
    append_csv (out, report);
  else
    append_text (out, report);
  return g_string_free (out, FALSE);
}
