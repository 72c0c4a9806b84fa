/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Reading a set of promises (data/promises.md). See promise.h.
 */
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "engine/promise-private.h"

#include "engine/rule-areas.h"

#include <glib/gi18n-lib.h>

#define HEAD "promises"
#define AREAS "areas"
#define WEATHER "weather"
#define ALL_AREAS ((1u << LAMP_AREA_N) - 1)

static const char *const area_words[] = { "urban", "rural", "remote", NULL };
static const char *const weather_words[] = { "normal", "severe-1", "severe-2", NULL };

static void
clear_rule (gpointer data)
{
  g_free (((LampPromiseRule *)data)->code);
}

static LampPromiseSet *
set_new (const char *id)
{
  LampPromiseSet *set = g_new0 (LampPromiseSet, 1);

  set->id = g_strdup (id);
  set->rules = g_array_new (FALSE, FALSE, sizeof (LampPromiseRule));
  g_array_set_clear_func (set->rules, clear_rule);
  set->areas = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return set;
}

void
lamp_promise_set_free (LampPromiseSet *set)
{
  if (set == NULL)
    return;
  g_hash_table_unref (set->areas);
  g_array_unref (set->rules);
  g_free (set->name);
  g_free (set->id);
  g_free (set);
}

/* --- reading --- */

static gboolean
read_head (LampPromiseSet *set, const LampRules *rules, GError **error)
{
  static const char *const known[] = { "name", NULL };

  if (!lamp_rules_check_keys (rules, HEAD, known, error))
    return FALSE;
  set->name = g_key_file_get_string (rules->keys, HEAD, "name", NULL);
  return set->name != NULL || lamp_rules_refuse_absent (rules, HEAD, "name", error);
}

static gboolean
read_areas (LampPromiseSet *set, const LampRules *rules, GError **error)
{
  static const char *const known[] = { "default", "urban", "rural", "remote", NULL };
  int                      area = LAMP_AREA_URBAN;

  if (!lamp_rules_check_keys (rules, AREAS, known, error) || !lamp_rules_get_word (rules, AREAS, "default", FALSE, area_words, &area, error))
    return FALSE;
  set->area = (LampArea)area;
  for (int i = 0; area_words[i] != NULL; i++)
    {
      g_auto (GStrv) names = NULL;

      if (!lamp_rules_get_list (rules, AREAS, area_words[i], &names, error))
        return FALSE;
      for (guint k = 0; names != NULL && names[k] != NULL; k++)
        if (!g_hash_table_insert (set->areas, g_strdup (names[k]), GINT_TO_POINTER (i + 1)))
          return lamp_rules_refuse (rules, AREAS, area_words[i], _ ("a feeder or zone has one area only, and one is named twice: take it out here or there"), error);
    }
  return TRUE;
}

static gboolean
read_weather (LampPromiseSet *set, const LampRules *rules, GError **error)
{
  static const char *const known[] = { "usual-daily-faults", "severe-1", "severe-2", NULL };

  set->severe[LAMP_WEATHER_SEVERE_1] = 8;
  set->severe[LAMP_WEATHER_SEVERE_2] = 13;
  return lamp_rules_check_keys (rules, WEATHER, known, error) &&
         lamp_rules_get_number (rules, WEATHER, "usual-daily-faults", FALSE, 0, 1e9, &set->usual_faults, error) &&
         lamp_rules_get_number (rules, WEATHER, "severe-1", FALSE, 1, 1e9, &set->severe[LAMP_WEATHER_SEVERE_1], error) &&
         lamp_rules_get_number (rules, WEATHER, "severe-2", FALSE, 1, 1e9, &set->severe[LAMP_WEATHER_SEVERE_2], error);
}

static gboolean
read_rule (LampPromiseSet *set, const LampRules *rules, const char *group, GError **error)
{
  static const char *const known[] = { "kind", "after", "within", "warn", "area", "customers", "weather", NULL };
  LampPromiseRule          rule = { .areas = ALL_AREAS };
  int                      kind = 0, after = LAMP_PROMISE_AFTER_START, weather = LAMP_WEATHER_NORMAL;
  double                   n_customers = 0;

  if (!lamp_rules_check_keys (rules, group, known, error) ||
      !lamp_rules_get_word (rules, group, "kind", TRUE, lamp_promise_kind_words, &kind, error) ||
      !lamp_rules_get_word (rules, group, "after", FALSE, lamp_promise_base_words, &after, error) ||
      !lamp_rules_get_duration (rules, group, "within", TRUE, &rule.within_usec, error) ||
      !lamp_rules_get_duration (rules, group, "warn", FALSE, &rule.warn_usec, error) ||
      !lamp_rules_get_words (rules, group, "area", area_words, &rule.areas, error) ||
      !lamp_rules_get_number (rules, group, "customers", FALSE, 1, 1e9, &n_customers, error) ||
      !lamp_rules_get_word (rules, group, "weather", FALSE, weather_words, &weather, error))
    return FALSE;
  if (after == LAMP_PROMISE_AFTER_ARRIVAL && kind != LAMP_PROMISE_RESTORATION)
    return lamp_rules_refuse (rules, group, "after", _ ("only a restoration can count from the arrival: write another word, or kind=restoration"), error);
  rule.kind = (LampPromiseKind)kind;
  rule.after = (LampPromiseBase)after;
  rule.weather = (LampWeather)weather;
  rule.customers = (gint64)n_customers;
  rule.code = g_strdup_printf ("%s.%s", set->id, group);
  g_array_append_val (set->rules, rule);
  return TRUE;
}

LampPromiseSet *
lamp_promise_set_parse (const char *id, const char *text, gsize size, GError **error)
{
  g_autoptr (LampRules) rules = lamp_rules_parse (id, text, size, error);
  g_autoptr (LampPromiseSet) set = set_new (id);
  g_auto (GStrv) groups = NULL;

  if (rules == NULL || !read_head (set, rules, error) || !read_areas (set, rules, error) || !read_weather (set, rules, error))
    return NULL;
  groups = g_key_file_get_groups (rules->keys, NULL);
  for (guint i = 0; groups[i] != NULL; i++)
    if (!g_str_equal (groups[i], HEAD) && !g_str_equal (groups[i], AREAS) && !g_str_equal (groups[i], WEATHER) && !read_rule (set, rules, groups[i], error))
      return NULL;
  return g_steal_pointer (&set);
}

/* --- asking --- */

const char *
lamp_promise_set_get_name (const LampPromiseSet *set)
{
  return set->name;
}

static gboolean
is_there (const LampNetwork *network, const char *name)
{
  return lamp_rules_has_zone (network, name) || lamp_rules_has_feeder (network, name);
}

char **
lamp_promise_set_dup_missing (const LampPromiseSet *set, const LampNetwork *network)
{
  return lamp_rules_dup_missing (set->areas, network, is_there);
}

LampArea
lamp_promise_set_get_area (const LampPromiseSet *set, const char *feeder, const char *zone)
{
  gpointer area = feeder != NULL ? g_hash_table_lookup (set->areas, feeder) : NULL;

  if (area == NULL && zone != NULL)
    area = g_hash_table_lookup (set->areas, zone);
  return area != NULL ? (LampArea)(GPOINTER_TO_INT (area) - 1) : set->area;
}

LampWeather
lamp_promise_set_get_weather (const LampPromiseSet *set, guint n_faults_last_24_h)
{
  LampWeather weather = LAMP_WEATHER_NORMAL;

  for (int i = LAMP_WEATHER_SEVERE_1; set->usual_faults > 0 && i < LAMP_WEATHER_N; i++)
    if (n_faults_last_24_h >= set->severe[i] * set->usual_faults)
      weather = (LampWeather)i;
  return weather;
}

LampWeather
lamp_promise_set_get_rule_weather (const LampPromiseSet *set, const char *rule)
{
  for (guint i = 0; i < set->rules->len; i++)
    if (g_strcmp0 (g_array_index (set->rules, LampPromiseRule, i).code, rule) == 0)
      return g_array_index (set->rules, LampPromiseRule, i).weather;
  return LAMP_WEATHER_NORMAL;
}
